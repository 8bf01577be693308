//! The stream of codec 2, read in pieces.

use std::sync::OnceLock;

use super::{Model, decode, encode};
use crate::fault::{FrameFault, within};
use crate::limits;
use crate::message::{MessageReader, length_of, length_prefix};
use crate::primer;

/// A model that has read the end of a primer. The shipped one is read once in a process.
fn model_upon(primer: &[u8]) -> Model {
    static SHIPPED: OnceLock<Model> = OnceLock::new();
    let end = &primer[primer.len().saturating_sub(limits::MIXED_PRIMER)..];
    if end == primer::shipped() {
        return SHIPPED.get_or_init(|| Model::new(end)).clone();
    }
    Model::new(end)
}

/// Writes the chunks of a stream.
pub(crate) struct MixedWriter(Model);

impl MixedWriter {
    pub fn new(primer: &[u8]) -> Self {
        Self(model_upon(primer))
    }

    /// One chunk: whoever gets all of it has what it says.
    pub fn chunk(&mut self, bytes: &[u8]) -> Vec<u8> {
        let coded = encode(&mut self.0, bytes);
        [length_prefix(bytes.len()), length_prefix(coded.len()), coded].concat()
    }
}

/// Gives back the messages of a stream that comes in pieces.
pub(crate) struct MixedReader {
    model: Model,
    input: Vec<u8>,
    messages: MessageReader,
    decoded: usize,
}

impl MixedReader {
    pub fn new(primer: &[u8]) -> Self {
        Self { model: model_upon(primer), input: Vec::new(), messages: MessageReader::default(), decoded: 0 }
    }

    pub fn feed(&mut self, piece: &[u8]) {
        self.input.extend_from_slice(piece);
    }

    /// The next whole message without its length; none until more bytes come.
    pub fn next_message(&mut self) -> Result<Option<Vec<u8>>, FrameFault> {
        loop {
            if let Some(message) = self.messages.next_message()? {
                return Ok(Some(message.to_vec()));
            }
            if !self.decode_chunk()? {
                return Ok(None);
            }
        }
    }

    // Decodes a chunk, if one has come whole.
    fn decode_chunk(&mut self) -> Result<bool, FrameFault> {
        let Some((length, first)) = length_of(&self.input, limits::MIXED_DECODED, "MIXED_DECODED")? else {
            return Ok(false);
        };
        let rest = self.input.get(first..).unwrap_or_default();
        let Some((coded, second)) = length_of(rest, limits::MIXED_DECODED, "MIXED_DECODED")? else { return Ok(false) };
        within(self.decoded.saturating_add(length), limits::MIXED_DECODED, "MIXED_DECODED")?;
        let from = first + second;
        let Some(bytes) = self.input.get(from..from + coded) else { return Ok(false) };
        let decoded = decode(&mut self.model, bytes, length);
        self.messages.feed(&decoded);
        self.decoded += length;
        self.input.drain(..from + coded);
        Ok(true)
    }
}
