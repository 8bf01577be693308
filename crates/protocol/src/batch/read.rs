//! Columns → entries, within bounds that are checked before anything is allocated.

use std::collections::BTreeMap;
use std::vec::IntoIter;

use cunji_domain::record::{RecordId, Value};
use cunji_history::canonical::Reader;
use cunji_history::{EditId, Op, Salt};

use super::address::{self, Address};
use super::shape::{Shape, op};
use super::{Content, DeliveredRow, ParentRef, Row, Way, evidence};
use crate::columns::{self, Budget};
use crate::fault::{FrameFault, within};
use crate::limits;
use crate::wire;

/// The columns of a batch while its entries are put together.
pub(super) struct Columns(BTreeMap<Address, IntoIter<Value>>);

impl Columns {
    /// The next value of a column.
    pub fn take(&mut self, address: Address) -> Result<Value, FrameFault> {
        let value = self.0.get_mut(&address).and_then(Iterator::next);
        value.ok_or(FrameFault::Malformed("a column with too few values"))
    }

    fn integer<N: TryFrom<i64>>(&mut self, address: Address) -> Result<N, FrameFault> {
        integer(&self.take(address)?)
    }

    fn text(&mut self, address: Address) -> Result<String, FrameFault> {
        match self.take(address)? {
            Value::Text(text) => Ok(text),
            _ => Err(FrameFault::Malformed("a text column of other values")),
        }
    }

    fn bytes<const N: usize>(&mut self, address: Address) -> Result<[u8; N], FrameFault> {
        fixed_bytes(&self.take(address)?)
    }
}

/// An integer that fits a narrower type.
pub(super) fn integer<N: TryFrom<i64>>(value: &Value) -> Result<N, FrameFault> {
    let number = value.as_int().and_then(|number| N::try_from(number).ok());
    number.ok_or(FrameFault::Malformed("a number out of range"))
}

fn fixed_bytes<const N: usize>(value: &Value) -> Result<[u8; N], FrameFault> {
    let bytes = value.as_bytes().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or(FrameFault::Malformed("bytes of another length"))
}

