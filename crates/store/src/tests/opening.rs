use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use cunji_domain::visit::HouseholdVisit;

use crate::testing::{NOW, TinyServer, diary, prove, save, stay, text, village, visit};
use crate::{Cost, Filter, OpenState, Store};

/// Spoils those leaf pages of tables of which this is true, by their place and how many there are.
fn damage(store: Store, dir: &Path, tables: &[&str], which: impl Fn(usize, usize) -> bool) {
    store.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let mut spoilt: Vec<i64> = Vec::new();
    for table in tables {
        let sql = "SELECT pageno FROM dbstat WHERE name = ?1 AND pagetype = 'leaf' ORDER BY path";
        let mut statement = store.conn.prepare(sql).unwrap();
        let leaves = statement.query_map([table], |row| row.get(0)).unwrap();
        let leaves: Vec<i64> = leaves.collect::<rusqlite::Result<_>>().unwrap();
        let count = leaves.len();
        let meant = leaves.into_iter().enumerate().filter(|(place, _)| which(*place, count));
        let before = spoilt.len();
        spoilt.extend(meant.map(|(_, page)| page));
        assert!(spoilt.len() > before, "{table} has {count} leaves");
    }
    drop(store);
    let mut file = fs::File::options().write(true).open(dir.join("cunji.db")).unwrap();
    for page in spoilt {
        file.seek(SeekFrom::Start((page as u64 - 1) * 4096 + 100)).unwrap();
        file.write_all(&[0xAA; 64]).unwrap();
    }
}

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
fn a_damaged_file_is_kept_and_what_reads_is_saved() {
    let mut server = TinyServer::new();
    let (dir, mut store) = server.enrol("c0017");
    for n in 0..400 {
        save(&mut store, visit("c0017", "2017-09-01", &[], &format!("第{n}户{}", "山路难走。".repeat(20))));
        if n == 200 {
            server.take(&mut store);
            server.give(&mut store);
        }
    }
    store
        .save_draft(
            &store
                .begin_draft_of(
                    &store.records_of(cunji_domain::kinds::by_number(2).unwrap(), &Filter::default()).unwrap()[0],
                    NOW,
                )
                .unwrap(),
        )
        .unwrap();
    store.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(store);
    let path = dir.path().join("cunji.db");
    let pages = fs::metadata(&path).unwrap().len() / 4096;
    let mut file = fs::File::options().write(true).open(&path).unwrap();
    for page in [pages / 3, pages / 2, pages - 2] {
        file.seek(SeekFrom::Start(page * 4096 + 100)).unwrap();
        file.write_all(&[0xAA; 64]).unwrap();
    }
    drop(file);
    let damaged = fs::read(&path).unwrap();
    let opened = reopened(dir.path());
    let OpenState::Salvaged(report) = opened.state else { panic!("{:?}", opened.state) };
    assert_eq!(fs::read(&report.quarantined).unwrap(), damaged);
    assert!(report.edits() > 300, "{report:?}");
    let mut store = opened.store;
    assert!(store.needs_new_device().unwrap());
    prove(&store);
    let visits = store.records::<HouseholdVisit>(&Filter::default()).unwrap();
    assert_eq!(visits.len() as u64, report.edits());
    assert_eq!(store.drafts().unwrap().len(), 1);
    store.reissue(NOW).unwrap();
    assert!(store.introduction().unwrap().is_some());
    prove(&store);
    // What the server holds comes back.
    server.take(&mut store);
    server.give(&mut store);
    prove(&store);
}

#[test]
fn what_a_salvage_saves_without_its_entry_is_unsent_until_it_is_sent() {
    let mut server = TinyServer::new();
    let (dir, mut phone) = server.enrol("c0017");
    let (_mate_dir, mut mate) = server.enrol("c0018");
    let sent: Vec<_> =
        (0..80).map(|n| save(&mut phone, visit("c0017", "2017-09-01", &[], &format!("传过{n}")))).collect();
    server.take(&mut phone);
    server.give(&mut phone);
    let bad = save(&mut phone, visit("c0017", "2017-09-01", &[], "要退回的"));
    server.take(&mut phone);
    server.log.retain(|entry| entry.edit.id() != bad.edit);
    server.reject(bad.edit);
    server.give(&mut phone);
    let mut unsent = Vec::new();
    let mut before = Vec::new();
    for n in 0..60 {
        let saved = save(&mut phone, visit("c0017", "2017-09-02", &before, &format!("没传{n}")));
        before = vec![saved.edit];
        unsent.push(saved);
    }
    damage(phone, dir.path(), &["own_entry"], |leaf, last| leaf + 2 == last);
    let mut phone = reopened(dir.path()).store;
    let entries = |phone: &Store| -> i64 {
        phone.conn.query_row("SELECT count(DISTINCT edit_id) FROM own_entry", [], |row| row.get(0)).unwrap()
    };
    assert!(entries(&phone) < 141, "the page held entries");
    for saved in sent.iter().chain(&unsent).chain([&bad]) {
        assert!(phone.edit(saved.edit).unwrap().is_some(), "every edit was saved");
    }
    prove(&phone);
    assert_eq!(phone.unsent_of(unsent[0].record).unwrap(), 60);
    assert!(phone.status().unwrap().unsent >= 60);
    assert_eq!(phone.purge(&village()).unwrap_err().code(), "store.purge_too_early");
    phone.reissue(NOW).unwrap();
    phone.set_enrolment(&phone.enrolment().unwrap().unwrap()).unwrap();
    let run = phone.outbox().unwrap().remove(0);
    let places: Vec<_> = unsent.iter().map(|saved| run.entries.iter().position(|e| e.edit_id == saved.edit)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "all go again, each behind what it builds on");
    prove(&phone);
    let rejected = phone.rejected().unwrap();
    assert_eq!((rejected.len(), rejected[0].edit, rejected[0].mended), (1, bad.edit, false), "and can still be mended");
    server.take(&mut phone);
    server.log.retain(|entry| entry.edit.id() != bad.edit);
    server.give(&mut mate);
    server.give(&mut phone);
    assert_eq!(mate.edits_of(unsent[0].record).unwrap().len(), 60);
    assert_eq!(phone.digests().unwrap(), mate.digests().unwrap());
    assert_eq!(phone.status().unwrap().unsent, 0);
    prove(&phone);
}

