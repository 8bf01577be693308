//! From what a person saw to what they left: the operations of an edit.

use std::collections::BTreeMap;
use std::ops::Range;

use cunji_domain::record::{FieldDecl, FieldState, FieldType, Fields, KindDecl, Value};
use cunji_history::Op;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::limits::COMPARISON_WORK;

/// Equal runs shorter than this between two changes are taken into one change: a splice of its own costs more bytes than
/// they do, and scattered single characters merge badly.
const SHORTEST_KEPT: usize = 4;

/// More splices than this are one replacement instead.
const MOST_SPLICES: usize = 64;

/// The operations that lead from `before` to `after`, in the order of the fields' numbers; none if nothing was changed.
///
/// Only fields that the kind declares up to `schema` (the version the edit is to be written in) are compared: a field that
/// this version does not know stays as it is, though a typed record does not carry it. An emptied scalar is a `Put` of
/// `Null`.
pub fn edit_between(decl: &KindDecl, schema: u16, before: &Fields, after: &Fields) -> Vec<Op> {
    let mut ops = Vec::new();
    for field in decl.fields.iter().filter(|field| field.since <= schema) {
        let (before, after) = (before.get(&field.number), after.get(&field.number));
        if before != after {
            field_between(field, before, after, &mut ops);
        }
    }
    ops
}

/// The operations that create a withdrawn record again: it is emptied, and every field of `after` is set as if for the first
/// time. So nothing of it hangs on what was withdrawn, and who changed that at the same time meets a conflict: an operation
/// that changes nothing would count for none beside theirs.
pub fn edit_bringing_back(decl: &KindDecl, schema: u16, before: &Fields, after: &Fields) -> Vec<Op> {
    let nothing = Fields::new();
    let emptied = edit_between(decl, schema, before, &nothing);
    emptied.into_iter().chain(edit_between(decl, schema, &nothing, after)).collect()
}

fn field_between(field: &FieldDecl, before: Option<&FieldState>, after: Option<&FieldState>, ops: &mut Vec<Op>) {
    match field.ty {
        FieldType::Prose => ops.extend(text_between(field.number, prose(before), prose(after))),
        FieldType::Set(_) => {
            let none = BTreeMap::new();
            let (before, after) = (members(before, &none), members(after, &none));
            let gone = before.keys().filter(|key| !after.contains_key(*key));
            ops.extend(gone.map(|key| Op::Remove(field.number, key.clone())));
            let new = after.iter().filter(|(key, value)| before.get(*key) != Some(*value));
            ops.extend(new.map(|(key, value)| Op::Add(field.number, key.clone(), value.clone())));
        }
        _ => {
            let (before, after) = (scalar(before), scalar(after));
            if before != after {
                ops.push(Op::Put(field.number, after.clone()));
            }
        }
    }
}

fn prose(state: Option<&FieldState>) -> &str {
    if let Some(FieldState::Prose(text)) = state { text } else { "" }
}

fn members<'a>(state: Option<&'a FieldState>, none: &'a BTreeMap<Value, Value>) -> &'a BTreeMap<Value, Value> {
    if let Some(FieldState::Set(members)) = state { members } else { none }
}

fn scalar(state: Option<&FieldState>) -> &Value {
    if let Some(FieldState::Scalar(value)) = state { value } else { &Value::Null }
}

/// The splices that lead from one text to another, from the beginning to the end of the text; each position counts in the
/// text that the splices before it made. Common ends are trimmed; past a work limit the middle is one replacement.
pub fn text_between(field: u16, before: &str, after: &str) -> Vec<Op> {
    let before: Vec<char> = before.chars().collect();
    let after: Vec<char> = after.chars().collect();
    let shorter = before.len().min(after.len());
    let head = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let ends = before.iter().rev().zip(after.iter().rev());
    let tail = ends.take(shorter - head).take_while(|(a, b)| a == b).count();
    let old = &before[head..before.len() - tail];
    let new = &after[head..after.len() - tail];
    if old.is_empty() && new.is_empty() {
        return Vec::new();
    }
    // What stands before a change has been changed already, so its place in the new text is its position.
    let splice = |(gone, come): &(Range<usize>, Range<usize>)| Op::Splice {
        field,
        at: count(head + come.start),
        delete: count(gone.len()),
        insert: new[come.clone()].iter().collect(),
    };
    changes(old, new).iter().map(splice).collect()
}

/// What somebody inserted into a text, in order: nothing that stood there before, however short the run and however long the texts.
pub fn inserted(before: &str, after: &str) -> String {
    let before: Vec<char> = before.chars().collect();
    let after: Vec<char> = after.chars().collect();
    let changes = capture_diff_slices(Algorithm::Myers, &before, &after);
    let come = changes.iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    come.flat_map(|op| &after[op.new_range()]).collect()
}

/// The changed ranges, as places in `old` and in `new`.
fn changes(old: &[char], new: &[char]) -> Vec<(Range<usize>, Range<usize>)> {
    let whole = vec![(0..old.len(), 0..new.len())];
    if old.is_empty() || new.is_empty() || old.len().saturating_mul(new.len()) > COMPARISON_WORK {
        return whole;
    }
    let mut changes: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (gone, come) = (op.old_range(), op.new_range());
        match changes.last_mut() {
            Some(last) if gone.start - last.0.end < SHORTEST_KEPT => {
                last.0.end = gone.end;
                last.1.end = come.end;
            }
            _ => changes.push((gone, come)),
        }
    }
    if changes.len() > MOST_SPLICES { whole } else { changes }
}

