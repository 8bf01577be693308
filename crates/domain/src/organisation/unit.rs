//! Units that send cadres: one leads a work group for a county, each of its others answers for a village.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::division::DivisionCode;

/// The name of a unit, which is also what it is known by: offices give units no numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitName(String);

/// Why a text is no unit's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a unit's name: {0:?} (1-{LONGEST_UNIT_NAME} characters)")]
pub struct InvalidUnitName(pub String);

const LONGEST_UNIT_NAME: usize = 60;

impl UnitName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UnitName {
    type Err = InvalidUnitName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Tables pad and break names to fill a cell; inside a Chinese name a space says nothing.
        let ascii = text.is_ascii();
        let name = match ascii {
            true => text.split_whitespace().collect::<Vec<_>>().join(" "),
            false => text.chars().filter(|c| !c.is_whitespace()).collect(),
        };
        let fits = (1..=LONGEST_UNIT_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if fits { Ok(Self(name)) } else { Err(InvalidUnitName(text.to_owned())) }
    }
}

impl fmt::Display for UnitName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 单位: a department, university or company that sends cadres.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    /// Its name.
    pub name: UnitName,
}

/// 牵头单位: the unit that leads a work group for a county.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeadUnit {
    /// The unit.
    pub unit: UnitName,
    /// The county.
    pub county: DivisionCode,
}

/// 包抓单位: the unit answerable for one village.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SupportUnit {
    /// The village; it has one support unit.
    pub village: DivisionCode,
    /// The unit.
    pub unit: UnitName,
}

/// 工作团: a lead unit with its support units.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkGroup {
    /// Who leads.
    pub lead: LeadUnit,
    /// Who answers for which village.
    pub support: BTreeSet<SupportUnit>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_however_the_cell_pads_it() {
        let name: UnitName = "市 示范　林业站\n".parse().unwrap();
        assert_eq!(name.as_str(), "市示范林业站");
        assert_eq!("Forest  Station".parse::<UnitName>().unwrap().as_str(), "Forest Station");
    }

    #[test]
    fn an_empty_or_endless_name_is_refused() {
        for name in ["", " \u{3000}", &"站".repeat(61), "a\u{0}b"] {
            assert!(name.parse::<UnitName>().is_err(), "{name:?}");
        }
    }
}
