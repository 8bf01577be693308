//! Each fault is a fault: armed, it breaks what the other tests hold to.

use cunji_domain::record::RecordId;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::graphs::{diary, steps};
use super::{Diary, prose, record_id, write};
use crate::sabotage::{Fault, arm};
use crate::{Known, Record, replay};

fn arrived(diary: &Diary, turned: bool) -> Option<Record> {
    let mut known: Vec<Known<'_>> = diary.known();
    if turned {
        known.reverse();
    }
    let record: RecordId = record_id();
    replay(record, known, &|_| false)
}

/// How many of some random histories differ between two orders of arrival.
fn differing() -> usize {
    let mut runner = TestRunner::deterministic();
    let mut random = || diary(&steps(14).new_tree(&mut runner).unwrap().current());
    let digest = |record: Option<Record>| record.map(|record| record.digest());
    (0..100).map(|_| random()).filter(|d| digest(arrived(d, false)) != digest(arrived(d, true))).count()
}

// One test for all: what is armed is armed for the whole process.
#[test]
fn every_fault_shows() {
    assert_eq!(differing(), 0);
    for fault in [Fault::TransactionAtOneDocument, Fault::ArrivalOrderWins] {
        arm(Some(fault));
        assert!(differing() > 0, "{fault:?}");
    }

    let mut two = Diary::default();
    two.write(&[], vec![write(0, 0, "一")]);
    two.write(&[], vec![write(0, 0, "二")]);
    arm(Some(Fault::ForgetGenesis));
    assert_eq!(prose(&two.record()).chars().count(), 1);
    arm(None);
    assert_eq!(prose(&two.record()).chars().count(), 2);

    let mut chain = Diary::default();
    let root = chain.write(&[], vec![]);
    let bad = chain.write(&[root], vec![]);
    chain.write(&[bad], vec![write(0, 0, "三")]);
    arm(Some(Fault::ReplayDescendantsOfRejected));
    assert_eq!(prose(&chain.without(&[bad]).unwrap()), "三");
    arm(None);
    assert_eq!(prose(&chain.without(&[bad]).unwrap()), "");
}
