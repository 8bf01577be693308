//! Small things kept by name.

use cunji_domain::division::DivisionCode;
use rusqlite::{Connection, OptionalExtension};

use crate::error::Result;
use crate::sql::space_of;

/// The installation's marker as it was when the store was last opened at home.
pub(crate) const INSTALLATION: &str = "installation";
/// There while the device must take a new id.
pub(crate) const NEEDS_NEW_DEVICE: &str = "needs new device";
/// How far edits had come when the file was last salvaged (see `uncarried`).
pub(crate) const SALVAGED: &str = "salvaged";
/// There while copies of the file may hold what was erased by law since they were made.
pub(crate) const COPIES_HOLD_ERASED: &str = "copies hold erased";
/// There once a space was purged: its erasures are kept without the entries that ordered them.
pub(crate) const PURGED: &str = "purged";
/// The fingerprint of the declarations that the read model was generated from.
pub(crate) const READ_MODEL: &str = "read model";

pub(crate) fn get(conn: &Connection, name: &str) -> Result<Option<Vec<u8>>> {
    let mut statement = conn.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}

pub(crate) fn put(conn: &Connection, name: &str, value: &[u8]) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
    )?
    .execute((name, value))?;
    Ok(())
}

pub(crate) fn drop(conn: &Connection, name: &str) -> Result<()> {
    conn.prepare_cached("DELETE FROM setting WHERE name = ?1")?.execute([name])?;
    Ok(())
}

/// What the client keeps beside entries: the last server time seen, the language, …
impl crate::Store {
    /// A value that the client kept by this name.
    ///
    /// # Errors
    /// The database fails.
    pub fn kept(&self, name: &str) -> Result<Option<Vec<u8>>> {
        get(&self.conn, &format!("client {name}"))
    }

    /// Keeps a value by name.
    ///
    /// # Errors
    /// The database fails.
    pub fn keep(&mut self, name: &str, value: &[u8]) -> Result<()> {
        put(&self.conn, &format!("client {name}"), value)
    }

    /// A value that the client kept of a space by this name.
    ///
    /// # Errors
    /// The database fails.
    pub fn kept_of(&self, space: &DivisionCode, name: &str) -> Result<Option<Vec<u8>>> {
        get(&self.conn, &(of_space(space_of(space)) + name))
    }

    /// Keeps a value of a space by name: it goes with the space ([`crate::Store::purge`]).
    ///
    /// # Errors
    /// The database fails.
    pub fn keep_of(&mut self, space: &DivisionCode, name: &str, value: &[u8]) -> Result<()> {
        put(&self.conn, &(of_space(space_of(space)) + name), value)
    }
}

fn of_space(code: &str) -> String {
    format!("client of {code} ")
}

/// Drops what the client kept of a space.
pub(crate) fn drop_of(conn: &Connection, code: &str) -> Result<()> {
    conn.prepare_cached("DELETE FROM setting WHERE substr(name, 1, length(?1)) = ?1")?.execute([of_space(code)])?;
    Ok(())
}
