//! The seals over the audit's days.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::Value;
use cunji_domain::time::local_day;
use cunji_history::Suite;
use cunji_history::canonical::Writer;
use cunji_history::signed::audit_message;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::kept::{FILE_NAME, SealFile, is_kept};
use super::{AuditAction, COMMAND_LINE, Of, note};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::audit::{self as stored, AuditRow, AuditSeal};
use crate::storage::{self, Transaction};

/// Rows that are read at once.
const PART: u32 = 1_000;

/// What `verify` says of the audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditProof {
    /// The seals in the database.
    pub days: u64,
    /// Those in the file beside it: as many, where nothing was cut off, lost or taken away.
    pub kept: u64,
    /// The rows under a seal.
    pub sealed: u64,
    /// The rows after the last one, of today mostly.
    pub open: u64,
    /// Those of them that are older than yesterday: nobody sealed them.
    pub overdue: u64,
}

/// Seals the days before `today` that have rows and no seal. Done by a timer, and at each start.
///
/// A seal stands in the file of the data folder before it stands in the database: whoever is cut off in between finds it there, and what
/// the database has lost since is told, and never sealed anew.
///
/// # Errors
/// The database has other seals than the file, or rows that do not fit them; the file can't be used; or what the database says.
pub fn seal(server: &Server, today: NaiveDate) -> Result<Option<AuditSeal>, ServerError> {
    let Some(until) = today.pred_opt() else { return Ok(None) };
    // Asked often, done once a day.
    let last = storage::read(&*server.storage, stored::seals)?.pop();
    if last.is_some_and(|seal| seal.day >= until) && is_kept(&server.data) {
        return Ok(None);
    }
    let mut file = SealFile::hold(&server.data)?;
    complete(server, &mut file)?;
    storage::write(&*server.storage, |tx| {
        let known = stored::seals(tx)?;
        let all = together(&known, &file.seals()?)?;
        let mut before = known.last().cloned();
        for seal in all.into_iter().skip(known.len()) {
            if !fits(tx, server, before.as_ref(), &seal)? {
                return Err(rewritten(seal.day));
            }
            stored::put_seal(tx, &seal)?;
            before = Some(seal);
        }
        let from = before.as_ref().map_or(0, |seal| seal.last_number);
        let last = stored::last_until(tx, until)?;
        if last <= from || before.as_ref().is_some_and(|seal| seal.day >= until) {
            return Ok(None);
        }
        let digest = digest(tx, before.as_ref(), last)?.ok_or_else(|| broken(until))?;
        let message = audit_message(server.key().deployment, Suite::Ed25519Sha256, &until.to_string(), last, &digest);
        let signature = server.key().signing.sign(&message).to_vec();
        let seal = AuditSeal { day: until, last_number: last, digest, epoch: server.epoch().number, signature };
        file.add(&seal)?;
        stored::put_seal(tx, &seal)?;
        Ok(Some(seal))
    })
}

/// Writes into the file what the database has and it lacks: it is of before the file was kept, or the file was lost. That is noted.
fn complete(server: &Server, file: &mut SealFile) -> Result<(), ServerError> {
    let kept = file.seals()?;
    let all = together(&storage::read(&*server.storage, stored::seals)?, &kept)?;
    let missing: Vec<AuditSeal> = all.into_iter().skip(kept.len()).collect();
    let (Some(first), Some(last)) = (missing.first(), missing.last()) else { return Ok(()) };
    if let Some(seal) = missing.iter().find(|seal| !is_signed(server, seal)) {
        return Err(broken(seal.day));
    }
    // Noted first: who is cut off in between notes it twice.
    let of = Of { detail: Some(format!("{} – {}", first.day, last.day)), ..Of::default() };
    storage::write(&*server.storage, |tx| {
        note(tx, server.clock.now(), COMMAND_LINE, AuditAction::SealsKept, of.clone())
    })?;
    missing.iter().try_for_each(|seal| file.add(seal))
}

/// The seals of the database and those of the file, which are the same as far as both go.
fn together(known: &[AuditSeal], kept: &[AuditSeal]) -> Result<Vec<AuditSeal>, ServerError> {
    if let Some((_, kept)) = known.iter().zip(kept).find(|(known, kept)| known != kept) {
        return Err(rewritten(kept.day));
    }
    Ok(if kept.len() > known.len() { kept } else { known }.to_vec())
}

fn is_signed(server: &Server, seal: &AuditSeal) -> bool {
    let (deployment, day) = (server.key().deployment, seal.day.to_string());
    let message = audit_message(deployment, Suite::Ed25519Sha256, &day, seal.last_number, &seal.digest);
    let signature = seal.signature.as_slice().try_into();
    signature.is_ok_and(|signature| server.key().signing.public().verifies(&message, signature))
}

