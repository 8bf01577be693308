//! Checked lists become rows and entries, and the same list twice changes nothing. What a list would change can be shown before.

mod anchors;
mod by_command;
mod calendar;
mod change;
mod counted;
mod divisions;
mod households;
mod list;
mod policy;
mod roster;

use cunji_domain::calendar::Calendar;
use cunji_domain::division::{DivisionRow, Divisions};
use cunji_domain::policy::Policy;

pub use by_command::{BroughtByCommand, brought_by_command};
pub use change::{Becomes, Change, Difference};
pub use divisions::known_divisions;
pub use list::List;
pub use policy::PolicyFile;

use super::naming;
use crate::error::ServerError;
use crate::imports::{Households, Remark, Roster};
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::{self, Transaction};

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Imported {
    /// Rows of the list that were taken in.
    pub rows: usize,
    /// Of them, those that changed something.
    pub changed: usize,
}

impl std::ops::AddAssign for Imported {
    fn add_assign(&mut self, other: Self) {
        self.rows += other.rows;
        self.changed += other.changed;
    }
}

/// The rows of the divisions that the database holds: a list of some of them is checked together with the others.
///
/// # Errors
/// What the database says.
pub fn known_division_rows(tx: &mut dyn Transaction) -> Result<Vec<DivisionRow>, ServerError> {
    divisions::known_rows(tx)
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
        by_command::note(tx, now, list, imported)?;
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

/// Takes in a whole list within a transaction.
///
/// # Errors
/// What the database says.
pub(super) fn take_in(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    list: &List,
    now: i64,
) -> Result<Imported, ServerError> {
    let parts = list.parts(tx)?;
    list.begin(tx, now)?;
    let mut imported = Imported::default();
    for part in parts {
        imported += list.apply(tx, registrar, &part, now)?;
    }
    Ok(imported)
}
