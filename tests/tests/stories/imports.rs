//! Lists as offices keep them: looked at, run dry, and taken in exactly as shown.

use std::io::{Cursor, Read as _, Write as _};

use cunji_domain::organisation::Role;
use cunji_domain::record::RecordKind;
use cunji_domain::server_facts::team::Team;
use cunji_domain::server_facts::village_anchor::VillageAnchor;
use cunji_server::storage::roster;
use cunji_tests::story;
use cunji_tests::world::{Desk, World, a_day};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";
const CITY: &str = "6109";
const VILLAGE: &str = "610926101205";

/// A desk with one import on it.
pub struct Import<'a> {
    world: &'a World,
    desk: &'a Desk,
    pub path: String,
}

impl<'a> Import<'a> {
    /// Brings a file; the first step is done.
    pub fn of(world: &'a World, desk: &'a Desk, division: &str, work: &str, file: &[u8]) -> Self {
        let jobs = format!("/console/v1/divisions/{division}/work/{work}/jobs");
        let (status, job) = desk.bring(&format!("{jobs}?name=list.csv"), file);
        assert_eq!(status, StatusCode::OK, "{job}");
        world.office.do_jobs();
        Self { world, desk, path: format!("{jobs}/{}", job["number"]) }
    }

    pub fn job(&self) -> Value {
        self.desk.get(&self.path)
    }

    /// The sums of a dry run.
    pub fn dry_run(&self, said: Value) -> Value {
        self.desk.post(&format!("{}/dry-run", self.path), said);
        assert_eq!(self.world.office.do_jobs(), 1);
        let job = self.job();
        assert_eq!(job["state"], "done", "{job}");
        job["dry_run"].clone()
    }

    pub fn lines(&self) -> Vec<Value> {
        let (mut after, mut lines) = (0, Vec::new());
        loop {
            let page = self.desk.get(&format!("{}/lines?limit=2&after={after}", self.path));
            lines.extend(page["lines"].as_array().unwrap().iter().cloned());
            match page["next"].as_u64() {
                Some(next) => after = next,
                None => return lines,
            }
        }
    }

    /// Each fault's code with the row that it is told of.
    fn faulty_rows(&self) -> Vec<(String, u64)> {
        let faults = self.lines().into_iter().filter(|line| line["line"] == "fault");
        faults.map(|line| (line["code"].as_str().unwrap().to_owned(), line["row"].as_u64().unwrap())).collect()
    }

    fn faults(&self) -> Vec<(String, String)> {
        let text = |line: &Value, part: &str| line[part].as_str().unwrap_or_default().to_owned();
        let faults = self.lines().into_iter().filter(|line| line["line"] == "fault");
        faults.map(|line| (text(&line, "cell"), text(&line, "code"))).collect()
    }

    /// Does what the dry run showed, and gives the job then.
    pub fn apply(&self, run: &Value) -> Value {
        self.desk.post(&format!("{}/application", self.path), json!({ "digest": run["digest"] }));
        assert_eq!(self.world.office.do_jobs(), 1);
        self.job()
    }
}

fn head(head: &str, column: &str) -> Value {
    json!({ "head": head, "column": column })
}

