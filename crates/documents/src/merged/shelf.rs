//! The documents that are kept while a graph is merged: one per edit that still has children to come.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, AutomergeError, Change, ChangeHash, ReadDoc};

/// How many documents are kept; beyond, the oldest goes into the whole, and is made anew by `fork_at` if a child comes after
/// all. That bounds the memory that an odd history can claim. Tests go that way often.
const KEPT: usize = if cfg!(test) { 2 } else { 2 * crate::limits::HEADS_PER_RECORD };

/// A document that holds some edits with their ancestors and nothing else.
pub(super) struct Tip {
    /// The document.
    pub document: Automerge,
    /// The genesis that it holds.
    pub version: usize,
}

struct Kept {
    tip: Tip,
    children_to_come: usize,
}

/// What it takes to find an edit's state in the whole.
#[derive(Clone, Copy)]
struct Mark {
    change: ChangeHash,
    version: usize,
}

/// The documents of the edits taken so far.
pub(super) struct Shelf {
    kept: BTreeMap<usize, Kept>,
    marks: Vec<Mark>,
    // Heads, and what was let go: at the end, the document of all heads.
    whole: Automerge,
}

impl Shelf {
    /// With nothing on it; `whole` holds the newest genesis.
    pub fn new(whole: Automerge) -> Self {
        Self { kept: BTreeMap::new(), marks: Vec::new(), whole }
    }

    /// Puts the document of the next place here, just after its edit was written into it.
    pub fn put(&mut self, place: usize, children: usize, mut tip: Tip) -> Result<(), AutomergeError> {
        // Just written, so its last change is its only head.
        let change = tip.document.get_heads().first().copied().ok_or(AutomergeError::NotAnObject)?;
        self.marks.push(Mark { change, version: tip.version });
        if children == 0 {
            self.whole.merge(&mut tip.document)?;
        } else {
            self.kept.insert(place, Kept { tip, children_to_come: children });
        }
        if self.kept.len() > KEPT
            && let Some((_, mut oldest)) = self.kept.pop_first()
        {
            self.whole.merge(&mut oldest.tip.document)?;
        }
        Ok(())
    }

    /// The document of these places, merged, for a child of theirs; `None` if there are none.
    pub fn take(&mut self, places: &[usize]) -> Result<Option<Tip>, AutomergeError> {
        // The latest that is kept knows most: little is to be added to it.
        let kept = places.iter().rev().find(|place| self.kept.contains_key(place));
        let Some(base) = kept.or(places.last()).copied() else { return Ok(None) };
        let mut tip = self.take_one(base)?;
        for place in places.iter().rev().filter(|place| **place != base) {
            let mark = self.mark(*place)?;
            let source = self.kept.get(place).map_or(&self.whole, |kept| &kept.tip.document);
            tip.document.apply_changes(missing(&tip.document, mark.change, source)?)?;
            tip.version = tip.version.max(mark.version);
            self.release(*place);
        }
        Ok(Some(tip))
    }

    /// The hashes of the edits' changes, by place.
    #[cfg(test)]
    pub fn changes(&self) -> Vec<ChangeHash> {
        self.marks.iter().map(|mark| mark.change).collect()
    }

    /// The document of all heads.
    pub fn into_whole(self) -> Automerge {
        self.whole
    }

    /// The document of a place: for the last child the document itself, for those before a copy.
    fn take_one(&mut self, place: usize) -> Result<Tip, AutomergeError> {
        if let Some(Kept { tip, children_to_come: 2.. }) = self.kept.get(&place) {
            let copy = Tip { document: tip.document.clone(), version: tip.version };
            self.release(place);
            return Ok(copy);
        }
        if let Some(kept) = self.kept.remove(&place) {
            return Ok(kept.tip);
        }
        let Mark { change, version } = self.mark(place)?;
        Ok(Tip { document: self.whole.fork_at(&[change])?, version })
    }

    /// One child less is to come.
    fn release(&mut self, place: usize) {
        if let Some(kept) = self.kept.get_mut(&place) {
            kept.children_to_come = kept.children_to_come.saturating_sub(1);
            if kept.children_to_come == 0 {
                self.kept.remove(&place);
            }
        }
    }

    fn mark(&self, place: usize) -> Result<Mark, AutomergeError> {
        self.marks.get(place).copied().ok_or(AutomergeError::NotAnObject)
    }
}

/// The change and those before it that a document lacks, out of one that has them; the earlier ones first.
fn missing(document: &Automerge, change: ChangeHash, source: &Automerge) -> Result<Vec<Change>, AutomergeError> {
    let mut missing = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![change];
    while let Some(hash) = open.pop() {
        if document.get_missing_deps(&[hash]).is_empty() || !seen.insert(hash) {
            continue;
        }
        let change = source.get_change_by_hash(&hash).ok_or(AutomergeError::InvalidHash(hash))?;
        open.extend(change.deps());
        missing.push(change);
    }
    missing.reverse();
    Ok(missing)
}
