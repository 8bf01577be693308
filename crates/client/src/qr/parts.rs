//! What does not fit in one code: numbered codes, read in any order.
//!
//! A part is `CUNJI1/number/of/sum/base32`: letters, digits and signs of QR's alphanumeric mode only, so that a code stays coarse. The
//! sum tells one set from another and proves the whole.

use data_encoding::BASE32_NOPAD;
use sha2::{Digest, Sha256};

use super::QrFault;

const MARK: &str = "CUNJI1";
/// Bytes that a part carries: with them a code has 85 modules a side, which a camera of a cheap phone still tells apart.
pub const PART_BYTES: usize = 400;
/// Nobody points a camera at more codes than this.
pub const MOST_PARTS: usize = 32;
/// The longest that can be split.
pub const LONGEST_WHOLE: usize = PART_BYTES * MOST_PARTS;
/// Bytes of SHA-256 in a part.
const SUM: usize = 5;

/// Splits bytes into the texts of numbered codes; of nothing there is one.
///
/// # Errors
/// [`QrFault::TooLong`].
pub fn split(whole: &[u8]) -> Result<Vec<String>, QrFault> {
    if whole.len() > LONGEST_WHOLE {
        return Err(QrFault::TooLong);
    }
    let count = whole.len().div_ceil(PART_BYTES).max(1);
    let sum = sum_of(whole);
    let part = |number: usize| {
        let bytes = &whole[number * PART_BYTES..whole.len().min((number + 1) * PART_BYTES)];
        format!("{MARK}/{}/{count}/{sum}/{}", number + 1, BASE32_NOPAD.encode(bytes))
    };
    Ok((0..count).map(part).collect())
}

/// Whether a code's text is a part, of whatever set.
pub fn is_part(text: &str) -> bool {
    Part::parse(text).is_ok()
}

/// Parts of one set, as they come.
#[derive(Debug, Clone, Default)]
pub struct Assembly {
    sum: String,
    parts: Vec<Option<Vec<u8>>>,
}

/// Where an assembly stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// These numbers (from 1) are still to be read.
    Waiting {
        /// How many codes there are.
        of: usize,
        /// The numbers that were not read yet.
        missing: Vec<usize>,
    },
    /// All were read, and they make what their sum says.
    Whole(Vec<u8>),
}

impl Assembly {
    /// Takes a code's text; the same once more changes nothing.
    ///
    /// # Errors
    /// It is no part ([`QrFault::NoPart`]) or another set's ([`QrFault::OtherSet`]): what was read before stays. The parts don't make the
    /// whole ([`QrFault::Damaged`]): everything is forgotten, so that reading can begin anew.
    pub fn take(&mut self, text: &str) -> Result<Taken, QrFault> {
        let part = Part::parse(text)?;
        if self.parts.is_empty() {
            self.sum = part.sum;
            self.parts = vec![None; part.of];
        } else if self.sum != part.sum || self.parts.len() != part.of {
            return Err(QrFault::OtherSet);
        }
        self.parts[part.number - 1] = Some(part.bytes);
        let missing: Vec<usize> = (1..=part.of).filter(|number| self.parts[number - 1].is_none()).collect();
        if !missing.is_empty() {
            return Ok(Taken::Waiting { of: part.of, missing });
        }
        let whole: Vec<u8> = self.parts.iter().flatten().flatten().copied().collect();
        if sum_of(&whole) != self.sum {
            *self = Self::default();
            return Err(QrFault::Damaged);
        }
        Ok(Taken::Whole(whole))
    }
}

struct Part {
    number: usize,
    of: usize,
    sum: String,
    bytes: Vec<u8>,
}

impl Part {
    fn parse(text: &str) -> Result<Self, QrFault> {
        let pieces: Vec<&str> = text.split('/').collect();
        let [MARK, number, of, sum, body] = pieces[..] else {
            return Err(QrFault::NoPart);
        };
        let count =
            |text: &str| text.parse().ok().filter(|count| (1..=MOST_PARTS).contains(count)).ok_or(QrFault::NoPart);
        let (number, of) = (count(number)?, count(of)?);
        // Longer than the base32 of a part is read by nobody.
        if number > of || sum.len() != SUM * 8 / 5 || body.len() > PART_BYTES * 2 {
            return Err(QrFault::NoPart);
        }
        let bytes = BASE32_NOPAD.decode(body.as_bytes()).map_err(|_| QrFault::NoPart)?;
        if bytes.len() > PART_BYTES {
            return Err(QrFault::NoPart);
        }
        Ok(Self { number, of, sum: sum.to_owned(), bytes })
    }
}

