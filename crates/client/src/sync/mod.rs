//! 同步: the protocol's session over a line, each arrived frame committed at once, until nothing is left to exchange.

mod course;
mod desk;
mod http;
mod meter;
mod outbox;
mod pinned;
mod roots;
mod take;
mod transport;

use std::cell::RefCell;
use std::collections::BTreeSet;

use cunji_domain::division::DivisionCode;
use cunji_protocol::calls::Token;
use cunji_protocol::session::{Outbox, Session, SessionConfig, SessionFault, Step, Stop};
use cunji_protocol::{FrameFault, limits};
use cunji_store::StoreError;
use futures_util::StreamExt;

pub(crate) use desk::Desk;
pub use http::HttpTransport;
pub(crate) use http::{Ask, Told};
pub(crate) use take::REVOKED;
pub use transport::{Call, CertificateFault, LineFault, Reply, Transport, Waiting};
pub(crate) use transport::{exchange, line_error, refusal};

use crate::error::{ClientError, Result};
use crate::lock::deposit_recovery_code;
use crate::me::status::LAST_SYNC;
use crate::phone::Phone;
use crate::phone::enrol::{introduce_if_new, renew_token};
use crate::views::{NoticeView, SyncView};
use course::Course;
use meter::Meter;
use outbox::{lost_frames, outbox};
use take::Next;

/// What a device says of its program.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");
/// How often a sync begins anew within itself: a new token, a new device id, and some more.
const MOST_SESSIONS: u32 = 8;
/// The epoch in which all that a restored server may have lost was offered to it.
const OFFERED: &str = "offered epoch";

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Done,
    NewDevice,
    TokenUnknown,
}

impl Phone {
    /// Syncs with the server that this phone was enrolled at.
    ///
    /// # Errors
    /// As [`Phone::sync_over`].
    pub async fn sync(&mut self) -> Result<SyncView> {
        let mut transport = HttpTransport::new(&self.enrolment()?.server)?;
        self.sync_over(&mut transport).await
    }

    /// Syncs over a line until nothing is left to exchange.
    ///
    /// # Errors
    /// [`ClientError::Cut`] when the line breaks again and again, [`ClientError::NoServer`]: what came through is kept, try
    /// again. A refusal of the server. The store fails.
    pub async fn sync_over(&mut self, transport: &mut dyn Transport) -> Result<SyncView> {
        self.sync_until_done(transport, 1).await
    }

    /// As [`Phone::sync_over`], again after each failure of the line, so many times; what all attempts took is counted
    /// together.
    ///
    /// # Errors
    /// As [`Phone::sync_over`], of the last attempt.
    pub async fn sync_until_done(&mut self, transport: &mut dyn Transport, attempts: u32) -> Result<SyncView> {
        sync_at(self, transport, attempts).await
    }

    /// What is to be said and asked next: what the store holds now.
    fn outbox(&self, course: &mut Course) -> Result<Outbox> {
        if course.attested.is_none()
            && let Some(epoch) = course.epoch
        {
            course.attested = Some(self.to_be_offered(epoch, course)?);
        }
        outbox(&self.store, course.attested.as_deref().unwrap_or_default())
    }

    /// What a server of this epoch may have lost, unless it was offered to it before.
    fn to_be_offered(&self, epoch: u32, course: &Course) -> Result<Vec<cunji_protocol::DownFrame>> {
        let offered = self.store.kept(OFFERED)?.and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
        if offered.is_some_and(|offered| offered >= epoch) {
            return Ok(Vec::new());
        }
        lost_frames(&self.store, course.deployment, epoch)
    }

    /// All is exchanged: what that allows.
    fn finish(&mut self, course: &mut Course) -> Result<()> {
        self.store.keep(LAST_SYNC, &self.clock.now().to_be_bytes())?;
        if let Some(epoch) = course.epoch {
            self.store.keep(OFFERED, &epoch.to_be_bytes())?;
        }
        let revoked = course.report.notices.iter().any(|notice| notice.code == REVOKED);
        // What may be read is known only where the server said so.
        if course.epoch.is_some() && !revoked {
            self.purge_former(course)?;
        }
        // What was erased by law takes its photos along now. A photos' file that is damaged is mended when it is opened next, and
        // keeps no text from its way.
        _ = self.tidy_photos();
        Ok(())
    }

