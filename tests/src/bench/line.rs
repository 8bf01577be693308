//! A line as villages have it: slow both ways, far, and cut by the clock. Counts what went over it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

/// How a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quality {
    /// There and back.
    pub round_trip: Duration,
    /// Bits per second from the phone; none for as fast as it goes.
    pub up: Option<u64>,
    /// Bits per second to the phone.
    pub down: Option<u64>,
    /// When it breaks first (after the line is made), and how long it holds after each break.
    pub cuts: Option<(Duration, Duration)>,
}

impl Quality {
    /// As good as it gets.
    pub const CLEAR: Self = Self { round_trip: Duration::ZERO, up: None, down: None, cuts: None };
    /// 2G behind a mountain: 600 ms there and back, 30 kbit/s up and 60 down.
    pub const POOR: Self =
        Self { round_trip: Duration::from_millis(600), up: Some(30_000), down: Some(60_000), cuts: None };
}

/// What went over a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Passed {
    /// Bytes from the phone, HTTP's included.
    pub up: u64,
    /// Bytes to the phone.
    pub down: u64,
    /// Connections that the line broke.
    pub cuts: u32,
}

#[derive(Debug)]
struct Shared {
    quality: Quality,
    begun: Instant,
    up: AtomicU64,
    down: AtomicU64,
    cuts: AtomicU32,
    // When the line is free again: all connections share it.
    free_up: Mutex<Instant>,
    free_down: Mutex<Instant>,
    said: Mutex<Vec<u8>>,
}

/// A phone's line to a server: a TCP proxy.
#[derive(Debug)]
pub struct SlowLine {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: JoinHandle<()>,
}

impl SlowLine {
    /// A line that leads to a server. Its clock begins now.
    ///
    /// # Errors
    /// No port is free.
    pub fn to(target: SocketAddr, quality: Quality, runtime: &Handle) -> std::io::Result<Self> {
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let begun = Instant::now();
        let shared = Arc::new(Shared {
            quality,
            begun,
            up: AtomicU64::new(0),
            down: AtomicU64::new(0),
            cuts: AtomicU32::new(0),
            free_up: Mutex::new(begun),
            free_down: Mutex::new(begun),
            said: Mutex::default(),
        });
        let listening = runtime.spawn(listen(listener, target, shared.clone()));
        Ok(Self { address, shared, listening })
    }

    /// The address that a phone is given as its server's.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What went over it so far.
    pub fn passed(&self) -> Passed {
        let shared = &self.shared;
        Passed { up: shared.up.load(SeqCst), down: shared.down.load(SeqCst), cuts: shared.cuts.load(SeqCst) }
    }

