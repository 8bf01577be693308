//! What people write: days, visits, leaves, observations; drafts; mends.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use cunji_client::{Beside, ClientError, Decision, DiaryChange, Place, Reason, Seen, Settlement, visit_on};
use cunji_documents::{Conflict, Record};
use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_domain::leave_decision::LeaveDecision;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::observation::AttendanceObservation;
use cunji_domain::record::{FieldState, ListedCode, Prose, RecordId, RecordKind, Scalar, Value};
use cunji_domain::visit::HouseholdVisit;
use cunji_store::Filter;

use super::chance::Chance;
use super::found::{Sim, phone};
use super::handset::Begun;
use super::ledger::{Intent, Ledger, SetIntent, TextIntent};
use super::noting::{About, Pending};
use super::world::World;

/// The field of a diary's text, and of its people met.
pub const DIARY_TEXT: u16 = 3;
/// The people met of a diary.
pub const DIARY_MET: u16 = 5;
/// Where a night was spent.
pub const DIARY_STAY: u16 = 1;
/// The findings of a visit.
pub const VISIT_FINDINGS: u16 = 6;

/// The field that holds a kind's main text.
pub fn text_field(kind: u16) -> Option<u16> {
    match kind {
        1 => Some(DIARY_TEXT),
        2 => Some(VISIT_FINDINGS),
        _ => None,
    }
}

/// A record's text.
pub fn text_of(record: Option<&Record>, field: u16) -> String {
    match record.and_then(|record| record.fields.get(&field)) {
        Some(FieldState::Prose(text)) => text.clone(),
        _ => String::new(),
    }
}

/// A record's set of names.
pub fn names_of(record: Option<&Record>, field: u16) -> BTreeSet<String> {
    match record.and_then(|record| record.fields.get(&field)) {
        Some(FieldState::Set(members)) => members.keys().filter_map(|key| key.as_text().map(str::to_owned)).collect(),
        _ => BTreeSet::new(),
    }
}

/// What somebody makes of a text: puts something in anywhere, takes something out, begins anew.
pub fn rewritten(chance: &mut Chance, ledger: &mut Ledger, seen: &str) -> TextIntent {
    let mut letters: Vec<char> = seen.chars().collect();
    let mut at = chance.place(letters.len() + 1);
    if chance.once_in(12) {
        letters.clear();
        at = 0;
    } else if chance.once_in(4) {
        let to = letters.len().min(at + 1 + chance.place(4));
        letters.drain(at..to);
    }
    if letters.len() < 40 {
        if chance.once_in(10) {
            at = chance.place(letters.len() + 1);
        }
        let count = chance.of_range(1..7);
        let new = ledger.letters(count);
        letters.splice(at..at, new.chars());
    }
    TextIntent { seen: seen.to_owned(), left: letters.into_iter().collect() }
}

impl World {
    fn beside(&mut self) -> Beside {
        let place = self.chance.once_in(2).then(|| Place {
            lat: 32_380_000 + i32::try_from(self.chance.of_range(0..90_000)).unwrap_or(0),
            lon: 109_350_000 + i32::try_from(self.chance.of_range(0..90_000)).unwrap_or(0),
            accuracy: Some(self.chance.of_range(5..200)),
            provider: 1,
            mock: false,
        });
        Beside { village: None, place }
    }

