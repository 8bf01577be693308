//! When each household was visited last: from the rows alone, so that a list of thousands need not read every visit.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{RecordId, Scalar, Value};
use rusqlite::Row;

use crate::Store;
use crate::error::{Result, StoreError};
use crate::sql::{blob, space_of};

/// The visits of one household by one person, or by all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visited {
    /// The household's number in the village's list.
    pub household: Option<String>,
    /// The head's name, where it was written by name.
    pub household_name: Option<String>,
    /// The villagers' group, as it was written.
    pub group: Option<String>,
    /// Whether they are the person's: written, or shared as a companion.
    pub own: bool,
    /// The last day (Asia/Shanghai).
    pub last: NaiveDate,
    /// A visit of that day.
    pub visit: RecordId,
    /// How many there are.
    pub visits: u32,
}

impl Store {
    /// When the households of a village were visited last: by a person, and by others; in no order.
    ///
    /// # Errors
    /// The database fails.
    pub fn visited(&self, space: &DivisionCode, person: &PersonId) -> Result<Vec<Visited>> {
        let mut statement = self.conn.prepare_cached(include_str!("visited.sql"))?;
        statement.query_and_then((space_of(space), person.as_str()), visited)?.collect()
    }

    /// What the visits of a village say was explained since a day: each as often as it was.
    ///
    /// # Errors
    /// The database fails.
    pub fn explained(&self, space: &DivisionCode, since: NaiveDate) -> Result<Vec<String>> {
        let mut statement = self.conn.prepare_cached(include_str!("explained.sql"))?;
        let rows = statement.query_map((space_of(space), since.to_value().as_int()), |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn visited(row: &Row<'_>) -> Result<Visited> {
    let last = NaiveDate::from_value(&Value::Int(row.get(4)?));
    Ok(Visited {
        household: row.get(0)?,
        household_name: row.get(1)?,
        group: row.get(2)?,
        own: row.get(3)?,
        last: last.ok_or(StoreError::Unverified("a visit's day is none"))?,
        visit: RecordId(blob(row, 5)?),
        visits: row.get(6)?,
    })
}
