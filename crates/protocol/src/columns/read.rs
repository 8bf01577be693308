//! Reading a column: bounded before it allocates, wrapping arithmetic, no panic whatever the bytes.

use cunji_domain::record::Value;
use cunji_history::canonical::Reader;

use super::bits::{Unpack, packed_length};
use super::{Budget, coding, encoding, weight};
use crate::fault::FrameFault;
use crate::gb18030;

const INT: usize = 32;

/// Reads a column of `count` values that is coded in `items` CBOR items. Texts are taken from the front of `text`.
pub(crate) fn read(
    r: &mut Reader<'_>,
    items: usize,
    count: usize,
    text: &mut &[u8],
    budget: &mut Budget,
) -> Result<Vec<Value>, FrameFault> {
    match (r.int()?, items) {
        (coding::TEXT, 3) => {
            let encodings = integers(r, count, budget)?;
            let lengths = integers(r, count, budget)?;
            let taken = encodings.into_iter().zip(lengths);
            taken.map(|(encoding, length)| decode(encoding, take_length(text, length)?, budget)).collect()
        }
        (coding::ENDED_TEXT, 2) => {
            let encodings = integers(r, count, budget)?;
            encodings.into_iter().map(|encoding| decode(encoding, take_ended(text)?, budget)).collect()
        }
        (number, items) => without_text(r, number, items, count, budget),
    }
}

fn without_text(
    r: &mut Reader<'_>,
    number: i64,
    items: usize,
    count: usize,
    budget: &mut Budget,
) -> Result<Vec<Value>, FrameFault> {
    match (number, items) {
        (coding::SAME, 2) => {
            let value = r.value()?;
            budget.take(weight(&value).saturating_mul(count))?;
            Ok(vec![value; count])
        }
        (coding::OFFSETS, 4) => {
            let least = r.int()?;
            budget.take(count.saturating_mul(INT))?;
            let mut numbers = packed(r, count)?;
            Ok((0..count).map(|_| Value::Int(least.wrapping_add(numbers.next() as i64))).collect())
        }
        (coding::STEPS, 5) => steps(r, count, budget),
        (coding::DICTIONARY, 4) => dictionary(r, count, budget),
        (coding::FIXED, 3) => fixed(r, count, budget),
        (coding::PLAIN, 2) => {
            if r.array()? != count {
                return Err(FrameFault::Malformed("a plain column of another length"));
            }
            let mut values = Vec::new();
            for _ in 0..count {
                let value = r.value()?;
                budget.take(weight(&value))?;
                values.push(value);
            }
            Ok(values)
        }
        _ => Err(FrameFault::Malformed("an unknown coding")),
    }
}

// The bits and the packed numbers of a column that holds `count` of them.
fn packed<'b>(r: &mut Reader<'b>, count: usize) -> Result<Unpack<'b>, FrameFault> {
    let bits: u32 = r.narrow()?;
    let bytes = r.bytes()?;
    if bits > u64::BITS || packed_length(count, bits) != Some(bytes.len()) {
        return Err(FrameFault::Malformed("packed numbers of another length"));
    }
    Ok(Unpack::new(bytes, bits))
}

fn steps(r: &mut Reader<'_>, count: usize, budget: &mut Budget) -> Result<Vec<Value>, FrameFault> {
    let (mut current, least) = (r.int()?, r.int()?);
    let following = count.checked_sub(1).ok_or(FrameFault::Malformed("steps without a first number"))?;
    budget.take(count.saturating_mul(INT))?;
    let mut numbers = packed(r, following)?;
    let mut values = Vec::with_capacity(count);
    values.push(Value::Int(current));
    for _ in 0..following {
        current = current.wrapping_add(least).wrapping_add(numbers.next() as i64);
        values.push(Value::Int(current));
    }
    Ok(values)
}

fn dictionary(r: &mut Reader<'_>, count: usize, budget: &mut Budget) -> Result<Vec<Value>, FrameFault> {
    let length = r.array()?;
    let mut entries = Vec::new();
    for _ in 0..length {
        let entry = r.value()?;
        budget.take(weight(&entry))?;
        entries.push(entry);
    }
    let mut indices = packed(r, count)?;
    let mut values = Vec::new();
    for _ in 0..count {
        let index = usize::try_from(indices.next()).unwrap_or(usize::MAX);
        let entry = entries.get(index).ok_or(FrameFault::Malformed("an index beyond the dictionary"))?;
        budget.take(weight(entry))?;
        values.push(entry.clone());
    }
    Ok(values)
}

fn fixed(r: &mut Reader<'_>, count: usize, budget: &mut Budget) -> Result<Vec<Value>, FrameFault> {
    let length: usize = r.narrow()?;
    let bytes = r.bytes()?;
    if length.checked_mul(count) != Some(bytes.len()) {
        return Err(FrameFault::Malformed("fixed strings of another length"));
    }
    budget.take(count.saturating_mul(INT).saturating_add(bytes.len()))?;
    if length == 0 {
        return Ok(vec![Value::Bytes(Vec::new()); count]);
    }
    Ok(bytes.chunks_exact(length).map(|string| Value::Bytes(string.to_vec())).collect())
}

// The next text of this length.
fn take_length<'t>(text: &mut &'t [u8], length: i64) -> Result<&'t [u8], FrameFault> {
    let length = usize::try_from(length).ok().filter(|length| *length <= text.len());
    let (bytes, after) = text.split_at(length.ok_or(FrameFault::Malformed("a text beyond the text section"))?);
    *text = after;
    Ok(bytes)
}

// The next text up to its zero byte.
fn take_ended<'t>(text: &mut &'t [u8]) -> Result<&'t [u8], FrameFault> {
    let end = text.iter().position(|byte| *byte == 0).ok_or(FrameFault::Malformed("a text without its end"))?;
    let (bytes, after) = text.split_at(end);
    *text = &after[1..];
    Ok(bytes)
}

fn decode(encoding: i64, bytes: &[u8], budget: &mut Budget) -> Result<Value, FrameFault> {
    // A character of GB18030 takes at most three bytes of UTF-8 for two of its own.
    budget.take(INT.saturating_add(bytes.len().saturating_mul(2)))?;
    let decoded = match encoding {
        encoding::UTF8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
        encoding::GB18030 => gb18030::decode(bytes),
        _ => None,
    };
    decoded.map(Value::Text).ok_or(FrameFault::Malformed("a text in another encoding"))
}

fn integers(r: &mut Reader<'_>, count: usize, budget: &mut Budget) -> Result<Vec<i64>, FrameFault> {
    let items = r.array()?;
    let number = r.int()?;
    let values = without_text(r, number, items, count, budget)?;
    values
        .iter()
        .map(Value::as_int)
        .collect::<Option<_>>()
        .ok_or(FrameFault::Malformed("a column that is not of integers"))
}
