//! Recovery codes as phones sealed them, and when each was shown.

use cunji_history::DeviceId;

use super::{Result, Row, Transaction, statements};

/// A device's newest code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedCode {
    /// Tells the device's codes apart; the newest has the largest.
    pub serial: u32,
    /// The code, sealed to the server.
    pub sealed: Vec<u8>,
    /// When it came: Unix seconds, UTC.
    pub deposited_at: i64,
    /// The hash of the enrolment that goes with it, once it was disclosed.
    pub enrolment_hash: Option<[u8; 32]>,
}

/// A code was shown to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disclosure {
    /// Which of the device's codes.
    pub serial: u32,
    /// The how manieth time, from 1.
    pub nth: u32,
    /// When: Unix seconds, UTC.
    pub at: i64,
}

/// Keeps a device's code, unless it has that one or a newer one.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, device: DeviceId, serial: u32, sealed: &[u8], now: i64) -> Result<()> {
    let parameters = [device.into(), i64::from(serial).into(), sealed.into(), now.into()];
    tx.execute(statements::PUT_RECOVERY_CODE, &parameters).map(drop)
}

/// A device's code.
///
/// # Errors
/// What the database says.
pub fn of_device(tx: &mut dyn Transaction, device: DeviceId) -> Result<Option<SealedCode>> {
    let row = tx.query_first(statements::RECOVERY_CODE, &[device.into()])?;
    row.map(|row| {
        Ok(SealedCode {
            serial: row.get("serial")?,
            sealed: row.get("sealed")?,
            deposited_at: row.get("deposited_at")?,
            enrolment_hash: row.get("enrolment_hash")?,
        })
    })
    .transpose()
}

/// Notes which enrolment goes with a device's code.
///
/// # Errors
/// What the database says.
pub fn set_enrolment(tx: &mut dyn Transaction, device: DeviceId, serial: u32, hash: &[u8; 32]) -> Result<()> {
    let parameters = [device.into(), i64::from(serial).into(), hash.into()];
    tx.execute(statements::SET_RECOVERY_ENROLMENT, &parameters).map(drop)
}

/// The device whose recovery an enrolment follows.
///
/// # Errors
/// What the database says.
pub fn of_enrolment(tx: &mut dyn Transaction, hash: &[u8; 32]) -> Result<Option<DeviceId>> {
    tx.query_first(statements::RECOVERY_BY_ENROLMENT, &[hash.into()])?.map(|row| row.get("device")).transpose()
}

/// Notes that a code was shown.
///
/// # Errors
/// What the database says.
pub fn note_disclosure(tx: &mut dyn Transaction, device: DeviceId, serial: u32, now: i64) -> Result<()> {
    let before = disclosures(tx, device)?.into_iter().filter(|disclosure| disclosure.serial == serial).count();
    let nth = i64::try_from(before).unwrap_or(i64::MAX).saturating_add(1);
    let parameters = [device.into(), i64::from(serial).into(), nth.into(), now.into()];
    tx.execute(statements::PUT_DISCLOSURE, &parameters).map(drop)
}

/// When codes of a device were shown, in order.
///
/// # Errors
/// What the database says.
pub fn disclosures(tx: &mut dyn Transaction, device: DeviceId) -> Result<Vec<Disclosure>> {
    let read =
        |row: Row| Ok(Disclosure { serial: row.get("serial")?, nth: row.get("nth")?, at: row.get("disclosed_at")? });
    tx.query(statements::DISCLOSURES, &[device.into()])?.into_iter().map(read).collect()
}
