//! The client's side of a sync, without I/O: it says what to send, is told what came, and knows what follows a cut.
//!
//! ```text
//! loop {
//!     match session.next(&outbox, &sign)? {
//!         Step::Send(request) => post it;
//!             each piece of the answer → session.received(piece), then session.arrived() until None, each committed at once
//!             the answer is over       → session.ended()
//!             the line broke           → session.cut()
//!             a status of 4xx or 5xx   → session.refused(refusal)
//!         Step::Done(_) | Step::Stopped(_) => break
//!     }
//! }
//! ```
//! The [`Outbox`] is made anew for each step from what the store holds after what arrived was committed: what is to be sent
//! is never a flag, it is what lies beyond the numbers that the server stated.

mod flight;
mod frames;
mod outbox;
mod standing;

use std::collections::BTreeSet;

use cunji_domain::division::DivisionCode;
use cunji_history::signed::Deployment;
use cunji_history::{DeviceId, DevicePublicKey};
use sha2::{Digest, Sha256};

pub use frames::split_by_size;
pub use outbox::{Outbox, OwnChain};
pub use standing::{Standing, standing};

use crate::answer::{AnswerReader, Asked};
use crate::body::write_request;
use crate::calls::Refusal;
use crate::fault::FrameFault;
use crate::limits;
use crate::message::{Codec, DownMessage, Hello, Mode, Preamble, UpMessage, continuing};
use crate::primer;
use crate::stream::CompressionFault;
use flight::{Addressed, Flight, codec_for};
use frames::{Packed, pack};
use outbox::Snapshot;

/// What a session needs to know from the beginning.
#[derive(Debug, Clone)]
pub struct SessionConfig {
    /// Which server it is.
    pub deployment: Deployment,
    /// Its key, as it was pinned: what the server says is believed under this one alone.
    pub server: DevicePublicKey,
    /// The device that asks.
    pub device: DeviceId,
    /// Random bytes, others for each session: what makes each request one of its own follows from them.
    pub chance: [u8; 32],
    /// The client's program version.
    pub program: String,
    /// How many attempts in a row may bring nothing before it stops. Frames get half as large with each.
    pub tries: u32,
}

impl SessionConfig {
    /// As many tries as it takes to come down to one entry, and some more.
    pub fn new(
        (deployment, server): (Deployment, DevicePublicKey),
        device: DeviceId,
        chance: [u8; 32],
        program: &str,
    ) -> Self {
        Self { deployment, server, device, chance, program: program.to_owned(), tries: 16 }
    }

    // A request that was not made yet has no hello, and no answer to it proves.
    fn addressed(&self, hello: [u8; 32]) -> Addressed {
        Addressed { asked: Asked { deployment: self.deployment, device: self.device, hello }, server: self.server }
    }
}

/// What the driver has to do.
#[derive(Debug)]
pub enum Step {
    /// Post this to `/v1/sync`.
    Send(Request),
    /// All is exchanged that can be.
    Done(Summary),
    /// It can't go on.
    Stopped(Stop),
}

/// A request.
#[derive(Debug)]
pub struct Request {
    /// The body.
    pub body: Vec<u8>,
    /// What it is for.
    pub mode: Mode,
    /// How many attempts in a row brought nothing: a driver may wait longer the more there were.
    pub attempt: u32,
}

/// Why a session can't go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The server refused the call.
    Refused(Refusal),
    /// The line breaks again and again, and nothing comes through.
    Unreachable,
    /// What the server answers can't be read.
    Broken(FrameFault),
}

/// What a session cost. Bytes are those of bodies; the driver adds what HTTP takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Bytes of request bodies.
    pub bytes_up: u64,
    /// Bytes of answer bodies.
    pub bytes_down: u64,
    /// Requests.
    pub round_trips: u32,
    /// Requests that were cut.
    pub cuts: u32,
    /// Entries that are still beyond what the server stated.
    pub unsent: usize,
}