    /// A day is written, or written again.
    pub fn write_day(&mut self, at: usize) -> Sim {
        let day = self.some_day();
        let beside = self.beside();
        let seen = {
            let client = self.phones[at].client()?;
            let village = client.village(None, Some(day));
            let Ok(village) = village else { return self.refused(at, "a day", About::default(), village.map(drop)) };
            let cadre = phone(client.person(), "asking who it is")?;
            let key = vec![cadre.to_value(), day.to_value()];
            let id = cunji_history::derived_record_id(DiaryEntry::DECL.number, &village, &key);
            (id, phone(client.store().record(id), "reading a day")?)
        };
        let text = rewritten(&mut self.chance, &mut self.ledger, &text_of(seen.1.as_ref(), DIARY_TEXT));
        let met = self.chance.once_in(2).then(|| {
            let before = names_of(seen.1.as_ref(), DIARY_MET);
            let mut left = before.clone();
            if let Some(name) = left.iter().next().cloned()
                && self.chance.once_in(3)
            {
                left.remove(&name);
            }
            left.insert(self.ledger.name());
            SetIntent { seen: before, left }
        });
        // A day that was withdrawn is written anew, from nothing.
        let withdrawn = seen.1.as_ref().is_some_and(|record| record.withdrawn.is_some());
        let met = met.or_else(|| {
            let seen = names_of(seen.1.as_ref(), DIARY_MET);
            withdrawn.then(|| SetIntent { seen, left: BTreeSet::new() })
        });
        let stays = [Stay::Village, Stay::Town, Stay::Home];
        let stay = if self.chance.once_in(2) { self.chance.pick(&stays).copied() } else { None };
        let change = DiaryChange {
            stay,
            text: Some(text.left.clone()),
            met: met.as_ref().map(|met| met.left.clone()),
            records: self.visits_of(at, day)?,
            ..DiaryChange::default()
        };
        let intent = Intent { text: Some(text), met };
        let pending = Pending::new(Some(seen.0), DiaryEntry::DECL.number, intent);
        self.speak_old(at)?;
        let result = self.phones[at].client()?.write_diary(day, change, &beside);
        self.wrote(at, &format!("writes {day}"), result, vec![pending])
    }

    /// The visits of a day that a diary refers to; a program of schema 1 knows of no such field.
    fn visits_of(&mut self, at: usize, day: NaiveDate) -> Sim<Option<BTreeSet<RecordId>>> {
        if self.phones[at].old_program || !self.chance.once_in(2) {
            return Ok(None);
        }
        let filter = Filter::default().on(day..=day);
        let visits = phone(self.phones[at].look()?.records::<HouseholdVisit>(&filter), "listing visits")?;
        let own = visits.into_iter().filter(|visit| visit.record.author == self.phones[at].person);
        let visits: BTreeSet<RecordId> = own.map(|visit| visit.record.id).collect();
        Ok(Some(visits).filter(|visits| !visits.is_empty()))
    }

    /// A visit is added.
    pub fn add_visit(&mut self, at: usize) -> Sim {
        let day = self.some_day();
        let beside = self.beside();
        let text = rewritten(&mut self.chance, &mut self.ledger, "");
        let mut visit = visit_on(day);
        visit.household_name = Some(self.ledger.name());
        visit.findings = Prose(text.left.clone());
        let pending = Pending::new(None, 2, Intent { text: Some(text), met: None });
        self.speak_old(at)?;
        let result = self.phones[at].client()?.add(&visit, &beside);
        self.wrote(at, "adds a visit", result, vec![pending])
    }

    /// One of the records of a kind that a person wrote, withdrawn ones too, in the order of saving.
    fn own_record(&mut self, at: usize, kinds: &[u16]) -> Sim<Option<Record>> {
        let person = self.phones[at].person.clone();
        let mut ids: Vec<RecordId> = Vec::new();
        for saved in self.ledger.all().filter(|saved| saved.person == person && kinds.contains(&saved.kind)) {
            if !ids.contains(&saved.record) {
                ids.push(saved.record);
            }
        }
        let Some(id) = self.chance.pick(&ids).copied() else { return Ok(None) };
        phone(self.phones[at].look()?.store().record(id), "reading a record")
    }

    /// A visit is written on.
    pub fn change_visit(&mut self, at: usize) -> Sim {
        let Some(seen) = self.own_record(at, &[2])? else { return self.add_visit(at) };
        let text = rewritten(&mut self.chance, &mut self.ledger, &text_of(Some(&seen), VISIT_FINDINGS));
        let left = Prose(text.left.clone());
        let beside = self.beside();
        let pending = Pending::new(Some(seen.id), 2, Intent { text: Some(text), met: None });
        self.speak_old(at)?;
        let result =
            self.phones[at].client()?.change::<HouseholdVisit>(seen.id, |visit| visit.findings = left, &beside);
        self.wrote(at, "changes a visit", result, vec![pending])
    }

