//! What a program writes that checks nothing: what the server rejects or does not know, and more upon that.

use chrono::Days;
use cunji_client::{ClientError, Written};
use cunji_domain::record::{KindNumber, RecordId, Scalar, Value};
use cunji_history::{Edit, EditId, Op};
use cunji_store::NewEdit;

use super::found::{Sim, phone};
use super::ledger::{Intent, TextIntent};
use super::line::Weather;
use super::noting::Pending;
use super::world::World;
use super::writing::{VISIT_FINDINGS, rewritten, text_of};

/// A visit, in the version of its kind that this program knows.
const VISIT: (KindNumber, u16) = (2, 1);
/// A visit, in a version that is yet to come.
const FUTURE_VISIT: (KindNumber, u16) = (2, 9);

impl World {
    /// A program that checks nothing writes what the server rejects or does not know; sometimes it writes on upon what will be
    /// rejected before anybody has judged it.
    pub fn write_badly(&mut self, at: usize) -> Sim {
        let way = self.chance.place(4);
        self.write_badly_in(at, way)?;
        if way < 2 && self.chance.once_in(2) {
            let written_as = if self.chance.once_in(2) { FUTURE_VISIT } else { VISIT };
            self.write_upon_last(at, written_as)?;
            if self.chance.once_in(2) {
                return self.sync(at, Weather::Clear).map(drop);
            }
        }
        Ok(())
    }

    /// One of the ways to write badly: a visit to no household, on a day that has not come, of an unknown kind, or of a schema of
    /// the future.
    pub fn write_badly_in(&mut self, at: usize, way: usize) -> Sim {
        let (person, space) = (self.phones[at].person.clone(), self.phones[at].village.clone());
        let tomorrow = self.today().checked_add_days(Days::new(9)).unwrap_or_default();
        let text = rewritten(&mut self.chance, &mut self.ledger, "");
        let splice = |field| Op::Splice { field, at: 0, delete: 0, insert: text.left.clone() };
        let named = Op::Put(3, Value::Text(self.ledger.name()));
        let ((kind, schema), ops) = match way {
            0 => (VISIT, vec![Op::Put(1, self.today().to_value()), splice(VISIT_FINDINGS)]),
            1 => (VISIT, vec![Op::Put(1, tomorrow.to_value()), named, splice(VISIT_FINDINGS)]),
            2 => ((999, 1), vec![Op::Put(1, Value::Int(1))]),
            _ => (FUTURE_VISIT, vec![Op::Put(1, self.today().to_value()), named, splice(VISIT_FINDINGS)]),
        };
        let edit = Edit { kind, space, author: person, key: None, schema, parents: Vec::new(), ops };
        self.save_badly(at, edit, None, text)
    }

    /// Upon what was saved last, something is put in front of its text: that fits whatever stands there, or nothing.
    pub fn write_upon_last(&mut self, at: usize, (kind, schema): (KindNumber, u16)) -> Sim {
        let Some((bad, record)) = self.ledger.all().last().map(|saved| (saved.id, saved.record)) else { return Ok(()) };
        let seen = phone(self.phones[at].look()?.store().record(record), "reading what was written badly")?;
        let Some(seen) = seen.filter(|seen| seen.heads == [bad]) else { return Ok(()) };
        let (seen, new) = (text_of(Some(&seen), VISIT_FINDINGS), self.ledger.letters(3));
        let ops = vec![Op::Splice { field: VISIT_FINDINGS, at: 0, delete: 0, insert: new.clone() }];
        let (author, space) = (self.phones[at].person.clone(), self.phones[at].village.clone());
        let edit = Edit { kind, space, author, key: None, schema, parents: vec![bad], ops };
        let text = TextIntent { left: format!("{new}{seen}"), seen };
        self.save_badly(at, edit, Some(record), text)
    }

    fn save_badly(&mut self, at: usize, edit: Edit, record: Option<RecordId>, text: TextIntent) -> Sim {
        let (kind, schema, parents) = (edit.kind, edit.schema, edit.parents.clone());
        let intent = Intent { text: Some(text), met: None };
        let pending = Pending { badly: true, ..Pending::new(record, kind, intent) };
        let written_at = self.now;
        let saved = self.phones[at].client()?.store_mut().save(NewEdit { edit, evidence: None, written_at });
        let result = saved.map_err(ClientError::from).map(|saved| Written {
            record: saved.record,
            edit: Some(saved.edit),
            sent: false,
            waits: false,
            clock_doubtful: false,
        });
        let upon: Vec<String> = parents.iter().map(EditId::to_string).collect();
        self.wrote(at, &format!("writes badly (kind {kind}, schema {schema}, upon {upon:?})"), result, vec![pending])
    }
}
