use cunji_domain::diary::DiaryEntry;
use cunji_domain::record::{FieldState, Fields, IdRule, RecordId, RecordKind, Scalar, Value};
use cunji_domain::visit::HouseholdVisit;
use cunji_history::{Evidence, derived_record_id};

use crate::testing::{NOW, TinyServer, day, diary, prove, save, stay, text, village, visit};
use crate::{Cursor, DownEdit, Draft, Filter, NewEdit, StatedHead, Statement};

#[test]
fn teammates_converge() {
    let mut server = TinyServer::new();
    let (_a, mut one) = server.enrol("c0017");
    let (_b, mut two) = server.enrol("c0018");
    for n in 0..5 {
        save(&mut one, visit("c0017", "2017-09-01", &[], &format!("甲{n}")));
        save(&mut two, visit("c0018", "2017-09-01", &[], &format!("乙{n}")));
    }
    server.take(&mut one);
    server.take(&mut two);
    server.give(&mut one);
    server.give(&mut two);
    assert_eq!(one.digests().unwrap(), two.digests().unwrap());
    assert_eq!(one.records::<HouseholdVisit>(&Filter::of(&village())).unwrap().len(), 10);
    assert_eq!(one.status().unwrap().unsent, 0);
    prove(&one);
    prove(&two);
}

#[test]
fn the_same_frame_again_changes_nothing() {
    let mut server = TinyServer::new();
    let (_a, mut one) = server.enrol("c0017");
    let (_b, mut two) = server.enrol("c0018");
    save(&mut one, visit("c0017", "2017-09-01", &[], "甲"));
    server.take(&mut one);
    let frame = server.frame(0);
    assert_eq!(two.deliver(&frame).unwrap().new, 1);
    assert_eq!(two.deliver(&frame).unwrap().known, 1);
    assert_eq!(two.frames(&village()).unwrap(), [frame]);
    prove(&two);
}

#[test]
fn two_devices_of_one_person_write_one_diary() {
    let mut server = TinyServer::new();
    let (_a, mut phone) = server.enrol("c0017");
    let (_b, mut tablet) = server.enrol("c0017");
    let one = save(&mut phone, diary("c0017", "2017-09-01", &[], vec![stay("village"), text(0, 0, "手机。")]));
    let two = save(&mut tablet, diary("c0017", "2017-09-01", &[], vec![stay("town"), text(0, 0, "平板。")]));
    assert_eq!(one.record, two.record);
    server.take(&mut phone);
    server.take(&mut tablet);
    server.give(&mut phone);
    server.give(&mut tablet);
    assert_eq!(phone.digests().unwrap(), tablet.digests().unwrap());
    assert_eq!(phone.conflict_count().unwrap(), 1);
    let conflicted = phone.conflicts().unwrap().remove(0);
    assert_eq!((conflicted.conflicts.len(), conflicted.heads.len()), (1, 2));
    save(&mut phone, diary("c0017", "2017-09-01", &conflicted.heads, vec![stay("village")]));
    assert_eq!(phone.conflict_count().unwrap(), 0);
    prove(&phone);
}

#[test]
fn concurrent_edits_of_a_frame_are_replayed_once() {
    let mut server = TinyServer::new();
    let (_dir, mut phone) = server.enrol("c0017");
    let first = server.write(diary("c0017", "2017-09-01", &[], vec![stay("village")]));
    for n in 0..50 {
        server.write(diary("c0017", "2017-09-01", &[first], vec![text(0, 0, &format!("第{n}台。"))]));
    }
    let before = crate::read_model::REFRESHED.get();
    server.give(&mut phone);
    assert_eq!(crate::read_model::REFRESHED.get() - before, 1);
    let diary = phone.records::<DiaryEntry>(&Filter::default()).unwrap().remove(0);
    assert!((0..50).all(|n| diary.value.text.0.contains(&format!("第{n}台。"))));
    prove(&phone);
}

#[test]
fn what_a_former_device_was_refused_is_told_no_more() {
    let server = TinyServer::new();
    let (_dir, mut phone) = server.enrol("c0017");
    save(&mut phone, visit("c0017", "2017-09-01", &[], "甲"));
    let refused = crate::RefusedRun {
        space: village(),
        device: phone.device().unwrap().id,
        number: 1,
        code: "frame.signature".to_owned(),
        zh: "签名不对。".to_owned(),
        en: "The signature does not hold.".to_owned(),
    };
    phone.note_refused(&refused).unwrap();
    phone.take_statement(&Statement::default()).unwrap();
    assert_eq!(phone.refused().unwrap(), [refused]);
    phone.reissue(NOW).unwrap();
    phone.take_statement(&Statement::default()).unwrap();
    assert_eq!(phone.refused().unwrap(), []);
}