    /// A record is taken back, or brought back by writing on it.
    pub fn withdraw(&mut self, at: usize) -> Sim {
        let Some(seen) = self.own_record(at, &[1, 2])? else { return Ok(()) };
        if seen.withdrawn.is_some() && seen.kind == 2 {
            return self.change_visit(at);
        }
        let result = self.phones[at].client()?.withdraw(seen.id, "写错了");
        self.wrote(at, "withdraws a record", result, vec![Pending::new(Some(seen.id), seen.kind, Intent::default())])
    }

    /// A leave is asked for, with a reason that is nobody else's business.
    pub fn ask_for_leave(&mut self, at: usize) -> Sim {
        let first = self.some_day();
        let request = LeaveRequest {
            first_day: first,
            last_day: first.checked_add_days(Days::new(u64::from(self.chance.of_range(0..4)))).unwrap_or(first),
            leave: ListedCode("personal".to_owned()),
            place: None,
            contact: None,
        };
        let reason = self.chance.once_in(2).then(|| Reason { text: self.ledger.letters(4), medical: true });
        let beside = self.beside();
        let result = self.phones[at].client()?.request_leave(&request, reason, &beside);
        let pending = Pending::new(None, LeaveRequest::DECL.number, Intent::default());
        self.wrote(at, "asks for leave", result.map(|(asked, _)| asked), vec![pending])
    }

    /// The first secretary decides on a leave.
    pub fn decide(&mut self, at: usize) -> Sim {
        let leaves = phone(self.phones[at].look()?.leaves(&Filter::default()), "listing leaves")?;
        let place = self.chance.place(leaves.len());
        let Some(leave) = leaves.get(place) else { return Ok(()) };
        let decision = Decision { granted: !self.chance.once_in(3), days: None, note: String::new() };
        let result = self.phones[at].client()?.decide_leave(leave.request.record.id, decision);
        let is_own = leave.request.record.author == self.phones[at].person;
        let pending = Pending { is_own, ..Pending::new(None, LeaveDecision::DECL.number, Intent::default()) };
        self.wrote(at, "decides on a leave", result, vec![pending])
    }

    /// The first secretary notes who is there.
    pub fn observe(&mut self, at: usize) -> Sim {
        let day = self.some_day();
        let seen = Seen { note: self.ledger.letters(3), ..Seen::default() };
        let result = self.phones[at].client()?.observe(day, seen, &Beside::default());
        let pending = Pending::new(None, AttendanceObservation::DECL.number, Intent::default());
        self.wrote(at, "observes", result, vec![pending])
    }

    /// A conflict is settled.
    pub fn settle(&mut self, at: usize) -> Sim {
        let person = self.phones[at].person.clone();
        let mut conflicts = phone(self.phones[at].look()?.conflicts(), "listing conflicts")?;
        conflicts.retain(|record| record.author == person);
        conflicts.sort_by_key(|record| record.digest());
        let Some(record) = conflicts.into_iter().next() else { return Ok(()) };
        let field = record.conflicts.iter().find_map(Conflict::field);
        let name = field.and_then(|field| record.decl()?.field(field)).map(|field| field.name.to_owned());
        let settlement = match name {
            Some(field) => Settlement::Take { field, place: self.chance.place(2) },
            None => Settlement::Keep,
        };
        let pending = Pending::new(Some(record.id), record.kind, Intent::default());
        let result = self.phones[at].client()?.settle(record.id, settlement);
        self.wrote(at, "settles a conflict", result, vec![pending])
    }

