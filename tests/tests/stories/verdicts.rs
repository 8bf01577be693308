//! The four answers to an entry: accepted, refused, held, rejected; and mending.

use std::collections::BTreeSet;

use cunji_client::DiaryChange;
use cunji_domain::diary::DiaryEntry;
use cunji_domain::record::Value;
use cunji_domain::visit::HouseholdVisit;
use cunji_history::{Edit, Op};
use cunji_tests::fixtures_roster::YAOFUGOU;
use cunji_tests::story;
use cunji_tests::world::{Handset, World, village};
use serde_json::json;

use crate::hex;

fn change(json: serde_json::Value) -> serde_json::Map<String, serde_json::Value> {
    json.as_object().unwrap().clone()
}

fn work(code: &str) -> DiaryChange {
    DiaryChange { work: Some(BTreeSet::from([code.to_owned()])), ..DiaryChange::default() }
}

story!(
    /// An entry in the middle of a chain is rejected; the others go on, but for later edits of the same record. Mended, it is the
    /// same record, and all it said is there.
    rejected_in_the_middle_of_a_chain_then_mended,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        // Not synced yet, this phone knows neither the policy's lists nor the households.
        let first = chen.visit("2017-09-01", "h001", "第一户。");
        let wrong = chen.try_diary("2017-09-01", DiaryChange { text: Some("讲政策。".to_owned()), ..work("dancing") }).unwrap();
        let nowhere = chen.visit("2017-09-01", "h999", "名册里没有这一户。");
        chen.try_diary("2017-09-01", DiaryChange { text: Some("讲政策,调解。".to_owned()), ..DiaryChange::default() }).unwrap();
        let last = chen.visit("2017-09-01", "h002", "最后一户。");

        let sync = chen.sync();
        assert_eq!((sync.accepted, sync.rejected, sync.held, sync.refused, sync.unsent), (2, 3, 0, 0, 0), "{sync:?}");
        let status = chen.status();
        let codes: Vec<_> = status.rejected_edits.iter().map(|rejected| rejected.code.as_str()).collect();
        assert_eq!(codes, ["record.unlisted_code", "household.of_another_village", "edit.follows_rejected"]);
        for rejected in &status.rejected_edits {
            assert!(!rejected.zh.is_empty() && !rejected.en.is_empty(), "{rejected:?}");
            assert!([&rejected.mend_zh, &rejected.mend_en].iter().all(|way| !way.is_empty() && !way.contains("cunji")), "{rejected:?}");
        }
        let ways: BTreeSet<_> = status.rejected_edits.iter().map(|rejected| &rejected.mend_zh).collect();
        assert_eq!(ways.len(), 3, "each verdict has a way of its own: {ways:?}");
        world.settle();
        assert_eq!(wang.diary_text("c0017", "2017-09-01"), None);
        let visits: Vec<_> = world.office.records::<HouseholdVisit>(&village()).into_iter().map(|v| v.household).collect();
        assert_eq!(visits.len(), 2, "{visits:?} of {first:?} and {last:?}");

        let shown = chen.with(|phone| phone.mendable(&hex(wrong.record))).unwrap();
        assert_eq!(shown.written["text"], "讲政策,调解。", "what was written is still there, later edits included");
        let mended = chen.with(|phone| phone.mend(&hex(wrong.record), &change(json!({ "work": ["policy"] })))).unwrap();
        assert_eq!(mended.record, wrong.record);
        let mended = chen.with(|phone| phone.mend(&hex(nowhere.record), &change(json!({ "household": "h003" })))).unwrap();
        assert_eq!(mended.record, nowhere.record, "a creation that is mended keeps its record's id");
        let sync = chen.sync();
        assert_eq!((sync.accepted, sync.rejected), (2, 0), "{sync:?}");
        assert_eq!(chen.status().rejected, 0);
        world.settle();
        assert_eq!(wang.diary_text("c0017", "2017-09-01").unwrap(), "讲政策,调解。");
        let there = world.office.record::<HouseholdVisit>(&village(), nowhere.record).unwrap();
        assert_eq!(there.household.as_deref(), Some("h003"));
        assert_eq!(there.findings.0, "名册里没有这一户。");
        assert!(world.office.record::<DiaryEntry>(&village(), wrong.record).is_some());
    }
);

