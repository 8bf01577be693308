//! A fault to be found: all edits in one document by `transaction_at`.

use automerge::transaction::CommitOptions;
use automerge::{ActorId, AutomergeError, ChangeHash, PatchLog};

use super::genesis::Genesis;
use super::{Outcome, document};
use crate::fit::fits;
use crate::graph::Graph;

/// Merges the edits in the order of arrival: what `transaction_at` gives depends on it.
pub(crate) fn merge_in_one_document(graph: &Graph<'_>) -> Result<Outcome, AutomergeError> {
    let decl = graph.identity.decl;
    let genesis = Genesis::of(decl)?;
    let mut whole = genesis.document(genesis.newest());
    let origin = whole.get_heads();
    let mut heads_after: Vec<Vec<ChangeHash>> = Vec::new();
    let mut effective = Vec::new();
    for node in &graph.nodes {
        let mut heads: Vec<ChangeHash> =
            node.parents.iter().flat_map(|parent| heads_after[*parent].iter().copied()).collect();
        heads.sort_unstable();
        heads.dedup();
        if heads.is_empty() {
            heads.clone_from(&origin);
        }
        let edit = node.edit.filter(|edit| fits(decl, edit, |field| document::text_length_at(&whole, field, &heads)));
        effective.push(edit.is_some());
        if let Some(edit) = edit {
            whole.set_actor(ActorId::from(node.id.0));
            let Ok(mut transaction) = whole.transaction_at(PatchLog::inactive(), &heads) else {
                return Err(AutomergeError::NotAnObject);
            };
            document::write_ops(&mut transaction, decl, edit)?;
            if let (Some(hash), _) = transaction.commit_with(CommitOptions::default().with_time(0)) {
                heads = vec![hash];
            }
        }
        heads_after.push(heads);
    }
    let (fields, conflicts) = document::read(&whole, decl)?;
    Ok(Outcome {
        fields,
        conflicts,
        effective,
        #[cfg(test)]
        changes: Vec::new(),
    })
}
