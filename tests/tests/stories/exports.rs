//! Spreadsheets that grow with a county are jobs: asked for, seen, called off, begun anew after a power cut, fetched by who asked.

use cunji_domain::organisation::Role;
use cunji_tests::story;
use cunji_tests::world::{Desk, PASSWORD};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";

fn jobs(division: &str, work: &str) -> String {
    format!("/console/v1/divisions/{division}/work/{work}/jobs")
}

fn ask_attendance(desk: &Desk, division: &str) -> u64 {
    let job =
        desk.post(&format!("/console/v1/divisions/{division}/attendance/export"), json!({ "year": 2017, "month": 8 }));
    assert_eq!(
        (&job["state"], &job["step"], &job["work"]),
        (&"waiting".into(), &"export".into(), &"attendance".into())
    );
    job["number"].as_u64().unwrap()
}

/// Everything that stands in a workbook's first sheet.
fn cells(xlsx: Vec<u8>) -> String {
    use calamine::Reader as _;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(xlsx)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.used_cells().map(|(_, _, cell)| cell.to_string() + "\n").collect()
}

story!(
    /// An export says how far it is and is fetched when it is there, by who asked and by nobody else, and only while they may.
    an_export_is_whose_who_asked,
    |world| {
        world.office.look_after();
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        let number = ask_attendance(&town, TOWN);
        let path = format!("{}/{number}", jobs(TOWN, "attendance"));
        assert_eq!(town.refused(Method::GET, &format!("{path}/file"), None), "job.file.unknown");
        assert_eq!(world.office.do_jobs(), 1);
        let done = town.get(&path);
        assert_eq!((&done["state"], &done["made"]), (&"done".into(), &json!("attendance-610926101-2017-08.xlsx")), "{done}");
        assert!(done["of_all"].as_u64().unwrap() > 0 && done["done"] == done["of_all"], "{done}");
        let text = cells(town.file(&format!("{path}/file")));
        assert!(text.contains("2017 年 8 月出勤") && text.contains("陈玉华"), "{text}");

        let above = format!("{}/{number}", jobs(COUNTY, "attendance"));
        for asked in [above.clone(), format!("{above}/file")] {
            assert_eq!(county.refused(Method::GET, &asked, None), "job.unknown");
        }
        assert_eq!(county.refused(Method::POST, &format!("{above}/cancellation"), Some(json!({}))), "job.unknown");
        assert_eq!(county.get(&jobs(COUNTY, "attendance"))["jobs"], json!([]));
        assert_eq!(town.get(&jobs(TOWN, "attendance"))["jobs"][0]["number"], number);
        assert_eq!(town.get("/console/v1/jobs")["jobs"][0]["file"], "2017-08");
        assert_eq!(town.bring(&jobs(TOWN, "attendance"), b"PK").1["code"], "upload.wrong_type", "nothing is brought for it");
        let bad = json!({ "year": 2017, "month": 13 });
        assert_eq!(town.refused(Method::POST, &format!("/console/v1/divisions/{TOWN}/attendance/export"), Some(bad)), "attendance.month");

        // Whose role ends in between gets nothing any more.
        let own = county.get(&format!("/console/v1/divisions/{COUNTY}/accounts?q=lin"));
        let mut role = own["items"][0]["appointments"][0].clone();
        role["to"] = json!("2017-09-01");
        let (status, said) = county.call(Method::PUT, &format!("/console/v1/divisions/{COUNTY}/accounts/lin/roles"), Some(role));
        assert!(status.is_success(), "{said} {own}");
        world.pass_days(1);
        town.sign_in("lin", PASSWORD);
        assert_eq!(town.refused(Method::GET, &format!("{path}/file"), None), "right.not_here");
    }
);

story!(
    /// It is called off while it waits or is made, survives a restart, and is forgotten in time with its file.
    an_export_is_called_off_begun_anew_and_forgotten,
    |world| {
        world.office.look_after();
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let job = |desk: &Desk, number: u64| desk.get(&format!("{}/{number}", jobs(TOWN, "attendance")));
        let cancel = |number: u64| format!("{}/{number}/cancellation", jobs(TOWN, "attendance"));
        let waits = ask_attendance(&town, TOWN);
        assert_eq!(town.post(&cancel(waits), json!({}))["state"], "cancelled");
        let begun = ask_attendance(&town, TOWN);
        world.office.begin_a_job();
        assert_eq!(town.post(&cancel(begun), json!({}))["stopping"], true);
        world.office.begin_jobs_anew();
        world.office.do_jobs();
        assert_eq!(job(&town, begun)["state"], "cancelled");

        let number = ask_attendance(&town, TOWN);
        world.office.begin_a_job();
        assert_eq!(job(&town, number)["state"], "running");
        drop(town);
        world.restart_office();
        world.office.begin_jobs_anew();
        assert_eq!(world.office.do_jobs(), 1);
        let town = world.empty_desk();
        town.sign_in("lin", PASSWORD);
        assert_eq!(job(&town, number)["state"], "done");
        let folder = world.office.data().join("jobs");
        let files = || std::fs::read_dir(&folder).unwrap().filter(|file| file.as_ref().unwrap().path().is_file()).count();
        assert_eq!(files(), 1, "what was called off left nothing");
        world.pass_days(8);
        world.office.do_jobs();
        town.sign_in("lin", PASSWORD);
        assert_eq!(town.refused(Method::GET, &format!("{}/{number}", jobs(TOWN, "attendance")), None), "job.unknown");
        assert_eq!(files(), 0);
    }
);

story!(
    /// The audit as a file is a job, too: asked for by who may read it, and that it was taken out is noted.
    the_audit_is_exported_as_a_job,
    |world| {
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        let export = |division: &str| format!("/console/v1/divisions/{division}/audit/export");
        assert_eq!(town.call(Method::POST, &export(TOWN), Some(json!({}))).0, StatusCode::FORBIDDEN);
        ask_attendance(&town, TOWN);
        let number = county.post(&export(COUNTY), json!({ "login": "lin", "from": "2017-08-01", "to": null, "action": null }))["number"].as_u64().unwrap();
        assert_eq!(world.office.do_jobs(), 2);
        let path = format!("{}/{number}", jobs(COUNTY, "audit"));
        let done = county.get(&path);
        assert_eq!((&done["state"], &done["made"]), (&"done".into(), &json!("audit-610926-2017-08-01-2017-09-01.xlsx")), "{done}");
        let text = cells(county.file(&format!("{path}/file")));
        assert!(text.contains("操作记录") && text.contains("交办后台任务") && !text.contains("zhou"), "{text}");
        let noted = county.get(&format!("/console/v1/divisions/{COUNTY}/audit?login=zhou"));
        let actions: Vec<&Value> = noted["rows"].as_array().unwrap().iter().map(|row| &row["action"]).collect();
        assert_eq!(actions, ["job_file_fetched", "audit_exported", "job_asked"], "{noted}");
        assert_eq!(town.refused(Method::GET, &format!("{}/{number}", jobs(TOWN, "audit")), None), "right.not_here");
    }
);
