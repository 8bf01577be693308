//! Lists of codes that records choose from: kinds of work, purposes, leaves, stays.

use serde::Deserialize;
use toml::Spanned;

use super::CountsAs;

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// As it stands in records: `a–z 0–9 _`, at most 32.
    pub code: String,
    /// As screens show it.
    pub zh: String,
    /// In English.
    pub en: String,
    /// What it is for attendance; in the lists `stay` and `leave` only, and owed there.
    pub counts_as: Option<CountsAs>,
}

/// A list of codes with its source.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    pub(super) source: Spanned<String>,
    pub(super) codes: Vec<Spanned<Listed>>,
}

impl List {
    /// Where the list comes from.
    pub fn source(&self) -> &str {
        self.source.get_ref()
    }

    /// The entries, in the order of the file.
    pub fn entries(&self) -> impl Iterator<Item = &Listed> {
        self.codes.iter().map(Spanned::get_ref)
    }

    /// The entry with this code.
    pub fn entry(&self, code: &str) -> Option<&Listed> {
        self.entries().find(|entry| entry.code == code)
    }
}

/// Every list there is.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lists {
    pub(super) stay: List,
    pub(super) leave: List,
    pub(super) work: List,
    pub(super) purpose: List,
    pub(super) relation: List,
    pub(super) problem: List,
}

impl Lists {
    pub(super) fn named(&self) -> [(&'static str, &List); 6] {
        [
            ("stay", &self.stay),
            ("leave", &self.leave),
            ("work", &self.work),
            ("purpose", &self.purpose),
            ("relation", &self.relation),
            ("problem", &self.problem),
        ]
    }
}
