//! The records of all spaces as plain tables, one per kind, made from the declarations of the kinds. They hold nothing that
//! the log does not: when a declaration changes they are dropped, made anew and filled by replay.
//!
//! Columns: space, id, author, the parts of the key, the fields, then `withdrawn`, `conflicts`, `more` (what has no column),
//! `heads`, `digest`. A text is as people wrote it except for U+0000 (see `encoding`); sets and groups are JSON.

mod encoding;
mod table;

use std::collections::{BTreeMap, HashSet};
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Edit, Fields, KindDecl, KindNumber, RecordId, Set, Value};
use cunji_history::EditId;

use self::table::Table;
use super::migrations::for_home;
use super::reviews::below;
use super::roster::day_number;
use super::{Cell, Result, Row, StorageError, Transaction};

/// A merged record as the read model holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// The kind.
    pub kind: KindNumber,
    /// The space.
    pub space: DivisionCode,
    /// The record.
    pub id: RecordId,
    /// Who created it.
    pub author: PersonId,
    /// The parts of its key, as the kind declares them; empty for kinds whose id comes from the creating edit.
    pub key: Vec<Value>,
    /// Its fields. One that was emptied (`Value::Null`) reads back as not there.
    pub fields: Fields,
    /// Whether every head is a withdrawal.
    pub withdrawn: bool,
    /// The different concurrent values of a field, by its number; under 0, which is no field's, what stands beside a withdrawal.
    pub conflicts: BTreeMap<u16, Vec<Value>>,
    /// The heads, sorted.
    pub heads: Vec<EditId>,
    /// The canonical digest of the merged record.
    pub digest: [u8; 32],
}

impl RecordRow {
    /// Whether a judgement that names these heads still counts: the record's heads are exactly those.
    pub fn is_as_judged(&self, judged: &Set<Edit>) -> bool {
        judged.0.len() == self.heads.len() && self.heads.iter().all(|head| judged.0.contains(&Edit(head.0)))
    }
}

/// Whether the tables are as they were left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// As they were left.
    Kept,
    /// Made anew and empty: every space must be replayed into them before the transaction commits.
    Empty,
}

/// The tables of a set of kinds. Made once per process.
pub struct ReadModel {
    tables: BTreeMap<KindNumber, Table>,
}

