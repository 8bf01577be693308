//! What holds for every text of every kind: how long it may be, that it says something, and what it must not hold.

use super::private_number::{self, PrivateNumber};
use super::{FieldState, FieldType, KindDecl, RecordView, Value};
use crate::violation::Violation;

/// The longest text of one field, in Unicode code points.
pub const LONGEST_TEXT: usize = 20_000;

/// The longest [`FieldType::Short`] text, in Unicode code points.
pub const LONGEST_SHORT: usize = 200;

/// The most members that a set may have; a team's month of duty days is about 150.
pub const MOST_MEMBERS: usize = 1_000;

/// Every text of a record that is too long, blank or holds what must not be written.
pub(super) fn violations(decl: &KindDecl, record: &RecordView<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for (part, value) in decl.key.iter().zip(record.key) {
        // A part of a key can't be left out: one that says nothing is empty.
        if value.as_text() != Some("") {
            check_value(&part.ty, value, part.name, &mut found);
        }
    }
    for (number, state) in record.fields {
        let Some(field) = decl.field(*number) else { continue };
        match (&field.ty, state) {
            (FieldType::Prose, FieldState::Prose(text)) => check_prose(text, field.zh, &mut found),
            (FieldType::Set(member), FieldState::Set(members)) => {
                if members.len() > MOST_MEMBERS {
                    found.push(too_many(field.zh, members.len()));
                }
                members.keys().for_each(|key| check_value(member, key, field.zh, &mut found));
            }
            (ty, FieldState::Scalar(value)) => check_value(ty, value, field.zh, &mut found),
            _ => {}
        }
    }
    found
}

fn check_prose(text: &str, zh: &str, found: &mut Vec<Violation>) {
    let length = text.chars().count();
    if length > LONGEST_TEXT {
        found.push(too_long(zh, length, LONGEST_TEXT));
    }
    found.extend(private_number::in_prose(text).map(|number| private(number, zh)));
}

fn check_value(ty: &FieldType, value: &Value, zh: &str, found: &mut Vec<Violation>) {
    match (ty, value) {
        (FieldType::Short, Value::Text(text)) => {
            let length = text.chars().count();
            if length > LONGEST_SHORT {
                found.push(too_long(zh, length, LONGEST_SHORT));
            }
            if text.trim().is_empty() {
                found.push(Violation::new(
                    "record.blank",
                    format!("「{zh}」是空的。填上,或者整个去掉。"),
                    format!("{zh} is blank. Fill it in or leave it out."),
                ));
            }
            found.extend(private_number::in_short(text).map(|number| private(number, zh)));
        }
        (FieldType::Group(parts), Value::List(values)) => {
            parts.iter().zip(values).for_each(|(part, value)| check_value(&part.ty, value, zh, found));
        }
        _ => {}
    }
}

fn too_long(zh: &str, length: usize, most: usize) -> Violation {
    Violation::new(
        "record.text_too_long",
        format!("「{zh}」有 {length} 字,最多 {most} 字。请分成几条写。"),
        format!("{zh} has {length} characters; at most {most} fit. Please write it as several records."),
    )
}

fn too_many(zh: &str, count: usize) -> Violation {
    Violation::new(
        "record.too_many",
        format!("「{zh}」有 {count} 项,最多 {MOST_MEMBERS} 项。"),
        format!("{zh} has {count} members; at most {MOST_MEMBERS} fit."),
    )
}

fn private(number: PrivateNumber, zh: &str) -> Violation {
    match number {
        PrivateNumber::Identity => Violation::new(
            "record.id_number",
            format!("「{zh}」里有身份证号。系统不收身份证号,请去掉,写姓名和组就行。"),
            format!("{zh} holds an ID number. ID numbers are never kept: take it out; a name and a group will do."),
        ),
        PrivateNumber::Bank => Violation::new(
            "record.bank_number",
            format!("「{zh}」里有银行卡号。系统不收银行卡号,请去掉。"),
            format!("{zh} holds a bank card's number. Bank numbers are never kept: take it out."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::diary::DiaryEntry;
    use crate::record::testing::{self, diary};
    use crate::record::{LONGEST_TEXT, MOST_MEMBERS, Prose};

    fn codes(change: impl FnOnce(&mut DiaryEntry)) -> Vec<&'static str> {
        let mut entry = diary();
        change(&mut entry);
        testing::codes(&entry)
    }

    #[test]
    fn a_text_of_the_longest_length_fits_and_one_more_does_not() {
        assert!(codes(|d| d.text = Prose("字".repeat(LONGEST_TEXT))).is_empty());
        assert_eq!(codes(|d| d.text = Prose("字".repeat(LONGEST_TEXT + 1))), ["record.text_too_long"]);
    }

    #[test]
    fn names_are_not_blank_not_endless_and_no_numbers_of_cards() {
        assert_eq!(codes(|d| d.met = [" ".to_owned()].into_iter().collect()), ["record.blank"]);
        assert_eq!(codes(|d| d.met = ["长".repeat(201)].into_iter().collect()), ["record.text_too_long"]);
        assert!(codes(|d| d.met = ["长".repeat(200)].into_iter().collect()).is_empty());
        assert_eq!(codes(|d| d.met = ["110105194912310021".to_owned()].into_iter().collect()), ["record.id_number"]);
    }

    #[test]
    fn id_and_bank_numbers_never_become_entries() {
        assert_eq!(codes(|d| d.text = Prose("办证 11010519491231002X。".to_owned())), ["record.id_number"]);
        assert_eq!(codes(|d| d.text = Prose("打卡 4111 1111 1111 1111".to_owned())), ["record.bank_number"]);
    }

    #[test]
    fn a_set_has_an_end() {
        assert_eq!(codes(|d| d.met = (0..=MOST_MEMBERS).map(|n| format!("p{n}")).collect()), ["record.too_many"]);
    }
}
