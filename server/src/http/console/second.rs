//! What takes two people: asking, agreeing, what was done in an emergency.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use cunji_domain::day_correction::CorrectedTo;
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::office::Act;
use cunji_domain::paper_month::PaperMonth;
use cunji_domain::record::Code;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Path, Query};
use super::read::{device_id, fixed, malformed};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::http::Shared;
use crate::second::{self, Asked, Named, Wanted, Word};
use crate::storage::second::SecondPlace;

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::KeepDevices) => second_list,
        Needs::There(Act::KeepDevices) => decide_second,
        Needs::There(Act::KeepAttendance) => ask_correction,
        Needs::There(Act::KeepDevices) => ask_recovery_code,
    }
}

/// Which of them.
#[derive(Debug, Deserialize, IntoParams)]
struct SecondPart {
    /// `waiting` (the oldest first) or `decided` (the newest first).
    which: String,
    /// Where to go on, as the page before said.
    after: Option<String>,
    /// How many, at most 200.
    limit: Option<u32>,
}

/// Which one.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichSecond {
    /// Its id.
    id: String,
}

/// Which phone.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichDevice {
    /// The device's id.
    device: String,
}

/// A page of what takes two people.
#[derive(Debug, Serialize, ToSchema)]
struct SecondPage {
    /// The oldest first of what waits, the newest first of what was decided.
    items: Vec<SecondView>,
    /// Where to go on; none: that is all.
    next: Option<String>,
}

/// Something that takes two people.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SecondView {
    /// Its id.
    id: String,
    /// In which division.
    division: String,
    /// Its name.
    division_name: String,
    /// Whose day or phone it is, by id.
    person: Option<String>,
    /// By name.
    person_name: Option<String>,
    /// `correct_day`, `type_paper` or `show_recovery_code`.
    what: String,
    /// Of which person and day or month, or of which phone.
    subject: String,
    /// Of a correction or a sheet on paper: whose day or month.
    cadre: Option<String>,
    /// Which day.
    day: Option<NaiveDate>,
    /// What it is corrected to, by code.
    to: Option<String>,
    /// Of a sheet on paper: which month, and what is typed in.
    paper: Option<PaperWanted>,
    /// Why.
    reason: String,
    /// Who asked, by name.
    asked_by: String,
    /// When: Unix seconds, UTC.
    asked_at: i64,
    /// Whether the reader asked for it: then somebody else decides.
    mine: bool,
    /// `waiting`, `agreed`, `refused`, `emergency`, `found_right` or `found_wrong`.
    state: String,
    /// The second person, by name.
    decided_by: Option<String>,
    /// When: Unix seconds, UTC.
    decided_at: Option<i64>,
    /// What the second person says to it.
    word: Option<String>,
}

/// A sheet on paper that is to be typed in.
#[derive(Debug, Serialize, ToSchema)]
struct PaperWanted {
    /// The first day of the month.
    month: NaiveDate,
    /// What is typed in.
    sheet: PaperSheet,
    /// What stood there before; none: nothing did.
    before: Option<PaperSheet>,
}

/// A sheet on paper.
#[derive(Debug, Serialize, ToSchema)]
struct PaperSheet {
    /// A sign a day, as they are typed.
    days: String,
    /// Whether the first secretary signed it.
    signed: bool,
    /// A word on it.
    note: String,
}

/// A correction that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
struct CorrectionBody {
    /// Whose day.
    cadre: String,
    /// Which day.
    day: NaiveDate,
    /// `resident`, `rest`, `leave`, `business`, `absent`, or `as_recorded`: the records decide again.
    to: String,
    /// Why.
    reason: String,
    /// Whether it can't wait for a second person.
    #[serde(default)]
    emergency: bool,
}

/// A recovery code that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
struct RecoveryBody {
    /// Why.
    reason: String,
    /// Whether it can't wait for a second person.
    #[serde(default)]
    emergency: bool,
}

/// What the second person says.
#[derive(Debug, Deserialize, ToSchema)]
struct WordBody {
    /// Whether it is right.
    agree: bool,
    /// What is said to it; owed where it is not.
    #[serde(default)]
    word: String,
}

/// What takes two people in a division and below it.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/seconds", tag = "second",
    params(("division" = String, Path, description = "The division's code"), SecondPart),
    responses((status = 200, body = SecondPage), (status = "4XX", body = Refusal)))]
async fn second_list(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<SecondPart>,
) -> Answer<SecondPage> {
    let waiting = match part.which.as_str() {
        "waiting" => true,
        "decided" => false,
        _ => return Err(malformed("which").into()),
    };
    let after = part.after.as_deref().map(place).transpose()?;
    let limit = part.limit.unwrap_or(50);
    let (found, more) = blocking(move || second::list(&shared.server, &division, waiting, after, limit)).await?;
    let next = found.last().filter(|_| more).map(|last| {
        let row = &last.row;
        format!("{}.{}", row.asked_at, HEXLOWER.encode(&row.id))
    });
    // What a seat may not do it does not see, either.
    let may = |one: &Named| Wanted::of(&one.row).is_ok_and(|wanted| seat.may(wanted.act(), &one.row.division));
    Ok(Json(SecondPage { items: found.into_iter().filter(may).map(|one| view(one, &seat)).collect(), next }))
}

