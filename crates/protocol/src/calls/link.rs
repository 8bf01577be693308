//! The link in an enrolment's QR code: the server's address and the code, so that nothing has to be typed.

use std::fmt;

use url::Url;

use super::code::{CodeFault, EnrolmentCode};
use super::pin::{Fingerprint, PinnedAddress};

const SCHEME: &str = "cunji";
const ENROL: &str = "enrol";
/// Far more than a link of ours needs, far less than a QR code holds.
const LONGEST: usize = 600;

/// What an enrolment's QR code says: `cunji:enrol?server=…&code=…`, and `&cert=…` for a server that made its certificate itself. A
/// phone from before there were such servers reads address and code and does not connect: it knows nobody who answers for the certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentLink {
    /// The server's address: `http` or `https`, a host, perhaps a port and a path.
    pub server: String,
    /// The code.
    pub code: EnrolmentCode,
    /// The only certificate that a phone accepts there.
    pub certificate: Option<Fingerprint>,
}

/// Why a text is no enrolment link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// Something else stands in the QR code.
    #[error("this QR code is no enrolment code of Cunji; ask the office for one, or type the code")]
    NotOurs,
    /// The link names no address, or none that a phone can use.
    #[error("the QR code names no usable server address; ask the office for a new one, or type address and code")]
    Server,
    /// The link's code is none.
    #[error(transparent)]
    Code(#[from] CodeFault),
}

impl LinkFault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOurs => "enrol.link_other",
            Self::Server => "enrol.link_server",
            Self::Code(fault) => fault.code(),
        }
    }

    /// For a person, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::NotOurs => "这个二维码不是村记的注册码。请向办公室要注册码,也可以手动输入。".to_owned(),
            Self::Server => "二维码里的服务器地址不能用。请向办公室要一个新的,也可以手动输入地址和注册码。".to_owned(),
            Self::Code(fault) => fault.zh(),
        }
    }

    /// For a person, in English.
    pub fn en(&self) -> String {
        self.to_string()
    }
}

impl EnrolmentLink {
    /// A link for a server and a code.
    ///
    /// # Errors
    /// The address is none that a phone can use.
    pub fn new(server: &str, code: EnrolmentCode) -> Result<Self, LinkFault> {
        Self::pinned(server, code, None)
    }

    /// A link for a server with the certificate that it made itself.
    ///
    /// # Errors
    /// The address is none that a phone can use, or its line has no certificate.
    pub fn pinned(server: &str, code: EnrolmentCode, certificate: Option<Fingerprint>) -> Result<Self, LinkFault> {
        let PinnedAddress { server, certificate } = PinnedAddress::new(server, certificate)?;
        Ok(Self { server, code, certificate })
    }

    /// The address as a phone keeps it.
    pub fn address(&self) -> PinnedAddress {
        PinnedAddress { server: self.server.clone(), certificate: self.certificate }
    }

    /// Reads what a QR code said. What a later version adds to the link is ignored.
    ///
    /// # Errors
    /// It is no link of ours, or address or code are wrong.
    pub fn parse(text: &str) -> Result<Self, LinkFault> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(LinkFault::NotOurs);
        }
        let link = Url::parse(text).map_err(|_| LinkFault::NotOurs)?;
        if link.scheme() != SCHEME || link.path() != ENROL {
            return Err(LinkFault::NotOurs);
        }
        let said = |name: &str| link.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let server = said("server").ok_or(LinkFault::Server)?;
        let code = EnrolmentCode::parse(&said("code").unwrap_or_default())?;
        // One that can't be read is no reason to connect without it.
        let certificate = match said("cert") {
            None => None,
            Some(pin) => Some(Fingerprint::parse(&pin).ok_or(LinkFault::Server)?),
        };
        Self::pinned(&server, code, certificate)
    }
}

impl fmt::Display for EnrolmentLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("server", &self.server).append_pair("code", &self.code.to_string());
        if let Some(certificate) = self.certificate {
            query.append_pair("cert", &certificate.to_string());
        }
        write!(f, "{SCHEME}:{ENROL}?{}", query.finish())
    }
}

#[cfg(test)]
mod tests {
    use cunji_history::DeviceKey;

    use super::*;

    fn code() -> EnrolmentCode {
        EnrolmentCode::new([9, 8, 7, 6, 5], &DeviceKey::from_bytes(&[1; 32]).public())
    }

    #[test]
    fn a_link_says_what_it_was_made_of() {
        for server in [
            "http://10.20.30.40:7610",
            "https://cunji.example.cn/a%20b",
            "http://[fd00::1]:7610",
            "http://村记.example",
        ] {
            let link = EnrolmentLink::new(server, code()).unwrap();
            assert_eq!(EnrolmentLink::parse(&link.to_string()), Ok(link));
        }
        let shown = EnrolmentLink::new(" http://h:1 ", code()).unwrap().to_string();
        assert_eq!(shown, format!("cunji:enrol?server=http%3A%2F%2Fh%3A1&code={}", code()));
    }

    /// These bytes are on cards that were given out: they are read for ever.
    #[test]
    fn links_of_each_form_are_read_as_they_were_written() {
        let old = format!("cunji:enrol?server=http%3A%2F%2Fh%3A1&code={}", code());
        assert_eq!(EnrolmentLink::parse(&old).unwrap(), EnrolmentLink::new("http://h:1", code()).unwrap());
        let pin = "PMFW36VNV4KVL3SVQ2VZ7Z7H2Y7D6DXKXCTJRXM3W7BNPJ3IKUCQ";
        let pinned = format!("cunji:enrol?server=https%3A%2F%2Fh%3A1&code={}&cert={pin}", code());
        let link = EnrolmentLink::parse(&pinned).unwrap();
        assert_eq!(link.certificate.map(|pin| pin.to_string()).as_deref(), Some(pin));
        assert_eq!(link.address().to_string(), format!("https://h:1#{pin}"));
        assert_eq!(link.to_string(), pinned);
        for wrong in [pinned.replace(pin, "ABCD"), pinned.replace("https", "http")] {
            assert_eq!(EnrolmentLink::parse(&wrong), Err(LinkFault::Server), "{wrong}");
        }
    }

    #[test]
    fn what_a_later_version_adds_does_not_disturb() {
        let link = EnrolmentLink::new("http://h", code()).unwrap();
        assert_eq!(EnrolmentLink::parse(&format!("{link}&name=x#y")), Ok(link));
    }

    #[test]
    fn other_codes_and_broken_links_are_told_apart() {
        let long = format!("cunji:enrol?server=http%3A%2F%2Fh&x={}", "x".repeat(LONGEST));
        for other in ["", "https://example.com/", "weixin://dl", "cunji:other?code=1", "张三", &long] {
            assert_eq!(EnrolmentLink::parse(other), Err(LinkFault::NotOurs), "{other}");
        }
        for server in ["", "ftp%3A%2F%2Fh", "h%3A7610", "http%3A%2F%2Fu%3Ap%40h", "http%3A%2F%2Fh%3Fq", "http%3A%2F%2F"]
        {
            let text = format!("cunji:enrol?server={server}&code={}", code());
            assert_eq!(EnrolmentLink::parse(&text), Err(LinkFault::Server), "{server}");
        }
        assert_eq!(
            EnrolmentLink::parse("cunji:enrol?server=http%3A%2F%2Fh"),
            Err(LinkFault::Code(CodeFault::Length(0)))
        );
    }
}
