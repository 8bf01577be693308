//! A phone's line to the server: a TCP proxy that counts, cuts, and can be pointed at a server that came back elsewhere.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// What the line does to those who talk over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// Everything passes.
    Clear,
    /// No connection gets through.
    NoSignal,
    /// After so many bytes more in this direction the connection breaks, once; then everything passes.
    CutOnce {
        /// Which bytes count.
        of: Direction,
        /// How many still pass.
        after: u64,
    },
    /// As [`Weather::CutOnce`], and then no connection gets through.
    CutThenNoSignal {
        /// Which bytes count.
        of: Direction,
        /// How many still pass.
        after: u64,
    },
    /// Every connection breaks after so many bytes.
    CutEach {
        /// Which bytes count.
        of: Direction,
        /// How many pass on one connection.
        after: u64,
    },
}

/// Which bytes of a connection count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the phone to the server.
    Up,
    /// From the server to the phone.
    Down,
    /// Both together.
    Both,
}

impl Direction {
    fn counts(self, other: Self) -> bool {
        self == Self::Both || self == other
    }
}

/// What passed over a line since it was last looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Passed {
    /// Bytes from the phone, HTTP's included.
    pub up: u64,
    /// Bytes to the phone, HTTP's included.
    pub down: u64,
    /// Connections that were opened.
    pub connections: u64,
    /// Connections that the line broke.
    pub cuts: u64,
}

impl Passed {
    /// Bytes of both directions.
    pub fn bytes(&self) -> u64 {
        self.up + self.down
    }
}

/// What is waited for before a connection breaks.
type Waiting = Box<dyn FnOnce() + Send>;

struct Shared {
    target: Mutex<Option<SocketAddr>>,
    weather: Mutex<Weather>,
    before_cut: Mutex<Option<Waiting>>,
    up: AtomicU64,
    down: AtomicU64,
    connections: AtomicU64,
    cuts: AtomicU64,
}

/// A proxy of one phone's own.
pub struct Line {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: JoinHandle<()>,
}

impl Line {
    /// A line that leads to a server.
    ///
    /// # Panics
    /// No port is free.
    pub fn to(target: SocketAddr, runtime: &Handle) -> Self {
        let shared = Arc::new(Shared {
            target: Mutex::new(Some(target)),
            weather: Mutex::new(Weather::Clear),
            before_cut: Mutex::new(None),
            up: AtomicU64::new(0),
            down: AtomicU64::new(0),
            connections: AtomicU64::new(0),
            cuts: AtomicU64::new(0),
        });
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
        let address = listener.local_addr().expect("the port's address");
        let listening = runtime.spawn(listen(listener, shared.clone()));
        Self { address, shared, listening }
    }

    /// The address that a phone is given as its server's.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Points the line at a server that came back at another address, or at none.
    pub fn lead_to(&self, target: Option<SocketAddr>) {
        *held(&self.shared.target) = target;
    }

    /// Sets what the line does from now on.
    pub fn set(&self, weather: Weather) {
        *held(&self.shared.weather) = weather;
    }

    /// Before the next cut, waits until this returns: for what the other side does with what has passed.
    pub fn wait_before_cut(&self, until: impl FnOnce() + Send + 'static) {
        *held(&self.shared.before_cut) = Some(Box::new(until));
    }

    /// What the line does now. A single cut that happened leaves it clear.
    pub fn weather(&self) -> Weather {
        *held(&self.shared.weather)
    }

