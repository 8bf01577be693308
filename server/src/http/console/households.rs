//! Households: the villages' lists, who was not visited, to whom visits fall, and whom phones wrote by name.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::household_match::HouseholdMatch;
use cunji_domain::office::Act;
use cunji_domain::person::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, No, Refusal, blocking};
use super::carried::{Json, Query};
use super::read::{division as division_code, malformed};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::households::{self, Assignment, Listed, Sought, Unlisted};
use crate::http::Shared;
use crate::storage::households::HouseholdSums;

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::ReadRecords) => household_list,
        Needs::There(Act::SeeFigures) => household_coverage,
        Needs::There(Act::KeepHouseholds) => household_assignment,
        Needs::There(Act::KeepHouseholds) => household_unlisted,
        Needs::There(Act::KeepHouseholds) => household_match,
    }
}

/// Which households.
#[derive(Debug, Deserialize, IntoParams)]
struct HouseholdsPart {
    /// By number, name or group: characters, pinyin, initials.
    #[serde(default)]
    text: String,
    /// Those alone that were not visited since this day.
    not_since: Option<NaiveDate>,
    /// Those alone that this person visits or helps.
    person: Option<String>,
    /// Those alone whose visits fall to nobody.
    #[serde(default)]
    unassigned: bool,
    /// Where to go on, as the page before said.
    after: Option<String>,
    /// How many, at most 200.
    limit: Option<u32>,
}

/// A page of households. It may hold fewer than were asked for though more follow.
#[derive(Debug, Serialize, ToSchema)]
struct HouseholdsPage {
    /// The households, by village and number.
    households: Vec<HouseholdView>,
    /// Where to go on; none: that is all.
    next: Option<String>,
}

/// A household.
#[derive(Debug, Serialize, ToSchema)]
struct HouseholdView {
    /// The village's code.
    space: String,
    /// The village's name.
    village: String,
    /// Its number there.
    number: String,
    /// The head's name.
    head: String,
    /// The villagers' group; empty where none is said.
    group: String,
    /// How many live in it.
    persons: u32,
    /// Where it stands, by code.
    status: Option<String>,
    /// Whether it still lives there and is on the list.
    is_there: bool,
    /// The other members' names.
    members: Vec<String>,
    /// To whom its visits fall.
    visitors: Vec<Looker>,
    /// Who helps it from afar.
    helpers: Vec<Looker>,
    /// The day of its last visit; none: never.
    last_visit: Option<NaiveDate>,
    /// How many there were.
    visits: u64,
}

/// Who looks after a household.
#[derive(Debug, Serialize, ToSchema)]
struct Looker {
    /// The person's id.
    id: String,
    /// The person's name.
    name: String,
}

/// Since when a visit counts as long ago.
#[derive(Debug, Deserialize, IntoParams)]
struct CoveragePart {
    /// So many days; 30 where they are not given.
    days: Option<u32>,
}

/// How many households were visited.
#[derive(Debug, Serialize, ToSchema)]
struct CoverageView {
    /// Visits before this day are long ago.
    since: NaiveDate,
    /// The division's own sums.
    whole: CoveredView,
    /// Those of the divisions right below.
    below: Vec<CoveredView>,
}

/// The sums of a division.
#[derive(Debug, Serialize, ToSchema)]
struct CoveredView {
    /// Its code.
    code: String,
    /// Its name; empty for the division that was asked for.
    name: String,
    /// Households that are there.
    households: u64,
    /// Of them, never visited.
    never: u64,
    /// Of them, visited, but long ago.
    long_ago: u64,
    /// Of them, those whose visits fall to nobody.
    unassigned: u64,
}

