//! What an account is, where, from when to when.

use chrono::NaiveDate;

use super::Act;
use crate::division::{DivisionCode, Level};
use crate::organisation::{Role, UnitName};
use crate::record::Code;
use crate::violation::Violation;

/// An account's role in a division and everything below it, in local days (Asia/Shanghai).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Appointment {
    /// The role.
    pub role: Role,
    /// The division.
    pub division: DivisionCode,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none while it is open.
    pub to: Option<NaiveDate>,
    /// 代理: the login of whom it stands in for.
    pub deputy_for: Option<String>,
    /// The unit that it is held for, where the role [is for one](Role::is_for_a_unit). None of such a role: it was given before units were
    /// asked for, and reaches nothing until one is named.
    pub unit: Option<UnitName>,
}

impl Appointment {
    /// Whether it is held on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether its last day is before a day. What begins later is not over.
    pub fn is_over(&self, day: NaiveDate) -> bool {
        self.to.is_some_and(|to| to < day)
    }

    /// Whether it is the same one, whatever its last day and whomever it stands in for: the same role there from the same day on.
    pub fn is_same_as(&self, other: &Self) -> bool {
        (self.role, &self.division, self.from) == (other.role, &other.division, other.from)
    }

    /// Whether it allows an act in a division on a day.
    pub fn allows(&self, act: Act, division: &DivisionCode, day: NaiveDate) -> bool {
        act.is_for(self.role) && self.holds_on(day) && self.reaches_as_it_is() && self.division.contains(division)
    }

    /// What it comes to at the villages that its unit leads: one at each. `led` are all villages that a unit leads in this division.
    pub fn at_villages(&self, led: Vec<DivisionCode>) -> Vec<Self> {
        led.into_iter().map(|division| Self { division, ..self.clone() }).collect()
    }

    /// One for a unit reaches a village at a time; above villages it says no more than where to look for them.
    fn reaches_as_it_is(&self) -> bool {
        !self.role.is_for_a_unit() || (self.unit.is_some() && self.division.level() == Level::Village)
    }

    /// Every broken rule: the role has a desk, fits the level of its division, ends after it began, and a deputy's has an end.
    pub fn violations(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        if !self.role.has_desk() {
            violations.push(Violation::new(
                "appointment.no_desk",
                format!("{}用手机,不设办公室账号。", self.role.zh()),
                format!("Who is {} uses a phone; there is no account for that.", self.role.code()),
            ));
        } else if !self.role.levels().contains(&self.division.level()) {
            let levels: Vec<_> = self.role.levels().iter().map(|level| (level.zh(), level.name())).collect();
            violations.push(Violation::new(
                "appointment.level",
                format!(
                    "{}设在{},{} 不是。",
                    self.role.zh(),
                    levels.iter().map(|level| level.0).collect::<Vec<_>>().join("、"),
                    self.division
                ),
                format!(
                    "The role {} belongs to a {}, which {} is not.",
                    self.role.code(),
                    levels.iter().map(|level| level.1).collect::<Vec<_>>().join(" or "),
                    self.division
                ),
            ));
        }
        if self.to.is_some_and(|to| to < self.from) {
            violations.push(Violation::new(
                "appointment.backwards",
                "结束的日子在开始之前。",
                "The last day is before the first.",
            ));
        }
        if self.unit.is_some() && !self.role.is_for_a_unit() {
            violations.push(Violation::new(
                "appointment.unit_of_no_use",
                format!("{}不分单位,单位那一栏空着。", self.role.zh()),
                format!("The role {} is held for no unit; leave the unit empty.", self.role.code()),
            ));
        }
        if self.deputy_for.is_some() && self.to.is_none() {
            violations.push(Violation::new(
                "appointment.deputy_without_end",
                "代理要写到哪天为止。",
                "A deputy's days have an end; say which.",
            ));
        }
        violations
    }
}

