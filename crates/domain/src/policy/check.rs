//! Figures that can't be, sources that say nothing, lists that name a code twice.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::fault::line_at;
use super::{CountsAs, Figure, FileFault, List, Policy, Weights};

/// Every fault of the policy's figures and lists.
pub(super) fn faults(text: &str, policy: &Policy, weights_line: usize) -> Vec<FileFault> {
    let mut faults = Vec::new();
    ranges(text, policy, &mut faults);
    relations(text, policy, &mut faults);
    weights(text, policy, weights_line, &mut faults);
    sources(text, policy, &mut faults);
    for (name, list) in policy.lists() {
        check_list(text, name, list, &mut faults);
    }
    faults
}

/// Whether a text is a code: `a–z 0–9 _ -`, beginning with a letter, at most 32.
pub(super) fn is_code(text: &str) -> bool {
    text.len() <= 32
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
}

type Bounded<'p> = (&'static str, &'p Figure<i64>, RangeInclusive<i64>);

fn bounded(policy: &Policy) -> Vec<Bounded<'_>> {
    let (attendance, team, lead, due) = (&policy.attendance, &policy.team, &policy.lead_unit, &policy.deadlines);
    let (review, campaign) = (&policy.review, &policy.campaign);
    vec![
        ("resident_days", &attendance.resident_days, 1..=366),
        ("year_days", &attendance.year_days, 365..=366),
        ("grace_days", &attendance.grace_days, 0..=366),
        ("silence_days", &attendance.silence_days, 0..=366),
        ("term_months", &team.term_months, 1..=60),
        ("unit_head_visits_a_month", &team.unit_head_visits_a_month, 0..=31),
        ("reserve_cadre_years", &team.reserve_cadre_years, 1..=30),
        ("top", &policy.ranking.top, 1..=1000),
        ("bottom", &policy.ranking.bottom, 0..=1000),
        ("contact_months", &policy.friendship.contact_months, 1..=24),
        ("sample_percent_town", &review.sample_percent_town, 0..=100),
        ("sample_percent_county", &review.sample_percent_county, 0..=100),
        ("sample_percent_city", &review.sample_percent_city, 0..=100),
        ("silent_acceptance_days", &review.silent_acceptance_days, 1..=366),
        ("return_deadline_days", &review.return_deadline_days, 1..=366),
        ("late_hint_days", &review.late_hint_days, 0..=366),
        // Below half, texts about the same work are alike.
        ("near_equal_percent", &review.near_equal_percent, 50..=100),
        ("place_far_m", &review.place_far_m, 500..=100_000),
        ("rough_place_m", &review.rough_place_m, 20..=5_000),
        ("night_from_hour", &review.night_from_hour, 18..=23),
        ("night_until_hour", &review.night_until_hour, 1..=9),
        ("plans_a_year", &lead.plans_a_year, 0..=12),
        ("joint_meetings_a_quarter", &lead.joint_meetings_a_quarter, 0..=12),
        ("reviews_a_quarter", &lead.reviews_a_quarter, 0..=12),
        ("rankings_a_quarter", &lead.rankings_a_quarter, 0..=12),
        ("problem_answer_days", &due.problem_answer_days, 1..=366),
        ("leave_decision_days", &due.leave_decision_days, 1..=60),
        ("review_days", &due.review_days, 1..=366),
        ("objection_days", &due.objection_days, 1..=366),
        ("month_close_day", &due.month_close_day, 1..=28),
        ("days", &campaign.days, 1..=366),
        ("exemplars", &campaign.exemplars, 0..=1_000_000),
        ("friendships", &campaign.friendships, 0..=10_000_000),
        ("exemplar_awards", &campaign.exemplar_awards, 0..=100_000),
        ("friendship_awards", &campaign.friendship_awards, 0..=100_000),
        ("article_awards", &campaign.article_awards, 0..=100_000),
    ]
}

fn weighted(policy: &Policy) -> [&Figure<i64>; 5] {
    let Weights { residency_rate, visit_rate, awareness_rate, satisfaction, diary_completeness } = &policy.weights;
    [residency_rate, visit_rate, awareness_rate, satisfaction, diary_completeness]
}

fn ranges(text: &str, policy: &Policy, faults: &mut Vec<FileFault>) {
    for (name, figure, range) in bounded(policy) {
        if !range.contains(&figure.get()) {
            let (value, low, high) = (figure.get(), range.start(), range.end());
            faults.push(FileFault::new(
                line_at(text, figure.value_at()),
                "policy.impossible_figure",
                format!("「{name}」不能是 {value},只能在 {low} 到 {high} 之间。"),
                format!("`{name}` can't be {value}; it lies between {low} and {high}."),
            ));
        }
    }
}

