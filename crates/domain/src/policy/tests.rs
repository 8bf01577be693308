use super::*;

fn with(from: &str, to: &str) -> Result<Policy, Vec<FileFault>> {
    assert!(ANKANG_2017.contains(from), "{from}");
    Policy::parse(&ANKANG_2017.replace(from, to))
}

/// The first fault, as (line's text, code).
fn fault(from: &str, to: &str) -> (String, &'static str) {
    let text = ANKANG_2017.replace(from, to);
    let faults = with(from, to).unwrap_err();
    assert!(!faults[0].zh.is_empty() && !faults[0].en.is_empty());
    (text.lines().nth(faults[0].line - 1).unwrap().to_owned(), faults[0].code)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_shipped_policy_has_the_citys_figures_and_names_their_source() {
    let policies = PolicySet::shipped();
    let policy = policies.on(day("2017-09-01")).unwrap();
    assert_eq!(policy.id(), "ankang-2017/1");
    assert_eq!(policy.attendance.resident_days.get(), 220);
    assert!(policy.attendance.resident_days.source().contains("安康市2017年"));
    assert_eq!(policy.team.term_months.get(), 12);
    assert_eq!(policy.team.unit_head_visits_a_month.get(), 1);
    assert_eq!(policy.listed("work", "mediation"), Some(true));
    assert_eq!(policy.listed("work", "policy"), Some(true));
    assert_eq!(policy.listed("work", "golf"), Some(false));
    assert_eq!(policy.listed("hobby", "golf"), None);
    assert_eq!(policies.on(day("2016-12-31")), None);
}

#[test]
fn the_shipped_policy_knows_every_stay_that_a_diary_can_say() {
    let policy = Policy::parse(ANKANG_2017).unwrap();
    for code in ["village", "town", "home", "business", "elsewhere"] {
        assert!(policy.stay_counts_as(code).is_some(), "{code}");
    }
    assert_eq!(policy.stay_counts_as("village"), Some(CountsAs::Resident));
}

#[test]
fn an_unknown_key_is_refused_with_its_line() {
    assert_eq!(fault("[ranking]\n", "[ranking]\nfame = 1\n"), ("fame = 1".into(), "policy.unknown_key"));
    let (line, code) = fault("grace_days = {", "graze_days = {");
    assert!(line.starts_with("graze_days"));
    assert_eq!(code, "policy.unknown_key");
    assert_eq!(fault("resident_days = { value", "resident_days = { valeu").1, "policy.unknown_key");
    assert_eq!(fault("[campaign]", "[champagne]").1, "policy.unknown_key");
}

#[test]
fn a_wrong_type_is_refused_with_its_line() {
    let (line, code) = fault("resident_days = { value = 220", "resident_days = { value = \"many\"");
    assert!(line.starts_with("resident_days"));
    assert_eq!(code, "policy.wrong_type");
    assert_eq!(
        fault("valid_from = 2017-01-01", "valid_from = \"soon\""),
        ("valid_from = \"soon\"".into(), "policy.wrong_type")
    );
    assert_eq!(fault("valid_from = 2017-01-01", "valid_from = 2017-01-01T08:00:00").1, "policy.wrong_type");
    assert_eq!(fault("word_alone_counts = { value = true", "word_alone_counts = { value = 1").1, "policy.wrong_type");
}

#[test]
fn a_figure_without_a_source_is_refused() {
    let (line, code) = fault("value = 12, source = \"安康市2017年“联村包抓帮扶”要求\"", "value = 12");
    assert!(line.starts_with("term_months"));
    assert_eq!(code, "policy.missing_source");
    let (line, code) =
        fault("value = \"up\", source = \"本项目暂定,由市办公室核定\"", "value = \"up\", source = \" \"");
    assert!(line.starts_with("rounding"));
    assert_eq!(code, "policy.missing_source");
}

#[test]
fn impossible_weights_are_refused() {
    let (line, code) = fault("residency_rate = { value = 30", "residency_rate = { value = 31");
    assert_eq!((line.as_str(), code), ("[weights]", "policy.impossible_weight"));
    for impossible in ["-1", "101", "9223372036854775807"] {
        let (line, code) = fault("residency_rate = { value = 30", &format!("residency_rate = {{ value = {impossible}"));
        assert!(line.starts_with("residency_rate"), "{line}");
        assert_eq!(code, "policy.impossible_weight");
    }
}

#[test]
fn impossible_figures_are_refused() {
    for (from, to) in [
        ("resident_days = { value = 220", "resident_days = { value = 400"),
        ("resident_days = { value = 220", "resident_days = { value = 366"),
        ("year_days = { value = 365", "year_days = { value = 0"),
        ("silence_days = { value = 35", "silence_days = { value = 2"),
        ("month_close_day = { value = 5", "month_close_day = { value = 31"),
        ("rounding = { value = \"up\"", "rounding = { value = \"sideways\""),
        ("version = 1", "version = 0"),
        ("version = 1", "version = -3"),
        ("\nknown_from", "\nvalid_to = 2016-12-31\nknown_from"),
        ("name = \"ankang-2017\"", "name = \"Ankang 2017\""),
    ] {
        let (line, code) = fault(from, to);
        assert_eq!(code, "policy.impossible_figure", "{to}: {line}");
    }
}

#[test]
fn all_impossible_figures_are_named_at_once() {
    let text = ANKANG_2017
        .replace("value = 220", "value = 0")
        .replace("term_months = { value = 12", "term_months = { value = 0");
    assert_eq!(Policy::parse(&text).unwrap_err().len(), 2);
}

#[test]
fn lists_name_a_code_once_and_say_what_a_stay_counts_as() {
    assert_eq!(fault("code = \"road\", zh = \"修路\"", "code = \"visit\", zh = \"修路\"").1, "policy.duplicate_code");
    assert_eq!(fault("code = \"road\"", "code = \"Road!\"").1, "policy.list_entry");
    assert_eq!(fault(", counts_as = \"resident\"", "").1, "policy.list_entry");
    assert_eq!(fault("en = \"Roads\" }", "en = \"Roads\", counts_as = \"resident\" }").1, "policy.list_entry");
}

#[test]
fn what_is_no_toml_and_what_is_missing_is_named_by_line() {
    assert_eq!(fault("[team]", "[team").1, "policy.syntax");
    assert_eq!(fault("version = 1\n", "version = 1\nversion = 2\n").1, "policy.syntax");
    assert_eq!(fault("version = 1\n", "").1, "policy.missing_key");
    assert_eq!(Policy::parse("").unwrap_err()[0].code, "policy.missing_key");
    assert_eq!(Policy::parse(&"#\n".repeat(200_000)).unwrap_err()[0].code, "policy.too_long");
}

#[test]
fn no_key_makes_a_check_in_a_photo_a_length_or_an_opening_a_condition() {
    for key in [
        "check_in_required",
        "CheckIn",
        "min_check_ins",
        "photo_required",
        "photos_a_day",
        "selfie",
        "min_length",
        "minimum_length",
        "min_chars",
        "diary_min_words",
        "word_count",
        "app_open_days",
        "app_opens",
        "daily_login",
        "online_minutes",
        "usage_days",
        "screen_time",
        "gps_required",
        "location_required",
        "track",
        "evidence_required",
        "place_required",
        "anchor_required",
        "verified_only",
        "unsupported_counts",
        "points",
        "\"打卡\"",
        "\"最少字数\"",
        "\"每日照片\"",
        "\"登录次数\"",
    ] {
        let written = format!("{key} = {{ value = true, source = \"某通知\" }}");
        for section in ["[attendance]\n", "[weights]\n", "[review]\n", "[lists.stay]\n"] {
            let (line, code) = fault(section, &format!("{section}{written}\n"));
            assert_eq!((line, code), (written.clone(), "policy.forbidden_demand"), "{section}");
        }
    }
    let nested = fault("resident_days = { value = 220,", "resident_days = { value = 220, photo_required = true,");
    assert_eq!(nested.1, "policy.forbidden_demand");
    let table = fault("[team]\n", "[check_in]\nrequired = true\n\n[team]\n");
    assert_eq!(table, ("[check_in]".into(), "policy.forbidden_demand"));
}

#[test]
fn rankings_quiz_and_satisfaction_are_off_until_a_file_turns_them_on() {
    let policy = Policy::parse(ANKANG_2017).unwrap();
    assert!(!policy.ranking.on_phones.get() && !policy.visit_form.quiz.get() && !policy.visit_form.satisfaction.get());
    assert_eq!(policy.complaints.to.get(), ComplaintsTo::County);
    assert!(with("on_phones = { value = false", "on_phones = { value = true").unwrap().ranking.on_phones.get());
    assert!(with("quiz = { value = false", "quiz = { value = true").unwrap().visit_form.quiz.get());
    assert_eq!(fault("to = { value = \"county\"", "to = { value = \"village\"").1, "policy.impossible_figure");
    assert_eq!(fault("[visit_form]\n", "[visit_form]\nlength = 1\n").1, "policy.unknown_key");
}

/// Files that were announced before there were these keys stand in logs and on phones.
#[test]
fn a_file_of_before_these_keys_says_the_same() {
    let newer = [
        "on_phones = ",
        "quiz = ",
        "satisfaction = { value = false",
        "[visit_form]",
        "[friendship]",
        "contact_months = ",
        "[complaints]",
        "to = ",
        "[review]",
        "sample_percent_town = ",
        "sample_percent_county = ",
        "sample_percent_city = ",
        "silent_acceptance_days = ",
        "return_deadline_days = ",
        "late_hint_days = ",
        "near_equal_percent = ",
        "place_far_m = ",
        "rough_place_m = ",
        "night_from_hour = ",
        "night_until_hour = ",
    ];
    let is_newer = |line: &&str| newer.iter().any(|key| line.starts_with(key));
    let older: String = ANKANG_2017.lines().filter(|line| !is_newer(line)).map(|line| format!("{line}\n")).collect();
    assert!(older.len() + 200 < ANKANG_2017.len());
    assert_eq!(Policy::parse(&older).unwrap(), Policy::parse(ANKANG_2017).unwrap());
}

#[test]
fn a_review_goes_by_figures_that_can_be() {
    let review = Policy::parse(ANKANG_2017).unwrap().review;
    assert_eq!((review.near_equal_percent.get(), review.place_far_m.get()), (90, 3_000));
    for (key, shipped, impossible) in [
        ("sample_percent_town", "20", "101"),
        ("sample_percent_county", "5", "-1"),
        ("sample_percent_city", "1", "101"),
        ("silent_acceptance_days", "15", "0"),
        ("return_deadline_days", "7", "0"),
        ("late_hint_days", "7", "-1"),
        ("near_equal_percent", "90", "49"),
        ("near_equal_percent", "90", "101"),
        ("place_far_m", "3000", "499"),
        ("rough_place_m", "500", "5001"),
        ("rough_place_m", "500", "3001"),
        ("night_from_hour", "22", "24"),
        ("night_until_hour", "6", "12"),
    ] {
        let value = |value: &str| format!("{key} = {{ value = {value},");
        let (line, code) = fault(&value(shipped), &value(impossible));
        assert!(line.starts_with(key), "{line}");
        assert_eq!(code, "policy.impossible_figure", "{key} = {impossible}");
    }
    assert_eq!(fault("[review]\n", "[review]\nstyle = 1\n").1, "policy.unknown_key");
}

/// An office that changes one figure need not repeat the others.
#[test]
fn a_figure_of_the_review_that_is_left_out_is_the_shipped_one() {
    let shipped = Policy::parse(ANKANG_2017).unwrap().review;
    let one = with("near_equal_percent = { value = 90,", "near_equal_percent = { value = 80,").unwrap().review;
    assert_eq!(one.near_equal_percent.get(), 80);
    assert_eq!(one.place_far_m, shipped.place_far_m);
    let line = ANKANG_2017.lines().find(|line| line.starts_with("late_hint_days")).unwrap();
    assert_eq!(with(line, "").unwrap().review, shipped);
}

#[test]
fn each_demand_that_is_banned_is_told_by_its_name() {
    for (key, named) in
        [("check_in_days", "打卡"), ("photo_days", "照片"), ("min_length", "字数"), ("app_open_days", "打开软件")]
    {
        let text = ANKANG_2017
            .replace("[attendance]\n", &format!("[attendance]\n{key} = {{ value = 1, source = \"通知\" }}\n"));
        let [fault] = Policy::parse(&text).unwrap_err().try_into().unwrap();
        assert_eq!(fault.code, "policy.forbidden_demand");
        assert!(fault.zh.contains(named) && fault.zh.contains("删去"), "{fault:?}");
    }
}

#[test]
fn overlaps_are_refused_unless_one_says_that_it_replaces_the_other() {
    let first = Policy::parse(ANKANG_2017).unwrap();
    let second = with(
        "version = 1\nvalid_from = 2017-01-01\nknown_from = 2017-01-01",
        "version = 2\nvalid_from = 2018-01-01\nknown_from = 2017-12-01",
    )
    .unwrap();
    let faults = PolicySet::new(vec![first.clone(), second.clone()]).unwrap_err();
    assert_eq!((faults[0].code, faults[0].line), ("policy.overlap", 9));

    let closed = with("\nknown_from", "\nvalid_to = 2017-12-31\nknown_from").unwrap();
    let apart = PolicySet::new(vec![second.clone(), closed]).unwrap();
    assert_eq!(apart.on(day("2018-01-01")).unwrap().version, 2);
    assert_eq!(apart.on(day("2017-12-31")).unwrap().version, 1);

    let later = ANKANG_2017.replace("version = 1", "version = 2\nreplaces = [\"ankang-2017/1\"]");
    let together = Policy::parse(&later).unwrap();
    assert_eq!(PolicySet::new(vec![first.clone(), together]).unwrap_err()[0].code, "policy.replaces_later");
    let replacing = Policy::parse(&later.replace("known_from = 2017-01-01", "known_from = 2017-10-01")).unwrap();
    assert!(PolicySet::new(vec![replacing, first.clone()]).is_ok());

    let reused = with("value = 220", "value = 240").unwrap();
    assert_eq!(PolicySet::new(vec![first.clone(), reused]).unwrap_err()[0].code, "policy.version_reused");
    assert_eq!(PolicySet::new(vec![first.clone(), first.clone()]).unwrap(), PolicySet::shipped());
}

#[test]
fn what_replaces_at_second_hand_is_no_overlap() {
    let version = |number: u32, known: &str| {
        let head = format!("version = {number}\nreplaces = [\"ankang-2017/{}\"]", number - 1);
        Policy::parse(&ANKANG_2017.replace("version = 1", &head).replace("known_from = 2017-01-01", known)).unwrap()
    };
    let first = Policy::parse(ANKANG_2017).unwrap();
    let set = PolicySet::new(vec![version(3, "known_from = 2017-11-01"), first, version(2, "known_from = 2017-10-01")])
        .unwrap();
    assert_eq!(set.on(day("2017-12-01")).unwrap().version, 3);
}

#[test]
fn a_past_day_keeps_the_policy_of_its_time() {
    let first = Policy::parse(ANKANG_2017).unwrap();
    let later = ANKANG_2017
        .replace("version = 1", "version = 2\nreplaces = [\"ankang-2017/1\"]")
        .replace("known_from = 2017-01-01", "known_from = 2017-10-01");
    let set = PolicySet::new(vec![first, Policy::parse(&later).unwrap()]).unwrap();
    assert_eq!(set.on(day("2017-09-30")).unwrap().version, 1);
    assert_eq!(set.on(day("2017-10-01")).unwrap().version, 2);
    assert_eq!(set.on_as_known(day("2017-12-01"), day("2017-09-01")).unwrap().version, 1);
}

#[test]
fn where_none_was_known_yet_the_first_that_became_known_holds() {
    let late = with("known_from = 2017-01-01", "known_from = 2017-06-01").unwrap();
    let set = PolicySet::new(vec![late]).unwrap();
    assert_eq!(set.on(day("2017-02-01")).unwrap().version, 1);
}

/// A policy of 2026 as an office makes it of the shipped file.
fn of_2026(version: u32, head: &str) -> Policy {
    let text = ANKANG_2017
        .replace("name = \"ankang-2017\"\nversion = 1", &format!("name = \"ankang-2026\"\nversion = {version}{head}"))
        .replace(
            "valid_from = 2017-01-01\nknown_from = 2017-01-01",
            "valid_from = 2026-01-01\nknown_from = 2026-01-01",
        );
    Policy::parse(&text).unwrap()
}

const REPLACES: &str = "\nreplaces = [\"ankang-2017/1\"]";

#[test]
fn what_came_is_joined_with_the_shipped_policy_and_what_contradicts_is_left_out() {
    let ids = |set: &PolicySet| set.iter().map(Policy::id).collect::<Vec<_>>();
    let left_out = |left: &[LeftOut]| left.iter().map(|left| (left.id.clone(), left.why.code)).collect::<Vec<_>>();
    assert_eq!(PolicySet::joined(Vec::new()), (PolicySet::shipped(), Vec::new()));

    let (set, left) = PolicySet::joined(vec![of_2026(1, REPLACES)]);
    assert_eq!((ids(&set), left), (vec!["ankang-2017/1".to_owned(), "ankang-2026/1".to_owned()], Vec::new()));
    assert_eq!(set.on(day("2017-09-01")).unwrap().id(), "ankang-2017/1", "the past keeps the policy of its time");
    assert_eq!(set.on(day("2026-03-01")).unwrap().id(), "ankang-2026/1");

    let (set, left) = PolicySet::joined(vec![of_2026(1, "")]);
    assert_eq!((&set, left_out(&left)), (&PolicySet::shipped(), vec![("ankang-2026/1".to_owned(), "policy.overlap")]));
    assert!(left[0].why.zh.contains("replaces = [\"ankang-2017/1\"]"), "{}", left[0].why.zh);

    let came =
        || vec![of_2026(1, ""), of_2026(2, REPLACES), PolicySet::shipped().on(day("2017-09-01")).unwrap().clone()];
    let (set, left) = PolicySet::joined(came());
    assert_eq!(ids(&set), ["ankang-2017/1", "ankang-2026/2"]);
    assert_eq!(left_out(&left), [("ankang-2026/1".to_owned(), "policy.overlap")]);
    assert_eq!(PolicySet::joined(came().into_iter().rev().collect()), (set, left), "in whatever order they came");
}

#[test]
fn what_came_under_the_shipped_policy_s_id_takes_its_place() {
    let (set, left) = PolicySet::joined(vec![of_2026(1, REPLACES), with("value = 220", "value = 240").unwrap()]);
    assert_eq!((set.on(day("2017-09-01")).unwrap().attendance.resident_days.get(), left), (240, Vec::new()));
    assert_eq!(set.iter().count(), 2);
}
