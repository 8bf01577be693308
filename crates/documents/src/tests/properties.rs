//! What holds of every history.

use std::collections::{BTreeMap, BTreeSet};

use cunji_history::EditId;
use proptest::prelude::*;

use super::graphs::{diary, steps};
use super::{Diary, record_id};
use crate::graph::{Graph, Node};
use crate::merged::merge;
use crate::replay::replay_merged;
use crate::{Known, Record, apply_next, replay, space_digest, state_at};

/// The edits and their ancestors.
fn with_ancestors(diary: &Diary, ids: &[EditId]) -> BTreeSet<EditId> {
    let mut seen = BTreeSet::new();
    let mut open = ids.to_vec();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(diary.edits.iter().filter(|(other, _)| *other == id).flat_map(|(_, edit)| &edit.parents));
        }
    }
    seen
}

/// The same graph with its nodes in another order that keeps parents before children.
fn reordered<'a>(graph: Graph<'a>, choices: &[prop::sample::Index]) -> Graph<'a> {
    let mut left: Vec<(usize, Node<'a>)> = graph.nodes.into_iter().enumerate().collect();
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    let mut nodes = Vec::new();
    let mut choices = choices.iter().cycle();
    while !left.is_empty() {
        let ready: Vec<usize> =
            (0..left.len()).filter(|i| left[*i].1.parents.iter().all(|p| places.contains_key(p))).collect();
        let (place, mut node) = left.remove(*choices.next().unwrap().get(&ready));
        for parent in &mut node.parents {
            *parent = places[parent];
        }
        node.parents.sort_unstable();
        places.insert(place, nodes.len());
        nodes.push(node);
    }
    Graph { nodes, ..graph }
}

fn indices() -> impl Strategy<Value = Vec<prop::sample::Index>> {
    proptest::collection::vec(any::<prop::sample::Index>(), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_order_of_arrival_gives_one_record(
        (steps, order) in steps(14).prop_flat_map(|s| { let n = s.len(); (Just(s), Just((0..n).collect::<Vec<_>>()).prop_shuffle()) }),
    ) {
        let diary = diary(&steps);
        let known = diary.known();
        let shuffled: Vec<Known<'_>> = order.iter().chain(&order).map(|place| known[*place]).collect();
        let record = replay(record_id(), shuffled, &|_| false);
        prop_assert_eq!(record.map(|r| r.digest()), Some(diary.record().digest()));
    }

    #[test]
    fn the_order_of_merging_plays_no_part(steps in steps(14), choices in indices()) {
        let diary = diary(&steps);
        let graph = Graph::of(record_id(), diary.known(), &|_| false).unwrap();
        let one = merge(&graph).unwrap();
        let ids: Vec<EditId> = graph.nodes.iter().map(|node| node.id).collect();
        let other = reordered(graph, &choices);
        let two = merge(&other).unwrap();
        prop_assert_eq!(one.fields, two.fields);
        prop_assert_eq!(one.conflicts, two.conflicts);
        let one: BTreeMap<_, _> = ids.into_iter().zip(one.effective.into_iter().zip(one.changes)).collect();
        let two: BTreeMap<_, _> = other.nodes.iter().map(|n| n.id).zip(two.effective.into_iter().zip(two.changes)).collect();
        prop_assert_eq!(one, two);
    }

    #[test]
    fn an_edits_change_follows_from_its_ancestors_alone(steps in steps(12)) {
        let diary = diary(&steps);
        let whole = Graph::of(record_id(), diary.known(), &|_| false).unwrap();
        let changes = merge(&whole).unwrap().changes;
        for (node, change) in whole.nodes.iter().zip(changes) {
            let past = with_ancestors(&diary, &[node.id]);
            let past = diary.known().into_iter().filter(|edit| past.contains(&edit.id()));
            let past = Graph::of(record_id(), past, &|_| false).unwrap();
            let last = merge(&past).unwrap().changes.pop();
            prop_assert_eq!(last, Some(change));
        }
    }

    #[test]
    fn the_linear_way_is_automerges_way(steps in steps(14)) {
        let random = diary(&steps);
        // The same operations one after the other; positions that no longer fit are part of the test.
        let mut linear = Diary::default();
        let mut parents = Vec::new();
        for (_, edit) in random.edits {
            parents = vec![linear.add(cunji_history::Edit { parents, ..edit })];
        }
        prop_assert_eq!(Some(linear.record()), replay_merged(record_id(), linear.known()));
    }

    #[test]
    fn applying_the_next_is_replaying_all(steps in steps(14)) {
        let diary = diary(&steps);
        let mut so_far = Diary::default();
        let mut before = None;
        for (id, edit) in &diary.edits {
            so_far.edits.push((*id, edit.clone()));
            let after = so_far.record();
            let next = apply_next(before.as_ref(), *id, edit);
            let is_next = before.as_ref().map_or(&[] as &[EditId], |record| &record.heads) == edit.parents;
            prop_assert_eq!(next.is_some(), is_next);
            prop_assert!(next.is_none_or(|next| next == after));
            before = Some(after);
        }
    }

    #[test]
    fn what_a_writer_saw_is_the_replay_of_what_came_before(steps in steps(12), rejected in any::<prop::sample::Index>()) {
        let diary = diary(&steps);
        for (_, edit) in &diary.edits {
            let past = with_ancestors(&diary, &edit.parents);
            let known = diary.known().into_iter().filter(|known| past.contains(&known.id()));
            let expected = replay(record_id(), known, &|_| false);
            prop_assert_eq!(state_at(record_id(), &edit.parents, diary.known()), expected);
        }
        // Rejecting is leaving out: the edit and what descends from it might as well never have come.
        let bad = rejected.get(&diary.edits).0;
        let good: Vec<_> = diary.known().into_iter().filter(|known| !with_ancestors(&diary, &[known.id()]).contains(&bad)).collect();
        prop_assert_eq!(diary.without(&[bad]), replay(record_id(), good, &|_| false));
    }

    #[test]
    fn erasing_an_edit_keeps_the_graph(steps in steps(12), erased in any::<prop::sample::Index>(), choices in indices()) {
        let diary = diary(&steps);
        let (gone, _) = erased.get(&diary.edits);
        let known: Vec<_> = diary.known().into_iter()
            .map(|known| if known.id() == *gone { Known::erased(known.id(), known.parents()) } else { known })
            .collect();
        let record = replay(record_id(), known.clone(), &|_| false);
        prop_assert_eq!(record.is_some(), diary.edits.len() > 1);
        if let Some(record) = record {
            prop_assert_eq!(&record.heads, &diary.record().heads);
            let other = reordered(Graph::of(record_id(), known, &|_| false).unwrap(), &choices);
            prop_assert_eq!(record.fields, merge(&other).unwrap().fields);
        }
    }
}

proptest! {
    #[test]
    fn a_record_comes_back_from_its_bytes(steps in steps(10), at in any::<prop::sample::Index>(), flip in 1_u8..) {
        let record = diary(&steps).record();
        let mut bytes = record.to_bytes();
        prop_assert_eq!(Record::from_bytes(&bytes), Ok(record.clone()));
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        prop_assert_ne!(Record::from_bytes(&bytes), Ok(record));
    }
}

#[test]
fn a_spaces_digest_knows_no_order() {
    let digests = [[1; 32], [2; 32], [3; 32]];
    let mut turned = digests;
    turned.reverse();
    assert_eq!(space_digest(digests), space_digest(turned));
    assert_ne!(space_digest(digests), space_digest([[1; 32], [2; 32]]));
}
