//! Probabilities and their logarithmic scale: 256 units are a factor of e in the odds.

/// The largest number on the logarithmic scale, and the smallest with a minus.
pub(super) const MOST: i32 = 2047;

/// 65,536 ÷ (1 + e^(−x ÷ 256)) at x = −2048, −1920, …, 2048; in between it is a straight line.
const POINTS: [i32; 33] = [
    22, 36, 60, 98, 162, 267, 439, 720, 1179, 1921, 3108, 4971, 7812, 11_955, 17_625, 24_743, 32_768, 40_793, 47_911,
    53_581, 57_724, 60_565, 62_428, 63_615, 64_357, 64_816, 65_097, 65_269, 65_374, 65_438, 65_476, 65_500, 65_514,
];

/// From the logarithmic scale to a probability in 65,536ths.
pub(super) const fn squash(x: i32) -> i32 {
    let clamped = if x > MOST {
        MOST
    } else if x < -MOST {
        -MOST
    } else {
        x
    };
    let from = (clamped + 2048) as usize;
    let (point, within) = (from / 128, (from % 128) as i32);
    (POINTS[point] * (128 - within) + POINTS[point + 1] * within) / 128
}

static STRETCHED: [i16; 4096] = {
    let mut table = [0; 4096];
    let (mut probability, mut x) = (0, -MOST);
    while probability < 4096 {
        while x < MOST && squash(x) < probability * 16 {
            x += 1;
        }
        table[probability as usize] = x as i16;
        probability += 1;
    }
    table
};

/// From a probability in 4,096ths to the logarithmic scale: the least x whose [`squash`] is not below it.
pub(super) fn stretch(probability: usize) -> i32 {
    i32::from(STRETCHED[probability & 4095])
}

static SHARES: [i32; 256] = {
    let mut shares = [0; 256];
    let mut count = 0;
    while count < 256 {
        shares[count] = 65_536 / (2 * count as i32 + 3);
        count += 1;
    }
    shares
};

/// Moves a probability (65,536ths) towards what was seen: by about 2 ÷ (2 × count + 3) of the way. It stays within 32 and
/// 65,503. Counts go up to 255.
pub(super) fn moved(probability: i32, bit: u32, count: i32) -> i32 {
    let seen = if bit == 1 { 65_535 } else { 0 };
    let share = SHARES[(count & 255) as usize];
    (probability + (((seen - probability) * share) >> 15)).clamp(32, 65_503)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_scales_are_each_others_inverse() {
        for x in (-1300..1300).step_by(10) {
            let back = stretch((squash(x) / 16) as usize);
            assert!((back - x).abs() < 20, "{x} came back as {back}");
        }
        assert!((1..4096).all(|p| stretch(p) >= stretch(p - 1)));
        assert_eq!((squash(0), stretch(2048)), (32_768, 0));
    }
}
