//! A photo is there until nothing shows it any more and nothing can be lost by its going.

use std::collections::BTreeSet;
use std::fs;

use cunji_domain::diary::DiaryEntry;
use cunji_domain::photo::Photo;
use cunji_domain::record::{FieldState, RecordKind, Value};
use cunji_history::Op;

use super::{COPY, NewPhoto, PhotoDigest, PhotoPart};
use crate::testing::{NOW, TinyServer, diary, save, village};
use crate::{Cost, Draft, Store};

const KIND: u16 = Photo::DECL.number;
const DAY: i64 = 86_400;

/// Bytes that need not be a picture here.
fn photo(seed: u8, size: usize) -> NewPhoto {
    let byte = |at: usize| (at as u8).wrapping_mul(seed).wrapping_add((at / 251) as u8);
    let picture = (0..size).map(byte).collect();
    NewPhoto { picture, thumbnail: vec![seed; 4_000], taken_at: Some(NOW - 60), place: Some((32_690_000, 109_020_000)) }
}

/// As a set of a diary's photos holds it.
fn member(digest: PhotoDigest) -> Value {
    Value::List(vec![Value::Bytes(digest.0.to_vec()), Value::Int(200_000)])
}

fn draft_showing(store: &Store, digest: PhotoDigest) -> Draft {
    let key = diary("c0017", "2017-09-01", &[], Vec::new()).key.unwrap();
    let mut draft = store.begin_draft(DiaryEntry::DECL, &village(), key, NOW).unwrap();
    draft.fields.insert(7, FieldState::Set([(member(digest), Value::Null)].into()));
    draft
}

fn drop_unused(store: &Store, before: i64) -> usize {
    store.drop_photos_nobody_shows(KIND, before, &BTreeSet::new()).unwrap()
}

#[test]
fn a_phone_without_photos_has_no_file_for_them() {
    let (dir, store) = TinyServer::new().enrol("c0017");
    assert_eq!(store.own_photos().unwrap(), []);
    assert_eq!(store.photo_part(PhotoDigest([1; 32]), PhotoPart::Picture).unwrap(), None);
    let has_photos = |entry: fs::DirEntry| entry.file_name().to_string_lossy().contains("photos");
    assert!(!fs::read_dir(dir.path()).unwrap().map(Result::unwrap).any(has_photos));
}

#[test]
fn what_is_kept_is_there_after_the_program_was_killed_and_not_to_be_read_without_the_key() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(dir.path(), "p", Cost::CHEAPEST, NOW).unwrap();
    let mut new = photo(3, 200_000);
    new.thumbnail = b"a village school in autumn".repeat(40);
    let digest = store.keep_photo(&new, NOW).unwrap();
    // Killed: nothing is closed, and what opens it next finds the files as they are.
    let killed = tempfile::tempdir().unwrap();
    for file in fs::read_dir(dir.path()).unwrap().map(Result::unwrap) {
        fs::copy(file.path(), killed.path().join(file.file_name())).unwrap();
        let bytes = fs::read(file.path()).unwrap();
        let stretches = [&new.thumbnail[..26], &new.picture[1_000..1_032]];
        assert!(!bytes.windows(32).any(|window| stretches.iter().any(|part| window.starts_with(part))));
    }
    let store = Store::open(killed.path(), "p", NOW).unwrap().store;
    assert_eq!(store.photo_part(digest, PhotoPart::Picture).unwrap().as_ref(), Some(&new.picture));
    assert_eq!(store.photo_part(digest, PhotoPart::Thumbnail).unwrap().as_ref(), Some(&new.thumbnail));
    let kept = store.photo(digest).unwrap().unwrap();
    assert_eq!((kept.size, kept.own, kept.place), (200_000, true, new.place));
    assert_eq!((kept.people, kept.shown_in, kept.picture_at), (None, None, None));
}

#[test]
fn the_same_photo_twice_is_one() {
    let (_dir, store) = TinyServer::new().enrol("c0017");
    let first = store.keep_photo(&photo(3, 900), NOW).unwrap();
    store.set_photo_people(first, "agreed").unwrap();
    assert_eq!(store.keep_photo(&photo(3, 900), NOW + 5).unwrap(), first);
    let [kept] = store.own_photos().unwrap().try_into().unwrap();
    assert_eq!(kept.people.as_deref(), Some("agreed"));
}

#[test]
fn a_photo_in_a_draft_stays_and_one_of_a_draft_that_was_thrown_away_goes_in_time() {
    let (_dir, mut store) = TinyServer::new().enrol("c0017");
    let digest = store.keep_photo(&photo(3, 900), NOW).unwrap();
    let draft = draft_showing(&store, digest);
    store.save_draft(&draft).unwrap();
    assert_eq!(drop_unused(&store, NOW + DAY), 0);
    store.discard_draft(draft.id).unwrap();
    assert_eq!(drop_unused(&store, NOW), 0, "thrown away this moment: it may have been a slip");
    assert_eq!(drop_unused(&store, NOW + DAY), 1);
    assert_eq!(store.photo_part(digest, PhotoPart::Picture).unwrap(), None);
}

