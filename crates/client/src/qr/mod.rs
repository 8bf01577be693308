//! QR codes, shown by one screen and read by another phone's camera: no line, and no service of anybody's.
//!
//! - a camera's picture: [`GreyFrame`], read by [`read`]
//! - to be shown: [`Modules`]
//! - more than one code carries: [`split`], put together by an [`Assembly`]

mod fault;
mod frame;
mod modules;
#[cfg(test)]
mod painted;
mod parts;

pub use fault::QrFault;
pub use frame::{GreyFrame, read, read_sent};
pub use modules::Modules;
pub use parts::{Assembly, LONGEST_WHOLE, MOST_PARTS, PART_BYTES, Taken, is_part, split};
