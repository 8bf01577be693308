//! What holds of attendance whatever the facts are.
#![allow(clippy::unwrap_used, reason = "what these tests are made of is known to be well-formed")]

use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use cunji_domain::attendance::{
    AttendanceFacts, Confirmation, DayAttendance, DayState, Judge, LeaveAsked, LeaveDecision, Observation, Reach,
    StayWord, Term, TermRole, Verdict, Why, WordState, YearAttendance, attendance,
};
use cunji_domain::calendar::Calendar;
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::policy::{ANKANG_2017, Policy, PolicySet};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const YEAR: i32 = 2017;
const VILLAGES: [&str; 2] = ["610926101205", "610926110221"];

fn me() -> PersonId {
    "c0017".parse().unwrap()
}

fn village(index: usize) -> DivisionCode {
    VILLAGES[index].parse().unwrap()
}

fn new_year() -> NaiveDate {
    NaiveDate::from_ymd_opt(YEAR, 1, 1).unwrap()
}

fn last_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(YEAR, 12, 31).unwrap()
}

/// When everything in these tests is known: long after the year.
fn known_on() -> NaiveDate {
    new_year() + Days::new(1_000)
}

/// When a word was written by the phone's clock: within days of its day, or not at all in truth.
fn a_clock(day: NaiveDate) -> impl Strategy<Value = Option<NaiveDate>> {
    prop_oneof![
        6 => (0u64..9).prop_map(move |late| Some(day + Days::new(late))),
        1 => Just(None),
        1 => Just(NaiveDate::from_ymd_opt(1970, 1, 1)),
        1 => Just(Some(known_on() + Days::new(1))),
    ]
}

/// The shipped policy and four others, one of which takes over in July.
static POLICIES: LazyLock<Vec<PolicySet>> = LazyLock::new(|| {
    let strict = |text: &str| {
        text.replace("word_alone_counts = { value = true", "word_alone_counts = { value = false")
            .replace("stay_on_leave_counts = { value = true", "stay_on_leave_counts = { value = false")
    };
    let listed = ANKANG_2017.replace("duty_days = { value = \"calendar\"", "duty_days = { value = \"list\"");
    let no_backfill = ANKANG_2017.replace("backfilled_counts = { value = true", "backfilled_counts = { value = false");
    let later = strict(ANKANG_2017)
        .replace("version = 1", "version = 2\nreplaces = [\"ankang-2017/1\"]")
        .replace("known_from = 2017-01-01", "known_from = 2017-07-01");
    let set = |texts: &[&str]| PolicySet::new(texts.iter().map(|text| Policy::parse(text).unwrap()).collect()).unwrap();
    vec![
        set(&[ANKANG_2017]),
        set(&[&strict(ANKANG_2017)]),
        set(&[&listed]),
        set(&[ANKANG_2017, &later]),
        set(&[&no_backfill]),
    ]
});

/// Few days, so that facts meet.
fn a_day() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![3 => 180u64..200, 1 => 0u64..365].prop_map(|offset| new_year() + Days::new(offset))
}

fn a_range() -> impl Strategy<Value = (NaiveDate, NaiveDate)> {
    (a_day(), 0u64..40).prop_map(|(from, length)| (from, from + Days::new(length)))
}

fn a_village() -> impl Strategy<Value = DivisionCode> {
    (0usize..2).prop_map(village)
}

prop_compose! {
    fn a_stay()((day, written_on) in a_day().prop_flat_map(|day| (Just(day), a_clock(day))), space in a_village(),
        stay in select(vec!["village", "village", "town", "home", "business", "boat"]),
        state in select(vec![WordState::Standing, WordState::Standing, WordState::Returned, WordState::Withdrawn])) -> StayWord {
        StayWord { space, day, stay: stay.to_owned(), written_on, state, on_paper: false }
    }
}

