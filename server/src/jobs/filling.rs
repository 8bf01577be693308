//! A template of columns that is filled in.

use cunji_domain::division::DivisionCode;

use super::progress::{Ended, Progress};
use super::worker::Outcome;
use super::{Work, desk};
use crate::accounts::Seat;
use crate::columns::{self, Wish};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::jobs::{JobFile, JobRow};

/// Asks for a template to be filled in for a division.
///
/// # Errors
/// There is no such template, or its days are not of one year; or what the database says.
pub fn ask_filling(server: &Server, seat: &Seat, division: &DivisionCode, wish: &Wish) -> Result<JobRow, ServerError> {
    wish.check(server, division)?;
    let asked = serde_json::to_string(wish).unwrap_or_default();
    desk::start_by(server, seat, (Work::Columns, division), &asked, &wish.template)
}

/// Fills it in.
///
/// # Errors
/// The template is gone, or the job ends before it is done.
pub(super) fn fill(server: &Server, job: &JobRow, progress: &mut Progress<'_>) -> Result<Outcome, Ended> {
    let wish: Wish = serde_json::from_str(&job.asked).map_err(|_| {
        ServerError::refused(
            "job.unknown_work",
            "这项任务是更新版本的程序交办的,现在的程序不会做。请重新填一次。",
            "A newer program asked for this job; this one can't do it. Please ask for it again.",
        )
    })?;
    let (bytes, name) = columns::fill(server, &job.division, &wish, |done, of_all| progress.at(done, of_all))?;
    let made = JobFile { digest: server.jobs().put(&bytes)?, name };
    Ok(Outcome { said: "{}".to_owned(), made: Some(made), spent: false })
}
