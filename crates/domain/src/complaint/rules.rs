use super::Complaint;
use crate::record::{CheckContext, Rules, not_in_future, text_given};
use crate::violation::Violation;

impl Rules for Complaint {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = not_in_future(self.day, context).into_iter().collect();
        violations.extend(text_given(&self.text, "想说的话", "what you want to say"));
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::complaint::{ComplaintAbout, ComplaintOffice};
    use crate::organisation::Role;
    use crate::record::testing::{TODAY, codes, day};
    use crate::record::{Prose, RecordKind};
    use crate::rights::may_read;

    fn complaint() -> Complaint {
        Complaint {
            day: day(TODAY),
            about: ComplaintAbout::Work,
            office: ComplaintOffice::County,
            text: Prose("每周三份表,内容一样,能不能只报一次。".to_owned()),
        }
    }

    #[test]
    fn it_says_something_and_nothing_else_is_owed() {
        assert!(codes(&complaint()).is_empty());
        assert_eq!(codes(&Complaint { text: Prose::default(), ..complaint() }), ["record.text_missing"]);
        assert_eq!(codes(&Complaint { day: day("2017-09-16"), ..complaint() }), ["record.future_day"]);
    }

    #[test]
    fn neither_the_team_nor_its_first_secretary_reads_it() {
        for role in [Role::Resident, Role::FirstSecretary, Role::PairedHelper, Role::UnitHead, Role::LeadUnit] {
            assert!(!may_read(Complaint::DECL.audience, role, false), "{role:?}");
        }
        assert!(may_read(Complaint::DECL.audience, Role::Resident, true), "its author does");
        assert!(may_read(Complaint::DECL.audience, Role::CountyOffice, false));
    }
}
