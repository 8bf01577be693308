//! 问题: what villages ask for, which office owes the answer, and since when. The answer goes into the log and comes down to the phones.

mod answer;
mod item;
mod list;
mod promise;

pub use answer::{Reply, answer};
pub use item::Items;
pub use list::{Listed, MOST, Page, Promise, Shown, list, show};
