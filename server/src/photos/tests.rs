//! Uploads as a line leaves them: cut anywhere, begun twice, wrong, forgotten.

use cunji_domain::person::PersonId;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::{Begun, Folder, Part, PhotoName, Upload, UploadFault};

const NOW: i64 = 1_504_265_400;
const DAY: i64 = 86_400;

fn person() -> PersonId {
    "c0017".parse().unwrap()
}

/// What begins as a JPEG file.
fn picture(size: usize) -> Vec<u8> {
    let noise = (0..size.saturating_sub(3)).map(|at| (at * 7 + at / 256) as u8);
    [0xff, 0xd8, 0xff].into_iter().chain(noise).collect()
}

fn upload_of(bytes: &[u8], part: Part) -> Upload {
    let sum = data_encoding::HEXLOWER.encode(&Sha256::digest(bytes));
    Upload {
        person: person().as_str().to_owned(),
        digest: sum.clone(),
        part: part.name().to_owned(),
        length: bytes.len() as u64,
        sha256: sum,
        begun_at: NOW,
    }
}

fn name_of(bytes: &[u8]) -> PhotoName {
    PhotoName::of(&person(), Sha256::digest(bytes).into())
}

fn folder() -> (TempDir, Folder) {
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::of(dir.path());
    (dir, folder)
}

fn send(folder: &Folder, begun: &Begun, bytes: &[u8]) -> Result<u64, UploadFault> {
    folder.append(&begun.id, &person(), begun.offset, &bytes[usize::try_from(begun.offset).unwrap()..])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_photo_that_is_cut_anywhere_goes_on_where_it_was(
        size in 4_usize..6_000,
        cuts in proptest::collection::vec(0.0_f64..1.0, 0..6),
        restarts in any::<bool>(),
    ) {
        let (dir, mut folder) = folder();
        let bytes = picture(size);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| (cut * size as f64) as usize).collect();
        cuts.sort_unstable();
        for until in cuts {
            let begun = folder.begin(&upload_of(&bytes, Part::Picture)).unwrap();
            let at = usize::try_from(begun.offset).unwrap();
            prop_assert_eq!(folder.append(&begun.id, &person(), begun.offset, &bytes[at..until]).unwrap(), until as u64);
            prop_assert!(!folder.has(name_of(&bytes), Part::Picture));
            if restarts {
                folder = Folder::of(dir.path());
            }
        }
        let begun = folder.begin(&upload_of(&bytes, Part::Picture)).unwrap();
        prop_assert_eq!(send(&folder, &begun, &bytes).unwrap(), size as u64);
        prop_assert_eq!(folder.read(name_of(&bytes), Part::Picture).unwrap(), Some(bytes.clone()));
        prop_assert_eq!(folder.all().unwrap(), vec![(name_of(&bytes), Part::Picture)]);
        prop_assert_eq!(folder.prove(name_of(&bytes), Part::Picture), Ok(()));
        // Who did not hear the last answer asks.
        prop_assert_eq!(folder.how_far(&begun.id, &person()).unwrap().offset, size as u64);
        prop_assert_eq!(folder.begin(&upload_of(&bytes, Part::Picture)).unwrap().offset, size as u64);
    }
}

#[test]
fn a_piece_that_does_not_fit_on_changes_nothing() {
    let (_dir, folder) = folder();
    let bytes = picture(900);
    let begun = folder.begin(&upload_of(&bytes, Part::Picture)).unwrap();
    folder.append(&begun.id, &person(), 0, &bytes[..400]).unwrap();
    for offset in [0, 399, 401, 900] {
        let fault = folder.append(&begun.id, &person(), offset, &bytes[400..]).unwrap_err();
        assert!(matches!(fault, UploadFault::Offset(400)), "{fault}");
    }
    let long = [&bytes[400..], &[0]].concat();
    assert!(matches!(folder.append(&begun.id, &person(), 400, &long), Err(UploadFault::TooLong)));
    assert_eq!(folder.append(&begun.id, &person(), 400, &bytes[400..]).unwrap(), 900);
}

#[test]
fn what_is_not_what_was_said_is_forgotten_and_comes_again_from_the_beginning() {
    let (_dir, folder) = folder();
    let bytes = picture(900);
    let mut other = bytes.clone();
    other[500] ^= 1;
    let begun = folder.begin(&upload_of(&bytes, Part::Picture)).unwrap();
    assert!(matches!(send(&folder, &begun, &other), Err(UploadFault::Digest)));
    assert!(matches!(folder.how_far(&begun.id, &person()), Err(UploadFault::Unknown)));
    let begun = folder.begin(&upload_of(&bytes, Part::Picture)).unwrap();
    assert_eq!((begun.offset, send(&folder, &begun, &bytes).unwrap()), (0, 900));
    // Its own sum does not make a picture of it.
    let text = b"no picture at all".to_vec();
    let begun = folder.begin(&upload_of(&text, Part::Picture)).unwrap();
    assert!(matches!(send(&folder, &begun, &text), Err(UploadFault::Digest)));
}

