//! A server in miniature for this crate's tests: it numbers, signs and hands out what it is given.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{RecordKind, Scalar, Value};
use cunji_domain::visit::HouseholdVisit;
use cunji_history::signed::{Delivered, Deployment, Stretch, down_message};
use cunji_history::{DeviceId, DeviceKey, Edit, EditId, Op, Salt, Suite};
use tempfile::TempDir;

use crate::{
    Cost, DownEdit, DownEntry, DownFrame, Enrolment, Epoch, NewEdit, Saved, StatedHead, Statement, Store, effects,
};

pub(crate) const NOW: i64 = 1_504_265_400;
pub(crate) const DEPLOYMENT: Deployment = Deployment([9; 16]);

pub(crate) fn village() -> DivisionCode {
    "610926101205".parse().unwrap()
}

pub(crate) fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A server that keeps one village's log.
pub(crate) struct TinyServer {
    key: DeviceKey,
    pub epoch: u32,
    pub log: Vec<DownEntry>,
    own: u64,
}

impl TinyServer {
    pub fn new() -> Self {
        Self { key: DeviceKey::random().unwrap(), epoch: 0, log: Vec::new(), own: 0 }
    }

    pub fn epoch(&self) -> Epoch {
        Epoch { epoch: self.epoch, public_key: self.key.public(), suite: Suite::Ed25519Sha256 }
    }

    pub fn device(&self) -> DeviceId {
        self.key.public().device_id(self.epoch)
    }

    /// Enrols a new store of this person.
    pub fn enrol(&self, person: &str) -> (TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::create(dir.path(), "p", Cost::CHEAPEST, NOW).unwrap();
        store.set_enrolment(&enrolment(person)).unwrap();
        store.meet_epoch(&self.epoch(), NOW).unwrap();
        (dir, store)
    }

    /// Takes everything that a store has to send, and states what it holds.
    pub fn take(&mut self, store: &mut Store) {
        let mut heads = Vec::new();
        for run in store.outbox().unwrap() {
            for entry in &run.entries {
                let edit = match entry.salt {
                    Some(salt) => DownEdit::Whole { salt, edit: entry.edit.clone() },
                    None => DownEdit::Erased { id: entry.edit_id, record: entry.record, stub: entry.edit.clone() },
                };
                self.put(run.device, entry.number, entry.written_at, edit);
            }
            let last = run.entries.last().unwrap();
            assert_eq!(store.sign_head(&run.space, last.number).unwrap().head.hash, last.hash);
            heads.push(StatedHead {
                space: run.space.clone(),
                device: run.device,
                number: last.number,
                hash: last.hash,
            });
        }
        let mut stated: BTreeMap<_, _> =
            store.stated_heads().unwrap().into_iter().map(|head| ((head.space.clone(), head.device), head)).collect();
        stated.extend(heads.into_iter().map(|head| ((head.space.clone(), head.device), head)));
        let statement = Statement { epoch: self.epoch, heads: stated.into_values().collect(), ..Statement::default() };
        let outcome = store.take_statement(&statement).unwrap();
        let current = store.device().unwrap().id;
        assert!(outcome.foreign.iter().all(|(_, device)| *device != current), "{outcome:?}");
        assert!(outcome.restored.is_empty() && outcome.reissued == 0, "{outcome:?}");
    }

    fn put(&mut self, device: DeviceId, chain_number: u64, written_at: i64, edit: DownEdit) {
        if self.log.iter().any(|entry| entry.edit.id() == edit.id()) {
            return;
        }
        let log_number = self.log.len() as u64 + 1;
        self.log.push(DownEntry { log_number, device, chain_number, written_at, edit });
    }

    /// Writes an entry of its own.
    pub fn write(&mut self, edit: Edit) -> EditId {
        self.own += 1;
        let mut salt = [0; 16];
        salt[..8].copy_from_slice(&self.own.to_be_bytes());
        let salt = Salt(salt);
        let id = edit.id(salt);
        self.put(self.device(), self.own, NOW, DownEdit::Whole { salt, edit });
        id
    }

    pub fn reject(&mut self, edit: EditId) -> EditId {
        self.write(naming(effects::VERDICT, edit))
    }

