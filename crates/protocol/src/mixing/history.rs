//! What was seen in a context, in one byte: how often 0 and 1 came (up to 7 each), and the last two bits.

/// The counts of 0 and of 1.
pub(super) fn counts(state: u32) -> (u32, u32) {
    (state >> 5 & 7, state >> 2 & 7)
}

/// How often the context was seen, as far as it is remembered.
pub(super) fn times(state: u32) -> u32 {
    let (zeros, ones) = counts(state);
    zeros + ones
}

/// The state after another bit. What speaks against it is half forgotten.
pub(super) fn after(state: u32, bit: u32) -> u32 {
    let (zeros, ones) = counts(state);
    let forgotten = |count: u32| if count > 2 { count.div_ceil(2) } else { count };
    let (zeros, ones) =
        if bit == 1 { (forgotten(zeros), (ones + 1).min(7)) } else { ((zeros + 1).min(7), forgotten(ones)) };
    zeros << 5 | ones << 2 | (state << 1 | bit) & 3
}

/// What a state means before anything was learnt of it: a probability of 1 in 65,536ths.
pub(super) fn first_guess(state: u32) -> u32 {
    let (zeros, ones) = counts(state);
    (65_535 * (10 * ones + 3) / (10 * (zeros + ones) + 6)).clamp(64, 65_471)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_remembered_and_broken() {
        let run = [1; 9].into_iter().fold(0, after);
        assert_eq!(counts(run), (0, 7));
        assert_eq!(counts(after(run, 0)), (1, 4));
        assert_eq!(times(run), 7);
        assert!(first_guess(run) > 60_000 && first_guess(0) == 32_767);
    }
}
