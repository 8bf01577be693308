//! Photos: text before thumbnails before pictures, on lines that break; seen by whoever may see them and by nobody else.

use std::collections::BTreeMap;
use std::future::Future;

use cunji_client::{ClientError, HttpTransport, PhotoFrom, PhotoToSend, Shrunk, draft_id, fetch_photo, shrink_photo};
use cunji_domain::organisation::Role;
use cunji_domain::photo::People;
use cunji_domain::problem::Problem;
use cunji_domain::record::{RecordId, RecordKind};
use cunji_domain::visit::{HouseholdVisit, PhotoRef};
use cunji_store::{PhotoDigest, PhotoPart};
use cunji_tests::pictures;
use cunji_tests::story;
use cunji_tests::world::{Direction, Handset, Weather, World, village};
use data_encoding::HEXLOWER;
use reqwest::Method;
use serde_json::{Value, json};

pub(crate) fn photo(seed: u64) -> Shrunk {
    shrink_photo(&pictures::camera(seed, 1_600, 1_200)).unwrap()
}

fn wait<T>(world: &World, work: impl Future<Output = T>) -> T {
    world.runtime().block_on(work)
}

/// Writes a visit with photos, as its form does.
pub(crate) fn visit_with(phone: &Handset, household: &str, photos: &[(&Shrunk, Option<People>)]) -> RecordId {
    let said = json!({ "day": "2017-09-01", "household": household, "findings": "屋顶漏雨,拍了照。" });
    written_with(phone, HouseholdVisit::DECL.name, &said, photos)
}

fn written_with(phone: &Handset, kind: &str, said: &Value, photos: &[(&Shrunk, Option<People>)]) -> RecordId {
    phone.with(|phone| {
        let form = phone.open_form(kind, None, said.as_object().unwrap()).unwrap();
        let id = draft_id(&form.id).unwrap();
        for (shrunk, people) in photos {
            let kept = phone.keep_photo(id, shrunk, PhotoFrom::default()).unwrap();
            assert_eq!(kept.digest.0, shrunk.digest);
            if let Some(people) = people {
                phone.say_people(PhotoDigest(shrunk.digest), *people).unwrap();
            }
        }
        let form = phone.form_of(id).unwrap();
        phone.write_form(id, &form.fields, None).unwrap().record
    })
}

fn send_those(world: &World, phone: &Handset, goes_on: fn(&PhotoToSend) -> bool) -> Result<u32, ClientError> {
    let line = HttpTransport::new(&phone.line().url()).unwrap();
    phone.with(|phone| wait(world, phone.send_photos_over(&line, goes_on)))
}

pub(crate) fn send(world: &World, phone: &Handset) -> u32 {
    send_those(world, phone, |_| true).unwrap_or_else(|error| panic!("photos are not sent: {error}"))
}

/// What comes of somebody's wish to see a photo: its bytes, or the code of the refusal.
fn look(
    world: &World,
    phone: &Handset,
    record: RecordId,
    digest: [u8; 32],
    part: PhotoPart,
) -> Result<Vec<u8>, String> {
    let wish = phone.with(|phone| phone.photo_wish(record, PhotoDigest(digest), part)).map_err(|error| error.code())?;
    let line = HttpTransport::new(&phone.line().url()).unwrap();
    wait(world, fetch_photo(&line, &wish)).map_err(|error| error.code())
}

fn waiting(phone: &Handset) -> (u32, u32) {
    let view = phone.with(|phone| phone.photos_waiting()).unwrap();
    (view.thumbnails, view.pictures)
}

