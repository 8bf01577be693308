//! A policy file beside those that were imported before.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use cunji_domain::division::DivisionCode;
use cunji_domain::policy::{ANKANG_2017, Policy, PolicySet};
use cunji_domain::record::{Prose, RecordKind};
use cunji_domain::server_facts::announced_policy::AnnouncedPolicy;

use super::Imported;
use super::change::{Becomes, Change, Difference, Wanted};
use super::divisions::city;
use crate::error::ServerError;
use crate::imports::Remark;
use crate::registrar::Registrar;
use crate::storage::{Transaction, roster};

/// A policy file as it was read.
#[derive(Debug, Clone)]
pub struct PolicyFile {
    /// Its text.
    pub toml: String,
    /// What it says.
    pub policy: Policy,
}

/// Takes in a policy; phones get it as an entry in the city's space.
pub(super) fn apply(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    file: &PolicyFile,
    now: i64,
) -> Result<Imported, ServerError> {
    let city = city(tx)?;
    let policy = &file.policy;
    let changed = roster::put_policy(tx, &policy.id(), policy.valid_from, policy.known_from, &file.toml, now)?;
    wanted(file).publish(tx, registrar, &city, now)?;
    Ok(Imported { rows: 1, changed: usize::from(changed && !is_shipped(policy)) })
}

/// What the policy changes by itself: nothing if it is there already. Others may come into force by it, or fall out: they are named too.
pub(super) fn plan(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    file: &PolicyFile,
) -> Result<Vec<Change>, ServerError> {
    let city = city(tx)?;
    if is_shipped(&file.policy) {
        return Ok(Vec::new());
    }
    let mut changes: Vec<_> = wanted(file).change(tx, registrar, &city)?.into_iter().collect();
    if faults(registrar, file).is_empty() {
        let place = roster::division_called(tx, &city)?;
        let joined = joined_with(tx, registrar, file)?;
        changes.extend(joined.beside.iter().map(|(policy, holds)| beside(policy, *holds, (&city, &place))));
    }
    Ok(changes)
}

/// That another policy is counted by from then on, or is not any more.
fn beside(policy: &Policy, holds: bool, (city, place): (&DivisionCode, &str)) -> Change {
    let said = |holds: bool| Some(if holds { "是" } else { "否" }.to_owned());
    Change {
        becomes: if holds { Becomes::Changed } else { Becomes::Ended },
        kind_zh: AnnouncedPolicy::DECL.zh.to_owned(),
        kind_en: AnnouncedPolicy::DECL.en.to_owned(),
        subject: policy.id(),
        division: city.to_string(),
        place: place.to_owned(),
        sheet: None,
        row: None,
        fields: vec![Difference {
            zh: "按它算".to_owned(),
            en: "counted by".to_owned(),
            before: said(!holds),
            after: said(holds),
        }],
    }
}

/// Whether it is the one that the program ships with: phones have it, too, and figures are counted by it without an import. That it is
/// kept and announced changes nothing for anybody.
fn is_shipped(policy: &Policy) -> bool {
    Policy::parse(ANKANG_2017).is_ok_and(|shipped| shipped == *policy)
}

/// Why it can't stand beside those that are counted by. One that was left out so far stands in nobody's way: the corrected file may
/// have its id.
pub(super) fn faults(registrar: &Registrar, file: &PolicyFile) -> Vec<Remark> {
    let faults = registrar.policies.with(file.policy.clone()).err().unwrap_or_default();
    faults.into_iter().map(Remark::of_fault).collect()
}

/// The policies as they are joined once a file is among those that are stored.
pub(super) struct JoinedWith {
    /// What figures are counted by then.
    pub policies: PolicySet,
    /// The others of which that changes whether anything is counted by them, with whether it is then: one that was left out so far may
    /// fit by the new one, and may take the place of a third.
    beside: Vec<(Policy, bool)>,
}

impl JoinedWith {
    /// The years in which something may be counted otherwise, up to the day `today`.
    pub fn years(&self, file: &PolicyFile, today: NaiveDate) -> BTreeSet<i32> {
        let first_days = self.beside.iter().map(|(policy, _)| policy.valid_from);
        let since = first_days.fold(file.policy.valid_from, NaiveDate::min);
        (since.year()..=today.year()).collect()
    }
}

/// The policies as they would be with this one, which is checked beside those that are counted by now.
///
/// # Errors
/// What the database says.
pub(super) fn joined_with(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    file: &PolicyFile,
) -> Result<JoinedWith, ServerError> {
    let id = file.policy.id();
    // As it is stored: one of the same id is replaced by it.
    let others = roster::policies(tx)?.into_iter().filter(|(known, _)| *known != id);
    let others: Vec<_> = others.filter_map(|(_, toml)| Policy::parse(&toml).ok()).collect();
    let (policies, _) = PolicySet::joined(others.into_iter().chain([file.policy.clone()]).collect());
    let before = &registrar.policies;
    let comes = policies.iter().filter(|policy| before.iter().all(|known| known.id() != policy.id()));
    let falls = before.iter().filter(|policy| policies.iter().all(|known| known.id() != policy.id()));
    let beside = comes.map(|policy| (policy, true)).chain(falls.map(|policy| (policy, false)));
    let beside =
        beside.filter(|(policy, _)| policy.id() != id).map(|(policy, holds)| (policy.clone(), holds)).collect();
    Ok(JoinedWith { policies, beside })
}

fn wanted(file: &PolicyFile) -> Wanted {
    let policy = &file.policy;
    let record = AnnouncedPolicy {
        version: policy.id(),
        toml: Prose(file.toml.clone()),
        valid_from: policy.valid_from,
        known_from: policy.known_from,
    };
    Wanted::keyed(&record, policy.id(), None)
}
