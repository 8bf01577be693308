//! How a name can be typed: by its characters, by the full pinyin, by initials, or by a mix of them.

use std::borrow::Cow;

use pinyin::ToPinyinMulti;

/// A name, with every reading of every character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling(Vec<Syllable>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Syllable {
    character: char,
    readings: Vec<Cow<'static, str>>,
}

/// Where in a name something was found; the better one is the smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    /// From the first character on.
    AtTheFront,
    /// Further in.
    Within,
}

impl Spelling {
    /// The spelling of a name.
    pub fn of(name: &str) -> Self {
        let characters = name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase);
        Self(characters.map(|character| Syllable { character, readings: readings(character) }).collect())
    }

    /// Whether somebody who types this means the name, and where it is in it; the text as [`typed`] gives it.
    pub fn find(&self, typed: &str) -> Option<Found> {
        let (front, within) = self.0.split_first()?;
        if follows(&self.0, typed) {
            return Some(Found::AtTheFront);
        }
        let mut rest = within;
        let mut before = front;
        while let Some((next, further)) = rest.split_first() {
            // Nothing begins again within a run of digits or Latin letters.
            let begins = !(before.character.is_ascii_alphanumeric() && next.character.is_ascii_alphanumeric());
            if begins && follows(rest, typed) {
                return Some(Found::Within);
            }
            (before, rest) = (next, further);
        }
        None
    }

    /// Whether two names sound alike, whatever their characters.
    pub fn sounds_like(&self, other: &Self) -> bool {
        let alike = |(one, two): (&Syllable, &Syllable)| {
            one.character == two.character || one.readings.iter().any(|reading| two.readings.contains(reading))
        };
        self.0.len() == other.0.len() && !self.0.is_empty() && self.0.iter().zip(&other.0).all(alike)
    }
}

/// What was typed, as names are compared with it: small letters, narrow digits, no apostrophes between syllables.
pub fn typed(text: &str) -> String {
    let plain = text.chars().filter(|c| !matches!(c, '\'' | '’' | '·')).map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        'ü' => 'v',
        c => c,
    });
    plain.flat_map(char::to_lowercase).collect()
}

/// `31` and `h31` are the household `h031`: the letters before and the noughts are the list's. Both as [`typed`] gives them.
pub fn is_same_number(number: &str, typed: &str) -> bool {
    let bare = |text: &str| {
        let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        digits.chars().all(|c| c.is_ascii_digit()).then(|| digits.trim_start_matches('0').to_owned())
    };
    let letters = typed.trim_end_matches(|c: char| c.is_ascii_digit());
    number.starts_with(letters)
        && bare(number).filter(|digits| !digits.is_empty()).is_some_and(|n| bare(typed) == Some(n))
}

/// Whether what was typed can be read off these syllables from the first on. The last one may be unfinished.
fn follows(syllables: &[Syllable], typed: &str) -> bool {
    let Some(first) = typed.chars().next() else { return true };
    let Some((syllable, further)) = syllables.split_first() else { return false };
    if syllable.character == first && follows(further, &typed[first.len_utf8()..]) {
        return true;
    }
    syllable.readings.iter().any(|reading| {
        if reading.starts_with(typed) {
            return true;
        }
        let whole = typed.strip_prefix(&**reading);
        let initials = initials(reading).into_iter().filter_map(|initial| typed.strip_prefix(initial));
        whole.into_iter().chain(initials).any(|rest| follows(further, rest))
    })
}

/// What people type for a syllable instead of the whole: `z`, and `zh` where it is one sound.
fn initials(reading: &str) -> [&str; 2] {
    let one = reading.get(..1).unwrap_or(reading);
    let two = reading.get(..2).filter(|two| matches!(*two, "zh" | "ch" | "sh"));
    [one, two.unwrap_or(one)]
}

