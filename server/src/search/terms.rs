//! The terms of a text: small letters and digits alone, so that both databases see the same ones.

use std::collections::BTreeSet;

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::KindNumber;
use data_encoding::HEXLOWER;

/// So much of a word that is not Chinese is its term.
pub(super) const LONGEST: usize = 40;

/// A piece of a text without a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// Where it begins, in characters.
    pub at: usize,
    /// Its characters, folded.
    pub characters: Vec<char>,
    /// Whether they are Chinese.
    pub chinese: bool,
}

/// The pieces of a text: Chinese ones, and words of other letters and digits.
pub(super) fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open = false;
    for (at, character) in text.chars().map(folded).enumerate() {
        let chinese = is_chinese(character);
        if !chinese && !character.is_alphanumeric() {
            open = false;
            continue;
        }
        match runs.last_mut().filter(|run| open && run.chinese == chinese) {
            Some(run) => run.characters.push(character),
            None => runs.push(Run { at, characters: vec![character], chinese }),
        }
        open = true;
    }
    runs
}

/// A character as it is compared: a full-width letter or digit is the plain one, a capital the small one. One stays one, so that what
/// is found stands where it stood.
pub(super) fn folded(character: char) -> char {
    let plain = match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        other => other,
    };
    plain.to_lowercase().next().unwrap_or(plain)
}

fn is_chinese(character: char) -> bool {
    matches!(character,
        '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Everything that a text can be found by.
pub(super) fn terms_of(text: &str) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    for run in runs(text) {
        if run.chinese {
            terms.extend(run.characters.chunks(1).map(chinese));
            terms.extend(run.characters.windows(2).map(chinese));
        } else {
            terms.insert(other(&run.characters));
        }
    }
    terms
}

/// Everything that a record can be found by: what it says, what it is, where, and who wrote it.
pub fn terms_of_record<'t>(
    kind: KindNumber,
    space: &DivisionCode,
    author: &PersonId,
    texts: impl Iterator<Item = &'t str>,
) -> BTreeSet<String> {
    let mut terms: BTreeSet<String> = texts.flat_map(terms_of).collect();
    terms.extend([of_kind(kind), of_person(author)]);
    let mut division = Some(space.clone());
    while let Some(code) = division {
        terms.insert(of_division(&code));
        division = code.parent();
    }
    terms
}

/// One Chinese character or two neighbours.
pub(super) fn chinese(characters: &[char]) -> String {
    let mut term = "c".to_owned();
    for character in characters {
        match u32::from(*character) {
            code @ ..0x1_0000 => term.push_str(&format!("{code:04x}")),
            code => term.push_str(&format!("z{code:06x}")),
        }
    }
    term
}

/// A word of other letters and digits.
pub(super) fn other(characters: &[char]) -> String {
    let word: String = characters.iter().take(LONGEST).collect();
    if word.is_ascii() { format!("l{word}") } else { format!("x{}", HEXLOWER.encode(word.as_bytes())) }
}

/// That a record is of a kind.
pub(super) fn of_kind(kind: KindNumber) -> String {
    format!("k{kind}")
}

/// That a record is of a division or of one below it.
pub(super) fn of_division(division: &DivisionCode) -> String {
    format!("d{division}")
}

/// That somebody wrote a record.
pub(super) fn of_person(person: &PersonId) -> String {
    format!("p{}", HEXLOWER.encode(person.as_str().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_pairs_and_words_are_terms() {
        let terms = terms_of("磨沟村,5号。Wi-Fi ABC1");
        let expected = ["c78e8", "c6c9f", "c6751", "c78e86c9f", "c6c9f6751", "l5", "c53f7", "lwi", "lfi", "labc1"];
        assert_eq!(terms, expected.into_iter().map(str::to_owned).collect());
        assert!(!terms.contains(&chinese(&['村', '号'])), "no pair reaches over a gap");
    }

    #[test]
    fn whatever_is_written_its_terms_are_small_letters_and_digits() {
        for text in ["𠮷野家", "Ünïcode Привет", "ABC", "' \" & | ( ) *:", "〇三", "e\u{301}", "İ", "\u{0}\u{1f600}"]
        {
            for term in terms_of(text) {
                assert!(term.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{text}: {term}");
            }
        }
        assert!(terms_of("𠮷").contains("cz020bb7"));
        assert_eq!(terms_of("ABC"), terms_of("abc"));
    }
}
