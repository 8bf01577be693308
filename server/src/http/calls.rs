//! The small calls of docs/protocol.md §2.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use cunji_history::Suite;
use cunji_history::canonical::CanonicalError;
use cunji_history::signed::recipient_message;
use cunji_protocol::calls::{
    About, Challenge, EnrolmentBody, IntroduceRequest, RecipientAnswer, RecoveryRequest, StubsRequest, Token,
    TokenAnswer, TokenRequest,
};
use cunji_protocol::message::VERSION;

use super::Shared;
use super::refusal::{Refused, answer, blocking};
use super::sync::authorised;
use crate::custody::stubs_of;
use crate::enrolment;
use crate::error::ServerError;
use crate::install;
use crate::server::Server;
use crate::storage;

/// `GET /v1/about`.
pub async fn about(State(shared): State<Shared>) -> Result<Response, Refused> {
    let server = &shared.server;
    let about = About {
        newest: 1,
        oldest: 1,
        deployment: server.key().deployment,
        server_key: server.key().signing.public(),
        epoch: server.epoch().number,
        suite: Suite::Ed25519Sha256,
        certificate: Vec::new(),
        time: server.clock.now(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        sealing: Some(recipient(server)?),
    };
    Ok(answer(StatusCode::OK, about.to_bytes()))
}

/// `GET /v1/app`.
pub async fn app(State(shared): State<Shared>) -> Result<Response, Refused> {
    let offered = blocking(move || install::offered(&shared.server)).await?;
    let offer = offered.ok_or_else(|| {
        Refused::new(
            StatusCode::NOT_FOUND,
            "app.none",
            "服务器上还没有放安装包。",
            "No package of the app was put on this server.",
        )
    })?;
    Ok(answer(StatusCode::OK, offer.program.to_bytes()))
}

/// `POST /v1/enroll`.
pub async fn enroll(
    State(shared): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refused> {
    // Behind a proxy it is the phone that is slowed down, not the proxy and with it everybody.
    let address = shared.facing.seen(peer.ip(), &headers).address;
    let body = EnrolmentBody::from_bytes(&body).map_err(malformed)?;
    spoken(body.version())?;
    let now = shared.server.clock.now();
    if !shared.throttle.allows(address, now) {
        return Err(ServerError::refused(
            "enrol.too_many_tries",
            "试得太快了,请过一分钟再输一次注册码。",
            "Too many tries; please wait a minute and enter the code again.",
        )
        .into());
    }
    let server = shared.server.clone();
    let request = body.open(&enrolment::sealing_key(&server)?).map_err(malformed)?;
    let enrolled = blocking(move || match enrolment::enrol(&server, &request) {
        Err(error) if error.code() == "enrol.code_unknown" => {
            shared.throttle.failed(address, now);
            Err(error)
        }
        done => done,
    })
    .await?;
    Ok(answer(StatusCode::OK, enrolled.to_bytes()))
}

/// `POST /v1/token`.
pub async fn token(State(shared): State<Shared>, body: Bytes) -> Result<Response, Refused> {
    let server = shared.server.clone();
    match TokenRequest::from_bytes(&body).map_err(malformed)? {
        TokenRequest::Nonce => {
            let nonce = shared.nonces.give(server.clock.now())?;
            Ok(answer(StatusCode::OK, Challenge { nonce, epoch: server.epoch().number }.to_bytes()))
        }
        TokenRequest::Proof(proof) => {
            let token = blocking(move || enrolment::renew(&server, &shared.nonces, &proof)).await?;
            Ok(answer(StatusCode::OK, TokenAnswer { token: Token(token) }.to_bytes()))
        }
    }
}

/// `POST /v1/introduce`.
pub async fn introduce(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Refused> {
    let old = authorised(&shared.server, &headers).await?;
    let request = IntroduceRequest::from_bytes(&body).map_err(malformed)?;
    spoken(request.version)?;
    let server = shared.server.clone();
    let enrolled = blocking(move || enrolment::introduce(&server, &old, &request)).await?;
    Ok(answer(StatusCode::OK, enrolled.to_bytes()))
}

/// `POST /v1/stubs`.
pub async fn stubs(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Refused> {
    let device = authorised(&shared.server, &headers).await?;
    let request = StubsRequest::from_bytes(&body).map_err(malformed)?;
    let server = shared.server.clone();
    let stubs =
        blocking(move || storage::read(&*server.storage, |tx| stubs_of(tx, &server, &device, &request.space))).await?;
    Ok(answer(StatusCode::OK, stubs.to_bytes()))
}

/// `POST /v1/recovery`.
pub async fn recovery(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Refused> {
    let device = authorised(&shared.server, &headers).await?;
    let server = shared.server.clone();
    match RecoveryRequest::from_bytes(&body).map_err(malformed)? {
        RecoveryRequest::Recipient => Ok(answer(StatusCode::OK, recipient(&server)?.to_bytes())),
        RecoveryRequest::Deposit(deposit) => {
            let deposited = blocking(move || enrolment::deposit(&server, &device, &deposit)).await?;
            Ok(answer(StatusCode::OK, deposited.to_bytes()))
        }
    }
}

/// To whom secrets are sealed for this server, under its signature.
fn recipient(server: &Server) -> Result<RecipientAnswer, ServerError> {
    let (key, suite) = (server.key(), Suite::Ed25519Sha256);
    let recipient = enrolment::sealing_key(server)?.recipient();
    let signature = key.signing.sign(&recipient_message(key.deployment, suite, &recipient));
    Ok(RecipientAnswer { recipient, signature })
}

fn spoken(version: u32) -> Result<(), Refused> {
    if i64::from(version) == VERSION {
        return Ok(());
    }
    Err(Refused::new(
        StatusCode::UPGRADE_REQUIRED,
        "protocol.version",
        "手机上的程序和服务器版本不合,请升级较旧的一方。手机里的内容都在。",
        "The phone's program and the server are of versions that don't speak to each other; update the older one. What the phone holds is safe.",
    ))
}

fn malformed(fault: CanonicalError) -> Refused {
    Refused::malformed(&fault.into())
}
