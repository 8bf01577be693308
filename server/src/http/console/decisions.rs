//! Leaves and objections that are an office's to decide.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::office::Act;
use cunji_domain::record::Code;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Path, Query};
use super::read::{division as division_code, edit_id, malformed, record_id};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::decisions::{self, Decided, Decision, Known, Which};
use crate::error::ServerError;
use crate::http::Shared;
use crate::storage::decisions::{DecisionOf, DecisionPlace};

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::DecideLeave) => decision_list,
        Needs::There(Act::DecideLeave) => decide,
    }
}

/// Which leaves and objections.
#[derive(Debug, Deserialize, IntoParams)]
struct DecisionPart {
    /// `waiting` or `settled`.
    which: String,
    /// For which level: `town`, `county` or `city`.
    level: Option<String>,
    /// Where to go on, as the page before said.
    after: Option<String>,
    /// How many, at most 200.
    limit: Option<u32>,
}

/// Which one; its village is the path's division.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichDecision {
    /// The leave's or objection's id.
    record: String,
}

/// A page of leaves and objections.
#[derive(Debug, Serialize, ToSchema)]
struct DecisionPage {
    /// The most urgent first; of what was decided the latest days first.
    items: Vec<DecisionItemView>,
    /// Where to go on; none: that is all.
    next: Option<String>,
}

/// A leave or an objection.
#[derive(Debug, Serialize, ToSchema)]
struct DecisionItemView {
    /// The village.
    space: String,
    /// The village's name.
    village: String,
    /// The record.
    record: String,
    /// Its heads as they are shown.
    heads: Vec<String>,
    /// `leave` or `objection`.
    what: String,
    /// Whose, by id.
    cadre: String,
    /// By name.
    author: String,
    /// The first day; of an objection its day.
    day: NaiveDate,
    /// The last day.
    last_day: NaiveDate,
    /// The kind of leave, or what is objected to, in Chinese.
    kind: String,
    /// The same in English.
    kind_en: String,
    /// What the person says.
    text: String,
    /// Who is to decide: `village`, `town`, `county` or `city`.
    level: String,
    /// The last day for it.
    due: NaiveDate,
    /// Days past it; none where it is not late or was decided.
    late_days: Option<i64>,
    /// What was decided.
    decided: Option<DecidedView>,
}

/// What was decided.
#[derive(Debug, Serialize, ToSchema)]
struct DecidedView {
    /// On which level.
    level: String,
    /// Whether it was granted or upheld.
    granted: bool,
    /// The first granted day.
    first_day: Option<NaiveDate>,
    /// The last granted day.
    last_day: Option<NaiveDate>,
    /// Why.
    reason: String,
}

/// What an office decides.
#[derive(Debug, Deserialize, ToSchema)]
struct DecisionBody {
    /// On which level: `town`, `county` or `city`.
    level: String,
    /// The heads that were shown.
    heads: Vec<String>,
    /// Whether it is granted, or upheld.
    granted: bool,
    /// The first granted day of a leave; all that was asked for where none is given.
    first_day: Option<NaiveDate>,
    /// The last granted day.
    last_day: Option<NaiveDate>,
    /// A word on it; owed where an objection is not upheld.
    #[serde(default)]
    reason: String,
}

/// Leaves and objections of a division and below it. That their reasons were read, and whose, is in the audit.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/decisions", tag = "decisions",
    params(("division" = String, Path, description = "The division's code"), DecisionPart),
    responses((status = 200, body = DecisionPage), (status = "4XX", body = Refusal)))]
async fn decision_list(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<DecisionPart>,
) -> Answer<DecisionPage> {
    let today = seat.today;
    let which = match (part.which.as_str(), part.level.as_deref()) {
        ("waiting", Some(level)) => Which::Waiting(JudgeLevel::of(level).ok_or_else(|| malformed("level"))?),
        ("settled", _) => Which::Settled,
        _ => return Err(malformed("which").into()),
    };
    let after = part.after.as_deref().map(place).transpose()?;
    let limit = part.limit.unwrap_or(50);
    let page =
        blocking(move || decisions::list(&shared.server, &seat, which, &division, after.as_ref(), limit)).await?;
    let by_due = matches!(which, Which::Waiting(_));
    let next = page.items.last().filter(|_| page.more).map(|last| {
        let item = &last.item;
        let day = if by_due { item.due } else { item.day };
        format!("{day}.{}.{}", item.space, HEXLOWER.encode(&item.record.0))
    });
    Ok(Json(DecisionPage { items: page.items.into_iter().map(|known| view(known, today)).collect(), next }))
}

/// Decides on a leave or an objection as it was shown. The division is its village.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/decisions/{record}", tag = "decisions", request_body = DecisionBody,
    params(("division" = String, Path, description = "The village's code"), WhichDecision),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn decide(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Path(which): Path<WhichDecision>,
    Json(body): Json<DecisionBody>,
) -> Result<StatusCode, No> {
    let record = record_id(&which.record)?;
    let decision = Decision {
        level: JudgeLevel::of(&body.level).ok_or_else(|| malformed("level"))?,
        heads: body.heads.iter().map(|head| edit_id(head)).collect::<Result<_, _>>()?,
        granted: body.granted,
        days: body.first_day.zip(body.last_day),
        reason: body.reason,
    };
    blocking(move || decisions::decide(&shared.server, &seat, &village, record, &decision)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn view(known: Known, today: NaiveDate) -> DecisionItemView {
    let item = known.item;
    let late = today.signed_duration_since(item.due).num_days();
    DecisionItemView {
        space: item.space.to_string(),
        village: known.village,
        record: HEXLOWER.encode(&item.record.0),
        heads: known.heads.iter().map(|head| HEXLOWER.encode(&head.0)).collect(),
        what: match item.what {
            DecisionOf::Leave => "leave",
            DecisionOf::Objection => "objection",
        }
        .to_owned(),
        cadre: item.author.to_string(),
        author: known.author,
        day: item.day,
        last_day: known.last_day,
        kind: known.kind,
        kind_en: known.kind_en,
        text: known.text,
        level: item.level.code().to_owned(),
        due: item.due,
        late_days: (!item.settled && late > 0).then_some(late),
        decided: known.decided.map(decided_view),
    }
}

fn decided_view(decided: Decided) -> DecidedView {
    DecidedView {
        level: decided.level.code().to_owned(),
        granted: decided.granted,
        first_day: decided.days.map(|(first, _)| first),
        last_day: decided.days.map(|(_, last)| last),
        reason: decided.reason,
    }
}

fn place(written: &str) -> Result<DecisionPlace, ServerError> {
    let parts: Vec<&str> = written.split('.').collect();
    let [day, space, record] = parts.as_slice() else { return Err(malformed("after")) };
    Ok(DecisionPlace {
        day: day.parse().map_err(|_| malformed("after"))?,
        space: division_code(space, "after")?,
        record: record_id(record)?,
    })
}