/// What is to change in who looks after some households of a village.
#[derive(Debug, Deserialize, ToSchema)]
struct AssignmentBody {
    /// The village's code.
    village: String,
    /// The households' numbers, at most 500.
    numbers: Vec<String>,
    /// Members of the team to whom the visits fall from now on, too.
    #[serde(default)]
    add_visitors: Vec<String>,
    /// Those to whom they fall no longer.
    #[serde(default)]
    remove_visitors: Vec<String>,
    /// Who helps from afar from now on, too.
    #[serde(default)]
    add_helpers: Vec<String>,
    /// Who does no longer.
    #[serde(default)]
    remove_helpers: Vec<String>,
}

/// What an assignment did.
#[derive(Debug, Serialize, ToSchema)]
struct AssignedView {
    /// Households that changed.
    changed: u64,
}

/// Which unlisted households.
#[derive(Debug, Deserialize, IntoParams)]
struct UnlistedPart {
    /// Where to go on, as the page before said: the village.
    #[serde(default)]
    after_space: String,
    /// Where to go on, as the page before said: the name.
    #[serde(default)]
    after_name: String,
    /// Where to go on, as the page before said: the group.
    #[serde(default)]
    after_group: String,
    /// How many, at most 200.
    limit: Option<u32>,
}

/// Households that phones wrote by name.
#[derive(Debug, Serialize, ToSchema)]
struct UnlistedView {
    /// By village, name and group.
    households: Vec<UnlistedHouseholdView>,
    /// Whether there are more: the last one says where to go on.
    more: bool,
}

/// A household that phones wrote by name and nobody has matched yet.
#[derive(Debug, Serialize, ToSchema)]
struct UnlistedHouseholdView {
    /// The village's code.
    space: String,
    /// The village's name.
    village: String,
    /// The head's name as it was written.
    name: String,
    /// The group as it was written; empty where none was.
    group: String,
    /// The day of the last visit.
    last_visit: NaiveDate,
    /// How many there were.
    visits: u64,
    /// Listed households that it may be, the likeliest first.
    likely: Vec<LikelyView>,
}

/// A listed household that one may be.
#[derive(Debug, Serialize, ToSchema)]
struct LikelyView {
    /// Its number.
    number: String,
    /// The head's name.
    head: String,
    /// The group; empty where none is said.
    group: String,
}

/// Which listed household a name and a group stand for.
#[derive(Debug, Deserialize, ToSchema)]
struct MatchBody {
    /// The village's code.
    village: String,
    /// The head's name as it was written.
    name: String,
    /// The group as it was written; empty where none was.
    #[serde(default)]
    group: String,
    /// The listed household's number.
    number: String,
}

/// Households of a division and below it, searched as on phones. That a page was looked at is in the audit.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/households", tag = "households",
    params(("division" = String, Path, description = "The division's code"), HouseholdsPart),
    responses((status = 200, body = HouseholdsPage), (status = "4XX", body = Refusal)))]
async fn household_list(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<HouseholdsPart>,
) -> Answer<HouseholdsPage> {
    let person = part.person.map(|person| person.parse().map_err(|_| malformed("person"))).transpose()?;
    let sought = Sought { text: part.text, not_since: part.not_since, person, unassigned: part.unassigned };
    let after = part.after.unwrap_or_default();
    let limit = part.limit.unwrap_or(50);
    let page = blocking(move || {
        let after = after.split_once('.').unwrap_or_default();
        households::list(&shared.server, &seat, &division, &sought, after, limit)
    })
    .await?;
    Ok(Json(HouseholdsPage {
        households: page.households.into_iter().map(household).collect(),
        next: page.next.map(|(space, number)| format!("{space}.{number}")),
    }))
}

/// How many households were not visited for some days, in a division and those right below it.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/households/coverage", tag = "households",
    params(("division" = String, Path, description = "The division's code"), CoveragePart),
    responses((status = 200, body = CoverageView), (status = "4XX", body = Refusal)))]
async fn household_coverage(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<CoveragePart>,
) -> Answer<CoverageView> {
    let days = part.days.unwrap_or(30);
    let shown = blocking(move || households::coverage(&shared.server, &division, days, seat.today)).await?;
    Ok(Json(CoverageView {
        since: shown.since,
        whole: covered(String::new(), shown.whole),
        below: shown.below.into_iter().map(|(name, sums)| covered(name, sums)).collect(),
    }))
}

