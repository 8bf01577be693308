//! Codec 2: context mixing. A fifth smaller than zstd on a month of village prose, some fifty times as slow: for what a phone
//! sends, never for what a server answers. docs/protocol.md §7 has the whole of it; integers only, so that both sides agree
//! to the last bit.
//!
//! The stream is a row of chunks: decoded length and coded length (LEB128 each), then the coded bytes. The model goes on from
//! chunk to chunk; the arithmetic coder begins anew with each, so that a cut stream gives back its whole chunks.

mod coder;
mod context;
mod history;
mod matches;
mod mixer;
mod model;
mod scale;
mod stream;

use coder::{decode, encode};
use model::Model;
pub(crate) use stream::{MixedReader, MixedWriter};

#[cfg(test)]
mod tests;
