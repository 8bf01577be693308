//! The one way in which anything is written: the difference to what the person saw, checked by the kind's rules, saved with
//! the evidence that the phone offers.

use chrono::NaiveDate;
use cunji_documents::{Record, edit_between, edit_bringing_back};
use cunji_domain::division::DivisionCode;
use cunji_domain::organisation::Role;
use cunji_domain::person::PersonId;
use cunji_domain::record::{CheckContext, Fields, IdRule, KindDecl, RecordId, RecordKind, Value, Writers};
use cunji_domain::rights::write_violation;
use cunji_domain::violation::Violation;
use cunji_history::{Edit, EditId, Evidence, derived_record_id};
use cunji_protocol::limits;
use cunji_store::{Along, NewEdit, Saved, StoreError};

use crate::error::Result;
use crate::phone::Phone;

/// A place that somebody gave with what they wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Latitude in millionths of a degree, WGS 84.
    pub lat: i32,
    /// Longitude in millionths of a degree.
    pub lon: i32,
    /// Radius of 68 % confidence, metres.
    pub accuracy: Option<u32>,
    /// Who says so (1 satellite, 2 network, 3 fused, 4 entered from paper or old data).
    pub provider: u8,
    /// Whether the system says that the place was made up.
    pub mock: bool,
}

impl Place {
    /// A place in degrees; none outside the globe.
    pub fn of_degrees(lat: f64, lon: f64, accuracy: Option<u32>, provider: u8) -> Option<Self> {
        let inside = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        // Within the globe a millionth of a degree always fits 32 bits.
        let micro = |degrees: f64| (degrees * 1e6).round() as i32;
        inside.then(|| Self { lat: micro(lat), lon: micro(lon), accuracy, provider, mock: false })
    }
}

/// What goes beside something that is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// The village, where the person has several.
    pub village: Option<DivisionCode>,
    /// The place, if the person or the phone gives it.
    pub place: Option<Place>,
}

/// What came of writing something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The record.
    pub record: RecordId,
    /// The edit; none if there was nothing to change.
    pub edit: Option<EditId>,
    /// Whether the server holds all of the record by now.
    pub sent: bool,
    /// Whether some of it waits here for a server that takes it: its version is older than this program's.
    pub waits: bool,
    /// Whether the phone's clock must be wrong.
    pub clock_doubtful: bool,
}

impl Phone {
    /// Writes a record of a kind. Where its key is known already, this is an edit of what is there.
    ///
    /// # Errors
    /// A rule is broken (all sentences are told), or the store fails. Then nothing was saved.
    pub fn add<K: RecordKind>(&mut self, value: &K, beside: &Beside) -> Result<Written> {
        let day = K::DECL.day_told(&value.key(), &value.fields());
        let space = self.village(beside.village.as_ref(), day)?;
        self.add_in(space, value, beside)
    }

    /// Changes a record that is there, as the person sees it now.
    ///
    /// # Errors
    /// As [`Phone::add`], and if there is no such record.
    pub fn change<K: RecordKind>(
        &mut self,
        id: RecordId,
        change: impl FnOnce(&mut K),
        beside: &Beside,
    ) -> Result<Written> {
        let seen = self.record_of::<K>(id)?;
        let mut value = seen.value;
        change(&mut value);
        let space = seen.record.space.clone();
        self.write_fields(K::DECL, space, value.key(), Some(seen.record), value.fields(), beside)
    }

    /// As [`Phone::add`], in a space that is known from what the record is about.
    pub(crate) fn add_in<K: RecordKind>(&mut self, space: DivisionCode, value: &K, beside: &Beside) -> Result<Written> {
        let before = self.record_by_key(K::DECL, &space, &value.key())?;
        self.write_fields(K::DECL, space, value.key(), before, value.fields(), beside)
    }

    /// The record that is there under a key, withdrawn or not.
    pub(crate) fn record_by_key(&self, decl: &KindDecl, space: &DivisionCode, key: &[Value]) -> Result<Option<Record>> {
        if decl.id != IdRule::Derived {
            return Ok(None);
        }
        let there = self.store.record(derived_record_id(decl.number, space, key))?;
        there.map(|record| self.with_waiting(record)).transpose()
    }

    /// Writes what the fields should be, upon the record that the person saw.
    pub(crate) fn write_fields(
        &mut self,
        decl: &'static KindDecl,
        space: DivisionCode,
        key: Vec<Value>,
        before: Option<Record>,
        after: Fields,
        beside: &Beside,
    ) -> Result<Written> {
        match self.edit_to(decl, space, key, before.as_ref(), &after)? {
            Some(edit) => self.save(edit, &after, beside.place),
            None => self.unchanged(before.map(|before| before.id)),
        }
    }

    /// The edit that leads from what the person saw to what they left, in this program's schema; none if nothing was changed.
    pub(crate) fn edit_to(
        &self,
        decl: &'static KindDecl,
        space: DivisionCode,
        key: Vec<Value>,
        before: Option<&Record>,
        after: &Fields,
    ) -> Result<Option<Edit>> {
        let schema = decl.schema;
        let nothing = Fields::new();
        let is_withdrawn = before.is_some_and(|before| before.withdrawn.is_some());
        let between = if is_withdrawn { edit_bringing_back } else { edit_between };
        let ops = between(decl, schema, before.map_or(&nothing, |before| &before.fields), after);
        // A withdrawn record comes back by an edit without operations, too.
        if ops.is_empty() && before.is_some() && !is_withdrawn {
            return Ok(None);
        }
        let key = (decl.id == IdRule::Derived).then_some(key);
        let parents = before.map(|before| before.heads.clone()).unwrap_or_default();
        Ok(Some(Edit { kind: decl.number, space, author: self.person()?, key, schema, parents, ops }))
    }

