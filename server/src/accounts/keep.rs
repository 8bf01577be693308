//! Making accounts and saying what they may do where.

use cunji_domain::division::DivisionCode;
use cunji_domain::office::{Act, Appointment};
use cunji_domain::organisation::Role;
use cunji_domain::record::Code;
use cunji_domain::violation::Violation;

use super::Seat;
use super::password;
use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::accounts::{self, Account};
use crate::storage::{self, Transaction};

/// The longest name of an account, in bytes.
pub(super) const LONGEST_LOGIN: usize = 32;
/// The most accounts of a page.
const MOST: u32 = 200;

/// A new account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The name that is typed: letters, digits, `.`, `_`, `-`; lower case.
    pub login: String,
    /// Who it is.
    pub name: String,
    /// What it may do where.
    pub appointment: Appointment,
}

/// An account with its roles, past and coming ones too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The account.
    pub account: Account,
    /// Its roles.
    pub appointments: Vec<Appointment>,
}

/// The accounts that have or had a role in a division or below it, after one; and whether there are more. `sought` is a part of a login or
/// a name; nothing: all of them.
///
/// # Errors
/// What the database says.
pub fn known(
    server: &Server,
    division: &DivisionCode,
    sought: &str,
    after: &str,
    limit: u32,
) -> Result<(Vec<Known>, bool), ServerError> {
    let limit = limit.clamp(1, MOST);
    storage::read(&*server.storage, |tx| {
        let mut accounts = accounts::of_divisions(tx, division, sought, after, limit + 1)?;
        let more = accounts.len() > limit as usize;
        accounts.truncate(limit as usize);
        let with_roles = accounts.into_iter().map(|account| {
            let appointments = accounts::roles(tx, &account.login)?;
            Ok(Known { account, appointments })
        });
        Ok((with_roles.collect::<Result<_, ServerError>>()?, more))
    })
}

/// Makes sure that a seat may give or end a role: in its own subtree, and an administrator's only by an administrator. Nobody gives
/// oneself a role.
///
/// # Errors
/// It may not.
pub fn may_keep(seat: &Seat, login: &str, appointment: &Appointment) -> Result<(), ServerError> {
    let is_administrator = seat.appointments.iter().any(|held| held.role == Role::Administrator);
    if login == seat.login {
        return Err(ServerError::refused(
            "right.ones_own_role",
            "自己的职务要由别人来任免。",
            "Somebody else gives and ends your own roles.",
        ));
    }
    if !seat.may(Act::KeepAccounts, &appointment.division)
        || (appointment.role == Role::Administrator && !is_administrator)
    {
        return Err(ServerError::refused(
            "right.not_this_role",
            format!("你的账号不能在 {} 任免{}。", appointment.division, appointment.role.zh()),
            format!("Your account can't give or end the role {} in {}.", appointment.role.code(), appointment.division),
        ));
    }
    Ok(())
}

/// Makes sure that a seat may set the password of an account or close it: all that the account may do lies in the seat's subtree.
///
/// # Errors
/// It may not, or there is no such account; or what the database says.
pub fn may_keep_all(server: &Server, seat: &Seat, login: &str) -> Result<(), ServerError> {
    let appointments = storage::read(&*server.storage, |tx| {
        account_of(tx, login)?;
        Ok::<_, ServerError>(accounts::roles(tx, login)?)
    })?;
    let held = appointments.iter().filter(|held| held.to.is_none_or(|to| seat.today <= to));
    held.into_iter().try_for_each(|held| may_keep(seat, login, held))
}

/// Makes an account; gives the password for the first sign-in. `by` is who does it: a login, or the word for the command line.
///
/// # Errors
/// The name is taken or can't be one, or the role does not fit; or what the database says.
pub fn add(server: &Server, by: &str, new: &NewAccount) -> Result<String, ServerError> {
    let login = new.login.trim().to_lowercase();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c);
    if login.is_empty() || login.len() > LONGEST_LOGIN || !login.chars().all(plain) {
        return Err(ServerError::refused(
            "account.login",
            "账号名用字母、数字和 . - _,最多 32 个。",
            "An account's name has letters, digits, '.', '-' and '_', at most 32 of them.",
        ));
    }
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 40 {
        return Err(ServerError::refused(
            "account.name",
            "还差:姓名,最多 40 个字。",
            "Still missing: whose it is, in at most 40 characters.",
        ));
    }
    checked(&new.appointment)?;
    let (given, now) = (password::random()?, server.clock.now());
    let hashed = password::hash(&given)?;
    storage::write(&*server.storage, |tx| {
        if accounts::by_login(tx, &login)?.is_some() {
            return Err(ServerError::refused(
                "account.taken",
                format!("账号 {login} 已经有了。"),
                format!("There is an account {login} already."),
            ));
        }
        let account = Account {
            login: login.clone(),
            name: name.clone(),
            password: hashed.clone(),
            given: true,
            totp: None,
            totp_step: None,
            created_at: now,
            closed_at: None,
        };
        accounts::put(tx, &account)?;
        put_role(tx, now, by, &login, &new.appointment)?;
        let of = audit::Of { subject: Some(login.clone()), detail: Some(name.clone()), ..audit::Of::default() };
        audit::note(tx, now, by, AuditAction::AccountAdded, of)
    })?;
    Ok(given)
}

