//! The teams that units have or had in a village: whose a term is, and from when to when each is there.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordKind;
use cunji_domain::server_facts::team::Team;

use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::{Transaction, roster};

/// A village's teams, one of each unit that took its turn there, as its log has them; without those of which it was put right that
/// another unit's was there instead.
pub(super) struct Teams(Vec<Team>);

/// A term in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TermInTeam {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day; none while it is open.
    pub to: Option<NaiveDate>,
    /// Whether it was begun in this team, and not in one that was there before and whose member stayed.
    pub begun_here: bool,
}

impl Teams {
    /// Those of a village.
    ///
    /// # Errors
    /// What the database says.
    pub fn known(tx: &mut dyn Transaction, registrar: &Registrar, village: &DivisionCode) -> Result<Self, ServerError> {
        let rows = registrar.tables.records(tx, Team::DECL.number, village)?.into_iter().filter(|row| !row.withdrawn);
        let told: Vec<Team> = rows.filter_map(|row| Team::from_parts(&row.key, &row.fields).ok()).collect();
        let replaced = roster::units_replaced(tx, village)?;
        Ok(Self(told.into_iter().filter(|team| !replaced.contains(&team.unit)).collect()))
    }

    /// A unit's.
    pub fn of_unit(&self, unit: &str) -> Option<&Team> {
        self.0.iter().find(|team| team.unit == unit)
    }

    /// Whether there are several, so that it has to be asked whose a term is.
    pub fn took_turns(&self) -> bool {
        self.0.len() > 1
    }

    /// Whose a term is that begins on a day: of those that were there by then the one that came last. Where that is said of several, or of
    /// none, the one of the person's own unit, if it is among them.
    pub fn of_term(&self, from: NaiveDate, own: Option<&str>) -> Option<&Team> {
        let last = self.0.iter().map(|team| team.since).filter(|since| since.is_none_or(|since| since <= from)).max();
        let mut possible = self.0.iter().filter(|team| last.is_none_or(|last| team.since == last));
        let owned = possible.clone().find(|team| own == Some(team.unit.as_str()));
        owned.or_else(|| possible.next())
    }

    /// From when to when a unit's team is there: from the first member on who came after the unit before it, as long as one of them is.
    pub fn span(&self, unit: &str, terms: &[TermInTeam]) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let begun: Vec<NaiveDate> = terms.iter().filter(|term| term.begun_here).map(|term| term.from).collect();
        let others = self.0.iter().filter(|team| team.unit != unit).filter_map(|team| team.since);
        let before = begun.iter().max().and_then(|last| others.filter(|since| since <= last).max());
        let since = begun.into_iter().filter(|from| before.is_none_or(|before| *from >= before)).min();
        let since = since.or_else(|| self.of_unit(unit)?.since).or_else(|| terms.iter().map(|term| term.from).min());
        let ends: Option<Vec<NaiveDate>> = terms.iter().map(|term| term.to).collect();
        (since, ends.and_then(|ends| ends.into_iter().max()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn teams(known: &[(&str, &str)]) -> Teams {
        let team = |(unit, since): &(&str, &str)| Team {
            unit: (*unit).to_owned(),
            name: None,
            lead_unit: None,
            since: Some(day(since)),
            until: None,
        };
        Teams(known.iter().map(team).collect())
    }

    fn term(from: &str, to: Option<&str>) -> TermInTeam {
        TermInTeam { from: day(from), to: to.map(day), begun_here: true }
    }

    #[test]
    fn a_term_is_of_the_team_that_had_come_by_its_first_day() {
        let turns = teams(&[("乙", "2018-01-01"), ("甲", "2017-01-01")]);
        let of = |from: &str, own: Option<&str>| turns.of_term(day(from), own).map(|team| team.unit.as_str());
        assert_eq!(of("2017-01-01", None), Some("甲"), "though another came later");
        assert_eq!(of("2017-12-31", Some("乙")), Some("甲"), "whoever sent them");
        assert_eq!(of("2018-01-01", Some("甲")), Some("乙"));
        assert_eq!(of("2016-01-01", Some("甲")), Some("甲"), "before all that is known");
        let same_day = teams(&[("乙", "2017-01-01"), ("甲", "2017-01-01")]);
        assert_eq!(same_day.of_term(day("2017-05-01"), Some("甲")).unwrap().unit, "甲");
        assert!(teams(&[]).of_term(day("2017-05-01"), Some("甲")).is_none());
    }

    #[test]
    fn a_team_begins_with_its_own_first_member_and_ends_with_its_last() {
        let before = teams(&[("甲", "2017-01-01")]);
        let stays = TermInTeam { begun_here: false, ..term("2017-01-01", None) };
        let span = |teams: &Teams, unit: &str, terms: &[TermInTeam]| teams.span(unit, terms);
        let open = |since: &str| (Some(day(since)), None);
        assert_eq!(span(&before, "乙", &[stays, term("2018-01-01", None)]), open("2018-01-01"), "one stayed on");
        assert_eq!(span(&before, "乙", &[stays]), open("2017-01-01"), "nothing else says when");
        let over = [term("2017-01-01", Some("2017-12-31")), term("2017-03-01", Some("2018-06-30"))];
        assert_eq!(span(&before, "甲", &over), (Some(day("2017-01-01")), Some(day("2018-06-30"))));
        assert_eq!(span(&before, "甲", &[over[0], term("2017-05-01", None)]), open("2017-01-01"));
        // It comes back after another.
        let turns = teams(&[("乙", "2018-01-01"), ("甲", "2017-01-01")]);
        assert_eq!(span(&turns, "甲", &[over[0], term("2019-01-01", None)]), open("2019-01-01"));
    }
}
