//! The steps of an import as a desk asks for them.

use cunji_domain::division::DivisionCode;

use super::applying::may_apply;
use super::importing::{Asked, Said};
use super::lines::{self, LinesPage};
use super::{Step, Work, desk};
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::jobs::JobRow;

/// Asks for a dry run by what the office says of its file.
///
/// # Errors
/// It names a column that such a list does not have, or the job is being worked on or over; or what the database says.
pub fn ask_dry_run(
    server: &Server,
    seat: &Seat,
    job: (Work, &DivisionCode, u64),
    said: Said,
) -> Result<JobRow, ServerError> {
    said.check(job.0)?;
    let asked = serde_json::to_string(&Asked::of(said)).unwrap_or_default();
    desk::ask(server, seat, job, Step::DryRun, |_| Ok(asked.clone()))
}

/// Asks for what a dry run showed to be done.
///
/// # Errors
/// It showed something else by now, or faults; the job is being worked on or over; or what the database says.
pub fn ask_apply(
    server: &Server,
    seat: &Seat,
    job: (Work, &DivisionCode, u64),
    digest: &str,
) -> Result<JobRow, ServerError> {
    desk::ask(server, seat, job, Step::Apply, |job| {
        may_apply(job, digest)?;
        let ran: Asked = serde_json::from_str(&job.asked).unwrap_or_default();
        Ok(serde_json::to_string(&ran.applied_as(digest)).unwrap_or_default())
    })
}

/// What a dry run found, from a place on.
///
/// # Errors
/// There was none; or what the database or the disk says.
pub fn lines(
    server: &Server,
    seat: &Seat,
    job: (Work, &DivisionCode, u64),
    after: u64,
    limit: u32,
) -> Result<LinesPage, ServerError> {
    let job = desk::show(server, seat, job)?;
    let Some(made) = &job.made else { return Ok(LinesPage { lines: Vec::new(), next: None }) };
    lines::page(server.jobs(), made, after, limit)
}
