//! Whose phones were heard of: what the sums, the lists and the counts say of it is the same in both homes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cunji_domain::attendance::{Line, Silence};
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_history::{DeviceId, DevicePublicKey, Suite};

use super::log::person;
use crate::storage::attendance::{self, Wanted, YearInVillage};
use crate::storage::devices::{self, Device};
use crate::storage::overview::{Period, groups};
use crate::storage::testing::TestHome;
use crate::storage::{Result, Storage, read, write};

super::on_both_homes! {
    whose_phones_were_heard_of_is_told_by_when_they_were_there,
    a_day_that_is_not_over_is_told_of_from_its_beginning,
}

const BEGINS: i64 = 1000;
const ENDS: i64 = 2000;
const HERE: &str = "610926100201";
const QUIET: &str = "610926100202";

/// A phone: whose, enrolled when, heard of when, revoked when.
type Phone = (&'static str, i64, Option<i64>, Option<i64>);

const PHONES: [Phone; 12] = [
    ("enrolled-since", ENDS, Some(ENDS + 500), None),
    ("revoked-before", 100, Some(BEGINS - 1), Some(BEGINS - 1)),
    ("never-heard", 100, None, None),
    ("before", 100, Some(BEGINS - 1), None),
    ("in-the-day", 100, Some(BEGINS), None),
    ("last-moment", ENDS - 1, Some(ENDS), None),
    ("changed", 100, Some(500), Some(BEGINS)),
    ("changed", ENDS + 1, Some(ENDS + 2), None),
    ("quiet", 100, Some(BEGINS - 1), None),
    ("left", 100, Some(ENDS + 9), None),
    // Lost before the day, and switched on by who found it.
    ("found", 100, Some(ENDS + 9), Some(BEGINS - 1)),
    ("found", 200, None, None),
];

/// What is to be found of each: while the day is not over, and afterwards. Nobody can be heard of after a day that is not over, but
/// by a clock that was set back.
const FOUND: [(&str, &str, Line, Line); 11] = [
    (HERE, "before", Line::Team, Line::Team),
    (HERE, "changed", Line::Own, Line::Own),
    (HERE, "enrolled-since", Line::NoPhone, Line::NoPhone),
    (HERE, "found", Line::Team, Line::Team),
    (HERE, "in-the-day", Line::Own, Line::Team),
    (HERE, "last-moment", Line::Own, Line::Own),
    (HERE, "never-enrolled", Line::NoPhone, Line::NoPhone),
    (HERE, "never-heard", Line::Team, Line::Team),
    (HERE, "revoked-before", Line::NoPhone, Line::NoPhone),
    (QUIET, "no-phone", Line::NoPhone, Line::NoPhone),
    (QUIET, "quiet", Line::Nobody, Line::Nobody),
];

fn day(over: bool) -> Period {
    Period { year: 2017, first: 1, last: 1, begins: BEGINS, ends: ENDS, over }
}

fn county() -> DivisionCode {
    "610926".parse().unwrap()
}

fn year(space: &str, cadre: &str, (sign, said): (&str, &str)) -> YearInVillage {
    YearInVillage {
        space: space.parse().unwrap(),
        cadre: person(cadre),
        year: 2017,
        signs: sign.to_owned(),
        said: said.to_owned(),
        target: 220,
        resident: 0,
        needed: 220,
        possible: 0,
        latest_start: None,
        reach: "possible".to_owned(),
        computed_on: NaiveDate::from_ymd_opt(2017, 1, 2).unwrap(),
    }
}

fn phone(number: usize, (owner, enrolled_at, seen_at, revoked_at): Phone) -> Device {
    let mark = u8::try_from(number).unwrap();
    Device {
        id: DeviceId([mark; 16]),
        person: person(owner),
        suite: Suite::Ed25519Sha256,
        public_key: DevicePublicKey([mark; 32]),
        token_hash: [mark; 32],
        name: String::new(),
        client_version: String::new(),
        introduced_by: None,
        enrolled_at,
        seen_at,
        revoked_at,
        revoked_reason: None,
    }
}

fn fill(storage: &dyn Storage) {
    write(storage, |tx| {
        for (number, one) in PHONES.into_iter().enumerate() {
            devices::put(tx, &phone(number, one))?;
        }
        for (space, cadre, ..) in FOUND {
            attendance::put(tx, &year(space, cadre, ("U", "-")))?;
        }
        // Who is not on the team that day is heard of for nobody.
        attendance::put(tx, &year(QUIET, "left", ("O", "S")))
    })
    .unwrap();
}

/// Compares lists, counts and sums with what is to be found.
fn compare(storage: &dyn Storage, over: bool) {
    let day = day(over);
    let of = |(.., open, closed): (&str, &str, Line, Line)| if over { closed } else { open };
    read(storage, |tx| -> Result<()> {
        let everybody = attendance::people(tx, &county(), day, &Wanted::default(), None, 100)?;
        let on_team = everybody.iter().filter(|one| one.named.year.signs == "U");
        let listed: Vec<(&str, &str, Line)> =
            on_team.map(|one| (one.named.year.space.as_str(), one.named.year.cadre.as_str(), one.line)).collect();
        assert_eq!(listed, FOUND.map(|found| (found.0, found.1, of(found))));

        let mut summed: BTreeMap<Line, u64> = BTreeMap::new();
        for group in groups(tx, &county(), 6, day)?.into_iter().filter(|group| group.sign == "U") {
            *summed.entry(group.line).or_default() += group.people;
        }
        for silence in Silence::ALL {
            let wanted = Wanted { silence: Some(silence), ..Wanted::default() };
            let found: Vec<PersonId> = attendance::people(tx, &county(), day, &wanted, None, 100)?
                .into_iter()
                .map(|one| one.named.year.cadre)
                .collect();
            let expected: Vec<PersonId> = FOUND
                .into_iter()
                .filter(|found| Silence::of(of(*found), over) == silence)
                .map(|found| person(found.1))
                .collect();
            assert_eq!(found, expected, "{silence:?}");
            assert_eq!(attendance::count_people(tx, &county(), day, &wanted)?, found.len() as u64, "{silence:?}");
            let sum = silence.line(over).and_then(|line| summed.get(&line)).copied().unwrap_or(0);
            assert_eq!(sum, found.len() as u64, "{silence:?}");
        }
        Ok(())
    })
    .unwrap();
}

fn whose_phones_were_heard_of_is_told_by_when_they_were_there(home: &TestHome) {
    let storage = home.open();
    fill(&*storage);
    compare(&*storage, true);
}

fn a_day_that_is_not_over_is_told_of_from_its_beginning(home: &TestHome) {
    let storage = home.open();
    fill(&*storage);
    compare(&*storage, false);
}
