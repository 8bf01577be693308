//! When the next sync is due. Pure: time is a parameter (monotonic milliseconds), chance comes from a seed.

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

/// A save waits so long for the next one: a form is often followed by another.
const AFTER_SAVE: u64 = 4_000;
/// However many saves follow one another, the first of them waits no longer.
const LONGEST_AFTER_SAVE: u64 = 30_000;
/// A connection that just appeared is often gone again at once; and a village's phones see it at the same moment.
const AFTER_SIGNAL: u64 = 1_000;
const SPREAD_OF_SIGNAL: u64 = 4_000;
/// What came down for this phone meanwhile is fetched so often.
const REGULARLY: u64 = 30 * 60_000;
/// The first pause after a failure of the line; each further one is twice as long.
const FIRST_PAUSE: u64 = 30_000;
/// No pause is longer.
const LONGEST_PAUSE: u64 = 30 * 60_000;

/// Why a sync is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The phone was opened.
    Opened,
    /// Something was saved.
    Saved,
    /// A connection appeared.
    Signal,
    /// A person pulled the screen down, and waits.
    Pulled,
}

/// How a sync ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is exchanged.
    Done,
    /// The line broke, or nobody answered.
    NoLine,
    /// The server, or the phone itself, says no: trying again helps only once something has changed.
    Refused,
}

/// What the platform tells of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Network {
    /// Whether there is a connection; none where the platform does not say.
    pub connected: Option<bool>,
    /// Whether its bytes are paid for; none where the platform does not say.
    pub metered: Option<bool>,
}

/// The next sync's time.
#[derive(Debug)]
pub struct Schedule {
    chance: SmallRng,
    network: Network,
    unmetered_only: bool,
    // When a sync is due, if anything asks for one.
    due: Option<u64>,
    // The first save that no sync followed yet.
    saved: Option<u64>,
    pulled: bool,
    failures: u32,
}

impl Schedule {
    /// Nothing is due until something asks for it.
    pub fn new(seed: u64) -> Self {
        Self {
            chance: SmallRng::seed_from_u64(seed),
            network: Network::default(),
            unmetered_only: false,
            due: None,
            saved: None,
            pulled: false,
            failures: 0,
        }
    }

    /// Something asks for a sync.
    pub fn ask(&mut self, cause: Cause, now: u64) {
        match cause {
            Cause::Opened => self.bring_forward(now),
            Cause::Pulled => {
                self.pulled = true;
                self.failures = 0;
                self.bring_forward(now);
            }
            Cause::Signal => {
                self.failures = 0;
                let spread = self.chance.random_range(0..=SPREAD_OF_SIGNAL);
                self.bring_forward(now + AFTER_SIGNAL + spread);
            }
            // While the line is known to be broken, a save makes nobody try it more often.
            Cause::Saved if self.failures > 0 => {}
            Cause::Saved => {
                let first = *self.saved.get_or_insert(now);
                self.due = Some((now + AFTER_SAVE).min(first + LONGEST_AFTER_SAVE));
            }
        }
    }

    /// The platform tells of the line. One that appears, or stops being paid for, asks for a sync.
    pub fn hear(&mut self, network: Network, now: u64) {
        let usable = |network: Network| network.connected != Some(false) && !self.is_barred(network);
        let appeared = usable(network) && (!usable(self.network) || self.network.connected.is_none());
        self.network = network;
        if appeared && network.connected == Some(true) {
            self.ask(Cause::Signal, now);
        }
    }

    /// Whether only a line may be used whose bytes are not paid for.
    pub fn keep_to_unmetered(&mut self, only: bool, now: u64) {
        let was_barred = self.is_barred(self.network);
        self.unmetered_only = only;
        if was_barred && !self.is_barred(self.network) {
            self.ask(Cause::Signal, now);
        }
    }

