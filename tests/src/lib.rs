//! World and benches.

pub mod cuts;
pub mod fixtures_roster;
pub mod job;
pub mod schema1;
pub mod world;
