//! `GET /v1/about`: who the server is.

use cunji_history::canonical::CanonicalError;
use cunji_history::signed::Deployment;
use cunji_history::{DevicePublicKey, Suite};

use super::{RecipientAnswer, key, suite};
use crate::wire::{self, MapWriter};

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The newest protocol version that the server speaks.
    pub newest: u32,
    /// The oldest one that it still speaks.
    pub oldest: u32,
    /// Which city's server it is.
    pub deployment: Deployment,
    /// The server's public key.
    pub server_key: DevicePublicKey,
    /// The server's epoch.
    pub epoch: u32,
    /// The server's suite.
    pub suite: Suite,
    /// The certificate of the server's device by the deployment's offline root; empty until a root exists.
    pub certificate: Vec<u8>,
    /// The server's clock: Unix seconds, UTC.
    pub time: i64,
    /// The server's program version.
    pub program: String,
    /// To whom secrets are sealed for the server; none from a server of before enrolments were sealed.
    pub sealing: Option<RecipientAnswer>,
}

impl About {
    /// Whether a client of this crate's version is understood.
    pub fn speaks(&self, version: u32) -> bool {
        (self.oldest..=self.newest).contains(&version)
    }

    /// As the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        map.int(1, i64::from(self.newest)).int(2, i64::from(self.oldest)).bytes(3, &self.deployment.0);
        map.bytes(4, &self.server_key.0).int(5, i64::from(self.epoch)).int(6, i64::from(self.suite.number()));
        map.bytes(7, &self.certificate).int(8, self.time).text(9, &self.program);
        if let Some(sealing) = &self.sealing {
            map.text(10, &sealing.recipient).bytes(11, &sealing.signature);
        }
        map.into_bytes()
    }

    /// From the body.
    ///
    /// # Errors
    /// It is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let (mut newest, mut oldest, mut deployment, mut server_key) = (None, None, None, None);
        let (mut epoch, mut its_suite, mut certificate, mut time) = (None, None, Vec::new(), 0);
        let mut program = String::new();
        let (mut recipient, mut signature) = (None, None);
        wire::read_whole_map(bytes, |number, r| {
            match number {
                1 => newest = Some(r.narrow()?),
                2 => oldest = Some(r.narrow()?),
                3 => deployment = Some(Deployment(r.fixed()?)),
                4 => server_key = Some(key(r)?),
                5 => epoch = Some(r.narrow()?),
                6 => its_suite = Some(suite(r)?),
                7 => certificate = r.bytes()?.to_vec(),
                8 => time = r.int()?,
                9 => program = wire::short_text(r)?,
                10 => recipient = Some(wire::short_text(r)?),
                11 => signature = Some(r.fixed()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let part = "an answer with a part missing";
        Ok(Self {
            newest: wire::need(newest, part)?,
            oldest: wire::need(oldest, part)?,
            deployment: wire::need(deployment, part)?,
            server_key: wire::need(server_key, part)?,
            epoch: wire::need(epoch, part)?,
            suite: wire::need(its_suite, part)?,
            certificate,
            time,
            program,
            sealing: recipient.zip(signature).map(|(recipient, signature)| RecipientAnswer { recipient, signature }),
        })
    }
}
