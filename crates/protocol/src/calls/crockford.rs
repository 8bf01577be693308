//! Crockford's base32: what codes are made of that people read out to each other.

/// No I, L, O, U.
pub(super) const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A character that no code has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Foreign {
    pub character: char,
    /// Its place, from 1, dashes and spaces not counted.
    pub place: usize,
}

/// Reads what was typed: case does not matter, O is 0, I and L are 1, dashes and spaces are ignored.
pub(super) fn normal_form(typed: &str) -> Result<String, Foreign> {
    let kept = typed.chars().filter(|character| !character.is_whitespace() && !matches!(character, '-' | '–' | '—'));
    let mut text = String::new();
    for (place, character) in kept.enumerate() {
        let upper = match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            upper => upper,
        };
        if value_of(upper).is_none() {
            return Err(Foreign { character, place: place + 1 });
        }
        text.push(upper);
    }
    Ok(text)
}

/// In groups of four, as it is read out.
pub(super) fn grouped(text: &str) -> String {
    let mut groups = String::with_capacity(text.len() + text.len() / 4);
    for (place, character) in text.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            groups.push('-');
        }
        groups.push(character);
    }
    groups
}

/// A character's value.
pub(super) fn value_of(character: char) -> Option<usize> {
    DIGITS.iter().position(|digit| char::from(*digit) == character)
}

/// The lowest 5 × `count` bits, the highest of them first.
pub(super) fn digits(bits: u64, count: usize) -> String {
    (0..count).rev().map(|place| char::from(DIGITS[(bits >> (5 * place) & 31) as usize])).collect()
}
