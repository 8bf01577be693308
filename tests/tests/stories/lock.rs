//! The lock: a forgotten PIN costs nobody a diary, wrong ones slow down, a locked phone takes notes.

use std::path::Path;
use std::sync::Arc;

use cunji_client::{
    ClientError, Home, Language, NewLock, NoKeyStore, Phone, SetClock, SetKeyStore, lock_state, note_while_locked,
};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::organisation::Role;
use cunji_server::storage::{devices, recovery};
use cunji_store::Cost;
use cunji_tests::story;
use cunji_tests::world::{Handset, World, a_day, village};
use serde_json::json;

const PIN: &str = "609358";
const NEW_PIN: &str = "281704";

fn key_store() -> SetKeyStore {
    SetKeyStore::with([7; 32])
}

/// A phone with a PIN, whose code the server holds.
fn with_pin(world: &World, person: &str) -> Handset {
    let handset = world.phone(person);
    handset.with(|phone| phone.set_pin(PIN, &key_store(), Cost::CHEAPEST)).unwrap();
    handset.sync();
    assert!(handset.with(|phone| phone.is_recoverable()).unwrap());
    handset
}

fn enters(pin: &str) -> impl FnOnce(&Path, Arc<SetClock>) -> Result<Phone, ClientError> {
    move |home, clock| Phone::open_with_pin(home, pin, &key_store(), clock, Language::Zh)
}

fn recovers(code: &str) -> impl FnOnce(&Path, Arc<SetClock>) -> Result<Phone, ClientError> {
    move |home, clock| {
        let store = key_store();
        Phone::recover(home, code, NewLock::Pin(NEW_PIN, &store), Cost::CHEAPEST, (clock, Language::Zh))
    }
}

story!(
    /// A cadre forgets the PIN in the village, without a line. The clerk dictates the code over the telephone; everything that was
    /// unsent is there, writing goes on, and the next sync delivers it all without anybody typing another code. The code that was
    /// used opens nothing any more; the one that took its place does.
    a_forgotten_pin_costs_no_diary,
    |world| {
        let (chen, wang) = (with_pin(world, "c0017"), world.phone("c0018"));
        let (before, keys) = (chen.device(), std::fs::read(chen.folder().join("cunji.key")).unwrap());
        chen.diary("2017-09-01", "修通组路。");
        world.pass(60);
        let code = world.office.recovery_code(before).unwrap();
        chen.open_by(recovers(&code.to_lowercase().replace('-', " "))).unwrap();
        assert_eq!(chen.diary_text("c0017", "2017-09-01").unwrap(), "修通组路。");
        assert_ne!(chen.device(), before, "the old signing key is sealed for good");
        chen.diary("2017-09-01", "修通组路,走访两户。");
        assert_eq!(chen.status().unsent, 2);
        // Ended and started again before there is a line: the new PIN opens it, the old one does not.
        assert_eq!(chen.open_by(enters(PIN)).unwrap_err().code(), "lock.wrong");
        chen.open_by(enters(NEW_PIN)).unwrap();
        world.pass_days(40);

        let sync = chen.sync();
        assert_eq!((sync.accepted, sync.unsent, sync.notices.len()), (2, 0, 0), "{sync:?}");
        wang.sync();
        assert_eq!(wang.diary_text("c0017", "2017-09-01").unwrap(), "修通组路,走访两户。");
        let now = world.office.read(|tx| devices::by_id(tx, chen.device())).unwrap();
        assert_eq!(now.introduced_by, Some(before), "who revokes the phone revokes both");
        let desk = world.desk("lin", Role::TownOffice, "610926101");
        let shown = desk.get("/console/v1/divisions/610926101/people/c0017");
        let phones = shown["devices"].as_array().unwrap();
        let of = |id: String| phones.iter().find(|phone| phone["id"] == id).expect("the desk knows it");
        let former = of(before.to_string());
        assert_eq!((&former["in_use"], &former["followed_by"]), (&json!(false), &json!([chen.device().to_string()])));
        assert_eq!(of(chen.device().to_string())["in_use"], true);
        assert_eq!(phones.iter().filter(|phone| phone["in_use"] == true).count(), 1, "one phone, whatever it was called");
        let called = world.office.read(|tx| devices::by_id(tx, before)).unwrap().name;
        assert!(!called.is_empty());
        assert_eq!(now.name, called, "it is the same phone");

        let device = chen.device();
        assert_eq!(chen.open_by(recovers(&code)).unwrap_err().code(), "store.wrong_recovery_code");
        let next = world.office.recovery_code(device).unwrap();
        assert_ne!(next, code);
        chen.open_by(recovers(&next)).unwrap();
        assert_eq!(chen.sync().unsent, 0);
        assert_ne!(std::fs::read(chen.folder().join("cunji.key")).unwrap(), keys);
    }
);

