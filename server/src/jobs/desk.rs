//! Jobs as a desk asks for them, looks at them and calls them off.

use std::fs::File;

use cunji_domain::division::DivisionCode;
use cunji_domain::record::Code;

use super::{Arriving, Step, Work, applying, sort};
use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::jobs::{self, JobFile, JobRow, JobState};
use crate::storage::{self, Transaction, accounts};

/// So long after something last happened to a job, it and its files are forgotten: lists of people don't lie around.
pub const KEPT_SECONDS: i64 = 7 * 86_400;
/// The most jobs of a page.
pub const MOST: u32 = 100;
/// The longest name of a file, in characters.
const LONGEST_NAME: usize = 120;

/// A page of jobs, the newest first.
#[derive(Debug)]
pub struct Page {
    /// The jobs, each with the name of who asked.
    pub jobs: Vec<(JobRow, String)>,
    /// Whether there are older ones.
    pub more: bool,
}

/// Makes a job of a file that came whole, and asks for its first step.
///
/// # Errors
/// The file is of no use for such work; or what the database or the disk says.
pub fn start(
    server: &Server,
    seat: &Seat,
    (work, division): (Work, &DivisionCode),
    arriving: Arriving,
    name: &str,
) -> Result<JobRow, ServerError> {
    sort::check(work, arriving.path())?;
    let now = server.clock.now();
    let name: String = name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    // What nobody needs is not tidied away before its job stands.
    let _standing = server.jobs().steady();
    let digest = server.jobs().keep(arriving)?;
    storage::write(&*server.storage, |tx| {
        let mut job = fresh(tx, seat, (work, division), now)?;
        job.brought = Some(digest);
        job.brought_name = Some(name.clone());
        jobs::put(tx, &job)?;
        note(tx, seat, &job, AuditAction::JobAsked, now)?;
        Ok(job)
    })
}

/// Makes a job that needs no file, by what was asked for: JSON. Where the same is being done for the same account, it is that one: whoever
/// presses again keeps nobody waiting.
///
/// # Errors
/// What the database says.
pub fn start_by(
    server: &Server,
    seat: &Seat,
    (work, division): (Work, &DivisionCode),
    asked: &str,
    name: &str,
) -> Result<JobRow, ServerError> {
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        let mut under_way = jobs::in_state(tx, JobState::Waiting)?;
        under_way.extend(jobs::in_state(tx, JobState::Running)?);
        let same = |job: &JobRow| {
            job.login == seat.login
                && job.work == work.code()
                && job.division == *division
                && job.asked == asked
                && !job.stopping
        };
        if let Some(job) = under_way.into_iter().find(same) {
            return Ok(job);
        }
        let mut job = fresh(tx, seat, (work, division), now)?;
        asked.clone_into(&mut job.asked);
        job.brought_name = Some(name.to_owned());
        jobs::put(tx, &job)?;
        note(tx, seat, &job, AuditAction::JobAsked, now)?;
        Ok(job)
    })
}

fn fresh(
    tx: &mut dyn Transaction,
    seat: &Seat,
    (work, division): (Work, &DivisionCode),
    now: i64,
) -> Result<JobRow, ServerError> {
    Ok(JobRow {
        number: jobs::next_number(tx)?,
        work: work.code().to_owned(),
        division: division.clone(),
        login: seat.login.clone(),
        step: work.first_step().code().to_owned(),
        state: JobState::Waiting,
        asked: "{}".to_owned(),
        outcome: None,
        refusal: None,
        brought: None,
        brought_name: None,
        made: None,
        done: 0,
        of_all: 0,
        stopping: false,
        created_at: now,
        changed_at: now,
        ends_at: now + KEPT_SECONDS,
    })
}

/// A job of this work in a division or below it.
///
/// # Errors
/// There is none of this number; or what the database says.
pub fn show(
    server: &Server,
    seat: &Seat,
    (work, division, number): (Work, &DivisionCode, u64),
) -> Result<JobRow, ServerError> {
    storage::read(&*server.storage, |tx| of(tx, seat, (work, division), number))
}

/// Jobs of this work in a division and below it, before a number; of work that is whose who asked, the seat's own.
///
/// # Errors
/// What the database says.
pub fn list(
    server: &Server,
    seat: &Seat,
    (work, division): (Work, &DivisionCode),
    before: Option<u64>,
    limit: u32,
) -> Result<Page, ServerError> {
    page(server, limit, |tx, limit| {
        let whose = work.is_ones_own().then_some(seat.login.as_str());
        jobs::of_division(tx, (work.code(), whose), division, before.unwrap_or(u64::MAX), limit)
    })
}

/// What a seat asked for itself, before a number.
///
/// # Errors
/// What the database says.
pub fn own(server: &Server, seat: &Seat, before: Option<u64>, limit: u32) -> Result<Page, ServerError> {
    page(server, limit, |tx, limit| jobs::of_login(tx, &seat.login, before.unwrap_or(u64::MAX), limit))
}

fn page(
    server: &Server,
    limit: u32,
    read: impl FnOnce(&mut dyn Transaction, u32) -> storage::Result<Vec<JobRow>>,
) -> Result<Page, ServerError> {
    let limit = limit.clamp(1, MOST);
    storage::read(&*server.storage, |tx| {
        let mut jobs = read(tx, limit + 1)?;
        let more = jobs.len() > limit as usize;
        jobs.truncate(limit as usize);
        let named = jobs.into_iter().map(|job| {
            let name = accounts::called(tx, &job.login)?;
            Ok((job, name))
        });
        Ok(Page { jobs: named.collect::<Result<_, ServerError>>()?, more })
    })
}

