//! The entries of a frame, column by column (docs/protocol.md §3, "Batch").

mod address;
mod evidence;
mod read;
mod shape;
mod write;

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{KindNumber, RecordId, Value};
use cunji_history::{Edit, EditId, Evidence, EvidenceHash, Op, Salt};

use crate::fault::FrameFault;

pub(crate) use read::read;
pub(crate) use write::{Batch, write};

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// An edit.
    Edit(Edit),
    /// An edit whose content was erased by law; its id keeps the chain provable.
    Erased(Erased),
}

/// What is left of an erased edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// The edit's id.
    pub edit: EditId,
    /// The record that it belongs to.
    pub record: RecordId,
    /// The kind's number.
    pub kind: KindNumber,
    /// The schema version that it was written in.
    pub schema: u16,
    /// The edits whose state its writer saw, in ascending order.
    pub parents: Vec<EditId>,
}

/// The evidence of an entry, as it goes up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CarriedEvidence {
    /// As it was taken.
    Taken(Evidence),
    /// Erased; the entry's hash covers this hash of it.
    Erased(EvidenceHash),
}

impl Body {
    /// The kind's number.
    pub fn kind(&self) -> KindNumber {
        match self {
            Self::Edit(edit) => edit.kind,
            Self::Erased(erased) => erased.kind,
        }
    }

    /// The parents, in ascending order.
    pub fn parents(&self) -> &[EditId] {
        match self {
            Self::Edit(edit) => &edit.parents,
            Self::Erased(erased) => &erased.parents,
        }
    }

    /// The edit, if it is not erased.
    pub fn edit(&self) -> Option<&Edit> {
        if let Self::Edit(edit) = self { Some(edit) } else { None }
    }

    /// Its canonical bytes, about: what the limits of a frame count.
    pub fn size(&self) -> usize {
        match self {
            Self::Edit(edit) => edit.to_bytes().len(),
            Self::Erased(erased) => 64 + 33 * erased.parents.len(),
        }
    }
}

/// A parent as it travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParentRef {
    /// A number in the chain of the device that carries the entry.
    Number(u64),
    /// An edit by its id.
    Id(EditId),
}

/// An entry as it stands in a batch: parents by reference, no hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub kind: KindNumber,
    pub schema: u16,
    pub parents: Vec<ParentRef>,
    pub content: Content,
    pub written_at: i64,
    pub evidence: Option<CarriedEvidence>,
    pub delivered: Option<DeliveredRow>,
}

/// The part of a row that erasure takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    Edit { author: PersonId, key: Option<Vec<Value>>, ops: Vec<Op> },
    Erased { edit: EditId, record: RecordId },
}

/// What a down frame adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DeliveredRow {
    pub log_number: u64,
    pub device: usize,
    pub chain_number: u64,
    /// None for an erased edit.
    pub salt: Option<Salt>,
}

/// Which way the frame goes: a down frame has columns of its own, an up frame has evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Up,
    Down,
}

impl Row {
    /// The row of an entry, with its parents as `refer` names them.
    pub fn of(body: &Body, written_at: i64, refer: impl Fn(&EditId) -> ParentRef) -> Self {
        let (schema, content) = match body {
            Body::Edit(edit) => {
                let content =
                    Content::Edit { author: edit.author.clone(), key: edit.key.clone(), ops: edit.ops.clone() };
                (edit.schema, content)
            }
            Body::Erased(erased) => (erased.schema, Content::Erased { edit: erased.edit, record: erased.record }),
        };
        let parents = body.parents().iter().map(refer).collect();
        Self { kind: body.kind(), schema, parents, content, written_at, evidence: None, delivered: None }
    }

    /// The entry's body, with its parents as `resolve` finds them.
    pub fn body(
        self,
        space: &DivisionCode,
        resolve: impl Fn(ParentRef) -> Result<EditId, FrameFault>,
    ) -> Result<Body, FrameFault> {
        let mut parents = self.parents.into_iter().map(resolve).collect::<Result<Vec<_>, _>>()?;
        parents.sort_unstable();
        if parents.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(FrameFault::Malformed("a parent named twice"));
        }
        let (kind, schema) = (self.kind, self.schema);
        Ok(match self.content {
            Content::Edit { author, key, ops } => {
                Body::Edit(Edit { kind, space: space.clone(), author, key, schema, parents, ops })
            }
            Content::Erased { edit, record } => Body::Erased(Erased { edit, record, kind, schema, parents }),
        })
    }
}

#[cfg(test)]
mod tests;
