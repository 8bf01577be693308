//! ID-card numbers of a list. They are never kept: of each stays a keyed hash, by which the same one is known again, and its last
//! four characters, by which a person at the desk tells two people of one name apart.

use std::fmt;

use cunji_domain::violation::Violation;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::name::half_width;

/// The key of the hashes: without it, nobody finds a number by trying all that there are.
#[derive(Clone, PartialEq, Eq)]
pub struct IdKey([u8; 32]);

/// What is kept of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdNumber {
    /// Whose it is, by name.
    pub of: String,
    /// The keyed hash.
    pub hash: [u8; 32],
    /// The last four characters.
    pub last_four: String,
}

impl fmt::Debug for IdKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdKey")
    }
}

impl IdKey {
    /// The key that follows from the server's secret; nothing else does.
    pub fn of(secret: &[u8]) -> Self {
        Self(keyed(secret, b"cunji id number"))
    }

    /// What is kept of a number as it was written.
    ///
    /// # Errors
    /// It is none; the number itself is in no message.
    pub(super) fn kept(&self, of: &str, written: &str) -> Result<IdNumber, Violation> {
        let plain: String = written.chars().map(half_width).filter(|c| !c.is_whitespace() && *c != '-').collect();
        let number = plain.to_ascii_uppercase();
        if !is_number(&number) {
            return Err(Violation::new(
                "household.id_number",
                "身份证号不对:应为 18 位,最后一位是校验码。请核对这一格。",
                "This is no ID-card number: it has 18 characters, the last of which checks the others. Please look at the cell.",
            ));
        }
        let last_four = number.get(number.len() - 4..).unwrap_or_default().to_owned();
        Ok(IdNumber { of: of.to_owned(), hash: keyed(&self.0, number.as_bytes()), last_four })
    }
}

fn keyed(key: &[u8], message: &[u8]) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// 18 characters whose last one checks the others (GB 11643), or the 15 digits of the cards before 1999.
fn is_number(number: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    match (number.len(), digits) {
        (15, 15) => true,
        (18, 17 | 18) => {
            let sum: u32 = number.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
            number.as_bytes().get(17) == CHECKS.get((sum % 11) as usize)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A made-up number of the right shape.
    const NUMBER: &str = "610926199001011237";

    #[test]
    fn the_same_number_is_known_again_however_it_is_written() {
        let number = right(NUMBER);
        let key = IdKey::of(b"secret");
        let kept = key.kept("甲某", &number).unwrap();
        let spaced = format!("{} {}", &number[..6], &number[6..]);
        assert_eq!(key.kept("甲某", &spaced).unwrap(), kept);
        assert_eq!(kept.last_four, number[14..]);
        assert_ne!(IdKey::of(b"other").kept("甲某", &number).unwrap().hash, kept.hash);
        assert!(!format!("{kept:?}{key:?}").contains(&number));
    }

    #[test]
    fn what_is_none_is_refused_without_being_repeated() {
        let key = IdKey::of(b"secret");
        let number = right(NUMBER);
        let wrong = format!("{}{}", &number[..17], if number.ends_with('1') { '2' } else { '1' });
        for text in [wrong.as_str(), "61092619900101", "王某某", "", "61092619900101123A"] {
            let refused = key.kept("甲某", text).unwrap_err();
            assert_eq!(refused.code, "household.id_number");
            assert!(text.is_empty() || !refused.zh.contains(text));
        }
    }

    /// The number with the last character that checks it.
    fn right(number: &str) -> String {
        let body = &number[..17];
        let found = "0123456789X".chars().map(|last| format!("{body}{last}")).find(|whole| is_number(whole));
        found.unwrap()
    }
}
