//! One certificate and no other: that of a server that made it itself.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

use cunji_protocol::calls::Fingerprint;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, OtherError, SignatureScheme};

use super::transport::CertificateFault;
use crate::error::{ClientError, Result};

/// TLS that accepts the certificate with this fingerprint and nothing else. Names and dates decide nothing: whose it is, the office
/// says, and a phone whose clock is wrong connects, too.
///
/// # Errors
/// TLS can't be set up.
pub(super) fn accepting(certificate: Fingerprint) -> Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Pinned { certificate, provider: provider.clone() };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| ClientError::stumbled(&error.to_string()))?;
    Ok(config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
}

/// Why TLS was refused, if it was the certificate.
pub(super) fn refused(error: &reqwest::Error) -> Option<CertificateFault> {
    match of_tls(error) {
        Some(rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(why)))) if why.is::<Another>() => {
            Some(CertificateFault::Another)
        }
        Some(rustls::Error::InvalidCertificate(_)) => Some(CertificateFault::Unknown),
        _ => None,
    }
}

/// What TLS said, however deep it lies. An I/O error does not name what it was made of as its source, but that one's source.
fn of_tls<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e rustls::Error> {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(tls);
    }
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(within) => of_tls(within),
        None => of_tls(error.source()?),
    }
}

/// It is another certificate.
#[derive(Debug)]
struct Another;

impl fmt::Display for Another {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("another certificate than the one that is pinned")
    }
}

impl Error for Another {}

#[derive(Debug)]
struct Pinned {
    certificate: Fingerprint,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        if Fingerprint::of(end_entity) == self.certificate {
            return Ok(ServerCertVerified::assertion());
        }
        Err(CertificateError::Other(OtherError(Arc::new(Another))).into())
    }

    // That the server holds the certificate's key is checked as for any other.
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
