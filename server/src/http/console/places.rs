//! Divisions and roles by name: public words, for everybody who is signed in.

use axum::extract::State;
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::office::Act;
use cunji_domain::organisation::Role;
use cunji_domain::record::Code;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, Refusal, blocking};
use super::carried::{Json, Path};
use super::read::division as division_code;
use super::{Needs, Route, routes};
use crate::error::ServerError;
use crate::http::Shared;
use crate::storage::{self, overview, roster};

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::Seat => place,
        Needs::Seat => roles,
    }
}

/// Which place.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichPlace {
    /// The division's code.
    code: String,
}

/// A division by name, with those above and right below it.
#[derive(Debug, Serialize, ToSchema)]
struct PlaceNamed {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// `province`, `city`, `county`, `town` or `village`.
    level: String,
    /// The divisions above, from the province down.
    path: Vec<NameOfDivision>,
    /// The divisions right below, by code; none in a village.
    below: Vec<NameOfDivision>,
}

/// A division's name.
#[derive(Debug, Serialize, ToSchema)]
struct NameOfDivision {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
}

/// A role with what may be done in it.
#[derive(Debug, Serialize, ToSchema)]
struct RoleKnown {
    /// Its code.
    role: String,
    /// In Chinese.
    role_zh: String,
    /// Whether it has a desk: whether an account can hold it.
    desk: bool,
    /// The level on which an office in this role judges; none where it does not.
    level: Option<String>,
    /// The levels of the divisions that it can be held in.
    levels: Vec<String>,
    /// Whether it is held for a unit, and reaches the villages that the unit leads.
    for_unit: bool,
    /// What may be done.
    acts: Vec<ActKnown>,
}

/// Something that may be done.
#[derive(Debug, Serialize, ToSchema)]
struct ActKnown {
    /// Its code.
    act: String,
    /// In Chinese.
    act_zh: String,
}

/// A division by name, with those above and right below it.
#[utoipa::path(get, path = "/console/v1/places/{code}", tag = "places", params(WhichPlace),
    responses((status = 200, body = PlaceNamed), (status = "4XX", body = Refusal)))]
async fn place(State(shared): State<Shared>, Path(which): Path<WhichPlace>) -> Answer<PlaceNamed> {
    let division = division_code(&which.code, "code")?;
    let named = blocking(move || {
        storage::read(&*shared.server.storage, |tx| {
            let name = roster::division_name(tx, &division)?.ok_or_else(unknown)?;
            let path = roster::divisions_above(tx, &division)?;
            let below = overview::divisions_within(tx, &division)?;
            Ok(PlaceNamed {
                code: division.to_string(),
                name,
                level: division.level().name().to_owned(),
                path: path.into_iter().map(name_of).collect(),
                below: below.into_iter().map(name_of).collect(),
            })
        })
    })
    .await?;
    Ok(Json(named))
}

/// Every role with what may be done in it, from the one table.
#[utoipa::path(get, path = "/console/v1/roles", tag = "places", responses((status = 200, body = Vec<RoleKnown>)))]
async fn roles() -> Json<Vec<RoleKnown>> {
    let role = |role: &Role| RoleKnown {
        role: role.code().to_owned(),
        role_zh: role.zh().to_owned(),
        desk: role.has_desk(),
        level: JudgeLevel::of_office(*role).map(|level| level.code().to_owned()),
        levels: role.levels().iter().map(|level| level.name().to_owned()).collect(),
        for_unit: role.is_for_a_unit(),
        acts: Act::ALL
            .iter()
            .filter(|act| act.is_for(*role))
            .map(|act| ActKnown { act: act.code().to_owned(), act_zh: act.zh().to_owned() })
            .collect(),
    };
    Json(Role::ALL.iter().map(role).collect())
}

fn name_of((code, name): (DivisionCode, String)) -> NameOfDivision {
    NameOfDivision { code: code.to_string(), name }
}

fn unknown() -> ServerError {
    ServerError::refused("division.unknown", "没有这个区划代码。", "There is no such division code.")
}