/// The divisions where somebody with these appointments may do something on a day, none of them below another.
pub fn divisions_where(appointments: &[Appointment], act: Act, day: NaiveDate) -> Vec<DivisionCode> {
    let mut divisions: Vec<_> = appointments
        .iter()
        .filter(|appointment| appointment.allows(act, &appointment.division, day))
        .map(|appointment| appointment.division.clone())
        .collect();
    divisions.sort();
    divisions.dedup();
    let all = divisions.clone();
    divisions.retain(|division| !all.iter().any(|other| other != division && other.contains(division)));
    divisions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn appointment(role: Role, division: &str, from: &str, to: Option<&str>) -> Appointment {
        Appointment {
            role,
            division: division.parse().unwrap(),
            from: from.parse().unwrap(),
            to: to.map(|to| to.parse().unwrap()),
            deputy_for: None,
            unit: None,
        }
    }

    #[test]
    fn one_for_a_unit_reaches_the_villages_that_it_leads_and_no_others() {
        let day = "2017-09-01".parse().unwrap();
        let village = |code: &str| code.parse::<DivisionCode>().unwrap();
        let (led, other) = (village("610926101205"), village("610926101206"));
        let county = appointment(Role::LeadUnit, "610926", "2017-01-01", Some("2017-09-30"));
        let named = Appointment { unit: Some("市示范农业局".parse().unwrap()), ..county.clone() };
        assert!(named.violations().is_empty());
        for act in Act::ALL {
            for above in [&county, &named] {
                assert!(![&led, &other, &village("610926")].iter().any(|it| above.allows(*act, it, day)), "{act:?}");
                assert!(divisions_where(std::slice::from_ref(above), *act, day).is_empty(), "{act:?}");
            }
            let at = named.at_villages(vec![led.clone()]);
            assert_eq!(at.iter().any(|at| at.allows(*act, &led, day)), act.is_for(Role::LeadUnit), "{act:?}");
            assert!(!at.iter().any(|at| at.allows(*act, &other, day)), "{act:?}");
        }
        let at = named.at_villages(vec![led.clone()]);
        assert_eq!(divisions_where(&at, Act::ReadRecords, day), std::slice::from_ref(&led));
        assert!(divisions_where(&at, Act::ReadRecords, "2017-10-01".parse().unwrap()).is_empty());
        let of_no_use =
            Appointment { unit: named.unit, ..appointment(Role::TownOffice, "610926101", "2017-01-01", None) };
        assert_eq!(of_no_use.violations().first().map(|it| it.code), Some("appointment.unit_of_no_use"));
    }

    #[test]
    fn a_desk_reaches_its_own_subtree_on_its_own_days() {
        let town = appointment(Role::TownOffice, "610926101", "2017-01-01", Some("2017-06-30"));
        let allows =
            |division: &str, day: &str| town.allows(Act::Review, &division.parse().unwrap(), day.parse().unwrap());
        assert!(allows("610926101205", "2017-06-30") && allows("610926101", "2017-01-01"));
        assert!(!allows("610926101205", "2017-07-01") && !allows("610926101205", "2016-12-31"));
        assert!(!allows("610926", "2017-03-01") && !allows("610926110221", "2017-03-01"));
        let village = "610926101205".parse().unwrap();
        assert!(!town.allows(Act::KeepPolicy, &village, "2017-03-01".parse().unwrap()));
    }

    #[test]
    fn one_is_over_from_the_day_after_its_last_and_stays_the_same_when_it_ends() {
        let open = appointment(Role::TownOffice, "610926101", "2017-01-01", None);
        let ended = appointment(Role::TownOffice, "610926101", "2017-01-01", Some("2017-06-30"));
        let over = |one: &Appointment, day: &str| one.is_over(day.parse().unwrap());
        assert!(!over(&ended, "2017-06-30") && over(&ended, "2017-07-01"));
        assert!(!over(&ended, "2016-12-31") && !over(&open, "2027-01-01"));
        assert!(open.is_same_as(&ended));
        assert!(!open.is_same_as(&appointment(Role::TownOffice, "610926101", "2017-01-02", None)));
        assert!(!open.is_same_as(&appointment(Role::TownOffice, "610926102", "2017-01-01", None)));
    }

    #[test]
    fn of_several_roles_each_counts_where_it_is_held() {
        let held = [
            appointment(Role::TownOffice, "610926101", "2017-01-01", None),
            appointment(Role::CountyOffice, "610926", "2017-01-01", Some("2017-03-31")),
            appointment(Role::UnitHead, "610921100201", "2017-01-01", None),
        ];
        let at = |act, day: &str| {
            let divisions = divisions_where(&held, act, day.parse().unwrap());
            divisions.iter().map(|division| division.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(at(Act::Review, "2017-03-31"), ["610926"], "the town's is within the county's");
        assert_eq!(at(Act::Review, "2017-04-01"), ["610926101"]);
        assert_eq!(at(Act::SeeFigures, "2017-04-01"), ["610921100201", "610926101"]);
        assert!(at(Act::KeepSystem, "2017-04-01").is_empty());
    }

    #[test]
    fn an_appointment_says_what_is_wrong_with_it() {
        let codes = |appointment: &Appointment| -> Vec<_> {
            appointment.violations().into_iter().map(|violation| violation.code).collect()
        };
        let good = appointment(Role::TownOffice, "610926101", "2017-01-01", None);
        assert!(codes(&good).is_empty());
        let deputy = Appointment { deputy_for: Some("chen".to_owned()), ..good.clone() };
        assert_eq!(codes(&deputy), ["appointment.deputy_without_end"]);
        let deputy = Appointment { to: Some("2016-12-31".parse().unwrap()), ..deputy };
        assert_eq!(codes(&deputy), ["appointment.backwards"]);
        assert_eq!(codes(&Appointment { role: Role::CityOffice, ..good.clone() }), ["appointment.level"]);
        assert_eq!(codes(&Appointment { role: Role::Resident, ..good }), ["appointment.no_desk"]);
    }
}
