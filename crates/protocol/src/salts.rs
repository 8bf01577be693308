//! The salts of a number, from its block's seed. Whoever writes an entry and whoever checks one asks here.

use cunji_history::{Salt, Seed};

use crate::sabotage::{Fault, armed};

/// The salt of the edit at this number of a chain.
pub fn edit_salt(seed: &Seed, number: u64) -> Salt {
    seed.edit_salt(salted(number))
}

/// The salt of the evidence at this number of a chain.
pub fn evidence_salt(seed: &Seed, number: u64) -> Salt {
    seed.evidence_salt(salted(number))
}

fn salted(number: u64) -> u64 {
    if armed(Fault::ReuseSalt) { Seed::block_of(number) * cunji_history::BLOCK + 1 } else { number }
}
