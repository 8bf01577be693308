//! What stays of an erased edit: its place among the others (kind, author, schema, parents), nothing that it said.

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_history::Edit;
use cunji_protocol::Erased;

/// The stub of an edit that is here.
pub fn of(edit: &Edit) -> Edit {
    Edit { key: None, ops: Vec::new(), ..edit.clone() }
}

/// The stub of an edit that arrived erased.
pub fn of_erased(erased: &Erased, space: &DivisionCode, author: &PersonId) -> Edit {
    Edit {
        kind: erased.kind,
        space: space.clone(),
        author: author.clone(),
        key: None,
        schema: erased.schema,
        parents: erased.parents.clone(),
        ops: Vec::new(),
    }
}
