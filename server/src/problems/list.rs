//! Problems as a desk lists and shows them.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::problem::Problem;
use cunji_domain::problem_answer::ProblemAnswer;
use cunji_domain::record::{RecordId, RecordKind};
use data_encoding::HEXLOWER;

use super::answer::gone;
use super::item::{answer_to, item_of, seen_of};
use super::promise::{last_day, offices_of};
use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::households;
use crate::photos::{PhotoShown, shown_to_office};
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::problems::{self, Counts, Place, ProblemItem, Which};
use crate::storage::{self, Transaction, roster};

/// The most problems of a page.
pub const MOST: u32 = 200;

/// A page of problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The problems, those first that are due first.
    pub items: Vec<Listed>,
    /// Whether there is more after them.
    pub more: bool,
    /// How many there are.
    pub counts: Counts,
}

/// A problem with the names that a reader knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The item.
    pub item: ProblemItem,
    /// Who raised it.
    pub author: String,
    /// The village.
    pub village: String,
    /// The office that owes the answer.
    pub owing: String,
    /// What it is.
    pub text: String,
}

/// A problem with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// As it is listed.
    pub listed: Listed,
    /// The problem.
    pub problem: Problem,
    /// Whom it is about: the household's head by name.
    pub household: Option<String>,
    /// Its photos, with what an office may see of them.
    pub photos: Vec<PhotoShown>,
    /// The answer as it stands.
    pub answer: Option<ProblemAnswer>,
    /// Names problem and answer as they stand, word for word.
    pub seen: String,
    /// How far the seat may promise for each office that can owe the answer, the nearest first.
    pub promises: Vec<Promise>,
}

/// How far somebody may promise for an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The office, by its division.
    pub office: DivisionCode,
    /// The last day; none: any.
    pub last_day: Option<NaiveDate>,
}

/// A page of problems of a division.
///
/// # Errors
/// What the database says.
pub fn list(
    server: &Server,
    which: Which,
    division: &DivisionCode,
    today: NaiveDate,
    after: Option<&Place>,
    limit: u32,
) -> Result<Page, ServerError> {
    let (registrar, limit) = (server.registrar(), limit.clamp(1, MOST));
    storage::read(&*server.storage, |tx| {
        let mut found = problems::list(tx, which, division, after, limit + 1)?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let items = found.into_iter().map(|item| listed(tx, &registrar, item)).collect::<Result<_, _>>()?;
        Ok(Page { items, more, counts: problems::counts(tx, division, today)? })
    })
}

/// One problem. That it was read is noted.
///
/// # Errors
/// It is not there; or what the database says.
pub fn show(server: &Server, seat: &Seat, space: &DivisionCode, record: RecordId) -> Result<Shown, ServerError> {
    let (registrar, folder) = (server.registrar(), server.photos());
    let shown = storage::read(&*server.storage, |tx| {
        let item = item_of(tx, &registrar, space, record)?.ok_or_else(gone)?;
        let problem = problem(tx, &registrar, &item)?.ok_or_else(gone)?;
        let answer = answer_to(tx, &registrar, space, record)?;
        let photos = shown_to_office(tx, &registrar, folder, (space, record), &problem.photos)?;
        let listed_as = problem.household.as_deref();
        let household = listed_as.map(|number| households::called(tx, &registrar, space, number)).transpose()?;
        let household = household.or_else(|| problem.household_name.clone());
        let seen = seen_of(tx, &registrar, space, record)?;
        let mut promises = Vec::new();
        for office in offices_of(space) {
            let last_day = last_day(tx, &registrar, seat, &item, &office)?;
            promises.push(Promise { office, last_day });
        }
        let listed = listed(tx, &registrar, item)?;
        Ok::<_, ServerError>(Shown { listed, problem, household, photos, answer, seen, promises })
    })?;
    let of = Of {
        division: Some(space.clone()),
        subject: Some(HEXLOWER.encode(&record.0)),
        detail: Some(Problem::DECL.zh.to_owned()),
    };
    audit::note_seen(server, seat, AuditAction::RecordSeen, &of)?;
    Ok(shown)
}

fn problem(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    item: &ProblemItem,
) -> Result<Option<Problem>, ServerError> {
    let row = registrar.tables.record(tx, Problem::DECL.number, &item.space, item.record)?;
    Ok(row.and_then(|row| Problem::from_parts(&row.key, &row.fields).ok()))
}

fn listed(tx: &mut dyn Transaction, registrar: &Registrar, item: ProblemItem) -> Result<Listed, ServerError> {
    let author = roster::person_called(tx, &item.author)?;
    let (village, owing) = (roster::division_called(tx, &item.space)?, roster::division_called(tx, &item.owing)?);
    let text = problem(tx, registrar, &item)?.map(|problem| problem.text.0).unwrap_or_default();
    Ok(Listed { item, author, village, owing, text })
}
