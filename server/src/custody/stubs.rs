//! What proves every chain of a space without what it says (`POST /v1/stubs`).

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::time::local_day;
use cunji_history::Suite;
use cunji_protocol::calls::{SignedHead, Stub, StubChain, Stubs};

use crate::error::ServerError;
use crate::server::Server;
use crate::storage::devices::{self, Device};
use crate::storage::link::Link;
use crate::storage::{Transaction, chains, deployment, log, roster};

/// All chains of a space that the device's person may read today.
///
/// # Errors
/// The person may not read the space, or what the database says.
pub fn stubs_of(
    tx: &mut dyn Transaction,
    server: &Server,
    reader: &Device,
    space: &DivisionCode,
) -> Result<Stubs, ServerError> {
    let today = local_day(server.clock.now()).unwrap_or_default();
    let may_read = reader.revoked_at.is_none()
        && roster::memberships_of_person(tx, &reader.person)?
            .iter()
            .any(|membership| membership.holds_on(today) && space.contains(&membership.space));
    if !may_read {
        return Err(ServerError::refused(
            "rights.no_space",
            "名册上你现在不在这个地方。",
            "The roster does not have you in this division today.",
        ));
    }
    let mut stubs = Stubs { chains: Vec::new() };
    for head in chains::chain_heads(tx, space)? {
        let known = devices::by_id(tx, head.device)?;
        let own = deployment::epochs(tx)?.iter().any(|epoch| epoch.device == head.device);
        let (person, key, suite) = match known {
            Some(device) => (device.person, device.public_key, device.suite),
            None if own => (PersonId::server(), server.key().signing.public(), Suite::Ed25519Sha256),
            None => continue,
        };
        let mut links: Vec<Link> = log::entries_of_chain(tx, space, head.device, 1, head.number)?
            .into_iter()
            .filter(|entry| !entry.attested)
            .map(|entry| entry.link)
            .collect();
        let kept = chains::kept_of_chain(tx, space, head.device, 1, head.number)?;
        links.extend(kept.into_iter().map(|kept| kept.link));
        links.sort_by_key(|link| link.chain_number);
        let heads = chains::signed_heads(tx, space, head.device)?;
        stubs.chains.push(StubChain {
            device: head.device,
            person,
            key,
            suite,
            first: 1,
            entries: links
                .iter()
                .map(|link| Stub { edit: link.edit_id, evidence: link.evidence_hash, written_at: link.written_at })
                .collect(),
            heads: heads
                .into_iter()
                .filter_map(|signed| {
                    let signature = signed.signature.try_into().ok()?;
                    Some(SignedHead { number: signed.head.number, hash: signed.head.hash, signature })
                })
                .collect(),
        });
    }
    Ok(stubs)
}