prop_compose! {
    fn a_leave()((from, to) in a_range(), kind in select(vec!["sick", "personal", "training"]),
        decision in proptest::option::of((any::<bool>(), any::<bool>())), denied in proptest::bool::weighted(0.2)) -> LeaveAsked {
        let decision = decision.map(|(granted, judged_present)| LeaveDecision { granted: granted.then_some((from, to)), judged_present });
        LeaveAsked { from, to, kind: kind.to_owned(), decision, denied }
    }
}

prop_compose! {
    fn an_observation()(space in a_village(), day in a_day(), all_here: bool, present: bool, absent: bool) -> Observation {
        let named = |named: bool| named.then(me).into_iter().collect();
        Observation { space, day, all_here, present: named(present), absent: named(absent) }
    }
}

prop_compose! {
    fn a_confirmation()(space in a_village(), day in a_day(), judged_present in proptest::bool::weighted(0.8),
        by in select(vec![Judge::FirstSecretary, Judge::FirstSecretary, Judge::Office]),
        verdict in select(vec![Verdict::Confirmed, Verdict::Questioned])) -> Confirmation {
        Confirmation { space, day, by, verdict, judged_present }
    }
}

prop_compose! {
    fn a_term()((from, to) in (a_day(), proptest::option::of(0u64..365)), space in a_village(),
        role in select(vec![TermRole::Resident, TermRole::FirstSecretary, TermRole::Other])) -> Term {
        Term { space, from, to: to.map(|length| from + Days::new(length)), role }
    }
}

prop_compose! {
    fn facts()(whole_year in any::<bool>(), terms in vec(a_term(), 0..3), stays in vec(a_stay(), 0..60), leaves in vec(a_leave(), 0..4),
        observations in vec(an_observation(), 0..10), confirmations in vec(a_confirmation(), 0..20),
        objected in proptest::collection::btree_set(a_day(), 0..20),
        duty_days in proptest::collection::btree_set(a_day(), 0..40)) -> AttendanceFacts {
        let mut facts = AttendanceFacts { terms, stays, leaves, observations, confirmations, objected, duty_days, ..AttendanceFacts::new(me(), YEAR, known_on()) };
        if whole_year {
            facts.terms.push(Term { space: village(0), from: new_year(), to: None, role: TermRole::Resident });
        }
        facts
    }
}

prop_compose! {
    fn world()(facts in facts(), policies in 0usize..5, as_of in 0u64..400) -> (AttendanceFacts, usize, NaiveDate) {
        (facts, policies, new_year() + Days::new(as_of))
    }
}