/// Asks for a step of a job that stands still, by what `asked` makes of the job.
///
/// # Errors
/// It is being worked on, or its file is gone; what `asked` says; or what the database says.
pub fn ask(
    server: &Server,
    seat: &Seat,
    (work, division, number): (Work, &DivisionCode, u64),
    step: Step,
    asked: impl Fn(&JobRow) -> Result<String, ServerError>,
) -> Result<JobRow, ServerError> {
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        let mut job = of(tx, seat, (work, division), number)?;
        if matches!(job.state, JobState::Waiting | JobState::Running) {
            return Err(ServerError::refused(
                "job.busy",
                "这项任务已经在做了,等它做完再说。",
                "This job is being done already; wait until it is.",
            ));
        }
        if job.brought.is_none() {
            return Err(ServerError::refused(
                "job.file_gone",
                "这项任务已经办完,上传的文件已删去。要再导一次,请重新上传。",
                "This job is over and its file is gone. To do it once more, bring the file again.",
            ));
        }
        job.asked = asked(&job)?;
        step.code().clone_into(&mut job.step);
        job.state = JobState::Waiting;
        (job.stopping, job.done, job.of_all, job.refusal) = (false, 0, 0, None);
        (job.changed_at, job.ends_at) = (now, now + KEPT_SECONDS);
        jobs::put(tx, &job)?;
        note(tx, seat, &job, AuditAction::JobAsked, now)?;
        Ok(job)
    })
}

/// Calls a job off: one that waits is not begun, one that is being done stops before its next part. A list that is being taken in is
/// taken in to the end.
///
/// # Errors
/// It is not being done, or is being taken in; or what the database says.
pub fn cancel(
    server: &Server,
    seat: &Seat,
    (work, division, number): (Work, &DivisionCode, u64),
) -> Result<JobRow, ServerError> {
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        of(tx, seat, (work, division), number)?;
        // From here on it stands as it is read: whoever does it waits.
        jobs::stop(tx, number)?;
        let mut job = of(tx, seat, (work, division), number)?;
        match job.state {
            JobState::Waiting | JobState::Running if applying::applied_by(&job).is_some() => {
                return Err(ServerError::refused(
                    "job.begun",
                    "已经开始正式导入,不能取消了:会一直做完,服务器重启也接着做,免得只导一半。做完再看结果。",
                    "It is being imported already and can't be called off: it goes on to the end, after a restart of the server too, so that it is never left at half. See what came of it once it is done.",
                ));
            }
            JobState::Waiting => {
                (job.state, job.stopping, job.changed_at) = (JobState::Cancelled, false, now);
                jobs::put(tx, &job)?;
            }
            JobState::Running => {}
            JobState::Done | JobState::Failed | JobState::Cancelled => {
                return Err(ServerError::refused(
                    "job.not_running",
                    "这项任务没有在做,不用取消。",
                    "This job is not being done; there is nothing to cancel.",
                ));
            }
        }
        note(tx, seat, &job, AuditAction::JobCancelled, now)?;
        Ok(job)
    })
}

/// The file that came of a job, to be read as it is sent; that it was fetched is noted.
///
/// # Errors
/// None came of it, or it is gone; or what the database or the disk says.
pub fn fetch(
    server: &Server,
    seat: &Seat,
    (work, division, number): (Work, &DivisionCode, u64),
) -> Result<(JobFile, File), ServerError> {
    let now = server.clock.now();
    let job = storage::read(&*server.storage, |tx| of(tx, seat, (work, division), number))?;
    let made = job.made.clone().ok_or_else(|| {
        ServerError::refused("job.file.unknown", "这项任务没有做出文件。", "No file came of this job.")
    })?;
    let file = server.jobs().open(&made.digest)?;
    storage::write(&*server.storage, |tx| note(tx, seat, &job, AuditAction::JobFileFetched, now))?;
    Ok((made, file))
}

fn of(
    tx: &mut dyn Transaction,
    seat: &Seat,
    (work, division): (Work, &DivisionCode),
    number: u64,
) -> Result<JobRow, ServerError> {
    let job = jobs::job(tx, number)?;
    let job = job.filter(|job| job.work == work.code() && division.contains(&job.division));
    let job = job.filter(|job| !work.is_ones_own() || job.login == seat.login);
    job.ok_or_else(|| {
        ServerError::refused(
            "job.unknown",
            "没有这项任务,或者它已经过了保存期。请到后台任务里看,过了期的重新交办。",
            "There is no such job, or its time is over. See what there is at Long work, and ask anew for what is gone.",
        )
    })
}

fn note(tx: &mut dyn Transaction, seat: &Seat, job: &JobRow, action: AuditAction, now: i64) -> Result<(), ServerError> {
    let of = Of {
        division: Some(job.division.clone()),
        subject: Some(format!("{} {}", job.work, job.number)),
        detail: Some(format!("{} {}", job.step, job.brought_name.as_deref().unwrap_or_default())),
    };
    audit::note(tx, now, &seat.login, action, of)
}
