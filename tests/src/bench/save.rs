//! `save`: one save of a person, against one bare insert and its commit in a file with the same settings.

use chrono::NaiveDate;
use cunji_store::bare::BareDatabase;
use cunji_store::{Cost, NewEdit, Store};
use serde::Serialize;

use super::timing::{percentile, seconds, timed};
use super::writing::all_written;
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
/// A database fails.
pub fn save() -> anyhow::Result<Save> {
    let folder = tempfile::tempdir()?;
    let mut store = Store::create(&folder.path().join("phone"), "bench", Cost::CHEAPEST, 1_483_200_000)?;
    let mut bare = BareDatabase::create(&folder.path().join("bare.db"))?;
    let first: NaiveDate = "2017-01-01".parse()?;
    let lines = all_written(&job::generate(7, "c0017", MAANQIAO, first, BEFORE + DAYS))?;
    let before = 5 * BEFORE as usize;
    let (mut saves, mut inserts) = (Vec::new(), Vec::new());
    for (place, line) in lines.into_iter().enumerate() {
        let bytes = line.edit.to_bytes();
        let new = NewEdit { edit: line.edit, evidence: Some(line.evidence), written_at: line.written_at };
        let (saved, saving) = timed(|| store.save(new));
        saved?;
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
