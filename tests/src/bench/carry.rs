//! Everything of one database into another of the same schema: every table but the words' index is the same in both homes.

use std::collections::BTreeMap;

use anyhow::ensure;
use cunji_server::server::Server;
use cunji_server::storage::{self, Cell, Home, Result, Row, Storage};

/// Rows of one transaction.
const ROWS: usize = 5_000;
/// Rows of one statement.
const TOGETHER: usize = 50;

/// Carries every row over from SQLite. What the other one held goes.
///
/// # Errors
/// A database fails; the first one is not SQLite.
pub fn carry(from: &Server, to: &Server) -> anyhow::Result<()> {
    ensure!(from.storage.home() == Home::Sqlite, "rows are carried over from SQLite");
    for (table, spaces) in tables(&*from.storage)? {
        storage::write(&*to.storage, |tx| tx.execute(&format!("DELETE FROM {table}"), &[]).map(drop))?;
        // A space at a time, where the table has any: no table has to fit into memory.
        match spaces {
            None => put(&*to.storage, &table, rows(&*from.storage, &table, None)?)?,
            Some(spaces) => {
                for space in spaces {
                    put(&*to.storage, &table, rows(&*from.storage, &table, Some(space))?)?;
                }
            }
        }
    }
    Ok(())
}

/// The tables, each with the spaces that it has rows of.
fn tables(from: &dyn Storage) -> Result<BTreeMap<String, Option<Vec<Cell>>>> {
    // The index of words is each home's own.
    const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
        AND name NOT LIKE 'search_%' AND name <> 'schema_version'";
    storage::read(from, |tx| {
        let mut tables = BTreeMap::new();
        for mut row in tx.query(TABLES, &[])? {
            let name: String = row.take("name")?;
            let of_space = "SELECT name FROM pragma_table_info($1) WHERE name = 'space'";
            let spaces = match tx.query_first(of_space, &[name.as_str().into()])? {
                None => None,
                Some(_) => {
                    let found = tx.query(&format!("SELECT DISTINCT space FROM {name}"), &[])?;
                    Some(found.into_iter().filter_map(|row| row.into_cells().pop()).collect())
                }
            };
            tables.insert(name, spaces);
        }
        Ok(tables)
    })
}

fn rows(from: &dyn Storage, table: &str, space: Option<Cell>) -> Result<Vec<Row>> {
    storage::read(from, |tx| match space {
        None => tx.query(&format!("SELECT * FROM {table}"), &[]),
        Some(Cell::Null) => tx.query(&format!("SELECT * FROM {table} WHERE space IS NULL"), &[]),
        Some(space) => tx.query(&format!("SELECT * FROM {table} WHERE space = $1"), &[space]),
    })
}

fn put(to: &dyn Storage, table: &str, rows: Vec<Row>) -> Result<()> {
    let Some(columns) = rows.first().map(|row| row.columns().to_vec()) else { return Ok(()) };
    let names: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    let insert = |count: usize| {
        let places = |row: usize| {
            let places: Vec<String> = (1..=columns.len()).map(|at| format!("${}", row * columns.len() + at)).collect();
            format!("({})", places.join(", "))
        };
        let values: Vec<String> = (0..count).map(places).collect();
        format!("INSERT INTO {table} ({}) VALUES {}", names.join(", "), values.join(", "))
    };
    let cells: Vec<Vec<Cell>> = rows.into_iter().map(Row::into_cells).collect();
    for part in cells.chunks(ROWS) {
        storage::write(to, |tx| {
            part.chunks(TOGETHER).try_for_each(|some| tx.execute(&insert(some.len()), &some.concat()).map(drop))
        })?;
    }
    Ok(())
}
