//! The policies and the calendar as offices look at them, and where two policies differ.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use cunji_domain::calendar::CalendarEntry;
use cunji_domain::policy::{ANKANG_2017, FileFault, Policy, PolicySet};
use toml::Value;

use crate::attendance;
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::{self, Transaction, roster};

/// A policy that holds for some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPolicy {
    /// `name/version`.
    pub id: String,
    /// The first day that it is about.
    pub valid_from: NaiveDate,
    /// The last one; none: until another one is.
    pub valid_to: Option<NaiveDate>,
    /// Since when it is known: earlier days keep the policy of their time.
    pub known_from: NaiveDate,
    /// Whether an office imported it; else the program ships with it.
    pub imported: bool,
    /// Why nothing is counted by it, where it contradicts those before it.
    pub left_out: Option<FileFault>,
    /// Its text.
    pub toml: String,
}

/// A key in which two policies differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyDifference {
    /// Where it stands: `attendance.resident_days.value`.
    pub key: String,
    /// What the one says; none: nothing.
    pub one: Option<String>,
    /// What the other says; none: nothing.
    pub other: Option<String>,
}

/// Every policy, by the day it became known.
///
/// # Errors
/// What the database says.
pub fn policies(server: &Server) -> Result<Vec<KnownPolicy>, ServerError> {
    storage::read(&*server.storage, |tx| known_policies(tx))
}

/// Every policy within a transaction, by the day it became known.
///
/// # Errors
/// What the database says.
pub fn known_policies(tx: &mut dyn Transaction) -> Result<Vec<KnownPolicy>, ServerError> {
    let stored = roster::policies(tx)?;
    let parsed = stored.iter().filter_map(|(_, toml)| Policy::parse(toml).ok()).collect();
    let (_, left_out) = PolicySet::joined(parsed);
    let why = |id: &str| left_out.iter().find(|left| left.id == id).map(|left| left.why.clone());
    let imported = stored.into_iter().map(|(_, toml)| (toml, true));
    let mut known: Vec<KnownPolicy> = Vec::new();
    for (toml, imported) in imported.chain([(ANKANG_2017.to_owned(), false)]) {
        let Ok(policy) = Policy::parse(&toml) else { continue };
        if known.iter().all(|known| known.id != policy.id()) {
            known.push(KnownPolicy {
                id: policy.id(),
                valid_from: policy.valid_from,
                valid_to: policy.valid_to,
                known_from: policy.known_from,
                imported,
                left_out: why(&policy.id()),
                toml,
            });
        }
    }
    known.sort_by(|a, b| (a.known_from, &a.id).cmp(&(b.known_from, &b.id)));
    Ok(known)
}

/// A policy.
///
/// # Errors
/// There is none of this id; or what the database says.
pub fn policy(server: &Server, id: &str) -> Result<KnownPolicy, ServerError> {
    let found = policies(server)?.into_iter().find(|policy| policy.id == id);
    found.ok_or_else(|| {
        ServerError::refused(
            "policy.unknown",
            format!("没有「{id}」这份政策文件。请在政策里从列出的里面选。"),
            format!("There is no policy {id:?}. Choose one that is listed at Policy."),
        )
    })
}

/// The keys in which two policies differ, by their places.
///
/// # Errors
/// There is no such policy; or what the database says.
pub fn compare(server: &Server, one: &str, other: &str) -> Result<Vec<KeyDifference>, ServerError> {
    Ok(differences(&policy(server, one)?.toml, &policy(server, other)?.toml))
}

fn differences(one: &str, other: &str) -> Vec<KeyDifference> {
    let (one, other) = (said(one), said(other));
    let keys: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let differing = keys.into_iter().filter(|key| one.get(*key) != other.get(*key));
    let row =
        |key: &String| KeyDifference { key: key.clone(), one: one.get(key).cloned(), other: other.get(key).cloned() };
    differing.map(row).collect()
}

/// Every key of a file with what it says.
fn said(toml: &str) -> BTreeMap<String, String> {
    let mut said = BTreeMap::new();
    if let Ok(table) = toml.parse::<toml::Table>() {
        for (key, value) in &table {
            gather(key, value, &mut said);
        }
    }
    said
}

fn gather(place: &str, value: &Value, said: &mut BTreeMap<String, String>) {
    match value {
        Value::Table(table) => table.iter().for_each(|(key, value)| gather(&format!("{place}.{key}"), value, said)),
        // Entries of a list are known by their code, wherever they stand in it.
        Value::Array(entries) if entries.iter().all(|entry| code(entry).is_some()) && !entries.is_empty() => {
            for entry in entries {
                gather(&format!("{place}.{}", code(entry).unwrap_or_default()), entry, said);
            }
        }
        Value::String(text) => _ = said.insert(place.to_owned(), text.clone()),
        other => _ = said.insert(place.to_owned(), other.to_string()),
    }
}

fn code(entry: &Value) -> Option<&str> {
    entry.as_table()?.get("code")?.as_str()
}

/// What is declared of a year's days, by day.
///
/// # Errors
/// What the database says.
pub fn calendar_of(server: &Server, year: i32) -> Result<Vec<CalendarEntry>, ServerError> {
    let registrar = server.registrar();
    let calendar = storage::read(&*server.storage, |tx| attendance::calendar(tx, &registrar))?;
    let of_year = calendar.entries().iter().filter(|entry| entry.from.year() == year || entry.to.year() == year);
    Ok(of_year.cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told_and_a_list_is_compared_by_its_codes() {
        let one = "version = 1\n[a]\nx = { value = 220, source = \"s\" }\n[[l]]\ncode = \"p\"\nzh = \"甲\"\n[[l]]\ncode = \"q\"\nzh = \"乙\"\n";
        let other = "version = 2\n[a]\nx = { value = 200, source = \"s\" }\ny = true\n[[l]]\ncode = \"q\"\nzh = \"乙\"\n[[l]]\ncode = \"p\"\nzh = \"丙\"\n";
        let row = |difference: KeyDifference| (difference.key, difference.one, difference.other);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            differences(one, other).into_iter().map(row).collect::<Vec<_>>(),
            [
                ("a.x.value".to_owned(), some("220"), some("200")),
                ("a.y".to_owned(), None, some("true")),
                ("l.p.zh".to_owned(), some("甲"), some("丙")),
                ("version".to_owned(), some("1"), some("2")),
            ]
        );
        assert!(differences(ANKANG_2017, ANKANG_2017).is_empty());
    }
}
