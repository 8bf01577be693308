//! The line as it is: HTTP/1.1, with no header that is not needed, and time-outs by progress.

use std::time::Duration;

use bytes::Bytes;
use cunji_protocol::calls::{PinnedAddress, Token};
use futures_util::StreamExt;
use futures_util::stream;
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, TRANSFER_ENCODING};
use reqwest::{Client, Method, Url};

use super::transport::{Call, LineFault, Reply, Transport, Waiting};
use crate::error::{ClientError, Result};

/// How long nothing at all may come through.
const SILENCE: Duration = Duration::from_secs(120);
/// A line that carries less than so many bytes a second is a dead one.
const SLOWEST_LINE: u64 = 250;
/// How long a server may take to be found.
const CONNECT: Duration = Duration::from_secs(60);

/// No answer to an [`Ask`] has more bytes.
const MOST_TOLD: usize = 1 << 20;

/// Something that is asked with a method and headers of its own.
pub(crate) struct Ask {
    /// The method.
    pub method: Method,
    /// The path, and behind a question mark what goes with it.
    pub path: String,
    /// What authorises it.
    pub token: Token,
    /// Headers beside those that every request has.
    pub headers: HeaderMap,
    /// The body.
    pub body: Option<Bytes>,
}

/// The whole answer.
pub(crate) struct Told {
    /// The HTTP status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

/// A server over HTTP.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    base: Url,
    client: Client,
}

impl HttpTransport {
    /// The server at an address (`http://…` or `https://…`; behind `#` the fingerprint of the only certificate that is accepted there).
    ///
    /// # Errors
    /// It is no address.
    pub fn new(server: &str) -> Result<Self> {
        let no_address = || {
            ClientError::told(
                "client.server_address",
                format!("「{server}」不是服务器地址,要像 https://cunji.example 这样。"),
                format!("{server:?} is no server's address; it looks like https://cunji.example."),
            )
        };
        let address = PinnedAddress::parse(server).map_err(|_| no_address())?;
        let base = Url::parse(&address.server).map_err(|_| no_address())?;
        // Another part of the program may have chosen one; either does.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = match address.certificate {
            Some(certificate) => Client::builder().tls_backend_preconfigured(super::pinned::accepting(certificate)?),
            None => super::roots::trusting(Client::builder()),
        };
        let client = client
            .connect_timeout(CONNECT)
            .tcp_keepalive(None)
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(|error| ClientError::NoServer(reason(&error)))?;
        Ok(Self { base, client })
    }

    /// Asks something that is no call of the sync's protocol, and hears all of the answer.
    ///
    /// # Errors
    /// The line.
    pub(crate) async fn ask(&self, ask: Ask) -> Result<Told, LineFault> {
        let (path, query) =
            ask.path.split_once('?').map_or((ask.path.as_str(), None), |(path, query)| (path, Some(query)));
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url.set_query(query);
        let length = ask.body.as_ref().map_or(0, |body| body.len() as u64);
        let mut request = self.client.request(ask.method, url).headers(ask.headers);
        request = request.header(AUTHORIZATION, format!("Bearer {}", ask.token.to_header()));
        if let Some(body) = ask.body {
            request = request.body(body);
        }
        let patience = SILENCE + Duration::from_secs(length / SLOWEST_LINE);
        let mut response = match tokio::time::timeout(patience, request.send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) if error.is_connect() => return Err(no_server(&error)),
            Ok(Err(error)) => return Err(LineFault::Cut(reason(&error))),
            Err(_) => return Err(LineFault::Cut("silence".to_owned())),
        };
        let (status, headers, mut body) = (response.status().as_u16(), response.headers().clone(), Vec::new());
        loop {
            match tokio::time::timeout(SILENCE, response.chunk()).await {
                Ok(Ok(Some(piece))) if body.len() + piece.len() <= MOST_TOLD => body.extend_from_slice(&piece),
                Ok(Ok(Some(_))) => return Err(LineFault::Cut("an answer without end".to_owned())),
                Ok(Ok(None)) => return Ok(Told { status, headers, body }),
                Ok(Err(error)) => return Err(LineFault::Cut(reason(&error))),
                Err(_) => return Err(LineFault::Cut("silence".to_owned())),
            }
        }
    }

    async fn send(&self, call: Call) -> Result<Reply, LineFault> {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{}", self.base.path().trim_end_matches('/'), call.path));
        let length = call.body.as_ref().map_or(0, |body| body.len() as u64);
        let mut request = match call.body {
            Some(body) => {
                let form = if call.path == "/v1/sync" { "application/octet-stream" } else { "application/cbor" };
                self.client.post(url).header(CONTENT_TYPE, HeaderValue::from_static(form)).body(body)
            }
            None => self.client.get(url),
        };
        if let Some(token) = call.token {
            request = request.header(AUTHORIZATION, format!("Bearer {}", token.to_header()));
        }
        let request = request.build().map_err(|error| LineFault::NoServer(reason(&error)))?;
        let head_up = request_head(&request, length);
        // Until the answer begins, progress can't be seen from here; so the body is given the time of the slowest line.
        let patience = SILENCE + Duration::from_secs(length / SLOWEST_LINE);
        let response = match tokio::time::timeout(patience, self.client.execute(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) if error.is_connect() => return Err(no_server(&error)),
            Ok(Err(error)) => return Err(LineFault::Cut(reason(&error))),
            Err(_) => return Err(LineFault::Cut("silence".to_owned())),
        };
        let status = response.status().as_u16();
        let head_down = response_head(&response);
        let pieces = stream::unfold(Some(response), |response| async {
            let mut response = response?;
            match tokio::time::timeout(SILENCE, response.chunk()).await {
                Ok(Ok(Some(piece))) => Some((Ok(piece), Some(response))),
                Ok(Ok(None)) => None,
                Ok(Err(error)) => Some((Err(LineFault::Cut(reason(&error))), None)),
                Err(_) => Some((Err(LineFault::Cut("silence".to_owned())), None)),
            }
        });
        let body: stream::BoxStream<'static, Result<Bytes, LineFault>> = pieces.boxed();
        Ok(Reply { status, head_up, head_down, body })
    }
}

