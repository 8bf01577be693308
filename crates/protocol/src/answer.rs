//! The body of an answer of `POST /v1/sync`: messages under the server's seal.
//!
//! Frames are signed one by one, may be kept as they came and so need no seal. All else that an answer says (how far the server
//! holds the chains, what the device may read, what was refused, how far the logs are complete) is believed only under a seal that
//! speaks of this very request: who sits on a line without encryption could otherwise make a phone give up what it holds, or pass
//! over what it was never given.

use std::collections::VecDeque;

use cunji_history::signed::{Deployment, answer_message};
use cunji_history::{DeviceId, DevicePublicKey, Suite};
use sha2::{Digest, Sha256};

use crate::beginning::Beginning;
use crate::fault::FrameFault;
use crate::limits;
use crate::message::{
    Codec, DownMessage, Preamble, Seal, beginning_message, beginning_told, length_of, seal_message, seal_told,
    try_preamble,
};
use crate::primer;
use crate::sabotage::{Fault, armed};
use crate::stream::{CompressionFault, Effort, StreamReader, StreamWriter};

/// Whom an answer is to, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Which server was asked.
    pub deployment: Deployment,
    /// The device that asked.
    pub device: DeviceId,
    /// SHA-256 of the message hello, as it stands in the request's stream without its length.
    pub hello: [u8; 32],
}

impl Asked {
    fn message(&self, said: &Sha256, whole: bool) -> Vec<u8> {
        let said: [u8; 32] = said.clone().finalize().into();
        answer_message(self.deployment, Suite::Ed25519Sha256, self.device, &self.hello, &said, whole)
    }
}

/// What an answer is sealed with.
#[derive(Clone, Copy)]
pub struct Sealing<'s> {
    /// The request.
    pub asked: Asked,
    /// Signs with the server's key.
    pub sign: &'s dyn Fn(&[u8]) -> [u8; 64],
}

/// Writes an answer on the server's side. Seals stand where they are owed: before the first frame, and before the end.
pub struct AnswerWriter<'s> {
    stream: StreamWriter<'static>,
    sealing: Sealing<'s>,
    said: Sha256,
    // Whether something was said that neither is a frame nor was sealed.
    owes: bool,
    begun: bool,
}

// Answers grow while they are written; most of them fit.
const USUAL_ANSWER: usize = 256 * 1024;

impl<'s> AnswerWriter<'s> {
    /// An answer upon the shipped primer.
    ///
    /// # Errors
    /// There is no memory.
    pub fn new(sealing: Sealing<'s>) -> Result<Self, CompressionFault> {
        let stream = StreamWriter::new(primer::shipped(), USUAL_ANSWER, Effort::Quick)?;
        Ok(Self { stream, sealing, said: Sha256::new(), owes: false, begun: false })
    }

    /// Takes a message; gives the bytes that are ready to travel. After a frame all that was taken is let go.
    ///
    /// # Errors
    /// There is no memory.
    pub fn write(&mut self, message: &DownMessage) -> Result<Vec<u8>, CompressionFault> {
        let is_frame = matches!(message, DownMessage::Frame(_));
        let mut out = if is_frame && self.owes { self.seal(false)? } else { Vec::new() };
        out.extend(self.say(&message.to_pieces())?);
        if is_frame {
            out.extend(self.stream.flush()?);
        } else {
            self.owes = true;
        }
        Ok(out)
    }

    /// States what is kept of a body of this device that was cut; after the welcome.
    ///
    /// # Errors
    /// There is no memory.
    pub fn state(&mut self, kept: &Beginning) -> Result<Vec<u8>, CompressionFault> {
        self.owes = true;
        self.say(&(beginning_message(kept), Vec::new()))
    }

    /// Writes the last seal and the end; gives the last bytes.
    ///
    /// # Errors
    /// There is no memory.
    pub fn finish(mut self) -> Result<Vec<u8>, CompressionFault> {
        let mut out = self.seal(true)?;
        out.extend(self.say(&(DownMessage::End.to_bytes(), Vec::new()))?);
        out.extend(self.stream.finish()?);
        Ok(out)
    }

    fn seal(&mut self, whole: bool) -> Result<Vec<u8>, CompressionFault> {
        let signature = (self.sealing.sign)(&self.sealing.asked.message(&self.said, whole));
        self.owes = false;
        self.say(&(
            seal_message(&Seal { suite: i64::from(Suite::Ed25519Sha256.number()), signature, whole }),
            Vec::new(),
        ))
    }

    fn say(&mut self, pieces: &(Vec<u8>, Vec<u8>)) -> Result<Vec<u8>, CompressionFault> {
        let mut out = if std::mem::replace(&mut self.begun, true) {
            Vec::new()
        } else {
            Preamble { codec: Codec::Zstd, primer: None }.to_bytes()
        };
        // The length before a message is the stream's, not the message's.
        let length = length_of(&pieces.0, usize::MAX, "MESSAGE_BYTES").ok().flatten();
        let behind = length.map_or(0, |(_, prefix)| prefix);
        self.said.update(pieces.0.get(behind..).unwrap_or_default());
        self.said.update(&pieces.1);
        out.extend(self.stream.write_pieces(pieces)?);
        Ok(out)
    }
}

