//! 政策文件: another year's policy leaves the days of the past as they were, on phones and at the office alike, however it came.

use cunji_client::views::attendance::MonthView;
use cunji_domain::attendance::YearAttendance;
use cunji_domain::organisation::Role;
use cunji_domain::policy::{ANKANG_2017, Policy};
use cunji_domain::record::Prose;
use cunji_domain::server_facts::announced_policy::AnnouncedPolicy;
use cunji_server::error::ServerError;
use cunji_server::storage::{self, roster};
use cunji_server::{log, office};
use cunji_tests::story;
use cunji_tests::world::{Handset, World, a_day};
use serde_json::{Value, json};

use crate::imports::Import;
use crate::months::{SEPTEMBER, TOWN, month_of, october};

const CITY: &str = "6109";
const ID: &str = "ankang-2026/1";

/// A policy of 2026 as an office makes it of the shipped file.
fn of_2026(head: &str) -> String {
    ANKANG_2017
        .replace("name = \"ankang-2017\"\nversion = 1", &format!("name = \"ankang-2026\"\nversion = 1{head}"))
        .replace("valid_from = 2017-01-01\nknown_from = 2017-01-01", "valid_from = 2026-01-01\nknown_from = 2026-01-01")
}

/// One that says what it follows.
fn following() -> String {
    of_2026("\nreplaces = [\"ankang-2017/1\"]")
}

/// Puts a policy there as a server of before did, which asked nothing.
fn store_unasked(world: &World, text: &str) {
    let (server, policy) = (world.office.server(), Policy::parse(text).unwrap());
    let announced = AnnouncedPolicy {
        version: policy.id(),
        toml: Prose(text.to_owned()),
        valid_from: policy.valid_from,
        known_from: policy.known_from,
    };
    storage::write(&*server.storage, |tx| {
        roster::put_policy(tx, &policy.id(), policy.valid_from, policy.known_from, text, world.now())?;
        log::publish(tx, &server.registrar(), &CITY.parse().unwrap(), &announced, world.now())?;
        Ok::<_, ServerError>(())
    })
    .unwrap();
}

/// The year as a phone counts it, and its September with the own word and the signature.
fn on_the_phone(phone: &Handset) -> (YearAttendance, MonthView) {
    let year = phone.with(|phone| phone.attendance(2017, None)).unwrap();
    (year, phone.with(|phone| phone.month_view(Some(a_day("2017-09-01")))).unwrap())
}

/// What a phone counts a day by.
fn counts_by(phone: &Handset, day: &str) -> String {
    let policies = phone.with(|phone| phone.store_mut().policies()).unwrap().unwrap();
    policies.on(a_day(day)).unwrap().id()
}

fn come_to_rest(world: &World) {
    world.settle();
    world.office.look_after();
    world.settle();
}

story!(
    /// The city imports the next policy, which says what it follows: 2017 keeps its figures, the person's own word and the signature.
    another_year_s_policy_leaves_a_signed_month_as_it_was,
    |world| {
        let [_, chen, _] = october(world);
        come_to_rest(world);
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let before = (on_the_phone(&chen), month_of(&town, SEPTEMBER, "c0017"));
        assert_eq!((before.0.0.resident, &before.1["step"]), (1, &json!("signed")));

        let text = following();
        let imported = office::import_policy(world.office.server(), &text, &Policy::parse(&text).unwrap()).unwrap();
        assert_eq!(imported.changed, 1);
        come_to_rest(world);
        assert_eq!((counts_by(&chen, "2026-03-01"), counts_by(&chen, "2017-09-01")), (ID.to_owned(), "ankang-2017/1".to_owned()));
        assert_eq!((on_the_phone(&chen), month_of(&town, SEPTEMBER, "c0017")), before);
    }
);

