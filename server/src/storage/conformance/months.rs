//! On whose sheet a month stands, what other villages filed of it, and what villages are told of that: the same in both homes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::month_filing::MonthFiling;
use cunji_domain::organisation::{Membership, Role, term_of_month};
use cunji_domain::record::{Fields, RecordId, RecordKind, Scalar, Value};
use cunji_domain::server_facts::term_elsewhere::TermElsewhere;

use super::log::person;
use crate::storage::read_model::{ReadModel, RecordRow};
use crate::storage::testing::TestHome;
use crate::storage::{Cell, Home, Result, StorageError, Transaction, elsewhere, log, months, read, roster, write};

super::on_both_homes! {
    a_month_is_left_out_of_the_sheet_that_it_stands_on,
    what_other_villages_filed_is_found_and_has_an_index_by_person,
    villages_are_told_of_terms_that_may_share_a_month_once,
}

const HERE: &str = "610926100201";
const THERE: &str = "610926100202";

fn code(code: &str) -> DivisionCode {
    code.parse().unwrap()
}

fn day(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

fn term(who: &str, space: &str, from: &str, to: Option<&str>) -> Membership {
    Membership { space: code(space), person: person(who), role: Role::Resident, from: day(from), to: to.map(day) }
}

fn keep(tx: &mut dyn Transaction, terms: &[Membership]) -> Result<()> {
    terms.iter().try_for_each(|term| {
        log::open_space(tx, &term.space)?;
        roster::put_membership(tx, term, None)
    })
}

/// A person's month as a village filed it.
fn filing(number: u8, (space, who, month): (&str, &str, &str)) -> RecordRow {
    RecordRow {
        kind: MonthFiling::DECL.number,
        space: code(space),
        id: RecordId([number; 16]),
        author: person("server"),
        key: vec![Value::Text(who.to_owned()), day(month).to_value(), Value::Int(0)],
        fields: Fields::new(),
        withdrawn: false,
        conflicts: BTreeMap::new(),
        heads: Vec::new(),
        digest: [0; 32],
    }
}

fn a_month_is_left_out_of_the_sheet_that_it_stands_on(home: &TestHome) {
    let storage = home.open();
    let model = ReadModel::of(kinds::all());
    let terms = [
        // Moved on; was helping out and came back; is on both teams; left both.
        term("p1", HERE, "2017-01-01", Some("2017-09-14")),
        term("p1", THERE, "2017-09-15", None),
        term("p2", HERE, "2017-01-01", None),
        term("p2", THERE, "2017-09-10", Some("2017-09-20")),
        term("p3", HERE, "2017-01-01", None),
        term("p3", THERE, "2017-09-10", None),
        term("p4", HERE, "2017-01-01", Some("2017-09-20")),
        term("p4", THERE, "2017-09-10", Some("2017-09-15")),
        term("p5", HERE, "2017-01-01", None),
        term("p5", THERE, "2017-01-01", Some("2017-10-03")),
    ];
    let expected: Vec<DivisionCode> = {
        let people = ["p1", "p2", "p3", "p4", "p5"].map(person);
        let of = |who| term_of_month(&terms, who, day("2017-09-01")).map(|term| term.space.clone());
        let mut spaces: Vec<_> = people.iter().filter_map(of).collect();
        spaces.sort();
        spaces
    };
    assert_eq!(expected, [HERE, HERE, THERE, THERE, THERE].map(code));
    write::<_, StorageError>(&*storage, |tx| {
        model.prepare(tx)?;
        keep(tx, &terms)?;
        assert!(months::put_closed(tx, &code(HERE), day("2017-09-01"), 1)?);
        assert!(months::put_closed(tx, &code(THERE), day("2017-09-01"), 1)?);
        assert!(!months::put_closed(tx, &code(HERE), day("2017-09-01"), 2)?, "it was closed before");
        let filings = model.table_name(MonthFiling::DECL.number).unwrap();
        assert_eq!(months::left_out(tx, filings, &code("610926"), day("2017-09-01"))?, expected);
        Ok(())
    })
    .unwrap();
}

fn what_other_villages_filed_is_found_and_has_an_index_by_person(home: &TestHome) {
    let storage = home.open();
    let model = ReadModel::of(kinds::all());
    write::<_, StorageError>(&*storage, |tx| {
        model.prepare(tx)?;
        keep(tx, &[term("p3", THERE, "2017-05-01", None)])?;
        for (number, filed) in (1..).zip([
            (HERE, "p1", "2017-08-01"),
            (THERE, "p1", "2017-09-01"),
            (THERE, "p2", "2017-09-01"),
            (HERE, "p3", "2017-03-01"),
            (THERE, "p1", "2016-09-01"),
        ]) {
            log::open_space(tx, &code(filed.0))?;
            model.upsert(tx, &filing(number, filed))?;
        }
        let filings = model.table_name(MonthFiling::DECL.number).unwrap();
        let found = months::elsewhere(tx, filings, &code(HERE), 2017)?;
        assert_eq!(found, [(person("p1"), code(THERE)), (person("p3"), code(THERE))]);
        assert!(months::elsewhere(tx, filings, &code(THERE), 2016)?.is_empty());
        let indexes = match tx.home() {
            Home::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = $1",
            Home::Postgres => {
                "SELECT CAST(indexname AS TEXT) AS name FROM pg_indexes WHERE CAST(tablename AS TEXT) = $1"
            }
        };
        let names = tx.query(indexes, &[filings.into()])?;
        let names = names.iter().map(|row| row.get("name")).collect::<Result<Vec<String>>>()?;
        assert!(names.contains(&format!("{filings}_by_person")), "{names:?}");
        Ok(())
    })
    .unwrap();
}

/// Forms and exports ask it of each village of a county: the filings of all the others are not read each time.
#[test]
fn what_other_villages_filed_is_looked_up_by_person() {
    let storage = TestHome::new(Home::Sqlite).open();
    let model = ReadModel::of(kinds::all());
    write::<_, StorageError>(&*storage, |tx| {
        model.prepare(tx)?;
        let filings = model.table_name(MonthFiling::DECL.number).unwrap();
        let parameters = [HERE.into(), Cell::Int(2017), Cell::Int(17_167), Cell::Int(17_531), "a".into(), "b".into()];
        let plan = tx.query(&format!("EXPLAIN QUERY PLAN {}", months::elsewhere_sql(filings)), &parameters)?;
        let steps = plan.iter().map(|step| step.get("detail")).collect::<Result<Vec<String>>>()?;
        let sought = format!("SEARCH {filings} USING INDEX {filings}_by_person (cadre=? AND month>? AND month<?)");
        assert!(steps.contains(&sought), "{steps:?}");
        assert!(!steps.iter().any(|step| step.contains(&format!("SCAN {filings}"))), "{steps:?}");
        Ok(())
    })
    .unwrap();
}

fn villages_are_told_of_terms_that_may_share_a_month_once(home: &TestHome) {
    let storage = home.open();
    let model = ReadModel::of(kinds::all());
    let moved = [term("p1", HERE, "2017-01-01", Some("2017-09-14")), term("p1", THERE, "2017-09-15", None)];
    let apart = [term("p2", HERE, "2015-01-01", Some("2016-01-01")), term("p2", THERE, "2017-09-15", None)];
    let helper = Membership { role: Role::PairedHelper, ..term("p3", THERE, "2017-01-01", None) };
    write::<_, StorageError>(&*storage, |tx| {
        model.prepare(tx)?;
        keep(tx, &moved)?;
        keep(tx, &apart)?;
        keep(tx, &[term("p3", HERE, "2017-01-01", None), helper.clone()])
    })
    .unwrap();
    let told = model.table_name(TermElsewhere::DECL.number).unwrap();
    let untold = || read::<_, StorageError>(&*storage, |tx| elsewhere::untold(tx, told)).unwrap();
    let expected = [(code(HERE), moved[1].clone()), (code(THERE), moved[0].clone())];
    assert_eq!(untold(), expected);
    let tell = |number: u8, (space, term): &(DivisionCode, Membership)| {
        let record = TermElsewhere {
            person: term.person.clone(),
            elsewhere: term.space.clone(),
            role: term.role,
            first_day: term.from,
            name: "药妇沟村".to_owned(),
            last_day: term.to,
        };
        let row = RecordRow {
            kind: TermElsewhere::DECL.number,
            space: space.clone(),
            id: RecordId([number; 16]),
            author: person("server"),
            key: record.key(),
            fields: record.fields(),
            withdrawn: false,
            conflicts: BTreeMap::new(),
            heads: Vec::new(),
            digest: [0; 32],
        };
        write::<_, StorageError>(&*storage, |tx| model.upsert(tx, &row)).unwrap();
    };
    (1..).zip(&expected).for_each(|(number, one)| tell(number, one));
    assert!(untold().is_empty());
    let ended = Membership { to: Some(day("2018-09-14")), ..moved[1].clone() };
    write::<_, StorageError>(&*storage, |tx| keep(tx, std::slice::from_ref(&ended))).unwrap();
    assert_eq!(untold(), [(code(HERE), ended)], "it has another last day");
    // What was told is put right also where the term then holds too far from one in the village for it to have been told.
    let shortened = Membership { to: Some(day("2017-03-01")), ..moved[0].clone() };
    write::<_, StorageError>(&*storage, |tx| keep(tx, &[moved[1].clone(), shortened.clone()])).unwrap();
    assert_eq!(untold(), [(code(THERE), shortened)]);
}
