//! A phone's line: calls go to the server's router in this process, and what can happen to them on the way happens.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use bytes::Bytes;
use cunji_client::{Call, LineFault, Reply, Transport, Waiting};
use cunji_history::signed::Deployment;
use cunji_history::{DeviceId, DeviceKey};
use cunji_protocol::message::DownMessage;
use cunji_protocol::{AnswerReader, AnswerWriter, Asked, Sealing};
use futures_util::stream;
use tower::ServiceExt;

use super::chance::Chance;
use super::wire::Wire;

/// The server as lines reach it; none while it is stopped.
pub type Reach = Arc<Mutex<Option<Router>>>;

/// What happens to one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Nothing.
    Clear,
    /// It never leaves.
    NoSignal,
    /// The line breaks after so many bytes of the request.
    CutUp(usize),
    /// The request arrives, the answer does not.
    AnswerLost,
    /// The line breaks after so many bytes of the answer.
    CutDown(usize),
    /// The request arrives twice.
    Twice,
    /// Somebody on the way changes what an entry says.
    Forged,
    /// Somebody on the way answers in the server's place.
    Impostor,
}

/// What a line is like during a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// Every call passes.
    Clear,
    /// This happens to the call of this number, from 0; the others pass.
    Once(u32, Fate),
    /// Every connection carries so many bytes, up or down, and then breaks.
    Narrow {
        /// Bytes of a request.
        up: usize,
        /// Bytes of an answer.
        down: usize,
    },
    /// This happens to every call by chance, once in so many.
    Bad(u32),
}

/// A line.
pub struct Line {
    reach: Reach,
    wire: Arc<Mutex<Wire>>,
    weather: Weather,
    chance: Chance,
    calls: u32,
}

impl Line {
    /// A line to a server.
    pub fn new(reach: Reach, wire: Arc<Mutex<Wire>>, weather: Weather, chance: Chance) -> Self {
        Self { reach, wire, weather, chance, calls: 0 }
    }

    fn fate(&mut self, call: &Call) -> Fate {
        let number = self.calls;
        self.calls += 1;
        let length = call.body.as_ref().map_or(0, |body| body.len());
        match self.weather {
            Weather::Clear => Fate::Clear,
            Weather::Once(at, fate) => {
                if at == number {
                    fate
                } else {
                    Fate::Clear
                }
            }
            Weather::Narrow { up, .. } if length > up => Fate::CutUp(up),
            Weather::Narrow { down, .. } => Fate::CutDown(down),
            Weather::Bad(times) if self.chance.once_in(times) => any_fate(&mut self.chance, length),
            Weather::Bad(_) => Fate::Clear,
        }
    }

    async fn carry(&mut self, call: Call) -> Result<Reply, LineFault> {
        let fate = self.fate(&call);
        if fate == Fate::NoSignal {
            return Err(LineFault::NoServer("no signal".to_owned()));
        }
        let head_up = 100;
        let call = if fate == Fate::Forged { held(&self.wire).forged(call, &mut self.chance) } else { call };
        if let Fate::CutUp(after) = fate {
            self.deliver(&call, Some(after)).await;
            return Err(LineFault::Cut("on the way up".to_owned()));
        }
        if fate == Fate::Twice {
            self.deliver(&call, None).await;
        }
        let Some(answer) = self.deliver(&call, None).await else {
            return Err(LineFault::NoServer("stopped".to_owned()));
        };
        let is_forged = fate == Fate::Impostor && call.path == "/v1/sync";
        let (status, body) = if is_forged { by_an_impostor(answer) } else { answer };
        if fate == Fate::AnswerLost {
            return Err(LineFault::Cut("before the answer".to_owned()));
        }
        let passes = if let Fate::CutDown(after) = fate { body.len().min(after) } else { body.len() };
        let mut pieces = Vec::new();
        let mut rest = body.slice(..passes);
        while !rest.is_empty() {
            let length = 1 + self.chance.place(rest.len());
            pieces.push(Ok(rest.split_to(length)));
        }
        if passes < body.len() {
            pieces.push(Err(LineFault::Cut("on the way down".to_owned())));
        }
        Ok(Reply { status, head_up, head_down: 100, body: Box::pin(stream::iter(pieces)) })
    }

