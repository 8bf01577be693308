//! Lists that were brought on the server's own command line, which leave no job behind: noted in the audit, and told from it.

use cunji_domain::record::Code;

use super::{Imported, List};
use crate::audit::{self, AuditAction, COMMAND_LINE, Of};
use crate::error::ServerError;
use crate::jobs::Work;
use crate::server::Server;
use crate::storage::audit::{self as stored, AuditRow};
use crate::storage::{self, Transaction};

/// A list that was brought on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroughtByCommand {
    /// When: Unix seconds, UTC.
    pub at: i64,
    /// What kind of list.
    pub work: Work,
    /// What it did.
    pub imported: Imported,
}

/// Notes one, in the transaction that takes it in.
pub(super) fn note(tx: &mut dyn Transaction, now: i64, list: &List, imported: Imported) -> Result<(), ServerError> {
    // A list speaks of many divisions.
    let of = Of {
        division: None,
        subject: Some(work_of(list).code().to_owned()),
        detail: Some(format!("{}/{}", imported.changed, imported.rows)),
    };
    audit::note(tx, now, COMMAND_LINE, AuditAction::ListImported, of)
}

/// The last ones, the newest first, at most `limit`. They say nothing of whom the lists name.
///
/// # Errors
/// What the database says.
pub fn brought_by_command(server: &Server, limit: u32) -> Result<Vec<BroughtByCommand>, ServerError> {
    let action = AuditAction::ListImported.code();
    let rows = storage::read(&*server.storage, |tx| stored::of_act(tx, COMMAND_LINE, action, limit))?;
    Ok(rows.iter().filter_map(read).collect())
}

fn read(row: &AuditRow) -> Option<BroughtByCommand> {
    let (changed, rows) = row.detail.as_deref()?.split_once('/')?;
    let imported = Imported { rows: rows.parse().ok()?, changed: changed.parse().ok()? };
    Some(BroughtByCommand { at: row.at, work: Work::of(row.subject.as_deref()?)?, imported })
}

fn work_of(list: &List) -> Work {
    match list {
        List::Roster(_) => Work::Roster,
        List::Households(_) => Work::Households,
        List::Divisions(_) => Work::Divisions,
        List::Anchors(_) => Work::Anchors,
        List::Policy(_) => Work::Policy,
        List::Calendar(_) => Work::Calendar,
    }
}
