//! The seals over the audit's days.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::Value;
use cunji_history::Suite;
use cunji_history::canonical::Writer;
use cunji_history::signed::audit_message;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::ServerError;
use crate::server::Server;
use crate::storage::audit::{self as stored, AuditRow, AuditSeal};
use crate::storage::{self, Transaction};

/// Rows that are read at once.
const PART: u32 = 1_000;

/// What `verify` says of the audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditProof {
    /// The sealed days.
    pub days: u64,
    /// The rows under a seal.
    pub sealed: u64,
    /// The rows after the last one, of today mostly.
    pub open: u64,
}

/// Seals the days before `today` that have rows and no seal. Done by a timer, and at each start.
///
/// # Errors
/// What the database says.
pub fn seal(server: &Server, today: NaiveDate) -> Result<Option<AuditSeal>, ServerError> {
    let Some(until) = today.pred_opt() else { return Ok(None) };
    // Asked often, done once a day.
    if storage::read(&*server.storage, stored::seals)?.last().is_some_and(|seal| seal.day >= until) {
        return Ok(None);
    }
    storage::write(&*server.storage, |tx| {
        let before = stored::seals(tx)?.pop();
        let from = before.as_ref().map_or(0, |seal| seal.last_number);
        let last = stored::last_until(tx, until)?;
        if last <= from || before.as_ref().is_some_and(|seal| seal.day >= until) {
            return Ok(None);
        }
        let digest = digest(tx, before.as_ref(), last)?.ok_or_else(|| gap(from))?;
        let message = audit_message(server.key().deployment, Suite::Ed25519Sha256, &until.to_string(), last, &digest);
        let signature = server.key().signing.sign(&message).to_vec();
        let seal = AuditSeal { day: until, last_number: last, digest, epoch: server.epoch().number, signature };
        stored::put_seal(tx, &seal)?;
        Ok(Some(seal))
    })
}

/// SHA-256 over the seal before and the rows after it up to `last`; none if a number is missing.
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
            if row.number != number + 1 {
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

/// A row, canonically, so that no two rows are the same bytes.
fn bytes(row: &AuditRow) -> Vec<u8> {
    let text = |text: Option<&str>| text.map_or(Value::Null, |text| Value::Text(text.to_owned()));
    let mut writer = Writer::default();
    writer.array(7).int(i64::try_from(row.number).unwrap_or(i64::MAX)).int(row.at).text(&row.login).text(&row.action);
    writer.value(&text(row.division.as_ref().map(DivisionCode::as_str)));
    writer.value(&text(row.subject.as_deref())).value(&text(row.detail.as_deref()));
    writer.into_bytes()
}

/// Proves every seal; the first that does not hold is a refusal that names its day.
///
/// # Errors
/// A row was changed or is missing, a seal is not the server's; or what the database says.
pub fn prove(tx: &mut dyn Transaction, server: &Server) -> Result<AuditProof, ServerError> {
    let seals = stored::seals(tx)?;
    let key = server.key().signing.public();
    let mut before: Option<&AuditSeal> = None;
    for seal in &seals {
        let message = audit_message(
            server.key().deployment,
            Suite::Ed25519Sha256,
            &seal.day.to_string(),
            seal.last_number,
            &seal.digest,
        );
        let holds = seal.signature.as_slice().try_into().is_ok_and(|signature| key.verifies(&message, signature));
        if !holds || digest(tx, before, seal.last_number)? != Some(seal.digest) {
            return Err(ServerError::refused(
                "audit.broken",
                format!(
                    "{} 这天的操作记录和封签对不上:有记录被改过或少了。请保留现在的数据库,找管理员和备份核对。",
                    seal.day
                ),
                format!(
                    "The audit up to {} does not fit its seal: a row was changed or is missing. Keep this database, and compare it with the backups.",
                    seal.day
                ),
            ));
        }
        before = Some(seal);
    }
    let sealed = before.map_or(0, |seal| seal.last_number);
    let mut last = sealed;
    loop {
        let rows = stored::after(tx, last, PART)?;
        for row in &rows {
            if row.number != last + 1 {
                return Err(gap(last));
            }
            last = row.number;
        }
        if rows.is_empty() {
            break;
        }
    }
    Ok(AuditProof { days: seals.len() as u64, sealed, open: last - sealed })
}

fn gap(after: u64) -> ServerError {
    ServerError::refused(
        "audit.gap",
        format!("操作记录第 {} 条不见了。请保留现在的数据库,找管理员和备份核对。", after + 1),
        format!("Row {} of the audit is missing. Keep this database, and compare it with the backups.", after + 1),
    )
}
