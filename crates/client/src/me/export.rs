//! Everything on this phone as lines of JSON, a record a line; what was written here with its evidence, so that an imported
//! line can be had back.

use std::io::Write;

use cunji_documents::Record;
use cunji_domain::kinds;
use cunji_domain::record::json::record_to_json;
use cunji_domain::record::{KindDecl, Writers};
use cunji_history::Evidence;
use cunji_store::Filter;
use serde_json::{Map, Value as Json};

use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::views::hex;

impl Phone {
    /// Writes every record of every kind, withdrawn ones included; gives their number.
    ///
    /// # Errors
    /// The output can't be written; the database fails.
    pub fn export(&self, out: &mut dyn Write) -> Result<u64> {
        let mut count = 0;
        for decl in kinds::all() {
            let filter = Filter { withdrawn: true, ..Filter::default() };
            for record in self.store.records_of(decl, &filter)? {
                let line = Json::Object(self.export_line(decl, &self.with_waiting(record)?)?);
                writeln!(out, "{line}").map_err(|error| {
                    ClientError::told(
                        "export.output",
                        format!("导出写不出去:{error}。"),
                        format!("The export can't be written: {error}."),
                    )
                })?;
                count += 1;
            }
        }
        Ok(count)
    }

    /// One record as a line of an export.
    pub(crate) fn export_line(&self, decl: &KindDecl, record: &Record) -> Result<Map<String, Json>> {
        let mut line = Map::new();
        line.insert("kind".into(), decl.name.into());
        if decl.writers != Writers::Office {
            line.insert("cadre".into(), record.author.as_str().into());
        }
        line.insert("village".into(), record.space.as_str().into());
        line.extend(record_to_json(decl, &record.key, &record.fields));
        let mut written_at = None;
        for edit in self.store.edits_of(record.id)? {
            let at = self.store.written_at(edit.id)?;
            if at.is_some() && (written_at.is_none() || at < written_at) {
                written_at = at;
            }
            // The first place that was given is that of the record.
            if !line.contains_key("lat")
                && let Some(evidence) = self.store.own_entry(edit.id)?.and_then(|own| own.evidence)
            {
                put_place(&mut line, &evidence);
            }
        }
        if let Some(written_at) = written_at {
            line.insert("written_at".into(), written_at.into());
        }
        line.insert("id".into(), hex(&record.id.0).into());
        line.insert("author".into(), record.author.as_str().into());
        if let Some(reason) = &record.withdrawn {
            line.insert("withdrawn".into(), reason.as_str().into());
        }
        Ok(line)
    }
}

fn put_place(line: &mut Map<String, Json>, evidence: &Evidence) {
    let Some((lat, lon)) = evidence.place else { return };
    line.insert("lat".into(), (f64::from(lat) / 1e6).into());
    line.insert("lon".into(), (f64::from(lon) / 1e6).into());
    if let Some(accuracy) = evidence.accuracy {
        line.insert("accuracy".into(), accuracy.into());
    }
}
