//! `POST /v1/enroll`: a device becomes a person's by a code that is good once.

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_history::canonical::CanonicalError;
use cunji_history::signed::{Deployment, certificate_message, token_message};
use cunji_history::{DeviceKey, DevicePublicKey, Suite};

use super::{EnrolmentCode, Token, key, person, spaces, suite};
use crate::wire::{self, MapWriter};

/// The request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrollRequest {
    /// The protocol version that the client speaks.
    pub version: u32,
    /// The secret part of the code, in normal form.
    pub secret: String,
    /// The device's public key.
    pub key: DevicePublicKey,
    /// The device's suite.
    pub suite: Suite,
    /// What the device is called ("家里的手机").
    pub name: String,
    /// The device's signature: it holds the key.
    pub signature: [u8; 64],
}

impl EnrollRequest {
    /// Asks with a code whose fingerprint was found to be this server's.
    pub fn new(code: &EnrolmentCode, key: &DeviceKey, name: &str, deployment: Deployment) -> Self {
        let (suite, public) = (Suite::Ed25519Sha256, key.public());
        let secret = code.secret().to_owned();
        let message = token_message(deployment, suite, public.device_id(0), secret.as_bytes());
        let (version, name) = (1, name.to_owned());
        Self { version, secret, key: public, suite, name, signature: key.sign(&message) }
    }

    /// Whether the device holds the key that it names.
    pub fn proves_key(&self, deployment: Deployment) -> bool {
        let message = token_message(deployment, self.suite, self.key.device_id(0), self.secret.as_bytes());
        self.key.verifies(&message, &self.signature)
    }

    /// As the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        map.int(1, i64::from(self.version)).text(2, &self.secret).bytes(3, &self.key.0);
        map.int(4, i64::from(self.suite.number())).text(5, &self.name).bytes(6, &self.signature);
        map.into_bytes()
    }

    /// From the body.
    ///
    /// # Errors
    /// It is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let (mut version, mut secret, mut its_key, mut its_suite) = (None, None, None, None);
        let (mut name, mut signature) = (String::new(), None);
        wire::read_whole_map(bytes, |number, r| {
            match number {
                1 => version = Some(r.narrow()?),
                2 => secret = Some(wire::short_text(r)?),
                3 => its_key = Some(key(r)?),
                4 => its_suite = Some(suite(r)?),
                5 => name = wire::short_text(r)?,
                6 => signature = Some(r.fixed()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let part = "a request with a part missing";
        Ok(Self {
            version: wire::need(version, part)?,
            secret: wire::need(secret, part)?,
            key: wire::need(its_key, part)?,
            suite: wire::need(its_suite, part)?,
            name,
            signature: wire::need(signature, part)?,
        })
    }
}

/// The answer of `/v1/enroll` and `/v1/introduce`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// Which city's server it is.
    pub deployment: Deployment,
    /// The server's public key.
    pub server_key: DevicePublicKey,
    /// The server's epoch.
    pub epoch: u32,
    /// The person that the device belongs to, for good.
    pub person: PersonId,
    /// The person's name.
    pub person_name: String,
    /// What authorises the device's calls.
    pub token: Token,
    /// When it was enrolled: Unix seconds, UTC.
    pub enrolled_at: i64,
    /// The server's signature over all this: with it the device can prove itself to a server that forgot it.
    pub certificate: [u8; 64],
    /// The server's clock: Unix seconds, UTC.
    pub time: i64,
    /// Where the person writes.
    pub spaces: Vec<DivisionCode>,
}

impl Enrolled {
    /// Whether the certificate is the server's, for this device.
    pub fn certifies(&self, device: &DevicePublicKey, suite: Suite) -> bool {
        let message = certificate_message(self.deployment, suite, device, &self.person, self.enrolled_at);
        self.server_key.verifies(&message, &self.certificate)
    }

    /// As the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        map.bytes(1, &self.deployment.0).bytes(2, &self.server_key.0).int(3, i64::from(self.epoch));
        map.text(4, self.person.as_str()).text(5, &self.person_name).bytes(6, &self.token.0);
        map.int(7, self.enrolled_at).bytes(8, &self.certificate).int(9, self.time);
        map.put_list(10, &self.spaces, |w, space| {
            w.text(space.as_str());
        });
        map.into_bytes()
    }

    /// From the body.
    ///
    /// # Errors
    /// It is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let (mut deployment, mut server_key, mut epoch, mut its_person) = (None, None, None, None);
        let (mut person_name, mut token, mut enrolled_at, mut certificate) = (String::new(), None, None, None);
        let (mut time, mut its_spaces) = (0, Vec::new());
        wire::read_whole_map(bytes, |number, r| {
            match number {
                1 => deployment = Some(Deployment(r.fixed()?)),
                2 => server_key = Some(key(r)?),
                3 => epoch = Some(r.narrow()?),
                4 => its_person = Some(person(r)?),
                5 => person_name = wire::short_text(r)?,
                6 => token = Some(Token(r.fixed()?)),
                7 => enrolled_at = Some(r.int()?),
                8 => certificate = Some(r.fixed()?),
                9 => time = r.int()?,
                10 => its_spaces = spaces(r)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let part = "an answer with a part missing";
        Ok(Self {
            deployment: wire::need(deployment, part)?,
            server_key: wire::need(server_key, part)?,
            epoch: wire::need(epoch, part)?,
            person: wire::need(its_person, part)?,
            person_name,
            token: wire::need(token, part)?,
            enrolled_at: wire::need(enrolled_at, part)?,
            certificate: wire::need(certificate, part)?,
            time,
            spaces: its_spaces,
        })
    }
}
