//! `POST /v1/sync`: frames are committed while the body arrives; the answer follows when it has ended.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use cunji_protocol::message::{DownMessage, Hello, Mode, PrimerName, Refused as FrameRefused, UpMessage};
use cunji_protocol::{AnswerWriter, Asked, Beginning, FrameFault, Sealing, UpFrame};
use data_encoding::BASE64URL_NOPAD;

use super::Shared;
use super::incoming::Incoming;
use super::refusal::{Refused, blocking};
use crate::enrolment::token_hash;
use crate::review;
use crate::server::Server;
use crate::storage::devices::{self, Device};
use crate::storage::{self};
use crate::sync::{A_PERSONS, Hearing, Received, answer, primer_of, readable, receive, take_back};

/// The handler.
pub async fn sync(State(shared): State<Shared>, request: Request) -> Result<Response, Refused> {
    let server = shared.server.clone();
    let device = authorised(&server, request.headers()).await?;
    let fresh = server.clone();
    blocking(move || fresh.refresh_policies()).await?;
    let mut incoming = Incoming::new(server.clone(), device.id, request.into_body());
    let mut exchange = Exchange { server, device, hello: None, refused: Vec::new() };
    let primer = match incoming.preamble().await?.primer {
        None => cunji_protocol::primer::shipped().to_vec(),
        Some(name) => exchange.primer(name).await?,
    };
    incoming.open(primer).await?;
    while let Some(message) = incoming.next_message().await? {
        exchange.hear(message).await?;
    }
    shared.arrived.notify_one();
    exchange.answer(incoming.hello()).await
}

struct Exchange {
    server: Arc<Server>,
    device: Device,
    hello: Option<Hello>,
    refused: Vec<FrameRefused>,
}

impl Exchange {
    async fn primer(&self, name: PrimerName) -> Result<Vec<u8>, Refused> {
        let (server, person) = (self.server.clone(), self.device.person.clone());
        let primer = blocking(move || storage::read(&*server.storage, |tx| primer_of(tx, &person, &name))).await?;
        primer.ok_or_else(|| {
            Refused::new(
                StatusCode::CONFLICT,
                "sync.no_primer",
                "服务器没有这段共同的历史,请不带它再传。",
                "The server can't rebuild this primer; send without it.",
            )
        })
    }

    async fn hear(&mut self, message: UpMessage) -> Result<(), Refused> {
        match message {
            UpMessage::Hello(hello) => self.hello = Some(hello),
            UpMessage::Frame(frame) => self.take(*frame).await?,
            UpMessage::Attested(frame) => {
                let server = self.server.clone();
                let taken =
                    blocking(move || take_back(&*server.storage, &server.registrar(), &frame, server.clock.now()))
                        .await?;
                match taken {
                    Ok(count) => tracing::info!(count, "entries came back attested"),
                    Err(fault) => {
                        tracing::warn!(code = fault.code(), device = %self.device.id, "an attested frame was refused")
                    }
                }
            }
            UpMessage::End | UpMessage::Unknown(_) => {}
        }
        Ok(())
    }

    async fn take(&mut self, frame: UpFrame) -> Result<(), Refused> {
        if self.knows_more(&frame).await? {
            return Ok(());
        }
        let (space, device, first) = (frame.space.clone(), frame.device, frame.first);
        let (server, carrier) = (self.server.clone(), self.device.person.clone());
        let received =
            blocking(move || receive(&*server.storage, &server.registrar(), &frame, &carrier, server.clock.now()))
                .await?;
        if let Received::Refused { code, zh, en } = received {
            tracing::warn!(code, %space, %device, first, "a frame was refused");
            self.server.metrics.frame_refused(code);
            self.refused.push(FrameRefused { space, device, first, code: code.to_owned(), zh, en });
        }
        Ok(())
    }

