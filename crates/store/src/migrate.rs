//! The ladder of the truth's schema: numbered, forward only, the file copied before each climb.

use std::fs;

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{Result, StoreError};
use crate::open::Files;

const MIGRATIONS: &[&str] =
    &[include_str!("../migrations/0001_truth.sql"), include_str!("../migrations/0002_locked_note.sql")];

/// Climbs to the newest schema; says whether there was an older one.
pub(crate) fn migrate(conn: &mut Connection, files: &Files) -> Result<bool> {
    climb(conn, files, MIGRATIONS)
}

fn climb(conn: &mut Connection, files: &Files, migrations: &[&str]) -> Result<bool> {
    let found: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    let older = found > 0 && found < known;
    if older {
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        fs::copy(files.database(), files.dir.join(format!("cunji.db.before-{:04}", found + 1)))?;
    }
    for (version, sql) in (1_u32..).zip(migrations).skip(found as usize) {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", version)?;
        tx.commit()?;
    }
    Ok(older)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, TinyServer, diary, save, stay};

    #[test]
    fn the_file_is_copied_before_a_climb_and_an_older_program_refuses_it_after() {
        let server = TinyServer::new();
        let (dir, mut store) = server.enrol("c0017");
        save(&mut store, diary("c0017", "2017-09-01", &[], vec![stay("village")]));
        let next = [MIGRATIONS, &["CREATE TABLE later (number INTEGER PRIMARY KEY) STRICT;"]].concat();
        climb(&mut store.conn, &store.files, &next).unwrap();
        store.conn.execute("INSERT INTO later VALUES (1)", []).unwrap();
        climb(&mut store.conn, &store.files, &next).unwrap();
        let keys = store.keys.clone();
        drop(store);
        let error = crate::Store::open(dir.path(), "p", NOW).unwrap_err();
        assert_eq!(error.code(), "store.newer");
        // The copy is a whole store of the version before.
        let copy = crate::open::connect(&dir.path().join("cunji.db.before-0003"), &keys).unwrap();
        crate::open::look_through(&copy).unwrap();
        let entries: i64 = copy.query_row("SELECT count(*) FROM own_entry", [], |row| row.get(0)).unwrap();
        assert_eq!(entries, 1);
    }

    #[test]
    fn a_climb_that_fails_changes_nothing() {
        let server = TinyServer::new();
        let (_dir, mut store) = server.enrol("c0017");
        let broken = [MIGRATIONS, &["CREATE TABLE later (number INTEGER) STRICT; CREATE TABLE draft (x);"]].concat();
        assert!(climb(&mut store.conn, &store.files, &broken).is_err());
        climb(&mut store.conn, &store.files, MIGRATIONS).unwrap();
        assert!(store.conn.prepare("SELECT * FROM later").is_err());
    }
}
