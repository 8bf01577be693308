//! Making accounts and saying what they may do where.

use cunji_domain::division::DivisionCode;
use cunji_domain::office::{Act, Appointment};
use cunji_domain::organisation::Role;
use cunji_domain::record::Code;
use cunji_domain::time::local_day;
use cunji_domain::violation::Violation;

use super::Seat;
use super::password;
use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::accounts::{self, Account};
use crate::storage::{self, Transaction, roster};

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

/// Who keeps accounts.
#[derive(Debug, Clone, Copy)]
pub enum By<'b> {
    /// A desk, as far as its rights reach.
    Seat(&'b Seat),
    /// The server's own command line, by the word that the audit has for it: whoever has the server may do anything.
    Server(&'b str),
}

impl<'b> By<'b> {
    fn word(self) -> &'b str {
        match self {
            Self::Seat(seat) => &seat.login,
            Self::Server(word) => word,
        }
    }
}

impl<'b> From<&'b Seat> for By<'b> {
    fn from(seat: &'b Seat) -> Self {
        Self::Seat(seat)
    }
}

impl<'b> From<&'b str> for By<'b> {
    fn from(word: &'b str) -> Self {
        Self::Server(word)
    }
}

/// Makes sure that somebody may give or end a role: in the own subtree, and an administrator's only by an administrator. Nobody gives
/// oneself a role.
fn may_keep(by: By<'_>, login: &str, appointment: &Appointment) -> Result<(), ServerError> {
    let By::Seat(seat) = by else { return Ok(()) };
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
            format!("你的账号不能在 {} 任免{}。请找上一级管账号的人。", appointment.division, appointment.role.zh()),
            format!(
                "Your account can't give or end the role {} in {}; ask whoever keeps accounts above you.",
                appointment.role.code(),
                appointment.division
            ),
        ));
    }
    Ok(())
}

/// Makes sure that somebody may set the password of an account, close it, or give it a role: all that the account may do lies in their
/// subtree. An account whose terms are all over is theirs in whose subtree the last of them stood.
fn may_keep_all(by: By<'_>, login: &str, appointments: &[Appointment]) -> Result<(), ServerError> {
    let By::Seat(seat) = by else { return Ok(()) };
    let all_over = appointments.iter().all(|held| held.is_over(seat.today));
    let last_day = appointments.iter().filter_map(|held| held.to).max();
    let counts = |held: &&Appointment| if all_over { held.to == last_day } else { !held.is_over(seat.today) };
    appointments.iter().filter(counts).try_for_each(|held| may_keep(by, login, held))
}

/// Makes an account; gives the password for the first sign-in.
///
/// # Errors
/// The name is taken or can't be one, the role does not fit, is not theirs to give or is in no division that is known; or what the
/// database says.
pub fn add<'b>(server: &Server, by: impl Into<By<'b>>, new: &NewAccount) -> Result<String, ServerError> {
    let by = by.into();
    may_keep(by, &new.login, &new.appointment)?;
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
                format!("账号 {login} 已经有了,换个账号名;要给这个人加职务,就在原来的账号上任命。"),
                format!(
                    "There is an account {login} already. Take another name; to give that person another role, add it to the account."
                ),
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
        is_known(tx, &new.appointment.division)?;
        leads_there(tx, &new.appointment)?;
        accounts::put(tx, &account)?;
        stands_in(tx, &login, &new.appointment)?;
        put_role(tx, now, by, &login, &new.appointment)?;
        let of = audit::Of { subject: Some(login.clone()), detail: Some(name.clone()), ..audit::Of::default() };
        audit::note(tx, now, by.word(), AuditAction::AccountAdded, of)
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

/// Gives an account a role, or ends one: the same role from the same first day gets the new last day. A role that runs is ended by
/// whoever keeps accounts where it is held; a new one is given by whoever keeps the whole account, so that nobody takes over an account
/// of elsewhere by giving it a role.
///
/// # Errors
/// No such account, the role does not fit, is not theirs to give or is in no division that is known, or nobody is stood in for; or what
/// the database says.
pub fn appoint<'b>(
    server: &Server,
    by: impl Into<By<'b>>,
    login: &str,
    appointment: &Appointment,
) -> Result<(), ServerError> {
    let by = by.into();
    may_keep(by, login, appointment)?;
    checked(appointment)?;
    let now = server.clock.now();
    let today = local_day(now).unwrap_or_default();
    storage::write(&*server.storage, |tx| {
        account_of(tx, login)?;
        let held = accounts::roles(tx, login)?;
        let ends_sooner = |held: &Appointment| match (appointment.to, held.to) {
            (Some(to), Some(before)) => to <= before,
            (to, before) => to.is_some() || before.is_none(),
        };
        let only_ends = held.iter().any(|held| {
            held.is_same_as(appointment)
                && !held.is_over(today)
                && held.deputy_for == appointment.deputy_for
                && (appointment.unit.is_none() || appointment.unit == held.unit)
                && ends_sooner(held)
        });
        if !only_ends {
            may_keep_all(by, login, &held)?;
            is_known(tx, &appointment.division)?;
            leads_there(tx, appointment)?;
            of_one_unit(&held, appointment)?;
            stands_in(tx, login, appointment)?;
        }
        put_role(tx, now, by, login, appointment)
    })
}

