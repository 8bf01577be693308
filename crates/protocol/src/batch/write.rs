//! Entries → columns.

use std::collections::BTreeMap;

use cunji_domain::record::Value;
use cunji_history::Op;
use cunji_history::canonical::Writer;

use super::address::{self, Address};
use super::shape::{Shape, op};
use super::{Content, ParentRef, Row, Way, evidence};
use crate::columns;
use crate::wire::MapWriter;

/// A batch as it travels: the CBOR map, and the texts beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Batch {
    pub columns: Vec<u8>,
    pub text: Vec<u8>,
}

/// Values by column while a batch is written.
#[derive(Default)]
pub(super) struct Columned(BTreeMap<Address, Vec<Value>>);

impl Columned {
    pub fn push(&mut self, address: Address, value: Value) {
        self.0.entry(address).or_default().push(value);
    }
}

/// Writes the rows of a frame.
pub(crate) fn write(rows: &[Row], way: Way) -> Batch {
    let mut shapes: Vec<Shape> = Vec::new();
    let mut places = BTreeMap::new();
    let mut columns = Columned::default();
    let with_evidence = way == Way::Up && rows.iter().any(|row| row.evidence.is_some());
    for row in rows {
        let shape = Shape::of(row);
        let place = *places.entry(shape.clone()).or_insert_with(|| {
            shapes.push(shape);
            shapes.len() as i64 - 1
        });
        columns.push(address::SHAPE, Value::Int(place));
        write_row(&mut columns, row);
        if with_evidence {
            evidence::write(&mut columns, row.evidence.as_ref(), row.written_at);
        }
    }
    let mut text = Vec::new();
    let coded = coded_columns(&columns, &mut text);
    let mut map = MapWriter::default();
    map.int(1, rows.len() as i64).put_list(2, &shapes, |w, shape| shape.write(w)).put_raw(3, &coded);
    Batch { columns: map.into_bytes(), text }
}

fn write_row(columns: &mut Columned, row: &Row) {
    columns.push(address::WRITTEN_AT, Value::Int(row.written_at));
    for parent in &row.parents {
        let value = match parent {
            ParentRef::Number(number) => Value::Int(*number as i64),
            ParentRef::Id(id) => Value::Bytes(id.0.to_vec()),
        };
        columns.push(address::PARENT, value);
    }
    match &row.content {
        Content::Edit { author, key, ops } => {
            columns.push(address::AUTHOR, Value::Text(author.as_str().to_owned()));
            for (part, value) in key.iter().flatten().enumerate() {
                columns.push(Address::key(row.kind, part), value.clone());
            }
            for operation in ops {
                write_op(columns, row.kind, operation);
            }
        }
        Content::Erased { edit, record } => {
            columns.push(Address::op(row.kind, op::ERASED, 0, 0), Value::Bytes(edit.0.to_vec()));
            columns.push(Address::op(row.kind, op::ERASED, 0, 1), Value::Bytes(record.0.to_vec()));
        }
    }
    if let Some(delivered) = row.delivered {
        columns.push(address::LOG_NUMBER, Value::Int(delivered.log_number as i64));
        columns.push(address::DEVICE, Value::Int(delivered.device as i64));
        columns.push(address::CHAIN_NUMBER, Value::Int(delivered.chain_number as i64));
        if let Some(salt) = delivered.salt {
            columns.push(address::SALT, Value::Bytes(salt.0.to_vec()));
        }
    }
}

fn write_op(columns: &mut Columned, kind: u16, operation: &Op) {
    let mut put = |op, field, part, value| columns.push(Address::op(kind, op, field, part), value);
    match operation {
        Op::Put(field, value) => put(op::PUT, *field, 0, value.clone()),
        Op::Splice { field, at, delete, insert } => {
            put(op::SPLICE, *field, 0, Value::Int(i64::from(*at)));
            put(op::SPLICE, *field, 1, Value::Int(i64::from(*delete)));
            put(op::SPLICE, *field, 2, Value::Text(insert.clone()));
        }
        Op::Add(field, member, value) => {
            put(op::ADD, *field, 0, member.clone());
            put(op::ADD, *field, 1, value.clone());
        }
        Op::Remove(field, member) => put(op::REMOVE, *field, 0, member.clone()),
        Op::Withdraw(reason) => put(op::WITHDRAW, 0, 0, Value::Text(reason.clone())),
    }
}

fn coded_columns(columns: &Columned, text: &mut Vec<u8>) -> Vec<u8> {
    let mut head = Writer::default();
    head.array(columns.0.len());
    let mut bytes = head.into_bytes();
    for (address, values) in &columns.0 {
        let coded = columns::write(values, text);
        let mut w = Writer::default();
        w.array(1 + coded.items);
        address.write(&mut w);
        bytes.extend(w.into_bytes());
        bytes.extend(coded.bytes);
    }
    bytes
}
