//! A list is taken in to the end once that has begun: it is called off before or not at all, and where a part can't be done it is said how
//! far it came, on the screen and in the audit.

use cunji_domain::organisation::Role;
use cunji_server::storage;
use cunji_tests::story;
use cunji_tests::world::{Desk, World};
use reqwest::Method;
use serde_json::{Value, json};

use crate::imports::{ID, Import};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";
/// Another made-up number that ends like the first.
const SAME_TAIL: &str = "610926196001091236";

/// A list of a household in each of two villages, as of a head in the second; with ID-card numbers where they are given.
fn two_villages(second: &str, ids: [&str; 2]) -> String {
    let [one, other] = ids;
    format!(
        "县区,镇,村,户编号,户主,身份证号\n平利县,兴隆镇,马鞍桥村,h901,甲某,{one}\n平利县,兴隆镇,蒙溪街村,h902,{second},{other}\n"
    )
}

/// A list of two households of one village.
fn one_village(second: &str, ids: [&str; 2]) -> String {
    two_villages(second, ids).replace("蒙溪街村", "马鞍桥村")
}

fn says(world: &World, sql: &str) {
    storage::write(&*world.office.server().storage, |tx| tx.execute(sql, &[])).unwrap();
}

/// A list of two households of which the database did not take the second; the database is well again. Gives what was shown of it, and
/// how much is in.
fn fails<'a>(world: &'a World, desk: &'a Desk, list: &str) -> (Import<'a>, Value, Value) {
    let import = Import::of(world, desk, TOWN, "households", list.as_bytes());
    let run = import.dry_run(json!({}));
    assert_eq!((&run["new"], &run["faults"]), (&json!(2), &json!(0)), "{:?}", import.lines());
    says(world, "CREATE UNIQUE INDEX no_second_tail ON household_id_number (last_four)");
    let failed = import.apply(&run);
    says(world, "DROP INDEX no_second_tail");
    assert_eq!(failed["state"], "failed", "{failed}");
    (import, run, failed["applied"].clone())
}

/// A list whose first village is in and whose second is not.
fn fails_midway<'a>(world: &'a World, desk: &'a Desk) -> (Import<'a>, Value) {
    let (import, run, applied) = fails(world, desk, &two_villages("乙某", [ID, SAME_TAIL]));
    assert_eq!(applied, json!({ "rows": 1, "changed": 1, "parts": 1, "of_parts": 2 }));
    (import, run)
}

/// What the audit says of lists that were taken in, the first one first.
fn noted(county: &Desk) -> Vec<String> {
    let audit = county.get(&format!("/console/v1/divisions/{COUNTY}/audit?action=list_imported"));
    let rows = audit["rows"].as_array().unwrap().iter().rev();
    rows.map(|row| row["detail"].as_str().unwrap().to_owned()).collect()
}

story!(
    /// What could not be done to the end is said with how far it came, can't be called off any more, and goes on from there, also after the
    /// server was stopped.
    a_list_that_fails_midway_says_how_far_it_came_and_goes_on,
    |world| {
        let (desk, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("tian", Role::CountyOffice, COUNTY));
        let (import, run) = fails_midway(world, &desk);
        assert_eq!(noted(&county), ["list.csv 1/1 (1/2)"]);

        let cancel = format!("{}/cancellation", import.path);
        assert_eq!(desk.refused(Method::POST, &cancel, Some(json!({}))), "job.not_running");
        desk.post(&format!("{}/application", import.path), json!({ "digest": run["digest"] }));
        assert_eq!(desk.refused(Method::POST, &cancel, Some(json!({}))), "job.begun", "it waits");
        world.office.begin_a_job();
        assert_eq!((&import.job()["state"], &import.job()["applied"]["parts"]), (&json!("running"), &json!(1)));
        assert_eq!(desk.refused(Method::POST, &cancel, Some(json!({}))), "job.begun", "it is being done");
        world.office.begin_jobs_anew();
        assert_eq!(world.office.do_jobs(), 1);
        let done = import.job();
        assert_eq!((&done["state"], &done["stopping"]), (&json!("done"), &json!(false)), "{done}");
        assert_eq!(done["applied"], json!({ "rows": 2, "changed": 2, "parts": 2, "of_parts": 2 }));
        assert_eq!(noted(&county), ["list.csv 1/1 (1/2)", "list.csv 2/2"]);
    }
);