    /// What the phone said, HTTP and all.
    pub fn said(&self) -> Vec<u8> {
        self.shared.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for SlowLine {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn listen(listener: TcpListener, target: SocketAddr, shared: Arc<Shared>) {
    while let Ok((phone, _)) = listener.accept().await {
        tokio::spawn(connect(phone, target, shared.clone()));
    }
}

async fn connect(phone: TcpStream, target: SocketAddr, shared: Arc<Shared>) {
    let _ = phone.set_nodelay(true);
    let talk = async {
        // The handshake goes there and back before anything is said.
        tokio::time::sleep(shared.quality.round_trip).await;
        let Ok(server) = TcpStream::connect(target).await else { return };
        let _ = server.set_nodelay(true);
        let ((from_phone, to_phone), (from_server, to_server)) = (phone.into_split(), server.into_split());
        let up = async {
            carry(from_phone, to_server, Way::Up, &shared).await;
            // A phone that has said everything still waits for the answer.
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = up => {}
            () = carry(from_server, to_phone, Way::Down, &shared) => {}
        }
    };
    tokio::select! {
        () = talk => {}
        () = cut(&shared) => { shared.cuts.fetch_add(1, SeqCst); }
    }
}

/// Waits for the next break of the line.
async fn cut(shared: &Shared) {
    let Some((first, every)) = shared.quality.cuts else { return std::future::pending().await };
    let mut at = shared.begun + first;
    while at <= Instant::now() {
        at += every;
    }
    sleep_until(at).await;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// How much is on the way at once: what a modem holds back.
const IN_FLIGHT: usize = 64;

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, way: Way, shared: &Shared) {
    let (send, mut receive) = mpsc::channel::<(Instant, Vec<u8>)>(IN_FLIGHT);
    let reading = async move {
        let mut buffer = vec![0; if rate(way, shared).is_some() { 256 } else { 16 << 10 }];
        while let Ok(read @ 1..) = from.read(&mut buffer).await {
            let bytes = buffer.get(..read).unwrap_or_default().to_vec();
            let there = on_the_air(way, bytes.len(), shared);
            sleep_until(there).await;
            count(way, &bytes, shared);
            if send.send((there + shared.quality.round_trip / 2, bytes)).await.is_err() {
                return;
            }
        }
    };
    let writing = async move {
        while let Some((at, bytes)) = receive.recv().await {
            sleep_until(at).await;
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
        let _ = to.shutdown().await;
    };
    tokio::join!(reading, writing);
}

fn rate(way: Way, shared: &Shared) -> Option<u64> {
    if way == Way::Up { shared.quality.up } else { shared.quality.down }
}

/// When so many bytes are sent, if they begin as soon as the line is free.
fn on_the_air(way: Way, bytes: usize, shared: &Shared) -> Instant {
    let Some(rate) = rate(way, shared) else { return Instant::now() };
    let free = if way == Way::Up { &shared.free_up } else { &shared.free_down };
    let mut free = free.lock().unwrap_or_else(PoisonError::into_inner);
    *free = (*free).max(Instant::now()) + Duration::from_secs_f64(bytes as f64 * 8.0 / rate as f64);
    *free
}

fn count(way: Way, bytes: &[u8], shared: &Shared) {
    match way {
        Way::Up => {
            shared.up.fetch_add(bytes.len() as u64, SeqCst);
            shared.said.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        }
        Way::Down => _ = shared.down.fetch_add(bytes.len() as u64, SeqCst),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that takes everything and says one byte at the end, and what it took to tell it `size` bytes.
    async fn told(quality: Quality, size: usize, handle: Handle) -> (std::io::Result<usize>, Duration, Passed) {
        let server = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let target = server.local_addr().expect("its address");
        tokio::spawn(async move {
            let Ok((mut peer, _)) = server.accept().await else { return };
            let mut all = Vec::new();
            let _ = peer.read_to_end(&mut all).await;
            let _ = peer.write_all(b"!").await;
        });
        let line = tokio::task::spawn_blocking(move || SlowLine::to(target, quality, &handle))
            .await
            .expect("a task")
            .expect("a line");
        let begun = Instant::now();
        let mut phone = TcpStream::connect(line.address).await.expect("a connection");
        let _ = phone.write_all(&vec![7; size]).await;
        let _ = phone.shutdown().await;
        let answer = phone.read(&mut [0; 8]).await;
        (answer, begun.elapsed(), line.passed())
    }

    #[test]
    fn a_poor_line_takes_its_time_and_counts() {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let (answer, took, passed) = runtime.block_on(told(Quality::POOR, 1500, runtime.handle().clone()));
        assert_eq!((answer.expect("an answer"), passed), (1, Passed { up: 1500, down: 1, cuts: 0 }));
        // 0.4 s for the bytes, 0.6 s for the handshake, 0.6 s there and back.
        assert!(took >= Duration::from_millis(1_600), "{took:?}");
    }

    #[test]
    fn a_cut_ends_it_before_all_is_over() {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let cuts = Some((Duration::from_millis(900), Duration::from_secs(20)));
        let quality = Quality { cuts, ..Quality::POOR };
        let (answer, _, passed) = runtime.block_on(told(quality, 1500, runtime.handle().clone()));
        assert!(!matches!(answer, Ok(1..)));
        assert!(passed.up < 1500 && passed.cuts == 1, "{passed:?}");
    }
}
