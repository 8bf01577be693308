//! One column of values: the eight codings of docs/protocol.md §3, written as small as they come and read within bounds.

mod bits;
mod estimate;
mod read;
mod write;

use cunji_domain::record::Value;

use crate::fault::FrameFault;

pub(crate) use read::read;
pub(crate) use write::write;

/// The numbers of the codings on the wire.
mod coding {
    pub const SAME: i64 = 0;
    pub const OFFSETS: i64 = 1;
    pub const STEPS: i64 = 2;
    pub const DICTIONARY: i64 = 3;
    pub const FIXED: i64 = 4;
    pub const PLAIN: i64 = 5;
    pub const TEXT: i64 = 6;
    pub const ENDED_TEXT: i64 = 7;
}

/// The numbers of the text encodings on the wire.
mod encoding {
    pub const UTF8: i64 = 0;
    pub const GB18030: i64 = 1;
}

/// The memory that the columns of a frame may yet take. It is asked before anything is allocated, so that a few bytes
/// (`same`, a dictionary) can't unfold to a flood.
pub(crate) struct Budget(usize);

impl Budget {
    pub fn new(bytes: usize) -> Self {
        Self(bytes)
    }

    pub fn take(&mut self, bytes: usize) -> Result<(), FrameFault> {
        self.0 = self.0.checked_sub(bytes).ok_or(FrameFault::OverLimit("FRAME_UNFOLDED"))?;
        Ok(())
    }
}

/// What a value takes in memory, about.
pub(crate) fn weight(value: &Value) -> usize {
    const OWN: usize = 32;
    match value {
        Value::Null | Value::Bool(_) | Value::Int(_) => OWN,
        Value::Text(text) => OWN + text.len(),
        Value::Bytes(bytes) => OWN + bytes.len(),
        Value::List(parts) => OWN + parts.iter().map(weight).sum::<usize>(),
    }
}

#[cfg(test)]
mod tests;
