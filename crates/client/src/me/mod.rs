//! 我的: whose phone it is, and what on it asks for a look.

pub(crate) mod archive;
pub(crate) mod devices;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod reminders;
mod returns;
pub(crate) mod self_check;
pub(crate) mod status;
pub(crate) mod verify;

use std::collections::BTreeSet;

use cunji_domain::confirmation::{Confirmation, ConfirmationResult};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::record::{Code, Edit, RecordId, Set};
use cunji_domain::review::{Review, ReviewState};
use cunji_store::{Filter, Typed};

use crate::attendance::judges_present;
use crate::error::Result;
use crate::phone::Phone;
use crate::views::me::{JudgedDay, MeView, SaidOfDay, VillageName};
use crate::views::named::CodeName;
use crate::views::{LineState, LineView, hex};

impl Phone {
    /// Whose phone it is, and what asks for a look; the line's state is the app's to say.
    ///
    /// # Errors
    /// Nobody's phone yet; the database fails.
    pub fn me_view(&mut self, line: LineView) -> Result<MeView> {
        let status = self.store.status()?;
        let (person, today) = (self.person()?, self.today());
        let mut villages = Vec::new();
        for code in self.villages()? {
            villages.push(VillageName { code: code.to_string(), name: self.village_name(&code, today)? });
        }
        Ok(MeView {
            person: self.known()?.person(&person),
            villages,
            line,
            rejected: count(status.rejected.iter().filter(|rejected| rejected.is_open()).count() as u64),
            conflicts: count(status.conflicts),
            held: count(status.held.len() as u64),
            refused: count(self.refused_entries()?),
            judged: self.judged_days()?,
            drafts: count(self.forms()?.len() as u64),
            clock_doubtful: self.clock_is_behind(),
        })
    }

    /// What is unsent, since when, and when the line was there last.
    pub(crate) fn unsent_line(&mut self) -> Result<LineView> {
        let unsent = self.store.unsent()?;
        // What is wrong with photos is told by the self-check, and keeps nobody from seeing how the texts stand.
        let photos = self.photos_lacking().unwrap_or_default();
        let of_photos: BTreeSet<_> = photos.iter().map(|lacking| lacking.digest).collect();
        Ok(LineView {
            state: LineState::Idle,
            unsent: unsent.count,
            unsent_since: unsent.since,
            bytes_left: unsent.bytes,
            photos_left: count(of_photos.len() as u64),
            photo_bytes_left: photos.iter().map(|lacking| lacking.size).sum(),
            last_sync: self.last_sync()?,
            needs_code: self.needs_code()?,
            told: Vec::new(),
        })
    }

    /// How many entries this device has written: more of them after a save.
    pub(crate) fn entries_written(&self) -> Result<u64> {
        Ok(self.store.chain_numbers()?.into_iter().map(|(_, number)| number).sum())
    }

    /// Own diaries with a word against them that still stands: who writes on a diary has an unjudged one.
    ///
    /// # Errors
    /// The database fails.
    pub fn judged_days(&mut self) -> Result<Vec<JudgedDay>> {
        let own = Filter { author: Some(self.person()?), ..Filter::default() };
        let diaries: Vec<Typed<DiaryEntry>> = self.records(&own)?;
        let (mut judged, ends) = (Vec::new(), self.mending_ends()?);
        for review in self.records::<Review>(&Filter::default())? {
            let said = match review.value.state {
                ReviewState::Accepted => continue,
                ReviewState::Returned => SaidOfDay::Returned,
                ReviewState::Flagged => SaidOfDay::Flagged,
            };
            let Some(diary) = standing(&diaries, review.value.subject, &review.value.judged) else { continue };
            let told = ends.iter().find(|end| end.review == review.record.id).map(|end| end.last_day);
            let until = match (said, told) {
                (SaidOfDay::Returned, None) => self.reckoned_end(&review, &diary.value)?,
                (SaidOfDay::Returned, told) => told,
                _ => None,
            };
            let shown = day_judged(diary, &review.record.id, said, review.value.level, &review.value.reason.0);
            let cause = review.value.cause.map(CodeName::from);
            judged.push(JudgedDay { cause, until, until_is_told: told.is_some(), ..shown });
        }
        for word in self.records::<Confirmation>(&Filter::default())? {
            if word.value.result != ConfirmationResult::Questioned {
                continue;
            }
            let Some(diary) = standing(&diaries, word.value.subject, &word.value.judged) else { continue };
            let by = self.known()?.person(&word.record.author);
            let said =
                day_judged(diary, &word.record.id, SaidOfDay::Questioned, word.value.level, &word.value.reason.0);
            judged.push(JudgedDay { by: Some(by), ..said });
        }
        judged.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| a.judgement.cmp(&b.judgement)));
        Ok(judged)
    }
}

/// The diary that a judgement is about, if it is still as it was judged.
fn standing<'d>(
    diaries: &'d [Typed<DiaryEntry>],
    subject: RecordId,
    judged: &Set<Edit>,
) -> Option<&'d Typed<DiaryEntry>> {
    diaries.iter().find(|diary| diary.record.id == subject && judges_present(judged, &diary.record))
}

fn day_judged(
    diary: &Typed<DiaryEntry>,
    judgement: &RecordId,
    said: SaidOfDay,
    level: JudgeLevel,
    reason: &str,
) -> JudgedDay {
    JudgedDay {
        day: diary.value.day,
        diary: hex(&diary.record.id.0),
        judgement: hex(&judgement.0),
        said,
        level: level.code().to_owned(),
        by: None,
        reason: reason.to_owned(),
        cause: None,
        until: None,
        until_is_told: false,
    }
}

fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
