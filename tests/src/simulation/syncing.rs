//! Syncs over lines of all kinds, couriers, requests that come again; and what must hold after each.

use std::collections::BTreeSet;

use cunji_client::views::SyncView;
use cunji_client::{Call, ClientError};
use cunji_domain::kinds;
use cunji_domain::person::PersonId;
use cunji_domain::record::Audience;
use cunji_history::EditId;
use cunji_protocol::calls::Token;
use cunji_protocol::message::DownMessage;
use cunji_protocol::{Body, DownFrame};
use data_encoding::HEXLOWER;

use super::found::{Invariant, Sim, found, phone};
use super::ledger::TextIntent;
use super::line::{Fate, Weather, any_fate, held, post};
use super::noting::is_of_the_disk;
use super::wire::{Answer, Wire};
use super::world::World;
use super::writing::{text_field, text_of};

impl World {
    /// A sync over a line of any kind.
    pub fn sync_somehow(&mut self, at: usize) -> Sim {
        let weather = match self.chance.of_range(0..10) {
            0..4 => Weather::Clear,
            4..7 => Weather::Once(self.chance.of_range(0..3), any_fate(&mut self.chance, 600)),
            7..9 => Weather::Narrow { up: 300 + self.chance.place(1500), down: 200 + self.chance.place(1500) },
            _ => Weather::Bad(2),
        };
        self.sync(at, weather).map(drop)
    }

    /// A sync; whether it was done.
    pub fn sync(&mut self, at: usize, weather: Weather) -> Sim<bool> {
        let mut line = self.line(weather);
        let before = self.phones[at].device()?;
        let runtime = self.runtime.clone();
        let client = self.phones[at].client()?;
        let result = runtime.block_on(client.sync_over(&mut line));
        let name = self.phones[at].name.clone();
        let said = match &result {
            Ok(view) => {
                let held = phone(self.phones[at].look()?.store().held(), "listing what is held")?;
                let held: Vec<String> = held.iter().map(|one| format!("{} {}", one.number, one.code)).collect();
                format!("up {} pulled {} rejected {} held {held:?}", view.accepted, view.pulled, view.rejected)
            }
            Err(error) => error.code(),
        };
        self.say(format!("{name} syncs ({weather:?}): {said}"));
        self.look_at(at, &mut Vec::new())?;
        self.look_at_wire()?;
        let done = match result {
            Ok(view) => self.all_is_sent(at, &view)?,
            Err(error) => self.sync_failed(at, weather, error)?,
        };
        self.phones[at].has_synced |= done;
        let after = self.phones[at].device()?;
        if after != before {
            self.say(format!("{name} has a new device id"));
            if !self.phones[at].may_change {
                return found(Invariant::PhoneAnswers, format!("{name} took a new device id for no reason"));
            }
        }
        // A new device meets the server's epoch by being introduced, before anything is stated in that epoch.
        if done || after == before {
            self.acknowledge(at)?;
        }
        self.nothing_rejected_shows(at)?;
        Ok(done)
    }

    /// A sync that is done leaves nothing unsent but what the server refused; the first one with a restored server may, which has
    /// to take back first what it lost.
    fn all_is_sent(&mut self, at: usize, view: &SyncView) -> Sim<bool> {
        let epoch = self.office.server()?.epoch().number;
        let known = self.phones[at].synced_in.replace(epoch) == Some(epoch);
        if view.unsent == 0 || view.refused > 0 || !known {
            return Ok(true);
        }
        found(Invariant::ComesToRest, format!("{}: done, and not all is sent: {view:?}", self.phones[at].name))
    }

