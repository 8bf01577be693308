//! The rows of a backup: a zstd stream of length-prefixed CBOR arrays, the table's name first.
//!
//! The first row is `["cunji backup", version, schema, columns…]`, the last of the tables `["end", rows]`; before it stands the file of
//! the audit's seals, `["audit seals", text]`. Photos follow it, which
//! an older program does not read: `["photo", name, part, bytes]` each, and `["photos end", photos]`.

use std::io::{self, Read, Write};

use cunji_domain::record::Value;
use cunji_history::canonical::{Reader, Writer};

use crate::storage::Cell;

/// The tables of what is true, in the order in which they are written and read.
pub const TABLES: [&str; 38] = [
    "deployment",
    "epoch",
    "epoch_end",
    "space",
    "entry",
    "kept",
    "chain",
    "head",
    "seed",
    "waiting_frame",
    "attested_frame",
    "attested_waiting",
    "erasure",
    "device",
    "invitation",
    "recovery_code",
    "recovery_disclosure",
    "person",
    "membership",
    "division",
    "division_successor",
    "unit",
    "work_group",
    "team",
    "policy",
    "account",
    "account_recovery",
    "account_role",
    "import_mapping",
    "column_template",
    "household_id_number",
    "second_wanted",
    "review_return",
    "handover",
    "closed_sheet",
    "audit",
    "audit_end",
    "audit_seal",
];

/// The version of the file's form.
pub const VERSION: i64 = 1;
/// The name that the file begins with.
pub const MAGIC: &str = "cunji backup";
/// Before a table's rows: its name and its columns.
pub const COLUMNS: &str = "columns";
/// The last row.
pub const END: &str = "end";
/// The file of the audit's seals, as it lies in the data folder.
pub const SEALS: &str = "audit seals";
/// A photo, behind the tables.
pub const PHOTO: &str = "photo";
/// The last row of a file that has photos.
pub const PHOTOS_END: &str = "photos end";
/// The server's key.
pub const KEY: &str = "key";

/// No row is larger: an entry and its evidence.
const LONGEST: u32 = 4 << 20;

/// Writes one row.
pub fn put(out: &mut impl Write, row: Vec<Value>) -> io::Result<()> {
    let mut writer = Writer::default();
    writer.value(&Value::List(row));
    let bytes = writer.into_bytes();
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    out.write_all(&length.to_be_bytes())?;
    out.write_all(&bytes)
}

/// Reads the next row if there is one.
pub fn take_if_there(input: &mut impl Read) -> io::Result<Option<Vec<Value>>> {
    let mut first = [0; 1];
    if input.read(&mut first)? == 0 {
        return Ok(None);
    }
    take(&mut first.as_slice().chain(input)).map(Some)
}

/// Reads the next row; an error at the end of the stream, since the last row is an end row.
pub fn take(input: &mut impl Read) -> io::Result<Vec<Value>> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length);
    if length > LONGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a row is too long"));
    }
    let mut bytes = vec![0; length as usize];
    input.read_exact(&mut bytes)?;
    let mut reader = Reader::new(&bytes);
    match reader.value() {
        Ok(Value::List(row)) if reader.end().is_ok() => Ok(row),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "a row is damaged")),
    }
}

/// A cell as it stands in the file.
pub fn value(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Int(number) => Value::Int(number),
        Cell::Text(text) => Value::Text(text),
        Cell::Bytes(bytes) => Value::Bytes(bytes),
    }
}

/// A cell from the file; `None` for what no cell can be.
pub fn cell(value: Value) -> Option<Cell> {
    match value {
        Value::Null => Some(Cell::Null),
        Value::Int(number) => Some(Cell::Int(number)),
        Value::Text(text) => Some(Cell::Text(text)),
        Value::Bytes(bytes) => Some(Cell::Bytes(bytes)),
        Value::Bool(_) | Value::List(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is no part of a backup: made anew from the logs, or gone with the browser or the week that it was for.
    const NOT_KEPT: [&str; 21] = [
        "attendance_village",
        "attendance_year",
        "decision_item",
        "followed",
        "grade_again",
        "hint_outcome",
        "household_item",
        "household_unlisted",
        "household_visit",
        "job",
        "job_end",
        "photo_use",
        "problem_item",
        "read_model",
        "review_item",
        "review_lease",
        "search_record",
        "search_term",
        "session",
        "sign_in_failure",
        "stay_said",
    ];

    #[test]
    fn every_table_is_in_a_backup_or_is_known_to_be_none_of_it() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        let mut made = std::collections::BTreeSet::new();
        for file in std::fs::read_dir(folder).unwrap() {
            let sql = std::fs::read_to_string(file.unwrap().path()).unwrap();
            for table in sql
                .split("CREATE ")
                .skip(1)
                .filter_map(|rest| rest.strip_prefix("TABLE ").or_else(|| rest.strip_prefix("VIRTUAL TABLE ")))
            {
                made.insert(table.split([' ', '(']).next().unwrap().to_owned());
            }
        }
        let named: std::collections::BTreeSet<String> =
            TABLES.iter().chain(&NOT_KEPT).map(|it| (*it).to_owned()).collect();
        assert_eq!(made, named);
    }
}
