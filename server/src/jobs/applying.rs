//! The last step of an import: doing exactly what the dry run showed, to the end once it has begun.

use std::collections::HashSet;

use cunji_domain::record::Code;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::importing::{Asked, DryRun, json, planned, read};
use super::lines::Lines;
use super::progress::{Ended, Progress};
use super::worker::Outcome;
use super::{Step, Work};
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::office::{Imported, List};
use crate::server::Server;
use crate::storage::jobs::{self, JobRow};
use crate::storage::{self, Transaction};

/// What was taken in by now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Applied {
    /// Rows that were taken in, and those of them that changed something.
    #[serde(flatten)]
    pub imported: Imported,
    /// Parts of the list that are in.
    pub parts: usize,
    /// All its parts; fewer are in only where it is still being taken in, or failed midway.
    pub of_parts: usize,
}

/// Does what the dry run showed, part by part. Once it has begun it goes on to the end: it can't be called off any more, a server that
/// stopped goes on with it, and where a part could not be done, whoever asks again goes on from there. A part that is done already is not
/// done again.
///
/// # Errors
/// The base changed so that the outcome would be another; it was called off before it began; or a part can't be done.
pub fn apply(server: &Server, work: Work, job: &JobRow, progress: &mut Progress<'_>) -> Result<Outcome, Ended> {
    let asked: Asked = serde_json::from_str(&job.asked).unwrap_or_default();
    let (present, run) = planned(server, work, job, progress)?;
    let shown = Lines::read(server.jobs(), job.made.as_ref())?;
    // People's names stand before a roster's first part; of every other list nothing is in before it.
    let in_part = asked.applied.filter(|applied| applied.parts > 0 || work == Work::Roster);
    let as_shown = if in_part.is_some() {
        // Some of it is done already: what is left was shown.
        let shown: HashSet<&str> = shown.iter().map(String::as_str).collect();
        present.changes().all(|line| shown.contains(line))
    } else {
        run.digest == asked.digest
    };
    let otherwise = || match in_part {
        Some(applied) if applied.parts > 0 => rest_changed(),
        Some(_) => perhaps_in_part(),
        // A program of before noted how far it was, and not what it had taken in.
        None if asked.applied.is_none() && job.done > 0 => perhaps_in_part(),
        None => changed_meanwhile(),
    };
    if !as_shown || run.faults > 0 {
        return Err(otherwise().into());
    }
    let list = read(server, work, job, &asked.said)?.map_err(|_| otherwise())?;
    let (registrar, now) = (server.registrar(), server.clock.now());
    let parts = storage::read(&*server.storage, |tx| list.parts(tx))?;
    let before = storage::write(&*server.storage, |tx| begin(tx, job, &list, parts.len(), now))?;
    let before = before.ok_or(Ended::Cancelled)?;
    // What is done again changes nothing: what a part changed was counted when it was done.
    let mut applied = Applied { imported: Imported { rows: 0, ..before.imported }, parts: 0, of_parts: parts.len() };
    for (at, part) in parts.iter().enumerate() {
        progress.at(at, parts.len())?;
        applied = storage::write(&*server.storage, |tx| {
            let mut applied = applied;
            applied.imported += list.apply(tx, &registrar, part, now)?;
            applied.parts += 1;
            // A list that was begun before and does not come as far this time was as far all the same.
            if applied.parts > before.parts {
                set_applied(tx, job.number, &applied)?;
            }
            Ok::<_, ServerError>(applied)
        })?;
    }
    server.refresh_policies()?;
    Ok(Outcome { said: json(&applied), made: None, spent: true })
}

/// Begins to take a list in, unless it was called off by now: who calls it off and this wait for one another at the job's row. Gives what
/// was taken in before.
fn begin(
    tx: &mut dyn Transaction,
    job: &JobRow,
    list: &List,
    of_parts: usize,
    now: i64,
) -> Result<Option<Applied>, ServerError> {
    if jobs::set_progress(tx, job.number, 0, of_parts as u64)? {
        return Ok(None);
    }
    let before = applied_by(job).unwrap_or(Applied { of_parts, ..Applied::default() });
    set_applied(tx, job.number, &before)?;
    list.begin(tx, now)?;
    Ok(Some(before))
}

