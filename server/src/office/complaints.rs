//! 投诉建议: read at the one office that policy names, and by nobody else above or below it.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use cunji_domain::complaint::{Complaint, ComplaintAbout, ComplaintOffice};
use cunji_domain::complaint_answer::ComplaintAnswer;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::{Code, Prose, RecordId, RecordKind};
use cunji_domain::time::local_day;
use cunji_history::derived_record_id;
use data_encoding::HEXLOWER;

use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::facts::check_of_office;
use crate::log::publish;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::complaints::{self as stored, ComplaintPlace, Readable};
use crate::storage::read_model::RecordRow;
use crate::storage::{self, Transaction, log, roster};

/// A complaint or a suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The village.
    pub space: DivisionCode,
    /// The village's name.
    pub village: String,
    /// Who wrote it.
    pub author: String,
    /// On which day.
    pub day: NaiveDate,
    /// Its id.
    pub record: RecordId,
    /// What it says.
    pub complaint: Complaint,
    /// The answer, once there is one.
    pub answer: Option<ComplaintAnswer>,
}

/// No complaint is of a day before this one.
const FIRST: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a day that exists");
/// Nor of this one or after it.
const LAST: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day that exists");
/// The most complaints of a page.
const MOST: u32 = 200;

/// A page of complaints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The complaints, the newest first.
    pub items: Vec<Known>,
    /// Where the next page begins; none: that is all.
    pub next: Option<ComplaintPlace>,
    /// How many the seat may read there.
    pub total: u64,
}

/// A page of what a seat may read of a division, the newest first. That it was read is noted.
///
/// # Errors
/// What the database says.
pub fn complaints(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    after: Option<&ComplaintPlace>,
    limit: u32,
) -> Result<Page, ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    let limit = limit.clamp(1, MOST) as usize;
    let readable = readable(seat, &registrar);
    let kind = Complaint::DECL.number;
    let table = registrar.tables.table_name(kind).unwrap_or_default();
    let page = storage::read(&*server.storage, |tx| {
        let total = stored::count(tx, table, division, &readable)?;
        let mut places = stored::page(tx, table, (division, &readable), after, limit + 1)?;
        let more = places.len() > limit;
        places.truncate(limit);
        let next = places.last().filter(|_| more).cloned();
        let mut items = Vec::with_capacity(places.len());
        for (day, space, record) in places {
            let Some(row) = registrar.tables.record(tx, kind, &space, record)? else { continue };
            let Ok(complaint) = Complaint::from_parts(&row.key, &row.fields) else { continue };
            // The statement asks as this rule does; what only the rule refuses is not shown.
            if !reads(seat, &registrar, &space, &complaint) {
                continue;
            }
            let village = roster::division_called(tx, &space)?;
            let author = roster::person_called(tx, &row.author)?;
            let answer = answer_to(tx, &registrar, &row)?;
            items.push(Known { space, village, author, day, record, complaint, answer });
        }
        Ok::<_, ServerError>(Page { items, next, total })
    })?;
    if !page.items.is_empty() {
        let of = || Of { division: Some(division.clone()), ..Of::default() };
        storage::write(&*server.storage, |tx| audit::note(tx, now, &seat.login, AuditAction::ComplaintsSeen, of()))?;
    }
    Ok(page)
}

/// Answers a complaint that the seat's office handles; the answer goes to its writer alone.
///
/// # Errors
/// There is none that this seat may read, or nothing is said; or what the database says.
pub fn answer(
    server: &Server,
    seat: &Seat,
    space: &DivisionCode,
    record: RecordId,
    words: &str,
) -> Result<(), ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    storage::write(&*server.storage, |tx| {
        log::open_space(tx, space)?;
        log::lock_space(tx, space)?;
        let row = registrar.tables.record(tx, Complaint::DECL.number, space, record)?.filter(|row| !row.withdrawn);
        let row = row.ok_or_else(unknown)?;
        let complaint = Complaint::from_parts(&row.key, &row.fields).map_err(|_| unknown())?;
        if !reads(seat, &registrar, space, &complaint) {
            return Err(unknown());
        }
        if answer_to(tx, &registrar, &row)?.is_some_and(|before| before.answer.0 != words.trim()) {
            return Err(ServerError::refused(
                "complaint.changed_meanwhile",
                "这一条已经答复过了,没有再答。请看已有的答复。",
                "This was answered already; nothing was done. Look at the answer that is there.",
            ));
        }
        let said = ComplaintAnswer {
            person: row.author.clone(),
            complaint: record,
            answer: Prose(words.trim().to_owned()),
            answered: local_day(now).unwrap_or_default(),
        };
        check_of_office(tx, &registrar, space, &said, now)?;
        publish(tx, &registrar, space, &said, now)?;
        // Neither the writer's name nor the words: the audit is read by more offices than the complaint.
        let of = Of { division: Some(space.clone()), subject: Some(HEXLOWER.encode(&record.0)), detail: None };
        audit::note(tx, now, &seat.login, AuditAction::ComplaintAnswered, of)
    })
}

/// What a seat may read, by the days between which the policies name the same office.
fn readable(seat: &Seat, registrar: &Registrar) -> Vec<Readable> {
    let policies = registrar.policies.iter();
    let ends = |last: Option<NaiveDate>| last.and_then(|last| last.checked_add_days(Days::new(1)));
    let turns = policies.flat_map(|policy| [Some(policy.valid_from), Some(policy.known_from), ends(policy.valid_to)]);
    let turns: BTreeSet<NaiveDate> = turns.flatten().chain([FIRST, LAST]).collect();
    let mut readable = Vec::new();
    for (from, before) in turns.iter().zip(turns.iter().skip(1)) {
        let policy = registrar.policies.on(*from);
        for held in &seat.appointments {
            let written_to = |office: ComplaintOffice| {
                let about = ComplaintAbout::Other;
                Complaint { day: *from, about, office, text: Prose::default() }.may_be_read_by(held.role, false, policy)
            };
            let offices = ComplaintOffice::ALL.iter().filter(|office| written_to(**office));
            let offices = offices.map(|office| office.code()).collect();
            readable.push(Readable { division: held.division.clone(), from: *from, before: *before, offices });
        }
    }
    readable
}

fn reads(seat: &Seat, registrar: &Registrar, space: &DivisionCode, complaint: &Complaint) -> bool {
    let policy = registrar.policies.on(complaint.day);
    let mut held = seat.appointments.iter();
    held.any(|held| held.division.contains(space) && complaint.may_be_read_by(held.role, false, policy))
}

fn answer_to(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    complaint: &RecordRow,
) -> Result<Option<ComplaintAnswer>, ServerError> {
    let answer = ComplaintAnswer {
        person: complaint.author.clone(),
        complaint: complaint.id,
        answer: Prose::default(),
        answered: NaiveDate::default(),
    };
    let kind = ComplaintAnswer::DECL.number;
    let id = derived_record_id(kind, &complaint.space, &answer.key());
    let row = registrar.tables.record(tx, kind, &complaint.space, id)?.filter(|row| !row.withdrawn);
    Ok(row.and_then(|row| ComplaintAnswer::from_parts(&row.key, &row.fields).ok()))
}

fn unknown() -> ServerError {
    ServerError::refused(
        "complaint.unknown",
        "没有这一条投诉建议,或不归你这个办公室办。请刷新看归你办的。",
        "There is no such complaint, or it is not for your office. Reload to see which are.",
    )
}
