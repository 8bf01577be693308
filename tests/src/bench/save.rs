//! `save`: one save of a person, rules and evidence included, against one bare insert and its commit in a file with the same
//! settings.

use chrono::NaiveDate;
use cunji_store::bare::BareDatabase;
use serde::Serialize;
use tokio::runtime::Handle;

use super::job_file::Job;
use super::stage::Stage;
use super::timing::{percentile, seconds, timed};
use super::writing::written;
use crate::fixtures_roster::MAANQIAO;
use crate::job;

/// How many days are written before the measurement begins: a store in use, not an empty one.
const BEFORE: u32 = 60;
/// Days that are measured, five saves each.
const DAYS: u32 = 200;

/// What a save takes.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Save {
    /// The middle one, against the middle bare one.
    pub p50_ratio: f64,
    /// The slow ones (of a hundred the slowest), against the slow bare ones.
    pub p99_ratio: f64,
    /// Milliseconds of the middle save.
    pub p50_ms: f64,
    /// Milliseconds of the slow ones.
    pub p99_ms: f64,
}

/// Saves and inserts in turn, so that both meet the same disk.
///
/// # Errors
/// A database fails; a record breaks a rule.
pub fn save(runtime: &Handle) -> anyhow::Result<Save> {
    let folder = tempfile::tempdir()?;
    let first: NaiveDate = "2017-01-01".parse()?;
    let job = Job::of(job::generate(7, "c0017", MAANQIAO, first, BEFORE + DAYS))?;
    let mut stage = Stage::new(&job, runtime)?;
    let mut bare = BareDatabase::create(&folder.path().join("bare.db"))?;
    let before = 5 * BEFORE as usize;
    let (mut saves, mut inserts) = (Vec::new(), Vec::new());
    for (place, line) in job.lines.iter().enumerate() {
        let bytes = written(line)?.edit.to_bytes();
        stage.wait_for(line);
        let (typed, saving) = timed(|| stage.type_line(line));
        typed?;
        let (inserted, inserting) = timed(|| bare.insert(&bytes));
        inserted?;
        if place >= before {
            saves.push(saving);
            inserts.push(inserting);
        }
    }
    let (saves, inserts) = (seconds(&saves), seconds(&inserts));
    let ratio = |part| percentile(&saves, part) / percentile(&inserts, part);
    Ok(Save {
        p50_ratio: ratio(0.5),
        p99_ratio: ratio(0.99),
        p50_ms: percentile(&saves, 0.5) * 1000.0,
        p99_ms: percentile(&saves, 0.99) * 1000.0,
    })
}
