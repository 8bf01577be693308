//! Whose phones were heard of, and of which days anything tells: what is said of it is the same in both homes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cunji_domain::attendance::{Line, Silence};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::observation::AttendanceObservation;
use cunji_domain::paper_month::PaperMonth;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Fields, KindDecl, RecordId, RecordKind, Value};
use cunji_history::{DeviceId, DevicePublicKey, Suite};

use super::log::person;
use crate::storage::attendance::{self, DaysTold, Told, Wanted, YearInVillage};
use crate::storage::devices::{self, Device};
use crate::storage::overview::{Period, groups};
use crate::storage::read_model::{ReadModel, RecordRow};
use crate::storage::testing::TestHome;
use crate::storage::{Cell, Home, Result, Storage, StorageError, log, read, write};

super::on_both_homes! {
    whose_phones_were_heard_of_is_told_by_when_they_were_there,
    a_day_that_is_not_over_is_told_of_from_its_beginning,
    what_tells_of_days_is_found_in_every_village,
}

const BEGINS: i64 = 1000;
const ENDS: i64 = 2000;
const HERE: &str = "610926100201";
const QUIET: &str = "610926100202";
const ELSEWHERE: &str = "610925100201";

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

fn day_told(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

/// A record of a day in a village; its key's other part is a person.
fn told(decl: &KindDecl, (space, day): (&str, &str), withdrawn: bool) -> RecordRow {
    let days = day_told(day).signed_duration_since(NaiveDate::default()).num_days();
    let mut id = [0; 16];
    id[..8].copy_from_slice(&days.to_be_bytes());
    RecordRow {
        kind: decl.number,
        space: space.parse().unwrap(),
        id: RecordId(id),
        author: person("p1"),
        key: vec![Value::Text("p1".to_owned()), Value::Int(days)],
        fields: Fields::new(),
        withdrawn,
        conflicts: BTreeMap::new(),
        heads: Vec::new(),
        digest: [0; 32],
    }
}

fn days_told(model: &ReadModel) -> DaysTold<'_> {
    let table = |decl: &KindDecl| model.table_name(decl.number).unwrap();
    DaysTold([
        (table(DiaryEntry::DECL), Told::Day),
        (table(AttendanceObservation::DECL), Told::Day),
        (table(PaperMonth::DECL), Told::Month),
    ])
}

fn what_tells_of_days_is_found_in_every_village(home: &TestHome) {
    let storage = home.open();
    let model = ReadModel::of(kinds::all());
    write::<_, StorageError>(&*storage, |tx| {
        model.prepare(tx)?;
        for (decl, at, withdrawn) in [
            (DiaryEntry::DECL, (HERE, "2017-03-04"), false),
            (DiaryEntry::DECL, (HERE, "2017-12-31"), true),
            (AttendanceObservation::DECL, (QUIET, "2017-05-06"), false),
            (AttendanceObservation::DECL, (ELSEWHERE, "2018-01-01"), false),
            (PaperMonth::DECL, (QUIET, "2017-07-01"), false),
        ] {
            log::open_space(tx, &at.0.parse().unwrap())?;
            model.upsert(tx, &told(decl, at, withdrawn))?;
        }
        Ok(())
    })
    .unwrap();
    let asked = days_told(&model);
    read::<_, StorageError>(&*storage, |tx| {
        let code = |code: &str| code.parse::<DivisionCode>().unwrap();
        for (division, from, to, expected) in [
            ("6109", "2017-03-04", "2017-03-04", true),
            ("6109", "2017-03-05", "2017-05-05", false),
            (HERE, "2017-05-06", "2017-05-06", false),
            (QUIET, "2017-05-06", "2017-05-06", true),
            ("610926", "2017-07-10", "2017-07-20", true),
            ("610926", "2017-08-01", "2017-08-31", false),
            ("610926", "2017-12-01", "2018-12-31", false),
            ("6109", "2017-12-01", "2018-12-31", true),
        ] {
            let found = asked.any_within(tx, &code(division), day_told(from), day_told(to))?;
            assert_eq!(found, expected, "{division} {from} {to}");
        }
        for (division, last) in [
            (HERE, Some("2017-03-04")),
            (QUIET, Some("2017-07-01")),
            ("610926", Some("2017-07-01")),
            ("6109", Some("2018-01-01")),
            ("6110", None),
        ] {
            assert_eq!(asked.last(tx, &code(division))?, last.map(day_told), "{division}");
        }
        Ok(())
    })
    .unwrap();
}

/// A city's days are a million: each village is looked up by the key of its days, and no day of it is read that was not asked for.
#[test]
fn days_told_are_looked_up_by_village_and_day() {
    let storage = TestHome::new(Home::Sqlite).open();
    let model = ReadModel::of(kinds::all());
    write::<_, StorageError>(&*storage, |tx| {
        model.prepare(tx)?;
        for (table, told) in days_told(&model).0 {
            let (first, end) = (Cell::from("6109"), Cell::from("6109:"));
            let within = [first.clone(), end.clone(), Cell::Int(17_600), Cell::Int(17_900)];
            for (sql, parameters, by) in [
                (
                    attendance::any_within(table, told),
                    &within[..],
                    format!("(space=? AND {0}>? AND {0}<?)", told.column()),
                ),
                (attendance::last(table, told), &[first, end][..], "(space=?)".to_owned()),
            ] {
                let plan = tx.query(&format!("EXPLAIN QUERY PLAN {sql}"), parameters)?;
                let steps = plan.iter().map(|step| step.get("detail")).collect::<Result<Vec<String>>>()?;
                let sought = format!("SEARCH of_day USING INDEX {table}_by_day {by}");
                assert!(steps.contains(&sought), "{steps:?}");
                assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE") || step.contains("SCAN p")), "{steps:?}");
            }
        }
        Ok(())
    })
    .unwrap();
}
