//! The body of a request of `POST /v1/sync`, written and read piece by piece: a preamble, then a stream of messages.

use sha2::{Digest, Sha256};

use crate::beginning::Beginning;
use crate::fault::{FrameFault, within};
use crate::limits;
use crate::message::{Codec, Preamble, UpMessage, try_preamble};
use crate::mixing::{MixedReader, MixedWriter};
use crate::stream::{CompressionFault, Effort, StreamReader, StreamWriter};

/// The stream of a request, as its codec has it.
enum RequestStream {
    Zstd(StreamReader),
    Mixing(Box<MixedReader>),
}

impl RequestStream {
    fn feed(&mut self, piece: &[u8]) {
        match self {
            Self::Zstd(stream) => stream.feed(piece),
            Self::Mixing(stream) => stream.feed(piece),
        }
    }

    fn next_message(&mut self) -> Result<Option<Vec<u8>>, FrameFault> {
        match self {
            Self::Zstd(stream) => stream.next_message(),
            Self::Mixing(stream) => stream.next_message(),
        }
    }
}

/// Reads a request on the server's side: feed what comes, look at the preamble, open the stream upon the primer it names,
/// then take the messages.
#[derive(Default)]
pub struct RequestReader {
    preamble: Option<Preamble>,
    continues: Option<Beginning>,
    // What came before the stream was opened.
    early: Vec<u8>,
    // All that came, as far as it is worth keeping.
    came: Vec<u8>,
    stream: Option<RequestStream>,
    taken: usize,
    frames: usize,
    hello: Option<[u8; 32]>,
    ended: bool,
}

impl RequestReader {
    /// Takes the next bytes of the body.
    ///
    /// # Errors
    /// The body is larger than [`limits::REQUEST_BYTES`].
    pub fn feed(&mut self, chunk: &[u8]) -> Result<(), FrameFault> {
        self.taken = self.taken.saturating_add(chunk.len());
        if self.taken > limits::REQUEST_BYTES {
            return Err(FrameFault::OverLimit("REQUEST_BYTES"));
        }
        let room = limits::BEGINNING_BYTES.saturating_sub(self.came.len());
        self.came.extend_from_slice(&chunk[..room.min(chunk.len())]);
        match &mut self.stream {
            Some(stream) => stream.feed(chunk),
            None => self.early.extend_from_slice(chunk),
        }
        Ok(())
    }

    /// What came of the body until now, up to [`limits::BEGINNING_BYTES`]: to be kept ([`crate::Beginnings::keep`]) if it is
    /// cut.
    pub fn beginning(&self) -> &[u8] {
        &self.came
    }

    /// The beginning that the body continues, once [`Self::preamble`] has come: what the server kept of it goes to
    /// [`Self::continue_after`], and the preamble is looked at again. Is it gone, the call is refused with
    /// [`crate::calls::Refusal::NO_BEGINNING`].
    pub fn continues(&self) -> Option<Beginning> {
        self.continues
    }

    /// Puts what was kept before what has come since.
    ///
    /// # Errors
    /// Together they are larger than [`limits::REQUEST_BYTES`].
    pub fn continue_after(&mut self, kept: &[u8]) -> Result<(), FrameFault> {
        let rest = std::mem::take(&mut self.early);
        *self = Self::default();
        self.feed(kept)?;
        self.feed(&rest)
    }

    /// The preamble; none until it has come whole.
    ///
    /// # Errors
    /// It is malformed, or of another version.
    pub fn preamble(&mut self) -> Result<Option<Preamble>, FrameFault> {
        if self.preamble.is_none()
            && let Some((preamble, continues, length)) = try_preamble(&self.early)?
        {
            self.early.drain(..length);
            self.preamble = Some(preamble);
            self.continues = continues;
        }
        Ok(self.preamble.clone())
    }