fn year(facts: &AttendanceFacts, policies: usize, as_of: NaiveDate) -> YearAttendance {
    static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::shipped);
    attendance(facts, &POLICIES[policies], &CALENDAR, as_of)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn a_resident_day_more_never_lowers_the_count((facts, policies, as_of) in world(), day in a_day(), space in a_village(), late in 0u64..9) {
        let mut more = facts.clone();
        let written_on = Some(day + Days::new(late));
        let state = WordState::Standing;
        more.stays.push(StayWord { space, day, stay: "village".into(), written_on, state, on_paper: false });
        prop_assert!(year(&more, policies, as_of).resident >= year(&facts, policies, as_of).resident);
    }

    #[test]
    fn an_observation_of_absence_never_raises_the_count((facts, policies, as_of) in world(), day in a_day(), space in a_village()) {
        let mut more = facts.clone();
        more.observations.push(Observation { space, day, all_here: false, present: [].into(), absent: [me()].into() });
        prop_assert!(year(&more, policies, as_of).resident <= year(&facts, policies, as_of).resident);
    }

    #[test]
    fn order_and_repetition_change_nothing((facts, policies, as_of) in world(), turn in 0usize..60) {
        fn mixed<T: Clone>(list: &[T], turn: usize) -> Vec<T> {
            let mut mixed: Vec<T> = list.iter().rev().chain(list).cloned().collect();
            if !mixed.is_empty() {
                let middle = turn % mixed.len();
                mixed.rotate_left(middle);
            }
            mixed
        }
        let other = AttendanceFacts {
            terms: mixed(&facts.terms, turn), stays: mixed(&facts.stays, turn), leaves: mixed(&facts.leaves, turn),
            observations: mixed(&facts.observations, turn), confirmations: mixed(&facts.confirmations, turn),
            ..facts.clone()
        };
        prop_assert_eq!(year(&other, policies, as_of), year(&facts, policies, as_of));
    }

    #[test]
    fn totals_are_the_days_of_the_terms((facts, policies, as_of) in world()) {
        let year = year(&facts, policies, as_of);
        let in_term = |day: &NaiveDate| facts.terms.iter().any(|term| {
            term.role != TermRole::Other && term.from <= *day && term.to.is_none_or(|last| *day <= last)
        });
        let days = new_year().iter_days().take(365).filter(in_term).count() as i64;
        prop_assert_eq!(year.totals.in_term(), days);
        prop_assert_eq!(year.totals.in_term() + year.totals.not_in_term, 365);
        prop_assert_eq!(year.days.len(), 365);
        let of_months: i64 = (1..=12).map(|month| year.month_totals(month).resident).sum();
        prop_assert_eq!(of_months, year.resident);
    }

    #[test]
    fn only_a_duty_day_is_absent_and_no_duty_day_is_rest((facts, policies, as_of) in world()) {
        for day in year(&facts, policies, as_of).days {
            prop_assert!(day.due || day.state != DayState::Absent, "{:?}", day);
            prop_assert!(!day.due || day.state != DayState::Rest, "{:?}", day);
            prop_assert_eq!(day.state, day.why.state());
            prop_assert!(day.day <= as_of || matches!(day.state, DayState::NotYetDue | DayState::NotInTerm | DayState::Unconfirmed));
        }
    }

    #[test]
    fn a_judgement_of_an_older_edit_says_nothing((facts, policies, as_of) in world(), mut older in a_confirmation()) {
        older.judged_present = false;
        let mut more = facts.clone();
        more.confirmations.push(older);
        prop_assert_eq!(year(&more, policies, as_of), year(&facts, policies, as_of));
    }

    #[test]
    fn a_granted_leave_more_never_makes_a_day_absent((facts, policies, as_of) in world(), mut leave in a_leave()) {
        leave.decision = Some(LeaveDecision { granted: Some((leave.from, leave.to)), judged_present: true });
        leave.denied = false;
        let mut more = facts.clone();
        more.leaves.push(leave);
        prop_assert!(year(&more, policies, as_of).totals.absent <= year(&facts, policies, as_of).totals.absent);
    }

    #[test]
    fn an_objection_takes_away_absence_and_nothing_else((facts, policies, as_of) in world(), day in a_day()) {
        let mut more = facts.clone();
        more.objected.insert(day);
        let (before, after) = (year(&facts, policies, as_of), year(&more, policies, as_of));
        for (was, is) in before.days.iter().zip(&after.days) {
            let answered = was.state == DayState::Absent && is.why == Why::ObjectionUndecided && was.day == day;
            prop_assert!(answered || was == is, "{:?} became {:?}", was, is);
        }
    }

    #[test]
    fn a_denied_leave_counts_no_more_than_none((facts, policies, as_of) in world(), mut leave in a_leave()) {
        leave.decision = Some(LeaveDecision { granted: Some((leave.from, leave.to)), judged_present: true });
        leave.denied = true;
        let mut more = facts.clone();
        more.leaves.push(leave);
        let (without, denied) = (year(&facts, policies, as_of), year(&more, policies, as_of));
        prop_assert_eq!(denied.resident, without.resident);
        prop_assert_eq!(denied.totals.leave + denied.totals.business, without.totals.leave + without.totals.business);
    }

    #[test]
    fn waiting_never_lowers_the_count((facts, policies, as_of) in world(), later in 0u64..60) {
        let then = as_of + Days::new(later);
        prop_assert!(year(&facts, policies, then).resident >= year(&facts, policies, as_of).resident);
    }

    #[test]
    fn a_wrong_clock_counts_as_one_that_was_in_time((facts, policies, as_of) in world()) {
        let mut on_the_day = facts.clone();
        for word in &mut on_the_day.stays {
            let is_true = word.written_on.is_some_and(|written_on| (word.day..=known_on()).contains(&written_on));
            word.written_on = Some(if is_true { word.written_on.unwrap() } else { word.day });
        }
        let (told, mended) = (year(&facts, policies, as_of), year(&on_the_day, policies, as_of));
        let states = |year: &YearAttendance| year.days.iter().map(|day| (day.day, day.state)).collect::<Vec<_>>();
        prop_assert_eq!(states(&told), states(&mended));
    }

    #[test]
    fn a_target_is_never_more_than_a_whole_years((facts, policies, as_of) in world()) {
        let year = year(&facts, policies, as_of);
        prop_assert!((0..=220).contains(&year.target));
        prop_assert_eq!(year.needed, (year.target - year.resident).max(0));
        prop_assert!(year.totals.in_term() < 365 || year.target == 220);
    }

    #[test]
    fn latest_start_is_what_trying_every_day_finds((mut facts, policies, as_of) in world(), stayed in 0u64..250) {
        // What lies ahead is unknown: nobody has written or seen anything of it yet, nor of tonight.
        facts.stays.retain(|word| word.day < as_of);
        facts.observations.retain(|observation| observation.day < as_of);
        facts.confirmations.retain(|confirmation| confirmation.day < as_of);
        let long_ago = new_year().iter_days().take(stayed as usize).filter(|day| *day < as_of);
        facts.observations.extend(long_ago.map(|day| seen(village(0), day)));

        let now = year(&facts, policies, as_of);
        let reaches = |start: NaiveDate| {
            let mut tried = facts.clone();
            for day in start.iter_days().take_while(|day| *day <= last_day()) {
                let ahead = now.days.iter().any(|other| other.day == day && can_be_stayed(other, as_of));
                if ahead {
                    tried.observations.extend([seen(village(0), day), seen(village(1), day)]);
                }
            }
            // Seen with own eyes, so that it counts under every policy.
            year(&tried, policies, last_day()).resident >= now.target
        };
        let first = as_of.max(new_year());
        let found = first.iter_days().take_while(|day| *day <= last_day()).filter(|day| reaches(*day)).last();
        match now.reach {
            Reach::Possible => prop_assert_eq!(now.latest_start, found),
            Reach::Reached | Reach::NothingOwed => prop_assert_eq!(now.latest_start, None),
            Reach::IfConfirmed | Reach::Impossible => {
                prop_assert_eq!((now.latest_start, found), (None, None));
            }
        }
    }
}

