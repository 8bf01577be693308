//! What happens to people's records.

use cunji_domain::record::{FieldState, RecordId, Value};
use cunji_history::{Edit, EditId, Op, Salt, creation_record_id};

use super::{Diary, RECORDS, STAY, TEXT, WORK, edit, key, members, prose, record_id, stay, text, write};
use crate::{Conflict, Known, apply_next, judges_present_heads, replay, state_at};

fn put(field: u16, value: &str) -> Op {
    Op::Put(field, text(value))
}

fn withdraw(reason: &str) -> Op {
    Op::Withdraw(reason.into())
}

#[test]
fn two_devices_create_the_same_diary_offline_and_both_texts_survive() {
    let mut diary = Diary::default();
    let phone = diary.write(&[], vec![put(STAY, "village"), write(0, 0, "修渠。")]);
    let tablet = diary.write(&[], vec![put(STAY, "village"), write(0, 0, "走访三户。")]);
    let record = diary.record();
    assert!(prose(&record).contains("修渠。") && prose(&record).contains("走访三户。"), "{}", prose(&record));
    assert_eq!(stay(&record), Some("village"));
    assert_eq!(record.conflicts, [], "equal values are no conflict");
    let mut heads = vec![phone, tablet];
    heads.sort();
    assert_eq!(record.heads, heads);
    assert_eq!(record.key, key());
}

#[test]
fn phones_of_two_versions_create_the_same_diary_and_merge() {
    let mut diary = Diary::default();
    let reference = Value::Bytes(vec![7; 16]);
    diary.add(edit(1, &[], vec![write(0, 0, "旧手机写的。")]));
    diary.add(edit(2, &[], vec![write(0, 0, "新手机写的。"), Op::Add(RECORDS, reference.clone(), Value::Null)]));
    let record = diary.record();
    assert!(prose(&record).contains("旧手机写的。") && prose(&record).contains("新手机写的。"));
    assert_eq!(record.fields.get(&RECORDS), Some(&FieldState::Set([(reference, Value::Null)].into())));
    assert_eq!(record.schema, 2);
}

#[test]
fn different_values_at_once_are_a_conflict_until_somebody_settles_it() {
    let mut diary = Diary::default();
    let root = diary.write(&[], vec![write(0, 0, "一天")]);
    let town = diary.write(&[root], vec![put(STAY, "town")]);
    let home = diary.write(&[root], vec![put(STAY, "home")]);
    let record = diary.record();
    let [Conflict::Field { field: STAY, values, winner }] = record.conflicts.as_slice() else {
        panic!("{:?}", record.conflicts)
    };
    assert_eq!(values, &[text("home"), text("town")]);
    assert_eq!(Some(&values[*winner]), stay(&record).map(text).as_ref());
    // Choosing the one that counts already settles it just as well.
    for choice in ["home", "town", "village"] {
        let settling = edit(2, &[town, home], vec![put(STAY, choice)]);
        let mut settled = Diary { edits: diary.edits.clone() };
        settled.add(settling);
        assert_eq!(settled.record().conflicts, []);
        assert_eq!(stay(&settled.record()), Some(choice));
    }
}

#[test]
fn settled_at_once_by_two_it_is_a_conflict_again() {
    for (one, other) in [("town", "home"), ("home", "town"), ("home", "village"), ("town", "village")] {
        let mut diary = Diary::default();
        let root = diary.write(&[], vec![write(0, 0, "一天")]);
        let town = diary.write(&[root], vec![put(STAY, "town")]);
        let home = diary.write(&[root], vec![put(STAY, "home")]);
        diary.add(edit(2, &[town, home], vec![put(STAY, one)]));
        diary.add(edit(2, &[town, home], vec![put(STAY, other), write(0, 0, "又")]));
        let record = diary.record();
        let [Conflict::Field { field: STAY, values, .. }] = record.conflicts.as_slice() else {
            panic!("{one} and {other}: {:?}, shown {:?}", record.conflicts, stay(&record))
        };
        assert!(values.contains(&text(one)) && values.contains(&text(other)), "{values:?}");
    }
}