story!(
    /// Where what is left of a list would come to something else by now, it is not done, and nobody is told that nothing was.
    the_rest_of_a_list_is_done_as_it_was_shown_or_left,
    |world| {
        let (desk, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("tian", Role::CountyOffice, COUNTY));
        let (import, run) = fails_midway(world, &desk);
        let between = Import::of(world, &desk, TOWN, "households", two_villages("丙某", ["", ""]).as_bytes());
        assert_eq!(between.apply(&between.dry_run(json!({})))["state"], "done");
        let left = import.apply(&run);
        assert_eq!((&left["state"], &left["why"]["code"]), (&json!("failed"), &json!("import.rest_changed")), "{left}");
        assert_eq!(left["applied"]["parts"], 1);
        assert_eq!(import.apply(&run)["state"], "failed", "however often it is asked for");
        assert_eq!(noted(&county), ["list.csv 1/1 (1/2)", "list.csv 1/2"], "what came in, once");
        let again = import.dry_run(json!({}));
        assert_eq!((&again["new"], &again["changed"]), (&json!(0), &json!(1)));
        assert_eq!(import.apply(&again)["state"], "done");
    }
);

story!(
    /// Where the first part was not done, nothing of the list is in: whoever asks again after something changed is told so, and not that
    /// what was taken in stays.
    a_list_of_which_nothing_is_in_is_one_that_was_not_begun,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let (import, run, applied) = fails(world, &desk, &one_village("乙某", [ID, SAME_TAIL]));
        assert_eq!(applied, json!({ "rows": 0, "changed": 0, "parts": 0, "of_parts": 1 }));
        let between = Import::of(world, &desk, TOWN, "households", one_village("丙某", ["", ""]).as_bytes());
        assert_eq!(between.apply(&between.dry_run(json!({})))["state"], "done");
        let left = import.apply(&run);
        assert_eq!((&left["state"], &left["why"]["code"]), (&json!("failed"), &json!("import.changed_meanwhile")), "{left}");
        assert_eq!(left["applied"]["parts"], 0);
    }
);

story!(
    /// A program of before was stopped amid the parts, and noted how far it was alone: nobody is told that nothing was changed.
    a_list_that_an_older_program_left_amid_its_parts_may_be_in_in_part,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let import = Import::of(world, &desk, TOWN, "households", two_villages("乙某", ["", ""]).as_bytes());
        let run = import.dry_run(json!({}));
        desk.post(&format!("{}/application", import.path), json!({ "digest": run["digest"] }));
        says(world, "UPDATE job SET state = 'running', done = 1, of_all = 2 WHERE state = 'waiting'");
        // As much as it had taken in.
        let first = two_villages("乙某", ["", ""]);
        let first = first.lines().take(2).collect::<Vec<_>>().join("\n");
        let part = Import::of(world, &desk, TOWN, "households", first.as_bytes());
        assert_eq!(part.apply(&part.dry_run(json!({})))["state"], "done");
        world.office.begin_jobs_anew();
        assert_eq!(world.office.do_jobs(), 1);
        let left = import.job();
        assert_eq!((&left["state"], &left["why"]["code"]), (&json!("failed"), &json!("import.perhaps_in_part")), "{left}");
        let again = import.dry_run(json!({}));
        assert_eq!((&again["new"], &again["faults"]), (&json!(1), &json!(0)), "the rest");
        assert_eq!(import.apply(&again)["state"], "done");
    }
);

story!(
    /// A roster renames nobody before it can no longer be called off.
    a_roster_that_is_called_off_has_changed_nothing,
    |world| {
        let (desk, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("tian", Role::CountyOffice, COUNTY));
        let roster = |name: &str| {
            let head = "县区,镇,村,编号,姓名,单位,包抓单位,角色,起始日期";
            let list = format!("{head}\n平利县,兴隆镇,马鞍桥村,c9001,{name},县扶贫局,县扶贫局,驻村队员,2017-09-01\n");
            Import::of(world, &desk, TOWN, "roster", list.as_bytes())
        };
        let first = roster("周明");
        assert_eq!(first.apply(&first.dry_run(json!({})))["state"], "done");
        let name = || desk.get(&format!("/console/v1/divisions/{TOWN}/people/c9001"))["name"].clone();

        let renames = roster("周敏");
        let run = renames.dry_run(json!({}));
        desk.post(&format!("{}/application", renames.path), json!({ "digest": run["digest"] }));
        world.office.begin_a_job();
        assert_eq!(desk.post(&format!("{}/cancellation", renames.path), json!({}))["stopping"], true);
        world.office.begin_jobs_anew();
        world.office.do_jobs();
        let off = renames.job();
        assert_eq!((&off["state"], &off["applied"]), (&json!("cancelled"), &Value::Null), "{off}");
        assert_eq!((name(), noted(&county).len()), (json!("周明"), 1));
        assert_eq!(renames.apply(&run)["state"], "done", "it can be done after all");
        assert_eq!(name(), "周敏");
    }
);
