//! Phones come and go: codes, revocation, terms that end.

use cunji_client::ClientError;
use cunji_domain::diary::DiaryEntry;
use cunji_domain::organisation::Role;
use cunji_history::DeviceKey;
use cunji_protocol::calls::{EnrolmentBody, EnrolmentCode};
use cunji_protocol::sealing::SealingKey;
use cunji_tests::story;
use cunji_tests::world::{Home, World, village};
use serde_json::json;

story!(
    /// A revoked phone may still deliver: what it brings is kept for a person. It receives nothing, and is told so. Then the office
    /// takes it in.
    a_revoked_phone_delivers_and_receives_nothing,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        chen.diary("2017-09-01", "住村。");
        world.settle();
        world.pass_days(1);
        wang.diary("2017-09-02", "王启山的一天。");
        wang.sync();
        chen.diary("2017-09-02", "停用之前");
        chen.diary("2017-09-02", "停用之前写的。");
        world.office.revoke(chen.device());
        let city = world.desk("gao", Role::CityOffice, "6109");
        let noted = &city.get("/console/v1/divisions/6109/audit?action=phone_revoked")["rows"];
        assert_eq!((noted.as_array().unwrap().len(), &noted[0]["subject"]), (1, &json!(chen.device().to_string())));

        let sync = chen.sync();
        assert_eq!((sync.accepted, sync.held, sync.unsent, sync.pulled), (0, 2, 0, 0), "{sync:?}");
        assert_eq!(sync.notices[0].code, "device.revoked");
        assert!(sync.notices[0].zh.contains("停用"), "{sync:?}");
        let held = chen.status().held_entries.remove(0);
        assert_eq!(held.code, "device.revoked");
        assert!(held.zh.contains("停用") && held.en.contains("revoked"), "{held:?}");
        assert_eq!(chen.diary_text("c0018", "2017-09-02"), None, "it receives nothing");
        assert_eq!(chen.diary_text("c0017", "2017-09-02").unwrap(), "停用之前写的。", "what it wrote is still there");
        wang.sync();
        assert_eq!(wang.diary_text("c0017", "2017-09-02"), None, "nobody is given what is held");

        let held = world.office.held();
        assert_eq!((held.len(), held[0].code.as_str(), held[0].kind), (2, "device.revoked", Some("diary")));
        world.office.accept_all_held();
        wang.sync();
        assert_eq!(wang.diary_text("c0017", "2017-09-02").unwrap(), "停用之前写的。");
        assert_eq!(chen.sync().held, 0);
    }
);

story!(
    /// Somebody sits on a line without TLS while a phone is enrolled, and hears every byte: the code's secret is not among them, and
    /// nobody but the server opens what went by.
    who_listens_to_an_enrolment_can_not_enrol,
    |world| {
        let wang = world.phone_not_enrolled("c0018");
        let code = world.office.invite(&"c0018".parse().unwrap());
        wang.try_enrol(&code).unwrap();
        let heard = wang.last_requests().remove(0);
        let secret = EnrolmentCode::parse(&code).unwrap().secret().to_owned();
        assert!(!heard.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()), "the secret went by in the open");
        let foreign = SealingKey::of_server(&DeviceKey::from_bytes(&[9; 32])).unwrap();
        assert!(EnrolmentBody::from_bytes(&heard).unwrap().open(&foreign).is_err());
        wang.diary("2017-09-01", "王启山的一天。");
        assert_eq!(wang.sync().accepted, 1);
    }
);

story!(
    /// A cadre who was recalled in June writes June's last days in July: that waits for a person, who takes it in.
    a_recalled_cadre_writes_last_month,
    |world| {
        // The fixtures' roster has this cadre until 30 June 2017; so this world's clock is turned back.
        *world = World::empty(world.home(), "2017-06-20", None);
        world.office.import_fixtures();
        let (ma, wang) = (world.phone("c0020"), world.phone("c0018"));
        ma.diary("2017-06-20", "还在村里。");
        world.settle();
        world.pass_days(15);
        ma.diary("2017-06-28", "上月二十八,补记。");
        let refused = ma.try_diary("2017-07-02", cunji_client::DiaryChange::default());
        assert!(refused.is_err(), "July is not theirs any more: {refused:?}");

        let sync = ma.sync();
        assert_eq!((sync.held, sync.unsent, sync.rejected), (1, 0, 0), "{sync:?}");
        let held = ma.status().held_entries.remove(0);
        assert_eq!(held.code, "role.ended");
        assert!(held.zh.contains("任期") && held.en.contains("term"), "{held:?}");
        wang.sync();
        assert_eq!(wang.diary_text("c0020", "2017-06-28"), None);
        assert_eq!(ma.diary_text("c0020", "2017-06-28").unwrap(), "上月二十八,补记。", "kept while it waits");

        world.office.accept_all_held();
        wang.sync();
        assert_eq!(wang.diary_text("c0020", "2017-06-28").unwrap(), "上月二十八,补记。");
        // A right to write outlives the right to read: now that all is taken in, the village goes off the phone.
        let last = ma.sync();
        assert_eq!(last.purged, [village().to_string()], "{last:?}");
        assert!(ma.diaries().is_empty());
        assert_eq!(world.office.records::<DiaryEntry>(&village()).len(), 2);
    }
);

story!(
    /// A code is good once, for three days, and only at the server that made it.
    codes_are_good_once_and_not_for_ever,
    |world| {
        let person = "c0017".parse().unwrap();
        let code = world.office.invite(&person);
        let first = world.phone_not_enrolled("c0017");
        first.try_enrol(&code).unwrap();
        let told = |outcome: Result<(), ClientError>| {
            let error = outcome.unwrap_err();
            let sentence = error.sentences().remove(0);
            assert!(!sentence.zh.is_empty() && !sentence.en.is_empty());
            sentence.code
        };
        assert_eq!(told(world.phone_not_enrolled("c0017").try_enrol(&code)), "enrol.code_used");
        assert_eq!(told(first.try_enrol(&code)), "enrol.already");

        let late = world.office.invite(&person);
        world.pass_days(4);
        assert_eq!(told(world.phone_not_enrolled("c0017").try_enrol(&late)), "enrol.code_expired");

        let elsewhere = World::new(Home::Sqlite);
        let foreign = elsewhere.office.invite(&person);
        assert_eq!(told(world.phone_not_enrolled("c0017").try_enrol(&foreign)), "enrol.other_server");
        assert!(told(world.phone_not_enrolled("c0017").try_enrol("ABCD")).starts_with("enrol.code"));
    }
);
