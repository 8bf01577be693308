//! World and benches.

pub mod fixtures_roster;
pub mod job;
