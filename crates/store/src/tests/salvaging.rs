use std::collections::BTreeMap;
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use cunji_domain::visit::HouseholdVisit;

use crate::salvage::TABLES;
use crate::sql::unsigned;
use crate::testing::{NOW, TinyServer, prove, save, village, visit};
use crate::{Filter, OpenState, Store};

/// A table's pages of a type, in order, each with how many rows it holds.
fn pages(store: &Store, table: &str, page_type: &str) -> Vec<(u64, u64)> {
    let sql = "SELECT pageno, ncell FROM dbstat WHERE name = ?1 AND pagetype = ?2 ORDER BY path";
    let mut statement = store.conn.prepare(sql).unwrap();
    let pages = statement.query_map([table, page_type], |row| Ok((unsigned(row, 0)?, unsigned(row, 1)?))).unwrap();
    pages.collect::<rusqlite::Result<_>>().unwrap()
}

/// Closes the store and spoils pages of its file.
fn spoil(store: Store, dir: &Path, pages: &[u64]) {
    store.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(store);
    let mut file = fs::File::options().write(true).open(dir.join("cunji.db")).unwrap();
    for page in pages {
        file.seek(SeekFrom::Start((page - 1) * 4096 + 100)).unwrap();
        file.write_all(&[0xAA; 64]).unwrap();
    }
}

/// Spoils those leaf pages of tables of which this is true, by their place and how many there are. Answers how many rows each table
/// had on them.
fn damage(store: Store, dir: &Path, tables: &[&str], which: impl Fn(usize, usize) -> bool) -> Vec<u64> {
    let mut spoilt: Vec<u64> = Vec::new();
    let mut rows: Vec<u64> = Vec::new();
    for table in tables {
        let leaves = pages(&store, table, "leaf");
        let meant = leaves.iter().enumerate().filter(|(place, _)| which(*place, leaves.len()));
        let meant: Vec<_> = meant.map(|(_, leaf)| *leaf).collect();
        assert!(!meant.is_empty(), "{table} has {} leaves", leaves.len());
        spoilt.extend(meant.iter().map(|(page, _)| page));
        rows.push(meant.iter().map(|(_, rows)| rows).sum());
    }
    spoil(store, dir, &spoilt);
    rows
}

fn reopened(dir: &Path) -> crate::Opened {
    Store::open(dir, "p", NOW).unwrap()
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

/// A phone that has written, drafted, sent and fetched, and how many rows its tables have.
fn a_phone_with_much() -> (tempfile::TempDir, Store, BTreeMap<&'static str, u64>) {
    let mut server = TinyServer::new();
    let (dir, mut phone) = server.enrol("c0017");
    for n in 0..200 {
        save(&mut phone, visit("c0017", "2017-09-01", &[], &format!("第{n}户{}", "山路难走。".repeat(9))));
    }
    server.take(&mut phone);
    server.give(&mut phone);
    let visits = phone.records_of(cunji_domain::kinds::by_number(2).unwrap(), &Filter::default()).unwrap();
    for visit in &visits {
        let draft = phone.begin_draft_of(visit, NOW).unwrap();
        phone.save_draft(&draft).unwrap();
    }
    let count = |table: &&'static str| {
        let sql = format!("SELECT count(*) FROM {table}");
        (*table, phone.conn.query_row(&sql, [], |row| unsigned(row, 0)).unwrap())
    };
    let rows = TABLES.iter().map(count).collect();
    (dir, phone, rows)
}

fn loses_only_damaged_pages(which: fn(usize, usize) -> bool) {
    let damaged = ["edit", "own_entry", "delivered", "draft"];
    let (dir, phone, mut rows) = a_phone_with_much();
    let lost = damage(phone, dir.path(), &damaged, which);
    for (table, lost) in damaged.iter().zip(lost) {
        *rows.get_mut(table).unwrap() -= lost;
    }
    assert!(rows["edit"] > 0 && rows["own_entry"] > 0 && rows["draft"] > 0, "there are other pages");
    let opened = reopened(dir.path());
    let OpenState::Salvaged(report) = opened.state else { panic!("{:?}", opened.state) };
    assert_eq!(report.saved, rows);
    assert_eq!(opened.store.drafts().unwrap().len() as u64, rows["draft"]);
    prove(&opened.store);
}

#[test]
fn no_row_is_lost_but_those_on_damaged_pages() {
    loses_only_damaged_pages(|leaf, _| leaf == 0);
    loses_only_damaged_pages(|leaf, _| leaf == 2);
    loses_only_damaged_pages(|leaf, count| leaf + 1 == count);
}

#[test]
fn whole_pages_between_damaged_ones_are_saved() {
    loses_only_damaged_pages(|leaf, count| [0, 2, 3, 5].contains(&leaf) || leaf + 3 == count || leaf + 1 == count);
}

#[test]
fn where_whole_tables_are_lost_the_others_are_saved() {
    let (dir, phone, mut rows) = a_phone_with_much();
    let damaged = ["setting", "device", "chain", "seed", "stated"];
    damage(phone, dir.path(), &damaged, |_, _| true);
    rows.extend(damaged.map(|table| (table, 0)));
    let opened = reopened(dir.path());
    let OpenState::Salvaged(report) = opened.state else { panic!("{:?}", opened.state) };
    assert_eq!(report.saved, rows);
    assert_eq!(opened.store.drafts().unwrap().len(), 200);
    prove(&opened.store);
}

#[test]
fn a_draft_whose_end_is_lost_is_not_taken_for_a_whole_one() {
    let server = TinyServer::new();
    let (dir, mut phone) = server.enrol("c0017");
    let lengths = [10, 8_000, 20];
    for length in lengths {
        let saved = save(&mut phone, visit("c0017", "2017-09-01", &[], &"长".repeat(length)));
        let draft = phone.begin_draft_of(&phone.record(saved.record).unwrap().unwrap(), NOW).unwrap();
        phone.save_draft(&draft).unwrap();
    }
    let (last, _) = *pages(&phone, "draft", "overflow").last().unwrap();
    spoil(phone, dir.path(), &[last]);
    let opened = reopened(dir.path());
    let OpenState::Salvaged(report) = opened.state else { panic!("{:?}", opened.state) };
    assert_eq!((report.edits(), report.own_entries(), report.drafts(), report.lost), (3, 3, 2, 1));
    assert_eq!(opened.store.drafts().unwrap().len(), 2);
    prove(&opened.store);
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
