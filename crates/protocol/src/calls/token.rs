//! Tokens, and `POST /v1/token`: a device that the server no longer knows by its token proves itself by its key.

use std::fmt;

use cunji_domain::person::PersonId;
use cunji_history::canonical::{CanonicalError, Reader};
use cunji_history::signed::{Deployment, certificate_message, token_message};
use cunji_history::{DeviceKey, DevicePublicKey, Suite};
use data_encoding::BASE64URL_NOPAD;

use super::{key, person, suite};
use crate::wire::{self, MapWriter};

/// What authorises a device's calls: 16 random bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token(pub [u8; 16]);

impl Token {
    /// As it stands after `authorization: Bearer `: base64url without padding, 22 characters.
    pub fn to_header(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// From what stands after `authorization: Bearer `.
    pub fn of_header(text: &str) -> Option<Self> {
        BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The two requests of the call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenRequest {
    /// First: asks for a nonce.
    Nonce,
    /// Then: proves the device upon it.
    Proof(Box<TokenProof>),
}

/// What proves a device to a server that forgot it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenProof {
    /// The server's nonce, good once.
    pub nonce: [u8; 16],
    /// The device's public key.
    pub key: DevicePublicKey,
    /// The device's suite.
    pub suite: Suite,
    /// The person that it was enrolled for.
    pub person: PersonId,
    /// When: Unix seconds, UTC.
    pub enrolled_at: i64,
    /// The server's signature over this.
    pub certificate: [u8; 64],
    /// The device's signature over the nonce.
    pub signature: [u8; 64],
}

impl TokenProof {
    /// Signs a nonce; `enrolled` is what the device was told when it was enrolled.
    pub fn new(nonce: [u8; 16], key: &DeviceKey, enrolled: &super::Enrolled) -> Self {
        let (suite, public) = (Suite::Ed25519Sha256, key.public());
        let message = token_message(enrolled.deployment, suite, public.device_id(0), &nonce);
        Self {
            nonce,
            key: public,
            suite,
            person: enrolled.person.clone(),
            enrolled_at: enrolled.enrolled_at,
            certificate: enrolled.certificate,
            signature: key.sign(&message),
        }
    }

    /// Whether the device holds the key, and the server once enrolled it for the person.
    pub fn holds(&self, deployment: Deployment, server: &DevicePublicKey) -> bool {
        let message = token_message(deployment, self.suite, self.key.device_id(0), &self.nonce);
        let certified = certificate_message(deployment, self.suite, &self.key, &self.person, self.enrolled_at);
        self.key.verifies(&message, &self.signature) && server.verifies(&certified, &self.certificate)
    }
}

impl TokenRequest {
    /// As the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        if let Self::Proof(proof) = self {
            map.bytes(1, &proof.nonce).bytes(2, &proof.key.0).int(3, i64::from(proof.suite.number()));
            map.text(4, proof.person.as_str()).int(5, proof.enrolled_at).bytes(6, &proof.certificate);
            map.bytes(7, &proof.signature);
        }
        map.into_bytes()
    }

    /// From the body.
    ///
    /// # Errors
    /// It is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let (mut nonce, mut its_key, mut its_suite, mut its_person) = (None, None, None, None);
        let (mut enrolled_at, mut certificate, mut signature) = (None, None, None);
        wire::read_whole_map(bytes, |number, r| {
            match number {
                1 => nonce = Some(r.fixed()?),
                2 => its_key = Some(key(r)?),
                3 => its_suite = Some(suite(r)?),
                4 => its_person = Some(person(r)?),
                5 => enrolled_at = Some(r.int()?),
                6 => certificate = Some(r.fixed()?),
                7 => signature = Some(r.fixed()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let Some(nonce) = nonce else { return Ok(Self::Nonce) };
        let part = "a request with a part missing";
        Ok(Self::Proof(Box::new(TokenProof {
            nonce,
            key: wire::need(its_key, part)?,
            suite: wire::need(its_suite, part)?,
            person: wire::need(its_person, part)?,
            enrolled_at: wire::need(enrolled_at, part)?,
            certificate: wire::need(certificate, part)?,
            signature: wire::need(signature, part)?,
        })))
    }
}

/// The first answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Challenge {
    /// To be signed; good once.
    pub nonce: [u8; 16],
    /// The server's epoch.
    pub epoch: u32,
}

impl Challenge {
    /// As the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        map.bytes(1, &self.nonce).int(2, i64::from(self.epoch));
        map.into_bytes()
    }

    /// From the body.
    ///
    /// # Errors
    /// It is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let (mut nonce, mut epoch) = (None, None);
        wire::read_whole_map(bytes, |number, r: &mut Reader<'_>| {
            match number {
                1 => nonce = Some(r.fixed()?),
                2 => epoch = Some(r.narrow()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let part = "an answer with a part missing";
        Ok(Self { nonce: wire::need(nonce, part)?, epoch: wire::need(epoch, part)? })
    }
}

/// The second answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenAnswer {
    /// The new token.
    pub token: Token,
}

impl TokenAnswer {
    /// As the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        map.bytes(1, &self.token.0);
        map.into_bytes()
    }

    /// From the body.
    ///
    /// # Errors
    /// It is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let mut token = None;
        wire::read_whole_map(bytes, |number, r| {
            if number == 1 {
                token = Some(Token(r.fixed()?));
            }
            Ok(number == 1)
        })?;
        Ok(Self { token: wire::need(token, "an answer without a token")? })
    }
}
