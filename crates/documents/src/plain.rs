//! Edits applied straight to plain fields: the way of linear histories.

use std::collections::BTreeMap;

use cunji_domain::record::{FieldState, FieldType, Fields, KindDecl, Value};
use cunji_history::{Edit, Op};

use crate::fit::{Slot, fits, slot};

/// Plain fields while edits are applied. Texts are held as code points, which is what positions count.
pub(crate) struct Plain {
    decl: &'static KindDecl,
    texts: BTreeMap<u16, Vec<char>>,
    sets: BTreeMap<u16, BTreeMap<Value, Value>>,
    scalars: BTreeMap<u16, Value>,
}

impl Plain {
    /// Of a record that says nothing yet.
    pub fn new(decl: &'static KindDecl) -> Self {
        Self { decl, texts: BTreeMap::new(), sets: BTreeMap::new(), scalars: BTreeMap::new() }
    }

    /// From fields.
    pub fn from_fields(decl: &'static KindDecl, fields: &Fields) -> Self {
        let mut plain = Self::new(decl);
        for (number, state) in fields {
            match state {
                FieldState::Prose(text) => drop(plain.texts.insert(*number, text.chars().collect())),
                FieldState::Set(members) => drop(plain.sets.insert(*number, members.clone())),
                FieldState::Scalar(value) => drop(plain.scalars.insert(*number, value.clone())),
            }
        }
        plain
    }

    /// Applies an edit whose parents' state this is. Answers whether it has an effect; if not, nothing is changed.
    pub fn apply(&mut self, edit: &Edit) -> bool {
        if !fits(self.decl, edit, |field| self.texts.get(&field).map_or(0, Vec::len)) {
            return false;
        }
        for op in &edit.ops {
            self.apply_op(edit.schema, op);
        }
        true
    }

    fn apply_op(&mut self, schema: u16, op: &Op) {
        match op {
            Op::Put(field, _) if keeps_first() && self.scalars.contains_key(field) => {}
            Op::Put(field, Value::Null) => drop(self.scalars.remove(field)),
            Op::Put(field, value) => drop(self.scalars.insert(*field, value.clone())),
            Op::Splice { field, at, delete, insert } => {
                if let Slot::Declared(FieldType::Prose) = slot(self.decl, schema, *field) {
                    let (from, to) = (*at as usize, *at as usize + *delete as usize);
                    self.texts.entry(*field).or_default().splice(from..to, insert.chars());
                }
            }
            Op::Add(field, key, value) => {
                if let Slot::Declared(FieldType::Set(_)) = slot(self.decl, schema, *field) {
                    self.sets.entry(*field).or_default().insert(key.clone(), value.clone());
                }
            }
            Op::Remove(field, key) => {
                if let Some(members) = self.sets.get_mut(field) {
                    members.remove(key);
                }
            }
            Op::Withdraw(_) => {}
        }
    }

    /// The fields that say something.
    pub fn into_fields(self) -> Fields {
        let mut fields = Fields::new();
        let texts = self.texts.into_iter().filter(|(_, text)| !text.is_empty());
        fields.extend(texts.map(|(number, text)| (number, FieldState::Prose(text.into_iter().collect()))));
        let sets = self.sets.into_iter().filter(|(_, members)| !members.is_empty());
        fields.extend(sets.map(|(number, members)| (number, FieldState::Set(members))));
        fields.extend(self.scalars.into_iter().map(|(number, value)| (number, FieldState::Scalar(value))));
        fields
    }
}

#[cfg(feature = "sabotage")]
fn keeps_first() -> bool {
    crate::sabotage::is_armed(crate::sabotage::Fault::FirstPutWins)
}

#[cfg(not(feature = "sabotage"))]
fn keeps_first() -> bool {
    false
}