story!(
    /// Two photos of a leaking roof, over a line that breaks after every 30 kB: the texts first, then what a list shows, then the
    /// pictures where the line allows, each byte about once. A teammate sees them.
    photos_come_over_a_line_that_breaks,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        let (roof, wall) = (photo(1), photo(2));
        let visit = visit_with(&chen, "h001", &[(&roof, Some(People::Nobody)), (&wall, Some(People::Agreed))]);
        assert_eq!(waiting(&chen), (0, 0), "the text goes first");
        assert_eq!(send(world, &chen), 0);
        world.settle();
        assert_eq!(waiting(&chen), (2, 2));

        assert_eq!(send_those(world, &chen, |what| what.part == PhotoPart::Thumbnail).unwrap(), 2, "no Wi-Fi yet");
        assert_eq!(waiting(&chen), (0, 2));
        assert_eq!(look(world, &wang, visit, roof.digest, PhotoPart::Thumbnail), Ok(roof.thumbnail.clone()));
        assert_eq!(look(world, &wang, visit, roof.digest, PhotoPart::Picture), Err("photo.not_yet".to_owned()));

        chen.line().passed();
        chen.line().set(Weather::CutEach { of: Direction::Up, after: 30_000 });
        assert_eq!(send(world, &chen), 2);
        let (passed, size) = (chen.line().passed(), roof.photo.len() + wall.photo.len());
        assert!(passed.cuts >= 4, "{passed:?}");
        assert!(passed.up < size as u64 * 5 / 4, "what came before a cut came once: {passed:?} for {size} bytes");
        chen.line().set(Weather::Clear);
        assert_eq!(waiting(&chen), (0, 0));
        for shrunk in [&roof, &wall] {
            assert_eq!(look(world, &wang, visit, shrunk.digest, PhotoPart::Picture).as_ref(), Ok(&shrunk.photo));
        }
        let seen = wang.with(|phone| phone.photos_of(visit)).unwrap();
        assert_eq!((seen.len(), seen[0].mine, seen[0].is_agreed()), (2, false, true));
        assert_eq!(world.office.verify().unwrap().photos, 4);
    }
);

story!(
    /// The line breaks while the last byte of a photo is answered: the server holds all of it, and the phone is told so.
    the_last_answer_is_lost,
    |world| {
        let chen = world.phone("c0017");
        let roof = photo(3);
        visit_with(&chen, "h001", &[(&roof, Some(People::Nobody))]);
        world.settle();
        send_those(world, &chen, |what| what.part == PhotoPart::Thumbnail).unwrap();
        // The answer that begins the upload comes through, the one that ends it does not.
        chen.line().set(Weather::CutOnce { of: Direction::Down, after: 400 });
        assert_eq!(send(world, &chen), 1);
        assert_eq!(waiting(&chen), (0, 0));
    }
);

story!(
    /// Villagers on a photo have a say: until whoever took it tells that they agreed, nobody else sees it, and when they change
    /// their minds nobody sees it any more.
    nobody_sees_a_photo_whose_people_did_not_agree,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        let (asked, unasked) = (photo(4), photo(5));
        let visit = visit_with(&chen, "h001", &[(&asked, Some(People::NotAgreed)), (&unasked, None)]);
        world.settle();
        send(world, &chen);
        let seen = |shrunk: &Shrunk| look(world, &wang, visit, shrunk.digest, PhotoPart::Thumbnail).map(|_| ());
        assert_eq!(seen(&asked), Err("photo.not_agreed".to_owned()));
        assert_eq!(seen(&unasked), Err("photo.not_agreed".to_owned()));
        assert!(look(world, &chen, visit, unasked.digest, PhotoPart::Picture).is_ok(), "it is one's own");

        chen.with(|phone| phone.say_people(PhotoDigest(unasked.digest), People::Agreed)).unwrap();
        world.settle();
        assert_eq!(seen(&unasked), Ok(()));
        chen.with(|phone| phone.say_people(PhotoDigest(unasked.digest), People::NotAgreed)).unwrap();
        world.settle();
        assert_eq!(seen(&unasked), Err("photo.not_agreed".to_owned()));
    }
);

