//! The policies that the examples' column 规则 names: the shipped one, and it with one thing changed.

use cunji_domain::policy::{ANKANG_2017, Policy, PolicySet};

pub fn named(name: &str) -> PolicySet {
    let changed = |changes: &[(&str, &str)]| {
        let mut text = ANKANG_2017.to_owned();
        for (from, to) in changes {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        Policy::parse(&text).expect("a policy")
    };
    let strict = [
        ("word_alone_counts = { value = true", "word_alone_counts = { value = false"),
        ("backfilled_counts = { value = true", "backfilled_counts = { value = false"),
    ];
    let policies = match name {
        "" | "默认" => vec![changed(&[])],
        "从严" => vec![changed(&strict)],
        "补记要确认" => vec![changed(&strict[1..2])],
        "假期不算住村" => {
            vec![changed(&[("stay_on_leave_counts = { value = true", "stay_on_leave_counts = { value = false")])]
        }
        "名单" => vec![changed(&[("duty_days = { value = \"calendar\"", "duty_days = { value = \"list\"")])],
        "不折算" => vec![changed(&[("proportion = { value = \"by_term\"", "proportion = { value = \"whole\"")])],
        "舍去" => vec![changed(&[("rounding = { value = \"up\"", "rounding = { value = \"down\"")])],
        "四舍五入" => vec![changed(&[("rounding = { value = \"up\"", "rounding = { value = \"nearest\"")])],
        "十月起新规" => {
            let head = [
                ("version = 1", "version = 2\nreplaces = [\"ankang-2017/1\"]"),
                ("known_from = 2017-01-01", "known_from = 2017-10-01"),
            ];
            let changes = [("resident_days = { value = 220", "resident_days = { value = 240"), strict[0]];
            vec![changed(&[]), changed(&[head.as_slice(), &changes].concat())]
        }
        other => panic!("no such policy: {other}"),
    };
    PolicySet::new(policies).expect("a set of policies")
}
