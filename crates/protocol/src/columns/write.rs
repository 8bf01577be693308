//! Writing a column: every coding that fits is tried, the smallest is taken.

use std::collections::BTreeMap;

use cunji_domain::record::Value;
use cunji_history::canonical::Writer;

use super::{bits, coding, encoding};
use crate::gb18030;

/// A column as it is written, without its address: how many items, and their bytes.
pub(crate) struct Coded {
    /// How many CBOR items there are.
    pub items: usize,
    /// The items.
    pub bytes: Vec<u8>,
    // What it puts into the frame's text section.
    text: Vec<u8>,
}

impl Coded {
    fn new(items: usize, write: impl FnOnce(&mut Writer)) -> Self {
        let mut w = Writer::default();
        write(&mut w);
        Self { items, bytes: w.into_bytes(), text: Vec::new() }
    }

    fn size(&self) -> usize {
        self.bytes.len() + self.text.len()
    }
}

/// Codes a column of at least one value; its texts are appended to the frame's text section.
pub(crate) fn write(values: &[Value], text: &mut Vec<u8>) -> Coded {
    let coded = smallest(values);
    text.extend_from_slice(&coded.text);
    coded
}

fn smallest(values: &[Value]) -> Coded {
    if let [first, others @ ..] = values
        && others.iter().all(|value| value == first)
    {
        let same = Coded::new(2, |w| {
            w.int(coding::SAME).value(first);
        });
        // One long text belongs into the text section all the same.
        return match texts(values) {
            Some(text) if text.size() < same.size() => text,
            _ => same,
        };
    }
    let candidates = [integers(values), steps(values), dictionary(values), fixed(values), texts(values)];
    candidates.into_iter().flatten().chain([plain(values)]).min_by_key(Coded::size).unwrap_or_else(|| plain(values))
}

fn plain(values: &[Value]) -> Coded {
    Coded::new(2, |w| {
        w.int(coding::PLAIN).array(values.len());
        for value in values {
            w.value(value);
        }
    })
}

fn as_integers(values: &[Value]) -> Option<Vec<i64>> {
    values.iter().map(Value::as_int).collect()
}

fn integers(values: &[Value]) -> Option<Coded> {
    let numbers = as_integers(values)?;
    let (least, packed, width) = offsets(&numbers)?;
    Some(Coded::new(4, |w| {
        w.int(coding::OFFSETS).int(least).int(i64::from(width)).bytes(&packed);
    }))
}

fn steps(values: &[Value]) -> Option<Coded> {
    let numbers = as_integers(values)?;
    let first = *numbers.first()?;
    let steps: Vec<i64> = numbers.windows(2).map(|pair| pair[1].wrapping_sub(pair[0])).collect();
    let (least, packed, width) = offsets(&steps)?;
    Some(Coded::new(5, |w| {
        w.int(coding::STEPS).int(first).int(least).int(i64::from(width)).bytes(&packed);
    }))
}

// The least of the numbers and their packed distances from it.
fn offsets(numbers: &[i64]) -> Option<(i64, Vec<u8>, u32)> {
    let least = *numbers.iter().min()?;
    let distance = |number: &i64| number.wrapping_sub(least) as u64;
    let width = bits::needed(numbers.iter().map(distance).max()?);
    Some((least, bits::pack(numbers.iter().map(distance), width), width))
}

fn dictionary(values: &[Value]) -> Option<Coded> {
    let mut places = BTreeMap::new();
    let mut entries = Vec::new();
    let indices: Vec<u64> = values
        .iter()
        .map(|value| {
            *places.entry(value).or_insert_with(|| {
                entries.push(value);
                entries.len() as u64 - 1
            })
        })
        .collect();
    if entries.len() == values.len() {
        return None;
    }
    let width = bits::needed(entries.len() as u64 - 1);
    let packed = bits::pack(indices.into_iter(), width);
    Some(Coded::new(4, |w| {
        w.int(coding::DICTIONARY).array(entries.len());
        for entry in entries {
            w.value(entry);
        }
        w.int(i64::from(width)).bytes(&packed);
    }))
}

fn fixed(values: &[Value]) -> Option<Coded> {
    let strings: Vec<&[u8]> = values.iter().map(Value::as_bytes).collect::<Option<_>>()?;
    let length = strings.first()?.len();
    if strings.iter().any(|string| string.len() != length) {
        return None;
    }
    Some(Coded::new(3, |w| {
        w.int(coding::FIXED).int(length as i64).bytes(&strings.concat());
    }))
}

fn texts(values: &[Value]) -> Option<Coded> {
    let texts: Vec<&str> = values.iter().map(Value::as_text).collect::<Option<_>>()?;
    let mut text = Vec::new();
    let (mut encodings, mut lengths) = (Vec::new(), Vec::new());
    for one in texts {
        let before = text.len();
        // Plain ASCII is the same in both; GB18030 keeps the column of encodings uniform.
        let (number, bytes) = match gb18030::encode(one) {
            Some(bytes) => (encoding::GB18030, bytes),
            None => (encoding::UTF8, one.as_bytes().to_vec()),
        };
        text.extend_from_slice(&bytes);
        encodings.push(Value::Int(number));
        lengths.push(Value::Int((text.len() - before) as i64));
    }
    let (encodings, lengths) = (smallest(&encodings), smallest(&lengths));
    let mut coded = Coded::new(3, |w| {
        w.int(coding::TEXT);
    });
    for part in [encodings, lengths] {
        let mut head = Writer::default();
        head.array(part.items);
        coded.bytes.extend(head.into_bytes());
        coded.bytes.extend(part.bytes);
    }
    coded.text = text;
    Some(coded)
}