/// Why a request can't be made.
#[derive(Debug, thiserror::Error)]
pub enum SessionFault {
    /// An own entry makes no frame: it is too large, or its seed is missing.
    #[error(transparent)]
    Frame(#[from] FrameFault),
    /// There is no memory.
    #[error(transparent)]
    Compression(#[from] CompressionFault),
}

/// How the last request went.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Beginning,
    Underway,
    Ended,
    Cut,
    Refused(Refusal),
    Broken(FrameFault),
}

/// A sync from the client's side.
pub struct Session {
    config: SessionConfig,
    outcome: Outcome,
    flight: Flight,
    // What the store held when entries were last delivered, and how that went: what came through is told by the difference.
    delivered: Option<Snapshot>,
    cut_upward: bool,
    // The request that was cut before the server answered.
    unfinished: Option<Flight>,
    largest_up: usize,
    largest_down: usize,
    tries: u32,
    history_refused: bool,
    mixing_refused: bool,
    // Spaces whose frames were refused: they are not sent again in this session.
    refused: BTreeSet<DivisionCode>,
    // Signatures of attested frames that were offered in requests that came to their end: they need not be offered again.
    offered: BTreeSet<[u8; 64]>,
    summary: Summary,
}

impl Session {
    /// Begins a session.
    pub fn new(config: SessionConfig) -> Self {
        Self {
            outcome: Outcome::Beginning,
            flight: Flight::new(Mode::Exchange, Codec::Zstd, Packed::default(), false, &config.addressed([0; 32])),
            config,
            delivered: None,
            cut_upward: false,
            unfinished: None,
            largest_up: limits::FRAME_BYTES,
            largest_down: limits::FRAME_BYTES,
            tries: 0,
            history_refused: false,
            mixing_refused: false,
            refused: BTreeSet::new(),
            offered: BTreeSet::new(),
            summary: Summary::default(),
        }
    }

    /// What to do next. `outbox` is what the store holds now; `sign` signs with the device's key.
    ///
    /// # Errors
    /// A request can't be made.
    pub fn next(&mut self, outbox: &Outbox, sign: &dyn Fn(&[u8]) -> [u8; 64]) -> Result<Step, SessionFault> {
        match std::mem::replace(&mut self.outcome, Outcome::Underway) {
            Outcome::Beginning => self.deliver(outbox, sign),
            Outcome::Ended if self.flight.mode == Mode::Ask => match self.continued() {
                Some(step) => Ok(step),
                None => self.deliver(outbox, sign),
            },
            Outcome::Ended => {
                self.offered.extend(self.flight.packed.attested.drain(..));
                self.tries = 0;
                self.delivered = None;
                self.largest_up = (self.largest_up * 2).min(limits::FRAME_BYTES);
                self.largest_down = (self.largest_down * 2).min(limits::FRAME_BYTES);
                if self.flight.more || self.has_more_to_send(outbox) {
                    return self.deliver(outbox, sign);
                }
                Ok(Step::Done(self.summed_up(outbox)))
            }
            // An answer that is cut behind the welcome has told where the chains stand; else that is asked for first, if
            // there is anything to send at all: on a line that breaks after so many bytes the question takes from the answer.
            Outcome::Cut | Outcome::Underway if self.flight.welcomed || outbox.is_empty() => self.deliver(outbox, sign),
            Outcome::Cut | Outcome::Underway => {
                if self.flight.mode == Mode::Ask {
                    self.tries += 1;
                }
                if self.tries > self.config.tries {
                    return Ok(Step::Stopped(Stop::Unreachable));
                }
                self.ask(outbox)
            }
            Outcome::Refused(refusal) if refusal.code == Refusal::NO_BEGINNING && self.flight.had > 0 => {
                self.deliver(outbox, sign)
            }
            Outcome::Refused(refusal) if refusal.code == Refusal::NO_PRIMER && self.flight.upon_history => {
                self.history_refused = true;
                self.delivered = None;
                self.deliver(outbox, sign)
            }
            Outcome::Refused(refusal) if refusal.code == Refusal::NO_CODEC && self.flight.codec != Codec::Zstd => {
                self.mixing_refused = true;
                self.delivered = None;
                self.deliver(outbox, sign)
            }
            Outcome::Refused(refusal) => Ok(Step::Stopped(Stop::Refused(refusal))),
            Outcome::Broken(fault) => Ok(Step::Stopped(Stop::Broken(fault))),
        }
    }

