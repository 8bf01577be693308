//! What somebody types, as the words to be found.

use std::sync::LazyLock;

use jieba_rs::Jieba;

use super::terms::{LONGEST, Run, chinese, other, runs};
use crate::error::ServerError;

/// So many words are asked for; what is typed beyond them narrows nothing down any more.
const MOST_WORDS: usize = 12;
/// Words that a sentence needs and a search does not.
const EMPTY: &[char] = &[
    '的', '了', '是', '在', '和', '与', '就', '都', '而', '及', '着', '也', '还', '吗', '呢', '吧', '啊', '把', '被',
    '给', '对', '跟', '得', '地',
];

/// The words of the language, read once.
static WORDS: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Reads the dictionary before anybody waits for it.
pub fn warm_up() {
    LazyLock::force(&WORDS);
}

/// A word to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Its characters, folded.
    pub characters: Vec<char>,
    /// Whether it is Chinese: then it is found within anything, else as a whole word.
    pub chinese: bool,
}

/// The words that a record must hold, all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question(Vec<Word>);

impl Question {
    /// The words of what was typed. What stands in quotes is not cut.
    ///
    /// # Errors
    /// There is no word in it.
    pub fn of(typed: &str) -> Result<Self, ServerError> {
        let mut words = Vec::new();
        for (at, part) in typed.split(['"', '“', '”', '「', '」', '『', '』']).enumerate() {
            let quoted = at % 2 == 1;
            for run in runs(part) {
                if run.chinese && !quoted {
                    words.extend(cut(&run.characters));
                } else {
                    words.push(Word { characters: run.characters, chinese: run.chinese });
                }
            }
        }
        let mut asked: Vec<Word> = Vec::new();
        let full = words.iter().any(|word| !is_empty(word));
        for word in words {
            let needless = full && is_empty(&word);
            if !needless && !asked.contains(&word) {
                asked.push(word);
            }
        }
        asked.truncate(MOST_WORDS);
        if asked.is_empty() {
            return Err(ServerError::refused(
                "search.nothing_asked",
                "还没写要找什么。写几个字,再搜一次。",
                "There is nothing to look for yet. Write a few words and search again.",
            ));
        }
        Ok(Self(asked))
    }

    pub(super) fn words(&self) -> &[Word] {
        &self.0
    }

    /// Whether every record with these terms has the words, too: a longer word's pairs may stand apart in it.
    pub(super) fn is_what_the_index_knows(&self) -> bool {
        self.0.iter().all(|word| word.characters.len() <= if word.chinese { 2 } else { LONGEST })
    }

    /// The terms that a record with these words has.
    pub(super) fn terms(&self) -> Vec<String> {
        self.0.iter().flat_map(Word::terms).collect()
    }
}

impl Word {
    fn terms(&self) -> Vec<String> {
        match self.characters.len() {
            _ if !self.chinese => vec![other(&self.characters)],
            1 => vec![chinese(&self.characters)],
            _ => self.characters.windows(2).map(chinese).collect(),
        }
    }

    /// Where it stands in a piece of a text, in characters from the piece's beginning.
    pub(super) fn found_in(&self, run: &Run) -> Vec<usize> {
        if run.chinese != self.chinese {
            return Vec::new();
        }
        if !self.chinese {
            return if run.characters == self.characters { vec![0] } else { Vec::new() };
        }
        let windows = run.characters.windows(self.characters.len()).enumerate();
        windows.filter(|(_, window)| *window == self.characters).map(|(at, _)| at).collect()
    }
}

fn is_empty(word: &Word) -> bool {
    matches!(word.characters.as_slice(), [one] if EMPTY.contains(one))
}

/// Cuts a Chinese piece into words.
fn cut(characters: &[char]) -> Vec<Word> {
    let piece: String = characters.iter().collect();
    joined(WORDS.cut(&piece, true).iter().map(|token| token.word))
}

/// Single characters in a row are most often a name that the dictionary does not have: they stay together.
fn joined<'t>(tokens: impl Iterator<Item = &'t str>) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut single = false;
    for token in tokens {
        let word = Word { characters: token.chars().collect(), chinese: true };
        let joins = word.characters.len() == 1 && !is_empty(&word);
        match words.last_mut().filter(|_| single && joins) {
            Some(last) => last.characters.extend(word.characters),
            None => words.push(word),
        }
        single = joins;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(typed: &str) -> Vec<String> {
        let question = Question::of(typed).unwrap();
        question.words().iter().map(|word| word.characters.iter().collect()).collect()
    }

    #[test]
    fn a_sentence_is_cut_into_its_words_and_the_empty_ones_left_out() {
        assert_eq!(words("搬迁补助"), ["搬迁", "补助"]);
        assert_eq!(words("饮水管冻裂了吗"), ["饮水", "管", "冻裂"]);
        assert_eq!(words("低保 2017 低保"), ["低保", "2017"]);
        assert_eq!(words("的"), ["的"], "who asks for nothing else asks for that");
    }

    #[test]
    fn what_stands_in_quotes_is_not_cut() {
        assert_eq!(words("「搬迁补助」"), ["搬迁补助"]);
        assert_eq!(words("\"搬迁补助\" 拖欠"), ["搬迁补助", "拖欠"]);
    }

    #[test]
    fn a_name_that_no_dictionary_has_stays_together() {
        let words = joined(["王", "兴", "旺", "的", "房子", "漏"].into_iter());
        let words: Vec<String> = words.iter().map(|word| word.characters.iter().collect()).collect();
        assert_eq!(words, ["王兴旺", "的", "房子", "漏"]);
    }

    #[test]
    fn a_long_word_may_be_asked_for_and_its_pairs_be_found() {
        let known = |typed: &str| Question::of(typed).unwrap().is_what_the_index_knows();
        assert!(known("搬迁补助") && known("ABC-12") && known("水"), "words of two characters are what the index has");
        assert!(!known("「通组路」") && !known("「单桂兰」 搬迁") && !known(&"a".repeat(LONGEST + 1)));
    }

    #[test]
    fn signs_alone_ask_for_nothing() {
        for typed in ["", "  ", "!?* \" &", "……"] {
            assert_eq!(Question::of(typed).unwrap_err().code(), "search.nothing_asked", "{typed}");
        }
    }

    #[test]
    fn a_long_question_is_bounded() {
        let many: String = (0..100).map(|n| format!("w{n} ")).collect();
        assert_eq!(words(&many).len(), MOST_WORDS);
    }
}
