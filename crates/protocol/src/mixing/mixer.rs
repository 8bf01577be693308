//! Many opinions on one bit, weighed by how good they were.

use super::scale::{MOST, squash};

/// A row of weights for each of a number of situations; the same opinions are weighed in the row of the situation.
#[derive(Clone)]
pub(super) struct Mixer<const INPUTS: usize> {
    rows: Vec<[i32; INPUTS]>,
    rate: i32,
    row: usize,
    opinion: i32,
}

impl<const INPUTS: usize> Mixer<INPUTS> {
    /// `first` are the weights of each row in the beginning, in 65,536ths.
    pub fn new(situations: usize, first: [i32; INPUTS], rate: i32) -> Self {
        Self { rows: vec![first; situations], rate, row: 0, opinion: 0 }
    }

    /// Mixes opinions (on the logarithmic scale) in a situation.
    pub fn mix(&mut self, inputs: &[i32; INPUTS], situation: usize) -> i32 {
        self.row = situation;
        // A weight is below 2^20 and an input below 2^11, so no product and no sum goes beyond 32 bits; to say
        // so lets a compiler take several at once.
        let products = self.rows[situation].iter().zip(inputs).map(|(weight, input)| weight.wrapping_mul(*input) >> 8);
        let sum = products.fold(0_i32, i32::wrapping_add);
        self.opinion = (sum >> 8).clamp(-MOST, MOST);
        self.opinion
    }

    /// Moves the weights towards those whose opinion was right.
    pub fn learn(&mut self, inputs: &[i32; INPUTS], bit: u32) {
        let seen = if bit == 1 { 65_535 } else { 0 };
        let error = ((seen - squash(self.opinion)) >> 4) * self.rate;
        for (weight, input) in self.rows[self.row].iter_mut().zip(inputs) {
            let step = input.wrapping_mul(error).wrapping_add(0x4000) >> 15;
            *weight = weight.wrapping_add(step).clamp(-(1 << 19), 1 << 19);
        }
    }
}