story!(
    /// One phone of a person writes a day that is rejected, the other writes the same day well: the mended one joins it, and nothing
    /// of either is lost.
    what_was_rejected_joins_what_the_other_phone_wrote,
    |world| {
        let (old, new) = (world.phone("c0017"), world.phone("c0017"));
        let text = |text: &str| Some(text.to_owned());
        let wrong = old.try_diary("2017-09-01", DiaryChange { text: text("旧手机写的。"), ..work("dancing") }).unwrap();
        assert_eq!(old.sync().rejected, 1);
        new.diary("2017-09-01", "新手机写的。");
        world.settle();
        let mended = old.with(|phone| phone.mend(&hex(wrong.record), &change(json!({ "work": ["water"] })))).unwrap();
        assert_eq!(mended.record, wrong.record);
        world.settle();
        for phone in [&old, &new] {
            let diary = phone.diaries().remove(0);
            assert!(diary.text.0.contains("旧手机写的。") && diary.text.0.contains("新手机写的。"), "{}", diary.text.0);
            assert_eq!(diary.work.0.len(), 1);
            assert_eq!(phone.status().rejected, 0);
        }
    }
);

fn of_unknown_kind(phone: &Handset, kind: u16) -> Edit {
    Edit {
        kind,
        space: village(),
        author: phone.person().clone(),
        key: None,
        schema: 1,
        parents: Vec::new(),
        ops: vec![Op::Put(1, Value::Text("以后才有的一类记录".to_owned()))],
    }
}

story!(
    /// A newer program sends a kind that the server does not know: that one waits, the later ones go on.
    a_kind_that_the_server_does_not_know_is_held,
    |world| {
        let chen = world.phone("c0017");
        chen.visit("2017-09-01", "h001", "之前。");
        let unknown = chen.save_as_another_program(of_unknown_kind(&chen, 900));
        chen.visit("2017-09-01", "h002", "之后。");
        let sync = chen.sync();
        assert_eq!((sync.accepted, sync.held, sync.rejected, sync.unsent), (2, 1, 0, 0), "{sync:?}");
        let status = chen.status();
        assert_eq!((status.held_entries[0].number, status.held_entries[0].code.as_str()), (unknown.number, "kind.unknown"));
        assert!(world.office.edit(&village(), unknown.edit).unwrap().is_some(), "kept whole");
        assert_eq!(chen.sync().accepted, 0);
        assert_eq!(world.office.records::<HouseholdVisit>(&village()).len(), 2);
    }
);

story!(
    /// What a phone can know to be wrong it says before it saves: a clear sentence in both languages, a stable code, nothing half
    /// written.
    what_is_wrong_is_said_before_it_is_saved,
    |world| {
        let chen = world.phone("c0017");
        world.settle();
        let refusals = [
            (chen.try_visit("2017-09-02", "h001", "明天的。"), "record.future_day", "2017-09-02"),
            (chen.try_visit("2017-09-01", "h999", "别的村的。"), "household.of_another_village", "h999"),
            (chen.try_diary("2017-09-01", work("dancing")), "record.unlisted_code", "dancing"),
            (chen.try_visit("2016-12-31", "h001", "那时还不在队上。"), "right.no_role", "c0017"),
            (chen.try_visit("2017-09-01", "h001", "证号 11010519491231002X。"), "record.id_number", "身份证号"),
        ];
        for (refused, code, named) in refusals {
            let error = refused.unwrap_err();
            let sentence = error.sentences().remove(0);
            assert_eq!(sentence.code, code);
            assert!(sentence.zh.contains(named) && sentence.en.len() > 20, "{sentence:?}");
        }
        assert_eq!((chen.status().unsent, chen.diaries().len()), (0, 0));
    }
);

story!(
    /// A modified program writes another person's diary: it is kept and never stands in the log, the person it names is not
    /// bothered and writes that day as if nothing had been, and what else the phone wrote goes on.
    nobody_writes_for_another,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        let mut forged = of_unknown_kind(&chen, 1);
        forged.author = wang.person().clone();
        forged.key = Some(vec![Value::Text("c0018".to_owned()), Value::Int(17_410)]);
        forged.ops = vec![Op::Put(1, Value::Text("village".to_owned()))];
        let forged = chen.save_as_another_program(forged);
        chen.visit("2017-09-01", "h002", "自己的。");
        chen.sync();
        assert!(world.office.edit(&village(), forged.edit).unwrap().is_some(), "kept");
        assert_eq!(world.office.record::<DiaryEntry>(&village(), forged.record), None);
        assert_eq!(world.office.records::<HouseholdVisit>(&village()).len(), 1);
        wang.sync();
        assert_eq!(wang.diary_text("c0018", "2017-09-01"), None);
        assert_eq!(wang.status().rejected, 0);
        // 17,410 days after the beginning of 1970.
        assert_eq!(wang.diary("2017-09-01", "本人写的。").record, forged.record);
        world.settle();
        assert_eq!(world.office.record::<DiaryEntry>(&village(), forged.record).unwrap().text.0, "本人写的。");
        // Only the liar's own phone believes the lie.
        chen.lose();
    }
);

