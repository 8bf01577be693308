//! What accounts saw and changed: rows that are only added, and a day's seal over them.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;

use super::reviews::below;
use super::roster::{day, day_number};
use super::{Result, Row, StorageError, Transaction, statements};

/// One thing that an account did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// From 1, without gaps.
    pub number: u64,
    /// When: Unix seconds, UTC.
    pub at: i64,
    /// The local day, Asia/Shanghai.
    pub day: NaiveDate,
    /// Who.
    pub login: String,
    /// What: a stable word.
    pub action: String,
    /// In which division.
    pub division: Option<DivisionCode>,
    /// What it was done to: a record, a person, a device, a file.
    pub subject: Option<String>,
    /// More, in words for a reader.
    pub detail: Option<String>,
}

/// The server's signature over a day's end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditSeal {
    /// The day, Asia/Shanghai.
    pub day: NaiveDate,
    /// The last row that it covers.
    pub last_number: u64,
    /// The digest of the rows since the seal before, and of that seal.
    pub digest: [u8; 32],
    /// The epoch whose device signed.
    pub epoch: u32,
    /// The signature.
    pub signature: Vec<u8>,
}

/// The next number; whoever asks is the only one who writes until the transaction ends.
///
/// # Errors
/// What the database says.
pub fn next_number(tx: &mut dyn Transaction) -> Result<u64> {
    let row = tx.query_first(statements::NEXT_AUDIT_NUMBER, &[])?;
    row.ok_or_else(|| StorageError::Missing("the audit's end".to_owned()))?.get("last_number")
}

/// Adds a row.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, row: &AuditRow) -> Result<()> {
    let parameters = [
        row.number.into(),
        row.at.into(),
        day_number(row.day).into(),
        row.login.as_str().into(),
        row.action.as_str().into(),
        row.division.as_ref().into(),
        row.subject.as_deref().into(),
        row.detail.as_deref().into(),
    ];
    tx.execute(statements::PUT_AUDIT, &parameters).map(drop)
}

/// The rows after a number, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn after(tx: &mut dyn Transaction, number: u64, limit: u32) -> Result<Vec<AuditRow>> {
    tx.query(statements::AUDIT_AFTER, &[number.into(), limit.into()])?.into_iter().map(read).collect()
}

/// What is looked for in the audit.
#[derive(Debug, Clone)]
pub struct Sought {
    /// In this division and below it.
    pub division: DivisionCode,
    /// Also what is of no division: signing in, the own account.
    pub of_no_division: bool,
    /// Of this account.
    pub login: Option<String>,
    /// This action, by code.
    pub action: Option<String>,
    /// From this day on, Asia/Shanghai.
    pub from: NaiveDate,
    /// Until this day.
    pub to: NaiveDate,
    /// Before this number: the last one that the reader has.
    pub before: Option<u64>,
}

/// The rows that are looked for, the newest first, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut dyn Transaction, sought: &Sought, limit: u32) -> Result<Vec<AuditRow>> {
    let (from, to) = below(&sought.division);
    let parameters = [
        sought.before.unwrap_or(u64::MAX).into(),
        sought.login.as_deref().unwrap_or_default().into(),
        sought.action.as_deref().unwrap_or_default().into(),
        day_number(sought.from).into(),
        day_number(sought.to).into(),
        sought.of_no_division.into(),
        from,
        to,
        limit.into(),
    ];
    tx.query(statements::AUDIT_FILTERED, &parameters)?.into_iter().map(read).collect()
}

/// What an account did by way of one action and in no one division, the newest first, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn of_act(tx: &mut dyn Transaction, login: &str, action: &str, limit: u32) -> Result<Vec<AuditRow>> {
    let parameters = [login.into(), action.into(), limit.into()];
    tx.query(statements::AUDIT_OF_ACT, &parameters)?.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<AuditRow> {
    Ok(AuditRow {
        number: row.get("number")?,
        at: row.get("at")?,
        day: day(row.get("day")?)?,
        login: row.get("login")?,
        action: row.get("action")?,
        division: row.get("division")?,
        subject: row.get("subject")?,
        detail: row.get("detail")?,
    })
}

