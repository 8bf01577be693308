//! What is asked once for many entries and written together is what would be asked and written one by one.

use std::collections::BTreeMap;

use cunji_domain::diary::DiaryEntry;
use cunji_domain::kinds;
use cunji_domain::record::{FieldState, Fields, RecordId, RecordKind, Value};
use cunji_history::{DeviceId, EditId, Head};

use super::log::{entry, person, space};
use crate::storage::chains::set_chain_head;
use crate::storage::erasures::{Erasure, erase, is_erased};
use crate::storage::log::{
    LogEntry, entries_of_record, entry_at, entry_of_edit, foresee, insert_entry, last_number, lock_space, next_numbers,
    open_space, upgrade_attested,
};
use crate::storage::read_model::{ReadModel, RecordRow};
use crate::storage::testing::TestHome;
use crate::storage::{StorageError, Transaction, read, write};

super::on_both_homes! {
    a_frame_that_was_foreseen_is_in_the_log_as_any_other,
    what_is_there_already_is_found_among_many,
    what_is_written_past_the_memory_is_seen,
    a_row_that_is_there_twice_fails_the_transaction,
}

/// More than travel in one statement, and not a power of two.
const MANY: u64 = 77;

fn entries(first: u64) -> Vec<LogEntry> {
    (first..first + MANY)
        .map(|number| LogEntry { record: RecordId(number_id(number)), ..entry(number, 3, number, &person("c0017")) })
        .collect()
}

fn number_id(number: u64) -> [u8; 16] {
    let mut id = [9; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    id
}

fn begin(tx: &mut dyn Transaction, entries: &[LogEntry]) -> Result<(), StorageError> {
    open_space(tx, &space())?;
    lock_space(tx, &space())?;
    let edits: Vec<EditId> = entries.iter().map(|entry| entry.link.edit_id).collect();
    let records: Vec<RecordId> = entries.iter().map(|entry| entry.record).collect();
    foresee(tx, &space(), &edits, &records)
}

fn row(id: RecordId, text: &str) -> RecordRow {
    RecordRow {
        kind: DiaryEntry::DECL.number,
        space: space(),
        id,
        author: person("c0017"),
        key: vec![Value::Text("c0017".into()), Value::Int(17_410)],
        fields: Fields::from([(3, FieldState::Prose(text.into()))]),
        withdrawn: false,
        conflicts: BTreeMap::new(),
        heads: vec![EditId([1; 32])],
        digest: [2; 32],
    }
}

fn tables(tx: &mut dyn Transaction) -> Result<ReadModel, StorageError> {
    let tables = ReadModel::of(kinds::all());
    tables.prepare(tx)?;
    Ok(tables)
}

fn a_frame_that_was_foreseen_is_in_the_log_as_any_other(home: &TestHome) {
    let storage = home.open();
    let all = entries(1);
    write::<_, StorageError>(&*storage, |tx| {
        let tables = tables(tx)?;
        begin(tx, &all)?;
        for (place, entry) in all.iter().enumerate() {
            assert!(!upgrade_attested(tx, &space(), &entry.link)?);
            assert_eq!(entry_of_edit(tx, &space(), entry.link.edit_id)?, None);
            assert_eq!(entries_of_record(tx, &space(), entry.record)?, []);
            assert_eq!(next_numbers(tx, &space(), 1)?, entry.number);
            insert_entry(tx, entry)?;
            tables.upsert(tx, &row(entry.record, "一"))?;
            // The same record again, before and after it has travelled; and a look at what was just written.
            if place % 5 == 0 {
                tables.upsert(tx, &row(entry.record, "二"))?;
                assert_eq!(entry_of_edit(tx, &space(), entry.link.edit_id)?.as_ref(), Some(entry));
            }
        }
        Ok(())
    })
    .unwrap();
    read::<_, StorageError>(&*storage, |tx| {
        let tables = ReadModel::of(kinds::all());
        assert_eq!(last_number(tx, &space())?, MANY);
        for (place, entry) in all.iter().enumerate() {
            assert_eq!(entry_at(tx, &space(), entry.number)?.as_ref(), Some(entry));
            let text = if place % 5 == 0 { "二" } else { "一" };
            let found = tables.record(tx, DiaryEntry::DECL.number, &space(), entry.record)?;
            assert_eq!(found, Some(row(entry.record, text)));
        }
        Ok(())
    })
    .unwrap();
}

fn what_is_there_already_is_found_among_many(home: &TestHome) {
    let storage = home.open();
    let (old, new) = (entries(1), entries(MANY + 1));
    let mixed: Vec<LogEntry> = old.iter().chain(&new).cloned().collect();
    let erased = new[40].link.edit_id;
    write::<_, StorageError>(&*storage, |tx| {
        open_space(tx, &space())?;
        next_numbers(tx, &space(), MANY)?;
        old.iter().try_for_each(|entry| insert_entry(tx, entry))?;
        let erasure = Erasure { edit: erased, erased_at: 1, reason: "依法".to_owned() };
        erase(tx, &space(), &erasure, None)?;
        Ok(())
    })
    .unwrap();
    write::<_, StorageError>(&*storage, |tx| {
        begin(tx, &mixed)?;
        for entry in &mixed {
            let is_old = entry.number <= MANY;
            assert_eq!(entry_of_edit(tx, &space(), entry.link.edit_id)?.is_some(), is_old);
            assert_eq!(entries_of_record(tx, &space(), entry.record)?.len(), usize::from(is_old));
            assert_eq!(is_erased(tx, &space(), entry.link.edit_id)?, entry.link.edit_id == erased);
        }
        Ok(())
    })
    .unwrap();
}

fn what_is_written_past_the_memory_is_seen(home: &TestHome) {
    let storage = home.open();
    let all = entries(1);
    write::<_, StorageError>(&*storage, |tx| {
        begin(tx, &all)?;
        assert_eq!(next_numbers(tx, &space(), 1)?, 1);
        insert_entry(tx, &all[0])?;
        // Any statement that writes: what waits goes first, and nothing is believed any more.
        let head = Head { space: space(), device: DeviceId([3; 16]), number: 1, hash: all[0].link.hash.unwrap() };
        set_chain_head(tx, &head)?;
        assert_eq!(last_number(tx, &space())?, 1);
        assert_eq!(next_numbers(tx, &space(), 1)?, 2);
        insert_entry(tx, &all[1])?;
        assert!(entry_of_edit(tx, &space(), all[1].link.edit_id)?.is_some());
        Ok(())
    })
    .unwrap();
    assert_eq!(read::<_, StorageError>(&*storage, |tx| last_number(tx, &space())).unwrap(), 2);
}

fn a_row_that_is_there_twice_fails_the_transaction(home: &TestHome) {
    let storage = home.open();
    let all = entries(1);
    let outcome = write::<_, StorageError>(&*storage, |tx| {
        begin(tx, &all)?;
        for entry in &all {
            next_numbers(tx, &space(), 1)?;
            insert_entry(tx, entry)?;
        }
        insert_entry(tx, &LogEntry { number: MANY + 1, ..all[7].clone() })
    });
    assert!(matches!(outcome, Err(StorageError::Constraint { .. })), "{outcome:?}");
    assert_eq!(read::<_, StorageError>(&*storage, |tx| last_number(tx, &space())).unwrap(), 0);
}