/// Changes who looks after households of a village; only what is said changes.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/households/assignments", tag = "households", request_body = AssignmentBody,
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 200, body = AssignedView), (status = "4XX", body = Refusal)))]
async fn household_assignment(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Json(body): Json<AssignmentBody>,
) -> Answer<AssignedView> {
    let wish = Assignment {
        village: division_code(&body.village, "village")?,
        numbers: body.numbers,
        add_visitors: people(&body.add_visitors)?,
        remove_visitors: people(&body.remove_visitors)?,
        add_helpers: people(&body.add_helpers)?,
        remove_helpers: people(&body.remove_helpers)?,
    };
    let arrived = shared.arrived.clone();
    let changed = blocking(move || households::assign(&shared.server, &seat, &division, &wish)).await?;
    arrived.notify_one();
    Ok(Json(AssignedView { changed }))
}

/// Households that phones wrote by name and nobody has matched yet, with those that each may be. That a page was
/// looked at is in the audit.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/households/unlisted", tag = "households",
    params(("division" = String, Path, description = "The division's code"), UnlistedPart),
    responses((status = 200, body = UnlistedView), (status = "4XX", body = Refusal)))]
async fn household_unlisted(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<UnlistedPart>,
) -> Answer<UnlistedView> {
    let limit = part.limit.unwrap_or(50);
    let page = blocking(move || {
        let after = (part.after_space.as_str(), part.after_name.as_str(), part.after_group.as_str());
        households::unlisted(&shared.server, &seat, &division, after, limit)
    })
    .await?;
    Ok(Json(UnlistedView { households: page.households.into_iter().map(unlisted).collect(), more: page.more }))
}

/// Says which listed household a name and a group stand for. Visits by that name count for it from then on.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/households/matches", tag = "households", request_body = MatchBody,
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 204), (status = "4XX", body = Refusal)))]
async fn household_match(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    Json(body): Json<MatchBody>,
) -> Result<StatusCode, No> {
    let village = division_code(&body.village, "village")?;
    let said = HouseholdMatch { name: body.name, group: body.group, household: body.number };
    let arrived = shared.arrived.clone();
    blocking(move || households::matched(&shared.server, &seat, &division, &village, &said)).await?;
    arrived.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

fn people(ids: &[String]) -> Result<Vec<PersonId>, ServerError> {
    ids.iter().map(|id| id.parse().map_err(|_| malformed("person"))).collect()
}

fn household(listed: Listed) -> HouseholdView {
    let lookers = |people: Vec<(String, String)>| people.into_iter().map(|(id, name)| Looker { id, name }).collect();
    HouseholdView {
        space: listed.item.space.to_string(),
        village: listed.village,
        number: listed.item.number,
        head: listed.item.head,
        group: listed.item.group,
        persons: listed.item.persons,
        status: listed.item.status,
        is_there: listed.item.is_there,
        members: listed.members,
        visitors: lookers(listed.visitors),
        helpers: lookers(listed.helpers),
        last_visit: listed.item.last_visit,
        visits: listed.item.visits,
    }
}

fn covered(name: String, sums: HouseholdSums) -> CoveredView {
    CoveredView {
        code: sums.division,
        name,
        households: sums.households,
        never: sums.never,
        long_ago: sums.long_ago,
        unassigned: sums.unassigned,
    }
}

fn unlisted(shown: Unlisted) -> UnlistedHouseholdView {
    let likely = shown.likely.into_iter().map(|(number, head, group)| LikelyView { number, head, group });
    UnlistedHouseholdView {
        space: shown.one.space.to_string(),
        village: shown.village,
        name: shown.one.name,
        group: shown.one.group,
        last_visit: shown.one.last_visit,
        visits: shown.one.visits,
        likely: likely.collect(),
    }
}
