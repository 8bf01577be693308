//! Guessing a code is slowed down: so many wrong ones a minute from one address, some more from all together. A code that is right, that
//! is over or that another phone used is no guess, and counts nothing: two hundred phones behind one router enrol as fast as they come.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Wrong codes that one address has in a minute. Generous, since behind a hall's router all phones are one address, and a slip of the
/// pen seldom comes so far: 31 of 32 are found by the code's last character before anything is sent.
const PER_ADDRESS: u32 = 200;
/// Wrong codes that all addresses have together in a minute. 40 bits at this rate take two thousand years for one code; with two
/// hundred open at once, for the three days that they are, the odds of a single hit are one in a thousand.
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

    #[test]
    fn addresses_that_guess_together_have_to_wait_together() {
        let throttle = Throttle::default();
        for number in 0..TOGETHER {
            let guesser = IpAddr::from(number.to_be_bytes());
            assert!(throttle.allows(guesser, 1_000), "{number}");
            throttle.failed(guesser, 1_000);
        }
        assert!(!throttle.allows(IpAddr::from([10, 9, 9, 9]), 1_059));
    }
}