    /// Opens the stream upon the primer that the preamble names: [`crate::primer::shipped`] where it names none.
    ///
    /// # Errors
    /// There is no memory, or the preamble did not come yet.
    pub fn open(&mut self, primer: &[u8]) -> Result<(), FrameFault> {
        let mut stream = match self.preamble.as_ref().map(|preamble| preamble.codec) {
            None => return Err(FrameFault::Malformed("a stream before its preamble")),
            Some(Codec::Zstd) => {
                RequestStream::Zstd(StreamReader::new(primer, limits::REQUEST_DECODED, "REQUEST_DECODED")?)
            }
            Some(Codec::Mixing) => RequestStream::Mixing(Box::new(MixedReader::new(primer))),
        };
        stream.feed(&std::mem::take(&mut self.early));
        self.stream = Some(stream);
        Ok(())
    }

    /// Whether the stream still waits for [`Self::open`].
    pub fn stream_is_closed(&self) -> bool {
        self.stream.is_none()
    }

    /// The next message; none until more comes, and none after the end.
    ///
    /// # Errors
    /// The stream is broken or beyond a limit, or a message is malformed: the request can't be read on.
    pub fn next_message(&mut self) -> Result<Option<UpMessage>, FrameFault> {
        let Some(stream) = self.stream.as_mut().filter(|_| !self.ended) else { return Ok(None) };
        while let Some(bytes) = stream.next_message()? {
            let message = UpMessage::from_bytes(&bytes)?;
            if is_frame(&message) {
                self.frames += 1;
                within(self.frames, limits::REQUEST_FRAMES, "REQUEST_FRAMES")?;
            }
            if matches!(message, UpMessage::Hello(_)) {
                self.hello = Some(Sha256::digest(&bytes).into());
            }
            self.ended = message == UpMessage::End;
            if !matches!(message, UpMessage::Unknown(_)) {
                return Ok(Some(message));
            }
        }
        Ok(None)
    }

    /// SHA-256 of the message hello as it came: the server signs its answer to this one ([`crate::Sealing`]).
    pub fn hello(&self) -> Option<[u8; 32]> {
        self.hello
    }

    /// Whether the client said that nothing follows. A body that ends before this was cut.
    pub fn has_ended(&self) -> bool {
        self.ended
    }
}

const MUCH: usize = 512 * 1024;

/// Writes a whole request: the preamble, and the messages upon the primer, each frame flushed but the last, which the end of
/// the stream lets go.
///
/// # Errors
/// There is no memory.
pub fn write_request(preamble: &Preamble, primer: &[u8], messages: &[UpMessage]) -> Result<Vec<u8>, CompressionFault> {
    let encoded: Vec<_> = messages.iter().map(UpMessage::to_pieces).collect();
    let last = messages.iter().rposition(is_frame);
    let lets_go = |place: usize| messages.get(place).is_some_and(is_frame) && Some(place) != last;
    let mut body = preamble.to_bytes();
    match preamble.codec {
        Codec::Zstd => {
            let size = encoded.iter().map(|(texts, rest)| texts.len() + rest.len()).sum();
            // Megabytes go up after a restore alone; to squeeze them a phone would work longer than it sends.
            let effort = if size > MUCH { Effort::Quick } else { Effort::Best };
            let mut stream = StreamWriter::new(primer, size, effort)?;
            for (place, pieces) in encoded.iter().enumerate() {
                body.extend(stream.write_pieces(pieces)?);
                if lets_go(place) {
                    body.extend(stream.flush()?);
                }
            }
            body.extend(stream.finish()?);
        }
        Codec::Mixing => {
            let mut stream = MixedWriter::new(primer);
            let mut chunk = Vec::new();
            for (place, (texts, rest)) in encoded.iter().enumerate() {
                chunk.extend_from_slice(texts);
                chunk.extend_from_slice(rest);
                if lets_go(place) {
                    body.extend(stream.chunk(&std::mem::take(&mut chunk)));
                }
            }
            body.extend(stream.chunk(&chunk));
        }
    }
    Ok(body)
}

fn is_frame(message: &UpMessage) -> bool {
    matches!(message, UpMessage::Frame(_) | UpMessage::Attested(_))
}
