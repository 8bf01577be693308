//! One file over the line by tus 1.0: begun or found, brought on from where it is, asked again after a cut.

use std::time::Duration;

use bytes::Bytes;
use cunji_history::Suite;
use cunji_history::signed::photo_message;
use cunji_store::{PhotoPart, StoreError};
use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use sha2::{Digest, Sha256};

use super::sending::{NOT_SHOWN, PhotoUpload};
use crate::error::{ClientError, Result};
use crate::sync::{Ask, HttpTransport, Told, line_error, refusal};

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const EPOCH: HeaderName = HeaderName::from_static("cunji-epoch");

const SIGNATURE: HeaderName = HeaderName::from_static("cunji-photo-signature");

/// Steps in a row that bring nothing on before the photo waits for the next time.
const ATTEMPTS: u32 = 6;

/// What the server said when it held a file whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivered {
    /// Its epoch.
    pub epoch: u32,
}

/// Brings a file to the server. Needs no phone.
///
/// # Errors
/// [`ClientError::Cut`] when the line breaks again and again: what came is kept there. A refusal.
pub async fn send_photo(line: &HttpTransport, upload: &PhotoUpload) -> Result<Delivered> {
    let (mut at, mut furthest, mut failures) = (None, None, 0);
    loop {
        match step(line, upload, at.take()).await {
            Ok(Step::Whole(delivered)) => return Ok(delivered),
            Ok(Step::GoesOn(now)) => {
                failures = if furthest.is_none_or(|before| before < now.offset) { 0 } else { failures + 1 };
                furthest = furthest.max(Some(now.offset));
                at = Some(now);
            }
            // Begun or found again: the server tells how far it is.
            Err(error) if error.is_of_the_line() => failures += 1,
            Err(ClientError::Refused(refusal)) if GOES_ON.contains(&refusal.code.as_str()) => failures += 1,
            Err(error) => return Err(error),
        }
        if failures >= ATTEMPTS {
            return Err(ClientError::Cut { unsent: None });
        }
        if failures > 0 {
            tokio::time::sleep(Duration::from_millis(50 << failures)).await;
        }
    }
}

/// Refusals after which the upload is begun or found again.
const GOES_ON: [&str; 3] = ["photo.offset", "photo.no_upload", "photo.digest"];

/// Where an upload is.
struct At {
    path: String,
    offset: u64,
}

enum Step {
    Whole(Delivered),
    GoesOn(At),
}

async fn step(line: &HttpTransport, upload: &PhotoUpload, at: Option<At>) -> Result<Step> {
    let length = upload.bytes.len() as u64;
    let (answer, path) = match at {
        None => {
            let answer = line.ask(begin(upload)?).await.map_err(line_error)?;
            let told = said(&answer);
            if matches!(&told, Err(ClientError::Refused(refusal)) if refusal.code == NOT_SHOWN) {
                prove(upload, &answer.headers, false)?;
            }
            let path = told?.headers.get(LOCATION).and_then(|path| path.to_str().ok()).map(resolved);
            let path = path.ok_or_else(|| unreadable("an upload without an address"))?;
            (answer, path)
        }
        Some(At { path, offset }) => {
            let rest = usize::try_from(offset).ok().and_then(|offset| upload.bytes.get(offset..)).unwrap_or_default();
            let mut headers = headers();
            headers.insert(OFFSET, HeaderValue::from(offset));
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/offset+octet-stream"));
            let body = Some(Bytes::copy_from_slice(rest));
            let ask = Ask { method: Method::PATCH, path: path.clone(), token: upload.token, headers, body };
            (line.ask(ask).await.map_err(line_error)?, path)
        }
    };
    let told = said(&answer)?;
    let offset = number(&told.headers, &OFFSET).filter(|offset| *offset <= length);
    let offset = offset.ok_or_else(|| unreadable("an upload at no place"))?;
    if offset < length {
        return Ok(Step::GoesOn(At { path, offset }));
    }
    let epoch = number(&told.headers, &EPOCH).and_then(|epoch| u32::try_from(epoch).ok());
    let epoch = epoch.ok_or_else(|| unreadable("a server of no epoch"))?;
    prove(upload, &told.headers, true)?;
    Ok(Step::Whole(Delivered { epoch }))
}

/// A photo that is held there, or that nothing shows any more, may be dropped here: nobody on the line says so in the server's
/// place.
fn prove(upload: &PhotoUpload, headers: &HeaderMap, held: bool) -> Result<()> {
    let epoch = number(headers, &EPOCH).and_then(|epoch| u32::try_from(epoch).ok()).unwrap_or_default();
    let signature = headers.get(SIGNATURE).and_then(|value| BASE64URL_NOPAD.decode(value.as_bytes()).ok());
    let signature = signature.and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
    let (deployment, server) = &upload.pinned;
    let (digest, part) = (&upload.what.digest.0, part_name(upload.what.part));
    let message = photo_message(*deployment, Suite::Ed25519Sha256, epoch, &upload.person, digest, part, held);
    if signature.is_some_and(|signature| server.verifies(&message, &signature)) {
        return Ok(());
    }
    Err(StoreError::Unverified("what the server says of a photo").into())
}

fn part_name(part: PhotoPart) -> &'static str {
    match part {
        PhotoPart::Thumbnail => "thumbnail",
        PhotoPart::Picture => "picture",
    }
}

fn begin(upload: &PhotoUpload) -> Result<Ask> {
    let what = &upload.what;
    let said = [
        ("space", what.space.to_string()),
        ("record", HEXLOWER.encode(&what.record.0)),
        ("digest", HEXLOWER.encode(&what.digest.0)),
        ("part", part_name(what.part).to_owned()),
        ("sha256", HEXLOWER.encode(&Sha256::digest(&upload.bytes))),
    ];
    let pairs = said.map(|(name, value)| format!("{name} {}", BASE64.encode(value.as_bytes())));
    let mut headers = headers();
    headers.insert(LENGTH, HeaderValue::from(upload.bytes.len()));
    headers.insert(METADATA, HeaderValue::from_str(&pairs.join(",")).map_err(|_| unreadable("metadata"))?);
    let path = "/v1/photos".to_owned();
    Ok(Ask { method: Method::POST, path, token: upload.token, headers, body: Some(Bytes::new()) })
}

fn headers() -> HeaderMap {
    HeaderMap::from_iter([(RESUMABLE, HeaderValue::from_static("1.0.0"))])
}

/// The address of an upload, which the server gives relative to `/v1/photos`.
fn resolved(location: &str) -> String {
    if location.starts_with('/') { location.to_owned() } else { format!("/v1/{location}") }
}

/// An answer that is no refusal.
fn said(told: &Told) -> Result<&Told> {
    if matches!(told.status, 200..=299) { Ok(told) } else { Err(refusal(told.status, &told.body)) }
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

fn unreadable(what: &str) -> ClientError {
    ClientError::Unreadable(what.to_owned())
}
