//! Everything that happens by chance in a world, from its seed.

use std::ops::Range;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// A stream of chance.
pub struct Chance(StdRng);

impl Chance {
    /// The stream of a seed.
    pub fn of(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A stream of its own that follows from this one.
    pub fn branch(&mut self) -> Self {
        Self::of(self.0.random())
    }

    /// Whether something that happens once in `times` happens now.
    pub fn once_in(&mut self, times: u32) -> bool {
        self.0.random_range(0..times) == 0
    }

    /// A number of a range.
    pub fn of_range(&mut self, range: Range<u32>) -> u32 {
        self.0.random_range(range)
    }

    /// A place among so many; 0 of none.
    pub fn place(&mut self, count: usize) -> usize {
        if count == 0 { 0 } else { self.0.random_range(0..count) }
    }

    /// One of a list; none of an empty one.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.place(of.len()))
    }

    /// One of a list of things with weights.
    pub fn weighted<T: Copy>(&mut self, of: &[(u32, T)]) -> Option<T> {
        let sum: u32 = of.iter().map(|(weight, _)| weight).sum();
        let mut left = if sum == 0 { return None } else { self.of_range(0..sum) };
        for (weight, thing) in of {
            if left < *weight {
                return Some(*thing);
            }
            left -= weight;
        }
        None
    }
}
