//! Whether the office offers a newer program than the one on this phone. It only tells: fetching and installing is for the person
//! and the system, from the server's `/install`.

use cunji_protocol::calls::OfferedProgram;
use cunji_store::StoreError;

use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::sync::{Call, Transport, exchange};

/// The server's code for having nothing to offer.
const NOTHING: &str = "app.none";

/// The program that the phone's own server offers, if its number is larger than that of the installed one.
///
/// # Errors
/// The line; the phone is nobody's; or what answers is not signed by the server that enrolled the phone: then nothing of it is
/// believed.
pub async fn offered_program(
    phone: &Phone,
    transport: &mut dyn Transport,
    installed: u32,
) -> Result<Option<OfferedProgram>> {
    let (deployment, server) = (phone.enrolment()?.deployment, phone.server_key()?);
    let answer = match exchange(transport, Call::get("/v1/app")).await {
        Err(ClientError::Refused(refusal)) if refusal.code == NOTHING => return Ok(None),
        answer => answer?,
    };
    let offered = OfferedProgram::from_bytes(&answer)?;
    if !offered.holds(deployment, &server) {
        return Err(StoreError::Unverified("the server's word on a newer program").into());
    }
    Ok(Some(offered).filter(|offered| offered.code > installed))
}
