//! What accounts saw and changed.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::office::Act;
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;
use cunji_domain::time::local_clock;
use cunji_reports::{TableCell, TableSheet, table_sheet};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Query};
use super::overview::{XLSX, file};
use super::read::device_id;
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::audit::{AuditAction, Of, note};
use crate::error::ServerError;
use crate::http::Shared;
use crate::storage::audit::{self, AuditRow, Sought};
use crate::storage::{self, Transaction, accounts, devices, roster};

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::ReadAudit) => audit_list,
        Needs::There(Act::ReadAudit) => audit_file,
    }
}

/// The most rows of a page.
const MOST: u32 = 200;
/// The most rows of a file.
const MOST_IN_A_FILE: u32 = 50_000;

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
    let sought = sought(part, division, seat.today);
    let (mut rows, seal) = blocking(move || {
        storage::read(&*shared.server.storage, |tx| {
            let seal = audit::seals(tx)?.pop();
            let rows = audit::find(tx, &sought, limit + 1)?;
            let named = rows.into_iter().map(|row| named(tx, row)).collect::<Result<Vec<_>, _>>()?;
            Ok::<_, ServerError>((named, seal))
        })
    })
    .await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| row.number);
    let actions = AuditAction::ALL.iter();
    Ok(Json(AuditPage {
        rows,
        next,
        sealed_to: seal.as_ref().map(|seal| seal.day),
        sealed_number: seal.map_or(0, |seal| seal.last_number),
        actions: actions
            .map(|action| ActionKnown { code: action.code().to_owned(), zh: action.zh().to_owned() })
            .collect(),
    }))
}

/// What was done in a division and below it, as a spreadsheet; that it was taken out is noted.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/audit.xlsx", tag = "audit",
    params(("division" = String, Path, description = "The division's code"), AuditPart),
    responses((status = 200, content_type = XLSX, body = Vec<u8>), (status = "4XX", body = Refusal)))]
async fn audit_file(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<AuditPart>,
) -> Result<Response, No> {
    let name = format!("audit-{division}-{}.xlsx", seat.today);
    let sought = sought(part, division, seat.today);
    let bytes = blocking(move || {
        let server = &shared.server;
        let (rows, of) = storage::read(&*server.storage, |tx| {
            let found = audit::find(tx, &sought, MOST_IN_A_FILE + 1)?;
            if found.len() > MOST_IN_A_FILE as usize {
                return Err(too_many());
            }
            let rows = found.into_iter().map(|row| named(tx, row)).collect::<Result<Vec<_>, ServerError>>()?;
            let of = Of {
                division: Some(sought.division.clone()),
                subject: None,
                detail: Some(format!("{} – {},{}", sought.from, sought.to, rows.len())),
            };
            Ok((rows, of))
        })?;
        let now = server.clock.now();
        storage::write(&*server.storage, |tx| note(tx, now, &seat.login, AuditAction::AuditExported, of.clone()))?;
        Ok(table_sheet(&sheet(rows, seat.today))?)
    })
    .await?;
    Ok(file(&name, bytes))
}

fn too_many() -> ServerError {
    ServerError::refused(
        "audit.too_many",
        format!("超过 {MOST_IN_A_FILE} 行,一个文件放不下。把日期缩短再导出。"),
        format!("There are more than {MOST_IN_A_FILE} rows; choose fewer days for one file."),
    )
}

fn sought(part: AuditPart, division: DivisionCode, today: NaiveDate) -> Sought {
    let a_month_ago = today.checked_sub_days(chrono::Days::new(30)).unwrap_or(today);
    Sought {
        // Signing in and the like is of no division: whoever looks at the whole city sees it.
        of_no_division: division.level() <= Level::City,
        division,
        login: part.login,
        action: part.action,
        from: part.from.unwrap_or(a_month_ago),
        to: part.to.unwrap_or(today),
        before: part.after,
    }
}

/// A row with the names that a reader knows.
fn named(tx: &mut dyn Transaction, row: AuditRow) -> Result<AuditRowView, ServerError> {
    let action_zh = AuditAction::of(&row.action).map_or_else(|| row.action.clone(), |action| action.zh().to_owned());
    let account = accounts::by_login(tx, &row.login)?;
    let division_name = row.division.as_ref().map(|division| roster::division_called(tx, division)).transpose()?;
    let subject_name = row.subject.as_deref().map(|subject| person_of(tx, subject)).transpose()?.flatten();
    Ok(AuditRowView {
        number: row.number,
        at: row.at,
        login: row.login,
        login_name: account.map(|account| account.name),
        action: row.action,
        action_zh,
        division: row.division.map(|division| division.to_string()),
        division_name,
        subject: row.subject,
        subject_name,
        detail: row.detail,
    })
}

/// Whom a subject is: a person by id, or the owner of a phone; of a longer subject its first word counts.
fn person_of(tx: &mut dyn Transaction, subject: &str) -> Result<Option<String>, ServerError> {
    let first = subject.split(' ').next().unwrap_or_default();
    if let Ok(device) = device_id(first) {
        let owner = devices::by_id(tx, device)?.map(|device| device.person);
        return Ok(owner.map(|owner| roster::person_called(tx, &owner)).transpose()?);
    }
    match first.parse::<PersonId>() {
        Ok(person) => Ok(roster::person(tx, &person)?.map(|person| person.name)),
        Err(_) => Ok(None),
    }
}

fn sheet(rows: Vec<AuditRowView>, today: NaiveDate) -> TableSheet {
    let columns = [
        ("编号", 8),
        ("时间", 18),
        ("账号", 12),
        ("姓名", 10),
        ("做了什么", 16),
        ("区划", 14),
        ("对象", 20),
        ("说明", 30),
    ];
    let text = |text: Option<String>| text.map_or(TableCell::Empty, TableCell::Text);
    let rows = rows.into_iter().map(|row| {
        vec![
            TableCell::Number(i64::try_from(row.number).unwrap_or(i64::MAX)),
            text(clock_time(row.at)),
            TableCell::Text(row.login),
            text(row.login_name),
            TableCell::Text(row.action_zh),
            text(row.division_name.or(row.division)),
            text(row.subject_name.or(row.subject)),
            text(row.detail),
        ]
    });
    TableSheet {
        title: "操作记录".to_owned(),
        note: format!("导出 {today}"),
        columns: columns.iter().map(|(name, width)| ((*name).to_owned(), *width)).collect(),
        rows: rows.collect(),
    }
}

/// A moment as the clocks of the office show it.
fn clock_time(at: i64) -> Option<String> {
    Some(local_clock(at)?.format("%Y-%m-%d %H:%M").to_string())
}
