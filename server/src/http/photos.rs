//! Photos: brought by tus 1.0 (core, creation, expiration, termination), seen by whoever may see them.
//!
//! The protocol's own part is small and written here; why no library is used is in docs/adr/0009.

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use chrono::DateTime;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordId;
use cunji_history::Suite;
use cunji_history::signed::photo_message;
use cunji_protocol::limits;
use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use futures_util::StreamExt;
use serde::Deserialize;

use super::Shared;
use super::incoming::SILENCE;
use super::refusal::{Refused, blocking};
use super::sync::authorised;
use crate::error::ServerError;
use crate::photos::{Begun, Part, Seen, Upload, UploadFault, may_bring, may_see};
use crate::storage;
use crate::storage::devices::Device;

const VERSION: &str = "1.0.0";
const EXTENSIONS: &str = "creation,expiration,termination";
const PIECE: &str = "application/offset+octet-stream";

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
/// The epoch of the server that answers: what it says it holds, it may have lost in the next.
const EPOCH: HeaderName = HeaderName::from_static("cunji-epoch");

/// The server's signature, where it says that it holds a whole file, or that no record shows it: a phone may drop it then.
const SIGNATURE: HeaderName = HeaderName::from_static("cunji-photo-signature");

/// The routes.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/v1/photos", any(collection))
        .route("/v1/photos/uploads/{id}", any(upload))
        .route("/v1/photos/{space}/{record}/{digest}", get(see))
        .layer(DefaultBodyLimit::disable())
}

/// `/v1/photos`: what this server speaks, and the beginning of an upload.
async fn collection(State(shared): State<Shared>, request: Request) -> Response {
    let epoch = shared.server.epoch().number;
    let answer = match method(&request) {
        Method::OPTIONS => Ok(spoken()),
        Method::POST => begin(&shared, request.headers()).await,
        _ => Err(not_allowed()),
    };
    resumable(answer, epoch)
}

/// `/v1/photos/uploads/{id}`: how far it is, the next piece, the end.
async fn upload(State(shared): State<Shared>, Path(id): Path<String>, request: Request) -> Response {
    let epoch = shared.server.epoch().number;
    let answer = match method(&request) {
        Method::OPTIONS => Ok(spoken()),
        Method::HEAD => how_far(&shared, request.headers(), id).await,
        Method::PATCH => take(&shared, id, request).await,
        Method::DELETE => forget(&shared, request.headers(), id).await,
        _ => Err(not_allowed()),
    };
    resumable(answer, epoch)
}

async fn begin(shared: &Shared, headers: &HeaderMap) -> Result<Response, Refused> {
    let device = entitled(shared, headers).await?;
    let (server, now) = (shared.server.clone(), shared.server.clock.now());
    let wish = Wish::read(headers)?;
    if !shared.photos.allows(device.id, now) {
        return Err(Refused::new(
            StatusCode::TOO_MANY_REQUESTS,
            "photo.too_many",
            "今天传的照片太多了。照片都在手机里,请明天再传。",
            "Too many photos for one day. They are safe on the phone; please send on tomorrow.",
        ));
    }
    let (person, digest, part) = (device.person.clone(), wish.digest, wish.part);
    let begun = blocking(move || {
        let may = storage::read(&*server.storage, |tx| may_bring(tx, &person, &wish.space, wish.record, &wish.digest))?;
        let upload = Upload {
            person: person.as_str().to_owned(),
            digest: HEXLOWER.encode(&wish.digest),
            part: wish.part.name().to_owned(),
            length: wish.length,
            sha256: HEXLOWER.encode(&wish.sha256),
            begun_at: now,
        };
        Ok(may.then(|| server.photos().begin(&upload)))
    })
    .await?;
    let Some(begun) = begun else {
        let mut answer = not_shown().into_response();
        sign(answer.headers_mut(), shared, &device, (&digest, part), false);
        return Ok(answer);
    };
    let begun = begun.map_err(fault)?;
    let mut answer = at(StatusCode::CREATED, &begun, shared, &device);
    // Relative to the collection: a proxy may have it under a path of its own.
    let location = HeaderValue::from_str(&format!("photos/uploads/{}", begun.id)).map_err(|_| not_allowed())?;
    answer.headers_mut().insert(header::LOCATION, location);
    Ok(answer)
}

