//! `GET /v1/app`: the phones' program that the office offers, under the server's signature.

use cunji_history::canonical::CanonicalError;
use cunji_history::signed::{Deployment, Program, program_message};
use cunji_history::{DeviceKey, DevicePublicKey, Suite};

use super::suite;
use crate::wire::{self, MapWriter};

/// The answer. Whoever fetches the file compares size and SHA-256 with what stands here, and the signature with the server's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedProgram {
    /// The version as people say it.
    pub version: String,
    /// The number by which Android tells a newer one.
    pub code: u32,
    /// How many bytes the file has.
    pub size: u64,
    /// SHA-256 of the file.
    pub digest: [u8; 32],
    /// The day on which it was offered, in days since 1970-01-01.
    pub day: i64,
    /// What is new in it, in words; may be empty.
    pub notes: String,
    /// The server's suite.
    pub suite: Suite,
    /// The server's signature.
    pub signature: [u8; 64],
}

impl OfferedProgram {
    /// Offers a program.
    pub fn sign(deployment: Deployment, server: &DeviceKey, program: &Program<'_>) -> Self {
        let suite = Suite::Ed25519Sha256;
        Self {
            version: program.version.to_owned(),
            code: program.code,
            size: program.size,
            digest: *program.digest,
            day: program.day,
            notes: program.notes.to_owned(),
            suite,
            signature: server.sign(&program_message(deployment, suite, program)),
        }
    }

    /// Whether the server with this key offers it.
    pub fn holds(&self, deployment: Deployment, server: &DevicePublicKey) -> bool {
        let Self { version, code, size, digest, day, notes, .. } = self;
        let program = Program { version, code: *code, size: *size, digest, day: *day, notes };
        server.verifies(&program_message(deployment, self.suite, &program), &self.signature)
    }

    /// As the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut map = MapWriter::default();
        map.text(1, &self.version).int(2, i64::from(self.code)).put(3, |w| wire::put_number(w, self.size));
        map.bytes(4, &self.digest).int(5, self.day).text(6, &self.notes).int(7, i64::from(self.suite.number()));
        map.bytes(8, &self.signature);
        map.into_bytes()
    }

    /// From the body.
    ///
    /// # Errors
    /// It is malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let (mut version, mut code, mut size, mut digest) = (None, None, None, None);
        let (mut day, mut notes, mut its_suite, mut signature) = (None, String::new(), None, None);
        wire::read_whole_map(bytes, |number, r| {
            match number {
                1 => version = Some(wire::short_text(r)?),
                2 => code = Some(r.narrow()?),
                3 => size = Some(wire::number(r)?),
                4 => digest = Some(r.fixed()?),
                5 => day = Some(r.int()?),
                6 => notes = r.text()?.to_owned(),
                7 => its_suite = Some(suite(r)?),
                8 => signature = Some(r.fixed()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let part = "an answer with a part missing";
        Ok(Self {
            version: wire::need(version, part)?,
            code: wire::need(code, part)?,
            size: wire::need(size, part)?,
            digest: wire::need(digest, part)?,
            day: wire::need(day, part)?,
            notes,
            suite: wire::need(its_suite, part)?,
            signature: wire::need(signature, part)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{DEPLOYMENT, server};

    #[test]
    fn an_offer_is_the_servers_word_for_word() {
        let program = Program {
            version: "1.4.0",
            code: 10_400,
            size: 31_457_280,
            digest: &[9; 32],
            day: 17_410,
            notes: "照片传得更快了",
        };
        let offered = OfferedProgram::sign(DEPLOYMENT, &server(), &program);
        let read = OfferedProgram::from_bytes(&offered.to_bytes()).unwrap();
        assert_eq!(read, offered);
        assert!(read.holds(DEPLOYMENT, &server().public()));
        let changed = [
            OfferedProgram { version: "1.4.1".to_owned(), ..offered.clone() },
            OfferedProgram { code: 10_401, ..offered.clone() },
            OfferedProgram { size: 31_457_281, ..offered.clone() },
            OfferedProgram { digest: [8; 32], ..offered.clone() },
            OfferedProgram { day: 17_411, ..offered.clone() },
            OfferedProgram { notes: String::new(), ..offered.clone() },
        ];
        assert!(changed.iter().all(|changed| !changed.holds(DEPLOYMENT, &server().public())));
        assert!(!offered.holds(Deployment([0; 16]), &server().public()));
        assert!(!offered.holds(DEPLOYMENT, &DeviceKey::from_bytes(&[66; 32]).public()));
    }
}
