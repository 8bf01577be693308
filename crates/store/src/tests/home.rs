//! Where a store is marked, and what is known of a copy.

use std::fs;
use std::path::Path;

use crate::testing::{NOW, TinyServer, diary, prove, save, stay};
use crate::{Cost, Home, OpenState, Store};

fn is_as_left(home: &Home) -> bool {
    matches!(Store::open(home.clone(), "p", NOW).unwrap().state, OpenState::AsLeft)
}

/// As `cp -r` does.
fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

#[test]
fn a_whole_copy_is_known_where_the_mark_lies_outside() {
    let all = tempfile::tempdir().unwrap();
    let [dir, copied, marks] = ["phone", "copied", "marks"].map(|name| all.path().join(name));
    let home = Home::marked_under(&dir, &marks);
    drop(Store::create(home.clone(), "p", Cost::CHEAPEST, NOW).unwrap());
    assert!(is_as_left(&home));
    copy(&dir, &copied);
    let at_copy = Home::marked_under(&copied, &marks);
    let opened = Store::open(at_copy.clone(), "p", NOW).unwrap();
    assert!(matches!(opened.state, OpenState::OtherInstallation));
    let mut store = opened.store;
    store.reissue(NOW).unwrap();
    drop(store);
    assert!(is_as_left(&at_copy) && is_as_left(&home));
    assert_eq!(fs::read_dir(&marks).unwrap().count(), 2);
    // Whoever has a place of their own for the mark gives it.
    let own = all.path().join("own").join("mark");
    let at_own = Home::marked_at(&all.path().join("other"), &own);
    drop(Store::create(at_own.clone(), "p", Cost::CHEAPEST, NOW).unwrap());
    assert!(own.exists() && is_as_left(&at_own));
    fs::remove_file(own).unwrap();
    assert!(!is_as_left(&at_own));
}

#[test]
fn a_mark_found_in_the_folder_is_moved_out() {
    let server = TinyServer::new();
    let (dir, mut store) = server.enrol("c0017");
    save(&mut store, diary("c0017", "2017-09-01", &[], vec![stay("village")]));
    let device = store.device().unwrap();
    drop(store);
    let outside = tempfile::tempdir().unwrap();
    let home = Home::marked_under(dir.path(), &outside.path().join("marks"));
    let opened = Store::open(home.clone(), "p", NOW).unwrap();
    assert!(matches!(opened.state, OpenState::AsLeft));
    assert_eq!(opened.store.device().unwrap(), device);
    prove(&opened.store);
    drop(opened);
    assert!(!dir.path().join("installation").exists());
    assert!(is_as_left(&home));
    let copied = outside.path().join("copied");
    copy(dir.path(), &copied);
    assert!(!is_as_left(&Home::marked_under(&copied, &outside.path().join("marks"))));
}

#[test]
fn where_no_mark_can_be_kept_outside_it_lies_in_the_folder() {
    let all = tempfile::tempdir().unwrap();
    let (dir, marks) = (all.path().join("phone"), all.path().join("marks"));
    fs::write(&marks, b"no folder").unwrap();
    let home = Home::marked_under(&dir, &marks);
    drop(Store::create(home.clone(), "p", Cost::CHEAPEST, NOW).unwrap());
    assert!(dir.join("installation").exists() && is_as_left(&home));
    fs::remove_file(&marks).unwrap();
    assert!(is_as_left(&home));
    assert!(!dir.join("installation").exists() && is_as_left(&home), "as soon as it can");
}

#[test]
fn a_store_that_is_discarded_leaves_nothing() {
    let all = tempfile::tempdir().unwrap();
    let (dir, mark) = (all.path().join("phone"), all.path().join("mark"));
    Store::create(Home::marked_at(&dir, &mark), "p", Cost::CHEAPEST, NOW).unwrap().discard();
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 0);
    assert!(!mark.exists());
    assert!(!Store::exists(&dir));
}
