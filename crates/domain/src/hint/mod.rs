//! 提示: what puts a diary at the head of the review queue. A hint is a fact beside the diary, with an innocent reading; how
//! somebody writes, how long or how well, is none and can't become one.

mod facts;
mod likeness;
mod words;

use chrono::NaiveDate;

pub use facts::{HintFacts, OtherText, PhotoUse, hints, near_equal_of};
pub use likeness::{LEAST_COMPARED, likeness, may_be_alike};

use crate::place::Away;

/// One hint; the order is that of screens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hint {
    /// A photo of it, or of a visit of its day, was used before; on the same day only in another village.
    PhotoSeenBefore {
        /// On which day.
        day: NaiveDate,
        /// In which village, if in another.
        village: Option<String>,
    },
    /// Its text is nearly that of another day.
    NearEqualText {
        /// How much of it, in hundredths.
        percent: u8,
        /// Which day.
        day: NaiveDate,
    },
    /// Its place is far from the village.
    PlaceFar(Away),
    /// It was written long after its day.
    WrittenLongAfter {
        /// So many days.
        days: i64,
    },
}

impl Hint {
    /// Every code. A test keeps the list closed.
    pub const CODES: [&str; 4] = ["photo_seen_before", "near_equal_text", "place_far", "written_long_after"];

    /// Stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PhotoSeenBefore { .. } => "photo_seen_before",
            Self::NearEqualText { .. } => "near_equal_text",
            Self::PlaceFar(_) => "place_far",
            Self::WrittenLongAfter { .. } => "written_long_after",
        }
    }

    /// What its sentence needs beside the code, as it stands in a record.
    pub fn detail(&self) -> String {
        match self {
            Self::PhotoSeenBefore { day, village: None } => day.to_string(),
            Self::PhotoSeenBefore { day, village: Some(village) } => format!("{day} {village}"),
            Self::NearEqualText { percent, day } => format!("{percent} {day}"),
            Self::PlaceFar(away) => away.detail(),
            Self::WrittenLongAfter { days } => days.to_string(),
        }
    }

    /// From code and detail; none for what this version does not know.
    pub fn read(code: &str, detail: Option<&str>) -> Option<Self> {
        let detail = detail?;
        let (first, rest) = detail.split_once(' ').map_or((detail, None), |(first, rest)| (first, Some(rest)));
        Some(match code {
            "photo_seen_before" => Self::PhotoSeenBefore { day: first.parse().ok()?, village: rest.map(str::to_owned) },
            "near_equal_text" => Self::NearEqualText { percent: first.parse().ok()?, day: rest?.parse().ok()? },
            "place_far" => Self::PlaceFar(Away::of_detail(detail)?),
            "written_long_after" => Self::WrittenLongAfter { days: detail.parse().ok()? },
            _ => return None,
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::place::Direction;
    use crate::record::testing::day;

    pub(super) fn all() -> [Hint; 5] {
        [
            Hint::PhotoSeenBefore { day: day("2017-09-03"), village: None },
            Hint::PhotoSeenBefore { day: day("2017-09-03"), village: Some("白果坪村".to_owned()) },
            Hint::NearEqualText { percent: 92, day: day("2017-09-05") },
            Hint::PlaceFar(Away { metres: 14_020, direction: Some(Direction::Northeast), from: "村部".to_owned() }),
            Hint::WrittenLongAfter { days: 9 },
        ]
    }

    #[test]
    fn what_stands_in_a_record_is_read_back() {
        for hint in all() {
            assert_eq!(Hint::read(hint.code(), Some(&hint.detail())), Some(hint));
        }
        for (code, detail) in [
            ("near_equal_text", Some("92")),
            ("near_equal_text", Some("300 2017-09-05")),
            ("photo_seen_before", Some("yesterday")),
            ("written_long_after", None),
            ("too_short", Some("3")),
        ] {
            assert_eq!(Hint::read(code, detail), None, "{code} {detail:?}");
        }
    }

    /// Nothing about style or length: whoever adds a hint is asked what it says of somebody.
    #[test]
    fn the_list_of_hints_is_closed() {
        let codes: std::collections::BTreeSet<_> = all().iter().map(Hint::code).collect();
        assert_eq!(codes, Hint::CODES.into_iter().collect());
        assert_eq!(Hint::CODES, ["photo_seen_before", "near_equal_text", "place_far", "written_long_after"]);
    }
}
