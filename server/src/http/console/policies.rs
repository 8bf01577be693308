//! The policies and the calendar: seeing them, and where two policies differ. They are imported as jobs.

use axum::extract::State;
use chrono::NaiveDate;
use cunji_domain::office::Act;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, Refusal, blocking};
use super::carried::{Json, Query};
use super::{Needs, Route, routes};
use crate::http::Shared;
use crate::office::{self, KnownPolicy};

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::SeeFigures) => policy_list,
        Needs::There(Act::SeeFigures) => policy_text,
        Needs::There(Act::SeeFigures) => policy_comparison,
        Needs::There(Act::SeeFigures) => calendar,
    }
}

/// Every policy.
#[derive(Debug, Serialize, ToSchema)]
struct PoliciesView {
    /// By the day it became known.
    policies: Vec<PolicyView>,
}

/// A policy.
#[derive(Debug, Serialize, ToSchema)]
struct PolicyView {
    /// Its name and version.
    id: String,
    /// The first day that it is about.
    valid_from: NaiveDate,
    /// The last one; none: until another one is.
    valid_to: Option<NaiveDate>,
    /// Since when it is known: earlier days keep the policy of their time.
    known_from: NaiveDate,
    /// Whether an office imported it; else the program ships with it.
    imported: bool,
    /// Why nothing is counted by it; none: it counts.
    left_out: Option<WhyLeftOut>,
}

/// Why nothing is counted by a policy, with what to do next.
#[derive(Debug, Serialize, ToSchema)]
struct WhyLeftOut {
    /// In Chinese.
    zh: String,
    /// In English.
    en: String,
}

/// Which policy.
#[derive(Debug, Deserialize, IntoParams)]
struct WhichPolicy {
    /// Its name and version.
    id: String,
}

/// A policy's text.
#[derive(Debug, Serialize, ToSchema)]
struct PolicyText {
    /// The file as it was imported.
    toml: String,
}

/// Which two policies.
#[derive(Debug, Deserialize, IntoParams)]
struct WhichTwo {
    /// The one, by name and version.
    one: String,
    /// The other, by name and version.
    other: String,
}

/// Where two policies differ.
#[derive(Debug, Serialize, ToSchema)]
struct ComparisonView {
    /// The keys, by their places.
    differences: Vec<KeyDifferenceView>,
}

/// A key in which two policies differ.
#[derive(Debug, Serialize, ToSchema)]
struct KeyDifferenceView {
    /// Where it stands in the file.
    key: String,
    /// What the one says; none: nothing.
    one: Option<String>,
    /// What the other says; none: nothing.
    other: Option<String>,
}

/// Which year.
#[derive(Debug, Deserialize, IntoParams)]
struct WhichYear {
    /// The year.
    year: i32,
}

/// What is declared of a year's days; the others are as the week has them.
#[derive(Debug, Serialize, ToSchema)]
struct CalendarView {
    /// By day.
    entries: Vec<CalendarEntryView>,
}

/// Days and what they are.
#[derive(Debug, Serialize, ToSchema)]
struct CalendarEntryView {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
    /// `holiday`, `rest` or `work`.
    kind: String,
    /// Why.
    name: String,
}

/// Every policy, by the day it became known.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/policies", tag = "policy",
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 200, body = PoliciesView), (status = "4XX", body = Refusal)))]
async fn policy_list(State(shared): State<Shared>) -> Answer<PoliciesView> {
    let known = blocking(move || office::policies(&shared.server)).await?;
    Ok(Json(PoliciesView { policies: known.into_iter().map(view).collect() }))
}

/// A policy's text.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/policies/text", tag = "policy",
    params(("division" = String, Path, description = "The division's code"), WhichPolicy),
    responses((status = 200, body = PolicyText), (status = "4XX", body = Refusal)))]
async fn policy_text(State(shared): State<Shared>, Query(which): Query<WhichPolicy>) -> Answer<PolicyText> {
    let known = blocking(move || office::policy(&shared.server, &which.id)).await?;
    Ok(Json(PolicyText { toml: known.toml }))
}

/// Where two policies differ.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/policies/comparison", tag = "policy",
    params(("division" = String, Path, description = "The division's code"), WhichTwo),
    responses((status = 200, body = ComparisonView), (status = "4XX", body = Refusal)))]
async fn policy_comparison(State(shared): State<Shared>, Query(which): Query<WhichTwo>) -> Answer<ComparisonView> {
    let differing = blocking(move || office::compare(&shared.server, &which.one, &which.other)).await?;
    let differences = differing.into_iter().map(|difference| KeyDifferenceView {
        key: difference.key,
        one: difference.one,
        other: difference.other,
    });
    Ok(Json(ComparisonView { differences: differences.collect() }))
}

/// What is declared of a year's days.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/calendar", tag = "policy",
    params(("division" = String, Path, description = "The division's code"), WhichYear),
    responses((status = 200, body = CalendarView), (status = "4XX", body = Refusal)))]
async fn calendar(State(shared): State<Shared>, Query(which): Query<WhichYear>) -> Answer<CalendarView> {
    let declared = blocking(move || office::calendar_of(&shared.server, which.year)).await?;
    let entries = declared.into_iter().map(|entry| CalendarEntryView {
        from: entry.from,
        to: entry.to,
        kind: entry.kind.code().to_owned(),
        name: entry.name,
    });
    Ok(Json(CalendarView { entries: entries.collect() }))
}

fn view(known: KnownPolicy) -> PolicyView {
    PolicyView {
        id: known.id,
        valid_from: known.valid_from,
        valid_to: known.valid_to,
        known_from: known.known_from,
        imported: known.imported,
        left_out: known.left_out.map(|why| WhyLeftOut { zh: why.zh, en: why.en }),
    }
}