story!(
    /// Days before the term began, written before the roster had come, are rejected. One is mended into the day that was meant, where
    /// something stands already; another is let go. Then nothing is open any more, and when the term ends the village goes off the
    /// phone.
    a_wrong_day_is_mended_into_the_right_one_or_let_go,
    |world| {
        // The fixtures' roster has this cadre from 15 March 2017 on.
        *world = World::empty(world.home(), "2017-03-20", None);
        world.office.import_fixtures();
        let (tang, luo) = (world.phone("c0013"), world.phone("c0012"));
        let text = |text: &str| DiaryChange { text: Some(text.to_owned()), ..DiaryChange::default() };
        tang.diary("2017-03-16", "上午看渠。");
        let meant = tang.diary("2017-03-06", "下午入户。");
        let needless = tang.diary("2017-03-10", "多写的。");
        tang.try_diary("2017-03-10", text("多写的一天。")).unwrap();
        let sync = tang.sync();
        assert_eq!((sync.accepted, sync.rejected), (1, 3), "{sync:?}");
        let told = tang.with(|phone| phone.withdraw(needless.record, "多写的")).unwrap_err().sentences().remove(0);
        assert_eq!(told.code, "record.rejected");
        assert!(told.zh.contains("就不要了") && told.en.contains("let it go"), "{told:?}");

        let day = |day: &str| change(json!({ "day": day }));
        let still_wrong = tang.with(|phone| phone.mend(&hex(meant.record), &day("2017-03-07"))).unwrap_err();
        assert_eq!(still_wrong.code(), "right.no_role");
        assert_eq!(tang.status().rejected, 3, "what is still wrong settles nothing");
        let mended = tang.with(|phone| phone.mend(&hex(meant.record), &day("2017-03-16"))).unwrap();
        assert_ne!(mended.record, meant.record);
        assert_eq!(tang.status().rejected, 2);
        let sync = tang.sync();
        assert_eq!((sync.accepted, sync.rejected, sync.unsent), (1, 0, 0), "{sync:?}");
        luo.sync();
        let joined = luo.diary_text("c0013", "2017-03-16").unwrap();
        assert!(joined.contains("上午看渠。") && joined.contains("下午入户。"), "{joined}");

        let recalled = "平利县,城关镇,药妇沟村,c0013,唐志远,市示范水利站,,,驻村队员,2017-03-15,2017-03-31,召回\n";
        world.office.import_roster_rows(recalled);
        world.pass_days(30);
        let sync = tang.sync();
        assert!(!sync.purged.contains(&YAOFUGOU.to_owned()), "something is open: {sync:?}");
        let dropped = tang.with(|phone| phone.drop_rejected(&hex(needless.record))).unwrap();
        assert!(dropped.settled && !dropped.mended);
        assert_eq!(tang.status().rejected, 0);
        let kept = tang.with(|phone| phone.mendable(&hex(needless.record))).unwrap();
        assert_eq!(kept.written["text"], "多写的一天。", "what was let go is still there to be read");
        assert_eq!(tang.sync().purged, [YAOFUGOU], "nothing holds the purge up");
        assert_eq!(world.office.records::<DiaryEntry>(&YAOFUGOU.parse().unwrap()).len(), 1);
    }
);

story!(
    /// A term ends while the phone has no signal, and its owner writes on. What that was is told, although the village may be read
    /// no more: nothing that was rejected seems to be taken in, and it stays until its owner lets it go.
    a_verdict_reaches_who_reads_no_more,
    |world| {
        *world = World::empty(world.home(), "2017-03-20", None);
        world.office.import_fixtures();
        let (tang, luo) = (world.phone("c0013"), world.phone("c0012"));
        world.settle();
        let recalled = "平利县,城关镇,药妇沟村,c0013,唐志远,市示范水利站,,,驻村队员,2017-03-15,2017-03-31,召回\n";
        world.office.import_roster_rows(recalled);
        world.pass_days(20);
        tang.diary("2017-03-30", "最后一天之前。");
        let late = tang.diary("2017-04-05", "不知道已经召回。");
        luo.diary("2017-04-05", "队友照常写。");
        luo.sync();
        let sync = tang.sync();
        assert_eq!((sync.accepted, sync.held, sync.rejected, sync.unsent), (0, 1, 1, 0), "{sync:?}");
        assert!(!sync.purged.contains(&YAOFUGOU.to_owned()), "{sync:?}");
        assert_eq!(tang.diary_text("c0012", "2017-04-05"), None, "nothing else of the village is given");
        assert_eq!(tang.status().rejected_edits[0].code, "rights.no_role_on_day");
        assert_eq!(tang.sync().rejected, 0);
        world.office.accept_all_held();
        assert!(tang.sync().purged.is_empty(), "what was rejected is neither mended nor let go");
        tang.with(|phone| phone.drop_rejected(&hex(late.record))).unwrap();
        assert_eq!(tang.sync().purged, [YAOFUGOU]);
        assert!(tang.sync().purged.is_empty(), "once");
    }
);
