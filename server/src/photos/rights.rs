//! Who may bring a photo, and who may see one.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::organisation::Membership;
use cunji_domain::person::PersonId;
use cunji_domain::photo::Photo;
use cunji_domain::record::{Audience, FieldState, RecordId, RecordKind, Scalar, Value};
use cunji_domain::rights::may_read;
use cunji_domain::time::local_day;
use cunji_history::derived_record_id;

use super::PhotoName;
use super::erased::photos_of;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::devices::Device;
use crate::storage::log::LogEntry;
use crate::storage::{Transaction, chains, log, roster};

/// What becomes of somebody's wish to see a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// They may: this one.
    Yes(PhotoName),
    /// They might, if whoever took it said that the people on it agreed.
    NotAgreed,
    /// The record is not for them, does not show it, or is not there: nobody is told which.
    No,
}

/// Whether a person may bring a photo: an edit of their own, accepted or kept for whatever reason, shows it in this record.
/// Texts go before photos, so it is here by then.
///
/// # Errors
/// What the database says.
pub fn may_bring(
    tx: &mut dyn Transaction,
    person: &PersonId,
    space: &DivisionCode,
    record: RecordId,
    digest: &[u8; 32],
) -> Result<bool, ServerError> {
    let shows = |edit: Option<&[u8]>| edit.is_some_and(|bytes| photos_of(bytes).contains(digest));
    let entries = log::entries_of_record(tx, space, record)?;
    if entries.iter().any(|entry| entry.author == *person && shows(entry.link.edit.as_deref())) {
        return Ok(true);
    }
    let kept = chains::kept_of_record(tx, space, record)?;
    Ok(kept.iter().any(|kept| kept.author.as_ref() == Some(person) && shows(kept.link.edit.as_deref())))
}

/// The people whose edits brought a photo into a record.
pub fn shown_by(entries: &[LogEntry], digest: &[u8; 32]) -> BTreeSet<PersonId> {
    let shows = |entry: &&LogEntry| entry.link.edit.as_deref().is_some_and(|bytes| photos_of(bytes).contains(digest));
    entries.iter().filter(shows).map(|entry| entry.author.clone()).collect()
}

/// Whether a device's person may see a photo of a record: an own one always; another's where the person may read the record
/// today, the record still shows it, and whoever took it said that the people on it agreed.
///
/// # Errors
/// What the database says.
pub fn may_see(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    device: &Device,
    (space, record): (&DivisionCode, RecordId),
    digest: &[u8; 32],
    now: i64,
) -> Result<Seen, ServerError> {
    if device.revoked_at.is_some() {
        return Ok(Seen::No);
    }
    let entries = log::entries_of_record(tx, space, record)?;
    let authors = shown_by(&entries, digest);
    if authors.contains(&device.person) {
        return Ok(Seen::Yes(PhotoName::of(&device.person, *digest)));
    }
    let Some(first) = entries.first() else { return Ok(Seen::No) };
    if !reads(tx, device, space, first, now)? || !still_shows(tx, registrar, first, digest)? {
        return Ok(Seen::No);
    }
    let mut seen = Seen::No;
    for author in authors {
        if agreed(tx, registrar, space, &author, digest)? {
            return Ok(Seen::Yes(PhotoName::of(&author, *digest)));
        }
        seen = Seen::NotAgreed;
    }
    Ok(seen)
}

/// Whether an office that reads the record may see a photo of it: as a teammate who may, if the record still shows it and whoever took
/// it said that the people on it agreed.
///
/// # Errors
/// What the database says.
pub fn office_may_see(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    (space, record): (&DivisionCode, RecordId),
    digest: &[u8; 32],
) -> Result<Seen, ServerError> {
    let entries = log::entries_of_record(tx, space, record)?;
    let Some(first) = entries.first() else { return Ok(Seen::No) };
    if first.audience != Audience::Team || !still_shows(tx, registrar, first, digest)? {
        return Ok(Seen::No);
    }
    let mut seen = Seen::No;
    for author in shown_by(&entries, digest) {
        if agreed(tx, registrar, space, &author, digest)? {
            return Ok(Seen::Yes(PhotoName::of(&author, *digest)));
        }
        seen = Seen::NotAgreed;
    }
    Ok(seen)
}

fn reads(
    tx: &mut dyn Transaction,
    device: &Device,
    space: &DivisionCode,
    entry: &LogEntry,
    now: i64,
) -> Result<bool, ServerError> {
    let today = local_day(now).unwrap_or_default();
    let concerned = entry.owner.as_ref() == Some(&device.person);
    let memberships = roster::memberships_of_person(tx, &device.person)?;
    Ok(one_reads(&memberships, today, space, (entry.audience, concerned)))
}

/// Whether one of these roles reads in a space what has this audience.
fn one_reads(
    memberships: &[Membership],
    today: NaiveDate,
    space: &DivisionCode,
    (audience, concerned): (Audience, bool),
) -> bool {
    let there = memberships.iter().filter(|held| held.holds_on(today) && held.reaches(space));
    there.map(|held| held.role).any(|role| may_read(audience, role, concerned))
}

fn still_shows(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    entry: &LogEntry,
    digest: &[u8; 32],
) -> Result<bool, ServerError> {
    if kinds::by_number(entry.kind).is_none() {
        return Ok(false);
    }
    let Some(row) = registrar.tables.record(tx, entry.kind, &entry.space, entry.record)? else { return Ok(false) };
    let is_it =
        |member: &Value| member.as_list().and_then(|parts| parts.first()?.as_bytes()) == Some(digest.as_slice());
    let shows = |state: &FieldState| matches!(state, FieldState::Set(members) if members.keys().any(is_it));
    Ok(!row.withdrawn && row.fields.values().any(shows))
}

fn agreed(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    author: &PersonId,
    digest: &[u8; 32],
) -> Result<bool, ServerError> {
    let kind = Photo::DECL.number;
    let id = derived_record_id(kind, space, &[author.to_value(), Value::Bytes(digest.to_vec())]);
    let Some(row) = registrar.tables.record(tx, kind, space, id)? else { return Ok(false) };
    let said = Photo::from_parts(&row.key, &row.fields).ok();
    // Two devices of one person that say different things at once: nobody agreed until it is settled.
    Ok(!row.withdrawn && row.conflicts.is_empty() && said.is_some_and(|photo| photo.people.may_be_shown()))
}

#[cfg(test)]
mod tests {
    use cunji_domain::organisation::Role;

    use super::*;

    fn held(role: Role, space: &str) -> Membership {
        let (space, person) = (space.parse().unwrap(), "c0012".parse().unwrap());
        Membership { space, person, role, from: "2017-01-01".parse().unwrap(), to: None }
    }

    #[test]
    fn whoever_is_in_two_offices_reads_by_either() {
        let reads = |memberships: &[Membership]| {
            let village = "610926101205".parse().unwrap();
            one_reads(memberships, "2017-09-01".parse().unwrap(), &village, (Audience::Office, false))
        };
        let [elsewhere, above] = [held(Role::TownOffice, "610926102"), held(Role::CountyOffice, "610926")];
        assert!(!reads(std::slice::from_ref(&elsewhere)) && reads(std::slice::from_ref(&above)));
        assert!(reads(&[elsewhere.clone(), above.clone()]) && reads(&[above, elsewhere]), "in whatever order");
        assert!(!reads(&[held(Role::Resident, "610926101205")]));
    }
}
