//! Accounts of people at offices, their roles, the sign-ins that failed, and the browsers that are signed in.

use cunji_domain::division::DivisionCode;
use cunji_domain::office::Appointment;
use cunji_domain::organisation::{Role, UnitName};
use cunji_domain::record::Code;

use super::reviews::below;
use super::roster::{day, day_number};
use super::{Result, Row, StorageError, Transaction, statements};

/// An account as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The name that is typed to sign in: lower case.
    pub login: String,
    /// Who it is, as colleagues say it.
    pub name: String,
    /// The password's argon2id hash, a PHC string.
    pub password: String,
    /// Whether the password was given by somebody else and must be changed.
    pub given: bool,
    /// The secret of the second factor, sealed to the server's key.
    pub totp: Option<Vec<u8>>,
    /// The time step of the last one-time code that was taken.
    pub totp_step: Option<i64>,
    /// When it was made: Unix seconds, UTC.
    pub created_at: i64,
    /// When it was closed: Unix seconds, UTC.
    pub closed_at: Option<i64>,
}

/// Sign-ins that failed in a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: u32,
    /// When the last one was: Unix seconds, UTC.
    pub last_at: i64,
    /// Until when nobody signs in by that name: Unix seconds, UTC.
    pub locked_until: i64,
}

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of what its cookie says.
    pub token_hash: [u8; 32],
    /// Whose it is.
    pub login: String,
    /// When it began: Unix seconds, UTC.
    pub created_at: i64,
    /// When it was last heard of, to a minute: Unix seconds, UTC.
    pub seen_at: i64,
    /// Where from.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
}

/// Keeps an account; a known one gets what is given but for the day it was made.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, account: &Account) -> Result<()> {
    let parameters = [
        account.login.as_str().into(),
        account.name.as_str().into(),
        account.password.as_str().into(),
        account.given.into(),
        account.totp.clone().into(),
        account.totp_step.into(),
        account.created_at.into(),
        account.closed_at.into(),
    ];
    tx.execute(statements::PUT_ACCOUNT, &parameters).map(drop)
}

/// The account with this login.
///
/// # Errors
/// What the database says.
pub fn by_login(tx: &mut dyn Transaction, login: &str) -> Result<Option<Account>> {
    tx.query_first(statements::ACCOUNT, &[login.into()])?.map(read_account).transpose()
}

/// Whose an account is, by name; the login of one that there is not.
///
/// # Errors
/// What the database says.
pub fn called(tx: &mut dyn Transaction, login: &str) -> Result<String> {
    Ok(by_login(tx, login)?.map_or_else(|| login.to_owned(), |account| account.name))
}

/// All accounts, by login.
///
/// # Errors
/// What the database says.
pub fn all(tx: &mut dyn Transaction) -> Result<Vec<Account>> {
    tx.query(statements::ACCOUNTS, &[])?.into_iter().map(read_account).collect()
}

/// The accounts that have or had a role in a division or below it, by login, after one. `sought` is a part of a login or a name; nothing:
/// all of them.
///
/// # Errors
/// What the database says.
pub fn of_divisions(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    sought: &str,
    after: &str,
    limit: u32,
) -> Result<Vec<Account>> {
    let (from, to) = below(division);
    // What a pattern would read as its own sign and no name has is left out; `_`, which logins have, stands for any sign: it finds more.
    let plain: String = sought.to_lowercase().chars().filter(|sign| !"%\\".contains(*sign)).collect();
    let pattern = if plain.is_empty() { plain } else { format!("%{plain}%") };
    let parameters = [from, to, after.into(), limit.into(), pattern.as_str().into()];
    tx.query(statements::ACCOUNTS_OF_DIVISIONS, &parameters)?.into_iter().map(read_account).collect()
}

fn read_account(row: Row) -> Result<Account> {
    Ok(Account {
        login: row.get("login")?,
        name: row.get("name")?,
        password: row.get("password")?,
        given: row.get("given")?,
        totp: row.get("totp")?,
        totp_step: row.get("totp_step")?,
        created_at: row.get("created_at")?,
        closed_at: row.get("closed_at")?,
    })
}

/// Takes a one-time code's time step; false if it or a later one was taken before.
///
/// # Errors
/// What the database says.
pub fn take_totp_step(tx: &mut dyn Transaction, login: &str, step: i64) -> Result<bool> {
    Ok(tx.execute(statements::TAKE_TOTP_STEP, &[login.into(), step.into()])? == 1)
}

/// Replaces the codes for who lost the second factor.
///
/// # Errors
/// What the database says.
pub fn set_recovery_codes(tx: &mut dyn Transaction, login: &str, hashes: &[[u8; 32]]) -> Result<()> {
    tx.execute(statements::REMOVE_ACCOUNT_RECOVERY, &[login.into()])?;
    for hash in hashes {
        tx.execute(statements::PUT_ACCOUNT_RECOVERY, &[login.into(), hash.into()])?;
    }
    Ok(())
}

/// Uses up such a code; false if there is none or it was used.
///
/// # Errors
/// What the database says.
pub fn use_recovery_code(tx: &mut dyn Transaction, login: &str, hash: &[u8; 32], now: i64) -> Result<bool> {
    Ok(tx.execute(statements::USE_ACCOUNT_RECOVERY, &[login.into(), hash.into(), now.into()])? == 1)
}

/// How many such codes are left.
///
/// # Errors
/// What the database says.
pub fn recovery_codes_left(tx: &mut dyn Transaction, login: &str) -> Result<u32> {
    tx.query_first(statements::ACCOUNT_RECOVERIES_LEFT, &[login.into()])?.map_or(Ok(0), |row| row.get("codes"))
}