    /// Brings a call, or its beginning, to the server.
    async fn deliver(&mut self, call: &Call, upto: Option<usize>) -> Option<(u16, Bytes)> {
        let router = held(&self.reach).clone()?;
        let answer = post(router, call, upto, &mut self.chance).await;
        held(&self.wire).saw(call, upto.is_none(), &answer);
        Some(answer)
    }
}

/// Any fate for a request of a length.
pub fn any_fate(chance: &mut Chance, length: usize) -> Fate {
    let upto = chance.place(length + 1);
    let down = if chance.once_in(2) { chance.place(2000) } else { chance.place(300) };
    let fates = [
        (2, Fate::NoSignal),
        (6, Fate::CutUp(upto)),
        (4, Fate::AnswerLost),
        (6, Fate::CutDown(down)),
        (3, Fate::Twice),
        (1, Fate::Forged),
        (1, Fate::Impostor),
    ];
    chance.weighted(&fates).unwrap_or(Fate::Clear)
}

/// Posts a call to the router; with `upto`, only its first bytes arrive and then the line breaks.
pub async fn post(router: Router, call: &Call, upto: Option<usize>, chance: &mut Chance) -> (u16, Bytes) {
    let whole = call.body.clone().unwrap_or_default();
    let mut rest = whole.slice(..upto.unwrap_or(whole.len()).min(whole.len()));
    let mut pieces: Vec<Result<Bytes, std::io::Error>> = Vec::new();
    while !rest.is_empty() {
        let length = 1 + chance.place(rest.len());
        pieces.push(Ok(rest.split_to(length)));
    }
    if upto.is_some() {
        pieces.push(Err(std::io::Error::other("the line broke")));
    }
    let method = if call.body.is_some() { Method::POST } else { Method::GET };
    let mut request = Request::builder()
        .method(method)
        .uri(call.path)
        .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 7000))));
    if let Some(token) = &call.token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {}", token.to_header()));
    }
    let Ok(request) = request.body(Body::from_stream(stream::iter(pieces))) else { return (0, Bytes::new()) };
    let response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await;
    (status, body.unwrap_or_default())
}

/// An answer as an impostor gives it, who has no key of the server: how far the logs go stands there, what they hold does not. What
/// is no such answer stays as it is.
fn by_an_impostor((status, body): (u16, Bytes)) -> (u16, Bytes) {
    match retold(&body) {
        Some(retold) if status == 200 => (status, retold.into()),
        _ => (status, body),
    }
}

fn retold(body: &Bytes) -> Option<Vec<u8>> {
    let mut reader = AnswerReader::unproven();
    reader.feed(body);
    let sign = |message: &[u8]| DeviceKey::from_bytes(&[66; 32]).sign(message);
    let asked = Asked { deployment: Deployment([66; 16]), device: DeviceId([66; 16]), hello: [66; 32] };
    let mut writer = AnswerWriter::new(Sealing { asked, sign: &sign }).ok()?;
    let mut out = Vec::new();
    while let Some(message) = reader.next_message().ok()? {
        if !matches!(message, DownMessage::Frame(_) | DownMessage::End) {
            out.extend(writer.write(&message).ok()?);
        }
    }
    out.extend(writer.finish().ok()?);
    reader.has_ended().then_some(out)
}

impl Transport for Line {
    fn call(&mut self, call: Call) -> Waiting<'_, Result<Reply, LineFault>> {
        Box::pin(self.carry(call))
    }
}

/// What a thread that panicked left behind is looked at all the same.
pub fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
