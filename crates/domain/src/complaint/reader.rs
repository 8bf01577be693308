use super::{Complaint, ComplaintOffice};
use crate::organisation::Role;
use crate::policy::{ComplaintsTo, Policy};
use crate::record::{Audience, RecordKind};
use crate::rights::may_read;

impl ComplaintOffice {
    /// Who reads at this office.
    pub fn role(self) -> Role {
        match self {
            Self::Town => Role::TownOffice,
            Self::County => Role::CountyOffice,
            Self::City => Role::CityOffice,
        }
    }
}

impl From<ComplaintsTo> for ComplaintOffice {
    fn from(to: ComplaintsTo) -> Self {
        match to {
            ComplaintsTo::Town => Self::Town,
            ComplaintsTo::County => Self::County,
            ComplaintsTo::City => Self::City,
        }
    }
}

impl Complaint {
    /// The one office that reads it: the one that its writer was told, or the one that the policy in force on its day names if that
    /// is further up. So neither a policy of later nor a program that writes another office brings it down to the superior.
    pub fn office_that_reads(&self, policy: Option<&Policy>) -> ComplaintOffice {
        let named = policy.map(|policy| ComplaintOffice::from(policy.complaints.to.get()));
        [Some(self.office), named].into_iter().flatten().max_by_key(|office| height(*office)).unwrap_or(self.office)
    }

    /// Whether somebody in this role (held in the village, or for an office in a division above it) may read it. `concerned` tells
    /// whether they wrote it.
    pub fn may_be_read_by(&self, role: Role, concerned: bool, policy: Option<&Policy>) -> bool {
        let is_office = may_read(Audience::Office, role, false);
        may_read(Self::DECL.audience, role, concerned) && (!is_office || role == self.office_that_reads(policy).role())
    }
}

fn height(office: ComplaintOffice) -> u8 {
    match office {
        ComplaintOffice::Town => 0,
        ComplaintOffice::County => 1,
        ComplaintOffice::City => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::complaint::ComplaintAbout;
    use crate::policy::ANKANG_2017;
    use crate::record::testing::{TODAY, day};
    use crate::record::{Code, Prose};

    fn policy(to: &str) -> Policy {
        let shipped = "[complaints]\nto = { value = \"county\"";
        assert!(ANKANG_2017.contains(shipped));
        Policy::parse(&ANKANG_2017.replace(shipped, &format!("[complaints]\nto = {{ value = \"{to}\""))).unwrap()
    }

    fn readers(office: ComplaintOffice, policy: Option<&Policy>) -> Vec<Role> {
        let complaint =
            Complaint { day: day(TODAY), about: ComplaintAbout::Treatment, office, text: Prose("…".to_owned()) };
        Role::ALL.iter().copied().filter(|role| complaint.may_be_read_by(*role, false, policy)).collect()
    }

    #[test]
    fn one_office_reads_it_and_never_one_below_that_which_the_writer_was_told() {
        use ComplaintOffice::{City, County, Town};
        for (office, to, reader) in [
            (County, Some("county"), Role::CountyOffice),
            (County, None, Role::CountyOffice),
            (County, Some("city"), Role::CityOffice),
            (County, Some("town"), Role::CountyOffice),
            (Town, Some("county"), Role::CountyOffice),
            (Town, Some("town"), Role::TownOffice),
            (City, Some("county"), Role::CityOffice),
        ] {
            assert_eq!(readers(office, to.map(policy).as_ref()), [reader], "{office:?} under {to:?}");
        }
    }

    #[test]
    fn its_writer_reads_it_in_any_role() {
        let complaint = Complaint {
            day: day(TODAY),
            about: ComplaintAbout::Tool,
            office: ComplaintOffice::County,
            text: Prose("字太小。".to_owned()),
        };
        for role in [Role::Resident, Role::FirstSecretary, Role::PairedHelper] {
            assert!(complaint.may_be_read_by(role, true, None) && !complaint.may_be_read_by(role, false, None));
        }
    }
}
