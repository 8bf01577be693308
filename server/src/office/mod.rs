//! What the office and the administrator do by command: taking in lists, inviting, revoking, deciding what is held, erasing.

mod erase;
mod held;
mod import;
mod relearn;
mod village_name;

pub use erase::{FILE_NAME as ERASURES_FILE, erase, forget, read_erasures, tell};
pub use held::{HeldEntry, accept_held, held, reject_held};
pub use import::{Imported, import_calendar, import_divisions, import_households, import_policy, import_roster};
pub use relearn::relearn;
