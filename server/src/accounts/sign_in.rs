//! Signing in. Guessing is slowed by name, whether or not there is such an account, so that an answer tells nobody which names exist.

use chrono::{DateTime, FixedOffset};

use super::session::{self, SessionToken};
use super::{password, second_factor};
use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::accounts::{self, Account, Failures};
use crate::storage::{self, Transaction};

/// So many sign-ins by one name may fail in a row; from then on each failure locks it.
const FREE_FAILURES: u32 = 5;
/// The first lock; each failure after it doubles the next.
const FIRST_LOCK_SECONDS: i64 = 60;
/// The longest lock: a person who forgot asks the office above before that.
const LONGEST_LOCK_SECONDS: i64 = 30 * 60;
/// After so long without a failure counting begins anew.
const FORGOTTEN_AFTER_SECONDS: i64 = 86_400;

/// What somebody typed, and where.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The account's name.
    pub login: String,
    /// The password.
    pub password: String,
    /// The code of the second factor, or one of the codes for who lost it.
    pub code: Option<String>,
    /// Where from.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
}

/// Somebody signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// What the cookie is to say.
    pub token: SessionToken,
}

/// Signs somebody in.
///
/// # Errors
/// Wrong, locked, or a code is owed; or what the database says.
pub fn sign_in(server: &Server, attempt: &Attempt) -> Result<SignedIn, ServerError> {
    let login = attempt.login.trim().to_lowercase();
    let now = server.clock.now();
    if login.is_empty() || login.len() > super::keep::LONGEST_LOGIN {
        return Err(wrong());
    }
    let (failures, account) = storage::read(&*server.storage, |tx| {
        Ok::<_, ServerError>((accounts::failures(tx, &login)?, accounts::by_login(tx, &login)?))
    })?;
    if now < failures.locked_until {
        return Err(locked(failures.locked_until));
    }
    let account = account.filter(|account| account.closed_at.is_none());
    // Outside of a transaction: it takes its time on purpose.
    let fits = password::fits(&attempt.password, account.as_ref().map(|account| account.password.as_str()));
    let Some(account) = account.filter(|_| fits) else { return Err(failed(server, &login, wrong())?) };
    if account.totp.is_some() {
        let Some(code) = attempt.code.as_deref().map(str::trim).filter(|code| !code.is_empty()) else {
            return Err(ServerError::refused(
                "sign_in.code_needed",
                "再输动态码:手机验证器上的 6 位数。手机不在身边就用备用码。",
                "Now the code: six digits from your authenticator. Without it, one of your spare codes.",
            ));
        };
        if !second_factor::passes(server, &account, code)? {
            return Err(failed(server, &login, wrong_code())?);
        }
    }
    let token = storage::write(&*server.storage, |tx| seat(tx, &account, attempt, now))?;
    Ok(SignedIn { token })
}

fn seat(tx: &mut dyn Transaction, account: &Account, attempt: &Attempt, now: i64) -> Result<SessionToken, ServerError> {
    // Others may have guessed while this one was hashed: the guess that hits does not get past the lock of those that missed.
    let failures = accounts::failures(tx, &account.login)?;
    if now < failures.locked_until {
        return Err(locked(failures.locked_until));
    }
    accounts::forget_failures(tx, &account.login)?;
    let token = session::begin(tx, &account.login, &attempt.address, &attempt.agent, now)?;
    let of = audit::Of { detail: Some(attempt.address.clone()), ..audit::Of::default() };
    audit::note(tx, now, &account.login, AuditAction::SignedIn, of)?;
    Ok(token)
}

/// Counts a failure; gives what the person is told.
fn failed(server: &Server, login: &str, told: ServerError) -> Result<ServerError, ServerError> {
    let now = server.clock.now();
    let after = storage::write(&*server.storage, |tx| {
        let before = accounts::failures(tx, login)?;
        let after = counted(before, now);
        accounts::put_failures(tx, login, after)?;
        if after.locked_until > now {
            audit::note(tx, now, login, AuditAction::SignInLocked, audit::Of::default())?;
        }
        Ok::<_, ServerError>(after)
    })?;
    Ok(if after.locked_until > now { locked(after.locked_until) } else { told })
}

