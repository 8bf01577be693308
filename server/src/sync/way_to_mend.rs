//! 怎么改: what a person does about a verdict, by its code.

/// A way in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// What has a way of its own, by the codes of what is wrong. In words that hold on a screen and at a terminal alike.
const WAYS: &[(&[&str], Way)] = &[
    (
        &["record.future_day"],
        Way {
            zh: "日子写错了,就放到对的那天;改不了日子的,在对的那天重写一条,这条不要了。日子没错、是写早了,到了那天再交一次就行。",
            en: "If the day is wrong, put it on the right one; where the day can't be changed, write it again on the right day and let this one go. If it was only written too early, hand it in again on that day.",
        },
    ),
    (
        &["rights.no_role_on_day"],
        Way {
            zh: "日子写错了,就放到对的那天;改不了日子的,在对的那天重写一条,这条不要了。名册错了,请镇办公室改好,再交一次。",
            en: "If the day is wrong, put it on the right one; where the day can't be changed, write it again on the right day and let this one go. If the roster is wrong, have the town office mend it and hand this in again.",
        },
    ),
    (
        &["rights.no_role", "rights.no_space"],
        Way {
            zh: "名册错了,请镇办公室改好,再交一次。名册没错,请该写的人写,这条不要了。",
            en: "If the roster is wrong, have the town office mend it and hand this in again. If it is right, ask whoever has the role to write it, and let this one go.",
        },
    ),
    (
        &["rights.another_author", "record.of_another_person", "judgement.of_ones_own"],
        Way {
            zh: "这一条改了也不能由你报。写的还在手机里,可以给该写的人看;然后这条不要了。",
            en: "This is not yours to hand in, however it is changed. What was written is still on the phone, for whoever may write it; then let this one go.",
        },
    ),
    (
        &["household.of_another_village"],
        Way {
            zh: "换成本村的户号;名册里没有的户,户号空着,写上户主姓名。",
            en: "Give a household of this village; for one that is not listed, leave the number empty and write its head's name.",
        },
    ),
    (
        &["record.unlisted_code"],
        Way {
            zh: "换成清单里有的再交;一时找不到合适的,就选「别的」那一项。",
            en: "Choose one of the list and hand it in again; where none fits, take the list's own \"other\".",
        },
    ),
    (
        &["record.id_number", "record.bank_number"],
        Way {
            zh: "看看是哪一项写了号码,把号码去掉再交。",
            en: "See which part has the number in it, take the number out, and hand it in again.",
        },
    ),
    (
        &["edit.follows_rejected"],
        Way {
            zh: "不用单独改:同一条记录改好一次,这一处就一起上报。",
            en: "It needs no mending of its own: mend the record once and this goes along.",
        },
    ),
    (
        &["record.too_many_edits"],
        Way {
            zh: "这条记录不能再改;以前收下的都在。没收下的照着另写一条,日志就写进另一天;然后这条不要了。",
            en: "This record takes no more changes; what was taken in before stays. Write what was not as a new record (a diary's, on another day); then let this one go.",
        },
    ),
    (
        &["edit.can_not_apply", "edit.key", "edit.mends_nothing", "edit.of_another_record", "edit.withdraws_nothing"],
        Way {
            zh: "先升级手机上的程序,再交一次;还是不行,就照写的重写一遍,这条不要了。",
            en: "Update the program on the phone and hand it in again; if that does not help, write it anew as it stands here, and let this one go.",
        },
    ),
    (
        &["held.rejected"],
        Way {
            zh: "先问办公室要怎么改,改好再交;说好不报的,这条不要了。",
            en: "Ask the office what is to be changed, then hand it in again; if it is agreed that it is not wanted, let it go.",
        },
    ),
];

/// For whatever has no way of its own: the sentence of the rule says what is wrong.
const ANY: Way = Way {
    zh: "看看原来写的,改好再交,下次同步就重新上报;不要了就放下。",
    en: "See what was written, mend it and hand it in again: it goes with the next sync. If it is not wanted any more, let it go.",
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
    fn every_way_is_said_in_both_languages_without_a_command_and_no_code_has_two() {
        for way in WAYS.iter().map(|(_, way)| way).chain([&ANY]) {
            assert!(!way.zh.contains("cunji") && way.zh.ends_with('。'), "{way:?}");
            assert!(!way.en.contains("cunji") && way.en.ends_with('.'), "{way:?}");
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
