//! Guessing a code is slowed down: a few tries a minute from one address, some more from all together.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Failed tries that one address has in a minute. Generous, since behind a proxy all phones are one address; what keeps
/// guessing hopeless is the limit of all together.
const PER_ADDRESS: u32 = 200;
/// Tries that all addresses have together in a minute. 40 bits at this rate take two thousand years.
const TOGETHER: u32 = 1_000;
const WINDOW_SECONDS: i64 = 60;

/// Counts failed tries.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<Window>);

#[derive(Debug, Default)]
struct Window {
    began: i64,
    tries: BTreeMap<IpAddr, u32>,
    together: u32,
}

impl Throttle {
    /// Whether this address may try now.
    pub fn allows(&self, address: IpAddr, now: i64) -> bool {
        let window = self.current(now);
        window.together < TOGETHER && window.tries.get(&address).copied().unwrap_or(0) < PER_ADDRESS
    }

    /// Notes a try that failed.
    pub fn failed(&self, address: IpAddr, now: i64) {
        let mut window = self.current(now);
        window.together += 1;
        *window.tries.entry(address).or_default() += 1;
    }

    fn current(&self, now: i64) -> std::sync::MutexGuard<'_, Window> {
        let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if now < window.began || now - window.began >= WINDOW_SECONDS {
            *window = Window { began: now, ..Window::default() };
        }
        window
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_guesses_has_to_wait_for_the_next_minute() {
        let throttle = Throttle::default();
        let (guesser, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        for _ in 0..PER_ADDRESS {
            assert!(throttle.allows(guesser, 1_000));
            throttle.failed(guesser, 1_000);
        }
        assert!(!throttle.allows(guesser, 1_059));
        assert!(throttle.allows(other, 1_059));
        assert!(throttle.allows(guesser, 1_060));
    }
}
