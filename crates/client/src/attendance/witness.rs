//! A month that passes from phone to phone by QR codes: shown by a member, read by the first secretary, without any line.
//!
//! What was read is kept by itself, beside the log: it is nobody's record. A night whose diary has come is read from there. It is
//! of the village, and goes with it when a term has ended.

use chrono::{Datelike, NaiveDate};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::month_acknowledgement::month_end;
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;
use cunji_domain::server_facts::revocation::Revocation;
use cunji_history::DevicePublicKey;
use cunji_protocol::month_statement::{BEGINNING, Certified, MonthStatement, ProvedStatement, StatedNight};
use cunji_store::Filter;

use super::month::first_of_month;
use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::phone::facts::Known;
use crate::qr::{Modules, split};
use crate::views::team::{MonthCodes, WitnessedMonth, WitnessedNight};

impl Phone {
    /// A month of one's own as QR codes for the first secretary's phone.
    ///
    /// # Errors
    /// The device was not introduced to the server yet; nothing was said of the month; the database fails.
    pub fn month_codes(&mut self, month: NaiveDate) -> Result<MonthCodes> {
        let month = first_of_month(month);
        let bytes = self.month_bytes(month)?;
        let codes = split(&bytes)?.iter().map(|text| Ok(Modules::of(text)?.to_svg())).collect::<Result<Vec<_>>>()?;
        Ok(MonthCodes { month, codes })
    }

    /// A month of one's own, signed, as the codes carry it.
    ///
    /// # Errors
    /// As [`Phone::month_codes`].
    pub fn month_bytes(&mut self, month: NaiveDate) -> Result<Vec<u8>> {
        let month = first_of_month(month);
        let (person, device) = (self.person()?, self.store.device()?);
        if !device.introduced {
            return Err(not_introduced());
        }
        let enrolment = self.enrolment()?;
        let statement = self.month_statement(&person, month)?;
        let (key, enrolled_at) = (device.public_key, enrolment.enrolled_at);
        let by = Certified { key, enrolled_at, certificate: enrolment.certificate };
        let mut refused = None;
        let bytes = statement.seal(enrolment.deployment, &by, |message| match self.store.sign(message) {
            Ok(signature) => signature,
            Err(error) => {
                refused = Some(error);
                [0; 64]
            }
        });
        match refused {
            Some(error) => Err(error.into()),
            None => Ok(bytes),
        }
    }

    fn month_statement(&mut self, person: &PersonId, month: NaiveDate) -> Result<MonthStatement> {
        let space = self.village_of_days(person, month)?;
        let mut diaries = self.records::<DiaryEntry>(&Filter::of(&space).on(month..=month_end(month)))?;
        diaries.retain(|diary| diary.value.cadre == *person);
        let mut nights: Vec<StatedNight> = diaries
            .iter()
            .filter_map(|diary| {
                let (stay, head) = (diary.value.stay?, diary.record.heads.first()?);
                let head: [u8; BEGINNING] = head.0.get(..BEGINNING)?.try_into().ok()?;
                Some(StatedNight { day: diary.value.day, stay: stay.code().to_owned(), head })
            })
            .collect();
        if nights.is_empty() {
            return Err(nothing_said(month));
        }
        nights.sort_by_key(|night| night.day);
        let made_at = self.clock.now();
        Ok(MonthStatement { space, person: person.clone(), month, made_at, nights })
    }

