//! A piece of what was found, with the words that were asked for. Cut from the record as it stands, never kept.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use super::question::Question;
use super::terms::runs;
use super::texts::{Text, in_english};

/// So many characters are shown of a text.
const WIDTH: usize = 90;
/// …of which so many stand before the first word.
const BEFORE: usize = 18;
/// Texts of one record that are shown at most.
const MOST: usize = 2;

/// A word that was asked for, in the units by which browsers count (UTF-16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Mark {
    /// Where it begins.
    pub offset: usize,
    /// How long it is.
    pub length: usize,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Snippet {
    /// The field, by its name in code.
    pub field: String,
    /// The field, in Chinese.
    pub zh: String,
    /// The field, in English.
    pub en: String,
    /// The piece; an ellipsis where it was cut.
    pub text: String,
    /// The words in it.
    pub marks: Vec<Mark>,
}

/// What was found in a text: from which character on, how many, which word.
struct FoundWord {
    at: usize,
    length: usize,
    word: usize,
}

/// The pieces of a record that show the words; nothing if it does not hold all of them.
pub(super) fn snippets(texts: &[Text], question: &Question) -> Option<Vec<Snippet>> {
    let mut found: Vec<(&Text, Vec<FoundWord>)> =
        texts.iter().map(|text| (text, found_in(&text.text, question))).collect();
    let all: BTreeSet<usize> = found.iter().flat_map(|(_, words)| words.iter().map(|word| word.word)).collect();
    if all.len() < question.words().len() {
        return None;
    }
    let distinct = |words: &[FoundWord]| words.iter().map(|word| word.word).collect::<BTreeSet<_>>();
    found.sort_by_key(|(_, words)| std::cmp::Reverse(distinct(words).len()));
    let (mut shown, mut snippets) = (BTreeSet::new(), Vec::new());
    for (text, words) in found {
        let here = distinct(&words);
        if snippets.len() < MOST && !here.is_subset(&shown) {
            shown.extend(here);
            snippets.push(cut(text, words));
        }
    }
    Some(snippets)
}

fn found_in(text: &str, question: &Question) -> Vec<FoundWord> {
    let mut found = Vec::new();
    for run in runs(text) {
        for (word, asked) in question.words().iter().enumerate() {
            let places = asked.found_in(&run).into_iter();
            found.extend(places.map(|at| FoundWord { at: run.at + at, length: asked.characters.len(), word }));
        }
    }
    found.sort_by_key(|word| (word.at, std::cmp::Reverse(word.length)));
    found
}

fn cut(text: &Text, words: Vec<FoundWord>) -> Snippet {
    let characters: Vec<char> = text.text.chars().collect();
    let first = words.first().map_or(0, |word| word.at);
    // What fits is shown whole.
    let from = if characters.len() <= WIDTH { 0 } else { first.saturating_sub(BEFORE).min(characters.len() - WIDTH) };
    let to = (from + WIDTH).min(characters.len());
    let mut piece = Piece::default();
    if from > 0 {
        piece.push('…', false);
    }
    let mut marked_to = 0;
    let mut words = words.iter().peekable();
    for (at, character) in characters.iter().enumerate().take(to).skip(from) {
        while let Some(word) = words.next_if(|word| word.at <= at) {
            marked_to = marked_to.max(word.at + word.length);
        }
        piece.push(if character.is_control() { ' ' } else { *character }, at < marked_to);
    }
    if to < characters.len() {
        piece.push('…', false);
    }
    let (field, zh, en) = (text.name.to_owned(), text.zh.to_owned(), in_english(text.name));
    Snippet { field, zh, en, text: piece.text, marks: piece.marks }
}

/// A piece while it is written.
#[derive(Default)]
struct Piece {
    text: String,
    units: usize,
    marks: Vec<Mark>,
}

impl Piece {
    fn push(&mut self, character: char, marked: bool) {
        let (offset, length) = (self.units, character.len_utf16());
        self.text.push(character);
        self.units += length;
        if !marked {
            return;
        }
        match self.marks.last_mut().filter(|mark| mark.offset + mark.length == offset) {
            Some(mark) => mark.length += length,
            None => self.marks.push(Mark { offset, length }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &'static str, text: &str) -> Text {
        Text { name, zh: "日志正文", text: text.to_owned() }
    }

    fn of(texts: &[Text], typed: &str) -> Option<Vec<Snippet>> {
        snippets(texts, &Question::of(typed).unwrap())
    }

    fn marked(snippet: &Snippet) -> Vec<String> {
        let units: Vec<u16> = snippet.text.encode_utf16().collect();
        let words = snippet.marks.iter().map(|mark| &units[mark.offset..mark.offset + mark.length]);
        words.map(|word| String::from_utf16(word).unwrap()).collect()
    }

    #[test]
    fn the_words_are_marked_wherever_they_stand() {
        let found = of(&[text("text", "𠮷家沟的饮水管冻裂,管子要换。\nWi-Fi 也坏了")], "饮水 管 wi").unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(marked(&found[0]), ["饮水管", "管", "Wi"]);
        assert!(!found[0].text.contains('\n'));
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_word() {
        let long = format!("{}搬迁补助没到账{}", "前".repeat(300), "后".repeat(300));
        let found = of(&[text("text", &long)], "搬迁").unwrap();
        assert_eq!(marked(&found[0]), ["搬迁"]);
        assert!(found[0].text.starts_with("…前") && found[0].text.ends_with("后…"));
        assert_eq!(found[0].text.chars().count(), WIDTH + 2);
    }

    #[test]
    fn words_of_several_fields_are_shown_from_each() {
        let texts = [text("findings", "屋顶漏雨"), text("needs", "想学养蜂"), text("next_step", "漏雨先补")];
        let found = of(&texts, "漏雨 养蜂").unwrap();
        assert_eq!(found.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), ["findings", "needs"]);
    }

    #[test]
    fn what_has_the_pairs_and_not_the_word_was_not_found() {
        let texts = [text("text", "王兴家的房子。兴旺村")];
        assert!(of(&texts, "「王兴旺」").is_none());
        assert!(of(&texts, "兴旺").is_some());
    }
}
