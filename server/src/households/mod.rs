//! 农户 at an office: the villages' lists, who was not visited, to whom visits fall, and whom phones wrote by name.

mod assign;
mod called;
mod handover;
mod items;
mod list;
mod matching;
mod seen;

pub(crate) use called::called;

pub use assign::{Assignment, assign};
pub use handover::{Handover, InHand, Part, Taker, TheirHousehold, hand_over, in_hand};
pub use items::Items;
pub use list::{Coverage, HouseholdPage, Listed, MOST, Sought, coverage, list};
pub use matching::{Unlisted, UnlistedPage, matched, unlisted};
