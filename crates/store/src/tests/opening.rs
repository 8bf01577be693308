use std::fs;
use std::path::Path;

use crate::testing::{NOW, TinyServer, diary, prove, save, stay, text, visit};
use crate::{Cost, OpenState, Store};

fn reopened(dir: &Path) -> crate::Opened {
    Store::open(dir, "p", NOW).unwrap()
}

#[test]
fn a_store_opens_as_it_was_left() {
    let server = TinyServer::new();
    let (dir, mut store) = server.enrol("c0017");
    let saved = save(&mut store, diary("c0017", "2017-09-01", &[], vec![stay("village")]));
    let device = store.device().unwrap();
    drop(store);
    let opened = reopened(dir.path());
    assert!(matches!(opened.state, OpenState::AsLeft));
    assert_eq!(opened.store.device().unwrap(), device);
    assert!(opened.store.record(saved.record).unwrap().is_some());
    prove(&opened.store);
}

#[test]
fn nothing_on_the_disk_can_be_read_without_the_passphrase() {
    let server = TinyServer::new();
    let (dir, mut store) = server.enrol("c0017");
    save(&mut store, diary("c0017", "2017-09-01", &[], vec![text(0, 0, "reads-as-plain-text")]));
    drop(store);
    for file in fs::read_dir(dir.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(9).any(|window| window == b"reads-as-" || window == b"own_entry"));
    }
    assert_eq!(Store::open(dir.path(), "q", NOW).unwrap_err().code(), "store.wrong_passphrase");
    let store = reopened(dir.path()).store;
    store.change_passphrase("新口令", Cost::CHEAPEST).unwrap();
    drop(store);
    assert_eq!(Store::open(dir.path(), "p", NOW).unwrap_err().code(), "store.wrong_passphrase");
    assert!(Store::open(dir.path(), "新口令", NOW).is_ok());
}

#[test]
fn one_process_has_it_at_a_time() {
    let server = TinyServer::new();
    let (dir, store) = server.enrol("c0017");
    assert_eq!(Store::open(dir.path(), "p", NOW).unwrap_err().code(), "store.in_use");
    drop(store);
    assert!(Store::open(dir.path(), "p", NOW).is_ok());
    assert_eq!(Store::create(dir.path(), "p", Cost::CHEAPEST, NOW).unwrap_err().code(), "store.already_there");
    assert_eq!(Store::open(&dir.path().join("none"), "p", NOW).unwrap_err().code(), "store.not_there");
}

#[test]
fn a_newer_file_is_refused() {
    let server = TinyServer::new();
    let (dir, store) = server.enrol("c0017");
    store.conn.pragma_update(None, "user_version", 99).unwrap();
    drop(store);
    let error = Store::open(dir.path(), "p", NOW).unwrap_err();
    assert_eq!(error.code(), "store.newer");
    assert!(error.zh().contains("升级"));
}

#[test]
fn a_full_disk_loses_nothing_that_was_saved() {
    let server = TinyServer::new();
    let (_dir, mut store) = server.enrol("c0017");
    save(&mut store, visit("c0017", "2017-09-01", &[], "先"));
    let pages: i64 = store.conn.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    store.conn.pragma_update(None, "max_page_count", pages).unwrap();
    let long = "长".repeat(20_000);
    let edit = visit("c0017", "2017-09-02", &[], &long);
    let new = crate::NewEdit { edit, evidence: None, written_at: NOW };
    assert_eq!(store.save(new.clone()).unwrap_err().code(), "store.disk_full");
    prove(&store);
    store.conn.pragma_update(None, "max_page_count", 1_000_000).unwrap();
    assert_eq!(store.save(new).unwrap().number, 2);
    prove(&store);
}

#[test]
fn the_tables_follow_from_the_edits() {
    let server = TinyServer::new();
    let (_dir, mut store) = server.enrol("c0017");
    let saved = save(&mut store, diary("c0017", "2017-09-01", &[], vec![stay("village"), text(0, 0, "原文")]));
    store.conn.execute("UPDATE record_diary SET text = '改过'", []).unwrap();
    let difference = store.compare().unwrap().unwrap();
    assert_eq!((difference.record, difference.column), (saved.record, Some("text")));
    assert!(store.verify().unwrap().fault.unwrap().what.contains("改过"));
    store.rebuild().unwrap();
    prove(&store);
    store.conn.execute("DELETE FROM record_diary", []).unwrap();
    assert_eq!(store.compare().unwrap().unwrap().found, "missing");
}

#[test]
fn verify_names_the_first_fault() {
    let server = TinyServer::new();
    let (_dir, mut store) = server.enrol("c0017");
    for n in 0..3 {
        save(&mut store, visit("c0017", "2017-09-01", &[], &format!("{n}")));
    }
    store.conn.execute("UPDATE own_entry SET written_at = 5 WHERE number = 2", []).unwrap();
    let fault = store.verify().unwrap().fault.unwrap();
    assert!(fault.place.ends_with("number 2"), "{fault}");
    assert_eq!(fault.what, "its hash does not follow from its contents");
}
