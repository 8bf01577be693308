//! One day of one person, with its reason and the diary behind it.

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::{Heard, Silence, Why};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{RecordId, RecordKind, Scalar, Value};
use cunji_domain::time::local_day;
use cunji_history::derived_record_id;

use super::count::year_of;
use super::overview::period;
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::attendance::{Wanted, people};
use crate::storage::{self, roster};

/// A day of a person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayShown {
    /// By name.
    pub name: String,
    /// Why the day is what it is.
    pub why: Why,
    /// Why nothing was heard of it, where nothing was.
    pub silence: Option<Silence>,
    /// The diary of the day in the village, if there is one that stands.
    pub diary: Option<RecordId>,
}

/// What a day of a person's is, and why.
///
/// # Errors
/// The person was never on the village's team; or what the database says.
pub fn day_of(
    server: &Server,
    village: &DivisionCode,
    cadre: &PersonId,
    day: NaiveDate,
) -> Result<DayShown, ServerError> {
    let registrar = server.registrar();
    let today = local_day(server.clock.now()).unwrap_or_default();
    let period = period(server, day, day)?;
    storage::read(&*server.storage, |tx| {
        let on_team = roster::memberships_of_person(tx, cadre)?.iter().any(|term| term.space == *village);
        let year = year_of(tx, &registrar, cadre, day.year(), today)?;
        let found = year.days.iter().find(|found| found.day == day).filter(|_| on_team);
        let why = found.map(|found| found.why).ok_or_else(|| {
            ServerError::refused(
                "person.unknown",
                format!("{village} 没有 {cadre} 这个人。请从出勤表里点开他再看。"),
                format!("Nobody in {village} has the id {cadre}. Open the person from the table of attendance."),
            )
        })?;
        let kind = DiaryEntry::DECL.number;
        let id = derived_record_id(kind, village, &[Value::Text(cadre.to_string()), day.to_value()]);
        let diary = registrar.tables.record(tx, kind, village, id)?.filter(|row| !row.withdrawn).map(|row| row.id);
        // Of somebody whose year here is about to be counted, nothing is known of phones yet.
        let counted =
            people(tx, village, period, &Wanted { cadre: Some(cadre.clone()), ..Wanted::default() }, None, 1)?;
        let line = counted.first().map(|counted| counted.line).filter(|_| why.heard() == Heard::Nothing);
        let silence = line.map(|line| Silence::of(line, period.over));
        Ok(DayShown { name: roster::person_called(tx, cadre)?, why, silence, diary })
    })
}
