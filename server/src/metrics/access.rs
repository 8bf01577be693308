//! Who may read the metrics.

use std::net::IpAddr;
use std::path::Path;

use subtle::ConstantTimeEq as _;

/// A token shorter than this could be guessed.
const SHORTEST: usize = 16;

/// Who may read them: whoever has the token; where there is none, programs on this machine, if no proxy stands between.
#[derive(Debug, Clone, Default)]
pub struct MetricsAccess {
    token: Option<String>,
    behind_proxy: bool,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenFault {
    /// The file can't be read.
    #[error("the file of the metrics' token can't be read: {0}")]
    File(#[from] std::io::Error),
    /// What stands in it is too short.
    #[error("the metrics' token has fewer than {SHORTEST} characters; make one by: head -c 24 /dev/urandom | base64")]
    Short,
}

impl MetricsAccess {
    /// By the token in a file, if one is named. `behind_proxy`: everything that comes through a proxy looks as if it came from there.
    ///
    /// # Errors
    /// The file can't be read, or its token is too short.
    pub fn of(token: Option<&Path>, behind_proxy: bool) -> Result<Self, TokenFault> {
        let token = token.map(std::fs::read_to_string).transpose()?.map(|token| token.trim().to_owned());
        if token.as_ref().is_some_and(|token| token.len() < SHORTEST) {
            return Err(TokenFault::Short);
        }
        Ok(Self { token, behind_proxy })
    }

    /// Whether somebody may: `bearer` is the token that the request carries, `forwarded` whether it says that it came another way.
    pub fn allows(&self, peer: IpAddr, bearer: Option<&str>, forwarded: bool) -> bool {
        match &self.token {
            Some(token) => bearer.is_some_and(|bearer| bearer.as_bytes().ct_eq(token.as_bytes()).into()),
            None => peer.is_loopback() && !self.behind_proxy && !forwarded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "127.0.0.1";

    fn allows(access: &MetricsAccess, peer: &str, bearer: Option<&str>, forwarded: bool) -> bool {
        access.allows(peer.parse().unwrap(), bearer, forwarded)
    }

    #[test]
    fn without_a_token_this_machine_alone_reads_and_nobody_through_a_proxy() {
        let open = MetricsAccess::of(None, false).unwrap();
        assert!(allows(&open, HERE, None, false) && allows(&open, "::1", None, false));
        assert!(!allows(&open, "10.0.0.5", None, false));
        assert!(!allows(&open, HERE, None, true), "a proxy that nobody told the server of");
        let behind = MetricsAccess::of(None, true).unwrap();
        assert!(!allows(&behind, HERE, None, false));
    }

    #[test]
    fn a_token_is_asked_of_everybody() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "0123456789abcdef\n").unwrap();
        let access = MetricsAccess::of(Some(&file), true).unwrap();
        assert!(allows(&access, "10.0.0.5", Some("0123456789abcdef"), true));
        assert!(!allows(&access, HERE, None, false) && !allows(&access, HERE, Some("0123456789abcdeg"), false));
        std::fs::write(&file, "short").unwrap();
        assert!(matches!(MetricsAccess::of(Some(&file), false), Err(TokenFault::Short)));
        assert!(matches!(MetricsAccess::of(Some(&folder.path().join("none")), false), Err(TokenFault::File(_))));
    }
}
