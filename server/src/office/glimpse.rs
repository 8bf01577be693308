//! What somebody sees of a held entry before deciding on it: what it does, of which day it tells, and how it begins. No more than
//! their seat may read of the village's records; of a complaint never a word.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use cunji_domain::complaint::Complaint;
use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::office::Act;
use cunji_domain::record::{Audience, FieldState, FieldType, Fields, KindDecl, RecordId, RecordKind, Value};
use cunji_history::{Edit, EditId, Op};

use crate::accounts::Seat;
use crate::error::ServerError;
use crate::log::History;
use crate::storage::chains::Kept;
use crate::storage::{Transaction, log};

/// So many characters of a text are enough to know it by.
const GIST: usize = 40;

/// What an entry does to its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// It begins the record.
    Begins,
    /// It changes what stands.
    Changes,
    /// It takes the record back.
    Withdraws,
}

/// What is seen of a held entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glimpse {
    /// What it does; none where that can't be read.
    pub does: Option<Does>,
    /// The day that it tells of, as far as that can be told.
    pub day: Option<NaiveDate>,
    /// How its text begins; none where there is none, or the seat may not read it.
    pub gist: Option<String>,
}

/// What is held in a space. An entry may stand upon another that is held, too.
pub(super) struct Held {
    kept: Vec<Kept>,
    edits: BTreeMap<EditId, Edit>,
}

impl Held {
    pub(super) fn of(kept: Vec<Kept>) -> Self {
        let whole = kept.iter().filter(|kept| !kept.link.erased);
        let edits =
            whole.filter_map(|kept| Some((kept.link.edit_id, Edit::from_bytes(kept.link.edit.as_deref()?).ok()?)));
        Self { edits: edits.collect(), kept }
    }

    pub(super) fn kept(&self) -> &[Kept] {
        &self.kept
    }

    /// What a seat sees of one of them.
    pub(super) fn glimpse(
        &self,
        tx: &mut dyn Transaction,
        seat: &Seat,
        space: &DivisionCode,
        kept: &Kept,
    ) -> Result<Glimpse, ServerError> {
        let id = kept.link.edit_id;
        let Some(edit) = self.edits.get(&id) else { return Ok(Glimpse::default()) };
        let does = match (edit.is_withdrawal(), edit.parents.is_empty()) {
            (true, _) => Does::Withdraws,
            (false, true) => Does::Begins,
            (false, false) => Does::Changes,
        };
        let Some(decl) = kinds::by_number(edit.kind) else {
            return Ok(Glimpse { does: Some(does), ..Glimpse::default() });
        };
        let (key, fields) = self.told(tx, space, id, edit)?;
        let gist = if may_read(decl, seat, space) { gist(decl, &fields) } else { None };
        Ok(Glimpse { does: Some(does), day: decl.day_told(&key, &fields), gist })
    }

    /// The record as the entry's writer had it before their eyes; where what it stands upon has not come, what it says itself.
    fn told(
        &self,
        tx: &mut dyn Transaction,
        space: &DivisionCode,
        id: EditId,
        edit: &Edit,
    ) -> Result<(Vec<Value>, Fields), ServerError> {
        let upon = self.upon(edit);
        if let Some(record) = self.record(tx, space, id, edit, &upon)? {
            let mut history = History::of(tx, space, record)?;
            for before in &upon {
                if let (false, Some(edit)) = (history.holds(*before), self.edits.get(before)) {
                    history.push(*before, edit.clone());
                }
            }
            let seen = history.replay_upon(record, id, edit).filter(|seen| seen.heads == [id]);
            if let Some(seen) = seen {
                return Ok((seen.key, seen.fields));
            }
        }
        let puts = edit.ops.iter().filter_map(|op| match op {
            Op::Put(field, value) => Some((*field, FieldState::Scalar(value.clone()))),
            _ => None,
        });
        Ok((edit.key.clone().unwrap_or_default(), puts.collect()))
    }

    /// The held edits that an edit stands upon.
    fn upon(&self, edit: &Edit) -> BTreeSet<EditId> {
        let (mut found, mut open) = (BTreeSet::new(), edit.parents.clone());
        while let Some(id) = open.pop() {
            if let Some(parent) = self.edits.get(&id)
                && found.insert(id)
            {
                open.extend(&parent.parents);
            }
        }
        found
    }

    /// The record that an edit belongs to, by its key, its own id, or what it stands upon.
    fn record(
        &self,
        tx: &mut dyn Transaction,
        space: &DivisionCode,
        id: EditId,
        edit: &Edit,
        upon: &BTreeSet<EditId>,
    ) -> Result<Option<RecordId>, ServerError> {
        if let Some(record) = edit.own_record_id(id) {
            return Ok(Some(record));
        }
        let held = upon.iter().filter_map(|id| Some((id, self.edits.get(id)?)));
        let edits: Vec<_> = held.chain([(&id, edit)]).collect();
        if let Some(record) = edits.iter().find_map(|(id, edit)| edit.own_record_id(**id)) {
            return Ok(Some(record));
        }
        for parent in edits.iter().flat_map(|(_, edit)| &edit.parents) {
            if let Some(entry) = log::entry_of_edit(tx, space, *parent)? {
                return Ok(Some(entry.record));
            }
        }
        Ok(None)
    }
}

/// Whether a seat reads records of a kind in a village. What a complaint says is for the office that it was written to.
fn may_read(decl: &KindDecl, seat: &Seat, space: &DivisionCode) -> bool {
    let act = match decl.audience {
        _ if decl.number == Complaint::DECL.number => return false,
        Audience::Team => Act::ReadRecords,
        Audience::OwnerAndOffice | Audience::Office => Act::ReadEvidence,
    };
    seat.may(act, space)
}

/// How the first text that says anything begins.
fn gist(decl: &KindDecl, fields: &Fields) -> Option<String> {
    let texts = decl.fields.iter().filter(|field| field.ty == FieldType::Prose);
    let said = texts.filter_map(|field| match fields.get(&field.number) {
        Some(FieldState::Prose(text)) => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        _ => None,
    });
    let text = said.into_iter().find(|text| !text.is_empty())?;
    let begins: String = text.chars().take(GIST).collect();
    Some(if begins.len() < text.len() { format!("{begins}…") } else { begins })
}
