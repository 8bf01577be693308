//! Which codes a policy's lists have, for whoever types them.

use chrono::NaiveDate;
use serde::Serialize;

use super::day_or_today;
use super::output::Output;
use crate::error::Result;
use crate::phone::Phone;
use crate::views::named::CodeName;

/// The lists that commands take codes of: in the policy, in Chinese, in English, and by which command.
const TAKEN: [(&str, &str, &str, &str); 4] = [
    ("work", "做了什么", "kinds of work", "diary write --work"),
    ("purpose", "为什么去", "why one visits", "visit add --purpose"),
    ("problem", "哪一类问题", "kinds of problems", "problem add --category"),
    ("leave", "什么假", "kinds of leave", "leave request --kind"),
];

/// A list with its codes.
#[derive(Serialize)]
struct ListView {
    list: &'static str,
    codes: Vec<CodeName>,
}

pub fn codes(phone: &mut Phone, out: Output, date: Option<NaiveDate>) -> Result<()> {
    let (known, day) = (phone.known()?, day_or_today(phone, date));
    let mut views = Vec::new();
    for (list, zh, en, command) in TAKEN {
        let codes = known.codes(list, day);
        let words: Vec<_> = codes.iter().map(|one| format!("{} {}", one.code, out.pick(&one.zh, &one.en))).collect();
        let words = out.pick(words.join("、"), words.join("; "));
        let said = if words.is_empty() { out.pick("没有", "none").to_owned() } else { words };
        out.say(out.pick(format!("{zh}({command}):{said}"), format!("{en} ({command}): {said}")));
        views.push(ListView { list, codes });
    }
    out.document(&views)
}
