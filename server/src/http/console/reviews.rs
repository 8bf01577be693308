//! The review queue.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{Datelike, NaiveDate};
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::office::Act;
use cunji_domain::record::Code;
use cunji_domain::review::{ReturnCause, ReviewState};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Path, Query};
use super::read::{division as division_code, edit_id, malformed, record_id};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::http::Shared;
use crate::review::view::DiaryShown;
use crate::review::{self, Listed, Word};
use crate::storage;
use crate::storage::hints::{self, HintOutcome};
use crate::storage::reviews::Place;

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::Review) => queue,
        Needs::There(Act::Review) => causes,
        Needs::There(Act::Review) => diary,
        Needs::There(Act::Review) => open,
        Needs::There(Act::Review) => let_go,
        Needs::There(Act::Review) => judge,
        Needs::There(Act::Review) => accept_unread,
        Needs::There(Act::Review) => hint_shares,
    }
}

/// Diaries of which days.
#[derive(Debug, Deserialize, IntoParams)]
struct HintDays {
    /// From this day on; the year's first where none is given.
    from: Option<NaiveDate>,
    /// Until this day; today where none is given.
    to: Option<NaiveDate>,
}

/// How often a hint was what.
#[derive(Debug, Default, Serialize, ToSchema)]
struct HintShare {
    /// The hint, by code.
    hint: String,
    /// Diaries that have it.
    diaries: u64,
    /// Of them those that nobody has reviewed.
    waiting: u64,
    /// Those that were read and accepted: false alarms.
    false_alarms: u64,
    /// Those that were returned.
    returned: u64,
    /// Those that were left in doubt.
    flagged: u64,
    /// Those that were accepted unread.
    unread: u64,
}

/// Which part of the queue.
#[derive(Debug, Deserialize, IntoParams)]
struct Part {
    /// `town`, `county` or `city`: on which level one reviews.
    level: String,
    /// Where to go on, as the page before said.
    after: Option<String>,
    /// How many, at most 200.
    limit: Option<u32>,
}

/// How a diary is read.
#[derive(Debug, Deserialize, IntoParams)]
struct ReadAhead {
    /// Whether it is fetched to be opened next: the audit tells that apart from opening it.
    #[serde(default)]
    ahead: bool,
}

/// Which diary; its village is the path's division.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct Which {
    /// The diary's id.
    record: String,
}

/// A cause for which a diary can be returned.
#[derive(Debug, Serialize, ToSchema)]
struct CauseView {
    /// Its code.
    code: &'static str,
    /// In Chinese.
    zh: &'static str,
    /// In English.
    en: &'static str,
}

/// A page of what waits.
#[derive(Debug, Serialize, ToSchema)]
struct QueuePage {
    /// The items: what something contradicts first, then by how much looks odd, then what came first.
    items: Vec<QueueItem>,
    /// Where to go on; none: that is all.
    next: Option<String>,
    /// How much there is in all.
    totals: QueueTotals,
}

/// A diary that waits.
#[derive(Debug, Serialize, ToSchema)]
struct QueueItem {
    /// The village.
    space: String,
    /// The village's name.
    village: String,
    /// The diary.
    record: String,
    /// Its heads, for whoever accepts it unread.
    heads: Vec<String>,
    /// Whose.
    cadre: String,
    /// Of which day.
    day: NaiveDate,
    /// When it arrived: Unix seconds, UTC.
    arrived_at: i64,
    /// How many hints it has.
    odd: u32,
    /// Which ones, by code.
    hints: Vec<String>,
    /// Whether something says otherwise than it does: it comes first.
    contradicted: bool,
    /// Whether it has to be read: it looks odd, chance picked it, or an office below left it in doubt.
    must_be_read: bool,
    /// The highest level below that left it in doubt: `town` or `county`.
    in_doubt_below: Option<String>,
    /// Who else has it open.
    open_at: Option<String>,
}

/// How much there is.
#[derive(Debug, Serialize, ToSchema)]
struct QueueTotals {
    /// Waiting.
    waiting: u64,
    /// Of them, those that look odd or are contradicted.
    odd: u64,
    /// Read and accepted.
    accepted: u64,
    /// Accepted unread.
    accepted_unread: u64,
    /// Returned.
    returned: u64,
    /// In doubt.
    flagged: u64,
}

