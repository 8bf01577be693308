//! The messages of `POST /v1/sync` (docs/protocol.md §2).

mod answers;
mod hello;
mod preamble;
mod reader;
mod welcome;

use cunji_history::canonical::{Reader, Writer};

pub use answers::{Notice, Refused};
pub use hello::{Cursor, Hello, Mode};
pub use preamble::{Codec, Preamble, PrimerName, VERSION};
pub(crate) use preamble::{continuing, try_preamble};
pub use reader::MessageReader;
pub(crate) use reader::{length_of, length_prefix};
pub use welcome::{EpochEnd, HeldEntry, StatedHead, Welcome};

use crate::beginning::Beginning;
use crate::down_frame::DownFrame;
use crate::fault::FrameFault;
use crate::up_frame::UpFrame;
use crate::wire::{self, MapWriter};

const BEGINNING: i64 = 7;
const SEAL: i64 = 8;

/// A message of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpMessage {
    /// Type 1: who asks, and for what.
    Hello(Hello),
    /// Type 2: entries of the own chain. A frame that can't be read is given as such: it is refused, the others are not.
    Frame(Box<UpFrame>),
    /// Type 3: a down frame that this server signed once, offered to it again.
    Attested(Box<DownFrame>),
    /// Type 9: nothing follows.
    End,
    /// A type that this version does not know; passed over.
    Unknown(i64),
}

/// A message of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DownMessage {
    /// Type 1: what the server holds after the request.
    Welcome(Box<Welcome>),
    /// Type 2: a frame that was not stored.
    Refused(Refused),
    /// Type 3: entries of a space's log.
    Frame(Box<DownFrame>),
    /// Type 4: the new cursors.
    Complete(Vec<Cursor>),
    /// Type 5: words for the person.
    Notice(Notice),
    /// Type 6: the server holds more than it gave in this answer.
    More,
    /// Type 9: nothing follows.
    End,
    /// A type that this version does not know; passed over.
    Unknown(i64),
}

impl UpMessage {
    /// The message with its length before it, as it goes into the stream.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (mut bytes, rest) = self.to_pieces();
        bytes.extend(rest);
        bytes
    }

    // A frame comes in two pieces, what it says and its numbers; others in one.
    pub(crate) fn to_pieces(&self) -> (Vec<u8>, Vec<u8>) {
        match self {
            Self::Hello(hello) => (framed(1, &hello.to_bytes()), Vec::new()),
            Self::Frame(frame) => framed_pieces(2, frame.to_pieces()),
            Self::Attested(frame) => framed_pieces(3, frame.to_pieces()),
            Self::End | Self::Unknown(_) => (framed(9, &empty()), Vec::new()),
        }
    }

    /// From a message without its length.
    ///
    /// # Errors
    /// It is malformed or beyond a limit.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrameFault> {
        let (number, map) = opened(bytes)?;
        Ok(match number {
            1 => Self::Hello(Hello::from_bytes(map)?),
            2 => Self::Frame(Box::new(UpFrame::from_bytes(map)?)),
            3 => Self::Attested(Box::new(DownFrame::from_bytes(map)?)),
            9 => Self::End,
            number => Self::Unknown(number),
        })
    }
}

