//! When a save returns, the power may fail: proved by a disk that loses what was not synced, and by killing the process.
#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use cunji_domain::record::Scalar;
use cunji_domain::visit::HouseholdVisit;
use cunji_history::{Edit, Op};
use cunji_store::failing_vfs::{self, Failure};
use cunji_store::{Cost, Filter, NewEdit, OpenState, Store};

const NOW: i64 = 1_504_265_400;

fn visit(n: u32) -> NewEdit {
    let day: chrono::NaiveDate = "2017-09-01".parse().unwrap();
    let edit = Edit {
        kind: 2,
        space: "610926101205".parse().unwrap(),
        author: "c0017".parse().unwrap(),
        key: None,
        schema: 1,
        parents: Vec::new(),
        ops: vec![
            Op::Put(1, day.to_value()),
            Op::Splice { field: 6, at: 0, delete: 0, insert: format!("{n}户,{}", "通组路塌方。".repeat(40)) },
        ],
    };
    NewEdit { edit, evidence: None, written_at: NOW }
}

fn found(store: &Store) -> Vec<u32> {
    let visits = store.records::<HouseholdVisit>(&Filter::default()).unwrap();
    let number = |text: &str| text.split('户').next().unwrap().parse().unwrap();
    let mut numbers: Vec<u32> = visits.iter().map(|visit| number(&visit.value.findings.0)).collect();
    numbers.sort_unstable();
    numbers
}

fn open_whole(dir: &Path) -> Store {
    let opened = Store::open(dir, "p", NOW).unwrap();
    assert!(matches!(opened.state, OpenState::AsLeft), "{:?}", opened.state);
    assert_eq!(opened.store.verify().unwrap().fault, None);
    opened.store
}

#[test]
fn a_power_cut_at_any_write_loses_nothing_that_was_saved() {
    failing_vfs::put_in_use(true);
    let dir = tempfile::tempdir().unwrap();
    drop(Store::create(dir.path(), "p", Cost::CHEAPEST, NOW).unwrap());
    let (mut acknowledged, mut n) = (Vec::new(), 0);
    for good_calls in 0..120 {
        let mut store = open_whole(dir.path());
        failing_vfs::fail_after(good_calls, Failure::Dead);
        for _ in 0..4 {
            n += 1;
            match store.save(visit(n)) {
                Ok(_) => acknowledged.push(n),
                Err(error) => assert!(matches!(error.code(), "store.io" | "store.database"), "{error:?}"),
            }
        }
        drop(store);
        failing_vfs::calm();
        failing_vfs::power_cut(dir.path()).unwrap();
        let store = open_whole(dir.path());
        let there = found(&store);
        assert!(acknowledged.iter().all(|n| there.contains(n)), "after {good_calls} calls");
    }
    assert!(acknowledged.len() > 100);
    failing_vfs::put_in_use(false);
}

#[test]
fn a_write_that_fails_once_is_told_and_the_next_save_goes_well() {
    failing_vfs::put_in_use(true);
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::create(dir.path(), "p", Cost::CHEAPEST, NOW).unwrap();
    let mut n = 0;
    for (good_calls, failure) in (0..20).flat_map(|n| [(n, Failure::Full), (n, Failure::Fault)]) {
        failing_vfs::fail_after(good_calls, failure);
        n += 1;
        let failed = store.save(visit(n));
        failing_vfs::calm();
        if let Err(error) = failed {
            let code = if failure == Failure::Full { "store.disk_full" } else { "store.io" };
            assert_eq!(error.code(), code, "{error:?}");
            assert!(!found(&store).contains(&n), "told as failed and there");
            store.save(visit(n)).unwrap();
        }
        assert!(found(&store).contains(&n));
    }
    assert_eq!(store.verify().unwrap().fault, None);
    failing_vfs::put_in_use(false);
}

#[test]
fn a_killed_process_loses_nothing_that_it_told_of() {
    if let Ok(dir) = std::env::var("CUNJI_TEST_WRITER") {
        let mut store = Store::open(Path::new(&dir), "p", NOW).unwrap().store;
        for n in 1.. {
            store.save(visit(n)).unwrap();
            println!("saved {n}");
        }
    }
    let dir = tempfile::tempdir().unwrap();
    drop(Store::create(dir.path(), "p", Cost::CHEAPEST, NOW).unwrap());
    let mut told = Vec::new();
    for lines in [1, 7, 30] {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["a_killed_process_loses_nothing_that_it_told_of", "--exact", "--nocapture"])
            .env("CUNJI_TEST_WRITER", dir.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let saved =
            out.lines().map_while(Result::ok).filter_map(|line| line.strip_prefix("saved ")?.parse::<u32>().ok());
        told.extend(saved.take(lines));
        child.kill().unwrap();
        child.wait().unwrap();
        let there = found(&open_whole(dir.path()));
        assert!(told.iter().all(|n| there.contains(n)), "{told:?}");
    }
}