/// What an office says.
#[derive(Debug, Deserialize, ToSchema)]
struct Judgement {
    /// `town`, `county` or `city`.
    level: String,
    /// The heads that were shown.
    heads: Vec<String>,
    /// What this level had said of these heads when they were shown: `accepted`, `returned`, `flagged`; nothing if it had not.
    seen: Option<String>,
    /// `accepted`, `returned` or `flagged`.
    state: String,
    /// What is to be mended, by code; owed where it is returned.
    cause: Option<String>,
    /// Why, in words; owed where it is flagged.
    #[serde(default)]
    reason: String,
}

/// Diaries that are to be accepted unread.
#[derive(Debug, Deserialize, ToSchema)]
struct Pile {
    /// `town`, `county` or `city`.
    level: String,
    /// Which ones, as they were listed; at most 200.
    items: Vec<PileItem>,
}

/// One of them.
#[derive(Debug, Deserialize, ToSchema)]
struct PileItem {
    /// The village.
    space: String,
    /// The diary.
    record: String,
    /// Its heads.
    heads: Vec<String>,
}

/// What became of them.
#[derive(Debug, Serialize, ToSchema)]
struct PileDone {
    /// Accepted, unread.
    accepted: u64,
    /// Left waiting.
    left: u64,
}

/// What waits for a level in a division and below it.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/reviews", tag = "review",
    params(("division" = String, Path, description = "The division's code"), Part),
    responses((status = 200, body = QueuePage), (status = "4XX", body = Refusal)))]
async fn queue(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<Part>,
) -> Answer<QueuePage> {
    let level = level(&part.level)?;
    let after = part.after.as_deref().map(place).transpose()?;
    let limit = part.limit.unwrap_or(50);
    let queue = blocking(move || review::queue(&shared.server, &seat, level, &division, after.as_ref(), limit)).await?;
    let next = queue.items.last().filter(|_| queue.more).map(|last| written(&last.item));
    let totals = queue.totals;
    Ok(Json(QueuePage {
        items: queue.items.into_iter().map(|listed| item(listed, level)).collect(),
        next,
        totals: QueueTotals {
            waiting: totals.waiting,
            odd: totals.odd,
            accepted: totals.accepted,
            accepted_unread: totals.accepted_unread,
            returned: totals.returned,
            flagged: totals.flagged,
        },
    }))
}

fn item(listed: Listed, level: JudgeLevel) -> QueueItem {
    let must_be_read = listed.item.must_be_read(level);
    QueueItem {
        space: listed.item.space.to_string(),
        village: listed.village,
        record: HEXLOWER.encode(&listed.item.record.0),
        heads: listed.item.heads.iter().map(|head| HEXLOWER.encode(&head.0)).collect(),
        cadre: listed.cadre,
        day: listed.item.day,
        arrived_at: listed.item.arrived_at,
        odd: listed.item.hints(),
        contradicted: listed.item.contradicted(),
        hints: listed.hints,
        must_be_read,
        in_doubt_below: listed.item.in_doubt_below(level).map(|below| below.code().to_owned()),
        open_at: listed.open_at.map(|lease| lease.login),
    }
}

/// The causes for which a diary can be returned: facts, a closed list.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/reviews/causes", tag = "review",
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 200, body = Vec<CauseView>), (status = "4XX", body = Refusal)))]
async fn causes() -> Json<Vec<CauseView>> {
    let causes = ReturnCause::ALL.iter();
    Json(causes.map(|cause| CauseView { code: cause.code(), zh: cause.zh(), en: cause.en() }).collect())
}

/// One diary with its day. The division is its village. That it was read is in the audit.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/reviews/{record}", tag = "review",
    params(("division" = String, Path, description = "The village's code"), Which, ReadAhead),
    responses((status = 200, body = DiaryShown), (status = "4XX", body = Refusal)))]
async fn diary(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Path(which): Path<Which>,
    Query(read): Query<ReadAhead>,
) -> Answer<DiaryShown> {
    let record = record_id(&which.record)?;
    Ok(Json(blocking(move || review::show(&shared.server, &seat, &village, record, read.ahead)).await?))
}

