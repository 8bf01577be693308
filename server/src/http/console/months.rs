//! Months on their way to the file: who has signed, what an office checks, the close, sheets on paper.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::month_acknowledgement::ChangedSince;
use cunji_domain::office::Act;
use cunji_domain::paper_month::PaperMonth;
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Query};
use super::overview::{XLSX, file};
use super::read::{division as division_code, malformed};
use super::second::{SecondView, view as second_view};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::http::Shared;
use crate::months::{self, Checked, Counts, Filed, OnPaper, Paper, PersonMonth, Seen, VillageMonths, first_of_month};

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::SeeFigures) => month_list,
        Needs::There(Act::SeeFigures) => month_counts,
        Needs::There(Act::SeeFigures) => month_file,
        Needs::There(Act::KeepAttendance) => check_months,
        Needs::There(Act::KeepAttendance) => close_month,
        Needs::There(Act::KeepAttendance) => type_in_paper,
    }
}

/// The most villages of a page.
const MOST: u32 = 50;

/// Which month, and where to go on.
#[derive(Debug, Deserialize, IntoParams)]
struct MonthsPart {
    /// The year.
    year: i32,
    /// The month, 1 to 12.
    month: u32,
    /// Where to go on, as the page before said.
    after: Option<String>,
    /// How many villages, at most 50.
    limit: Option<u32>,
}

/// Which month.
#[derive(Debug, Deserialize, IntoParams)]
struct WhichMonth {
    /// The year.
    year: i32,
    /// The month, 1 to 12.
    month: u32,
}

/// A page of villages with their people's months.
#[derive(Debug, Serialize, ToSchema)]
struct MonthsPage {
    /// The villages with teams, by code.
    villages: Vec<VillageMonthsView>,
    /// Where to go on; none: that is all.
    next: Option<String>,
}

/// A village's people with their months.
#[derive(Debug, Serialize, ToSchema)]
struct VillageMonthsView {
    /// The village.
    division: String,
    /// Its name.
    name: String,
    /// Its people, the first secretary first.
    people: Vec<PersonMonthView>,
}

/// A person's month as it stands.
#[derive(Debug, Serialize, ToSchema)]
struct PersonMonthView {
    /// Whose.
    cadre: String,
    /// By name.
    name: String,
    /// `resident` or `first_secretary`.
    role: String,
    /// The last day of the month on the team.
    until: NaiveDate,
    /// Each day until then as the records have it now, a sign each, as the attendance has them.
    signs: String,
    /// `running`, `unacknowledged`, `acknowledged`, `signed`, `checked`, `filed` or `filed_and_changed`.
    step: String,
    /// The person's own word.
    acknowledged: Option<SeenView>,
    /// The first secretary's.
    signed: Option<SeenView>,
    /// The highest office's.
    checked: Option<SeenView>,
    /// On which level that office is.
    checked_by: Option<String>,
    /// A sheet on paper that was typed in.
    paper: Option<OnPaperView>,
    /// Whether typing one in takes a second person: the person has a phone, or the month is filed.
    paper_takes_two: bool,
    /// The filings, by number: 0 the month itself, then its corrections.
    filed: Vec<FiledView>,
    /// Resident days of the year so far.
    year_resident: i64,
    /// Resident days owed in the year.
    year_target: i64,
}

/// A sheet on paper as it was typed in.
#[derive(Debug, Serialize, ToSchema)]
struct OnPaperView {
    /// A sign a day, as they are typed.
    days: String,
    /// Whether the first secretary signed it.
    signed: bool,
    /// A word on it.
    note: String,
    /// Who typed it in, by name.
    typed_by: String,
    /// Who agreed to it, by name, where it took a second person.
    seconded_by: Option<String>,
    /// What tells this state of it from others: who retypes it sends it along.
    seen: String,
}