    /// A draft is begun, written on, or written; what a pull brings meanwhile does not matter to it.
    pub fn draft(&mut self, at: usize) -> Sim {
        let place = self.chance.place(self.phones[at].drafts.len() + 1);
        let Some(begun) = self.phones[at].drafts.get(place).cloned() else { return self.begin_draft(at) };
        let Ok(mut draft) = self.phones[at].look()?.draft(begun.draft) else {
            self.phones[at].drafts.remove(place);
            return Ok(());
        };
        if self.chance.once_in(3) {
            let text = rewritten(&mut self.chance, &mut self.ledger, &begun.text.left);
            draft.fields.insert(begun.field, FieldState::Prose(text.left.clone()));
            let kept = self.phones[at].client()?.save_draft(&draft);
            if kept.is_ok()
                && let Some(begun) = self.phones[at].drafts.get_mut(place)
            {
                begun.text.left = text.left;
            }
            return self.refused(
                at,
                "writes on a draft",
                About { kind: draft.kind, record: Some(begun.record), is_own: false },
                kept,
            );
        }
        let intent = Intent { text: Some(begun.text), met: None };
        let pending = Pending::new(Some(begun.record), draft.kind, intent);
        // A draft of a withdrawn record says everything again, so letters may come to stand twice.
        let withdrawn = phone(self.phones[at].look()?.store().state_at(begun.record, &draft.parents), "reading")?;
        if withdrawn.is_some_and(|record| record.withdrawn.is_some()) {
            self.ledger.loose.insert(begun.record);
        }
        let result = self.phones[at].client()?.write_draft(&draft, None);
        if result.is_ok() {
            self.phones[at].drafts.remove(place);
        }
        self.wrote(at, "writes a draft", result, vec![pending])
    }

    fn begin_draft(&mut self, at: usize) -> Sim {
        let Some(seen) = self.own_record(at, &[1, 2])? else { return Ok(()) };
        let Some(field) = text_field(seen.kind) else { return Ok(()) };
        let mut draft = phone(self.phones[at].look()?.begin_draft_of(seen.id), "beginning a draft of what is here")?;
        let text = rewritten(&mut self.chance, &mut self.ledger, &text_of(Some(&seen), field));
        draft.fields.insert(field, FieldState::Prose(text.left.clone()));
        let kept = self.phones[at].client()?.save_draft(&draft);
        if kept.is_ok() {
            self.phones[at].drafts.push(Begun { draft: draft.id, record: seen.id, field, text });
        }
        self.refused(at, "begins a draft", About { kind: seen.kind, record: Some(seen.id), is_own: false }, kept)
    }

    /// Something that was rejected is written anew.
    pub fn mend(&mut self, at: usize) -> Sim {
        let rejected = phone(self.phones[at].look()?.store().rejected(), "listing what was rejected")?;
        let open: Vec<_> = rejected.into_iter().filter(|one| !one.mended && text_field(one.kind).is_some()).collect();
        let place = self.chance.place(open.len());
        let Some(one) = open.get(place) else { return Ok(()) };
        let accepted = phone(self.phones[at].look()?.store().record(one.record), "reading a record")?;
        let Ok(mut draft) = self.phones[at].look()?.begin_mend(one.edit) else { return Ok(()) };
        let Some(field) = text_field(one.kind) else { return Ok(()) };
        let left = match draft.fields.get(&field) {
            Some(FieldState::Prose(text)) => text.clone(),
            _ => String::new(),
        };
        let text = TextIntent { seen: text_of(accepted.as_ref(), field), left };
        // What was wrong with it, set right; a day that has not come stays where it is.
        if one.kind == 2 {
            draft.fields.insert(1, FieldState::Scalar(self.today().to_value()));
            draft.fields.insert(3, FieldState::Scalar(Value::Text(self.ledger.name())));
        }
        self.ledger.loose.insert(one.record);
        let pending = Pending::new(Some(one.record), one.kind, Intent { text: Some(text), met: None });
        let result = self.phones[at].client()?.write_draft(&draft, None);
        self.wrote(at, "mends", result, vec![pending])
    }

    /// A program of the time of schema 1 knows no newer one, whatever the server announces.
    fn speak_old(&mut self, at: usize) -> Sim {
        if !self.phones[at].old_program {
            return Ok(());
        }
        let first = [1_u16.to_be_bytes(), 1_u16.to_be_bytes()].concat();
        let kept = self.phones[at].client()?.store_mut().keep("schemas", &first);
        self.refused(at, "speaks schema 1", About::default(), kept.map_err(ClientError::from))
    }
}
