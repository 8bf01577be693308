//! What an erasure takes out of drafts. A draft holds whole fields: without this, writing it would bring the erased text back.

use std::collections::{BTreeMap, BTreeSet};

use cunji_documents::{inserted, replay, state_at};
use cunji_domain::record::{FieldState, Fields, RecordId, Value};
use cunji_history::EditId;
use rusqlite::Connection;

use crate::drafts::{self, Draft, says_nothing};
use crate::edits::{self, KeptEdit};
use crate::effects;
use crate::error::Result;

/// A draft of what is being erased, and what it began from.
pub(crate) struct Touched {
    draft: Draft,
    begun_from: BegunFrom,
    before: Fields,
}

/// Where a draft's fields come from, as far as its person did not write them in it.
#[derive(Clone, Copy)]
enum BegunFrom {
    /// The state at its parents.
    Parents,
    /// All that was ever written of the record: it mends what was rejected.
    Rejected,
}

/// The drafts that began from a state in which this edit took part. Asked before it is erased.
pub(crate) fn touched(conn: &Connection, record: RecordId, id: EditId) -> Result<Vec<Touched>> {
    let drafts = drafts::of_record(conn, record)?;
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    let kept = edits::of_record(conn, record)?;
    let rejected = effects::is_rejected(conn, id)?;
    let of = |draft: Draft| {
        // Without one of its ancestors there is no state.
        let others = kept.iter().filter(|kept| kept.id != id).map(KeptEdit::known);
        let saw = !draft.parents.is_empty() && state_at(record, &draft.parents, others).is_none();
        let begun_from = match (saw, rejected) {
            (true, _) => BegunFrom::Parents,
            (false, true) => BegunFrom::Rejected,
            (false, false) => return None,
        };
        let before = begun_from.fields(record, &draft, &kept);
        Some(Touched { draft, begun_from, before })
    };
    Ok(drafts.into_iter().filter_map(of).collect())
}

/// Takes out of these drafts what the erased edit had brought into them. One in which nothing is left goes.
pub(crate) fn rewrite(conn: &Connection, touched: Vec<Touched>) -> Result<()> {
    for Touched { mut draft, begun_from, before } in touched {
        let kept = draft.record.map(|record| edits::of_record(conn, record)).transpose()?.unwrap_or_default();
        let after = draft.record.map(|record| begun_from.fields(record, &draft, &kept)).unwrap_or_default();
        draft.fields = own_words(&draft.fields, &before, &after);
        draft.opened = draft.opened.map(|opened| own_words(&opened, &before, &after));
        if draft.fields.is_empty() {
            drafts::discard(conn, draft.id)?;
        } else {
            drafts::put(conn, &draft)?;
        }
    }
    Ok(())
}

impl BegunFrom {
    fn fields(self, record: RecordId, draft: &Draft, kept: &[KeptEdit]) -> Fields {
        let known = kept.iter().map(KeptEdit::known);
        let state = match self {
            Self::Parents => state_at(record, &draft.parents, known),
            Self::Rejected => replay(record, known, &|_| false),
        };
        state.map(|state| state.fields).unwrap_or_default()
    }
}

/// A draft's fields when what it began from was `before` and is `after` now: the erasure's share goes, the writer's stays.
fn own_words(draft: &Fields, before: &Fields, after: &Fields) -> Fields {
    let numbers: BTreeSet<u16> = draft.keys().chain(before.keys()).chain(after.keys()).copied().collect();
    let field = |number: u16| {
        let (draft, before, after) = (draft.get(&number), before.get(&number), after.get(&number));
        let state = if before == after {
            draft.cloned()
        } else if draft == before {
            after.cloned()
        } else {
            draft.map(|draft| changed(draft, before, after))
        };
        state.filter(|state| !says_nothing(state)).map(|state| (number, state))
    };
    numbers.into_iter().filter_map(field).collect()
}

fn changed(draft: &FieldState, before: Option<&FieldState>, after: Option<&FieldState>) -> FieldState {
    match draft {
        FieldState::Prose(text) => {
            let left = prose(after);
            FieldState::Prose(format!("{left}{}", inserted(prose(before), text)))
        }
        FieldState::Set(draft) => {
            let (before, after) = (members(before), members(after));
            let added = draft.iter().filter(|(key, value)| before.get(*key) != Some(*value));
            let left = after.iter().filter(|(key, _)| draft.contains_key(*key) || !before.contains_key(*key));
            FieldState::Set(left.chain(added).map(|(key, value)| (key.clone(), value.clone())).collect())
        }
        // One value, which the writer put there.
        FieldState::Scalar(_) => draft.clone(),
    }
}

fn prose(state: Option<&FieldState>) -> &str {
    if let Some(FieldState::Prose(text)) = state { text } else { "" }
}

fn members(state: Option<&FieldState>) -> BTreeMap<Value, Value> {
    if let Some(FieldState::Set(members)) = state { members.clone() } else { BTreeMap::new() }
}
