//! The index of terms: which records say what. What a term is, `crate::search` decides; here terms are words of letters and digits,
//! and both homes answer the same to the same ones. It is the one place that asks which home it is: each has an index of its own.

mod postgres;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::{KindNumber, RecordId};

use super::roster::{day, day_number};
use super::{Cell, Home, Result, Row, Storage, StorageError, Transaction, give_way, statements, write};

/// So many bits of a place stand behind the day.
const CHANCE_BITS: u32 = 47;
/// The days that a place can hold, from 1970 on; what tells of another day stands at the nearer end.
const LAST_DAY: i64 = (1 << (63 - CHANCE_BITS)) - 1;

/// A record as it is to be found.
#[derive(Debug, Clone)]
pub struct Found<'a> {
    /// The village.
    pub space: &'a DivisionCode,
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: KindNumber,
    /// The day that it tells of, Asia/Shanghai: what is later is found first.
    pub day: NaiveDate,
    /// Its terms: small letters and digits alone.
    pub terms: &'a BTreeSet<String>,
}

/// A record that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The village.
    pub space: DivisionCode,
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: KindNumber,
    /// Where it stands among everything: what is later stands higher, no two stand at one place.
    pub place: i64,
}

impl Hit {
    /// The day by which it stands.
    ///
    /// # Errors
    /// The place is none.
    pub fn day(&self) -> Result<NaiveDate> {
        day(self.place >> CHANCE_BITS)
    }
}

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Terms that a record must have, all of them; at least one.
    pub all: Vec<String>,
    /// Terms of which it must have one; none: whichever it has.
    pub any: Vec<String>,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// To this day.
    pub to: Option<NaiveDate>,
}

impl Asked {
    /// Lowest and highest place.
    fn places(&self) -> (i64, i64) {
        let from = self.from.map_or(0, |day| first_place(day_number(day)));
        let to = self.to.map_or(i64::MAX, |day| first_place(day_number(day)) | ((1 << CHANCE_BITS) - 1));
        (from, to)
    }

    fn text(&self, home: Home) -> String {
        let (quote, and, or) = match home {
            Home::Sqlite => ("\"", " AND ", " OR "),
            Home::Postgres => ("'", " & ", " | "),
        };
        let quoted = |terms: &[String]| terms.iter().map(|term| format!("{quote}{term}{quote}")).collect::<Vec<_>>();
        let mut all = quoted(&self.all);
        if !self.any.is_empty() {
            all.push(format!("({})", quoted(&self.any).join(or)));
        }
        all.join(and)
    }
}

/// The place that a day and a record's id give, or so many steps beside it.
pub fn place(day: NaiveDate, record: RecordId, step: i64) -> i64 {
    const WITHIN: i64 = (1 << CHANCE_BITS) - 1;
    let mut chance = [0; 8];
    chance.copy_from_slice(&record.0[..8]);
    first_place(day_number(day)) | (i64::from_be_bytes(chance).wrapping_add(step) & WITHIN)
}

fn first_place(day: i64) -> i64 {
    day.clamp(0, LAST_DAY) << CHANCE_BITS
}

/// Keeps a record as it is to be found now.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, found: &Found<'_>) -> Result<()> {
    let old = place_of(tx, found.space, found.record)?;
    let place = free_place(tx, found)?;
    let terms = found.terms.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    let mut row: Vec<Cell> = vec![found.space.into(), found.record.into(), found.kind.into(), place.into()];
    match tx.home() {
        Home::Sqlite => {
            if let Some(old) = old {
                tx.execute(statements::REMOVE_SEARCH_TERMS_SQLITE, &[old.into()])?;
            }
            tx.execute(statements::PUT_SEARCH_RECORD, &row)?;
            tx.execute(statements::PUT_SEARCH_TERMS_SQLITE, &[place.into(), terms.into()])?;
        }
        Home::Postgres => {
            row.push(terms.into());
            tx.execute(statements::PUT_SEARCH_RECORD_POSTGRES, &row)?;
        }
    }
    Ok(())
}

/// Removes a record: it is withdrawn, or nothing of it is left.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<()> {
    let Some(place) = place_of(tx, space, record)? else { return Ok(()) };
    if tx.home() == Home::Sqlite {
        tx.execute(statements::REMOVE_SEARCH_TERMS_SQLITE, &[place.into()])?;
    }
    tx.execute(statements::REMOVE_SEARCH_RECORD, &[space.into(), record.into()]).map(drop)
}