#[test]
fn a_field_emptied_and_filled_at_once_is_a_conflict() {
    let mut diary = Diary::default();
    let root = diary.write(&[], vec![put(STAY, "town")]);
    diary.write(&[root], vec![Op::Put(STAY, Value::Null)]);
    diary.write(&[root], vec![put(STAY, "home")]);
    let record = diary.record();
    assert!(matches!(&record.conflicts[..], [Conflict::Field { values, .. }] if values.contains(&Value::Null)));
}

#[test]
fn sets_take_what_each_adds_and_lose_what_one_removes() {
    let mut diary = Diary::default();
    let add = |member: &str| Op::Add(WORK, text(member), Value::Null);
    let root = diary.write(&[], vec![add("policy"), add("visit")]);
    diary.write(&[root], vec![add("mediation"), Op::Remove(WORK, text("policy"))]);
    diary.write(&[root], vec![add("harvest")]);
    let record = diary.record();
    assert_eq!(members(&record, WORK), ["harvest", "mediation", "visit"]);
    assert_eq!(record.conflicts, []);
}

#[test]
fn an_emptied_set_or_text_says_nothing() {
    let mut diary = Diary::default();
    let root = diary.write(&[], vec![Op::Add(WORK, text("visit"), Value::Null), write(0, 0, "字")]);
    diary.write(&[root], vec![Op::Remove(WORK, text("visit")), write(0, 1, ""), Op::Remove(WORK, text("none"))]);
    assert_eq!(diary.record().fields, [].into());
}

#[test]
fn a_withdrawn_record_comes_back_whole_by_a_later_edit() {
    let mut diary = Diary::default();
    let root = diary.write(&[], vec![write(0, 0, "写错了日子")]);
    let gone = diary.write(&[root], vec![withdraw("重复")]);
    assert_eq!(diary.record().withdrawn.as_deref(), Some("重复"));
    assert_eq!(prose(&diary.record()), "写错了日子");
    diary.write(&[gone], vec![put(STAY, "village")]);
    let record = diary.record();
    assert_eq!((record.withdrawn.as_deref(), prose(&record), stay(&record)), (None, "写错了日子", Some("village")));
    assert_eq!(record.conflicts, []);
}

#[test]
fn a_withdrawal_against_an_edit_is_shown_and_settled() {
    let mut diary = Diary::default();
    let root = diary.write(&[], vec![write(0, 0, "在村")]);
    let gone = diary.write(&[root], vec![withdraw("重复")]);
    let on = diary.write(&[root], vec![write(2, 0, "里")]);
    let record = diary.record();
    assert_eq!(record.withdrawn, None);
    assert_eq!(prose(&record), "在村里");
    assert_eq!(record.conflicts, [Conflict::WithdrawnAndEdited { reason: "重复".into() }]);
    let after = diary.write(&[gone, on], vec![withdraw("还是重复")]);
    assert_eq!(diary.record().withdrawn.as_deref(), Some("还是重复"));
    assert_eq!(diary.record().conflicts, []);
    diary.write(&[after], vec![]);
    assert_eq!(diary.record().withdrawn, None, "an edit that changes nothing brings it back too");
}

#[test]
fn two_withdrawals_withdraw() {
    let mut diary = Diary::default();
    let root = diary.write(&[], vec![write(0, 0, "在村")]);
    let one = diary.write(&[root], vec![withdraw("甲")]);
    let two = diary.write(&[root], vec![withdraw("乙")]);
    let expected = if one < two { "甲" } else { "乙" };
    assert_eq!(diary.record().withdrawn.as_deref(), Some(expected));
    assert_eq!(diary.record().conflicts, []);
}

