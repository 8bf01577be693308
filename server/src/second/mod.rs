//! 第二个人: what one person alone may not do at a desk. Somebody asks with a reason, somebody else, of whatever level, agrees or
//! refuses; only then is it done. In an emergency it is done at once, and somebody else looks at it afterwards.

mod ask;
mod correction;
mod decide;
mod independent;
mod wanted;

pub use ask::{Asked, Named, ask, ask_within, list, may_now};
pub use decide::{Word, decide};
pub use independent::{INDEPENDENT_AFTER_DAYS, are_independent};
pub use wanted::Wanted;