impl ReadModel {
    /// The tables of these kinds, usually [`cunji_domain::kinds::all`].
    pub fn of(kinds: &[&'static KindDecl]) -> Self {
        Self { tables: kinds.iter().map(|decl| (decl.number, Table::of(decl))).collect() }
    }

    /// Makes the tables if they are not there or were made for other declarations. After [`Freshness::Empty`] the caller fills
    /// them in the same transaction, so that a crash between leaves the old ones.
    ///
    /// # Errors
    /// What the database says.
    pub fn prepare(&self, tx: &mut dyn Transaction) -> Result<Freshness> {
        // Servers that start at once do this one after another.
        tx.execute("UPDATE schema_version SET needs = needs", &[])?;
        let found: BTreeMap<String, Vec<u8>> = tx
            .query("SELECT name, fingerprint FROM read_model", &[])?
            .into_iter()
            .map(|mut row| Ok((row.take("name")?, row.take("fingerprint")?)))
            .collect::<Result<_>>()?;
        let wanted: BTreeMap<String, Vec<u8>> =
            self.tables.values().map(|table| (table.name.clone(), table.fingerprint().to_vec())).collect();
        if found == wanted {
            return Ok(Freshness::Kept);
        }
        for name in found.keys() {
            tx.execute_script(&format!("DROP TABLE IF EXISTS {name};"))?;
        }
        tx.execute("DELETE FROM read_model", &[])?;
        let home = tx.home();
        for (name, fingerprint) in wanted {
            let parameters = [name.into(), fingerprint.into()];
            tx.execute("INSERT INTO read_model (name, fingerprint) VALUES ($1, $2)", &parameters)?;
        }
        for table in self.tables.values() {
            tx.execute_script(&for_home(&table.create, home))?;
        }
        Ok(Freshness::Empty)
    }

    /// Writes a record, whatever stood there before.
    ///
    /// # Errors
    /// A kind that is not declared, a key that does not fit it, or what the database says.
    pub fn upsert(&self, tx: &mut dyn Transaction, row: &RecordRow) -> Result<()> {
        let table = self.table(row.kind)?;
        let mut cells: Vec<Cell> = vec![(&row.space).into(), row.id.into(), (&row.author).into()];
        for (at, (column, ty)) in table.key.iter().enumerate() {
            let cell = row.key.get(at).and_then(|value| encoding::value_cell(ty, value));
            cells.push(cell.ok_or_else(|| key_misfit(table, column))?);
        }
        let mut in_columns = HashSet::new();
        for (_, field) in &table.fields {
            let state = row.fields.get(&field.number);
            let cell = state.and_then(|state| encoding::state_cell(&field.ty, state));
            if cell.is_some() {
                in_columns.insert(field.number);
            }
            cells.push(cell.unwrap_or(Cell::Null));
        }
        cells.push(row.withdrawn.into());
        cells.push(encoding::conflicts_cell(&row.conflicts));
        let more = row.fields.iter().filter(|(number, _)| !in_columns.contains(*number));
        cells.push(encoding::more_cell(&more.map(|(number, state)| (*number, state.clone())).collect()));
        cells.push(Cell::Bytes(row.heads.iter().flat_map(|head| head.0).collect()));
        cells.push(row.digest.into());
        tx.memory().forget_row(&row.space, row.kind, row.id);
        tx.put(&table.upsert, cells)
    }

    /// A record.
    ///
    /// # Errors
    /// A kind that is not declared, or what the database says.
    pub fn record(
        &self,
        tx: &mut dyn Transaction,
        kind: KindNumber,
        space: &DivisionCode,
        id: RecordId,
    ) -> Result<Option<RecordRow>> {
        let table = self.table(kind)?;
        if let Some(row) = tx.memory().row(space, kind, id) {
            return Ok(row);
        }
        let row = tx.query_first(&table.select_one, &[space.into(), id.into()])?;
        let row = row.map(|row| record(table, row)).transpose()?;
        tx.memory().note_row(space, kind, id, row.as_ref());
        Ok(row)
    }

    /// Whether a record is there and not withdrawn. Once something is foreseen in the transaction, the ids of all records of
    /// the kind are read: where one is asked for, others are.
    ///
    /// # Errors
    /// A kind that is not declared, or what the database says.
    pub fn stands(
        &self,
        tx: &mut dyn Transaction,
        kind: KindNumber,
        space: &DivisionCode,
        id: RecordId,
    ) -> Result<bool> {
        if !tx.memory().is_begun() {
            return Ok(self.record(tx, kind, space, id)?.is_some_and(|row| !row.withdrawn));
        }
        self.remember_standing(tx, kind, space)?;
        Ok(tx.memory().standing(space, kind).is_some_and(|records| records.contains(&id)))
    }

    /// Whether a space has no record of a kind that is not withdrawn, as far as the transaction foresaw anything: else false.
    ///
    /// # Errors
    /// A kind that is not declared, or what the database says.
    pub fn has_none(&self, tx: &mut dyn Transaction, kind: KindNumber, space: &DivisionCode) -> Result<bool> {
        if !tx.memory().is_begun() {
            return Ok(false);
        }
        self.remember_standing(tx, kind, space)?;
        Ok(tx.memory().standing(space, kind).is_some_and(HashSet::is_empty))
    }

    fn remember_standing(&self, tx: &mut dyn Transaction, kind: KindNumber, space: &DivisionCode) -> Result<()> {
        if tx.memory().standing(space, kind).is_none() {
            let sql = format!("SELECT id FROM {} WHERE space = $1 AND withdrawn = 0", self.table(kind)?.name);
            let rows = tx.query(&sql, &[space.into()])?;
            let records = rows.iter().map(|row| row.get("id")).collect::<Result<HashSet<RecordId>>>()?;
            tx.memory().note_standing(space, kind, records);
        }
        Ok(())
    }

    /// All records of a kind in a space, by id, withdrawn ones included.
    ///
    /// # Errors
    /// A kind that is not declared, or what the database says.
    pub fn records(&self, tx: &mut dyn Transaction, kind: KindNumber, space: &DivisionCode) -> Result<Vec<RecordRow>> {
        let table = self.table(kind)?;
        tx.query(&table.select_all, &[space.into()])?.into_iter().map(|row| record(table, row)).collect()
    }

    /// All records of a kind in a division and below it, withdrawn ones included: for kinds of which there are few.
    ///
    /// # Errors
    /// A kind that is not declared, or what the database says.
    pub fn records_below(
        &self,
        tx: &mut dyn Transaction,
        kind: KindNumber,
        division: &DivisionCode,
    ) -> Result<Vec<RecordRow>> {
        let table = self.table(kind)?;
        let (from, to) = below(division);
        tx.query(&table.select_below, &[from, to])?.into_iter().map(|row| record(table, row)).collect()
    }

    /// The records of a kind that tell of these days, by day; a kind that tells of no day has none.
    ///
    /// # Errors
    /// A kind that is not declared, or what the database says.
    pub fn records_of_days(
        &self,
        tx: &mut dyn Transaction,
        kind: KindNumber,
        space: &DivisionCode,
        days: &RangeInclusive<NaiveDate>,
    ) -> Result<Vec<RecordRow>> {
        let table = self.table(kind)?;
        let Some(sql) = &table.select_days else { return Ok(Vec::new()) };
        let parameters = [space.into(), day_number(*days.start()).into(), day_number(*days.end()).into()];
        tx.query(sql, &parameters)?.into_iter().map(|row| record(table, row)).collect()
    }

    /// The digests of all records of a space, by kind and id.
    ///
    /// # Errors
    /// What the database says.
    pub fn digests(
        &self,
        tx: &mut dyn Transaction,
        space: &DivisionCode,
    ) -> Result<Vec<(KindNumber, RecordId, [u8; 32])>> {
        let mut digests = Vec::new();
        for (kind, table) in &self.tables {
            for row in tx.query(&table.digests, &[space.into()])? {
                digests.push((*kind, row.get("id")?, row.get("digest")?));
            }
        }
        Ok(digests)
    }

    /// Removes a record of which nothing is left to replay.
    ///
    /// # Errors
    /// A kind that is not declared, or what the database says.
    pub fn remove(&self, tx: &mut dyn Transaction, kind: KindNumber, space: &DivisionCode, id: RecordId) -> Result<()> {
        tx.execute(&self.table(kind)?.remove, &[space.into(), id.into()]).map(drop)
    }

    /// Removes all records of all spaces, to fill the tables by replay in the same transaction.
    ///
    /// # Errors
    /// What the database says.
    pub fn clear_all(&self, tx: &mut dyn Transaction) -> Result<()> {
        self.tables.values().try_for_each(|table| tx.execute(&format!("DELETE FROM {}", table.name), &[]).map(drop))
    }

    /// Removes all records of a space, to fill it by replay in the same transaction.
    ///
    /// # Errors
    /// What the database says.
    pub fn clear(&self, tx: &mut dyn Transaction, space: &DivisionCode) -> Result<()> {
        self.tables.values().try_for_each(|table| tx.execute(&table.clear, &[space.into()]).map(drop))
    }

    /// The name of a kind's table, for queries over its columns.
    pub fn table_name(&self, kind: KindNumber) -> Option<&str> {
        self.tables.get(&kind).map(|table| table.name.as_str())
    }

    fn table(&self, kind: KindNumber) -> Result<&Table> {
        self.tables.get(&kind).ok_or_else(|| StorageError::Missing(format!("the table of kind {kind}")))
    }
}

fn record(table: &Table, mut row: Row) -> Result<RecordRow> {
    let key =
        table.key.iter().map(|(column, ty)| encoding::cell_value(ty, row.take_cell(column)?)).collect::<Result<_>>()?;
    let mut fields = encoding::more_of(row.take("more")?)?;
    for (column, field) in &table.fields {
        if let Some(state) = encoding::cell_state(&field.ty, row.take_cell(column)?)? {
            fields.insert(field.number, state);
        }
    }
    let heads: Vec<u8> = row.take("heads")?;
    Ok(RecordRow {
        kind: table.decl.number,
        space: row.get("space")?,
        id: row.get("id")?,
        author: row.get("author")?,
        key,
        fields,
        withdrawn: row.get("withdrawn")?,
        conflicts: encoding::conflicts_of(row.take("conflicts")?)?,
        heads: heads.as_chunks::<32>().0.iter().map(|head| EditId(*head)).collect(),
        digest: row.get("digest")?,
    })
}

fn key_misfit(table: &Table, column: &str) -> StorageError {
    StorageError::Type {
        place: format!("key part {column} of {}", table.name),
        wanted: "a value of the declared type",
        found: "another".to_owned(),
    }
}
