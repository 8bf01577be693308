//! Fixed edits give fixed records, whichever version of automerge (or of ours) replays them. If one of these changes,
//! replicas of two versions disagree: don't adjust the expectation, find the cause.

use cunji_domain::record::Value;
use cunji_history::Op;
use data_encoding::HEXLOWER;

use super::{Diary, RECORDS, STAY, WORK, edit, prose, record_id, text, write};
use crate::replay::replay_merged;
use crate::space_digest;

fn concurrent() -> Diary {
    let mut diary = Diary::default();
    let old = diary.add(edit(1, &[], vec![Op::Put(STAY, text("town")), write(0, 0, "上午修渠,下午走访。")]));
    let new = diary.add(edit(2, &[], vec![write(0, 0, "开会。"), Op::Add(WORK, text("policy"), Value::Null)]));
    let both = diary.write(&[old, new], vec![Op::Put(STAY, text("village")), write(3, 2, "𠮷家")]);
    let a = diary.write(&[both], vec![Op::Put(STAY, text("home")), write(0, 1, "今天"), write(6, 0, "、")]);
    let b = diary.add(edit(1, &[both], vec![Op::Put(STAY, text("business")), write(5, 0, "再")]));
    diary.write(&[a], vec![Op::Add(RECORDS, Value::Bytes(vec![9; 16]), Value::Null), write(0, 0, "记:")]);
    diary.write(&[b], vec![Op::Withdraw("写错".into())]);
    diary.add(edit(3, &[old], vec![Op::Put(50, Value::List(vec![Value::Int(-1), Value::Bool(true)]))]));
    diary
}

fn linear() -> Diary {
    let mut diary = Diary::default();
    let one = diary.write(&[], vec![Op::Put(STAY, text("village")), write(0, 0, "修渠。")]);
    let two = diary.write(&[one], vec![Op::Add(WORK, text("visit"), Value::Null), write(3, 0, "走访三户。")]);
    diary.write(&[two], vec![Op::Withdraw("写到别人那天了".into())]);
    diary
}

#[test]
fn a_fixed_concurrent_history_gives_a_fixed_record() {
    let record = concurrent().record();
    assert_eq!(prose(&record), "记:今天午修𠮷家、再下午走访。开会。");
    assert_eq!(HEXLOWER.encode(&record.digest()), "58af68cba85179b99d06804f0116f3b8feeaa7fb0755baf9ead257f97b099eb7");
}

#[test]
fn a_fixed_linear_history_gives_a_fixed_record() {
    let diary = linear();
    let record = diary.record();
    let expected = "8a7263756e6a69207265636f7264207374617465016c3631303932363130313230355022a30da37e80e3171fc73be210152cd96563303031\
        3782656330303137194402a30182016776696c6c6167650282038182657669736974f60382027818e4bfaee6b8a0e38082e8b5b0e8aebfe4b8\
        89e688b7e3808275e58699e588b0e588abe4babae982a3e5a4a9e4ba868081582041085562b55a0f668e90b88872505ce0b52345e4c93be4e5\
        646a1589a5495899";
    assert_eq!(HEXLOWER.encode(&record.canonical()), expected);
    assert_eq!(replay_merged(record_id(), diary.known()), Some(record.clone()));
    assert_eq!(
        HEXLOWER.encode(&space_digest([record.digest()])),
        "768ab059cc2e6fede499aa2e833d68dd29d962672f7c138e3d8341aa1e234196"
    );
}

#[test]
fn what_else_was_replayed_plays_no_part() {
    let expected = concurrent().record();
    for salt in 0..20_u8 {
        let mut other = Diary::default();
        let root = other.write(&[], vec![write(0, 0, &"字".repeat(usize::from(salt) + 1))]);
        other.write(&[root], vec![Op::Put(STAY, text("home")), write(0, 1, "")]);
        other.write(&[root], vec![Op::Put(STAY, text("town")), write(0, 0, "先")]);
        other.record();
        assert_eq!(std::thread::spawn(|| concurrent().record()).join().unwrap(), expected);
        assert_eq!(concurrent().record(), expected);
    }
}