enum Stage {
    Preamble(Vec<u8>),
    Stream(StreamReader),
}

/// Reads an answer on the client's side. What needs a seal is given only once it was sealed.
pub struct AnswerReader {
    stage: Stage,
    // None for who only looks.
    proof: Option<(Asked, DevicePublicKey)>,
    said: Sha256,
    // What waits for its seal, and what has it.
    unsealed: VecDeque<DownMessage>,
    sealed: VecDeque<DownMessage>,
    whole: bool,
    kept: Option<Beginning>,
    ended: bool,
}

impl AnswerReader {
    /// Reads the answer to a request; the seals are to be of the server with this key.
    pub fn of(asked: Asked, server: DevicePublicKey) -> Self {
        Self { proof: Some((asked, server)), ..Self::unproven() }
    }

    /// Reads an answer without any proof, message by message: for who looks at a line and believes nothing.
    pub fn unproven() -> Self {
        Self {
            stage: Stage::Preamble(Vec::new()),
            proof: None,
            said: Sha256::new(),
            unsealed: VecDeque::new(),
            sealed: VecDeque::new(),
            whole: false,
            kept: None,
            ended: false,
        }
    }

    /// Takes the next bytes of the body; what comes after the end is not kept.
    pub fn feed(&mut self, chunk: &[u8]) {
        if self.ended {
            return;
        }
        match &mut self.stage {
            Stage::Preamble(early) => early.extend_from_slice(chunk),
            Stage::Stream(stream) => stream.feed(chunk),
        }
    }

    /// The next message; none until more comes, and none after the end.
    ///
    /// # Errors
    /// The answer is broken, beyond a limit, or not this server's to this request.
    pub fn next_message(&mut self) -> Result<Option<DownMessage>, FrameFault> {
        while !self.ended {
            if let Some(message) = self.sealed.pop_front() {
                return Ok(Some(message));
            }
            let Some(bytes) = self.next_bytes()? else { return Ok(None) };
            if let Some(seal) = seal_told(&bytes)? {
                self.check(&seal)?;
                self.said.update(&bytes);
                self.sealed.append(&mut self.unsealed);
                self.whole = seal.whole;
                continue;
            }
            self.said.update(&bytes);
            let message = DownMessage::from_bytes(&bytes)?;
            match message {
                DownMessage::Unknown(_) => self.kept = beginning_told(&bytes)?.or(self.kept),
                DownMessage::Frame(_) | DownMessage::End => {
                    self.owes_nothing(&message)?;
                    self.ended = message == DownMessage::End;
                    return Ok(Some(message));
                }
                message if self.proof.is_none() => return Ok(Some(message)),
                message => self.unsealed.push_back(message),
            }
        }
        Ok(None)
    }

    /// What the server kept of a body that was cut, if it said so.
    pub fn kept(&self) -> Option<Beginning> {
        self.kept
    }

    /// Whether the server said that nothing follows. A body that ends before this was cut.
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    fn next_bytes(&mut self) -> Result<Option<Vec<u8>>, FrameFault> {
        if let Stage::Preamble(early) = &mut self.stage {
            let Some((preamble, _, length)) = try_preamble(early)? else { return Ok(None) };
            if preamble.primer.is_some() || preamble.codec != Codec::Zstd {
                return Err(FrameFault::Malformed("an answer of another codec or primer"));
            }
            let mut stream = StreamReader::new(primer::shipped(), limits::ANSWER_DECODED, "ANSWER_DECODED")?;
            stream.feed(early.get(length..).unwrap_or_default());
            self.stage = Stage::Stream(stream);
        }
        let Stage::Stream(stream) = &mut self.stage else { return Ok(None) };
        stream.next_message()
    }

    fn check(&self, seal: &Seal) -> Result<(), FrameFault> {
        let Some((asked, server)) = &self.proof else { return Ok(()) };
        if Suite::of(u8::try_from(seal.suite).unwrap_or(0)).is_none() {
            return Err(FrameFault::UnknownSuite(seal.suite));
        }
        // Nothing is said after the last seal but the end.
        let holds = !self.whole && server.verifies(&asked.message(&self.said, seal.whole), &seal.signature);
        if holds || armed(Fault::SkipAnswerSeal) { Ok(()) } else { Err(FrameFault::UnprovenAnswer) }
    }

    // A frame comes behind the seal of what was said before it, and the end behind the last.
    fn owes_nothing(&self, message: &DownMessage) -> Result<(), FrameFault> {
        let is_due = self.unsealed.is_empty() && self.whole == (*message == DownMessage::End);
        if is_due || self.proof.is_none() { Ok(()) } else { Err(FrameFault::UnprovenAnswer) }
    }
}

#[cfg(test)]
mod tests;
