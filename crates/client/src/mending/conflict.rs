//! 两人同时改了: both values are kept and shown, and a person settles which holds.

use cunji_documents::{Conflict, Record};
use cunji_domain::record::json::value_from_json;
use cunji_domain::record::{RecordId, Value};
use cunji_history::Op;
use serde_json::Value as Json;

use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::phone::write::Written;

/// How a conflict is settled.
#[derive(Debug, Clone, PartialEq)]
pub enum Settlement {
    /// A field gets one of the values that were put: its place in the list, from 0.
    Take {
        /// The field's name.
        field: String,
        /// The place.
        place: usize,
    },
    /// A field gets this value; null empties it.
    Put {
        /// The field's name.
        field: String,
        /// The value, as the kind's JSON has it.
        value: Json,
    },
    /// The record that one withdrew and another wrote on stays.
    Keep,
    /// It goes.
    Withdraw {
        /// Why.
        reason: String,
    },
}

impl Phone {
    /// The records with something to settle.
    ///
    /// # Errors
    /// The database fails.
    pub fn conflicts(&self) -> Result<Vec<Record>> {
        Ok(self.store.conflicts()?)
    }

    /// Settles a conflict: a change upon all that was written.
    ///
    /// # Errors
    /// There is no such conflict or value; the record is another's to write.
    pub fn settle(&mut self, id: RecordId, settlement: Settlement) -> Result<Written> {
        let record = self.record(id)?;
        match settlement {
            Settlement::Take { field, place } => {
                let (number, values) = in_conflict(&record, &field)?;
                let value = values.get(place).cloned().ok_or_else(|| no_such_value(&field, values.len()))?;
                self.save_upon(&record, vec![Op::Put(number, value)])
            }
            Settlement::Put { field, value } => {
                let (number, _) = in_conflict(&record, &field)?;
                let value = read(&record, number, &field, &value)?;
                self.save_upon(&record, vec![Op::Put(number, value)])
            }
            // Any edit on all heads, even one that changes nothing, brings the record back.
            Settlement::Keep => self.save_upon(&record, Vec::new()),
            Settlement::Withdraw { reason } => self.withdraw(id, &reason),
        }
    }
}

fn in_conflict<'r>(record: &'r Record, field: &str) -> Result<(u16, &'r [Value])> {
    let number = record.decl().and_then(|decl| decl.field_named(field)).map(|field| field.number);
    let found = record.conflicts.iter().find_map(|conflict| match conflict {
        Conflict::Field { field, values, .. } if Some(*field) == number => Some((*field, values.as_slice())),
        _ => None,
    });
    found.ok_or_else(|| {
        ClientError::told(
            "conflict.none",
            format!("「{field}」没有要定的。"),
            format!("There is nothing to settle about {field}."),
        )
    })
}

fn read(record: &Record, number: u16, name: &str, value: &Json) -> Result<Value> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    let field = record.decl().and_then(|decl| decl.field(number));
    field.and_then(|field| value_from_json(&field.ty, &field.form, value)).ok_or_else(|| {
        ClientError::told(
            "record.field_type",
            format!("「{name}」填得不对:{value}"),
            format!("The value of {name} does not fit: {value}"),
        )
    })
}

fn no_such_value(field: &str, count: usize) -> ClientError {
    ClientError::told(
        "conflict.no_such_value",
        format!("「{field}」有 {count} 个值可选,从 1 数起。"),
        format!("{field} has {count} values to choose from, counted from 1."),
    )
}