    /// Takes the spaces off the phone that the person may read no more, once nothing of them can be lost.
    fn purge_former(&mut self, course: &mut Course) -> Result<()> {
        // A photo that waits for a better line is sent all the same, and must know by then what it belongs to.
        if self.note_photos_shown().is_err() {
            return Ok(());
        }
        let mut here: BTreeSet<DivisionCode> = self.store.frame_spaces()?.into_iter().collect();
        let cursors = self.store.cursors()?;
        here.extend(cursors.into_iter().map(|cursor| cursor.space));
        for space in here.difference(&course.scopes) {
            match self.store.purge(space) {
                Ok(()) => course.report.purged.push(space.to_string()),
                Err(StoreError::PurgeTooEarly { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if !course.report.purged.is_empty() {
            self.forget_known();
        }
        Ok(())
    }
}

/// A sync of the phone on a desk: the desk is asked for it step by step, and has it to itself while the line carries.
///
/// # Errors
/// As [`Phone::sync_until_done`]; [`ClientError::Locked`] when the phone is taken off the desk meanwhile, with what came kept.
pub(crate) async fn sync_at<D: Desk>(desk: &mut D, transport: &mut dyn Transport, attempts: u32) -> Result<SyncView> {
    let mut course = desk.with(|phone| Course::begin(&phone.store, phone.enrolment()?.deployment))?;
    let mut line = Meter::on(transport);
    let mut left = attempts.max(1);
    loop {
        left -= 1;
        match run(desk, &mut line, &mut course).await {
            Err(error) if error.is_of_the_line() && left > 0 => {}
            Err(ClientError::Cut { .. }) => {
                return Err(ClientError::Cut { unsent: Some(desk.with(|phone| Ok(phone.store.status()?.unsent))?) });
            }
            Err(error) => return Err(error),
            Ok(()) => {
                line.tell(&mut course.report);
                desk.with(|phone| course.count(&phone.store, phone.refused_entries()?))?;
                return Ok(course.report);
            }
        }
    }
}

async fn run<D: Desk>(desk: &mut D, transport: &mut dyn Transport, course: &mut Course) -> Result<()> {
    for _ in 0..MOST_SESSIONS {
        desk.with(|phone| {
            if phone.store.needs_new_device()? {
                let reissued = phone.store.reissue(phone.clock.now())?;
                course.report.new_device = Some(reissued.device.to_string());
            }
            Ok(())
        })?;
        introduce_if_new(desk, transport).await?;
        match session(desk, transport, course).await? {
            Ended::Done => {
                desk.with(|phone| phone.finish(course))?;
                return deposit_beside(desk, transport, course).await;
            }
            Ended::NewDevice => desk.with(|phone| Ok(phone.store.require_new_device()?))?,
            Ended::TokenUnknown if !course.token_renewed => {
                renew_token(desk, transport).await?;
                course.token_renewed = true;
            }
            Ended::TokenUnknown => break,
        }
    }
    Err(ClientError::told(
        "sync.unsettled",
        "服务器一直认不出这台手机,没有同步成。写的都在手机里,请找办公室。",
        "The server does not come to know this phone, so nothing was synced. What you wrote is safe here; ask the office.",
    ))
}

/// Deposits the recovery code once all is exchanged. What keeps it from being deposited does not undo the sync: the next one tries.
async fn deposit_beside<D: Desk>(desk: &mut D, transport: &mut dyn Transport, course: &mut Course) -> Result<()> {
    match deposit_recovery_code(desk, transport).await {
        // A server of before has no such call.
        Ok(()) | Err(ClientError::Cut { .. } | ClientError::NoServer(_) | ClientError::Unreadable(_)) => Ok(()),
        Err(ClientError::Refused(refusal)) => {
            course.report.notices.push(NoticeView { code: refusal.code, zh: refusal.zh, en: refusal.en });
            Ok(())
        }
        Err(error) => Err(error),
    }
}

async fn session<D: Desk>(desk: &mut D, transport: &mut dyn Transport, course: &mut Course) -> Result<Ended> {
    let (token, config) = desk.with(|phone| {
        // A new device's chains begin at nothing.
        course.state(&phone.store)?;
        let enrolment = phone.enrolment()?;
        let mut chance = [0; 32];
        getrandom::fill(&mut chance).map_err(StoreError::from)?;
        let (server, device) = ((enrolment.deployment, phone.server_key()?), phone.store.device()?.id);
        Ok((Some(Token(enrolment.token)), SessionConfig::new(server, device, chance, PROGRAM)))
    })?;
    let mut session = Session::new(config);
    let ended = loop {
        let request = match next(desk, &mut session, course)? {
            Step::Send(request) => request,
            Step::Done(_) => break Ok(Ended::Done),
            Step::Stopped(stop) => break stopped(stop),
        };
        transport.pause(request.attempt).await;
        match transport.call(Call::post("/v1/sync", token, request.body)).await {
            Ok(reply) => match hear(desk, &mut session, reply, course).await {
                Ok(None) => {}
                Ok(Some(ended)) => break Ok(ended),
                Err(error) => break Err(error),
            },
            Err(fault @ (LineFault::NoServer(_) | LineFault::Certificate(_))) => break Err(line_error(fault)),
            Err(LineFault::Cut(_)) => session.cut(),
        }
    };
    course.report.cuts += session.summary().cuts;
    ended
}

/// What the session does next. It compresses while the desk has the phone, and asks for it only to read and to sign.
fn next<D: Desk>(desk: &mut D, session: &mut Session, course: &mut Course) -> Result<Step> {
    let outbox = desk.with(|phone| phone.outbox(course))?;
    let desk = RefCell::new(desk);
    let failure: RefCell<Option<ClientError>> = RefCell::new(None);
    let sign = |message: &[u8]| {
        let signed = desk.borrow_mut().with(|phone| Ok(phone.store.sign(message)?));
        signed.unwrap_or_else(|error| {
            *failure.borrow_mut() = Some(error);
            [0; 64]
        })
    };
    let step = session.next(&outbox, &sign);
    match failure.into_inner() {
        Some(error) => Err(error),
        None => step.map_err(session_fault),
    }
}

/// Takes an answer, piece by piece as it comes.
async fn hear<D: Desk>(
    desk: &mut D,
    session: &mut Session,
    mut reply: Reply,
    course: &mut Course,
) -> Result<Option<Ended>> {
    let mut said_no = Vec::new();
    while let Some(piece) = reply.body.next().await {
        let Ok(piece) = piece else {
            session.cut();
            return Ok(None);
        };
        if reply.status != 200 {
            transport::add_within(&mut said_no, &piece, limits::CALL_BYTES)?;
            continue;
        }
        session.received(&piece);
        loop {
            match session.arrived() {
                Ok(None) => break,
                Ok(Some(message)) => {
                    if desk.with(|phone| phone.take(message, course))? == Next::NewDevice {
                        return Ok(Some(Ended::NewDevice));
                    }
                }
                // The next step tells what is broken; nothing more of it is waited for.
                Err(_) => return Ok(None),
            }
        }
    }
    if reply.status == 200 {
        session.ended();
        return Ok(None);
    }
    match transport::refusal(reply.status, &said_no) {
        ClientError::Refused(refusal) if refusal.code == TOKEN_UNKNOWN => Ok(Some(Ended::TokenUnknown)),
        ClientError::Refused(refusal) => {
            session.refused(refusal);
            Ok(None)
        }
        error => Err(error),
    }
}

/// The server does not know this token.
pub(crate) const TOKEN_UNKNOWN: &str = "token.unknown";

fn stopped(stop: Stop) -> Result<Ended> {
    Err(match stop {
        Stop::Refused(refusal) => ClientError::Refused(refusal),
        Stop::Unreachable => ClientError::Cut { unsent: None },
        Stop::Broken(fault @ FrameFault::UnprovenAnswer) => fault.into(),
        Stop::Broken(fault) => ClientError::Unreadable(fault.to_string()),
    })
}

fn session_fault(fault: SessionFault) -> ClientError {
    match fault {
        SessionFault::Frame(fault) => fault.into(),
        SessionFault::Compression(fault) => {
            ClientError::told("sync.memory", format!("内存不够,没有同步({fault})。"), fault.to_string())
        }
    }
}
