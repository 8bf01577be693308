//! What takes two people and is done by a record: a day's correction, done, looked at once more, taken back; a sheet on paper.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunji_domain::day_correction::{CorrectedTo, DayCorrection};
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Prose, RecordKind};
use cunji_history::derived_record_id;
use data_encoding::HEXLOWER;

use super::wanted::Wanted;
use crate::error::ServerError;
use crate::facts::check_of_office;
use crate::log::publish;
use crate::months::type_in_agreed;
use crate::registrar::Registrar;
use crate::storage::read_model::RecordRow;
use crate::storage::second::SecondWanted;
use crate::storage::{Transaction, log, roster};

/// The correction of the day that is wanted, as it is now: its heads, empty where there is none.
pub(super) fn seen_now(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    wanted: &Wanted,
) -> Result<Option<String>, ServerError> {
    let present = correction_now(tx, registrar, wanted)?;
    Ok(present.map(|present| present.map(|row| heads(&row)).unwrap_or_default()))
}

/// The record of the day's correction; nothing where no day is to be corrected.
fn correction_now(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    wanted: &Wanted,
) -> Result<Option<Option<RecordRow>>, ServerError> {
    let Wanted::CorrectDay { village, cadre, day, .. } = wanted else { return Ok(None) };
    let kind = DayCorrection::DECL.number;
    let id = derived_record_id(kind, village, &correction(cadre, *day).key());
    Ok(Some(registrar.tables.record(tx, kind, village, id)?))
}

/// Of a person's day, whatever it is corrected to.
fn correction(cadre: &PersonId, day: NaiveDate) -> DayCorrection {
    DayCorrection {
        cadre: cadre.clone(),
        day,
        to: CorrectedTo::AsRecorded,
        reason: Prose::default(),
        asked_by: String::new(),
        seconded_by: None,
    }
}

fn heads(row: &RecordRow) -> String {
    let heads: BTreeSet<String> = row.heads.iter().map(|head| HEXLOWER.encode(&head.0)).collect();
    heads.into_iter().collect::<Vec<_>>().join(" ")
}

/// Makes sure that a day is still as whoever asked saw it: of two requests about one day, the other may have been agreed on, or done in
/// an emergency, after this one was asked for. Then nobody knows whether it is still meant.
pub(super) fn is_as_seen(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    row: &SecondWanted,
    wanted: &Wanted,
) -> Result<(), ServerError> {
    let (Wanted::CorrectDay { village, day, .. }, Some(seen)) = (wanted, Wanted::seen(row)) else { return Ok(()) };
    log::open_space(tx, village)?;
    log::lock_space(tx, village)?;
    let present = correction_now(tx, registrar, wanted)?.flatten();
    if present.as_ref().map(heads).unwrap_or_default() == seen {
        return Ok(());
    }
    let other = present.and_then(|row| DayCorrection::from_parts(&row.key, &row.fields).ok());
    Err(overtaken(*day, other.map_or_else(String::new, |other| other.asked_by)))
}

/// Does what is wanted, as far as it is done by a record: a day is corrected, a sheet on paper typed in. What is only shown is shown by
/// its own call.
pub(super) fn carry_out(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    row: &SecondWanted,
    second: Option<&str>,
    now: i64,
) -> Result<(), ServerError> {
    let (village, cadre, day, to) = match Wanted::of(row)? {
        Wanted::CorrectDay { village, cadre, day, to } => (village, cadre, day, to),
        Wanted::TypePaper { village, mut sheet, seen, .. } => {
            sheet.seconded_by = second.map(str::to_owned);
            return type_in_agreed(tx, registrar, &village, (&sheet, seen.as_deref()), now);
        }
        Wanted::ShowRecoveryCode { .. } => return Ok(()),
    };
    let on_team = roster::memberships_of_person(tx, &cadre)?;
    if !on_team.iter().any(|term| term.space == village && term.role.in_team() && term.holds_on(day)) {
        return Err(ServerError::refused(
            "day_correction.not_in_term",
            format!("{cadre} {day} 不在这个村的工作队,没有可更正的。请核对日期;名册不对的,先改名册。"),
            format!(
                "{cadre} was not on this village's team on {day}; there is nothing to correct. Check the day; if the roster is wrong, change it first."
            ),
        ));
    }
    let correction = wished(row, (cadre, day, to), second);
    write(tx, registrar, &village, &correction, now)
}

/// The correction as it was asked for.
fn wished(
    row: &SecondWanted,
    (cadre, day, to): (PersonId, NaiveDate, CorrectedTo),
    second: Option<&str>,
) -> DayCorrection {
    DayCorrection {
        cadre,
        day,
        to,
        reason: Prose(row.reason.clone()),
        asked_by: row.asked_name.clone(),
        seconded_by: second.map(str::to_owned),
    }
}

/// Whether the day is as an emergency left it: another correction may have been agreed on since.
pub(super) fn still_stands(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    row: &SecondWanted,
) -> Result<bool, ServerError> {
    let Wanted::CorrectDay { village, cadre, day, to } = Wanted::of(row)? else { return Ok(true) };
    log::open_space(tx, &village)?;
    log::lock_space(tx, &village)?;
    let done = wished(row, (cadre, day, to), None);
    let kind = DayCorrection::DECL.number;
    let id = derived_record_id(kind, &village, &done.key());
    let present = registrar.tables.record(tx, kind, &village, id)?.filter(|row| !row.withdrawn);
    Ok(present.is_some_and(|present| present.fields == done.fields()))
}

/// Takes back what was done in an emergency and found wrong: the records decide on the day again.
pub(super) fn undo(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    row: &SecondWanted,
    (by, why): (&str, &str),
    now: i64,
) -> Result<(), ServerError> {
    let Wanted::CorrectDay { village, cadre, day, .. } = Wanted::of(row)? else { return Ok(()) };
    let correction = DayCorrection {
        cadre,
        day,
        to: CorrectedTo::AsRecorded,
        reason: Prose(why.to_owned()),
        asked_by: row.asked_name.clone(),
        seconded_by: Some(by.to_owned()),
    };
    write(tx, registrar, &village, &correction, now)
}

fn write(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    correction: &DayCorrection,
    now: i64,
) -> Result<(), ServerError> {
    log::open_space(tx, village)?;
    log::lock_space(tx, village)?;
    check_of_office(tx, registrar, village, correction, now)?;
    publish(tx, registrar, village, correction, now)?;
    Ok(())
}

fn overtaken(day: NaiveDate, name: String) -> ServerError {
    ServerError::refused(
        "second.day.changed_meanwhile",
        format!(
            "这一条提出以后,{day} 已经按{name}提的另一条更正过,没有照办。看看现在是什么:还要改,就不同意这一条,请提的人重新提。"
        ),
        format!(
            "After this was asked for, {day} was corrected as {name} asked, so nothing was done. Look at what the day is now; if it is to \
             be another, refuse this one and have it asked for anew."
        ),
    )
}
