//! Doing what was asked for: one job at a time, on a thread of its own beside the server's others.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use cunji_domain::record::Code;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::applying;
use super::desk::KEPT_SECONDS;
use super::exporting;
use super::filling;
use super::importing;
use super::progress::{Ended, Progress};
use super::{Step, Work};
use crate::error::ServerError;
use crate::follow;
use crate::server::Server;
use crate::storage;
use crate::storage::jobs::{self, JobFile, JobRow, JobState};

/// Looked for so often even if nobody rings: another program may have asked.
const AT_LEAST_EVERY: Duration = Duration::from_secs(30);

/// What came of a step.
pub struct Outcome {
    /// What is to be shown of it: JSON.
    pub said: String,
    /// The file that came of it; none: that of the step before stays.
    pub made: Option<JobFile>,
    /// Whether the file that was brought is no longer needed.
    pub spent: bool,
}

/// Why a job failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Why {
    /// A stable code.
    pub code: String,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
}

impl From<ServerError> for Why {
    fn from(error: ServerError) -> Self {
        let (zh, en) = match &error {
            ServerError::Refused { zh, en, .. } => (zh.clone(), en.clone()),
            // The database's own words are for the log.
            _ => (
                "服务器出了问题,没有做成,已记在它的日志里。过一会儿再试,还不行就告诉管理员。".to_owned(),
                "The server has a problem; it was not done, and its log says why. Try again in a while, or tell the administrator."
                    .to_owned(),
            ),
        };
        Self { code: error.code().to_owned(), zh, en }
    }
}

/// What wakes the worker, and what stops it.
#[derive(Debug, Default)]
pub struct Bell {
    rung: Mutex<bool>,
    heard: Condvar,
    stop: AtomicBool,
}

impl Bell {
    /// Something was asked for.
    pub fn ring(&self) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.heard.notify_all();
    }

    /// The server stops: what is being done ends before its next part, and is begun anew at the next start.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.ring();
    }

    fn wait(&self) {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.heard.wait_timeout_while(rung, AT_LEAST_EVERY, |rung| !*rung);
        *waited.unwrap_or_else(PoisonError::into_inner).0 = false;
    }
}

/// Begins what was being done when the server stopped anew, and does everything that waits, until the bell stops it.
///
/// # Errors
/// The system gives no thread.
pub fn go_on(server: Arc<Server>, bell: Arc<Bell>) -> std::io::Result<std::thread::JoinHandle<()>> {
    std::thread::Builder::new().name("jobs".to_owned()).spawn(move || {
        tell(begin_anew(&server));
        while !bell.stop.load(Ordering::Relaxed) {
            tell(work_off(&server, &bell.stop).map(drop));
            tell(tidy(&server));
            bell.wait();
        }
    })
}

fn tell(done: Result<(), ServerError>) {
    if let Err(error) = done {
        // It is tried again: what was not done now is done then.
        tracing::error!(code = error.code(), %error, "the work on jobs failed");
    }
}

/// Lets wait again what was being done when the server stopped.
///
/// # Errors
/// What the database or the disk says.
pub fn begin_anew(server: &Server) -> Result<(), ServerError> {
    server.jobs().forget_parts()?;
    storage::write(&*server.storage, |tx| {
        for mut job in jobs::in_state(tx, JobState::Running)? {
            job.state = JobState::Waiting;
            jobs::put(tx, &job)?;
        }
        Ok(())
    })
}

/// Forgets jobs whose time is over, and the files that no job needs.
///
/// # Errors
/// What the database or the disk says.
pub fn tidy(server: &Server) -> Result<(), ServerError> {
    let now = server.clock.now();
    let _standing = server.jobs().steady();
    let wanted = storage::write(&*server.storage, |tx| {
        jobs::remove_ended(tx, now)?;
        Ok::<_, ServerError>(jobs::files(tx)?)
    })?;
    server.jobs().keep_only(&wanted)
}

