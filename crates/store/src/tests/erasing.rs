//! What an erasure by law takes with it on this phone: drafts that hold the text, and files that were put aside.

use std::fs;

use cunji_domain::diary::DiaryEntry;
use cunji_domain::record::{FieldState, RecordKind, Value};
use cunji_history::Op;

use crate::testing::{NOW, TinyServer, day, diary, person, prove, save, stay, text, village, visit};
use crate::{Draft, NewEdit, Store};

const SAID: &str = "他得了艾滋病。";

fn prose(draft: &Draft, field: u16) -> &str {
    match draft.fields.get(&field) {
        Some(FieldState::Prose(text)) => text,
        _ => "",
    }
}

fn rewritten(draft: &mut Draft, field: u16, text: &str) {
    draft.fields.insert(field, FieldState::Prose(text.to_owned()));
}

fn write(store: &mut Store, draft: &Draft) -> crate::Saved {
    let edit = store.edit_of_draft(draft, &person("c0017")).unwrap().unwrap();
    assert!(store.preview(&edit).unwrap().is_some());
    store.save_from_draft(draft.id, &NewEdit { edit, evidence: None, written_at: NOW }).unwrap()
}

#[test]
fn a_draft_gives_up_what_was_erased_and_keeps_what_its_writer_wrote() {
    let mut server = TinyServer::new();
    let (_dir, mut phone) = server.enrol("c0017");
    let works = |code: &str| Op::Add(2, Value::Text(code.to_owned()), Value::Null);
    let ops = vec![stay("town"), works("visit"), text(0, 0, SAID)];
    let first = save(&mut phone, diary("c0017", "2017-09-01", &[], ops));
    let ops = vec![works("policy"), text(0, 0, "上午修路。")];
    save(&mut phone, diary("c0017", "2017-09-01", &[first.edit], ops));
    let mut draft = phone.begin_draft_of(&phone.record(first.record).unwrap().unwrap(), NOW).unwrap();
    assert_eq!(prose(&draft, 3), "上午修路。他得了艾滋病。");
    rewritten(&mut draft, 3, "上午修水渠和路。他得了艾滋病。晚上守夜。");
    let FieldState::Set(work) = draft.fields.get_mut(&2).unwrap() else { panic!() };
    work.insert(Value::Text("meeting".to_owned()), Value::Null);
    phone.save_draft(&draft).unwrap();
    // Of another day, begun from nothing that is erased.
    let key = diary("c0017", "2017-09-02", &[], Vec::new()).key.unwrap();
    let mut other = phone.begin_draft(DiaryEntry::DECL, &village(), key, NOW).unwrap();
    rewritten(&mut other, 3, SAID);
    phone.save_draft(&other).unwrap();
    server.take(&mut phone);
    server.erase(first.edit);
    server.give(&mut phone);

    assert_eq!(phone.draft(other.id).unwrap(), other);
    let draft = phone.draft(draft.id).unwrap();
    assert_eq!(prose(&draft, 3), "上午修路。水渠和晚上守夜。");
    let work = ["meeting", "policy"].map(|code| (Value::Text(code.to_owned()), Value::Null));
    assert_eq!(draft.fields.get(&2), Some(&FieldState::Set(work.into())));
    assert_eq!(draft.fields.get(&1), None, "where the night was spent was the erased edit's word");
    write(&mut phone, &draft);
    let diary = phone.typed::<DiaryEntry>(first.record).unwrap().unwrap();
    assert_eq!(diary.value.text.0, "上午修路。水渠和晚上守夜。");
    prove(&phone);
}