#[test]
fn a_frame_that_nobody_signed_is_refused_whole() {
    let mut server = TinyServer::new();
    let (_a, mut one) = server.enrol("c0017");
    let (_b, mut two) = server.enrol("c0018");
    save(&mut one, visit("c0017", "2017-09-01", &[], "甲"));
    server.take(&mut one);
    let mut forged = server.frame(0);
    let DownEdit::Whole { edit, .. } = &mut forged.entries[0].edit else { panic!() };
    *edit = visit("c0017", "2017-09-01", &[], "假");
    assert_eq!(two.deliver(&forged).unwrap_err().code(), "store.unverified");
    let mut later = server.frame(0);
    later.epoch = 7;
    assert_eq!(two.deliver(&later).unwrap_err().code(), "store.unknown_epoch");
    assert!(two.cursors().unwrap().is_empty());
}

#[test]
fn what_comes_before_its_parent_waits_for_it() {
    let mut server = TinyServer::new();
    let (_a, mut one) = server.enrol("c0017");
    let (_b, mut two) = server.enrol("c0018");
    let first = save(&mut one, visit("c0017", "2017-09-01", &[], "一"));
    let second = save(&mut one, visit("c0017", "2017-09-01", &[first.edit], "二"));
    save(&mut one, visit("c0017", "2017-09-01", &[second.edit], "三"));
    server.take(&mut one);
    let late = server.sign(vec![server.log[1].clone(), server.log[2].clone()]);
    assert_eq!(two.deliver(&late).unwrap().waiting, 2);
    assert_eq!(two.status().unwrap().waiting, 2);
    assert_eq!(two.record(first.record).unwrap(), None);
    prove(&two);
    two.deliver(&server.sign(vec![server.log[0].clone()])).unwrap();
    assert_eq!(two.status().unwrap().waiting, 0);
    assert_eq!(two.typed::<HouseholdVisit>(first.record).unwrap().unwrap().value.findings.0, "三二一");
    prove(&two);
}

#[test]
fn a_rejected_edit_and_what_descends_from_it_are_left_out_and_can_be_mended() {
    let mut server = TinyServer::new();
    let (_a, mut phone) = server.enrol("c0017");
    let good = save(&mut phone, visit("c0017", "2017-09-01", &[], "好"));
    let bad = save(&mut phone, visit("c0017", "2017-09-09", &[], "坏"));
    save(&mut phone, visit("c0017", "2017-09-09", &[bad.edit], "更"));
    server.take(&mut phone);
    server.log.retain(|entry| entry.edit.id() == good.edit);
    server.reject(bad.edit);
    server.give(&mut phone);
    assert_eq!(phone.record(bad.record).unwrap(), None);
    let rejected = phone.status().unwrap().rejected;
    assert_eq!(rejected.len(), 1);
    assert!(!rejected[0].mended);
    assert_eq!(rejected[0].verdict.as_ref().unwrap().kind, 40);
    prove(&phone);
    let draft = phone.begin_mend(bad.edit, NOW).unwrap();
    let author = crate::testing::person("c0017");
    let edit = phone.edit_of_draft(&draft, &author).unwrap().unwrap();
    assert_eq!(edit.key, Some(vec![Value::Bytes(bad.record.0.to_vec())]));
    let mended = save(&mut phone, edit);
    assert_eq!(mended.record, bad.record);
    assert_eq!(phone.typed::<HouseholdVisit>(bad.record).unwrap().unwrap().value.findings.0, "更坏");
    assert!(phone.status().unwrap().rejected[0].mended);
    prove(&phone);
}

