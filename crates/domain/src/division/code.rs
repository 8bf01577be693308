//! The official statistical code of a division; it is also the id of the division's space.

use std::fmt;
use std::str::FromStr;

/// The level of a division, told by the length of its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 2 digits.
    Province,
    /// 4 digits.
    City,
    /// 6 digits.
    County,
    /// 9 digits.
    Town,
    /// 12 digits: a village or community.
    Village,
}

impl Level {
    /// The length of a code of this level.
    pub fn digits(self) -> usize {
        match self {
            Self::Province => 2,
            Self::City => 4,
            Self::County => 6,
            Self::Town => 9,
            Self::Village => 12,
        }
    }

    /// The name in code, in tables and in the official list (`province`, `city`, `county`, `town`, `village`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Town => "town",
            Self::Village => "village",
        }
    }

    /// The name on screens.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Province => "省",
            Self::City => "市",
            Self::County => "县区",
            Self::Town => "镇",
            Self::Village => "村(社区)",
        }
    }

    /// The level that a word of a table names, in Chinese or English.
    pub fn of_word(word: &str) -> Option<Self> {
        Some(match word.trim().to_ascii_lowercase().as_str() {
            "province" | "省" | "省级" => Self::Province,
            "city" | "市" | "地市" | "市级" => Self::City,
            "county" | "县" | "区" | "县区" | "区县" | "县级" => Self::County,
            "town" | "镇" | "乡" | "乡镇" | "街道" | "镇办" | "乡级" => Self::Town,
            "village" | "村" | "社区" | "村社区" | "村(社区)" | "村级" => Self::Village,
            _ => return None,
        })
    }

    fn of_length(digits: usize) -> Option<Self> {
        [Self::Province, Self::City, Self::County, Self::Town, Self::Village].into_iter().find(|l| l.digits() == digits)
    }
}

/// An official statistical code of 2, 4, 6, 9 or 12 digits (National Bureau of Statistics). A parent's code is a
/// prefix of its children's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivisionCode(String);

/// Why a text is no division code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a division code: {0:?} (2, 4, 6, 9 or 12 digits)")]
pub struct InvalidDivisionCode(pub String);

impl DivisionCode {
    /// The code's digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The level, by the number of digits.
    pub fn level(&self) -> Level {
        Level::of_length(self.0.len()).unwrap_or(Level::Province)
    }

    /// The division that this one lies in; none for a province.
    pub fn parent(&self) -> Option<Self> {
        let digits = match self.level() {
            Level::Province => return None,
            Level::City => Level::Province,
            Level::County => Level::City,
            Level::Town => Level::County,
            Level::Village => Level::Town,
        }
        .digits();
        Some(Self(self.0[..digits].to_owned()))
    }

    /// Whether `other` is this division or lies in it.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }
}

impl FromStr for DivisionCode {
    type Err = InvalidDivisionCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.bytes().all(|b| b.is_ascii_digit()) && Level::of_length(text.len()).is_some() {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidDivisionCode(text.to_owned()))
        }
    }
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_lies_in_its_town_county_city_and_province() {
        let village: DivisionCode = "610926101205".parse().unwrap();
        let up: Vec<_> = std::iter::successors(Some(village.clone()), DivisionCode::parent).collect();
        assert_eq!(
            up.iter().map(DivisionCode::as_str).collect::<Vec<_>>(),
            ["610926101205", "610926101", "610926", "6109", "61"]
        );
        assert!(up.iter().all(|d| d.contains(&village)));
    }

    #[test]
    fn other_lengths_and_letters_are_refused() {
        for text in ["", "6", "610", "61092610120", "61092610120x", "六一"] {
            assert!(text.parse::<DivisionCode>().is_err(), "{text}");
        }
    }
}
