//! A kind's table, as its declaration makes it.

use std::sync::OnceLock;

use cunji_documents::{Conflict, Record};
use cunji_domain::kinds;
use cunji_domain::record::{FieldType, KindDecl, KindNumber, ToldOf};
use rusqlite::types::Value as Cell;
use sha2::{Digest, Sha256};

use super::cell;

/// The columns that every kind's table has, in their order; key parts and fields follow by their names.
const COMMON: &[(&str, &str)] = &[
    ("_id", "BLOB NOT NULL PRIMARY KEY"),
    ("_space", "TEXT NOT NULL"),
    ("_author", "TEXT NOT NULL"),
    ("_withdrawn", "TEXT"),
    ("_conflicts", "INTEGER NOT NULL"),
    ("_heads", "BLOB NOT NULL"),
    ("_schema", "INTEGER NOT NULL"),
    ("_links", "INTEGER NOT NULL"),
    // 1: the row says all of the record. 0: it has conflicts, fields of a newer version, or met a limit; replay says the rest.
    ("_plain", "INTEGER NOT NULL"),
];

/// How many columns come before the key's.
pub(super) const COMMON_COLUMNS: usize = COMMON.len();

/// The column of a household's number, in every kind that is about one.
pub(super) const HOUSEHOLD: &str = "household";

/// Changed when tables are made otherwise from the same declarations.
const GENERATION: u8 = 1;

/// A kind's table.
#[derive(Debug)]
pub(crate) struct Table {
    /// The kind.
    pub decl: &'static KindDecl,
    /// The table's name.
    pub name: String,
    /// Makes the table and its indexes.
    pub create: String,
    /// Writes a row, over the one with its id.
    pub insert: String,
    /// Deletes the row with an id.
    pub delete: String,
    /// All columns; a condition may follow.
    pub select: String,
    /// The column of the day that the kind tells of.
    pub day: Option<&'static str>,
    /// Whether it has a column of a household's number in the village's list.
    pub of_household: bool,
}

