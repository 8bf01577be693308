//! How an enrolment's request travels: sealed to the server, since its secret would make a device the person's for whoever reads it
//! on the way.

use cunji_history::canonical::CanonicalError;

use super::{About, EnrollRequest};
use crate::sealing::{SealFault, SealingKey, seal_to};
use crate::wire::{self, MapWriter};

/// The body of `POST /v1/enroll`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnrolmentBody {
    /// Sealed by age to the recipient that the server states under the key in the code.
    Sealed {
        /// The protocol version that the client speaks.
        version: u32,
        /// The request's bytes, sealed.
        sealed: Vec<u8>,
    },
    /// As it is: for a line that nobody else reads.
    Open(EnrollRequest),
}

/// The server states nobody to whom a secret could be sealed, or not under its own key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the server does not prove to whom the code is to be sealed; it was not sent")]
pub struct NobodyToSealTo;

impl About {
    /// To whom a secret for this server is sealed, as it states itself. Whether the server is the right one is told by the code.
    ///
    /// # Errors
    /// It states nobody, or somebody put another in its place.
    pub fn recipient(&self) -> Result<&str, NobodyToSealTo> {
        let stated = self.sealing.as_ref();
        let proven = stated.filter(|stated| stated.holds(self.deployment, self.suite, &self.server_key));
        proven.map(|stated| stated.recipient.as_str()).ok_or(NobodyToSealTo)
    }
}

impl EnrolmentBody {
    /// Seals a request. All of it is sealed, so the device's key is bound to the secret: who has neither can put no other key beside
    /// the secret.
    ///
    /// # Errors
    /// It is no recipient.
    pub fn seal(request: &EnrollRequest, recipient: &str) -> Result<Self, SealFault> {
        Ok(Self::Sealed { version: request.version, sealed: seal_to(recipient, &request.to_bytes())? })
    }

    /// The version that the client speaks; known before anything is opened.
    pub fn version(&self) -> u32 {
        match self {
            Self::Sealed { version, .. } => *version,
            Self::Open(request) => request.version,
        }
    }

    /// The request, opened by the server's key.
    ///
    /// # Errors
    /// It was sealed to somebody else, changed on the way, or is malformed.
    pub fn open(self, key: &SealingKey) -> Result<EnrollRequest, CanonicalError> {
        match self {
            Self::Open(request) => Ok(request),
            Self::Sealed { sealed, .. } => {
                let plain = key.open(&sealed).ok_or(CanonicalError::Shape("sealed to somebody else"))?;
                EnrollRequest::from_bytes(&plain)
            }
        }
    }

    /// As the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Open(request) => request.to_bytes(),
            Self::Sealed { version, sealed } => {
                let mut map = MapWriter::default();
                map.int(1, i64::from(*version)).bytes(7, sealed);
                map.into_bytes()
            }
        }
    }

    /// From the body.
    ///
    /// # Errors
    /// It is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let (mut version, mut sealed) = (None, None);
        wire::read_whole_map(bytes, |number, r| {
            match number {
                1 => version = Some(r.narrow()?),
                7 => sealed = Some(r.bytes()?.to_vec()),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        match sealed {
            Some(sealed) => Ok(Self::Sealed { version: wire::need(version, "a request without a version")?, sealed }),
            None => EnrollRequest::from_bytes(bytes).map(Self::Open),
        }
    }
}

#[cfg(test)]
mod tests {
    use cunji_history::signed::recipient_message;
    use cunji_history::{DeviceKey, Suite};

    use super::super::{EnrolmentCode, RecipientAnswer};
    use super::*;
    use crate::testing::{DEPLOYMENT, server};

    fn about() -> About {
        let recipient = SealingKey::of_server(&server()).unwrap().recipient();
        let signature = server().sign(&recipient_message(DEPLOYMENT, Suite::Ed25519Sha256, &recipient));
        About {
            newest: 1,
            oldest: 1,
            deployment: DEPLOYMENT,
            server_key: server().public(),
            epoch: 3,
            suite: Suite::Ed25519Sha256,
            certificate: Vec::new(),
            time: 5,
            program: "0.1.0".to_owned(),
            sealing: Some(RecipientAnswer { recipient, signature }),
        }
    }

    fn request() -> EnrollRequest {
        let code = EnrolmentCode::new([7; 5], &server().public());
        EnrollRequest::new(&code, &DeviceKey::from_bytes(&[5; 32]), "手机", DEPLOYMENT)
    }

    #[test]
    fn who_reads_along_learns_neither_secret_nor_key_and_the_server_does() {
        let body = EnrolmentBody::seal(&request(), about().recipient().unwrap()).unwrap();
        let bytes = body.to_bytes();
        let shows = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        assert!(!shows(request().secret.as_bytes()) && !shows(&request().key.0));
        let read = EnrolmentBody::from_bytes(&bytes).unwrap();
        assert_eq!((read.version(), &read), (1, &body));
        assert_eq!(read.clone().open(&SealingKey::of_server(&server()).unwrap()), Ok(request()));
        let other = SealingKey::of_server(&DeviceKey::from_bytes(&[6; 32])).unwrap();
        assert!(read.open(&other).is_err());
    }

    #[test]
    fn a_recipient_that_somebody_put_there_or_took_away_is_none() {
        let other = DeviceKey::from_bytes(&[6; 32]);
        let recipient = SealingKey::of_server(&other).unwrap().recipient();
        let signature = other.sign(&recipient_message(DEPLOYMENT, Suite::Ed25519Sha256, &recipient));
        let put_there = About { sealing: Some(RecipientAnswer { recipient, signature }), ..about() };
        assert_eq!(put_there.recipient(), Err(NobodyToSealTo));
        assert_eq!(About { sealing: None, ..about() }.recipient(), Err(NobodyToSealTo));
        let read = About::from_bytes(&about().to_bytes()).unwrap();
        assert_eq!((read.recipient().is_ok(), read), (true, about()));
    }

    #[test]
    fn an_open_request_is_read_as_ever() {
        assert_eq!(EnrolmentBody::from_bytes(&request().to_bytes()), Ok(EnrolmentBody::Open(request())));
    }
}