story!(
    /// An office names its own columns once, is asked which village it means, sees what would change, and gets exactly that.
    a_roster_in_an_offices_own_words_is_taken_in,
    |world| {
        let desk = world.desk("tian", Role::CountyOffice, COUNTY);
        let file = "县,镇办,驻在,干部,工号,派自,干什么,到岗\n\
                    平利县,兴隆镇,马鞍桥村,秦小满,c0041,市示范林业站,驻村队员,2017-09-04\n\
                    平利县,城关镇,五峰,石大川,c0042,市示范水利站,驻村队员,2017-09-04\n";
        let import = Import::of(world, &desk, COUNTY, "roster", file.as_bytes());
        let looked = import.job()["looked"].clone();
        let heads = looked["sheets"][0]["heads"].as_array().unwrap();
        let taken = |text: &str| heads.iter().find(|head| head["text"] == text).unwrap()["column"].clone();
        assert_eq!((taken("县"), taken("干部")), ("county".into(), Value::Null));
        let faults = import.dry_run(json!({}));
        assert!(faults["faults"].as_u64().unwrap() > 0, "heads that nobody knows: {faults}");
        let apply = format!("{}/application", import.path);
        assert_eq!(desk.refused(Method::POST, &apply, Some(json!({ "digest": faults["digest"] }))), "import.has_faults");

        let mapping = json!([
            head("县", "county"), head("镇办", "town"), head("驻在", "village"), head("干部", "name"),
            head("工号", "id"), head("派自", "unit"), head("干什么", "role"), head("到岗", "from"),
        ]);
        let mappings = format!("/console/v1/divisions/{COUNTY}/work/roster/mappings");
        let kept = desk.call(Method::PUT, &format!("{mappings}/月报"), Some(json!({ "heads": mapping })));
        assert_eq!(kept.0, StatusCode::NO_CONTENT, "{}", kept.1);
        let nowhere = json!({ "heads": [head("到岗", "shoe_size")] });
        assert_eq!(desk.refused(Method::PUT, &format!("{mappings}/x"), Some(nowhere)), "import.no_such_column");
        let kept = desk.get(&mappings)["mappings"][0].clone();
        assert_eq!((&kept["name"], &kept["heads"]), (&"月报".into(), &mapping));

        let asked = import.dry_run(json!({ "mapping": kept["heads"] }));
        assert_eq!((&asked["faults"], &asked["to_choose"]), (&1.into(), &1.into()), "{asked}");
        let fault = import.lines().into_iter().find(|line| line["line"] == "fault").unwrap();
        assert_eq!((&fault["row"], &fault["cell"], &fault["code"]), (&3.into(), &"C3".into(), &"division.ambiguous".into()));
        let candidates: Vec<_> = fault["candidates"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert_eq!(candidates, ["610926100004", "610926100204"]);

        let choose = |division: &str| json!({ "mapping": kept["heads"], "choices": [{ "row": 3, "division": division }] });
        let other = import.dry_run(choose(VILLAGE));
        assert_eq!(other["to_choose"], 1, "only one of those that could be meant can be chosen");
        let run = import.dry_run(choose("610926100204"));
        assert_eq!((&run["faults"], &run["to_choose"]), (&0.into(), &0.into()), "{run}");
        assert_eq!(desk.refused(Method::POST, &apply, Some(json!({ "digest": asked["digest"] }))), "import.changed_meanwhile");
        let changes: Vec<Value> = import.lines().into_iter().filter(|line| line["line"] == "change").collect();
        let new_member = changes.iter().find(|line| line["subject"].as_str().unwrap().contains("秦小满")).unwrap();
        assert_eq!((&new_member["becomes"], &new_member["row"], &new_member["division"]), (&"new".into(), &2.into(), &VILLAGE.into()));
        assert!(changes.iter().any(|line| line["division"] == "610926100204"));
        let people = || desk.get(&format!("/console/v1/divisions/{COUNTY}/people?limit=200")).to_string();
        assert!(!people().contains("秦小满"), "a dry run changes nothing");

        let done = import.apply(&run);
        assert_eq!((&done["state"], &done["applied"]), (&"done".into(), &json!({ "rows": 2, "changed": 2, "parts": 2, "of_parts": 2 })));
        assert!(people().contains("秦小满") && people().contains("石大川"));
        let qin = world.phone("c0041");
        qin.sync();
        let audit = desk.get(&format!("/console/v1/divisions/{COUNTY}/audit?action=list_imported"));
        assert_eq!(audit["rows"][0]["login"], "tian", "{audit}");
        let removed = desk.call(Method::DELETE, &format!("{mappings}/月报"), None);
        assert_eq!(removed.0, StatusCode::NO_CONTENT);
        assert_eq!(desk.refused(Method::DELETE, &format!("{mappings}/月报"), None), "mapping.unknown");
    }
);

story!(
    /// What the administrator brought on the command line is told to whoever brings lists, each with its kind and what it did; a desk's own
    /// import is a job, and is not told twice.
    what_was_brought_on_the_command_line_is_told,
    |world| {
        let desk = world.desk("tian", Role::CountyOffice, COUNTY);
        let brought = || {
            let said = desk.get(&format!("/console/v1/divisions/{COUNTY}/imports"))["brought"].clone();
            let lists = said.as_array().unwrap().iter().map(|one| (one["work"].clone(), one["imported"].clone(), one["at"].as_i64()));
            lists.collect::<Vec<_>>()
        };
        let before = brought();
        let kinds: Vec<_> = before.iter().map(|(work, ..)| work.as_str().unwrap()).collect();
        assert_eq!(kinds, ["policy", "households", "roster", "divisions"], "the newest first");
        world.pass_days(1);
        desk.sign_in("tian", cunji_tests::world::PASSWORD);
        world.office.import_roster_rows("平利县,兴隆镇,马鞍桥村,c0043,秦小满,市示范林业站,,,驻村队员,2017-09-01,,\n");
        let after = brought();
        assert_eq!(after[1..], before[..]);
        let last = (json!("roster"), json!({ "rows": 1, "changed": 1 }), Some(world.office.now()));
        assert_eq!(after[0], last);

        let file = "县区,镇,村,户编号,户主,组,人口\n平利县,兴隆镇,马鞍桥村,h901,新来的,一组,2\n";
        let import = Import::of(world, &desk, COUNTY, "households", file.as_bytes());
        let run = import.dry_run(json!({}));
        assert_eq!(import.apply(&run)["state"], "done");
        assert_eq!(brought(), after);
    }
);

story!(
    /// What changed since the dry run, so that it would come to something else, refuses it; what comes to the same does not.
    exactly_what_was_shown_is_done,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let list = |head: &str| format!("县区,镇,村,户编号,户主,组,人口\n平利县,兴隆镇,马鞍桥村,h031,{head},三组,4\n平利县,兴隆镇,马鞍桥村,h901,新来的,一组,2\n");
        let first = Import::of(world, &desk, TOWN, "households", &encoding_rs::GBK.encode(&list("甲某")).0);
        let run = first.dry_run(json!({}));
        assert_eq!((&run["new"], &run["changed"], &run["faults"]), (&1.into(), &1.into(), &0.into()), "{run}");
        let changed = first.lines().into_iter().find(|line| line["becomes"] == "changed").unwrap();
        let fields = changed["fields"].as_array().unwrap();
        let of = |zh: &str| fields.iter().find(|field| field["zh"] == zh).unwrap_or(&Value::Null);
        assert_eq!(of("户主")["after"], "甲某");
        assert!(of("户主")["before"].is_string(), "{changed}");

        let second = Import::of(world, &desk, TOWN, "households", list("乙某").as_bytes());
        let other = second.dry_run(json!({}));
        assert_eq!(second.apply(&other)["state"], "done");
        let refused = first.apply(&run);
        assert_eq!((&refused["state"], &refused["why"]["code"]), (&"failed".into(), &"import.changed_meanwhile".into()));
        let again = first.dry_run(json!({}));
        assert_eq!((&again["new"], &again["changed"]), (&0.into(), &1.into()), "the new one is there by now");
        assert_eq!(first.apply(&again)["applied"]["changed"], 1);

        let unlike = Import::of(world, &desk, TOWN, "households", list("甲某").as_bytes());
        let nothing = unlike.dry_run(json!({}));
        assert_eq!((&nothing["new"], &nothing["changed"]), (&0.into(), &0.into()), "twice is once");
    }
);

