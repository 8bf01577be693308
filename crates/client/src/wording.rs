//! Values of any kind of record in words: for screens that show what they know nothing of.

use chrono::NaiveDate;
use cunji_domain::person::PersonId;
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
        if let Some(CodeName { zh, en, .. }) = self.codes(field, day).into_iter().find(|listed| listed.code == text) {
            return (zh, en);
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
