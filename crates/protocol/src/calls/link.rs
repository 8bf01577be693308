//! The link in an enrolment's QR code: the server's address and the code, so that nothing has to be typed.

use std::fmt;

use url::Url;

use super::code::{CodeFault, EnrolmentCode};

const SCHEME: &str = "cunji";
const ENROL: &str = "enrol";
/// Far more than a link of ours needs, far less than a QR code holds.
const LONGEST: usize = 600;

/// What an enrolment's QR code says: `cunji:enrol?server=…&code=…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentLink {
    /// The server's address: `http` or `https`, a host, perhaps a port and a path.
    pub server: String,
    /// The code.
    pub code: EnrolmentCode,
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
        let server = server.trim();
        if !usable(server) {
            return Err(LinkFault::Server);
        }
        Ok(Self { server: server.to_owned(), code })
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
        Self::new(&server, code)
    }
}

impl fmt::Display for EnrolmentLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("server", &self.server).append_pair("code", &self.code.to_string());
        write!(f, "{SCHEME}:{ENROL}?{}", query.finish())
    }
}

// A user name in an address would hide where it leads; query and fragment would swallow what a call appends.
fn usable(server: &str) -> bool {
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
