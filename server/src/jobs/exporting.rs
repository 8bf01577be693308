//! Spreadsheets that grow with a county or a city, or with the years: read page by page, written row by row, kept as the job's file.

use cunji_domain::division::DivisionCode;
use cunji_domain::time::local_day;
use serde::{Deserialize, Serialize};

use super::progress::{Ended, Progress};
use super::worker::Outcome;
use super::{Work, desk};
use crate::accounts::Seat;
use crate::attendance::{self, MonthAsked};
use crate::audit::{self, AuditAction, AuditAsked, Of};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage;
use crate::storage::jobs::{JobFile, JobRow};

/// What is exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Export {
    /// Everybody's days of a month.
    Attendance(MonthAsked),
    /// What accounts saw and changed.
    Audit(AuditAsked),
}

impl Export {
    fn work(&self) -> Work {
        match self {
            Self::Attendance(_) => Work::Attendance,
            Self::Audit(_) => Work::Audit,
        }
    }

    /// What the list of jobs calls it.
    fn name(&self) -> String {
        match self {
            Self::Attendance(asked) => format!("{}-{:02}", asked.year, asked.month),
            Self::Audit(asked) => format!("{} – {}", asked.from, asked.to),
        }
    }
}

/// Asks for an export of a division.
///
/// # Errors
/// There is no such month; or what the database says.
pub fn ask_export(server: &Server, seat: &Seat, division: &DivisionCode, wish: &Export) -> Result<JobRow, ServerError> {
    if let Export::Attendance(asked) = wish {
        attendance::days_of(asked.year, Some(asked.month))?;
    }
    let asked = serde_json::to_string(wish).unwrap_or_default();
    desk::start_by(server, seat, (wish.work(), division), &asked, &wish.name())
}

/// Writes it.
///
/// # Errors
/// There are more rows than a page has, or the job ends before it is done; or what the database or the disk says.
pub(super) fn export(server: &Server, job: &JobRow, progress: &mut Progress<'_>) -> Result<Outcome, Ended> {
    let wish: Export = serde_json::from_str(&job.asked).map_err(|_| {
        ServerError::refused(
            "job.unknown_work",
            "这项任务是更新版本的程序交办的,现在的程序不会做。请重新导出一次。",
            "A newer program asked for this job; this one can't do it. Please ask for it again.",
        )
    })?;
    let (now, division, folder) = (server.clock.now(), &job.division, server.jobs().parts()?);
    let today = local_day(now).unwrap_or_default();
    let at = |done: usize, of_all: usize| progress.at(done, of_all);
    let (book, name) = match &wish {
        Export::Attendance(asked) => (
            attendance::month_book(server, division, asked, (&folder, today), at)?,
            format!("attendance-{division}-{}-{:02}.xlsx", asked.year, asked.month),
        ),
        Export::Audit(asked) => (
            audit::audit_book(server, division, asked, (&folder, today), at)?,
            format!("audit-{division}-{}-{}.xlsx", asked.from, asked.to),
        ),
    };
    let rows = book.rows();
    let mut arriving = server.jobs().begin()?;
    book.save(&mut arriving).map_err(ServerError::from)?;
    let made = JobFile { digest: server.jobs().keep(arriving)?, name };
    if let Export::Audit(AuditAsked { from, to, .. }) = &wish {
        let of =
            || Of { division: Some(division.clone()), subject: None, detail: Some(format!("{from} – {to},{rows}")) };
        storage::write(&*server.storage, |tx| audit::note(tx, now, &job.login, AuditAction::AuditExported, of()))?;
    }
    Ok(Outcome { said: "{}".to_owned(), made: Some(made), spent: false })
}
