//! The way of concurrent edits: automerge.
//!
//! A document per tip. The change of an edit is written into a document that holds the edit's ancestors (and the genesis of
//! its schema version) and nothing else, so it is a pure function of the edit and its ancestors. The document of an edit
//! goes on to its last child; earlier children get a copy. Heads' documents go into one of the whole, which at the end is the
//! merged state; nothing is written there, since what is written is numbered from all that is there.

mod document;
mod genesis;
mod shelf;
#[cfg(feature = "sabotage")]
pub(crate) mod spoiled;

use automerge::AutomergeError;
use cunji_domain::record::Fields;

use self::genesis::Genesis;
use self::shelf::{Shelf, Tip};
use crate::graph::{Graph, Node};
use crate::record::Conflict;

/// What the edits of a graph come to.
pub(crate) struct Outcome {
    /// The merged fields.
    pub fields: Fields,
    /// Fields with several values, by number.
    pub conflicts: Vec<Conflict>,
    /// By place in the graph: whether the edit has an effect.
    pub effective: Vec<bool>,
    /// By place in the graph: the hash of the edit's change.
    #[cfg(test)]
    pub changes: Vec<automerge::ChangeHash>,
}

/// Merges the edits of a graph.
pub(crate) fn merge(graph: &Graph<'_>) -> Result<Outcome, AutomergeError> {
    let decl = graph.identity.decl;
    let genesis = Genesis::of(decl)?;
    let mut shelf = Shelf::new(genesis.document(genesis.newest()));
    let mut effective = Vec::with_capacity(graph.nodes.len());
    for (place, node) in graph.nodes.iter().enumerate() {
        let mut tip = at_parents(node, &genesis, &mut shelf)?;
        effective.push(document::write(&mut tip.document, decl, node.id, node.edit)?);
        shelf.put(place, node.children, tip)?;
    }
    #[cfg(test)]
    let changes = shelf.changes();
    let (fields, conflicts) = document::read(&shelf.into_whole(), decl)?;
    Ok(Outcome {
        fields,
        conflicts,
        effective,
        #[cfg(test)]
        changes,
    })
}

/// The document that a node's edit is written into: its parents', merged, with the genesis of its schema version.
fn at_parents(node: &Node<'_>, genesis: &Genesis, shelf: &mut Shelf) -> Result<Tip, AutomergeError> {
    let version = node.edit.map_or(0, |edit| usize::from(edit.schema).clamp(1, genesis.newest()));
    let Some(mut tip) = shelf.take(&node.parents)? else {
        return Ok(Tip { document: genesis.document(version), version });
    };
    if version > tip.version {
        tip.document.apply_changes(genesis.between(tip.version, version))?;
        tip.version = version;
    }
    Ok(tip)
}
