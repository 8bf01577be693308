//! What the office and the administrator do by command: taking in lists, inviting, revoking, deciding what is held, erasing.

pub mod by_command;
pub mod complaints;
mod erase;
mod glimpse;
mod held;
mod import;
mod naming;
mod newcomer;
pub mod people;
mod policies;
mod relearn;
mod teams;
mod terms;
pub mod training;

pub use by_command::{
    BroughtByCommand, brought_by_command, import_calendar, import_divisions, import_households, import_policy,
    import_roster,
};
pub use erase::{Erased, FILE_NAME as ERASURES_FILE, erase, forget, read_erasures, tell};
pub use glimpse::{Does, Glimpse};
pub use held::{HeldEntry, HeldShown, accept_held, held, held_in, held_seen, reject_held, settle};
pub use import::{Becomes, Change, Difference, Imported, List, PolicyFile, known_division_rows, known_divisions};
pub(crate) use naming::name_what_is_read;
pub use newcomer::{Newcomer, add_person};
pub(crate) use people::on_no_team_elsewhere;
pub use policies::{KeyDifference, KnownPolicy, calendar_of, compare, known_policies, policies, policy};
pub use relearn::relearn;
pub use terms::{BeginningTerm, EndingTerm, TermsChange, change_terms};