#[test]
fn an_edit_that_does_not_fit_has_no_effect_as_a_whole() {
    let faulty = [
        vec![put(STAY, "home"), write(3, 0, "x")],
        vec![put(STAY, "home"), write(0, 3, "x")],
        vec![put(STAY, "home"), write(u32::MAX, u32::MAX, "x")],
        vec![put(STAY, "home"), put(TEXT, "x")],
        vec![put(STAY, "home"), put(WORK, "x")],
        vec![put(STAY, "home"), Op::Put(STAY, Value::Int(1))],
        vec![put(STAY, "home"), Op::Add(TEXT, text("x"), Value::Null)],
        vec![put(STAY, "home"), Op::Add(WORK, Value::Int(1), Value::Null)],
        vec![put(STAY, "home"), Op::Remove(STAY, text("x"))],
        vec![put(STAY, "home"), put(99, "no such field in schema 2")],
        vec![put(STAY, "home"), withdraw("x")],
        vec![withdraw("x"), withdraw("y")],
    ];
    for ops in faulty {
        let mut diary = Diary::default();
        let root = diary.write(&[], vec![write(0, 0, "两字")]);
        let gone = diary.write(&[root], vec![withdraw("重复")]);
        let before = diary.record();
        let bad = edit(2, &[gone], ops.clone());
        let id = diary.add(bad.clone());
        let linear = diary.record();
        assert_eq!((&linear.fields, &linear.withdrawn), (&before.fields, &before.withdrawn), "{ops:?}");
        assert_eq!(linear.heads, [id]);
        assert_eq!(apply_next(Some(&before), id, &bad), Some(linear), "{ops:?}");
        // Concurrent with something else it has none either, and does not bring the record back.
        diary.write(&[gone], vec![withdraw("重复")]);
        assert_eq!(diary.record().withdrawn.as_deref(), Some("重复"), "{ops:?}");
        assert_eq!(diary.record().fields, before.fields, "{ops:?}");
    }
}

#[test]
fn a_field_of_a_newer_schema_is_no_field_of_an_older_edit() {
    let mut diary = Diary::default();
    let ops = vec![write(0, 0, "字"), Op::Add(RECORDS, Value::Bytes(vec![7; 16]), Value::Null)];
    diary.add(edit(1, &[], ops));
    assert_eq!(diary.record().fields, [].into());
}

#[test]
fn what_a_newer_version_writes_is_kept_as_far_as_it_can_be() {
    let mut diary = Diary::default();
    let newer = |ops| edit(3, &[], ops);
    let unknown = |insert: &str| Op::Splice { field: 41, at: 900, delete: 2, insert: insert.into() };
    diary.add(newer(vec![put(40, "a"), unknown("?"), Op::Add(42, text("m"), Value::Null), write(0, 0, "字")]));
    assert_eq!(diary.record().fields.get(&40), Some(&FieldState::Scalar(text("a"))));
    assert_eq!(prose(&diary.record()), "字");
    assert_eq!(diary.record().schema, 3);
    diary.add(newer(vec![put(40, "b")]));
    assert!(matches!(&diary.record().conflicts[..], [Conflict::Field { field: 40, .. }]));
}

#[test]
fn the_positions_of_an_edit_follow_one_another() {
    let mut diary = Diary::default();
    diary.write(&[], vec![write(0, 0, "一二三"), write(1, 1, "贰贰"), write(3, 1, "叁"), write(0, 4, "𠮷")]);
    assert_eq!(prose(&diary.record()), "𠮷");
}

#[test]
fn what_descends_from_a_rejected_edit_is_left_out() {
    let mut diary = Diary::default();
    let root = diary.write(&[], vec![write(0, 0, "一")]);
    let bad = diary.write(&[root], vec![write(1, 0, "二")]);
    let child = diary.write(&[bad], vec![write(2, 0, "三")]);
    let good = diary.write(&[root], vec![write(1, 0, "四")]);
    diary.write(&[child, good], vec![put(STAY, "home")]);
    let record = diary.without(&[bad]).unwrap();
    assert_eq!((prose(&record), stay(&record)), ("一四", None));
    assert_eq!(record.heads, [good]);
    assert_eq!(diary.without(&[root]), None);
}

#[test]
fn a_mend_of_a_rejected_creation_keeps_the_record() {
    let visit = |key, ops| Edit { kind: 2, key, schema: 1, ..edit(1, &[], ops) };
    let bad = visit(None, vec![Op::Put(2, text("0001"))]);
    let bad_id = bad.id(Salt([1; 16]));
    let record = creation_record_id(bad_id);
    let mend = visit(Some(vec![Value::Bytes(record.0.to_vec())]), vec![Op::Put(2, text("0002"))]);
    let mend_id = mend.id(Salt([2; 16]));
    let later = Edit { parents: vec![mend_id], ..visit(None, vec![Op::Put(3, text("某家"))]) };
    let later_id = later.id(Salt([3; 16]));
    let known = [Known::whole(bad_id, &bad), Known::whole(mend_id, &mend), Known::whole(later_id, &later)];
    let mended = replay(record, known, &|id| *id == bad_id).unwrap();
    assert_eq!((mended.id, &mended.key, &mended.heads), (record, &vec![], &vec![later_id]));
    assert_eq!(mended.fields.get(&2), Some(&FieldState::Scalar(text("0002"))));
    let first = apply_next(None, mend_id, &mend).unwrap();
    assert_eq!(apply_next(Some(&first), later_id, &later), Some(mended));
}

