//! Handovers on a day to come: seen by village and giver, due by day, gone once.

use chrono::NaiveDate;

use super::log::{person, space};
use crate::storage::handovers::{SetHandover, by_id, due, of_giver, put, remove};
use crate::storage::testing::TestHome;
use crate::storage::{StorageError, read, write};

super::on_both_homes! {
    handovers_are_found_by_giver_and_by_day,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn handovers_are_found_by_giver_and_by_day(home: &TestHome) {
    let storage = home.open();
    let set = |id: u8, giver: &str, on: &str| SetHandover {
        id: [id; 16],
        village: space(),
        part: "visits".to_owned(),
        giver: person(giver),
        taker: person("p9"),
        numbers: vec!["h 1".to_owned(), "第\"二\"户".to_owned()],
        day: day(on),
        login: "lin".to_owned(),
        at: 5,
    };
    let all = [set(3, "p1", "2017-10-01"), set(1, "p1", "2017-10-02"), set(2, "p2", "2017-10-02")];
    write(&*storage, |tx| {
        all.iter().try_for_each(|set| put(tx, set))?;
        Ok::<_, StorageError>(())
    })
    .unwrap();
    assert_eq!(read(&*storage, |tx| of_giver(tx, &space(), &person("p1"))).unwrap(), all[..2]);
    assert_eq!(read(&*storage, |tx| by_id(tx, &[2; 16])).unwrap(), Some(all[2].clone()));
    let due =
        |on: &str, after: Option<&SetHandover>, limit| read(&*storage, |tx| due(tx, day(on), after, limit)).unwrap();
    assert!(due("2017-09-30", None, 9).is_empty());
    assert_eq!(due("2017-10-01", None, 9), all[..1]);
    assert_eq!(due("2017-10-05", None, 2), all[..2]);
    assert_eq!(due("2017-10-05", Some(&all[1]), 2), all[2..]);
    write(&*storage, |tx| remove(tx, &[3; 16])).unwrap();
    assert_eq!(due("2017-10-05", None, 9), all[1..]);
}
