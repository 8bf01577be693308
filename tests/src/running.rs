//! A server of this process on a port, with the world's clock and not the machine's.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::time::Instant;

use anyhow::Context;
use cunji_server::clock::Clock;
use cunji_server::http;
use cunji_server::office::by_command;
use cunji_server::server::Server;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The world's clock: set to a time, it goes on from there.
#[derive(Debug)]
pub struct WorldClock {
    ahead: AtomicI64,
    begun: Instant,
}

impl WorldClock {
    /// A clock that shows `now` (Unix seconds, UTC).
    pub fn at(now: i64) -> Self {
        Self { ahead: AtomicI64::new(now), begun: Instant::now() }
    }

    /// Sets it.
    pub fn set(&self, now: i64) {
        self.ahead.store(now - self.passed(), SeqCst);
    }

    fn passed(&self) -> i64 {
        i64::try_from(self.begun.elapsed().as_secs()).unwrap_or(0)
    }
}

impl Clock for WorldClock {
    fn now(&self) -> i64 {
        self.ahead.load(SeqCst) + self.passed()
    }
}

/// Whether a server does all that it is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whole {
    Yes,
    No,
}

/// A server that answers.
pub struct Running {
    /// The server.
    pub server: Arc<Server>,
    /// Its clock.
    pub clock: Arc<WorldClock>,
    /// Where it listens.
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Running {
    /// Opens a data directory on SQLite and serves it. Beside answering it does nothing.
    ///
    /// # Errors
    /// The data can't be opened; the port is taken.
    pub fn start(data: &Path, listen: SocketAddr, now: i64, runtime: &Handle) -> anyhow::Result<Self> {
        Self::start_by(data, listen, now, runtime, Whole::No)
    }

    /// As [`start`](Self::start), and does beside it what offices wait for: it follows the logs and works off jobs.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_whole(data: &Path, listen: SocketAddr, now: i64, runtime: &Handle) -> anyhow::Result<Self> {
        Self::start_by(data, listen, now, runtime, Whole::Yes)
    }

    fn start_by(data: &Path, listen: SocketAddr, now: i64, runtime: &Handle, whole: Whole) -> anyhow::Result<Self> {
        let clock = Arc::new(WorldClock::at(now));
        let server = Arc::new(Server::open(data, None, clock.clone(), runtime)?);
        let listener = runtime.block_on(TcpListener::bind(listen)).with_context(|| listen.to_string())?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let stop_then = async {
            // Stopped, or nobody is left who could stop it.
            let _ = stopped.await;
        };
        let serving = match whole {
            Whole::Yes => runtime.spawn(http::serve_whole(server.clone(), listener, stop_then)),
            Whole::No => runtime.spawn(http::serve(server.clone(), listener, stop_then)),
        };
        Ok(Self { server, clock, address, stop: Some(stop), serving })
    }

    /// Its address as a phone types it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A one-time code for a phone of this person.
    ///
    /// # Errors
    /// The roster has nobody with this id.
    pub fn code_for(&self, person: &str) -> anyhow::Result<String> {
        Ok(by_command::invite(&self.server, &person.parse()?)?.code.to_string())
    }

    /// Finishes what is under way and stops.
    ///
    /// # Errors
    /// The listener failed meanwhile.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        drop(self.stop.take());
        Ok((&mut self.serving).await??)
    }
}
