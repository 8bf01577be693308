//! What carries a call to the server and its answer back: HTTP, or a line that a test makes up.

use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use cunji_protocol::calls::{Refusal, Token};
use cunji_protocol::limits;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use crate::error::{ClientError, Result};

/// Something that is waited for.
pub type Waiting<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A call of docs/protocol.md §2.
#[derive(Debug, Clone)]
pub struct Call {
    /// The path, e.g. `/v1/sync`.
    pub path: &'static str,
    /// What authorises it.
    pub token: Option<Token>,
    /// The body; none asks with GET.
    pub body: Option<Bytes>,
}

impl Call {
    /// A call without a body.
    pub fn get(path: &'static str) -> Self {
        Self { path, token: None, body: None }
    }

    /// A call with one.
    pub fn post(path: &'static str, token: Option<Token>, body: Vec<u8>) -> Self {
        Self { path, token, body: Some(body.into()) }
    }
}

/// An answer: its status, and its body piece by piece as it comes.
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Bytes of the request beside its body.
    pub head_up: u64,
    /// Bytes of the answer beside its body.
    pub head_down: u64,
    /// The body; an error is a cut.
    pub body: BoxStream<'static, Result<Bytes, LineFault>>,
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reply({})", self.status)
    }
}

/// Why a certificate is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateFault {
    /// It is not the one whose fingerprint the office gave out.
    Another,
    /// Nobody whom the phone knows answers for it.
    Unknown,
}

/// What a line does instead of answering.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// Nobody is there; nothing was sent.
    #[error("no server: {0}")]
    NoServer(String),
    /// What answers shows a certificate that the phone does not accept; nothing was sent.
    #[error("a certificate that is not accepted")]
    Certificate(CertificateFault),
    /// It broke, or nothing came for too long.
    #[error("the line broke: {0}")]
    Cut(String),
}

/// Carries calls.
pub trait Transport: Send {
    /// Sends a call; gives the answer's beginning.
    ///
    /// The error is a cut wherever something may have been sent.
    fn call(&mut self, call: Call) -> Waiting<'_, Result<Reply, LineFault>>;

    /// Waits before an attempt; `attempt` attempts in a row brought nothing. A simulated line waits for nothing.
    fn pause(&mut self, attempt: u32) -> Waiting<'_, ()> {
        let _ = attempt;
        Box::pin(std::future::ready(()))
    }
}

/// A call other than a sync and its whole answer.
pub(crate) async fn exchange(transport: &mut dyn Transport, call: Call) -> Result<Vec<u8>> {
    let answer_bytes = if call.path == "/v1/stubs" { limits::STUBS_BYTES } else { limits::CALL_BYTES };
    let mut reply = transport.call(call).await.map_err(line_error)?;
    let most = if reply.status == 200 { answer_bytes } else { limits::CALL_BYTES };
    let mut body = Vec::new();
    while let Some(piece) = reply.body.next().await {
        add_within(&mut body, &piece.map_err(line_error)?, most)?;
    }
    if reply.status == 200 { Ok(body) } else { Err(refusal(reply.status, &body)) }
}

/// Takes a piece of a body that may have so many bytes in all.
pub(crate) fn add_within(body: &mut Vec<u8>, piece: &[u8], most: usize) -> Result<()> {
    if body.len() + piece.len() > most {
        return Err(ClientError::Unreadable(format!("more than {most} bytes")));
    }
    body.extend_from_slice(piece);
    Ok(())
}

/// What an answer of another status than 200 says.
pub(crate) fn refusal(status: u16, body: &[u8]) -> ClientError {
    match Refusal::from_bytes(body) {
        Ok(refusal) => ClientError::Refused(refusal),
        Err(_) => ClientError::Unreadable(format!("HTTP {status}")),
    }
}

pub(crate) fn line_error(fault: LineFault) -> ClientError {
    match fault {
        LineFault::NoServer(detail) => ClientError::NoServer(detail),
        LineFault::Cut(_) => ClientError::Cut { unsent: None },
        LineFault::Certificate(CertificateFault::Another) => ClientError::told(
            "line.another_certificate",
            "这个地址上的服务器,证书和办公室发的不一样,所以没有连,什么也没传。可能连到了别人的机器,也可能服务器换了证书。写的都在手机里;请带着注册卡问办公室。",
            "What answers at this address shows another certificate than the office gave out, so nothing was sent. It may be somebody else's machine, or the server's certificate was changed. What you wrote is safe here; ask the office, with your card in hand.",
        ),
        LineFault::Certificate(CertificateFault::Unknown) => ClientError::told(
            "line.unknown_certificate",
            "这个地址上的服务器,证书没有人担保,所以没有连,什么也没传。请扫办公室发的注册卡上的二维码,不要手动输入地址;已经登记过的,问办公室。写的都在手机里。",
            "Nobody answers for the certificate of the server at this address, so nothing was sent. Scan the QR code on the card that the office gave out instead of typing the address; if this phone is enrolled already, ask the office. What you wrote is safe here.",
        ),
    }
}
