//! Salts: why the hash of a short visit can't be guessed.
//!
//! A block is 64 consecutive numbers of a chain; its random seed is made with its first entry. Each number's two salts follow
//! from the seed, so that a month costs three seeds on the wire, and one of them can be told without telling the others.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// How many consecutive numbers share a seed.
pub const BLOCK: u64 = 64;

/// 16 bytes that are hashed before an edit or its evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Salt(pub [u8; 16]);

/// The random seed of one block of a chain. Goes up to the server, never down to a phone.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Seed(pub [u8; 16]);

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(…)")
    }
}

impl Seed {
    /// A new seed from the system's source of randomness.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        crate::randomness::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// The block that an entry's number (from 1) falls in.
    pub fn block_of(number: u64) -> u64 {
        number.saturating_sub(1) / BLOCK
    }

    /// The salt of the edit at this number.
    pub fn edit_salt(&self, number: u64) -> Salt {
        self.salt(b"edit", number)
    }

    /// The salt of the evidence at this number.
    pub fn evidence_salt(&self, number: u64) -> Salt {
        self.salt(b"evidence", number)
    }

    fn salt(&self, purpose: &[u8], number: u64) -> Salt {
        // HMAC takes keys of every length; the fallback is never reached.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return Salt([0; 16]) };
        mac.update(purpose);
        mac.update(&number.to_be_bytes());
        let full = mac.finalize().into_bytes();
        let mut salt = [0; 16];
        salt.copy_from_slice(&full[..16]);
        Salt(salt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_sixty_four_numbers_from_one() {
        assert_eq!([1, 64, 65, 128, 129].map(Seed::block_of), [0, 0, 1, 1, 2]);
    }

    #[test]
    fn no_two_salts_are_alike() {
        let seed = Seed([7; 16]);
        assert_ne!(seed.edit_salt(1), seed.evidence_salt(1));
        assert_ne!(seed.edit_salt(1), seed.edit_salt(2));
    }
}
