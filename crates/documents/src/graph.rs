//! The graph of a record's edits: what takes part in replay, and in which order it is taken.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::person::PersonId;
use cunji_domain::record::{IdRule, KindDecl, RecordId, Value};
use cunji_history::{Edit, EditId, creation_record_id};

use crate::known::Known;
use crate::limits::{HEADS_PER_RECORD, LINKS_PER_RECORD};

/// An edit that takes part.
pub(crate) struct Node<'a> {
    /// Its id.
    pub id: EditId,
    /// Its content; none if erased.
    pub edit: Option<&'a Edit>,
    /// Its parents, as places in [`Graph::nodes`], ascending.
    pub parents: Vec<usize>,
    /// How many nodes name it as a parent.
    pub children: usize,
}

/// What a record is, before anything is said of its state.
pub(crate) struct Identity {
    /// Its kind.
    pub decl: &'static KindDecl,
    /// Its space.
    pub space: DivisionCode,
    /// The parts of its derived key; empty where the id comes from the creation.
    pub key: Vec<Value>,
}

/// The edits that take part, parents before children.
pub(crate) struct Graph<'a> {
    /// What they are edits of.
    pub identity: Identity,
    /// In the one fixed order: of all edits whose parents are taken, the one with the smallest id comes next.
    pub nodes: Vec<Node<'a>>,
    /// Counted as [`LINKS_PER_RECORD`] does.
    pub links: u32,
    /// How many edits a limit left out (what descends from them not counted).
    pub left_out: u32,
}

impl<'a> Graph<'a> {
    /// The graph of a record; `None` if nothing that is whole takes part, or this version does not know the kind.
    pub fn of(
        record: RecordId,
        edits: impl IntoIterator<Item = Known<'a>>,
        rejected: &dyn Fn(&EditId) -> bool,
    ) -> Option<Self> {
        let mut known = BTreeMap::new();
        let mut arrival = BTreeMap::new();
        for edit in edits {
            let turn = arrival.len();
            arrival.entry(edit.id()).or_insert(turn);
            // An erasure is permanent: the erased form wins over a copy that still has the content.
            known.entry(edit.id()).and_modify(|k: &mut Known<'a>| *k = erased_first(*k, edit)).or_insert(edit);
        }
        known.retain(|id, _| !rejected(id));
        let identity = Identity::of(record, known.values())?;
        known.retain(|_, edit| identity.covers(record, edit));
        let mut graph = Self { identity, nodes: Vec::with_capacity(known.len()), links: 0, left_out: 0 };
        graph.take_in(&known, &arrival, rejected);
        graph.nodes.iter().any(|node| node.edit.is_some()).then_some(graph)
    }

    fn take_in(
        &mut self,
        known: &BTreeMap<EditId, Known<'a>>,
        arrival: &BTreeMap<EditId, usize>,
        rejected: &dyn Fn(&EditId) -> bool,
    ) {
        let parents_of = |edit: &Known<'a>| -> BTreeSet<EditId> {
            edit.parents().iter().copied().filter(|parent| !forgiven(parent, rejected)).collect()
        };
        let mut children: BTreeMap<EditId, Vec<EditId>> = BTreeMap::new();
        let mut waiting = BTreeMap::new();
        let mut ready = BTreeSet::new();
        for (id, edit) in known {
            let parents = parents_of(edit);
            for parent in &parents {
                children.entry(*parent).or_default().push(*id);
            }
            if parents.is_empty() {
                ready.insert((turn(id, arrival), *id));
            }
            waiting.insert(*id, parents.len());
        }
        let mut places = BTreeMap::new();
        let mut heads = 0_usize;
        while let Some((_, id)) = ready.pop_first() {
            let Some(edit) = known.get(&id) else { continue };
            let parents: Vec<usize> = {
                let mut places: Vec<usize> = parents_of(edit).iter().filter_map(|p| places.get(p).copied()).collect();
                places.sort_unstable();
                places
            };
            let covered = parents.iter().filter(|place| self.nodes[**place].children == 0).count();
            let links = self.links.saturating_add(link_count(parents.len()));
            let heads_then = heads - covered + 1;
            if parents.len() > HEADS_PER_RECORD || heads_then > HEADS_PER_RECORD || links > LINKS_PER_RECORD {
                self.left_out += 1;
                continue;
            }
            (heads, self.links) = (heads_then, links);
            for place in &parents {
                self.nodes[*place].children += 1;
            }
            places.insert(id, self.nodes.len());
            self.nodes.push(Node { id, edit: edit.edit(), parents, children: 0 });
            for child in children.get(&id).into_iter().flatten() {
                if let Some(missing) = waiting.get_mut(child) {
                    *missing -= 1;
                    if *missing == 0 {
                        ready.insert((turn(child, arrival), *child));
                    }
                }
            }
        }
    }

