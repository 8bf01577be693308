//! What somebody sees of a held entry before deciding on it: what it does, of which day it tells, and how it begins. No more than
//! their seat may read of the village's records; of a complaint or the reason for a leave never a word.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use cunji_domain::complaint::Complaint;
use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::leave_reason::LeaveReason;
use cunji_domain::office::Act;
use cunji_domain::record::{Audience, FieldState, FieldType, Fields, KindDecl, RecordId, RecordKind, Value};
use cunji_history::{Edit, EditId, Op};

use crate::accounts::Seat;
use crate::error::ServerError;
use crate::log::History;
use crate::storage::chains::{self, Kept, KeptState};
use crate::storage::{Transaction, log};

/// So many held edits below one are looked at: what somebody wrote into one record since their phone was revoked may be a long chain.
const UPON: usize = 50;
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

/// What is held in a space, as far as it was asked for. An entry may stand upon another that is held, too.
pub(super) struct Held<'s> {
    space: &'s DivisionCode,
    edits: BTreeMap<EditId, Option<Edit>>,
}

impl<'s> Held<'s> {
    /// With the entries of a page: they often stand upon each other.
    pub(super) fn in_space<'k>(space: &'s DivisionCode, page: impl Iterator<Item = &'k Kept>) -> Self {
        Self { space, edits: page.map(|kept| (kept.link.edit_id, whole(kept))).collect() }
    }

    /// What a seat sees of one of them.
    pub(super) fn glimpse(
        &mut self,
        tx: &mut dyn Transaction,
        seat: &Seat,
        kept: &Kept,
    ) -> Result<Glimpse, ServerError> {
        let id = kept.link.edit_id;
        let Some(edit) = whole(kept) else { return Ok(Glimpse::default()) };
        let does = match (edit.is_withdrawal(), edit.parents.is_empty()) {
            (true, _) => Does::Withdraws,
            (false, true) => Does::Begins,
            (false, false) => Does::Changes,
        };
        let Some(decl) = kinds::by_number(edit.kind) else {
            return Ok(Glimpse { does: Some(does), ..Glimpse::default() });
        };
        let (key, fields) = self.told(tx, id, &edit)?;
        let gist = if may_read(decl, seat, self.space) { gist(decl, &fields) } else { None };
        Ok(Glimpse { does: Some(does), day: decl.day_told(&key, &fields), gist })
    }

    /// The record as the entry's writer had it before their eyes; where what it stands upon has not come, or is too much to be looked
    /// at for a list, what it says itself.
    fn told(&mut self, tx: &mut dyn Transaction, id: EditId, edit: &Edit) -> Result<(Vec<Value>, Fields), ServerError> {
        let upon = self.upon(tx, edit)?;
        if let Some(record) = self.record(tx, id, edit, &upon)? {
            let mut history = History::of(tx, self.space, record)?;
            for (before, edit) in upon {
                if !history.holds(before) {
                    history.push(before, edit);
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

    /// The held edits that an edit stands upon, as far as they are looked at.
    fn upon(&mut self, tx: &mut dyn Transaction, edit: &Edit) -> Result<BTreeMap<EditId, Edit>, ServerError> {
        let (mut found, mut looked_at, mut open) = (BTreeMap::new(), BTreeSet::new(), edit.parents.clone());
        while let Some(id) = open.pop().filter(|_| looked_at.len() < UPON) {
            if looked_at.insert(id)
                && let Some(parent) = self.edit(tx, id)?
            {
                open.extend(&parent.parents);
                found.insert(id, parent.clone());
            }
        }
        Ok(found)
    }

    /// An edit, if it is held here.
    fn edit(&mut self, tx: &mut dyn Transaction, id: EditId) -> Result<Option<&Edit>, ServerError> {
        let edit = match self.edits.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let kept = chains::kept_of_edit(tx, self.space, id)?;
                unknown.insert(kept.iter().filter(|kept| kept.state == KeptState::Held).find_map(whole))
            }
        };
        Ok(edit.as_ref())
    }

    /// The record that an edit belongs to, by its key, its own id, or what it stands upon.
    fn record(
        &self,
        tx: &mut dyn Transaction,
        id: EditId,
        edit: &Edit,
        upon: &BTreeMap<EditId, Edit>,
    ) -> Result<Option<RecordId>, ServerError> {
        if let Some(record) = edit.own_record_id(id) {
            return Ok(Some(record));
        }
        if let Some(record) = upon.iter().find_map(|(id, edit)| edit.own_record_id(*id)) {
            return Ok(Some(record));
        }
        for parent in upon.values().chain([edit]).flat_map(|edit| &edit.parents) {
            if let Some(entry) = log::entry_of_edit(tx, self.space, *parent)? {
                return Ok(Some(entry.record));
            }
        }
        Ok(None)
    }
}

/// What a link that is kept says, unless that was erased or can't be read.
fn whole(kept: &Kept) -> Option<Edit> {
    let bytes = kept.link.edit.as_deref().filter(|_| !kept.link.erased)?;
    Edit::from_bytes(bytes).ok()
}

/// Whether a seat reads records of a kind in a village. What a complaint says is for the office that it was written to; why somebody
/// asks for a leave, an illness perhaps, is read where the leave is decided on, and by nobody who only lets an entry in.
fn may_read(decl: &KindDecl, seat: &Seat, space: &DivisionCode) -> bool {
    let act = match decl.audience {
        _ if [Complaint::DECL.number, LeaveReason::DECL.number].contains(&decl.number) => return false,
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
