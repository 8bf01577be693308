//! What accounts saw and changed.

use axum::extract::{Query, State};
use axum::{Extension, Json};
use chrono::NaiveDate;
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::office::Act;
use cunji_domain::record::Code;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, Refusal, blocking};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::audit::AuditAction;
use crate::error::ServerError;
use crate::http::Shared;
use crate::storage;
use crate::storage::audit::{self, AuditRow, Sought};

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::ReadAudit) => audit_list,
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

/// A page of the audit.
#[derive(Debug, Serialize, ToSchema)]
struct AuditPage {
    /// The newest first.
    rows: Vec<AuditRowView>,
    /// Where to go on; none: that is all.
    next: Option<u64>,
    /// The last day that is sealed.
    sealed_to: Option<NaiveDate>,
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
    /// What, by code.
    action: String,
    /// What, in Chinese.
    action_zh: String,
    /// In which division.
    division: Option<String>,
    /// What it was done to.
    subject: Option<String>,
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
    let a_month_ago = seat.today.checked_sub_days(chrono::Days::new(30)).unwrap_or(seat.today);
    let sought = Sought {
        // Signing in and the like is of no division: whoever looks at the whole city sees it.
        of_no_division: division.level() <= Level::City,
        division,
        login: part.login,
        action: part.action,
        from: part.from.unwrap_or(a_month_ago),
        to: part.to.unwrap_or(seat.today),
        before: part.after,
    };
    let (mut rows, sealed_to) = blocking(move || {
        storage::read(&*shared.server.storage, |tx| {
            let sealed_to = audit::seals(tx)?.pop().map(|seal| seal.day);
            Ok::<_, ServerError>((audit::find(tx, &sought, limit + 1)?, sealed_to))
        })
    })
    .await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| row.number);
    Ok(Json(AuditPage { rows: rows.into_iter().map(view).collect(), next, sealed_to }))
}

fn view(row: AuditRow) -> AuditRowView {
    let action_zh = AuditAction::of(&row.action).map_or_else(|| row.action.clone(), |action| action.zh().to_owned());
    AuditRowView {
        number: row.number,
        at: row.at,
        login: row.login,
        action: row.action,
        action_zh,
        division: row.division.map(|division| division.to_string()),
        subject: row.subject,
        detail: row.detail,
    }
}