async fn how_far(shared: &Shared, headers: &HeaderMap, id: String) -> Result<Response, Refused> {
    let device = entitled(shared, headers).await?;
    let server = shared.server.clone();
    let person = device.person.clone();
    let begun = blocking(move || Ok(server.photos().how_far(&id, &person))).await?.map_err(fault)?;
    let mut answer = at(StatusCode::OK, &begun, shared, &device);
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

async fn take(shared: &Shared, id: String, request: Request) -> Result<Response, Refused> {
    let device = entitled(shared, request.headers()).await?;
    if request.headers().get(header::CONTENT_TYPE).is_none_or(|form| form != PIECE) {
        return Err(Refused::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "photo.piece",
            "传照片的格式不对,请升级手机上的程序。",
            "A piece of a photo comes as application/offset+octet-stream; please update the program on the phone.",
        ));
    }
    let mut offset = number(request.headers(), &OFFSET).ok_or_else(|| malformed("Upload-Offset"))?;
    // An upload that is not at this place says so before it reads on.
    offset = append(shared, &id, &device, offset, Vec::new()).await?;
    let mut body = request.into_body().into_data_stream();
    loop {
        match tokio::time::timeout(SILENCE, body.next()).await {
            Ok(Some(Ok(piece))) => offset = append(shared, &id, &device, offset, piece.to_vec()).await?,
            Ok(None) => break,
            // What came is there; nobody hears this answer.
            Ok(Some(Err(_))) | Err(_) => return Err(malformed("the line broke")),
        }
    }
    let server = shared.server.clone();
    let person = device.person.clone();
    let begun = blocking(move || Ok(server.photos().how_far(&id, &person))).await?.map_err(fault)?;
    Ok(at(StatusCode::NO_CONTENT, &begun, shared, &device))
}

async fn append(shared: &Shared, id: &str, device: &Device, offset: u64, piece: Vec<u8>) -> Result<u64, Refused> {
    let (server, id, person) = (shared.server.clone(), id.to_owned(), device.person.clone());
    blocking(move || Ok(server.photos().append(&id, &person, offset, &piece))).await?.map_err(fault)
}

