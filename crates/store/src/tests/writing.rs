use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_domain::record::{IdRule, RecordKind, Value};
use cunji_domain::visit::HouseholdVisit;
use cunji_history::{Evidence, Op, Seed, derived_record_id};

use crate::testing::{NOW, TinyServer, day, diary, person, prove, save, stay, text, village, visit};
use crate::{Filter, NewEdit};

#[test]
fn a_save_is_an_entry_and_a_row() {
    let server = TinyServer::new();
    let (_dir, mut store) = server.enrol("c0017");
    let saved = save(&mut store, diary("c0017", "2017-09-01", &[], vec![stay("village"), text(0, 0, "修路。")]));
    assert_eq!(saved.number, 1);
    let diaries = store.records::<DiaryEntry>(&Filter::of(&village())).unwrap();
    assert_eq!(diaries.len(), 1);
    assert_eq!((diaries[0].value.stay, diaries[0].value.text.0.as_str()), (Some(Stay::Village), "修路。"));
    assert_eq!(diaries[0].record.heads, [saved.edit]);
    let next = diary("c0017", "2017-09-01", &[saved.edit], vec![text(3, 0, "开会。")]);
    let again = save(&mut store, next);
    assert_eq!((again.record, again.number), (saved.record, 2));
    assert_eq!(store.typed::<DiaryEntry>(saved.record).unwrap().unwrap().value.text.0, "修路。开会。");
    assert_eq!(store.status().unwrap().unsent, 2);
    prove(&store);
}

#[test]
fn a_created_record_is_named_by_its_creation() {
    let server = TinyServer::new();
    let (_dir, mut store) = server.enrol("c0017");
    let saved = save(&mut store, visit("c0017", "2017-09-01", &[], "茶园挂果。"));
    assert_eq!(saved.record.0, saved.edit.0[..16]);
    let more = save(&mut store, visit("c0017", "2017-09-01", &[saved.edit], "老人在家。"));
    assert_eq!(more.record, saved.record);
    let visits = store.records::<HouseholdVisit>(&Filter::default()).unwrap();
    assert_eq!(visits[0].value.findings.0, "老人在家。茶园挂果。");
    prove(&store);
}

#[test]
fn records_are_found_by_day_and_by_person() {
    let server = TinyServer::new();
    let (_dir, mut store) = server.enrol("c0017");
    for on in ["2017-09-03", "2017-09-01", "2017-09-02"] {
        save(&mut store, diary("c0017", on, &[], vec![stay("village")]));
    }
    save(&mut store, diary("c0018", "2017-09-02", &[], vec![stay("town")]));
    let of = |filter: Filter| -> Vec<String> {
        let found = store.records::<DiaryEntry>(&filter).unwrap();
        found.iter().map(|d| format!("{} {}", d.value.cadre, d.value.day)).collect()
    };
    let both = of(Filter::of(&village()).on(day("2017-09-02")..=day("2017-09-03")));
    assert_eq!(both.len(), 3);
    assert_eq!(both[2], "c0017 2017-09-03");
    assert_eq!(of(Filter::default().by(&person("c0018"))), ["c0018 2017-09-02"]);
}

#[test]
fn a_withdrawn_record_is_hidden_and_comes_back() {
    let server = TinyServer::new();
    let (_dir, mut store) = server.enrol("c0017");
    let first = save(&mut store, diary("c0017", "2017-09-01", &[], vec![stay("village")]));
    let withdraw = diary("c0017", "2017-09-01", &[first.edit], vec![Op::Withdraw("写错了".to_owned())]);
    let gone = save(&mut store, withdraw);
    assert!(store.records::<DiaryEntry>(&Filter::default()).unwrap().is_empty());
    assert_eq!(store.record(first.record).unwrap().unwrap().withdrawn.as_deref(), Some("写错了"));
    save(&mut store, diary("c0017", "2017-09-01", &[gone.edit], vec![stay("home")]));
    assert_eq!(store.records::<DiaryEntry>(&Filter::default()).unwrap().len(), 1);
    prove(&store);
}

#[test]
fn salts_follow_from_one_seed_a_block() {
    let server = TinyServer::new();
    let (_dir, mut store) = server.enrol("c0017");
    for n in 0..70 {
        let edit = visit("c0017", "2017-09-01", &[], &format!("第{n}户"));
        let evidence = Some(Evidence { since_boot: Some(n), ..Evidence::default() });
        store.save(NewEdit { edit, evidence, written_at: NOW }).unwrap();
    }
    let run = store.outbox_beyond(&village(), 60).unwrap().unwrap();
    assert_eq!(run.entries.iter().map(|entry| entry.number).collect::<Vec<_>>(), (61..=70).collect::<Vec<_>>());
    assert_eq!(run.seeds.iter().map(|(block, _)| *block).collect::<Vec<_>>(), [0, 1]);
    for entry in &run.entries {
        let seed = &run.seeds.iter().find(|(block, _)| *block == Seed::block_of(entry.number)).unwrap().1;
        assert!(!entry.single);
        assert_eq!(entry.salt, Some(seed.edit_salt(entry.number)));
        assert_eq!(entry.evidence_salt, Some(seed.evidence_salt(entry.number)));
    }
    prove(&store);
}

