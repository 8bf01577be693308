//! Checked lists become rows and entries, and the same list twice changes nothing. What a list would change can be shown before.

mod anchors;
mod calendar;
mod change;
mod counted;
mod divisions;
mod households;
mod list;
mod policy;
mod roster;

use cunji_domain::division::DivisionRow;

pub use change::{Becomes, Change, Difference};
pub use divisions::known_divisions;
pub use list::List;
pub use policy::PolicyFile;

use super::naming;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::Transaction;

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