story!(
    /// Whoever a roster calls otherwise than before is told of by the old name and the new one, also where it says nothing else of them.
    a_roster_that_renames_somebody_says_so,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let row = |name: &str, from: &str| {
            format!("县区,镇,村,编号,姓名,单位,包抓单位,角色,起始日期\n平利县,兴隆镇,马鞍桥村,c9001,{name},县扶贫局,县扶贫局,驻村队员,{from}\n")
        };
        let import = |list: &str| Import::of(world, &desk, TOWN, "roster", list.as_bytes());
        let first = import(&row("周明", "2017-09-01"));
        let run = first.dry_run(json!({}));
        let people = |import: &Import| -> Vec<Value> {
            import.lines().into_iter().filter(|line| line["kind_zh"] == "人员").collect()
        };
        assert!(people(&first).is_empty(), "somebody new is no renamed one: {run}");
        assert_eq!(first.apply(&run)["state"], "done");

        // Of a term of its own, so that no record says what the name was.
        let second = import(&row("周敏", "2017-10-01"));
        let run = second.dry_run(json!({}));
        let told = people(&second);
        assert_eq!((told.len(), &told[0]["becomes"], &told[0]["row"]), (1, &json!("changed"), &json!(2)), "{told:?}");
        assert_eq!(told[0]["fields"], json!([{ "zh": "姓名", "en": "name", "before": "周明", "after": "周敏" }]));
        assert_eq!(second.apply(&run)["state"], "done");
        let known = desk.get(&format!("/console/v1/divisions/{TOWN}/people/c9001"));
        assert_eq!(known["name"], "周敏");
        let again = import(&row("周敏", "2017-10-01"));
        let run = again.dry_run(json!({}));
        assert_eq!((&run["new"], &run["changed"]), (&0.into(), &0.into()), "twice is once");
    }
);