    /// Takes a piece of the answer.
    pub fn received(&mut self, piece: &[u8]) {
        self.summary.bytes_down += piece.len() as u64;
        self.flight.answer.feed(piece);
    }

    /// The next message of the answer, to be committed before the next one is asked for; none until more pieces come.
    ///
    /// # Errors
    /// The answer is broken; [`Self::next`] will stop.
    pub fn arrived(&mut self) -> Result<Option<DownMessage>, FrameFault> {
        let message = self.flight.answer.next_message().inspect_err(|fault| {
            self.outcome = Outcome::Broken(fault.clone());
        })?;
        match &message {
            Some(DownMessage::Welcome(_)) => self.flight.welcomed = true,
            Some(DownMessage::More) => self.flight.more = true,
            // A gap is no fault of what was sent: the server lost entries, and stated from where it wants them.
            Some(DownMessage::Refused(refused)) if refused.code != FrameFault::GAP => {
                self.refused.insert(refused.space.clone());
            }
            Some(DownMessage::End) => self.outcome = Outcome::Ended,
            _ => {}
        }
        Ok(message)
    }

    /// The answer's body is over. If its end message did not come, it was cut.
    pub fn ended(&mut self) {
        if self.outcome == Outcome::Underway {
            self.cut();
        }
    }

    /// The line broke, while the request was sent or the answer came.
    pub fn cut(&mut self) {
        if !matches!(self.outcome, Outcome::Ended | Outcome::Broken(_)) {
            self.outcome = Outcome::Cut;
            self.summary.cuts += 1;
        }
    }

    /// The server answered with a status of 4xx or 5xx.
    pub fn refused(&mut self, refusal: Refusal) {
        self.outcome = Outcome::Refused(refusal);
    }

    /// What the session cost until now.
    pub fn summary(&self) -> Summary {
        self.summary
    }

    fn summed_up(&self, outbox: &Outbox) -> Summary {
        Summary { unsent: outbox.chains.iter().map(|chain| chain.entries.len()).sum(), ..self.summary }
    }

    fn has_more_to_send(&self, outbox: &Outbox) -> bool {
        let unsent = outbox.chains.iter().filter(|chain| !self.refused.contains(&chain.space)).any(|chain| {
            let first = chain.entries.first().map(|up| up.entry.number);
            // What was sent from the same number and was not taken, would not be taken now either.
            first.is_some() && first != self.flight.packed.first_sent(&chain.space)
        });
        unsent || outbox.attested.iter().any(|frame| !self.offered.contains(frame.signature()))
    }

    // After a cut that brought nothing, frames get half as large; what came through keeps their size.
    fn learn_from_cut(&mut self, now: &Snapshot) {
        let Some(before) = self.delivered.take() else { return };
        if *now != before {
            self.tries = 0;
            return;
        }
        self.tries += 1;
        if self.cut_upward {
            self.largest_up = (self.largest_up / 2).max(1);
        }
        // Whether all that was sent had arrived and the answer broke, nobody can tell.
        self.largest_down = (self.largest_down / 2).max(1);
        // A server may close the line while it refuses a primer: then the refusal itself is lost.
        if self.flight.upon_history && self.tries >= 2 {
            self.history_refused = true;
        }
    }

    fn deliver(&mut self, outbox: &Outbox, sign: &dyn Fn(&[u8]) -> [u8; 64]) -> Result<Step, SessionFault> {
        let now = Snapshot::of(outbox);
        self.learn_from_cut(&now);
        if self.tries > self.config.tries {
            return Ok(Step::Stopped(Stop::Unreachable));
        }
        let packed = self.pack(outbox, sign)?;
        let upon = outbox.primer.as_ref().filter(|_| !self.history_refused && !packed.messages.is_empty());
        let codec = if self.mixing_refused { Codec::Zstd } else { codec_for(&packed.messages) };
        let preamble = Preamble { codec, primer: upon.map(|primer| primer.name.clone()) };
        let bytes = upon.map_or(primer::shipped(), |primer| primer.bytes.as_slice());
        self.cut_upward = !packed.messages.is_empty();
        self.delivered = Some(now);
        let upon_history = upon.is_some();
        let (body, hello) = self.written(outbox, Mode::Exchange, &preamble, bytes, &packed.messages)?;
        let to = self.config.addressed(hello);
        self.flight = Flight::new(Mode::Exchange, codec, packed, upon_history, &to);
        self.flight.body.clone_from(&body);
        self.unfinished = None;
        Ok(self.sent(body, Mode::Exchange))
    }

