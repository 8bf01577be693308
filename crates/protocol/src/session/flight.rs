//! One request under way.

use cunji_history::DevicePublicKey;

use super::frames::Packed;
use crate::answer::{AnswerReader, Asked};
use crate::limits;
use crate::message::{Codec, Mode, UpMessage};

/// Whom a request is to, and what it will be known by.
pub(super) struct Addressed {
    pub asked: Asked,
    pub server: DevicePublicKey,
}

/// A request that was sent, and what became of it.
pub(super) struct Flight {
    pub mode: Mode,
    pub codec: Codec,
    pub packed: Packed,
    pub upon_history: bool,
    // All of the request, of which a continuation sends the rest.
    pub body: Vec<u8>,
    // How many bytes of it the server had before.
    pub had: usize,
    // What its answer must speak of.
    pub asked: Asked,
    pub welcomed: bool,
    pub more: bool,
    pub answer: AnswerReader,
}

impl Flight {
    pub fn new(mode: Mode, codec: Codec, packed: Packed, upon_history: bool, to: &Addressed) -> Self {
        Self {
            mode,
            codec,
            packed,
            upon_history,
            body: Vec::new(),
            had: 0,
            asked: to.asked,
            welcomed: false,
            more: false,
            answer: AnswerReader::of(to.asked, to.server),
        }
    }
}

/// Which codec frames go by.
///
/// Mixing pays from some days' writing to some months'. Below that, reading the primer costs more time than a slow line saves;
/// beyond it a phone would work for seconds, and again after each cut. What a restored server lost comes from all phones at
/// once: it has no time for it.
pub(super) fn codec_for(frames: &[UpMessage]) -> Codec {
    #[cfg(feature = "testing")]
    if crate::stream::light::is_wanted() {
        return Codec::Zstd;
    }
    const WORTH_IT: std::ops::Range<usize> = 4 * 1024..limits::MIXED_DECODED / 2;
    let size: usize = frames.iter().map(|frame| frame.to_bytes().len()).sum();
    let own = !frames.iter().any(|frame| matches!(frame, UpMessage::Attested(_)));
    if own && WORTH_IT.contains(&size) { Codec::Mixing } else { Codec::Zstd }
}
