//! A training day: who is in, and sheets of cards.

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::Act;
use cunji_domain::person::PersonId;
use cunji_protocol::calls::server_fingerprint;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, Refusal, blocking};
use super::card::{Address, picture};
use super::carried::{Json, Query};
use super::read::malformed;
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::http::{Shared, install};
use crate::office::training::{self, Card, Progress};
use crate::storage::training::Which;

/// How wide the pictures of a card are; they are drawn by lines, and printed as large as the card has room.
const PIXELS: u32 = 160;

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::KeepDevices) => training_progress,
        Needs::There(Act::KeepDevices) => training_people,
        Needs::There(Act::KeepDevices) => training_cards,
    }
}

/// How many of a division's people have a phone that is enrolled.
#[derive(Debug, Serialize, ToSchema)]
struct TrainingProgress {
    /// The division's own figures.
    whole: TrainingCounts,
    /// Those of the divisions right below it that have teams, by code.
    below: Vec<TrainingCounts>,
}

/// A division's figures.
#[derive(Debug, Serialize, ToSchema)]
struct TrainingCounts {
    /// The division.
    division: String,
    /// Its name.
    name: String,
    /// People on its teams.
    people: u64,
    /// Of them those with a phone that is enrolled.
    enrolled: u64,
    /// Those without, for whom a code waits.
    invited: u64,
}

/// How far somebody is.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum TrainingState {
    /// With a phone that is enrolled.
    Enrolled,
    /// Without, and a code waits.
    Invited,
    /// Without either.
    None,
}

impl TrainingState {
    fn code(self) -> &'static str {
        match self {
            Self::Enrolled => "enrolled",
            Self::Invited => "invited",
            Self::None => "none",
        }
    }
}

/// Which people.
#[derive(Debug, Deserialize, IntoParams)]
struct TrainingPart {
    /// Only those who are so far; everybody where it is not given.
    #[param(inline)]
    state: Option<TrainingState>,
    /// Where to go on, as the page before said.
    after: Option<String>,
    /// How many, at most 500.
    limit: Option<u32>,
}

/// A page of people, by village.
#[derive(Debug, Serialize, ToSchema)]
struct TrainingPage {
    /// The people.
    items: Vec<TraineeKnown>,
    /// Where to go on; none: that is all.
    next: Option<String>,
}

/// Somebody on a team. Nothing of when a phone was heard of, or what it runs, stands here.
#[derive(Debug, Serialize, ToSchema)]
struct TraineeKnown {
    /// The id.
    id: String,
    /// The name.
    name: String,
    /// The village.
    village: String,
    /// Since when a phone is enrolled: Unix seconds, UTC.
    enrolled_at: Option<i64>,
    /// Until when a code waits: Unix seconds, UTC.
    invited_until: Option<i64>,
}

/// For whom cards are made.
#[derive(Debug, Deserialize, ToSchema)]
struct CardsBody {
    /// The people's ids, 60 at most.
    people: Vec<String>,
}

/// Cards to be printed. Codes are shown here once; the server keeps none.
#[derive(Debug, Serialize, ToSchema)]
struct CardSheet {
    /// The cards, in the order in which they were asked for.
    cards: Vec<CardMade>,
    /// The address that phones use; behind `#` the only certificate that they accept there, if the server made it itself.
    server: String,
    /// The server's key, as it stands in each of its codes.
    fingerprint: String,
    /// Where a phone's browser finds the program.
    install: String,
    /// The picture of that address, as SVG.
    install_picture: String,
    /// The version that is offered there; none: nobody has put one.
    program: Option<String>,
}

/// One person's card.
#[derive(Debug, Serialize, ToSchema)]
struct CardMade {
    /// The person's id.
    person: String,
    /// The name.
    name: String,
    /// The unit that sent them.
    unit: Option<String>,
    /// Town and village of the team.
    place: Option<String>,
    /// The code.
    code: String,
    /// The picture for a phone's camera, as SVG.
    picture: String,
    /// When the code stops being good: Unix seconds, UTC.
    expires_at: i64,
}

