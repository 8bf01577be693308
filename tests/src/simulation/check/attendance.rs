//! The team's attendance on its first secretary's phone says what people wrote, where that is simple: a night in the village by
//! the person's own word with nothing against it counts, and a day without that word does not.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use cunji_domain::attendance::DayState;
use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_domain::division::DivisionCode;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::observation::AttendanceObservation;
use cunji_domain::organisation::Role;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Code, RecordId, RecordKind, Scalar, Value};
use cunji_history::{Op, derived_record_id};
use cunji_server::storage::chains::KeptState;

use super::Held;
use super::fields::History;
use crate::simulation::found::{Invariant, Sim, found, phone};
use crate::simulation::ledger::Saved;
use crate::simulation::world::World;
use crate::simulation::writing::DIARY_STAY;

/// Days back from today that are looked at: worlds are not longer.
const DAYS: u64 = 30;

impl World {
    /// The attendance on the phone of every first secretary that reads the village still.
    pub(super) fn check_attendance(&mut self, held: &Held) -> Sim {
        let secretaries: Vec<_> = self
            .people
            .iter()
            .filter(|one| one.role == Role::FirstSecretary && one.earliest_end.is_none())
            .map(|one| (one.id.clone(), one.village.clone()))
            .collect();
        for (person, village) in secretaries {
            let theirs = |at: &usize| self.phones[*at].person == person && !self.phones[*at].revoked;
            let Some(at) = self.working().into_iter().find(theirs) else { continue };
            let today = self.today();
            let team = self.phones[at].client()?.team_attendance(today.year(), None, Some(&village));
            for member in phone(team, "computing the team's attendance")? {
                let states = member.year.days.iter().map(|day| (day.day, day.state)).collect();
                self.check_member(held, &village, &member.year.cadre, &states)?;
            }
        }
        Ok(())
    }

    fn check_member(
        &self,
        held: &Held,
        village: &DivisionCode,
        cadre: &str,
        states: &BTreeMap<NaiveDate, DayState>,
    ) -> Sim {
        let of_whom = |one: &&crate::simulation::people::Somebody| one.id.as_str() == cadre;
        let Some(cadre) = self.people.iter().find(of_whom).filter(|one| one.earliest_end.is_none()) else {
            return Ok(());
        };
        let accepted = self.accepted(held, village);
        let waiting = held.kept_as(village, KeptState::Held);
        for day in (0..DAYS).filter_map(|back| self.today().checked_sub_days(Days::new(back))) {
            let key = [cadre.id.to_value(), day.to_value()];
            let record = derived_record_id(DiaryEntry::DECL.number, village, &key);
            let all = || self.ledger.all().filter(|saved| saved.record == record);
            if self.is_spoken_against(village, &cadre.id, day)
                || all().any(|saved| saved.erased || waiting.contains(&saved.id) || saved.edit.is_withdrawal())
            {
                continue;
            }
            let words = stays(&accepted, record);
            let village_stay = Value::Text(Stay::Village.code().to_owned());
            let resident = states.get(&day) == Some(&DayState::Resident);
            let due = words.contains(&village_stay);
            if due != resident && (words.len() <= 1 || !due) {
                let detail = format!("{} on {day}: {:?}, who stayed {words:?}", cadre.id, states.get(&day));
                return found(Invariant::SaysWhatWasWritten, detail);
            }
        }
        Ok(())
    }

    /// Whether somebody noted who was there on a day, or a leave touches it: then it is not simple any more.
    fn is_spoken_against(&self, village: &DivisionCode, cadre: &PersonId, day: NaiveDate) -> bool {
        let (observation, leave) = (AttendanceObservation::DECL.number, LeaveRequest::DECL.number);
        self.ledger.all().filter(|saved| saved.space() == village).any(|saved| {
            let observed = saved.kind == observation
                && saved.edit.key.iter().flatten().filter_map(NaiveDate::from_value).any(|of| of == day);
            observed || (saved.kind == leave && saved.person == *cadre && days_of_leave(saved).any(|of| of == day))
        })
    }
}

/// The last words on where a night was spent.
fn stays(accepted: &BTreeMap<RecordId, Vec<&Saved>>, record: RecordId) -> BTreeSet<Value> {
    let Some(edits) = accepted.get(&record) else { return BTreeSet::new() };
    let words = History::of(edits).last_words(DIARY_STAY).into_iter().cloned();
    words.collect()
}

fn days_of_leave(saved: &Saved) -> impl Iterator<Item = NaiveDate> {
    let put = |of: u16| {
        saved.edit.ops.iter().find_map(|op| match op {
            Op::Put(field, value) if *field == of => NaiveDate::from_value(value),
            _ => None,
        })
    };
    let first = put(1);
    let last = put(2).or(first);
    first
        .into_iter()
        .flat_map(move |first| first.iter_days().take_while(move |day| last.is_some_and(|last| *day <= last)))
}
