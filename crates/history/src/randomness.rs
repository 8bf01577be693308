//! Where keys and seeds come from: the system's source of randomness.
//!
//! With the feature `testing` a simulation can put a seeded stream in its place, so that one seed gives the same keys and salts,
//! and with them the same ids, again.

/// Fills with random bytes.
///
/// # Errors
/// The system has no randomness to give.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), getrandom::Error> {
    #[cfg(feature = "testing")]
    if seeded::fill(bytes) {
        return Ok(());
    }
    getrandom::fill(bytes)
}

/// A stream that follows from a seed. Never in a program that people use: whoever knows the seed knows every key.
#[cfg(feature = "testing")]
pub mod seeded {
    use std::sync::{Mutex, PoisonError};

    use sha2::{Digest, Sha256};

    /// The seed, and how many blocks were taken.
    static STREAM: Mutex<Option<(u64, u64)>> = Mutex::new(None);

    /// From now on all keys and seeds of this process follow from `seed`; from the system again after `None`.
    pub fn begin(seed: Option<u64>) {
        *STREAM.lock().unwrap_or_else(PoisonError::into_inner) = seed.map(|seed| (seed, 0));
    }

    pub(super) fn fill(bytes: &mut [u8]) -> bool {
        let mut stream = STREAM.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((seed, taken)) = stream.as_mut() else { return false };
        for chunk in bytes.chunks_mut(32) {
            let block = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(taken.to_be_bytes()).finalize();
            *taken += 1;
            chunk.iter_mut().zip(block).for_each(|(to, from)| *to = from);
        }
        true
    }

    #[cfg(test)]
    mod tests {
        use crate::DeviceKey;

        #[test]
        fn a_seed_gives_the_same_keys_again_and_none_gives_new_ones() {
            let two = || [(); 2].map(|()| DeviceKey::random().unwrap().to_bytes());
            super::begin(Some(7));
            let first = two();
            super::begin(Some(7));
            let second = two();
            super::begin(None);
            assert_eq!(first, second);
            assert_ne!(first[0], first[1]);
            assert_ne!(two(), two());
        }
    }
}
