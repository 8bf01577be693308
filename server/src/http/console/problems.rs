//! The problem desk.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::Act;
use cunji_domain::problem_answer::AnswerState;
use cunji_domain::record::Code;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Path, Query};
use super::read::{division, malformed, record_id};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::http::Shared;
use crate::photos::PhotoShown;
use crate::problems::{self, Listed, Reply};
use crate::storage::problems::{Place, ProblemState, Which};

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::ReadRecords) => problem_list,
        Needs::There(Act::ReadRecords) => problem,
        Needs::There(Act::AnswerProblems) => answer_problem,
    }
}

/// Nobody took it yet.
const UNTAKEN: &str = "untaken";

/// Which problems.
#[derive(Debug, Deserialize, IntoParams)]
struct ProblemPart {
    /// `owed` (by the division's own office), `late` (owed by an office below, past the deadline), `unanswered` or `settled`.
    which: String,
    /// Where to go on, as the page before said.
    after: Option<String>,
    /// How many, at most 200.
    limit: Option<u32>,
}

/// Which problem; its village is the path's division.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichProblem {
    /// The problem's id.
    record: String,
}

/// A page of problems.
#[derive(Debug, Serialize, ToSchema)]
struct ProblemPage {
    /// Those first that are due first.
    items: Vec<ProblemItemView>,
    /// Where to go on; none: that is all.
    next: Option<String>,
    /// The division's own office owes an answer.
    owed: u64,
    /// …and is late.
    owed_late: u64,
    /// An office below owes one and is late.
    late_below: u64,
    /// Not answered yet, whoever owes it.
    unanswered: u64,
    /// Answered or declined.
    settled: u64,
}

/// A problem in a list.
#[derive(Debug, Serialize, ToSchema)]
struct ProblemItemView {
    /// The village.
    space: String,
    /// The village's name.
    village: String,
    /// The problem.
    record: String,
    /// Who raised it.
    author: String,
    /// On which day.
    day: NaiveDate,
    /// What it is.
    text: String,
    /// Which kind, by the policy's code.
    category: Option<String>,
    /// How soon, by code.
    urgency: Option<String>,
    /// `untaken`, `taken`, `handed_over`, `answered` or `declined`.
    state: String,
    /// The office that owes the answer, by its division.
    owing: String,
    /// That office's name.
    owing_name: String,
    /// The last day for an answer.
    due: NaiveDate,
    /// Days past it; none where it is not late or was answered.
    late_days: Option<i64>,
}

/// A problem with its answer.
#[derive(Debug, Serialize, ToSchema)]
struct ProblemShown {
    /// As it is listed.
    problem: ProblemItemView,
    /// Whom it is about: the name of the household's head, or its number where the list has none of it.
    household: Option<String>,
    /// Its photos.
    photos: Vec<PhotoShown>,
    /// Who sees to it.
    taken_by: Option<String>,
    /// The answer.
    answer: String,
    /// The day of the answer.
    answered: Option<NaiveDate>,
    /// Names problem and answer as they stand, word for word; whoever answers says it.
    seen: String,
    /// How far this account may promise for each office that can owe the answer, the nearest first.
    promises: Vec<PromiseView>,
}

/// How far an account may promise for an office.
#[derive(Debug, Serialize, ToSchema)]
struct PromiseView {
    /// The office, by its division.
    office: String,
    /// The last day for an answer that may be set; none: any.
    last_day: Option<NaiveDate>,
}

/// What an office says of a problem.
#[derive(Debug, Deserialize, ToSchema)]
struct ReplyBody {
    /// What was shown, as it was named there.
    seen: String,
    /// `taken`, `handed_over`, `answered` or `declined`.
    state: String,
    /// The office that owes the answer from now on, by its division.
    office: Option<String>,
    /// Who sees to it.
    taken_by: Option<String>,
    /// The last day for an answer; none: as before, and by the rules where another office owes it from now on.
    deadline: Option<NaiveDate>,
    /// The answer, or why not; a word on the way, where it is taken or handed over: none leaves the former one.
    #[serde(default)]
    answer: String,
}

/// Problems of a division and below it.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/problems", tag = "problems",
    params(("division" = String, Path, description = "The division's code"), ProblemPart),
    responses((status = 200, body = ProblemPage), (status = "4XX", body = Refusal)))]
