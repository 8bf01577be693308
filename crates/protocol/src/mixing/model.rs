//! The model: what the next bit will be, from all that went before.

use super::context::{Before, CONTEXTS, mix};
use super::history;
use super::matches::Match;
use super::mixer::Mixer;
use super::scale::{moved, squash, stretch};

const LINES: usize = 1 << 18;
const INPUTS: usize = 3 * CONTEXTS + 5;
const MIXERS: usize = 4;
/// Which contexts count characters alone, from one to three: how many of them were met before tells how familiar it all is.
const FAMILIAR: std::ops::Range<usize> = 1..5;

/// What four bits of a half byte know in a context, beside what others know: what a processor fetches from memory at once.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([u32; 16]);

/// Where a context has its slots for this half byte.
#[derive(Clone, Copy, Default)]
struct Spot {
    line: usize,
    // The place in the line of no bit.
    place: usize,
    check: u32,
}

/// Predicts bits, and learns them.
#[derive(Clone)]
pub(crate) struct Model {
    text: Vec<u8>,
    before: Before,
    contexts: [u32; CONTEXTS],
    // 1 and the bits of this byte so far.
    bits: u32,
    // A probability of 1 (16 bits), a check (8), a history (8).
    lines: Vec<Line>,
    spots: [Spot; CONTEXTS],
    // The place in each context's line that is asked now.
    places: [usize; CONTEXTS],
    // What each history meant so far, by context: a probability (16 bits) and a count.
    meanings: Vec<(i32, i32)>,
    meant: [usize; CONTEXTS],
    matches: [Match; 2],
    inputs: [i32; INPUTS],
    mixers: [Mixer<INPUTS>; MIXERS],
    opinions: [i32; MIXERS],
    last: Mixer<MIXERS>,
    corrections: [Correction; 2],
}

impl Model {
    /// A model that has read `primer`.
    pub fn new(primer: &[u8]) -> Self {
        let meanings = (0..CONTEXTS as u32 * 256).map(|place| (history::first_guess(place & 0xff) as i32, 6)).collect();
        let mut first = [0; INPUTS];
        for (place, weight) in first.iter_mut().enumerate() {
            *weight = if place >= 3 * CONTEXTS { 7_000 } else { [3000, 7000, 4000][place % 3] };
        }
        let mixer = |situations| Mixer::new(situations, first, 8);
        let before = Before::default();
        let mut model = Self {
            text: Vec::new(),
            contexts: before.contexts(),
            before,
            bits: 1,
            lines: vec![Line([0; 16]); LINES],
            spots: [Spot::default(); CONTEXTS],
            places: [0; CONTEXTS],
            meanings,
            meant: [0; CONTEXTS],
            matches: [Match::new(4), Match::new(10)],
            inputs: [0; INPUTS],
            mixers: [mixer(512), mixer(80), mixer(512), mixer(512)],
            opinions: [0; MIXERS],
            last: Mixer::new(10, [16_384; MIXERS], 2),
            corrections: [Correction::new(512), Correction::new(1 << 12)],
        };
        for byte in primer {
            for place in (0..8).rev() {
                model.predict();
                model.learn(u32::from(*byte) >> place & 1);
            }
        }
        model
    }

    /// The probability that the next bit is 1, in 65,536ths; never 0 and never 65,536.
    pub fn predict(&mut self) -> u32 {
        let familiar = self.ask_contexts();
        for (number, it) in self.matches.iter_mut().enumerate() {
            let inputs = it.inputs(&self.text, self.bits);
            self.inputs[3 * CONTEXTS + 2 * number..][..2].copy_from_slice(&inputs);
        }
        self.inputs[INPUTS - 1] = 256;
        let within = usize::from(self.before.is_within());
        let length = self.matches[0].length();
        let followed = if length == 0 { 0 } else { 1 + (length / 3).min(6) };
        let bits = self.bits as usize;
        let lead = self.before.lead() as usize;
        let last = self.before.last() as usize;
        let situations = [
            bits + 256 * within,
            (familiar * 8 + followed) * 2 + within,
            if within == 1 { lead } else { 256 + (last >> 8 & 0xff) },
            (last & 0xff) * 2 + within,
        ];
        for ((opinion, mixer), situation) in self.opinions.iter_mut().zip(&mut self.mixers).zip(situations) {
            *opinion = mixer.mix(&self.inputs, situation);
        }
        let mixed = self.last.mix(&self.opinions, familiar * 2 + within);
        let by_byte = self.corrections[0].corrected(mixed, bits + 256 * within);
        let by_character = self.corrections[1].corrected(mixed, (mix(self.contexts[1], self.bits) & 0xfff) as usize);
        ((2 * squash(mixed) + by_byte + by_character + 2) >> 2).clamp(32, 65_503) as u32
    }

