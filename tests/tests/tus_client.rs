//! A tus client that others wrote (tus-js-client, from npm) brings a photo, over a line that breaks.

// Helpers panic like the test itself.
#![allow(clippy::unwrap_used)]

use std::process::Command;

use cunji_client::{PhotoFrom, draft_id, shrink_photo};
use cunji_domain::record::RecordKind;
use cunji_domain::visit::HouseholdVisit;
use cunji_server::photos::{Part, PhotoName};
use cunji_tests::pictures;
use cunji_tests::programs::build_folder;
use cunji_tests::story;
use cunji_tests::world::{Direction, Weather, village};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde_json::{Value as Json, json};

story!(
    /// The line breaks when 60 kB have gone. The client asks how far it is, and goes on from there.
    a_foreign_client_goes_on_after_a_cut,
    |world| {
        let chen = world.phone("c0017");
        let shrunk = shrink_photo(&pictures::camera(21, 1_600, 1_200)).unwrap();
        let record = chen.with(|phone| {
            let said = json!({ "day": "2017-09-01", "household": "h001" });
            let form = phone.open_form(HouseholdVisit::DECL.name, None, said.as_object().unwrap()).unwrap();
            let id = draft_id(&form.id).unwrap();
            phone.keep_photo(id, &shrunk, PhotoFrom::default()).unwrap();
            let form = phone.form_of(id).unwrap();
            phone.write_form(id, &form.fields, None).unwrap().record
        });
        world.settle();

        let folder = build_folder().unwrap().parent().unwrap().join("tus");
        let installed = folder.join("node_modules/tus-js-client").is_dir();
        assert!(installed, "the foreign client is not in {}: run `cargo xtask prepare` once", folder.display());
        let file = world.new_folder();
        std::fs::write(&file, &shrunk.photo).unwrap();
        let metadata = json!({
            "space": village().as_str(), "record": HEXLOWER.encode(&record.0),
            "digest": HEXLOWER.encode(&shrunk.digest), "part": "picture",
        });
        let token = chen.with(|phone| BASE64URL_NOPAD.encode(&phone.enrolment().unwrap().token));
        chen.line().passed();
        chen.line().set(Weather::CutOnce { of: Direction::Up, after: 60_000 });
        let run = Command::new("node")
            .current_dir(&folder)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tus/upload.mjs"))
            .args([&format!("{}/v1/photos", chen.line().url()), &token])
            .arg(&file)
            .arg(metadata.to_string())
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let told: Json = serde_json::from_slice(&run.stdout).unwrap();
        // Asked at once, the server may still be putting down what came before the cut; then the client asks again.
        let offset = told["offsets"].as_array().and_then(|all| all.last()).and_then(Json::as_u64).unwrap();
        assert!((1..60_000).contains(&offset), "it went on from where it was: {told}");
        let (passed, size) = (chen.line().passed(), shrunk.photo.len() as u64);
        // Who was told at once where to go on sends each byte about once; an answer of before costs one beginning that is refused.
        let asked = told["offsets"].as_array().map_or(0, Vec::len) as u64;
        assert!(passed.cuts == 1 && passed.up < size * asked + size / 5, "it went on from the cut: {passed:?} of {size}");
        let name = PhotoName::of(chen.person(), shrunk.digest);
        assert_eq!(world.office.server().photos().read(name, Part::Picture).unwrap(), Some(shrunk.photo));
    }
);
