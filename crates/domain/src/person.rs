//! Who writes and who is written of.

use std::fmt;
use std::str::FromStr;

/// A person's id as the roster gives it (e.g. `c0017`): 1–32 of `A–Z a–z 0–9 _ - .`. Never an ID-card number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(String);

/// Why a text is no person id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a person id: {0:?} (1-32 letters, digits, '_', '-' or '.')")]
pub struct InvalidPersonId(pub String);

impl PersonId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PersonId {
    type Err = InvalidPersonId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (1..=32).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
        // An 18-character number is an ID-card number; it must never become an id (docs/privacy.md).
        let id_card = text.len() == 18 && text.bytes().take(17).all(|b| b.is_ascii_digit());
        if fits && !id_card { Ok(Self(text.to_owned())) } else { Err(InvalidPersonId(text.to_owned())) }
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PersonId {
    /// The author of what the server itself writes (verdicts, roster, policy). A roster can't give an id that begins with
    /// a dot.
    pub fn server() -> Self {
        Self(".server".to_owned())
    }

    /// Whether the server itself is the author.
    pub fn is_server(&self) -> bool {
        self.0 == ".server"
    }
}
