//! `cut_line`: the month over a line of 600 ms, 30 kbit/s up and 60 down that breaks every 20 s, against one that holds.

use std::time::Duration;

use serde::Serialize;
use tokio::runtime::Handle;

use super::job_file::{Job, Jobs};
use super::line::{Passed, Quality};
use super::stage::{Stage, Synced};

/// How long the line holds.
const HOLDS: Duration = Duration::from_secs(20);
/// Where in the uncut sync the first break falls. A month takes less than 20 s, so a line that is made with the sync would
/// not break at all; these three are the worst to be had.
const BREAKS_AT: [f64; 3] = [0.3, 0.55, 0.8];
/// How often the phone begins anew before we give up.
const ATTEMPTS: u32 = 20;

/// What a sync over a line that breaks came to: of several moments of the first break, that which cost most bytes.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct CutLine {
    /// Seconds.
    pub seconds: f64,
    /// Bytes of both directions, HTTP's included.
    pub bytes: u64,
    /// Seconds of the uncut sync.
    pub uncut_seconds: f64,
    /// Its bytes.
    pub uncut_bytes: u64,
    /// The bytes against the uncut ones.
    pub ratio: f64,
    /// How often the line broke under the sync.
    pub cuts: u32,
}

/// Syncs over both.
///
/// # Errors
/// A sync can't be finished.
pub fn cut_line(jobs: &Jobs, runtime: &Handle, progress: &dyn Fn(&str)) -> anyhow::Result<CutLine> {
    let job = jobs.month()?;
    progress("a poor line that holds");
    let uncut = sync_over(&job, Quality::POOR, runtime)?;
    let mut worst: Option<Synced> = None;
    for part in BREAKS_AT {
        progress(&format!("a poor line that breaks after {:.0} % of it and then every 20 s", part * 100.0));
        let first = Duration::from_secs_f64(uncut.seconds * part);
        let synced = sync_over(&job, Quality { cuts: Some((first, HOLDS)), ..Quality::POOR }, runtime)?;
        if worst.as_ref().is_none_or(|worst| bytes(worst.passed) < bytes(synced.passed)) {
            worst = Some(synced);
        }
    }
    let worst = worst.as_ref().unwrap_or(&uncut);
    Ok(CutLine {
        seconds: worst.seconds,
        bytes: bytes(worst.passed),
        uncut_seconds: uncut.seconds,
        uncut_bytes: bytes(uncut.passed),
        ratio: bytes(worst.passed) as f64 / bytes(uncut.passed) as f64,
        cuts: worst.passed.cuts,
    })
}

fn sync_over(job: &Job, quality: Quality, runtime: &Handle) -> anyhow::Result<Synced> {
    let mut stage = Stage::new(job, runtime)?;
    stage.live(job)?;
    stage.sync(quality, ATTEMPTS)
}

fn bytes(passed: Passed) -> u64 {
    passed.up + passed.down
}
