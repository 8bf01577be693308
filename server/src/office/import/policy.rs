//! A policy file beside those that were imported before.

use cunji_domain::policy::{ANKANG_2017, FileFault, Policy, PolicySet};
use cunji_domain::record::Prose;
use cunji_domain::server_facts::announced_policy::AnnouncedPolicy;

use super::Imported;
use super::change::{Change, Wanted};
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

/// What the policy changes by itself: nothing if it is there already.
pub(super) fn plan(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    file: &PolicyFile,
) -> Result<Vec<Change>, ServerError> {
    let city = city(tx)?;
    if is_shipped(&file.policy) {
        return Ok(Vec::new());
    }
    Ok(wanted(file).change(tx, registrar, &city)?.into_iter().collect())
}

/// Whether it is the one that the program ships with: phones have it, too, and figures are counted by it without an import. That it is
/// kept and announced changes nothing for anybody.
fn is_shipped(policy: &Policy) -> bool {
    Policy::parse(ANKANG_2017).is_ok_and(|shipped| shipped == *policy)
}

/// Why it can't stand beside those that are counted by. One that was left out so far stands in nobody's way: the corrected file may
/// have its id.
pub(super) fn faults(registrar: &Registrar, file: &PolicyFile) -> Vec<Remark> {
    let faults = with(registrar, file).err().unwrap_or_default();
    faults.into_iter().map(Remark::of_fault).collect()
}

/// The policies as they would be with this one.
///
/// # Errors
/// It contradicts one that is there.
pub(super) fn with(registrar: &Registrar, file: &PolicyFile) -> Result<PolicySet, Vec<FileFault>> {
    registrar.policies.with(file.policy.clone())
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