story!(
    /// A town brings lists for itself alone, and the city alone says what places are called.
    nobody_imports_for_others,
    |world| {
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let list = "县区,镇,村,户编号,户主\n平利县,兴隆镇,马鞍桥村,h901,甲某\n平利县,城关镇,药妇沟村,h902,乙某\n";
        let import = Import::of(world, &town, TOWN, "households", list.as_bytes());
        let run = import.dry_run(json!({}));
        assert_eq!(run["faults"], 1);
        let fault = import.lines().into_iter().find(|line| line["line"] == "fault").unwrap();
        assert_eq!((&fault["code"], &fault["row"]), (&"import.elsewhere".into(), &3.into()), "{fault}");
        assert!(fault["zh"].as_str().unwrap().contains("不在平利县兴隆镇之内"), "it names the place: {fault}");
        assert!(!import.lines().iter().any(|line| line["line"] == "change" && line["row"] == 3), "it is no change beside");
        let (_, said) = town.bring(&format!("/console/v1/divisions/{TOWN}/work/divisions/jobs"), b"code,name\n");
        assert_eq!(said["code"], "right.not_here");
    }
);

story!(
    /// Whoever is on a team elsewhere is told of beside what can't be read: a list is mended in one go.
    every_fault_of_a_roster_is_told_in_one_run,
    |world| {
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let list = |from: &str| format!("县区,镇,村,编号,姓名,单位,角色,起始日期\n平利县,兴隆镇,马鞍桥村,c9001,周明,市示范林业站,驻村队员,{from}\n平利县,兴隆镇,马鞍桥村,c0012,罗小琴,市示范水利站,结对帮扶责任人,2017-09-01\n");
        let import = Import::of(world, &town, TOWN, "roster", list("").as_bytes());
        let run = import.dry_run(json!({}));
        assert_eq!(import.faulty_rows(), [("roster.from_missing".to_owned(), 2), ("person.elsewhere".to_owned(), 3)], "{run}");
        // The same once the list reads clean.
        let mended = Import::of(world, &town, TOWN, "roster", list("2017-09-01").as_bytes());
        mended.dry_run(json!({}));
        assert_eq!(mended.faulty_rows(), [("person.elsewhere".to_owned(), 3)]);
    }
);

