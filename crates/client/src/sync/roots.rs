//! Whose certificates a phone believes.

use reqwest::ClientBuilder;

/// What the system believes. Not on Android: its verifier is reached through the virtual machine, by a Kotlin part of its own and
/// `unsafe` code, and fails without them; there Mozilla's list is built in.
#[cfg(not(target_os = "android"))]
pub(super) fn trusting(builder: ClientBuilder) -> ClientBuilder {
    builder
}

/// Mozilla's list, and nothing else.
#[cfg(target_os = "android")]
pub(super) fn trusting(builder: ClientBuilder) -> ClientBuilder {
    mozillas(builder)
}

#[cfg(any(target_os = "android", test))]
fn mozillas(builder: ClientBuilder) -> ClientBuilder {
    let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS;
    builder.tls_certs_only(roots.iter().filter_map(|root| reqwest::Certificate::from_der(root).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mozilla_s_list_makes_a_client() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        assert!(mozillas(reqwest::Client::builder()).build().is_ok());
        let readable =
            webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().filter(|root| reqwest::Certificate::from_der(root).is_ok());
        assert!(readable.count() > 50);
    }
}
