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

/// What a line does instead of answering.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// Nobody is there; nothing was sent.
    #[error("no server: {0}")]
    NoServer(String),
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
    }
}
