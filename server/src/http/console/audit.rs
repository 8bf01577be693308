//! What accounts saw and changed.

use axum::Extension;
use axum::extract::State;
use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::Act;
use cunji_domain::record::Code;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, Refusal, blocking};
use super::carried::{Json, Query};
use super::jobs::{JobView, view};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::audit::{AuditAction, AuditAsked, AuditShown, Names};
use crate::error::ServerError;
use crate::http::Shared;
use crate::jobs::{self, Export};
use crate::storage;
use crate::storage::audit;

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::ReadAudit) => audit_list,
        Needs::There(Act::ReadAudit) => export_audit,
    }
}

/// The most rows of a page.
const MOST: u32 = 200;

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
struct AuditPart {
    /// Of this account.
    login: Option<String>,
    /// This action, by code.
    action: Option<String>,
    /// From this day on; thirty days ago where it is not given.
    from: Option<NaiveDate>,
    /// Until this day; today where it is not given.
    to: Option<NaiveDate>,
    /// Where to go on, as the page before said.
    after: Option<u64>,
    /// How many, at most 200.
    limit: Option<u32>,
}

/// What is looked for, to be exported.
#[derive(Debug, Deserialize, ToSchema)]
struct AuditExportBody {
    /// Of this account.
    login: Option<String>,
    /// This action, by code.
    action: Option<String>,
    /// From this day on; thirty days ago where it is not given.
    from: Option<NaiveDate>,
    /// Until this day; today where it is not given.
    to: Option<NaiveDate>,
}

/// A page of the audit.
#[derive(Debug, Serialize, ToSchema)]
struct AuditPage {
    /// The newest first.
    rows: Vec<AuditRowView>,
    /// Where to go on; none: that is all.
    next: Option<u64>,
    /// The last day that is sealed.
    sealed_to: Option<NaiveDate>,
    /// The last row that is sealed.
    sealed_number: u64,
    /// Everything that can be done, by code and in Chinese: for the filter.
    actions: Vec<ActionKnown>,
}

/// Something that can be done.
#[derive(Debug, Serialize, ToSchema)]
struct ActionKnown {
    /// Its code.
    code: String,
    /// In Chinese.
    zh: String,
}

/// One thing that an account did.
#[derive(Debug, Serialize, ToSchema)]
struct AuditRowView {
    /// Its number.
    number: u64,
    /// When: Unix seconds, UTC.
    at: i64,
    /// Who; a word that begins with a dot is the server's command line.
    login: String,
    /// The account's name.
    login_name: Option<String>,
    /// What, by code.
    action: String,
    /// What, in Chinese.
    action_zh: String,
    /// In which division.
    division: Option<String>,
    /// Its name.
    division_name: Option<String>,
    /// What it was done to.
    subject: Option<String>,
    /// Whom that is, where it is a person or a person's phone.
    subject_name: Option<String>,
    /// More.
    detail: Option<String>,
}

/// What was done in a division and below it.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/audit", tag = "audit",
    params(("division" = String, Path, description = "The division's code"), AuditPart),
    responses((status = 200, body = AuditPage), (status = "4XX", body = Refusal)))]
async fn audit_list(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<AuditPart>,
) -> Answer<AuditPage> {
    let limit = part.limit.unwrap_or(50).clamp(1, MOST);
    let sought = asked(part.login, part.action, (part.from, part.to), seat.today).within(&division, part.after);
    let (mut rows, seal) = blocking(move || {
        storage::read(&*shared.server.storage, |tx| {
            let seal = audit::seals(tx)?.pop();
            let rows = audit::find(tx, &sought, limit + 1)?;
            let mut names = Names::default();
            let named = rows.into_iter().map(|row| names.name(tx, row)).collect::<Result<Vec<_>, _>>()?;
            Ok::<_, ServerError>((named, seal))
        })
    })
    .await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|shown| shown.row.number);
    let actions = AuditAction::ALL.iter();
    Ok(Json(AuditPage {
        rows: rows.into_iter().map(row_view).collect(),
        next,
        sealed_to: seal.as_ref().map(|seal| seal.day),
        sealed_number: seal.map_or(0, |seal| seal.last_number),
        actions: actions
            .map(|action| ActionKnown { code: action.code().to_owned(), zh: action.zh().to_owned() })
            .collect(),
    }))
}

/// Asks for what was done in a division and below it as a spreadsheet: a job, whose file is whose who asked. That it was taken out is
/// noted.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/audit/export", tag = "audit", request_body = AuditExportBody,
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 200, body = JobView), (status = "4XX", body = Refusal)))]
async fn export_audit(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Json(body): Json<AuditExportBody>,
) -> Answer<JobView> {
    let AuditExportBody { login, action, from, to } = body;
    let wish = Export::Audit(asked(login, action, (from, to), seat.today));
    let bell = shared.jobs.clone();
    let job = blocking(move || jobs::ask_export(&shared.server, &seat, &division, &wish)).await?;
    bell.ring();
    Ok(Json(view(job)))
}

fn asked(
    login: Option<String>,
    action: Option<String>,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    today: NaiveDate,
) -> AuditAsked {
    let a_month_ago = today.checked_sub_days(chrono::Days::new(30)).unwrap_or(today);
    AuditAsked { login, action, from: from.unwrap_or(a_month_ago), to: to.unwrap_or(today) }
}

fn row_view(shown: AuditShown) -> AuditRowView {
    let AuditShown { row, login_name, action_zh, division_name, subject_name } = shown;
    AuditRowView {
        number: row.number,
        at: row.at,
        login: row.login,
        login_name,
        action: row.action,
        action_zh,
        division: row.division.map(|division| division.to_string()),
        division_name,
        subject: row.subject,
        subject_name,
        detail: row.detail,
    }
}