    // Takes what each context knows; answers how many of the familiar ones know something.
    fn ask_contexts(&mut self) -> usize {
        if matches!(self.bits, 1 | 16..32) {
            self.turn_to_half_byte();
        }
        let mut familiar = 0;
        let node = node_of(self.bits);
        for (number, spot) in self.spots.into_iter().enumerate() {
            let line = &mut self.lines[spot.line].0;
            let place = find(line, spot.place ^ node as usize, (spot.check + 17 * node) & 0xff);
            self.places[number] = place;
            let slot = line[place];
            let state = slot & 0xff;
            self.meant[number] = number * 256 + state as usize;
            let inputs = &mut self.inputs[3 * number..][..3];
            if state == 0 {
                inputs.fill(0);
                continue;
            }
            familiar += usize::from(FAMILIAR.contains(&number));
            let meaning = self.meanings[self.meant[number]].0 >> 4;
            inputs.copy_from_slice(&[stretch((slot >> 20) as usize), stretch(meaning as usize), (meaning - 2048) / 2]);
        }
        familiar
    }

    // The four bits of a half byte lie side by side in memory: a context costs one visit to it, not four.
    fn turn_to_half_byte(&mut self) {
        for (number, (spot, context)) in self.spots.iter_mut().zip(self.contexts).enumerate() {
            let hash = mix(context, self.bits.wrapping_mul(0x3d4d_51cb).wrapping_add(number as u32));
            let (line, place) = (hash as usize & (LINES - 1), (hash >> 20 & 15) as usize);
            *spot = Spot { line, place, check: hash >> 24 };
        }
        // Fetches all of them at once, before anything waits for one: most of the time goes into this.
        let fetched = self.spots.iter().fold(0, |sum, spot| sum ^ self.lines[spot.line].0[0]);
        std::hint::black_box(fetched);
    }

    /// Learns the bit that was predicted.
    pub fn learn(&mut self, bit: u32) {
        for ((spot, place), meant) in self.spots.iter().zip(self.places).zip(self.meant) {
            let slot = &mut self.lines[spot.line].0[place & 15];
            let state = *slot & 0xff;
            if state != 0 {
                let (probability, count) = &mut self.meanings[meant];
                *probability = moved(*probability, bit, *count);
                *count = (*count + 1).min(255);
            }
            let probability = moved((*slot >> 16) as i32, bit, history::times(state) as i32) as u32;
            *slot = probability << 16 | *slot & 0xff00 | history::after(state, bit);
        }
        for it in &mut self.matches {
            it.learn(bit);
        }
        for mixer in &mut self.mixers {
            mixer.learn(&self.inputs, bit);
        }
        self.last.learn(&self.opinions, bit);
        for correction in &mut self.corrections {
            correction.learn(bit);
        }
        self.bits = self.bits << 1 | bit;
        if self.bits >= 256 {
            let byte = (self.bits & 0xff) as u8;
            self.bits = 1;
            self.text.push(byte);
            self.before.push(byte);
            self.contexts = self.before.contexts();
            for it in &mut self.matches {
                it.push(&self.text);
            }
        }
    }
}

// 1 and the bits of this half byte so far.
fn node_of(bits: u32) -> u32 {
    if bits < 16 {
        return bits;
    }
    let here = 1 << (bits.ilog2() - 4);
    here | bits & (here - 1)
}

// The slot at a place or its neighbour: the one with the check, else the one that was seen less, which it takes over.
fn find(line: &mut [u32; 16], place: usize, check: u32) -> usize {
    let (place, neighbour) = (place & 15, place & 15 ^ 1);
    let is_its = |slot: u32| slot >> 8 & 0xff == check && slot & 0xff != 0;
    if is_its(line[place]) {
        return place;
    }
    if is_its(line[neighbour]) {
        return neighbour;
    }
    let seldom = |place: usize| history::times(line[place] & 0xff);
    let taken = if seldom(neighbour) < seldom(place) { neighbour } else { place };
    line[taken] = 0x8000_0000 | check << 8;
    taken
}

/// Corrects a probability by how such probabilities turned out in a situation.
#[derive(Clone)]
struct Correction {
    // 33 points for each situation, in 65,536ths.
    points: Vec<u16>,
    nearest: usize,
}

impl Correction {
    fn new(situations: usize) -> Self {
        let first = (0..33).map(|point| squash((point - 16) * 128) as u16);
        Self { points: first.cycle().take(situations * 33).collect(), nearest: 0 }
    }

    fn corrected(&mut self, opinion: i32, situation: usize) -> i32 {
        let from = (opinion + 2048) as usize;
        let (point, within) = (situation * 33 + from / 128, (from % 128) as i32);
        self.nearest = point + usize::from(within >= 64);
        let at = |point: usize| self.points.get(point).copied().map_or(32_768, i32::from);
        (at(point) * (128 - within) + at(point + 1) * within) / 128
    }

    fn learn(&mut self, bit: u32) {
        let seen = if bit == 1 { 65_535 } else { 0 };
        if let Some(point) = self.points.get_mut(self.nearest) {
            let now = i32::from(*point);
            *point = (now + (seen - now) / 50) as u16;
        }
    }
}
