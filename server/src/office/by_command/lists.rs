//! Lists that are brought on the server's own command line: taken in at once, which leaves no job behind; noted in the audit, and told
//! from it.

use cunji_domain::calendar::Calendar;
use cunji_domain::division::Divisions;
use cunji_domain::policy::Policy;
use cunji_domain::record::Code;

use crate::audit::{self, AuditAction, COMMAND_LINE, Of};
use crate::error::ServerError;
use crate::imports::{Households, Remark, Roster};
use crate::jobs::Work;
use crate::office::import::{Imported, List, PolicyFile, take_in};
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

/// Takes in the divisions.
///
/// # Errors
/// What the database says.
pub fn import_divisions(server: &Server, divisions: &Divisions) -> Result<Imported, ServerError> {
    import(server, &List::Divisions(divisions.clone()))
}

/// Takes in a roster: people, roles, units, teams; what phones need of it becomes entries in the villages' spaces.
///
/// # Errors
/// What the database says.
pub fn import_roster(server: &Server, list: &Roster) -> Result<Imported, ServerError> {
    import(server, &List::Roster(list.clone()))
}

/// Takes in the list of households: an entry in its village's space for each that is new or differs.
///
/// # Errors
/// What the database says.
pub fn import_households(server: &Server, list: &Households) -> Result<Imported, ServerError> {
    import(server, &List::Households(list.clone()))
}

/// Takes in a policy file; phones get it as an entry in the city's space.
///
/// # Errors
/// It contradicts one that is counted by, there is no city yet, or what the database says.
pub fn import_policy(server: &Server, toml: &str, policy: &Policy) -> Result<Imported, ServerError> {
    let file = PolicyFile { toml: toml.to_owned(), policy: policy.clone() };
    import(server, &List::Policy(Box::new(file)))
}

/// Takes in a calendar; phones get each of its years as an entry in the city's space. A day that it does not speak of stays as it is.
///
/// # Errors
/// There is no city yet, or what the database says.
pub fn import_calendar(server: &Server, calendar: &Calendar) -> Result<Imported, ServerError> {
    import(server, &List::Calendar(calendar.clone()))
}

/// Takes in a whole list in one transaction, as the command line does: a desk's goes through a job.
fn import(server: &Server, list: &List) -> Result<Imported, ServerError> {
    server.refresh_policies()?;
    let (registrar, now) = (server.registrar(), server.clock.now());
    let imported = storage::write(&*server.storage, |tx| {
        refuse(&list.faults(tx, &registrar, now)?)?;
        let imported = take_in(tx, &registrar, list, now)?;
        note(tx, now, list, imported)?;
        Ok::<_, ServerError>(imported)
    })?;
    server.refresh_policies()?;
    Ok(imported)
}

/// What a desk's dry run would show as faults refuses the list here, in the same words.
fn refuse(faults: &[Remark]) -> Result<(), ServerError> {
    if faults.is_empty() {
        return Ok(());
    }
    let lines = |line: &dyn Fn(&Remark) -> String| faults.iter().map(line).collect::<Vec<_>>().join("\n");
    Err(ServerError::refused(
        "import.faults",
        format!("这份文件没有导入,什么也没有改。\n{}", lines(&Remark::zh)),
        format!("The file was not imported, and nothing was changed.\n{}", lines(&Remark::en)),
    ))
}

/// Notes one, in the transaction that takes it in.
fn note(tx: &mut dyn Transaction, now: i64, list: &List, imported: Imported) -> Result<(), ServerError> {
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
