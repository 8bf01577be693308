use super::{Direction, Place};
use crate::record::Code;

/// The longest name of an anchor that a sentence repeats, in characters; a detail is a short text and has to hold it.
const LONGEST_NAME: usize = 40;

/// How far a place is from one of a village's anchors, and in which direction it lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Away {
    /// Metres.
    pub metres: u32,
    /// Seen from the anchor; none where it is the very place.
    pub direction: Option<Direction>,
    /// The anchor's name, e.g. 村部.
    pub from: String,
}

impl Away {
    /// From an anchor to a place.
    pub fn of(name: &str, anchor: Place, place: Place) -> Self {
        let from = name.chars().take(LONGEST_NAME).collect();
        Self { metres: anchor.metres_to(place), direction: anchor.direction_to(place), from }
    }

    /// As it stands in a record: metres, direction, the anchor's name.
    pub fn detail(&self) -> String {
        format!("{} {} {}", self.metres, self.direction.map_or("-", Code::code), self.from)
    }

    /// From a record; none if it is not written so.
    pub fn of_detail(detail: &str) -> Option<Self> {
        let mut parts = detail.splitn(3, ' ');
        let (metres, direction, from) = (parts.next()?, parts.next()?, parts.next()?);
        let direction = if direction == "-" { None } else { Some(Direction::of(direction)?) };
        Some(Self { metres: metres.parse().ok()?, direction, from: from.to_owned() })
    }

    /// 离村部 14 公里(东北).
    pub fn zh(&self) -> String {
        let direction = self.direction.map_or_else(String::new, |direction| format!("({})", direction.zh()));
        format!("离{} {}{direction}", self.from, metres_zh(self.metres))
    }

    /// 14 km northeast of 村部.
    pub fn en(&self) -> String {
        match self.direction {
            Some(direction) => format!("{} {} of {}", metres_en(self.metres), direction.en(), self.from),
            None => format!("right at {}", self.from),
        }
    }
}

/// Metres as a colleague says them.
pub(crate) fn metres_zh(metres: u32) -> String {
    in_words(metres, "米", "公里")
}

/// The same in English.
pub(crate) fn metres_en(metres: u32) -> String {
    in_words(metres, "m", "km")
}

fn in_words(metres: u32, m: &str, km: &str) -> String {
    match metres {
        0..1_000 => format!("{metres} {m}"),
        1_000..9_950 => {
            let tenths = (metres + 50) / 100;
            format!("{}.{} {km}", tenths / 10, tenths % 10)
        }
        _ => format!("{} {km}", metres.saturating_add(500) / 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_is_said_as_a_colleague_says_it() {
        let away = |metres, direction| Away { metres, direction, from: "村部".to_owned() };
        assert_eq!(away(14_020, Some(Direction::Northeast)).zh(), "离村部 14 公里(东北)");
        assert_eq!(away(14_020, Some(Direction::Northeast)).en(), "14 km northeast of 村部");
        assert_eq!(away(0, None).zh(), "离村部 0 米");
        assert_eq!(away(0, None).en(), "right at 村部");
        for (metres, said) in
            [(999, "999 米"), (1_000, "1.0 公里"), (1_249, "1.2 公里"), (9_949, "9.9 公里"), (9_950, "10 公里")]
        {
            assert_eq!(metres_zh(metres), said);
        }
    }

    #[test]
    fn what_stands_in_a_record_is_read_back() {
        let office = Place { lat: 32_684_900, lon: 109_029_300 };
        for (name, lat) in [("村部", 0), ("三组 王家院子", 126_000)] {
            let away = Away::of(name, office, Place { lat: office.lat + lat, ..office });
            assert_eq!(Away::of_detail(&away.detail()), Some(away));
        }
        for detail in ["", "14", "14 ne", "x ne 村部", "14 up 村部", "-1 ne 村部"] {
            assert_eq!(Away::of_detail(detail), None, "{detail:?}");
        }
    }
}
