//! Sessions: a random token in the browser's cookie, its hash here.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::office::{Act, Appointment, divisions_where};
use cunji_domain::time::local_day;
use sha2::{Digest, Sha256};

use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::accounts::{self, Session};
use crate::storage::{self, Transaction, roster};

/// A browser that was not used for so long has to sign in again.
pub const IDLE_SECONDS: i64 = 2 * 3_600;
/// Every browser has to, once a working day.
pub const LONGEST_SECONDS: i64 = 12 * 3_600;
/// How exactly it is noted when a session was last used.
const SEEN_TO_SECONDS: i64 = 60;

/// What the cookie says.
pub type SessionToken = [u8; 32];

/// Who sits at the desk: a session with its account, as of today.
#[derive(Debug, Clone)]
pub struct Seat {
    /// The account.
    pub login: String,
    /// Who it is.
    pub name: String,
    /// Whether the password was given by somebody else: then nothing may be done but changing it.
    pub given: bool,
    /// Whether a second factor is asked for.
    pub second_factor: bool,
    /// The roles held today, as they were given.
    pub appointments: Vec<Appointment>,
    /// What they come to: one that is held for a unit is one at each village that the unit leads today.
    pub(super) reach: Vec<Appointment>,
    /// Today, Asia/Shanghai.
    pub today: NaiveDate,
    pub(super) token_hash: [u8; 32],
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seated {
    /// Names it: the first bytes of its token's hash.
    pub id: [u8; 8],
    /// When it began: Unix seconds, UTC.
    pub created_at: i64,
    /// When it was last used, to a minute: Unix seconds, UTC.
    pub seen_at: i64,
    /// Where from.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// Whether it is the one that asks.
    pub this: bool,
}

impl Seat {
    /// Whether something may be done in a division today.
    pub fn may(&self, act: Act, division: &DivisionCode) -> bool {
        self.reach.iter().any(|appointment| appointment.allows(act, division, self.today))
    }

    /// Where it may be done today.
    pub fn divisions_where(&self, act: Act) -> Vec<DivisionCode> {
        divisions_where(&self.reach, act, self.today)
    }
}

/// There is no such session (any more).
pub fn nobody() -> ServerError {
    ServerError::refused(
        "session.none",
        "登录已过期,请再登录一次。写到一半的还在这里。",
        "You are signed out; please sign in again. What you were writing is still here.",
    )
}

fn hash(token: &SessionToken) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// Begins a session; gives what the cookie is to say.
pub(super) fn begin(
    tx: &mut dyn Transaction,
    login: &str,
    address: &str,
    agent: &str,
    now: i64,
) -> Result<SessionToken, ServerError> {
    let mut token = [0; 32];
    getrandom::fill(&mut token).map_err(|_| ServerError::Randomness)?;
    accounts::forget_sessions(tx, now - IDLE_SECONDS, now - LONGEST_SECONDS)?;
    let agent: String = agent.chars().take(200).collect();
    let (login, address) = (login.to_owned(), address.to_owned());
    accounts::put_session(
        tx,
        &Session { token_hash: hash(&token), login, created_at: now, seen_at: now, address, agent },
    )?;
    Ok(token)
}

/// Who sits there, by what the cookie says.
///
/// # Errors
/// The session ended, or its account was closed; or what the database says.
pub fn seat(server: &Server, token: &SessionToken) -> Result<Seat, ServerError> {
    let (now, token_hash) = (server.clock.now(), hash(token));
    let (session, seat) = storage::read(&*server.storage, |tx| {
        let session = accounts::session(tx, &token_hash)?.filter(|session| lives(session, now)).ok_or_else(nobody)?;
        let account = accounts::by_login(tx, &session.login)?.filter(|account| account.closed_at.is_none());
        let account = account.ok_or_else(nobody)?;
        let today = local_day(now).unwrap_or_default();
        let mut appointments = accounts::roles(tx, &account.login)?;
        appointments.retain(|appointment| appointment.holds_on(today));
        let reach = reach_of(tx, &appointments, today)?;
        let seat = Seat {
            login: account.login,
            name: account.name,
            given: account.given,
            second_factor: account.totp.is_some(),
            appointments,
            reach,
            today,
            token_hash,
        };
        Ok::<_, ServerError>((session, seat))
    })?;
    if now - session.seen_at >= SEEN_TO_SECONDS {
        storage::write(&*server.storage, |tx| accounts::set_session_seen(tx, &token_hash, now))?;
    }
    Ok(seat)
}

fn reach_of(
    tx: &mut dyn Transaction,
    appointments: &[Appointment],
    today: NaiveDate,
) -> Result<Vec<Appointment>, ServerError> {
    let mut reach = Vec::new();
    for held in appointments {
        match &held.unit {
            Some(unit) if held.role.is_for_a_unit() => {
                let led = roster::villages_led(tx, unit, &held.division, today)?;
                reach.extend(held.at_villages(led));
            }
            _ => reach.push(held.clone()),
        }
    }
    Ok(reach)
}

fn lives(session: &Session, now: i64) -> bool {
    now - session.seen_at < IDLE_SECONDS && now - session.created_at < LONGEST_SECONDS
}

/// The account's sessions.
///
/// # Errors
/// What the database says.
pub fn seated(server: &Server, seat: &Seat) -> Result<Vec<Seated>, ServerError> {
    let now = server.clock.now();
    let sessions = storage::read(&*server.storage, |tx| accounts::sessions(tx, &seat.login))?;
    let shown = sessions.into_iter().filter(|session| lives(session, now)).map(|session| Seated {
        id: id(&session.token_hash),
        created_at: session.created_at,
        seen_at: session.seen_at,
        this: session.token_hash == seat.token_hash,
        address: session.address,
        agent: session.agent,
    });
    Ok(shown.collect())
}

fn id(token_hash: &[u8; 32]) -> [u8; 8] {
    let mut id = [0; 8];
    id.copy_from_slice(&token_hash[..8]);
    id
}

/// Ends one of the account's sessions. One that is not there is ended already.
///
/// # Errors
/// What the database says.
pub fn end(server: &Server, seat: &Seat, which: [u8; 8]) -> Result<(), ServerError> {
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        let sessions = accounts::sessions(tx, &seat.login)?;
        let Some(session) = sessions.into_iter().find(|session| id(&session.token_hash) == which) else {
            return Ok(());
        };
        accounts::remove_session(tx, &session.token_hash)?;
        let of = audit::Of { detail: Some(session.agent), ..audit::Of::default() };
        audit::note(tx, now, &seat.login, AuditAction::SessionEnded, of)
    })
}

/// Ends all of the account's sessions but this one.
///
/// # Errors
/// What the database says.
pub fn end_others(server: &Server, seat: &Seat) -> Result<(), ServerError> {
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        end_all_but(tx, seat)?;
        audit::note(tx, now, &seat.login, AuditAction::SessionEnded, audit::Of::default())
    })
}

pub(super) fn end_all_but(tx: &mut dyn Transaction, seat: &Seat) -> Result<(), ServerError> {
    for session in accounts::sessions(tx, &seat.login)? {
        if session.token_hash != seat.token_hash {
            accounts::remove_session(tx, &session.token_hash)?;
        }
    }
    Ok(())
}

/// Ends the session that asks.
///
/// # Errors
/// What the database says.
pub fn sign_out(server: &Server, seat: &Seat) -> Result<(), ServerError> {
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        accounts::remove_session(tx, &seat.token_hash)?;
        audit::note(tx, now, &seat.login, AuditAction::SignedOut, audit::Of::default())
    })
}