    // What the server lost goes first: own entries are judged by it. They wait until all of it was offered.
    fn pack(&mut self, outbox: &Outbox, sign: &dyn Fn(&[u8]) -> [u8; 64]) -> Result<Packed, SessionFault> {
        let mut packed = Packed::default();
        // After a cut less is offered at once, as of the own entries.
        let most = if self.tries == 0 { usize::MAX } else { self.largest_up };
        for frame in outbox.attested.iter().filter(|frame| !self.offered.contains(frame.signature())) {
            if !packed.has_room() || !packed.add_attested(frame, most) {
                return Ok(packed);
            }
        }
        pack(&mut packed, outbox, self.config.deployment, self.largest_up, &mut self.refused, sign)?;
        Ok(packed)
    }

    // The rest of the request that was cut, if the server kept more of it than it had.
    fn continued(&mut self) -> Option<Step> {
        let kept = self.flight.answer.kept()?;
        let unfinished = self.unfinished.take()?;
        if !kept.begins(&unfinished.body) || kept.length <= unfinished.had {
            return None;
        }
        // Not yet anything that came through: where the line always breaks in the answer, this would go on for ever.
        let rest = unfinished.body.get(kept.length..).unwrap_or_default();
        let body = [continuing(&kept), rest.to_vec()].concat();
        self.flight =
            Flight { had: kept.length, answer: AnswerReader::of(unfinished.asked, self.config.server), ..unfinished };
        Some(self.sent(body, Mode::Exchange))
    }

    fn ask(&mut self, outbox: &Outbox) -> Result<Step, SessionFault> {
        let preamble = Preamble { codec: Codec::Zstd, primer: None };
        let (body, hello) = self.written(outbox, Mode::Ask, &preamble, primer::shipped(), &[])?;
        let to = self.config.addressed(hello);
        let asking = Flight::new(Mode::Ask, Codec::Zstd, Packed::default(), self.flight.upon_history, &to);
        let cut = std::mem::replace(&mut self.flight, asking);
        if cut.mode == Mode::Exchange {
            self.unfinished = Some(cut);
        }
        Ok(self.sent(body, Mode::Ask))
    }

    // The body, and what its hello is known by.
    fn written(
        &self,
        outbox: &Outbox,
        mode: Mode,
        preamble: &Preamble,
        primer: &[u8],
        frames: &[UpMessage],
    ) -> Result<(Vec<u8>, [u8; 32]), SessionFault> {
        let asks = mode == Mode::Ask;
        let hello = Hello {
            cursors: if asks { Vec::new() } else { outbox.cursors.clone() },
            own: if asks { Vec::new() } else { outbox.own() },
            largest: u32::try_from(self.largest_down).unwrap_or(u32::MAX),
            mode,
            program: self.config.program.clone(),
            nonce: self.nonce(),
        };
        let digest = hello.digest();
        let messages: Vec<UpMessage> =
            [UpMessage::Hello(hello)].into_iter().chain(frames.iter().cloned()).chain([UpMessage::End]).collect();
        Ok((write_request(preamble, primer, &messages)?, digest))
    }

    fn nonce(&self) -> [u8; 16] {
        let digest =
            Sha256::new().chain_update(self.config.chance).chain_update(self.summary.round_trips.to_be_bytes());
        let mut nonce = [0; 16];
        nonce.copy_from_slice(&digest.finalize()[..16]);
        nonce
    }

    fn sent(&mut self, body: Vec<u8>, mode: Mode) -> Step {
        self.summary.bytes_up += body.len() as u64;
        self.summary.round_trips += 1;
        self.outcome = Outcome::Underway;
        Step::Send(Request { body, mode, attempt: self.tries })
    }
}

#[cfg(test)]
mod tests;
