//! Templates of offices: of two who saw the same one, one writes and the other is told, whoever's transaction began first.

use std::sync::Barrier;
use std::thread;

use super::log::space;
use crate::storage::column_templates::{KeptTemplate, bytes, of, put, remove};
use crate::storage::testing::TestHome;
use crate::storage::{Storage, read, write};

super::on_both_homes! {
    a_template_is_replaced_and_removed_as_it_was_seen_or_not_at_all,
    of_two_who_replace_one_template_at_once_one_is_told,
}

fn kept(by: &str, kept_at: i64) -> KeptTemplate {
    KeptTemplate { name: "form".to_owned(), form: "xlsx".to_owned(), kept_by: by.to_owned(), kept_at }
}

fn puts(storage: &dyn Storage, by: &str, kept_at: i64, seen: Option<i64>) -> bool {
    write(storage, |tx| put(tx, &space(), &kept(by, kept_at), by.as_bytes(), seen)).unwrap()
}

fn there(storage: &dyn Storage) -> Vec<KeptTemplate> {
    read(storage, |tx| of(tx, &space(), 9)).unwrap()
}

fn a_template_is_replaced_and_removed_as_it_was_seen_or_not_at_all(home: &TestHome) {
    let storage = &*home.open();
    assert!(!puts(storage, "lin", 10, Some(9)), "nothing stands there to be replaced");
    assert!(puts(storage, "lin", 10, None));
    assert!(!puts(storage, "zhou", 11, None), "somebody's stands there");
    assert!(!puts(storage, "zhou", 11, Some(9)));
    assert_eq!(there(storage), [kept("lin", 10)]);
    assert!(puts(storage, "zhou", 11, Some(10)));
    assert_eq!(there(storage), [kept("zhou", 11)]);
    let content = read(storage, |tx| bytes(tx, &space(), "form")).unwrap();
    assert_eq!(content, Some(("xlsx".to_owned(), b"zhou".to_vec())));
    let removes = |seen| write(storage, |tx| remove(tx, &space(), "form", seen)).unwrap();
    assert!(!removes(10));
    assert!(removes(11) && !removes(11));
    assert!(there(storage).is_empty());
}

/// Each looks and writes in a transaction of its own, on connections of its own.
fn of_two_who_replace_one_template_at_once_one_is_told(home: &TestHome) {
    let first = home.open();
    for seen in [None, Some(10), Some(11)] {
        let at = seen.map_or(10, |seen| seen + 1);
        let start = Barrier::new(2);
        let done: Vec<(&str, bool)> = thread::scope(|scope| {
            let desks = ["lin", "zhou"].map(|by| {
                let start = &start;
                scope.spawn(move || {
                    let storage = home.open();
                    start.wait();
                    (by, puts(&*storage, by, at, seen))
                })
            });
            desks.into_iter().map(|desk| desk.join().unwrap()).collect()
        });
        let winners: Vec<&str> = done.iter().filter(|(_, done)| *done).map(|(by, _)| *by).collect();
        assert_eq!(winners.len(), 1, "{done:?}");
        assert_eq!(there(&*first), [kept(winners[0], at)]);
    }
}
