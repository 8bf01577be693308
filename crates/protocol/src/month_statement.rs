//! 一个月的日子,当面过: what a member's own diaries say of a month's nights, signed by the member's device, to be shown as QR codes
//! and read by the first secretary's phone without a line. It is nobody's record: it bears witness until the records come.
//!
//! Not the chain's frame: that holds evidence (places), which goes to the offices alone, and texts, which would be thirty codes.

use chrono::{Datelike, Days, NaiveDate};
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_history::canonical::{CanonicalError, Reader, Writer};
use cunji_history::signed::{Deployment, certificate_message, month_message};
use cunji_history::{DeviceId, DevicePublicKey, EditId, Suite};

use crate::fault::FrameFault;
use crate::wire;

/// What the bytes begin with: the version of this form.
const VERSION: i64 = 1;
/// Bytes of an edit's id that stand for it: enough to tell, once the record is here, whether it is what was shown.
pub const BEGINNING: usize = 8;
/// A month has no more days, and each is said once.
const MOST_DAYS: usize = 31;
/// The longest code of a stay.
const LONGEST_CODE: usize = 64;

/// What a member says of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthStatement {
    /// The village.
    pub space: DivisionCode,
    /// Who says it.
    pub person: PersonId,
    /// The first day of the month.
    pub month: NaiveDate,
    /// When it was shown, by the member's phone: Unix seconds, UTC.
    pub made_at: i64,
    /// The nights that were said, by day.
    pub nights: Vec<StatedNight>,
}

/// What a diary says of a night.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedNight {
    /// The day.
    pub day: NaiveDate,
    /// A code of the policy's list `stay`.
    pub stay: String,
    /// The beginning of the id of the diary's head.
    pub head: [u8; BEGINNING],
}

impl StatedNight {
    /// Whether an edit is the one that was shown.
    pub fn is_of(&self, head: &EditId) -> bool {
        head.0.starts_with(&self.head)
    }
}

/// The device that signs, and how the server certified it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Certified {
    /// Its public key.
    pub key: DevicePublicKey,
    /// When the server enrolled it: Unix seconds.
    pub enrolled_at: i64,
    /// The server's signature of it.
    pub certificate: [u8; 64],
}

/// A statement whose signature and certificate were found right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvedStatement {
    /// What it says.
    pub statement: MonthStatement,
    /// The device that signed it.
    pub device: DeviceId,
}

impl MonthStatement {
    /// Signed by the device, as it is split into codes.
    pub fn seal(&self, deployment: Deployment, by: &Certified, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Vec<u8> {
        let body = self.body();
        let signature = sign(&month_message(deployment, Suite::Ed25519Sha256, &body));
        let mut w = Writer::default();
        w.array(6).int(VERSION).bytes(&body).bytes(&by.key.0).int(by.enrolled_at);
        w.bytes(&by.certificate).bytes(&signature);
        w.into_bytes()
    }

    /// Reads and proves a statement: signed by a device that one of these keys of the server certified for this person.
    ///
    /// # Errors
    /// It is malformed, of another version, or not signed or certified as it says.
    pub fn open(
        bytes: &[u8],
        deployment: Deployment,
        server_keys: &[DevicePublicKey],
    ) -> Result<ProvedStatement, FrameFault> {
        let (body, by, signature) = parts(bytes)?;
        let statement = Self::of_body(&body)?;
        let suite = Suite::Ed25519Sha256;
        if !by.key.verifies(&month_message(deployment, suite, &body), &signature) {
            return Err(FrameFault::BadSignature);
        }
        let certified = certificate_message(deployment, suite, &by.key, &statement.person, by.enrolled_at);
        if !server_keys.iter().any(|server| server.verifies(&certified, &by.certificate)) {
            return Err(FrameFault::BadSignature);
        }
        Ok(ProvedStatement { statement, device: by.key.device_id(0) })
    }

    fn body(&self) -> Vec<u8> {
        let mut w = Writer::default();
        let first = i64::from(self.month.num_days_from_ce());
        w.array(5).text(self.space.as_str()).text(self.person.as_str()).int(first).int(self.made_at);
        w.array(self.nights.len());
        for night in &self.nights {
            w.array(3).int(i64::from(night.day.day())).text(&night.stay).bytes(&night.head);
        }
        w.into_bytes()
    }

    fn of_body(bytes: &[u8]) -> Result<Self, FrameFault> {
        let mut r = Reader::new(bytes);
        let more = wire::tuple(&mut r, 5)?;
        let space = wire::space(&mut r)?;
        let person = r.text()?.parse().map_err(|_| FrameFault::Malformed("a person's id"))?;
        let first = NaiveDate::from_num_days_from_ce_opt(r.narrow()?).filter(|first| first.day() == 1);
        let month = first.ok_or(FrameFault::Malformed("a month that begins on no first"))?;
        let made_at = r.int()?;
        let count = r.array()?;
        if count > MOST_DAYS {
            return Err(FrameFault::OverLimit("days of a month"));
        }
        let mut nights: Vec<StatedNight> = Vec::new();
        for _ in 0..count {
            let night = night(&mut r, month)?;
            if nights.last().is_some_and(|last| last.day >= night.day) {
                return Err(FrameFault::Malformed("days of a month out of order"));
            }
            nights.push(night);
        }
        wire::rest(&mut r, more)?;
        r.end()?;
        Ok(Self { space, person, month, made_at, nights })
    }
}

fn night(r: &mut Reader<'_>, month: NaiveDate) -> Result<StatedNight, FrameFault> {
    let more = wire::tuple(r, 3)?;
    let of_month: u64 = r.narrow()?;
    let day = of_month.checked_sub(1).and_then(|days| month.checked_add_days(Days::new(days)));
    let day = day.filter(|day| day.month() == month.month() && day.year() == month.year());
    let day = day.ok_or(FrameFault::Malformed("a day of another month"))?;
    let stay = r.text()?;
    if stay.is_empty() || stay.len() > LONGEST_CODE {
        return Err(FrameFault::Malformed("a stay"));
    }
    let night = StatedNight { day, stay: stay.to_owned(), head: r.fixed()? };
    wire::rest(r, more)?;
    Ok(night)
}

fn parts(bytes: &[u8]) -> Result<(Vec<u8>, Certified, [u8; 64]), FrameFault> {
    let mut r = Reader::new(bytes);
    let more = wire::tuple(&mut r, 6)?;
    let version = r.int()?;
    if version != VERSION {
        return Err(FrameFault::Version(version));
    }
    let body = r.bytes()?.to_vec();
    let by = Certified { key: DevicePublicKey(r.fixed()?), enrolled_at: r.int()?, certificate: r.fixed()? };
    let signature = r.fixed()?;
    wire::rest(&mut r, more)?;
    r.end().map_err(|_: CanonicalError| FrameFault::Malformed("more after a month"))?;
    Ok((body, by, signature))
}

#[cfg(test)]
mod tests {
    use cunji_history::DeviceKey;
    use proptest::prelude::*;