#[test]
fn what_is_written_after_a_salvage_takes_nobodys_number_and_nobodys_salt() {
    let mut server = TinyServer::new();
    let (dir, mut phone) = server.enrol("c0017");
    for n in 0..60 {
        save(&mut phone, visit("c0017", "2017-09-01", &[], &format!("第{n}户")));
    }
    server.take(&mut phone);
    // The end of the chain is lost and the chain's head; the edits that stood there are saved.
    damage(phone, dir.path(), &["own_entry", "chain"], |leaf, count| leaf + 1 == count);
    let mut phone = reopened(dir.path()).store;
    let written = save(&mut phone, visit("c0017", "2017-09-02", &[], "救出来以后写的"));
    assert_eq!(phone.unsent_of(written.record).unwrap(), 1);
    prove(&phone);
    phone.reissue(NOW).unwrap();
    prove(&phone);
    assert!(phone.outbox().unwrap()[0].entries.iter().any(|entry| entry.edit_id == written.edit));
}

#[test]
fn what_a_salvage_saves_without_its_frame_is_counted_until_it_comes_again() {
    let mut server = TinyServer::new();
    let (dir, mut phone) = server.enrol("c0017");
    let (_mate_dir, mut mate) = server.enrol("c0018");
    let bad = save(&mut phone, visit("c0017", "2017-09-01", &[], "坏"));
    server.take(&mut phone);
    server.log.clear();
    server.reject(bad.edit);
    for n in 0..80 {
        save(&mut mate, visit("c0018", "2017-09-01", &[], &format!("乙{n}")));
    }
    server.take(&mut mate);
    server.give(&mut phone);
    damage(phone, dir.path(), &["delivered"], |leaf, _| leaf == 0);
    let mut phone = reopened(dir.path()).store;
    prove(&phone);
    assert_eq!(phone.verify().unwrap().unproved, 81, "the whole frame is lost with one entry of it");
    assert_eq!(phone.records::<HouseholdVisit>(&Filter::default()).unwrap().len(), 80, "and can still be read");
    phone.reissue(NOW).unwrap();
    assert!(phone.outbox().unwrap().is_empty(), "others' edits are not this person's to send");
    server.give(&mut phone);
    prove(&phone);
    assert_eq!(phone.verify().unwrap().unproved, 0);
}

#[test]
fn a_file_whose_beginning_is_lost_is_read_by_the_kept_catalogue() {
    let server = TinyServer::new();
    let (dir, mut store) = server.enrol("c0017");
    for n in 0..200 {
        save(&mut store, visit("c0017", "2017-09-01", &[], &format!("第{n}户{}", "山路难走。".repeat(20))));
    }
    store.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(store);
    let path = dir.path().join("cunji.db");
    let mut file = fs::File::options().write(true).open(&path).unwrap();
    file.write_all(&[0; 4096]).unwrap();
    drop(file);
    let opened = reopened(dir.path());
    let OpenState::Salvaged(report) = opened.state else { panic!("{:?}", opened.state) };
    assert_eq!((report.edits(), report.own_entries(), report.lost), (200, 200, 0));
    assert!(opened.store.enrolment().unwrap().is_some());
    prove(&opened.store);
}

#[test]
fn what_nobody_can_read_any_more_is_still_kept() {
    let server = TinyServer::new();
    let (dir, store) = server.enrol("c0017");
    drop(store);
    fs::write(dir.path().join("cunji.db"), vec![7; 10_000]).unwrap();
    fs::remove_file(dir.path().join("cunji.catalogue")).unwrap();
    let opened = reopened(dir.path());
    let OpenState::Salvaged(report) = opened.state else { panic!("{:?}", opened.state) };
    assert_eq!(fs::read(&report.quarantined).unwrap(), vec![7; 10_000]);
    assert_eq!(report.edits(), 0);
    assert!(opened.store.enrolment().unwrap().is_none());
    prove(&opened.store);
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