/// Reads the rows of a frame: `batch` is the CBOR map, `text` the frame's texts.
pub(crate) fn read(batch: &[u8], text: &[u8], way: Way) -> Result<Vec<Row>, FrameFault> {
    let (mut count, mut shapes, mut coded) = (None, None, None);
    let mut r = Reader::new(batch);
    wire::read_map(&mut r, |key, r| {
        match key {
            1 => count = Some(r.narrow::<usize>()?),
            2 => shapes = Some(wire::raw_item(r, batch)?),
            3 => coded = Some(wire::raw_item(r, batch)?),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    r.end()?;
    let (Some(count), Some(shapes), Some(coded)) = (count, shapes, coded) else {
        return Err(FrameFault::Malformed("a batch with a part missing"));
    };
    within(count, limits::FRAME_ENTRIES, "FRAME_ENTRIES")?;
    if count == 0 {
        return Err(FrameFault::Malformed("a batch without entries"));
    }
    let shapes = read_shapes(shapes)?;
    let mut read = ColumnReader {
        r: Reader::new(coded),
        left: 0,
        text,
        budget: Budget::new(limits::FRAME_UNFOLDED),
        columns: BTreeMap::new(),
    };
    read.left = read.r.array()?;
    let indices = read.shape_indices(count)?;
    let shapes: Vec<&Shape> = indices
        .into_iter()
        .map(|index| shapes.get(index))
        .collect::<Option<_>>()
        .ok_or(FrameFault::Malformed("a shape that is not listed"))?;
    let expected = expected_counts(&shapes, way)?;
    read.all(expected, count, way)?;
    let mut columns = Columns(read.columns);
    shapes.into_iter().map(|shape| read_row(&mut columns, shape, way)).collect()
}

fn read_shapes(bytes: &[u8]) -> Result<Vec<Shape>, FrameFault> {
    let mut r = Reader::new(bytes);
    let length = within(r.array()?, limits::FRAME_SHAPES, "FRAME_SHAPES")?;
    (0..length).map(|_| Shape::read(&mut r)).collect()
}

// How many values each column must hold.
fn expected_counts(shapes: &[&Shape], way: Way) -> Result<BTreeMap<Address, usize>, FrameFault> {
    let mut counts = BTreeMap::new();
    let mut values = 0_usize;
    for shape in shapes {
        let down: &[Address] = match way {
            Way::Up => &[],
            Way::Down if shape.is_erased() => &[address::LOG_NUMBER, address::DEVICE, address::CHAIN_NUMBER],
            Way::Down => &[address::LOG_NUMBER, address::DEVICE, address::CHAIN_NUMBER, address::SALT],
        };
        for address in shape.addresses().chain(down.iter().copied()) {
            values += 1;
            within(values, limits::FRAME_VALUES, "FRAME_VALUES")?;
            *counts.entry(address).or_insert(0) += 1;
        }
    }
    Ok(counts)
}

struct ColumnReader<'b> {
    r: Reader<'b>,
    left: usize,
    text: &'b [u8],
    budget: Budget,
    columns: BTreeMap<Address, IntoIter<Value>>,
}

impl ColumnReader<'_> {
    // The head of the next column: its address and how many items follow.
    fn head(&mut self) -> Result<(Address, usize), FrameFault> {
        self.left = self.left.checked_sub(1).ok_or(FrameFault::Malformed("a column is missing"))?;
        let items = self.r.array()?.checked_sub(1).ok_or(FrameFault::Malformed("a column"))?;
        Ok((Address::read(&mut self.r)?, items))
    }

    fn values(&mut self, items: usize, count: usize) -> Result<Vec<Value>, FrameFault> {
        columns::read(&mut self.r, items, count, &mut self.text, &mut self.budget)
    }

    fn shape_indices(&mut self, count: usize) -> Result<Vec<usize>, FrameFault> {
        let (address, items) = self.head()?;
        if address != address::SHAPE {
            return Err(FrameFault::Malformed("a batch that does not begin with its shapes"));
        }
        self.values(items, count)?.iter().map(integer).collect()
    }

    // Reads all columns; their addresses ascend, and each is expected by a shape or by the mask of evidence.
    fn all(&mut self, mut expected: BTreeMap<Address, usize>, count: usize, way: Way) -> Result<(), FrameFault> {
        let mut last = address::SHAPE;
        while self.left > 0 {
            let (address, items) = self.head()?;
            if address <= last {
                return Err(FrameFault::Malformed("columns out of order"));
            }
            last = address;
            let is_mask = address == evidence::MASK && way == Way::Up;
            let due = if is_mask { Some(count) } else { expected.remove(&address) };
            let values = self.values(items, due.ok_or(FrameFault::Malformed("a column that no shape asks for"))?)?;
            if is_mask {
                for value in &values {
                    for address in evidence::addresses(integer(value)?)? {
                        *expected.entry(address).or_insert(0) += 1;
                    }
                }
            }
            self.columns.insert(address, values.into_iter());
        }
        self.r.end()?;
        if !expected.is_empty() {
            return Err(FrameFault::Malformed("a column is missing"));
        }
        if !self.text.is_empty() {
            return Err(FrameFault::Malformed("text that no column asks for"));
        }
        Ok(())
    }
}

fn read_row(columns: &mut Columns, shape: &Shape, way: Way) -> Result<Row, FrameFault> {
    let written_at = columns.integer(address::WRITTEN_AT)?;
    let parents = (0..shape.parents).map(|_| read_parent(columns)).collect::<Result<_, _>>()?;
    let content = if shape.is_erased() {
        let edit = EditId(columns.bytes(Address::op(shape.kind, op::ERASED, 0, 0))?);
        let record = RecordId(columns.bytes(Address::op(shape.kind, op::ERASED, 0, 1))?);
        Content::Erased { edit, record }
    } else {
        let author = columns.text(address::AUTHOR)?.parse().map_err(|_| FrameFault::Malformed("an author"))?;
        let key = shape
            .key_parts
            .map(|parts| (0..parts).map(|part| columns.take(Address::key(shape.kind, part))).collect())
            .transpose()?;
        let ops = shape.ops.iter().map(|(operation, field)| read_op(columns, shape.kind, *operation, *field));
        Content::Edit { author, key, ops: ops.collect::<Result<_, _>>()? }
    };
    let evidence = match columns.0.get_mut(&evidence::MASK).and_then(Iterator::next) {
        Some(mask) => evidence::read(columns, integer(&mask)?, written_at)?,
        None => None,
    };
    let delivered = if way == Way::Down { Some(read_delivered(columns, shape.is_erased())?) } else { None };
    Ok(Row { kind: shape.kind, schema: shape.schema, parents, content, written_at, evidence, delivered })
}

fn read_parent(columns: &mut Columns) -> Result<ParentRef, FrameFault> {
    match columns.take(address::PARENT)? {
        number @ Value::Int(_) => Ok(ParentRef::Number(integer(&number)?)),
        id => Ok(ParentRef::Id(EditId(fixed_bytes(&id)?))),
    }
}

fn read_op(columns: &mut Columns, kind: u16, operation: u16, field: u16) -> Result<Op, FrameFault> {
    let at = |part| Address::op(kind, operation, field, part);
    Ok(match operation {
        op::PUT => Op::Put(field, columns.take(at(0))?),
        op::SPLICE => Op::Splice {
            field,
            at: columns.integer(at(0))?,
            delete: columns.integer(at(1))?,
            insert: columns.text(at(2))?,
        },
        op::ADD => Op::Add(field, columns.take(at(0))?, columns.take(at(1))?),
        op::REMOVE => Op::Remove(field, columns.take(at(0))?),
        op::WITHDRAW if field == 0 => Op::Withdraw(columns.text(at(0))?),
        _ => return Err(FrameFault::Malformed("an unknown operation")),
    })
}

fn read_delivered(columns: &mut Columns, erased: bool) -> Result<DeliveredRow, FrameFault> {
    Ok(DeliveredRow {
        log_number: columns.integer(address::LOG_NUMBER)?,
        device: columns.integer(address::DEVICE)?,
        chain_number: columns.integer(address::CHAIN_NUMBER)?,
        salt: if erased { None } else { Some(Salt(columns.bytes(address::SALT)?)) },
    })
}
