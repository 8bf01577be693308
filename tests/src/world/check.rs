//! What must hold after every story, whatever happened in it.

use std::collections::BTreeMap;

use cunji_domain::division::DivisionCode;

use super::{Handset, World};

/// More rounds than any story needs until nothing moves.
const MOST_ROUNDS: usize = 8;

impl World {
    /// Everybody syncs until nothing moves any more; then everything that must hold is asked.
    ///
    /// # Panics
    /// Something does not hold; the text names all of it.
    pub fn check(&self) {
        self.settle();
        let faults = self.faults();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    /// Everybody who is there syncs until nothing moves any more.
    ///
    /// # Panics
    /// Somebody can't sync, or it never ends.
    pub fn settle(&self) {
        for _ in 0..MOST_ROUNDS {
            let mut moved = false;
            for handset in self.handsets() {
                let sync = handset.sync();
                moved |= sync.accepted + sync.pulled + sync.rejected > 0 || sync.new_device.is_some();
            }
            if !moved {
                return;
            }
        }
        panic!("the phones never come to rest");
    }

    /// Everything that does not hold:
    /// - what a phone was told to be acknowledged is at the server, accepted or kept;
    /// - the server proves all it has, and so does each phone, tables against replay and the chains of its teammates included;
    /// - replicas that have read a space to its end agree with the server and so with one another.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = self.ledger().borrow().faults(|space, edit| self.office.edit(space, edit));
        faults.extend(self.office.verify().err().map(|fault| format!("the server: {fault}")));
        let mut digests: BTreeMap<DivisionCode, String> = BTreeMap::new();
        for handset in self.handsets() {
            faults.extend(handset.fault().map(|fault| format!("{handset:?}: {fault}")));
            faults.extend(chains_fault(&handset).map(|fault| format!("{handset:?}: {fault}")));
            for (space, digest) in self.comparable(&handset) {
                let at_server = digests.entry(space.clone()).or_insert_with(|| self.office.digest(&space));
                if digest != *at_server {
                    faults.push(format!("{handset:?}: {space} has the digest {digest}, the server's is {at_server}"));
                }
            }
        }
        faults
    }

    /// The digests of the spaces that a phone has read to the end and has nothing of its own in that the server has not taken
    /// in.
    fn comparable(&self, handset: &Handset) -> Vec<(DivisionCode, String)> {
        let (cursors, status) =
            handset.with(|phone| (phone.store().cursors().expect("cursors"), phone.status().expect("a status")));
        if status.unsent + status.held > 0 {
            return Vec::new();
        }
        let epoch = self.office.server().epoch().number;
        let read = cursors
            .into_iter()
            .filter(|cursor| cursor.epoch == epoch && cursor.number >= self.office.last_number(&cursor.space));
        let with_digest = read.filter_map(|cursor| {
            let digest = status.digests.get(cursor.space.as_str())?.clone();
            Some((cursor.space, digest))
        });
        with_digest.collect()
    }
}

/// What the server's stubs prove wrong; a phone that may read nothing any more is shown none.
fn chains_fault(handset: &Handset) -> Option<String> {
    match handset.fault_of_chains() {
        Ok(fault) => fault,
        Err(error) if error.code() == "rights.no_space" => None,
        Err(error) => Some(format!("the chains can't be proved: {error}")),
    }
}
