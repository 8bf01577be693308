//! Many opinions on one bit, weighed by how good they were.

use super::scale::{MOST, squash};

/// A row of weights for each of a number of situations; the same opinions are weighed in the row of the situation.
#[derive(Clone)]
pub(super) struct Mixer {
    inputs: usize,
    weights: Vec<i32>,
    rate: i32,
    row: usize,
    /// The mixed opinion on the logarithmic scale.
    pub opinion: i32,
}

impl Mixer {
    /// `first` are the weights of each row in the beginning, in 65,536ths.
    pub fn new(situations: usize, first: &[i32], rate: i32) -> Self {
        let weights = first.iter().copied().cycle().take(situations * first.len()).collect();
        Self { inputs: first.len(), weights, rate, row: 0, opinion: 0 }
    }

    /// Mixes opinions (on the logarithmic scale) in a situation.
    pub fn mix(&mut self, inputs: &[i32], situation: usize) -> i32 {
        self.row = situation * self.inputs;
        let weights = self.weights.get(self.row..self.row + self.inputs).unwrap_or_default();
        // A weight is below 2^20 and an input below 2^11, so no product and no sum goes beyond 32 bits.
        let sum: i32 = weights.iter().zip(inputs).map(|(weight, input)| (weight * input) >> 8).sum();
        self.opinion = (sum >> 8).clamp(-MOST, MOST);
        self.opinion
    }

    /// Moves the weights towards those whose opinion was right.
    pub fn learn(&mut self, inputs: &[i32], bit: u32) {
        let seen = if bit == 1 { 65_535 } else { 0 };
        let error = ((seen - squash(self.opinion)) >> 4) * self.rate;
        let weights = self.weights.get_mut(self.row..self.row + self.inputs).unwrap_or_default();
        for (weight, input) in weights.iter_mut().zip(inputs) {
            *weight = (*weight + ((input * error + 0x4000) >> 15)).clamp(-(1 << 19), 1 << 19);
        }
    }
}
