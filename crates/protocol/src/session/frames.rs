//! Entries → the frames of a request.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use cunji_domain::division::DivisionCode;
use cunji_history::signed::Deployment;

use super::{Outbox, OwnChain};
use crate::down_frame::DownFrame;
use crate::fault::FrameFault;
use crate::limits;
use crate::message::UpMessage;
use crate::sabotage::{Fault, armed};
use crate::up_frame::{Sender, UpFrame};

// Half of what a request may decode to: the rest is for what frames add to their entries.
const REQUEST_ENTRIES: usize = limits::REQUEST_DECODED / 2;

/// Cuts entries of these sizes into frames of at most `largest` bytes and [`limits::FRAME_ENTRIES`]; each has one entry at
/// least.
pub fn split_by_size(sizes: &[usize], largest: usize) -> Vec<Range<usize>> {
    let mut frames = Vec::new();
    let (mut start, mut sum) = (0, 0_usize);
    for (place, size) in sizes.iter().enumerate() {
        let full = sum.saturating_add(*size) > largest.min(limits::FRAME_BYTES);
        if place > start && (full || place - start >= limits::FRAME_ENTRIES) {
            frames.push(start..place);
            (start, sum) = (place, 0);
        }
        sum = sum.saturating_add(*size);
    }
    if start < sizes.len() {
        frames.push(start..sizes.len());
    }
    frames
}

/// The frames of a request.
#[derive(Default)]
pub(super) struct Packed {
    pub messages: Vec<UpMessage>,
    // Signatures of the frames that the server may have lost.
    pub attested: Vec<[u8; 64]>,
    // The first number that was sent of each space.
    first: BTreeMap<DivisionCode, u64>,
    size: usize,
}

impl Packed {
    /// The number that the frames of a space begin with.
    pub fn first_sent(&self, space: &DivisionCode) -> Option<u64> {
        self.first.get(space).copied()
    }

    /// Whether the request may take another frame.
    pub fn has_room(&self) -> bool {
        self.size < REQUEST_ENTRIES && self.messages.len() < limits::REQUEST_FRAMES - 1
    }

    /// Adds a frame that the server may have lost, unless they become more than `most` bytes together; the first always goes.
    pub fn add_attested(&mut self, frame: &DownFrame, most: usize) -> bool {
        let size = self.size + frame.to_bytes().len();
        if size > most && !self.attested.is_empty() {
            return false;
        }
        self.size = size;
        self.attested.push(*frame.signature());
        self.messages.push(UpMessage::Attested(Box::new(frame.clone())));
        true
    }
}

/// Adds the frames of what is to be sent, each of at most `largest` bytes, but for the spaces in `refused`.
pub(super) fn pack(
    packed: &mut Packed,
    outbox: &Outbox,
    deployment: Deployment,
    largest: usize,
    refused: &mut BTreeSet<DivisionCode>,
    sign: &dyn Fn(&[u8]) -> [u8; 64],
) -> Result<(), FrameFault> {
    for chain in &outbox.chains {
        if refused.contains(&chain.space) {
            continue;
        }
        let sizes: Vec<usize> = chain.entries.iter().map(|up| up.size()).collect();
        for range in split_by_size(&sizes, largest) {
            if !packed.has_room() {
                break;
            }
            let range = sabotaged(range, chain, largest, refused);
            packed.size += sizes.get(range.clone()).unwrap_or_default().iter().sum::<usize>();
            let frame = frame_of(chain, range, deployment, sign)?;
            packed.first.entry(chain.space.clone()).or_insert(frame.first);
            packed.messages.push(UpMessage::Frame(Box::new(frame)));
        }
    }
    Ok(())
}

fn frame_of(
    chain: &OwnChain,
    range: Range<usize>,
    deployment: Deployment,
    sign: &dyn Fn(&[u8]) -> [u8; 64],
) -> Result<UpFrame, FrameFault> {
    let sender = Sender { deployment, suite: chain.suite, space: &chain.space, device: chain.device };
    let entries = chain.entries.get(range.clone()).unwrap_or_default();
    let number_of = |edit: &_| {
        let here = || chain.entries.iter().find(|up| up.entry.edit == *edit).map(|up| up.entry.number);
        chain.numbers.get(edit).copied().or_else(here)
    };
    UpFrame::build(sender, entries, &chain.seeds, number_of, sign)
}

fn sabotaged(
    range: Range<usize>,
    chain: &OwnChain,
    largest: usize,
    given_up: &mut BTreeSet<DivisionCode>,
) -> Range<usize> {
    if !armed(Fault::DropLastEntryOfHalvedFrame) || largest >= limits::FRAME_BYTES || range.len() < 2 {
        return range;
    }
    given_up.insert(chain.space.clone());
    range.start..range.end - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_as_large_as_allowed_and_never_empty() {
        assert_eq!(split_by_size(&[], 10), []);
        assert_eq!(split_by_size(&[4, 4, 4, 20, 1], 10), [0..2, 2..3, 3..4, 4..5]);
        assert_eq!(split_by_size(&[4, 4, 4], 1), [0..1, 1..2, 2..3]);
        assert_eq!(split_by_size(&[60_000, 60_000], usize::MAX), [0..1, 1..2]);
        assert_eq!(split_by_size(&[1; 1500], 10_000), [0..1024, 1024..1500]);
    }
}
