//! A bad line: cuts, a server that goes away in the middle.

use cunji_domain::visit::HouseholdVisit;
use cunji_server::storage::{self, log};
use cunji_store::OutgoingEntry;
use cunji_tests::cuts::Rig;
use cunji_tests::story;
use cunji_tests::world::{Direction, Handset, Home, Weather, village};

/// A text that no compressor makes much smaller.
fn dense_text(seed: u64, length: usize) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from_u32(0x4e00 + u32::try_from((state >> 33) % 20_000).unwrap()).unwrap()
    };
    std::iter::repeat_with(next).take(length).collect()
}

/// The size of the largest entry that these phones wrote: its edit and its evidence.
fn largest_entry(phones: &[&Handset]) -> u64 {
    let own = |handset: &&Handset| handset.with(|phone| phone.store().outbox_beyond(&village(), 0)).unwrap();
    let entries = phones.iter().filter_map(own).flat_map(|run| run.entries);
    let evidence = |entry: &OutgoingEntry| entry.evidence.as_ref().map_or(0, |evidence| evidence.to_bytes().len());
    entries.map(|entry| (entry.edit.to_bytes().len() + evidence(&entry)) as u64).max().unwrap()
}

fn some_cuts(rig: &Rig) {
    let whole = rig.uncut();
    for (of, bytes) in [(Direction::Up, whole.up), (Direction::Down, whole.down)] {
        // Somewhere in HTTP's head, in the frames, among the last bytes: keys, nonces and signatures are others in each run, and so
        // compress to some bytes more or less.
        for n in [0, 1, 150, bytes / 3, 2 * bytes / 3, bytes - 24] {
            let outcome = rig.cut_at(of, n);
            assert_eq!(outcome.passed.cuts, 1, "{of:?} {n}: {outcome:?}");
            assert!(outcome.passed.bytes() >= whole.bytes(), "{of:?} {n}: {outcome:?}");
        }
    }
}

#[test]
fn a_sync_that_is_cut_at_some_byte_finishes_with_everything_on_sqlite() {
    some_cuts(&Rig::new(Home::Sqlite, 3));
}

#[test]
fn a_sync_that_is_cut_at_some_byte_finishes_with_everything_on_postgres() {
    some_cuts(&Rig::new(Home::Postgres, 3));
}

#[test]
fn a_long_sync_that_is_cut_at_some_byte_finishes_with_everything() {
    let rig = Rig::new(Home::Sqlite, 20);
    some_cuts(&rig);
    // What had come of it goes on from there.
    let whole = rig.uncut().up;
    let cut = rig.cut_at(Direction::Up, 2 * whole / 3).passed.up;
    assert!(cut < whole + whole / 3, "{cut} bytes instead of {whole}");
}

story!(
    /// No connection carries more than one entry and a little: a month still gets through, both ways, and what was sent again is
    /// counted.
    every_connection_is_cut_and_both_sides_finish,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        world.settle();
        for (round, more) in [1024, 2048, 8192].into_iter().enumerate() {
            for day in (1..=10).map(|day| 10 * round + day) {
                let (date, seed) = (format!("2017-09-{day:02}"), day as u64);
                wang.visit(&date, "h003", &dense_text(2 * seed, 300));
                chen.diary(&date, &dense_text(2 * seed + 1, 300));
                world.pass_days(1);
            }
            let largest = largest_entry(&[&chen, &wang]);
            wang.sync();
            chen.line().passed();
            chen.line().set(Weather::CutEach { of: Direction::Both, after: largest + more });
            let sync = chen.sync();
            chen.line().set(Weather::Clear);
            let passed = chen.line().passed();
            assert_eq!((sync.unsent, sync.accepted), (0, 10), "{more}: {sync:?}");
            assert!(passed.cuts > 0 && sync.cuts > 0, "{more}: nothing was cut: {passed:?}");
            assert!(passed.cuts <= 30, "{more}: {passed:?}");
            // What was sent again is counted, and is not the whole once more for each cut.
            assert!(passed.bytes() < 5 * 20 * largest, "{more}: {passed:?}");
            println!("every connection cut after {largest} + {more} bytes: {passed:?}, {} cuts", sync.cuts);
        }
        chen.line().set(Weather::Clear);
        assert_eq!(chen.digest(&village()).unwrap(), world.office.digest(&village()));
    }
);

story!(
    /// The server goes down while a phone sends, and comes back elsewhere: what it had taken in is there, the rest follows.
    the_server_restarts_in_the_middle_of_a_sync,
    |world| {
        let chen = world.phone("c0017");
        world.settle();
        for n in 0..200 {
            chen.visit("2017-09-01", "h004", &dense_text(n, 300));
        }
        chen.line().set(Weather::CutThenNoSignal { of: Direction::Up, after: 60_000 });
        let (server, empty) = (world.office.server().clone(), world.office.last_number(&village()));
        chen.line().wait_before_cut(move || {
            let last = || storage::read(&*server.storage, |tx| log::last_number(tx, &village())).unwrap();
            while last() == empty {
                std::thread::yield_now();
            }
        });
        assert!(chen.try_sync().unwrap_err().is_of_the_line());
        let taken_in = world.office.records::<HouseholdVisit>(&village()).len();
        assert!((1..200).contains(&taken_in), "{taken_in}");
        world.restart_office();
        chen.line().set(Weather::Clear);
        let sync = chen.sync();
        assert_eq!(sync.unsent, 0, "{sync:?}");
        assert_eq!(world.office.records::<HouseholdVisit>(&village()).len(), 200);
    }
);

story!(
    /// Without a signal a sync fails with a sentence, and nothing is lost by it.
    without_a_signal_a_sync_says_so,
    |world| {
        let chen = world.phone("c0017");
        chen.diary("2017-09-01", "住村。");
        chen.line().set(Weather::NoSignal);
        let error = chen.try_sync().unwrap_err();
        assert!(error.is_of_the_line(), "{error:?}");
        assert!(error.sentences()[0].zh.contains("手机里"), "{error:?}");
        assert_eq!(chen.status().unsent, 1);
        chen.line().set(Weather::Clear);
        assert_eq!(chen.sync().accepted, 1);
    }
);
