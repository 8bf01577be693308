//! Items of the queue follow the diaries and what offices said of them.

use std::collections::BTreeSet;

use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::{RecordId, RecordKind};
use cunji_domain::review::Review;
use cunji_domain::server_facts::day_grade::DayGrade;
use cunji_domain::visit::HouseholdVisit;

use super::item::{item_and_hints, review_id};
use super::returns;
use crate::error::ServerError;
use crate::follow::Following;
use crate::grading::diaries_of;
use crate::registrar::Registrar;
use crate::storage::hints::{self, HintOutcome};
use crate::storage::log::LogEntry;
use crate::storage::reviews::{LEVELS, ReviewItem, Standing};
use crate::storage::{Transaction, reviews};

/// The diaries whose items have to be looked at.
#[derive(Debug, Default)]
pub struct Items(BTreeSet<RecordId>);

impl Following for Items {
    fn clear(&self, tx: &mut dyn Transaction, space: &DivisionCode) -> Result<(), ServerError> {
        hints::remove_all(tx, space)?;
        Ok(reviews::remove_all(tx, space)?)
    }

    fn hear(&mut self, tx: &mut dyn Transaction, registrar: &Registrar, entry: &LogEntry) -> Result<(), ServerError> {
        if entry.kind == DiaryEntry::DECL.number {
            self.0.insert(entry.record);
        } else if entry.kind == HouseholdVisit::DECL.number {
            // What was returned may be mended by it.
            for diary in diaries_of(tx, registrar, &entry.space, entry.record)? {
                let item = reviews::item(tx, &entry.space, diary)?;
                let returned = |item: ReviewItem| {
                    LEVELS
                        .into_iter()
                        .any(|level| matches!(item.standing.at(level), Some(Standing::Returned | Standing::Overdue)))
                };
                self.0.extend(item.is_some_and(returned).then_some(diary));
            }
        } else if entry.kind == Review::DECL.number {
            let row = registrar.tables.record(tx, entry.kind, &entry.space, entry.record)?;
            self.0.extend(row.and_then(|row| Review::DECL.subject_of(&row.key)));
        } else if entry.kind == DayGrade::DECL.number {
            let row = registrar.tables.record(tx, entry.kind, &entry.space, entry.record)?;
            let grade = row.and_then(|row| DayGrade::from_parts(&row.key, &row.fields).ok());
            self.0.extend(grade.map(|grade| grade.subject));
        }
        Ok(())
    }

    fn write(
        &mut self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        space: &DivisionCode,
        _: i64,
    ) -> Result<(), ServerError> {
        for diary in std::mem::take(&mut self.0) {
            keep(tx, registrar, space, diary)?;
        }
        Ok(())
    }
}

/// Keeps a diary's item as it is now, and what became of its hints; where there is nothing to review, both go.
pub(super) fn keep(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    diary: RecordId,
) -> Result<(), ServerError> {
    let Some((item, found)) = item_and_hints(tx, registrar, space, diary)? else {
        reviews::remove(tx, space, diary)?;
        return Ok(hints::remove(tx, space, diary)?);
    };
    for level in LEVELS {
        // One of before returns were noted, too.
        if item.standing.at(level) == Some(Standing::Returned) {
            returns::note(tx, &item, review_id(space, diary, level))?;
        }
    }
    reviews::put(tx, &item)?;
    Ok(hints::put(tx, space, diary, item.day, (&found, outcome(&item)))?)
}

/// What offices made of a diary: the highest level that has spoken.
fn outcome(item: &ReviewItem) -> HintOutcome {
    let levels = [item.standing.city, item.standing.county, item.standing.town];
    let said = levels.into_iter().find_map(|standing| match standing {
        Standing::Accepted => Some(HintOutcome::Accepted),
        Standing::AcceptedUnread => Some(HintOutcome::Unread),
        Standing::Returned | Standing::Overdue => Some(HintOutcome::Returned),
        Standing::Flagged => Some(HintOutcome::Flagged),
        _ => None,
    });
    said.unwrap_or(HintOutcome::Waiting)
}
