//! How the server is reached: by TLS of its own, behind a proxy that speaks TLS for it, or on a plain line.

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::HeaderMap;
use cunji_protocol::calls::Fingerprint;
use ipnet::IpNet;

/// How the server is reached.
#[derive(Debug, Clone, Default)]
pub struct Facing {
    /// Whether it speaks TLS itself.
    pub tls: bool,
    /// The certificate that it made itself, for the cards of phones.
    pub certificate: Option<Fingerprint>,
    /// The proxies whose word on who asks, and how, is believed; of everybody else it is not.
    pub proxies: Arc<[IpNet]>,
}

/// Who asks, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Where the browser is.
    pub address: IpAddr,
    /// Whether it speaks TLS, to the server or to its proxy: then cookies go by TLS alone.
    pub secure: bool,
}

impl Facing {
    /// Who asks, as far as it can be believed: the first address, from the server's side, that is no proxy of ours.
    pub fn seen(&self, peer: IpAddr, headers: &HeaderMap) -> Seen {
        let is_proxy = |address: &IpAddr| self.proxies.iter().any(|net| net.contains(address));
        if !is_proxy(&peer) {
            return Seen { address: peer, secure: self.tls };
        }
        let words = |name: &str| {
            let values: Vec<_> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
            values.iter().flat_map(|value| value.split(',')).map(|word| word.trim().to_owned()).collect::<Vec<_>>()
        };
        let forwarded = words("x-forwarded-for");
        let addresses = forwarded.iter().rev().map_while(|word| word.parse::<IpAddr>().ok());
        let address = addresses.clone().find(|address| !is_proxy(address)).or(addresses.last()).unwrap_or(peer);
        let secure = words("x-forwarded-proto").last().is_some_and(|proto| proto == "https");
        Seen { address, secure: self.tls || secure }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    fn behind(proxies: &[&str]) -> Facing {
        Facing { tls: false, certificate: None, proxies: proxies.iter().map(|net| net.parse().unwrap()).collect() }
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_proxy_is_believed_and_nobody_else() {
        let said = headers(&[("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "https")]);
        let facing = behind(&["127.0.0.1/32"]);
        let seen = facing.seen(address("127.0.0.1"), &said);
        assert_eq!(seen, Seen { address: address("203.0.113.9"), secure: true });
        let seen = facing.seen(address("10.0.0.5"), &said);
        assert_eq!(seen, Seen { address: address("10.0.0.5"), secure: false }, "whoever it is says so of itself");
        let plain = facing.seen(address("127.0.0.1"), &HeaderMap::new());
        assert_eq!(plain, Seen { address: address("127.0.0.1"), secure: false });
    }

    #[test]
    fn what_a_browser_made_up_before_the_proxy_is_not_believed() {
        let facing = behind(&["10.0.0.0/8"]);
        let said = headers(&[("x-forwarded-for", "1.2.3.4, 203.0.113.9"), ("x-forwarded-for", "10.1.1.1")]);
        assert_eq!(facing.seen(address("10.0.0.5"), &said).address, address("203.0.113.9"));
        let nonsense = headers(&[("x-forwarded-for", "somebody, 10.1.1.1")]);
        assert_eq!(facing.seen(address("10.0.0.5"), &nonsense).address, address("10.1.1.1"));
        let tls = Facing { tls: true, ..Facing::default() };
        assert!(tls.seen(address("10.0.0.5"), &HeaderMap::new()).secure);
    }
}
