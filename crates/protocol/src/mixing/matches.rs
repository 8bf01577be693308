//! The longest place before that went on as it does now, and what came next there.

use super::scale::{moved, stretch};

const SLOTS: usize = 1 << 16;

/// Follows one earlier place as long as it goes on alike.
#[derive(Clone)]
pub(super) struct Match {
    // How many bytes must be alike before a place is followed.
    shortest: usize,
    // Where each hash of that many bytes was seen last.
    seen: Vec<u32>,
    place: usize,
    length: usize,
    // How far its word was good, by length and expected bit: a probability in 65,536ths and a count.
    trust: Vec<(i32, i32)>,
    // Which of them is asked now.
    asked: Option<usize>,
}

impl Match {
    pub fn new(shortest: usize) -> Self {
        let (seen, trust) = (vec![0; SLOTS], vec![(32_768, 0); 64]);
        Self { shortest, seen, place: 0, length: 0, trust, asked: None }
    }

    /// How long the followed place has been alike; 0 if it says something else already.
    pub fn length(&self) -> usize {
        if self.asked.is_some() { self.length } else { 0 }
    }

    /// What it expects of the next bit, on the logarithmic scale and plainly. `bits` is 1 and the bits of this byte so far.
    pub fn inputs(&mut self, text: &[u8], bits: u32) -> [i32; 2] {
        self.asked = None;
        let Some(expected) = text.get(self.place).filter(|_| self.length > 0) else { return [0, 0] };
        let expected = u32::from(*expected) | 256;
        let known = 31 - bits.leading_zeros();
        if expected >> (8 - known) != bits {
            return [0, 0];
        }
        let bit = (expected >> (7 - known) & 1) as usize;
        let step = if self.length < 16 { self.length } else { (16 + (self.length - 16) / 8).min(31) };
        let index = step * 2 + bit;
        self.asked = Some(index);
        let probability = self.trust.get(index).map_or(32_768, |trust| trust.0) >> 4;
        [stretch(probability as usize), (probability - 2048) / 2]
    }

    /// Learns the bit.
    pub fn learn(&mut self, bit: u32) {
        if let Some((probability, count)) = self.asked.and_then(|index| self.trust.get_mut(index)) {
            *probability = moved(*probability, bit, *count);
            *count = (*count + 1).min(127);
        }
    }

    /// Goes on by one byte, which is the last of `text`.
    pub fn push(&mut self, text: &[u8]) {
        let (last, end) = (text.last().copied(), text.len());
        if self.length > 0 && text.get(self.place).copied() == last {
            self.length += 1;
            self.place += 1;
        } else {
            self.length = 0;
        }
        let Some(recent) = end.checked_sub(self.shortest).and_then(|from| text.get(from..)) else { return };
        let hash = recent
            .iter()
            .rev()
            .fold(0_u32, |hash, byte| hash.wrapping_mul(0x2f0b_4c47).wrapping_add(u32::from(*byte) + 1));
        let Some(slot) = self.seen.get_mut(((hash ^ hash >> 16) & 0xffff) as usize) else { return };
        let candidate = *slot as usize;
        *slot = end as u32;
        if self.length == 0 && candidate > 0 {
            let alike = text[..candidate].iter().rev().zip(text.iter().rev()).take(40);
            let length = alike.take_while(|(there, here)| there == here).count();
            if length >= self.shortest {
                (self.place, self.length) = (candidate, length);
            }
        }
    }
}
