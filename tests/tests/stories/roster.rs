//! The roster moves on: terms begin, mistakes are put right.

use cunji_domain::diary::DiaryEntry;
use cunji_domain::server_facts::division_change::DivisionChange;
use cunji_server::storage::roster;
use cunji_store::Filter;
use cunji_tests::fixtures_roster::YAOFUGOU;
use cunji_tests::story;
use cunji_tests::world::{Handset, World, a_day, village};
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
    /// After the first sync a phone says what its village is called, as people say it, and so what is above it; a renaming comes to
    /// phones that are there already, and the days before it keep the old name.
    a_phone_knows_what_its_village_is_called,
    |world| {
        let chen = world.phone("c0017");
        let today = |phone: &Handset| phone.with(|phone| phone.today_view(None, None)).unwrap();
        assert_eq!(today(&chen).village_name, None, "nothing has come down yet");
        chen.sync();
        assert_eq!(today(&chen).village_name.as_deref(), Some("马鞍桥村"));
        let known = |phone: &Handset| {
            let changes = phone.with(|phone| phone.store().records::<DivisionChange>(&Filter::default())).unwrap();
            let mut names: Vec<_> = changes.into_iter().filter_map(|change| Some((change.value.code.to_string(), change.value.name?))).collect();
            names.sort();
            names
        };
        let (code, mut above) = (village(), Vec::new());
        let mut up = code.parent();
        while let Some(division) = up {
            above.push(division.to_string());
            up = division.parent();
        }
        assert!(above.iter().all(|above| known(&chen).iter().any(|(code, _)| code == above)), "{:?}", known(&chen));

        // A list is whole: what lies above stands in it as it was.
        let rows = world.office.read(roster::divisions).into_iter().filter(|(at, ..)| *at != code && at.contains(&code));
        let rows: String = rows.map(|(at, name, _)| format!("{at},{name},,\n")).collect();
        let renamed = format!("{rows}{code},桥上村委会,,\n{code},马鞍桥村委会,{code},2017-09-03\n");
        let renamed = format!("代码,名称,接替代码,生效日期\n{renamed}");
        world.office.import_divisions_of(&renamed);
        chen.sync();
        assert_eq!(today(&chen).village_name.as_deref(), Some("马鞍桥村"));
        world.pass_days(2);
        assert_eq!(today(&chen).village_name.as_deref(), Some("桥上村"));
        let before = a_day("2017-09-02");
        assert_eq!(chen.with(|phone| phone.today_view(Some(before), None)).unwrap().village_name.as_deref(), Some("马鞍桥村"));

        let told = known(&chen);
        world.restart_office();
        chen.sync();
        assert_eq!(known(&chen), told, "what is told is told once");
    }
);

story!(
    /// A server of before took lists in and told no names: it tells them when its program is started next.
    names_that_were_never_told_are_told_at_the_next_start,
    |world| {
        *world = World::empty(world.home(), "2017-09-01", None);
        world.office.import_households_alone();
        assert!(world.office.records::<DivisionChange>(&village()).is_empty());
        world.restart_office();
        let names = |world: &World| world.office.records::<DivisionChange>(&village());
        let told = names(world);
        assert_eq!(told.iter().filter_map(|one| one.name.as_deref()).collect::<Vec<_>>(), ["马鞍桥村"]);
        world.restart_office();
        assert_eq!(names(world), told);
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
