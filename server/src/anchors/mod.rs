//! 定位点: what first secretaries propose on the spot and offices approve, and what offices set themselves. Without an approved one,
//! distance contradicts nothing.

mod decide;
mod list;

pub use decide::{Anchor, approve, end, set};
pub use list::{Proposed, Standing, proposed, standing};