/// Removes everything of a space, to make it anew.
///
/// # Errors
/// What the database says.
pub fn remove_all(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<()> {
    if tx.home() == Home::Sqlite {
        tx.execute(statements::REMOVE_ALL_SEARCH_TERMS_SQLITE, &[space.into()])?;
    }
    tx.execute(statements::REMOVE_SEARCH_RECORDS, &[space.into()]).map(drop)
}

/// Writes the index of terms anew without what was removed from it, in small parts, so that others write in between: SQLite only marks
/// what is removed, until parts of the index are merged. PostgreSQL's own housekeeping does it there.
///
/// # Errors
/// What the database says.
pub fn forget_removed(storage: &dyn Storage) -> Result<()> {
    /// So many pages of the index are written at once.
    const PAGES: i64 = 250;
    if storage.home() != Home::Sqlite {
        return Ok(());
    }
    // A number below zero begins a merge of everything; the ones above go on with it, until one of them changes nothing.
    let mut pages = -PAGES;
    loop {
        let changed = write::<_, StorageError>(storage, |tx| {
            let before = changes(tx)?;
            tx.execute(statements::MERGE_SEARCH_TERMS_SQLITE, &[pages.into()])?;
            Ok(changes(tx)? - before)
        })?;
        // One change is the command itself.
        if pages > 0 && changed < 2 {
            return Ok(());
        }
        pages = PAGES;
        give_way();
    }
}

fn changes(tx: &mut dyn Transaction) -> Result<i64> {
    tx.query_first(statements::CHANGES_SQLITE, &[])?.map_or(Ok(0), |row| row.get("changes"))
}

/// What has the terms, the latest first, below the place `after`.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut dyn Transaction, asked: &Asked, after: Option<i64>, limit: u32) -> Result<Vec<Hit>> {
    let (lowest, highest) = asked.places();
    let highest = after.map_or(highest, |after| highest.min(after.saturating_sub(1)));
    let parameters = [asked.text(tx.home()).into(), lowest.into(), highest.into(), limit.into()];
    match tx.home() {
        Home::Sqlite => hits(tx, statements::SEARCH_FOUND_SQLITE, &parameters),
        Home::Postgres => postgres::find(tx, parameters),
    }
}

/// How many have the terms; counted up to `most` and no further.
///
/// # Errors
/// What the database says.
pub fn count(tx: &mut dyn Transaction, asked: &Asked, most: u32) -> Result<u32> {
    let (lowest, highest) = asked.places();
    let parameters = [asked.text(tx.home()).into(), lowest.into(), highest.into(), most.into()];
    match tx.home() {
        Home::Sqlite => counted(tx, statements::SEARCH_COUNT_SQLITE, &parameters),
        Home::Postgres => postgres::count(tx, parameters),
    }
}

fn hits(tx: &mut dyn Transaction, sql: &str, parameters: &[Cell]) -> Result<Vec<Hit>> {
    tx.query(sql, parameters)?.iter().map(read).collect()
}

fn counted(tx: &mut dyn Transaction, sql: &str, parameters: &[Cell]) -> Result<u32> {
    tx.query_first(sql, parameters)?.map_or(Ok(0), |row| row.get("found"))
}

fn read(row: &Row) -> Result<Hit> {
    Ok(Hit { space: row.get("space")?, record: row.get("record")?, kind: row.get("kind")?, place: row.get("place")? })
}

fn place_of(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<Option<i64>> {
    let row = tx.query_first(statements::SEARCH_PLACE, &[space.into(), record.into()])?;
    row.map(|row| row.get("place")).transpose()
}

/// The place that the record's day and id give it, or the next one that nobody else has.
fn free_place(tx: &mut dyn Transaction, found: &Found<'_>) -> Result<i64> {
    let mut step = 0;
    loop {
        let place = place(found.day, found.record, step);
        let there = tx.query_first(statements::SEARCH_RECORD_AT, &[place.into()])?;
        let others = there.map(|row| Ok::<_, StorageError>((row.get("space")?, row.get("record")?))).transpose()?;
        if others.is_none_or(|other| other == (found.space.clone(), found.record)) {
            return Ok(place);
        }
        step += 1;
    }
}
