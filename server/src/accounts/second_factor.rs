//! The second factor: one-time codes by time (RFC 6238) from any authenticator, and spare codes for who lost it.

use data_encoding::HEXLOWER;
use totp_rs::{Builder, Secret, Totp};

use super::password;
use super::session::{Seat, nobody};
use crate::audit::{self, AuditAction};
use crate::enrolment::{code_hash, sealing_key};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::accounts::{self, Account};
use crate::storage::{self};

/// A secret has as many bytes as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
/// How many spare codes there are.
const SPARE_CODES: usize = 10;

/// A second factor that is being set up.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    /// The secret in base32, to be typed where a picture can't be scanned.
    pub secret: String,
    /// The link that an authenticator scans.
    pub link: String,
}

/// Makes a secret for an authenticator. Nothing changes until a code made with it comes back.
///
/// # Errors
/// No randomness.
pub fn begin(seat: &Seat) -> Result<SecondFactor, ServerError> {
    let mut secret = [0; SECRET_BYTES];
    getrandom::fill(&mut secret).map_err(|_| ServerError::Randomness)?;
    let totp = totp(&secret, &seat.login)?;
    let link = totp.to_url().map_err(|_| unusable())?;
    Ok(SecondFactor { secret: Secret::from(secret).to_base32(), link })
}

/// Turns the second factor on, once a code shows that the authenticator has the secret; gives the spare codes, which are shown once.
///
/// # Errors
/// The password or the code is wrong; or what the database says.
pub fn confirm(
    server: &Server,
    seat: &Seat,
    password: &str,
    secret: &str,
    code: &str,
) -> Result<Vec<String>, ServerError> {
    let secret = Secret::try_from_base32(secret).map_err(|_| unusable())?;
    let now = server.clock.now();
    let step = totp(secret.as_ref(), &seat.login)?.check(code.trim(), seconds(now));
    let Some(step) = step else {
        return Err(ServerError::refused(
            "second_factor.code_wrong",
            "动态码对不上。看看手机的时间准不准,再输一次新的。",
            "The code does not match. See that your phone's clock is right, and type a new one.",
        ));
    };
    let key = sealing_key(server)?;
    let sealed = cunji_protocol::sealing::seal_to(&key.recipient(), secret.as_ref()).map_err(|_| unusable())?;
    let codes = (0..SPARE_CODES).map(|_| password::random()).collect::<Result<Vec<_>, _>>()?;
    let hashes: Vec<_> = codes.iter().map(|code| spare_hash(server, &seat.login, code)).collect();
    with_password(server, seat, password, |tx, account| {
        let step = i64::try_from(step).unwrap_or(i64::MAX);
        accounts::put(tx, &Account { totp: Some(sealed.clone()), totp_step: Some(step), ..account })?;
        accounts::set_recovery_codes(tx, &seat.login, &hashes)?;
        audit::note(tx, now, &seat.login, AuditAction::SecondFactorOn, audit::Of::default())
    })?;
    Ok(codes)
}

/// Turns it off.
///
/// # Errors
/// The password is wrong; or what the database says.
pub fn end(server: &Server, seat: &Seat, password: &str) -> Result<(), ServerError> {
    let now = server.clock.now();
    with_password(server, seat, password, |tx, account| {
        accounts::put(tx, &Account { totp: None, totp_step: None, ..account })?;
        accounts::set_recovery_codes(tx, &seat.login, &[])?;
        audit::note(tx, now, &seat.login, AuditAction::SecondFactorOff, audit::Of::default())
    })
}

fn with_password(
    server: &Server,
    seat: &Seat,
    password: &str,
    mut work: impl FnMut(&mut dyn storage::Transaction, Account) -> Result<(), ServerError>,
) -> Result<(), ServerError> {
    let account = storage::read(&*server.storage, |tx| accounts::by_login(tx, &seat.login))?.ok_or_else(nobody)?;
    if !password::fits(password, Some(&account.password)) {
        return Err(ServerError::refused("password.wrong", "密码不对。", "The password is wrong."));
    }
    storage::write(&*server.storage, |tx| {
        let account = accounts::by_login(tx, &seat.login)?.ok_or_else(nobody)?;
        work(tx, account)
    })
}

/// Whether a code is the authenticator's of now, or a spare one; each is good once.
pub(super) fn passes(server: &Server, account: &Account, code: &str) -> Result<bool, ServerError> {
    let Some(sealed) = &account.totp else { return Ok(true) };
    let Some(secret) = sealing_key(server)?.open(sealed) else { return Err(unusable()) };
    let now = server.clock.now();
    if let Some(step) = totp(&secret, &account.login)?.check(code, seconds(now)) {
        let step = i64::try_from(step).unwrap_or(i64::MAX);
        return Ok(storage::write(&*server.storage, |tx| accounts::take_totp_step(tx, &account.login, step))?);
    }
    let hash = spare_hash(server, &account.login, code);
    Ok(storage::write(&*server.storage, |tx| accounts::use_recovery_code(tx, &account.login, &hash, now))?)
}

fn spare_hash(server: &Server, login: &str, code: &str) -> [u8; 32] {
    let plain: String = code.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    code_hash(server.key(), &format!("spare {} {plain}", HEXLOWER.encode(login.as_bytes())))
}

/// Six digits, half a minute, SHA-1: what every authenticator knows; a neighbouring half minute is taken, too.
fn totp(secret: &[u8], login: &str) -> Result<Totp, ServerError> {
    Builder::new()
        .with_secret(secret.to_vec())
        .with_account_name(login)
        .with_issuer(Some("Cunji"))
        .build()
        .map_err(|_| unusable())
}

fn seconds(now: i64) -> u64 {
    u64::try_from(now).unwrap_or(0)
}

fn unusable() -> ServerError {
    ServerError::refused(
        "second_factor.secret",
        "动态码的密钥用不了,请重新设置;登录不了就请管账号的人处理。",
        "The secret of your codes can't be used. Set it up anew; if you can't sign in, ask whoever keeps the accounts.",
    )
}
