//! `replay`: a village's year from its edits to the tables, against bare inserts of the same rows.

use anyhow::Context;
use chrono::NaiveDate;
use cunji_store::bare::replay_times;
use cunji_store::{Cost, NewEdit, Store};
use serde::Serialize;

use super::timing::median;
use super::writing::all_written;
use crate::fixtures_roster::{MAANQIAO, MAANQIAO_FIRST_SECRETARY, MAANQIAO_RECALLED, MAANQIAO_RESIDENTS};
use crate::job;

const RUNS: usize = 5;

/// What the replay of a village's year took.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Replay {
    /// Seconds.
    pub seconds: f64,
    /// Against the bare inserts.
    pub ratio: f64,
    /// Rows.
    pub rows: u64,
}

/// Replays the year of five cadres: a diary and four visits a day each.
///
/// # Errors
/// The store fails.
pub fn replay() -> anyhow::Result<Replay> {
    let folder = tempfile::tempdir()?;
    let mut store = Store::create(&folder.path().join("phone"), "bench", Cost::CHEAPEST, 1_483_200_000)?;
    let first: NaiveDate = "2017-01-01".parse()?;
    let people = [MAANQIAO_FIRST_SECRETARY, MAANQIAO_RECALLED].into_iter().chain(MAANQIAO_RESIDENTS);
    for cadre in people {
        let lines = all_written(&job::generate(7, cadre, MAANQIAO, first, 365))?;
        let edits: Vec<NewEdit> = lines
            .into_iter()
            .map(|line| NewEdit { edit: line.edit, evidence: Some(line.evidence), written_at: line.written_at })
            .collect();
        store.save_all(&edits)?;
    }
    let (mut seconds, mut ratios, mut rows) = (Vec::new(), Vec::new(), None);
    for run in 0..RUNS {
        let times = replay_times(&mut store, &folder.path().join(format!("bare-{run}.db")))?;
        seconds.push(times.replay.as_secs_f64());
        ratios.push(times.replay.as_secs_f64() / times.bare.as_secs_f64());
        rows = Some(times.rows);
    }
    Ok(Replay { seconds: median(&seconds), ratio: median(&ratios), rows: rows.context("no run")? })
}