/// Makes sure that a role is given in a division that there is: by a code that was mistyped nobody would ever do anything.
fn is_known(tx: &mut dyn Transaction, division: &DivisionCode) -> Result<(), ServerError> {
    if roster::division_name(tx, division)?.is_some() {
        return Ok(());
    }
    Err(ServerError::refused(
        "division.unknown",
        format!(
            "区划表里没有 {division}。请核对代码;还没导入过区划的、新设的,先导入:cunji-server import divisions FILE。"
        ),
        format!(
            "The list of divisions has no {division}. Check the code; divisions are imported first: cunji-server import divisions FILE."
        ),
    ))
}

/// Makes sure that a role for a unit names one that leads a village there: by a name that was mistyped nobody would ever see anything.
fn leads_there(tx: &mut dyn Transaction, appointment: &Appointment) -> Result<(), ServerError> {
    if !appointment.role.is_for_a_unit() {
        return Ok(());
    }
    let (role, division) = (appointment.role, &appointment.division);
    let known = roster::lead_units(tx, division)?;
    let which = if known.is_empty() { "—".to_owned() } else { known.join("、") };
    match &appointment.unit {
        Some(unit) if known.iter().any(|name| name == unit.as_str()) => Ok(()),
        Some(unit) => Err(ServerError::refused(
            "appointment.unit_unknown",
            format!(
                "花名册里,{unit} 在 {division} 没有牵头的村。牵头的有:{which}。照花名册写全名;没有的,先导入花名册。"
            ),
            format!(
                "By the roster {unit} leads no village in {division}; these do: {which}. Write the name as the roster has it, or import the roster first."
            ),
        )),
        None => Err(ServerError::refused(
            "appointment.unit_missing",
            format!("还差:哪个单位。{}只看自己牵头的村,照花名册写单位全名。这里牵头的有:{which}。", role.zh()),
            format!(
                "Still missing: which unit. The role {} sees the villages that its unit leads; write the name as the roster has it. Those that lead here: {which}.",
                role.code()
            ),
        )),
    }
}

/// Makes sure that a role which is held for one unit is not turned into one for another.
fn of_one_unit(held: &[Appointment], appointment: &Appointment) -> Result<(), ServerError> {
    let before = held.iter().find(|held| held.is_same_as(appointment)).and_then(|held| held.unit.as_ref());
    match before {
        Some(before) if appointment.unit.as_ref() != Some(before) => Err(ServerError::refused(
            "appointment.another_unit",
            format!("这个职务从 {} 起是 {before} 的。换单位,先让原来的到期,再从另一天起任命。", appointment.from),
            format!(
                "From {} on this role is held for {before}. For another unit end it first, and give the new one from another day on.",
                appointment.from
            ),
        )),
        _ => Ok(()),
    }
}