story!(
    /// The PIN is forgotten once more before the phone has seen a line: the same code opens it, until the server holds the next one.
    a_pin_forgotten_twice_without_a_line,
    |world| {
        let chen = with_pin(world, "c0017");
        chen.diary("2017-09-01", "住村。");
        let code = world.office.recovery_code(chen.device()).unwrap();
        chen.open_by(recovers(&code)).unwrap();
        chen.open_by(recovers(&code)).unwrap();
        assert_eq!(chen.sync().unsent, 0);
        assert_eq!(world.office.records::<DiaryEntry>(&village()).len(), 1);
        let noted = world.office.read(|tx| recovery::disclosures(tx, chen.device()));
        assert!(noted.is_empty(), "the new device's was shown to nobody");
    }
);

story!(
    /// Each time that a code is shown is noted. One that was never deposited can't be shown; a revoked phone's is, and what is
    /// written in the phone comes to light, but it does not enrol itself again.
    a_revoked_phone_s_code_is_still_given,
    |world| {
        let (chen, wang) = (with_pin(world, "c0017"), world.phone("c0018"));
        assert_eq!(world.office.recovery_code(wang.device()).unwrap_err(), "recovery.none");
        let device = chen.device();
        world.office.recovery_code(device).unwrap();
        chen.diary("2017-09-01", "停用之前写的。");
        world.office.revoke(device);
        world.pass(3600);
        let code = world.office.recovery_code(device).unwrap();
        let noted = world.office.read(|tx| recovery::disclosures(tx, device));
        assert_eq!(noted.iter().map(|one| one.nth).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(noted[1].at, world.now());

        chen.open_by(recovers(&code)).unwrap();
        assert_eq!(chen.diary_text("c0017", "2017-09-01").unwrap(), "停用之前写的。");
        assert_eq!(chen.try_sync().unwrap_err().code(), "enrol.code_needed");
        let code = world.office.invite(chen.person());
        chen.try_enrol(&code).unwrap();
        assert_eq!(chen.sync().unsent, 0);
    }
);

story!(
    /// A quarter of a year later what goes with the code is over; the phone says what to ask for, and nothing is lost.
    a_recovered_phone_that_comes_late_asks_for_a_code,
    |world| {
        let chen = with_pin(world, "c0017");
        chen.diary("2017-09-01", "住村。");
        let code = world.office.recovery_code(chen.device()).unwrap();
        chen.open_by(recovers(&code)).unwrap();
        world.pass_days(100);
        let error = chen.try_sync().unwrap_err();
        assert_eq!(error.code(), "enrol.code_needed");
        assert!(error.sentences()[0].zh.contains("写的都在"), "{error}");
        chen.try_enrol(&world.office.invite(chen.person())).unwrap();
        assert_eq!(chen.sync().unsent, 0);
    }
);

story!(
    /// The server is restored from a backup that has the code: it is shown and opens the phone. What lies at rest does not say it.
    a_restored_server_still_shows_the_code,
    |world| {
        let chen = with_pin(world, "c0017");
        let device = chen.device();
        let backup = world.new_folder();
        world.office.backup(&backup);
        let code = world.office.recovery_code(device).unwrap();
        world.pass(60);
        world.restore_office(&backup);
        assert_eq!(world.office.recovery_code(device).unwrap(), code);
        let held = world.office.read(|tx| recovery::of_device(tx, device)).unwrap();
        let plain = code.replace('-', "");
        assert!(!held.sealed.windows(plain.len()).any(|window| window == plain.as_bytes()));
        chen.open_by(recovers(&code)).unwrap();
        chen.diary("2017-09-01", "住村。");
        assert_eq!(chen.sync().unsent, 0);
    }
);

story!(
    /// After a loss the server has no code of this phone: the next sync deposits it again.
    a_code_that_was_lost_with_a_server_is_deposited_again,
    |world| {
        let backup = world.new_folder();
        let chen = world.phone("c0017");
        world.settle();
        world.office.backup(&backup);
        chen.with(|phone| phone.set_pin(PIN, &key_store(), Cost::CHEAPEST)).unwrap();
        chen.sync();
        let code = world.office.recovery_code(chen.device()).unwrap();
        world.pass(60);
        world.restore_office(&backup);
        assert_eq!(world.office.recovery_code(chen.device()).unwrap_err(), "recovery.none");
        chen.sync();
        assert_eq!(world.office.recovery_code(chen.device()).unwrap(), code);
    }
);

story!(
    /// Wrong PINs slow down, over a restart too, whatever the clock is set to; a locked phone takes notes meanwhile, and the code ends
    /// the wait.
    wrong_pins_slow_down,
    |world| {
        let chen = with_pin(world, "c0017");
        for _ in 0..4 {
            assert_eq!(chen.open_by(enters("111222")).unwrap_err().code(), "lock.wrong");
        }
        let fifth = chen.open_by(enters("111222")).unwrap_err();
        assert!(fifth.sentences()[0].zh.contains("30 秒"), "{:?}", fifth.sentences());
        assert_eq!(chen.open_by(enters(PIN)).unwrap_err().code(), "lock.wait", "the right one has to wait, too");
        chen.clock().restart();
        chen.clock().set(world.now() + 86_400);
        assert_eq!(chen.open_by(enters(PIN)).unwrap_err().code(), "lock.wait");
        let home = Home::from(chen.folder());
        assert_eq!(lock_state(&home, chen.clock()).unwrap().tries.wait, 29);
        note_while_locked(&home, "等的时候记一句", chen.clock()).unwrap();
        let code = world.office.recovery_code(device_of(world, "c0017")).unwrap();
        chen.clock().set(world.now());
        chen.open_by(recovers(&code)).unwrap();
        assert_eq!(lock_state(&home, chen.clock()).unwrap().tries.free, 4);
        assert_eq!(chen.with(|phone| phone.locked_notes()).unwrap()[0].text, "等的时候记一句");
        chen.open_by(enters("111222")).unwrap_err();
        chen.open_by(enters(NEW_PIN)).unwrap();
        chen.sync();
    }
);

fn device_of(world: &World, person: &str) -> cunji_history::DeviceId {
    let person = person.parse().unwrap();
    world.office.read(|tx| devices::of_person(tx, &person)).pop().unwrap().id
}

story!(
    /// Notes that are taken while the phone is locked come to light once, whatever happens to the program between, go into the day's
    /// diary behind what is there, and up to the server.
    locked_notes_go_into_the_diary,
    |world| {
        let chen = with_pin(world, "c0017");
        chen.diary("2017-09-01", "早上修路。");
        chen.close();
        let home = Home::from(chen.folder());
        let dropped = note_while_locked(&home, "不要的", chen.clock()).unwrap();
        chen.clock().pass(60);
        let note = note_while_locked(&home, "下午王婶说缺水。", chen.clock()).unwrap();
        assert_eq!(note_while_locked(&home, "  ", chen.clock()).unwrap_err().code(), "note.empty");
        chen.open_by(enters(PIN)).unwrap();
        chen.open_by(enters(PIN)).unwrap();
        let notes = chen.with(|phone| phone.locked_notes()).unwrap();
        assert_eq!(notes.iter().map(|note| note.id).collect::<Vec<_>>(), [dropped, note]);
        assert_eq!(notes[1].day, a_day("2017-09-01"));
        chen.with(|phone| phone.dismiss_locked_note(dropped)).unwrap();
        let draft = chen.with(|phone| phone.take_locked_note(note, None, a_day("2017-09-01"))).unwrap();
        assert!(chen.with(|phone| phone.locked_notes()).unwrap().is_empty());
        chen.open_by(enters(PIN)).unwrap();
        let draft = chen.with(|phone| phone.draft(draft.id)).unwrap();
        chen.with(|phone| phone.write_draft(&draft, None)).unwrap();
        chen.sync();
        assert_eq!(chen.diary_text("c0017", "2017-09-01").unwrap(), "早上修路。\n下午王婶说缺水。");
    }
);

story!(
    /// A key store that is silent or was emptied is told from a wrong PIN, costs no try, and the recovery code helps. Without one the PIN
    /// is longer.
    a_key_store_that_lost_its_secret,
    |world| {
        let chen = with_pin(world, "c0017");
        let enters_with = |store: SetKeyStore| {
            chen.open_by(move |home, clock| Phone::open_with_pin(home, PIN, &store, clock, Language::Zh)).unwrap_err().code()
        };
        assert_eq!(enters_with(SetKeyStore::default()), "lock.key_store_silent");
        assert_eq!(enters_with(SetKeyStore::with([8; 32])), "store.platform_secret_missing");
        assert_eq!(lock_state(&Home::from(chen.folder()), chen.clock()).unwrap().tries.free, 4);
        let code = world.office.recovery_code(device_of(world, "c0017")).unwrap();
        let recovers = |pin: &'static str| {
            let code = code.clone();
            chen.open_by(move |home, clock| {
                Phone::recover(home, &code, NewLock::Pin(pin, &NoKeyStore), Cost::CHEAPEST, (clock, Language::Zh))
            })
        };
        assert_eq!(recovers(NEW_PIN).unwrap_err().code(), "lock.pin_short");
        recovers("28170493").unwrap();
        chen.open_by(|home, clock| Phone::open_with_pin(home, "２８１７０４９３", &key_store(), clock, Language::Zh)).unwrap();
        let change = |phone: &mut Phone| phone.change_pin("28170493", PIN, &key_store(), Cost::CHEAPEST);
        chen.with(change).unwrap();
        assert_eq!(chen.with(change).unwrap_err().code(), "lock.wrong");
        chen.open_by(enters(PIN)).unwrap();
        chen.sync();
    }
);
