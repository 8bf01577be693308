//! One question to the index, and the records that answer it.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::person::PersonId;
use cunji_domain::record::KindDecl;

use super::question::Question;
use super::snippet::{Snippet, snippets};
use super::terms::{of_division, of_kind, of_person};
use super::texts::texts;
use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::search::{self as stored, Asked, Hit};
use crate::storage::{self, Transaction, roster};

/// The most records of a page.
pub const MOST: u32 = 100;
/// So far it is counted how many there are.
pub const COUNTED: u32 = 1_000;
/// So many characters of a question are read.
const LONGEST: usize = 200;
/// The index is asked so often for one page: where many of its answers turn out to be none, the page ends early and goes on later.
const ROUNDS: u32 = 4;

/// What narrows a question down.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// These kinds alone; none: all that are searched.
    pub kinds: Vec<&'static KindDecl>,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// To this day.
    pub to: Option<NaiveDate>,
    /// What this person wrote.
    pub person: Option<PersonId>,
}

/// A record that was found.
#[derive(Debug, Clone)]
pub struct Match {
    /// Where it stands in the index.
    pub hit: Hit,
    /// Its kind.
    pub kind: &'static KindDecl,
    /// The village's name.
    pub village: String,
    /// Who wrote it.
    pub author_id: PersonId,
    /// By name.
    pub author: String,
    /// The day by which it stands.
    pub day: NaiveDate,
    /// Where the words stand in it.
    pub snippets: Vec<Snippet>,
}

/// A page of answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The records, the latest first.
    pub results: Vec<Match>,
    /// Where to go on; none: that is all.
    pub next: Option<i64>,
    /// How many there are, counted up to a thousand; on the first page alone.
    pub count: Option<u32>,
    /// Whether there are more than were counted.
    pub uncounted: bool,
    /// Whether some of those that were counted may turn out not to hold the words as they were asked for.
    pub about: bool,
}

/// Searches a division and everything below it. That it was searched, and for what, is noted.
///
/// # Errors
/// What the database says.
pub fn search(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    typed: &str,
    filter: &Filter,
    after: Option<i64>,
    limit: u32,
) -> Result<Answer, ServerError> {
    // What is longer is no question but a text that was pasted.
    let typed: String = typed.chars().take(LONGEST).collect();
    let question = Question::of(&typed)?;
    note(server, seat, division, &typed, filter)?;
    let (registrar, limit) = (server.registrar(), limit.clamp(1, MOST));
    let asked = asked(&question, division, filter);
    storage::read(&*server.storage, |tx| {
        let (results, next) = page(tx, &registrar, &question, &asked, after, limit)?;
        // What is shown whole is counted as it is shown; of more than a page only the index knows, which knows pairs.
        let counted = match (after, next) {
            (Some(_), _) => None,
            (None, None) => Some(u32::try_from(results.len()).unwrap_or(u32::MAX)),
            (None, Some(_)) => Some(stored::count(tx, &asked, COUNTED + 1)?),
        };
        let uncounted = counted.is_some_and(|counted| counted > COUNTED);
        let about = next.is_some() && !question.is_what_the_index_knows();
        Ok(Answer { results, next, count: counted.map(|counted| counted.min(COUNTED)), uncounted, about })
    })
}

/// What the index is asked for a question.
pub fn asked(question: &Question, division: &DivisionCode, filter: &Filter) -> Asked {
    let mut all = question.terms();
    all.push(of_division(division));
    all.extend(filter.person.as_ref().map(of_person));
    let any = filter.kinds.iter().map(|kind| of_kind(kind.number)).collect();
    Asked { all, any, from: filter.from, to: filter.to }
}

fn page(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    question: &Question,
    asked: &Asked,
    after: Option<i64>,
    limit: u32,
) -> Result<(Vec<Match>, Option<i64>), ServerError> {
    let (mut results, mut after) = (Vec::new(), after);
    for _ in 0..ROUNDS {
        // One more than is shown, to know whether there is more.
        let wanted = limit + 1;
        let hits = stored::find(tx, asked, after, wanted)?;
        let all = (hits.len() as u32) < wanted;
        for hit in hits {
            if results.len() as u32 == limit {
                return Ok((results, after));
            }
            after = Some(hit.place);
            results.extend(result(tx, registrar, question, hit)?);
        }
        if all {
            return Ok((results, None));
        }
    }
    Ok((results, after))
}

/// The record of a hit, if it holds the words as they were asked for: the index knows pairs, and it may be a moment behind.
fn result(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    question: &Question,
    hit: Hit,
) -> Result<Option<Match>, ServerError> {
    let row = registrar.tables.record(tx, hit.kind, &hit.space, hit.record)?;
    let (Some(row), Some(kind)) = (row.filter(|row| !row.withdrawn), kinds::by_number(hit.kind)) else {
        return Ok(None);
    };
    let Some(snippets) = snippets(&texts(&row), question) else { return Ok(None) };
    let village = roster::division_called(tx, &hit.space)?;
    let author = roster::person_called(tx, &row.author)?;
    Ok(Some(Match { day: hit.day()?, hit, kind, village, author_id: row.author, author, snippets }))
}

fn note(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    typed: &str,
    filter: &Filter,
) -> Result<(), ServerError> {
    let now = server.clock.now();
    let mut detail = typed.trim().to_owned();
    for kind in &filter.kinds {
        detail.push_str(&format!(" · {}", kind.zh));
    }
    if filter.from.is_some() || filter.to.is_some() {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        detail.push_str(&format!(" · {}~{}", day(filter.from), day(filter.to)));
    }
    let subject = filter.person.as_ref().map(ToString::to_string);
    let of = || Of { division: Some(division.clone()), subject: subject.clone(), detail: Some(detail.clone()) };
    storage::write(&*server.storage, |tx| audit::note(tx, now, &seat.login, AuditAction::Searched, of()))
}
