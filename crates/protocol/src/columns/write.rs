//! Writing a column: every coding that fits is tried, the one that will cost least is taken.

use std::collections::BTreeMap;

use cunji_domain::record::Value;
use cunji_history::canonical::Writer;

use super::{bits, coding, encoding, estimate};
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

    fn cost(&self) -> f64 {
        estimate::cost([self.bytes.as_slice(), self.text.as_slice()].into_iter())
    }
}

/// Codes a column of at least one value; its texts are appended to the frame's text section.
pub(crate) fn write(values: &[Value], text: &mut Vec<u8>) -> Coded {
    let coded = smallest(values);
    text.extend_from_slice(&coded.text);
    coded
}

fn smallest(values: &[Value]) -> Coded {
    let mut candidates = vec![];
    if let [first, others @ ..] = values
        && others.iter().all(|value| value == first)
    {
        candidates.push(Coded::new(2, |w| {
            w.int(coding::SAME).value(first);
        }));
    } else {
        candidates.push(plain(values));
        if let Some(numbers) = values.iter().map(Value::as_int).collect::<Option<Vec<_>>>() {
            candidates.extend(integers(&numbers));
        }
        candidates.extend(dictionary(values));
        candidates.extend(fixed(values));
    }
    candidates.extend(texts(values));
    let least = candidates.into_iter().map(|coded| (coded.cost(), coded)).min_by(|a, b| a.0.total_cmp(&b.0));
    least.map_or_else(|| plain(values), |(_, coded)| coded)
}

fn plain(values: &[Value]) -> Coded {
    Coded::new(2, |w| {
        w.int(coding::PLAIN).array(values.len());
        for value in values {
            w.value(value);
        }
    })
}

// Offsets and steps, each with as few bits as it takes and in whole bytes: those are larger, but a compressor sees more in
// them.
fn integers(numbers: &[i64]) -> Vec<Coded> {
    let steps: Vec<i64> = numbers.windows(2).map(|pair| pair[1].wrapping_sub(pair[0])).collect();
    let mut candidates = Vec::new();
    for whole_bytes in [false, true] {
        if let Some((least, width, packed)) = packed(numbers, whole_bytes) {
            candidates.push(Coded::new(4, |w| {
                w.int(coding::OFFSETS).int(least).int(i64::from(width)).bytes(&packed);
            }));
        }
        if let (Some((least, width, packed)), Some(first)) = (packed(&steps, whole_bytes), numbers.first()) {
            candidates.push(Coded::new(5, |w| {
                w.int(coding::STEPS).int(*first).int(least).int(i64::from(width)).bytes(&packed);
            }));
        }
    }
    candidates
}

// The least of the numbers, the bits that their distances from it take, and these distances.
fn packed(numbers: &[i64], whole_bytes: bool) -> Option<(i64, u32, Vec<u8>)> {
    let least = *numbers.iter().min()?;
    let distance = |number: &i64| number.wrapping_sub(least) as u64;
    let width = width_of(numbers.iter().map(distance).max()?, whole_bytes);
    Some((least, width, bits::pack(numbers.iter().map(distance), width)))
}

fn width_of(largest: u64, whole_bytes: bool) -> u32 {
    let width = bits::needed(largest);
    if whole_bytes { width.next_multiple_of(8) } else { width }
}

fn dictionary(values: &[Value]) -> Vec<Coded> {
    let mut entries: Vec<&Value> = values.iter().collect();
    entries.sort_unstable();
    entries.dedup();
    if entries.len() == values.len() {
        return Vec::new();
    }
    let places: BTreeMap<&Value, u64> = entries.iter().copied().zip(0..).collect();
    let code = |whole_bytes| {
        let width = width_of(entries.len() as u64 - 1, whole_bytes);
        let indices = values.iter().filter_map(|value| places.get(value).copied());
        let packed = bits::pack(indices, width);
        Coded::new(4, |w| {
            w.int(coding::DICTIONARY).array(entries.len());
            for entry in &entries {
                w.value(entry);
            }
            w.int(i64::from(width)).bytes(&packed);
        })
    };
    vec![code(false), code(true)]
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

fn texts(values: &[Value]) -> Vec<Coded> {
    let Some(texts) = values.iter().map(Value::as_text).collect::<Option<Vec<_>>>() else { return Vec::new() };
    let (mut encodings, mut strings) = (Vec::new(), Vec::new());
    for text in texts {
        // Plain ASCII is the same in both; GB18030 keeps the column of encodings uniform.
        let (number, bytes) = match gb18030::encode(text) {
            Some(bytes) => (encoding::GB18030, bytes),
            None => (encoding::UTF8, text.as_bytes().to_vec()),
        };
        encodings.push(Value::Int(number));
        strings.push(bytes);
    }
    let encodings = smallest(&encodings);
    if strings.iter().any(|string| string.contains(&0)) {
        let lengths: Vec<Value> = strings.iter().map(|string| Value::Int(string.len() as i64)).collect();
        return vec![text_column(coding::TEXT, &[encodings, smallest(&lengths)], strings.concat())];
    }
    strings.iter_mut().for_each(|string| string.push(0));
    vec![text_column(coding::ENDED_TEXT, &[encodings], strings.concat())]
}

fn text_column(number: i64, parts: &[Coded], text: Vec<u8>) -> Coded {
    let mut coded = Coded::new(1 + parts.len(), |w| {
        w.int(number);
    });
    for part in parts {
        let mut head = Writer::default();
        head.array(part.items);
        coded.bytes.extend(head.into_bytes());
        coded.bytes.extend_from_slice(&part.bytes);
    }
    coded.text = text;
    coded
}
