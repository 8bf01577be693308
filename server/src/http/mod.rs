//! HTTP: listening, routes, limits. What a route does is a use case elsewhere.

mod calls;
mod console;
mod facing;
mod incoming;
mod install;
mod metrics;
mod photos;
mod probes;
mod refusal;
mod self_made;
mod sync;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use axum_server::tls_rustls::RustlsConfig;
pub use facing::Facing;
pub use self_made::{SelfMade, SelfMadeError};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::enrolment::{Nonces, Throttle};
use crate::jobs::{self, Bell};
use crate::metrics::MetricsAccess;
use crate::photos::Daily;
use crate::server::Server;
use crate::{search, upkeep};

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
    metrics: Arc<MetricsAccess>,
    arrived: Arc<Notify>,
    jobs: Arc<Bell>,
}

impl Shared {
    /// Around a server.
    pub fn new(server: Arc<Server>, facing: Facing, metrics: MetricsAccess) -> Self {
        Self {
            server,
            nonces: Arc::default(),
            throttle: Arc::default(),
            sign_ins: Arc::default(),
            photos: Arc::default(),
            facing,
            metrics: Arc::new(metrics),
            arrived: Arc::default(),
            jobs: Arc::default(),
        }
    }
}

/// All routes.
pub fn router(shared: Shared) -> Router {
    let calls = Router::new()
        .route("/v1/about", get(calls::about))
        .route("/v1/app", get(calls::app))
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
        .merge(install::routes())
        .merge(console::router(&shared))
        .layer(GlobalConcurrencyLimitLayer::new(MOST_AT_ONCE))
        // Outside of the limit: a busy server still says that it lives.
        .route("/healthz", get(probes::healthz))
        .route("/readyz", get(probes::readyz))
        .route("/metrics", get(metrics::metrics))
        .layer(from_fn_with_state(shared.clone(), metrics::measure))
        .layer(CatchPanicLayer::new())
        .layer(TraceLayer::new_for_http())
        .with_state(shared)
}

/// Serves on an opened listener, without upkeep ([`upkeep`]), until `stop` is done, then finishes what is under way.
///
/// # Errors
/// The listener fails.
pub async fn serve(
    server: Arc<Server>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve_as(server, listener, Serving::default(), stop).await
}

/// As [`serve`], and beside it everything else that a server does: it follows the logs for what offices read, and works off jobs.
///
/// # Errors
/// The listener fails, or there is no thread for the jobs.
pub async fn serve_whole(
    server: Arc<Server>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let shared = Shared::new(server.clone(), Facing::default(), MetricsAccess::default());
    serve_looked_after(server, shared, listener, None, stop).await
}

async fn serve_looked_after(
    server: Arc<Server>,
    shared: Shared,
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let bell = shared.jobs.clone();
    let worker = jobs::go_on(server.clone(), bell.clone())?;
    let upkeep = tokio::spawn(upkeep::go_on(server, shared.arrived.clone()));
    let served = serve_shared(shared, listener, tls, stop).await;
    upkeep.abort();
    // Its part is finished; what is left of its job is begun anew at the next start.
    bell.stop();
    let _ = tokio::task::spawn_blocking(|| worker.join()).await;
    served
}

/// How a server is reached and measured.
#[derive(Debug, Clone, Default)]
pub struct Serving {
    /// How it is reached.
    pub facing: Facing,
    /// Its certificate, where it speaks TLS itself.
    pub tls: Option<TlsFiles>,
    /// Who may read what is measured.
    pub metrics: MetricsAccess,
}

/// As [`serve`], reached and measured in this way.
///
/// # Errors
/// The listener fails, or the certificate can't be read.
pub async fn serve_as(
    server: Arc<Server>,
    listener: TcpListener,
    serving: Serving,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let Serving { facing, tls, metrics } = serving;
    let tls = read_tls(tls).await?;
    serve_shared(Shared::new(server, facing, metrics), listener, tls, stop).await
}

/// Certificate and key as the listener takes them.
///
/// # Errors
/// A file is missing or no PEM, or the two are no pair.
pub async fn read_tls(files: Option<TlsFiles>) -> io::Result<Option<RustlsConfig>> {
    let Some(files) = files else { return Ok(None) };
    // One provider in the whole program, the phones' too.
    let _ = rustls::crypto::ring::default_provider().install_default();
    RustlsConfig::from_pem_file(files.certificate, files.key).await.map(Some)
}

async fn serve_shared(
    shared: Shared,
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let app = router(shared).into_make_service_with_connect_info::<SocketAddr>();
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let signalled = async move {
        stop.await;
        let _ = stopping.send(());
    };
    match tls {
        None => {
            let serving = axum::serve(listener, app).with_graceful_shutdown(signalled).into_future();
            tokio::select! {
                done = serving => done,
                () = async { if stopped.await.is_ok() { tokio::time::sleep(DRAIN).await } } => Ok(()),
            }
        }
        Some(tls) => {
            let handle = axum_server::Handle::new();
            let stopper = handle.clone();
            tokio::spawn(async move {
                signalled.await;
                stopper.graceful_shutdown(Some(DRAIN));
            });
            axum_server::from_tcp_rustls(listener.into_std()?, tls)?.handle(handle).serve(app).await
        }
    }
}

/// The files of a certificate and its key (PEM), read anew whenever the server starts.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate, and those between it and its root.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// Serves until Ctrl-C or SIGTERM.
///
/// # Errors
/// The address can't be listened on, or the certificate can't be read.
pub fn serve_until_signal(
    server: Server,
    listen: SocketAddr,
    serving: Serving,
    runtime: &tokio::runtime::Runtime,
) -> io::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(io::stderr).init();
    runtime.block_on(async {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        tracing::info!(%address, home = %server.storage.home(), epoch = server.epoch().number, "serving");
        let Serving { facing, tls, metrics } = serving;
        if let Some(certificate) = &facing.certificate {
            tracing::info!(fingerprint = %certificate.in_groups(), "the certificate that phones accept");
        }
        let tls = read_tls(tls).await?;
        let server = Arc::new(server);
        let shared = Shared::new(server.clone(), facing, metrics);
        // Before somebody waits for it.
        tokio::task::spawn_blocking(search::warm_up);
        serve_looked_after(server, shared, listener, tls, signal()).await
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
