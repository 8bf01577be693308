//! Whether a record is withdrawn, as its graph tells.

use std::collections::BTreeSet;

use cunji_history::{EditId, Op};

use crate::graph::Graph;

/// What the graph says of withdrawal.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Withdrawal {
    /// Nobody withdrew it, or a later edit brought it back.
    No,
    /// Every head withdraws it; the reason of the one with the smallest id.
    Yes(String),
    /// Some heads withdraw it and others don't: it stays, and both are shown.
    Disputed(String),
}

/// Looks at the heads among the edits that have an effect. One without effect (it can't be applied, or was erased) neither
/// withdraws nor brings back: its parents count in its stead.
pub(crate) fn withdrawal(graph: &Graph<'_>, effective: &[bool]) -> Withdrawal {
    let is_effective = |place: usize| effective.get(place).copied().unwrap_or_default();
    // For each place: the nearest edits with an effect at or above it.
    let mut nearest: Vec<BTreeSet<usize>> = Vec::with_capacity(graph.nodes.len());
    let mut heads = BTreeSet::new();
    for (place, node) in graph.nodes.iter().enumerate() {
        let above: BTreeSet<usize> = node.parents.iter().flat_map(|parent| nearest[*parent].iter().copied()).collect();
        if is_effective(place) {
            heads.retain(|head| !above.contains(head));
            heads.insert(place);
            nearest.push(BTreeSet::from([place]));
        } else {
            nearest.push(above);
        }
    }
    let mut reasons: Vec<(EditId, &str)> = Vec::new();
    for node in heads.iter().map(|place| &graph.nodes[*place]) {
        if let Some([Op::Withdraw(reason)]) = node.edit.map(|edit| edit.ops.as_slice()) {
            reasons.push((node.id, reason));
        }
    }
    match reasons.iter().min() {
        None => Withdrawal::No,
        Some((_, reason)) if reasons.len() == heads.len() => Withdrawal::Yes((*reason).to_owned()),
        Some((_, reason)) => Withdrawal::Disputed((*reason).to_owned()),
    }
}
