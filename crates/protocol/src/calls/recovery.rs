//! `POST /v1/recovery`: a phone deposits its recovery code, sealed to the server, so that a clerk can dictate it.

use cunji_history::canonical::{CanonicalError, Reader, Writer};
use cunji_history::signed::{Deployment, deposited_message, recipient_message, recovery_message};
use cunji_history::{DeviceId, DevicePublicKey, Suite};
use zeroize::Zeroizing;

use super::RecoveryCode;
use crate::sealing::{SealFault, SealingKey, seal_to};
use crate::wire::{self, MapWriter};

const NAME: &str = "cunji recovery code";

/// The two requests of the call; both authorised by the device's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecoveryRequest {
    /// First: asks whom to seal it to.
    Recipient,
    /// Then: deposits it.
    Deposit(Box<Deposit>),
}

/// A sealed code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deposit {
    /// Grows with each code of the device; one that is not newer than what the server holds changes nothing.
    pub serial: u32,
    /// The code and the device that it opens, sealed by age.
    pub sealed: Vec<u8>,
    /// The device's signature.
    pub signature: [u8; 64],
}

impl Deposit {
    /// The code as it is sealed for the server.
    ///
    /// # Errors
    /// The recipient is none.
    pub fn seal(recipient: &str, device: DeviceId, code: &RecoveryCode) -> Result<Vec<u8>, SealFault> {
        let mut w = Writer::default();
        w.array(3).text(NAME).bytes(&device.0).text(code.text());
        seal_to(recipient, &Zeroizing::new(w.into_bytes()))
    }

    /// Whether the device, whose key this is, deposits it.
    pub fn holds(&self, deployment: Deployment, suite: Suite, device: &DevicePublicKey) -> bool {
        let message = recovery_message(deployment, suite, device.device_id(0), self.serial, &self.sealed);
        device.verifies(&message, &self.signature)
    }
}

/// The code that was sealed; none if it is no such thing, or another device's.
pub fn unsealed(key: &SealingKey, sealed: &[u8], device: DeviceId) -> Option<RecoveryCode> {
    let plain = key.open(sealed)?;
    let read = |r: &mut Reader<'_>| -> Result<Option<RecoveryCode>, CanonicalError> {
        let is_one = r.array()? == 3 && r.text()? == NAME && r.fixed()? == device.0;
        let code = if is_one { RecoveryCode::parse(r.text()?).ok() } else { None };
        Ok(code)
    };
    read(&mut Reader::new(&plain)).ok().flatten()
}

