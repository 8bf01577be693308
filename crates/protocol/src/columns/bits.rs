//! Numbers of a fixed count of bits, least significant bit first, without gaps.

/// How many bits the largest of some numbers takes.
pub(super) fn needed(largest: u64) -> u32 {
    u64::BITS - largest.leading_zeros()
}

/// The bytes that `count` numbers of `bits` bits take; `None` where that overflows.
pub(super) fn packed_length(count: usize, bits: u32) -> Option<usize> {
    Some(count.checked_mul(bits as usize)?.div_ceil(8))
}

/// Packs numbers, each below 2^`bits`.
pub(super) fn pack(numbers: impl Iterator<Item = u64>, bits: u32) -> Vec<u8> {
    let mut packed = Vec::new();
    let (mut pending, mut filled) = (0_u128, 0);
    for number in numbers {
        pending |= u128::from(number) << filled;
        filled += bits;
        while filled >= 8 {
            packed.push((pending & 0xff) as u8);
            pending >>= 8;
            filled -= 8;
        }
    }
    if filled > 0 {
        packed.push((pending & 0xff) as u8);
    }
    packed
}

/// Reads packed numbers one after another; beyond the end there are zeros.
pub(super) struct Unpack<'b> {
    bytes: std::slice::Iter<'b, u8>,
    pending: u128,
    filled: u32,
    bits: u32,
}

impl<'b> Unpack<'b> {
    pub fn new(packed: &'b [u8], bits: u32) -> Self {
        Self { bytes: packed.iter(), pending: 0, filled: 0, bits }
    }

    pub fn next(&mut self) -> u64 {
        while self.filled < self.bits {
            self.pending |= u128::from(self.bytes.next().copied().unwrap_or(0)) << self.filled;
            self.filled += 8;
        }
        let number = self.pending & ((1_u128 << self.bits) - 1);
        self.pending >>= self.bits;
        self.filled -= self.bits;
        number as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_at_every_width() {
        for bits in 0..=64_u32 {
            let most = if bits == 64 { u64::MAX } else { (1 << bits) - 1 };
            let numbers = [most, 0, most / 3, 1 & most, most];
            let packed = pack(numbers.into_iter(), bits);
            assert_eq!(Some(packed.len()), packed_length(numbers.len(), bits));
            let mut unpack = Unpack::new(&packed, bits);
            assert_eq!(numbers.map(|_| unpack.next()), numbers, "{bits} bits");
        }
    }
}
