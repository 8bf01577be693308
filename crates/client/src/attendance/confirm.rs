//! 确认: the first secretary stands by a teammate's day, or questions it.

use chrono::NaiveDate;
use cunji_domain::confirmation::{Confirmation, ConfirmationResult};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::person::PersonId;
use cunji_domain::record::{self, Prose, Set};
use cunji_history::EditId;
use cunji_store::Typed;

use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::phone::write::{Beside, Written};

impl Phone {
    /// Confirms or questions a teammate's day as it stands now; who rewrites it has an unjudged one.
    ///
    /// # Errors
    /// The day was not written or has not come down; a question without a reason; the store fails.
    pub fn judge_day(
        &mut self,
        cadre: &PersonId,
        day: NaiveDate,
        result: ConfirmationResult,
        reason: String,
        village: Option<&DivisionCode>,
    ) -> Result<Written> {
        let (space, diary) = self.judgeable_diary(cadre, day, village)?;
        let confirmation = Confirmation {
            subject: diary.record.id,
            level: JudgeLevel::Village,
            judged: heads(&diary.record.heads),
            result,
            reason: Prose(reason),
        };
        self.add_in(space, &confirmation, &Beside::default())
    }

    /// The diary that a judgement of a teammate's day is about, and its village.
    pub(crate) fn judgeable_diary(
        &mut self,
        cadre: &PersonId,
        day: NaiveDate,
        village: Option<&DivisionCode>,
    ) -> Result<(DivisionCode, Typed<DiaryEntry>)> {
        let space = self.village(village, Some(day))?;
        let diary = self.diary_in(&space, cadre, day)?.filter(|diary| diary.record.withdrawn.is_none());
        let diary = diary.ok_or_else(|| {
            ClientError::told(
                "confirmation.no_diary",
                format!("手机里没有 {cadre} {day} 的日志。同步一次再看;还是没有,又亲眼看见在村,就记一次现场考勤(cunji observe)。"),
                format!(
                    "There is no diary of {cadre} for {day} on this phone. Sync and look again; if there still is none and you saw them there, note it with cunji observe."
                ),
            )
        })?;
        Ok((space, diary))
    }
}

/// Heads as a judgement names them.
pub(crate) fn heads(heads: &[EditId]) -> Set<record::Edit> {
    heads.iter().map(|head| record::Edit(head.0)).collect()
}
