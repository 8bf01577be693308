//! Reading records: typed, by kind, by day, one.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use cunji_documents::Record;
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Fields, KindDecl, RecordId, RecordKind, Scalar};
use cunji_history::EditId;
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, Row};

use super::table::{COMMON_COLUMNS, HOUSEHOLD, Table};
use super::{cell, merged};
use crate::Store;
use crate::edits::{self, KeptEdit};
use crate::error::{Result, StoreError};
use crate::sql::{blob, column, unsigned};

/// Which records of a kind; everything by default, but not withdrawn ones.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this space alone.
    pub space: Option<DivisionCode>,
    /// Created by this person alone.
    pub author: Option<PersonId>,
    /// Telling of these days alone (Asia/Shanghai); no record of a kind that tells of no day.
    pub days: Option<RangeInclusive<NaiveDate>>,
    /// About this household alone; no record of a kind that is about none.
    pub household: Option<OfHousehold>,
    /// Withdrawn ones, too.
    pub withdrawn: bool,
}

/// Which household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfHousehold {
    /// The one with this number in the village's list.
    Listed(String),
    /// Any that was not given by a number: by its head's name, or not at all.
    Unlisted,
}

impl Filter {
    /// Of one space.
    pub fn of(space: &DivisionCode) -> Self {
        Self { space: Some(space.clone()), ..Self::default() }
    }

    /// Created by this person.
    #[must_use]
    pub fn by(self, author: &PersonId) -> Self {
        Self { author: Some(author.clone()), ..self }
    }

    /// About this household.
    #[must_use]
    pub fn about(self, household: OfHousehold) -> Self {
        Self { household: Some(household), ..self }
    }

    /// Telling of these days.
    #[must_use]
    pub fn on(self, days: RangeInclusive<NaiveDate>) -> Self {
        Self { days: Some(days), ..self }
    }
}

/// A record read as its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed<K> {
    /// The record.
    pub record: Record,
    /// Its key and fields.
    pub value: K,
}

impl Store {
    /// The records of a kind, by the day they tell of, then by id. One that lacks a required field (its creation was erased) is
    /// left out; [`Store::records_of`] has it.
    ///
    /// # Errors
    /// The database fails.
    pub fn records<K: RecordKind>(&self, filter: &Filter) -> Result<Vec<Typed<K>>> {
        let records = self.records_of(K::DECL, filter)?;
        Ok(records.into_iter().filter_map(typed).collect())
    }

    /// The records of a kind, generic, in the same order.
    ///
    /// # Errors
    /// The database fails.
    pub fn records_of(&self, decl: &KindDecl, filter: &Filter) -> Result<Vec<Record>> {
        let Some(table) = Table::of(decl.number) else { return Ok(Vec::new()) };
        select(&self.conn, table, filter)
    }

    /// One record.
    ///
    /// # Errors
    /// The database fails.
    pub fn record(&self, id: RecordId) -> Result<Option<Record>> {
        load(&self.conn, id)
    }

    /// One record as its kind.
    ///
    /// # Errors
    /// The database fails.
    pub fn typed<K: RecordKind>(&self, id: RecordId) -> Result<Option<Typed<K>>> {
        Ok(self.record(id)?.filter(|record| record.kind == K::DECL.number).and_then(typed))
    }

    /// The records that two people changed at once and nobody settled yet.
    ///
    /// # Errors
    /// The database fails.
    pub fn conflicts(&self) -> Result<Vec<Record>> {
        let mut found = Vec::new();
        for table in Table::all() {
            let sql = format!("{} WHERE _conflicts > 0 ORDER BY _id", table.select);
            found.extend(rows(&self.conn, table, &sql, &[])?);
        }
        Ok(found)
    }

    /// How many records wait to be settled.
    ///
    /// # Errors
    /// The database fails.
    pub fn conflict_count(&self) -> Result<u64> {
        let mut count = 0;
        for table in Table::all() {
            let sql = format!("SELECT count(*) FROM {} WHERE _conflicts > 0", table.name);
            count += self.conn.prepare_cached(&sql)?.query_row([], |row| unsigned(row, 0))?;
        }
        Ok(count)
    }

    /// The edits of a record, in the order they came here.
    ///
    /// # Errors
    /// The database fails.
    pub fn edits_of(&self, record: RecordId) -> Result<Vec<KeptEdit>> {
        edits::of_record(&self.conn, record)
    }

    /// One edit.
    ///
    /// # Errors
    /// The database fails.
    pub fn edit(&self, id: EditId) -> Result<Option<KeptEdit>> {
        edits::load(&self.conn, id)
    }

    /// The record as it was at these edits; none if one of them is not known.
    ///
    /// # Errors
    /// The database fails.
    pub fn state_at(&self, record: RecordId, parents: &[EditId]) -> Result<Option<Record>> {
        let kept = edits::of_record(&self.conn, record)?;
        Ok(cunji_documents::state_at(record, parents, kept.iter().map(KeptEdit::known)))
    }
}

