//! What the server's own command line does of an office's work: noted in the audit as what is done at a desk.

mod custody;
mod lists;
mod phones;

pub use custody::{TakenOut, backup, export};
pub use lists::{
    BroughtByCommand, brought_by_command, import_calendar, import_divisions, import_households, import_policy,
    import_roster,
};
pub use phones::{invite, recovery_code, revoke};
