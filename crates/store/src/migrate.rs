//! The ladder of the truth's schema: numbered, forward only, the file copied before each climb.

use std::fs;

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{Result, StoreError};
use crate::open::Files;

const MIGRATIONS: &[&str] = &[include_str!("../migrations/0001_truth.sql")];

/// Climbs to the newest schema.
pub(crate) fn migrate(conn: &mut Connection, files: &Files) -> Result<()> {
    climb(conn, files, MIGRATIONS)
}

fn climb(conn: &mut Connection, files: &Files, migrations: &[&str]) -> Result<()> {
    let found: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    if found > 0 && found < known {
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        fs::copy(files.database(), files.dir.join(format!("cunji.db.before-{:04}", found + 1)))?;
    }
    for (version, sql) in (1_u32..).zip(migrations).skip(found as usize) {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", version)?;
        tx.commit()?;
    }
    Ok(())
}