fn sum_of(whole: &[u8]) -> String {
    BASE32_NOPAD.encode(&Sha256::digest(whole)[..SUM])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::painted::{Painting, STRAIGHT};
    use super::super::{GreyFrame, Modules, read};
    use super::*;

    fn bytes(length: usize) -> Vec<u8> {
        (0..length).map(|place| (place * 7 + place / 256) as u8).collect()
    }

    #[test]
    fn parts_that_a_camera_reads_make_the_whole() {
        let whole = bytes(1100);
        let texts = split(&whole).unwrap();
        assert_eq!(texts.len(), 3);
        let painting = Painting { module: 3.4, degrees: 9.0, tilt: 0.1, shade: 0.3, noise: 8.0, blurs: 1, ..STRAIGHT };
        let mut assembly = Assembly::default();
        let mut taken = None;
        for text in [&texts[2], &texts[0], &texts[2], &texts[1]] {
            let modules = Modules::of(text).unwrap();
            assert!(modules.side() <= 85);
            let pixels = painting.pixels(&modules);
            let seen = read(&GreyFrame::new(painting.width, painting.height, &pixels).unwrap()).unwrap();
            assert!(is_part(&seen));
            taken = Some(assembly.take(&seen).unwrap());
        }
        assert_eq!(taken, Some(Taken::Whole(whole)));
    }

    #[test]
    fn what_is_missing_is_told_by_number() {
        let texts = split(&bytes(1500)).unwrap();
        let mut assembly = Assembly::default();
        assert_eq!(assembly.take(&texts[1]), Ok(Taken::Waiting { of: 4, missing: vec![1, 3, 4] }));
        assert_eq!(assembly.take(&texts[1]), Ok(Taken::Waiting { of: 4, missing: vec![1, 3, 4] }));
    }

    #[test]
    fn another_set_leaves_what_was_read() {
        let (ours, theirs) = (split(&bytes(700)).unwrap(), split(&bytes(701)).unwrap());
        let mut assembly = Assembly::default();
        assembly.take(&ours[0]).unwrap();
        assert_eq!(assembly.take(&theirs[1]), Err(QrFault::OtherSet));
        assert_eq!(assembly.take("cunji:enrol?server=x&code=y"), Err(QrFault::NoPart));
        assert_eq!(assembly.take(&ours[1]), Ok(Taken::Whole(bytes(700))));
    }

    #[test]
    fn parts_that_do_not_make_the_whole_are_forgotten() {
        let texts = split(&bytes(700)).unwrap();
        let forged = texts[1].replace("CUNJI1/2/", "CUNJI1/1/");
        let mut assembly = Assembly::default();
        assembly.take(&forged).unwrap();
        assert_eq!(assembly.take(&texts[1]), Err(QrFault::Damaged));
        assembly.take(&texts[0]).unwrap();
        assert_eq!(assembly.take(&texts[1]), Ok(Taken::Whole(bytes(700))));
    }

    #[test]
    fn what_is_no_part_is_none() {
        let good = split(b"x").unwrap().remove(0);
        assert!(is_part(&good));
        let long = format!("CUNJI1/1/1/{}/{}", sum_of(b""), "A".repeat(648));
        let wrong = [
            "",
            "CUNJI1",
            "CUNJI1/0/1/AAAAAAAA/",
            "CUNJI1/2/1/AAAAAAAA/",
            "CUNJI1/1/33/AAAAAAAA/",
            "CUNJI1/1/1/AAAA/",
            "CUNJI1/1/1/AAAAAAAA/1",
            &long,
        ];
        for text in wrong {
            assert!(!is_part(text), "{text}");
        }
        assert!(!is_part(&good.replace("CUNJI1", "CUNJI2")));
    }

    #[test]
    fn too_much_is_refused() {
        assert_eq!(split(&bytes(LONGEST_WHOLE)).unwrap().len(), MOST_PARTS);
        assert_eq!(split(&bytes(LONGEST_WHOLE + 1)), Err(QrFault::TooLong));
    }

    proptest! {
        #[test]
        fn any_order_gives_the_whole(whole in prop::collection::vec(any::<u8>(), 0..3000), seed in any::<u64>()) {
            let mut texts = split(&whole).unwrap();
            texts.sort_by_key(|text| Sha256::digest([text.as_bytes(), &seed.to_be_bytes()].concat()).to_vec());
            let mut assembly = Assembly::default();
            let last = texts.iter().map(|text| assembly.take(text).unwrap()).last();
            prop_assert_eq!(last, Some(Taken::Whole(whole)));
        }
    }
}
