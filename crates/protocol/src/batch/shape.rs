//! Shapes: what an entry has, apart from the values. They tell how many values each column holds.

use cunji_domain::record::KindNumber;
use cunji_history::Op;
use cunji_history::canonical::{Reader, Writer};

use super::address::{self, Address};
use super::{Content, Row};
use crate::fault::{FrameFault, within};
use crate::limits;

/// The numbers of the operations on the wire, and 0 for an erased edit.
pub(super) mod op {
    pub const ERASED: u16 = 0;
    pub const PUT: u16 = 1;
    pub const SPLICE: u16 = 2;
    pub const ADD: u16 = 3;
    pub const REMOVE: u16 = 4;
    pub const WITHDRAW: u16 = 5;
}

/// What an entry has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shape {
    pub kind: KindNumber,
    pub schema: u16,
    pub key_parts: Option<usize>,
    pub parents: usize,
    /// Operation and field, in their order.
    pub ops: Vec<(u16, u16)>,
}

impl Shape {
    /// The shape of a row.
    pub fn of(row: &Row) -> Self {
        let (key_parts, ops) = match &row.content {
            Content::Edit { key, ops, .. } => (key.as_ref().map(Vec::len), ops.iter().map(op_and_field).collect()),
            Content::Erased { .. } => (None, vec![(op::ERASED, 0)]),
        };
        Self { kind: row.kind, schema: row.schema, key_parts, parents: row.parents.len(), ops }
    }

    /// Whether it marks an erased edit.
    pub fn is_erased(&self) -> bool {
        self.ops.first().is_some_and(|(operation, _)| *operation == op::ERASED)
    }

    /// Every value that an entry of this shape has in the columns that follow from shapes, in their order.
    pub fn addresses(&self) -> impl Iterator<Item = Address> {
        let author = (!self.is_erased()).then_some(address::AUTHOR);
        let key = (0..self.key_parts.unwrap_or(0)).map(|part| Address::key(self.kind, part));
        let parents = (0..self.parents).map(|_| address::PARENT);
        let ops = self.ops.iter().flat_map(|(operation, field)| {
            (0..parts_of(*operation).unwrap_or(0)).map(|part| Address::op(self.kind, *operation, *field, part))
        });
        author.into_iter().chain([address::WRITTEN_AT]).chain(key).chain(parents).chain(ops)
    }

    pub fn write(&self, w: &mut Writer) {
        w.array(5).int(i64::from(self.kind)).int(i64::from(self.schema));
        match self.key_parts {
            Some(parts) => w.int(parts as i64),
            None => w.bytes_or_null(None),
        };
        w.int(self.parents as i64).array(self.ops.len());
        for (operation, field) in &self.ops {
            w.array(2).int(i64::from(*operation)).int(i64::from(*field));
        }
    }

    pub fn read(r: &mut Reader<'_>) -> Result<Self, FrameFault> {
        if r.array()? != 5 {
            return Err(FrameFault::Malformed("a shape"));
        }
        let (kind, schema) = (r.narrow()?, r.narrow()?);
        let key_parts = if r.skip_null()? { None } else { Some(within(r.narrow()?, limits::KEY_PARTS, "KEY_PARTS")?) };
        let parents = within(r.narrow()?, limits::EDIT_PARENTS, "EDIT_PARENTS")?;
        let mut ops = Vec::new();
        for _ in 0..within(r.array()?, limits::EDIT_OPS, "EDIT_OPS")? {
            if r.array()? != 2 {
                return Err(FrameFault::Malformed("an operation of a shape"));
            }
            let (operation, field) = (r.narrow()?, r.narrow()?);
            if parts_of(operation).is_none() {
                return Err(FrameFault::Malformed("an unknown operation"));
            }
            ops.push((operation, field));
        }
        let shape = Self { kind, schema, key_parts, parents, ops };
        let erased = shape.ops.iter().any(|(operation, _)| *operation == op::ERASED);
        if erased && (shape.ops.as_slice() != [(op::ERASED, 0)] || key_parts.is_some()) {
            return Err(FrameFault::Malformed("an erased edit that still says something"));
        }
        Ok(shape)
    }
}

fn op_and_field(operation: &Op) -> (u16, u16) {
    match operation {
        Op::Put(field, _) => (op::PUT, *field),
        Op::Splice { field, .. } => (op::SPLICE, *field),
        Op::Add(field, _, _) => (op::ADD, *field),
        Op::Remove(field, _) => (op::REMOVE, *field),
        Op::Withdraw(_) => (op::WITHDRAW, 0),
    }
}

// How many values an operation has.
fn parts_of(operation: u16) -> Option<u16> {
    match operation {
        op::ERASED => Some(2),
        op::PUT | op::REMOVE | op::WITHDRAW => Some(1),
        op::SPLICE => Some(3),
        op::ADD => Some(2),
        _ => None,
    }
}