/// Does everything that waits, the oldest first; gives how much it was.
///
/// # Errors
/// What the database says of the jobs themselves; a job that can't be done says so in its row.
pub fn work_off(server: &Server, stop: &AtomicBool) -> Result<usize, ServerError> {
    let mut count = 0;
    while !stop.load(Ordering::Relaxed) && work_off_one(server, stop)? {
        count += 1;
    }
    Ok(count)
}

/// Does the oldest job that waits; false if none does.
///
/// # Errors
/// What the database says of the jobs themselves.
pub fn work_off_one(server: &Server, stop: &AtomicBool) -> Result<bool, ServerError> {
    let Some(job) = next(server)? else { return Ok(false) };
    // A panic costs the job an answer, and nobody else anything.
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(server, &job, stop)));
    let done = done.unwrap_or_else(|_| {
        tracing::error!(job = job.number, work = job.work, "a job panicked");
        Err(Ended::Failed(ServerError::refused(
            "job.internal",
            "程序自己出了错,没有做成。请把这项任务的编号告诉管理员。",
            "The program itself failed. Please tell the administrator the number of this job.",
        )))
    });
    end(server, &job, done)?;
    Ok(true)
}

fn next(server: &Server) -> Result<Option<JobRow>, ServerError> {
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        let waiting = jobs::in_state(tx, JobState::Waiting)?;
        // Files of figures wait until these are whole again.
        let anew = !waiting.is_empty() && follow::behind(tx)?.anew.is_some();
        for job in waiting {
            if anew && [Step::Fill, Step::Export].iter().any(|step| step.code() == job.step) {
                continue;
            }
            if jobs::take(tx, job.number, now)? {
                return Ok(Some(job));
            }
        }
        Ok(None)
    })
}

fn work(server: &Server, job: &JobRow, stop: &AtomicBool) -> Result<Outcome, Ended> {
    let unknown = || {
        ServerError::refused(
            "job.unknown_work",
            "这项任务是更新版本的程序交办的,现在的程序不会做。请重新上传。",
            "A newer program asked for this job; this one can't do it. Please bring the file again.",
        )
    };
    let work = Work::of(&job.work).ok_or_else(unknown)?;
    let step = Step::of(&job.step).ok_or_else(unknown)?;
    let mut progress = Progress::new(server, job.number, stop);
    match step {
        Step::Look => importing::look(server, work, job),
        Step::DryRun => importing::dry_run(server, work, job, &mut progress),
        Step::Apply => applying::apply(server, work, job, &mut progress),
        Step::Fill => filling::fill(server, job, &mut progress),
        Step::Export => exporting::export(server, job, &mut progress),
    }
}

fn end(server: &Server, job: &JobRow, done: Result<Outcome, Ended>) -> Result<(), ServerError> {
    let now = server.clock.now();
    let done = match done {
        Ok(outcome) => Ok(outcome),
        // It stays as one that is being done: so it is begun anew.
        Err(Ended::Stopping) => return Ok(()),
        Err(Ended::Cancelled) => Err(None),
        Err(Ended::Failed(error)) => {
            tracing::warn!(job = job.number, code = error.code(), %error, "a job failed");
            Err(serde_json::to_string(&Why::from(error)).ok())
        }
    };
    storage::write(&*server.storage, |tx| {
        // Gone meanwhile: nobody waits for it.
        let Some(mut row) = jobs::job(tx, job.number)? else { return Ok(()) };
        match &done {
            Ok(outcome) => {
                row.state = JobState::Done;
                row.outcome = Some(outcome.said.clone());
                row.made = outcome.made.clone().or(row.made);
                row.brought = row.brought.filter(|_| !outcome.spent);
                row.done = row.of_all;
            }
            Err(why) => {
                row.state = if why.is_some() { JobState::Failed } else { JobState::Cancelled };
                row.refusal.clone_from(why);
            }
        }
        row.stopping = false;
        (row.changed_at, row.ends_at) = (now, now + KEPT_SECONDS);
        applying::note_applied(tx, &mut row, now)?;
        Ok::<_, ServerError>(jobs::put(tx, &row)?)
    })
}
