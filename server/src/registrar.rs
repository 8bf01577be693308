//! What every use case on the log needs: who publishes for the server, the tables, the policies.

use std::sync::Arc;

use cunji_documents::{Conflict, Record};
use cunji_domain::kinds;
use cunji_domain::policy::PolicySet;
use cunji_domain::record::RecordId;
use cunji_domain::{division::DivisionCode, record::KindNumber};

use crate::error::ServerError;
use crate::log::{History, Publisher};
use crate::storage::Transaction;
use crate::storage::read_model::{ReadModel, RecordRow};

/// Keeps the register: the server's own entries and the tables that follow from the log.
pub struct Registrar {
    /// Who publishes for the server.
    pub publisher: Publisher,
    /// The tables.
    pub tables: Arc<ReadModel>,
    /// The policies in force, by day.
    pub policies: Arc<PolicySet>,
    /// The newest schema version that phones may write, by kind.
    pub schemas: Vec<(KindNumber, u16)>,
}

/// What this program knows of each kind.
pub(crate) fn newest_schemas() -> Vec<(KindNumber, u16)> {
    kinds::all().iter().map(|decl| (decl.number, decl.schema)).collect()
}

impl Registrar {
    /// Writes a record's row from its history; where nothing is left to replay, the row goes.
    ///
    /// # Errors
    /// What the database says.
    pub fn project(
        &self,
        tx: &mut dyn Transaction,
        space: &DivisionCode,
        kind: KindNumber,
        id: RecordId,
        history: &History,
    ) -> Result<Option<Record>, ServerError> {
        let record = history.replay(id);
        self.show(tx, space, kind, id, record.clone())?;
        Ok(record)
    }

    /// Writes a record's row; where there is no record, the row goes.
    ///
    /// # Errors
    /// What the database says.
    pub fn show(
        &self,
        tx: &mut dyn Transaction,
        space: &DivisionCode,
        kind: KindNumber,
        id: RecordId,
        record: Option<Record>,
    ) -> Result<(), ServerError> {
        match record {
            Some(record) => self.tables.upsert(tx, &row(record))?,
            // A kind that this version does not know has no table.
            None if self.tables.table_name(kind).is_some() => self.tables.remove(tx, kind, space, id)?,
            None => {}
        }
        Ok(())
    }
}

/// A merged record as the tables hold it.
pub(crate) fn row(record: Record) -> RecordRow {
    let digest = record.digest();
    let conflicts = record.conflicts.into_iter().map(|conflict| match conflict {
        Conflict::Field { field, values, .. } => (field, values),
        Conflict::WithdrawnAndEdited { reason } => (0, vec![cunji_domain::record::Value::Text(reason)]),
    });
    RecordRow {
        kind: record.kind,
        space: record.space,
        id: record.id,
        author: record.author,
        key: record.key,
        fields: record.fields,
        withdrawn: record.withdrawn.is_some(),
        conflicts: conflicts.collect(),
        heads: record.heads,
        digest,
    }
}
