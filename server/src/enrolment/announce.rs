//! A device as a fact that the team's phones know: whose chain it is and under which key.

use cunji_domain::division::DivisionCode;
use cunji_domain::record::{Bytes, Instant};
use cunji_domain::server_facts::device;
use cunji_history::signed::certificate_message;

use crate::error::ServerError;
use crate::log::publish;
use crate::registrar::Registrar;
use crate::storage::Transaction;
use crate::storage::devices::Device;

/// Announces a device in a space; nothing happens if it was announced already.
///
/// # Errors
/// What the database says.
pub fn announce(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    device: &Device,
    now: i64,
) -> Result<(), ServerError> {
    let fact = device::Device {
        device: Bytes(device.id.0.to_vec()),
        person: device.person.clone(),
        public_key: Bytes(device.public_key.0.to_vec()),
        suite: i64::from(device.suite.number()),
        enrolled_at: Instant(device.enrolled_at),
        introduced_by: device.introduced_by.map(|by| Bytes(by.0.to_vec())),
        name: None,
        certificate: Some(Bytes(certificate(registrar, device).to_vec())),
        epoch: None,
    };
    publish(tx, registrar, space, &fact, now)?;
    Ok(())
}

/// The server's signature over whose device this is.
pub fn certificate(registrar: &Registrar, device: &Device) -> [u8; 64] {
    let publisher = &registrar.publisher;
    publisher.key.sign(&certificate_message(
        publisher.deployment,
        device.suite,
        &device.public_key,
        &device.person,
        device.enrolled_at,
    ))
}
