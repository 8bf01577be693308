//! What the screens of the days do by one tap.

use cunji_domain::confirmation::ConfirmationResult;
use cunji_domain::observation::SeenAbsent;
use cunji_domain::person::PersonId;
use cunji_domain::record::RecordId;

use chrono::NaiveDate;

use crate::attendance::leave::Decision;
use crate::attendance::observe::Seen;
use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::phone::write::{Beside, Written};
use crate::qr::{Assembly, Taken};
use crate::views::team::{AbsentSaid, WitnessProgress};

impl Phone {
    /// Notes who was there of an evening: all but those who are named.
    ///
    /// # Errors
    /// Only a first secretary may; somebody is nobody of the roster; a rule is broken.
    pub fn note_evening(&mut self, day: NaiveDate, absent: &[AbsentSaid], note: String) -> Result<Written> {
        let mut seen = Seen { note, ..Seen::default() };
        for one in absent {
            let why = one.why.as_deref().map(str::trim).filter(|why| !why.is_empty()).map(str::to_owned);
            seen.absent.insert(SeenAbsent { person: id_of(&one.person)?, why });
        }
        self.observe(day, seen, &Beside::default())
    }

    /// Stands by a teammate's day as it is now.
    ///
    /// # Errors
    /// The day was not written, or is one's own.
    pub fn confirm_day(&mut self, cadre: &str, day: NaiveDate) -> Result<Written> {
        self.judge_day(&id_of(cadre)?, day, ConfirmationResult::Confirmed, String::new(), None)
    }

    /// Grants a teammate's leave as it was asked for.
    ///
    /// # Errors
    /// The request is not here, or is one's own.
    pub fn grant_leave(&mut self, request: RecordId) -> Result<Written> {
        self.decide_leave(request, Decision { granted: true, days: None, note: String::new() })
    }

    /// The person that a screen names; none where it names nobody.
    ///
    /// # Errors
    /// It is no id.
    pub fn person_by_id(&self, id: Option<&str>) -> Result<Option<PersonId>> {
        id.map(id_of).transpose()
    }

    /// Takes the codes that were read of a teammate's month so far; with the last of them the month is kept.
    ///
    /// # Errors
    /// A code is of another set; the month does not prove what it says, or is of nobody in the team.
    pub fn witness_codes(&mut self, codes: &[String]) -> Result<WitnessProgress> {
        let mut assembly = Assembly::default();
        let mut progress = WitnessProgress { of: 0, missing: Vec::new(), month: None };
        for code in codes {
            match assembly.take(code)? {
                Taken::Waiting { of, missing } => {
                    progress.of = narrow(of);
                    progress.missing = missing.into_iter().map(narrow).collect();
                }
                Taken::Whole(bytes) => {
                    progress.missing.clear();
                    progress.month = Some(self.witness_month(&bytes)?);
                }
            }
        }
        Ok(progress)
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn id_of(typed: &str) -> Result<PersonId> {
    typed.parse().map_err(|_| {
        ClientError::told(
            "person.unknown",
            format!("名册上没有「{typed}」。"),
            format!("The roster has nobody called {typed}."),
        )
    })
}
