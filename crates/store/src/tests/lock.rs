use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::testing::{NOW, TinyServer, diary, prove, save, stay, visit};
use crate::{Cost, Home, MergedNotes, Opener, Store, note_while_locked};

const CODE: &str = "0123456789ABCDEFGHJK";
const PIN: Opener<'static> = Opener::Pin { entered: "60935817", secret: None };

fn today() -> NaiveDate {
    crate::testing::day("2017-09-01")
}

fn notes(dir: &Path) -> Vec<PathBuf> {
    let all = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("locked-note-")).collect()
}

fn taken(store: &Store) -> Vec<String> {
    store.locked_notes().unwrap().into_iter().map(|note| note.text).collect()
}

#[test]
fn a_note_that_is_found_again_is_not_another_one() {
    let (dir, store) = TinyServer::new().enrol("c0017");
    drop(store);
    let id = note_while_locked(&Home::from(dir.path()), None, "下午缺水", NOW, today()).unwrap();
    let file = notes(dir.path()).remove(0);
    let sealed = fs::read(&file).unwrap();
    assert!(!sealed.windows(6).any(|window| window == "下午".as_bytes()), "nobody reads it");
    let mut store = Store::open(dir.path(), "p", NOW).unwrap().store;
    assert_eq!(store.merge_locked_notes().unwrap(), MergedNotes { taken: 1, unreadable: 0 });
    assert!(notes(dir.path()).is_empty());
    // Cut off before the file went, and found again: before it was settled, and after.
    fs::write(&file, &sealed).unwrap();
    assert_eq!(store.merge_locked_notes().unwrap(), MergedNotes::default());
    assert_eq!(taken(&store), ["下午缺水"]);
    store.settle_locked_note(id, None, NOW).unwrap();
    fs::write(&file, &sealed).unwrap();
    assert_eq!(store.merge_locked_notes().unwrap(), MergedNotes::default());
    assert!(taken(&store).is_empty() && notes(dir.path()).is_empty());
    assert_eq!(store.settle_locked_note(id, None, NOW).unwrap_err().code(), "store.unknown_note");
}

#[test]
fn a_note_that_is_written_on_takes_its_own_place_and_loses_nothing() {
    let (dir, mut store) = TinyServer::new().enrol("c0017");
    let home = Home::from(dir.path());
    let id = note_while_locked(&home, None, "下午", NOW, today()).unwrap();
    note_while_locked(&home, Some(id), "下午缺水", NOW + 1, today()).unwrap();
    assert_eq!(notes(dir.path()).len(), 1);
    store.merge_locked_notes().unwrap();
    note_while_locked(&home, Some(id), "下午缺水,报了镇里", NOW + 2, today()).unwrap();
    assert_eq!(store.merge_locked_notes().unwrap().taken, 1);
    assert_eq!(taken(&store), ["下午缺水,报了镇里"]);
    store.settle_locked_note(id, None, NOW).unwrap();
    note_while_locked(&home, Some(id), "下午缺水,报了镇里,答复了", NOW + 3, today()).unwrap();
    store.merge_locked_notes().unwrap();
    assert_eq!(taken(&store), ["下午缺水,报了镇里,答复了"]);
    let other = note_while_locked(&home, None, "不要的", NOW, today()).unwrap();
    crate::forget_locked_note(&home, other).unwrap();
    crate::forget_locked_note(&home, other).unwrap();
    assert_eq!(store.merge_locked_notes().unwrap(), MergedNotes::default());
}

#[test]
fn a_note_that_has_no_name_yet_is_taken_if_it_is_whole_and_kept_if_not() {
    let (dir, mut store) = TinyServer::new().enrol("c0017");
    note_while_locked(&Home::from(dir.path()), None, "写完了", NOW, today()).unwrap();
    let whole = notes(dir.path()).remove(0);
    fs::rename(&whole, whole.with_extension("partial")).unwrap();
    let torn = dir.path().join("locked-note-00.partial");
    fs::write(&torn, &fs::read(whole.with_extension("partial")).unwrap()[..80]).unwrap();
    assert_eq!(store.merge_locked_notes().unwrap(), MergedNotes { taken: 1, unreadable: 1 });
    assert_eq!(notes(dir.path()), [torn]);
    assert_eq!(taken(&store), ["写完了"]);
}

