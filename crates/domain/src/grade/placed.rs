//! What the places of a day's saves say of a night in the village.

use std::ops::Range;

use chrono::{Days, NaiveDate};

use super::{Anchor, DayFacts, Fix, Provider, Reason, Save};
use crate::place::{Away, Place};
use crate::policy::{Policy, ReviewPolicy};
use crate::time::start_of_day;

const HOUR: i64 = 3_600;

/// Every reason that a day's places give; `NoPlace` where none says anything.
pub(super) fn reasons(facts: &DayFacts, policy: &Policy) -> Vec<Reason> {
    let of_the_day = Span::of(facts.day, &policy.review);
    let told: Vec<_> =
        facts.saves.iter().filter_map(|save| of_save(save, &facts.anchors, &of_the_day, policy)).collect();
    // One sentence a kind of reason: the nearest place that speaks for the night, the furthest that does not.
    let mut reasons = Vec::new();
    reasons.extend(told.iter().filter(|it| matches!(it, Reason::PlaceNear(_))).min().cloned());
    reasons.extend(told.iter().filter(|it| matches!(it, Reason::PlaceAround(_))).min().cloned());
    let home = !reasons.is_empty();
    // Who was in the village that night may have been elsewhere for some hours of it, too.
    let far = told.iter().filter_map(|it| match it {
        Reason::PlaceFarAtNight(away) if home => Some(Reason::PlaceFar(away.clone())),
        Reason::PlaceFarAtNight(_) | Reason::PlaceFar(_) => Some(it.clone()),
        _ => None,
    });
    let (by_night, by_day): (Vec<_>, Vec<_>) = far.partition(|it| matches!(it, Reason::PlaceFarAtNight(_)));
    reasons.extend(by_night.into_iter().max());
    reasons.extend(by_day.into_iter().max());
    reasons.extend(told.iter().filter(|it| matches!(it, Reason::PlaceRough { .. })).min().cloned());
    for plain in [Reason::MockPlace, Reason::EnteredPlace, Reason::NoAnchor] {
        reasons.extend(told.contains(&plain).then_some(plain));
    }
    if reasons.is_empty() {
        reasons.push(Reason::NoPlace);
    }
    reasons
}

/// The instants that tell of a day's night.
struct Span {
    /// From its first minute to the next noon: the stay may be said the next morning.
    day: Range<i64>,
    /// Its night.
    night: Range<i64>,
}

impl Span {
    fn of(day: NaiveDate, review: &ReviewPolicy) -> Self {
        let today = start_of_day(day);
        let next = start_of_day(day.checked_add_days(Days::new(1)).unwrap_or(day));
        let night = today + review.night_from_hour.get() * HOUR..next + review.night_until_hour.get() * HOUR;
        Self { day: today..next + 12 * HOUR, night }
    }
}

fn of_save(save: &Save, anchors: &[Anchor], span: &Span, policy: &Policy) -> Option<Reason> {
    let fix = save.fix.filter(|_| save.written.within(span.day.start, span.day.end))?;
    if fix.mock {
        return Some(Reason::MockPlace);
    }
    if fix.provider == Some(Provider::Entered) {
        return Some(Reason::EnteredPlace);
    }
    let Some((anchor, metres)) = nearest(anchors, fix.place) else { return Some(Reason::NoAnchor) };
    let at_night = save.written.within(span.night.start, span.night.end);
    Some(against_anchor(&fix, anchor, metres, at_night, &policy.review))
}

/// The anchor within whose radius a place lies, or that it is least beyond.
fn nearest(anchors: &[Anchor], place: Place) -> Option<(&Anchor, u32)> {
    let with_distance = anchors.iter().map(|anchor| (anchor, anchor.place.metres_to(place)));
    with_distance.min_by_key(|(anchor, metres)| (i64::from(*metres) - i64::from(anchor.radius), &anchor.name))
}

fn against_anchor(fix: &Fix, anchor: &Anchor, metres: u32, at_night: bool, review: &ReviewPolicy) -> Reason {
    let away = Away::of(&anchor.name, anchor.place, fix.place);
    let (metres, radius) = (i64::from(metres), i64::from(anchor.radius));
    let far = review.place_far_m.get().max(radius);
    let exact = fix.accuracy.map(i64::from).filter(|accuracy| *accuracy <= review.rough_place_m.get());
    match exact {
        Some(accuracy) if metres <= radius + accuracy => Reason::PlaceNear(away),
        Some(accuracy) if metres - accuracy <= far => Reason::PlaceAround(away),
        Some(_) if at_night => Reason::PlaceFarAtNight(away),
        Some(_) => Reason::PlaceFar(away),
        None if metres <= far => Reason::PlaceAround(away),
        None => Reason::PlaceRough { accuracy: fix.accuracy },
    }
}
