//! What travels: frames, messages, the sans-I/O session.
//!
//! `docs/protocol.md` is the law; this crate is one reading of it. It does no I/O and knows no clock: bytes in, values out.
//! Whatever the bytes, its decoders check before they allocate and never panic.

mod answer;
mod batch;
mod beginning;
mod body;
pub mod calls;
mod columns;
mod down_frame;
mod fault;
mod gb18030;
pub mod limits;
pub mod message;
mod mixing;
pub mod month_statement;
pub mod primer;
pub mod sabotage;
pub mod salts;
pub mod sealing;
pub mod session;
mod stream;
mod up_frame;
mod wire;

pub use answer::{AnswerReader, AnswerWriter, Asked, Sealing};
pub use batch::{Body, CarriedEvidence, Erased};
pub use beginning::{Arriving, Beginning, Beginnings};
pub use body::{RequestReader, write_request};
pub use down_frame::{DownEntry, DownFrame};
pub use fault::FrameFault;
pub use stream::CompressionFault;
#[cfg(feature = "testing")]
pub use stream::light;
pub use up_frame::{EntrySalts, Sender, UpEntry, UpFrame, VerifiedEntry};

#[cfg(test)]
mod frame_tests;
#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod testing;