#[test]
fn a_store_that_was_never_opened_takes_no_note_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::from(dir.path());
    assert_eq!(note_while_locked(&home, None, "早", NOW, today()).unwrap_err().code(), "store.no_notes_yet");
    let long = "长".repeat(crate::NOTE_BYTES);
    assert_eq!(note_while_locked(&home, None, &long, NOW, today()).unwrap_err().code(), "store.note_too_long");
    drop(Store::create(dir.path(), "p", Cost::CHEAPEST, NOW).unwrap());
    fs::write(dir.path().join("cunji.recipient"), "damaged").unwrap();
    assert_eq!(note_while_locked(&home, None, "早", NOW, today()).unwrap_err().code(), "store.no_notes_yet");
    // Whoever opens it mends that.
    drop(Store::open(dir.path(), "p", NOW).unwrap());
    note_while_locked(&home, None, "早", NOW, today()).unwrap();
}

#[test]
fn a_recovery_keeps_all_and_takes_a_new_device_that_issues_again_what_was_unsent() {
    let mut server = TinyServer::new();
    let (dir, mut store) = server.enrol("c0017");
    save(&mut store, diary("c0017", "2017-09-01", &[], vec![stay("village")]));
    server.take(&mut store);
    let unsent = save(&mut store, visit("c0017", "2017-09-02", &[], "未发"));
    let old = store.device().unwrap().id;
    store.change_opener(&PIN, Cost::CHEAPEST).unwrap();
    store.add_recovery(CODE, 1, Cost::CHEAPEST).unwrap();
    drop(store);
    note_while_locked(&Home::from(dir.path()), None, "锁着写的", NOW, today()).unwrap();
    let new = Opener::Pin { entered: "28170493", secret: None };
    let wrong = Store::recover(dir.path(), "KJHGFEDCBA9876543210", &new, Cost::CHEAPEST, NOW);
    assert_eq!(wrong.unwrap_err().code(), "store.wrong_recovery_code");
    drop(Store::open(dir.path(), "p", NOW).unwrap());

    drop(Store::recover(dir.path(), CODE, &new, Cost::CHEAPEST, NOW).unwrap());
    // Cut off before it took its new device: whoever opens it finds out.
    let mut store = Store::open_by(dir.path(), &new, NOW).unwrap().store;
    assert!(store.needs_new_device().unwrap());
    assert_eq!(store.sign(b"anything").unwrap_err().code(), "store.unverified");
    assert_eq!(store.reissue(NOW).unwrap().edits, 1);
    assert_eq!(store.introduction().unwrap_err().code(), "store.not_enrolled", "nobody can introduce it");
    assert_ne!(store.device().unwrap().id, old);
    store.sign(b"anything").unwrap();
    store.merge_locked_notes().unwrap();
    assert_eq!(taken(&store), ["锁着写的"]);
    store.set_enrolment(&store.enrolment().unwrap().unwrap()).unwrap();
    server.take(&mut store);
    assert!(server.log.iter().any(|entry| entry.edit.id() == unsent.edit));
    prove(&store);
    drop(store);
    let code = |opener| Store::open_by(dir.path(), &opener, NOW).unwrap_err().code();
    assert_eq!(code(Opener::Passphrase("p")), "store.no_passphrase");
    assert_eq!(code(PIN), "store.wrong_pin");
    assert!(!Store::open_by(dir.path(), &new, NOW).unwrap().store.needs_new_device().unwrap());
}

#[test]
fn what_is_nobodys_is_put_aside_whole_and_opens_there_and_what_was_enrolled_never_is() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::from(&folder.path().join("phone"));
    for at in ["phone-before", "phone-before-2"] {
        drop(Store::create_for(home.clone(), &PIN, Cost::CHEAPEST, NOW).unwrap());
        assert!(Store::is_nobodys(&home));
        note_while_locked(&home, None, "下午缺水", NOW, today()).unwrap();
        let open = Store::open_by(home.clone(), &PIN, NOW).unwrap().store;
        assert_eq!(Store::set_aside(&home, "before").unwrap_err().code(), "store.in_use");
        drop(open);
        let aside = Store::set_aside(&home, "before").unwrap();
        assert_eq!(aside.file_name().unwrap(), at);
        assert!(!Store::exists(home.dir()));
        let mut store = Store::open_by(&aside, &PIN, NOW).unwrap().store;
        store.merge_locked_notes().unwrap();
        assert_eq!(taken(&store), ["下午缺水"]);
    }

    let (dir, store) = TinyServer::new().enrol("c0017");
    drop(store);
    let home = Home::from(dir.path());
    drop(Store::open(home.clone(), "p", NOW).unwrap());
    assert!(!Store::is_nobodys(&home));
    assert_eq!(Store::set_aside(&home, "before").unwrap_err().code(), "store.somebodys");
    drop(Store::open(home, "p", NOW).unwrap());
}
