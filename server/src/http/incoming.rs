//! The body of a sync as it comes in: piece by piece, decoded off the threads that serve, its beginning kept if it is cut.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::StatusCode;
use cunji_history::DeviceId;
use cunji_protocol::message::{Preamble, UpMessage};
use cunji_protocol::{Arriving, FrameFault, RequestReader};
use futures_util::StreamExt;

use super::refusal::{Refused, blocking};
use crate::server::Server;

/// How long nothing at all may come before a request is given up. By progress, never by total: a 2G line needs minutes.
pub(super) const SILENCE: Duration = Duration::from_secs(120);

/// A body on its way in. What has come of it stands in [`Server::beginnings`] while it comes: a line that breaks does not
/// always say so, and the phone is back before anybody here knows.
pub struct Incoming {
    server: Arc<Server>,
    device: DeviceId,
    body: BodyDataStream,
    reader: Arc<Mutex<RequestReader>>,
    request: Arriving,
    begun: bool,
}

impl Incoming {
    /// The body that this device sends.
    pub fn new(server: Arc<Server>, device: DeviceId, body: Body) -> Self {
        let request = server.beginnings().request();
        Self { server, device, body: body.into_data_stream(), reader: Arc::default(), request, begun: false }
    }

    /// Reads up to the preamble, which may go on with a body that was cut before.
    ///
    /// # Errors
    /// The line is cut, the beginning is gone, or what came is malformed.
    pub async fn preamble(&mut self) -> Result<Preamble, Refused> {
        loop {
            let preamble = self.read(RequestReader::preamble).await?;
            let continues = lock(&self.reader).continues();
            match (preamble, continues) {
                (Some(_), Some(beginning)) => {
                    let now = self.server.clock.now();
                    let kept = self.server.beginnings().continued(self.device, &beginning, now);
                    let Some(kept) = kept else { return Err(no_beginning()) };
                    self.read(move |reader| reader.continue_after(&kept)).await?;
                }
                (Some(preamble), None) => {
                    // Only now it is known what this body begins with.
                    self.begun = true;
                    self.keep();
                    return Ok(preamble);
                }
                (None, _) => self.more().await?,
            }
        }
    }

    /// Opens the stream upon the primer that the preamble named.
    ///
    /// # Errors
    /// There is no memory.
    pub async fn open(&mut self, primer: Vec<u8>) -> Result<(), Refused> {
        self.read(move |reader| reader.open(&primer)).await
    }

    /// The next message; none after the last.
    ///
    /// # Errors
    /// The line is cut, or what came is malformed.
    pub async fn next_message(&mut self) -> Result<Option<UpMessage>, Refused> {
        loop {
            if let Some(message) = self.read(RequestReader::next_message).await? {
                return Ok(Some(message));
            }
            if lock(&self.reader).has_ended() {
                return Ok(None);
            }
            self.more().await?;
        }
    }

    /// What the answer is sealed to: see [`RequestReader::hello`].
    pub fn hello(&self) -> Option<[u8; 32]> {
        lock(&self.reader).hello()
    }

    async fn more(&mut self) -> Result<(), Refused> {
        let chunk = match tokio::time::timeout(SILENCE, self.body.next()).await {
            Ok(Some(Ok(chunk))) => chunk,
            Ok(None | Some(Err(_))) => return Err(cut()),
            Err(_) => return Err(silence()),
        };
        self.server.metrics.sync_up(chunk.len());
        self.read(move |reader| reader.feed(&chunk)).await?;
        self.keep();
        Ok(())
    }

    fn keep(&self) {
        if self.begun {
            let (came, now) = (lock(&self.reader), self.server.clock.now());
            self.server.beginnings().keep(self.device, self.request, came.beginning(), now);
        }
    }

    /// Decoding takes its time, above all upon a long primer: never on a thread that serves others.
    async fn read<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut RequestReader) -> Result<T, FrameFault> + Send + 'static,
    ) -> Result<T, Refused> {
        let reader = self.reader.clone();
        let done = blocking(move || Ok(work(&mut lock(&reader)))).await?;
        done.map_err(|fault| {
            self.server.beginnings().forget(self.device);
            Refused::malformed(&fault)
        })
    }
}

fn lock(reader: &Mutex<RequestReader>) -> MutexGuard<'_, RequestReader> {
    reader.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The body ended before its end: what arrived whole is stored, and nobody hears this answer.
fn cut() -> Refused {
    Refused::new(
        StatusCode::BAD_REQUEST,
        "sync.cut",
        "信号断了。已收到的都存下了,请再传一次。",
        "The line was cut. What arrived is stored; please send again.",
    )
}

fn silence() -> Refused {
    Refused::new(
        StatusCode::REQUEST_TIMEOUT,
        "sync.silence",
        "等了太久没有收到数据。已收到的都存下了,请再传一次。",
        "Nothing came for too long. What arrived is stored; please send again.",
    )
}

fn no_beginning() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        cunji_protocol::calls::Refusal::NO_BEGINNING,
        "上次传到一半的已经不在了,请从头再传。",
        "What came of the request before is gone; please send all of it again.",
    )
}