    /// A sync that was not done must have a reason.
    pub fn sync_failed(&mut self, at: usize, weather: Weather, error: ClientError) -> Sim<bool> {
        let handset = &self.phones[at];
        let forged = matches!(weather, Weather::Bad(_) | Weather::Once(_, Fate::Forged));
        let impostor = matches!(weather, Weather::Bad(_) | Weather::Once(_, Fate::Impostor));
        let may_be = match &error {
            error if error.is_of_the_line() => weather != Weather::Clear,
            error if self.failing && is_of_the_disk(error) => true,
            ClientError::Refused(refusal) => {
                (handset.revoked && refusal.code == "device.revoked") || (forged && refusal.code.starts_with("frame."))
            }
            ClientError::Told(told) if told.code == "answer.unproven" => impostor,
            ClientError::Told(told) => handset.revoked && told.code == "enrol.code_needed",
            _ => false,
        };
        if may_be {
            return Ok(false);
        }
        found(Invariant::PhoneAnswers, format!("{} can't sync: {error} ({})", handset.name, error.code()))
    }

    /// What the server stated to hold, it holds.
    pub fn acknowledge(&mut self, at: usize) -> Sim {
        let Some(client) = &self.phones[at].phone else { return Ok(()) };
        // What a server stated before it was restored says nothing of the one that is there now.
        let met = phone(client.store().epochs(), "reading epochs")?.last().map(|epoch| epoch.epoch);
        if met != Some(self.office.server()?.epoch().number) {
            return Ok(());
        }
        let heads = phone(client.store().stated_heads(), "reading stated heads")?;
        for head in heads {
            for edit in self.phones[at].chain(&head.space, head.device, head.number) {
                let Some(saved) = self.ledger.of(edit).filter(|saved| saved.must_survive() && !saved.acknowledged)
                else {
                    continue;
                };
                if !self.office.holds(saved.space(), edit)? {
                    let detail = format!("{}: {edit} was acknowledged to {}", head.space, self.phones[at].name);
                    return found(Invariant::AcknowledgedIsThere, detail);
                }
                if let Some(saved) = self.ledger.of_mut(edit) {
                    saved.acknowledged = true;
                }
            }
        }
        Ok(())
    }

    /// Looks at every answer that the server gave.
    pub fn look_at_wire(&mut self) -> Sim {
        let (answers, wrong) = {
            let mut wire = held(&self.wire);
            (std::mem::take(&mut wire.answers), wire.found.take())
        };
        if let Some(wrong) = wrong {
            return Err(wrong);
        }
        answers.iter().try_for_each(|answer| self.look_at_answer(answer))
    }

    fn look_at_answer(&self, answer: &Answer) -> Sim {
        let whose = self.phones.iter().find(|handset| {
            let enrolment = handset.phone.as_ref().and_then(|client| client.store().enrolment().ok().flatten());
            enrolment.map(|enrolment| Token(enrolment.token)) == answer.token
        });
        let Some(handset) = whose else { return Ok(()) };
        for message in &answer.messages {
            if let DownMessage::Frame(frame) = message {
                if handset.revoked {
                    return found(Invariant::Scope, format!("{} is revoked and receives entries", handset.name));
                }
                self.look_at_frame(&handset.name, &handset.person, frame)?;
            }
        }
        self.no_evidence(&handset.name, answer)
    }

    /// Whether a person may read what a frame holds.
    fn look_at_frame(&self, name: &str, person: &PersonId, frame: &DownFrame) -> Sim {
        let server = self.office.server()?;
        let entries = match frame.verify(server.key().deployment, &server.key().signing.public()) {
            Ok(entries) => entries,
            Err(fault) => return found(Invariant::Proves, format!("a down frame: {fault}")),
        };
        let space = &frame.stretch.space;
        let reads = self.people.iter().any(|one| one.id == *person && space.contains(&one.village));
        if !reads {
            return found(Invariant::Scope, format!("{name} receives entries of {space}"));
        }
        for entry in entries {
            let Body::Edit(edit) = &entry.body else { continue };
            let Some(decl) = kinds::by_number(edit.kind) else { continue };
            let owner = decl.owner_of(&edit.author, edit.key.as_deref().unwrap_or_default());
            let may = match decl.audience {
                Audience::Team => true,
                Audience::OwnerAndOffice => owner.as_ref() == Some(person),
                Audience::Office => false,
            };
            if !may {
                let detail = format!("{name} receives a {} of {owner:?}", decl.name);
                return found(Invariant::Scope, detail);
            }
        }
        Ok(())
    }

