//! The table of one kind, as its declaration tells: columns, statements, fingerprint.

use cunji_domain::month_filing::MonthFiling;
use cunji_domain::record::{FieldDecl, FieldType, KindDecl, KindNumber, RecordKind, ToldOf};
use sha2::{Digest, Sha256};

use super::encoding::column_type;

/// Columns that every table has; a key part or field of the same name gets a prefix.
const OWN: [&str; 8] = ["space", "id", "author", "withdrawn", "conflicts", "more", "heads", "digest"];

/// Kinds whose key begins with a person and a day, and of whose records one person's are looked for in all spaces at once: else whoever
/// asks village by village reads the whole table each time.
const BY_PERSON: [KindNumber; 1] = [MonthFiling::DECL.number];

/// A kind's table and the statements on it.
pub(super) struct Table {
    pub(super) decl: &'static KindDecl,
    pub(super) name: String,
    /// The column of each key part.
    pub(super) key: Vec<(String, &'static FieldType)>,
    /// The column of each field.
    pub(super) fields: Vec<(String, &'static FieldDecl)>,
    pub(super) create: String,
    pub(super) upsert: String,
    pub(super) select_one: String,
    pub(super) select_all: String,
    /// The records that tell of days from $2 to $3; none for a kind that tells of no day.
    pub(super) select_days: Option<String>,
    /// The records of all spaces from $1 on and before $2.
    pub(super) select_below: String,
    pub(super) digests: String,
    pub(super) remove: String,
    pub(super) clear: String,
}

impl Table {
    pub(super) fn of(decl: &'static KindDecl) -> Self {
        let name = format!("rm_{}", decl.name.replace(|c: char| !c.is_ascii_alphanumeric(), "_"));
        let key: Vec<_> = decl.key.iter().map(|part| (column("key", part.name), &part.ty)).collect();
        let fields: Vec<_> = decl.fields.iter().map(|field| (column("field", field.name), field)).collect();
        let columns: Vec<&str> = ["space", "id", "author"]
            .into_iter()
            .chain(key.iter().map(|(column, _)| column.as_str()))
            .chain(fields.iter().map(|(column, _)| column.as_str()))
            .chain(["withdrawn", "conflicts", "more", "heads", "digest"])
            .collect();
        let listed = columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
        let select = format!("SELECT {listed} FROM {name} WHERE space = $1");
        Self {
            decl,
            create: create(decl, &name, &key, &fields),
            upsert: upsert(&name, &columns, &listed),
            select_one: format!("{select} AND id = $2"),
            select_all: format!("{select} ORDER BY id"),
            select_days: day_column(decl, &key, &fields)
                .map(|day| format!("{select} AND \"{day}\" BETWEEN $2 AND $3 ORDER BY \"{day}\", id")),
            select_below: format!("SELECT {listed} FROM {name} WHERE space >= $1 AND space < $2 ORDER BY space, id"),
            digests: format!("SELECT id, digest FROM {name} WHERE space = $1 ORDER BY id"),
            remove: format!("DELETE FROM {name} WHERE space = $1 AND id = $2"),
            clear: format!("DELETE FROM {name} WHERE space = $1"),
            name,
            key,
            fields,
        }
    }

    /// SHA-256 of what the table is made from; another one means that rows must be written anew.
    pub(super) fn fingerprint(&self) -> [u8; 32] {
        /// To be raised when rows are written differently into the same columns.
        const ENCODING: &str = "encoding 1";
        let mut hash = Sha256::new();
        hash.update(ENCODING);
        hash.update(&self.create);
        for field in self.decl.fields {
            hash.update(format!("\n{} {} {:?}", field.number, field.name, field.ty));
        }
        hash.finalize().into()
    }
}

fn column(prefix: &str, name: &str) -> String {
    if OWN.contains(&name) { format!("{prefix}_{name}") } else { name.to_owned() }
}

fn create(
    decl: &KindDecl,
    name: &str,
    key: &[(String, &'static FieldType)],
    fields: &[(String, &'static FieldDecl)],
) -> String {
    let mut lines =
        vec!["  space TEXT NOT NULL".to_owned(), "  id BYTEA NOT NULL".to_owned(), "  author TEXT NOT NULL".to_owned()];
    lines.extend(key.iter().map(|(column, ty)| format!("  \"{column}\" {} NOT NULL", column_type(ty))));
    lines.extend(fields.iter().map(|(column, field)| format!("  \"{column}\" {}", column_type(&field.ty))));
    lines.extend(
        ["withdrawn BIGINT NOT NULL", "conflicts TEXT", "more TEXT", "heads BYTEA NOT NULL", "digest BYTEA NOT NULL"]
            .map(|line| format!("  {line}")),
    );
    lines.push("  PRIMARY KEY (space, id)".to_owned());
    let mut sql = format!("CREATE TABLE {name} (\n{}\n) /* STRICT */;\n", lines.join(",\n"));
    if let Some(day) = day_column(decl, key, fields) {
        sql.push_str(&format!("CREATE INDEX {name}_by_day ON {name} (space, \"{day}\");\n"));
    }
    if let [(person, _), (day, _), ..] = key
        && BY_PERSON.contains(&decl.number)
    {
        sql.push_str(&format!("CREATE INDEX {name}_by_person ON {name} (\"{person}\", \"{day}\");\n"));
    }
    sql
}

/// The column of the day that a record tells of.
fn day_column<'c>(
    decl: &KindDecl,
    key: &'c [(String, &'static FieldType)],
    fields: &'c [(String, &'static FieldDecl)],
) -> Option<&'c str> {
    match decl.told_of {
        ToldOf::Key(part) => key.get(part).map(|(column, _)| column.as_str()),
        ToldOf::Field(number) => {
            fields.iter().find(|(_, field)| field.number == number).map(|(column, _)| column.as_str())
        }
        ToldOf::Nothing => None,
    }
}

fn upsert(name: &str, columns: &[&str], listed: &str) -> String {
    let places = (1..=columns.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
    let updates = columns
        .iter()
        .filter(|column| !["space", "id"].contains(*column))
        .map(|column| format!("\"{column}\" = excluded.\"{column}\""))
        .collect::<Vec<_>>()
        .join(", ");
    format!("INSERT INTO {name} ({listed}) VALUES ({places}) ON CONFLICT (space, id) DO UPDATE SET {updates}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use cunji_domain::kinds;

    use super::*;

    #[test]
    fn every_kind_has_a_table_of_its_own_and_every_column_is_there_once() {
        let tables: Vec<_> = kinds::all().iter().map(|decl| Table::of(decl)).collect();
        let names: BTreeSet<_> = tables.iter().map(|table| &table.name).collect();
        assert_eq!(names.len(), tables.len());
        for table in &tables {
            let mut columns: Vec<&str> = OWN.to_vec();
            columns.extend(table.key.iter().map(|(column, _)| column.as_str()));
            columns.extend(table.fields.iter().map(|(column, _)| column.as_str()));
            let once: BTreeSet<_> = columns.iter().collect();
            assert_eq!(once.len(), columns.len(), "{}: {columns:?}", table.name);
            for column in columns {
                assert!(column.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'), "{column}");
            }
        }
    }
}
