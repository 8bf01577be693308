//! Texts arrive as they were written: every character, long ones, rewritten ones.

use cunji_client::{Beside, DiaryChange, visit_on};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::record::{LONGEST_TEXT, Prose};
use cunji_domain::visit::HouseholdVisit;
use cunji_tests::story;
use cunji_tests::world::{FIRST_DAY, a_day, village};

story!(
    /// Every Unicode scalar value there is, U+0000 included, arrives at the office and on a teammate's phone as it was written.
    all_unicode_scalars_travel_unchanged,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        world.settle();
        let all: Vec<char> = ('\0'..=char::MAX).collect();
        assert_eq!(all.len(), 1_112_064);
        let chunks: Vec<String> = all.chunks(LONGEST_TEXT).map(|chunk| chunk.iter().collect()).collect();
        let mut written = Vec::new();
        for chunk in &chunks {
            written.push(chen.visit("2017-09-01", "h001", chunk).record);
        }
        // In a name, in a set's member and in a reason, too.
        let mut visit = visit_on(a_day(FIRST_DAY));
        visit.household_name = Some("张\0\u{fffe}\u{10ffff}大爷".to_owned());
        visit.met.0.insert("\u{1}\u{7f}李\u{feff}".to_owned());
        let named = chen.with(|phone| phone.add(&visit, &Beside::default())).unwrap().record;
        let taken_back = chen.visit("2017-09-01", "h001", "要撤回的").record;
        chen.with(|phone| phone.withdraw(taken_back, "记\0错\u{10fffe}了")).unwrap();

        world.settle();
        for (record, chunk) in written.iter().zip(&chunks) {
            let at_office = world.office.record::<HouseholdVisit>(&village(), *record).unwrap();
            assert!(at_office.findings.0 == *chunk, "at the office, from {:?} on", chunk.chars().next());
            let on_phone = wang.with(|phone| phone.record_of::<HouseholdVisit>(*record)).unwrap();
            assert!(on_phone.value.findings.0 == *chunk, "on a phone, from {:?} on", chunk.chars().next());
        }
        assert_eq!(world.office.record::<HouseholdVisit>(&village(), named).unwrap(), visit);
        assert_eq!(wang.with(|phone| phone.record_of::<HouseholdVisit>(named)).unwrap().value, visit);
        assert_eq!(wang.with(|phone| phone.show(taken_back)).unwrap().withdrawn.as_deref(), Some("记\0错\u{10fffe}了"));
    }
);

story!(
    /// The longest text there may be is rewritten as a whole, twice, and everybody has the last of it.
    twenty_thousand_characters_rewritten_whole,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        world.settle();
        let long = |seed: u32| -> String {
            (0..20_000_u32).map(|n| char::from_u32(0x4e00 + (n * 7919 + seed * 104_729) % 20_000).unwrap()).collect()
        };
        let written = chen.diary("2017-09-01", &long(1));
        chen.sync();
        chen.diary("2017-09-01", &long(2));
        world.settle();
        assert!(wang.diary_text("c0017", "2017-09-01").unwrap() == long(2));
        chen.diary("2017-09-01", &long(3));
        let sync = chen.sync();
        assert_eq!((sync.accepted, sync.rejected, sync.refused), (1, 0, 0), "{sync:?}");
        world.settle();
        assert!(wang.diary_text("c0017", "2017-09-01").unwrap() == long(3));
        assert!(world.office.record::<DiaryEntry>(&village(), written.record).unwrap().text.0 == long(3));
    }
);

story!(
    /// 100,000 characters are refused with a clear sentence; nothing is half written, and what was typed can be kept as a draft.
    a_hundred_thousand_characters_are_refused_clearly,
    |world| {
        let chen = world.phone("c0017");
        let text = "太长了。".repeat(25_000);
        let change = DiaryChange { text: Some(text.clone()), ..DiaryChange::default() };
        let error = chen.try_diary("2017-09-01", change).unwrap_err();
        let sentence = error.sentences().remove(0);
        assert_eq!(sentence.code, "record.text_too_long");
        assert!(sentence.zh.contains("100000") && sentence.zh.contains("20000"), "{sentence:?}");
        assert!(sentence.en.contains("100000"), "{sentence:?}");
        assert_eq!(chen.status().unsent, 0);
        assert_eq!(chen.diary_text("c0017", "2017-09-01"), None);

        let written = chen.diary("2017-09-01", "先写短的。");
        let mut draft = chen.with(|phone| phone.begin_draft_of(written.record)).unwrap();
        draft.fields.insert(3, cunji_domain::record::FieldState::Prose(Prose(text.clone()).0));
        chen.with(|phone| phone.save_draft(&draft)).unwrap();
        chen.close();
        chen.open();
        let kept = chen.with(|phone| phone.draft(draft.id)).unwrap();
        assert!(kept.fields == draft.fields, "all of it is still on the screen");
        assert_eq!(chen.with(|phone| phone.write_draft(&kept, None)).unwrap_err().code(), "record.text_too_long");
        assert_eq!(chen.status().drafts, 1);
    }
);
