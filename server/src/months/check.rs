//! 核定: an office stands for people's months as it saw them.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::month_check::MonthCheck;
use cunji_domain::office::Act;
use cunji_domain::person::PersonId;
use cunji_domain::record::Prose;
use cunji_domain::time::local_day;

use super::person_month::{PersonMonth, Step};
use super::village_months::of_village;
use crate::accounts::Seat;
use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::facts::check_of_office;
use crate::follow;
use crate::log::publish;
use crate::server::Server;
use crate::storage::{self, log};

/// A person's month as it was shown to who checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Whose.
    pub cadre: PersonId,
    /// The signs that were shown.
    pub seen: String,
    /// Why, where the person or the first secretary has not signed.
    pub note: String,
}

/// Checks months of a village's people: all of them, or, if one is not as it was shown, none.
///
/// # Errors
/// Logs are followed anew; a month is not over, is not as it was shown, is filed, or nobody signed it and no word says why; or what the database says.
pub fn check(
    server: &Server,
    seat: &Seat,
    village: &DivisionCode,
    month: NaiveDate,
    months: &[Checked],
) -> Result<(), ServerError> {
    follow::ensure_whole(server, village)?;
    let (registrar, now) = (server.registrar(), server.clock.now());
    let today = local_day(now).unwrap_or_default();
    let level = level_of(seat, village)?;
    storage::write(&*server.storage, |tx| {
        log::open_space(tx, village)?;
        log::lock_space(tx, village)?;
        let people = of_village(tx, &registrar, village, month, today)?;
        for checked in months {
            let person = people.iter().find(|person| person.cadre == checked.cadre).ok_or_else(|| unknown(checked))?;
            may_be_checked(person, checked)?;
            let said = MonthCheck {
                cadre: person.cadre.clone(),
                month,
                level,
                until: person.until,
                seen: person.signs.clone(),
                note: Prose(checked.note.trim().to_owned()),
            };
            check_of_office(tx, &registrar, village, &said, now)?;
            publish(tx, &registrar, village, &said, now)?;
            let of = audit::Of {
                division: Some(village.clone()),
                subject: Some(person.cadre.to_string()),
                detail: Some(month.format("%Y-%m").to_string()),
            };
            audit::note(tx, now, &seat.login, AuditAction::MonthChecked, of)?;
        }
        Ok(())
    })
}

/// The level on which a seat keeps attendance there: the nearest to the village.
pub(super) fn level_of(seat: &Seat, village: &DivisionCode) -> Result<JudgeLevel, ServerError> {
    let roles = seat.appointments.iter().filter(|held| held.allows(Act::KeepAttendance, village, seat.today));
    roles.filter_map(|held| JudgeLevel::of_office(held.role)).min().ok_or_else(|| {
        ServerError::refused(
            "right.not_here",
            "你的账号在这个村管不了考勤。请找镇办公室,或请管账号的人给你加上。",
            "Your account may not keep the attendance of this village. Ask the town office, or whoever keeps the accounts.",
        )
    })
}

fn may_be_checked(person: &PersonMonth, checked: &Checked) -> Result<(), ServerError> {
    let name = &person.name;
    if person.signs != checked.seen {
        return Err(ServerError::refused(
            "month.changed_meanwhile",
            format!("{name} 这个月刚才又变了,没有核定。请看现在的情况再定。"),
            format!("{name}'s month changed just now and was not checked. Look at it as it is and decide again."),
        ));
    }
    match person.step {
        Step::Running => Err(ServerError::refused(
            "month.not_over",
            format!("这个月还没过完,{name} 的过了 {} 再核定。", person.until),
            format!("The month is not over; check {name}'s after {}.", person.until),
        )),
        Step::Filed | Step::FiledAndChanged => Err(ServerError::refused(
            "month.filed",
            format!("{name} 这个月已经归档。后来变了的,归档下个月时记为更正。"),
            format!("{name}'s month is filed. What changed since goes on the next sheet as a correction."),
        )),
        Step::Unacknowledged | Step::Acknowledged if checked.note.trim().is_empty() => Err(ServerError::refused(
            "month.note_missing",
            format!("{name} 这个月本人或第一书记还没签字。要先核定,请写一句为什么。"),
            format!("{name} or the first secretary has not signed this month. To check it all the same, say why."),
        )),
        _ => Ok(()),
    }
}

fn unknown(checked: &Checked) -> ServerError {
    ServerError::refused(
        "month.unknown",
        format!("{} 这个月不在这个村的工作队。名册不对的,先改名册。", checked.cadre),
        format!(
            "{} was not on this village's team in this month. If the roster is wrong, change it first.",
            checked.cadre
        ),
    )
}