fn typed<K: RecordKind>(record: Record) -> Option<Typed<K>> {
    K::from_parts(&record.key, &record.fields).ok().map(|value| Typed { record, value })
}

/// One record by its id.
pub(crate) fn load(conn: &Connection, id: RecordId) -> Result<Option<Record>> {
    let Some((kind, _)) = edits::kind_of(conn, id)? else { return Ok(None) };
    let Some(table) = Table::of(kind) else { return Ok(None) };
    let sql = format!("{} WHERE _id = ?1", table.select);
    Ok(rows(conn, table, &sql, &[Cell::Blob(id.0.to_vec())])?.pop())
}

/// A record from its row, if the row says all of it.
pub(super) fn plain(conn: &Connection, table: &Table, id: RecordId) -> Result<Option<Record>> {
    let mut statement = conn.prepare_cached(&format!("{} WHERE _id = ?1", table.select))?;
    let mut rows = statement.query([id.0])?;
    rows.next()?.map(|row| from_row(table, row)).transpose().map(Option::flatten)
}

fn select(conn: &Connection, table: &Table, filter: &Filter) -> Result<Vec<Record>> {
    let mut conditions: Vec<String> = Vec::new();
    let mut cells: Vec<Cell> = Vec::new();
    if let Some(space) = &filter.space {
        cells.push(Cell::Text(space.as_str().to_owned()));
        conditions.push(format!("_space = ?{}", cells.len()));
    }
    if let Some(author) = &filter.author {
        cells.push(Cell::Text(author.as_str().to_owned()));
        conditions.push(format!("_author = ?{}", cells.len()));
    }
    if let Some(days) = &filter.days {
        let Some(day) = table.day else { return Ok(Vec::new()) };
        for (end, sign) in [(days.start(), ">="), (days.end(), "<=")] {
            cells.push(end.to_value().as_int().map_or(Cell::Null, Cell::Integer));
            conditions.push(format!("\"{day}\" {sign} ?{}", cells.len()));
        }
    }
    match &filter.household {
        None => {}
        Some(_) if !table.of_household => return Ok(Vec::new()),
        Some(OfHousehold::Unlisted) => conditions.push(format!("\"{HOUSEHOLD}\" IS NULL")),
        Some(OfHousehold::Listed(number)) => {
            cells.push(Cell::Text(number.clone()));
            conditions.push(format!("\"{HOUSEHOLD}\" = ?{}", cells.len()));
        }
    }
    if !filter.withdrawn {
        conditions.push("_withdrawn IS NULL".to_owned());
    }
    let mut sql = table.select.clone();
    if !conditions.is_empty() {
        sql.push_str(&format!(" WHERE {}", conditions.join(" AND ")));
    }
    sql.push_str(&table.day.map_or_else(|| " ORDER BY _id".to_owned(), |day| format!(" ORDER BY \"{day}\", _id")));
    rows(conn, table, &sql, &cells)
}

fn rows(conn: &Connection, table: &Table, sql: &str, cells: &[Cell]) -> Result<Vec<Record>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(rusqlite::params_from_iter(cells))?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        match from_row(table, row)? {
            Some(record) => records.push(record),
            None => records.extend(merged(conn, RecordId(blob(row, 0)?))?),
        }
    }
    Ok(records)
}

/// A record from a row of all columns; `None` if the row does not say all of it.
fn from_row(table: &Table, row: &Row<'_>) -> Result<Option<Record>> {
    if !row.get::<_, bool>(8)? {
        return Ok(None);
    }
    let heads = row.get_ref(5)?.as_blob().map_err(|_| StoreError::Unverified("a record's heads are none"))?;
    let mut key = Vec::with_capacity(table.decl.key.len());
    for (part, place) in table.decl.key.iter().zip(COMMON_COLUMNS..) {
        let Some(value) = cell::to_scalar(&part.ty, row.get_ref(place)?) else { return Ok(None) };
        key.push(value);
    }
    let mut fields = Fields::new();
    for (field, place) in table.decl.fields.iter().zip(COMMON_COLUMNS + table.decl.key.len()..) {
        if let Some(state) = cell::to_field(&field.ty, row.get_ref(place)?) {
            fields.insert(field.number, state);
        }
    }
    Ok(Some(Record {
        kind: table.decl.number,
        space: column(row, 1)?,
        id: RecordId(blob(row, 0)?),
        author: column(row, 2)?,
        key,
        fields,
        withdrawn: row.get(3)?,
        conflicts: Vec::new(),
        heads: heads.as_chunks::<32>().0.iter().map(|head| EditId(*head)).collect(),
        schema: row.get(6)?,
        links: row.get(7)?,
        left_out: 0,
    }))
}
