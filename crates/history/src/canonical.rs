//! Canonical bytes: deterministic CBOR (RFC 8949 §4.2.1) with integer keys in ascending order, shortest integers, definite
//! lengths. What is not canonical is refused, so that one edit has one id.

use cunji_domain::record::Value;
use minicbor::data::Type;
use minicbor::{Decoder, Encoder};

/// How deep lists may nest in a value.
const DEEPEST: usize = 4;

/// Why bytes are not the canonical form of what they claim to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    /// Not CBOR, cut short, or followed by more.
    #[error("not well-formed CBOR")]
    Malformed,
    /// CBOR, but not shaped as the definition says.
    #[error("unexpected shape: {0}")]
    Shape(&'static str),
    /// Another encoding of the same would be the canonical one.
    #[error("not in canonical form")]
    NotCanonical,
}

impl From<minicbor::decode::Error> for CanonicalError {
    fn from(_: minicbor::decode::Error) -> Self {
        Self::Malformed
    }
}

/// Writes canonical CBOR into a vector. Encoding into memory cannot fail, so its results are passed over.
pub struct Writer(Encoder<Vec<u8>>);

impl Default for Writer {
    fn default() -> Self {
        Self(Encoder::new(Vec::new()))
    }
}

impl Writer {
    /// The head of an array of `length` items.
    pub fn array(&mut self, length: usize) -> &mut Self {
        let _ = self.0.array(length as u64);
        self
    }

    /// The head of a map of `length` pairs.
    pub fn map(&mut self, length: usize) -> &mut Self {
        let _ = self.0.map(length as u64);
        self
    }

    /// An integer.
    pub fn int(&mut self, number: i64) -> &mut Self {
        let _ = self.0.i64(number);
        self
    }

    /// Text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        let _ = self.0.str(text);
        self
    }

    /// Bytes.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        let _ = self.0.bytes(bytes);
        self
    }

    /// Bytes, or null.
    pub fn bytes_or_null(&mut self, bytes: Option<&[u8]>) -> &mut Self {
        match bytes {
            Some(bytes) => self.bytes(bytes),
            None => self.value(&Value::Null),
        }
    }

    /// A value of a field.
    pub fn value(&mut self, value: &Value) -> &mut Self {
        match value {
            Value::Null => {
                let _ = self.0.null();
            }
            Value::Bool(yes) => {
                let _ = self.0.bool(*yes);
            }
            Value::Int(number) => {
                self.int(*number);
            }
            Value::Text(text) => {
                self.text(text);
            }
            Value::Bytes(bytes) => {
                self.bytes(bytes);
            }
            Value::List(parts) => {
                self.array(parts.len());
                for part in parts {
                    self.value(part);
                }
            }
        }
        self
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_writer()
    }
}

/// Reads definite-length CBOR without allocating for a length it has not seen the bytes of.
pub struct Reader<'b>(Decoder<'b>);

impl<'b> Reader<'b> {
    /// Reads from the beginning of `bytes`.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self(Decoder::new(bytes))
    }

    /// The number of items of the array that begins here.
    ///
    /// # Errors
    /// It is no array, or of indefinite length.
    pub fn array(&mut self) -> Result<usize, CanonicalError> {
        let length = self.0.array()?.ok_or(CanonicalError::Shape("an array of indefinite length"))?;
        self.fits(length)
    }

    /// The number of pairs of the map that begins here.
    ///
    /// # Errors
    /// It is no map, or of indefinite length.
    pub fn map(&mut self) -> Result<usize, CanonicalError> {
        let length = self.0.map()?.ok_or(CanonicalError::Shape("a map of indefinite length"))?;
        self.fits(length)
    }

    // Every item takes a byte at least: a longer claim is refused before anybody allocates for it.
    fn fits(&self, length: u64) -> Result<usize, CanonicalError> {
        let left = self.0.input().len().saturating_sub(self.0.position());
        usize::try_from(length).ok().filter(|length| *length <= left).ok_or(CanonicalError::Malformed)
    }

    /// An integer.
    ///
    /// # Errors
    /// It is none, or beyond 64 bits with sign.
    pub fn int(&mut self) -> Result<i64, CanonicalError> {
        Ok(self.0.i64()?)
    }

    /// An integer that fits a narrower type.
    ///
    /// # Errors
    /// It is none or does not fit.
    pub fn narrow<N: TryFrom<i64>>(&mut self) -> Result<N, CanonicalError> {
        N::try_from(self.int()?).map_err(|_| CanonicalError::Shape("a number out of range"))
    }

    /// Text.
    ///
    /// # Errors
    /// It is none, or not UTF-8.
    pub fn text(&mut self) -> Result<&'b str, CanonicalError> {
        Ok(self.0.str()?)
    }

    /// Bytes.
    ///
    /// # Errors
    /// They are none, or of indefinite length.
    pub fn bytes(&mut self) -> Result<&'b [u8], CanonicalError> {
        Ok(self.0.bytes()?)
    }

    /// Bytes of a known length.
    ///
    /// # Errors
    /// They are none, or of another length.
    pub fn fixed<const N: usize>(&mut self) -> Result<[u8; N], CanonicalError> {
        self.bytes()?.try_into().map_err(|_| CanonicalError::Shape("bytes of another length"))
    }

    /// Whether null stands here; it is passed over if so.
    ///
    /// # Errors
    /// The bytes end here.
    pub fn skip_null(&mut self) -> Result<bool, CanonicalError> {
        if self.0.datatype()? == Type::Null {
            self.0.null()?;
            return Ok(true);
        }
        Ok(false)
    }

    /// A value of a field.
    ///
    /// # Errors
    /// It is of a type that values don't have, or nested too deep.
    pub fn value(&mut self) -> Result<Value, CanonicalError> {
        self.value_within(DEEPEST)
    }

    fn value_within(&mut self, depth: usize) -> Result<Value, CanonicalError> {
        match self.0.datatype()? {
            Type::Null => Ok(self.0.null().map(|()| Value::Null)?),
            Type::Bool => Ok(Value::Bool(self.0.bool()?)),
            Type::String => Ok(Value::Text(self.text()?.to_owned())),
            Type::Bytes => Ok(Value::Bytes(self.bytes()?.to_vec())),
            Type::Array if depth > 0 => {
                let length = self.array()?;
                (0..length).map(|_| self.value_within(depth - 1)).collect::<Result<_, _>>().map(Value::List)
            }
            Type::U8 | Type::U16 | Type::U32 | Type::U64 | Type::I8 | Type::I16 | Type::I32 | Type::I64 => {
                Ok(Value::Int(self.int()?))
            }
            _ => Err(CanonicalError::Shape("a value of another type")),
        }
    }

    /// How many bytes have been read.
    pub fn position(&self) -> usize {
        self.0.position()
    }

    /// Passes over one item of any type.
    ///
    /// # Errors
    /// The item is not well formed.
    pub fn skip(&mut self) -> Result<(), CanonicalError> {
        Ok(self.0.skip()?)
    }

    /// Nothing may follow.
    ///
    /// # Errors
    /// Something does.
    pub fn end(&self) -> Result<(), CanonicalError> {
        if self.0.position() == self.0.input().len() { Ok(()) } else { Err(CanonicalError::Malformed) }
    }
}