    use super::*;

    const DEPLOYMENT: Deployment = Deployment([9; 16]);

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn september(nights: u32) -> MonthStatement {
        let night = |of: u32| StatedNight {
            day: day("2017-09-01").with_day(of).unwrap(),
            stay: "village".to_owned(),
            head: [of as u8; BEGINNING],
        };
        MonthStatement {
            space: "610926101205".parse().unwrap(),
            person: "c0017".parse().unwrap(),
            month: day("2017-09-01"),
            made_at: 1_506_700_000,
            nights: (1..=nights).map(night).collect(),
        }
    }

    fn keys() -> (DeviceKey, DeviceKey) {
        (DeviceKey::from_bytes(&[1; 32]), DeviceKey::from_bytes(&[2; 32]))
    }

    fn certified(server: &DeviceKey, device: &DeviceKey, person: &str) -> Certified {
        let (key, enrolled_at) = (device.public(), 1_500_000_000);
        let person = person.parse().unwrap();
        let message = certificate_message(DEPLOYMENT, Suite::Ed25519Sha256, &key, &person, enrolled_at);
        Certified { key, enrolled_at, certificate: server.sign(&message) }
    }

    #[test]
    fn a_month_is_proved_without_anything_but_the_server_s_key() {
        let (server, device) = keys();
        let by = certified(&server, &device, "c0017");
        let bytes = september(30).seal(DEPLOYMENT, &by, |message| device.sign(message));
        assert!(bytes.len() <= 1_200, "{} bytes are three codes", bytes.len());
        let proved = MonthStatement::open(&bytes, DEPLOYMENT, &[server.public()]).unwrap();
        assert_eq!((proved.statement, proved.device), (september(30), device.public().device_id(0)));
        assert!(september(30).nights[4].is_of(&EditId([5; 32])) && !september(30).nights[4].is_of(&EditId([6; 32])));
    }

    #[test]
    fn nobody_else_can_say_it_and_nothing_in_it_can_be_changed() {
        let (server, device) = keys();
        let by = certified(&server, &device, "c0017");
        let open = |bytes: &[u8]| MonthStatement::open(bytes, DEPLOYMENT, &[server.public()]);
        let other = certified(&server, &device, "c0018");
        let borrowed = september(3).seal(DEPLOYMENT, &other, |message| device.sign(message));
        assert_eq!(open(&borrowed), Err(FrameFault::BadSignature), "a device of another person");
        let forged = september(3).seal(DEPLOYMENT, &by, |message| server.sign(message));
        assert_eq!(open(&forged), Err(FrameFault::BadSignature), "another's signature");
        let elsewhere = september(3).seal(Deployment([8; 16]), &by, |message| device.sign(message));
        assert_eq!(open(&elsewhere), Err(FrameFault::BadSignature), "another city");
        let good = september(3).seal(DEPLOYMENT, &by, |message| device.sign(message));
        for place in 0..good.len() {
            let mut bytes = good.clone();
            bytes[place] ^= 1;
            assert!(open(&bytes).is_err(), "byte {place}");
        }
    }

    #[test]
    fn days_stand_in_order_within_their_month() {
        let (server, device) = keys();
        let by = certified(&server, &device, "c0017");
        let mut twice = september(2);
        twice.nights[1] = twice.nights[0].clone();
        let bytes = twice.seal(DEPLOYMENT, &by, |message| device.sign(message));
        let opened = MonthStatement::open(&bytes, DEPLOYMENT, &[server.public()]);
        assert_eq!(opened, Err(FrameFault::Malformed("days of a month out of order")));
    }

    proptest! {
        #[test]
        fn foreign_bytes_are_refused_and_harm_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(MonthStatement::open(&bytes, DEPLOYMENT, &[keys().0.public()]).is_err());
        }
    }
}
