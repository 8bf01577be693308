//! The index of terms answers alike.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use cunji_domain::record::RecordId;

use super::log::space;
use crate::storage::search::{Asked, Found, count, find, forget_removed, put, remove, remove_all};
use crate::storage::testing::TestHome;
use crate::storage::{Home, Storage, StorageError, read, write};

super::on_both_homes! {
    terms_are_found_all_of_some_and_one_of_others,
    pages_go_on_by_place_and_days_bound_them,
    what_is_common_lately_and_rare_before_is_found_whole,
    two_records_never_stand_at_one_place,
    what_is_put_anew_or_removed_is_found_no_more,
    what_was_removed_leaves_the_index,
}

fn day(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

fn keep(storage: &dyn Storage, record: u8, on: &str, terms: &str) {
    let terms: BTreeSet<String> = terms.split(' ').map(str::to_owned).collect();
    let space = space();
    let found = Found { space: &space, record: RecordId([record; 16]), kind: 1, day: day(on), terms: &terms };
    write::<_, StorageError>(storage, |tx| put(tx, &found)).unwrap();
}

fn asked(all: &str, any: &str) -> Asked {
    let terms = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    Asked { all: terms(all), any: terms(any), from: None, to: None }
}

fn found(storage: &dyn Storage, asked: &Asked) -> Vec<u8> {
    let hits = read::<_, StorageError>(storage, |tx| find(tx, asked, None, 100)).unwrap();
    let counted = read::<_, StorageError>(storage, |tx| count(tx, asked, 100)).unwrap();
    assert_eq!(hits.len() as u32, counted);
    hits.iter().map(|hit| hit.record.0[0]).collect()
}

fn terms_are_found_all_of_some_and_one_of_others(home: &TestHome) {
    let storage = home.open();
    keep(&*storage, 1, "2017-09-01", "c8d708bbf c8d70 k1 d61");
    keep(&*storage, 2, "2017-09-02", "c8d708bbf l2017 k2 d61");
    keep(&*storage, 3, "2017-09-03", "l2017 l8e10 k3 d62");
    assert_eq!(found(&*storage, &asked("c8d708bbf", "")), [2, 1]);
    assert_eq!(found(&*storage, &asked("c8d708bbf l2017", "")), [2]);
    assert_eq!(found(&*storage, &asked("c8d70", "")), [1], "a term is no beginning of another");
    assert_eq!(found(&*storage, &asked("d61", "k1 k3")), [1]);
    assert_eq!(found(&*storage, &asked("l2017", "k1 k2 k3")), [3, 2]);
    assert_eq!(found(&*storage, &asked("l8e10", "")), [3], "a term that looks like a number");
    assert!(found(&*storage, &asked("l2018", "")).is_empty());
}

fn pages_go_on_by_place_and_days_bound_them(home: &TestHome) {
    let storage = home.open();
    for (record, on) in [(1, "2017-08-31"), (2, "2017-09-01"), (3, "2017-09-01"), (4, "2017-09-30"), (5, "2017-10-01")]
    {
        keep(&*storage, record, on, "k1");
    }
    let september = Asked { from: Some(day("2017-09-01")), to: Some(day("2017-09-30")), ..asked("k1", "") };
    assert_eq!(found(&*storage, &september), [4, 3, 2]);
    let mut after = None;
    let mut seen = Vec::new();
    loop {
        let hits = read::<_, StorageError>(&*storage, |tx| find(tx, &asked("k1", ""), after, 2)).unwrap();
        let Some(last) = hits.last() else { break };
        after = Some(last.place);
        seen.extend(hits.iter().map(|hit| (hit.record.0[0], hit.day().unwrap())));
    }
    assert_eq!(seen.iter().map(|(record, _)| *record).collect::<Vec<_>>(), [5, 4, 3, 2, 1]);
    assert_eq!(seen[0].1, day("2017-10-01"));
    let counted = read::<_, StorageError>(&*storage, |tx| count(tx, &asked("k1", ""), 3)).unwrap();
    assert_eq!(counted, 3, "counted up to what was asked and no further");
}

/// PostgreSQL looks at what is latest first, and must not stop there.
fn what_is_common_lately_and_rare_before_is_found_whole(home: &TestHome) {
    let storage = home.open();
    let (space, of_all, of_both) = (space(), "k1".to_owned(), "l1".to_owned());
    write::<_, StorageError>(&*storage, |tx| {
        (0_u16..2_600).try_for_each(|number| {
            let terms = match number {
                2_400.. => BTreeSet::from([of_all.clone(), of_both.clone()]),
                _ if number % 10 == 0 => BTreeSet::from([of_all.clone(), of_both.clone()]),
                _ => BTreeSet::from([of_all.clone()]),
            };
            let mut id = [0; 16];
            id[..2].copy_from_slice(&number.to_be_bytes());
            let day = day("2017-01-01") + Days::new(u64::from(number / 10));
            put(tx, &Found { space: &space, record: RecordId(id), kind: 1, day, terms: &terms })
        })
    })
    .unwrap();
    for (term, there) in [("k1", 2_600), ("l1", 440)] {
        let asked = asked(term, "");
        let counted = |most| read::<_, StorageError>(&*storage, |tx| count(tx, &asked, most)).unwrap();
        assert_eq!((counted(5_000), counted(60)), (there, 60), "{term}");
        let (mut places, mut after) = (Vec::new(), None);
        loop {
            let hits = read::<_, StorageError>(&*storage, |tx| find(tx, &asked, after, 70)).unwrap();
            let Some(last) = hits.last() else { break };
            after = Some(last.place);
            places.extend(hits.iter().map(|hit| hit.place));
        }
        assert!(places.is_sorted_by(|one, next| one > next), "{term}: the latest first");
        assert_eq!(places.len() as u32, there, "{term}");
    }
}

fn two_records_never_stand_at_one_place(home: &TestHome) {
    let storage = home.open();
    let space = space();
    let terms = BTreeSet::from(["k1".to_owned()]);
    for last in [1, 2] {
        let mut id = [7; 16];
        id[15] = last;
        let found = Found { space: &space, record: RecordId(id), kind: 1, day: day("2017-09-01"), terms: &terms };
        for _ in 0..2 {
            write::<_, StorageError>(&*storage, |tx| put(tx, &found)).unwrap();
        }
    }
    let hits = read::<_, StorageError>(&*storage, |tx| find(tx, &asked("k1", ""), None, 10)).unwrap();
    assert_eq!(hits.len(), 2);
    assert_eq!(hits[0].place, hits[1].place + 1);
}

fn what_is_put_anew_or_removed_is_found_no_more(home: &TestHome) {
    let storage = home.open();
    keep(&*storage, 1, "2017-09-01", "k1 lold");
    keep(&*storage, 1, "2017-09-05", "k1 lnew");
    keep(&*storage, 2, "2017-09-02", "k1 lnew");
    assert!(found(&*storage, &asked("lold", "")).is_empty());
    assert_eq!(found(&*storage, &asked("lnew", "")), [1, 2]);
    write::<_, StorageError>(&*storage, |tx| remove(tx, &space(), RecordId([1; 16]))).unwrap();
    assert_eq!(found(&*storage, &asked("k1", "")), [2]);
    write::<_, StorageError>(&*storage, |tx| remove_all(tx, &space())).unwrap();
    assert!(found(&*storage, &asked("k1", "")).is_empty());
    keep(&*storage, 2, "2017-09-02", "k1");
    assert_eq!(found(&*storage, &asked("k1", "")), [2]);
}

fn what_was_removed_leaves_the_index(home: &TestHome) {
    let storage = home.open();
    keep(&*storage, 1, "2017-09-01", "k1 lzzsecret");
    keep(&*storage, 2, "2017-09-02", "k1");
    write::<_, StorageError>(&*storage, |tx| remove(tx, &space(), RecordId([1; 16]))).unwrap();
    forget_removed(&*storage).unwrap();
    assert_eq!(found(&*storage, &asked("k1", "")), [2]);
    if home.home() == Home::Sqlite {
        let blocks = "SELECT COUNT(*) AS n FROM search_term_data WHERE instr(block, CAST('zzsecret' AS BLOB)) > 0";
        let left = read::<_, StorageError>(&*storage, |tx| tx.query_first(blocks, &[])).unwrap();
        assert_eq!(left.unwrap().get::<i64>("n").unwrap(), 0);
    }
}