/// Asks for a correction of a day. The division is the village.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/corrections", tag = "second", request_body = CorrectionBody,
    params(("division" = String, Path, description = "The village's code")),
    responses((status = 200, body = SecondView), (status = "4XX", body = Refusal)))]
async fn ask_correction(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Json(body): Json<CorrectionBody>,
) -> Answer<SecondView> {
    if village.level() != Level::Village {
        return Err(malformed("division").into());
    }
    let wanted = Wanted::CorrectDay {
        cadre: body.cadre.parse().map_err(|_| malformed("cadre"))?,
        village: village.clone(),
        day: body.day,
        to: CorrectedTo::of(&body.to).ok_or_else(|| malformed("to"))?,
    };
    let asked = Asked { wanted, reason: body.reason, emergency: body.emergency };
    let by = seat.clone();
    let row = blocking(move || second::ask(&shared.server, &seat, &village, &asked)).await?;
    Ok(Json(view(row, &by)))
}

/// Asks for a phone's recovery code: within an hour of a second person's agreement it is shown.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/devices/{device}/recovery-code/request", tag = "second",
    request_body = RecoveryBody,
    params(("division" = String, Path, description = "The division's code"), WhichDevice),
    responses((status = 200, body = SecondView), (status = "4XX", body = Refusal)))]
async fn ask_recovery_code(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Path(which): Path<WhichDevice>,
    Json(body): Json<RecoveryBody>,
) -> Answer<SecondView> {
    let device = device_id(&which.device)?;
    let wanted = Wanted::ShowRecoveryCode { device: device.to_string() };
    let asked = Asked { wanted, reason: body.reason, emergency: body.emergency };
    let by = seat.clone();
    let row = blocking(move || {
        crate::office::people::is_of(&shared.server, &division, device)?;
        second::ask(&shared.server, &seat, &division, &asked)
    })
    .await?;
    Ok(Json(view(row, &by)))
}

/// Agrees to what somebody else asked for, or refuses; of what was done in an emergency, finds it right or wrong.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/seconds/{id}", tag = "second", request_body = WordBody,
    params(("division" = String, Path, description = "The division's code"), WhichSecond),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn decide_second(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Path(which): Path<WhichSecond>,
    Json(body): Json<WordBody>,
) -> Result<StatusCode, No> {
    let id: [u8; 16] = fixed(&which.id).ok_or_else(|| malformed("id"))?;
    let word = Word { agree: body.agree, word: body.word };
    blocking(move || second::decide(&shared.server, &seat, &id, &word)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// It as a reader sees it.
pub(super) fn view(named: Named, seat: &Seat) -> SecondView {
    let Named { row, division: division_name, whose } = named;
    let (mut cadre, mut day, mut to, mut paper) = (None, None, None, None);
    match Wanted::of(&row) {
        Ok(Wanted::CorrectDay { cadre: whose, day: which, to: state, .. }) => {
            (cadre, day, to) = (Some(whose.to_string()), Some(which), Some(state.code().to_owned()));
        }
        Ok(Wanted::TypePaper { sheet, before, .. }) => {
            cadre = Some(sheet.cadre.to_string());
            paper = Some(PaperWanted {
                month: sheet.month,
                sheet: paper_sheet(*sheet),
                before: before.map(|before| paper_sheet(*before)),
            });
        }
        Ok(Wanted::ShowRecoveryCode { .. }) | Err(_) => {}
    }
    SecondView {
        id: HEXLOWER.encode(&row.id),
        division: row.division.to_string(),
        division_name,
        person: whose.as_ref().map(|(person, _)| person.to_string()),
        person_name: whose.map(|(_, name)| name),
        mine: row.asked_by == seat.login,
        state: row.state.code().to_owned(),
        what: row.what,
        subject: row.subject,
        cadre,
        day,
        to,
        paper,
        reason: row.reason,
        asked_by: row.asked_name,
        asked_at: row.asked_at,
        decided_by: row.decided_name,
        decided_at: row.decided_at,
        word: row.word,
    }
}

fn paper_sheet(sheet: PaperMonth) -> PaperSheet {
    PaperSheet { days: sheet.days, signed: sheet.signed, note: sheet.note.0 }
}

fn place(written: &str) -> Result<SecondPlace, ServerError> {
    let (at, id) = written.split_once('.').ok_or_else(|| malformed("after"))?;
    Ok((at.parse().map_err(|_| malformed("after"))?, fixed(id).ok_or_else(|| malformed("after"))?))
}
