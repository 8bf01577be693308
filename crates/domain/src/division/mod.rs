//! Administrative divisions: official codes, levels, parents, dated successors, and how a village is found by name.

mod catalogue;
mod code;
mod group;
mod load;
mod lookup;
mod name;

pub use catalogue::{Division, Divisions, FormerName, Successor, spoken_name};
pub use code::{DivisionCode, InvalidDivisionCode, Level};
pub use group::group_name;
pub use load::{DivisionFault, DivisionRow};
pub use lookup::LookupFault;
