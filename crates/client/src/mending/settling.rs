//! 两份都在: what was rejected and what two people changed, as a person looks at it to decide.

use chrono::NaiveDate;
use cunji_documents::{Conflict, Record};
use cunji_domain::kinds;
use cunji_domain::record::json::value_to_json;
use cunji_domain::record::{FieldType, KindDecl, Value, Writers};
use cunji_history::{EditId, Op};
use cunji_store::KeptEdit;
use serde_json::{Map, Value as Json};

use crate::attendance::as_shown;
use crate::error::Result;
use crate::mending::conflict::Settlement;
use crate::phone::Phone;
use crate::phone::typing::draft_id;
use crate::views::heads_shown;
use crate::views::me::{FieldSaid, FieldToSettle, RejectedRecord, ReturnedView, Side, ToSettle};
use crate::views::named::PersonName;
use crate::views::{DraftView, WrittenView, fixed, hex, record_id};

impl Phone {
    /// What the server did not take, with what was written; and what it keeps.
    ///
    /// # Errors
    /// The database fails.
    pub fn returned_view(&mut self) -> Result<ReturnedView> {
        let status = self.status()?;
        let to_mend = self.to_mend()?;
        let rejected = to_mend.iter().map(|one| self.rejected_record(&one.edit)).collect::<Result<_>>()?;
        Ok(ReturnedView { rejected, held: status.held_entries, refused: status.refused_frames })
    }

    /// A rejected record with what was written.
    ///
    /// # Errors
    /// Nothing of this id was rejected.
    pub fn rejected_record(&mut self, edit: &str) -> Result<RejectedRecord> {
        let mendable = self.mendable(edit)?;
        let decl = kinds::by_name(&mendable.rejected.kind);
        let day = day_among(&mendable.written);
        let (known, on) = (self.known()?, day.unwrap_or_else(|| self.today()));
        let said = |name: &str, zh: &str, is_text: bool| {
            let value = mendable.written.get(name).cloned().unwrap_or(Json::Null);
            let (words_zh, words_en) = known.worded(name, &value, on);
            FieldSaid { name: name.to_owned(), zh: zh.to_owned(), words_zh, words_en, is_text, value }
        };
        let fields = decl.into_iter().flat_map(|decl| decl.fields);
        let written = fields.map(|field| said(field.name, field.zh, matches!(field.ty, FieldType::Prose)));
        Ok(RejectedRecord {
            kind_zh: decl.map(|decl| decl.zh.to_owned()).unwrap_or_default(),
            kind_en: decl.map(|decl| decl.en.to_owned()).unwrap_or_default(),
            day,
            day_in_key: decl.is_some_and(|decl| decl.key.iter().any(|part| part.name == "day")),
            written: written.filter(|field| field.is_text || !is_nothing(&field.value)).collect(),
            rejected: mendable.rejected,
        })
    }

    /// Opens the form that mends a rejected record: what was written, upon what is accepted of it. The record's own form finds
    /// it, too.
    ///
    /// # Errors
    /// Nothing of this id was rejected; the disk is full or read-only.
    pub fn open_mend(&mut self, edit: &str) -> Result<DraftView> {
        let rejected = self.mendable(edit)?.rejected;
        let fresh = self.begin_mend(EditId(fixed(&rejected.edit).unwrap_or_default()))?;
        let draft = self.go_on_from(fresh)?;
        self.form_of(draft.id)
    }

    /// Writes a rejected record anew on another day, with all that was typed in its mend.
    ///
    /// # Errors
    /// As [`Phone::mend`]; then the mend that was begun stays.
    pub fn mend_on_day(&mut self, edit: &str, day: NaiveDate) -> Result<WrittenView> {
        let mend = self.open_mend(edit)?;
        let draft = self.draft(draft_id(&mend.id)?)?;
        let decl = kinds::by_number(draft.kind);
        // What was emptied is emptied there, too.
        let mut changes: Map<String, Json> =
            decl.iter().flat_map(|decl| decl.fields).map(|field| (field.name.to_owned(), Json::Null)).collect();
        changes.extend(
            mend.fields.into_iter().filter(|(name, _)| decl.is_some_and(|decl| decl.field_named(name).is_some())),
        );
        changes.insert("day".to_owned(), Json::from(day.to_string()));
        let written = self.mend(edit, &changes)?;
        self.discard_draft(draft.id)?;
        Ok(WrittenView::from(&written))
    }

