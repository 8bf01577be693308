//! The compressed stream of a body: zstd with a raw prefix, flushed after each frame, so that a stream that is cut gives back
//! the whole messages that it carried.

use zstd::stream::raw::{CParameter, DParameter, Decoder, Encoder, InBuffer, Operation, OutBuffer};
use zstd::zstd_safe::Strategy;

use crate::fault::FrameFault;
use crate::limits;
use crate::message::MessageReader;

/// zstd could not compress: it lacks memory.
#[derive(Debug, thiserror::Error)]
#[error("compression failed: {0}")]
pub struct CompressionFault(#[from] std::io::Error);

/// How hard a stream is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// For a phone's request, where a byte costs more than a millisecond.
    Best,
    /// For a server's answers to many.
    Quick,
}

const PIECE: usize = 64 * 1024;
const ANSWER_LEVEL: i32 = 12;
// Below this, a block of its own costs more than it saves.
const LONG_TEXTS: usize = 2048;
const SMALLEST_WINDOW: u32 = 17;

/// Compresses messages upon a prefix that the reader has too.
pub struct StreamWriter<'p> {
    encoder: Encoder<'p>,
}

/// Compression that takes no time: a simulation asks what arrives, not how small it is.
#[cfg(feature = "testing")]
pub mod light {
    use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

    static WANTED: AtomicBool = AtomicBool::new(false);

    /// Compresses lightly from now on in this process, or as the product does.
    pub fn compress(lightly: bool) {
        WANTED.store(lightly, SeqCst);
    }

    pub(crate) fn is_wanted() -> bool {
        WANTED.load(SeqCst)
    }
}

impl<'p> StreamWriter<'p> {
    /// A stream upon `prefix`. `body` is how many bytes will be written, about: the compressor is sized to both, since an
    /// unsized one asks 85 MB of memory.
    ///
    /// # Errors
    /// There is no memory.
    pub fn new(prefix: &'p [u8], body: usize, effort: Effort) -> Result<Self, CompressionFault> {
        #[cfg(feature = "testing")]
        if light::is_wanted() {
            return Ok(Self { encoder: Encoder::with_ref_prefix(1, prefix)? });
        }
        let level = if effort == Effort::Best { 22 } else { ANSWER_LEVEL };
        let mut encoder = Encoder::with_ref_prefix(level, prefix)?;
        let bits = usize::BITS - (prefix.len() + body).leading_zeros();
        let window = bits.clamp(SMALLEST_WINDOW, limits::WINDOW_LOG as u32);
        encoder.set_parameter(CParameter::WindowLog(window))?;
        if effort == Effort::Best {
            encoder.set_parameter(CParameter::Strategy(Strategy::ZSTD_btultra2))?;
            encoder.set_parameter(CParameter::HashLog(window.min(19)))?;
            encoder.set_parameter(CParameter::ChainLog((window + 1).min(20)))?;
            encoder.set_parameter(CParameter::SearchLog(12))?;
            encoder.set_parameter(CParameter::MinMatch(3))?;
            encoder.set_parameter(CParameter::TargetLength(999))?;
        } else {
            encoder.set_parameter(CParameter::HashLog(window.min(18)))?;
            encoder.set_parameter(CParameter::ChainLog(window.min(18)))?;
        }
        Ok(Self { encoder })
    }

    /// Takes bytes; gives what is ready to travel.
    ///
    /// # Errors
    /// There is no memory.
    pub fn write(&mut self, bytes: &[u8]) -> Result<Vec<u8>, CompressionFault> {
        let mut out = Vec::new();
        let mut input = InBuffer::around(bytes);
        while input.pos() < bytes.len() {
            let mut piece = Vec::with_capacity(PIECE);
            self.encoder.run(&mut input, &mut OutBuffer::around(&mut piece))?;
            out.extend(piece);
        }
        Ok(out)
    }

