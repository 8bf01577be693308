//! Long work at a desk: asked for, seen, called off, begun anew after a power cut, forgotten in time.

use std::io::{Read as _, Write as _};

use cunji_domain::organisation::Role;
use cunji_tests::story;
use cunji_tests::world::{Desk, World};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";
const HEAD: &str = "县区,镇,村,编号,姓名,单位,牵头单位,包抓单位,角色,起始日期,结束日期,提前结束原因";

fn rows(people: u32) -> Vec<u8> {
    let row = |at: u32| format!("平利县,兴隆镇,马鞍桥村,x{at:04},甲{at},市示范林业站,,,驻村队员,2017-09-04,,\n");
    // Digits are in no name: they are written as the cycle's signs.
    let name = |row: String| row.replace("甲1", "甲子").replace("甲2", "乙丑").replace("甲3", "丙寅");
    format!("{HEAD}\n{}", (1..=people).map(|at| name(row(at))).collect::<String>()).into_bytes()
}

fn jobs(division: &str) -> String {
    format!("/console/v1/divisions/{division}/work/roster/jobs")
}

fn bring(desk: &Desk, file: &[u8]) -> u64 {
    let (status, job) = desk.bring(&format!("{}?name=名单.csv", jobs(TOWN)), file);
    assert_eq!(status, StatusCode::OK, "{job}");
    assert_eq!((&job["state"], &job["step"], &job["file"]), (&"waiting".into(), &"look".into(), &"名单.csv".into()));
    job["number"].as_u64().unwrap()
}

fn job(desk: &Desk, number: u64) -> Value {
    desk.get(&format!("{}/{number}", jobs(TOWN)))
}

fn dry_run(world: &World, desk: &Desk, number: u64) -> Value {
    desk.post(&format!("{}/{number}/dry-run", jobs(TOWN)), json!({}));
    assert_eq!(world.office.do_jobs(), 1);
    job(desk, number)
}

fn begins(desk: &Desk, request: &str) -> String {
    let mut line = std::net::TcpStream::connect(desk.address().trim_start_matches("http://")).unwrap();
    line.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).unwrap();
    answer
}

story!(
    /// A job waits until it is done, is listed by whom it concerns, and is nobody else's business.
    a_job_is_listed_where_it_belongs,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let number = bring(&desk, &rows(1));
        assert_eq!(world.office.do_jobs(), 1);
        assert_eq!(job(&desk, number)["state"], "done");
        let others: Vec<u64> = (0..2).map(|_| bring(&desk, &rows(1))).collect();
        let page = desk.get(&format!("{}?limit=2", jobs(TOWN)));
        let numbers = |page: &Value| page["jobs"].as_array().unwrap().iter().map(|job| job["number"].as_u64().unwrap()).collect::<Vec<_>>();
        assert_eq!(numbers(&page), [others[1], others[0]], "the newest first");
        let rest = desk.get(&format!("{}?limit=2&after={}", jobs(TOWN), page["next"]));
        assert_eq!((numbers(&rest), rest["next"].is_null()), (vec![number], true));
        assert_eq!(numbers(&desk.get("/console/v1/jobs")).len(), 3);

        let county = world.desk("tian", Role::CountyOffice, COUNTY);
        assert_eq!(numbers(&county.get(&jobs(COUNTY))).len(), 3, "what a town does is seen above");
        assert!(numbers(&county.get("/console/v1/jobs")).is_empty(), "and is not one's own");
        let elsewhere = world.desk("xi", Role::TownOffice, "610926110");
        assert_eq!(elsewhere.refused(Method::GET, &format!("{}/{number}", jobs("610926110")), None), "job.unknown");
        assert_eq!(desk.refused(Method::GET, &format!("/console/v1/divisions/{TOWN}/work/households/jobs/{number}"), None), "job.unknown");
    }
);

