//! The primer that a request names, built from what the server holds of the person's chains.

use cunji_domain::person::PersonId;
use cunji_history::{DeviceId, Edit};
use cunji_protocol::message::PrimerName;
use cunji_protocol::primer::{Primer, texts_of};

use crate::error::ServerError;
use crate::storage::link::Link;
use crate::storage::{Transaction, chains, devices, log};

/// How many links of a chain are read at once.
const PART: u64 = 1_000;

/// The primer's bytes; `None` if what is held here makes another one.
///
/// # Errors
/// What the database says.
pub fn primer_of(
    tx: &mut dyn Transaction,
    person: &PersonId,
    name: &PrimerName,
) -> Result<Option<Vec<u8>>, ServerError> {
    for (device, number) in &name.chains {
        let own = devices::by_id(tx, *device)?.is_some_and(|device| device.person == *person);
        let held = chains::chain_head(tx, &name.space, *device)?.is_some_and(|head| head.number >= *number);
        if !own || !held {
            return Ok(None);
        }
    }
    let built = Primer::rebuild(name, |add| {
        name.chains.iter().try_for_each(|(device, number)| texts(tx, name, *device, *number, add))
    })?;
    Ok(built.map(|primer| primer.bytes))
}

/// Each text of a chain in the order of its numbers, whether the entry is in the log or kept beside it.
fn texts(
    tx: &mut dyn Transaction,
    name: &PrimerName,
    device: DeviceId,
    last: u64,
    add: &mut dyn FnMut(&str),
) -> Result<(), ServerError> {
    let mut first = 1;
    while first <= last {
        let end = last.min(first + PART - 1);
        let mut links: Vec<Link> = log::entries_of_chain(tx, &name.space, device, first, PART)?
            .into_iter()
            .map(|entry| entry.link)
            .filter(|link| link.chain_number <= end)
            .collect();
        links.extend(chains::kept_of_chain(tx, &name.space, device, first, end)?.into_iter().map(|kept| kept.link));
        links.sort_by_key(|link| link.chain_number);
        for link in links.iter().filter(|link| !link.erased) {
            let bytes = link.edit.as_deref().unwrap_or_default();
            let edit = Edit::from_bytes(bytes).map_err(|fault| ServerError::Damaged { what: "edit", fault })?;
            texts_of(&edit).for_each(&mut *add);
        }
        first = end + 1;
    }
    Ok(())
}