    /// When to sync next; none while nothing asks for it, or while the line may not be used. A person who pulls overrules that.
    pub fn next_at(&self) -> Option<u64> {
        if self.pulled {
            return self.due;
        }
        if self.network.connected == Some(false) || self.is_barred(self.network) {
            return None;
        }
        self.due
    }

    /// Whether a line is there that may not be used.
    pub fn waits_for_unmetered(&self) -> bool {
        self.network.connected != Some(false) && self.is_barred(self.network)
    }

    /// Whether it is known that the line's bytes are paid for.
    pub fn is_metered(&self) -> bool {
        self.network.metered == Some(true)
    }

    /// Whether it is known that there is no line: the platform says so, or the last attempt failed.
    pub fn is_offline(&self) -> bool {
        self.network.connected == Some(false) || self.failures > 0
    }

    /// A sync begins: what asked for it until now is answered by it.
    pub fn begin(&mut self) {
        (self.due, self.saved, self.pulled) = (None, None, false);
    }

    /// A sync ended. What was asked meanwhile stays asked.
    pub fn end(&mut self, outcome: Outcome, now: u64) {
        let next = match outcome {
            Outcome::Done => {
                self.failures = 0;
                now + REGULARLY
            }
            Outcome::Refused => now + REGULARLY,
            Outcome::NoLine => {
                self.failures = self.failures.saturating_add(1);
                // What was saved meanwhile waits for the line like the rest.
                if !self.pulled {
                    (self.due, self.saved) = (None, None);
                }
                now + self.pause()
            }
        };
        self.due = Some(self.due.map_or(next, |due| due.min(next)));
    }

    // Twice as long with each failure; up to a fifth more or less, so that phones don't all come back at once.
    fn pause(&mut self) -> u64 {
        let doublings = self.failures.saturating_sub(1).min(16);
        let pause = (FIRST_PAUSE << doublings).min(LONGEST_PAUSE);
        self.chance.random_range(pause * 4 / 5..=pause * 6 / 5)
    }

    fn bring_forward(&mut self, at: u64) {
        self.due = Some(self.due.map_or(at, |due| due.min(at)));
    }

