//! Which deployment this is and its epochs.

use cunji_domain::division::DivisionCode;
use cunji_history::signed::Deployment;
use cunji_history::{DeviceId, DevicePublicKey, Suite};

use super::{Result, Transaction, statements};

/// An epoch of the server: its device and when it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Epoch {
    /// From 1.
    pub number: u32,
    /// The server's device in this epoch.
    pub device: DeviceId,
    /// Unix seconds, UTC.
    pub begun_at: i64,
}

/// The deployment that this database belongs to; none in a new one.
///
/// # Errors
/// What the database says.
pub fn deployment(tx: &mut dyn Transaction) -> Result<Option<Deployment>> {
    tx.query_first(statements::DEPLOYMENT, &[])?.map(|row| Ok(Deployment(row.get("id")?))).transpose()
}

/// Names the deployment, once.
///
/// # Errors
/// It has a name already, or what the database says.
pub fn put_deployment(tx: &mut dyn Transaction, deployment: Deployment, now: i64) -> Result<()> {
    tx.execute(statements::PUT_DEPLOYMENT, &[deployment.0.into(), now.into()]).map(drop)
}

/// All epochs, oldest first.
///
/// # Errors
/// What the database says.
pub fn epochs(tx: &mut dyn Transaction) -> Result<Vec<Epoch>> {
    tx.query(statements::EPOCHS, &[])?
        .iter()
        .map(|row| Ok(Epoch { number: row.get("epoch")?, device: row.get("device")?, begun_at: row.get("begun_at")? }))
        .collect()
}

/// Begins an epoch.
///
/// # Errors
/// It was begun already, or what the database says.
pub fn put_epoch(tx: &mut dyn Transaction, epoch: &Epoch, key: &DevicePublicKey, suite: Suite) -> Result<()> {
    let parameters = [
        epoch.number.into(),
        epoch.device.into(),
        key.0.into(),
        suite.number().into(),
        super::Cell::Null,
        epoch.begun_at.into(),
    ];
    tx.execute(statements::PUT_EPOCH, &parameters).map(drop)
}

/// Notes where a space's log ended when an epoch ended.
///
/// # Errors
/// It was noted already, or what the database says.
pub fn put_epoch_end(tx: &mut dyn Transaction, space: &DivisionCode, epoch: u32, last_number: u64) -> Result<()> {
    tx.execute(statements::PUT_EPOCH_END, &[space.into(), epoch.into(), last_number.into()]).map(drop)
}

/// Where a space's log ended in each former epoch: epoch and last number.
///
/// # Errors
/// What the database says.
pub fn epoch_ends(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<Vec<(u32, u64)>> {
    tx.query(statements::EPOCH_ENDS, &[space.into()])?
        .iter()
        .map(|row| Ok((row.get("epoch")?, row.get("last_number")?)))
        .collect()
}