#[test]
fn what_is_not_of_the_record_is_left_out() {
    let mut diary = Diary::default();
    let root = diary.write(&[], vec![write(0, 0, "一")]);
    let alone = diary.record();
    diary.add(Edit { kind: 2, ..edit(1, &[root], vec![Op::Put(2, text("0001"))]) });
    diary.add(Edit { space: "610926100201".parse().unwrap(), ..edit(2, &[root], vec![put(STAY, "home")]) });
    diary.add(Edit { key: Some(vec![text("c0018"), Value::Int(1)]), ..edit(2, &[root], vec![put(STAY, "home")]) });
    diary.add(Edit { key: None, ..edit(2, &[], vec![put(STAY, "home")]) });
    assert_eq!(diary.record(), alone);
    let other = RecordId([9; 16]);
    assert_eq!(replay(other, diary.known(), &|_| false), None);
}

#[test]
fn a_kind_that_this_version_does_not_know_is_none() {
    let unknown = Edit { kind: 60_000, key: None, ..edit(1, &[], vec![]) };
    let id = unknown.id(Salt([1; 16]));
    assert_eq!(replay(creation_record_id(id), [Known::whole(id, &unknown)], &|_| false), None);
    assert_eq!(apply_next(None, id, &unknown), None);
}

#[test]
fn an_erased_edit_is_empty_and_its_record_may_live_on() {
    let mut diary = Diary::default();
    let root = diary.write(&[], vec![write(0, 0, "隐私"), put(STAY, "home")]);
    let later = diary.write(&[root], vec![Op::Add(WORK, text("visit"), Value::Null), write(0, 0, "")]);
    let known: Vec<_> = diary.known();
    let erased = [Known::erased(root, &[]), known[1]];
    let record = replay(record_id(), erased, &|_| false).unwrap();
    assert_eq!((prose(&record), stay(&record)), ("", None));
    assert_eq!(members(&record, WORK), ["visit"]);
    assert_eq!((record.heads.as_slice(), record.author.as_str()), ([later].as_slice(), "c0017"));
    // A copy that still has the content changes nothing.
    let with_copy = [known[0], Known::erased(root, &[]), known[1]];
    assert_eq!(replay(record_id(), with_copy, &|_| false), Some(record));
    let parents = [root];
    let all = [Known::erased(root, &[]), Known::erased(later, &parents)];
    assert_eq!(replay(record_id(), all, &|_| false), None);
}

#[test]
fn an_edit_waits_for_its_parents() {
    let mut diary = Diary::default();
    let root = diary.write(&[], vec![write(0, 0, "一")]);
    let next = diary.write(&[root], vec![write(1, 0, "二")]);
    let last = diary.write(&[next], vec![write(2, 0, "三")]);
    let known = diary.known();
    let early = replay(record_id(), [known[0], known[2]], &|_| false).unwrap();
    assert_eq!((prose(&early), early.heads.as_slice()), ("一", [root].as_slice()));
    assert_eq!(replay(record_id(), [known[2], known[1]], &|_| false), None);
    assert_eq!(state_at(record_id(), &[last], [known[0], known[2]]), None);
    assert_eq!(prose(&diary.at(&[next])), "一二");
    assert_eq!(state_at(record_id(), &[], known), None);
}

#[test]
fn a_judgement_counts_while_the_heads_are_those_it_judged() {
    let mut diary = Diary::default();
    let root = diary.write(&[], vec![write(0, 0, "一")]);
    let one = diary.write(&[root], vec![put(STAY, "home")]);
    let two = diary.write(&[root], vec![put(STAY, "town")]);
    let record = diary.record();
    assert!(judges_present_heads(&[two, one], &record) && judges_present_heads(&[one, two, two], &record));
    for judged in [&[] as &[EditId], &[one], &[root, one, two], &[root]] {
        assert!(!judges_present_heads(judged, &record));
    }
}