story!(
    /// Renamed and merged divisions are dated, and come to phones as facts.
    divisions_are_renamed_and_merged_with_their_day,
    |world| {
        let desk = world.desk("gao", Role::CityOffice, CITY);
        let file = "代码,名称,接替代码,生效日期\n\
                    610926101205,马安桥村委会,,\n\
                    610926101207,蒙溪街村委会,610926101205,2017-09-01\n";
        let import = Import::of(world, &desk, CITY, "divisions", file.as_bytes());
        let run = import.dry_run(json!({}));
        assert_eq!((&run["changed"], &run["ended"], &run["faults"]), (&1.into(), &1.into(), &0.into()), "{:?}", import.lines());
        assert_eq!(import.apply(&run)["state"], "done");
        let successions = world.office.read(cunji_server::storage::roster::successions);
        assert!(successions.iter().any(|one| one.code.as_str() == "610926101207" && one.since.to_string() == "2017-09-01"));
        let chen = world.phone("c0017");
        chen.sync();
        let view = chen.with(|phone| phone.today_view(None, None)).unwrap();
        assert_eq!(view.village_name.as_deref(), Some("马安桥村"));
    }
);

story!(
    /// Anchors come from a list: an anchor is known by its village and name, and a list of old moves it.
    anchors_are_set_from_a_list,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let list = |lat: &str, radius: u32| format!("县区,镇,村,名称,纬度,经度,半径,启用日期\n平利县,兴隆镇,马鞍桥村,村部,{lat},109.0293,{radius},2017-03-01\n");
        let bad = Import::of(world, &desk, TOWN, "anchors", list("32.6849", 20).as_bytes());
        assert_eq!(bad.dry_run(json!({}))["faults"], 1);
        assert_eq!(bad.faults()[0].1, "anchor.radius");
        let take = |file: String| {
            let import = Import::of(world, &desk, TOWN, "anchors", file.as_bytes());
            let run = import.dry_run(json!({}));
            assert_eq!(import.apply(&run)["state"], "done");
            run
        };
        assert_eq!(take(list("32.6849", 3000))["new"], 1);
        let moved = take(list("32.70", 2000));
        assert_eq!((&moved["new"], &moved["changed"]), (&0.into(), &1.into()));
        let village = VILLAGE.parse().unwrap();
        let tables = world.office.server().registrar().tables;
        let rows = world.office.read(|tx| tables.records(tx, VillageAnchor::DECL.number, &village));
        let anchors: Vec<_> = rows.iter().map(|row| VillageAnchor::from_parts(&row.key, &row.fields).unwrap()).collect();
        let [anchor] = anchors.as_slice() else { panic!("{anchors:?}") };
        assert_eq!((anchor.place.lat, anchor.radius, anchor.approved), (32_700_000, 2_000, true));
    }
);

story!(
    /// The rules of anchors are told of beside what can't be read, and every one that a row breaks: a list is mended in one go.
    every_fault_of_a_list_of_anchors_is_told_in_one_run,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let list = |name: &str| {
            let head = "县区,镇,村,名称,纬度,经度,半径,启用日期,停用日期";
            let place = "平利县,兴隆镇,马鞍桥村";
            format!("{head}\n{place},三组,32.6849,109.0293,20,2017-03-01,2017-02-01\n{place},{name},32.6849,109.0293,3000,2017-03-01,\n")
        };
        let broken = [("anchor.radius".to_owned(), 2), ("anchor.days_backwards".to_owned(), 2)];
        let import = Import::of(world, &desk, TOWN, "anchors", list("").as_bytes());
        import.dry_run(json!({}));
        assert_eq!(import.faulty_rows(), [&broken[..], &[("anchor.name_missing".to_owned(), 3)]].concat());
        // The same once the list can be read.
        let readable = Import::of(world, &desk, TOWN, "anchors", list("村部").as_bytes());
        readable.dry_run(json!({}));
        assert_eq!(readable.faulty_rows(), broken);
    }
);

