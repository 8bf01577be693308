//! The arithmetic coder between a model's probabilities and bytes: 32 bits wide, most significant byte first.

use super::Model;

/// Codes bytes; the model learns them.
pub(crate) fn encode(model: &mut Model, bytes: &[u8]) -> Vec<u8> {
    let (mut low, mut high) = (0_u32, u32::MAX);
    let mut coded = Vec::new();
    for byte in bytes {
        for place in (0..8).rev() {
            let bit = u32::from(*byte) >> place & 1;
            narrow(&mut low, &mut high, model.predict(), bit);
            model.learn(bit);
            while (low ^ high) >> 24 == 0 {
                coded.push((high >> 24) as u8);
                low <<= 8;
                high = high << 8 | 0xff;
            }
        }
    }
    // As many bytes as it takes to stay between the two, with zeros behind them.
    for kept in 0..=4_u32 {
        let below = u32::MAX.checked_shr(8 * kept).unwrap_or(0);
        let Some(rounded) = low.checked_add(below).map(|sum| sum & !below) else { continue };
        if rounded <= high {
            coded.extend(rounded.to_be_bytes().iter().take(kept as usize));
            break;
        }
    }
    coded
}

/// Gives back `length` bytes; the model learns them. Bytes that were never coded so give back something, and do no harm.
pub(crate) fn decode(model: &mut Model, coded: &[u8], length: usize) -> Vec<u8> {
    let (mut low, mut high) = (0_u32, u32::MAX);
    let mut coded = coded.iter();
    let mut next = move || u32::from(coded.next().copied().unwrap_or(0));
    let mut code = (0..4).fold(0, |code, _| code << 8 | next());
    let mut bytes = Vec::with_capacity(length);
    for _ in 0..length {
        let mut byte = 0;
        for _ in 0..8 {
            let probability = model.predict();
            let bit = u32::from(code <= middle(low, high, probability));
            narrow(&mut low, &mut high, probability, bit);
            model.learn(bit);
            byte = byte << 1 | bit as u8;
            while (low ^ high) >> 24 == 0 {
                low <<= 8;
                high = high << 8 | 0xff;
                code = code << 8 | next();
            }
        }
        bytes.push(byte);
    }
    bytes
}

// Where the numbers that mean 1 end.
fn middle(low: u32, high: u32, probability: u32) -> u32 {
    low + ((u64::from(high - low) * u64::from(probability)) >> 16) as u32
}

fn narrow(low: &mut u32, high: &mut u32, probability: u32, bit: u32) {
    let middle = middle(*low, *high, probability);
    if bit == 1 { *high = middle } else { *low = middle + 1 }
}
