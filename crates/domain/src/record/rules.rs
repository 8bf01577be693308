//! Rules that several kinds share.

use chrono::NaiveDate;

use super::{CheckContext, KindDecl, ListedCode, Prose, RecordId};
use crate::person::PersonId;
use crate::policy::{List, Listed};
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
    let wrong: Vec<&str> = codes.into_iter().filter(unlisted).map(|code| code.0.as_str()).collect();
    if wrong.is_empty() {
        return Vec::new();
    }
    // One sentence for all of them: the list that it names may be long.
    let known = context.facts.list(list, day);
    let named = |name: fn(&Listed) -> &str, between: &str| {
        let all = known.into_iter().flat_map(List::entries);
        all.map(|entry| format!("{} {}", entry.code, name(entry))).collect::<Vec<_>>().join(between)
    };
    let (mut zh, mut en) = (
        format!("「{}」不在现行清单里。", wrong.join("」「")),
        format!("Not in the list {list:?} of the policy in force on {day}: {}.", wrong.join(", ")),
    );
    if known.is_some() {
        zh += &format!("可以写:{}。", named(|entry| &entry.zh, "、"));
        en += &format!(" One can write: {}.", named(|entry| &entry.en, "; "));
    }
    vec![Violation::new("record.unlisted_code", zh, en)]
}

/// The longest span that a leave may ask for at once, in days.
pub const LONGEST_SPAN_DAYS: i64 = 366;

/// A span of days ends after it begins and is no longer than [`LONGEST_SPAN_DAYS`].
pub fn span_of_days(first: NaiveDate, last: NaiveDate) -> Option<Violation> {
    if last < first {
        return Some(Violation::new(
            "record.days_backwards",
            format!("结束的日子({last})早于开始的日子({first})。"),
            format!("The last day, {last}, is before the first, {first}."),
        ));
    }
    let days = last.signed_duration_since(first).num_days() + 1;
    (days > LONGEST_SPAN_DAYS).then(|| {
        Violation::new(
            "record.days_too_many",
            format!("{first} 到 {last} 是 {days} 天,一次最多 {LONGEST_SPAN_DAYS} 天。"),
            format!("{first} to {last} is {days} days; at most {LONGEST_SPAN_DAYS} at once."),
        )
    })
}

/// A household's number is in the village's list.
pub fn household_of_village(number: Option<&String>, context: &CheckContext<'_>) -> Option<Violation> {
    let number = number.filter(|number| context.facts.has_household(context.space, number) == Some(false))?;
    Some(Violation::new(
        "household.of_another_village",
        format!("这个村的名册里没有 {number} 这一户。名册里没有的,写户主姓名就行。"),
        format!("This village's list has no household {number}. If it is not listed, give its head's name."),
    ))
}

/// What a record points at is of this kind, as far as the writer knows.
pub fn points_at(record: &RecordId, kind: &KindDecl, context: &CheckContext<'_>) -> Option<Violation> {
    let other = context.facts.kind_of(context.space, record).filter(|number| *number != kind.number)?;
    Some(Violation::new(
        "record.points_at_another_kind",
        format!("这里要选一条「{}」。", kind.zh),
        format!("This must point at a record of kind {}, not of kind {other}.", kind.name),
    ))
}

/// What a record points at is the writer's own, as far as the writer knows.
pub fn points_at_own(record: &RecordId, context: &CheckContext<'_>) -> Vec<Violation> {
    context.facts.author_of(context.space, record).map_or_else(Vec::new, |owner| not_of_others(&owner, context))
}

/// What one judges is somebody else's: the first secretary's own days and leave go to the town office.
pub fn not_ones_own(subject: &RecordId, context: &CheckContext<'_>) -> Option<Violation> {
    (context.facts.author_of(context.space, subject).as_ref() == Some(context.author)).then(own_goes_to_the_town)
}

/// The same where the person is named.
pub fn not_oneself(person: &PersonId, context: &CheckContext<'_>) -> Option<Violation> {
    (person == context.author).then(own_goes_to_the_town)
}

fn own_goes_to_the_town() -> Violation {
    Violation::new(
        "judgement.of_ones_own",
        "自己的出勤和请假由镇办公室来定,自己不能定。",
        "One's own days and leave are for the town's office to decide, not for oneself.",
    )
}

/// A judgement names what it judged: without heads it would never count.
pub fn heads_named<T>(judged: &std::collections::BTreeSet<T>) -> Option<Violation> {
    judged.is_empty().then(|| {
        Violation::new(
            "judgement.heads_missing",
            "没有记下看的是哪一版,请重新打开这条记录再定。",
            "It does not say which version was judged; open the record again and decide.",
        )
    })
}

/// A text that the record is about is there.
pub fn text_given(text: &Prose, zh: &str, name: &str) -> Option<Violation> {
    text.0
        .trim()
        .is_empty()
        .then(|| Violation::new("record.text_missing", format!("还差:{zh}。"), format!("Still missing: {name}.")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::division::DivisionCode;
    use crate::policy::PolicySet;
    use crate::record::testing::{day, person};
    use crate::record::{Facts, KindNumber};

    /// A writer who knows the policy and nothing else.
    struct Policies(PolicySet);

    impl Facts for Policies {
        fn has_household(&self, _: &DivisionCode, _: &str) -> Option<bool> {
            None
        }

        fn listed(&self, list: &str, code: &str, day: NaiveDate) -> Option<bool> {
            self.0.on(day)?.listed(list, code)
        }

        fn list(&self, name: &str, day: NaiveDate) -> Option<&List> {
            self.0.on(day)?.list(name)
        }

        fn has_role(&self, _: &DivisionCode, _: &PersonId, _: NaiveDate) -> Option<bool> {
            None
        }

        fn kind_of(&self, _: &DivisionCode, _: &RecordId) -> Option<KindNumber> {
            None
        }
    }

    #[test]
    fn codes_that_are_not_listed_are_told_together_with_those_that_are() {
        let (space, author, facts) = ("610926101205".parse().unwrap(), person("c0017"), Policies(PolicySet::shipped()));
        let context = CheckContext { space: &space, author: &author, today: day("2017-09-15"), facts: &facts };
        let told = |codes: &[&str]| {
            let codes: Vec<ListedCode> = codes.iter().map(|code| ListedCode((*code).to_owned())).collect();
            all_listed("leave", &codes, day("2017-09-01"), &context)
        };
        assert_eq!(told(&["sick"]), []);
        let [violation] = told(&["dancing", "sick", "singing"]).try_into().unwrap();
        assert!(violation.zh.starts_with("「dancing」「singing」不在现行清单里。可以写:sick 病假、"), "{violation:?}");
        assert!(violation.en.contains("dancing, singing. One can write: sick Sick leave; personal Personal leave; "));
        assert!(violation.zh.ends_with("official 公务外出。") && violation.en.ends_with("official Official business."));
    }
}