fn seen(space: DivisionCode, day: NaiveDate) -> Observation {
    Observation { space, day, all_here: true, present: [].into(), absent: [].into() }
}

/// Ahead and neither on leave nor on business; or tonight, of which nothing is said.
fn can_be_stayed(day: &DayAttendance, as_of: NaiveDate) -> bool {
    let tonight = day.day == as_of && matches!(day.state, DayState::Rest | DayState::Unconfirmed);
    tonight || day.why == Why::Ahead
}

#[test]
fn the_json_has_the_keys_that_scripts_rely_on() {
    let mut facts = AttendanceFacts::new(me(), YEAR, known_on());
    facts.terms.push(Term { space: village(0), from: new_year(), to: None, role: TermRole::Resident });
    let json = serde_json::to_value(year(&facts, 0, new_year())).unwrap();
    assert_eq!(json["cadre"], "c0017");
    assert_eq!(json["needed"], 220);
    assert_eq!(json["possible"], 365);
    assert_eq!(json["latest_start"], "2017-05-26");
    assert_eq!(json["policies"][0], "ankang-2017/1");
    assert_eq!(json["days"][1]["day"], "2017-01-02");
    assert_eq!(json["days"][1]["state"], "not_yet_due");
    assert_eq!(json["days"][1]["why"]["code"], "not_yet_due.ahead");
}