/// Makes sure that whoever a deputy stands in for is somebody else, and holds that role there when the deputy begins.
fn stands_in(tx: &mut dyn Transaction, login: &str, appointment: &Appointment) -> Result<(), ServerError> {
    let Some(whom) = &appointment.deputy_for else { return Ok(()) };
    let holds = accounts::roles(tx, whom)?.iter().any(|held| {
        held.role == appointment.role
            && held.unit == appointment.unit
            && held.division.contains(&appointment.division)
            && !held.is_over(appointment.from)
    });
    if whom != login && holds {
        return Ok(());
    }
    let (role, division) = (appointment.role, &appointment.division);
    Err(ServerError::refused(
        "appointment.nobody_stood_in_for",
        format!("{whom} 没有在 {division} 当{},代理不了。写对被代理人的账号名,或者直接任命。", role.zh()),
        format!(
            "{whom} does not hold the role {} in {division}, so nobody can stand in for them. Give the right account, or the role itself.",
            role.code()
        ),
    ))
}

/// Sets a new password for somebody who forgot it, takes their second factor away and ends their sessions; gives the password.
///
/// # Errors
/// No such account, or it is not theirs to keep; or what the database says.
pub fn new_password<'b>(server: &Server, by: impl Into<By<'b>>, login: &str) -> Result<String, ServerError> {
    let by = by.into();
    let (given, now) = (password::random()?, server.clock.now());
    let hashed = password::hash(&given)?;
    storage::write(&*server.storage, |tx| {
        let account = account_of(tx, login)?;
        may_keep_all(by, login, &accounts::roles(tx, login)?)?;
        accounts::put(tx, &Account { password: hashed.clone(), given: true, totp: None, totp_step: None, ..account })?;
        accounts::set_recovery_codes(tx, login, &[])?;
        accounts::remove_sessions(tx, login)?;
        accounts::forget_failures(tx, login)?;
        let of = audit::Of { subject: Some(login.to_owned()), ..audit::Of::default() };
        audit::note(tx, now, by.word(), AuditAction::PasswordGiven, of)
    })?;
    Ok(given)
}

/// Closes an account: nobody signs in by it any more, and what it did stays.
///
/// # Errors
/// No such account, or it is not theirs to keep; or what the database says.
pub fn close<'b>(server: &Server, by: impl Into<By<'b>>, login: &str) -> Result<(), ServerError> {
    let by = by.into();
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        let account = account_of(tx, login)?;
        may_keep_all(by, login, &accounts::roles(tx, login)?)?;
        if account.closed_at.is_some() {
            return Ok(());
        }
        accounts::put(tx, &Account { closed_at: Some(now), ..account })?;
        accounts::remove_sessions(tx, login)?;
        let of = audit::Of { subject: Some(login.to_owned()), ..audit::Of::default() };
        audit::note(tx, now, by.word(), AuditAction::AccountClosed, of)
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
    by: By<'_>,
    login: &str,
    appointment: &Appointment,
) -> Result<(), ServerError> {
    accounts::put_role(tx, login, appointment)?;
    let until = appointment.to.map_or_else(|| "…".to_owned(), |to| to.to_string());
    let deputy = appointment.deputy_for.as_ref().map_or_else(String::new, |whom| format!(" 代理 {whom}"));
    let unit = appointment.unit.as_ref().map_or_else(String::new, |unit| format!(" {unit}"));
    let role = appointment.role.code();
    let of = audit::Of {
        division: Some(appointment.division.clone()),
        subject: Some(login.to_owned()),
        detail: Some(format!("{role}{unit} {} – {until}{deputy}", appointment.from)),
    };
    audit::note(tx, now, by.word(), AuditAction::Appointed, of)
}

fn checked(appointment: &Appointment) -> Result<(), ServerError> {
    match appointment.violations().into_iter().next() {
        None => Ok(()),
        Some(Violation { code, zh, en, .. }) => Err(ServerError::refused(code, zh, en)),
    }
}
