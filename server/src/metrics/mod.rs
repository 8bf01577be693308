//! What an administrator's monitoring reads of the server: how much, how long, how far behind. Never who: no label names a person, a
//! device, a division or an account, and none could be made of what is counted.

mod access;

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::prometheus_text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

pub use access::{MetricsAccess, TokenFault};
use cunji_domain::record::Code as _;
use cunji_domain::time::start_of_day;

use crate::error::ServerError;
use crate::storage::jobs::{self as stored, JobState};
use crate::storage::{Storage, audit, read};
use crate::{follow, jobs};

/// A request, by its route as the program has it (`/v1/sync`, `/console/v1/divisions/{division}/search`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Direction {
    direction: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Code {
    code: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Became {
    became: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    kind: &'static str,
}

/// Jobs, by the kind of work and how they stand.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Job {
    kind: &'static str,
    state: &'static str,
}

/// Whether a transaction reads or writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// It reads one snapshot.
    Read,
    /// It may write.
    Write,
}

impl Work {
    fn label(self) -> Kind {
        Kind { kind: if self == Self::Read { "read" } else { "write" } }
    }
}

/// Everything that is measured.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    request_seconds: Family<Route, Histogram>,
    sync_bytes: Family<Direction, Counter>,
    frames_refused: Family<Code, Counter>,
    entries: Family<Became, Counter>,
    database_seconds: Family<Kind, Histogram>,
    database_wait_seconds: Family<Kind, Histogram>,
    behind_entries: Gauge,
    behind_spaces: Gauge,
    follow_anew: Gauge,
    jobs: Family<Job, Gauge>,
    audit_sealed_until: Gauge,
}

/// From a millisecond to half a minute.
fn seconds() -> Histogram {
    Histogram::new(exponential_buckets(0.001, 2.0, 15))
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("cunji"),
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(seconds),
            sync_bytes: Family::default(),
            frames_refused: Family::default(),
            entries: Family::default(),
            database_seconds: Family::new_with_constructor(seconds),
            database_wait_seconds: Family::new_with_constructor(seconds),
            behind_entries: Gauge::default(),
            behind_spaces: Gauge::default(),
            follow_anew: Gauge::default(),
            jobs: Family::default(),
            audit_sealed_until: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        registry.register(
            "http_requests",
            "Requests that were answered, by route and status",
            metrics.requests.clone(),
        );
        let help = "How long a request took, its body's way in and the answer's beginning included";
        registry.register_with_unit("http_request", help, Unit::Seconds, metrics.request_seconds.clone());
        registry.register_with_unit("sync", "Bytes of syncs' bodies", Unit::Bytes, metrics.sync_bytes.clone());
        registry.register(
            "sync_frames_refused",
            "Frames of syncs that were refused, by code",
            metrics.frames_refused.clone(),
        );
        let help = "Entries that came into a log (accepted) or are kept beside it (held, rejected, repeated)";
        registry.register("entries", help, metrics.entries.clone());
        let help = "How long a transaction was open";
        registry.register_with_unit("database_transaction", help, Unit::Seconds, metrics.database_seconds.clone());
        let help = "How long a transaction was waited for";
        registry.register_with_unit("database_wait", help, Unit::Seconds, metrics.database_wait_seconds.clone());
        let help = "Entries of the logs that what offices read does not show yet";
        registry.register("follow_behind_entries", help, metrics.behind_entries.clone());
        let help = "Logs of which something is not shown yet";
        registry.register("follow_behind_logs", help, metrics.behind_spaces.clone());
        let help = "Whether logs are followed anew, after an upgrade or a restore: figures are not whole, and nothing is filed";
        registry.register("follow_anew", help, metrics.follow_anew.clone());
        let help = "Jobs of offices that are kept, by kind and state; one that ended stays for some days";
        registry.register("jobs", help, metrics.jobs.clone());
        let help = "The end of the last day of which the audit is sealed, in Unix time; 0 where none is";
        registry.register_with_unit("audit_sealed_until", help, Unit::Seconds, metrics.audit_sealed_until.clone());
        metrics
    }
}

impl Metrics {
    /// A request was answered.
    pub fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        let (method, route) = (method.to_owned(), route.to_owned());
        self.request_seconds.get_or_create(&Route { route: route.clone() }).observe(took.as_secs_f64());
        self.requests.get_or_create(&Request { method, route, status }).inc();
    }

    /// Bytes of a sync came up.
    pub fn sync_up(&self, bytes: usize) {
        self.sync_bytes.get_or_create(&Direction { direction: "up" }).inc_by(bytes as u64);
    }

    /// Bytes of a sync go down.
    pub fn sync_down(&self, bytes: usize) {
        self.sync_bytes.get_or_create(&Direction { direction: "down" }).inc_by(bytes as u64);
    }

    /// A frame was refused.
    pub fn frame_refused(&self, code: &str) {
        self.frames_refused.get_or_create(&Code { code: code.to_owned() }).inc();
    }

    /// Entries became durable.
    pub fn entries(&self, became: &str, count: u64) {
        self.entries.get_or_create(&Became { became: became.to_owned() }).inc_by(count);
    }

    /// A transaction ended that had been waited for.
    pub fn transaction(&self, work: Work, waited: Duration, took: Duration) {
        self.database_wait_seconds.get_or_create(&work.label()).observe(waited.as_secs_f64());
        self.database_seconds.get_or_create(&work.label()).observe(took.as_secs_f64());
    }

    /// Every kind in every state has its figure, so that one that falls to nothing says so.
    fn set_jobs(&self, counted: &[(String, String, u64)]) {
        for (work, state) in
            jobs::Work::ALL.iter().flat_map(|work| JobState::ALL.iter().map(move |state| (work, state)))
        {
            let (kind, state) = (work.code(), state.code());
            let count =
                counted.iter().find(|(work, stands, _)| work == kind && stands == state).map_or(0, |found| found.2);
            self.jobs.get_or_create(&Job { kind, state }).set(i64::try_from(count).unwrap_or(i64::MAX));
        }
    }

    /// All of it, as Prometheus reads it. How far behind is looked up now, how jobs stand, and up to when the audit is sealed.
    ///
    /// # Errors
    /// What the database says.
    pub fn text(&self, storage: &dyn Storage) -> Result<String, ServerError> {
        let (behind, counted, sealed) = read(storage, |tx| {
            Ok::<_, ServerError>((follow::behind(tx)?, stored::counts(tx)?, audit::seals(tx)?.pop()))
        })?;
        self.behind_spaces.set(i64::try_from(behind.logs).unwrap_or(i64::MAX));
        self.behind_entries.set(i64::try_from(behind.entries).unwrap_or(i64::MAX));
        self.follow_anew.set(i64::from(behind.anew.is_some()));
        self.set_jobs(&counted);
        let end = sealed.and_then(|seal| seal.day.succ_opt());
        self.audit_sealed_until.set(end.map_or(0, start_of_day));
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        Ok(text)
    }
}
