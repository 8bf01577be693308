//! Talking on a terminal, as `cunji` and `cunji-server` both do: in the language of the locale, in columns that stand under one another
//! in both scripts. What a command does is its program's.
//!
//! - what was typed, or else its help or what is wrong with it: [`read`], with a [`Misread`] of a value
//! - for the tests of who declares a command line: [`declared`]
//! - for results: [`table`]

pub mod declared;
mod help;
mod locale;
mod misuse;
pub mod table;

pub use help::read;
pub use locale::is_chinese;
pub use misuse::{Misread, OwnValues};
