//! What rules may ask of this store: only what has come down.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::household::Household;
use cunji_domain::judgement::Disputed;
use cunji_domain::objection::Objection;
use cunji_domain::organisation::Membership;
use cunji_domain::person::PersonId;
use cunji_domain::policy::{Policy, PolicySet};
use cunji_domain::record::{Facts, KindNumber, ObjectedWord, RecordId};
use cunji_domain::server_facts::announced_policy::AnnouncedPolicy;
use cunji_domain::server_facts::member::Member;
use cunji_domain::voice_leave::VoiceLeave;

use crate::Store;
use crate::edits;
use crate::error::Result;
use crate::read_model::Filter;

/// The facts of a store, read when they are made: one set of facts for one check, or for a whole import.
#[derive(Debug)]
pub struct StoreFacts<'s> {
    store: &'s Store,
    policies: Option<PolicySet>,
    members: Vec<Membership>,
    households: Vec<(DivisionCode, String)>,
}

impl Store {
    /// The facts that rules may ask of this store.
    ///
    /// # Errors
    /// The database fails.
    pub fn facts(&self) -> Result<StoreFacts<'_>> {
        let households = self.records::<Household>(&Filter::default())?;
        let households = households.into_iter().map(|h| (h.record.space, h.value.number));
        Ok(StoreFacts {
            store: self,
            policies: self.policies()?,
            members: self.memberships()?,
            households: households.collect(),
        })
    }

    /// The policies that have come down, joined with the one that ships; none if none has come down.
    ///
    /// # Errors
    /// The database fails.
    pub fn policies(&self) -> Result<Option<PolicySet>> {
        let announced = self.records::<AnnouncedPolicy>(&Filter::default())?;
        // A file of a newer format than this version's is passed over: better no list than a wrong one.
        let parsed: Vec<Policy> = announced.iter().filter_map(|p| Policy::parse(&p.value.toml.0).ok()).collect();
        Ok(if parsed.is_empty() { None } else { Some(PolicySet::joined(parsed).0) })
    }

    /// The roster that has come down, of all spaces.
    ///
    /// # Errors
    /// The database fails.
    pub fn memberships(&self) -> Result<Vec<Membership>> {
        let members = self.records::<Member>(&Filter::default())?;
        Ok(members.iter().map(|member| member.value.membership(&member.record.space)).collect())
    }
}

impl Facts for StoreFacts<'_> {
    fn has_household(&self, village: &DivisionCode, number: &str) -> Option<bool> {
        let mut listed = self.households.iter().filter(|(space, _)| space == village).peekable();
        listed.peek()?;
        Some(listed.any(|(_, known)| known == number))
    }

    fn listed(&self, list: &str, code: &str, day: NaiveDate) -> Option<bool> {
        self.policies.as_ref()?.on(day)?.listed(list, code)
    }

    fn has_role(&self, space: &DivisionCode, person: &PersonId, day: NaiveDate) -> Option<bool> {
        if !self.members.iter().any(|member| member.space == *space) {
            return None;
        }
        let mut of_person = self.members.iter().filter(|member| member.person == *person && member.reaches(space));
        Some(of_person.any(|member| member.holds_on(day)))
    }

    fn kind_of(&self, space: &DivisionCode, record: &RecordId) -> Option<KindNumber> {
        let (kind, of) = edits::kind_of(&self.store.conn, *record).ok()??;
        (of == *space).then_some(kind)
    }

    fn author_of(&self, space: &DivisionCode, record: &RecordId) -> Option<PersonId> {
        let record = self.store.record(*record).ok()??;
        (record.space == *space).then_some(record.author)
    }

    fn voice_leave_of(&self, space: &DivisionCode, record: &RecordId) -> Option<PersonId> {
        let leave = self.store.typed::<VoiceLeave>(*record).ok()??;
        (leave.record.space == *space).then_some(leave.value.cadre)
    }

    fn disputed(&self, space: &DivisionCode, objection: &RecordId) -> Option<Disputed> {
        let objection = self.store.typed::<Objection>(*objection).ok()??;
        let words = objection.value.against.0.iter().filter_map(|word| self.store.record(*word).ok()?);
        let here = words.filter(|word| word.space == *space);
        let words = here.map(|word| ObjectedWord::of(word.author, word.kind, &word.key)).collect();
        Some(Disputed::of(words, &self.members, space, &objection.value))
    }
}