    /// What passed since the last call.
    pub fn passed(&self) -> Passed {
        let shared = &self.shared;
        Passed {
            up: shared.up.swap(0, SeqCst),
            down: shared.down.swap(0, SeqCst),
            connections: shared.connections.swap(0, SeqCst),
            cuts: shared.cuts.swap(0, SeqCst),
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((phone, _)) = listener.accept().await {
        shared.connections.fetch_add(1, SeqCst);
        tokio::spawn(connect(phone, shared.clone()));
    }
}

async fn connect(phone: TcpStream, shared: Arc<Shared>) {
    let target = *held(&shared.target);
    let (Some(target), true) = (target, *held(&shared.weather) != Weather::NoSignal) else { return };
    let Ok(server) = TcpStream::connect(target).await else { return };
    let _ = (phone.set_nodelay(true), server.set_nodelay(true));
    let ((from_phone, mut to_phone), (from_server, mut to_server)) = (phone.into_split(), server.into_split());
    let budget = Budget { shared: &shared, spent: Mutex::new(0) };
    tokio::select! {
        () = pump(from_phone, &mut to_server, Direction::Up, &budget) => {}
        () = pump(from_server, &mut to_phone, Direction::Down, &budget) => {}
    }
    // What passed before the cut arrives; nothing does after it.
    let _ = to_phone.shutdown().await;
    let _ = to_server.shutdown().await;
}

/// What a connection may still carry.
struct Budget<'a> {
    shared: &'a Shared,
    spent: Mutex<u64>,
}

impl Budget<'_> {
    /// How many of these bytes pass, and whether the connection breaks then.
    fn spend(&self, direction: Direction, wanted: u64) -> (u64, bool) {
        let mut weather = held(&self.shared.weather);
        match *weather {
            Weather::Clear => (wanted, false),
            Weather::NoSignal => (0, true),
            Weather::CutOnce { of, after } if of.counts(direction) => {
                if wanted < after {
                    *weather = Weather::CutOnce { of, after: after - wanted };
                    return (wanted, false);
                }
                *weather = Weather::Clear;
                (after, true)
            }
            Weather::CutEach { of, after } if of.counts(direction) => {
                let mut spent = held(&self.spent);
                let passes = wanted.min(after.saturating_sub(*spent));
                *spent += passes;
                (passes, *spent >= after)
            }
            Weather::CutThenNoSignal { of, after } if of.counts(direction) => {
                if wanted < after {
                    *weather = Weather::CutThenNoSignal { of, after: after - wanted };
                    return (wanted, false);
                }
                *weather = Weather::NoSignal;
                (after, true)
            }
            Weather::CutOnce { .. } | Weather::CutThenNoSignal { .. } | Weather::CutEach { .. } => (wanted, false),
        }
    }
}

async fn pump(mut from: OwnedReadHalf, to: &mut OwnedWriteHalf, direction: Direction, budget: &Budget<'_>) {
    let counter = if direction == Direction::Up { &budget.shared.up } else { &budget.shared.down };
    let mut buffer = vec![0; 16 << 10];
    loop {
        let Ok(read @ 1..) = from.read(&mut buffer).await else { return };
        let (passes, breaks) = budget.spend(direction, read as u64);
        let passing = buffer.get(..usize::try_from(passes).unwrap_or(read)).unwrap_or_default();
        counter.fetch_add(passes, SeqCst);
        if to.write_all(passing).await.is_err() {
            return;
        }
        if breaks {
            let waiting = held(&budget.shared.before_cut).take();
            if let Some(waiting) = waiting {
                let _ = tokio::task::spawn_blocking(waiting).await;
            }
            budget.shared.cuts.fetch_add(1, SeqCst);
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that gives everything back, and a client on a line to it.
    async fn over(line: &Line, sent: &[u8]) -> Vec<u8> {
        let mut phone = TcpStream::connect(line.address).await.unwrap();
        let (mut back, mut at) = (Vec::new(), 0);
        let mut buffer = [0; 1024];
        while back.len() < sent.len() {
            if at < sent.len() {
                let Ok(written) = phone.write(&sent[at..]).await else { break };
                at += written;
            }
            match phone.read(&mut buffer).await {
                Ok(read @ 1..) => back.extend(&buffer[..read]),
                _ => break,
            }
        }
        back
    }

    #[test]
    fn a_line_counts_what_passes_and_cuts_where_it_is_told() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let echo = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let line = Line::to(echo.local_addr().unwrap(), runtime.handle());
        runtime.spawn(async move {
            while let Ok((mut peer, _)) = echo.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = peer.split();
                    let _ = tokio::io::copy(&mut from, &mut to).await;
                });
            }
        });
        let sent = [7; 5000];
        runtime.block_on(async {
            assert_eq!(over(&line, &sent).await, sent);
            assert_eq!(line.passed(), Passed { up: 5000, down: 5000, connections: 1, cuts: 0 });

            line.set(Weather::CutOnce { of: Direction::Up, after: 1234 });
            assert!(over(&line, &sent).await.len() <= 1234);
            let passed = line.passed();
            assert_eq!((passed.up, passed.cuts), (1234, 1));
            assert_eq!(over(&line, &sent).await, sent, "one cut, then it is clear");

            line.passed();
            line.set(Weather::CutEach { of: Direction::Both, after: 3000 });
            for _ in 0..2 {
                assert!(over(&line, &sent).await.len() < 3000);
                let passed = line.passed();
                assert_eq!((passed.bytes(), passed.cuts), (3000, 1));
            }
            line.set(Weather::NoSignal);
            assert!(over(&line, &sent).await.is_empty());
        });
    }
}
