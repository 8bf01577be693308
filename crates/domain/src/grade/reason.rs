use crate::place::Away;

/// One reason of a grade. Each says what is known, not what somebody is thought to have done; the order is that of screens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The first secretary saw the cadre in the village.
    Seen,
    /// …and saw that the cadre was not there, who wrote otherwise.
    SeenAway,
    /// …and saw the cadre in the village, who wrote of a night elsewhere.
    SeenThere,
    /// The first secretary confirmed the day.
    Confirmed,
    /// The first secretary has a question.
    Questioned,
    /// A teammate was along on a visit of the day.
    TeammateAlong,
    /// A teammate who is named as along says otherwise.
    TeammateDenies,
    /// A save of the day was made at an anchor.
    PlaceNear(Away),
    /// …or around the village.
    PlaceAround(Away),
    /// …or far from it, by night, and none of the others in or around the village.
    PlaceFarAtNight(Away),
    /// …or far from it at a time that says nothing of the night.
    PlaceFar(Away),
    /// A place is too rough to tell anything.
    PlaceRough {
        /// Metres; none where the phone did not say.
        accuracy: Option<u32>,
    },
    /// The platform said that a place was made up.
    MockPlace,
    /// A place was entered, not measured.
    EnteredPlace,
    /// There are places and no anchor to measure them by.
    NoAnchor,
    /// No place was taken.
    NoPlace,
    /// The phone's clock was wrong.
    ClockOff {
        /// By so many minutes at least.
        minutes: u64,
    },
    /// It was written after the grace period.
    Backfilled {
        /// So many days after its day.
        days: i64,
    },
    /// The night was spent elsewhere, by own word.
    AwayByOwnWord,
    /// It was spent on business.
    OnBusiness,
    /// Where it was spent is not said.
    StayUnsaid,
}

/// Which way a reason leans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaning {
    /// For the day, strongly.
    StrongFor,
    /// For the day.
    For,
    /// Neither way.
    Neither,
    /// A doubt that changes no grade.
    Doubt,
    /// A place against the day.
    PlaceAgainst,
    /// A person's word against it.
    PersonAgainst,
}

impl Reason {
    /// Every code, in the order of screens.
    pub const CODES: [&str; 21] = [
        "first_secretary.saw",
        "first_secretary.saw_away",
        "first_secretary.saw_there",
        "first_secretary.confirmed",
        "first_secretary.questioned",
        "teammate.along",
        "teammate.denies",
        "place.near",
        "place.around",
        "place.far_at_night",
        "place.far",
        "place.rough",
        "place.mock",
        "place.entered",
        "place.no_anchor",
        "place.none",
        "clock.off",
        "written.backfilled",
        "stay.away",
        "stay.business",
        "stay.unsaid",
    ];

    /// Which way it leans.
    pub fn leaning(&self) -> Leaning {
        match self {
            Self::Seen | Self::PlaceNear(_) => Leaning::StrongFor,
            Self::Confirmed | Self::TeammateAlong | Self::PlaceAround(_) | Self::AwayByOwnWord => Leaning::For,
            Self::PlaceRough { .. }
            | Self::EnteredPlace
            | Self::NoAnchor
            | Self::NoPlace
            | Self::OnBusiness
            | Self::StayUnsaid => Leaning::Neither,
            Self::TeammateDenies
            | Self::PlaceFar(_)
            | Self::MockPlace
            | Self::ClockOff { .. }
            | Self::Backfilled { .. } => Leaning::Doubt,
            Self::PlaceFarAtNight(_) => Leaning::PlaceAgainst,
            Self::SeenAway | Self::SeenThere | Self::Questioned => Leaning::PersonAgainst,
        }
    }

