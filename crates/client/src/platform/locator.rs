//! One place, at the person's own act.

use serde::Deserialize;

use super::{Nothing, PlatformFault};
use crate::phone::write::Place;

/// A place as the system gives it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Fix {
    /// Degrees, WGS 84.
    pub latitude: f64,
    /// Degrees, WGS 84.
    pub longitude: f64,
    /// Radius of 68 % confidence, metres.
    pub accuracy: Option<f64>,
    /// In the words of the system: `gps`, `network`, `fused`.
    pub provider: String,
    /// Whether the system says that the place was made up.
    pub mock: bool,
    /// How long ago it was so, milliseconds.
    pub age_ms: i64,
}

impl Fix {
    /// As it goes beside an entry; none outside the globe.
    pub fn place(&self) -> Option<Place> {
        // Saturating is right: a radius beyond u32 metres says nothing either.
        let accuracy =
            self.accuracy.filter(|radius| radius.is_finite() && *radius >= 0.0).map(|radius| radius.ceil() as u32);
        let provider = match self.provider.as_str() {
            "gps" => 1,
            "fused" => 3,
            _ => 2,
        };
        let place = Place::of_degrees(self.latitude, self.longitude, accuracy, provider)?;
        Some(Place { mock: self.mock, ..place })
    }
}

/// A place that somebody said, for demonstrations and stories: the phone is always there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SaidPlace {
    /// Degrees, WGS 84.
    pub latitude: f64,
    /// Degrees, WGS 84.
    pub longitude: f64,
}

impl Locator for SaidPlace {
    fn locate(&self, _seconds: u32) -> Result<Fix, PlatformFault> {
        let Self { latitude, longitude } = *self;
        Ok(Fix { latitude, longitude, accuracy: Some(20.0), provider: "gps".to_owned(), mock: false, age_ms: 0 })
    }
}

/// Finds out where the phone is.
pub trait Locator: Send + Sync {
    /// Whether this system can do it at all.
    fn can(&self) -> bool {
        true
    }

    /// One place; asks the person first, where the system wants that. Takes up to these seconds: not while a lock is held.
    ///
    /// # Errors
    /// The system can't, the person does not want, or nothing was found in time.
    fn locate(&self, seconds: u32) -> Result<Fix, PlatformFault>;
}

impl Locator for Nothing {
    fn can(&self) -> bool {
        false
    }

    fn locate(&self, _seconds: u32) -> Result<Fix, PlatformFault> {
        Err(PlatformFault::None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // As LocationPlugin.kt puts it.
    fn told(provider: &str, accuracy: &str) -> Fix {
        let text = format!(
            r#"{{"latitude":32.6849,"longitude":109.0293,{accuracy}"provider":"{provider}","mock":false,"age_ms":120}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn a_fix_is_a_place_beside_an_entry() {
        let place = Place { lat: 32_684_900, lon: 109_029_300, accuracy: Some(13), provider: 1, mock: false };
        assert_eq!(told("gps", "\"accuracy\":12.3,").place(), Some(place));
        assert_eq!(told("network", "").place(), Some(Place { accuracy: None, provider: 2, ..place }));
        let made_up = Fix { mock: true, ..told("gps", "\"accuracy\":12.3,") };
        assert_eq!(made_up.place(), Some(Place { mock: true, ..place }), "who makes places up is told of");
    }

    #[test]
    fn a_place_outside_the_globe_is_none() {
        assert_eq!(Fix { latitude: 91.0, ..told("gps", "") }.place(), None);
        assert_eq!(Fix { longitude: f64::NAN, ..told("gps", "") }.place(), None);
    }

    #[test]
    fn a_desktop_says_that_it_can_not() {
        assert_eq!(Nothing.locate(5), Err(PlatformFault::None));
    }
}