/// What somebody stands for.
#[derive(Debug, Serialize, ToSchema)]
struct SeenView {
    /// A word on it.
    note: String,
    /// The days that have become others since; while there are any, it stands for the month no more.
    changed: Vec<ChangedDay>,
}

/// A day that is no more what it was.
#[derive(Debug, Serialize, ToSchema)]
struct ChangedDay {
    /// The day.
    day: NaiveDate,
    /// What it was, by code.
    was: String,
    /// What it is.
    is: String,
}

/// A filing of a month.
#[derive(Debug, Serialize, ToSchema)]
struct FiledView {
    /// 0 for the month itself, then the corrections one by one.
    number: i64,
    /// On which month's sheet it stands.
    sheet: NaiveDate,
    /// `closed`, `late_arrival`, `time_over` or `corrected`.
    cause: String,
    /// What changed, in words.
    note: String,
    /// Each day as it was filed, a sign each.
    signs: String,
    /// Resident days as they were filed.
    resident: i64,
    /// The days that have become others since: they go on the next sheet as a correction.
    changed: Vec<ChangedDay>,
}

/// How far the months of a division's people are.
#[derive(Debug, Serialize, ToSchema)]
struct MonthCounts {
    /// The divisions right below, by code; a village itself.
    below: Vec<MonthCountsOf>,
}

/// How far the months of a division's people are: records of each step, whether or not a day has changed since.
#[derive(Debug, Serialize, ToSchema)]
struct MonthCountsOf {
    /// The division.
    division: String,
    /// Its name.
    name: String,
    /// People on a team in the month.
    people: u64,
    /// Of them those who acknowledged it.
    acknowledged: u64,
    /// Those whose month the first secretary signed.
    signed: u64,
    /// Those whose month an office checked.
    checked: u64,
    /// Those whose month is filed.
    filed: u64,
    /// Corrections of earlier months on this month's sheet.
    corrections: u64,
}

/// Months that an office stands for, as they were shown.
#[derive(Debug, Deserialize, ToSchema)]
struct ChecksBody {
    /// The year.
    year: i32,
    /// The month, 1 to 12.
    month: u32,
    /// Whose months.
    months: Vec<CheckBody>,
}

/// A month that an office stands for.
#[derive(Debug, Deserialize, ToSchema)]
struct CheckBody {
    /// Whose.
    cadre: String,
    /// The signs that were shown.
    seen: String,
    /// Why, where the person or the first secretary has not signed.
    #[serde(default)]
    note: String,
}

/// The month to be closed.
#[derive(Debug, Deserialize, ToSchema)]
struct CloseBody {
    /// The year.
    year: i32,
    /// The month, 1 to 12.
    month: u32,
}

/// What a close came to.
#[derive(Debug, Serialize, ToSchema)]
struct ClosedView {
    /// How many months were filed.
    filed: u64,
    /// How many corrections of earlier months were.
    corrections: u64,
    /// Whose month was left out, since it is not checked.
    left: Vec<LeftView>,
}

/// A month that was left out.
#[derive(Debug, Serialize, ToSchema)]
struct LeftView {
    /// The village.
    division: String,
    /// Whose.
    cadre: String,
    /// By name.
    name: String,
    /// How far it is.
    step: String,
}

/// A month sheet on paper, as it was typed in.
#[derive(Debug, Deserialize, ToSchema)]
struct PaperBody {
    /// The year.
    year: i32,
    /// The month, 1 to 12.
    month: u32,
    /// Whose.
    cadre: String,
    /// A sign a day: R in the village, L on leave, B on business, A elsewhere, S at rest, - nothing.
    days: String,
    /// Whether the first secretary signed it.
    signed: bool,
    /// A word on it, such as where the sheet is kept.
    #[serde(default)]
    note: String,
    /// The sheet that was shown before, by its `seen`; none where there was none.
    seen: Option<String>,
    /// Why, where it takes a second person.
    #[serde(default)]
    reason: String,
}