    /// Stable and dotted.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Seen => "first_secretary.saw",
            Self::SeenAway => "first_secretary.saw_away",
            Self::SeenThere => "first_secretary.saw_there",
            Self::Confirmed => "first_secretary.confirmed",
            Self::Questioned => "first_secretary.questioned",
            Self::TeammateAlong => "teammate.along",
            Self::TeammateDenies => "teammate.denies",
            Self::PlaceNear(_) => "place.near",
            Self::PlaceAround(_) => "place.around",
            Self::PlaceFarAtNight(_) => "place.far_at_night",
            Self::PlaceFar(_) => "place.far",
            Self::PlaceRough { .. } => "place.rough",
            Self::MockPlace => "place.mock",
            Self::EnteredPlace => "place.entered",
            Self::NoAnchor => "place.no_anchor",
            Self::NoPlace => "place.none",
            Self::ClockOff { .. } => "clock.off",
            Self::Backfilled { .. } => "written.backfilled",
            Self::AwayByOwnWord => "stay.away",
            Self::OnBusiness => "stay.business",
            Self::StayUnsaid => "stay.unsaid",
        }
    }

    /// What its sentence needs beside the code, as it stands in a record.
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::PlaceNear(away) | Self::PlaceAround(away) | Self::PlaceFarAtNight(away) | Self::PlaceFar(away) => {
                Some(away.detail())
            }
            Self::PlaceRough { accuracy } => accuracy.map(|metres| metres.to_string()),
            Self::ClockOff { minutes } => Some(minutes.to_string()),
            Self::Backfilled { days } => Some(days.to_string()),
            _ => None,
        }
    }

    /// From code and detail; none for what this version does not know.
    pub fn read(code: &str, detail: Option<&str>) -> Option<Self> {
        let away = || Away::of_detail(detail?);
        Some(match code {
            "place.near" => Self::PlaceNear(away()?),
            "place.around" => Self::PlaceAround(away()?),
            "place.far_at_night" => Self::PlaceFarAtNight(away()?),
            "place.far" => Self::PlaceFar(away()?),
            "place.rough" => Self::PlaceRough { accuracy: detail.map(str::parse).transpose().ok()? },
            "clock.off" => Self::ClockOff { minutes: detail?.parse().ok()? },
            "written.backfilled" => Self::Backfilled { days: detail?.parse().ok()? },
            _ => PLAIN.into_iter().find(|plain| plain.code() == code && detail.is_none())?,
        })
    }
}

/// The reasons whose sentence needs nothing beside the code.
const PLAIN: [Reason; 14] = [
    Reason::Seen,
    Reason::SeenAway,
    Reason::SeenThere,
    Reason::Confirmed,
    Reason::Questioned,
    Reason::TeammateAlong,
    Reason::TeammateDenies,
    Reason::MockPlace,
    Reason::EnteredPlace,
    Reason::NoAnchor,
    Reason::NoPlace,
    Reason::AwayByOwnWord,
    Reason::OnBusiness,
    Reason::StayUnsaid,
];

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::place::Direction;

    /// One of each, and more where sentences differ.
    pub fn all() -> Vec<Reason> {
        let away = || Away { metres: 14_020, direction: Some(Direction::Northeast), from: "村部".to_owned() };
        let mut all = PLAIN.to_vec();
        all.extend([
            Reason::PlaceNear(Away { metres: 0, direction: None, ..away() }),
            Reason::PlaceAround(away()),
            Reason::PlaceFarAtNight(away()),
            Reason::PlaceFar(away()),
            Reason::PlaceRough { accuracy: Some(2_000) },
            Reason::PlaceRough { accuracy: None },
            Reason::ClockOff { minutes: 4_400 },
            Reason::Backfilled { days: 12 },
        ]);
        all
    }

    #[test]
    fn what_stands_in_a_record_is_read_back() {
        for reason in all() {
            assert_eq!(Reason::read(reason.code(), reason.detail().as_deref()), Some(reason));
        }
        let codes: Vec<_> = all().iter().map(Reason::code).collect();
        assert!(
            Reason::CODES.iter().all(|code| codes.contains(code))
                && codes.iter().all(|code| Reason::CODES.contains(code))
        );
        assert_eq!(Reason::read("place.on_the_moon", None), None);
        assert_eq!(Reason::read("place.far", None), None);
        assert_eq!(Reason::read("place.none", Some("3")), None);
        assert_eq!(Reason::read("written.backfilled", Some("long")), None);
    }
}