    /// Keeps a month that another phone showed, and shows it. Of two of one month the later one is kept.
    ///
    /// # Errors
    /// It does not prove what it says; it is of nobody in the teams that the reader leads; its device is revoked.
    pub fn witness_month(&mut self, bytes: &[u8]) -> Result<WitnessedMonth> {
        let proved = self.prove_month(bytes)?;
        let (space, month) = (proved.statement.space.clone(), proved.statement.month);
        let known = self.known()?;
        let in_team = known.members.iter().any(|member| {
            member.space == space
                && member.person == proved.statement.person
                && member.role.in_team()
                && member.touches_month(month)
        });
        let today = self.today();
        if !in_team || !self.is_first_secretary(&space, today)? {
            return Err(not_of_the_team());
        }
        let name = kept_as(&proved.statement.person, month);
        let before = self.store.kept_of(&space, &name)?.and_then(|bytes| self.prove_month(&bytes).ok());
        let is_older = before.as_ref().is_some_and(|before| before.statement.made_at > proved.statement.made_at);
        if !is_older {
            self.store.keep_of(&space, &name, bytes)?;
        }
        let newest = before.filter(|_| is_older).unwrap_or(proved);
        self.witnessed_view(&known, &newest)
    }

    /// What was read of a teammate's month, with the nights whose diaries have not come yet.
    pub(super) fn witnessed(
        &self,
        known: &Known,
        space: &DivisionCode,
        cadre: &PersonId,
        month: NaiveDate,
    ) -> Result<Option<WitnessedMonth>> {
        let Some(bytes) = self.store.kept_of(space, &kept_as(cadre, month))? else { return Ok(None) };
        // What was proved once and is no more, such as of a device that was revoked since, is shown no more.
        match self.prove_month(&bytes) {
            Ok(proved) => Ok(Some(self.witnessed_view(known, &proved)?)),
            Err(_) => Ok(None),
        }
    }

    fn prove_month(&self, bytes: &[u8]) -> Result<ProvedStatement> {
        let keys: Vec<DevicePublicKey> = self.store.epochs()?.into_iter().map(|epoch| epoch.public_key).collect();
        let proved = MonthStatement::open(bytes, self.enrolment()?.deployment, &keys)?;
        let revoked = self.records::<Revocation>(&Filter::default())?;
        if revoked.iter().any(|one| one.value.device.0 == proved.device.0) {
            return Err(ClientError::told(
                "month_codes.revoked",
                "这台手机已经停用,它出示的月份不算。请对方换新手机再出示。",
                "This phone was revoked, and the month that it shows says nothing. Ask for the one on their new phone.",
            ));
        }
        Ok(proved)
    }

    fn witnessed_view(&self, known: &Known, proved: &ProvedStatement) -> Result<WitnessedMonth> {
        let statement = &proved.statement;
        let mut nights = Vec::new();
        for night in &statement.nights {
            let diary = self.diary_in(&statement.space, &statement.person, night.day)?;
            nights.push(WitnessedNight {
                day: night.day,
                stay: known.code("stay", &night.stay, night.day),
                has_come: diary.is_some(),
                changed: diary.is_some_and(|diary| !diary.record.heads.iter().any(|head| night.is_of(head))),
            });
        }
        Ok(WitnessedMonth {
            person: known.person(&statement.person),
            month: statement.month,
            made_at: statement.made_at,
            device: proved.device.to_string(),
            nights,
        })
    }
}

fn kept_as(person: &PersonId, month: NaiveDate) -> String {
    format!("witnessed {person} {}-{:02}", month.year(), month.month())
}

fn not_introduced() -> ClientError {
    ClientError::told(
        "month_codes.not_introduced",
        "这台手机还没在服务器登记好,对方没法核对。先同步一次再出示。",
        "The server does not know this phone yet, so nobody can check what it shows. Sync once, then show it.",
    )
}

fn nothing_said(month: NaiveDate) -> ClientError {
    let (year, month) = (month.year(), month.month());
    ClientError::told(
        "month_codes.nothing_said",
        format!("{year} 年 {month} 月还没写过住在哪,没有可出示的。"),
        format!("No diary of {year}-{month:02} says where a night was spent; there is nothing to show."),
    )
}

fn not_of_the_team() -> ClientError {
    ClientError::told(
        "month_codes.not_of_the_team",
        "这不是你队里的人,没有记下。要是名册不对,请找镇办公室改。",
        "This is nobody of your team, and it was not kept. If the roster is wrong, ask the town office.",
    )
}
