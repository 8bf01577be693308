//! What a server says about a frame that it refused, and to the person.

use cunji_domain::division::DivisionCode;
use cunji_history::DeviceId;
use cunji_history::canonical::CanonicalError;

use crate::wire::{self, MapWriter};

/// A frame that was not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The space.
    pub space: DivisionCode,
    /// The device.
    pub device: DeviceId,
    /// The number of the frame's first entry.
    pub first: u64,
    /// Why, as a stable code.
    pub code: String,
    /// For a person, in Chinese.
    pub zh: String,
    /// For a person, in English.
    pub en: String,
}

impl Refused {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        map.text(1, self.space.as_str()).bytes(2, &self.device.0).put(3, |w| wire::put_number(w, self.first));
        map.text(4, &self.code).text(5, &self.zh).text(6, &self.en);
        map.into_bytes()
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let (mut space, mut device, mut first) = (None, None, None);
        let (mut code, mut zh, mut en) = (None, String::new(), String::new());
        wire::read_whole_map(bytes, |key, r| {
            match key {
                1 => space = Some(wire::space(r)?),
                2 => device = Some(wire::device(r)?),
                3 => first = Some(wire::number(r)?),
                4 => code = Some(wire::short_text(r)?),
                5 => zh = r.text()?.to_owned(),
                6 => en = r.text()?.to_owned(),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let part = "a refusal with a part missing";
        Ok(Self {
            space: wire::need(space, part)?,
            device: wire::need(device, part)?,
            first: wire::need(first, part)?,
            code: wire::need(code, part)?,
            zh,
            en,
        })
    }
}

/// Words for the person, e.g. that the device was revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// A stable code.
    pub code: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Notice {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        map.text(1, &self.code).text(2, &self.zh).text(3, &self.en);
        map.into_bytes()
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let (mut code, mut zh, mut en) = (None, String::new(), String::new());
        wire::read_whole_map(bytes, |key, r| {
            match key {
                1 => code = Some(wire::short_text(r)?),
                2 => zh = r.text()?.to_owned(),
                3 => en = r.text()?.to_owned(),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self { code: wire::need(code, "a notice without a code")?, zh, en })
    }
}
