//! After each act: what a phone told, what is really there, and whether an error was one that may be.

use cunji_client::{ClientError, Written};
use cunji_domain::record::{KindNumber, RecordId};
use cunji_store::{OutgoingEntry, StoreError};

use super::found::{Invariant, Sim, found, phone};
use super::ledger::{Intent, Saved};
use super::world::World;

/// What somebody meant by an edit that is about to be saved.
#[derive(Debug, Clone)]
pub struct Pending {
    /// The record, where it is known before.
    pub record: Option<RecordId>,
    /// Its kind.
    pub kind: KindNumber,
    /// What is meant.
    pub intent: Intent,
    /// Whether a program writes it that checks nothing.
    pub badly: bool,
    /// Whether it judges what its writer wrote.
    pub is_own: bool,
}

impl Pending {
    /// An edit that a person means to make.
    pub fn new(record: Option<RecordId>, kind: KindNumber, intent: Intent) -> Self {
        Self { record, kind, intent, badly: false, is_own: false }
    }
}

/// What an act is about, as far as it is known before.
#[derive(Debug, Clone, Copy, Default)]
pub struct About {
    /// The kind; 0 of none.
    pub kind: KindNumber,
    /// The record.
    pub record: Option<RecordId>,
    /// Whether it is a judgement of what its writer wrote.
    pub is_own: bool,
}

impl World {
    /// Notes what came of writing something.
    pub fn wrote(
        &mut self,
        at: usize,
        doing: &str,
        result: Result<Written, ClientError>,
        mut pending: Vec<Pending>,
    ) -> Sim {
        let about =
            pending.first().map(|pending| About { kind: pending.kind, record: pending.record, is_own: pending.is_own });
        self.look_at(at, &mut pending)?;
        let name = self.phones[at].name.clone();
        match result {
            Ok(written) => {
                let short = written.edit.map_or_else(|| "nothing new".to_owned(), |edit| edit.to_string());
                self.say(format!("{name} {doing}: {}", short.get(..12).unwrap_or(&short)));
                match written.edit {
                    Some(edit) if self.ledger.of(edit).is_none() => found(
                        Invariant::SavedIsThere,
                        format!("{name} {doing}: told as saved, and {edit} is not there"),
                    ),
                    _ => Ok(()),
                }
            }
            Err(error) => self.refused(at, doing, about.unwrap_or_default(), Err(error)),
        }
    }

    /// Notes what came of an act that saves no edit: an error is said if it may be, and found if not.
    pub fn refused(&mut self, at: usize, doing: &str, about: About, result: Result<(), ClientError>) -> Sim {
        let name = self.phones[at].name.clone();
        let Err(error) = result else {
            self.say(format!("{name} {doing}"));
            return Ok(());
        };
        self.say(format!("{name} {doing}: {}", error.code()));
        if self.failing && is_of_the_disk(&error) {
            return Ok(());
        }
        if self.may_refuse(at, about, &error)? {
            return Ok(());
        }
        found(Invariant::GoodIsTaken, format!("{name} {doing}: {error} ({})", error.code()))
    }

    /// Whether a phone may refuse with this error: for a reason that this simulation knows of by itself.
    fn may_refuse(&self, at: usize, about: About, error: &ClientError) -> Sim<bool> {
        let handset = &self.phones[at];
        let person = self.people.iter().find(|one| one.id == handset.person);
        let role_ended = person.is_some_and(|person| person.earliest_end.is_some());
        let of_record = |saved: &&Saved| Some(saved.record) == about.record;
        let spoiled = self.ledger.all().filter(of_record).any(|saved| saved.badly || saved.erased);
        if let ClientError::Store(StoreError::Misfit(_)) = error {
            let rejected = phone(handset.look()?.store().rejected(), "listing what was rejected")?;
            return Ok(spoiled || rejected.iter().any(|one| Some(one.record) == about.record));
        }
        if !matches!(error, ClientError::Violations(_) | ClientError::WhichVillage(_) | ClientError::Told(_)) {
            return Ok(false);
        }
        Ok(error.sentences().iter().all(|told| match told.code.as_str() {
            // Whose right it is, the phone knows from a roster that may be older than the world.
            "right.no_role" | "right.not_of_this_role" => {
                role_ended || person.is_none_or(|person| !person.may_write(about.kind))
            }
            "judgement.of_ones_own" => about.is_own,
            "client.no_village" | "client.which_village" => role_ended || !handset.has_synced,
            "record.future_day" => spoiled || cunji_client::Clock::now(&*handset.clock) < self.now,
            _ => spoiled,
        }))
    }

    /// Takes what a phone has written since it was last looked at into the ledger.
    pub fn look_at(&mut self, at: usize, pending: &mut Vec<Pending>) -> Sim {
        let handset = &self.phones[at];
        let Some(client) = &handset.phone else { return Ok(()) };
        let store = client.store();
        let device = phone(store.device(), "asking for the device")?.id;
        let mut new: Vec<(OutgoingEntry, cunji_domain::division::DivisionCode)> = Vec::new();
        for space in phone(store.written_spaces(), "listing chains")? {
            let looked = handset.looked(&space, device);
            if let Some(run) = phone(store.outbox_beyond(&space, looked), "reading a chain")? {
                new.extend(run.entries.into_iter().map(|entry| (entry, space.clone())));
            }
        }
        for (entry, space) in new {
            self.phones[at].written.insert((space, device, entry.number), entry.edit_id);
            let Some(salt) = entry.salt else { continue };
            let intent = pending.iter().position(|pending| {
                pending.kind == entry.edit.kind && pending.record.is_none_or(|record| record == entry.record)
            });
            let known = self.ledger.of(entry.edit_id).is_some();
            let meant = intent.filter(|_| !known).map(|place| pending.remove(place));
            let badly = meant.as_ref().is_some_and(|meant| meant.badly);
            let intent = meant.map(|meant| meant.intent).unwrap_or_default();
            if intent.text.as_ref().is_some_and(|text| !text.is_one_change()) {
                self.ledger.loose.insert(entry.record);
            }
            self.ledger.note(Saved {
                id: entry.edit_id,
                record: entry.record,
                kind: entry.edit.kind,
                person: self.phones[at].person.clone(),
                first: (device, entry.number),
                salt,
                evidence: entry.evidence.map(|evidence| (evidence.to_bytes(), entry.evidence_salt)),
                edit: entry.edit,
                intent,
                acknowledged: false,
                lost: false,
                erased: false,
                badly,
            });
        }
        Ok(())
    }
}

/// Whether an error tells of a disk that fails.
pub fn is_of_the_disk(error: &ClientError) -> bool {
    matches!(error, ClientError::Store(error) if matches!(error.code(), "store.io" | "store.database" | "store.disk_full"))
}
