//! Values of any kind of record in words: for screens that show what they know nothing of.

use chrono::NaiveDate;
use cunji_domain::confirmation::ConfirmationResult;
use cunji_domain::friendship_contact::ContactWay;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::objection::ObjectedTo;
use cunji_domain::person::PersonId;
use cunji_domain::problem::Urgency;
use cunji_domain::problem_answer::AnswerState;
use cunji_domain::record::Code;
use cunji_domain::review::ReviewState;
use serde_json::Value as Json;

use crate::phone::facts::Known;
use crate::views::named::CodeName;

impl Known {
    /// A field's value in both languages: codes by the names of the policy's lists, people by the roster's; nothing said is empty.
    pub(crate) fn worded(&self, field: &str, value: &Json, day: NaiveDate) -> (String, String) {
        match value {
            Json::Null => (String::new(), String::new()),
            Json::Bool(true) => ("是".to_owned(), "yes".to_owned()),
            Json::Bool(false) => ("否".to_owned(), "no".to_owned()),
            Json::Number(number) => (number.to_string(), number.to_string()),
            Json::String(text) => self.worded_text(field, text, day),
            Json::Array(all) => self.joined(field, all.iter(), day, ("、", ", ")),
            Json::Object(parts) => self.joined(field, parts.values(), day, (" ", " ")),
        }
    }

    fn worded_text(&self, field: &str, text: &str, day: NaiveDate) -> (String, String) {
        // The one field that is called otherwise than its list.
        let list = if field == "category" { "problem" } else { field };
        if let Some(CodeName { zh, en, .. }) = self.codes(list, day).into_iter().find(|listed| listed.code == text) {
            return (zh, en);
        }
        if let Some((zh, code)) = closed(field, text) {
            return (zh.to_owned(), code.replace('_', " "));
        }
        let person = text.parse::<PersonId>().ok().and_then(|id| self.names.get(&id));
        let words = person.map_or_else(|| text.to_owned(), Clone::clone);
        (words.clone(), words)
    }

    fn joined<'v>(
        &self,
        field: &str,
        all: impl Iterator<Item = &'v Json>,
        day: NaiveDate,
        between: (&str, &str),
    ) -> (String, String) {
        let (zh, en): (Vec<String>, Vec<String>) = all.map(|one| self.worded(field, one, day)).unzip();
        let said = |words: Vec<String>, between: &str| {
            words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(between)
        };
        (said(zh, between.0), said(en, between.1))
    }
}

/// A code of a list that is closed in code: in Chinese, and as it is spelled.
fn closed(field: &str, code: &str) -> Option<(&'static str, &'static str)> {
    fn member<C: Code>(code: &str) -> Option<(&'static str, &'static str)> {
        C::of(code).map(|member| (member.zh(), member.code()))
    }
    match field {
        "how" => member::<ContactWay>(code),
        "urgency" => member::<Urgency>(code),
        "state" => member::<AnswerState>(code).or_else(|| member::<ReviewState>(code)),
        "result" => member::<ConfirmationResult>(code),
        "level" => member::<JudgeLevel>(code),
        "to" => member::<ObjectedTo>(code),
        _ => None,
    }
}
