//! The phone's clocks, given from outside so that tests can set them wrong.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// What a phone knows of time. Both may be wrong: the wall clock is a person's to set.
pub trait Clock: Send + Sync {
    /// The wall clock: Unix seconds, UTC.
    fn now(&self) -> i64;
    /// The monotonic clock: milliseconds since the phone was started; goes on while it sleeps.
    fn since_boot(&self) -> u64;
}

/// The machine's clocks.
#[derive(Debug)]
pub struct SystemClock {
    // Where the system does not tell how long it has been up, the time since the program began is a lower bound.
    begun: std::time::Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { begun: std::time::Instant::now() }
    }
}

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)] // the one place that asks the machine
    fn now(&self) -> i64 {
        chrono::Utc::now().timestamp()
    }

    fn since_boot(&self) -> u64 {
        up_time().unwrap_or_else(|| u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX))
    }
}

/// Linux and Android have a clock that goes on while the phone sleeps. (`/proc/uptime` tells the same, but no app of Android's may read
/// it; and the clock of the standard library stands still, so that a phone which slept all night would not know that it lay idle.)
#[cfg(any(target_os = "linux", target_os = "android"))]
fn up_time() -> Option<u64> {
    let up = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Some(u64::try_from(up.tv_sec).ok()? * 1000 + u64::try_from(up.tv_nsec).ok()? / 1_000_000)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn up_time() -> Option<u64> {
    None
}

/// Clocks that stand where they were set.
#[derive(Debug)]
pub struct SetClock {
    now: AtomicI64,
    since_boot: AtomicU64,
}

impl SetClock {
    /// A phone that was just started while its wall clock shows `now`.
    pub fn at(now: i64) -> Self {
        Self { now: AtomicI64::new(now), since_boot: AtomicU64::new(60_000) }
    }

    /// Sets the wall clock, as a person or an empty battery does: the monotonic clock goes on.
    pub fn set(&self, now: i64) {
        self.now.store(now, Ordering::SeqCst);
    }

    /// Lets time pass on both.
    pub fn pass(&self, seconds: u32) {
        self.now.fetch_add(i64::from(seconds), Ordering::SeqCst);
        self.since_boot.fetch_add(u64::from(seconds) * 1000, Ordering::SeqCst);
    }

    /// Starts the phone anew.
    pub fn restart(&self) {
        self.since_boot.store(1000, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    fn since_boot(&self) -> u64 {
        self.since_boot.load(Ordering::SeqCst)
    }
}

/// The machine's clocks, with the wall clock moved to another time: demonstrations on made-up data.
#[derive(Debug)]
pub struct MovedClock {
    machine: SystemClock,
    by: i64,
}

impl MovedClock {
    /// A clock that shows `now` (Unix seconds, UTC) and goes on from there.
    pub fn at(now: i64) -> Self {
        let machine = SystemClock::default();
        Self { by: now - machine.now(), machine }
    }
}

impl Clock for MovedClock {
    fn now(&self) -> i64 {
        self.machine.now() + self.by
    }

    fn since_boot(&self) -> u64 {
        self.machine.since_boot()
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_machine_s_clock_is_the_one_that_goes_on_while_it_sleeps() {
        let text = std::fs::read_to_string("/proc/uptime").unwrap();
        let told: f64 = text.split_whitespace().next().unwrap().parse().unwrap();
        let told = (told * 1000.0) as u64;
        let clock = SystemClock::default();
        // The kernel's own word, taken just before, and rounded down by it; a program that began now has run for nothing yet.
        assert!(clock.since_boot() + 10 >= told);
        assert!(clock.since_boot() > u64::try_from(clock.begun.elapsed().as_millis()).unwrap());
    }
}