story!(
    /// The office that owes an answer sees the photos of a problem, once they came and where the people on them agreed.
    a_problem_shows_its_photos_at_its_desk,
    |world| {
        let chen = world.phone("c0017");
        let (pipe, face) = (photo(14), photo(15));
        let said = json!({ "day": "2017-09-01", "text": "三组饮水管冻裂。" });
        let photos = [(&pipe, Some(People::Nobody)), (&face, Some(People::NotAgreed))];
        let problem = written_with(&chen, Problem::DECL.name, &said, &photos);
        world.settle();
        let desk = world.desk("lin", Role::TownOffice, "610926101");
        let there = format!("/console/v1/divisions/{}", village());
        let states = || {
            let shown = desk.get(&format!("{there}/problems/{}", crate::hex(problem)));
            let photos = shown["photos"].as_array().unwrap().iter();
            let state = |photo: &Value| (photo["digest"].as_str().unwrap().to_owned(), photo["state"].as_str().unwrap().to_owned());
            photos.map(state).collect::<BTreeMap<_, _>>()
        };
        let hex = |shrunk: &Shrunk| HEXLOWER.encode(&shrunk.digest);
        let of = |pipe_is: &str| BTreeMap::from([(hex(&pipe), pipe_is.to_owned()), (hex(&face), "not_agreed".to_owned())]);
        assert_eq!(states(), of("not_yet"));
        send(world, &chen);
        assert_eq!(states(), of("here"));
        let file = |shrunk: &Shrunk| format!("{there}/photos/{}/{}?part=picture", crate::hex(problem), hex(shrunk));
        assert_eq!(desk.file(&file(&pipe)), pipe.photo);
        assert_eq!(desk.refused(Method::GET, &file(&face), None), "right.photo_not_agreed");
    }
);

story!(
    /// The offices above see what the team sees; another village's cadre, an administrator, an inspector without a task and a
    /// revoked phone do not, and are not told what there is.
    photos_are_seen_by_right,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        let roof = photo(6);
        let visit = visit_with(&chen, "h001", &[(&roof, Some(People::Agreed))]);
        world.settle();
        send(world, &chen);
        assert!(look(world, &wang, visit, roof.digest, PhotoPart::Picture).is_ok());
        // Who asks with a device of no right in the village: the path is the teammate's, the token is theirs.
        let ask = |phone: &Handset| {
            let mut wish = wang.with(|phone| phone.photo_wish(visit, PhotoDigest(roof.digest), PhotoPart::Picture)).unwrap();
            wish.token = cunji_protocol::calls::Token(phone.with(|phone| phone.enrolment().unwrap().token));
            let line = HttpTransport::new(&phone.line().url()).unwrap();
            wait(world, fetch_photo(&line, &wish)).map(|_| ()).map_err(|error| error.code())
        };
        for office in ["o0001", "o0003", "o0004"] {
            assert_eq!(ask(&world.phone(office)), Ok(()), "{office} is above the village");
        }
        for other in ["c0011", "o0002", "i0001"] {
            assert_eq!(ask(&world.phone(other)), Err("photo.not_here".to_owned()), "{other} reads nothing here");
        }
        world.office.revoke(wang.device());
        assert_eq!(ask(&wang), Err("photo.not_here".to_owned()));
    }
);

story!(
    /// A cadre copies the name of a teammate's photo into a record of their own: they get nothing by it, not even by saying that
    /// its people agreed.
    a_copied_name_opens_nothing,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        let (secret, other) = (photo(7), photo(8));
        visit_with(&chen, "h001", &[(&secret, Some(People::NotAgreed))]);
        world.settle();
        send(world, &chen);
        // As a changed program would: another picture under the copied name.
        let stolen = Shrunk { digest: secret.digest, ..other };
        let visit = wang.with(|phone| {
            let mut visit = cunji_client::visit_on("2017-09-01".parse().unwrap());
            visit.household = Some("h002".to_owned());
            let digest = cunji_domain::record::Bytes(stolen.digest.to_vec());
            visit.photos.0.insert(PhotoRef { digest, size: 1 });
            phone.add(&visit, &cunji_client::Beside::default()).unwrap().record
        });
        world.settle();
        assert_eq!(look(world, &wang, visit, secret.digest, PhotoPart::Picture), Err("photo.not_yet".to_owned()));
        assert_eq!(look(world, &wang, visit, secret.digest, PhotoPart::Thumbnail), Err("photo.not_yet".to_owned()));
    }
);