/// Gives an account a password as if its owner had changed the first one.
///
/// # Errors
/// There is no such account; or what the database says.
#[cfg(feature = "testing")]
pub fn set_own_password(server: &Server, login: &str, own: &str) -> Result<(), ServerError> {
    let hashed = password::hash(own)?;
    storage::write(&*server.storage, |tx| {
        let account = account_of(tx, login)?;
        Ok(accounts::put(tx, &Account { password: hashed.clone(), given: false, ..account })?)
    })
}

/// Gives an account a role, or ends one: the same role from the same first day gets the new last day.
///
/// # Errors
/// No such account, or the role does not fit; or what the database says.
pub fn appoint(server: &Server, by: &str, login: &str, appointment: &Appointment) -> Result<(), ServerError> {
    checked(appointment)?;
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        account_of(tx, login)?;
        put_role(tx, now, by, login, appointment)
    })
}

/// Sets a new password for somebody who forgot it, takes their second factor away and ends their sessions; gives the password.
///
/// # Errors
/// No such account; or what the database says.
pub fn new_password(server: &Server, by: &str, login: &str) -> Result<String, ServerError> {
    let (given, now) = (password::random()?, server.clock.now());
    let hashed = password::hash(&given)?;
    storage::write(&*server.storage, |tx| {
        let account = account_of(tx, login)?;
        accounts::put(tx, &Account { password: hashed.clone(), given: true, totp: None, totp_step: None, ..account })?;
        accounts::set_recovery_codes(tx, login, &[])?;
        accounts::remove_sessions(tx, login)?;
        accounts::forget_failures(tx, login)?;
        let of = audit::Of { subject: Some(login.to_owned()), ..audit::Of::default() };
        audit::note(tx, now, by, AuditAction::PasswordGiven, of)
    })?;
    Ok(given)
}

/// Closes an account: nobody signs in by it any more, and what it did stays.
///
/// # Errors
/// No such account; or what the database says.
pub fn close(server: &Server, by: &str, login: &str) -> Result<(), ServerError> {
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        let account = account_of(tx, login)?;
        if account.closed_at.is_some() {
            return Ok(());
        }
        accounts::put(tx, &Account { closed_at: Some(now), ..account })?;
        accounts::remove_sessions(tx, login)?;
        let of = audit::Of { subject: Some(login.to_owned()), ..audit::Of::default() };
        audit::note(tx, now, by, AuditAction::AccountClosed, of)
    })
}

fn account_of(tx: &mut dyn Transaction, login: &str) -> Result<Account, ServerError> {
    accounts::by_login(tx, login)?.ok_or_else(|| {
        ServerError::refused("account.unknown", format!("没有账号 {login}。"), format!("There is no account {login}."))
    })
}

fn put_role(
    tx: &mut dyn Transaction,
    now: i64,
    by: &str,
    login: &str,
    appointment: &Appointment,
) -> Result<(), ServerError> {
    accounts::put_role(tx, login, appointment)?;
    let until = appointment.to.map_or_else(|| "…".to_owned(), |to| to.to_string());
    let deputy = appointment.deputy_for.as_ref().map_or_else(String::new, |whom| format!(" 代理 {whom}"));
    let role = appointment.role.code();
    let of = audit::Of {
        division: Some(appointment.division.clone()),
        subject: Some(login.to_owned()),
        detail: Some(format!("{role} {} – {until}{deputy}", appointment.from)),
    };
    audit::note(tx, now, by, AuditAction::Appointed, of)
}

fn checked(appointment: &Appointment) -> Result<(), ServerError> {
    match appointment.violations().into_iter().next() {
        None => Ok(()),
        Some(Violation { code, zh, en, .. }) => Err(ServerError::refused(code, zh, en)),
    }
}