story!(
    /// A roster that has no column for lead units takes nobody's lead away: brought again, it changes nothing. One that has the column and
    /// leaves the cell empty says that nobody leads: so the dry run shows it, and neither record nor right says otherwise then.
    a_roster_without_lead_units_takes_nobodys_lead_away,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let list = |head: &str, lead: &str| {
            format!("县区,镇,村,编号,姓名,单位,{head}角色,起始日期\n平利县,兴隆镇,蒙溪街村,c9001,周明,市示范粮站,{lead}驻村队员,2016-09-01\n")
        };
        let import = |list: String| Import::of(world, &desk, TOWN, "roster", list.as_bytes());
        let space = "610926101207".parse().unwrap();
        let lead = || -> Vec<_> { world.office.records::<Team>(&space).into_iter().map(|team| team.lead_unit).collect() };
        let led = || {
            let (unit, county, on) = ("市示范粮食局".parse().unwrap(), COUNTY.parse().unwrap(), a_day("2017-09-01"));
            world.office.read(|tx| roster::villages_led(tx, &unit, &county, on)) == [space.clone()]
        };
        let named = import(list("牵头单位,", "市示范粮食局,"));
        let run = named.dry_run(json!({}));
        assert_eq!(named.apply(&run)["state"], "done");
        assert_eq!((lead(), led()), (vec![Some("市示范粮食局".to_owned())], true));

        let silent = import(list("", ""));
        let run = silent.dry_run(json!({}));
        assert_eq!((&run["new"], &run["changed"], &run["ended"]), (&0.into(), &0.into(), &0.into()), "{:?}", silent.lines());
        assert_eq!(silent.apply(&run)["state"], "done");
        assert_eq!((lead(), led()), (vec![Some("市示范粮食局".to_owned())], true));
        // Nor do terms that change at a desk.
        let ends = json!({ "village": space.to_string(), "role": "resident", "from": "2016-09-01", "seen": null, "last_day": "2017-12-31" });
        desk.post(&format!("/console/v1/divisions/{TOWN}/people/c9001/terms"), json!({ "ends": ends }));
        assert_eq!((lead(), led()), (vec![Some("市示范粮食局".to_owned())], true));

        let empty = import(list("牵头单位,", ","));
        let run = empty.dry_run(json!({}));
        let shown = empty.lines().into_iter().find(|line| line["kind_zh"] == "驻村工作队").unwrap();
        let fields = shown["fields"].as_array().unwrap();
        let taken = json!({ "zh": "牵头单位", "en": "lead unit", "before": "市示范粮食局", "after": null });
        assert!(fields.contains(&taken), "{shown}");
        assert_eq!(empty.apply(&run)["state"], "done");
        assert_eq!((lead(), led()), (vec![None], false));
    }
);

story!(
    /// A policy is run dry: whose figures of this month it changes is shown before it holds.
    a_policy_shows_whose_figures_it_changes,
    |world| {
        let desk = world.desk("gao", Role::CityOffice, CITY);
        let old = cunji_domain::policy::ANKANG_2017;
        let bad = Import::of(world, &desk, CITY, "policy", b"name = \"x\"\nsurprise = 1\n");
        assert!(bad.job()["dry_run"]["faults"].as_u64().unwrap() > 0, "{}", bad.job());
        let same = Import::of(world, &desk, CITY, "policy", old.as_bytes());
        assert_eq!((&same.job()["dry_run"]["new"], &same.job()["dry_run"]["counted"]), (&0.into(), &0.into()), "{}", same.job());
        let id = cunji_domain::policy::Policy::parse(old).unwrap().id();
        let text = old
            .replacen("version = 1", "version = 2", 1)
            .replacen("known_from = 2017-01-01", &format!("known_from = 2017-08-15\nreplaces = [\"{id}\"]"), 1)
            .replacen("resident_days = { value = 220", "resident_days = { value = 200", 1);
        let import = Import::of(world, &desk, CITY, "policy", text.as_bytes());
        let run = import.job()["dry_run"].clone();
        assert_eq!((&run["new"], &run["faults"]), (&1.into(), &0.into()), "{:?}", import.lines());
        assert!(run["counted"].as_u64().unwrap() > 0, "220 became 200: {run}");
        let counted = import.lines().into_iter().find(|line| line["becomes"] == "counted").unwrap();
        assert!(counted["fields"].as_array().unwrap().iter().any(|field| field["zh"] == "全年应住"), "{counted}");
        assert_eq!(import.apply(&run)["state"], "done");
        let two = format!("one={id}&other={}", id.replace("/1", "/2")).replace('/', "%2F");
        let differing = desk.get(&format!("/console/v1/divisions/{CITY}/policies/comparison?{two}"))["differences"].clone();
        let of = |key: &str| differing.as_array().unwrap().iter().find(|one| one["key"] == key).unwrap().clone();
        let days = of("attendance.resident_days.value");
        assert_eq!((&days["one"], &days["other"]), (&"220".into(), &"200".into()), "{differing}");
        assert_eq!(desk.get(&format!("/console/v1/divisions/{CITY}/policies"))["policies"].as_array().unwrap().len(), 2);
        let again = Import::of(world, &desk, CITY, "policy", text.as_bytes());
        assert_eq!(again.job()["dry_run"]["counted"], 0, "it holds by now");
    }
);

