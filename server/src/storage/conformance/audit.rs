//! The audit: what is looked for in it, however much it holds beside.

use chrono::NaiveDate;

use super::log::space;
use crate::storage::audit::{AuditRow, next_number, of_act, put};
use crate::storage::testing::TestHome;
use crate::storage::{Cell, Home, Result, Transaction, read, statements, write};

super::on_both_homes! {
    what_one_did_by_one_action_is_found_by_its_index,
}

fn note(tx: &mut dyn Transaction, at: i64, login: &str, action: &str, within: bool) -> Result<()> {
    let row = AuditRow {
        number: next_number(tx)?,
        at,
        day: NaiveDate::from_ymd_opt(2017, 9, 1).unwrap(),
        login: login.to_owned(),
        action: action.to_owned(),
        division: within.then(space),
        subject: None,
        detail: Some(format!("{login} {action} {at}")),
    };
    put(tx, &row)
}

fn what_one_did_by_one_action_is_found_by_its_index(home: &TestHome) {
    let storage = home.open();
    write(&*storage, |tx| {
        note(tx, 10, "the-command-line", "list_imported", false)?;
        note(tx, 30, "the-command-line", "list_imported", false)?;
        note(tx, 20, "the-command-line", "list_imported", false)?;
        note(tx, 40, "the-command-line", "list_imported", true)?;
        note(tx, 50, "the-command-line", "account_added", false)?;
        note(tx, 60, "lin", "list_imported", false)
    })
    .unwrap();
    let found = |limit| {
        let rows = read(&*storage, |tx| of_act(tx, "the-command-line", "list_imported", limit)).unwrap();
        rows.into_iter().map(|row| row.at).collect::<Vec<_>>()
    };
    assert_eq!(found(9), [30, 20, 10]);
    assert_eq!(found(2), [30, 20]);
    // PostgreSQL's plans follow how many rows there are.
    if home.home() == Home::Sqlite {
        let sql = format!("EXPLAIN QUERY PLAN {}", statements::AUDIT_OF_ACT);
        let parameters: [Cell; 3] = ["the-command-line".into(), "list_imported".into(), 5_i64.into()];
        let plan = read(&*storage, |tx| tx.query(&sql, &parameters)).unwrap();
        let steps: Vec<String> = plan.iter().map(|row| row.get("detail").unwrap()).collect();
        assert!(steps.iter().any(|step| step.contains("audit_by_act")), "{steps:?}");
    }
}