    pub fn erase(&mut self, edit: EditId) -> EditId {
        for entry in &mut self.log {
            if entry.edit.id() == edit {
                let stub = crate::edits::stub(entry.edit.edit());
                let record = entry.edit.edit().own_record_id(edit).unwrap();
                entry.edit = DownEdit::Erased { id: edit, record, stub };
            }
        }
        self.write(naming(effects::ERASURE, edit))
    }

    /// One frame of what lies beyond a log number.
    pub fn frame(&self, after: u64) -> DownFrame {
        let entries: Vec<DownEntry> = self.log.iter().filter(|entry| entry.log_number > after).cloned().collect();
        self.sign(entries)
    }

    pub fn sign(&self, entries: Vec<DownEntry>) -> DownFrame {
        let signed: Vec<Delivered> = entries.iter().map(|entry| entry.signed(entry.edit.id())).collect();
        let stretch = Stretch { server: self.device(), space: village(), epoch: self.epoch };
        let suite = Suite::Ed25519Sha256;
        let signature = self.key.sign(&down_message(DEPLOYMENT, suite, &stretch, &signed));
        DownFrame { space: village(), audience: 0, epoch: self.epoch, server: self.device(), suite, signature, entries }
    }

    /// Brings a store up to date.
    pub fn give(&self, store: &mut Store) {
        let after = store.cursors().unwrap().first().map_or(0, |cursor| cursor.number);
        let frame = self.frame(after);
        if !frame.entries.is_empty() {
            store.deliver(&frame).unwrap();
        }
    }
}

fn enrolment(id: &str) -> Enrolment {
    Enrolment {
        server: "http://127.0.0.1:7610".to_owned(),
        deployment: DEPLOYMENT,
        person: person(id),
        person_name: "陈小满".to_owned(),
        token: [3; 16],
        enrolled_at: NOW,
        certificate: [4; 64],
        spaces: vec![village()],
    }
}

fn naming(kind: u16, edit: EditId) -> Edit {
    let mut ops = Vec::new();
    if kind == effects::ERASURE {
        ops.push(Op::Put(1, Value::Int(NOW)));
    } else {
        ops.push(Op::Put(1, Value::Text("diary.future_day".to_owned())));
    }
    let key = Some(vec![Value::Bytes(edit.0.to_vec())]);
    Edit { kind, space: village(), author: PersonId::server(), key, schema: 1, parents: Vec::new(), ops }
}

/// A diary's edit.
pub(crate) fn diary(cadre: &str, on: &str, parents: &[EditId], ops: Vec<Op>) -> Edit {
    let mut parents = parents.to_vec();
    parents.sort_unstable();
    let key = Some(vec![person(cadre).to_value(), day(on).to_value()]);
    Edit { kind: DiaryEntry::DECL.number, space: village(), author: person(cadre), key, schema: 2, parents, ops }
}

pub(crate) fn text(at: u32, delete: u32, insert: &str) -> Op {
    Op::Splice { field: 3, at, delete, insert: insert.to_owned() }
}

pub(crate) fn stay(code: &str) -> Op {
    Op::Put(1, Value::Text(code.to_owned()))
}

/// A visit's edit.
pub(crate) fn visit(cadre: &str, on: &str, parents: &[EditId], findings: &str) -> Edit {
    let mut ops = Vec::new();
    if parents.is_empty() {
        ops.push(Op::Put(1, day(on).to_value()));
        ops.push(Op::Put(2, Value::Text("h031".to_owned())));
    }
    ops.push(Op::Splice { field: 6, at: 0, delete: 0, insert: findings.to_owned() });
    Edit {
        kind: HouseholdVisit::DECL.number,
        space: village(),
        author: person(cadre),
        key: None,
        schema: 1,
        parents: parents.to_vec(),
        ops,
    }
}

pub(crate) fn save(store: &mut Store, edit: Edit) -> Saved {
    store.save(NewEdit { edit, evidence: None, written_at: NOW }).unwrap()
}

/// Read model and chains are what they should be.
pub(crate) fn prove(store: &Store) {
    assert_eq!(store.verify().unwrap().fault, None);
}
