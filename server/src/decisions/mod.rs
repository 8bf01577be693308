//! 准假与说明: leaves and objections that are an office's to decide: a first secretary's own, what is against an office's word, and
//! what the level below has left undecided for too long. The decision goes into the village's log and comes down to the phones.

mod decide;
mod item;
mod list;
mod own_word;

pub use decide::{Decision, decide};
pub use item::Items;
pub use list::{Decided, Known, Page, Which, list};
