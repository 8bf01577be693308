//! What of a record can be found: its texts, by the names of their fields.

use cunji_domain::diary::DiaryEntry;
use cunji_domain::friendship_contact::FriendshipContact;
use cunji_domain::household_note::HouseholdNote;
use cunji_domain::kinds;
use cunji_domain::problem::Problem;
use cunji_domain::problem_answer::ProblemAnswer;
use cunji_domain::record::{FieldState, FieldType, KindDecl, RecordKind};
use cunji_domain::visit::HouseholdVisit;

use crate::storage::read_model::RecordRow;

/// The kinds that are searched. The whole team may read each of them, so whoever may read a village's records may find them.
pub const SEARCHED: [&KindDecl; 6] = [
    DiaryEntry::DECL,
    HouseholdVisit::DECL,
    Problem::DECL,
    ProblemAnswer::DECL,
    HouseholdNote::DECL,
    FriendshipContact::DECL,
];

/// A text of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    /// The field's name in code.
    pub name: &'static str,
    /// What screens call it; a part of the key has no name of its own there.
    pub zh: &'static str,
    /// The text.
    pub text: String,
}

/// A field's name for who reads English: that of the code is it.
pub(super) fn in_english(name: &str) -> String {
    name.replace('_', " ")
}

/// The texts of a record as it stands, the long ones first.
pub(super) fn texts(row: &RecordRow) -> Vec<Text> {
    let Some(decl) = kinds::by_number(row.kind) else { return Vec::new() };
    let mut texts = Vec::new();
    for field in decl.fields {
        let text = match (row.fields.get(&field.number), field.ty) {
            (Some(FieldState::Prose(text)), FieldType::Prose) => text.clone(),
            (Some(FieldState::Scalar(value)), FieldType::Short) => value.as_text().unwrap_or_default().to_owned(),
            (Some(FieldState::Set(members)), FieldType::Set(FieldType::Short)) => {
                members.keys().filter_map(|member| member.as_text()).collect::<Vec<_>>().join("、")
            }
            _ => continue,
        };
        if !text.trim().is_empty() {
            texts.push(Text { name: field.name, zh: field.zh, text });
        }
    }
    for (part, value) in decl.key.iter().zip(&row.key) {
        if let (FieldType::Short, Some(text)) = (part.ty, value.as_text()) {
            texts.push(Text { name: part.name, zh: "户编号", text: text.to_owned() });
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use cunji_domain::record::Audience;

    use super::*;

    #[test]
    fn nothing_is_found_that_not_the_whole_team_may_read() {
        for kind in SEARCHED {
            assert_eq!(kind.audience, Audience::Team, "{}", kind.name);
        }
    }

    #[test]
    fn a_part_of_a_key_that_is_a_text_is_a_households_number() {
        let texts = SEARCHED.iter().flat_map(|kind| kind.key).filter(|part| part.ty == FieldType::Short);
        assert!(texts.map(|part| part.name).eq(["household"]));
    }
}
