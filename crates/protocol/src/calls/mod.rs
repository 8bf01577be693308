//! The bodies of the calls beside `/v1/sync` (docs/protocol.md §2): CBOR maps with integer keys.

mod about;
mod code;
mod crockford;
mod enroll;
mod introduce;
mod link;
mod pin;
mod program;
mod recovery;
mod recovery_code;
mod refusal;
mod sealed_enrolment;
mod stubs;
mod token;

pub use about::About;
pub use code::{CodeFault, EnrolmentCode, server_fingerprint};
pub use enroll::{EnrollRequest, Enrolled};
pub use introduce::IntroduceRequest;
pub use link::{EnrolmentLink, LinkFault};
pub use pin::{Fingerprint, PinnedAddress};
pub use program::OfferedProgram;
pub use recovery::{Deposit, Deposited, RecipientAnswer, RecoveryRequest, unsealed};
pub use recovery_code::{RecoveryCode, RecoveryCodeFault};
pub use refusal::Refusal;
pub use sealed_enrolment::{EnrolmentBody, NobodyToSealTo};
pub use stubs::{SignedHead, Stub, StubChain, Stubs, StubsRequest};
pub use token::{Challenge, Token, TokenAnswer, TokenProof, TokenRequest};

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_history::canonical::{CanonicalError, Reader};
use cunji_history::{DevicePublicKey, Suite};

use crate::wire;

fn person(r: &mut Reader<'_>) -> Result<PersonId, CanonicalError> {
    r.text()?.parse().map_err(|_| CanonicalError::Shape("a person"))
}

fn key(r: &mut Reader<'_>) -> Result<DevicePublicKey, CanonicalError> {
    r.fixed().map(DevicePublicKey)
}

fn suite(r: &mut Reader<'_>) -> Result<Suite, CanonicalError> {
    Suite::of(r.narrow()?).ok_or(CanonicalError::Shape("an unknown suite"))
}

fn spaces(r: &mut Reader<'_>) -> Result<Vec<DivisionCode>, CanonicalError> {
    wire::read_list(r, wire::space)
}

#[cfg(test)]
mod tests;
