//! The policies that this server counts by: those that were imported, joined with the one that ships.

use std::sync::Arc;

use cunji_domain::policy::{Policy, PolicySet};

/// The policies as they were read last.
pub(crate) struct Policies {
    /// The files by id, as the database has them.
    stored: Vec<(String, String)>,
    /// What figures are counted by.
    pub set: Arc<PolicySet>,
}

impl Policies {
    /// Of the files that are stored. One that contradicts the others is left out, and the log says which.
    pub fn of(stored: Vec<(String, String)>) -> Self {
        let parsed = stored.iter().filter_map(|(_, toml)| Policy::parse(toml).ok()).collect();
        let (set, left_out) = PolicySet::joined(parsed);
        for left in left_out {
            tracing::warn!(policy = left.id, code = left.why.code, why = left.why.en, "a policy file is left out");
        }
        Self { stored, set: Arc::new(set) }
    }

    /// Whether these files are those that it was made of: one may have been mended under its own id.
    pub fn are_of(&self, stored: &[(String, String)]) -> bool {
        self.stored == stored
    }
}