    fn is_barred(&self, network: Network) -> bool {
        self.unmetered_only && network.metered == Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIFI: Network = Network { connected: Some(true), metered: Some(false) };
    const MOBILE: Network = Network { connected: Some(true), metered: Some(true) };
    const NONE: Network = Network { connected: Some(false), metered: None };

    fn after(outcome: Outcome, now: u64) -> Schedule {
        let mut schedule = Schedule::new(1);
        schedule.begin();
        schedule.end(outcome, now);
        schedule
    }

    #[test]
    fn each_cause_has_its_time() {
        let mut schedule = Schedule::new(1);
        assert_eq!(schedule.next_at(), None);
        for (cause, earliest, latest) in [
            (Cause::Opened, 100, 100),
            (Cause::Pulled, 100, 100),
            (Cause::Saved, 4_100, 4_100),
            (Cause::Signal, 1_100, 5_100),
        ] {
            schedule = Schedule::new(1);
            schedule.ask(cause, 100);
            let at = schedule.next_at().unwrap();
            assert!((earliest..=latest).contains(&at), "{cause:?} at {at}");
        }
        schedule.begin();
        assert_eq!(schedule.next_at(), None);
    }

    #[test]
    fn saves_in_a_row_go_together_but_the_first_does_not_wait_for_ever() {
        let mut schedule = Schedule::new(1);
        for now in [0, 3_000, 6_000] {
            schedule.ask(Cause::Saved, now);
        }
        assert_eq!(schedule.next_at(), Some(10_000));
        for now in (9_000..60_000).step_by(3_000) {
            schedule.ask(Cause::Saved, now);
        }
        assert_eq!(schedule.next_at(), Some(30_000));
    }

    #[test]
    fn pauses_double_with_each_failure_within_a_fifth_up_to_half_an_hour() {
        let mut schedule = Schedule::new(7);
        let mut seen = Vec::new();
        for number in 0..12_u32 {
            schedule.begin();
            schedule.end(Outcome::NoLine, 1_000_000);
            let pause = schedule.next_at().unwrap() - 1_000_000;
            let planned = (30_000_u64 << number.min(16)).min(30 * 60_000);
            assert!((planned * 4 / 5..=planned * 6 / 5).contains(&pause), "{number}: {pause}");
            seen.push(pause);
        }
        assert!(seen[6..].windows(2).any(|pair| pair[0] != pair[1]), "chance spreads them: {seen:?}");
        // A line that appears, and a person who pulls, begin anew.
        schedule.ask(Cause::Pulled, 2_000_000);
        assert_eq!(schedule.next_at(), Some(2_000_000));
        schedule.begin();
        schedule.end(Outcome::NoLine, 2_000_000);
        assert!(schedule.next_at().unwrap() <= 2_036_000);
    }

    #[test]
    fn a_save_does_not_shorten_the_pause_after_a_failure() {
        let mut schedule = after(Outcome::NoLine, 0);
        let planned = schedule.next_at();
        schedule.ask(Cause::Saved, 1_000);
        assert_eq!(schedule.next_at(), planned);
    }

    #[test]
    fn what_is_saved_during_a_sync_is_sent_soon_after_it() {
        let mut schedule = Schedule::new(1);
        schedule.begin();
        schedule.ask(Cause::Saved, 1_000);
        schedule.end(Outcome::Done, 2_000);
        assert_eq!(schedule.next_at(), Some(5_000));
        assert_eq!(after(Outcome::Done, 2_000).next_at(), Some(2_000 + 30 * 60_000));
        assert_eq!(after(Outcome::Refused, 2_000).next_at(), Some(2_000 + 30 * 60_000));
    }

    #[test]
    fn without_a_line_nothing_is_due_until_one_appears_or_a_person_insists() {
        let mut schedule = Schedule::new(1);
        schedule.hear(NONE, 0);
        schedule.ask(Cause::Saved, 0);
        assert_eq!(schedule.next_at(), None);
        assert!(schedule.is_offline());
        schedule.hear(MOBILE, 10_000);
        assert!((4_000..=15_000).contains(&schedule.next_at().unwrap()));
        let mut schedule = Schedule::new(1);
        schedule.hear(NONE, 0);
        schedule.ask(Cause::Pulled, 50);
        assert_eq!(schedule.next_at(), Some(50));
    }

    #[test]
    fn a_paid_line_is_left_alone_where_the_person_wants_it() {
        let mut schedule = Schedule::new(1);
        schedule.keep_to_unmetered(true, 0);
        schedule.hear(MOBILE, 0);
        schedule.ask(Cause::Saved, 0);
        assert_eq!(schedule.next_at(), None);
        assert!(schedule.waits_for_unmetered());
        // The same on Wi-Fi, or once the person changed their mind.
        schedule.hear(WIFI, 10_000);
        assert!(schedule.next_at().is_some());
        schedule.hear(MOBILE, 11_000);
        schedule.keep_to_unmetered(false, 12_000);
        assert!(schedule.next_at().is_some() && !schedule.waits_for_unmetered());
        // What the platform does not tell bars nothing.
        let mut schedule = Schedule::new(1);
        schedule.keep_to_unmetered(true, 0);
        schedule.ask(Cause::Saved, 0);
        assert!(schedule.next_at().is_some());
    }

    #[test]
    fn the_same_seed_gives_the_same_times() {
        let times = |seed| {
            let mut schedule = Schedule::new(seed);
            let mut times = Vec::new();
            for now in [0, 100_000, 300_000] {
                schedule.begin();
                schedule.end(Outcome::NoLine, now);
                times.push(schedule.next_at());
            }
            times
        };
        assert_eq!(times(3), times(3));
        assert_ne!(times(3), times(4));
    }
}
