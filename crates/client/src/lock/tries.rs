//! Wrong PINs slow down. The count lies beside the key file, so that a restart does not help.
//!
//! | wrong ones in a row | wait |
//! |---|---|
//! | up to 4 | none |
//! | 5 | 30 s |
//! | 6 | 1 min |
//! | 7 | 5 min |
//! | 8 | 15 min |
//! | 9 and more | 1 h each |
//!
//! A wait is measured by the clock that counts from the phone's start: setting the time shortens nothing and locks nobody out. After
//! a restart what has passed since it counts; the rest is waited for. A right PIN or recovery code ends the count.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::phone::clock::Clock;

/// Wrong ones that cost nothing.
const FREE: u32 = 4;
/// Seconds to wait after each further one; the last for all that follow.
const WAITS: [u64; 5] = [30, 60, 300, 900, 3600];

const FILE: &str = "cunji.tries";
const LENGTH: usize = 4 + 8 + 8;
const SUM: usize = 8;

/// How entering a PIN stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// How many wrong ones cost nothing yet.
    pub free: u32,
    /// How many seconds to wait before the next one.
    pub wait: u64,
}

/// What is kept: how many were wrong, and the wait as it was at a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Kept {
    wrong: u32,
    /// Milliseconds that were to be waited,
    wait: u64,
    /// at this many milliseconds since the phone was started.
    at: u64,
}

impl Kept {
    /// How it stands in a home. A damaged file counts as five wrong ones just after the start.
    pub fn of(home: &Path) -> Self {
        let mut bytes = Vec::new();
        let read = File::open(path(home)).and_then(|file| file.take(64).read_to_end(&mut bytes));
        if read.is_err() { Self::default() } else { Self::from_bytes(&bytes).unwrap_or(Self::FIRST_WAIT) }
    }

    const FIRST_WAIT: Self = Self { wrong: FREE + 1, wait: WAITS[0] * 1000, at: 0 };

    /// As it stands by now: what passed is waited for no more.
    pub fn by_now(self, clock: &dyn Clock) -> Self {
        let now = clock.since_boot();
        // A smaller number means that the phone was started since; then this much has passed at least.
        let passed = if now >= self.at { now - self.at } else { now };
        Self { wait: self.wait.saturating_sub(passed), at: now, ..self }
    }

    /// With one more that is taken for wrong until it proves right: who ends the program meanwhile wins nothing.
    pub fn with_one_more(self) -> Self {
        let wrong = self.wrong.saturating_add(1);
        let past = wrong.checked_sub(FREE + 1).and_then(|past| usize::try_from(past).ok());
        let seconds = past.map_or(0, |past| WAITS[past.min(WAITS.len() - 1)]);
        Self { wrong, wait: seconds * 1000, ..self }
    }

    /// For a screen.
    pub fn tries(self) -> Tries {
        Tries { free: FREE.saturating_sub(self.wrong), wait: self.wait.div_ceil(1000) }
    }

    /// Keeps it, in place: that needs no room on a full disk. Where the disk takes nothing at all, a right PIN is worth more than the
    /// count, so nobody is refused for it.
    pub fn keep(self, home: &Path) {
        let body = self.to_bytes();
        let written = File::options().create(true).truncate(false).write(true).open(path(home)).and_then(|mut file| {
            file.write_all(&body)?;
            file.set_len(body.len() as u64)?;
            file.sync_all()
        });
        drop(written);
    }

    fn to_bytes(self) -> Vec<u8> {
        let body = [self.wrong.to_be_bytes().as_slice(), &self.wait.to_be_bytes(), &self.at.to_be_bytes()].concat();
        [body.as_slice(), &sum(&body)].concat()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (body, found) = bytes.split_at_checked(LENGTH)?;
        if found != sum(body) {
            return None;
        }
        let (wrong, rest) = body.split_first_chunk::<4>()?;
        let (wait, at) = rest.split_first_chunk::<8>()?;
        Some(Self {
            wrong: u32::from_be_bytes(*wrong),
            wait: u64::from_be_bytes(*wait),
            at: u64::from_be_bytes(at.try_into().ok()?),
        })
    }
}

fn path(home: &Path) -> PathBuf {
    home.join(FILE)
}

fn sum(body: &[u8]) -> [u8; SUM] {
    let mut sum = [0; SUM];
    sum.iter_mut().zip(Sha256::digest(body)).for_each(|(to, from)| *to = from);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phone::clock::SetClock;

    const NOON: i64 = 1_504_238_400;

    /// One wrong try now; how it stands then.
    fn wrong(home: &Path, clock: &SetClock) -> Tries {
        let kept = Kept::of(home).by_now(clock);
        assert_eq!(kept.wait, 0, "it may be tried");
        kept.with_one_more().keep(home);
        Kept::of(home).by_now(clock).tries()
    }

    #[test]
    fn the_first_ones_are_free_and_then_it_takes_longer_and_longer() {
        let home = tempfile::tempdir().unwrap();
        let clock = SetClock::at(NOON);
        let mut waits = Vec::new();
        for _ in 0..11 {
            let tries = wrong(home.path(), &clock);
            waits.push(tries.wait);
            clock.pass(u32::try_from(tries.wait).unwrap());
        }
        assert_eq!(waits, [0, 0, 0, 0, 30, 60, 300, 900, 3600, 3600, 3600]);
        Kept::default().keep(home.path());
        assert_eq!(Kept::of(home.path()).by_now(&clock).tries(), Tries { free: 4, wait: 0 });
    }

    #[test]
    fn setting_the_time_helps_nobody_and_locks_nobody_out() {
        let home = tempfile::tempdir().unwrap();
        let clock = SetClock::at(NOON);
        for _ in 0..5 {
            wrong(home.path(), &clock);
        }
        let wait = |clock: &SetClock| Kept::of(home.path()).by_now(clock).tries().wait;
        for time in [NOON + 400 * 86_400, 0, i64::MAX, NOON] {
            clock.set(time);
            assert_eq!(wait(&clock), 30);
        }
        clock.pass(29);
        assert_eq!(wait(&clock), 1);
        clock.pass(1);
        assert_eq!(wait(&clock), 0);
    }

    #[test]
    fn a_restart_helps_nobody_and_what_passed_since_counts() {
        let home = tempfile::tempdir().unwrap();
        let clock = SetClock::at(NOON);
        clock.pass(10_000);
        for _ in 0..5 {
            wrong(home.path(), &clock);
        }
        clock.restart();
        let kept = Kept::of(home.path()).by_now(&clock);
        assert_eq!(kept.tries().wait, 29, "started a second ago");
        kept.keep(home.path());
        clock.pass(28);
        assert_eq!(Kept::of(home.path()).by_now(&clock).tries().wait, 1);
    }

    #[test]
    fn a_damaged_file_is_the_first_wait_and_no_more() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(path(home.path()), b"damaged, and longer than what is kept").unwrap();
        let clock = SetClock::at(NOON);
        clock.restart();
        assert_eq!(Kept::of(home.path()).by_now(&clock).tries(), Tries { free: 0, wait: 29 });
        clock.pass(29);
        assert_eq!(wrong(home.path(), &clock).wait, 60);
    }
}
