//! How many uploads a device begins in a day. In memory: a restart only begins the day anew.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use cunji_history::DeviceId;
use cunji_protocol::limits::PHOTOS_A_DAY;

const DAY_SECONDS: i64 = 86_400;

/// Counts uploads.
#[derive(Debug, Default)]
pub struct Daily(Mutex<(i64, BTreeMap<DeviceId, usize>)>);

impl Daily {
    /// Counts one upload more; whether it may begin.
    pub fn allows(&self, device: DeviceId, now: i64) -> bool {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let today = now.div_euclid(DAY_SECONDS);
        if counted.0 != today {
            *counted = (today, BTreeMap::new());
        }
        let count = counted.1.entry(device).or_default();
        *count += 1;
        *count <= PHOTOS_A_DAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_that_sends_without_end_waits_for_the_next_day() {
        let (daily, one, other) = (Daily::default(), DeviceId([1; 16]), DeviceId([2; 16]));
        assert!((0..PHOTOS_A_DAY).all(|_| daily.allows(one, 1_000)));
        assert!(!daily.allows(one, 1_001) && daily.allows(other, 1_001));
        assert!(daily.allows(one, 1_000 + DAY_SECONDS));
    }
}
