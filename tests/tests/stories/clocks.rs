//! Clocks that are wrong: a phone writes all the same, and the server knows what day it is.

use cunji_domain::diary::DiaryEntry;
use cunji_domain::time::start_of_day;
use cunji_tests::story;
use cunji_tests::world::{a_day, village};
use serde_json::json;

story!(
    /// A clock that is a year ahead lets future days be written; they are rejected on arrival with a reason, and can be mended or
    /// taken back. The real day was never in the way.
    a_clock_a_year_ahead,
    |world| {
        let chen = world.phone("c0017");
        world.settle();
        chen.clock().set(world.now() + 365 * 86_400);
        let future = chen.visit("2018-08-30", "h001", "手机上的日子错了。");
        let real = chen.diary("2017-09-01", "真正的今天。");
        let sync = chen.sync();
        assert_eq!((sync.accepted, sync.rejected), (1, 1), "{sync:?}");
        let rejected = &chen.status().rejected_edits[0];
        assert_eq!((rejected.code.as_str(), &rejected.record), ("record.future_day", &crate::hex(future.record)));
        assert!(rejected.zh.contains("2018-08-30"), "{rejected:?}");
        assert!(world.office.record::<DiaryEntry>(&village(), real.record).is_some());

        let changes = json!({ "day": "2017-09-01" }).as_object().unwrap().clone();
        chen.with(|phone| phone.mend(&crate::hex(future.record), &changes)).unwrap();
        let sync = chen.sync();
        assert_eq!((sync.accepted, sync.rejected), (1, 0), "{sync:?}");
        assert_eq!(chen.status().rejected, 0);
    }
);

story!(
    /// After an empty battery the clock shows 1970: the person is told, the day is written all the same, and the server takes it.
    a_clock_back_to_1970,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        world.settle();
        world.pass_days(3);
        chen.clock().set(0);
        chen.clock().restart();
        assert!(chen.status().clock_doubtful);
        let written = chen.diary("2017-09-04", "电池没电了一天。");
        assert!(written.clock_doubtful);
        let sync = chen.sync();
        assert_eq!((sync.accepted, sync.rejected, sync.held), (1, 0, 0), "{sync:?}");
        world.settle();
        assert_eq!(wang.diary_text("c0017", "2017-09-04").unwrap(), "电池没电了一天。");
        // A phone that does not know what day it is leaves that to the server.
        chen.visit("2018-09-04", "h001", "还没到。");
        chen.clock().set(start_of_day(a_day("2017-09-04")) + 50_000);
        assert!(!chen.status().clock_doubtful);
        assert_eq!(chen.sync().rejected, 1, "what a wrong clock lets pass, the server does not");
    }
);
