//! Places on the earth: how far one is from another, and in which direction.

mod away;

pub use away::Away;
pub(crate) use away::{metres_en, metres_zh};

use crate::{declare_codes, declare_group};

/// The mean radius of the earth (IUGG), metres. On a sphere a distance is off by half a per cent at most, far less than what a
/// phone in a valley gives as its accuracy.
const EARTH_RADIUS: f64 = 6_371_008.8;

declare_group! {
    /// A place that was measured, WGS 84.
    pub struct MeasuredPlace {
        /// Latitude in millionths of a degree, north positive.
        lat: i64,
        /// Longitude in millionths of a degree, east positive.
        lon: i64,
        /// Radius of 68 % confidence, metres; none where the phone did not say.
        accuracy: Option<i64>,
    }
}

declare_codes! {
    /// One of eight directions.
    pub enum Direction {
        /// North.
        North = "n" "北",
        /// Northeast.
        Northeast = "ne" "东北",
        /// East.
        East = "e" "东",
        /// Southeast.
        Southeast = "se" "东南",
        /// South.
        South = "s" "南",
        /// Southwest.
        Southwest = "sw" "西南",
        /// West.
        West = "w" "西",
        /// Northwest.
        Northwest = "nw" "西北",
    }
}

impl Direction {
    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            Self::North => "north",
            Self::Northeast => "northeast",
            Self::East => "east",
            Self::Southeast => "southeast",
            Self::South => "south",
            Self::Southwest => "southwest",
            Self::West => "west",
            Self::Northwest => "northwest",
        }
    }
}

impl MeasuredPlace {
    /// The place.
    pub fn place(&self) -> Place {
        Place { lat: self.lat, lon: self.lon }
    }
}

/// A place, WGS 84, in millionths of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Latitude, north positive.
    pub lat: i64,
    /// Longitude, east positive.
    pub lon: i64,
}

impl Place {
    /// Whether there is such a place.
    pub fn is_on_earth(self) -> bool {
        (-90_000_000..=90_000_000).contains(&self.lat) && (-180_000_000..=180_000_000).contains(&self.lon)
    }

    /// Metres to another place along a great circle, by the haversine formula (R. W. Sinnott, "Virtues of the Haversine",
    /// Sky & Telescope 68, 1984).
    pub fn metres_to(self, other: Self) -> u32 {
        let ((lat, lon), (other_lat, other_lon)) = (self.radians(), other.radians());
        let half = |angle: f64| (angle / 2.0).sin().powi(2);
        let haversine = half(other_lat - lat) + lat.cos() * other_lat.cos() * half(other_lon - lon);
        (2.0 * EARTH_RADIUS * haversine.clamp(0.0, 1.0).sqrt().asin()).round() as u32
    }

    /// In which direction another place lies, by the bearing at the start; none where it is the same place.
    pub fn direction_to(self, other: Self) -> Option<Direction> {
        if self == other {
            return None;
        }
        let ((lat, lon), (other_lat, other_lon)) = (self.radians(), other.radians());
        let east = (other_lon - lon).sin() * other_lat.cos();
        let north = lat.cos() * other_lat.sin() - lat.sin() * other_lat.cos() * (other_lon - lon).cos();
        let eighth = (east.atan2(north).to_degrees().rem_euclid(360.0) / 45.0).round() as usize % 8;
        <Direction as crate::record::Code>::ALL.get(eighth).copied()
    }

    fn radians(self) -> (f64, f64) {
        let radians = |millionths: i64| (millionths as f64 / 1e6).to_radians();
        (radians(self.lat), radians(self.lon))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::record::Code;

    /// The made-up village's office of the tests.
    const OFFICE: Place = Place { lat: 32_684_900, lon: 109_029_300 };

    #[test]
    fn known_distances_come_out() {
        // A degree of a great circle is 111,195 m on the mean sphere; a degree of longitude at 60° is half a degree's, nearly.
        let degrees = |lat: i64, lon: i64| Place { lat: lat * 1_000_000, lon: lon * 1_000_000 };
        assert_eq!(degrees(0, 0).metres_to(degrees(1, 0)), 111_195);
        assert_eq!(degrees(0, 179).metres_to(degrees(0, -180)), 111_195);
        assert_eq!(degrees(60, 0).metres_to(degrees(60, 1)), 55_597);
        assert_eq!(degrees(90, 0).metres_to(degrees(-90, 0)), 20_015_114);
        assert_eq!(OFFICE.metres_to(OFFICE), 0);
    }

    #[test]
    fn directions_are_those_of_a_map() {
        let moved = |lat: i64, lon: i64| Place { lat: OFFICE.lat + lat, lon: OFFICE.lon + lon };
        for (lat, lon, code) in [
            (10_000, 0, "n"),
            (10_000, 12_000, "ne"),
            (0, 10_000, "e"),
            (-10_000, 12_000, "se"),
            (-10_000, 0, "s"),
            (-10_000, -12_000, "sw"),
            (0, -10_000, "w"),
            (10_000, -12_000, "nw"),
            (10_000, -300, "n"),
        ] {
            assert_eq!(OFFICE.direction_to(moved(lat, lon)).map(Code::code), Some(code), "{lat} {lon}");
        }
        assert_eq!(OFFICE.direction_to(OFFICE), None);
    }

    #[test]
    fn there_are_places_beyond_the_earth_in_numbers_alone() {
        assert!(OFFICE.is_on_earth());
        assert!(!Place { lat: 90_000_001, ..OFFICE }.is_on_earth());
        assert!(!Place { lon: -180_000_001, ..OFFICE }.is_on_earth());
    }

    fn place() -> impl Strategy<Value = Place> {
        (-90_000_000_i64..=90_000_000, -180_000_000_i64..=180_000_000).prop_map(|(lat, lon)| Place { lat, lon })
    }

    proptest! {
        #[test]
        fn there_and_back_is_as_far(a in place(), b in place()) {
            prop_assert_eq!(a.metres_to(b), b.metres_to(a));
            prop_assert!(a.metres_to(b) <= 20_015_114);
        }

        #[test]
        fn a_way_round_is_no_shorter(a in place(), b in place(), c in place()) {
            prop_assert!(a.metres_to(c) <= a.metres_to(b) + b.metres_to(c) + 2, "each leg is rounded");
        }
    }
}