#[test]
fn a_draft_of_what_is_erased_whole_can_still_be_written_or_is_gone() {
    let mut server = TinyServer::new();
    let (_dir, mut phone) = server.enrol("c0017");
    let saved = save(&mut phone, visit("c0017", "2017-09-01", &[], SAID));
    let record = phone.record(saved.record).unwrap().unwrap();
    let untouched = phone.begin_draft_of(&record, NOW).unwrap();
    let mut draft = phone.begin_draft_of(&record, NOW).unwrap();
    rewritten(&mut draft, 6, &format!("{SAID}下次带药。"));
    phone.save_draft(&draft).unwrap();
    phone.save_draft(&untouched).unwrap();
    server.take(&mut phone);
    server.erase(saved.edit);
    server.give(&mut phone);

    assert_eq!(phone.draft(untouched.id).unwrap_err().code(), "store.unknown_draft", "there is nothing in it");
    let mut draft = phone.draft(draft.id).unwrap();
    assert_eq!(draft.fields, [(6, FieldState::Prose("下次带药。".to_owned()))].into());
    // The day and the household were erased with the edit; the author says them anew.
    draft.fields.insert(1, FieldState::Scalar(cunji_domain::record::Scalar::to_value(&day("2017-09-01"))));
    assert_eq!(write(&mut phone, &draft).record, saved.record);
    assert!(phone.record(saved.record).unwrap().is_some());
    prove(&phone);
    server.take(&mut phone);
    phone.purge(&village()).unwrap();
}

#[test]
fn a_draft_that_mends_gives_up_what_was_erased_of_the_rejected_edit() {
    let mut server = TinyServer::new();
    let (_dir, mut phone) = server.enrol("c0017");
    let bad = save(&mut phone, visit("c0017", "2017-09-09", &[], SAID));
    server.take(&mut phone);
    server.log.clear();
    server.reject(bad.edit);
    server.give(&mut phone);
    let mut draft = phone.begin_mend(bad.edit, NOW).unwrap().opens();
    rewritten(&mut draft, 6, &format!("{SAID}下次带药。"));
    phone.save_draft(&draft).unwrap();
    server.erase(bad.edit);
    server.give(&mut phone);
    let draft = phone.draft(draft.id).unwrap();
    assert_eq!(draft.fields, [(6, FieldState::Prose("下次带药。".to_owned()))].into());
    assert_eq!(draft.opened, Some([].into()), "nor does what its form opened with hold it");
    assert!(!draft.is_untouched());
    prove(&phone);
}

#[test]
fn files_put_aside_go_with_the_next_erasure() {
    let mut server = TinyServer::new();
    let (dir, mut phone) = server.enrol("c0017");
    let saved = save(&mut phone, visit("c0017", "2017-09-01", &[], SAID));
    server.take(&mut phone);
    server.give(&mut phone);
    let aside =
        ["cunji.db.damaged-1", "cunji.db.damaged-1-wal", "cunji.db.before-0002"].map(|name| dir.path().join(name));
    let key = dir.path().join("cunji.key.before-1");
    for file in aside.iter().chain([&key]) {
        fs::write(file, b"of former times").unwrap();
    }
    server.reject(saved.edit);
    server.give(&mut phone);
    assert!(aside.iter().all(|file| file.exists()), "whatever else comes down, they are kept");
    server.erase(saved.edit);
    let erasure = server.frame(2);
    phone.deliver(&erasure).unwrap();
    assert!(aside.iter().all(|file| !file.exists()));
    assert!(key.exists(), "a key file says nothing");
    // What is put aside later never held it.
    fs::write(&aside[0], b"of later times").unwrap();
    phone.deliver(&server.frame(0)).unwrap();
    drop(phone);
    drop(Store::open(dir.path(), "p", NOW).unwrap());
    assert!(aside[0].exists());
}

#[test]
fn files_that_could_not_go_with_an_erasure_go_at_the_next_opening() {
    let mut server = TinyServer::new();
    let (dir, mut phone) = server.enrol("c0017");
    let saved = save(&mut phone, visit("c0017", "2017-09-01", &[], SAID));
    server.take(&mut phone);
    server.erase(saved.edit);
    // A folder can't be removed as a file: so it stays for now.
    let aside = dir.path().join("cunji.db.damaged-1");
    fs::create_dir(&aside).unwrap();
    server.give(&mut phone);
    assert!(aside.exists());
    fs::remove_dir(&aside).unwrap();
    fs::write(&aside, b"of former times").unwrap();
    drop(phone);
    drop(Store::open(dir.path(), "p", NOW).unwrap());
    assert!(!aside.exists());
}
