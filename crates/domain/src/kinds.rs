//! Every kind of record there is. A new kind is a folder of its own and one line here.

use crate::record::{KindDecl, KindNumber, RecordKind};

/// All kinds, by number.
pub fn all() -> &'static [&'static KindDecl] {
    const ALL: &[&KindDecl] = &[crate::diary::DiaryEntry::DECL, crate::visit::HouseholdVisit::DECL];
    ALL
}

/// The kind with this number on the wire.
pub fn by_number(number: KindNumber) -> Option<&'static KindDecl> {
    all().iter().copied().find(|kind| kind.number == number)
}

/// The kind with this name in code, tables and JSON.
pub fn by_name(name: &str) -> Option<&'static KindDecl> {
    all().iter().copied().find(|kind| kind.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::record::{Audience, FieldType, IdRule, Owner, ToldOf};

    #[test]
    fn numbers_and_names_are_used_once_and_in_order() {
        assert!(all().windows(2).all(|pair| pair[0].number < pair[1].number));
        let names: BTreeSet<_> = all().iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), all().len());
        for kind in all() {
            assert!(kind.fields.windows(2).all(|pair| pair[0].number < pair[1].number), "{}", kind.name);
            assert!(kind.fields.iter().all(|field| (1..=kind.schema).contains(&field.since)), "{}", kind.name);
        }
    }

    #[test]
    fn what_a_declaration_points_at_is_there() {
        for kind in all() {
            match kind.told_of {
                ToldOf::Key(part) => assert_eq!(kind.key[part].ty, FieldType::Day, "{}", kind.name),
                ToldOf::Field(number) => assert_eq!(kind.field(number).unwrap().ty, FieldType::Day, "{}", kind.name),
                ToldOf::Nothing => {}
            }
            if let Owner::Key(part) = kind.owner {
                assert_eq!(kind.key[part].ty, FieldType::Person, "{}", kind.name);
                assert_eq!(kind.audience, Audience::OwnerAndOffice, "{}", kind.name);
            }
            assert_eq!(kind.id == IdRule::Creation, kind.key.is_empty(), "{}", kind.name);
        }
    }
}