#[test]
fn an_erased_edit_is_gone_for_good() {
    let mut server = TinyServer::new();
    let (_a, mut phone) = server.enrol("c0017");
    let (_b, mut mate) = server.enrol("c0018");
    let evidence = Some(Evidence { place: Some((32_211_034, 109_305_122)), ..Evidence::default() });
    let visit = NewEdit { edit: visit("c0017", "2017-09-01", &[], "病情"), evidence, written_at: NOW };
    let visit = phone.save(visit).unwrap();
    let other = save(&mut phone, diary("c0017", "2017-09-01", &[], vec![stay("village")]));
    server.take(&mut phone);
    let before = server.frame(0);
    mate.deliver(&before).unwrap();
    server.erase(visit.edit);
    let erasure = server.frame(2);
    phone.deliver(&erasure).unwrap();
    mate.deliver(&erasure).unwrap();
    for store in [&phone, &mate] {
        let kept = store.edit(visit.edit).unwrap().unwrap();
        assert!(kept.is_erased() && kept.edit.ops.is_empty());
        assert_eq!(kept.record, Some(visit.record));
        assert_eq!(store.record(visit.record).unwrap(), None);
        prove(store);
    }
    // What is left of the chain still goes up, the other salts of the block one by one.
    let run = phone.outbox_beyond(&village(), 0).unwrap().unwrap();
    assert!(run.seeds.is_empty());
    assert_eq!((run.entries[0].salt, &run.entries[0].evidence), (None, &None));
    assert!(run.entries[1].single && run.entries[1].edit_id == other.edit);
    // A copy that comes later is not kept: not from an old frame, not on a phone that heard of the erasure first.
    phone.deliver(&before).unwrap();
    let (_c, mut late) = server.enrol("c0019");
    late.deliver(&erasure).unwrap();
    late.deliver(&before).unwrap();
    assert!(late.edit(visit.edit).unwrap().unwrap().is_erased());
    assert!(phone.edit(visit.edit).unwrap().unwrap().is_erased());
    prove(&late);
    assert_eq!(late.digests().unwrap(), mate.digests().unwrap());
    // The frame can still be offered, and its signature holds.
    assert_eq!(mate.frames(&village()).unwrap()[0].signature, before.signature);
}

#[test]
fn a_cursor_counts_in_its_epoch() {
    let mut server = TinyServer::new();
    let (_a, mut phone) = server.enrol("c0017");
    let at = |epoch, number| [Cursor { space: village(), audience: 0, epoch, number }];
    phone.complete(&at(0, 100)).unwrap();
    phone.complete(&at(0, 40)).unwrap();
    assert_eq!(phone.cursors().unwrap(), at(0, 100));
    server.epoch = 1;
    phone.complete(&at(1, 85)).unwrap();
    assert_eq!(phone.cursors().unwrap(), at(1, 85));
    phone.complete(&at(0, 200)).unwrap();
    assert_eq!(phone.cursors().unwrap(), at(1, 85));
}

#[test]
fn statements_tell_a_restored_server_and_a_foreign_chain() {
    let mut server = TinyServer::new();
    let (_a, mut phone) = server.enrol("c0017");
    for n in 0..4 {
        save(&mut phone, visit("c0017", "2017-09-01", &[], &format!("{n}")));
    }
    let run = phone.outbox().unwrap().remove(0);
    server.take(&mut phone);
    let stated = |number: u64, hash| Statement {
        heads: vec![StatedHead { space: village(), device: run.device, number, hash }],
        ..Statement::default()
    };
    let less = phone.take_statement(&stated(2, run.entries[1].hash)).unwrap();
    assert!(less.restored.contains(&village()) && less.foreign.is_empty());
    assert_eq!(phone.status().unwrap().unsent, 2);
    let none = phone.take_statement(&Statement::default()).unwrap();
    assert!(none.restored.contains(&village()));
    assert_eq!(phone.outbox().unwrap()[0].entries.len(), 4);
    let other = phone.take_statement(&stated(2, run.entries[2].hash)).unwrap();
    assert_eq!(other.foreign, [(village(), run.device)]);
    assert_eq!(phone.take_statement(&stated(9, run.entries[3].hash)).unwrap().foreign.len(), 1);
}

