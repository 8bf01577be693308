//! Stories of one store, each ending with a proof.

mod erasing;
mod home;
mod lock;
mod opening;
mod proving;
mod random;
mod reissuing;
#[cfg(feature = "sabotage")]
mod sabotaged;
mod salvaging;
mod syncing;
mod writing;