    /// Nothing of an evidence goes down.
    fn no_evidence(&self, name: &str, answer: &Answer) -> Sim {
        let said: Vec<u8> = answer.messages.iter().flat_map(DownMessage::to_bytes).collect();
        let hex = |bytes: &[u8]| HEXLOWER.encode(bytes).into_bytes();
        // Short ones are too common to tell anything: a place alone makes one long enough.
        let taken =
            self.ledger.all().filter_map(|saved| saved.evidence.as_ref()).filter(|(bytes, _)| bytes.len() >= 16);
        for (bytes, _) in taken {
            let goes = [bytes.clone(), hex(bytes)].iter().any(|form| said.windows(form.len()).any(|part| part == form));
            if goes {
                return found(Invariant::Scope, format!("{name} receives evidence"));
            }
        }
        Ok(())
    }

    /// What a verdict rejected, and what stands upon it, is no part of the record on the phone.
    pub fn nothing_rejected_shows(&self, at: usize) -> Sim {
        let client = self.phones[at].look()?;
        let rejected = phone(client.store().rejected(), "listing what was rejected")?;
        let named: BTreeSet<EditId> = rejected.iter().map(|one| one.edit).collect();
        if named.is_empty() {
            return Ok(());
        }
        let bad = self.ledger.descendants(&named);
        for one in &rejected {
            let Some(field) = text_field(one.kind) else { continue };
            let record = phone(client.store().record(one.record), "reading a record")?;
            let text = text_of(record.as_ref(), field);
            let letters = |of_rejected: bool| -> Vec<char> {
                let edits = self.ledger.all().filter(|saved| saved.record == one.record);
                let edits = edits.filter(|saved| bad.contains(&saved.id) == of_rejected);
                edits.filter_map(|saved| saved.intent.text.as_ref()).flat_map(TextIntent::added).collect()
            };
            let good: BTreeSet<char> = letters(false).into_iter().collect();
            if let Some(letter) =
                letters(true).into_iter().find(|letter| !good.contains(letter) && text.contains(*letter))
            {
                let detail = format!("{}: {letter} of a rejected edit of {:?}", self.phones[at].name, one.record);
                return found(Invariant::RejectedDoesNotShow, detail);
            }
        }
        Ok(())
    }

    /// A request that arrived before arrives again.
    pub fn repeat(&mut self) -> Sim {
        let requests: Vec<Call> = held(&self.wire).requests.clone();
        let Some(call) = self.chance.pick(&requests).cloned() else { return Ok(()) };
        self.say("an old request arrives again");
        self.deliver(&call)
    }

    /// Somebody brings frames of others, some of them, in any order.
    pub fn carry(&mut self, at: usize) -> Sim {
        let mut frames = held(&self.wire).frames.clone();
        let mut carried = Vec::new();
        for _ in 0..self.chance.of_range(1..5) {
            if !frames.is_empty() {
                carried.push(frames.remove(self.chance.place(frames.len())));
            }
        }
        let enrolment = phone(self.phones[at].look()?.store().enrolment(), "reading the enrolment")?;
        let call = enrolment.and_then(|enrolment| Wire::carried(Token(enrolment.token), carried));
        let Some(call) = call else { return Ok(()) };
        let line = format!("{} carries frames of others", self.phones[at].name);
        self.say(line);
        self.deliver(&call)
    }

    fn deliver(&mut self, call: &Call) -> Sim {
        let Some(router) = held(&self.office.reach).clone() else { return Ok(()) };
        let answer = self.runtime.clone().block_on(post(router, call, None, &mut self.chance));
        held(&self.wire).saw(call, false, &answer);
        self.look_at_wire()
    }
}
