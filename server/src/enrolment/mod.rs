//! How an installation becomes a device of a person: by a one-time code, by the installation before it, or known again by its
//! certificate.

mod announce;
mod enrol;
mod invite;
mod throttle;
mod token;

pub use announce::{announce, certificate};
pub use enrol::{enrol, introduce};
pub use invite::{Invited, invite, revoke};
pub use throttle::Throttle;
pub use token::{Nonces, renew, token_hash};