#[test]
fn a_draft_is_compared_with_what_its_writer_saw() {
    let mut server = TinyServer::new();
    let (_dir, mut phone) = server.enrol("c0017");
    let (_other_dir, mut other) = server.enrol("c0017");
    let first = save(&mut phone, diary("c0017", "2017-09-01", &[], vec![text(0, 0, "上午修路。")]));
    server.take(&mut phone);
    server.give(&mut other);
    let mut draft = phone.begin_draft_of(&phone.record(first.record).unwrap().unwrap(), NOW).unwrap();
    draft.fields.insert(3, cunji_domain::record::FieldState::Prose("上午修路。下午开会。".to_owned()));
    phone.save_draft(&draft).unwrap();
    save(&mut other, diary("c0017", "2017-09-01", &[first.edit], vec![text(0, 0, "晴。")]));
    server.take(&mut other);
    server.give(&mut phone);
    let draft = phone.draft(draft.id).unwrap();
    let edit = phone.edit_of_draft(&draft, &person("c0017")).unwrap().unwrap();
    assert_eq!(edit.parents, [first.edit]);
    let preview = phone.preview(&edit).unwrap().unwrap();
    assert_eq!(preview.fields[&3], cunji_domain::record::FieldState::Prose("上午修路。下午开会。".to_owned()));
    phone.save_from_draft(draft.id, &NewEdit { edit, evidence: None, written_at: NOW }).unwrap();
    assert!(phone.drafts().unwrap().is_empty());
    assert_eq!(phone.typed::<DiaryEntry>(first.record).unwrap().unwrap().value.text.0, "晴。上午修路。下午开会。");
    prove(&phone);
}

#[test]
fn a_draft_of_a_new_record_begins_empty_and_an_unchanged_one_is_no_edit() {
    let server = TinyServer::new();
    let (_dir, mut store) = server.enrol("c0017");
    assert_eq!(DiaryEntry::DECL.id, IdRule::Derived);
    let key = diary("c0017", "2017-09-01", &[], Vec::new()).key.unwrap();
    let mut draft = store.begin_draft(DiaryEntry::DECL, &village(), key.clone(), NOW).unwrap();
    draft.fields.insert(1, cunji_domain::record::FieldState::Scalar(Value::Text("village".to_owned())));
    let edit = store.edit_of_draft(&draft, &person("c0017")).unwrap().unwrap();
    let saved = save(&mut store, edit);
    assert_eq!(saved.record, derived_record_id(1, &village(), &key));
    let draft = store.begin_draft(DiaryEntry::DECL, &village(), key, NOW).unwrap();
    assert_eq!(draft.parents, [saved.edit]);
    assert_eq!(store.edit_of_draft(&draft, &person("c0017")).unwrap(), None);
}

#[test]
fn impossible_clocks_and_unknown_parents_change_nothing() {
    let server = TinyServer::new();
    let (_dir, mut store) = server.enrol("c0017");
    let edit = diary("c0017", "2017-09-01", &[], vec![stay("village")]);
    let wrong = NewEdit { edit: edit.clone(), evidence: None, written_at: i64::MAX };
    assert_eq!(store.save(wrong).unwrap_err().code(), "store.clock");
    let orphan = diary("c0017", "2017-09-01", &[cunji_history::EditId([1; 32])], vec![stay("village")]);
    let orphan = NewEdit { edit: orphan, evidence: None, written_at: NOW };
    assert_eq!(store.save(orphan.clone()).unwrap_err().code(), "store.unknown_parent");
    let good = NewEdit { edit, evidence: None, written_at: NOW };
    assert_eq!(store.save_all(&[good.clone(), orphan]).unwrap_err().code(), "store.unknown_parent");
    assert!(store.records::<DiaryEntry>(&Filter::default()).unwrap().is_empty());
    assert!(!store.save(good).unwrap().clock_went_back);
    let back = diary("c0017", "2017-09-02", &[], vec![stay("village")]);
    assert!(store.save(NewEdit { edit: back, evidence: None, written_at: 1 }).unwrap().clock_went_back);
    prove(&store);
}

#[test]
fn a_withdrawn_record_is_created_again_with_every_field() {
    let server = TinyServer::new();
    let (_dir, mut store) = server.enrol("c0017");
    let add = Op::Add(2, Value::Text("visit".to_owned()), Value::Null);
    let first = save(&mut store, diary("c0017", "2017-09-01", &[], vec![stay("village"), add, text(0, 0, "修路。")]));
    let withdraw = diary("c0017", "2017-09-01", &[first.edit], vec![Op::Withdraw("写错了".to_owned())]);
    save(&mut store, withdraw);
    let key = diary("c0017", "2017-09-01", &[], Vec::new()).key.unwrap();
    let draft = store.begin_draft(DiaryEntry::DECL, &village(), key, NOW).unwrap();
    let edit = store.edit_of_draft(&draft, &person("c0017")).unwrap().unwrap();
    assert_eq!(edit.ops.len(), 6, "emptied, and set anew");
    save(&mut store, edit);
    let back = store.typed::<DiaryEntry>(first.record).unwrap().unwrap();
    assert_eq!((back.record.withdrawn, back.value.text.0.as_str(), back.value.work.0.len()), (None, "修路。", 1));
    prove(&store);
}