/// Opens a diary, or keeps it open: nobody else reviews it meanwhile.
#[utoipa::path(put, path = "/console/v1/divisions/{division}/reviews/{record}/lease", tag = "review",
    params(("division" = String, Path, description = "The village's code"), Which),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn open(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Path(which): Path<Which>,
) -> Result<StatusCode, No> {
    let record = record_id(&which.record)?;
    blocking(move || review::open(&shared.server, &seat, &village, record)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets go of a diary.
#[utoipa::path(delete, path = "/console/v1/divisions/{division}/reviews/{record}/lease", tag = "review",
    params(("division" = String, Path, description = "The village's code"), Which),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn let_go(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Path(which): Path<Which>,
) -> Result<StatusCode, No> {
    let record = record_id(&which.record)?;
    blocking(move || review::let_go(&shared.server, &seat, &village, record)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Accepts, returns or flags a diary as it was shown.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/reviews/{record}", tag = "review", request_body = Judgement,
    params(("division" = String, Path, description = "The village's code"), Which),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn judge(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Path(which): Path<Which>,
    Json(judgement): Json<Judgement>,
) -> Result<StatusCode, No> {
    let record = record_id(&which.record)?;
    let state = ReviewState::of(&judgement.state).ok_or_else(|| malformed("state"))?;
    let cause = judgement.cause.as_deref().map(|code| ReturnCause::of(code).ok_or_else(|| malformed("cause")));
    let cause = cause.transpose()?;
    let heads = judgement.heads.iter().map(|head| edit_id(head)).collect::<Result<Vec<_>, _>>()?;
    let seen =
        judgement.seen.as_deref().map(|code| ReviewState::of(code).ok_or_else(|| malformed("seen"))).transpose()?;
    let word = Word { level: level(&judgement.level)?, heads, seen, state, cause, reason: judgement.reason };
    blocking(move || review::judge(&shared.server, &seat, &village, record, &word)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Accepts the unremarkable among these as 未细看.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/reviews/unread", tag = "review", request_body = Pile,
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 200, body = PileDone), (status = "4XX", body = Refusal)))]
async fn accept_unread(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Json(pile): Json<Pile>,
) -> Answer<PileDone> {
    if pile.items.len() > review::MOST as usize {
        return Err(malformed("items").into());
    }
    let level = level(&pile.level)?;
    let mut items = Vec::new();
    for item in &pile.items {
        let space: DivisionCode = division_code(&item.space, "space")?;
        if !division.contains(&space) {
            return Err(malformed("space").into());
        }
        let heads = item.heads.iter().map(|head| edit_id(head)).collect::<Result<Vec<_>, _>>()?;
        items.push((space, record_id(&item.record)?, heads));
    }
    let done = blocking(move || review::accept_unread(&shared.server, &seat, level, &items)).await?;
    Ok(Json(PileDone { accepted: done.accepted, left: done.left }))
}

fn level(code: &str) -> Result<JudgeLevel, ServerError> {
    JudgeLevel::of(code).filter(|level| *level != JudgeLevel::Village).ok_or_else(|| malformed("level"))
}

/// A place in the queue as the pages' addresses carry it.
fn written(item: &crate::storage::reviews::ReviewItem) -> String {
    format!("{}.{}.{}.{}", item.odd, item.arrived_at, item.space, HEXLOWER.encode(&item.record.0))
}

fn place(written: &str) -> Result<Place, ServerError> {
    let parts: Vec<&str> = written.split('.').collect();
    let [odd, arrived_at, space, record] = parts.as_slice() else { return Err(malformed("after")) };
    let number = |_| malformed("after");
    Ok(Place {
        odd: odd.parse().map_err(number)?,
        arrived_at: arrived_at.parse().map_err(number)?,
        space: division_code(space, "after")?,
        record: record_id(record)?,
    })
}

/// How often each hint was a false alarm, by what offices made of the diaries that have it.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/hints", tag = "review",
    params(("division" = String, Path, description = "The division's code"), HintDays),
    responses((status = 200, body = Vec<HintShare>), (status = "4XX", body = Refusal)))]
async fn hint_shares(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(days): Query<HintDays>,
) -> Answer<Vec<HintShare>> {
    let to = days.to.unwrap_or(seat.today);
    let from = days.from.or_else(|| to.with_ordinal(1)).unwrap_or(to);
    let counted = blocking(move || {
        storage::read(&*shared.server.storage, |tx| Ok::<_, ServerError>(hints::shares(tx, &division, from, to)?))
    })
    .await?;
    let mut shares: BTreeMap<String, HintShare> = BTreeMap::new();
    for (hint, outcome, count) in counted {
        let share = shares.entry(hint.clone()).or_insert_with(|| HintShare { hint, ..HintShare::default() });
        share.diaries += count;
        *match outcome {
            HintOutcome::Waiting => &mut share.waiting,
            HintOutcome::Accepted => &mut share.false_alarms,
            HintOutcome::Returned => &mut share.returned,
            HintOutcome::Flagged => &mut share.flagged,
            HintOutcome::Unread => &mut share.unread,
        } += count;
    }
    Ok(Json(shares.into_values().collect()))
}
