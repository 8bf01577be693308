//! Every division that the deployment knows, and the way up and down among them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{DivisionCode, Level};

/// One division of the official list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// The official statistical code.
    pub code: DivisionCode,
    /// The name in force, as the list writes it (e.g. `马鞍桥村委会`).
    pub name: String,
    /// Names it bore before, oldest first.
    pub former_names: Vec<FormerName>,
    /// What it was merged into or recoded to; none for a division that still stands.
    pub successor: Option<Successor>,
}

/// A name that a division once bore under the same code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FormerName {
    /// The first day (Asia/Shanghai) on which it was no longer the name.
    pub until: NaiveDate,
    /// The name.
    pub name: String,
}

/// The division that took another's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Successor {
    /// Its code; of the same level.
    pub code: DivisionCode,
    /// The first day (Asia/Shanghai) on which it stands for the old one.
    pub since: NaiveDate,
}

impl Division {
    /// The level, by the code's length.
    pub fn level(&self) -> Level {
        self.code.level()
    }

    /// The name in force on a day.
    pub fn name_on(&self, day: NaiveDate) -> &str {
        self.former_names.iter().find(|former| day < former.until).map_or(&self.name, |former| &former.name)
    }

    /// The name as people say it: `马鞍桥村` for `马鞍桥村委会`, `西城社区` for `西城社区居委会`.
    pub fn spoken_name(&self) -> &str {
        spoken_name(&self.code, &self.name)
    }
}

/// A name of a division as people say it: see [`Division::spoken_name`].
pub fn spoken_name<'n>(code: &DivisionCode, name: &'n str) -> &'n str {
    if code.level() == Level::Village { super::name::spoken(name) } else { name }
}

/// The catalogue of divisions, by code. Built by [`Divisions::from_rows`], which checks it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Divisions {
    by_code: BTreeMap<DivisionCode, Division>,
}

impl Divisions {
    pub(super) fn of_checked(by_code: BTreeMap<DivisionCode, Division>) -> Self {
        Self { by_code }
    }

    /// How many divisions there are, those with a successor included.
    pub fn len(&self) -> usize {
        self.by_code.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// All divisions in order of code; a parent comes before what lies in it.
    pub fn iter(&self) -> impl Iterator<Item = &Division> {
        self.by_code.values()
    }

    /// The divisions of one level that still stand, in order of code.
    pub fn of_level(&self, level: Level) -> impl Iterator<Item = &Division> {
        self.iter().filter(move |division| division.level() == level && division.successor.is_none())
    }

    /// The division with this code.
    pub fn get(&self, code: &DivisionCode) -> Option<&Division> {
        self.by_code.get(code)
    }

    /// The division that stands for this code on a day: itself, or its successor of that day.
    pub fn standing_on(&self, code: &DivisionCode, day: NaiveDate) -> Option<&Division> {
        let mut division = self.get(code)?;
        // The load refuses circles, so this ends.
        while let Some(successor) = division.successor.as_ref().filter(|successor| successor.since <= day) {
            division = self.get(&successor.code)?;
        }
        Some(division)
    }

    /// What lies directly in a division and still stands, in order of code.
    pub fn children<'a>(&'a self, code: &DivisionCode) -> impl Iterator<Item = &'a Division> {
        self.below(code)
            .filter(|division| division.successor.is_none() && division.code.parent().as_ref() == Some(code))
    }

    /// Everything that lies in a division at any depth, itself and divisions with a successor included.
    pub fn below<'a>(&'a self, code: &DivisionCode) -> impl Iterator<Item = &'a Division> {
        self.by_code.range(code.clone()..).map(|(_, division)| division).take_while(|d| code.contains(&d.code))
    }

    /// The divisions that this one lies in, nearest first.
    pub fn ancestors<'a>(&'a self, code: &DivisionCode) -> impl Iterator<Item = &'a Division> {
        std::iter::successors(code.parent(), DivisionCode::parent).filter_map(|code| self.by_code.get(&code))
    }

    /// The names from the province down to the division; empty for a code that is not in the list.
    pub fn path(&self, code: &DivisionCode) -> Vec<&str> {
        let Some(division) = self.get(code) else { return Vec::new() };
        let mut names: Vec<&str> = self.ancestors(code).map(|ancestor| ancestor.name.as_str()).collect();
        names.reverse();
        names.push(&division.name);
        names
    }
}

#[cfg(test)]
mod tests {
    use super::super::load::tests::{ankang, catalogue, code, day, row};
    use super::*;

    #[test]
    fn the_city_has_ten_counties_and_every_village_a_path() {
        let divisions = ankang();
        assert_eq!(divisions.len(), 2075);
        assert_eq!(divisions.children(&code("6109")).count(), 10);
        assert_eq!(divisions.of_level(Level::Village).count(), 1924);
        assert_eq!(divisions.path(&code("610926101205")), ["陕西省", "安康市", "平利县", "兴隆镇", "马鞍桥村委会"]);
        assert!(divisions.of_level(Level::Village).all(|village| divisions.path(&village.code).len() == 5));
        assert!(divisions.path(&code("610926101999")).is_empty());
    }

    #[test]
    fn what_lies_below_is_what_lies_above() {
        let divisions = ankang();
        for town in divisions.of_level(Level::Town) {
            for village in divisions.children(&town.code) {
                assert_eq!(divisions.ancestors(&village.code).next(), Some(town));
            }
        }
        let villages: usize = divisions.of_level(Level::Town).map(|town| divisions.children(&town.code).count()).sum();
        assert_eq!(villages, 1924);
    }

    #[test]
    fn a_merged_village_is_its_successor_from_the_day_on() {
        let mut rows = ankang_town();
        rows.push(row(20, "610926101206", "老庄村委会").merged("610926101205", "2016-03-01"));
        let divisions = catalogue(rows).unwrap();
        let old = code("610926101206");
        assert_eq!(divisions.standing_on(&old, day("2016-02-29")).unwrap().code, old);
        assert_eq!(divisions.standing_on(&old, day("2016-03-01")).unwrap().name, "马鞍桥村委会");
        assert_eq!(divisions.children(&code("610926101")).count(), 1, "a merged village is nobody's child any more");
        assert_eq!(divisions.below(&code("610926101")).count(), 3);
    }

    #[test]
    fn a_renamed_village_keeps_its_code_and_its_old_names() {
        let mut rows = ankang_town();
        rows.push(row(20, "610926101205", "安桥村委会").merged("610926101205", "2012-05-01"));
        let divisions = catalogue(rows).unwrap();
        let village = divisions.get(&code("610926101205")).unwrap();
        assert_eq!(village.name_on(day("2012-04-30")), "安桥村委会");
        assert_eq!(village.name_on(day("2012-05-01")), "马鞍桥村委会");
        assert!(village.successor.is_none());
    }

    #[test]
    fn a_name_is_spoken_without_its_committee() {
        let divisions = ankang();
        assert_eq!(divisions.get(&code("610926101205")).unwrap().spoken_name(), "马鞍桥村");
        assert_eq!(divisions.get(&code("610926100001")).unwrap().spoken_name(), "西城社区");
        assert_eq!(divisions.get(&code("610926101")).unwrap().spoken_name(), "兴隆镇");
    }

    fn ankang_town() -> Vec<super::super::DivisionRow> {
        vec![
            row(2, "61", "陕西省"),
            row(3, "6109", "安康市"),
            row(4, "610926", "平利县"),
            row(5, "610926101", "兴隆镇"),
            row(6, "610926101205", "马鞍桥村委会"),
        ]
    }
}