#[test]
fn a_power_cut_behind_the_last_piece_loses_neither_photo_nor_truth() {
    let (dir, folder) = folder();
    let bytes = picture(900);
    let begun = folder.begin(&upload_of(&bytes, Part::Picture)).unwrap();
    let came = dir.path().join("photos").join("unfinished").join(format!("{}.came", begun.id));
    std::fs::write(&came, &bytes).unwrap();
    assert_eq!(folder.how_far(&begun.id, &person()).unwrap().offset, 900);
    assert_eq!(folder.read(name_of(&bytes), Part::Picture).unwrap(), Some(bytes));
    // A disk may have kept the length and lost the bytes.
    let other = picture(901);
    let begun = folder.begin(&upload_of(&other, Part::Picture)).unwrap();
    std::fs::write(dir.path().join("photos/unfinished").join(format!("{}.came", begun.id)), [0; 901]).unwrap();
    assert!(matches!(folder.how_far(&begun.id, &person()), Err(UploadFault::Digest)));
    assert_eq!(folder.begin(&upload_of(&other, Part::Picture)).unwrap().offset, 0);
}

#[test]
fn an_upload_is_its_own_person_s() {
    let (_dir, folder) = folder();
    let bytes = picture(900);
    let begun = folder.begin(&upload_of(&bytes, Part::Picture)).unwrap();
    let other: PersonId = "c0018".parse().unwrap();
    assert!(matches!(folder.how_far(&begun.id, &other), Err(UploadFault::Unknown)));
    assert!(matches!(folder.append(&begun.id, &other, 0, &bytes), Err(UploadFault::Unknown)));
    assert!(matches!(folder.forget(&begun.id, &other), Err(UploadFault::Unknown)));
    for id in ["", "../../server.key", "0123456789abcdef0123456789abcdeg", "0123456789ABCDEF0123456789ABCDEF"] {
        assert!(matches!(folder.how_far(id, &person()), Err(UploadFault::Unknown)), "{id}");
    }
    // The other has a photo of their own by the same name, or none.
    send(&folder, &begun, &bytes).unwrap();
    assert!(!folder.has(PhotoName::of(&other, Sha256::digest(&bytes).into()), Part::Picture));
}

#[test]
fn a_thumbnail_is_proved_by_the_sum_that_came_with_it() {
    let (dir, folder) = folder();
    let (bytes, thumbnail) = (picture(900), picture(90));
    let said = Upload { digest: upload_of(&bytes, Part::Picture).digest, ..upload_of(&thumbnail, Part::Thumbnail) };
    let begun = folder.begin(&said).unwrap();
    send(&folder, &begun, &thumbnail).unwrap();
    let name = name_of(&bytes);
    assert_eq!(folder.read(name, Part::Thumbnail).unwrap(), Some(thumbnail));
    assert_eq!(folder.prove(name, Part::Thumbnail), Ok(()));
    let path = dir.path().join("photos").join(&name.to_string()[..2]).join(format!("{name}.thumb.jpg"));
    let mut file = std::fs::read(&path).unwrap();
    *file.last_mut().unwrap() ^= 1;
    std::fs::write(&path, file).unwrap();
    assert!(folder.prove(name, Part::Thumbnail).is_err());
    assert_eq!(folder.read(name, Part::Thumbnail).unwrap(), None, "a damaged one is shown to nobody");
    folder.remove(name).unwrap();
    assert_eq!(folder.all().unwrap(), []);
}

#[test]
fn what_was_begun_long_ago_goes_and_what_is_under_way_stays() {
    let (_dir, folder) = folder();
    let (old, young) = (picture(900), picture(901));
    let begun_old = folder.begin(&upload_of(&old, Part::Picture)).unwrap();
    folder.append(&begun_old.id, &person(), 0, &old[..10]).unwrap();
    let later = NOW + 6 * DAY;
    let begun_young = folder.begin(&Upload { begun_at: later, ..upload_of(&young, Part::Picture) }).unwrap();
    folder.append(&begun_young.id, &person(), 0, &young[..20]).unwrap();
    // The next one that is begun clears up.
    folder.begin(&Upload { begun_at: NOW + 8 * DAY, ..upload_of(&picture(902), Part::Picture) }).unwrap();
    assert!(matches!(folder.how_far(&begun_old.id, &person()), Err(UploadFault::Unknown)));
    assert_eq!(folder.how_far(&begun_young.id, &person()).unwrap().offset, 20);
    assert_eq!(folder.begin(&Upload { begun_at: later, ..upload_of(&old, Part::Picture) }).unwrap().offset, 0);
}
