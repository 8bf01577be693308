//! What rules may ask on a phone: only what has come down. Read once and kept until something comes down again.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::household::Household;
use cunji_domain::judgement::Disputed;
use cunji_domain::objection::Objection;
use cunji_domain::organisation::{Membership, term_of_month};
use cunji_domain::person::PersonId;
use cunji_domain::policy::{List, PolicySet};
use cunji_domain::record::{Facts, KindNumber, ObjectedWord, RecordId};
use cunji_domain::server_facts::member::Member;
use cunji_domain::server_facts::term_elsewhere::TermElsewhere;
use cunji_domain::voice_leave::VoiceLeave;
use cunji_store::{Filter, Store};

use crate::error::Result;

/// What has come down of policy, roster and households.
#[derive(Debug)]
pub(crate) struct Known {
    /// Joined with the one that ships; none if none has come down.
    pub policies: Option<PolicySet>,
    pub members: Vec<Membership>,
    /// Terms of teammates on other teams, whose rosters need not have come down; they say where a month stands, and nothing of rights.
    elsewhere: Vec<TermElsewhere>,
    pub names: BTreeMap<PersonId, String>,
    /// Heads of households by village and number.
    pub households: BTreeMap<DivisionCode, BTreeMap<String, String>>,
}

impl Known {
    pub fn of(store: &Store) -> Result<Self> {
        let roster = store.records::<Member>(&Filter::default())?;
        let mut households: BTreeMap<DivisionCode, BTreeMap<String, String>> = BTreeMap::new();
        for household in store.records::<Household>(&Filter::default())? {
            let of_village = households.entry(household.record.space).or_default();
            of_village.insert(household.value.number, household.value.head);
        }
        Ok(Self {
            policies: store.policies()?,
            members: roster.iter().map(|member| member.value.membership(&member.record.space)).collect(),
            elsewhere: store.records::<TermElsewhere>(&Filter::default())?.into_iter().map(|term| term.value).collect(),
            names: roster.into_iter().map(|member| (member.value.person, member.value.name)).collect(),
            households,
        })
    }

    /// The village on whose sheet a person's month stands, where alone the server reads what is said of it, whichever the screens are
    /// about; none of a month on no team.
    pub fn village_of_month(&self, person: &PersonId, month: NaiveDate) -> Option<DivisionCode> {
        let elsewhere: Vec<Membership> = self.elsewhere.iter().map(TermElsewhere::membership).collect();
        term_of_month(self.members.iter().chain(&elsewhere), person, month).map(|term| term.space.clone())
    }

    /// What another village is called in which a teammate has a term.
    pub fn called_elsewhere(&self, village: &DivisionCode) -> Option<&str> {
        self.elsewhere.iter().find(|term| term.elsewhere == *village).map(|term| term.name.as_str())
    }
}

/// The facts of one check.
pub(crate) struct PhoneFacts<'s> {
    pub known: Arc<Known>,
    pub store: &'s Store,
    /// Whether the server, too, has no other policy than the one that ships.
    pub judged_by_shipped: bool,
}

impl PhoneFacts<'_> {
    /// The policies that the server judges by, as far as this phone knows; none while they have not come down.
    fn policies(&self) -> Option<&PolicySet> {
        if self.judged_by_shipped { Some(self.known.policies()) } else { self.known.policies.as_ref() }
    }
}

impl Facts for PhoneFacts<'_> {
    fn has_household(&self, village: &DivisionCode, number: &str) -> Option<bool> {
        Some(self.known.households.get(village)?.contains_key(number))
    }

    fn listed(&self, list: &str, code: &str, day: NaiveDate) -> Option<bool> {
        self.policies()?.on(day)?.listed(list, code)
    }

    fn list(&self, name: &str, day: NaiveDate) -> Option<&List> {
        self.policies()?.on(day)?.list(name)
    }

    fn has_role(&self, space: &DivisionCode, person: &PersonId, day: NaiveDate) -> Option<bool> {
        if !self.known.members.iter().any(|member| member.space == *space) {
            return None;
        }
        let mut of_person = self.known.members.iter().filter(|m| m.person == *person && m.reaches(space));
        Some(of_person.any(|member| member.holds_on(day)))
    }

    fn kind_of(&self, space: &DivisionCode, record: &RecordId) -> Option<KindNumber> {
        let record = self.store.record(*record).ok()??;
        (record.space == *space).then_some(record.kind)
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
        Some(Disputed::of(words, &self.known.members, space, &objection.value))
    }
}
