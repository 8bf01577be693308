//! The certificate that a server made for itself, by its fingerprint: no authority answers for it, the office does, on the card that it
//! gives out.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::link::LinkFault;

/// The SHA-256 of a certificate (its DER), or of a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// Of a certificate or a key.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// From its letters; case, dashes and spaces do not matter.
    pub fn parse(text: &str) -> Option<Self> {
        let letters: String =
            text.chars().filter(|c| !matches!(c, '-' | ' ')).map(|c| c.to_ascii_uppercase()).collect();
        BASE32_NOPAD.decode(letters.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    /// In groups of four, for a person who compares.
    pub fn in_groups(&self) -> String {
        let letters = self.to_string();
        let groups: Vec<&str> =
            (0..letters.len()).step_by(4).filter_map(|at| letters.get(at..(at + 4).min(letters.len()))).collect();
        groups.join(" ")
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE32_NOPAD.encode(&self.0))
    }
}

/// A server's address as a phone keeps it: behind `#`, where there is one, the fingerprint of the only certificate that it accepts
/// there. A fragment never travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedAddress {
    /// The address without it.
    pub server: String,
    /// The certificate.
    pub certificate: Option<Fingerprint>,
}

impl PinnedAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// It is no address; what stands behind `#` is no fingerprint, or the line has no certificate.
    pub fn parse(text: &str) -> Result<Self, LinkFault> {
        let text = text.trim();
        let (server, pin) = text.split_once('#').map_or((text, None), |(server, pin)| (server, Some(pin)));
        let certificate = match pin {
            None => None,
            Some(pin) => Some(Fingerprint::parse(pin).ok_or(LinkFault::Server)?),
        };
        Self::new(server, certificate)
    }

    /// An address with the certificate that is accepted there.
    ///
    /// # Errors
    /// It is no address; or the line has no certificate.
    pub fn new(server: &str, certificate: Option<Fingerprint>) -> Result<Self, LinkFault> {
        let server = server.trim();
        // A certificate on a plain line would promise what nobody keeps.
        if !usable(server) || (certificate.is_some() && !server.starts_with("https:")) {
            return Err(LinkFault::Server);
        }
        Ok(Self { server: server.to_owned(), certificate })
    }
}

impl fmt::Display for PinnedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.server)?;
        match self.certificate {
            Some(certificate) => write!(f, "#{certificate}"),
            None => Ok(()),
        }
    }
}

// A user name in an address would hide where it leads; query and fragment would swallow what a call appends.
pub(super) fn usable(server: &str) -> bool {
    Url::parse(server).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| !host.is_empty())
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_it_was_made_of() {
        let pin = Fingerprint::of(b"a certificate");
        for (server, certificate) in
            [("http://10.0.0.5:7610", None), ("https://cunji.example", None), ("https://10.0.0.5", Some(pin))]
        {
            let address = PinnedAddress::new(server, certificate).unwrap();
            assert_eq!(PinnedAddress::parse(&format!(" {address} ")), Ok(address));
        }
    }

    #[test]
    fn a_fingerprint_is_read_as_people_write_it() {
        let pin = Fingerprint::of(b"a certificate");
        assert_eq!(Fingerprint::parse(&pin.in_groups().to_lowercase()), Some(pin));
        assert_eq!(pin.in_groups().split(' ').count(), 13);
        for wrong in ["", "ABCD", "1", &"A".repeat(53)] {
            assert_eq!(Fingerprint::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_would_be_no_pin_is_refused_and_never_passed_over() {
        let pin = Fingerprint::of(b"a certificate");
        for wrong in ["https://h#", "https://h#ABCD", &format!("http://h#{pin}"), &format!("https://u@h#{pin}")] {
            assert_eq!(PinnedAddress::parse(wrong), Err(LinkFault::Server), "{wrong}");
        }
    }
}
