//! HTTP: listening, routes, limits. What a route does is a use case elsewhere.

mod calls;
mod console;
mod incoming;
mod photos;
mod probes;
mod refusal;
mod sync;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::enrolment::{Nonces, Throttle};
use crate::photos::Daily;
use crate::server::Server;
use crate::upkeep;

/// How large the body of a small call may be.
const CALL_BYTES: usize = cunji_protocol::limits::CALL_BYTES;
/// How long a small call may take to come and be answered.
const CALL_TIME: Duration = Duration::from_secs(60);
/// How many requests are worked on at once; the next ones wait.
const MOST_AT_ONCE: usize = 512;
/// How long requests under way may take to finish after the signal to stop.
const DRAIN: Duration = Duration::from_secs(30);

/// What every handler has.
#[derive(Clone)]
pub struct Shared {
    server: Arc<Server>,
    nonces: Arc<Nonces>,
    throttle: Arc<Throttle>,
    sign_ins: Arc<Throttle>,
    photos: Arc<Daily>,
    facing: Facing,
    arrived: Arc<Notify>,
}

/// How the server is reached.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facing {
    /// Whether browsers reach it by TLS, its own or a proxy's.
    pub secure: bool,
}

impl Facing {
    /// Whether cookies may say that they go by TLS alone.
    fn is_secure(self) -> bool {
        self.secure
    }
}

impl Shared {
    /// Around a server.
    pub fn new(server: Arc<Server>) -> Self {
        Self {
            server,
            nonces: Arc::default(),
            throttle: Arc::default(),
            sign_ins: Arc::default(),
            photos: Arc::default(),
            facing: Facing::default(),
            arrived: Arc::default(),
        }
    }
}

/// All routes.
pub fn router(shared: Shared) -> Router {
    let calls = Router::new()
        .route("/v1/about", get(calls::about))
        .route("/v1/enroll", post(calls::enroll))
        .route("/v1/token", post(calls::token))
        .route("/v1/introduce", post(calls::introduce))
        .route("/v1/stubs", post(calls::stubs))
        .route("/v1/recovery", post(calls::recovery))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, CALL_TIME))
        .layer(DefaultBodyLimit::max(CALL_BYTES));
    let sync = Router::new().route("/v1/sync", post(sync::sync)).layer(DefaultBodyLimit::disable());
    Router::new()
        .merge(calls)
        .merge(sync)
        .merge(photos::routes())
        .merge(console::router(&shared))
        .layer(GlobalConcurrencyLimitLayer::new(MOST_AT_ONCE))
        // Outside of the limit: a busy server still says that it lives.
        .route("/healthz", get(probes::healthz))
        .route("/readyz", get(probes::readyz))
        .layer(CatchPanicLayer::new())
        .layer(TraceLayer::new_for_http())
        .with_state(shared)
}

/// Serves on an opened listener until `stop` is done, then finishes what is under way.
///
/// # Errors
/// The listener fails.
pub async fn serve(
    server: Arc<Server>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let shared = Shared::new(server.clone());
    let upkeep = tokio::spawn(upkeep::go_on(server, shared.arrived.clone())).abort_handle();
    let app = router(shared).into_make_service_with_connect_info::<SocketAddr>();
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let signalled = async move {
        stop.await;
        let _ = stopping.send(());
    };
    let serving = axum::serve(listener, app).with_graceful_shutdown(signalled).into_future();
    let served = tokio::select! {
        done = serving => done,
        () = async { if stopped.await.is_ok() { tokio::time::sleep(DRAIN).await } } => Ok(()),
    };
    upkeep.abort();
    served
}

/// Serves until Ctrl-C or SIGTERM.
///
/// # Errors
/// The address can't be listened on.
pub fn serve_until_signal(server: Server, listen: SocketAddr, runtime: &tokio::runtime::Runtime) -> io::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(io::stderr).init();
    runtime.block_on(async {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        tracing::info!(%address, home = %server.storage.home(), epoch = server.epoch().number, "serving");
        serve(Arc::new(server), listener, signal()).await
    })
}

async fn signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            }
            Err(_) => {
                let _ = interrupt.await;
            }
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupt.await;
    }
}
