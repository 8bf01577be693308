//! What the rules may ask, answered from the server's tables.

use std::cell::RefCell;

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::household::Household;
use cunji_domain::judgement::Disputed;
use cunji_domain::kinds;
use cunji_domain::objection::Objection;
use cunji_domain::person::PersonId;
use cunji_domain::policy::List;
use cunji_domain::record::{CheckContext, Facts, KindNumber, ObjectedWord, RecordId, RecordKind, Rules, Value};
use cunji_domain::time::local_day;
use cunji_domain::violation::Violation;
use cunji_domain::voice_leave::VoiceLeave;
use cunji_history::derived_record_id;

use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::{Result as StorageResult, StorageError, Transaction, log, roster};

/// Facts read in the transaction that checks. A rule asks without errors; what the database said meanwhile is told by
/// [`ServerFacts::finish`], and then no answer may be believed.
///
/// A fact refuses only what its writer could have known: what became known here after the device's last word came is no
/// ground.
pub struct ServerFacts<'t> {
    tx: RefCell<&'t mut dyn Transaction>,
    registrar: &'t Registrar,
    known_at: i64,
    failure: RefCell<Option<StorageError>>,
}

impl<'t> ServerFacts<'t> {
    /// Facts as this transaction sees them.
    /// `known_at` is when the device was last heard of before: Unix seconds, UTC.
    pub fn new(tx: &'t mut dyn Transaction, registrar: &'t Registrar, known_at: i64) -> Self {
        Self { tx: RefCell::new(tx), registrar, known_at, failure: RefCell::new(None) }
    }

    /// Whether every answer was one.
    ///
    /// # Errors
    /// What the database said.
    pub fn finish(self) -> StorageResult<()> {
        self.failure.into_inner().map_or(Ok(()), Err)
    }

    fn ask<T>(&self, question: impl FnOnce(&mut dyn Transaction) -> StorageResult<T>) -> Option<T> {
        match question(&mut **self.tx.borrow_mut()) {
            Ok(answer) => Some(answer),
            Err(error) => {
                *self.failure.borrow_mut() = Some(error);
                None
            }
        }
    }

    fn first_row(&self, space: &DivisionCode, record: &RecordId) -> Option<log::LogEntry> {
        self.ask(|tx| log::entries_of_record(tx, space, *record))?.into_iter().next()
    }
}

/// Makes sure that what an office says may stand: the first rule that it breaks is a refusal.
///
/// # Errors
/// A rule is broken; or what the database says.
pub fn check_of_office<K: Rules>(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    said: &K,
    now: i64,
) -> Result<(), ServerError> {
    match violations_of_office(tx, registrar, space, said, now)?.into_iter().next() {
        None => Ok(()),
        Some(violation) => Err(ServerError::refused(violation.code, violation.zh, violation.en)),
    }
}

/// Every rule that what an office says breaks.
///
/// # Errors
/// What the database says.
pub fn violations_of_office<K: Rules>(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    said: &K,
    now: i64,
) -> Result<Vec<Violation>, ServerError> {
    let facts = ServerFacts::new(tx, registrar, now);
    let (author, today) = (PersonId::server(), local_day(now).unwrap_or_default());
    let violations = said.violations(&CheckContext { space, author: &author, today, facts: &facts });
    facts.finish()?;
    Ok(violations)
}

impl Facts for ServerFacts<'_> {
    fn has_household(&self, village: &DivisionCode, number: &str) -> Option<bool> {
        let kind = Household::DECL.number;
        let id = derived_record_id(kind, village, &[Value::Text(number.to_owned())]);
        if self.ask(|tx| self.registrar.tables.stands(tx, kind, village, id))? {
            return Some(true);
        }
        // A village whose list was not imported by then knows no household; nothing can be refused for that.
        let listed = self.ask(|tx| log::has_kind_before(tx, village, kind, self.known_at))?;
        listed.then_some(false)
    }

    fn listed(&self, list: &str, code: &str, day: NaiveDate) -> Option<bool> {
        let policies = &self.registrar.policies;
        let then = local_day(self.known_at).and_then(|known_on| policies.on_as_known(day, known_on));
        let answers = [policies.on(day)?.listed(list, code), then.and_then(|policy| policy.listed(list, code))];
        // Listed now or as the writer knew it: either will do.
        answers.into_iter().flatten().reduce(|a, b| a || b)
    }

    fn list(&self, name: &str, day: NaiveDate) -> Option<&List> {
        self.registrar.policies.on(day)?.list(name)
    }

    fn has_role(&self, space: &DivisionCode, person: &PersonId, day: NaiveDate) -> Option<bool> {
        let memberships = self.ask(|tx| roster::memberships_of_space(tx, space))?;
        Some(memberships.iter().any(|membership| membership.person == *person && membership.holds_on(day)))
    }

    fn kind_of(&self, space: &DivisionCode, record: &RecordId) -> Option<KindNumber> {
        self.first_row(space, record).map(|entry| entry.kind).filter(|kind| kinds::by_number(*kind).is_some())
    }

    fn author_of(&self, space: &DivisionCode, record: &RecordId) -> Option<PersonId> {
        self.first_row(space, record).map(|entry| entry.author)
    }

    fn voice_leave_of(&self, space: &DivisionCode, record: &RecordId) -> Option<PersonId> {
        let row = self.ask(|tx| self.registrar.tables.record(tx, VoiceLeave::DECL.number, space, *record))??;
        VoiceLeave::from_parts(&row.key, &row.fields).ok().map(|leave| leave.cadre)
    }

    fn disputed(&self, space: &DivisionCode, objection: &RecordId) -> Option<Disputed> {
        let row = self.ask(|tx| self.registrar.tables.record(tx, Objection::DECL.number, space, *objection))??;
        let objection = Objection::from_parts(&row.key, &row.fields).ok()?;
        let word = |word: &RecordId| {
            let first = self.first_row(space, word)?;
            let row = self.ask(|tx| self.registrar.tables.record(tx, first.kind, space, *word))?;
            Some(ObjectedWord::of(first.author, first.kind, &row.map(|row| row.key).unwrap_or_default()))
        };
        let words = objection.against.0.iter().filter_map(word).collect();
        let memberships = self.ask(|tx| roster::memberships_of_space(tx, space))?;
        Some(Disputed::of(words, &memberships, space, &objection))
    }
}
