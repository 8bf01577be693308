//! Long work at offices, a row each.

use cunji_domain::declare_codes;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::Code;

use super::reviews::below;
use super::{Result, Row, StorageError, Transaction, statements};

declare_codes! {
    /// How a job stands, or the step of it that was asked for last.
    pub enum JobState {
        /// It waits for those before it.
        Waiting = "waiting" "排队中",
        /// It is being done.
        Running = "running" "正在做",
        /// It is done.
        Done = "done" "做完了",
        /// It can't be done; why stands beside it.
        Failed = "failed" "没做成",
        /// Somebody called it off.
        Cancelled = "cancelled" "已取消",
    }
}

/// A file of a job: what it holds, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobFile {
    /// The SHA-256 of its bytes, by which it lies in the folder.
    pub digest: [u8; 32],
    /// Its name for people.
    pub name: String,
}

/// A job as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// Its number; a later one is larger.
    pub number: u64,
    /// What is done, by code.
    pub work: String,
    /// For which division.
    pub division: DivisionCode,
    /// Who asked.
    pub login: String,
    /// The step that was asked for last, by code.
    pub step: String,
    /// How that step stands.
    pub state: JobState,
    /// What was asked for with it: JSON.
    pub asked: String,
    /// What came of it: JSON.
    pub outcome: Option<String>,
    /// Why it failed: JSON.
    pub refusal: Option<String>,
    /// The file that was brought; its digest goes once the file is no longer needed, its name stays.
    pub brought: Option<[u8; 32]>,
    /// What the brought file is called.
    pub brought_name: Option<String>,
    /// The file that came of it.
    pub made: Option<JobFile>,
    /// Parts that are done.
    pub done: u64,
    /// All parts; 0 while that is not known.
    pub of_all: u64,
    /// Whether it is to stop before its next part.
    pub stopping: bool,
    /// When it was asked for: Unix seconds, UTC.
    pub created_at: i64,
    /// When something last changed: Unix seconds, UTC.
    pub changed_at: i64,
    /// After this it is forgotten: Unix seconds, UTC.
    pub ends_at: i64,
}

/// The number of the next job.
///
/// # Errors
/// What the database says.
pub fn next_number(tx: &mut dyn Transaction) -> Result<u64> {
    let row = tx.query_first(statements::NEXT_JOB_NUMBER, &[])?;
    row.ok_or_else(|| StorageError::Missing("the jobs' end".to_owned()))?.get("last_number")
}

/// Keeps a job as it stands now.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, job: &JobRow) -> Result<()> {
    let parameters = [
        job.number.into(),
        job.work.as_str().into(),
        (&job.division).into(),
        job.login.as_str().into(),
        job.step.as_str().into(),
        job.state.code().into(),
        job.asked.as_str().into(),
        job.outcome.as_deref().into(),
        job.refusal.as_deref().into(),
        job.brought.into(),
        job.brought_name.as_deref().into(),
        job.made.as_ref().map(|made| made.digest).into(),
        job.made.as_ref().map(|made| made.name.as_str()).into(),
        job.done.into(),
        job.of_all.into(),
        job.stopping.into(),
        job.created_at.into(),
        job.changed_at.into(),
        job.ends_at.into(),
    ];
    tx.execute(statements::PUT_JOB, &parameters).map(drop)
}

/// A job.
///
/// # Errors
/// What the database says.
pub fn job(tx: &mut dyn Transaction, number: u64) -> Result<Option<JobRow>> {
    tx.query_first(statements::JOB, &[number.into()])?.map(read).transpose()
}

/// Jobs of one kind of work (and, where a login is given, of that account's) in a division and below it, the newest first, before a
/// number.
///
/// # Errors
/// What the database says.
pub fn of_division(
    tx: &mut dyn Transaction,
    (work, login): (&str, Option<&str>),
    division: &DivisionCode,
    before: u64,
    limit: u32,
) -> Result<Vec<JobRow>> {
    let (from, to) = below(division);
    let parameters = [before.into(), work.into(), from, to, limit.into(), login.unwrap_or_default().into()];
    tx.query(statements::JOBS_OF_DIVISION, &parameters)?.into_iter().map(read).collect()
}

