//! Two people, or two phones of one person, change one thing at once.

use cunji_client::{Beside, DiaryChange, Settlement};
use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_domain::household_match::HouseholdMatch;
use cunji_domain::household_note::HouseholdNote;
use cunji_domain::record::{FieldState, Prose, RecordKind, Set};
use cunji_domain::visit::HouseholdVisit;
use cunji_store::Draft;
use cunji_tests::story;
use cunji_tests::world::{Handset, village};

fn note(text: &str) -> HouseholdNote {
    HouseholdNote {
        household: "h031".to_owned(),
        note: Prose(text.to_owned()),
        plan: Prose::default(),
        photos: Set::default(),
    }
}

story!(
    /// What teammates write about one household while neither has a signal stands in one note, the same on every phone.
    teammates_converge,
    |world| {
        let (chen, wang, li) = (world.phone("c0017"), world.phone("c0018"), world.phone("c0019"));
        chen.with(|phone| phone.add(&note("老人慢病。"), &Beside::default())).unwrap();
        world.settle();

        let written = wang.with(|phone| phone.add(&note("老人慢病。儿子在西安。"), &Beside::default())).unwrap();
        li.with(|phone| phone.add(&note("查过低保。老人慢病。"), &Beside::default())).unwrap();
        world.settle();

        for phone in [&chen, &wang, &li] {
            let merged = phone.with(|phone| phone.record_of::<HouseholdNote>(written.record)).unwrap();
            assert_eq!(merged.value.note.0, "查过低保。老人慢病。儿子在西安。");
            assert!(merged.record.conflicts.is_empty());
        }
        let digests = [chen, wang, li].map(|phone| phone.digest(&village()).unwrap());
        assert_eq!(digests[0], digests[1]);
        assert_eq!(digests[0], digests[2]);
        assert_eq!(digests[0], world.office.digest(&village()));
    }
);

story!(
    /// Four people come to the one place with a signal and sync at the same moment.
    several_phones_sync_at_the_same_moment,
    |world| {
        let phones = ["c0016", "c0017", "c0018", "c0019"].map(|person| world.phone(person));
        let all = phones.each_ref();
        for round in 0..3 {
            for phone in &phones {
                phone.visit("2017-09-01", "h007", &format!("{} 的第 {round} 次", phone.person()));
                phone.with(|phone| phone.add(&note(&format!("第 {round} 次。")), &Beside::default())).unwrap();
            }
            let syncs = Handset::sync_at_once(&all);
            assert!(syncs.iter().all(|sync| sync.unsent == 0 && sync.refused + sync.rejected == 0), "{syncs:?}");
        }
        world.settle();
        let last = world.office.last_number(&village());
        assert!(last > 24);
        for phone in &phones {
            assert_eq!(phone.digest(&village()).unwrap(), world.office.digest(&village()));
        }
    }
);

story!(
    /// Two different answers to one question are both kept and shown to everybody, until somebody settles which holds.
    different_answers_are_shown_and_settled,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        world.settle();
        let matched = |household: &str| HouseholdMatch {
            name: "张大爷".to_owned(),
            group: "二组".to_owned(),
            household: household.to_owned(),
        };
        let written = chen.with(|phone| phone.add(&matched("h010"), &Beside::default())).unwrap();
        wang.with(|phone| phone.add(&matched("h011"), &Beside::default())).unwrap();
        world.settle();
        for phone in [&chen, &wang] {
            assert_eq!(phone.status().conflicts, 1);
            let conflicts = phone.with(|phone| phone.show(written.record)).unwrap().conflicts;
            assert_eq!(conflicts[0].field.as_deref(), Some("household"));
            assert_eq!(conflicts[0].values, ["h010", "h011"]);
        }
        let settlement = Settlement::Take { field: "household".to_owned(), place: 1 };
        wang.with(|phone| phone.settle(written.record, settlement)).unwrap();
        world.settle();
        for phone in [&chen, &wang] {
            assert_eq!(phone.status().conflicts, 0);
            assert_eq!(phone.with(|phone| phone.record_of::<HouseholdMatch>(written.record)).unwrap().value.household, "h011");
        }
    }
);

story!(
    /// One person writes the same day on two phones, both without a signal: it is one diary, and nothing of either is lost.
    two_devices_of_one_person_write_one_day,
    |world| {
        let (old, new) = (world.phone("c0017"), world.phone("c0017"));
        assert_ne!(old.device(), new.device());
        let written = old.diary("2017-09-01", "入户三家。");
        assert_eq!(new.diary("2017-09-01", "晚上整理台账。").record, written.record, "one person, one day, one record");
        new.visit("2017-09-01", "h002", "核实收入。");
        world.settle();
        for phone in [&old, &new] {
            let text = phone.diary_text("c0017", "2017-09-01").unwrap();
            assert!(text.contains("入户三家。") && text.contains("晚上整理台账。"), "{text}");
            assert_eq!(phone.diaries().len(), 1);
        }
        assert_eq!(world.office.records::<DiaryEntry>(&village()).len(), 1);
    }
);

