//! Several connections at once: numbers without gaps, readers that miss nothing, spaces that wait for each other.

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use cunji_domain::division::DivisionCode;

use super::log::{entry, person, space};
use crate::storage::log::{After, Limit, Reader, entries_after, insert_entry, lock_space, next_numbers, open_space};
use crate::storage::roster::{self, Person};
use crate::storage::testing::TestHome;
use crate::storage::{StorageError, Transaction, read, write};

super::on_both_homes! {
    eight_writers_and_four_readers,
    servers_that_start_at_once_make_one_schema,
    spaces_locked_crosswise_both_get_done,
    of_two_who_add_one_id_at_once_one_is_told,
}

const WRITERS: usize = 8;
const TRANSACTIONS: u64 = 24;

/// Counts down also when its thread panics, so that readers end and the test fails instead of waiting.
struct Running<'a>(&'a AtomicUsize);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Each on connections of its own. Writers append one to three entries at a time and give up every sixth transaction after
/// they took their numbers; each reader follows its cursor and must see every number once, in order, without a gap.
fn eight_writers_and_four_readers(home: &TestHome) {
    let space = space();
    write::<_, StorageError>(&*home.open(), |tx| open_space(tx, &space)).unwrap();
    let running = AtomicUsize::new(WRITERS);
    let start = Barrier::new(WRITERS + 4);
    let seen: Vec<Vec<u64>> = thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (space, running, start) = (&space, &running, &start);
            scope.spawn(move || {
                let _running = Running(running);
                let storage = home.open();
                start.wait();
                let mut chain_number = 0;
                for transaction in 0..TRANSACTIONS {
                    let count = 1 + transaction % 3;
                    let gives_up = transaction % 6 == 5;
                    let first_link = chain_number + 1;
                    let appended = write(&*storage, |tx| {
                        append(tx, space, writer, first_link, count)?;
                        if gives_up { Err(StorageError::Missing("a reason".into())) } else { Ok(()) }
                    });
                    assert_eq!(appended.is_err(), gives_up, "{appended:?}");
                    if !gives_up {
                        chain_number += count;
                    }
                }
            });
        }
        let readers: Vec<_> = (0..4)
            .map(|reader| {
                let (space, running, start) = (&space, &running, &start);
                scope.spawn(move || {
                    let storage = home.open();
                    start.wait();
                    let mut after = After { number: 0, own: None };
                    let mut seen = Vec::new();
                    loop {
                        // Asked before the page: what the writers did before they ended is in it.
                        let ended = running.load(Ordering::SeqCst) == 0;
                        let limit = Limit { entries: 1 + reader * 7, bytes: usize::MAX };
                        let page =
                            read(&*storage, |tx| entries_after(tx, space, Reader::Office, after, limit)).unwrap();
                        seen.extend(page.entries.iter().map(|entry| entry.number));
                        after.number = page.complete_to;
                        if ended && page.is_last {
                            return seen;
                        }
                        thread::yield_now();
                    }
                })
            })
            .collect();
        readers.into_iter().map(|reader| reader.join().unwrap()).collect()
    });
    let kept = (0..TRANSACTIONS).filter(|transaction| transaction % 6 != 5).map(|transaction| 1 + transaction % 3);
    let all: Vec<u64> = (1..=kept.sum::<u64>() * WRITERS as u64).collect();
    for numbers in seen {
        assert_eq!(numbers, all);
    }
}

fn append(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    writer: usize,
    first_link: u64,
    count: u64,
) -> Result<(), StorageError> {
    let first = next_numbers(tx, space, count)?;
    // Others get their chance to pass while the numbers are taken and not committed.
    thread::yield_now();
    for at in 0..count {
        let device = u8::try_from(writer).unwrap() + 1;
        insert_entry(tx, &entry(first + at, device, first_link + at, &person("p1")))?;
    }
    Ok(())
}

fn servers_that_start_at_once_make_one_schema(home: &TestHome) {
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| drop(home.open()));
        }
    });
    let rows = read(&*home.open(), |tx| tx.query("SELECT version FROM schema_version", &[])).unwrap();
    assert_eq!(rows.len(), usize::try_from(crate::storage::newest_schema()).unwrap());
}

fn spaces_locked_crosswise_both_get_done(home: &TestHome) {
    let spaces: [DivisionCode; 2] = ["610926100201".parse().unwrap(), "610926101205".parse().unwrap()];
    write::<_, StorageError>(&*home.open(), |tx| spaces.iter().try_for_each(|space| open_space(tx, space))).unwrap();
    thread::scope(|scope| {
        for order in [[0, 1], [1, 0]] {
            let spaces = &spaces;
            scope.spawn(move || {
                let storage = home.open();
                for _ in 0..5 {
                    write::<_, StorageError>(&*storage, |tx| {
                        for at in order {
                            lock_space(tx, &spaces[at])?;
                            thread::yield_now();
                            next_numbers(tx, &spaces[at], 1)?;
                        }
                        Ok(())
                    })
                    .unwrap();
                }
            });
        }
    });
    let numbers = read(&*home.open(), crate::storage::log::spaces).unwrap();
    assert_eq!(numbers, spaces.map(|space| (space, 10)));
}

/// Two desks choose one id for two newcomers at once: one of them is somebody, and nobody's name is written over.
fn of_two_who_add_one_id_at_once_one_is_told(home: &TestHome) {
    let start = Barrier::new(2);
    let added: Vec<(String, bool)> = thread::scope(|scope| {
        let desks = ["周明", "吴非"].map(|name| {
            let start = &start;
            scope.spawn(move || {
                let storage = home.open();
                let newcomer = Person { id: person("c9001"), name: name.to_owned(), unit: None };
                start.wait();
                let added = write(&*storage, |tx| roster::add_person(tx, &newcomer, 1)).unwrap();
                (name.to_owned(), added)
            })
        });
        desks.into_iter().map(|desk| desk.join().unwrap()).collect()
    });
    let winners: Vec<_> = added.iter().filter(|(_, added)| *added).collect();
    assert_eq!(winners.len(), 1, "{added:?}");
    let kept = read(&*home.open(), |tx| roster::people_called(tx, &winners[0].0, 10)).unwrap();
    assert_eq!(kept.iter().map(|kept| kept.id.as_str()).collect::<Vec<_>>(), ["c9001"]);
    assert_eq!(read(&*home.open(), |tx| roster::people(tx)).unwrap().len(), 1);
}