    /// Whether the phone has seen more of the space than a restored server: then its entries are judged only once what was
    /// lost has come back, and it sends them again with that. A phone that reads the space no more brings its cursor to no new
    /// epoch: it would wait for ever.
    async fn knows_more(&self, frame: &UpFrame) -> Result<bool, Refused> {
        let epoch = self.server.epoch().number;
        let cursors = self.hello.iter().flat_map(|hello| &hello.cursors);
        let of_space = cursors.filter(|cursor| cursor.space == frame.space && cursor.audience == A_PERSONS);
        let former = of_space.filter(|cursor| cursor.epoch < epoch);
        let Some(cursor) = former.max_by_key(|cursor| cursor.epoch).cloned() else { return Ok(false) };
        let (server, device) = (self.server.clone(), self.device.clone());
        blocking(move || {
            storage::read(&*server.storage, |tx| {
                let ends = storage::deployment::epoch_ends(tx, &cursor.space)?;
                let knows_more = ends.iter().any(|(epoch, end)| *epoch == cursor.epoch && cursor.number > *end);
                Ok(knows_more && readable(tx, &device, server.clock.now())?.contains(&cursor.space))
            })
        })
        .await
    }

    async fn answer(self, digest: Option<[u8; 32]>) -> Result<Response, Refused> {
        let Self { server, device, hello, refused } = self;
        let metrics = server.metrics.clone();
        let (hello, digest) =
            hello.zip(digest).ok_or_else(|| Refused::malformed(&FrameFault::Malformed("a request without a hello")))?;
        let body = blocking(move || {
            let now = server.clock.now();
            let arrived = storage::write(&*server.storage, |tx| {
                devices::set_seen(tx, device.id, now, &hello.program)?;
                review::arrived(tx, &device.person, &hello.cursors, server.epoch().number)
            })?;
            // Before the answer, which then tells of it.
            for (space, return_word) in arrived {
                review::begin_mending(&server, &space, return_word, now)?;
            }
            let hearing = Hearing { device: &device, hello: &hello, refused };
            let messages = answer(&*server.storage, &server.registrar(), hearing, now)?;
            let mut beginnings = server.beginnings();
            if hello.mode == Mode::Exchange {
                beginnings.forget(device.id);
            }
            let kept = beginnings.stated(device.id, now);
            drop(beginnings);
            let key = server.key();
            let asked = Asked { deployment: key.deployment, device: device.id, hello: digest };
            let sign = |message: &[u8]| key.signing.sign(message);
            compress(&messages, kept.as_ref(), Sealing { asked, sign: &sign })
        })
        .await?;
        metrics.sync_down(body.len());
        let mut response = Response::new(Body::from(body));
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/octet-stream"));
        Ok(response)
    }
}

fn compress(
    messages: &[DownMessage],
    kept: Option<&Beginning>,
    sealing: Sealing<'_>,
) -> Result<Vec<u8>, crate::error::ServerError> {
    let failed = |fault: cunji_protocol::CompressionFault| {
        crate::error::ServerError::refused("server.compression", "服务器压缩出错,请稍后再试。", fault.to_string())
    };
    let mut writer = AnswerWriter::new(sealing).map_err(failed)?;
    let mut body = Vec::new();
    for message in messages {
        body.extend(writer.write(message).map_err(failed)?);
        if let (DownMessage::Welcome(_), Some(kept)) = (message, kept) {
            body.extend(writer.state(kept).map_err(failed)?);
        }
    }
    body.extend(writer.finish().map_err(failed)?);
    Ok(body)
}

/// The device whose token the request carries.
pub async fn authorised(server: &Arc<Server>, headers: &HeaderMap) -> Result<Device, Refused> {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .and_then(|token| BASE64URL_NOPAD.decode(token.as_bytes()).ok())
        .and_then(|token| <[u8; 16]>::try_from(token).ok());
    let Some(token) = token else { return Err(Refused::unknown_token()) };
    let server = server.clone();
    let hash = token_hash(&token);
    let device = blocking(move || {
        storage::read(&*server.storage, |tx| devices::by_token(tx, &hash).map_err(crate::error::ServerError::from))
    })
    .await?;
    device.ok_or_else(Refused::unknown_token)
}
