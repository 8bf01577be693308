//! Records say what people made of them: letter by letter, name by name. Nothing of this asks the code that merges.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::DivisionCode;
use cunji_domain::record::{FieldState, RecordId};
use cunji_server::storage::read_model::RecordRow;

use super::Held;
use crate::simulation::found::{Found, Invariant, Sim, found};
use crate::simulation::ledger::Saved;
use crate::simulation::world::World;
use crate::simulation::writing::{DIARY_MET, text_field};

impl World {
    /// Every day and visit in the server's tables.
    pub(super) fn check_texts(&self, held: &Held) -> Sim {
        let tables = self.office.server()?.registrar().tables;
        for space in held.logs.keys() {
            let edits = self.accepted(held, space);
            let mut there = BTreeSet::new();
            for kind in [1, 2] {
                for row in self.office.ask(|tx| tables.records(tx, kind, space))? {
                    there.insert(row.id);
                    self.check_record(&row, edits.get(&row.id).map(Vec::as_slice).unwrap_or_default())?;
                }
            }
            for (record, edits) in &edits {
                let shown = edits.iter().any(|saved| matches!(saved.kind, 1 | 2) && !saved.erased);
                if shown && !there.contains(record) {
                    return found(Invariant::SaysWhatWasWritten, format!("{space}: {record:?} has no row"));
                }
            }
        }
        Ok(())
    }

    /// The edits in a log by record, as they were meant.
    pub(super) fn accepted(&self, held: &Held, space: &DivisionCode) -> BTreeMap<RecordId, Vec<&Saved>> {
        let mut edits: BTreeMap<RecordId, Vec<&Saved>> = BTreeMap::new();
        for edit in held.logged(space) {
            if let Some(saved) = self.ledger.of(edit) {
                edits.entry(saved.record).or_default().push(saved);
            }
        }
        edits
    }

    fn check_record(&self, row: &RecordRow, edits: &[&Saved]) -> Sim {
        let Some(field) = text_field(row.kind) else { return Ok(()) };
        if edits.is_empty() {
            return found(Invariant::CountedOnce, format!("{:?} of kind {} is nobody's", row.id, row.kind));
        }
        // Where something was erased, what was written upon it may have no effect.
        if edits.iter().any(|saved| saved.erased) {
            return self.erased_letters(row, field, edits);
        }
        // Who writes a withdrawn record again sets its whole text anew, and so may another at the same time.
        let loose = self.ledger.loose.contains(&row.id) || edits.iter().any(|saved| saved.edit.is_withdrawal());
        let checked = check_text(row, field, edits, loose);
        let checked = checked.and_then(|()| if row.kind == 1 { check_met(row, edits) } else { Ok(()) });
        checked.map_err(|found| Found { detail: format!("{}{}", found.detail, story(edits)), ..found })
    }

    fn erased_letters(&self, row: &RecordRow, field: u16, edits: &[&Saved]) -> Sim {
        let text = text_of(row, field);
        let kept: BTreeSet<char> = edits.iter().filter(|saved| !saved.erased).flat_map(|saved| added(saved)).collect();
        for saved in edits.iter().filter(|saved| saved.erased) {
            if let Some(letter) = added(saved).find(|letter| text.contains(*letter) && !kept.contains(letter)) {
                return found(Invariant::ErasedIsGone, format!("{letter} of {} shows", saved.id));
            }
        }
        Ok(())
    }
}

/// The edits of a record, for whoever looks for the reason.
pub(super) fn story(edits: &[&Saved]) -> String {
    let short = |id: &cunji_history::EditId| id.to_string().chars().take(8).collect::<String>();
    let told = edits.iter().map(|saved| {
        let parents: Vec<String> = saved.edit.parents.iter().map(short).collect();
        format!("\n    {} by {} upon {parents:?}: {:?}", short(&saved.id), saved.first.0, saved.edit.ops)
    });
    told.collect()
}

fn text_of(row: &RecordRow, field: u16) -> String {
    match row.fields.get(&field) {
        Some(FieldState::Prose(text)) => text.clone(),
        _ => String::new(),
    }
}

fn added(saved: &Saved) -> impl Iterator<Item = char> + '_ {
    saved.intent.text.iter().flat_map(|text| text.added())
}

fn check_text(row: &RecordRow, field: u16, edits: &[&Saved], loose: bool) -> Sim {
    let text = text_of(row, field);
    let removed: BTreeSet<char> =
        edits.iter().filter_map(|saved| saved.intent.text.as_ref()).flat_map(|text| text.removed()).collect();
    let put: BTreeSet<char> = edits.iter().flat_map(|saved| added(saved)).collect();
    let wrong = |what: String| found(Invariant::SaysWhatWasWritten, format!("{:?} \"{text}\": {what}", row.id));
    if let Some(letter) = put.iter().find(|letter| !removed.contains(letter) && !text.contains(**letter)) {
        return wrong(format!("{letter} is missing"));
    }
    let shown: Vec<char> = text.chars().collect();
    if let Some(letter) = shown.iter().find(|letter| !put.contains(letter)) {
        return wrong(format!("{letter} was written by nobody"));
    }
    if loose {
        return Ok(());
    }
    let distinct: BTreeSet<char> = shown.iter().copied().collect();
    if distinct.len() != shown.len() {
        return wrong("a letter stands twice".to_owned());
    }
    if let Some(letter) = shown.iter().find(|letter| removed.contains(letter)) {
        return wrong(format!("{letter} was taken away"));
    }
    // Letters keep the order in which anybody saw them.
    for saved in edits {
        let Some(intent) = &saved.intent.text else { continue };
        let places: Vec<usize> =
            intent.left.chars().filter_map(|letter| shown.iter().position(|other| *other == letter)).collect();
        if places.windows(2).any(|pair| pair[0] > pair[1]) {
            return wrong(format!("{} left \"{}\"", saved.id, intent.left));
        }
    }
    Ok(())
}

fn check_met(row: &RecordRow, edits: &[&Saved]) -> Sim {
    let shown: BTreeSet<String> = match row.fields.get(&DIARY_MET) {
        Some(FieldState::Set(members)) => members.keys().filter_map(|key| key.as_text().map(str::to_owned)).collect(),
        _ => BTreeSet::new(),
    };
    let sets = || edits.iter().filter_map(|saved| saved.intent.met.as_ref());
    let put: BTreeSet<&String> = sets().flat_map(|met| met.left.difference(&met.seen)).collect();
    let removed: BTreeSet<&String> = sets().flat_map(|met| met.seen.difference(&met.left)).collect();
    let missing = put.iter().find(|name| !removed.contains(*name) && !shown.contains(**name));
    let strange = shown.iter().find(|name| !put.contains(name));
    match missing.copied().or(strange) {
        Some(name) => found(Invariant::SaysWhatWasWritten, format!("{:?} met {shown:?}: {name}", row.id)),
        None => Ok(()),
    }
}