    /// Whether each edit follows the one before.
    pub fn is_linear(&self) -> bool {
        self.nodes.iter().enumerate().all(|(place, node)| match place.checked_sub(1) {
            None => node.parents.is_empty(),
            Some(before) => node.parents == [before],
        })
    }

    /// The ids of the edits that no other follows, ascending.
    pub fn heads(&self) -> Vec<EditId> {
        let mut heads: Vec<_> = self.nodes.iter().filter(|node| node.children == 0).map(|node| node.id).collect();
        heads.sort_unstable();
        heads
    }

    /// Who created the record: the author of its creation; where several edits begin it, of the one with the smallest id;
    /// where the creation was erased, of the first edit that is left.
    pub fn author(&self, record: RecordId) -> Option<PersonId> {
        let whole = self.nodes.iter().enumerate().filter_map(|(place, node)| Some((place, node, node.edit?)));
        let first = whole.min_by_key(|(place, node, _)| {
            (!is_creation(record, node.id, &node.parents), !node.parents.is_empty(), *place)
        });
        first.map(|(_, _, edit)| edit.author.clone())
    }

    /// The newest schema version that an edit was written in.
    pub fn schema(&self) -> u16 {
        self.nodes.iter().filter_map(|node| node.edit).map(|edit| edit.schema).max().unwrap_or_default()
    }
}

fn is_derived(edit: &Edit) -> bool {
    kinds::by_number(edit.kind).is_some_and(|decl| decl.id == IdRule::Derived)
}

impl Identity {
    /// From the edits that tell of it. Where the id is derived, only the right kind, space and key give it; where it comes
    /// from a creation, the creation says, else a mend of it, else (both erased) the first edit that is left. A mend only
    /// claims a record, so it never says what a derived key or a creation says otherwise.
    fn of<'k, 'a: 'k>(record: RecordId, known: impl Iterator<Item = &'k Known<'a>>) -> Option<Self> {
        let told = known.filter_map(|known| {
            let edit = known.edit()?;
            let rank = match edit.own_record_id(known.id()) {
                Some(own) if own != record => return None,
                Some(_) if edit.key.is_none() || is_derived(edit) => 0,
                Some(_) => 1,
                None => 2,
            };
            Some((rank, known.id(), edit))
        });
        let (_, _, edit) = told.min_by_key(|(rank, id, _)| (*rank, *id))?;
        let decl = kinds::by_number(edit.kind)?;
        let key = match decl.id {
            IdRule::Derived => edit.key.clone()?,
            IdRule::Creation => Vec::new(),
        };
        Some(Self { decl, space: edit.space.clone(), key })
    }

    /// Whether an edit is of this record; one that isn't is left out like a rejected one.
    fn covers(&self, record: RecordId, known: &Known<'_>) -> bool {
        known.edit().is_none_or(|edit| {
            edit.kind == self.decl.number
                && edit.space == self.space
                && edit.own_record_id(known.id()).is_none_or(|own| own == record)
        })
    }
}

/// How many links an edit with so many parents counts.
pub(crate) fn link_count(parents: usize) -> u32 {
    u32::try_from(parents.max(1)).unwrap_or(u32::MAX)
}

fn is_creation(record: RecordId, id: EditId, parents: &[usize]) -> bool {
    parents.is_empty() && creation_record_id(id) == record
}

fn erased_first<'a>(one: Known<'a>, other: Known<'a>) -> Known<'a> {
    if one.edit().is_some() && other.edit().is_none() { other } else { one }
}

#[cfg(feature = "sabotage")]
fn forgiven(parent: &EditId, rejected: &dyn Fn(&EditId) -> bool) -> bool {
    crate::sabotage::is_armed(crate::sabotage::Fault::ReplayDescendantsOfRejected) && rejected(parent)
}

#[cfg(not(feature = "sabotage"))]
fn forgiven(_parent: &EditId, _rejected: &dyn Fn(&EditId) -> bool) -> bool {
    false
}

/// What decides before the id which edit comes next: nothing, unless a fault is armed.
#[cfg(feature = "sabotage")]
fn turn(id: &EditId, arrival: &BTreeMap<EditId, usize>) -> usize {
    use crate::sabotage::{Fault, is_armed};
    if is_armed(Fault::TransactionAtOneDocument) || is_armed(Fault::ArrivalOrderWins) {
        return arrival.get(id).copied().unwrap_or_default();
    }
    0
}

#[cfg(not(feature = "sabotage"))]
fn turn(_id: &EditId, _arrival: &BTreeMap<EditId, usize>) -> usize {
    0
}
