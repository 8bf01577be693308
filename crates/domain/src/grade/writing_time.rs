/// A clock that differs by no more is right: what the network's time and a phone's differ by, and then some. Seconds.
const TOLERANCE: i64 = 600;

/// When something was written: what the phone's clock said, and between what the server knows that it lies. Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WritingTime {
    /// By the phone's clock.
    pub clock: i64,
    /// Not before; none where the phone had seen no server time.
    pub earliest: Option<i64>,
    /// Not after: its arrival.
    pub latest: i64,
}

impl WritingTime {
    /// From what lies beside an entry: the clock, the milliseconds since boot, the last server time with the milliseconds then, and
    /// the arrival.
    pub fn bounded(clock: i64, since_boot: Option<u64>, last_server_time: Option<(i64, u64)>, arrived: i64) -> Self {
        let earliest = last_server_time.map(|(server, then)| {
            // Without a boot in between the difference has passed since; after one, at least what has passed since the boot.
            let passed = since_boot.map_or(0, |now| now.checked_sub(then).unwrap_or(now));
            server.saturating_add(i64::try_from(passed / 1_000).unwrap_or(i64::MAX)).min(arrived)
        });
        Self { clock, earliest, latest: arrived }
    }

    /// By how many seconds at least the clock was wrong; none where it may have been right.
    pub fn clock_off(&self) -> Option<u64> {
        let slow = self.earliest.map_or(0, |earliest| earliest.saturating_sub(self.clock));
        let fast = self.clock.saturating_sub(self.latest);
        Some(slow.max(fast)).filter(|off| *off > TOLERANCE).map(i64::unsigned_abs)
    }

    /// Whether it was written from one instant on and before another: by the clock where that may be right, else only if the bounds
    /// leave no other time.
    pub fn within(&self, from: i64, until: i64) -> bool {
        match self.clock_off() {
            None => (from..until).contains(&self.clock),
            Some(_) => self.earliest.is_some_and(|earliest| from <= earliest) && self.latest < until,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_server_s_time_and_what_has_passed_since_bound_it_below() {
        let earliest = |since_boot, last| WritingTime::bounded(0, since_boot, last, 10_000).earliest;
        assert_eq!(earliest(Some(90_000), Some((1_000, 30_000))), Some(1_060));
        assert_eq!(earliest(Some(20_000), Some((1_000, 30_000))), Some(1_020), "booted in between");
        assert_eq!(earliest(None, Some((1_000, 30_000))), Some(1_000));
        assert_eq!(earliest(Some(90_000), None), None);
        assert_eq!(earliest(Some(u64::MAX), Some((1_000, 0))), Some(10_000), "never after the arrival");
    }

    #[test]
    fn a_clock_is_wrong_only_beyond_the_bounds() {
        let off = |clock| WritingTime { clock, earliest: Some(10_000), latest: 20_000 }.clock_off();
        assert_eq!([9_400, 9_399, 20_600, 20_601].map(off), [None, Some(601), None, Some(601)]);
        assert_eq!(WritingTime { clock: 0, earliest: None, latest: 20_000 }.clock_off(), None);
    }

    #[test]
    fn where_the_clock_is_wrong_the_bounds_alone_tell() {
        let time = |clock| WritingTime { clock, earliest: Some(10_000), latest: 20_000 };
        assert!(time(15_000).within(14_000, 16_000) && !time(15_000).within(15_001, 16_000));
        assert!(time(0).within(10_000, 20_001));
        assert!(!time(0).within(10_001, 20_001) && !time(0).within(10_000, 20_000) && !time(0).within(0, 100));
    }

    proptest! {
        #[test]
        fn nothing_overflows(
            clock: i64, since_boot: Option<u64>, last: Option<(i64, u64)>, arrived: i64, from: i64, until: i64,
        ) {
            let time = WritingTime::bounded(clock, since_boot, last, arrived);
            prop_assert!(time.earliest.is_none_or(|earliest| earliest <= time.latest));
            if from >= until {
                prop_assert!(!time.within(from, until));
            }
        }
    }
}
