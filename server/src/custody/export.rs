//! Everything as lines of JSON: a record a line, as the tables have it.

use std::io::Write;

use cunji_domain::kinds;
use cunji_domain::record::{KindNumber, RecordKind, json};
use cunji_domain::server_facts::mending_end::MendingEnd;
use data_encoding::HEXLOWER;

use crate::error::ServerError;
use crate::os_fault;
use crate::server::Server;
use crate::storage::{self, log};

/// What no export of the server's holds: from it one could tell when somebody's phone was in touch, which serves support alone.
const LEFT_OUT: [KindNumber; 1] = [MendingEnd::DECL.number];

/// Writes all records of all spaces, but for what serves support alone; gives their number.
///
/// # Errors
/// The output can't be written, or what the database says.
pub fn export(server: &Server, out: &mut dyn Write) -> Result<u64, ServerError> {
    let registrar = server.registrar();
    storage::read(&*server.storage, |tx| {
        let mut count = 0;
        for (space, _) in log::spaces(tx)? {
            for decl in kinds::all().iter().filter(|decl| !LEFT_OUT.contains(&decl.number)) {
                for row in registrar.tables.records(tx, decl.number, &space)? {
                    let mut line = serde_json::Map::new();
                    line.insert("kind".into(), decl.name.into());
                    line.insert("space".into(), space.as_str().into());
                    line.insert("id".into(), HEXLOWER.encode(&row.id.0).into());
                    line.insert("author".into(), row.author.as_str().into());
                    line.insert("withdrawn".into(), row.withdrawn.into());
                    let edits: Vec<String> = log::entries_of_record(tx, &space, row.id)?
                        .iter()
                        .map(|entry| entry.link.edit_id.to_string())
                        .collect();
                    line.insert("edits".into(), edits.into());
                    line.insert("record".into(), json::record_to_json(decl, &row.key, &row.fields).into());
                    writeln!(out, "{}", serde_json::Value::Object(line)).map_err(|error| {
                        let (zh, en) = os_fault::said(&error);
                        ServerError::refused(
                            "export.output",
                            format!("导出写不出去:{zh}。"),
                            format!("The export can't be written: {en}."),
                        )
                    })?;
                    count += 1;
                }
            }
        }
        Ok(count)
    })
}
