//! Replay: a set of edits to a record.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::record::{Fields, RecordId};
use cunji_history::{Edit, EditId, Op};

use crate::graph::{Graph, link_count};
use crate::known::Known;
use crate::limits::{HEADS_PER_RECORD, LINKS_PER_RECORD};
use crate::merged::{Outcome, merge};
use crate::plain::Plain;
use crate::record::{Conflict, Record};
use crate::withdrawal::{Withdrawal, withdrawal};

/// The record that these edits make: a function of the set alone.
///
/// Left out are rejected edits, edits that are not of this record (another kind, space or key), edits that wait for a
/// parent, edits beyond a limit, and all that descend from any of them. `None` if nothing is left, all that is left was
/// erased, or this version does not know the kind (the caller keeps such edits aside until an upgrade).
pub fn replay<'a>(
    record: RecordId,
    edits: impl IntoIterator<Item = Known<'a>>,
    rejected: &dyn Fn(&EditId) -> bool,
) -> Option<Record> {
    let graph = Graph::of(record, edits, rejected)?;
    let outcome = if graph.is_linear() { in_order(&graph) } else { concurrent(&graph) };
    finish(record, &graph, outcome)
}

/// The record as it was at these edits: what a writer saw whose edit names them as parents. For checks, diffs and drafts.
///
/// Verdicts play no part: what a person saw, they saw. `None` as for [`replay`], and if one of the parents or of their
/// ancestors is missing.
pub fn state_at<'a>(
    record: RecordId,
    parents: &[EditId],
    edits: impl IntoIterator<Item = Known<'a>>,
) -> Option<Record> {
    let all: BTreeMap<EditId, Known<'a>> = edits.into_iter().map(|edit| (edit.id(), edit)).collect();
    let mut seen = BTreeSet::new();
    let mut open: Vec<EditId> = parents.to_vec();
    while let Some(id) = open.pop() {
        let known = all.get(&id)?;
        if seen.insert(id) {
            open.extend(known.parents());
        }
    }
    replay(record, all.into_values().filter(|edit| seen.contains(&edit.id())), &|_| false)
}

/// The record after one more edit, without looking at the others: for an edit whose parents are exactly the record's heads,
/// or (with no record before) one that creates it. Always what [`replay`] of the whole set gives.
///
/// `None` where that can't be said from here; the caller then replays. The caller asks only if no edit that waits names
/// this one as a parent, and passes no record only if it holds no edit of it but rejected ones.
pub fn apply_next(before: Option<&Record>, id: EditId, edit: &Edit) -> Option<Record> {
    let own = edit.own_record_id(id);
    let Some(before) = before else {
        return if edit.parents.is_empty() { replay(own?, [Known::whole(id, edit)], &|_| false) } else { None };
    };
    let parents: BTreeSet<EditId> = edit.parents.iter().copied().collect();
    let links = before.links.saturating_add(link_count(parents.len()));
    let is_next = parents.iter().eq(&before.heads)
        && (edit.kind, &edit.space) == (before.kind, &before.space)
        && own.is_none_or(|own| own == before.id)
        && before.left_out == 0
        && links <= LINKS_PER_RECORD
        && parents.len() <= HEADS_PER_RECORD;
    if !is_next {
        return None;
    }
    let mut plain = Plain::from_fields(before.decl()?, &before.fields);
    let has_effect = plain.apply(edit);
    let mut next = Record {
        fields: plain.into_fields(),
        heads: vec![id],
        schema: before.schema.max(edit.schema),
        links,
        ..before.clone()
    };
    if has_effect {
        next.conflicts.retain(|conflict| conflict.field().is_some_and(|field| !puts(edit, field)));
        next.withdrawn = match edit.ops.as_slice() {
            [Op::Withdraw(reason)] => Some(reason.clone()),
            _ => None,
        };
    }
    Some(next)
}

fn puts(edit: &Edit, field: u16) -> bool {
    edit.ops.iter().any(|op| matches!(op, Op::Put(put, _) if *put == field))
}

/// Applies edits one after the other to plain fields: right for a linear history.
fn in_order(graph: &Graph<'_>) -> Outcome {
    let mut plain = Plain::new(graph.identity.decl);
    let effective = graph.nodes.iter().map(|node| node.edit.is_some_and(|edit| plain.apply(edit))).collect();
    let fields: Fields = plain.into_fields();
    Outcome {
        fields,
        conflicts: Vec::new(),
        effective,
        #[cfg(test)]
        changes: Vec::new(),
    }
}

/// Merges concurrent edits. Automerge answers for documents of its own making, so a failure is a fault of the library; the
/// record must not vanish for it, and all replicas of a version must still agree: then edits are applied in the graph's
/// order.
fn concurrent(graph: &Graph<'_>) -> Outcome {
    #[cfg(feature = "sabotage")]
    if let Some(outcome) = spoiled(graph) {
        return outcome;
    }
    let outcome = merge(graph);
    debug_assert!(outcome.is_ok(), "automerge failed: {:?}", outcome.as_ref().err());
    outcome.unwrap_or_else(|_| in_order(graph))
}

#[cfg(feature = "sabotage")]
fn spoiled(graph: &Graph<'_>) -> Option<Outcome> {
    use crate::sabotage::{Fault, is_armed};
    if is_armed(Fault::ArrivalOrderWins) {
        return Some(in_order(graph));
    }
    if is_armed(Fault::TransactionAtOneDocument) {
        return crate::merged::spoiled::merge_in_one_document(graph).ok();
    }
    None
}

/// As [`replay`], by automerge even where the history is linear.
#[cfg(test)]
pub(crate) fn replay_merged<'a>(record: RecordId, edits: impl IntoIterator<Item = Known<'a>>) -> Option<Record> {
    let graph = Graph::of(record, edits, &|_| false)?;
    let outcome = merge(&graph).expect("automerge takes changes of its own making");
    finish(record, &graph, outcome)
}

fn finish(record: RecordId, graph: &Graph<'_>, outcome: Outcome) -> Option<Record> {
    let mut conflicts = outcome.conflicts;
    #[cfg(feature = "sabotage")]
    if crate::sabotage::is_armed(crate::sabotage::Fault::HideConflicts) {
        conflicts.clear();
    }
    let withdrawn = match withdrawal(graph, &outcome.effective) {
        Withdrawal::No => None,
        Withdrawal::Yes(reason) => Some(reason),
        Withdrawal::Disputed(reason) => {
            conflicts.push(Conflict::WithdrawnAndEdited { reason });
            None
        }
    };
    Some(Record {
        kind: graph.identity.decl.number,
        space: graph.identity.space.clone(),
        id: record,
        author: graph.author(record)?,
        key: graph.identity.key.clone(),
        fields: outcome.fields,
        withdrawn,
        conflicts,
        heads: graph.heads(),
        schema: graph.schema(),
        links: graph.links,
        left_out: graph.left_out,
    })
}
