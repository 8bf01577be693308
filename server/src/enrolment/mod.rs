//! How an installation becomes a device of a person: by a one-time code, by the installation before it, or known again by its
//! certificate. And what opens a phone whose PIN was forgotten.

mod announce;
mod enrol;
mod invite;
mod recover;
mod throttle;
mod token;

pub use announce::{announce, certificate};
pub use enrol::{enrol, introduce};
pub use invite::{CodeName, Invited, Older, code_name, end_codes, invite, revoke};
pub use recover::{Disclosed, deposit, disclose, sealing_key};
pub use throttle::Throttle;
pub(crate) use token::code_hash;
pub use token::{Nonces, renew, token_hash};