impl RecoveryRequest {
    /// As the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        if let Self::Deposit(deposit) = self {
            map.int(1, i64::from(deposit.serial)).bytes(2, &deposit.sealed).bytes(3, &deposit.signature);
        }
        map.into_bytes()
    }

    /// From the body.
    ///
    /// # Errors
    /// It is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let (mut serial, mut sealed, mut signature) = (None, None, None);
        wire::read_whole_map(bytes, |number, r| {
            match number {
                1 => serial = Some(r.narrow()?),
                2 => sealed = Some(r.bytes()?.to_vec()),
                3 => signature = Some(r.fixed()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let Some(serial) = serial else { return Ok(Self::Recipient) };
        let part = "a request with a part missing";
        Ok(Self::Deposit(Box::new(Deposit {
            serial,
            sealed: wire::need(sealed, part)?,
            signature: wire::need(signature, part)?,
        })))
    }
}

/// The first answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipientAnswer {
    /// Whom to seal it to: an X25519 recipient of age.
    pub recipient: String,
    /// The server's signature.
    pub signature: [u8; 64],
}

impl RecipientAnswer {
    /// Whether the server with this key states it.
    pub fn holds(&self, deployment: Deployment, suite: Suite, server: &DevicePublicKey) -> bool {
        server.verifies(&recipient_message(deployment, suite, &self.recipient), &self.signature)
    }

    /// As the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        map.text(1, &self.recipient).bytes(2, &self.signature);
        map.into_bytes()
    }

    /// From the body.
    ///
    /// # Errors
    /// It is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let (mut recipient, mut signature) = (None, None);
        wire::read_whole_map(bytes, |number, r| {
            match number {
                1 => recipient = Some(wire::short_text(r)?),
                2 => signature = Some(r.fixed()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let part = "an answer with a part missing";
        Ok(Self { recipient: wire::need(recipient, part)?, signature: wire::need(signature, part)? })
    }
}

/// The second answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deposited {
    /// The serial of the code that the server holds of this device now.
    pub serial: u32,
    /// The server's signature of that, in its epoch.
    pub signature: [u8; 64],
}

impl Deposited {
    /// Whether the server with this key says so, of this device and in this epoch. Before that a phone drops no older code.
    pub fn holds(&self, deployment: Deployment, device: DeviceId, epoch: u32, server: &DevicePublicKey) -> bool {
        let message = deposited_message(deployment, Suite::Ed25519Sha256, device, epoch, self.serial);
        server.verifies(&message, &self.signature)
    }

    /// As the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        map.int(1, i64::from(self.serial)).bytes(2, &self.signature);
        map.into_bytes()
    }

    /// From the body.
    ///
    /// # Errors
    /// It is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let (mut serial, mut signature) = (None, None);
        wire::read_whole_map(bytes, |number, r| {
            match number {
                1 => serial = Some(r.narrow()?),
                2 => signature = Some(r.fixed()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let part = "an answer with a part missing";
        Ok(Self { serial: wire::need(serial, part)?, signature: wire::need(signature, part)? })
    }
}

#[cfg(test)]
mod tests {
    use cunji_history::DeviceKey;

    use super::*;
    use crate::testing::{DEPLOYMENT, server};

    #[test]
    fn a_code_is_sealed_to_the_server_and_to_nobody_else() {
        let key = SealingKey::of_server(&server()).unwrap();
        let device = DeviceKey::from_bytes(&[5; 32]).public().device_id(0);
        let code = RecoveryCode::new([7; 19]);
        let sealed = Deposit::seal(&key.recipient(), device, &code).unwrap();
        assert_eq!(unsealed(&key, &sealed, device), Some(code));
        let other = DeviceKey::from_bytes(&[6; 32]);
        assert_eq!(unsealed(&key, &sealed, other.public().device_id(0)), None, "another device's");
        assert_eq!(unsealed(&SealingKey::of_server(&other).unwrap(), &sealed, device), None, "another server's");
        assert!(Deposit::seal("age1nobody", device, &RecoveryCode::new([7; 19])).is_err());
    }

    #[test]
    fn a_deposit_and_a_recipient_are_signed() {
        let device = DeviceKey::from_bytes(&[5; 32]);
        let (suite, id) = (Suite::Ed25519Sha256, device.public().device_id(0));
        let sealed = vec![1, 2, 3];
        let signature = device.sign(&recovery_message(DEPLOYMENT, suite, id, 2, &sealed));
        let deposit = Deposit { serial: 2, sealed, signature };
        assert!(deposit.holds(DEPLOYMENT, suite, &device.public()));
        assert!(!Deposit { serial: 3, ..deposit.clone() }.holds(DEPLOYMENT, suite, &device.public()));
        assert!(!deposit.holds(DEPLOYMENT, suite, &server().public()));
        let request = RecoveryRequest::Deposit(Box::new(deposit));
        assert_eq!(RecoveryRequest::from_bytes(&request.to_bytes()), Ok(request));
        assert_eq!(RecoveryRequest::from_bytes(&RecoveryRequest::Recipient.to_bytes()), Ok(RecoveryRequest::Recipient));
        let recipient = SealingKey::of_server(&server()).unwrap().recipient();
        let signature = server().sign(&recipient_message(DEPLOYMENT, suite, &recipient));
        let answer = RecipientAnswer { recipient, signature };
        assert!(answer.holds(DEPLOYMENT, suite, &server().public()));
        let other = RecipientAnswer { recipient: "age1other".to_owned(), ..answer.clone() };
        assert!(!other.holds(DEPLOYMENT, suite, &server().public()));
        assert_eq!(RecipientAnswer::from_bytes(&answer.to_bytes()), Ok(answer));
        let signature = server().sign(&deposited_message(DEPLOYMENT, suite, id, 3, 2));
        let deposited = Deposited { serial: 2, signature };
        assert_eq!(Deposited::from_bytes(&deposited.to_bytes()), Ok(deposited));
        let holds = |said: Deposited, epoch| said.holds(DEPLOYMENT, id, epoch, &server().public());
        assert!(holds(deposited, 3));
        assert!(!holds(deposited, 4), "a restored server may have lost it");
        assert!(!holds(Deposited { serial: 3, ..deposited }, 3));
    }
}
