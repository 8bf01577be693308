//! The server's signing key: a file in the data directory, readable by its owner alone.

use std::fs;
use std::io::Write;
use std::path::Path;

use cunji_history::DeviceKey;
use cunji_history::signed::Deployment;

/// The key file's name in the data directory.
pub const FILE_NAME: &str = "server.key";

/// What the key file holds: which deployment this is, and the key that signs for it.
#[derive(Debug, Clone)]
pub struct ServerKey {
    /// Tells this city's server from another's.
    pub deployment: Deployment,
    /// Signs down frames, certificates and the server's own entries.
    pub signing: DeviceKey,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file can't be read or written.
    #[error("the key file {FILE_NAME}: {0}")]
    File(#[from] std::io::Error),
    /// The file is not what this program wrote.
    #[error("the key file {FILE_NAME} is damaged; take it from the last backup")]
    Damaged,
    /// The system has no randomness to give.
    #[error("no random numbers to be had from the system")]
    Randomness,
}

impl ServerKey {
    /// A new deployment with a new key.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub fn random() -> Result<Self, KeyError> {
        let mut deployment = [0; 16];
        getrandom::fill(&mut deployment).map_err(|_| KeyError::Randomness)?;
        let signing = DeviceKey::random().map_err(|_| KeyError::Randomness)?;
        Ok(Self { deployment: Deployment(deployment), signing })
    }

    /// The key in this data directory; made at the first start.
    ///
    /// # Errors
    /// The file can't be read, written or understood.
    pub fn open(data: &Path) -> Result<Self, KeyError> {
        match fs::read(data.join(FILE_NAME)) {
            Ok(bytes) => Self::from_bytes(&bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let key = Self::random()?;
                key.save(data)?;
                Ok(key)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the key file; an existing one is never overwritten.
    ///
    /// # Errors
    /// There is one already, or it can't be written.
    pub fn save(&self, data: &Path) -> Result<(), KeyError> {
        let path = data.join(FILE_NAME);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(&self.to_bytes())?;
        file.sync_all()?;
        Ok(())
    }

    /// The file's content: deployment and secret.
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.deployment.0.as_slice(), &self.signing.to_bytes()].concat()
    }

    /// From the file's content.
    ///
    /// # Errors
    /// It is no key file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let (deployment, secret) = bytes.split_at_checked(16).ok_or(KeyError::Damaged)?;
        let deployment = deployment.try_into().map_err(|_| KeyError::Damaged)?;
        let secret: [u8; 32] = secret.try_into().map_err(|_| KeyError::Damaged)?;
        Ok(Self { deployment: Deployment(deployment), signing: DeviceKey::from_bytes(&secret) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_stays_the_same_from_start_to_start() {
        let data = tempfile::tempdir().unwrap();
        let first = ServerKey::open(data.path()).unwrap();
        let second = ServerKey::open(data.path()).unwrap();
        assert_eq!(first.to_bytes(), second.to_bytes());
        assert!(first.save(data.path()).is_err(), "a key is never overwritten");
    }

    #[test]
    fn a_damaged_key_file_is_told() {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join(FILE_NAME), b"short").unwrap();
        assert!(matches!(ServerKey::open(data.path()), Err(KeyError::Damaged)));
    }
}