/// What somebody asked for, the newest first, before a number.
///
/// # Errors
/// What the database says.
pub fn of_login(tx: &mut dyn Transaction, login: &str, before: u64, limit: u32) -> Result<Vec<JobRow>> {
    tx.query(statements::JOBS_OF_LOGIN, &[before.into(), login.into(), limit.into()])?.into_iter().map(read).collect()
}

/// How many jobs there are of each kind in each state, as codes.
///
/// # Errors
/// What the database says.
pub fn counts(tx: &mut dyn Transaction) -> Result<Vec<(String, String, u64)>> {
    let rows = tx.query(statements::JOB_COUNTS, &[])?;
    rows.iter().map(|row| Ok((row.get("work")?, row.get("state")?, row.get("jobs")?))).collect()
}

/// All jobs that stand so, the oldest first.
///
/// # Errors
/// What the database says.
pub fn in_state(tx: &mut dyn Transaction, state: JobState) -> Result<Vec<JobRow>> {
    tx.query(statements::JOBS_IN_STATE, &[state.code().into()])?.into_iter().map(read).collect()
}

/// Takes a waiting job to do it; false if it waits no longer.
///
/// # Errors
/// What the database says.
pub fn take(tx: &mut dyn Transaction, number: u64, now: i64) -> Result<bool> {
    Ok(tx.execute(statements::TAKE_JOB, &[number.into(), now.into()])? > 0)
}

/// Notes how far a job is; true if it is to stop.
///
/// # Errors
/// What the database says.
pub fn set_progress(tx: &mut dyn Transaction, number: u64, done: u64, of_all: u64) -> Result<bool> {
    let row = tx.query_first(statements::SET_JOB_PROGRESS, &[number.into(), done.into(), of_all.into()])?;
    // One that is gone has nobody who waits for it.
    row.map_or(Ok(true), |row| row.get("stopping"))
}

/// Asks a job that waits or is being done to stop before its next part.
///
/// # Errors
/// What the database says.
pub fn stop(tx: &mut dyn Transaction, number: u64) -> Result<()> {
    tx.execute(statements::STOP_JOB, &[number.into()]).map(drop)
}

/// Forgets the jobs whose end has come.
///
/// # Errors
/// What the database says.
pub fn remove_ended(tx: &mut dyn Transaction, now: i64) -> Result<()> {
    tx.execute(statements::REMOVE_JOBS, &[now.into()]).map(drop)
}

/// The files that some job still needs.
///
/// # Errors
/// What the database says.
pub fn files(tx: &mut dyn Transaction) -> Result<Vec<[u8; 32]>> {
    let mut files = Vec::new();
    for row in tx.query(statements::FILES_OF_JOBS, &[])? {
        files.extend(row.get::<Option<[u8; 32]>>("brought")?);
        files.extend(row.get::<Option<[u8; 32]>>("made")?);
    }
    Ok(files)
}

fn read(mut row: Row) -> Result<JobRow> {
    let state: String = row.get("state")?;
    let made: Option<[u8; 32]> = row.get("made")?;
    Ok(JobRow {
        number: row.get("number")?,
        work: row.take("work")?,
        division: row.get("division")?,
        login: row.take("login")?,
        step: row.take("step")?,
        state: JobState::of(&state).ok_or_else(|| StorageError::Missing(format!("a job's state {state}")))?,
        asked: row.take("asked")?,
        outcome: row.take("outcome")?,
        refusal: row.take("refusal")?,
        brought: row.get("brought")?,
        brought_name: row.take("brought_name")?,
        made: made.zip(row.take::<Option<String>>("made_name")?).map(|(digest, name)| JobFile { digest, name }),
        done: row.get("done")?,
        of_all: row.get("of_all")?,
        stopping: row.get("stopping")?,
        created_at: row.get("created_at")?,
        changed_at: row.get("changed_at")?,
        ends_at: row.get("ends_at")?,
    })
}