async fn forget(shared: &Shared, headers: &HeaderMap, id: String) -> Result<Response, Refused> {
    let device = entitled(shared, headers).await?;
    let server = shared.server.clone();
    blocking(move || Ok(server.photos().forget(&id, &device.person))).await?.map_err(fault)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Which of a photo's files.
#[derive(Debug, Deserialize)]
struct Which {
    part: Option<String>,
}

/// `GET /v1/photos/{space}/{record}/{digest}?part=thumbnail`.
async fn see(
    State(shared): State<Shared>,
    Path((space, record, digest)): Path<(String, String, String)>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let device = authorised(&shared.server, &headers).await?;
    let part = which.part.as_deref().map_or(Some(Part::Picture), Part::of);
    let named = space.parse::<DivisionCode>().ok().zip(fixed::<16>(&record)).zip(fixed::<32>(&digest)).zip(part);
    let Some((((space, record), digest), part)) = named else { return Err(not_here()) };
    let (server, now) = (shared.server.clone(), shared.server.clock.now());
    let seen = blocking(move || {
        let registrar = server.registrar();
        let at = (&space, RecordId(record));
        let seen = storage::read(&*server.storage, |tx| may_see(tx, &registrar, &device, at, &digest, now))?;
        Ok::<_, ServerError>(match seen {
            Seen::Yes(name) => Ok(server.photos().read(name, part)?),
            other => Err(other),
        })
    })
    .await?;
    match seen {
        Ok(Some(bytes)) => {
            let mut answer = Response::new(Body::from(bytes));
            let headers = answer.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
            headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            // A villager may change their mind: it is asked for anew.
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
            Ok(answer)
        }
        Ok(None) => Err(Refused::new(
            StatusCode::NOT_FOUND,
            "photo.not_yet",
            "这张照片还没有传上来,等对方的手机连上 Wi-Fi 再看。",
            "This photo has not come yet; look again when the other phone has had a better line.",
        )),
        Err(Seen::NotAgreed) => Err(Refused::new(
            StatusCode::FORBIDDEN,
            "photo.not_agreed",
            "照片上的人还没同意给别人看。要看,请拍照的人先问一声。",
            "The people on this photo have not agreed that others see it. Ask whoever took it to ask them first.",
        )),
        Err(_) => Err(not_here()),
    }
}

/// What an upload is to bring, from its headers.
struct Wish {
    length: u64,
    space: DivisionCode,
    record: RecordId,
    digest: [u8; 32],
    part: Part,
    sha256: [u8; 32],
}

impl Wish {
    fn read(headers: &HeaderMap) -> Result<Self, Refused> {
        let length = number(headers, &LENGTH).filter(|length| *length > 0).ok_or_else(|| malformed("Upload-Length"))?;
        let metadata = headers.get(METADATA).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let said = |name: &str| {
            let mut pairs = metadata.split(',').filter_map(|pair| pair.trim().split_once(' '));
            let value = pairs.find(|(key, _)| *key == name)?.1;
            String::from_utf8(BASE64.decode(value.trim().as_bytes()).ok()?).ok()
        };
        let digest: Option<[u8; 32]> = said("digest").and_then(|text| fixed(&text));
        let wish = || {
            let part = Part::of(&said("part")?)?;
            // A picture is named by its own sum; a thumbnail's has to be said.
            let sha256 = match part {
                Part::Picture => digest,
                Part::Thumbnail => fixed(&said("sha256")?),
            };
            let (space, record) = (said("space")?.parse().ok()?, RecordId(fixed(&said("record")?)?));
            Some(Self { length, space, record, digest: digest?, part, sha256: sha256? })
        };
        let wish = wish().ok_or_else(|| malformed("Upload-Metadata"))?;
        if wish.length > wish.part.most_bytes() as u64 {
            return Err(too_large());
        }
        Ok(wish)
    }
}

/// The device of a request that speaks tus 1.0.
async fn entitled(shared: &Shared, headers: &HeaderMap) -> Result<Device, Refused> {
    if headers.get(RESUMABLE).is_none_or(|version| version != VERSION) {
        return Err(Refused::new(
            StatusCode::PRECONDITION_FAILED,
            "photo.tus_version",
            "传照片的方式和服务器不合,请升级手机上的程序。",
            "Photos are sent by tus 1.0.0 (header Tus-Resumable); please update the program on the phone.",
        ));
    }
    authorised(&shared.server, headers).await
}

/// The method, or the one that stands in for it where a line lets few through.
fn method(request: &Request) -> Method {
    let instead = request.headers().get("x-http-method-override");
    instead.and_then(|name| Method::from_bytes(name.as_bytes()).ok()).unwrap_or_else(|| request.method().clone())
}

fn resumable(answer: Result<Response, Refused>, epoch: u32) -> Response {
    let mut answer = answer.unwrap_or_else(IntoResponse::into_response);
    answer.headers_mut().insert(RESUMABLE, HeaderValue::from_static(VERSION));
    answer.headers_mut().insert(EPOCH, HeaderValue::from(epoch));
    if answer.status() == StatusCode::PRECONDITION_FAILED {
        answer.headers_mut().insert("tus-version", HeaderValue::from_static(VERSION));
    }
    answer
}

fn spoken() -> Response {
    let mut answer = StatusCode::NO_CONTENT.into_response();
    let headers = answer.headers_mut();
    headers.insert("tus-version", HeaderValue::from_static(VERSION));
    headers.insert("tus-extension", HeaderValue::from_static(EXTENSIONS));
    headers.insert("tus-max-size", HeaderValue::from(limits::PHOTO_BYTES));
    answer
}

fn at(status: StatusCode, begun: &Begun, shared: &Shared, device: &Device) -> Response {
    let mut answer = status.into_response();
    let headers = answer.headers_mut();
    headers.insert(OFFSET, HeaderValue::from(begun.offset));
    headers.insert(LENGTH, HeaderValue::from(begun.length));
    let expires = DateTime::from_timestamp(begun.expires_at, 0).unwrap_or_default();
    let expires = expires.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let (true, Ok(expires)) = (begun.offset < begun.length, HeaderValue::from_str(&expires)) {
        headers.insert(EXPIRES, expires);
    }
    if let Some((digest, part)) = begun.held {
        sign(headers, shared, device, (&digest, part), true);
    }
    answer
}

fn sign(headers: &mut HeaderMap, shared: &Shared, device: &Device, (digest, part): (&[u8; 32], Part), held: bool) {
    let (key, epoch, suite) = (shared.server.key(), shared.server.epoch().number, Suite::Ed25519Sha256);
    let message = photo_message(key.deployment, suite, epoch, &device.person, digest, part.name(), held);
    let signature = BASE64URL_NOPAD.encode(&key.signing.sign(&message));
    headers.extend(HeaderValue::from_str(&signature).ok().map(|signature| (SIGNATURE, signature)));
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    let text = headers.get(name)?.to_str().ok()?;
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn fixed<const N: usize>(hex: &str) -> Option<[u8; N]> {
    HEXLOWER.decode(hex.as_bytes()).ok()?.try_into().ok()
}

fn fault(fault: UploadFault) -> Refused {
    match fault {
        UploadFault::Unknown => Refused::new(
            StatusCode::NOT_FOUND,
            "photo.no_upload",
            "上次传到一半的已经不在了,请从头再传。",
            "What came of this photo before is gone; please send all of it again.",
        ),
        UploadFault::Offset(_) => Refused::new(
            StatusCode::CONFLICT,
            "photo.offset",
            "照片接不上,请先问服务器收到哪里了。",
            "The photo does not go on there; ask first how far it is.",
        ),
        UploadFault::TooLong => too_large(),
        UploadFault::Digest => Refused::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "photo.digest",
            "收到的照片和说好的不一样,请从头再传。",
            "What came is not the photo that was named; please send all of it again.",
        ),
        UploadFault::Server(error) => error.into(),
    }
}

fn not_shown() -> Refused {
    Refused::new(
        StatusCode::FORBIDDEN,
        "photo.not_shown",
        "服务器上还没有哪条你写的记录用到这张照片。请先同步,再传照片。",
        "No record of yours on the server shows this photo yet. Sync first, then send photos.",
    )
}

fn not_here() -> Refused {
    Refused::new(
        StatusCode::NOT_FOUND,
        "photo.not_here",
        "这里没有你能看的这张照片。",
        "There is no such photo here that you may see.",
    )
}

fn too_large() -> Refused {
    Refused::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "photo.too_large_to_send",
        "照片太大,服务器不收。请升级手机上的程序,它会把照片缩小。",
        "The photo is too large for the server; update the program on the phone, which makes photos smaller.",
    )
}

fn malformed(what: &str) -> Refused {
    Refused::new(
        StatusCode::BAD_REQUEST,
        "photo.malformed",
        "传照片的请求读不懂,请升级手机上的程序。",
        &format!("The request to send a photo can't be read ({what}); please update the program on the phone."),
    )
}

fn not_allowed() -> Refused {
    Refused::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "photo.method",
        "服务器不认得这个操作,请升级手机上的程序。",
        "The server does not know this method; please update the program on the phone.",
    )
}
