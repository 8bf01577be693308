//! Proving what the phone holds; and, from the server's stubs, every chain of its spaces.

use std::collections::BTreeMap;

use cunji_domain::division::DivisionCode;
use cunji_history::signed::{Deployment, head_message};
use cunji_history::{DeviceId, Entry, Head};
use cunji_protocol::calls::{StubChain, Stubs, StubsRequest};
use cunji_store::DownFrame;

use crate::error::Result;
use crate::phone::Phone;
use crate::sync::{Call, Transport, exchange};
use crate::views::VerifyView;

impl Phone {
    /// Proves the own chains, what the server signed, and that the tables say what the edits say; names the first fault.
    ///
    /// # Errors
    /// The database fails.
    pub fn verify(&self) -> Result<VerifyView> {
        let report = self.store.verify()?;
        Ok(VerifyView {
            edits: report.edits,
            own_entries: report.own_entries,
            heads: report.heads,
            frames: report.frames,
            unproved: report.unproved,
            fault: report.fault.map(|fault| fault.to_string()),
            ..VerifyView::default()
        })
    }

    /// As [`Phone::verify`], and fetches what proves every chain of the spaces that the phone holds, without what it says.
    ///
    /// # Errors
    /// The line, the server, or the database fails.
    pub async fn verify_full(&mut self, transport: &mut dyn Transport) -> Result<VerifyView> {
        let mut view = self.verify()?;
        let enrolment = self.enrolment()?;
        for space in self.store.frame_spaces()? {
            if view.fault.is_some() {
                break;
            }
            let body = StubsRequest { space: space.clone() }.to_bytes();
            let token = Some(cunji_protocol::calls::Token(enrolment.token));
            let answer = exchange(transport, Call::post("/v1/stubs", token, body)).await?;
            let stubs = Stubs::from_bytes(&answer)?;
            view.fault = prove(enrolment.deployment, &space, &stubs, &self.store.frames(&space)?, &mut view);
        }
        Ok(view)
    }
}

/// The first fault of a space's chains, or of what came down of them.
fn prove(
    deployment: Deployment,
    space: &DivisionCode,
    stubs: &Stubs,
    frames: &[DownFrame],
    view: &mut VerifyView,
) -> Option<String> {
    let mut proved: BTreeMap<(DeviceId, u64), Entry> = BTreeMap::new();
    for chain in &stubs.chains {
        match prove_chain(deployment, space, chain) {
            Ok(entries) => {
                view.chains += 1;
                view.chain_entries += entries.len() as u64;
                proved.extend(entries.into_iter().map(|entry| ((entry.device, entry.number), entry)));
            }
            Err(fault) => return Some(fault),
        }
    }
    for entry in frames.iter().flat_map(|frame| &frame.entries) {
        // What came back attested after a restore stands in no chain any more; its frame proves it.
        let Some(stub) = proved.get(&(entry.device, entry.chain_number)) else { continue };
        if stub.edit != entry.edit.id() || stub.written_at != entry.written_at {
            let place = format!("space {space}, device {}, number {}", entry.device, entry.chain_number);
            return Some(format!("{place}: what came down is not what its device wrote"));
        }
    }
    None
}

fn prove_chain(deployment: Deployment, space: &DivisionCode, chain: &StubChain) -> Result<Vec<Entry>, String> {
    let place = format!("space {space}, device {}", chain.device);
    let entries = chain.entries(space, None);
    for signed in &chain.heads {
        let at = signed.number.checked_sub(chain.first).and_then(|place| usize::try_from(place).ok());
        let here = at.and_then(|at| entries.get(at)).map(Entry::hash);
        if here != Some(signed.hash) {
            return Err(format!("{place}, number {}: the signed head is not the chain's", signed.number));
        }
        let head = Head { space: space.clone(), device: chain.device, number: signed.number, hash: signed.hash };
        if !chain.key.verifies(&head_message(deployment, chain.suite, &head), &signed.signature) {
            return Err(format!("{place}, number {}: its signature does not hold", signed.number));
        }
    }
    let signed_to = chain.heads.iter().map(|head| head.number).max().unwrap_or(0);
    let is_server = chain.person.is_server();
    if !is_server && chain.key.device_id(0) != chain.device {
        return Err(format!("{place}: the key is another device's"));
    }
    if !is_server && signed_to < chain.first.saturating_sub(1) + entries.len() as u64 {
        return Err(format!("{place}: the chain goes on behind its last signed head"));
    }
    Ok(entries)
}