fn count(code_points: usize) -> u32 {
    u32::try_from(code_points).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use cunji_domain::kinds;
    use proptest::prelude::*;

    use super::*;
    use crate::plain::Plain;
    use crate::tests::{RECORDS, STAY, TEXT, WORK, edit, text};

    fn diary() -> &'static KindDecl {
        kinds::by_name("diary").unwrap()
    }

    fn applied(before: &Fields, ops: Vec<Op>) -> Fields {
        let mut plain = Plain::from_fields(diary(), before);
        assert!(plain.apply(&edit(2, &[], ops)));
        plain.into_fields()
    }

    fn said(value: &str) -> Fields {
        if value.is_empty() { Fields::new() } else { [(TEXT, FieldState::Prose(value.into()))].into() }
    }

    #[test]
    fn common_ends_are_trimmed() {
        let splice = |at, delete, insert: &str| vec![Op::Splice { field: TEXT, at, delete, insert: insert.into() }];
        assert_eq!(text_between(TEXT, "上午修渠。", "上午修路。"), splice(3, 1, "路"));
        assert_eq!(text_between(TEXT, "", "新"), splice(0, 0, "新"));
        assert_eq!(text_between(TEXT, "旧", ""), splice(0, 1, ""));
        assert_eq!(text_between(TEXT, "哈哈", "哈哈哈"), splice(2, 0, "哈"));
        assert_eq!(text_between(TEXT, "同", "同"), []);
    }

    #[test]
    fn changes_far_apart_are_splices_of_their_own() {
        let before = "上午和村民一起修渠,下午走访了三户人家。";
        let after = "上午与村民一起修路,下午走访了五户人家。";
        assert_eq!(text_between(TEXT, before, after).len(), 3);
    }

    #[test]
    fn past_the_work_limit_it_is_one_replacement() {
        let before: String = (0..20_000_u32).filter_map(|n| char::from_u32(0x4e00 + n)).collect();
        let after: String = before.chars().rev().collect();
        let ops = text_between(TEXT, &before, &after);
        assert!(matches!(ops.as_slice(), [Op::Splice { delete: 19_990..=20_000, .. }]));
        assert_eq!(applied(&said(&before), ops), said(&after));
    }

    #[test]
    fn what_stood_there_is_not_inserted() {
        assert_eq!(inserted("他得了艾滋病。", "上午见他,说得了艾滋病,下午回。"), "上午见,说,下午回");
        assert_eq!(inserted("", "新"), "新");
        assert_eq!(inserted("旧", ""), "");
    }

    #[test]
    fn what_this_version_does_not_know_is_left_alone() {
        let before: Fields = [(STAY, FieldState::Scalar(text("home"))), (77, FieldState::Scalar(text("new")))].into();
        assert_eq!(edit_between(diary(), 2, &before, &Fields::new()), [Op::Put(STAY, Value::Null)]);
        let set = FieldState::Set([(Value::Bytes(vec![1; 16]), Value::Null)].into());
        assert_eq!(edit_between(diary(), 1, &Fields::new(), &[(RECORDS, set)].into()), []);
    }

    #[test]
    fn what_comes_back_is_set_whole() {
        let set = |of: &str| FieldState::Set([(text(of), Value::Null)].into());
        let before: Fields = [
            (STAY, FieldState::Scalar(text("village"))),
            (WORK, set("visit")),
            (TEXT, FieldState::Prose("修渠。".into())),
            (RECORDS, set("of a newer schema")),
        ]
        .into();
        let mut after = before.clone();
        after.insert(TEXT, FieldState::Prose("修渠,开会。".into()));
        let ops = edit_bringing_back(diary(), 1, &before, &after);
        let splice = |delete, insert: &str| Op::Splice { field: TEXT, at: 0, delete, insert: insert.into() };
        let (emptied, set_anew) = ops.split_at(3);
        assert_eq!(emptied, [Op::Put(STAY, Value::Null), Op::Remove(WORK, text("visit")), splice(3, "")]);
        let put = Op::Put(STAY, text("village"));
        assert_eq!(set_anew, [put, Op::Add(WORK, text("visit"), Value::Null), splice(0, "修渠,开会。")]);
        assert_eq!(applied(&before, ops), after);
    }

    #[test]
    fn sets_lose_and_get() {
        let set = |of: &[&str]| FieldState::Set(of.iter().map(|member| (text(member), Value::Null)).collect());
        let ops = edit_between(diary(), 2, &[(WORK, set(&["a", "b"]))].into(), &[(WORK, set(&["b", "c"]))].into());
        assert_eq!(ops, [Op::Remove(WORK, text("a")), Op::Add(WORK, text("c"), Value::Null)]);
    }

    proptest! {
        #[test]
        fn the_operations_lead_from_one_text_to_the_other(before in "[一-五a𠮷]{0,40}", after in "[一-五a𠮷]{0,40}") {
            let ops = edit_between(diary(), 2, &said(&before), &said(&after));
            prop_assert_eq!(applied(&said(&before), ops), said(&after));
        }
    }
}