impl Table {
    /// Every kind's table.
    pub fn all() -> &'static [Self] {
        static ALL: OnceLock<Vec<Table>> = OnceLock::new();
        ALL.get_or_init(|| kinds::all().iter().map(|decl| Self::declared(decl)).collect())
    }

    /// The table of the kind with this number, if this version knows it.
    pub fn of(kind: KindNumber) -> Option<&'static Self> {
        Self::all().iter().find(|table| table.decl.number == kind)
    }

    fn declared(decl: &'static KindDecl) -> Self {
        let name = format!("record_{}", decl.name);
        let mut columns: Vec<(&str, String)> = COMMON.iter().map(|(name, ty)| (*name, (*ty).to_owned())).collect();
        columns.extend(decl.key.iter().map(|part| (part.name, format!("{} NOT NULL", affinity(&part.ty)))));
        columns.extend(decl.fields.iter().map(|field| (field.name, affinity(&field.ty).to_owned())));
        let defined: Vec<String> = columns.iter().map(|(name, ty)| format!("\"{name}\" {ty}")).collect();
        let names: Vec<String> = columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let places: Vec<String> = (1..=columns.len()).map(|place| format!("?{place}")).collect();
        let day = match decl.told_of {
            ToldOf::Key(part) => decl.key.get(part).map(|part| part.name),
            ToldOf::Field(number) => decl.field(number).map(|field| field.name),
            ToldOf::Nothing => None,
        };
        let mut create = format!("CREATE TABLE {name} ({}) STRICT;", defined.join(", "));
        let by = day.map_or_else(|| "_space".to_owned(), |day| format!("_space, \"{day}\""));
        create.push_str(&format!("CREATE INDEX {name}_by_space ON {name} ({by});"));
        let of_household = columns.iter().any(|(name, _)| *name == HOUSEHOLD);
        if of_household {
            create.push_str(&format!("CREATE INDEX {name}_by_household ON {name} (_space, \"{HOUSEHOLD}\");"));
        }
        Self {
            decl,
            create,
            insert: format!("INSERT OR REPLACE INTO {name} ({}) VALUES ({})", names.join(", "), places.join(", ")),
            delete: format!("DELETE FROM {name} WHERE _id = ?1"),
            select: format!("SELECT {} FROM {name}", names.join(", ")),
            name,
            day,
            of_household,
        }
    }

    /// A record's row.
    pub fn row(&self, record: &Record) -> Vec<Cell> {
        let mut plain = record.conflicts.is_empty() && record.left_out == 0;
        let key = self.decl.key.iter().zip(&record.key).map(|(part, value)| cell::scalar(&part.ty, value));
        let key: Vec<Option<Cell>> = key.collect();
        plain &= key.len() == record.key.len() && key.len() == self.decl.key.len() && key.iter().all(Option::is_some);
        let known = |number: &u16| self.decl.field(*number).is_some();
        plain &= record.fields.keys().all(known);
        let mut fields = Vec::with_capacity(self.decl.fields.len());
        for field in self.decl.fields {
            let Some(state) = record.fields.get(&field.number) else {
                fields.push(Cell::Null);
                continue;
            };
            let fitting = cell::field(&field.ty, state);
            plain &= fitting.is_some();
            fields.push(fitting.unwrap_or(Cell::Null));
        }
        let conflicts = record
            .conflicts
            .iter()
            .filter(|c| matches!(c, Conflict::Field { .. } | Conflict::WithdrawnAndEdited { .. }));
        let mut row = vec![
            Cell::Blob(record.id.0.to_vec()),
            Cell::Text(record.space.as_str().to_owned()),
            Cell::Text(record.author.as_str().to_owned()),
            record.withdrawn.clone().map_or(Cell::Null, Cell::Text),
            Cell::Integer(i64::try_from(conflicts.count()).unwrap_or(i64::MAX)),
            Cell::Blob(record.heads.iter().flat_map(|head| head.0).collect()),
            Cell::Integer(i64::from(record.schema)),
            Cell::Integer(i64::from(record.links)),
            Cell::Integer(i64::from(plain)),
        ];
        let misfits = self.decl.key.iter().skip(key.len()).map(|part| cell::empty(&part.ty));
        let key = key.into_iter().zip(self.decl.key).map(|(cell, part)| cell.unwrap_or_else(|| cell::empty(&part.ty)));
        row.extend(key.chain(misfits).collect::<Vec<_>>());
        row.extend(fields);
        row
    }

    /// The names of the columns, in their order.
    pub fn column(&self, place: usize) -> &'static str {
        let keys = self.decl.key.len();
        match place.checked_sub(COMMON.len()) {
            None => COMMON.get(place).map_or("", |(name, _)| name),
            Some(place) if place < keys => self.decl.key[place].name,
            Some(place) => self.decl.fields.get(place - keys).map_or("", |field| field.name),
        }
    }
}

/// What the declarations come to: other tables, another fingerprint.
pub(super) fn fingerprint() -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix([GENERATION]);
    for table in Table::all() {
        hash.update(&table.create);
        // Which field is in which column: a number that moved to another name would go unseen otherwise.
        for field in table.decl.fields {
            hash.update(format!("{} {} {:?} {}", field.number, field.name, field.ty, field.since));
        }
        for part in table.decl.key {
            hash.update(format!("{} {:?}", part.name, part.ty));
        }
        hash.update(table.decl.number.to_be_bytes());
    }
    hash.finalize().into()
}

fn affinity(ty: &FieldType) -> &'static str {
    match ty {
        FieldType::Bool | FieldType::Int | FieldType::Day | FieldType::Instant => "INTEGER",
        FieldType::Record | FieldType::Edit | FieldType::Bytes => "BLOB",
        FieldType::Code
        | FieldType::ListedCode
        | FieldType::Short
        | FieldType::Prose
        | FieldType::Person
        | FieldType::Division
        | FieldType::Group(_)
        | FieldType::Set(_) => "TEXT",
    }
}
