//! What a phone brings and what it takes along, in one round trip.

mod answer;
mod append;
mod attest;
mod primer;
mod receive;
mod settle;
mod verdict;
mod way_to_mend;

pub use answer::{A_PERSONS, Hearing, answer, readable};
pub use attest::take_back;
pub use primer::primer_of;
pub use receive::{Received, receive};
pub use settle::{Decision, settle_held};