/// How many of a division's people have a phone that is enrolled.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/training", tag = "training",
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 200, body = TrainingProgress), (status = "4XX", body = Refusal)))]
async fn training_progress(
    State(shared): State<Shared>,
    Extension(division): Extension<DivisionCode>,
) -> Answer<TrainingProgress> {
    let (whole, below) = blocking(move || training::progress(&shared.server, &division)).await?;
    Ok(Json(TrainingProgress { whole: counts(whole), below: below.into_iter().map(counts).collect() }))
}

/// The people of a division's teams, by village, with how far each is.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/training/people", tag = "training",
    params(("division" = String, Path, description = "The division's code"), TrainingPart),
    responses((status = 200, body = TrainingPage), (status = "4XX", body = Refusal)))]
async fn training_people(
    State(shared): State<Shared>,
    Extension(division): Extension<DivisionCode>,
    Query(part): Query<TrainingPart>,
) -> Answer<TrainingPage> {
    let after = part.after.as_deref().map(|after| place(after).ok_or_else(|| malformed("after"))).transpose()?;
    let (state, limit) = (part.state.map_or("", TrainingState::code), part.limit.unwrap_or(100));
    let listed = move || training::trainees(&shared.server, &division, &Which { state, after, limit });
    let (found, more) = blocking(listed).await?;
    let next = found.last().filter(|_| more).map(|last| format!("{}/{}", last.space, last.person));
    let items = found.into_iter().map(|one| TraineeKnown {
        id: one.person.to_string(),
        name: one.name,
        village: one.space.to_string(),
        enrolled_at: one.enrolled_at,
        invited_until: one.invited_until,
    });
    Ok(Json(TrainingPage { items: items.collect(), next }))
}

/// Makes a code for one phone of each of these people, for cards on paper: all of them or none.
#[utoipa::path(post, path = "/console/v1/divisions/{division}/training/cards", tag = "training", request_body = CardsBody,
    params(("division" = String, Path, description = "The division's code")),
    responses((status = 200, body = CardSheet), (status = "4XX", body = Refusal)))]
async fn training_cards(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(division): Extension<DivisionCode>,
    headers: HeaderMap,
    Json(body): Json<CardsBody>,
) -> Answer<CardSheet> {
    let ids: Result<Vec<PersonId>, _> = body.people.iter().map(|id| id.parse()).collect();
    let ids = ids.map_err(|_| malformed("people"))?;
    let address = Address::of(&headers, &shared.facing);
    // Before codes are made that nobody would see.
    let page = address.page(install::ADDRESS)?;
    let sheet = move || -> Result<CardSheet, ServerError> {
        let server = &shared.server;
        let cards = training::cards(server, &seat, &division, &ids)?;
        let made: Vec<(CardMade, String)> =
            cards.into_iter().map(|card| made(card, &address)).collect::<Result<_, _>>()?;
        Ok(CardSheet {
            server: made.first().map(|(_, server)| server.clone()).unwrap_or_default(),
            cards: made.into_iter().map(|(card, _)| card).collect(),
            fingerprint: server_fingerprint(&server.key().signing.public()),
            install_picture: picture(&page, PIXELS)?,
            install: page,
            program: install::version(server)?,
        })
    };
    Ok(Json(blocking(sheet).await?))
}

fn made(card: Card, address: &Address) -> Result<(CardMade, String), ServerError> {
    let code = card.invited.code.to_string();
    let link = address.link(card.invited.code)?;
    let made = CardMade {
        person: card.person.id.to_string(),
        name: card.person.name,
        unit: card.person.unit,
        place: card.place,
        code,
        picture: picture(&link.to_string(), PIXELS)?,
        expires_at: card.invited.expires_at,
    };
    Ok((made, link.address().to_string()))
}

fn counts(Progress { division, name, far }: Progress) -> TrainingCounts {
    TrainingCounts {
        division: division.to_string(),
        name,
        people: far.people,
        enrolled: far.enrolled,
        invited: far.invited,
    }
}

/// A place in the list: the last one's village and id.
fn place(after: &str) -> Option<(DivisionCode, PersonId)> {
    let (village, person) = after.split_once('/')?;
    Some((village.parse().ok()?, person.parse().ok()?))
}