impl DownMessage {
    /// The message with its length before it, as it goes into the stream.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (mut bytes, rest) = self.to_pieces();
        bytes.extend(rest);
        bytes
    }

    // A frame comes in two pieces, what it says and its numbers; others in one.
    pub(crate) fn to_pieces(&self) -> (Vec<u8>, Vec<u8>) {
        let whole = match self {
            Self::Frame(frame) => return framed_pieces(3, frame.to_pieces()),
            Self::Welcome(welcome) => framed(1, &welcome.to_bytes()),
            Self::Refused(refused) => framed(2, &refused.to_bytes()),
            Self::Complete(cursors) => {
                let mut map = MapWriter::default();
                map.put_list(1, cursors, |w, cursor| cursor.write(w));
                framed(4, &map.into_bytes())
            }
            Self::Notice(notice) => framed(5, &notice.to_bytes()),
            Self::More => {
                let mut map = MapWriter::default();
                map.put(1, |w| {
                    w.value(&cunji_domain::record::Value::Bool(true));
                });
                framed(6, &map.into_bytes())
            }
            Self::End | Self::Unknown(_) => framed(9, &empty()),
        };
        (whole, Vec::new())
    }

    /// From a message without its length.
    ///
    /// # Errors
    /// It is malformed or beyond a limit.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrameFault> {
        let (number, map) = opened(bytes)?;
        Ok(match number {
            1 => Self::Welcome(Box::new(Welcome::from_bytes(map)?)),
            2 => Self::Refused(Refused::from_bytes(map)?),
            3 => Self::Frame(Box::new(DownFrame::from_bytes(map)?)),
            4 => {
                let mut cursors = Vec::new();
                wire::read_whole_map(map, |key, r| {
                    if key != 1 {
                        return Ok(false);
                    }
                    cursors = wire::read_list(r, Cursor::read)?;
                    Ok(true)
                })?;
                Self::Complete(cursors)
            }
            5 => Self::Notice(Notice::from_bytes(map)?),
            6 => Self::More,
            9 => Self::End,
            number => Self::Unknown(number),
        })
    }
}

/// Message 7 of an answer: the beginning that the server kept. Who reads answers has no use for it but to continue.
pub(crate) fn beginning_message(beginning: &Beginning) -> Vec<u8> {
    let mut map = MapWriter::default();
    map.put(1, |w| beginning.write(w));
    framed(BEGINNING, &map.into_bytes())
}

/// The beginning that message 7 tells of; none if it is another message.
pub(crate) fn beginning_told(bytes: &[u8]) -> Result<Option<Beginning>, FrameFault> {
    let (number, map) = opened(bytes)?;
    let mut beginning = None;
    if number == BEGINNING {
        wire::read_whole_map(map, |key, r| {
            if key == 1 {
                beginning = Some(Beginning::read(r)?);
            }
            Ok(key == 1)
        })?;
    }
    Ok(beginning)
}

/// Message 8 of an answer: the server's signature over what it said until there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seal {
    pub suite: i64,
    pub signature: [u8; 64],
    /// Whether nothing follows but the end.
    pub whole: bool,
}

pub(crate) fn seal_message(seal: &Seal) -> Vec<u8> {
    let mut map = MapWriter::default();
    map.int(1, seal.suite).bytes(2, &seal.signature).int(3, i64::from(seal.whole));
    framed(SEAL, &map.into_bytes())
}

/// The seal that message 8 is; none if it is another message.
pub(crate) fn seal_told(bytes: &[u8]) -> Result<Option<Seal>, FrameFault> {
    let (number, map) = opened(bytes)?;
    if number != SEAL {
        return Ok(None);
    }
    let (mut suite, mut signature, mut whole) = (None, None, false);
    wire::read_whole_map(map, |key, r| {
        match key {
            1 => suite = Some(r.int()?),
            2 => signature = Some(r.fixed()?),
            3 => whole = r.int()? != 0,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let part = "a seal with a part missing";
    Ok(Some(Seal { suite: wire::need(suite, part)?, signature: wire::need(signature, part)?, whole }))
}

fn empty() -> Vec<u8> {
    MapWriter::default().into_bytes()
}

// Length, then `[type, map]`.
fn framed(number: i64, map: &[u8]) -> Vec<u8> {
    framed_pieces(number, (map.to_vec(), Vec::new())).0
}

fn framed_pieces(number: i64, (beginning, rest): (Vec<u8>, Vec<u8>)) -> (Vec<u8>, Vec<u8>) {
    let mut w = Writer::default();
    w.array(2).int(number);
    let head = w.into_bytes();
    let mut bytes = reader::length_prefix(head.len() + beginning.len() + rest.len());
    bytes.extend(head);
    bytes.extend(beginning);
    (bytes, rest)
}

fn opened(bytes: &[u8]) -> Result<(i64, &[u8]), FrameFault> {
    let mut r = Reader::new(bytes);
    let more = wire::tuple(&mut r, 2)?;
    let number = r.int()?;
    let map = wire::raw_item(&mut r, bytes)?;
    wire::rest(&mut r, more)?;
    r.end()?;
    Ok((number, map))
}