    /// Takes the two pieces of a frame. Long texts get a block of their own.
    ///
    /// # Errors
    /// There is no memory.
    pub fn write_pieces(&mut self, (texts, rest): &(Vec<u8>, Vec<u8>)) -> Result<Vec<u8>, CompressionFault> {
        let mut out = self.write(texts)?;
        if texts.len() >= LONG_TEXTS && !rest.is_empty() {
            out.extend(self.flush()?);
        }
        out.extend(self.write(rest)?);
        Ok(out)
    }

    /// Lets go all that was taken: a reader that gets this far has whole messages.
    ///
    /// # Errors
    /// There is no memory.
    pub fn flush(&mut self) -> Result<Vec<u8>, CompressionFault> {
        self.until_empty(|encoder, buffer| encoder.flush(buffer))
    }

    /// Ends the stream.
    ///
    /// # Errors
    /// There is no memory.
    pub fn finish(mut self) -> Result<Vec<u8>, CompressionFault> {
        self.until_empty(|encoder, buffer| encoder.finish(buffer, true))
    }

    fn until_empty(
        &mut self,
        mut step: impl FnMut(&mut Encoder<'p>, &mut OutBuffer<'_, Vec<u8>>) -> std::io::Result<usize>,
    ) -> Result<Vec<u8>, CompressionFault> {
        let mut out = Vec::new();
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            let left = step(&mut self.encoder, &mut OutBuffer::around(&mut piece))?;
            out.extend(piece);
            if left == 0 {
                return Ok(out);
            }
        }
    }
}

/// Gives back the messages of a stream that comes in pieces. Nothing is decoded before it is asked for, so that the memory
/// taken is what was fed, one message and one piece.
pub struct StreamReader {
    decoder: Decoder<'static>,
    input: Vec<u8>,
    at: usize,
    messages: MessageReader,
    decoded: usize,
    most: usize,
    limit: &'static str,
    ended: bool,
}

impl StreamReader {
    /// A stream upon `prefix` that may decode to `most` bytes, a limit with the name `limit`.
    pub(crate) fn new(prefix: &[u8], most: usize, limit: &'static str) -> Result<Self, FrameFault> {
        // A byte before the prefix changes nothing, since distances count from its end; but it keeps zstd from ever taking
        // somebody's text for a trained dictionary.
        let mut raw = vec![0];
        raw.extend_from_slice(prefix);
        let decoder = Decoder::with_dictionary(&raw).and_then(|mut decoder| {
            decoder.set_parameter(DParameter::WindowLogMax(limits::WINDOW_LOG as u32))?;
            Ok(decoder)
        });
        let decoder = decoder.map_err(|_| FrameFault::Malformed("no memory for the stream"))?;
        let messages = MessageReader::default();
        Ok(Self { decoder, input: Vec::new(), at: 0, messages, decoded: 0, most, limit, ended: false })
    }

    /// Takes the next bytes as they came.
    pub fn feed(&mut self, chunk: &[u8]) {
        self.input.drain(..self.at);
        self.at = 0;
        self.input.extend_from_slice(chunk);
    }

    /// The next whole message without its length; none until more bytes come.
    ///
    /// # Errors
    /// The stream is broken or goes beyond a limit; nothing more comes out of it.
    pub fn next_message(&mut self) -> Result<Option<Vec<u8>>, FrameFault> {
        loop {
            if let Some(message) = self.messages.next_message()? {
                return Ok(Some(message.to_vec()));
            }
            if !self.decode_piece()? {
                return Ok(None);
            }
        }
    }

    #[cfg(test)]
    fn has_ended(&self) -> bool {
        self.ended
    }

