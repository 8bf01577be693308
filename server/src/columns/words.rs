//! The words that a template can hold: one table, Chinese and English. What another body's form asks for is made from the records by
//! them; no form goes to a village.

/// A word of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// As `{{name}}` writes it.
    pub key: &'static str,
    /// As `{{姓名}}` writes it.
    pub zh: &'static str,
    /// What it stands for, in English.
    pub en: &'static str,
    /// Whether it stands for each person: its row is repeated. Else it is said once.
    pub of_person: bool,
}

const fn person(key: &'static str, zh: &'static str, en: &'static str) -> Word {
    Word { key, zh, en, of_person: true }
}

const fn once(key: &'static str, zh: &'static str, en: &'static str) -> Word {
    Word { key, zh, en, of_person: false }
}

/// Every word.
pub const WORDS: [Word; 41] = [
    person("number", "序号", "the row's number, from 1"),
    person("name", "姓名", "the person's name"),
    person("id", "编号", "the person's id"),
    person("unit", "单位", "the unit that sent them"),
    person("county", "县区", "the county of the village"),
    person("town", "镇", "the town of the village"),
    person("village", "村", "the village"),
    person("resident_days", "住村天数", "days in the village within the period"),
    person("rest_days", "休息天数", "rest days within the period"),
    person("leave_days", "请假天数", "days of leave within the period"),
    person("business_days", "公务天数", "days on business within the period"),
    person("absent_days", "缺勤天数", "duty days missed within the period, by what was seen or said; never by silence"),
    person(
        "unheard_days",
        "没有消息的天数",
        "days within the period of which a word was awaited and nothing was heard",
    ),
    person("contradicted_days", "存疑天数", "days on which word and sight differ, within the period"),
    person(
        "unconfirmed_days",
        "待确认天数",
        "days of which something was heard and that are still open, within the period",
    ),
    person("year_target", "全年应住", "days owed in the year"),
    person("year_resident", "全年已住", "days in a village in the year, up to the period's last day (year_until)"),
    person("year_needed", "全年还差", "days that were still missing in the year on that day"),
    person(
        "filed_months",
        "归档月份",
        "the months of the period that are told as they were filed, with the corrections that were filed since",
    ),
    person("diaries", "日志篇数", "diaries within the period"),
    person("visits", "走访次数", "household visits within the period"),
    person("households_visited", "走访户数", "different households visited within the period"),
    person("problems", "提出问题", "problems raised within the period"),
    person("problems_answered", "已答复问题", "of them, those that are answered"),
    once("division", "区划", "the division's name"),
    once("from", "起始日", "the first day of the period"),
    once("to", "截止日", "the last day of the period"),
    once("year", "年", "the year of the period"),
    once("month", "月", "the month of the period's last day"),
    once("made_on", "制表日", "the day on which it was made"),
    once(
        "year_until",
        "全年截至",
        "the day up to which the year is counted: the period's last one, or today before it",
    ),
    once("as_filed", "按归档", "says that filed months are told as they were filed, where there are any"),
    once("people", "人数", "how many people it lists, each once"),
    once("all_resident_days", "合计住村天数", "days in the villages, of everybody together"),
    once("all_diaries", "合计日志篇数", "diaries, of everybody together, listed or not"),
    once(
        "all_visits",
        "合计走访次数",
        "household visits, of everybody together, helpers who are not listed among them",
    ),
    once("households", "总户数", "registered households in the division"),
    once("households_covered", "走访到的户数", "of them, those visited within the period"),
    once("households_left", "没走访到的户数", "of them, those not visited within the period"),
    once("all_problems", "合计问题", "problems raised, of everybody together, listed or not"),
    once("all_problems_answered", "合计已答复", "of them, those that are answered"),
];

/// The word that stands between `{{` and `}}`, in either language.
pub fn word(written: &str) -> Option<&'static Word> {
    let written = written.trim();
    WORDS.iter().find(|word| word.key == written || word.zh == written)
}

/// A text in parts: what stands there, and the words between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'t> {
    /// As it stands.
    Text(&'t str),
    /// What stood between the braces.
    Word(&'t str),
}

/// Takes a text apart. Braces that are not closed are text.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((written, behind)) = after.split_once("}}") else { break };
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(Piece::Word(written));
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_word_is_written_like_another() {
        let keys: BTreeSet<_> = WORDS.iter().flat_map(|word| [word.key, word.zh]).collect();
        assert_eq!(keys.len(), 2 * WORDS.len());
        assert_eq!(word(" 姓名 "), word("name"));
        assert_eq!(word("last_sync"), None);
    }

    #[test]
    fn no_word_asks_for_what_phones_alone_know() {
        for word in WORDS {
            for part in ["sync", "version", "seen", "open", "手机", "同步", "信号", "版本", "登录"] {
                assert!(!word.key.contains(part) && !word.zh.contains(part), "{}", word.key);
            }
        }
    }

    #[test]
    fn a_text_is_taken_apart_at_its_braces() {
        assert_eq!(pieces("截至{{to}}止"), [Piece::Text("截至"), Piece::Word("to"), Piece::Text("止")]);
        assert_eq!(pieces("{{ 姓名 }}"), [Piece::Word(" 姓名 ")]);
        assert_eq!(pieces("{{半个"), [Piece::Text("{{半个")]);
        assert!(pieces("").is_empty());
    }
}
