//! Keeping the data: backup, restore, proof, export. The same for both databases.

mod answers;
mod backup;
mod export;
mod restore;
mod rows;
mod stubs;
mod verify;

pub use backup::{Photos, backup, backup_with};
pub use export::export;
pub use restore::{RestoreError, obey_file, restore};
pub use stubs::stubs_of;
pub use verify::{Proof, StoreFault, verify};
