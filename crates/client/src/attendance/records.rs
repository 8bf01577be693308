//! The phone's records as the gathering of attendance reads them.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use cunji_documents::{Record, judges_present_heads};
use cunji_domain::attendance::{Kept, Records};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::record::{Edit, RecordId, RecordKind, Set};
use cunji_domain::time::local_day;
use cunji_history::EditId;
use cunji_store::{Filter, Typed};

use crate::error::{ClientError, Result};
use crate::phone::Phone;

/// What has come down and was written here, in all villages.
pub(crate) struct OnPhone<'p>(pub &'p Phone);

impl Records for OnPhone<'_> {
    type Error = ClientError;

    fn standing<K: RecordKind>(&mut self) -> Result<Vec<Kept<K>>> {
        Ok(self.0.records(&Filter::default())?.into_iter().map(kept).collect())
    }

    fn of_days<K: RecordKind>(&mut self, days: &RangeInclusive<NaiveDate>) -> Result<Vec<Kept<K>>> {
        let filter = Filter { days: Some(days.clone()), withdrawn: true, ..Filter::default() };
        Ok(self.0.records(&filter)?.into_iter().map(kept).collect())
    }

    fn one<K: RecordKind>(&mut self, id: RecordId) -> Result<Option<Kept<K>>> {
        Ok(self.0.store.typed(id)?.map(kept))
    }

    fn first_said(&mut self, diary: &Kept<DiaryEntry>) -> Result<Option<NaiveDate>> {
        let Some((field, stay)) = diary.value.word_of_stay() else { return Ok(None) };
        let mut first: Option<i64> = None;
        for edit in self.0.store.edits_of(diary.id)? {
            if edit.edit.puts(field, &stay)
                && let Some(at) = self.0.store.written_at(edit.id)?
            {
                first = Some(first.map_or(at, |first| first.min(at)));
            }
        }
        Ok(first.and_then(local_day))
    }
}

fn kept<K>(typed: Typed<K>) -> Kept<K> {
    let Typed { record, value } = typed;
    Kept {
        id: record.id,
        heads: heads_of(&record),
        space: record.space,
        author: record.author,
        withdrawn: record.withdrawn.is_some(),
        value,
    }
}

/// A record's heads as judgements name them.
pub(crate) fn heads_of(record: &Record) -> BTreeSet<Edit> {
    record.heads.iter().map(|head| Edit(head.0)).collect()
}

/// Whether a judgement's heads are those that the record has now.
pub(crate) fn judges_present(judged: &Set<Edit>, record: &Record) -> bool {
    let judged: Vec<EditId> = judged.0.iter().map(|edit| EditId(edit.0)).collect();
    judges_present_heads(&judged, record)
}
