//! `serve`: how the server is reached and measured.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use cunji_server::http::{self, Facing, SelfMade, SelfMadeError, Serving, TlsFiles};
use cunji_server::metrics::MetricsAccess;
use cunji_server::server::Server;
use ipnet::IpNet;
use tokio::runtime::Runtime;

use super::Outcome;
use super::commands::say;
use super::failure::Failure;

/// Where to listen, by which certificate, behind which proxies.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// The address to listen on; port 0 takes a free one and tells it.
    #[arg(long, default_value = "127.0.0.1:7610")]
    pub listen: SocketAddr,
    /// A certificate (PEM, with those between it and its root): the server speaks TLS itself.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's private key (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// The server speaks TLS by a certificate that it makes itself, once: its fingerprint stands in the codes of phones, which
    /// accept no other. For a network without names and authorities; browsers warn of it.
    #[arg(long, conflicts_with = "tls_cert")]
    pub tls_self_made: bool,
    /// A name or an address for that certificate, beside the one that is listened on. Can be given several times.
    #[arg(long, value_name = "NAME", requires = "tls_self_made")]
    pub tls_name: Vec<String>,
    /// A file with the token by which /metrics may be read from elsewhere; without it only this machine reads it, and behind a
    /// proxy nobody.
    #[arg(long, value_name = "FILE")]
    pub metrics_token: Option<PathBuf>,
    /// A proxy in front (an address or a range): what it says of who asks, and whether by TLS, is believed. Can be given several times.
    #[arg(long, value_name = "ADDRESS")]
    pub trusted_proxy: Vec<String>,
}

/// Serves until Ctrl-C or SIGTERM.
///
/// # Errors
/// An argument is none, a file can't be read, the address can't be listened on.
pub fn serve(server: Server, what: &Serve, runtime: &Runtime) -> Outcome {
    let proxies = what.trusted_proxy.iter().map(|text| net(text)).collect::<Result<Vec<_>, _>>()?;
    let metrics = MetricsAccess::of(what.metrics_token.as_deref(), !proxies.is_empty()).map_err(|fault| {
        Failure::new(
            "serve.metrics_token",
            format!("--metrics-token 的文件不能用:{fault}。要有至少 16 个字符,只给监控用。"),
            format!("The file of --metrics-token can't be used: {fault}."),
        )
    })?;
    let own = what.tls_self_made.then(|| self_made(&server, what)).transpose()?;
    let certificate = own.as_ref().map(|own| own.pin);
    let given = what.tls_cert.clone().zip(what.tls_key.clone());
    let tls = own.map(|own| own.files).or(given.map(|(certificate, key)| TlsFiles { certificate, key }));
    let facing = Facing { tls: tls.is_some(), certificate, proxies: proxies.into() };
    http::serve_until_signal(server, what.listen, Serving { facing, tls, metrics }, runtime).map_err(|error| {
        Failure::new(
            "serve.listen",
            format!("不能在 {} 上服务:{error}。", what.listen),
            format!("Can't serve on {}: {error}.", what.listen),
        )
    })
}

fn net(text: &str) -> Result<IpNet, Failure> {
    let alone = text.parse::<IpAddr>().map(IpNet::from);
    alone.or_else(|_| text.parse()).map_err(|_| {
        Failure::new(
            "args.proxy",
            format!("{text} 不是地址,也不是网段。"),
            format!("{text} is neither an address nor a range."),
        )
    })
}

/// The server's own certificate; who starts it sees the fingerprint.
fn self_made(server: &Server, what: &Serve) -> Result<SelfMade, Failure> {
    let mut names = what.tls_name.clone();
    if !what.listen.ip().is_unspecified() {
        names.push(what.listen.ip().to_string());
    }
    let own = SelfMade::open(&server.data, &names)?;
    let groups = own.pin.in_groups();
    say(
        &format!("证书指纹(手机注册卡上的就是它):{groups}"),
        &format!("The certificate's fingerprint, as it stands on the cards of phones: {groups}"),
    );
    Ok(own)
}

impl From<SelfMadeError> for Failure {
    fn from(fault: SelfMadeError) -> Self {
        Self::new(
            "serve.certificate",
            format!("自制的证书用不了:{fault}。"),
            format!("The certificate of the server's own can't be used: {fault}."),
        )
    }
}
