//! People, households and codes with the names by which a screen calls them.

use cunji_domain::record::Code;
use cunji_domain::review::ReturnCause;
use serde::Serialize;
use ts_rs::TS;

/// A person of the roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PersonName {
    /// The id.
    pub id: String,
    /// The name; the id where the roster has none.
    pub name: String,
}

/// A code of one of the policy's lists. A code that no list has any more is shown as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CodeName {
    /// As it stands in records.
    pub code: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl From<ReturnCause> for CodeName {
    fn from(cause: ReturnCause) -> Self {
        Self { code: cause.code().to_owned(), zh: cause.zh().to_owned(), en: cause.en().to_owned() }
    }
}

/// A household as a record names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HouseholdName {
    /// Its number in the village's list; none where it was written by name and is not matched yet.
    pub number: Option<String>,
    /// Its head.
    pub head: String,
    /// The villagers' group, where it is known.
    pub group: Option<String>,
}
