//! 怎么改: what a person does about a verdict, by its code.

/// A way in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// What has a way of its own, by the codes of what is wrong. `编号` and `ID` stand for what `cunji mend list` shows.
const WAYS: &[(&[&str], Way)] = &[
    (
        &["record.future_day"],
        Way {
            zh: "日子写错了:cunji mend save 编号 --set day=对的日子;改不了日子的,在对的那天重写,再 cunji mend drop 编号。日子没错、是写早了:到了那天 cunji mend save 编号 就重新上报。",
            en: "If the day is wrong: cunji mend save ID --set day=YYYY-MM-DD; where the day can't be changed, write it again on the right day, then cunji mend drop ID. If it was only written too early: cunji mend save ID on that day sends it again.",
        },
    ),
    (
        &["rights.no_role_on_day"],
        Way {
            zh: "日子写错了:cunji mend save 编号 --set day=对的日子;改不了日子的,在对的那天重写,再 cunji mend drop 编号。名册错了:请镇办公室改好,再 cunji mend save 编号 重新上报。",
            en: "If the day is wrong: cunji mend save ID --set day=YYYY-MM-DD; where the day can't be changed, write it again on the right day, then cunji mend drop ID. If the roster is wrong: have the town office mend it, then cunji mend save ID sends it again.",
        },
    ),
    (
        &["rights.no_role", "rights.no_space"],
        Way {
            zh: "名册错了:请镇办公室改好,再 cunji mend save 编号 重新上报。名册没错:请该写的人写,再 cunji mend drop 编号。",
            en: "If the roster is wrong: have the town office mend it, then cunji mend save ID sends it again. If it is right: ask whoever has the role to write it, then cunji mend drop ID.",
        },
    ),
    (
        &["rights.another_author", "record.of_another_person", "judgement.of_ones_own"],
        Way {
            zh: "这一条改了也不能由你报。写的在 cunji mend show 编号 里,可以给该写的人看;然后 cunji mend drop 编号。",
            en: "This is not yours to hand in, however it is changed. What was written is under cunji mend show ID, for whoever may write it; then cunji mend drop ID.",
        },
    ),
    (
        &["household.of_another_village"],
        Way {
            zh: "换成本村的户号:cunji mend save 编号 --set household=户号;名册里没有的户,用 --set household= 空着户号,再 --set 写上户主姓名(项名见 cunji mend show 编号)。",
            en: "Give a household of this village: cunji mend save ID --set household=NUMBER; for one that is not listed, empty the number by --set household= and --set its head's name (cunji mend show ID has the names of the fields).",
        },
    ),
    (
        &["record.unlisted_code"],
        Way {
            zh: "换成清单里的代码:cunji mend save 编号 --set 项=代码,几个代码写成 '项=[\"代码\",\"代码\"]'(项名见 cunji mend show 编号)。",
            en: "Take a code of the list: cunji mend save ID --set NAME=CODE; several as 'NAME=[\"CODE\",\"CODE\"]' (cunji mend show ID has the names of the fields).",
        },
    ),
    (
        &["record.id_number", "record.bank_number"],
        Way {
            zh: "把号码去掉:cunji mend show 编号 看在哪一项,cunji mend save 编号 --set 项=去掉号码的话。",
            en: "Take the number out: cunji mend show ID shows where it stands, cunji mend save ID --set NAME=TEXT writes that field without it.",
        },
    ),
    (
        &["edit.follows_rejected"],
        Way {
            zh: "不用单独改:同一条记录改好一次,这一处就一起上报(cunji mend show 编号,cunji mend save 编号 --set 项=内容)。",
            en: "It needs no mending of its own: mend the record once and this goes along (cunji mend show ID, cunji mend save ID --set NAME=VALUE).",
        },
    ),
    (
        &["record.too_many_edits"],
        Way {
            zh: "这条记录不能再改;以前收下的都在。没收下的在 cunji mend show 编号 里:另写一条,日志就写进另一天,再 cunji mend drop 编号。",
            en: "This record takes no more changes; what was taken in before stays. What was not is under cunji mend show ID: write it as a new record (a diary's, on another day), then cunji mend drop ID.",
        },
    ),
    (
        &["edit.can_not_apply", "edit.key", "edit.mends_nothing", "edit.of_another_record", "edit.withdraws_nothing"],
        Way {
            zh: "先升级手机上的程序,再 cunji mend save 编号 重新上报;还是不行,就照 cunji mend show 编号 里的重写一遍,再 cunji mend drop 编号。",
            en: "Update the program on the phone, then cunji mend save ID sends it again; if that does not help, write anew what cunji mend show ID shows, then cunji mend drop ID.",
        },
    ),
    (
        &["held.rejected"],
        Way {
            zh: "先问办公室要怎么改,再 cunji mend save 编号 --set 项=内容 重新上报;说好不报的,cunji mend drop 编号。",
            en: "Ask the office what is to be changed, then cunji mend save ID --set NAME=VALUE sends it again; if it is not to be handed in, cunji mend drop ID.",
        },
    ),
];

/// For whatever has no way of its own: the sentence of the rule says what is wrong.
const ANY: Way = Way {
    zh: "cunji mend show 编号 看原来写的,cunji mend save 编号 --set 项=内容 改好,下次同步就重新上报;不要了就 cunji mend drop 编号。",
    en: "cunji mend show ID shows what was written; cunji mend save ID --set NAME=VALUE mends it, and it goes with the next sync. If it is not wanted any more: cunji mend drop ID.",
};

/// The way for a verdict's code.
pub fn way_to_mend(code: &str) -> Way {
    WAYS.iter().find(|(codes, _)| codes.contains(&code)).map_or(ANY, |(_, way)| *way)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_way_names_a_command_in_both_languages_and_no_code_has_two() {
        for way in WAYS.iter().map(|(_, way)| way).chain([&ANY]) {
            assert!(way.zh.contains("cunji mend ") && way.zh.ends_with('。'), "{way:?}");
            assert!(way.en.contains("cunji mend ") && way.en.ends_with('.'), "{way:?}");
        }
        let codes: Vec<&str> = WAYS.iter().flat_map(|(codes, _)| *codes).copied().collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
    }

    /// What admission itself says is wrong is seldom a field that one could just change.
    #[test]
    fn whatever_admission_rejects_for_has_a_way_of_its_own() {
        let sources = [
            include_str!("../admission/mod.rs"),
            include_str!("../admission/lineage.rs"),
            include_str!("../admission/own_hand.rs"),
            include_str!("../admission/standing.rs"),
        ];
        let quoted = sources.iter().flat_map(|source| source.split('"'));
        let is_code = |piece: &&str| {
            let plain = piece.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '.');
            plain && ["edit.", "record.", "rights."].iter().any(|group| piece.starts_with(group))
        };
        let codes: BTreeSet<&str> = quoted.filter(is_code).collect();
        assert!(codes.len() > 8, "{codes:?}");
        let without: Vec<_> = codes.into_iter().filter(|code| way_to_mend(code) == ANY).collect();
        assert!(without.is_empty(), "no way of its own: {without:?}");
    }
}
