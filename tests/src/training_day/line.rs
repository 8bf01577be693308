//! One line for a whole hall: everybody's bytes, up and down, go over it one packet after the other.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use bytes::Bytes;
use cunji_client::{Call, LineFault, Reply, Transport, Waiting};
use cunji_store::failing_vfs::{self, Failure};
use futures_util::{StreamExt, stream};
use tokio::runtime::Handle;
use tower::ServiceExt;

use super::time::Time;

/// What the hall's line carries, both ways together: bits in a second.
pub const BITS_PER_SECOND: u64 = 2_000_000;
/// There and back.
const ROUND_TRIP: Duration = Duration::from_millis(80);
/// Bytes of a packet, and what its heads add to them.
const PACKET: usize = 1_460;
const PACKET_HEADS: usize = 58;
/// A connection over TLS: its round trips, and what both sides say before the first call, the certificate's chain included.
const HANDSHAKES: u32 = 3;
const HANDSHAKE_UP: usize = 700;
const HANDSHAKE_DOWN: usize = 4_500;
/// HTTP's heads of a call, and of an answer.
const HEAD: usize = 300;
/// How long the server works on a call, one after the other: more than a machine of an office takes.
const WORK: Duration = Duration::from_millis(50);
/// The address that the server sees: the hall's router.
const ROUTER: [u8; 4] = [10, 3, 1, 200];

/// The hall's line, and the server at its end; none while it is stopped.
pub struct Hall {
    /// The time.
    pub time: Time,
    /// The server.
    pub reach: Mutex<Option<Router>>,
    runtime: Handle,
    line_free: Mutex<Duration>,
    server_free: Mutex<Duration>,
    carried: AtomicU64,
}

impl Hall {
    /// A line to a server.
    pub fn new(router: Router, runtime: Handle) -> Self {
        Self {
            time: Time::default(),
            reach: Mutex::new(Some(router)),
            runtime,
            line_free: Mutex::default(),
            server_free: Mutex::default(),
            carried: AtomicU64::new(0),
        }
    }

    /// Bytes that went over it, heads of packets included.
    pub fn carried(&self) -> u64 {
        self.carried.load(SeqCst)
    }

    async fn carry(&self, bytes: usize) {
        let mut left = bytes;
        while left > 0 {
            let packet = left.min(PACKET);
            left -= packet;
            let on_the_line = (packet + PACKET_HEADS) as u64;
            self.carried.fetch_add(on_the_line, SeqCst);
            let there =
                self.taken(&self.line_free, Duration::from_secs_f64(on_the_line as f64 * 8.0 / BITS_PER_SECOND as f64));
            self.time.until(there).await;
        }
        self.time.until(self.time.now() + ROUND_TRIP / 2).await;
    }

    /// When something that one has to wait for in a row is done, if it begins as soon as it can.
    fn taken(&self, free: &Mutex<Duration>, takes: Duration) -> Duration {
        let mut free = held(free);
        *free = (*free).max(self.time.now()) + takes;
        *free
    }

    /// The server does what it is asked; nothing, where it is stopped.
    fn asks(&self, call: &Call) -> Option<(u16, Bytes)> {
        let router = held(&self.reach).clone()?;
        let method = if call.body.is_some() { Method::POST } else { Method::GET };
        let from = ConnectInfo(SocketAddr::from((ROUTER, 40_000)));
        let mut request = Request::builder().method(method).uri(call.path).extension(from);
        if let Some(token) = &call.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", token.to_header()));
        }
        let request = request.body(Body::from(call.body.clone().unwrap_or_default())).expect("a request");
        Some(self.runtime.block_on(async {
            let response = match router.oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            let status = response.status().as_u16();
            (status, axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a whole answer"))
        }))
    }
}

/// What goes wrong at a call of this path, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// Nothing.
    None,
    /// The line breaks after so many bytes of the answer.
    CutInAnswer(&'static str, usize),
    /// The program is killed while the answer is on its way.
    Killed(&'static str),
    /// The answer is there, and there is no room to keep it.
    DiskFull(&'static str),
}

/// A phone's connection over the hall's line.
pub struct HallLine {
    hall: Arc<Hall>,
    mishap: Mishap,
    is_connected: bool,
    killed: Arc<AtomicBool>,
}

impl HallLine {
    /// A connection that is not made yet.
    pub fn new(hall: Arc<Hall>, mishap: Mishap) -> Self {
        Self { hall, mishap, is_connected: false, killed: Arc::default() }
    }

    /// Whether the program was killed: then nothing comes of what it waits for.
    pub fn killed(&self) -> Arc<AtomicBool> {
        self.killed.clone()
    }

    async fn bring(&mut self, call: Call) -> Result<Reply, LineFault> {
        let hall = self.hall.clone();
        if !self.is_connected {
            hall.time.until(hall.time.now() + ROUND_TRIP * HANDSHAKES).await;
            if held(&hall.reach).is_none() {
                return Err(LineFault::NoServer("it is being restarted".to_owned()));
            }
            hall.carry(HANDSHAKE_UP).await;
            hall.carry(HANDSHAKE_DOWN).await;
            self.is_connected = true;
        }
        hall.carry(HEAD + call.body.as_ref().map_or(0, |body| body.len())).await;
        let Some((status, body)) = hall.asks(&call) else {
            self.is_connected = false;
            return Err(LineFault::Cut("the server was stopped".to_owned()));
        };
        let worked = hall.taken(&hall.server_free, WORK);
        hall.time.until(worked).await;
        let (mut passes, mut cut, mut is_full) = (body.len(), None, false);
        match self.mishap {
            Mishap::CutInAnswer(path, after) if path == call.path => {
                passes = after.min(body.len());
                cut = Some(Err(LineFault::Cut("in the answer".to_owned())));
            }
            Mishap::Killed(path) if path == call.path => {
                self.killed.store(true, SeqCst);
                return std::future::pending().await;
            }
            Mishap::DiskFull(path) if path == call.path => is_full = true,
            _ => {}
        }
        if cut.is_some() || is_full {
            self.mishap = Mishap::None;
            self.is_connected = cut.is_none();
        }
        hall.carry(HEAD + passes).await;
        let pieces = stream::iter([Ok(body.slice(..passes))].into_iter().chain(cut));
        // The phone keeps what it heard without waiting for anything: nobody else's disk is full.
        let end = stream::once(async move {
            if is_full {
                failing_vfs::fail_after(0, Failure::Full);
            }
        });
        let body = pieces.chain(end.filter_map(async |()| None));
        Ok(Reply { status, head_up: HEAD as u64, head_down: HEAD as u64, body: Box::pin(body) })
    }
}

impl Transport for HallLine {
    fn call(&mut self, call: Call) -> Waiting<'_, Result<Reply, LineFault>> {
        Box::pin(self.bring(call))
    }
}

/// What a thread that panicked left behind is looked at all the same.
pub fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