/// Every reading of a character, those that it has as a surname among them.
fn readings(character: char) -> Vec<Cow<'static, str>> {
    let mut readings: Vec<Cow<'static, str>> = Vec::new();
    for plain in character.to_pinyin_multi().into_iter().flatten().map(|pinyin| pinyin.plain()) {
        // 吕 is typed lv on one keyboard and lu on another.
        let typed = if plain.contains('ü') {
            vec![Cow::Owned(plain.replace('ü', "v")), Cow::Owned(plain.replace('ü', "u"))]
        } else {
            vec![Cow::Borrowed(plain)]
        };
        for reading in typed {
            if !readings.contains(&reading) {
                readings.push(reading);
            }
        }
    }
    readings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(name: &str, text: &str) -> Option<Found> {
        Spelling::of(name).find(&typed(text))
    }

    #[test]
    fn a_name_is_found_by_characters_pinyin_initials_and_a_mix() {
        let ways = ["张三", "zhangsan", "zs", "zhs", "张s", "z三", "zhangs", "zsan", "Zhang'San", "zhan", "张", "ZS"];
        for text in ways {
            assert_eq!(find("张三", text), Some(Found::AtTheFront), "{text}");
        }
        for text in ["san", "三", "s"] {
            assert_eq!(find("张三", text), Some(Found::Within), "{text}");
        }
        for text in ["李", "zsl", "zhangsi", "zsanx", "g", "ang", "hs"] {
            assert_eq!(find("张三", text), None, "{text}");
        }
    }

    #[test]
    fn every_reading_of_a_character_finds_it_and_that_of_a_surname_too() {
        let surnames = [
            ("单", "shan"),
            ("解", "xie"),
            ("曾", "zeng"),
            ("仇", "qiu"),
            ("查", "zha"),
            ("区", "ou"),
            ("盖", "ge"),
            ("任", "ren"),
            ("朴", "piao"),
            ("召", "shao"),
            ("乐", "yue"),
            ("翟", "zhai"),
            ("缪", "miao"),
            ("洗", "xian"),
            ("员", "yun"),
            ("折", "she"),
            ("秘", "bi"),
            ("种", "chong"),
            ("繁", "po"),
            ("黑", "he"),
            ("覃", "qin"),
            ("覃", "tan"),
            ("逄", "pang"),
            ("郇", "xun"),
            ("隗", "wei"),
            ("隗", "kui"),
            ("那", "na"),
            ("牟", "mu"),
            ("盛", "sheng"),
            ("过", "guo"),
            ("阙", "que"),
            ("句", "gou"),
            ("尉", "yu"),
            ("万", "mo"),
            ("俟", "qi"),
            ("澹", "tan"),
            ("长", "zhang"),
            ("单", "chan"),
            ("石", "shi"),
            ("都", "du"),
            ("宁", "ning"),
            ("令", "ling"),
            ("晁", "chao"),
            ("冼", "xian"),
            ("祭", "zhai"),
            ("尹", "yin"),
            ("郗", "xi"),
            ("郗", "chi"),
            ("谌", "chen"),
            ("訾", "zi"),
            ("燕", "yan"),
            ("华", "hua"),
            ("应", "ying"),
            ("哈", "ha"),
            ("贾", "jia"),
            ("柏", "bai"),
            ("卜", "bu"),
            ("车", "che"),
            ("重", "chong"),
        ];
        let lacking: Vec<_> = surnames.iter().filter(|(name, reading)| find(name, reading).is_none()).collect();
        assert!(lacking.is_empty(), "{lacking:?}");
    }

    #[test]
    fn u_with_dots_is_typed_in_three_ways() {
        for text in ["lv", "lu", "lü"] {
            assert_eq!(find("吕梁", text), Some(Found::AtTheFront), "{text}");
        }
    }

    #[test]
    fn what_is_no_chinese_is_found_as_it_stands() {
        assert_eq!(find("阿Q", "aq"), Some(Found::AtTheFront));
        assert_eq!(find("户主h031", "031"), None, "a number is not found by its tail");
        assert_eq!(find("", "z"), None);
    }

    #[test]
    fn names_sound_alike_by_any_reading() {
        let alike = |one, two| Spelling::of(one).sounds_like(&Spelling::of(two));
        assert!(alike("张三", "章叁") && alike("解放", "谢芳"));
        assert!(!alike("张三", "张三丰") && !alike("张三", "李三") && !alike("", ""));
    }
}
