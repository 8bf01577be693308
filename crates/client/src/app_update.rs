//! Whether the office offers a newer program than the one on this phone. It only tells: fetching and installing is for the person
//! and the system, from the server's `/install`. The question names neither phone nor person.

use cunji_history::DevicePublicKey;
use cunji_history::signed::Deployment;
use cunji_protocol::calls::OfferedProgram;
use cunji_store::StoreError;

use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::sync::{Call, Transport, exchange};

/// The server's code for having nothing to offer.
const NOTHING: &str = "app.none";

/// Whose word on a program the phone believes: its own server's, under the key that it pinned when it was enrolled.
#[derive(Debug, Clone)]
pub(crate) struct Offerer {
    deployment: Deployment,
    server: DevicePublicKey,
}

impl Offerer {
    /// The phone's.
    pub fn of(phone: &Phone) -> Result<Self> {
        Ok(Self { deployment: phone.enrolment()?.deployment, server: phone.server_key()? })
    }

    /// What it offers now.
    pub async fn asked(&self, transport: &mut dyn Transport) -> Result<Option<OfferedProgram>> {
        let answer = match exchange(transport, Call::get("/v1/app")).await {
            Err(ClientError::Refused(refusal)) if refusal.code == NOTHING => return Ok(None),
            answer => answer?,
        };
        self.read(&answer).map(Some)
    }

    /// A statement of what it offers.
    pub fn read(&self, statement: &[u8]) -> Result<OfferedProgram> {
        let offered = OfferedProgram::from_bytes(statement)?;
        if !offered.holds(self.deployment, &self.server) {
            return Err(StoreError::Unverified("the server's word on a newer program").into());
        }
        Ok(offered)
    }
}

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
    let offered = Offerer::of(phone)?.asked(transport).await?;
    Ok(offered.filter(|offered| offered.code > installed))
}

/// The number of this program as its package has it: by the rule by which the Tauri CLI writes an Android package's `versionCode`.
pub(crate) fn installed() -> u32 {
    let part = |text: &str| text.parse::<u32>().unwrap_or_default();
    part(env!("CARGO_PKG_VERSION_MAJOR")) * 1_000_000
        + part(env!("CARGO_PKG_VERSION_MINOR")) * 1_000
        + part(env!("CARGO_PKG_VERSION_PATCH"))
}

#[cfg(test)]
mod tests {
    use super::installed;

    /// The package takes its version from tauri.conf.json, this program from Cargo.toml.
    #[test]
    fn the_package_and_the_program_are_of_one_version() {
        let conf = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tauri.conf.json")).unwrap();
        let conf: serde_json::Value = serde_json::from_str(&conf).unwrap();
        assert_eq!(conf["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(conf["bundle"]["android"]["versionCode"], serde_json::Value::Null, "else it is that number");
        assert!(installed() > 0);
    }
}
