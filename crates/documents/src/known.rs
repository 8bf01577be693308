//! An edit as a replica knows it: whole, or erased.

use cunji_history::{Edit, EditId};

/// An edit that a replica holds, or of which only the parents are left after an erasure by law.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    id: EditId,
    parents: &'a [EditId],
    edit: Option<&'a Edit>,
}

impl<'a> Known<'a> {
    /// An edit that is there.
    pub fn whole(id: EditId, edit: &'a Edit) -> Self {
        Self { id, parents: &edit.parents, edit: Some(edit) }
    }

    /// An erased edit: it replays as an empty change upon the same parents.
    pub fn erased(id: EditId, parents: &'a [EditId]) -> Self {
        Self { id, parents, edit: None }
    }

    /// Its id.
    pub fn id(&self) -> EditId {
        self.id
    }

    /// The edits whose state its writer saw.
    pub fn parents(&self) -> &'a [EditId] {
        self.parents
    }

    /// Its content, unless it was erased.
    pub fn edit(&self) -> Option<&'a Edit> {
        self.edit
    }
}
