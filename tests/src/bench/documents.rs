//! `documents`: the replay of 1,000 edits of one text, linear and with one in twenty concurrent.

use anyhow::Context;
use cunji_documents::{Known, replay};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::record::{RecordKind, Scalar};
use cunji_history::{Edit, EditId, Op, Salt, derived_record_id};
use serde::Serialize;

use super::timing::{median, seconds, timed};

const EDITS: usize = 1_000;
const RUNS: usize = 7;

/// What the replays took.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Documents {
    /// Milliseconds of 1,000 linear edits.
    pub linear_ms: f64,
    /// Milliseconds of 1,000 edits of which one in twenty was made beside the one before it.
    pub concurrent_ms: f64,
}

/// Replays both.
///
/// # Errors
/// A replay gives no record.
pub fn documents() -> anyhow::Result<Documents> {
    Ok(Documents { linear_ms: replays(None)?, concurrent_ms: replays(Some(20))? })
}

fn replays(every: Option<usize>) -> anyhow::Result<f64> {
    let edits = edits(every)?;
    let record = {
        let first = &edits.first().context("no edits")?.1;
        derived_record_id(first.kind, &first.space, first.key.as_deref().unwrap_or_default())
    };
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let known = edits.iter().map(|(id, edit)| Known::whole(*id, edit));
        let (merged, time) = timed(|| replay(record, known, &|_| false));
        merged.context("a replay without a record")?;
        times.push(time);
    }
    Ok(median(&seconds(&times)) * 1000.0)
}

/// A text that grows by a few characters an edit. One edit in `every` is made by another device that has not seen the one
/// before it; the next edit has seen both.
fn edits(every: Option<usize>) -> anyhow::Result<Vec<(EditId, Edit)>> {
    let (cadre, day): (cunji_domain::person::PersonId, chrono::NaiveDate) = ("c0017".parse()?, "2017-09-01".parse()?);
    let text = DiaryEntry::DECL.field_named("text").context("diaries without a text")?.number;
    let mut edits: Vec<(EditId, Edit)> = Vec::new();
    let mut heads: Vec<EditId> = Vec::new();
    for number in 0..EDITS {
        let concurrent = every.is_some_and(|every| number > 0 && number % every == 0);
        let before = edits.last().map(|(_, edit)| edit.parents.clone()).unwrap_or_default();
        let mut parents = if concurrent { before } else { heads.clone() };
        parents.sort_unstable();
        // Somewhere in what is surely there: each edit adds four characters and takes one away.
        let at = u32::try_from(number)?.saturating_sub(u32::from(concurrent));
        let delete = u32::from(number > 1 && number % 3 == 0);
        let edit = Edit {
            kind: DiaryEntry::DECL.number,
            space: crate::fixtures_roster::MAANQIAO.parse()?,
            author: cadre.clone(),
            key: Some(vec![cadre.to_value(), day.to_value()]),
            schema: DiaryEntry::DECL.schema,
            parents,
            ops: vec![Op::Splice { field: text, at, delete, insert: "又走一户".to_owned() }],
        };
        let mut salt = [0; 16];
        salt[..8].copy_from_slice(&(number as u64).to_be_bytes());
        let id = edit.id(Salt(salt));
        heads = if concurrent { heads.into_iter().chain([id]).collect() } else { vec![id] };
        edits.push((id, edit));
    }
    Ok(edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_edit_in_twenty_is_made_beside_another() {
        let all = edits(Some(20)).expect("edits");
        let merges = all.iter().filter(|(_, edit)| edit.parents.len() == 2).count();
        assert_eq!((all.len(), merges), (1_000, 49));
        assert!(edits(None).expect("edits").iter().all(|(_, edit)| edit.parents.len() < 2));
    }
}
