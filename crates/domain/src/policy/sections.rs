//! The figures of a policy, section by section of its file.

use serde::Deserialize;

use super::{ComplaintsTo, DutyMode, Figure, Proportion, Rounding};

/// What counts as a resident day, and how many are owed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttendancePolicy {
    /// Resident days owed in a whole year (220).
    pub resident_days: Figure<i64>,
    /// The days of the year that they are owed out of (365; a leap year owes no more).
    pub year_days: Figure<i64>,
    /// What joiners and leavers owe.
    pub proportion: Figure<Proportion>,
    /// How a target in proportion is rounded.
    pub rounding: Figure<Rounding>,
    /// What makes a duty day.
    pub duty_days: Figure<DutyMode>,
    /// A word written more than so many days after its day is backfilled; one of an unknown time is not.
    pub grace_days: Figure<i64>,
    /// A duty day of which nobody has said anything is absent after so many days; until then it is unconfirmed.
    pub silence_days: Figure<i64>,
    /// Whether a person's own word is enough for a resident day, until it is questioned or contradicted.
    pub word_alone_counts: Figure<bool>,
    /// Whether that holds for a backfilled word too.
    pub backfilled_counts: Figure<bool>,
    /// Whether a day spent in the village during a granted leave is a resident day (else it stays leave).
    pub stay_on_leave_counts: Figure<bool>,
}

/// Teams and those who send them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamPolicy {
    /// The shortest term of a team member, in months.
    pub term_months: Figure<i64>,
    /// How often the unit's head goes to the village, in a month.
    pub unit_head_visits_a_month: Figure<i64>,
    /// Within how many years a reserve cadre serves at the front.
    pub reserve_cadre_years: Figure<i64>,
}

/// The five measures' weights (三率一度一日志), in hundredths; together 100.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// 住村率.
    pub residency_rate: Figure<i64>,
    /// 入户率.
    pub visit_rate: Figure<i64>,
    /// 政策知晓率.
    pub awareness_rate: Figure<i64>,
    /// 满意度.
    pub satisfaction: Figure<i64>,
    /// 驻村日志.
    pub diary_completeness: Figure<i64>,
}

/// How many a ranking names.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankingPolicy {
    /// So many at the top are named.
    pub top: Figure<i64>,
    /// So many at the bottom are called in (末位约谈).
    pub bottom: Figure<i64>,
    /// Whether phones show rankings. A file that does not say keeps them off.
    #[serde(default = "off")]
    pub on_phones: Figure<bool>,
}

fn off() -> Figure<bool> {
    Figure::provisional(false)
}

/// What the form of a visit asks beyond what the visitor found. Off where a file does not say: quiz and satisfaction belong to
/// sampling by others.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitForm {
    /// Whether the visitor asks the policy quiz.
    #[serde(default = "off")]
    pub quiz: Figure<bool>,
    /// Whether the visitor asks how content the household is.
    #[serde(default = "off")]
    pub satisfaction: Figure<bool>,
}

impl Default for VisitForm {
    fn default() -> Self {
        Self { quiz: off(), satisfaction: off() }
    }
}

/// How friendships are kept up.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FriendshipPolicy {
    /// The next contact is due so many months after the last. A month where a file does not say.
    pub contact_months: Figure<i64>,
}

impl Default for FriendshipPolicy {
    fn default() -> Self {
        Self { contact_months: Figure::provisional(1) }
    }
}

/// Where complaints and suggestions go.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintsPolicy {
    /// The office that handles them. The county's where a file does not say: past the first secretary and the town.
    pub to: Figure<ComplaintsTo>,
}

impl Default for ComplaintsPolicy {
    fn default() -> Self {
        Self { to: Figure::provisional(ComplaintsTo::County) }
    }
}

/// How diaries are reviewed: what is drawn for reading, when silence accepts, and from when on a reviewer is shown a hint. Nothing in
/// it decides whether a day counts.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewPolicy {
    /// Of the diaries without a hint a town's office reads so many in a hundred, drawn by lot.
    pub sample_percent_town: Figure<i64>,
    /// The same of a county's office.
    pub sample_percent_county: Figure<i64>,
    /// The same of the city's office.
    pub sample_percent_city: Figure<i64>,
    /// A diary of which no office has said anything is accepted so many days after it arrived.
    pub silent_acceptance_days: Figure<i64>,
    /// Who was given a diary back mends it within.
    pub return_deadline_days: Figure<i64>,
    /// A diary written more than so many days after its day has a hint; never within the grace period.
    pub late_hint_days: Figure<i64>,
    /// A diary that is like another day's to so many in a hundred has a hint.
    pub near_equal_percent: Figure<i64>,
    /// A place further than this from every anchor is far, metres; nearer ones lie around the village.
    pub place_far_m: Figure<i64>,
    /// A place less exact than this speaks for no house and against nothing, metres.
    pub rough_place_m: Figure<i64>,
    /// From this hour on it is night (Asia/Shanghai): only then can a far place speak against a night in the village.
    pub night_from_hour: Figure<i64>,
    /// Until this hour of the next day.
    pub night_until_hour: Figure<i64>,
}

impl Default for ReviewPolicy {
    fn default() -> Self {
        Self {
            sample_percent_town: Figure::provisional(20),
            sample_percent_county: Figure::provisional(5),
            sample_percent_city: Figure::provisional(1),
            silent_acceptance_days: Figure::provisional(15),
            return_deadline_days: Figure::provisional(7),
            late_hint_days: Figure::provisional(7),
            near_equal_percent: Figure::provisional(90),
            place_far_m: Figure::provisional(3_000),
            rough_place_m: Figure::provisional(500),
            night_from_hour: Figure::provisional(22),
            night_until_hour: Figure::provisional(6),
        }
    }
}

/// A lead unit's year: the four ones.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadUnitPolicy {
    /// Plans in a year.
    pub plans_a_year: Figure<i64>,
    /// Joint meetings in a quarter.
    pub joint_meetings_a_quarter: Figure<i64>,
    /// Reviews in a quarter.
    pub reviews_a_quarter: Figure<i64>,
    /// Rankings in a quarter.
    pub rankings_a_quarter: Figure<i64>,
}

/// Deadlines, in days where nothing else is said.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadlines {
    /// An office answers a problem within.
    pub problem_answer_days: Figure<i64>,
    /// The first secretary decides a leave within.
    pub leave_decision_days: Figure<i64>,
    /// The office reviews a diary within.
    pub review_days: Figure<i64>,
    /// Somebody else decides an objection within.
    pub objection_days: Figure<i64>,
    /// The day of the following month on which a month is closed.
    pub month_close_day: Figure<i64>,
}

/// The campaign's numbers (百日大会战, 百千万, 三百评选).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CampaignPolicy {
    /// Days of the ledger campaign.
    pub days: Figure<i64>,
    /// Models of self-reliance.
    pub exemplars: Figure<i64>,
    /// Friendships.
    pub friendships: Figure<i64>,
    /// Awards to exemplars.
    pub exemplar_awards: Figure<i64>,
    /// Awards to friendship models.
    pub friendship_awards: Figure<i64>,
    /// Awards to articles.
    pub article_awards: Figure<i64>,
}
