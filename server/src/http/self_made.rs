//! A certificate that the server makes itself, once: no authority answers for it, its fingerprint stands on the card of each phone.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use cunji_protocol::calls::Fingerprint;
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::TlsFiles;

/// The folder in the data directory.
const FOLDER: &str = "tls";
const CERTIFICATE: &str = "certificate.pem";
const KEY: &str = "key.pem";

/// A certificate of the server's own.
#[derive(Debug, Clone)]
pub struct SelfMade {
    /// Its files.
    pub files: TlsFiles,
    /// Its fingerprint.
    pub pin: Fingerprint,
}

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum SelfMadeError {
    /// A file can't be read or written.
    #[error("the folder tls in the data directory: {0}")]
    File(#[from] io::Error),
    /// What was there is no certificate.
    #[error(
        "tls/certificate.pem in the data directory is damaged; take it from the last copy of the folder tls, since phones accept no other"
    )]
    Damaged,
    /// It can't be made for these names.
    #[error("no certificate can be made for these names: {0}")]
    Names(rcgen::Error),
}

impl SelfMade {
    /// The one in a data directory; nothing if none was made there.
    ///
    /// # Errors
    /// It can't be read, or is damaged.
    pub fn there(data: &Path) -> Result<Option<Self>, SelfMadeError> {
        let files = files(data);
        let pem = match fs::read(&files.certificate) {
            Ok(pem) => pem,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let der = CertificateDer::from_pem_slice(&pem).map_err(|_| SelfMadeError::Damaged)?;
        Ok(Some(Self { files, pin: Fingerprint::of(&der) }))
    }

    /// The one in a data directory, made for these names and addresses if there is none. One that is there stays, whatever it is called:
    /// the phones that know it would accept no other.
    ///
    /// # Errors
    /// It can't be read, made or written.
    pub fn open(data: &Path, names: &[String]) -> Result<Self, SelfMadeError> {
        if let Some(there) = Self::there(data)? {
            return Ok(there);
        }
        let files = files(data);
        crate::server::make_private(&data.join(FOLDER))?;
        let key = KeyPair::generate().map_err(SelfMadeError::Names)?;
        let mut wanted = CertificateParams::new(names).map_err(SelfMadeError::Names)?;
        wanted.distinguished_name = DistinguishedName::new();
        wanted.distinguished_name.push(DnType::CommonName, "Cunji");
        let certificate = wanted.self_signed(&key).map_err(SelfMadeError::Names)?;
        // The key first: a certificate whose key is lost would be taken for good.
        write(&files.key, key.serialize_pem().as_bytes())?;
        write(&files.certificate, certificate.pem().as_bytes())?;
        Ok(Self { pin: Fingerprint::of(certificate.der()), files })
    }
}

fn files(data: &Path) -> TlsFiles {
    let folder: PathBuf = data.join(FOLDER);
    TlsFiles { certificate: folder.join(CERTIFICATE), key: folder.join(KEY) }
}

/// Writes a file that nobody else on the machine may read, whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let partial = path.with_extension("partial");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&partial, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        ["cunji.example".to_owned(), "10.0.0.5".to_owned()].into()
    }

    #[test]
    fn it_is_made_once_and_stays() {
        let data = tempfile::tempdir().unwrap();
        assert!(SelfMade::there(data.path()).unwrap().is_none());
        let made = SelfMade::open(data.path(), &names()).unwrap();
        let again = SelfMade::open(data.path(), &["another.example".to_owned()]).unwrap();
        assert_eq!(made.pin, again.pin);
        let other = tempfile::tempdir().unwrap();
        assert_ne!(SelfMade::open(other.path(), &names()).unwrap().pin, made.pin);
    }

    #[test]
    #[cfg(unix)]
    fn nobody_else_reads_the_key() {
        use std::os::unix::fs::PermissionsExt as _;
        let data = tempfile::tempdir().unwrap();
        let made = SelfMade::open(data.path(), &names()).unwrap();
        assert_eq!(fs::metadata(made.files.key).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_one_is_told_and_not_replaced() {
        let data = tempfile::tempdir().unwrap();
        let made = SelfMade::open(data.path(), &names()).unwrap();
        fs::write(&made.files.certificate, "nothing").unwrap();
        assert!(matches!(SelfMade::open(data.path(), &names()), Err(SelfMadeError::Damaged)));
        assert_eq!(fs::read(&made.files.certificate).unwrap(), b"nothing");
    }

    #[test]
    fn a_name_that_is_none_is_told() {
        let data = tempfile::tempdir().unwrap();
        assert!(matches!(SelfMade::open(data.path(), &["村记".to_owned()]), Err(SelfMadeError::Names(_))));
        assert!(SelfMade::there(data.path()).unwrap().is_none());
    }
}
