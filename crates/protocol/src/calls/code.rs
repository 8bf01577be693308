//! Enrolment codes: short enough to be read over a telephone, with the server's fingerprint inside.

use std::fmt;

use cunji_history::DevicePublicKey;
use sha2::{Digest, Sha256};

use super::crockford::{DIGITS, Foreign, digits, grouped, normal_form, value_of};

const SECRET: usize = 8;
const FINGERPRINT: usize = 11;
const LENGTH: usize = SECRET + FINGERPRINT + 1;

/// A code: 8 characters of secret, 11 of the server's fingerprint, one to find typing errors.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolmentCode {
    // In normal form: upper case, no dashes.
    text: String,
}

/// Why what was typed is no enrolment code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeFault {
    /// Another count of characters.
    #[error("an enrolment code has 20 characters, these are {0}")]
    Length(usize),
    /// A character that codes don't have.
    #[error("an enrolment code has no character “{character}” (place {place})")]
    Character {
        /// The character.
        character: char,
        /// Its place, from 1, dashes and spaces not counted.
        place: usize,
    },
    /// The last character does not fit the others.
    #[error("a character of the enrolment code is wrong: please compare it")]
    Typo,
    /// The code is another server's.
    #[error(
        "the code was made by another server than the one at this address; do not go on, ask who gave you the code"
    )]
    OtherServer,
}

impl CodeFault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Length(_) => "enrol.code_length",
            Self::Character { .. } => "enrol.code_character",
            Self::Typo => "enrol.code_typo",
            Self::OtherServer => "enrol.other_server",
        }
    }

    /// For a person, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Length(found) => format!("注册码应为 20 个字符,现在是 {found} 个。"),
            Self::Character { character, place } => format!("注册码第 {place} 个字符“{character}”不对,请核对。"),
            Self::Typo => "注册码有一个字符不对,请逐个核对。".to_owned(),
            Self::OtherServer => "注册码不是这台服务器发的,请先停下,问清发码的人。".to_owned(),
        }
    }

    /// For a person, in English.
    pub fn en(&self) -> String {
        self.to_string()
    }
}

impl EnrolmentCode {
    /// A code with these 40 random bits as its secret, for the server with this key.
    pub fn new(random: [u8; 5], server: &DevicePublicKey) -> Self {
        let bits = random.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let mut text = digits(bits, SECRET);
        text.push_str(&fingerprint(server));
        text.push(check(&text));
        Self { text }
    }

    /// Reads what was typed: case does not matter, O is 0, I and L are 1, dashes and spaces are ignored.
    ///
    /// # Errors
    /// It is no code; which of the ways tells the fault.
    pub fn parse(typed: &str) -> Result<Self, CodeFault> {
        let text =
            normal_form(typed).map_err(|Foreign { character, place }| CodeFault::Character { character, place })?;
        if text.len() != LENGTH {
            return Err(CodeFault::Length(text.len()));
        }
        let (before, last) = text.split_at(LENGTH - 1);
        if !last.starts_with(check(before)) {
            return Err(CodeFault::Typo);
        }
        Ok(Self { text })
    }

    /// The secret part in normal form: what the server looks up.
    pub fn secret(&self) -> &str {
        &self.text[..SECRET]
    }

    /// Refuses to go on with another server than the one that made the code.
    ///
    /// # Errors
    /// [`CodeFault::OtherServer`].
    pub fn check_server(&self, server: &DevicePublicKey) -> Result<(), CodeFault> {
        let right = self.text[SECRET..LENGTH - 1] == fingerprint(server);
        if right { Ok(()) } else { Err(CodeFault::OtherServer) }
    }
}

/// In groups of four, as it is read out.
impl fmt::Display for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grouped(&self.text))
    }
}

impl fmt::Debug for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnrolmentCode(…)")
    }
}

/// A server's key for a person who compares: the characters that stand in each of its codes, in groups.
pub fn server_fingerprint(server: &DevicePublicKey) -> String {
    grouped(&fingerprint(server))
}

fn fingerprint(server: &DevicePublicKey) -> String {
    let digest = Sha256::digest(server.0);
    let first = digest.iter().take(8).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    digits(first >> 9, FINGERPRINT)
}

fn check(text: &str) -> char {
    let sum: usize = text.chars().filter_map(value_of).sum();
    char::from(DIGITS[sum % 32])
}

#[cfg(test)]
mod tests {
    use cunji_history::DeviceKey;

    use super::*;

    fn code() -> EnrolmentCode {
        EnrolmentCode::new([0, 1, 2, 253, 255], &DeviceKey::from_bytes(&[1; 32]).public())
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let shown = code().to_string();
        assert_eq!(shown.len(), 24);
        assert_eq!(EnrolmentCode::parse(&shown), Ok(code()));
        assert_eq!(EnrolmentCode::parse(&shown.to_lowercase().replace('-', " ").replace('0', "o")), Ok(code()));
        assert_eq!(EnrolmentCode::parse(&shown.replace('1', "l")), Ok(code()));
        assert_eq!(code().secret(), "000G5ZFZ");
    }

    #[test]
    fn typing_errors_are_told_apart() {
        let shown = code().to_string();
        assert_eq!(EnrolmentCode::parse(&shown[..19]), Err(CodeFault::Length(16)));
        assert_eq!(
            EnrolmentCode::parse(&format!("U{}", &shown[1..])),
            Err(CodeFault::Character { character: 'U', place: 1 })
        );
        assert_eq!(EnrolmentCode::parse(&format!("1{}", &shown[1..])), Err(CodeFault::Typo));
        assert_eq!(EnrolmentCode::parse("码"), Err(CodeFault::Character { character: '码', place: 1 }));
    }

    #[test]
    fn a_server_is_known_by_what_stands_in_its_codes() {
        let shown = server_fingerprint(&DeviceKey::from_bytes(&[1; 32]).public());
        assert_eq!(shown.len(), 13);
        assert!(code().to_string().contains(&shown), "{shown}");
    }

    #[test]
    fn another_server_is_noticed() {
        assert_eq!(code().check_server(&DeviceKey::from_bytes(&[1; 32]).public()), Ok(()));
        assert_eq!(code().check_server(&DeviceKey::from_bytes(&[2; 32]).public()), Err(CodeFault::OtherServer));
    }
}
