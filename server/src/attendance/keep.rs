//! Keeping the counted years up to date: villages of which something was heard, and all of them when a day is over.

use std::collections::BTreeSet;

use cunji_domain::confirmation::Confirmation;
use cunji_domain::day_correction::DayCorrection;
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::duty_list::DutyList;
use cunji_domain::leave_decision::LeaveDecision;
use cunji_domain::leave_end::LeaveEnd;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::objection::Objection;
use cunji_domain::objection_decision::ObjectionDecision;
use cunji_domain::observation::AttendanceObservation;
use cunji_domain::office_leave_decision::OfficeLeaveDecision;
use cunji_domain::office_objection_decision::OfficeObjectionDecision;
use cunji_domain::paper_month::PaperMonth;
use cunji_domain::record::{KindDecl, RecordId, RecordKind};
use cunji_domain::review::Review;
use cunji_domain::server_facts::member::Member;
use cunji_domain::time::local_day;
use cunji_domain::voice_leave::VoiceLeave;
use cunji_domain::voice_leave_word::VoiceLeaveWord;

use super::count::{basis, other_villages, years_of_team};
use super::said;
use crate::error::ServerError;
use crate::follow::Following;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::attendance::{self, CountedBy};
use crate::storage::log::LogEntry;
use crate::storage::{self, Transaction};

/// The kinds that a year is gathered from.
const READ: [&KindDecl; 17] = [
    DiaryEntry::DECL,
    Review::DECL,
    Confirmation::DECL,
    AttendanceObservation::DECL,
    LeaveRequest::DECL,
    LeaveDecision::DECL,
    OfficeLeaveDecision::DECL,
    LeaveEnd::DECL,
    VoiceLeave::DECL,
    VoiceLeaveWord::DECL,
    Objection::DECL,
    ObjectionDecision::DECL,
    OfficeObjectionDecision::DECL,
    DutyList::DECL,
    DayCorrection::DECL,
    PaperMonth::DECL,
    Member::DECL,
];

/// What was heard of a village: it is counted anew when the logs were followed to their ends.
#[derive(Debug, Default)]
pub struct Villages {
    diaries: BTreeSet<RecordId>,
    heard: bool,
}

impl Following for Villages {
    fn clear(&self, tx: &mut dyn Transaction, space: &DivisionCode) -> Result<(), ServerError> {
        attendance::remove_said(tx, space)?;
        Ok(attendance::note_heard(tx, space)?)
    }

    fn hear(&mut self, _: &mut dyn Transaction, _: &Registrar, entry: &LogEntry) -> Result<(), ServerError> {
        self.heard |= READ.iter().any(|decl| decl.number == entry.kind);
        if entry.kind == DiaryEntry::DECL.number {
            self.diaries.insert(entry.record);
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
        let Self { diaries, heard } = std::mem::take(self);
        for diary in diaries {
            said::note(tx, registrar, space, diary)?;
        }
        if heard {
            let mut villages = other_villages(tx, space)?;
            villages.insert(space.clone());
            // In order of code, so that two who note at once wait for each other.
            for village in villages {
                attendance::note_heard(tx, &village)?;
            }
        }
        Ok(())
    }
}

/// Counts every village that is to be counted anew; gives how many it were. Each is a transaction of its own: whoever stops in between
/// goes on there.
///
/// # Errors
/// What the database says.
pub fn count(server: &Server) -> Result<u64, ServerError> {
    let registrar = server.registrar();
    let Some(day) = local_day(server.clock.now()) else { return Ok(0) };
    let (basis, villages) = storage::read(&*server.storage, |tx| {
        let basis = basis(tx, &registrar)?;
        let villages = attendance::to_count(tx, CountedBy { day, basis: &basis })?;
        Ok::<_, ServerError>((basis, villages))
    })?;
    for village in &villages {
        storage::write(&*server.storage, |tx| {
            // Read first: what is heard of meanwhile has the village counted once more.
            let heard = attendance::heard(tx, village)?;
            let years = years_of_team(tx, &registrar, village, day)?;
            attendance::remove_all(tx, village)?;
            years.iter().try_for_each(|year| attendance::put(tx, year))?;
            Ok::<_, ServerError>(attendance::set_counted(tx, village, heard, CountedBy { day, basis: &basis })?)
        })?;
        storage::give_way();
    }
    Ok(villages.len() as u64)
}