/// Keeps a role; a known one (account, role, division, first day) gets the new last day, and the unit if one is given.
///
/// # Errors
/// What the database says.
pub fn put_role(tx: &mut dyn Transaction, login: &str, appointment: &Appointment) -> Result<()> {
    let parameters = [
        login.into(),
        appointment.role.code().into(),
        (&appointment.division).into(),
        day_number(appointment.from).into(),
        appointment.to.map(day_number).into(),
        appointment.deputy_for.as_deref().into(),
        appointment.unit.as_ref().map(UnitName::as_str).into(),
    ];
    tx.execute(statements::PUT_ACCOUNT_ROLE, &parameters).map(drop)
}

/// An account's roles, past and coming ones too.
///
/// # Errors
/// What the database says.
pub fn roles(tx: &mut dyn Transaction, login: &str) -> Result<Vec<Appointment>> {
    tx.query(statements::ROLES_OF_ACCOUNT, &[login.into()])?.into_iter().map(read_appointment).collect()
}

fn read_appointment(row: Row) -> Result<Appointment> {
    let role: String = row.get("role")?;
    Ok(Appointment {
        role: Role::of(&role).ok_or_else(|| StorageError::Missing(format!("role {role}")))?,
        division: row.get::<DivisionCode>("division")?,
        from: day(row.get("from_day")?)?,
        to: row.get::<Option<i64>>("to_day")?.map(day).transpose()?,
        deputy_for: row.get("deputy_for")?,
        unit: row.get::<Option<String>>("unit")?.and_then(|unit| unit.parse().ok()),
    })
}

/// The sign-ins by this name that failed in a row.
///
/// # Errors
/// What the database says.
pub fn failures(tx: &mut dyn Transaction, login: &str) -> Result<Failures> {
    tx.query_first(statements::SIGN_IN_FAILURE, &[login.into()])?.map_or(Ok(Failures::default()), |row| {
        Ok(Failures {
            count: row.get("failures")?,
            last_at: row.get("last_at")?,
            locked_until: row.get("locked_until")?,
        })
    })
}

/// Notes them. Those that nothing came after for a day are forgotten, so that made-up names don't fill the table.
///
/// # Errors
/// What the database says.
pub fn put_failures(tx: &mut dyn Transaction, login: &str, failures: Failures) -> Result<()> {
    const DAY_SECONDS: i64 = 86_400;
    tx.execute(statements::FORGET_SIGN_IN_FAILURES, &[failures.last_at.saturating_sub(DAY_SECONDS).into()])?;
    let parameters = [login.into(), failures.count.into(), failures.last_at.into(), failures.locked_until.into()];
    tx.execute(statements::PUT_SIGN_IN_FAILURE, &parameters).map(drop)
}

/// Forgets them, after a sign-in.
///
/// # Errors
/// What the database says.
pub fn forget_failures(tx: &mut dyn Transaction, login: &str) -> Result<()> {
    tx.execute(statements::REMOVE_SIGN_IN_FAILURE, &[login.into()]).map(drop)
}

/// Keeps a session.
///
/// # Errors
/// What the database says.
pub fn put_session(tx: &mut dyn Transaction, session: &Session) -> Result<()> {
    let parameters = [
        session.token_hash.into(),
        session.login.as_str().into(),
        session.created_at.into(),
        session.seen_at.into(),
        session.address.as_str().into(),
        session.agent.as_str().into(),
    ];
    tx.execute(statements::PUT_SESSION, &parameters).map(drop)
}

/// The session whose token has this hash.
///
/// # Errors
/// What the database says.
pub fn session(tx: &mut dyn Transaction, token_hash: &[u8; 32]) -> Result<Option<Session>> {
    tx.query_first(statements::SESSION, &[token_hash.into()])?.map(read_session).transpose()
}

/// An account's sessions, the oldest first.
///
/// # Errors
/// What the database says.
pub fn sessions(tx: &mut dyn Transaction, login: &str) -> Result<Vec<Session>> {
    tx.query(statements::SESSIONS_OF_ACCOUNT, &[login.into()])?.into_iter().map(read_session).collect()
}

fn read_session(row: Row) -> Result<Session> {
    Ok(Session {
        token_hash: row.get("token_hash")?,
        login: row.get("login")?,
        created_at: row.get("created_at")?,
        seen_at: row.get("seen_at")?,
        address: row.get("address")?,
        agent: row.get("agent")?,
    })
}

/// Notes when a session was heard of.
///
/// # Errors
/// What the database says.
pub fn set_session_seen(tx: &mut dyn Transaction, token_hash: &[u8; 32], now: i64) -> Result<()> {
    tx.execute(statements::SET_SESSION_SEEN, &[token_hash.into(), now.into()]).map(drop)
}

/// Ends a session.
///
/// # Errors
/// What the database says.
pub fn remove_session(tx: &mut dyn Transaction, token_hash: &[u8; 32]) -> Result<()> {
    tx.execute(statements::REMOVE_SESSION, &[token_hash.into()]).map(drop)
}

/// Ends all of an account's sessions.
///
/// # Errors
/// What the database says.
pub fn remove_sessions(tx: &mut dyn Transaction, login: &str) -> Result<()> {
    tx.execute(statements::REMOVE_SESSIONS, &[login.into()]).map(drop)
}

/// Forgets the sessions that nobody used since `seen_before`, and those begun before `created_before` (Unix seconds, UTC).
///
/// # Errors
/// What the database says.
pub fn forget_sessions(tx: &mut dyn Transaction, seen_before: i64, created_before: i64) -> Result<()> {
    tx.execute(statements::FORGET_SESSIONS, &[seen_before.into(), created_before.into()]).map(drop)
}