/// What came of a sheet that was typed in.
#[derive(Debug, Serialize, ToSchema)]
struct PaperTyped {
    /// Where it takes a second person: what waits for one. Else the sheet counts.
    waits: Option<SecondView>,
}

/// The months of a division's people, village by village.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/months", tag = "attendance",
    params(("division" = String, Path, description = "The division's code"), MonthsPart),
    responses((status = 200, body = MonthsPage), (status = "4XX", body = Refusal)))]
async fn month_list(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<MonthsPart>,
) -> Answer<MonthsPage> {
    let month = first_of_month(part.year, part.month)?;
    let after = part.after.as_deref().map(|code| division_code(code, "after")).transpose()?;
    let limit = part.limit.unwrap_or(10).clamp(1, MOST) as usize;
    let today = seat.today;
    let (villages, more) =
        blocking(move || months::list(&shared.server, &division, month, today, (after.as_ref(), limit))).await?;
    let next = villages.last().filter(|_| more).map(|last| last.village.to_string());
    Ok(Json(MonthsPage { villages: villages.into_iter().map(village_view).collect(), next }))
}

/// How far the months of a division's people are.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/months/counts", tag = "attendance",
    params(("division" = String, Path, description = "The division's code"), WhichMonth),
    responses((status = 200, body = MonthCounts), (status = "4XX", body = Refusal)))]
async fn month_counts(
    State(shared): State<Shared>,
    Extension(division): Extension<DivisionCode>,
    Query(which): Query<WhichMonth>,
) -> Answer<MonthCounts> {
    let month = first_of_month(which.year, which.month)?;
    let counts = blocking(move || months::counts(&shared.server, &division, month)).await?;
    Ok(Json(MonthCounts { below: counts.into_iter().map(counts_view).collect() }))
}

/// The sheet of a month as offices file it: a page a village.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/months.xlsx", tag = "attendance",
    params(("division" = String, Path, description = "The division's code"), WhichMonth),
    responses((status = 200, content_type = XLSX, body = Vec<u8>), (status = "4XX", body = Refusal)))]
async fn month_file(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(which): Query<WhichMonth>,
) -> Result<Response, No> {
    no_more_than_a_town(&division)?;
    let month = first_of_month(which.year, which.month)?;
    let name = format!("month-{division}-{}.xlsx", month.format("%Y-%m"));
    let bytes = blocking(move || months::month_sheet_file(&shared.server, &division, month, seat.today)).await?;
    Ok(file(&name, bytes))
}

/// Stands for months of a village's people as they were shown: all of them, or, if one is not as it was shown, none.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/months/checks", tag = "attendance", request_body = ChecksBody,
    params(("division" = String, Path, description = "The village's code")),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn check_months(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Json(body): Json<ChecksBody>,
) -> Result<StatusCode, No> {
    let month = first_of_month(body.year, body.month)?;
    let months: Vec<Checked> = body
        .months
        .into_iter()
        .map(|one| Ok(Checked { cadre: person(&one.cadre)?, seen: one.seen, note: one.note }))
        .collect::<Result<_, ServerError>>()?;
    blocking(move || months::check(&shared.server, &seat, &village, month, &months)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Closes a town's or a village's sheet of a month: what is checked is filed, what became another since it was filed is corrected.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/months/close", tag = "attendance", request_body = CloseBody,
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 200, body = ClosedView), (status = "4XX", body = Refusal)))]
async fn close_month(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Json(body): Json<CloseBody>,
) -> Answer<ClosedView> {
    no_more_than_a_town(&division)?;
    let month = first_of_month(body.year, body.month)?;
    let closed = blocking(move || months::close(&shared.server, &seat, &division, month)).await?;
    let left = closed.left.into_iter().map(|left| LeftView {
        division: left.village.to_string(),
        cadre: left.cadre.to_string(),
        name: left.name,
        step: left.step.code().to_owned(),
    });
    Ok(Json(ClosedView { filed: closed.filed, corrections: closed.corrections, left: left.collect() }))
}