async fn problem_list(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<ProblemPart>,
) -> Answer<ProblemPage> {
    let today = seat.today;
    let which = match part.which.as_str() {
        "owed" => Which::Owed,
        "late" => Which::Late(today),
        "unanswered" => Which::Unanswered,
        "settled" => Which::Settled,
        _ => return Err(malformed("which").into()),
    };
    let after = part.after.as_deref().map(place).transpose()?;
    let limit = part.limit.unwrap_or(50);
    let page = blocking(move || problems::list(&shared.server, which, &division, today, after.as_ref(), limit)).await?;
    let next = page.items.last().filter(|_| page.more).map(|last| {
        let item = &last.item;
        format!("{}.{}.{}", item.due, item.space, HEXLOWER.encode(&item.record.0))
    });
    Ok(Json(ProblemPage {
        items: page.items.into_iter().map(|listed| view(listed, today)).collect(),
        next,
        owed: page.counts.owed,
        owed_late: page.counts.owed_late,
        late_below: page.counts.late_below,
        unanswered: page.counts.unanswered,
        settled: page.counts.settled,
    }))
}

/// One problem. The division is its village.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/problems/{record}", tag = "problems",
    params(("division" = String, Path, description = "The village's code"), WhichProblem),
    responses((status = 200, body = ProblemShown), (status = "4XX", body = Refusal)))]
async fn problem(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Path(which): Path<WhichProblem>,
) -> Answer<ProblemShown> {
    let record = record_id(&which.record)?;
    let today = seat.today;
    let shown = blocking(move || problems::show(&shared.server, &seat, &village, record)).await?;
    let answer = shown.answer.as_ref();
    Ok(Json(ProblemShown {
        household: shown.household,
        photos: shown.photos,
        taken_by: answer.and_then(|answer| answer.taken_by.clone()),
        answer: answer.map(|answer| answer.answer.0.clone()).unwrap_or_default(),
        answered: answer.and_then(|answer| answer.answered),
        seen: shown.seen,
        promises: shown
            .promises
            .into_iter()
            .map(|promise| PromiseView { office: promise.office.to_string(), last_day: promise.last_day })
            .collect(),
        problem: view(shown.listed, today),
    }))
}

/// Takes a problem, hands it over, answers or declines it.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/problems/{record}", tag = "problems", request_body = ReplyBody,
    params(("division" = String, Path, description = "The village's code"), WhichProblem),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn answer_problem(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Path(which): Path<WhichProblem>,
    Json(body): Json<ReplyBody>,
) -> Result<StatusCode, No> {
    let record = record_id(&which.record)?;
    let reply = Reply {
        seen: body.seen,
        state: AnswerState::of(&body.state).ok_or_else(|| malformed("state"))?,
        office: body.office.as_deref().map(|code| division(code, "office")).transpose()?,
        taken_by: body.taken_by.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()),
        deadline: body.deadline,
        answer: body.answer,
    };
    blocking(move || problems::answer(&shared.server, &seat, &village, record, &reply)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn view(listed: Listed, today: NaiveDate) -> ProblemItemView {
    let item = listed.item;
    let waits = !matches!(item.state, Some(AnswerState::Answered | AnswerState::Declined));
    let late = today.signed_duration_since(item.due).num_days();
    ProblemItemView {
        space: item.space.to_string(),
        village: listed.village,
        record: HEXLOWER.encode(&item.record.0),
        author: listed.author,
        day: item.day,
        text: listed.text,
        category: item.category,
        urgency: item.urgency,
        state: state(item.state).to_owned(),
        owing: item.owing.to_string(),
        owing_name: listed.owing,
        due: item.due,
        late_days: (waits && late > 0).then_some(late),
    }
}

fn state(state: ProblemState) -> &'static str {
    state.map_or(UNTAKEN, AnswerState::code)
}

fn place(written: &str) -> Result<Place, ServerError> {
    let parts: Vec<&str> = written.split('.').collect();
    let [due, space, record] = parts.as_slice() else { return Err(malformed("after")) };
    Ok(Place {
        due: due.parse().map_err(|_| malformed("after"))?,
        space: division(space, "after")?,
        record: record_id(record)?,
    })
}