story!(
    /// What waits is not begun once it is called off; what is over can't be; and a second click on a step finds it being done.
    a_job_is_called_off,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let number = bring(&desk, &rows(1));
        let cancel = format!("{}/{number}/cancellation", jobs(TOWN));
        assert_eq!(desk.post(&cancel, json!({}))["state"], "cancelled");
        assert_eq!(world.office.do_jobs(), 0);
        assert_eq!(desk.refused(Method::POST, &cancel, Some(json!({}))), "job.not_running");

        let again = format!("{}/{number}/dry-run", jobs(TOWN));
        desk.post(&again, json!({}));
        assert_eq!(desk.refused(Method::POST, &again, Some(json!({}))), "job.busy");
        world.office.begin_a_job();
        assert_eq!(job(&desk, number)["state"], "running");
        assert_eq!(desk.post(&cancel, json!({}))["stopping"], true);
        world.office.begin_jobs_anew();
        world.office.do_jobs();
        assert_eq!(job(&desk, number)["state"], "cancelled", "also where the server was started anew in between");
    }
);

story!(
    /// A power cut in the middle costs nothing: the job is begun anew, and what it does is done once.
    a_job_survives_a_restart,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let number = bring(&desk, &rows(3));
        world.office.do_jobs();
        let run = dry_run(world, &desk, number);
        assert_eq!((&run["dry_run"]["new"], &run["dry_run"]["faults"]), (&3.into(), &0.into()), "{run}");
        let apply = format!("{}/{number}/application", jobs(TOWN));
        desk.post(&apply, json!({ "digest": run["dry_run"]["digest"] }));
        world.office.begin_a_job();
        drop(desk);
        world.restart_office();
        let desk = world.empty_desk();
        desk.sign_in("lin", cunji_tests::world::PASSWORD);
        assert_eq!(job(&desk, number)["state"], "running", "nobody has ended it");
        world.office.begin_jobs_anew();
        assert_eq!(world.office.do_jobs(), 1);
        let done = job(&desk, number);
        assert_eq!((&done["state"], &done["applied"]["changed"]), (&"done".into(), &3.into()), "{done}");
        assert_eq!(done["file_kept"], false, "a list of people does not lie around once it is taken in");
        assert_eq!(desk.refused(Method::POST, &apply, Some(json!({ "digest": "" }))), "job.file_gone");
    }
);

story!(
    /// Jobs and their files have an end of life.
    a_job_is_forgotten_in_time,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let number = bring(&desk, &rows(1));
        world.office.do_jobs();
        let folder = world.office.data().join("jobs");
        let files = || std::fs::read_dir(&folder).unwrap().filter(|file| file.as_ref().unwrap().path().is_file()).count();
        assert_eq!(files(), 1);
        world.pass_days(8);
        world.office.do_jobs();
        desk.sign_in("lin", cunji_tests::world::PASSWORD);
        assert_eq!(desk.refused(Method::GET, &format!("{}/{number}", jobs(TOWN)), None), "job.unknown");
        assert_eq!(files(), 0);
    }
);

story!(
    /// Half a gigabyte is refused before it comes, the wrong file is told what it is, and both leave nothing.
    a_file_that_is_of_no_use_is_refused,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let bring = jobs(TOWN);
        let host = desk.address().trim_start_matches("http://").to_owned();
        let answer = begins(
            &desk,
            &format!(
                "POST {bring}?name=x HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: {}\r\nContent-Length: 524288000\r\nConnection: close\r\n\r\n",
                desk.cookie().unwrap()
            ),
        );
        assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("upload.too_large"), "{answer}");
        let (status, said) = desk.bring(&bring, b"%PDF-1.7\n%\xe2\xe3\n");
        assert_eq!((status, &said["code"]), (StatusCode::UNSUPPORTED_MEDIA_TYPE, &"upload.wrong_type".into()));
        assert!(said["zh"].as_str().unwrap().contains("PDF"), "{said}");
        assert_eq!(desk.bring(&bring, b"").1["code"], "upload.empty");
        let (_, said) = desk.bring(&format!("/console/v1/divisions/{TOWN}/work/nothing/jobs"), b"x");
        assert_eq!(said["code"], "work.unknown");
        let left: Vec<_> = walk(&world.office.data().join("jobs"));
        assert!(left.is_empty(), "{left:?}");
        assert!(desk.get("/console/v1/jobs")["jobs"].as_array().unwrap().is_empty());
    }
);

/// Every file below a folder.
fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