story!(
    /// Merged cells are told of by name or refused by name, and a formula that nobody computed is named with its cell.
    a_workbook_is_not_misread,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let mut book = rust_xlsxwriter::Workbook::new();
        let plain = rust_xlsxwriter::Format::new();
        let sheet = book.add_worksheet();
        sheet.write_row(0, 0, ["县区", "镇", "村", "户编号", "户主", "组"]).unwrap();
        sheet.merge_range(1, 0, 4, 0, "平利县", &plain).unwrap();
        for row in 1..5 {
            sheet.write_row(row, 1, ["兴隆镇", "马鞍桥村"]).unwrap();
            sheet.write(row, 3, format!("h90{row}")).unwrap();
            sheet.write(row, 4, "甲某").unwrap();
        }
        sheet.merge_range(2, 4, 2, 5, "乙某 三组", &plain).unwrap();
        sheet.write(3, 4, rust_xlsxwriter::Formula::new("=E2").set_result("丙某")).unwrap();
        sheet.write(4, 4, rust_xlsxwriter::Formula::new("=E3").set_result("丁某")).unwrap();
        // As a program leaves a formula that it did not compute.
        let bytes = edited(&book.save_to_buffer().unwrap(), "xl/worksheets/sheet1.xml", |xml| xml.replace("<v>丁某</v>", ""));
        let import = Import::of(world, &desk, TOWN, "households", &bytes);
        let run = import.dry_run(json!({}));
        assert_eq!(run["faults"], 2, "{:?}", import.lines());
        let faults: Vec<Value> = import.lines().into_iter().filter(|line| line["line"] == "fault").collect();
        assert!(faults[0]["zh"].as_str().unwrap().contains("E3:F3"), "{}", faults[0]);
        assert_eq!((&faults[0]["code"], &faults[0]["row"]), (&"import.merged_across".into(), &3.into()));
        assert_eq!((&faults[1]["code"], &faults[1]["cell"]), (&"import.cell_not_computed".into(), &"E5".into()));
        let mended = edited(&bytes, "xl/worksheets/sheet1.xml", |xml| {
            let whole = xml.replace("<f>E3</f>", "<f>E3</f><v>丁某</v>");
            whole.replace("<mergeCell ref=\"E3:F3\"/>", "").replace("count=\"2\"", "count=\"1\"")
        });
        let import = Import::of(world, &desk, TOWN, "households", &mended);
        let run = import.dry_run(json!({}));
        let lines = import.lines();
        let told = lines.iter().find(|line| line["code"] == "import.merged_downwards").unwrap();
        assert!(told["zh"].as_str().unwrap().contains("A2:A5"), "{told}");
        let heads: Vec<_> = lines.iter().filter(|line| line["line"] == "change").map(|line| line["subject"].clone()).collect();
        assert!(heads.contains(&"h903 丙某".into()), "what the formula came to: {heads:?} {run}");
    }
);