    /// Checks an edit that leads to these fields as the server will, and saves it.
    pub(crate) fn save(&mut self, edit: Edit, after: &Fields, place: Option<Place>) -> Result<Written> {
        let ready = self.checked(edit, after, place)?;
        self.save_ready(ready)
    }

    /// An edit that breaks no rule, with its evidence, and what waits.
    pub(crate) fn checked(&mut self, edit: Edit, after: &Fields, place: Option<Place>) -> Result<(NewEdit, Along)> {
        let evidence = self.evidence(place)?;
        self.ready(edit, after, Some(evidence), self.clock.now())
    }

    /// Saves what was checked.
    pub(crate) fn save_ready(&mut self, ready: (NewEdit, Along)) -> Result<Written> {
        let waits = ready.1.waiting.is_some();
        self.households.forget_visits();
        let saved = self.store.save_along(&[ready])?;
        let saved = saved.first().ok_or(StoreError::Misfit("nothing was saved"))?;
        Ok(self.written(saved, waits))
    }

    /// Every rule that an edit breaks.
    pub(crate) fn violations(&mut self, edit: &Edit) -> Result<Vec<Violation>> {
        let decl = cunji_domain::kinds::by_number(edit.kind).ok_or(StoreError::Misfit("its kind is not known"))?;
        let today = self.last_day_to_tell_of();
        let preview = self.store.preview(edit)?.ok_or(StoreError::Misfit("it can't be applied"))?;
        let mut violations = Vec::new();
        // What was withdrawn by its writer needs no longer be right.
        if !edit.is_withdrawal() {
            let facts = self.facts()?;
            let context = CheckContext { space: &edit.space, author: &edit.author, today, facts: &facts };
            violations.extend((decl.check)(&preview.view(), &context));
        }
        if decl.writers == Writers::Author && preview.author != edit.author {
            violations.retain(|violation| violation.code != "record.of_another_person");
            violations.push(of_another_person(&preview.author));
        }
        violations.extend(self.lacking_right(decl, edit, decl.day_told(&preview.key, &preview.fields))?);
        if violations.is_empty() {
            violations.extend(too_large(edit));
        }
        Ok(violations)
    }

    /// What the roster that has come down says against the writer's right; nothing where it has not.
    fn lacking_right(&mut self, decl: &KindDecl, edit: &Edit, told_of: Option<NaiveDate>) -> Result<Option<Violation>> {
        let known = self.known()?;
        let mut here = known.members.iter().filter(|member| member.space == edit.space).peekable();
        if here.peek().is_none() {
            return Ok(None);
        }
        let own = here.filter(|member| member.person == edit.author);
        let roles: Vec<Role> =
            own.filter(|m| told_of.is_none_or(|day| m.holds_on(day))).map(|member| member.role).collect();
        Ok(write_violation(decl, &edit.author, roles))
    }

    /// What is saved from now on was saved there, as far as the phone knows.
    pub(crate) fn offer_place(&mut self, place: Option<Place>) {
        self.offered = place;
    }

    /// What the phone offers without a signal.
    pub(crate) fn evidence(&self, place: Option<Place>) -> Result<Evidence> {
        Ok(Evidence {
            // To the second, as the wall clock beside it: their difference then stands still, and costs nothing to send.
            since_boot: Some(self.clock.since_boot() / 1000 * 1000),
            last_server_time: self.server_time()?,
            ..evidence_of(place.or(self.offered))
        })
    }

    pub(crate) fn written(&self, saved: &Saved, waits: bool) -> Written {
        let clock_doubtful = saved.clock_went_back || self.clock_is_behind();
        Written { record: saved.record, edit: Some(saved.edit), sent: false, waits, clock_doubtful }
    }

    pub(crate) fn unchanged(&self, record: Option<RecordId>) -> Result<Written> {
        let record = record.ok_or(StoreError::Misfit("nothing was written"))?;
        let waits = self.store.waiting(record)?.is_some();
        let sent = !waits && self.store.unsent_of(record)? == 0;
        Ok(Written { record, edit: None, sent, waits, clock_doubtful: self.clock_is_behind() })
    }
}

/// The part of an evidence that a place is.
pub(crate) fn evidence_of(place: Option<Place>) -> Evidence {
    Evidence {
        place: place.map(|place| (place.lat, place.lon)),
        accuracy: place.and_then(|place| place.accuracy),
        provider: place.map(|place| place.provider),
        // Said only where it is so.
        mock: place.filter(|place| place.mock).map(|_| true),
        ..Evidence::default()
    }
}

fn of_another_person(owner: &PersonId) -> Violation {
    Violation::new(
        "record.of_another_person",
        format!("这是 {owner} 的记录,要本人来写。"),
        format!("This is {owner}'s record; only they can write it."),
    )
}

/// What would make no frame is told now, while the text is on the screen.
fn too_large(edit: &Edit) -> Option<Violation> {
    // Evidence and the frame's own parts take some hundred bytes.
    let fits = edit.to_bytes().len() + 1024 <= limits::ENTRY_BYTES && edit.ops.len() <= limits::EDIT_OPS;
    (!fits).then(|| {
        Violation::new(
            "record.too_large",
            "这条记录太大,一次传不了。请分成几条写。",
            "This record is too large to travel. Please write it as several.",
        )
    })
}

/// A field's new members from what was typed; what was not typed stays.
pub(crate) fn put<F: Clone>(field: &mut F, typed: Option<F>) {
    if let Some(typed) = typed {
        *field = typed;
    }
}
