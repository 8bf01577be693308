//! The fixtures of a county, made small: what is in the data is what was planned, and the same plan gives the same data.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::kinds;
use cunji_server::server::Server;
use cunji_server::storage::testing::ThrowawayPostgres;
use cunji_server::storage::{self, Home, StorageError};
use cunji_server::{custody, office};
use cunji_tests::fixtures::{Odd, Plan, Planted, hinted, make, open};
use tokio::runtime::Runtime;

/// Makes three villages' month and looks at them.
fn a_county(home: Home) -> (Planted, String) {
    let runtime: Runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let cluster = (home == Home::Postgres).then(ThrowawayPostgres::shared);
    let url = cluster.as_ref().map(|cluster| cluster.database());
    let (data, plan) = (folder.path().join("made"), Plan::months(3, 1, 7).unwrap());
    let made = make(&plan, &data, url.as_deref(), runtime.handle(), &|_| ()).unwrap();

    let opened = open(&data, url.as_deref(), runtime.handle()).unwrap();
    assert_eq!(opened.planted, made, "the file says what was made");
    let server = &opened.server;
    custody::verify(server).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(office::held(server).unwrap().is_empty());
    assert_eq!(counted(server, &made), made.records);
    let hinted = hinted(server, &made).unwrap();
    let odd: BTreeSet<Odd> = made.odd.iter().cloned().collect();
    assert_eq!(odd.difference(&hinted).collect::<Vec<_>>(), Vec::<&Odd>::new(), "planted and not found");
    assert_eq!(hinted.difference(&odd).collect::<Vec<_>>(), Vec::<&Odd>::new(), "found and not planted");
    let mut lines = Vec::new();
    custody::export(server, &mut lines).unwrap();
    (made, String::from_utf8(lines).unwrap())
}

/// Records that people wrote, by kind.
fn counted(server: &Server, made: &Planted) -> BTreeMap<String, u64> {
    let tables = server.registrar().tables;
    let mut counted = BTreeMap::new();
    for space in &made.villages {
        for decl in kinds::all() {
            let rows = storage::read(&*server.storage, |tx| tables.records(tx, decl.number, &space.parse().unwrap()));
            let rows: Result<_, StorageError> = rows;
            let of_people = rows.unwrap().into_iter().filter(|row| !row.author.is_server()).count() as u64;
            if of_people > 0 {
                *counted.entry(decl.name.to_owned()).or_default() += of_people;
            }
        }
    }
    counted
}

#[test]
fn a_county_is_as_planned_and_the_same_again_on_both_databases() {
    let (made, lines) = a_county(Home::Sqlite);
    assert_eq!((made.villages.len(), made.cadres), (3, 12));
    // In each village one for each hint, another photo beside visits, and, but in the first one, another on the same day in the village before.
    assert_eq!((made.odd.len(), made.near_misses.len(), made.unheard.len()), (12 + 3 + 2, 12 + 3, 3));
    for kind in
        ["diary", "visit", "problem", "leave_request", "leave_reason", "leave_decision", "observation", "confirmation"]
    {
        assert!(made.records.get(kind).is_some_and(|count| *count > 0), "{kind}");
    }
    assert_eq!(made.desk("county_office").unwrap().division, "610926");
    for home in [Home::Sqlite, Home::Postgres] {
        let (again, same) = a_county(home);
        assert!(again == made && same == lines, "the same seed gives other data on {home}");
    }
}
