//! Searching records, and reading one.

use axum::Extension;
use axum::extract::State;
use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::Act;
use cunji_domain::record::KindDecl;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, Refusal, blocking};
use super::carried::{Json, Path, Query};
use super::read::{malformed, record_id};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::http::Shared;
use crate::search::{self, Filter, Match, RecordShown, SEARCHED, Snippet};

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::ReadRecords) => found,
        Needs::There(Act::ReadRecords) => record,
    }
}

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
struct Sought {
    /// The question, as it was typed. What stands in quotes is found as it stands.
    q: String,
    /// These kinds alone, by name, with commas between: `diary`, `visit`, `problem`, `problem_answer`, `household_note`,
    /// `friendship_contact`.
    kinds: Option<String>,
    /// From this day on.
    from: Option<NaiveDate>,
    /// Until this day.
    to: Option<NaiveDate>,
    /// What this person wrote, by id.
    person: Option<String>,
    /// Where to go on, as the page before said.
    after: Option<String>,
    /// How many, at most 100.
    limit: Option<u32>,
}

/// Which record; its village is the path's division.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct Which {
    /// Its kind, by name.
    kind: String,
    /// The record's id.
    record: String,
}

/// A page of what was found.
#[derive(Debug, Serialize, ToSchema)]
struct FoundPage {
    /// The latest first.
    items: Vec<FoundRecord>,
    /// Where to go on; none: that is all.
    next: Option<String>,
    /// How many there are, counted up to a thousand; on the first page alone.
    count: Option<u32>,
    /// Whether there are more than were counted.
    uncounted: bool,
    /// Whether some of those that were counted may turn out not to hold the words as they were asked for.
    about: bool,
}

/// A record that was found.
#[derive(Debug, Serialize, ToSchema)]
struct FoundRecord {
    /// The village.
    space: String,
    /// The village's name.
    village: String,
    /// The record.
    record: String,
    /// Its kind, by name.
    kind: String,
    /// Its kind, in Chinese.
    kind_zh: String,
    /// Its kind, in English.
    kind_en: String,
    /// Who wrote it.
    author: String,
    /// Who wrote it, by id.
    author_id: String,
    /// The day that it tells of.
    day: NaiveDate,
    /// Where the words stand in it.
    snippets: Vec<Snippet>,
}

/// Searches diaries, visits, problems with their answers, notes on households and contacts of a division and below it. Who searched
/// what is in the audit.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/search", tag = "search",
    params(("division" = String, Path, description = "The division's code"), Sought),
    responses((status = 200, body = FoundPage), (status = "4XX", body = Refusal)))]
async fn found(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(sought): Query<Sought>,
) -> Answer<FoundPage> {
    let kinds = sought.kinds.as_deref().unwrap_or_default().split(',').filter(|name| !name.is_empty());
    let filter = Filter {
        kinds: kinds.map(|name| kind_named(name, "kinds")).collect::<Result<_, _>>()?,
        from: sought.from,
        to: sought.to,
        person: match sought.person.as_deref().map(str::trim).filter(|person| !person.is_empty()) {
            Some(person) => Some(person.parse().map_err(|_| malformed("person"))?),
            None => None,
        },
    };
    let after = sought.after.as_deref().map(|place| place.parse().map_err(|_| malformed("after"))).transpose()?;
    let limit = sought.limit.unwrap_or(30);
    let answer =
        blocking(move || search::search(&shared.server, &seat, &division, &sought.q, &filter, after, limit)).await?;
    Ok(Json(FoundPage {
        items: answer.results.into_iter().map(view).collect(),
        next: answer.next.map(|place| place.to_string()),
        count: answer.count,
        uncounted: answer.uncounted,
        about: answer.about,
    }))
}

/// One record as a text, with its history. The division is its village. That it was read is in the audit.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/records/{kind}/{record}", tag = "search",
    params(("division" = String, Path, description = "The village's code"), Which),
    responses((status = 200, body = RecordShown), (status = "4XX", body = Refusal)))]
async fn record(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Path(which): Path<Which>,
) -> Answer<RecordShown> {
    let (kind, record) = (kind_named(&which.kind, "kind")?, record_id(&which.record)?);
    Ok(Json(blocking(move || search::show(&shared.server, &seat, &village, kind, record)).await?))
}

fn kind_named(name: &str, part: &str) -> Result<&'static KindDecl, ServerError> {
    SEARCHED.into_iter().find(|kind| kind.name == name).ok_or_else(|| malformed(part))
}

fn view(found: Match) -> FoundRecord {
    FoundRecord {
        space: found.hit.space.to_string(),
        village: found.village,
        record: HEXLOWER.encode(&found.hit.record.0),
        kind: found.kind.name.to_owned(),
        kind_zh: found.kind.zh.to_owned(),
        kind_en: found.kind.en.to_owned(),
        author: found.author,
        author_id: found.author_id.to_string(),
        day: found.day,
        snippets: found.snippets,
    }
}