fn set_applied(tx: &mut dyn Transaction, number: u64, applied: &Applied) -> Result<(), ServerError> {
    if let Some(mut row) = jobs::job(tx, number)? {
        let asked: Asked = serde_json::from_str(&row.asked).unwrap_or_default();
        row.asked = json(&Asked { applied: Some(*applied), ..asked });
        jobs::put(tx, &row)?;
    }
    Ok(())
}

/// What a job has taken in of its list, once it has begun to: from then on it can't be called off.
pub fn applied_by(job: &JobRow) -> Option<Applied> {
    serde_json::from_str::<Asked>(&job.asked).ok()?.applied
}

/// Notes what a job took in of its list, however it ended; once, where it was tried again and nothing came in besides.
///
/// # Errors
/// What the database says.
pub fn note_applied(tx: &mut dyn Transaction, job: &mut JobRow, now: i64) -> Result<(), ServerError> {
    let asked: Asked = serde_json::from_str(&job.asked).unwrap_or_default();
    let Some(applied) = asked.applied.filter(|applied| asked.noted.as_ref() != Some(applied)) else { return Ok(()) };
    let Applied { imported, parts, of_parts } = applied;
    job.asked = json(&Asked { noted: Some(applied), ..asked });
    let name = job.brought_name.as_deref().unwrap_or_default();
    let whole = format!("{name} {}/{}", imported.changed, imported.rows);
    let of = Of {
        division: Some(job.division.clone()),
        subject: Some(format!("{} {}", job.work, job.number)),
        detail: Some(if parts == of_parts { whole } else { format!("{whole} ({parts}/{of_parts})") }),
    };
    audit::note(tx, now, &job.login, AuditAction::ListImported, of)
}

/// Makes sure that a job's dry run can be applied.
///
/// # Errors
/// It was not run, it found faults, or another one was run since.
pub fn may_apply(job: &JobRow, digest: &str) -> Result<(), ServerError> {
    let ran = [Step::DryRun, Step::Apply].iter().any(|step| step.code() == job.step);
    let run = job.outcome.as_deref().and_then(|outcome| serde_json::from_str::<DryRun>(outcome).ok());
    let Some(run) = run.filter(|_| ran) else {
        return Err(ServerError::refused(
            "import.no_dry_run",
            "先试导入一遍,看过会改什么再正式导入。",
            "Run the import dry first, and look at what it would change.",
        ));
    };
    if run.faults > 0 {
        return Err(ServerError::refused(
            "import.has_faults",
            format!("还有 {} 处不对,改好再导。", run.faults),
            format!("{} fault(s) are left; mend them first.", run.faults),
        ));
    }
    if run.digest != digest {
        return Err(changed_meanwhile());
    }
    Ok(())
}

fn changed_meanwhile() -> ServerError {
    ServerError::refused(
        "import.changed_meanwhile",
        "试导入之后,库里的内容变了,结果会跟看到的不一样。什么也没有改,请再试导入一遍。",
        "What is stored has changed since the dry run, so that the outcome would be another. Nothing was changed; run it dry again.",
    )
}

fn rest_changed() -> ServerError {
    ServerError::refused(
        "import.rest_changed",
        "这份名单导入到一半停过,这期间库里的内容变了,剩下的结果会跟看到的不一样,没有再导。已经导入的都在。请再试导入一遍,看清剩下的会改什么。",
        "This list was taken in in part, and what is stored has changed since, so that the rest would come to something else; it was left. What was taken in stays. Run it dry again to see what the rest would change.",
    )
}

fn perhaps_in_part() -> ServerError {
    ServerError::refused(
        "import.perhaps_in_part",
        "这份名单导入时停过,可能已经导入了一部分;现在的结果会跟试导入时看到的不一样,没有再导。请再试导入一遍,看清还会改什么。",
        "Taking this list in was stopped before its end, so part of it may be in. By now it would come to something else than the dry run showed, and nothing more was taken in. Run it dry again to see what would still change.",
    )
}