/// The last row of the days up to one, 0 if there is none.
///
/// # Errors
/// What the database says.
pub fn last_until(tx: &mut dyn Transaction, until: NaiveDate) -> Result<u64> {
    tx.query_first(statements::AUDIT_BEFORE_DAY, &[day_number(until).into()])?.map_or(Ok(0), |row| row.get("number"))
}

/// Keeps a seal.
///
/// # Errors
/// What the database says.
pub fn put_seal(tx: &mut dyn Transaction, seal: &AuditSeal) -> Result<()> {
    let parameters = [
        day_number(seal.day).into(),
        seal.last_number.into(),
        seal.digest.into(),
        seal.epoch.into(),
        seal.signature.clone().into(),
    ];
    tx.execute(statements::PUT_AUDIT_SEAL, &parameters).map(drop)
}

/// All seals, by day.
///
/// # Errors
/// What the database says.
pub fn seals(tx: &mut dyn Transaction) -> Result<Vec<AuditSeal>> {
    let read = |row: Row| {
        Ok(AuditSeal {
            day: day(row.get("day")?)?,
            last_number: row.get("last_number")?,
            digest: row.get("digest")?,
            epoch: row.get("epoch")?,
            signature: row.get("signature")?,
        })
    };
    tx.query(statements::AUDIT_SEALS, &[])?.into_iter().map(read).collect()
}

/// Whether somebody made an account, gave it a role or a password since an instant.
///
/// # Errors
/// What the database says.
pub fn gave_access(tx: &mut dyn Transaction, giver: &str, login: &str, since: i64) -> Result<bool> {
    let parameters = [giver.into(), login.into(), since.into()];
    Ok(tx.query_first(statements::AUDIT_GAVE_ACCESS, &parameters)?.is_some())
}

/// Which account gave which one a password since an instant, giver first.
///
/// # Errors
/// What the database says.
pub fn passwords_given(tx: &mut dyn Transaction, since: i64) -> Result<Vec<(String, String)>> {
    let rows = tx.query(statements::AUDIT_PASSWORDS_GIVEN, &[since.into()])?;
    rows.iter().map(|row| Ok((row.get("giver")?, row.get("receiver")?))).collect()
}

/// Somebody who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doer {
    /// Who, by login.
    pub login: String,
    /// More of what was done, in words for a reader.
    pub detail: Option<String>,
}

/// Who did something, a stable word, to a subject in a division; once for each detail.
///
/// # Errors
/// What the database says.
pub fn who_did(tx: &mut dyn Transaction, action: &str, division: &DivisionCode, subject: &str) -> Result<Vec<Doer>> {
    let rows = tx.query(statements::AUDIT_WHO_DID, &[action.into(), division.into(), subject.into()])?;
    rows.iter().map(|row| Ok(Doer { login: row.get("login")?, detail: row.get("detail")? })).collect()
}

/// What somebody may have been shown before.
#[derive(Debug, Clone, Copy)]
pub struct SeenBefore<'s> {
    /// Who.
    pub login: &'s str,
    /// How, a stable word.
    pub action: &'s str,
    /// After this instant: Unix seconds, UTC.
    pub since: i64,
    /// In which division.
    pub division: Option<&'s DivisionCode>,
    /// What.
    pub subject: &'s str,
    /// In words.
    pub detail: &'s str,
}

/// Whether it is noted that somebody was shown just this.
///
/// # Errors
/// What the database says.
pub fn seen_before(tx: &mut dyn Transaction, seen: &SeenBefore<'_>) -> Result<bool> {
    let parameters = [
        seen.login.into(),
        seen.action.into(),
        seen.since.into(),
        seen.division.map_or("", DivisionCode::as_str).into(),
        seen.subject.into(),
        seen.detail.into(),
    ];
    Ok(tx.query_first(statements::AUDIT_SEEN_BEFORE, &parameters)?.is_some())
}
