//! Maps with integer keys: written with the pairs counted, read with unknown keys passed over.

use cunji_domain::division::DivisionCode;
use cunji_history::DeviceId;
use cunji_history::canonical::{CanonicalError, Reader, Writer};

use crate::limits;

/// A map under construction.
#[derive(Default)]
pub(crate) struct MapWriter {
    pairs: usize,
    body: Vec<u8>,
}

impl MapWriter {
    /// Adds what `write` writes (one item) under `key`.
    pub fn put(&mut self, key: i64, write: impl FnOnce(&mut Writer)) -> &mut Self {
        let mut w = Writer::default();
        w.int(key);
        write(&mut w);
        self.body.extend(w.into_bytes());
        self.pairs += 1;
        self
    }

    /// Adds one encoded item under `key`.
    pub fn put_raw(&mut self, key: i64, item: &[u8]) -> &mut Self {
        self.put(key, |_| {});
        self.body.extend_from_slice(item);
        self
    }

    /// Adds a list; `write` writes one item (one CBOR item each).
    pub fn put_list<T>(&mut self, key: i64, items: &[T], mut write: impl FnMut(&mut Writer, &T)) -> &mut Self {
        self.put(key, |w| {
            w.array(items.len());
            items.iter().for_each(|item| write(w, item));
        })
    }

    /// Adds a text.
    pub fn text(&mut self, key: i64, text: &str) -> &mut Self {
        self.put(key, |w| {
            w.text(text);
        })
    }

    /// Adds bytes.
    pub fn bytes(&mut self, key: i64, bytes: &[u8]) -> &mut Self {
        self.put(key, |w| {
            w.bytes(bytes);
        })
    }

    /// Adds an integer.
    pub fn int(&mut self, key: i64, number: i64) -> &mut Self {
        self.put(key, |w| {
            w.int(number);
        })
    }

    /// The map.
    pub fn into_bytes(self) -> Vec<u8> {
        let (mut bytes, rest) = self.joined(Self::default());
        bytes.extend(rest);
        bytes
    }

    /// One map with the pairs of both, in two pieces: up to the last pair of this one, and the pairs of `rest`.
    pub fn joined(self, rest: Self) -> (Vec<u8>, Vec<u8>) {
        let mut w = Writer::default();
        w.map(self.pairs + rest.pairs);
        let mut bytes = w.into_bytes();
        bytes.extend(self.body);
        (bytes, rest.body)
    }
}

/// Reads a map: `field` gets each key and reads its item, or answers false without reading and the item is passed over.
pub(crate) fn read_map<'b>(
    r: &mut Reader<'b>,
    mut field: impl FnMut(i64, &mut Reader<'b>) -> Result<bool, CanonicalError>,
) -> Result<(), CanonicalError> {
    for _ in 0..r.map()? {
        let key = r.int()?;
        if !field(key, r)? {
            r.skip()?;
        }
    }
    Ok(())
}

/// Reads bytes that are one map and nothing more.
pub(crate) fn read_whole_map<'b>(
    bytes: &'b [u8],
    field: impl FnMut(i64, &mut Reader<'b>) -> Result<bool, CanonicalError>,
) -> Result<(), CanonicalError> {
    let mut r = Reader::new(bytes);
    read_map(&mut r, field)?;
    r.end()
}

/// A list of at most [`limits::LIST_ITEMS`] of whatever `item` reads.
pub(crate) fn read_list<'b, T>(
    r: &mut Reader<'b>,
    item: impl FnMut(&mut Reader<'b>) -> Result<T, CanonicalError>,
) -> Result<Vec<T>, CanonicalError> {
    read_list_within(r, limits::LIST_ITEMS, item)
}

/// A list of at most `most` items.
pub(crate) fn read_list_within<'b, T>(
    r: &mut Reader<'b>,
    most: usize,
    mut item: impl FnMut(&mut Reader<'b>) -> Result<T, CanonicalError>,
) -> Result<Vec<T>, CanonicalError> {
    let length = r.array()?;
    if length > most {
        return Err(CanonicalError::Shape("a list that is too long"));
    }
    let mut list = Vec::new();
    for _ in 0..length {
        list.push(item(r)?);
    }
    Ok(list)
}

/// The head of an array that has at least `least` items; what a later version adds behind them is passed over by [`rest`].
pub(crate) fn tuple(r: &mut Reader<'_>, least: usize) -> Result<usize, CanonicalError> {
    let length = r.array()?;
    length.checked_sub(least).ok_or(CanonicalError::Shape("an array that is too short"))
}

/// Passes over `more` items.
pub(crate) fn rest(r: &mut Reader<'_>, more: usize) -> Result<(), CanonicalError> {
    (0..more).try_for_each(|_| r.skip())
}

/// One item as it stands in `whole`, which `r` reads from.
pub(crate) fn raw_item<'b>(r: &mut Reader<'b>, whole: &'b [u8]) -> Result<&'b [u8], CanonicalError> {
    let from = r.position();
    r.skip()?;
    whole.get(from..r.position()).ok_or(CanonicalError::Malformed)
}

/// A number that counts from 0 or 1.
pub(crate) fn number(r: &mut Reader<'_>) -> Result<u64, CanonicalError> {
    r.narrow()
}

/// Writes a number that counts; beyond what CBOR readers of this protocol take there are none.
pub(crate) fn put_number(w: &mut Writer, number: u64) {
    w.int(i64::try_from(number).unwrap_or(i64::MAX));
}

/// A space.
pub(crate) fn space(r: &mut Reader<'_>) -> Result<DivisionCode, CanonicalError> {
    r.text()?.parse().map_err(|_| CanonicalError::Shape("a space"))
}

/// A device.
pub(crate) fn device(r: &mut Reader<'_>) -> Result<DeviceId, CanonicalError> {
    r.fixed().map(DeviceId)
}

/// A short text: a name, a code, a version.
pub(crate) fn short_text(r: &mut Reader<'_>) -> Result<String, CanonicalError> {
    let text = r.text()?;
    if text.len() > limits::NAME_BYTES {
        return Err(CanonicalError::Shape("a name that is too long"));
    }
    Ok(text.to_owned())
}

/// What a field that must be there is missing.
pub(crate) fn need<T>(field: Option<T>, name: &'static str) -> Result<T, CanonicalError> {
    field.ok_or(CanonicalError::Shape(name))
}
