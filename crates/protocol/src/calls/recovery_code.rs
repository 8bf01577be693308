//! Recovery codes: what a clerk dictates over a voice call to somebody who forgot the PIN.

use std::fmt;

use cunji_history::signed::Deployment;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::crockford::{DIGITS, Foreign, grouped, normal_form, value_of};

const SECRET: usize = 19;
const LENGTH: usize = SECRET + 1;

/// A code: 19 characters of chance (95 bits, since who copied the phone's files can try as fast as a computer does), and one to find
/// slips.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct RecoveryCode {
    // In normal form: upper case, no dashes.
    text: String,
}

/// Why what was typed is no recovery code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryCodeFault {
    /// Another count of characters.
    #[error("a recovery code has 20 characters, these are {0}; have it read out once more")]
    Length(usize),
    /// A character that codes don't have.
    #[error("a recovery code has no character “{character}” (place {place}); ask for this one again")]
    Character {
        /// The character.
        character: char,
        /// Its place, from 1, dashes and spaces not counted.
        place: usize,
    },
    /// The last character does not fit the others.
    #[error("a character of the recovery code is wrong or two have changed places; compare it with who reads it out")]
    Typo,
}

impl RecoveryCodeFault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Length(_) => "recovery.code_length",
            Self::Character { .. } => "recovery.code_character",
            Self::Typo => "recovery.code_typo",
        }
    }

    /// For a person, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Length(found) => format!("恢复码应为 20 个字符,现在是 {found} 个,请让对方再念一遍。"),
            Self::Character { character, place } => {
                format!("恢复码第 {place} 个字符“{character}”不对,请再问一下这一个。")
            }
            Self::Typo => "恢复码有一个字符不对,或者有两个调换了位置,请逐个核对。".to_owned(),
        }
    }

    /// For a person, in English.
    pub fn en(&self) -> String {
        self.to_string()
    }
}

impl RecoveryCode {
    /// A code of these random bytes; five bits of each are used.
    pub fn new(random: [u8; SECRET]) -> Self {
        let mut text: String = random.iter().map(|byte| char::from(DIGITS[usize::from(byte & 31)])).collect();
        text.push(check(&text));
        Self { text }
    }

    /// Reads what was typed, with the same tolerance as an enrolment code.
    ///
    /// # Errors
    /// It is no code; which of the ways tells the fault.
    pub fn parse(typed: &str) -> Result<Self, RecoveryCodeFault> {
        let text = normal_form(typed)
            .map_err(|Foreign { character, place }| RecoveryCodeFault::Character { character, place })?;
        let code = Self { text };
        if code.text.len() != LENGTH {
            return Err(RecoveryCodeFault::Length(code.text.len()));
        }
        let (before, last) = code.text.split_at(SECRET);
        if last.starts_with(check(before)) { Ok(code) } else { Err(RecoveryCodeFault::Typo) }
    }

    /// The code in normal form: what wraps the phone's keys.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The secret of an enrolment that goes with this code: who recovered by it needs no second one. It tells nothing of the code.
    pub fn enrolment_secret(&self, deployment: Deployment) -> String {
        // HMAC takes keys of every length; the fallback is never reached.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.text.as_bytes()) else { return String::new() };
        mac.update(b"cunji enrolment after recovery");
        mac.update(&deployment.0);
        mac.finalize().into_bytes().iter().map(|byte| char::from(DIGITS[usize::from(byte & 31)])).collect()
    }
}

/// In groups of four, as it is read out.
impl fmt::Display for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grouped(&self.text))
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

/// The sum of each value times its place, modulo 31: two that changed places are noticed, as is an enrolment code.
fn check(text: &str) -> char {
    let sum: usize =
        text.chars().filter_map(value_of).zip(1..).map(|(value, place): (usize, usize)| value * place).sum();
    char::from(DIGITS[sum % 31])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> RecoveryCode {
        RecoveryCode::new([0, 1, 33, 7, 5, 9, 12, 15, 18, 21, 24, 27, 30, 31, 255, 2, 4, 6, 8])
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let shown = code().to_string();
        assert_eq!(shown, "0117-59CF-JNRV-YZZ2-468B");
        assert_eq!(RecoveryCode::parse(&shown), Ok(code()));
        assert_eq!(RecoveryCode::parse(" o1i7 59cf—jnrv yzz2 468b "), Ok(code()));
    }

    #[test]
    fn slips_are_told_apart_and_two_that_changed_places_are_noticed() {
        let text = code().text().to_owned();
        assert_eq!(RecoveryCode::parse(&text[..19]), Err(RecoveryCodeFault::Length(19)));
        let foreign = RecoveryCodeFault::Character { character: 'U', place: 1 };
        assert_eq!(RecoveryCode::parse(&format!("U{}", &text[1..])), Err(foreign));
        for place in 0..SECRET - 1 {
            let mut swapped: Vec<char> = text.chars().collect();
            swapped.swap(place, place + 1);
            let swapped: String = swapped.into_iter().collect();
            let same = swapped == text;
            assert_eq!(RecoveryCode::parse(&swapped).is_ok(), same, "{swapped}");
        }
    }

    #[test]
    fn the_enrolment_s_secret_is_this_code_s_at_this_deployment() {
        let secret = code().enrolment_secret(Deployment([9; 16]));
        assert_eq!(secret.len(), 32);
        assert!(!secret.contains(&code().text()[..8]));
        assert_ne!(secret, code().enrolment_secret(Deployment([8; 16])));
        assert_ne!(secret, RecoveryCode::new([3; SECRET]).enrolment_secret(Deployment([9; 16])));
    }
}