fn counted(before: Failures, now: i64) -> Failures {
    let before = if now - before.last_at > FORGOTTEN_AFTER_SECONDS { Failures::default() } else { before };
    let count = before.count.saturating_add(1);
    let locked_for = count
        .checked_sub(FREE_FAILURES)
        .map_or(0, |past| (FIRST_LOCK_SECONDS << past.min(10)).min(LONGEST_LOCK_SECONDS));
    Failures { count, last_at: now, locked_until: now + locked_for }
}

fn wrong() -> ServerError {
    ServerError::refused("sign_in.wrong", "账号或密码不对。", "The account or the password is wrong.")
}

fn wrong_code() -> ServerError {
    ServerError::refused(
        "sign_in.code_wrong",
        "动态码不对或已经用过,等下一个再试。",
        "The code is wrong or was used; wait for the next one.",
    )
}

fn locked(until: i64) -> ServerError {
    let shanghai = FixedOffset::east_opt(8 * 3_600);
    let at = DateTime::from_timestamp(until, 0).zip(shanghai).map(|(at, zone)| at.with_timezone(&zone));
    // Told to the minute, and never too early.
    let at = at.map(|at| (at + chrono::TimeDelta::seconds(59)).format("%H:%M").to_string()).unwrap_or_default();
    ServerError::refused(
        "sign_in.locked",
        format!("试错的次数多了,{at} 以后再试。忘了密码就请管账号的人重设。"),
        format!(
            "Too many wrong tries; try again after {at}. If you forgot the password, whoever keeps the accounts can set a new one."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Home;
    use crate::storage::testing::TestHome;

    #[test]
    fn each_failure_past_the_fifth_locks_longer_and_never_for_good() {
        let mut failures = Failures::default();
        let mut locks = Vec::new();
        for at in 0..14 {
            failures = counted(failures, at * 3_600);
            locks.push(failures.locked_until - at * 3_600);
        }
        assert_eq!(locks, [0, 0, 0, 0, 60, 120, 240, 480, 960, 1_800, 1_800, 1_800, 1_800, 1_800]);
        failures.count = u32::MAX;
        assert_eq!(counted(failures, 13 * 3_600).locked_until, 13 * 3_600 + LONGEST_LOCK_SECONDS);
        assert_eq!(counted(failures, 13 * 3_600 + FORGOTTEN_AFTER_SECONDS + 1).count, 1);
    }

    #[test]
    fn a_lock_that_came_while_the_password_was_hashed_holds() {
        let home = TestHome::new(Home::Sqlite);
        let now = 1_504_224_000;
        let account = Account {
            login: "lin".to_owned(),
            name: "林办事员".to_owned(),
            password: String::new(),
            given: false,
            totp: None,
            totp_step: None,
            created_at: now,
            closed_at: None,
        };
        let attempt = Attempt {
            login: "lin".to_owned(),
            password: String::new(),
            code: None,
            address: "10.0.0.1".to_owned(),
            agent: "a browser".to_owned(),
        };
        let storage = home.open();
        let seated = |locked_until| {
            storage::write(&*storage, |tx| {
                accounts::put_failures(tx, "lin", Failures { count: 5, last_at: now, locked_until })?;
                seat(tx, &account, &attempt, now)
            })
            .map(drop)
            .map_err(|error| error.code())
        };
        storage::write(&*storage, |tx| accounts::put(tx, &account)).unwrap();
        assert_eq!(seated(now + 60), Err("sign_in.locked"));
        assert_eq!(seated(now), Ok(()));
    }

    #[test]
    fn a_lock_is_told_to_the_minute_and_never_too_early() {
        let told = |until| locked(until).zh();
        assert!(told(1_504_263_600).contains("19:00"), "{}", told(1_504_263_600));
        assert!(told(1_504_263_601).contains("19:01"));
    }
}
