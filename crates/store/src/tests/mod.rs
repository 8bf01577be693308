//! Stories of one store, each ending with a proof.

mod opening;
mod random;
mod reissuing;
#[cfg(feature = "sabotage")]
mod sabotaged;
mod syncing;
mod writing;
