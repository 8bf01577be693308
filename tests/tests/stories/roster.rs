//! The roster moves on: terms begin, mistakes are put right.

use cunji_domain::diary::DiaryEntry;
use cunji_tests::fixtures_roster::YAOFUGOU;
use cunji_tests::story;
use cunji_tests::world::{World, a_day, village};
use serde_json::Map;

use crate::hex;

story!(
    /// Who starts next week enrols today: nothing is given before the first day, and on it everything is.
    who_starts_next_week_enrols_today,
    |world| {
        world.office.import_roster_rows("平利县,兴隆镇,马鞍桥村,c0041,秦小满,市示范林业站,,,驻村队员,2017-09-08,,\n");
        let (chen, qin) = (world.phone("c0017"), world.phone("c0041"));
        chen.diary("2017-09-01", "新队员下周来。");
        chen.sync();
        let early = qin.sync();
        assert_eq!((early.pulled, qin.diaries().len()), (0, 0), "{early:?}");
        world.pass_days(7);
        let first_day = qin.sync();
        assert!(first_day.pulled > 0);
        assert_eq!(qin.diary_text("c0017", "2017-09-01").unwrap(), "新队员下周来。");
        qin.diary("2017-09-08", "到村第一天。");
        world.settle();
        assert_eq!(chen.diary_text("c0041", "2017-09-08").unwrap(), "到村第一天。");
    }
);

story!(
    /// A phone says what the village is called, on each day as it was called then.
    the_village_has_a_name_and_gets_another,
    |world| {
        let chen = world.phone("c0017");
        let name_on = |day| chen.with(|phone| phone.today_view(Some(a_day(day)), None)).unwrap().village_name;
        world.settle();
        assert_eq!(name_on("2017-09-01").as_deref(), Some("马鞍桥村委会"));
        world.pass_days(9);
        world.office.rename(&village(), "马鞍桥社区");
        world.settle();
        assert_eq!(name_on("2017-09-10").as_deref(), Some("马鞍桥社区"));
        assert_eq!(name_on("2017-09-09").as_deref(), Some("马鞍桥村委会"));
        let last = world.office.last_number(&village());
        world.office.rename(&village(), "马鞍桥社区");
        assert_eq!(world.office.last_number(&village()), last, "the same list tells nothing new");
    }
);

story!(
    /// The roster had a cadre begin too late: the first days are rejected. The office puts the roster right, and they go in as they
    /// were written.
    a_roster_that_began_too_late_is_put_right,
    |world| {
        *world = World::empty(world.home(), "2017-03-20", None);
        world.office.import_fixtures();
        let tang = world.phone("c0013");
        let written = tang.diary("2017-03-10", "其实十号就到村了。");
        let sync = tang.sync();
        assert_eq!((sync.accepted, sync.rejected), (0, 1), "{sync:?}");
        let rejected = tang.status().rejected_edits.remove(0);
        assert_eq!(rejected.code, "rights.no_role_on_day");
        assert!(rejected.zh.contains("2017-03-10") && rejected.zh.contains("镇办公室"), "{rejected:?}");

        world.office.import_roster_rows("平利县,城关镇,药妇沟村,c0013,唐志远,市示范水利站,,,驻村队员,2017-03-08,,\n");
        tang.sync();
        let again = tang.with(|phone| phone.mend(&hex(written.record), &Map::new())).unwrap();
        assert_eq!(again.record, written.record);
        let sync = tang.sync();
        assert_eq!((sync.accepted, sync.rejected), (1, 0), "{sync:?}");
        assert_eq!(tang.status().rejected, 0);
        let space = YAOFUGOU.parse().unwrap();
        assert_eq!(world.office.record::<DiaryEntry>(&space, written.record).unwrap().text.0, "其实十号就到村了。");
        assert_ne!(space, village());
    }
);
