//! The phones: each holds what the server holds of what its person reads, and proves it.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Audience, KindNumber, RecordId};
use cunji_server::storage::chains::KeptState;
use cunji_store::{DownEdit, Filter};

use super::Held;
use crate::simulation::found::{Invariant, Sim, found, phone};
use crate::simulation::handset::Handset;
use crate::simulation::world::World;

type Digests = BTreeMap<RecordId, (KindNumber, [u8; 32])>;

impl World {
    /// Every phone.
    pub(super) fn check_phones(&self, held: &Held) -> Sim {
        for handset in self.phones.iter().filter(|handset| !handset.gone) {
            self.check_phone(handset)?;
            self.check_delivered(handset)?;
            if handset.revoked {
                continue;
            }
            for space in held.logs.keys().filter(|space| self.reads(&handset.person, space)) {
                self.check_replica(handset, held, space)?;
            }
        }
        Ok(())
    }

    /// Whether a person reads a space today.
    pub fn reads(&self, person: &PersonId, space: &DivisionCode) -> bool {
        let today = self.today();
        let mut roles = self.people.iter().filter(|somebody| somebody.id == *person);
        roles.any(|somebody| space.contains(&somebody.village) && somebody.membership().holds_on(today))
    }

    fn check_phone(&self, handset: &Handset) -> Sim {
        let store = handset.look()?.store();
        if let Some(difference) = phone(store.compare(), "comparing tables")? {
            return found(Invariant::TablesFollow, format!("{}: {difference}", handset.name));
        }
        let report = phone(store.verify(), "proving a phone")?;
        match report.fault {
            Some(fault) => found(Invariant::Proves, format!("{}: {fault}", handset.name)),
            None => Ok(()),
        }
    }

    /// What lies in the store came to its owner by right.
    fn check_delivered(&self, handset: &Handset) -> Sim {
        let store = handset.look()?.store();
        for space in phone(store.frame_spaces(), "listing spaces")? {
            let own = self.people.iter().any(|one| one.id == handset.person && space.contains(&one.village));
            if !own {
                return found(Invariant::Scope, format!("{} holds entries of {space}", handset.name));
            }
            for entry in phone(store.frames(&space), "reading frames")?.iter().flat_map(|frame| &frame.entries) {
                let DownEdit::Whole { edit, .. } = &entry.edit else { continue };
                let decl = kinds::by_number(edit.kind).filter(|decl| decl.audience != Audience::Team);
                let owner = decl.and_then(|decl| decl.owner_of(&edit.author, edit.key.as_deref().unwrap_or_default()));
                if decl.is_some() && owner.as_ref() != Some(&handset.person) {
                    return found(Invariant::Scope, format!("{} holds what is {owner:?}'s", handset.name));
                }
            }
        }
        Ok(())
    }

    /// The same records with the same digests, but for those with an own edit that the server holds back.
    fn check_replica(&self, handset: &Handset, held: &Held, space: &DivisionCode) -> Sim {
        let waiting = held.kept_as(space, KeptState::Held);
        let apart: BTreeSet<RecordId> =
            self.ledger.all().filter(|saved| waiting.contains(&saved.id)).map(|saved| saved.record).collect();
        let (mut here, mut there) = (self.on_phone(handset, space)?, self.on_server(handset, held, space)?);
        here.retain(|record, _| !apart.contains(record));
        there.retain(|record, _| !apart.contains(record));
        let name = &handset.name;
        for (record, (kind, digest)) in &there {
            let kind_name = kinds::by_number(*kind).map_or("unknown", |decl| decl.name);
            match here.remove(record) {
                Some((_, same)) if same == *digest => {}
                Some(_) => {
                    let detail = format!("{name}, {space}: the {kind_name} {record:?} is another on the server");
                    return found(Invariant::ReplicasAgree, detail);
                }
                None => {
                    let (read, epoch) = (self.cursor(handset, space)?, self.office.server()?.epoch().number);
                    let log = held.logs.get(space).into_iter().flatten().filter(|entry| entry.record == *record);
                    let numbers: Vec<u64> = log.map(|entry| entry.number).collect();
                    let detail = format!(
                        "{name}, {space}: the {kind_name} {record:?} is missing, at {numbers:?} in epoch {epoch}, read to {read}"
                    );
                    return found(Invariant::ReplicasAgree, detail);
                }
            }
        }
        match here.into_iter().next() {
            Some((record, (kind, _))) => {
                let kind = kinds::by_number(kind).map_or("unknown", |decl| decl.name);
                found(Invariant::ReplicasAgree, format!("{name}, {space}: the {kind} {record:?} is not on the server"))
            }
            None => Ok(()),
        }
    }

    fn cursor(&self, handset: &Handset, space: &DivisionCode) -> Sim<String> {
        let cursors = phone(handset.look()?.store().cursors(), "reading cursors")?;
        let read = cursors.into_iter().find(|cursor| cursor.space == *space);
        Ok(read.map_or_else(|| "nowhere".to_owned(), |read| format!("{} in epoch {}", read.number, read.epoch)))
    }

    fn on_phone(&self, handset: &Handset, space: &DivisionCode) -> Sim<Digests> {
        let store = handset.look()?.store();
        let filter = Filter { withdrawn: true, ..Filter::of(space) };
        let mut digests = Digests::new();
        for decl in kinds::all() {
            let records = phone(store.records_of(decl, &filter), "reading records")?;
            digests.extend(records.into_iter().map(|record| (record.id, (record.kind, record.digest()))));
        }
        Ok(digests)
    }

    /// The records in the server's tables that the phone's person may read.
    fn on_server(&self, handset: &Handset, held: &Held, space: &DivisionCode) -> Sim<Digests> {
        let tables = self.office.server()?.registrar().tables;
        let log = held.logs.get(space).into_iter().flatten();
        let readable: BTreeSet<RecordId> = log
            .filter(|entry| match entry.audience {
                Audience::Team => true,
                Audience::OwnerAndOffice => entry.owner.as_ref() == Some(&handset.person),
                Audience::Office => false,
            })
            .map(|entry| entry.record)
            .collect();
        let all = self.office.ask(|tx| tables.digests(tx, space))?;
        Ok(all
            .into_iter()
            .filter(|(_, id, _)| readable.contains(id))
            .map(|(kind, id, digest)| (id, (kind, digest)))
            .collect())
    }
}
