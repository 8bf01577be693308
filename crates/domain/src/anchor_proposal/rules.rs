use super::AnchorProposal;
use crate::place::MeasuredPlace;
use crate::record::{CheckContext, Rules, not_in_future};
use crate::violation::Violation;

/// The longest name of an anchor, in characters: it stands in sentences.
const LONGEST_NAME: usize = 40;

/// Within how many metres one can be at an anchor: a house and its yard, up to a village that is spread over a valley.
const RADIUS: std::ops::RangeInclusive<i64> = 50..=10_000;

impl Rules for AnchorProposal {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations: Vec<_> = not_in_future(self.day, context).into_iter().collect();
        violations.extend(anchor_stands(&self.name, &self.place, self.radius));
        violations
    }
}

/// What holds for an anchor, proposed or approved.
pub(crate) fn anchor_stands(name: &str, measured: &MeasuredPlace, radius: i64) -> Vec<Violation> {
    let mut violations = Vec::new();
    if name.chars().count() > LONGEST_NAME {
        violations.push(Violation::new(
            "anchor.name_too_long",
            format!("定位点的名字最多 {LONGEST_NAME} 个字,写「村部」「三组」这样就行。"),
            format!("An anchor's name has at most {LONGEST_NAME} characters; a short one such as 村部 will do."),
        ));
    }
    if !measured.place().is_on_earth() {
        violations.push(Violation::new(
            "anchor.no_such_place",
            "没有这样的经纬度,请在现场重新定一次。",
            "There is no such latitude and longitude; set the anchor again on the spot.",
        ));
    }
    if !RADIUS.contains(&radius) {
        violations.push(Violation::new(
            "anchor.radius",
            format!("范围要在 {} 到 {} 米之间。", RADIUS.start(), RADIUS.end()),
            format!("The radius lies between {} and {} m.", RADIUS.start(), RADIUS.end()),
        ));
    }
    // An anchor that may itself lie outside its radius would put people away who are there.
    if measured.accuracy.is_some_and(|accuracy| accuracy < 0 || accuracy > radius) {
        violations.push(Violation::new(
            "anchor.too_rough",
            "定位误差比范围还大。到空旷的地方等一会儿再定,或者把范围放宽。",
            "The place is less exact than the radius is wide. Wait in the open and set it again, or widen the radius.",
        ));
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Prose;
    use crate::record::testing::{TODAY, codes, day};

    fn proposal() -> AnchorProposal {
        AnchorProposal {
            day: day(TODAY),
            name: "村部".to_owned(),
            place: MeasuredPlace { lat: 32_684_900, lon: 109_029_300, accuracy: Some(12) },
            radius: 3_000,
            note: Prose::default(),
        }
    }

    fn at(change: impl FnOnce(&mut MeasuredPlace)) -> AnchorProposal {
        let mut proposal = proposal();
        change(&mut proposal.place);
        proposal
    }

    #[test]
    fn an_anchor_is_a_place_on_earth_set_on_a_day_that_has_come() {
        assert!(codes(&proposal()).is_empty());
        assert_eq!(codes(&AnchorProposal { day: day("2017-09-16"), ..proposal() }), ["record.future_day"]);
        assert_eq!(codes(&at(|place| place.lat = 90_000_001)), ["anchor.no_such_place"]);
        assert_eq!(codes(&at(|place| place.lon = -180_000_001)), ["anchor.no_such_place"]);
    }

    #[test]
    fn its_radius_is_that_of_a_village_and_wider_than_the_error() {
        for radius in [49, 10_001, -1] {
            let shown = codes(&AnchorProposal { radius, ..at(|place| place.accuracy = None) });
            assert_eq!(shown, ["anchor.radius"], "{radius}");
        }
        for radius in [50, 10_000] {
            assert!(codes(&AnchorProposal { radius, ..proposal() }).is_empty(), "{radius}");
        }
        assert_eq!(codes(&at(|place| place.accuracy = Some(3_001))), ["anchor.too_rough"]);
        assert_eq!(codes(&at(|place| place.accuracy = Some(-1))), ["anchor.too_rough"]);
        assert!(codes(&at(|place| place.accuracy = None)).is_empty());
    }

    #[test]
    fn its_name_fits_into_a_sentence() {
        assert_eq!(codes(&AnchorProposal { name: "村".repeat(41), ..proposal() }), ["anchor.name_too_long"]);
        assert_eq!(codes(&AnchorProposal { name: " ".to_owned(), ..proposal() }), ["record.blank"]);
    }
}
