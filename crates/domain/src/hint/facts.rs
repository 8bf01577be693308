use chrono::NaiveDate;

use super::{Hint, likeness};
use crate::grade::Reason;
use crate::policy::Policy;

/// What the hints of one diary are computed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HintFacts<'f> {
    /// The diary's text.
    pub text: &'f str,
    /// Texts of other days to compare it with: the cadre's own before it, teammates'. Not of the same day.
    pub others: Vec<OtherText<'f>>,
    /// How many days after its day it was first written; none where the phone's clock says nothing of use.
    pub written_after: Option<i64>,
    /// The reasons of the day's grade.
    pub reasons: &'f [Reason],
    /// Where else photos of this diary and of the day's visits were used earlier; not by the team on the same day.
    pub photos: Vec<PhotoUse>,
}

/// The text of another day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherText<'f> {
    /// Which day.
    pub day: NaiveDate,
    /// What it says.
    pub text: &'f str,
}

/// An earlier use of a photo.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PhotoUse {
    /// The day that it was used for.
    pub day: NaiveDate,
    /// The village's name, if it is another.
    pub village: Option<String>,
}

/// Every hint of a diary, one of a kind, by the policy in force on its day.
pub fn hints(facts: &HintFacts<'_>, policy: &Policy) -> Vec<Hint> {
    let first_use = facts.photos.iter().min();
    let photo = first_use.map(|it| Hint::PhotoSeenBefore { day: it.day, village: it.village.clone() });
    let mut hints: Vec<_> = photo.into_iter().collect();
    hints.extend(near_equal(facts, policy.review.near_equal_percent.get()));
    hints.extend(far(facts.reasons));
    // Within the grace period nobody is late, whatever the hint's own figure says.
    let late = policy.review.late_hint_days.get().max(policy.attendance.grace_days.get());
    hints.extend(facts.written_after.filter(|days| *days > late).map(|days| Hint::WrittenLongAfter { days }));
    hints
}

/// The day that is most alike; of several the latest.
fn near_equal(facts: &HintFacts<'_>, least: i64) -> Option<Hint> {
    let compared = facts.others.iter().map(|other| (likeness(facts.text, other.text), other.day));
    let (percent, day) = compared.filter(|(percent, _)| i64::from(*percent) >= least).max()?;
    Some(Hint::NearEqualText { percent, day })
}

/// Which of the diaries of the named day a near-equal text is that of: the first that is as much alike as was said, so that who asks names
/// the writer's own first. None where it was changed since, and nothing of that day says it any more.
pub fn near_equal_of<'t, T>(text: &str, percent: u8, of_day: impl IntoIterator<Item = (T, &'t str)>) -> Option<T> {
    of_day.into_iter().find(|(_, other)| likeness(text, other) >= percent).map(|(which, _)| which)
}

