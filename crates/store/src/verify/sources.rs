//! Proving that all that is kept has a source: an edit an entry or a frame that carries it, a rejection the verdict that names it, an
//! erasure the word that orders it.

use cunji_domain::record::KindNumber;
use cunji_history::EditId;

use super::{Stop, VerifyReport, fault};
use crate::error::Result;
use crate::sql::blob;
use crate::uncarried::{self, NOTHING_CARRIES};
use crate::{Store, edits, effects, setting};

impl Store {
    pub(super) fn prove_sources(&self, report: &mut VerifyReport) -> std::result::Result<(), Stop> {
        self.prove_carriers(report)?;
        self.prove_rejections()?;
        self.prove_erasures(report)
    }

    /// A salvage may have saved an edit alone; what came since was carried by something that was proved above.
    fn prove_carriers(&self, report: &mut VerifyReport) -> std::result::Result<(), Stop> {
        let salvaged = uncarried::last_salvaged(&self.conn)?;
        let mut statement =
            self.conn.prepare(&format!("SELECT edit_id, seq FROM edit WHERE {NOTHING_CARRIES} ORDER BY seq"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let seq: i64 = row.get(1)?;
            if salvaged.is_none_or(|last| seq > last) {
                return fault(
                    format!("edit {}", EditId(blob(row, 0)?)),
                    "no own entry carries it, and no frame that the server signed",
                );
            }
            report.unproved += 1;
        }
        let mut beside = self.conn.prepare(
            "SELECT space, number FROM own_entry WHERE NOT EXISTS
             (SELECT 1 FROM chain WHERE chain.space = own_entry.space AND chain.device = own_entry.device) LIMIT 1",
        )?;
        let mut rows = beside.query([])?;
        match rows.next()? {
            Some(row) => fault(
                format!("space {}, number {}", row.get::<_, String>(0)?, row.get::<_, i64>(1)?),
                "the entry is of no chain",
            ),
            None => Ok(()),
        }
    }

    fn prove_rejections(&self) -> std::result::Result<(), Stop> {
        for (named, verdict) in self.named_by("SELECT edit_id, verdict FROM rejected ORDER BY edit_id")? {
            let kinds = [effects::VERDICT, effects::PRIVATE_VERDICT];
            if self.says(verdict, &kinds, named)? != Some(true) {
                return fault(format!("edit {named}"), "it is left out as rejected, and no verdict says so");
            }
        }
        Ok(())
    }

    /// An erasure outlives the word that ordered it: a purge takes its space's entries, a salvage may lose one.
    fn prove_erasures(&self, report: &mut VerifyReport) -> std::result::Result<(), Stop> {
        let may_be_gone =
            setting::get(&self.conn, setting::PURGED)?.is_some() || uncarried::last_salvaged(&self.conn)?.is_some();
        for (named, erasure) in self.named_by("SELECT edit_id, erasure FROM erasure ORDER BY edit_id")? {
            match self.says(erasure, &[effects::ERASURE], named)? {
                Some(true) => {}
                None if may_be_gone => report.unproved += 1,
                _ => return fault(format!("edit {named}"), "it is kept as erased, and no erasure says so"),
            }
        }
        Ok(())
    }

    fn named_by(&self, sql: &str) -> Result<Vec<(EditId, EditId)>> {
        let mut statement = self.conn.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((EditId(blob(row, 0)?), EditId(blob(row, 1)?))))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether an edit is the server's, of one of these kinds, and names another; none if it is not here.
    fn says(&self, word: EditId, kinds: &[KindNumber], named: EditId) -> Result<Option<bool>> {
        let word = edits::load(&self.conn, word)?;
        Ok(word.map(|word| {
            word.edit.author.is_server()
                && kinds.contains(&word.edit.kind)
                && effects::named_edits(&word.edit).contains(&named)
        }))
    }
}
