//! Administrative divisions: official codes, levels, parents, dated successors.

mod code;

pub use code::{DivisionCode, InvalidDivisionCode, Level};