/// A far place is no hint of one who was in the village that day, too: errands are part of the work.
fn far(reasons: &[Reason]) -> Option<Hint> {
    if reasons.iter().any(|it| matches!(it, Reason::PlaceNear(_) | Reason::PlaceAround(_))) {
        return None;
    }
    let places = reasons.iter().filter_map(|reason| match reason {
        Reason::PlaceFar(away) | Reason::PlaceFarAtNight(away) => Some(away),
        _ => None,
    });
    places.max().cloned().map(Hint::PlaceFar)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Away;
    use crate::policy::ANKANG_2017;
    use crate::record::testing::day;

    const TEXT: &str = "上午同村支书到三组看通组路,塌方两处,约二十米,已请镇里派铲车。下午入户四家。";

    fn facts() -> HintFacts<'static> {
        HintFacts { text: TEXT, others: Vec::new(), written_after: Some(0), reasons: &[], photos: Vec::new() }
    }

    fn shipped(facts: &HintFacts<'_>) -> Vec<Hint> {
        hints(facts, &Policy::parse(ANKANG_2017).unwrap())
    }

    fn by(change: (&str, &str), facts: &HintFacts<'_>) -> Vec<Hint> {
        assert!(ANKANG_2017.contains(change.0), "{}", change.0);
        hints(facts, &Policy::parse(&ANKANG_2017.replace(change.0, change.1)).unwrap())
    }

    #[test]
    fn a_plain_day_has_none_however_it_is_written() {
        assert_eq!(shipped(&facts()), []);
        for text in ["", "入户。", &"写得很长。".repeat(2_000)] {
            assert_eq!(shipped(&HintFacts { text, ..facts() }), [], "{} characters", text.chars().count());
        }
    }

    #[test]
    fn the_most_alike_of_other_days_is_named() {
        let almost = TEXT.replace("四家", "五家");
        let other = |at: &str, text| OtherText { day: day(at), text };
        let others = vec![
            other("2017-09-05", TEXT),
            other("2017-09-06", almost.as_str()),
            other("2017-09-04", TEXT),
            other("2017-09-07", "下雨,路不通,在村委会同会计对低保名册,有三户人口变了。"),
        ];
        let alike = HintFacts { others, ..facts() };
        assert_eq!(shipped(&alike), [Hint::NearEqualText { percent: 100, day: day("2017-09-05") }]);
        let only_almost = HintFacts { others: vec![other("2017-09-06", almost.as_str())], ..facts() };
        let [Hint::NearEqualText { percent: 90..=99, .. }] = shipped(&only_almost)[..] else {
            panic!("{:?}", shipped(&only_almost));
        };
        assert_eq!(by(("near_equal_percent = { value = 90", "near_equal_percent = { value = 100"), &only_almost), []);
    }

    #[test]
    fn the_text_that_was_meant_is_found_again_until_it_is_changed() {
        let almost = TEXT.replace("四家", "五家");
        let other = "下雨,路不通,在村委会同会计对低保名册,有三户人口变了。";
        let percent = likeness(TEXT, &almost);
        assert_eq!(near_equal_of(TEXT, percent, [("own", other), ("teammate's", almost.as_str())]), Some("teammate's"));
        assert_eq!(near_equal_of(TEXT, percent, [("own", TEXT), ("teammate's", almost.as_str())]), Some("own"));
        assert_eq!(near_equal_of(TEXT, 100, [("changed since", almost.as_str())]), None);
        assert_eq!(near_equal_of(TEXT, percent, []), None::<&str>);
    }

    #[test]
    fn late_is_what_policy_says_and_never_within_the_grace_period() {
        let after = |days| HintFacts { written_after: Some(days), ..facts() };
        assert_eq!(shipped(&after(7)), []);
        assert_eq!(shipped(&after(8)), [Hint::WrittenLongAfter { days: 8 }]);
        assert_eq!(shipped(&HintFacts { written_after: None, ..facts() }), []);
        let at_once = ("late_hint_days = { value = 7", "late_hint_days = { value = 0");
        assert_eq!(by(at_once, &after(3)), [], "three days of grace");
        assert_eq!(by(at_once, &after(4)), [Hint::WrittenLongAfter { days: 4 }]);
    }

    #[test]
    fn a_far_place_is_a_hint_unless_another_was_in_the_village() {
        let away = |metres| Away { metres, direction: None, from: "村部".to_owned() };
        let far = [Reason::PlaceFarAtNight(away(9_000)), Reason::PlaceFar(away(14_000))];
        assert_eq!(shipped(&HintFacts { reasons: &far, ..facts() }), [Hint::PlaceFar(away(14_000))]);
        for home in [Reason::PlaceNear(away(40)), Reason::PlaceAround(away(2_000))] {
            let reasons = [far[1].clone(), home];
            assert_eq!(shipped(&HintFacts { reasons: &reasons, ..facts() }), []);
        }
        let others = [Reason::NoPlace, Reason::MockPlace, Reason::PlaceRough { accuracy: None }, Reason::SeenAway];
        assert_eq!(shipped(&HintFacts { reasons: &others, ..facts() }), []);
    }

    #[test]
    fn of_a_photo_the_first_use_is_named() {
        let village = Some("白果坪村".to_owned());
        let photos = vec![
            PhotoUse { day: day("2017-09-08"), village: None },
            PhotoUse { day: day("2017-09-03"), village: village.clone() },
        ];
        let seen = Hint::PhotoSeenBefore { day: day("2017-09-03"), village };
        assert_eq!(shipped(&HintFacts { photos, ..facts() }), [seen]);
    }
}
