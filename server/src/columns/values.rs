//! What the words come to: values in, and where they stand is the template's affair.

use std::collections::BTreeMap;

use super::words::{Piece, pieces, word};

/// What a word comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A text; never a formula, whatever it begins with.
    Text(String),
    /// A number, which a spreadsheet can go on counting with.
    Number(i64),
}

impl Said {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// What the words come to, by their keys.
pub type Values = BTreeMap<&'static str, Said>;

/// All that a template is filled with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filling {
    /// What is said once.
    pub once: Values,
    /// What is said of each person, in order.
    pub people: Vec<Values>,
}

/// What becomes of a text: none where it holds no word.
pub(super) fn filled(text: &str, values: &[&Values]) -> Option<Said> {
    let pieces = pieces(text);
    let value = |written: &str| {
        let key = word(written)?.key;
        values.iter().find_map(|values| values.get(key))
    };
    if let [Piece::Word(alone)] = pieces.as_slice() {
        return value(alone).cloned();
    }
    let known = |piece: &Piece<'_>| matches!(piece, Piece::Word(written) if value(written).is_some());
    pieces.iter().any(known).then(|| {
        let part = |piece: &Piece<'_>| match piece {
            Piece::Text(text) => (*text).to_owned(),
            Piece::Word(written) => value(written).map_or_else(|| format!("{{{{{written}}}}}"), Said::text),
        };
        Said::Text(pieces.iter().map(part).collect())
    })
}

/// Whether a text holds a word that is said of each person.
pub(super) fn is_of_person(text: &str) -> bool {
    pieces(text)
        .iter()
        .any(|piece| matches!(piece, Piece::Word(written) if word(written).is_some_and(|word| word.of_person)))
}

/// The words in a text that are none.
pub(super) fn unknown(text: &str) -> Vec<String> {
    let unknown = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Word(written) if word(written).is_none() => Some(written.trim().to_owned()),
        _ => None,
    });
    unknown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_alone_keeps_its_number_and_among_others_becomes_text() {
        let once = Values::from([("people", Said::Number(3)), ("division", Said::Text("兴隆镇".to_owned()))]);
        assert_eq!(filled("{{人数}}", &[&once]), Some(Said::Number(3)));
        assert_eq!(filled("{{division}}共{{people}}人", &[&once]), Some(Said::Text("兴隆镇共3人".to_owned())));
        assert_eq!(filled("合计", &[&once]), None);
        assert_eq!(filled("{{姓名}}", &[&once]), None, "it is not said here");
        assert!(is_of_person("第{{序号}}") && !is_of_person("{{人数}}"));
        assert_eq!(unknown("{{鞋码}}和{{姓名}}"), ["鞋码"]);
    }
}
