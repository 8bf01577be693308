//! What bytes will cost after compression, about: an adaptive code of one byte of context. The writer of a column takes the
//! coding that costs least by this; readers don't care.

use std::collections::BTreeMap;

/// The cost of some bytes, in bits.
pub(super) fn cost<'b>(parts: impl Iterator<Item = &'b [u8]>) -> f64 {
    let mut alone = [0_u32; 256];
    let mut after: BTreeMap<(u8, u8), u32> = BTreeMap::new();
    let mut behind = [0_u32; 256];
    let (mut before, mut total, mut bits) = (0_u8, 0_u32, 0.0);
    for byte in parts.flatten() {
        let (single, pair) = (alone[usize::from(*byte)], after.entry((before, *byte)).or_insert(0));
        let likely = f64::from(*pair).mul_add(3.0, f64::from(single)) + 1.0 / 16.0;
        let all = f64::from(behind[usize::from(before)]).mul_add(3.0, f64::from(total)) + 16.0;
        bits -= (likely / all).log2();
        *pair += 1;
        alone[usize::from(*byte)] += 1;
        behind[usize::from(before)] += 1;
        total += 1;
        before = *byte;
    }
    bits
}
