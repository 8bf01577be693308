//! 农户 at an office: the villages' lists, who was not visited, to whom visits fall, and whom phones wrote by name.

mod assign;
mod called;
mod handover;
mod handover_day;
mod items;
mod list;
mod matching;
mod seen;

pub(crate) use called::{called, known};

pub use assign::{Assignment, assign};
pub use handover::{HandedOver, Handover, InHand, Part, Taker, TheirHousehold, hand_over, in_hand};
pub use handover_day::{ComingHandover, call_off, hand_over_due};
pub use items::Items;
pub use list::{Coverage, HouseholdPage, Listed, MOST, Sought, coverage, list};
pub use matching::{Unlisted, UnlistedPage, matched, unlisted};
