//! What people wrote well is taken in: whatever the server keeps beside its logs, held or rejected, has a reason that this
//! simulation knows of by itself.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::record::{FieldState, Fields, RecordId, Value};
use cunji_history::{EditId, Op};
use cunji_server::storage::chains::{Kept, KeptState};
use cunji_server::storage::devices;

use super::Held;
use crate::simulation::found::{Invariant, Sim, found};
use crate::simulation::ledger::Saved;
use crate::simulation::world::World;

impl World {
    /// Everything that is held or rejected.
    pub(super) fn check_judged(&self, held: &Held) -> Sim {
        for (space, kept) in &held.kept {
            let logged = held.logged(space);
            let aside = |kept: &&Kept| matches!(kept.state, KeptState::Held | KeptState::Rejected);
            for kept in kept.iter().filter(aside).filter(|kept| !logged.contains(&kept.link.edit_id)) {
                let Some(saved) = self.ledger.of(kept.link.edit_id) else { continue };
                if !self.is_erased(saved) && !self.is_a_reason(held, space, &logged, kept, saved)? {
                    let detail = format!(
                        "{space}: {} of {} (kind {}, schema {}) is {:?}: {}, {}\n    {:?}",
                        saved.id,
                        saved.person,
                        saved.kind,
                        saved.edit.schema,
                        kept.state,
                        kept.code,
                        kept.reason,
                        saved.edit.ops
                    );
                    return found(Invariant::GoodIsTaken, detail);
                }
            }
        }
        Ok(())
    }

    /// Whether something of its record was erased by law: what was written upon that may fit nothing any more.
    fn is_erased(&self, saved: &Saved) -> bool {
        self.ledger.all().any(|other| other.erased && other.record == saved.record)
    }

    fn is_a_reason(
        &self,
        held: &Held,
        space: &DivisionCode,
        logged: &BTreeSet<EditId>,
        kept: &Kept,
        saved: &Saved,
    ) -> Sim<bool> {
        let person = self.people.iter().find(|one| one.id == saved.person);
        // A phone that has not heard the roster yet lets its person write what only others may.
        let never_may = person.is_none_or(|person| !person.may_write(saved.kind));
        let upon_nothing = saved.edit.parents.iter().any(|parent| !logged.contains(parent));
        Ok(match kept.code.as_str() {
            "parent.missing" | "edit.follows_rejected" => upon_nothing,
            "subject.missing" => subjects(saved)
                .any(|subject| !held.logs.get(space).into_iter().flatten().any(|entry| entry.record == subject)),
            "device.revoked" => {
                let device = self.office.ask(|tx| devices::by_id(tx, kept.link.device))?;
                device.is_some_and(|device| device.revoked_at.is_some())
            }
            // A person decides on it, also when the role goes on later.
            "role.ended" => person.is_some_and(|person| person.earliest_end.is_some()),
            // A verdict is final, whatever becomes of the role later.
            "rights.no_role_on_day" => {
                let last = person.and_then(|person| person.earliest_end);
                never_may || last.is_some_and(|last| told_of(saved).is_none_or(|day| day > last))
            }
            "rights.no_role" => never_may || person.is_some_and(|person| person.earliest_end.is_some()),
            "held.rejected" => self.ledger.sent_back.contains(&saved.id),
            _ => saved.badly,
        })
    }
}

/// The records that a key names: what is judged, whose reason it is.
fn subjects(saved: &Saved) -> impl Iterator<Item = RecordId> + '_ {
    saved.edit.key.iter().flatten().filter_map(|part| match part {
        Value::Bytes(bytes) => Some(RecordId(bytes.as_slice().try_into().ok()?)),
        _ => None,
    })
}

/// The day that an edit tells of, as far as it says so itself.
fn told_of(saved: &Saved) -> Option<NaiveDate> {
    let puts = saved.edit.ops.iter().filter_map(|op| match op {
        Op::Put(field, value) => Some((*field, FieldState::Scalar(value.clone()))),
        _ => None,
    });
    let fields: Fields = puts.collect();
    kinds::by_number(saved.kind)?.day_told(saved.edit.key.as_deref().unwrap_or_default(), &fields)
}