#[test]
fn a_space_is_purged_once_nothing_can_be_lost() {
    let mut server = TinyServer::new();
    let (_a, mut phone) = server.enrol("c0017");
    assert_eq!(HouseholdVisit::DECL.id, IdRule::Creation);
    save(&mut phone, diary("c0017", "2017-09-01", &[], vec![stay("village")]));
    assert_eq!(phone.purge(&village()).unwrap_err().code(), "store.purge_too_early");
    let neighbour: cunji_domain::division::DivisionCode = "610926101206".parse().unwrap();
    phone.keep_of(&village(), "seen", &[1]).unwrap();
    phone.keep_of(&neighbour, "seen", &[2]).unwrap();
    phone.keep("seen", &[3]).unwrap();
    server.take(&mut phone);
    server.give(&mut phone);
    let mut form = phone.begin_draft(HouseholdVisit::DECL, &village(), Vec::new(), NOW).unwrap();
    form.fields.insert(1, FieldState::Scalar(Scalar::to_value(&day("2017-09-01"))));
    let opened = form.opens();
    let typed = Fields::from([(6, FieldState::Prose("屋顶漏雨".to_owned()))]);
    phone.save_draft(&Draft { fields: typed, ..opened.clone() }).unwrap();
    assert_eq!(phone.purge(&village()).unwrap_err().code(), "store.purge_too_early", "something was typed");
    let emptied = [(6, FieldState::Prose(String::new()))].into_iter().chain(opened.fields.clone()).collect();
    phone.save_draft(&Draft { fields: emptied, ..opened.clone() }).unwrap();
    assert_eq!(phone.status().unwrap().drafts, 0, "a form in which nothing is said");
    phone.purge(&village()).unwrap();
    assert_eq!(phone.kept_of(&village(), "seen").unwrap(), None, "it goes with the space");
    assert_eq!(phone.kept_of(&neighbour, "seen").unwrap(), Some(vec![2]));
    assert_eq!(phone.kept("seen").unwrap(), Some(vec![3]));
    assert_eq!(phone.drafts().unwrap(), [], "nor does it stay behind");
    assert!(phone.records::<DiaryEntry>(&Filter::default()).unwrap().is_empty());
    assert!(phone.frames(&village()).unwrap().is_empty());
    prove(&phone);
    assert!(phone.chain_numbers().unwrap().is_empty(), "what was purged may come again");
    // Who comes back writes on in the same chain.
    let saved = save(&mut phone, diary("c0017", "2018-09-01", &[], vec![stay("village")]));
    assert_eq!(saved.number, 2);
    assert_eq!(
        saved.record,
        derived_record_id(1, &village(), phone.record(saved.record).unwrap().unwrap().key.as_slice())
    );
    assert_eq!(phone.outbox().unwrap()[0].entries.len(), 1);
    assert_eq!(phone.written_spaces().unwrap(), [village()], "what is written since is sent");
    prove(&phone);
}

#[test]
fn a_stub_without_an_erasure_takes_nothing_away() {
    let mut server = TinyServer::new();
    let (_a, mut phone) = server.enrol("c0017");
    let (_b, mut mate) = server.enrol("c0018");
    let (_c, mut late) = server.enrol("c0019");
    let visit = save(&mut phone, visit("c0017", "2017-09-01", &[], "水管坏了"));
    server.take(&mut phone);
    let whole = server.frame(0);
    mate.deliver(&whole).unwrap();
    // Somebody says under the same signature that the edit was erased, and of another record: the signature covers neither.
    let mut forged = whole.clone();
    let mut stub = whole.entries[0].edit.edit().clone();
    stub.ops.clear();
    forged.entries[0].edit = DownEdit::Erased { id: visit.edit, record: RecordId([7; 16]), stub };
    for store in [&mut phone, &mut mate, &mut late] {
        store.deliver(&forged).unwrap();
        prove(store);
    }
    for store in [&phone, &mate] {
        assert!(!store.edit(visit.edit).unwrap().unwrap().is_erased());
        assert!(store.record(visit.record).unwrap().is_some());
    }
    // Who had nothing but the stub takes the edit when it comes.
    assert_eq!(late.record(visit.record).unwrap(), None);
    late.deliver(&whole).unwrap();
    assert!(!late.edit(visit.edit).unwrap().unwrap().is_erased());
    assert_eq!(late.digests().unwrap(), mate.digests().unwrap());
    prove(&late);
}

#[test]
fn a_chain_whose_lost_part_is_purged_is_left() {
    let mut server = TinyServer::new();
    let (_a, mut phone) = server.enrol("c0017");
    for n in 0..3 {
        save(&mut phone, visit("c0017", "2017-09-01", &[], &format!("{n}")));
    }
    let run = phone.outbox().unwrap().remove(0);
    server.take(&mut phone);
    server.give(&mut phone);
    phone.purge(&village()).unwrap();
    let stated = |number: u64| Statement {
        heads: vec![StatedHead {
            space: village(),
            device: run.device,
            number,
            hash: run.entries[number as usize - 1].hash,
        }],
        ..Statement::default()
    };
    assert!(phone.take_statement(&stated(2)).unwrap().foreign.is_empty(), "nothing is to be sent behind the gap");
    save(&mut phone, visit("c0017", "2018-09-01", &[], "新一届"));
    assert!(phone.take_statement(&stated(3)).unwrap().foreign.is_empty());
    assert_eq!(phone.take_statement(&stated(2)).unwrap().foreign, [(village(), run.device)]);
    assert_eq!(phone.take_statement(&Statement::default()).unwrap().foreign, [(village(), run.device)]);
    assert_eq!(phone.reissue(NOW).unwrap().edits, 1);
    prove(&phone);
}
