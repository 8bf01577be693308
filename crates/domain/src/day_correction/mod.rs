//! 更正: a day that an office sets right, with a reason, by two people.
//!
//! Records stay as they were written; the correction goes before what they come to. An upheld objection against it takes it away.

mod rules;

use chrono::NaiveDate;

use crate::attendance::DayState;
use crate::person::PersonId;
use crate::record::{Owner, Prose, ToldOf};
use crate::{declare_codes, declare_kind};

declare_codes! {
    /// What a day is corrected to.
    pub enum CorrectedTo {
        /// In the village.
        Resident = "resident" "住村",
        /// A rest day.
        Rest = "rest" "休息",
        /// On leave.
        Leave = "leave" "请假",
        /// On official business.
        Business = "business" "公务",
        /// Absent.
        Absent = "absent" "缺勤",
        /// No more corrected: the records decide again.
        AsRecorded = "as_recorded" "照记录",
    }
}

declare_kind! {
    /// An office's correction of a day.
    pub struct DayCorrection = 57 "day_correction" ("更正", "Correction of a day")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Key(1), schema 1
    key {
        /// Whose day.
        cadre: PersonId,
        /// The day, Asia/Shanghai.
        day: NaiveDate,
    }
    fields {
        /// What it is corrected to.
        1 to: CorrectedTo, "更正为" since 1;
        /// Why.
        2 reason: Prose, "理由" since 1;
        /// Who asked for it, by name.
        3 asked_by: String, "谁提的" since 1;
        /// The second person, by name; none where it was done in an emergency and is looked at afterwards.
        4 seconded_by: Option<String>, "谁复核的" since 1;
    }
}

impl CorrectedTo {
    /// The state of the day; none where the records decide.
    pub fn state(self) -> Option<DayState> {
        match self {
            Self::Resident => Some(DayState::Resident),
            Self::Rest => Some(DayState::Rest),
            Self::Leave => Some(DayState::Leave),
            Self::Business => Some(DayState::Business),
            Self::Absent => Some(DayState::Absent),
            Self::AsRecorded => None,
        }
    }
}
