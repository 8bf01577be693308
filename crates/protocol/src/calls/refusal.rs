//! A refusal: what stands in the body of every answer of 4xx or 5xx.

use cunji_domain::record::Value;
use cunji_history::canonical::CanonicalError;

use crate::wire::{self, MapWriter};

/// Why a call was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {en}")]
pub struct Refusal {
    /// A stable code.
    pub code: String,
    /// For a person, in Chinese.
    pub zh: String,
    /// For a person, in English.
    pub en: String,
    /// Whether trying again later can help.
    pub again: bool,
}

impl Refusal {
    /// A server can't rebuild the primer of a request: send it upon the shipped text.
    pub const NO_PRIMER: &str = "sync.no_primer";

    /// A server does not take this codec, or has no time for it now: send it by codec 1.
    pub const NO_CODEC: &str = "sync.no_codec";

    /// A server no longer has the beginning that a request continues: send it whole.
    pub const NO_BEGINNING: &str = "sync.no_beginning";

    /// As the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        map.text(1, &self.code).text(2, &self.zh).text(3, &self.en).put(4, |w| {
            w.value(&Value::Bool(self.again));
        });
        map.into_bytes()
    }

    /// From the body.
    ///
    /// # Errors
    /// It is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let (mut code, mut zh, mut en, mut again) = (None, String::new(), String::new(), false);
        wire::read_whole_map(bytes, |number, r| {
            match number {
                1 => code = Some(wire::short_text(r)?),
                2 => zh = r.text()?.to_owned(),
                3 => en = r.text()?.to_owned(),
                4 => again = r.value()? == Value::Bool(true),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self { code: wire::need(code, "a refusal without a code")?, zh, en, again })
    }
}
