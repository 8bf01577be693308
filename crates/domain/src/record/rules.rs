//! Rules that several kinds share.

use chrono::NaiveDate;

use super::{CheckContext, ListedCode};
use crate::person::PersonId;
use crate::violation::Violation;

/// A day that has not come yet can't be told of.
pub fn not_in_future(day: NaiveDate, context: &CheckContext<'_>) -> Option<Violation> {
    (day > context.today).then(|| {
        Violation::new(
            "record.future_day",
            format!("{day} 还没到,只能写到今天({})。", context.today),
            format!("{day} has not come yet; one can write up to today ({}).", context.today),
        )
    })
}

/// What a person alone may write is written by that person.
pub fn not_of_others(person: &PersonId, context: &CheckContext<'_>) -> Vec<Violation> {
    if person == context.author {
        return Vec::new();
    }
    vec![Violation::new(
        "record.of_another_person",
        format!("这是 {person} 的记录,要本人来写。"),
        format!("This is {person}'s record; only they can write it."),
    )]
}

/// Codes that the policy in force on the day does not list.
pub fn all_listed<'c>(
    list: &str,
    codes: impl IntoIterator<Item = &'c ListedCode>,
    day: NaiveDate,
    context: &CheckContext<'_>,
) -> Vec<Violation> {
    let unlisted = |code: &&ListedCode| context.facts.listed(list, &code.0, day) == Some(false);
    codes
        .into_iter()
        .filter(unlisted)
        .map(|code| {
            Violation::new(
                "record.unlisted_code",
                format!("「{}」不在现行清单里。", code.0),
                format!("{:?} is not in the list {list:?} of the policy in force on {day}.", code.0),
            )
        })
        .collect()
}
