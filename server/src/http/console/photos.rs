//! Photos beside what they belong to: for who may read the record, where the people on them agreed.

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::Act;
use data_encoding::HEXLOWER;
use serde::Deserialize;
use utoipa::IntoParams;

use super::answer::{No, Refusal, blocking};
use super::carried::{Path, Query};
use super::read::{fixed, malformed, record_id};
use super::{Needs, Route, routes};
use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::http::Shared;
use crate::photos::{Part, Seen, office_may_see};
use crate::storage;

pub(super) fn routes() -> Vec<Route> {
    routes! {
        Needs::There(Act::ReadRecords) => photo,
    }
}

/// Which photo of which record; the record's village is the path's division.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct WhichPhoto {
    /// The record that shows it.
    record: String,
    /// The SHA-256 of the picture.
    digest: String,
}

/// Which of its two files.
#[derive(Debug, Deserialize, IntoParams)]
struct WhichPart {
    /// `thumbnail` or `picture`.
    part: String,
}

/// A photo that a record shows. That somebody looked at it in full size is in the audit.
#[utoipa::path(get, path = "/console/v1/divisions/{division}/photos/{record}/{digest}", tag = "reviews",
    params(("division" = String, Path, description = "The village's code"), WhichPhoto, WhichPart),
    responses((status = 200, content_type = "image/jpeg", body = Vec<u8>), (status = "4XX", body = Refusal)))]
async fn photo(
    State(shared): State<Shared>,
    Extension(seat): Extension<Seat>,
    Extension(village): Extension<DivisionCode>,
    Path(which): Path<WhichPhoto>,
    Query(part): Query<WhichPart>,
) -> Result<Response, No> {
    let record = record_id(&which.record)?;
    let digest: [u8; 32] = fixed(&which.digest).ok_or_else(|| malformed("digest"))?;
    let part = Part::of(&part.part).ok_or_else(|| malformed("part"))?;
    let bytes = blocking(move || {
        let (server, registrar) = (&shared.server, shared.server.registrar());
        let seen = storage::read(&*server.storage, |tx| office_may_see(tx, &registrar, (&village, record), &digest))?;
        match seen {
            Seen::Yes(name) => {
                let bytes = server.photos().read(name, part)?.ok_or_else(not_yet)?;
                if part == Part::Picture {
                    let subject = format!("{} {}", HEXLOWER.encode(&record.0), HEXLOWER.encode(&digest));
                    let of = Of { division: Some(village), subject: Some(subject), detail: None };
                    audit::note_seen(server, &seat, AuditAction::PhotoSeen, &of)?;
                }
                Ok(bytes)
            }
            Seen::NotAgreed => Err(not_agreed()),
            Seen::No => Err(unknown()),
        }
    })
    .await?;
    let mut answer = Response::new(Body::from(bytes));
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // A villager may change their mind: it is asked for anew.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(answer)
}

fn unknown() -> ServerError {
    ServerError::refused("photo.unknown", "没有这张照片。", "There is no such photo.")
}

fn not_yet() -> ServerError {
    ServerError::refused(
        "photo.not_yet.unknown",
        "这张照片还没有传上来,等村里的手机有了好信号再看。",
        "This photo has not come yet; look again when the phone in the village has had a better line.",
    )
}

fn not_agreed() -> ServerError {
    ServerError::refused(
        "right.photo_not_agreed",
        "照片上的人还没同意给别人看。请写照片的人去问,同意了再看。",
        "The people on this photo have not agreed that others see it. Whoever took it can ask them.",
    )
}
