//! 重新整理: a new program that makes something of the logs differently follows them anew. While it does, everybody is told how far it
//! is, and nothing is filed from figures that are not whole.

use cunji_domain::organisation::Role;
use cunji_server::error::ServerError;
use cunji_server::follow;
use cunji_server::storage::followed::{self, Followed};
use cunji_server::storage::{self, log};
use cunji_tests::fixtures_roster::MAANQIAO;
use cunji_tests::story;
use cunji_tests::world::{Desk, World, village};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::metrics::figure;
use crate::months::{SEPTEMBER, TOWN, month_of, october};

/// What another program's form left behind, in the log of a village: all that it holds is to be looked at anew.
fn upgraded(world: &World) {
    storage::write(&*world.office.server().storage, |tx| {
        let known = followed::of(tx, &village())?.expect("it was followed");
        followed::set(tx, &village(), Followed { form: known.form - 1, ..known })?;
        Ok::<_, ServerError>(())
    })
    .unwrap();
}

fn anew(desk: &Desk) -> Value {
    desk.get("/console/v1/session")["anew"].clone()
}

fn measured(desk: &Desk, name: &str) -> f64 {
    figure(&String::from_utf8(desk.file("/metrics")).unwrap(), name).unwrap()
}

story!(
    /// A server is upgraded. It says how far it is, and that checking, closing and handing on files have to wait; then all is as before, and
    /// what is filed is what would have been filed.
    a_server_that_follows_anew_says_so_and_files_nothing,
    |world| {
        let [_, _, wang] = october(world);
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let before = month_of(&town, SEPTEMBER, "c0017");

        // What just arrived is no matter for a notice.
        wang.sync();
        assert!(measured(&town, "cunji_follow_behind_entries") > 0.0);
        assert_eq!((anew(&town), measured(&town, "cunji_follow_anew")), (Value::Null, 0.0));
        world.office.look_after();

        upgraded(world);
        let entries = world.office.read(log::spaces).into_iter().find(|(space, _)| *space == village()).unwrap().1;
        let percent = anew(&town).as_u64().expect("it says how far it is");
        assert!(percent < 100, "{percent}");
        assert_eq!(measured(&town, "cunji_follow_behind_entries"), entries as f64);
        assert_eq!(measured(&town, "cunji_follow_anew"), 1.0);
        let here = |path: &str| format!("/console/v1/divisions/{TOWN}/{path}");
        let month = json!([{ "cadre": "c0017", "seen": before["signs"], "note": "" }]);
        let checks = format!("/console/v1/divisions/{MAANQIAO}/months/checks");
        let check = json!({ "year": 2017, "month": 9, "months": month });
        let september = json!({ "year": 2017, "month": 9 });
        for (method, path, body) in [
            (Method::POST, checks.clone(), Some(check.clone())),
            (Method::POST, here("months/close"), Some(september.clone())),
            (Method::GET, here(&format!("months.xlsx?{SEPTEMBER}")), None),
        ] {
            let (status, said) = town.call(method, &path, body);
            assert_eq!((status, &said["code"], &said["again"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("server.following"), &json!(true)), "{path}");
            assert!(said["zh"].as_str().unwrap().contains(&format!("{percent}%")), "{said}");
        }
        // A file that somebody waits for is made once figures are whole again.
        town.post(&here("attendance/export"), september.clone());
        let export = || town.get("/console/v1/jobs")["jobs"][0]["state"].clone();
        assert_eq!((world.office.do_jobs(), export()), (0, json!("waiting")));

        world.office.look_after();
        assert_eq!((world.office.do_jobs(), export()), (1, json!("done")));
        assert_eq!((anew(&town), measured(&town, "cunji_follow_behind_entries")), (Value::Null, 0.0));
        let (status, said) = town.call(Method::POST, &checks, Some(check));
        assert_eq!(status, StatusCode::NO_CONTENT, "{said}");
        assert_eq!(town.post(&here("months/close"), september)["filed"], 1);
        let filed = month_of(&town, SEPTEMBER, "c0017");
        assert_eq!(filed["filed"][0]["signs"], before["signs"]);
    }
);

story!(
    /// A backup holds nothing of what offices read: a server that was restored says so until it is made again.
    a_restored_server_says_that_its_figures_are_not_whole,
    |world| {
        october(world);
        let backup = world.new_folder();
        world.office.backup(&backup);
        world.restore_office(&backup);
        let town = world.desk("lin", Role::TownOffice, TOWN);
        assert_eq!(anew(&town), json!(0));
        // The logs are looked at to their ends, and nobody's year is counted yet.
        follow::follow(world.office.server()).unwrap();
        assert_eq!(anew(&town), json!(99));
        let sheet = format!("/console/v1/divisions/{TOWN}/overview.xlsx?from=2017-09-01&to=2017-09-30");
        let (status, said) = town.call(Method::GET, &sheet, None);
        assert_eq!((status, &said["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("server.following")));
        world.settle();
        world.office.look_after();
        assert_eq!(anew(&town), Value::Null);
        assert_eq!(town.call(Method::GET, &sheet, None).0, StatusCode::OK);
    }
);
