//! Times and what is made of them. A figure is the middle of several runs; a ratio compares two things of one run.

use std::time::{Duration, Instant};

/// Runs something and says how long it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let value = work();
    (value, begun.elapsed())
}

/// The value below which a part of the sample lies (0.5: the middle). NaN for an empty one.
pub fn percentile(sample: &[f64], part: f64) -> f64 {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len().saturating_sub(1) as f64 * part).round() as usize;
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

/// The middle of a sample.
pub fn median(sample: &[f64]) -> f64 {
    percentile(sample, 0.5)
}

/// Seconds of a sample.
pub fn seconds(sample: &[Duration]) -> Vec<f64> {
    sample.iter().map(Duration::as_secs_f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_members_of_the_sample() {
        let sample: Vec<f64> = (1..=101).rev().map(f64::from).collect();
        assert_eq!([0.0, 0.5, 0.99, 1.0].map(|part| percentile(&sample, part)), [1.0, 51.0, 100.0, 101.0]);
        assert!(median(&[]).is_nan());
        assert_eq!(median(&[7.0]), 7.0);
    }
}