impl Transport for HttpTransport {
    fn call(&mut self, call: Call) -> Waiting<'_, Result<Reply, LineFault>> {
        Box::pin(self.send(call))
    }

    fn pause(&mut self, attempt: u32) -> Waiting<'_, ()> {
        // The first attempts are free: a line that was cut is often there again at once.
        let waits = u64::from(attempt.saturating_sub(4)) * 100;
        Box::pin(tokio::time::sleep(Duration::from_millis(waits.min(1_000))))
    }
}

/// The bytes before a request's body as HTTP/1.1 writes them.
fn request_head(request: &reqwest::Request, length: u64) -> u64 {
    let url = request.url();
    let line = request.method().as_str().len() + url.path().len() + " ".len() * 2 + "HTTP/1.1\r\n".len();
    let host = url.host_str().map_or(0, str::len) + url.port().map_or(0, |port| 1 + port.to_string().len());
    let mut size = line + headers(request.headers()) + "host: \r\n".len() + host + "\r\n".len();
    if !request.headers().contains_key("accept") {
        size += "accept: */*\r\n".len();
    }
    if request.body().is_some() && !request.headers().contains_key(CONTENT_LENGTH) {
        size += "content-length: \r\n".len() + length.to_string().len();
    }
    size as u64
}

/// The bytes before an answer's body; what a body in chunks adds is not seen from here.
fn response_head(response: &reqwest::Response) -> u64 {
    let line = format!("HTTP/1.1 {}\r\n", response.status()).len();
    let chunked = if response.headers().contains_key(TRANSFER_ENCODING) { "0\r\n\r\n".len() } else { 0 };
    (line + headers(response.headers()) + "\r\n".len() + chunked) as u64
}

fn headers(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum()
}

/// Why nobody was reached: what answers there may have shown a certificate that the phone does not accept.
fn no_server(error: &reqwest::Error) -> LineFault {
    match super::pinned::refused(error) {
        Some(fault) => LineFault::Certificate(fault),
        None => LineFault::NoServer(reason(error)),
    }
}

/// The innermost reason, which is the one that says something.
fn reason(error: &reqwest::Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