fn relations(text: &str, policy: &Policy, faults: &mut Vec<FileFault>) {
    let attendance = &policy.attendance;
    if attendance.resident_days.get() > attendance.year_days.get() {
        faults.push(FileFault::new(
            line_at(text, attendance.resident_days.value_at()),
            "policy.impossible_figure",
            "要住的天数比一年还多。",
            "More resident days are owed than the year has.",
        ));
    }
    let review = &policy.review;
    if review.rough_place_m.get() > review.place_far_m.get() {
        faults.push(FileFault::new(
            line_at(text, review.rough_place_m.value_at()),
            "policy.impossible_figure",
            "误差比「远」还大的定位说明不了远近:rough_place_m 不能比 place_far_m 大。",
            "A place that is off by more than what is far can't tell far from near: rough_place_m is more than place_far_m.",
        ));
    }
    if attendance.silence_days.get() < attendance.grace_days.get() {
        faults.push(FileFault::new(
            line_at(text, attendance.silence_days.value_at()),
            "policy.impossible_figure",
            "还在补记期内的日子,不能先算缺勤:silence_days 不能比 grace_days 小。",
            "A day can't be absent while its word may still be written in time: silence_days is less than grace_days.",
        ));
    }
}

fn weights(text: &str, policy: &Policy, line: usize, faults: &mut Vec<FileFault>) {
    let mut within = true;
    for figure in weighted(policy) {
        if !(0..=100).contains(&figure.get()) {
            within = false;
            let value = figure.get();
            faults.push(FileFault::new(
                line_at(text, figure.value_at()),
                "policy.impossible_weight",
                format!("权重不能是 {value},只能在 0 到 100 之间。"),
                format!("A weight can't be {value}; it lies between 0 and 100."),
            ));
        }
    }
    let sum: i64 = weighted(policy).into_iter().map(Figure::get).fold(0, i64::saturating_add);
    if within && sum != 100 {
        faults.push(FileFault::new(
            line,
            "policy.impossible_weight",
            format!("五项权重加起来是 {sum},要正好 100。"),
            format!("The five weights add up to {sum}; they must be 100."),
        ));
    }
}

fn sources(text: &str, policy: &Policy, faults: &mut Vec<FileFault>) {
    let attendance = &policy.attendance;
    let mut stated: Vec<(&str, usize)> = Vec::new();
    let figures = bounded(policy).into_iter().map(|(_, figure, _)| figure).chain(weighted(policy));
    stated.extend(figures.map(|figure| (figure.source(), figure.source_at())));
    let answers = [&attendance.word_alone_counts, &attendance.backfilled_counts, &attendance.stay_on_leave_counts];
    stated.extend(answers.map(|figure| (figure.source(), figure.source_at())));
    let switches = [&policy.ranking.on_phones, &policy.visit_form.quiz, &policy.visit_form.satisfaction];
    stated.extend(switches.map(|figure| (figure.source(), figure.source_at())));
    stated.push((policy.complaints.to.source(), policy.complaints.to.source_at()));
    stated.push((attendance.proportion.source(), attendance.proportion.source_at()));
    stated.push((attendance.rounding.source(), attendance.rounding.source_at()));
    stated.push((attendance.duty_days.source(), attendance.duty_days.source_at()));
    stated.extend(policy.lists().map(|(_, list)| (list.source(), list.source.span().start)));
    for (source, at) in stated {
        if source.trim().is_empty() {
            let zh = "出处是空的。请写上文件名,或写明是谁定的。";
            let en = "The source is empty; name the document, or who decided it.";
            faults.push(FileFault::new(line_at(text, at), "policy.missing_source", zh, en));
        }
    }
}

fn check_list(text: &str, name: &str, list: &List, faults: &mut Vec<FileFault>) {
    let mut seen = BTreeSet::new();
    for spanned in &list.codes {
        let (line, entry) = (line_at(text, spanned.span().start), spanned.get_ref());
        let code = &entry.code;
        if !is_code(code) || entry.zh.trim().is_empty() || entry.en.trim().is_empty() {
            let zh = format!("清单「{name}」里的「{code}」:代码用小写字母、数字和「_」,中英文名都要有。");
            let en = format!(
                "{code:?} in list `{name}`: a code is of lower-case letters, digits and '_'; both names are needed."
            );
            faults.push(FileFault::new(line, "policy.list_entry", zh, en));
        }
        if !seen.insert(code) {
            let zh = format!("清单「{name}」里「{code}」写了两次。");
            let en = format!("`{code}` stands twice in list `{name}`.");
            faults.push(FileFault::new(line, "policy.duplicate_code", zh, en));
        }
        if !counts_as_fits(name, entry.counts_as) {
            let zh = format!(
                "清单「{name}」里「{code}」的 counts_as 不对:stay 要写 resident、business 或 away,leave 要写 leave 或 business,别的清单不写。"
            );
            let en = format!(
                "`counts_as` of `{code}` in list `{name}`: a stay is resident, business or away; a leave is leave or business; \
                 other lists have none."
            );
            faults.push(FileFault::new(line, "policy.list_entry", zh, en));
        }
    }
    if list.codes.is_empty() {
        let line = line_at(text, list.source.span().start);
        faults.push(FileFault::new(
            line,
            "policy.list_entry",
            format!("清单「{name}」是空的。"),
            format!("List `{name}` is empty."),
        ));
    }
}

fn counts_as_fits(list: &str, counts_as: Option<CountsAs>) -> bool {
    match list {
        "stay" => matches!(counts_as, Some(CountsAs::Resident | CountsAs::Business | CountsAs::Away)),
        "leave" => matches!(counts_as, Some(CountsAs::Leave | CountsAs::Business)),
        _ => counts_as.is_none(),
    }
}