story!(
    /// A file that contradicts the shipped one was stored by a server of before. It stops nothing and changes nothing; it is named, and the
    /// corrected file takes its place under the same name and version.
    a_contradiction_that_is_stored_stops_nothing_and_is_mended_by_the_corrected_file,
    |world| {
        let [_, chen, _] = october(world);
        come_to_rest(world);
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let before = (on_the_phone(&chen), month_of(&town, SEPTEMBER, "c0017"));
        let (wrong, right) = (of_2026(""), following());
        let refused = office::import_policy(world.office.server(), &wrong, &Policy::parse(&wrong).unwrap()).unwrap_err();
        assert!(refused.zh().contains("policy.overlap"), "{refused}");
        let there = |world: &World| world.office.records::<AnnouncedPolicy>(&CITY.parse().unwrap());
        assert!(there(world).iter().all(|announced| announced.version != ID), "what is refused is not stored");

        store_unasked(world, &wrong);
        come_to_rest(world);
        assert_eq!((on_the_phone(&chen), month_of(&town, SEPTEMBER, "c0017")), before);
        assert_eq!(counts_by(&chen, "2026-03-01"), "ankang-2017/1", "what is left out is so on the phone, too");
        let backup = world.new_folder();
        world.office.backup(&backup);
        world.restart_office();
        assert_eq!(world.office.verify().unwrap().policies_left_out, [ID]);
        come_to_rest(world);

        let (town, city) = (world.desk("xu", Role::TownOffice, TOWN), world.desk("gao", Role::CityOffice, CITY));
        assert_eq!((on_the_phone(&chen), month_of(&town, SEPTEMBER, "c0017")), before);
        let listed = || {
            let page = city.get(&format!("/console/v1/divisions/{CITY}/policies"))["policies"].clone();
            page.as_array().unwrap().iter().find(|one| one["id"] == ID).cloned().unwrap()
        };
        assert!(listed()["left_out"]["zh"].as_str().unwrap().contains("replaces = [\"ankang-2017/1\"]"), "{}", listed());
        let again = Import::of(world, &city, CITY, "policy", wrong.as_bytes());
        assert_eq!(again.job()["dry_run"]["faults"], 1);

        let corrected = Import::of(world, &city, CITY, "policy", right.as_bytes());
        let run = corrected.job()["dry_run"].clone();
        assert_eq!((&run["faults"], &run["changed"]), (&json!(0), &json!(1)), "{:?}", corrected.lines());
        assert_eq!(corrected.apply(&run)["state"], "done");
        come_to_rest(world);
        assert_eq!(listed()["left_out"], Value::Null);
        assert!(world.office.verify().unwrap().policies_left_out.is_empty());
        assert!(there(world).iter().any(|announced| announced.version == ID && announced.toml.0 == right));
        assert_eq!(counts_by(&chen, "2026-03-01"), ID);
        assert_eq!((on_the_phone(&chen), month_of(&town, SEPTEMBER, "c0017")), before);
    }
);

/// A policy of its own name, of some years, as an office makes it of the shipped file.
fn of_years(year: u16, until: &str, replaces: &str) -> String {
    ANKANG_2017
        .replace(
            "name = \"ankang-2017\"\nversion = 1",
            &format!("name = \"ankang-{year}\"\nversion = 1\nreplaces = [\"{replaces}\"]"),
        )
        .replace(
            "valid_from = 2017-01-01\nknown_from = 2017-01-01",
            &format!("valid_from = {year}-01-01\n{until}known_from = {year}-01-01"),
        )
}

story!(
    /// A file that nothing was counted by fits once the one that it replaces is imported, and takes the days of a third: the dry run of that
    /// import names both, and does what it shows.
    a_dry_run_names_every_policy_that_comes_into_force_or_falls_out,
    |world| {
        let city = world.desk("gao", Role::CityOffice, CITY);
        let in_force = || {
            let page = city.get(&format!("/console/v1/divisions/{CITY}/policies"))["policies"].clone();
            let counted = page.as_array().unwrap().iter().filter(|one| one["left_out"].is_null());
            counted.map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let bring = |text: &str| Import::of(world, &city, CITY, "policy", text.as_bytes());
        // It replaces one that is not there, and is left out.
        store_unasked(world, &of_years(2019, "", "ankang-2018/1"));
        let third = bring(&of_years(2020, "", "ankang-2017/1"));
        assert_eq!(third.apply(&third.job()["dry_run"])["state"], "done");
        assert_eq!(in_force(), ["ankang-2017/1", "ankang-2020/1"]);

        let missing = bring(&of_years(2018, "valid_to = 2018-12-31\n", "ankang-2017/1"));
        let run = missing.job()["dry_run"].clone();
        let sums = ["new", "changed", "ended", "faults"].map(|sum| run[sum].as_u64().unwrap());
        assert_eq!(sums, [1, 1, 1, 0], "{:?}", missing.lines());
        let of = |id: &str| missing.lines().into_iter().find(|line| line["subject"] == id).unwrap_or_else(|| panic!("{id}"));
        let counted_by = |line: &Value| (line["becomes"].clone(), line["fields"][0]["before"].clone(), line["fields"][0]["after"].clone());
        assert_eq!(counted_by(&of("ankang-2019/1")), (json!("changed"), json!("否"), json!("是")));
        assert_eq!(counted_by(&of("ankang-2020/1")), (json!("ended"), json!("是"), json!("否")));
        assert_eq!(in_force().len(), 2, "a dry run changes nothing");
        assert_eq!(missing.apply(&run)["state"], "done");
        assert_eq!(in_force(), ["ankang-2017/1", "ankang-2018/1", "ankang-2019/1"]);
    }
);
