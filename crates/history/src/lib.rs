//! What happened: edits, the entries that carry them, chains, signed heads.
//!
//! Plain data and its canonical bytes. Knows neither automerge nor how frames look on a wire.

pub mod canonical;
mod chain;
mod device;
mod edit;
mod entry;
mod evidence;
mod randomness;
mod salt;
pub mod signed;

pub use chain::{ChainFault, Head, follow};
pub use device::{DeviceId, DeviceKey, DevicePublicKey, Suite};
pub use edit::{Edit, EditId, Op, creation_record_id, derived_record_id, edit_id};
pub use entry::{Entry, EntryHash};
pub use evidence::{Evidence, EvidenceHash};
#[cfg(feature = "testing")]
pub use randomness::seeded;
pub use salt::{BLOCK, Salt, Seed};