/// Whether a seal is the server's and the rows after the seal before it are the ones that it was put on.
fn fits(
    tx: &mut dyn Transaction,
    server: &Server,
    before: Option<&AuditSeal>,
    seal: &AuditSeal,
) -> Result<bool, ServerError> {
    Ok(is_signed(server, seal) && digest(tx, before, seal.last_number)? == Some(seal.digest))
}

/// SHA-256 over the seal before and the rows after it up to `last`; none if a number is missing or a row is dated to another day.
fn digest(tx: &mut dyn Transaction, before: Option<&AuditSeal>, last: u64) -> Result<Option<[u8; 32]>, ServerError> {
    let mut hash = Sha256::new();
    if let Some(seal) = before {
        hash.update(seal.digest);
        hash.update(&seal.signature);
    }
    let mut number = before.map_or(0, |seal| seal.last_number);
    while number < last {
        let rows = stored::after(tx, number, PART)?;
        let covered = rows.iter().take_while(|row| row.number <= last);
        let before = number;
        for row in covered {
            if row.number != number + 1 || !is_dated(row) {
                return Ok(None);
            }
            hash.update(bytes(row));
            number = row.number;
        }
        if number == before {
            return Ok(None);
        }
    }
    Ok(Some(hash.finalize().into()))
}

/// Whether a row's day, by which rows are found, is that of its moment, which is under the seal.
fn is_dated(row: &AuditRow) -> bool {
    local_day(row.at).unwrap_or_default() == row.day
}

/// A row, canonically, so that no two rows are the same bytes.
fn bytes(row: &AuditRow) -> Vec<u8> {
    let text = |text: Option<&str>| text.map_or(Value::Null, |text| Value::Text(text.to_owned()));
    let mut writer = Writer::default();
    writer.array(7).int(i64::try_from(row.number).unwrap_or(i64::MAX)).int(row.at).text(&row.login).text(&row.action);
    writer.value(&text(row.division.as_ref().map(DivisionCode::as_str)));
    writer.value(&text(row.subject.as_deref())).value(&text(row.detail.as_deref()));
    writer.into_bytes()
}

/// Proves every seal, with those that [`kept_seals`](super::kept_seals) gave before the transaction began; the first that does not hold
/// is a refusal that names its day.
///
/// # Errors
/// A row was changed or is missing, a seal is not the server's, the database has fewer or other seals than the file; or what the
/// database says.
pub fn prove(tx: &mut dyn Transaction, server: &Server, kept: &[AuditSeal]) -> Result<AuditProof, ServerError> {
    let known = stored::seals(tx)?;
    let seals = together(&known, kept)?;
    let mut before: Option<&AuditSeal> = None;
    for (at, seal) in seals.iter().enumerate() {
        if !fits(tx, server, before, seal)? {
            return Err(if at < known.len() { broken(seal.day) } else { rewritten(seal.day) });
        }
        before = Some(seal);
    }
    let sealed = before.map_or(0, |seal| seal.last_number);
    let yesterday = local_day(server.clock.now()).and_then(|today| today.pred_opt());
    let (mut last, mut overdue) = (sealed, 0);
    loop {
        let rows = stored::after(tx, last, PART)?;
        for row in &rows {
            if row.number != last + 1 {
                return Err(gap(last));
            }
            if !is_dated(row) {
                return Err(broken(local_day(row.at).unwrap_or_default()));
            }
            overdue += u64::from(yesterday.is_some_and(|yesterday| row.day < yesterday));
            last = row.number;
        }
        if rows.is_empty() {
            break;
        }
    }
    Ok(AuditProof { days: known.len() as u64, kept: kept.len() as u64, sealed, open: last - sealed, overdue })
}

fn broken(day: NaiveDate) -> ServerError {
    ServerError::refused(
        "audit.broken",
        format!("{day} 这天的操作记录和封签对不上:有记录被改过或少了。请保留现在的数据库,找管理员和备份核对。"),
        format!(
            "The audit up to {day} does not fit its seal: a row was changed or is missing. Keep this database, and compare it with the backups."
        ),
    )
}

fn rewritten(day: NaiveDate) -> ServerError {
    ServerError::refused(
        "audit.rewritten",
        format!(
            "{day} 的封签,数据库里没有了,或和数据目录里 {FILE_NAME} 记的不一样,操作记录也对不上:有人动过数据库,或者数据库不是用 restore 恢复的。没有再加封。请保留现在的数据库,和备份核对。"
        ),
        format!(
            "The seal of {day} is gone from the database, or is another than {FILE_NAME} in the data directory has, and the audit does not \
             fit it: somebody changed the database, or it was put back by other means than restore. Nothing more is sealed. Keep this \
             database, and compare it with the backups."
        ),
    )
}

fn gap(after: u64) -> ServerError {
    ServerError::refused(
        "audit.gap",
        format!("操作记录第 {} 条不见了。请保留现在的数据库,找管理员和备份核对。", after + 1),
        format!("Row {} of the audit is missing. Keep this database, and compare it with the backups.", after + 1),
    )
}