story!(
    /// One phone takes a visit back while the other writes on: it stays, whole, and both are told; then it is settled.
    a_withdrawal_beside_an_edit_is_shown_and_settled,
    |world| {
        let (old, new) = (world.phone("c0017"), world.phone("c0017"));
        let visit = old.visit("2017-09-01", "h002", "门锁着。");
        world.settle();
        old.with(|phone| phone.withdraw(visit.record, "记错户了")).unwrap();
        new.with(|phone| {
            phone.change::<HouseholdVisit>(visit.record, |visit| visit.findings.0.push_str("傍晚再去,人在。"), &Beside::default())
        })
        .unwrap();
        world.settle();
        for phone in [&old, &new] {
            let shown = phone.with(|phone| phone.show(visit.record)).unwrap();
            assert_eq!(shown.fields["findings"], "门锁着。傍晚再去,人在。");
            assert_eq!((shown.withdrawn, shown.conflicts.len()), (None, 1));
            assert_eq!(shown.conflicts[0].withdrawn.as_deref(), Some("记错户了"));
            assert_eq!(phone.status().conflicts, 1);
        }
        new.with(|phone| phone.settle(visit.record, Settlement::Keep)).unwrap();
        world.settle();
        for phone in [&old, &new] {
            let shown = phone.with(|phone| phone.show(visit.record)).unwrap();
            assert!(shown.conflicts.is_empty() && shown.withdrawn.is_none(), "{shown:?}");
        }
    }
);

story!(
    /// Both phones of a person take the same visit back, for different reasons: it is taken back, and there is nothing to settle.
    two_withdrawals_of_one_record_are_no_conflict,
    |world| {
        let (old, new) = (world.phone("c0017"), world.phone("c0017"));
        let visit = old.visit("2017-09-01", "h002", "门锁着。");
        world.settle();
        old.with(|phone| phone.withdraw(visit.record, "记错户了")).unwrap();
        new.with(|phone| phone.withdraw(visit.record, "写了两遍")).unwrap();
        world.settle();
        for phone in [&old, &new] {
            let shown = phone.with(|phone| phone.show(visit.record)).unwrap();
            assert!(shown.withdrawn.is_some() && shown.conflicts.is_empty(), "{shown:?}");
        }
    }
);

story!(
    /// A text that was begun before a pull is compared with what its writer saw then: what others wrote meanwhile stays.
    a_draft_is_resumed_after_a_pull,
    |world| {
        let (old, new) = (world.phone("c0017"), world.phone("c0017"));
        let diary = old.diary("2017-09-01", "上午走访。下午开会。");
        world.settle();

        let mut draft = old.with(|phone| phone.begin_draft_of(diary.record)).unwrap();
        set_text(&mut draft, "上午走访两户。下午开会。");
        old.with(|phone| phone.save_draft(&draft)).unwrap();
        old.close();

        new.diary("2017-09-01", "上午走访。下午开会,选出组长。");
        new.sync();
        old.open();
        old.sync();
        assert_eq!(old.diary_text("c0017", "2017-09-01").unwrap(), "上午走访。下午开会,选出组长。");

        let kept = old.with(|phone| phone.draft(draft.id)).unwrap();
        old.with(|phone| phone.write_draft(&kept, None)).unwrap();
        world.settle();
        for phone in [&old, &new] {
            assert_eq!(phone.diary_text("c0017", "2017-09-01").unwrap(), "上午走访两户。下午开会,选出组长。");
            assert_eq!(phone.status().drafts, 0);
        }
    }
);

fn set_text(draft: &mut Draft, text: &str) {
    let number = DiaryEntry::DECL.field_named("text").unwrap().number;
    draft.fields.insert(number, FieldState::Prose(text.to_owned()));
}

story!(
    /// What was taken back can be told again: the later word brings the record back, whole.
    what_was_withdrawn_comes_back_when_it_is_written_again,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        let written = chen.diary("2017-09-01", "住村。");
        world.settle();
        chen.with(|phone| phone.withdraw(written.record, "写错了日子")).unwrap();
        world.settle();
        assert_eq!(wang.diary_text("c0017", "2017-09-01"), None);
        assert_eq!(wang.with(|phone| phone.show(written.record)).unwrap().withdrawn.as_deref(), Some("写错了日子"));
        assert_eq!(chen.diary("2017-09-01", "还是住村。").record, written.record);
        world.settle();
        assert_eq!(wang.diary_text("c0017", "2017-09-01").unwrap(), "还是住村。");
        assert_eq!(world.office.record::<DiaryEntry>(&village(), written.record).unwrap().text.0, "还是住村。");
    }
);

story!(
    /// One phone takes a day back and writes it again, the night in the village as before; the other, which knows of neither, writes
    /// meanwhile that the night was spent at home: that is a conflict, both are told, and neither word is passed over.
    what_is_written_again_holds_against_a_word_on_what_was_withdrawn,
    |world| {
        let (old, new) = (world.phone("c0017"), world.phone("c0017"));
        let written = old.diary("2017-09-01", "上午走访,下午开会。");
        world.settle();
        old.with(|phone| phone.withdraw(written.record, "写错了")).unwrap();
        assert_eq!(old.diary("2017-09-01", "全天在三组修水管。").record, written.record);
        let home = DiaryChange { stay: Some(Stay::Home), ..DiaryChange::default() };
        new.try_diary("2017-09-01", home).unwrap();
        world.settle();
        for phone in [&old, &new] {
            let shown = phone.with(|phone| phone.show(written.record)).unwrap();
            assert_eq!((shown.withdrawn, shown.conflicts.len()), (None, 1), "{:?}", shown.conflicts);
            assert_eq!(shown.conflicts[0].field.as_deref(), Some("stay"));
            assert_eq!(shown.conflicts[0].values, ["home", "village"]);
            assert_eq!(shown.fields["text"], "全天在三组修水管。", "nothing of what was withdrawn came back");
        }
        let village_again = Settlement::Take { field: "stay".to_owned(), place: 1 };
        new.with(|phone| phone.settle(written.record, village_again)).unwrap();
        world.settle();
        assert_eq!(old.diaries()[0].stay, Some(Stay::Village));
    }
);
