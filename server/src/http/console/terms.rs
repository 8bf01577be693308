//! People's terms in villages: moved, ended, begun.

use axum::Extension;
use axum::extract::State;
use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::Act;
use cunji_domain::organisation::{CutShort, CutShortBy, Role};
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, Refusal, blocking};
use super::carried::{Json, Path};
use super::read::{division as division_code, malformed};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::http::Shared;
use crate::office::{self, BeginningTerm, EndingTerm, TermsChange};

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::KeepPeople) => change_terms,
    }
}

/// Whose terms.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhoseTerms {
    /// The person's id.
    person: String,
}

/// What changes: one term ends, one begins, or both, which is a move.
#[derive(Debug, Deserialize, ToSchema)]
struct TermsBody {
    /// The term that ends.
    ends: Option<EndingBody>,
    /// The one that begins.
    begins: Option<BeginningBody>,
}

/// A term that ends.
#[derive(Debug, Deserialize, ToSchema)]
struct EndingBody {
    /// The village's code.
    village: String,
    /// The role, by code.
    role: String,
    /// Its first day.
    from: NaiveDate,
    /// The last day as it was shown; none: it was open.
    seen: Option<NaiveDate>,
    /// The last day that it is to have. Not given where another begins: then it ends the day before.
    last_day: Option<NaiveDate>,
    /// What ends it before its year is over, by code: a recall or an order.
    cut_short_by: Option<String>,
    /// The reason that the recall or the order gives.
    #[serde(default)]
    reason: String,
}

/// A term that begins.
#[derive(Debug, Deserialize, ToSchema)]
struct BeginningBody {
    /// The village's code.
    village: String,
    /// The role, by code.
    role: String,
    /// The first day.
    first_day: NaiveDate,
}

/// What is left to do.
#[derive(Debug, Serialize, ToSchema)]
struct TermsChanged {
    /// How many households of the village that was left still fall to this person.
    households: u64,
}

/// Moves somebody to another team from a day on, ends a term, or begins one. What they wrote stays where it was written.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/people/{person}/terms", tag = "people", request_body = TermsBody,
    params(("division" = String, Path, description = "The division's code"), WhoseTerms),
    responses((status = 200, body = TermsChanged), (status = "4XX", body = Refusal)))]
async fn change_terms(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Path(whose): Path<WhoseTerms>,
    Json(body): Json<TermsBody>,
) -> Answer<TermsChanged> {
    let person: PersonId = whose.person.parse().map_err(|_| malformed("person"))?;
    let begins = body.begins.map(|begins| beginning(&begins.village, &begins.role, begins.first_day));
    let wish = TermsChange { ends: body.ends.map(ending).transpose()?, begins: begins.transpose()? };
    let arrived = shared.arrived.clone();
    let households = blocking(move || office::change_terms(&shared.server, &seat, &division, &person, &wish)).await?;
    arrived.notify_one();
    Ok(Json(TermsChanged { households }))
}

fn ending(body: EndingBody) -> Result<EndingTerm, ServerError> {
    let reason = body.reason.trim().to_owned();
    let by = body
        .cut_short_by
        .as_deref()
        .map(|by| CutShortBy::of(by).ok_or_else(|| malformed("cut_short_by")))
        .transpose()?;
    Ok(EndingTerm {
        space: division_code(&body.village, "village")?,
        role: role(&body.role)?,
        from: body.from,
        seen: body.seen,
        last_day: body.last_day,
        cut_short: by.map(|by| CutShort { by, reason }),
    })
}

/// A term that begins, as a call says it.
pub(super) fn beginning(village: &str, code: &str, first_day: NaiveDate) -> Result<BeginningTerm, ServerError> {
    Ok(BeginningTerm { space: division_code(village, "village")?, role: role(code)?, first_day })
}

fn role(code: &str) -> Result<Role, ServerError> {
    Role::of(code).ok_or_else(|| malformed("role"))
}