/// Types in a month sheet on paper of somebody of a village's team; a second time replaces the first. Where the person has a phone, or
/// the month is filed, it waits for a second person.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/months/paper", tag = "attendance", request_body = PaperBody,
    params(("division" = String, Path, description = "The village's code")),
    responses((status = 200, body = PaperTyped), (status = "4XX", body = Refusal)))]
async fn type_in_paper(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Json(body): Json<PaperBody>,
) -> Answer<PaperTyped> {
    let month = first_of_month(body.year, body.month)?;
    let PaperBody { days, signed, note, seen, reason, .. } = body;
    let paper = Paper { cadre: person(&body.cadre)?, days, signed, note, seen, reason };
    let by = seat.clone();
    let waits = blocking(move || months::type_in(&shared.server, &seat, &village, month, &paper)).await?;
    Ok(Json(PaperTyped { waits: waits.map(|named| second_view(named, &by)) }))
}

fn person(id: &str) -> Result<PersonId, ServerError> {
    id.parse().map_err(|_| malformed("cadre"))
}

/// A county's sheets are its towns': one call makes no more than a town's.
fn no_more_than_a_town(division: &DivisionCode) -> Result<(), ServerError> {
    if matches!(division.level(), Level::Town | Level::Village) {
        return Ok(());
    }
    Err(ServerError::refused(
        "month.town_by_town",
        "月度表一个镇一份,请先选到镇或村。",
        "A month's sheet is a town's; choose a town or a village first.",
    ))
}

fn village_view(village: VillageMonths) -> VillageMonthsView {
    VillageMonthsView {
        division: village.village.to_string(),
        name: village.name,
        people: village.people.into_iter().map(person_view).collect(),
    }
}

fn person_view(person: PersonMonth) -> PersonMonthView {
    let checked_by = person.checked.as_ref().map(|(level, _)| level.code().to_owned());
    PersonMonthView {
        paper_takes_two: person.paper_takes_two(),
        cadre: person.cadre.to_string(),
        name: person.name,
        role: person.role.code().to_owned(),
        until: person.until,
        signs: person.signs,
        step: person.step.code().to_owned(),
        acknowledged: person.acknowledged.map(seen_view),
        signed: person.signed.map(seen_view),
        checked: person.checked.map(|(_, seen)| seen_view(seen)),
        checked_by,
        paper: person.paper.map(paper_view),
        filed: person.filed.into_iter().map(filed_view).collect(),
        year_resident: person.year_resident,
        year_target: person.year_target,
    }
}

fn paper_view(OnPaper { sheet, seen }: OnPaper) -> OnPaperView {
    let PaperMonth { days, signed, note, typed_by, seconded_by, .. } = sheet;
    OnPaperView { days, signed, note: note.0, typed_by, seconded_by, seen }
}

fn seen_view(seen: Seen) -> SeenView {
    SeenView { note: seen.note, changed: changed_days(&seen.changed) }
}

fn filed_view(filed: Filed) -> FiledView {
    FiledView {
        number: filed.filing.number,
        sheet: filed.filing.sheet,
        cause: filed.filing.cause.code().to_owned(),
        resident: filed.filing.resident(),
        note: filed.filing.note.0,
        signs: filed.filing.filed,
        changed: changed_days(&filed.changed),
    }
}

fn changed_days(changed: &[ChangedSince]) -> Vec<ChangedDay> {
    let days = changed.iter().map(|change| ChangedDay {
        day: change.day,
        was: change.was.code().to_owned(),
        is: change.is.code().to_owned(),
    });
    days.collect()
}

fn counts_view(counts: Counts) -> MonthCountsOf {
    MonthCountsOf {
        division: counts.division.to_string(),
        name: counts.name,
        people: counts.people,
        acknowledged: counts.acknowledged,
        signed: counts.signed,
        checked: counts.checked,
        filed: counts.filed,
        corrections: counts.corrections,
    }
}
