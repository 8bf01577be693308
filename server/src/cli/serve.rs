//! `serve`: how the server is reached and measured.

use std::fs::File;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::Args;
use cunji_server::http::{self, Facing, SelfMade, SelfMadeError, Serving, TlsFiles};
use cunji_server::metrics::{MetricsAccess, TokenFault};
use cunji_server::os_fault;
use cunji_server::server::Server;
use ipnet::IpNet;
use tokio::runtime::Runtime;

use super::Outcome;
use super::commands::say;
use super::failure::Failure;

// No doc comment: it would take the place of the command's own help. Where to listen, by which certificate, behind which proxies.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// 在哪个地址服务;端口写 0 就自己找一个空的,并说出来。
    ///
    /// The address to listen on; port 0 takes a free one and tells it.
    #[arg(long, default_value = "127.0.0.1:7610")]
    pub listen: SocketAddr,
    /// 证书(PEM,连中间证书一起):由服务器自己加密。
    ///
    /// A certificate (PEM, with those between it and its root): the server speaks TLS itself.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// 证书的私钥(PEM)。
    ///
    /// The certificate's private key (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// 服务器自己做一张证书,只做一次:指纹写在手机的注册码里,手机只认它。用在没有域名的网络里;浏览器会提醒。
    ///
    /// The server speaks TLS by a certificate that it makes itself, once: its fingerprint stands in the codes of phones, which
    /// accept no other. For a network without names and authorities; browsers warn of it.
    #[arg(long, conflicts_with = "tls_cert")]
    pub tls_self_made: bool,
    /// 这张证书上的名字或地址,服务的地址以外的;可以写几次。
    ///
    /// A name or an address for that certificate, beside the one that is listened on. Can be given several times.
    #[arg(long, value_name = "NAME", requires = "tls_self_made")]
    pub tls_name: Vec<String>,
    /// 一个文件,里面是从别处读 /metrics 用的口令;没有它,只有本机能读,有代理时谁也不能。
    ///
    /// A file with the token by which /metrics may be read from elsewhere; without it only this machine reads it, and behind a
    /// proxy nobody.
    #[arg(long, value_name = "FILE")]
    pub metrics_token: Option<PathBuf>,
    /// 前面的代理(地址或网段):它说是谁在访问、是不是加密,就信它。可以写几次。
    ///
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
        let (zh, en) = match &fault {
            TokenFault::File(error) => os_fault::said(error),
            TokenFault::Short => {
                ("里面不到 16 个字符,可以用 head -c 24 /dev/urandom | base64 做一个".to_owned(), fault.to_string())
            }
        };
        Failure::new(
            "serve.metrics_token",
            format!("--metrics-token 的文件不能用:{zh}。"),
            format!("The file of --metrics-token can't be used: {en}."),
        )
    })?;
    let own = what.tls_self_made.then(|| self_made(&server, what)).transpose()?;
    let certificate = own.as_ref().map(|own| own.pin);
    let given = what.tls_cert.clone().zip(what.tls_key.clone());
    given.as_ref().map(|(certificate, key)| usable(certificate, key, runtime)).transpose()?;
    let tls = own.map(|own| own.files).or(given.map(|(certificate, key)| TlsFiles { certificate, key }));
    let facing = Facing { tls: tls.is_some(), certificate, proxies: proxies.into() };
    http::serve_until_signal(server, what.listen, Serving { facing, tls, metrics }, runtime).map_err(|error| {
        let (zh, en) = os_fault::said_of_listening(&error);
        Failure::new(
            "serve.listen",
            format!("不能在 {} 上服务:{zh}。", what.listen),
            format!("Can't serve on {}: {en}.", what.listen),
        )
    })
}

/// Before the address is taken: that a file is missing is then no fault of the address.
fn readable(file: &Path) -> Outcome {
    File::open(file).map(drop).map_err(|error| {
        let (zh, en) = os_fault::said(&error);
        Failure::new(
            "serve.certificate",
            format!("证书文件 {} 读不出来:{zh}。", file.display()),
            format!("The certificate's file {} can't be read: {en}.", file.display()),
        )
    })
}

/// A pair that browsers and phones can be answered with.
fn usable(certificate: &Path, key: &Path, runtime: &Runtime) -> Outcome {
    [certificate, key].into_iter().try_for_each(readable)?;
    let files = TlsFiles { certificate: certificate.to_owned(), key: key.to_owned() };
    runtime.block_on(http::read_tls(Some(files))).map(drop).map_err(|error| {
        let (certificate, key) = (certificate.display(), key.display());
        Failure::new(
            "serve.certificate",
            format!("证书 {certificate} 和密钥 {key} 用不了:要 PEM 格式、互相对得上的一对,请核对文件({error})。"),
            format!("The certificate {certificate} and the key {key} can't be used: they must be PEM and belong together; check the files ({error})."),
        )
    })
}

fn net(text: &str) -> Result<IpNet, Failure> {
    let alone = text.parse::<IpAddr>().map(IpNet::from);
    alone.or_else(|_| text.parse()).map_err(|_| {
        Failure::new(
            "args.proxy",
            format!("{text} 不是地址,也不是网段。要像 127.0.0.1 或 10.0.0.0/8 这样写。"),
            format!("{text} is neither an address nor a range. Write it like 127.0.0.1 or 10.0.0.0/8."),
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
        let (zh, en) = match &fault {
            SelfMadeError::File(error) => {
                let (zh, en) = os_fault::said(error);
                (format!("数据目录的 tls 读写不了,{zh}"), format!("the folder tls in the data directory: {en}"))
            }
            SelfMadeError::Damaged => (
                "数据目录里的 tls/certificate.pem 损坏了,请从最近一份 tls 目录的备份拷回来,手机不认别的证书".to_owned(),
                fault.to_string(),
            ),
            SelfMadeError::Names(_) => ("--tls-name 里有不能用的名字,要写域名或 IP 地址".to_owned(), fault.to_string()),
        };
        Self::new(
            "serve.certificate",
            format!("自制的证书用不了:{zh}。"),
            format!("The certificate of the server's own can't be used: {en}."),
        )
    }
}