    // Decodes one piece; false if there is nothing more to decode.
    fn decode_piece(&mut self) -> Result<bool, FrameFault> {
        let waiting = self.input.get(self.at..).unwrap_or_default();
        if self.ended {
            return if waiting.is_empty() { Ok(false) } else { Err(FrameFault::Malformed("bytes behind the stream")) };
        }
        let mut piece = Vec::with_capacity(PIECE);
        let mut input = InBuffer::around(waiting);
        let mut output = OutBuffer::around(&mut piece);
        let left = self.decoder.run(&mut input, &mut output);
        let left = left.map_err(|_| FrameFault::Malformed("a broken stream"))?;
        let read = input.pos();
        self.at += read;
        self.ended = left == 0;
        self.decoded += piece.len();
        if self.decoded > self.most {
            return Err(FrameFault::OverLimit(self.limit));
        }
        self.messages.feed(&piece);
        Ok(read > 0 || !piece.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(length: usize, seed: u8) -> Vec<u8> {
        let mut bytes = vec![(length & 0x7f) as u8 | 0x80, (length >> 7) as u8];
        bytes.extend((0..length).map(|place| (place as u8).wrapping_mul(seed) ^ seed));
        bytes
    }

    fn written(prefix: &[u8], effort: Effort) -> Vec<Vec<u8>> {
        let mut writer = StreamWriter::new(prefix, 10_000, effort).unwrap();
        let mut pieces = Vec::new();
        for seed in 1..6 {
            let mut piece = writer.write(&message(1000 + usize::from(seed), seed)).unwrap();
            piece.extend(writer.flush().unwrap());
            pieces.push(piece);
        }
        pieces.push(writer.finish().unwrap());
        pieces
    }

    #[test]
    fn a_cut_stream_gives_back_its_whole_messages() {
        let prefix = b"\x37\xa4\x30\xec begins like a trained dictionary and is none";
        for effort in [Effort::Best, Effort::Quick] {
            let pieces = written(prefix, effort);
            let whole = pieces.concat();
            for cut in 0..=whole.len() {
                let mut reader = StreamReader::new(prefix, usize::MAX, "").unwrap();
                reader.feed(&whole[..cut]);
                let mut found = 0;
                while reader.next_message().unwrap().is_some() {
                    found += 1;
                }
                let mut arrived = 0;
                let due = pieces.iter().take(5).filter(|piece| {
                    arrived += piece.len();
                    arrived <= cut
                });
                assert!(found >= due.count(), "cut at {cut} of {}", whole.len());
                assert_eq!(reader.has_ended(), cut == whole.len());
            }
        }
    }

    #[test]
    fn a_stream_that_unfolds_to_a_flood_is_stopped() {
        let mut writer = StreamWriter::new(&[], 1000, Effort::Quick).unwrap();
        let mut bytes = writer.write(&vec![0; 4 << 20]).unwrap();
        bytes.extend(writer.finish().unwrap());
        assert!(bytes.len() < 2000);
        let mut reader = StreamReader::new(&[], 1 << 20, "REQUEST_DECODED").unwrap();
        reader.feed(&bytes);
        let end = loop {
            match reader.next_message() {
                Ok(Some(_)) => {}
                end => break end,
            }
        };
        assert_eq!(end, Err(FrameFault::OverLimit("REQUEST_DECODED")));
    }

    #[test]
    fn a_window_beyond_the_limit_is_refused() {
        let mut encoder = Encoder::new(3).unwrap();
        encoder.set_parameter(CParameter::WindowLog(23)).unwrap();
        let mut out = vec![0; 1 << 16];
        let mut output = OutBuffer::around(&mut out);
        encoder.run(&mut InBuffer::around(&[7; 5000]), &mut output).unwrap();
        encoder.flush(&mut output).unwrap();
        let bytes = output.as_slice().to_vec();
        let mut reader = StreamReader::new(&[], 1 << 20, "").unwrap();
        reader.feed(&bytes);
        assert_eq!(reader.next_message(), Err(FrameFault::Malformed("a broken stream")));
    }

    #[test]
    fn broken_streams_make_nobody_panic() {
        let whole = written(b"prefix", Effort::Best).concat();
        for place in 0..whole.len() {
            for bit in 0..8 {
                let mut bytes = whole.clone();
                bytes[place] ^= 1 << bit;
                let mut reader = StreamReader::new(b"prefix", 1 << 20, "").unwrap();
                reader.feed(&bytes);
                while let Ok(Some(_)) = reader.next_message() {}
            }
        }
    }
}
