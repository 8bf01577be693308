//! 提醒: notices that are due, as facts. Nothing here asks for a photo, a place, or an opening of the program.

use chrono::{Datelike, Days, NaiveDate};
use cunji_domain::attendance::{DayState, Reach, YearAttendance};
use cunji_domain::time::start_of_day;

use crate::app::Reminders;
use crate::error::Result;
use crate::phone::Phone;
use crate::views::me::{Reminded, ReminderView, SaidOfDay};

/// An evening begins at eight.
pub(crate) const EVENING: i64 = 20 * 3600;
/// So many days before the last one on which 220 can still be reached, somebody is told.
const DAYS_AHEAD: u64 = 14;
/// Under which name it is kept what was put away.
const PUT_AWAY: &str = "notices put away";
/// So many are remembered: more than are ever due at once.
const REMEMBERED: usize = 200;

impl Phone {
    /// The notices that are due now, of those that the person wants.
    ///
    /// # Errors
    /// Nobody's phone yet; the database fails.
    pub fn due_reminders(&mut self, wanted: Reminders) -> Result<Vec<ReminderView>> {
        let mut due = Vec::new();
        if wanted.rejected {
            let open: Vec<_> = self.store.rejected()?.into_iter().filter(|rejected| rejected.is_open()).collect();
            if let Some(last) = open.last() {
                let count = i64::try_from(open.len()).ok();
                due.push(reminder(Reminded::Rejected, &last.edit.to_string(), None, count));
            }
        }
        if wanted.returned {
            for judged in self.judged_days()? {
                let about = match judged.said {
                    SaidOfDay::Returned => Reminded::Returned,
                    SaidOfDay::Questioned => Reminded::Questioned,
                    SaidOfDay::Flagged => continue,
                };
                due.push(reminder(about, &judged.judgement, Some(judged.day), None));
            }
        }
        let today = self.today();
        if wanted.leave_ends {
            // Days ahead have no state yet, leave or not; seen from the day after tomorrow, those in question have.
            let seen_from = today.checked_add_days(Days::new(2));
            due.extend(leave_end(today, &self.attendance(today.year(), seen_from)?));
        }
        if wanted.days_short {
            due.extend(days_short(&self.attendance(today.year(), None)?));
        }
        if wanted.evening_without_diary {
            due.extend(self.evening_without_diary()?);
        }
        Ok(due)
    }

    /// The notices that are due and that the person has not put away: whatever ends the program, they are raised again.
    ///
    /// # Errors
    /// As [`Phone::due_reminders`].
    pub fn reminders_to_raise(&mut self, wanted: Reminders) -> Result<Vec<ReminderView>> {
        let put_away = self.put_away()?;
        let mut due = self.due_reminders(wanted)?;
        due.retain(|reminder| !put_away.contains(&reminder.key));
        Ok(due)
    }

    /// The person has read a notice, by its key: it is not raised again.
    ///
    /// # Errors
    /// The disk is full or read-only.
    pub fn put_reminder_away(&mut self, key: &str) -> Result<()> {
        let mut all = self.put_away()?;
        if !all.iter().any(|other| other == key) {
            all.push(key.to_owned());
            let forgotten = all.len().saturating_sub(REMEMBERED);
            self.store.keep(PUT_AWAY, all.split_off(forgotten).join("\n").as_bytes())?;
        }
        Ok(())
    }

    /// Whether the person has read a notice, by its key.
    pub(crate) fn is_put_away(&self, key: &str) -> Result<bool> {
        Ok(self.put_away()?.iter().any(|other| other == key))
    }

    fn put_away(&self) -> Result<Vec<String>> {
        let kept = self.store.kept(PUT_AWAY)?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&kept).lines().map(str::to_owned).collect())
    }

    /// Today, where its evening is still to come and would find no diary. What is asked of the day is asked for this before the
    /// evening, and from then on for the notice itself: never for both.
    pub(crate) fn evening_to_come(&mut self) -> Result<Option<NaiveDate>> {
        let today = self.today();
        let is_to_come = self.clock.now() < start_of_day(today) + EVENING;
        Ok((is_to_come && self.today_view(None, None)?.needs_diary).then_some(today))
    }

    fn evening_without_diary(&mut self) -> Result<Option<ReminderView>> {
        let today = self.today();
        if self.clock.now() < start_of_day(today) + EVENING || !self.today_view(None, None)?.needs_diary {
            return Ok(None);
        }
        Ok(Some(reminder(Reminded::EveningWithoutDiary, &today.to_string(), Some(today), None)))
    }
}

/// A leave whose last day is the present one or the next.
fn leave_end(today: NaiveDate, year: &YearAttendance) -> Option<ReminderView> {
    let state = |day: Option<NaiveDate>| Some(year.days.iter().find(|one| Some(one.day) == day)?.state);
    let after = |day: NaiveDate| day.checked_add_days(Days::new(1));
    // What follows the year's last day is not known here; who is on leave across it is reminded in the new one.
    let ends = |day: &NaiveDate| {
        state(Some(*day)) == Some(DayState::Leave) && state(after(*day)).is_some_and(|next| next != DayState::Leave)
    };
    let last = [Some(today), after(today)].into_iter().flatten().find(ends)?;
    Some(reminder(Reminded::LeaveEnds, &last.to_string(), Some(last), None))
}

/// The days owed can be reached only from now on without a gap, or not any more.
fn days_short(year: &YearAttendance) -> Option<ReminderView> {
    let soon = year.as_of.checked_add_days(Days::new(DAYS_AHEAD));
    let is_short = match year.reach {
        Reach::Possible => year.latest_start.zip(soon).is_some_and(|(latest, soon)| latest <= soon),
        Reach::Impossible | Reach::IfConfirmed => true,
        Reach::NothingOwed | Reach::Reached => false,
    };
    // Said once for each date: while nothing moves it, nobody is told again.
    let key = year.latest_start.map_or_else(|| format!("{}", year.year), |latest| latest.to_string());
    is_short.then(|| reminder(Reminded::DaysShort, &key, year.latest_start, Some(year.needed)))
}

fn reminder(about: Reminded, of: &str, day: Option<NaiveDate>, count: Option<i64>) -> ReminderView {
    ReminderView { about, key: format!("{about:?} {of}"), day, count }
}
