//! Every kind of record there is. A new kind is a folder of its own and one line here.

mod table;

use crate::record::{KindDecl, KindNumber, RecordKind};
use crate::server_facts;

pub use table::table_markdown;

/// All kinds, by number: below 40 what people in the village and their offices write, from 40 on what the server makes.
pub fn all() -> &'static [&'static KindDecl] {
    const ALL: &[&KindDecl] = &[
        crate::diary::DiaryEntry::DECL,
        crate::visit::HouseholdVisit::DECL,
        crate::household::Household::DECL,
        crate::household_note::HouseholdNote::DECL,
        crate::friendship::Friendship::DECL,
        crate::friendship_contact::FriendshipContact::DECL,
        crate::problem::Problem::DECL,
        crate::problem_answer::ProblemAnswer::DECL,
        crate::check_in::CheckIn::DECL,
        crate::leave_request::LeaveRequest::DECL,
        crate::leave_reason::LeaveReason::DECL,
        crate::voice_leave::VoiceLeave::DECL,
        crate::leave_decision::LeaveDecision::DECL,
        crate::observation::AttendanceObservation::DECL,
        crate::confirmation::Confirmation::DECL,
        crate::duty_list::DutyList::DECL,
        crate::household_match::HouseholdMatch::DECL,
        crate::shared_visit::SharedVisit::DECL,
        crate::leave_end::LeaveEnd::DECL,
        crate::objection::Objection::DECL,
        crate::objection_decision::ObjectionDecision::DECL,
        crate::month_acknowledgement::MonthAcknowledgement::DECL,
        crate::complaint::Complaint::DECL,
        crate::voice_leave_word::VoiceLeaveWord::DECL,
        crate::anchor_proposal::AnchorProposal::DECL,
        crate::month_signature::MonthSignature::DECL,
        crate::photo::Photo::DECL,
        server_facts::verdict::Verdict::DECL,
        server_facts::private_verdict::PrivateVerdict::DECL,
        server_facts::device::Device::DECL,
        server_facts::revocation::Revocation::DECL,
        server_facts::member::Member::DECL,
        server_facts::team::Team::DECL,
        server_facts::announced_policy::AnnouncedPolicy::DECL,
        server_facts::calendar_year::CalendarYear::DECL,
        server_facts::erasure::Erasure::DECL,
        server_facts::division_change::DivisionChange::DECL,
        server_facts::village_anchor::VillageAnchor::DECL,
        crate::review::Review::DECL,
        crate::office_leave_decision::OfficeLeaveDecision::DECL,
        crate::office_objection_decision::OfficeObjectionDecision::DECL,
        server_facts::day_grade::DayGrade::DECL,
        crate::month_check::MonthCheck::DECL,
        crate::month_filing::MonthFiling::DECL,
        crate::day_correction::DayCorrection::DECL,
        crate::paper_month::PaperMonth::DECL,
        crate::complaint_answer::ComplaintAnswer::DECL,
        server_facts::mending_end::MendingEnd::DECL,
        server_facts::term_elsewhere::TermElsewhere::DECL,
    ];
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

    /// What stands beside key and fields in a line of an export or an import.
    const ENVELOPE: [&str; 14] = [
        "kind",
        "village",
        "space",
        "record",
        "id",
        "author",
        "schema",
        "conflicts",
        "withdrawn",
        "heads",
        "lat",
        "lon",
        "accuracy",
        "written_at",
    ];

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
    fn names_of_parts_and_fields_can_stand_in_one_object() {
        for kind in all() {
            if matches!(kind.name, "verdict" | "private_verdict" | "erasure") {
                continue; // Never imported; they name the record that they are about.
            }
            let names: Vec<_> = kind.key.iter().map(|p| p.name).chain(kind.fields.iter().map(|f| f.name)).collect();
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{}", kind.name);
            assert!(names.iter().all(|name| !ENVELOPE.contains(name)), "{}", kind.name);
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
            if let Some(judges) = kind.judges {
                assert_eq!(kind.key[judges.subject].ty, FieldType::Record, "{}", kind.name);
                assert_eq!(kind.key[judges.level].ty, FieldType::Code, "{}", kind.name);
                let heads = kind.field(judges.heads).unwrap();
                assert_eq!(heads.ty, FieldType::Set(&FieldType::Edit), "{}", kind.name);
            }
        }
    }

    #[test]
    fn a_mend_of_a_creation_can_be_told_from_a_derived_key() {
        // An edit whose key is one record id is a mend only for kinds without a key of their own (docs/protocol.md).
        for kind in all().iter().filter(|kind| kind.id == IdRule::Creation) {
            assert!(kind.key.is_empty(), "{}", kind.name);
        }
    }
}
