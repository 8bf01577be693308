//! What takes two people.

use chrono::NaiveDate;
use cunji_domain::day_correction::CorrectedTo;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::Act;
use cunji_domain::paper_month::PaperMonth;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Code, Prose};
use serde::{Deserialize, Serialize};

use crate::error::ServerError;
use crate::storage::second::SecondWanted;

/// Something that takes two people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A day is corrected.
    CorrectDay {
        /// In which village.
        village: DivisionCode,
        /// Whose.
        cadre: PersonId,
        /// Which day.
        day: NaiveDate,
        /// To what.
        to: CorrectedTo,
    },
    /// A month sheet on paper is typed in for somebody who has a phone, or of a month that is filed.
    TypePaper {
        /// In which village.
        village: DivisionCode,
        /// What is typed in.
        sheet: Box<PaperMonth>,
        /// What stood there before.
        before: Option<Box<PaperMonth>>,
        /// The state of it that was seen.
        seen: Option<String>,
    },
    /// The recovery code of a phone is shown.
    ShowRecoveryCode {
        /// Of which phone, by id.
        device: String,
    },
}

#[derive(Serialize, Deserialize)]
struct Day {
    village: String,
    cadre: String,
    day: NaiveDate,
    to: String,
    /// The day's correction as it was when this was asked for: its heads; empty: none. Rows of before it was kept have nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seen: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Typed {
    village: String,
    cadre: String,
    month: NaiveDate,
    sheet: TypedSheet,
    before: Option<TypedSheet>,
    seen: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct TypedSheet {
    days: String,
    signed: bool,
    typed_by: String,
    note: String,
}

impl From<&PaperMonth> for TypedSheet {
    fn from(sheet: &PaperMonth) -> Self {
        let PaperMonth { days, signed, typed_by, note, .. } = sheet.clone();
        Self { days, signed, typed_by, note: note.0 }
    }
}

impl TypedSheet {
    fn of(self, cadre: &PersonId, month: NaiveDate) -> Box<PaperMonth> {
        let Self { days, signed, typed_by, note } = self;
        Box::new(PaperMonth {
            cadre: cadre.clone(),
            month,
            days,
            signed,
            typed_by,
            note: Prose(note),
            seconded_by: None,
        })
    }
}

impl Wanted {
    /// The stable word for what it is.
    pub fn what(&self) -> &'static str {
        match self {
            Self::CorrectDay { .. } => "correct_day",
            Self::TypePaper { .. } => "type_paper",
            Self::ShowRecoveryCode { .. } => "show_recovery_code",
        }
    }

    /// Of what it is wanted, as one text.
    pub fn subject(&self) -> String {
        match self {
            Self::CorrectDay { cadre, day, .. } => format!("{cadre} {day}"),
            Self::TypePaper { sheet, .. } => format!("{} {}", sheet.cadre, sheet.month.format("%Y-%m")),
            Self::ShowRecoveryCode { device } => device.clone(),
        }
    }

    /// What whoever asks and whoever agrees may do.
    pub fn act(&self) -> Act {
        match self {
            Self::CorrectDay { .. } | Self::TypePaper { .. } => Act::KeepAttendance,
            Self::ShowRecoveryCode { .. } => Act::KeepDevices,
        }
    }

    /// The rest of it, as it is kept, with what of it whoever asks saw.
    pub(super) fn to_text(&self, seen: Option<String>) -> String {
        match self {
            Self::CorrectDay { village, cadre, day, to } => {
                let (village, cadre, to) = (village.to_string(), cadre.to_string(), to.code().to_owned());
                let day = Day { village, cadre, day: *day, to, seen };
                serde_json::to_string(&day).unwrap_or_default()
            }
            Self::TypePaper { village, sheet, before, seen } => {
                let typed = Typed {
                    village: village.to_string(),
                    cadre: sheet.cadre.to_string(),
                    month: sheet.month,
                    sheet: (&**sheet).into(),
                    before: before.as_deref().map(Into::into),
                    seen: seen.clone(),
                };
                serde_json::to_string(&typed).unwrap_or_default()
            }
            Self::ShowRecoveryCode { .. } => String::new(),
        }
    }

    /// What of it whoever asked saw, where that was kept.
    pub(super) fn seen(kept: &SecondWanted) -> Option<String> {
        serde_json::from_str::<Day>(&kept.wanted).ok()?.seen
    }

    /// From what was kept.
    ///
    /// # Errors
    /// It was kept by a newer program, or is damaged.
    pub fn of(kept: &SecondWanted) -> Result<Self, ServerError> {
        let unreadable = || {
            ServerError::refused(
                "second.unreadable",
                "这一条是更新的程序写的,这里看不懂。请先升级。",
                "A newer program wrote this one; it can't be read here. Upgrade first.",
            )
        };
        match kept.what.as_str() {
            "correct_day" => {
                let day: Day = serde_json::from_str(&kept.wanted).map_err(|_| unreadable())?;
                Ok(Self::CorrectDay {
                    village: day.village.parse().map_err(|_| unreadable())?,
                    cadre: day.cadre.parse().map_err(|_| unreadable())?,
                    day: day.day,
                    to: CorrectedTo::of(&day.to).ok_or_else(unreadable)?,
                })
            }
            "type_paper" => {
                let typed: Typed = serde_json::from_str(&kept.wanted).map_err(|_| unreadable())?;
                let cadre: PersonId = typed.cadre.parse().map_err(|_| unreadable())?;
                Ok(Self::TypePaper {
                    village: typed.village.parse().map_err(|_| unreadable())?,
                    sheet: typed.sheet.of(&cadre, typed.month),
                    before: typed.before.map(|before| before.of(&cadre, typed.month)),
                    seen: typed.seen,
                })
            }
            "show_recovery_code" => Ok(Self::ShowRecoveryCode { device: kept.subject.clone() }),
            _ => Err(unreadable()),
        }
    }
}