    /// Everything that two people changed at once, with who put which value and when.
    ///
    /// # Errors
    /// The database fails.
    pub fn to_settle(&mut self) -> Result<Vec<ToSettle>> {
        let mut all = Vec::new();
        for record in self.conflicts()? {
            all.push(self.sides_of(&record)?);
        }
        all.sort_by_key(|one| std::cmp::Reverse(one.day));
        Ok(all)
    }

    /// Settles a conflict as a screen says it: a field takes the value at this place; without a field the record that one withdrew
    /// stays. `shown` are the heads that the person saw.
    ///
    /// # Errors
    /// As [`Phone::settle`]; another value has come since it was shown.
    pub fn settle_by(
        &mut self,
        record: &str,
        field: Option<&str>,
        place: Option<u32>,
        shown: &[String],
    ) -> Result<WrittenView> {
        let record = record_id(record)?;
        as_shown(&self.record(record)?, shown)?;
        let settlement = match (field, place) {
            (Some(field), place) => {
                // A place that is none is told of as one that is not in the list.
                let place = place.and_then(|place| usize::try_from(place).ok()).unwrap_or(usize::MAX);
                Settlement::Take { field: field.to_owned(), place }
            }
            (None, _) => Settlement::Keep,
        };
        Ok(WrittenView::from(&self.settle(record, settlement)?))
    }

    fn sides_of(&mut self, record: &Record) -> Result<ToSettle> {
        let decl = record.decl();
        let edits = self.store.edits_of(record.id)?;
        let (mut fields, mut withdrawn, mut withdrawn_by) = (Vec::new(), None, None);
        for conflict in &record.conflicts {
            match conflict {
                Conflict::Field { field, values, winner } => {
                    let Some(decl) = decl else { continue };
                    fields.push(self.field_to_settle(decl, *field, values, *winner, &edits)?);
                }
                Conflict::WithdrawnAndEdited { reason } => {
                    let by = edits.iter().rev().find(|edit| edit.edit.is_withdrawal());
                    withdrawn_by = by.map(|edit| self.named(edit)).transpose()?;
                    withdrawn = Some(reason.clone());
                }
            }
        }
        let person = self.person()?;
        let is_mine = decl.is_some_and(|decl| decl.writers != Writers::Author) || record.author == person;
        Ok(ToSettle {
            record: hex(&record.id.0),
            kind: decl.map(|decl| decl.name.to_owned()).unwrap_or_default(),
            kind_zh: decl.map(|decl| decl.zh.to_owned()).unwrap_or_default(),
            kind_en: decl.map(|decl| decl.en.to_owned()).unwrap_or_default(),
            day: decl.and_then(|decl| decl.day_told(&record.key, &record.fields)),
            is_mine,
            fields,
            withdrawn,
            withdrawn_by,
            heads: heads_shown(&record.heads),
        })
    }

    fn field_to_settle(
        &mut self,
        decl: &'static KindDecl,
        number: u16,
        values: &[Value],
        winner: usize,
        edits: &[KeptEdit],
    ) -> Result<FieldToSettle> {
        let declared = decl.field(number);
        let (known, today) = (self.known()?, self.today());
        let mut sides = Vec::new();
        for (place, value) in values.iter().enumerate() {
            // The last one who put this value: a sentence may have been put twice.
            let put = |edit: &&KeptEdit| {
                edit.edit.ops.iter().any(|op| matches!(op, Op::Put(field, put) if *field == number && put == value))
            };
            let by = edits.iter().rev().find(put);
            let value = declared.map_or(Json::Null, |field| value_to_json(&field.ty, &field.form, value));
            let (words_zh, words_en) = known.worded(declared.map_or("", |field| field.name), &value, today);
            sides.push(Side {
                place: u32::try_from(place).unwrap_or(u32::MAX),
                value,
                words_zh,
                words_en,
                counts: place == winner,
                written_at: by.map(|edit| self.store.written_at(edit.id)).transpose()?.flatten(),
                by: by.map(|edit| self.named(edit)).transpose()?,
            });
        }
        Ok(FieldToSettle {
            field: declared.map_or_else(|| number.to_string(), |field| field.name.to_owned()),
            zh: declared.map(|field| field.zh.to_owned()).unwrap_or_default(),
            sides,
        })
    }

    fn named(&mut self, edit: &KeptEdit) -> Result<PersonName> {
        Ok(self.known()?.person(&edit.edit.author))
    }
}

fn day_among(written: &Map<String, Json>) -> Option<NaiveDate> {
    written.get("day")?.as_str()?.parse().ok()
}

fn is_nothing(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(all) => all.is_empty(),
        _ => false,
    }
}
