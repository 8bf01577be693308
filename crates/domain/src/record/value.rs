//! The generic value of a field, as it stands in an edit.

/// A value of an edit's operation. How it is to be read is told by the field's [`super::FieldType`]; a field that this
/// version does not know keeps its value as it came.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Nothing: a `Put` of it empties the field.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number; a day is its number since 1970-01-01, an instant its Unix seconds.
    Int(i64),
    /// Text that is replaced as a whole.
    Text(String),
    /// Bytes: an id, a hash.
    Bytes(Vec<u8>),
    /// Parts bound by one rule, in a fixed order.
    List(Vec<Value>),
}

impl Value {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        if let Self::Int(number) = self { Some(*number) } else { None }
    }

    /// The bytes, if they are.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// The parts, if it is a list.
    pub fn as_list(&self) -> Option<&[Value]> {
        if let Self::List(parts) = self { Some(parts) } else { None }
    }
}