#[test]
fn a_saved_photo_stays_until_the_server_holds_it_even_where_the_record_goes() {
    let mut server = TinyServer::new();
    let (_dir, mut store) = server.enrol("c0017");
    let digest = store.keep_photo(&photo(3, 900), NOW).unwrap();
    let saved = save(&mut store, diary("c0017", "2017-09-01", &[], vec![Op::Add(7, member(digest), Value::Null)]));
    let shown = store.photos_shown(&BTreeSet::from([digest]), KIND).unwrap();
    assert_eq!(shown.in_edits.get(&digest), Some(&Some((village(), saved.record))));
    store.note_photos_shown(KIND).unwrap();
    assert_eq!(store.photo(digest).unwrap().unwrap().shown_in, Some((village(), saved.record)));
    assert_eq!(drop_unused(&store, i64::MAX), 0);
    server.take(&mut store);
    store.purge(&village()).unwrap();
    assert_eq!(drop_unused(&store, i64::MAX), 0, "the server does not hold it yet");
    store.set_photo_held(digest, PhotoPart::Thumbnail, 1).unwrap();
    assert_eq!(drop_unused(&store, i64::MAX), 0, "only its thumbnail");
    store.set_photo_held(digest, PhotoPart::Picture, 1).unwrap();
    assert_eq!(drop_unused(&store, i64::MAX), 1);
}

#[test]
fn a_photo_that_the_server_holds_stays_while_a_record_shows_it_and_goes_with_an_erasure() {
    let mut server = TinyServer::new();
    let (_dir, mut store) = server.enrol("c0017");
    let digest = store.keep_photo(&photo(3, 900), NOW).unwrap();
    let saved = save(&mut store, diary("c0017", "2017-09-01", &[], vec![Op::Add(7, member(digest), Value::Null)]));
    server.take(&mut store);
    for part in [PhotoPart::Thumbnail, PhotoPart::Picture] {
        store.set_photo_held(digest, part, 1).unwrap();
    }
    assert_eq!(drop_unused(&store, i64::MAX), 0);
    server.erase(saved.edit);
    server.give(&mut store);
    assert_eq!(drop_unused(&store, NOW), 1);
    assert_eq!(store.photo(digest).unwrap(), None);
}

#[test]
fn what_only_says_who_is_on_a_photo_does_not_keep_it() {
    let (_dir, mut store) = TinyServer::new().enrol("c0017");
    let digest = store.keep_photo(&photo(3, 900), NOW).unwrap();
    let mut edit = diary("c0017", "2017-09-01", &[], vec![Op::Put(1, Value::Text("agreed".to_owned()))]);
    (edit.kind, edit.schema) = (KIND, 1);
    edit.key = Some(vec![Value::Text("c0017".to_owned()), Value::Bytes(digest.0.to_vec())]);
    save(&mut store, edit);
    assert_eq!(drop_unused(&store, i64::MAX), 1);
}

#[test]
fn a_teammates_thumbnail_is_not_one_s_own_and_goes_with_what_shows_it() {
    let (_dir, store) = TinyServer::new().enrol("c0017");
    let digest = PhotoDigest([8; 32]);
    store.keep_thumbnail(digest, 150_000, &[5; 700], NOW).unwrap();
    assert_eq!(store.own_photos().unwrap(), []);
    assert_eq!(store.photo_part(digest, PhotoPart::Thumbnail).unwrap(), Some(vec![5; 700]));
    assert_eq!(store.photo_part(digest, PhotoPart::Picture).unwrap(), None);
    assert_eq!(drop_unused(&store, NOW), 1);
}

#[test]
fn a_damaged_page_costs_a_photo_and_neither_the_others_nor_a_diary() {
    let (dir, mut store) = TinyServer::new().enrol("c0017");
    save(&mut store, diary("c0017", "2017-09-01", &[], Vec::new()));
    let all: Vec<PhotoDigest> = (1..=6).map(|seed| store.keep_photo(&photo(seed, 60_000), NOW).unwrap()).collect();
    drop(store);
    // Somewhere in the middle of the pictures.
    let file = dir.path().join("cunji-photos.db");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 64].fill(0);
    fs::write(&file, bytes).unwrap();

    let store = Store::open(dir.path(), "p", NOW).unwrap().store;
    let read =
        |store: &Store| all.iter().filter(|digest| store.photo_part(**digest, PhotoPart::Picture).is_ok()).count();
    assert!(read(&store) < 6, "the damage is seen");
    drop(store);
    let store = Store::open(dir.path(), "p", NOW).unwrap().store;
    let here = |digest: &&PhotoDigest| store.photo_part(**digest, PhotoPart::Picture).unwrap().is_some();
    assert_eq!(all.iter().filter(here).count(), 5, "the next opening saves the rest");
    assert_eq!(all.iter().filter(|digest| store.photo(**digest).unwrap().is_some()).count(), 6, "its thumbnail too");
    let names: Vec<String> = fs::read_dir(dir.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(names.iter().any(|name| name.starts_with(COPY)), "the damaged file is kept: {names:?}");
    assert_eq!(store.verify().unwrap().fault, None);
}
