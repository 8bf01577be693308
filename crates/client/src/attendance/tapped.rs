//! What the screens of the days do by one tap.

use std::collections::BTreeSet;

use cunji_domain::confirmation::ConfirmationResult;
use cunji_domain::month_acknowledgement::month_as_seen;
use cunji_domain::observation::SeenAbsent;
use cunji_domain::person::PersonId;
use cunji_domain::record::RecordId;

use chrono::{Datelike, NaiveDate};
use cunji_documents::Record;
use cunji_store::Filter;

use crate::attendance::leave::Decision;
use crate::attendance::observe::Seen;
use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::phone::write::{Beside, Written};
use crate::qr::{Assembly, Taken};
use crate::views::heads_shown;
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

    /// Stands by a teammate's day as it was shown: with these heads.
    ///
    /// # Errors
    /// The day was not written, or is one's own; it has changed since it was shown.
    pub fn confirm_day(&mut self, cadre: &str, day: NaiveDate, shown: &[String]) -> Result<Written> {
        let cadre = id_of(cadre)?;
        let (space, diary) = self.judgeable_diary(&cadre, day, None)?;
        as_shown(&diary.record, shown)?;
        self.judge_day(&cadre, day, ConfirmationResult::Confirmed, String::new(), Some(&space))
    }

    /// Grants a teammate's leave as it was asked for when it was shown: with these heads.
    ///
    /// # Errors
    /// The request is not here, or is one's own; it has changed since it was shown.
    pub fn grant_leave(&mut self, request: RecordId, shown: &[String]) -> Result<Written> {
        as_shown(&self.record(request)?, shown)?;
        self.decide_leave(request, Decision { granted: true, days: None, note: String::new() })
    }

    /// Upholds what a teammate said to a day, as it was shown.
    ///
    /// # Errors
    /// It is not here, or is one's own to decide no more; it has changed since it was shown.
    pub fn uphold_objection(&mut self, objection: RecordId, shown: &[String]) -> Result<Written> {
        as_shown(&self.record(objection)?, shown)?;
        self.decide_objection(objection, true, String::new())
    }

    /// The member's word on a leave by voice as it was shown.
    ///
    /// # Errors
    /// The leave is not here, or is another's; it has changed since it was shown.
    pub fn say_of_shown_voice_leave(&mut self, leave: RecordId, so: bool, shown: &[String]) -> Result<Written> {
        as_shown(&self.record(leave)?, shown)?;
        self.say_of_voice_leave(leave, so, None)
    }

    /// Takes back a leave by voice as it was shown, which the member denies.
    ///
    /// # Errors
    /// The leave is not here, or is another's; it has changed since it was shown, or the member says by now that it was so.
    pub fn withdraw_shown_voice_leave(&mut self, leave: RecordId, reason: &str, shown: &[String]) -> Result<Written> {
        as_shown(&self.record(leave)?, shown)?;
        let given = self.voice_leaves(&Filter::default())?;
        if given.iter().any(|given| given.leave.record.id == leave && given.said == Some(true)) {
            return Err(changed_meanwhile());
        }
        self.withdraw(leave, reason)
    }

    /// Acknowledges a month as it was shown: with these signs of its days.
    ///
    /// # Errors
    /// As [`Phone::acknowledge_month`]; a day of it has become another since it was shown.
    pub fn acknowledge_shown_month(&mut self, month: NaiveDate, shown: &str) -> Result<Written> {
        let year = self.attendance(month.year(), None)?;
        if month_as_seen(&year, month).is_some_and(|(_, present)| present != shown) {
            return Err(changed_meanwhile());
        }
        self.acknowledge_month(month, None)
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

/// A tap judges what its person saw: a sync may have brought another state between look and tap.
pub(crate) fn as_shown(record: &Record, shown: &[String]) -> Result<()> {
    let present: BTreeSet<String> = heads_shown(&record.heads).into_iter().collect();
    if present == shown.iter().cloned().collect() { Ok(()) } else { Err(changed_meanwhile()) }
}

pub(super) fn changed_meanwhile() -> ClientError {
    ClientError::told(
        "judgement.changed_meanwhile",
        "就在刚才,这里又有改动,这一下没算。先看看现在是怎样,再点一次。",
        "This has just changed, so the tap did not count. Look at it as it is now, and tap again.",
    )
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(super) fn id_of(typed: &str) -> Result<PersonId> {
    typed.parse().map_err(|_| {
        ClientError::told(
            "person.unknown",
            format!("名册上没有「{typed}」。"),
            format!("The roster has nobody called {typed}."),
        )
    })
}
