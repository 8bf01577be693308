//! Resident days of people's years, as they are kept village by village.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::DayState;

use super::overview::TEAM;
use crate::error::ServerError;
use crate::storage::attendance::{YearInVillage, years};
use crate::storage::{Transaction, roster};

/// Resident days among these, of the year that they are in, whichever of a person's villages each was spent in: a day counts once.
pub(crate) fn resident_days(years: &[&YearInVillage], days: RangeInclusive<NaiveDate>) -> i64 {
    let of_days = days.start().iter_days().take_while(|day| day <= days.end());
    of_days.filter(|day| years.iter().any(|year| year.state_on(*day) == DayState::Resident)).map(|_| 1).sum()
}

/// Resident days of people's years up to a day, itself among them, wherever they were spent.
///
/// # Errors
/// What the database says.
pub(super) fn residents_until(
    tx: &mut dyn Transaction,
    of_people: &[&YearInVillage],
    until: NaiveDate,
) -> Result<Vec<i64>, ServerError> {
    let first = until.with_ordinal(1).unwrap_or(until);
    let resident = |year: &YearInVillage| year.signs.chars().filter(|sign| *sign == DayState::Resident.sign()).count();
    let counted = of_people.iter().map(|&year| {
        if i64::try_from(resident(year)) == Ok(year.resident) {
            return Ok(resident_days(&[year], first..=until));
        }
        let terms = roster::memberships_of_person(tx, &year.cadre)?;
        let elsewhere = terms.into_iter().filter(|term| term.role.in_team() && term.space != year.space);
        let mut everywhere = Vec::new();
        for space in elsewhere.map(|term| term.space).collect::<BTreeSet<_>>() {
            let there = years(tx, &space, year.year, None, TEAM)?.into_iter().map(|named| named.year);
            everywhere.extend(there.filter(|there| there.space == space && there.cadre == year.cadre));
        }
        let everywhere: Vec<&YearInVillage> = everywhere.iter().chain([year]).collect();
        Ok(resident_days(&everywhere, first..=until))
    });
    counted.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(space: &str, signs: &str) -> YearInVillage {
        YearInVillage {
            space: space.parse().unwrap(),
            cadre: "c0017".parse().unwrap(),
            year: 2017,
            signs: signs.to_owned(),
            said: "S".repeat(signs.len()),
            target: 220,
            resident: 0,
            needed: 0,
            possible: 0,
            latest_start: None,
            reach: "possible".to_owned(),
            computed_on: "2017-12-01".parse().unwrap(),
        }
    }

    #[test]
    fn a_resident_day_counts_once_wherever_and_up_to_the_last_day_asked_for() {
        let (here, there) = (year("610926101203", "RRSOOR"), year("610926101204", "ROORRR"));
        let days = |from: &str, to: &str| from.parse().unwrap()..=to.parse().unwrap();
        assert_eq!(resident_days(&[&here], days("2017-01-01", "2017-01-06")), 3);
        assert_eq!(resident_days(&[&here, &there], days("2017-01-01", "2017-01-06")), 5, "two of them in both");
        assert_eq!(resident_days(&[&here, &there], days("2017-01-02", "2017-01-04")), 2);
        assert_eq!(resident_days(&[&here], days("2017-01-06", "2017-12-31")), 1, "no sign is no resident day");
        let (from, before) = ("2017-01-02".parse().unwrap(), "2017-01-01".parse().unwrap());
        assert_eq!(resident_days(&[&here], from..=before), 0);
    }
}
