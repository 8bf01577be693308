//! Which policy a day is computed with.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{ANKANG_2017, FileFault, Policy};

/// All policies that are known, none of which contradicts another.
///
/// Where the validity of two policies overlaps, the later known one must say that it `replaces` the other. It then takes
/// over from the day on which it became known: an earlier day keeps the policy of its time, whatever is imported later.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicySet {
    /// By the day they became known, then by name and version.
    policies: Vec<Policy>,
}

impl PolicySet {
    /// A set of policies. The same policy given twice is one.
    ///
    /// # Errors
    /// `policy.version_reused` (one name and version, two contents), `policy.overlap` (two policies for one day, and
    /// neither replaces the other), `policy.replaces_later` (a policy replaces one that became known later or with it).
    pub fn new(policies: Vec<Policy>) -> Result<Self, Vec<FileFault>> {
        let mut faults = Vec::new();
        let mut by_id: BTreeMap<String, Policy> = BTreeMap::new();
        for policy in policies {
            match by_id.get(&policy.id()) {
                Some(known) if *known != policy => faults.push(version_reused(&policy)),
                Some(_) => {}
                None => {
                    by_id.insert(policy.id(), policy);
                }
            }
        }
        faults.extend(contradictions(&by_id));
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut policies: Vec<Policy> = by_id.into_values().collect();
        policies.sort_by(|a, b| a.order().cmp(&b.order()));
        Ok(Self { policies })
    }

    /// The set of the one policy that the product ships with.
    pub fn shipped() -> Self {
        let policy = Policy::parse(ANKANG_2017).expect("the shipped policy is whole: a test reads it");
        Self::of_one(policy)
    }

    /// One policy, which can't contradict itself.
    pub(super) fn of_one(policy: Policy) -> Self {
        Self { policies: vec![policy] }
    }

    /// The set with one more.
    ///
    /// # Errors
    /// It contradicts one that is there: as [`PolicySet::new`].
    pub fn with(&self, policy: Policy) -> Result<Self, Vec<FileFault>> {
        Self::new(self.policies.iter().cloned().chain([policy]).collect())
    }

    /// The policy that a day is computed with: of those about the day, the last one known on the day; where none was
    /// known then, the first that became known.
    pub fn on(&self, day: NaiveDate) -> Option<&Policy> {
        self.on_as_known(day, day)
    }

    /// The same for somebody who knows what was known on a day: what became known later is left out, unless nothing else
    /// is about the day.
    pub fn on_as_known(&self, day: NaiveDate, known_on: NaiveDate) -> Option<&Policy> {
        let about_the_day = || self.policies.iter().filter(|policy| policy.covers(day));
        about_the_day().rfind(|policy| policy.known_from <= known_on).or_else(|| about_the_day().next())
    }

    /// Every policy, by the day it became known.
    pub fn iter(&self) -> impl Iterator<Item = &Policy> {
        self.policies.iter()
    }
}

fn version_reused(policy: &Policy) -> FileFault {
    let id = policy.id();
    FileFault::new(
        policy.line_of_validity.0,
        "policy.version_reused",
        format!("「{id}」已经有了,内容不一样。改过的文件请把 version 加一。"),
        format!("`{id}` exists with other contents. A changed file needs the next version."),
    )
}

fn contradictions(by_id: &BTreeMap<String, Policy>) -> Vec<FileFault> {
    let mut faults = Vec::new();
    let policies: Vec<&Policy> = by_id.values().collect();
    for (index, one) in policies.iter().enumerate() {
        for other in &policies[index + 1..] {
            let (earlier, later) = if one.known_from <= other.known_from { (one, other) } else { (other, one) };
            let replaces = replaced_by(later, by_id).contains(&earlier.id());
            let backwards = replaced_by(earlier, by_id).contains(&later.id());
            if backwards || (replaces && earlier.known_from == later.known_from) {
                faults.push(replaces_later(earlier, later));
            } else if overlap(earlier, later) && !replaces {
                faults.push(overlapping(earlier, later));
            }
        }
    }
    faults
}

/// What a policy replaces, at first or second hand.
fn replaced_by(policy: &Policy, by_id: &BTreeMap<String, Policy>) -> BTreeSet<String> {
    let mut replaced = BTreeSet::new();
    let mut open: Vec<&String> = policy.replaces.iter().collect();
    while let Some(id) = open.pop() {
        if replaced.insert(id.clone())
            && let Some(next) = by_id.get(id)
        {
            open.extend(&next.replaces);
        }
    }
    replaced
}

fn overlap(one: &Policy, other: &Policy) -> bool {
    let begins_in_time = |a: &Policy, b: &Policy| b.valid_to.is_none_or(|last| a.valid_from <= last);
    begins_in_time(one, other) && begins_in_time(other, one)
}

fn overlapping(earlier: &Policy, later: &Policy) -> FileFault {
    let (id, first) = (earlier.id(), earlier.valid_from);
    FileFault::new(
        later.line_of_validity.0,
        "policy.overlap",
        format!(
            "有效期同「{id}」({first} 起)重叠。要接替它,请写 replaces = [\"{id}\"],并且 known_from 要比它晚;不接替,就把日期错开。"
        ),
        format!(
            "The validity overlaps that of `{id}` (from {first}). To follow it, write replaces = [\"{id}\"] with a later \
             known_from; else keep the dates apart."
        ),
    )
}

fn replaces_later(earlier: &Policy, later: &Policy) -> FileFault {
    let (a, b) = (earlier.id(), later.id());
    FileFault::new(
        earlier.line_of_validity.0,
        "policy.replaces_later",
        format!("「{a}」和「{b}」:接替的文件,known_from 要比被接替的晚。"),
        format!("`{a}` and `{b}`: a policy that replaces another must have become known later."),
    )
}