/// A workbook with one of its parts changed.
fn edited(book: &[u8], part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let (name, mut bytes) = (file.name().unwrap().into_owned(), Vec::new());
        file.read_to_end(&mut bytes).unwrap();
        if name == part {
            bytes = change(String::from_utf8(bytes).unwrap()).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

story!(
    /// Of an ID-card number stays a keyed hash, by which the same one is known again, and its last four characters; the number is nowhere.
    an_id_number_is_known_again_and_not_kept,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let list = |number: &str, head: &str, id: &str| format!("县区,镇,村,户编号,户主,身份证号\n平利县,兴隆镇,马鞍桥村,{number},{head},{id}\n");
        let wrong = Import::of(world, &desk, TOWN, "households", list("h901", "甲某", "610926199001011230").as_bytes());
        assert_eq!(wrong.dry_run(json!({}))["faults"], 1);
        assert_eq!(wrong.faults(), [("F2".to_owned(), "household.id_number".to_owned())]);
        let first = Import::of(world, &desk, TOWN, "households", list("h901", "甲某", ID).as_bytes());
        let run = first.dry_run(json!({}));
        assert_eq!((&run["faults"], &run["notes"], &run["new"]), (&0.into(), &0.into(), &1.into()), "{:?}", first.lines());
        assert_eq!(first.apply(&run)["state"], "done");
        let second = Import::of(world, &desk, TOWN, "households", list("h902", "乙某", ID).as_bytes());
        let run = second.dry_run(json!({}));
        let note = second.lines().into_iter().find(|line| line["line"] == "note").unwrap();
        assert_eq!((&note["code"], &note["row"]), (&"household.id_known".into(), &2.into()), "{run}");
        assert!(note["zh"].as_str().unwrap().contains("h901") && !note["zh"].as_str().unwrap().contains(ID), "{note}");
        assert_eq!(second.apply(&run)["state"], "done");


        for file in files(world.office.data()) {
            let bytes = std::fs::read(&file).unwrap();
            assert!(!bytes.windows(ID.len()).any(|part| part == ID.as_bytes()), "{}", file.display());
        }
    }
);

story!(
    /// Who has the same ID-card number in another town is no town's to know: it is told that there is somebody, and the county, which sees
    /// both, is told who.
    an_id_number_of_another_town_is_told_without_saying_whose,
    |world| {
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("tian", Role::CountyOffice, COUNTY));
        let list = |town: &str, village: &str, number: &str| format!("县区,镇,村,户编号,户主,身份证号\n平利县,{town},{village},{number},甲某,{ID}\n");
        let first = Import::of(world, &town, TOWN, "households", list("兴隆镇", "马鞍桥村", "h901").as_bytes());
        assert_eq!(first.apply(&first.dry_run(json!({})))["state"], "done");

        let notes = |desk: &Desk, division: &str| -> Vec<(String, String)> {
            let import = Import::of(world, desk, division, "households", list("城关镇", "药妇沟村", "h902").as_bytes());
            import.dry_run(json!({}));
            let notes = import.lines().into_iter().filter(|line| line["line"] == "note");
            notes.map(|note| (note["code"].as_str().unwrap().to_owned(), format!("{} {}", note["zh"], note["en"]))).collect()
        };
        let other = world.desk("xi", Role::TownOffice, "610926100");
        let [(code, said)] = notes(&other, "610926100").try_into().unwrap();
        assert_eq!(code, "household.id_elsewhere");
        assert!(said.contains("请上一级核对") && !said.contains("马鞍桥") && !said.contains("h901"), "{said}");
        let [(code, said)] = notes(&county, COUNTY).try_into().unwrap();
        assert_eq!(code, "household.id_known");
        assert!(said.contains("马鞍桥") && said.contains("h901"), "{said}");
    }
);

/// A made-up number of the right shape.
pub const ID: &str = "610926199001011236";

/// Every file below a folder.
fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
