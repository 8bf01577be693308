//! What an administrator's monitoring reads.

use cunji_domain::organisation::Role;
use cunji_domain::time::start_of_day;
use cunji_tests::fixtures_roster::MAANQIAO;
use cunji_tests::story;
use cunji_tests::world::{Desk, a_day};

/// A figure by the beginning of its line.
pub fn figure(text: &str, line: &str) -> Option<f64> {
    let found = text.lines().find_map(|one| one.strip_prefix(line));
    found.and_then(|figure| figure.trim().parse().ok())
}

fn metrics(desk: &Desk) -> String {
    String::from_utf8(desk.file("/metrics")).unwrap()
}

story!(
    /// How jobs stand is told by kind and state: what waits, what is done, what failed. Who asked for them and what they brought is not.
    jobs_are_counted_by_kind_and_state,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, "610926101");
        let jobs = |kind: &str, state: &str| {
            figure(&metrics(&desk), &format!("cunji_jobs{{kind=\"{kind}\",state=\"{state}\"}}")).unwrap()
        };
        assert_eq!((jobs("roster", "waiting"), jobs("roster", "failed"), jobs("columns", "running")), (0.0, 0.0, 0.0));
        let bring = |list: &str| {
            let path = "/console/v1/divisions/610926101/work/roster/jobs?name=夏令营.csv";
            let (status, said) = desk.bring(path, list.as_bytes());
            assert!(status.is_success(), "{said}");
        };
        bring("县区,镇,村,姓名,角色,起始日期\n平利县,兴隆镇,马鞍桥村,周明,驻村队员,2017-09-04\n");
        assert_eq!(jobs("roster", "waiting"), 1.0);
        assert_eq!(world.office.do_jobs(), 1);
        assert_eq!((jobs("roster", "waiting"), jobs("roster", "done"), jobs("roster", "failed")), (0.0, 1.0, 0.0));
        bring("\u{0}");
        assert_eq!(world.office.do_jobs(), 1);
        assert_eq!((jobs("roster", "done"), jobs("roster", "failed")), (1.0, 1.0));
        let text = metrics(&desk);
        for name in ["夏令营", "\"lin\"", "610926101"] {
            assert!(!text.contains(name), "{name}\n{text}");
        }
    }
);

story!(
    /// The figures tell of requests, syncs, entries, the database and how far offices are behind; who wrote what where, they don't.
    what_is_measured_names_nobody,
    |world| {
        let chen = world.phone("c0017");
        let desk = world.desk("lin", Role::TownOffice, "610926101");
        world.office.look_after();
        chen.diary("2017-09-01", "到磨沟看水。");
        chen.sync();
        desk.get("/console/v1/divisions/610926101/problems?which=owed");
        desk.call(reqwest::Method::GET, "/no/such/c0017", None);
        let text = metrics(&desk);
        for (line, least) in [
            (r#"cunji_http_requests_total{method="POST",route="/v1/sync",status="200"}"#, 1.0),
            (r#"cunji_http_requests_total{method="GET",route="/console/v1/divisions/{division}/problems",status="200"}"#, 1.0),
            (r#"cunji_http_request_seconds_count{route="/v1/sync"}"#, 1.0),
            (r#"cunji_sync_bytes_total{direction="up"}"#, 1.0),
            (r#"cunji_sync_bytes_total{direction="down"}"#, 1.0),
            (r#"cunji_entries_total{became="accepted"}"#, 1.0),
            (r#"cunji_database_transaction_seconds_count{kind="write"}"#, 1.0),
            ("cunji_follow_behind_entries", 1.0),
            ("cunji_follow_behind_logs", 1.0),
        ] {
            let found = figure(&text, line);
            assert!(found.is_some_and(|found| found >= least), "{line}: {found:?}\n{text}");
        }
        let device = chen.device().to_string();
        for name in ["c0017", "c0018", "\"lin\"", MAANQIAO, "610926101", "磨沟", device.as_str()] {
            assert!(!text.contains(name), "{name}\n{text}");
        }
        world.office.look_after();
        assert_eq!(figure(&metrics(&desk), "cunji_follow_behind_entries"), Some(0.0));
    }
);

story!(
    /// Up to when the audit is sealed is told, so that a server which no longer seals is noticed before somebody proves it.
    up_to_when_the_audit_is_sealed_is_told,
    |world| {
        let desk = world.desk("lin", Role::TownOffice, "610926101");
        let sealed = || figure(&metrics(&desk), "cunji_audit_sealed_until_seconds").unwrap();
        assert_eq!(sealed(), 0.0, "no day is over");
        world.pass_days(1);
        world.office.look_after();
        assert_eq!(sealed(), start_of_day(a_day("2017-09-02")) as f64);
    }
);