story!(
    /// A backup brings photos back, but not those that were erased by law; and a phone asks the restored server, which may have
    /// lost some, about all of its own.
    photos_come_back_with_a_backup_and_not_after_an_erasure,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        let (roof, face, late) = (photo(9), photo(10), photo(11));
        let kept = visit_with(&chen, "h001", &[(&roof, Some(People::Nobody))]);
        let erased = visit_with(&chen, "h002", &[(&face, Some(People::Agreed))]);
        world.settle();
        send(world, &chen);
        let backup = world.new_folder();
        world.office.backup(&backup);
        let after = visit_with(&chen, "h003", &[(&late, Some(People::Nobody))]);
        world.settle();
        send(world, &chen);

        let edits = chen.edits_of(erased);
        for edit in edits {
            world.erase(&village(), edit);
        }
        assert_eq!(look(world, &chen, erased, face.digest, PhotoPart::Picture).unwrap_err().split('.').next(), Some("photo"));
        chen.sync();
        let here = |shrunk: &Shrunk| chen.with(|phone| phone.photo_here(PhotoDigest(shrunk.digest), PhotoPart::Picture));
        assert!(here(&face).unwrap().is_none(), "it is gone from the phone");
        assert_eq!(world.office.verify().unwrap().photos, 4, "and from the server");

        world.restore_office(&backup);
        assert_eq!(world.office.verify().unwrap().photos, 2, "the roof alone");
        world.settle();
        assert_eq!(waiting(&chen), (2, 2), "another epoch: it may have lost any");
        chen.line().passed();
        assert_eq!(send(world, &chen), 4);
        let up = chen.line().passed().up;
        assert!(up < (late.photo.len() + late.thumbnail.len() + 8_000) as u64, "the roof was there: {up} bytes");
        for (visit, shrunk) in [(kept, &roof), (after, &late)] {
            assert_eq!(look(world, &wang, visit, shrunk.digest, PhotoPart::Picture).as_ref(), Ok(&shrunk.photo));
        }
    }
);

story!(
    /// The program is killed between a photo and the save: the photo is in the draft. After the save it is killed before it could
    /// say who is on the photo: it says so when it looks again.
    a_photo_outlives_the_program,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        let roof = photo(12);
        let id = chen.with(|phone| {
            let said = json!({ "day": "2017-09-01", "household": "h001" });
            let form = phone.open_form(HouseholdVisit::DECL.name, None, said.as_object().unwrap()).unwrap();
            let id = draft_id(&form.id).unwrap();
            phone.keep_photo(id, &roof, PhotoFrom::default()).unwrap();
            id
        });
        chen.close();
        chen.open();
        let seen = chen.with(|phone| phone.photos_of_form(id)).unwrap();
        assert_eq!((seen.len(), seen[0].mine, seen[0].people.as_deref()), (1, true, None));
        let visit = chen.with(|phone| {
            phone.say_people(PhotoDigest(roof.digest), People::Agreed).unwrap();
            // The store alone: what follows a save in the program does not come to pass.
            let draft = phone.draft(id).unwrap();
            let author = phone.person().unwrap();
            let edit = phone.store().edit_of_draft(&draft, &author).unwrap().unwrap();
            let new = cunji_store::NewEdit { edit, evidence: None, written_at: draft.saved_at };
            phone.store_mut().save_from_draft(id, &new).unwrap().record
        });
        chen.close();
        chen.open();
        world.settle();
        assert_eq!(waiting(&chen), (1, 1));
        assert_eq!(send(world, &chen), 2);
        // What was said of the people on it was told by that, and follows.
        world.settle();
        assert!(look(world, &wang, visit, roof.digest, PhotoPart::Picture).is_ok());
    }
);
