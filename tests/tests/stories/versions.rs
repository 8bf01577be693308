//! Programs of several versions at once: schema 1 beside schema 2, protocols that don't match.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use cunji_client::{Beside, DiaryChange, visit_on};
use cunji_domain::diary::DiaryEntry;
use cunji_protocol::calls::About;
use cunji_protocol::message::{Hello, UpMessage};
use cunji_protocol::{DownFrame, UpFrame};
use cunji_tests::schema1::{self, diary_edit};
use cunji_tests::story;
use cunji_tests::world::{World, a_day, attempt, request, village};

use crate::hex;

fn fixture(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/schema1").join(file)
}

story!(
    /// A phone with last year's program and one with this year's create the same diary, both without a signal: they merge.
    phones_of_schema_1_and_2_create_the_same_diary,
    |world| {
        let (old, new) = (world.phone("c0017"), world.phone("c0017"));
        world.settle();
        let written = old.save_as_another_program(diary_edit("c0017", "2017-09-01", Vec::new(), 0, "旧程序写的。"));
        let visit = new.visit("2017-09-01", "h001", "走访。");
        let change = DiaryChange {
            text: Some("新程序写的。".to_owned()),
            records: Some(BTreeSet::from([visit.record])),
            ..DiaryChange::default()
        };
        assert_eq!(new.try_diary("2017-09-01", change).unwrap().record, written.record);
        world.settle();
        for phone in [&old, &new] {
            let diary = phone.diaries().remove(0);
            assert!(diary.text.0.contains("旧程序写的。") && diary.text.0.contains("新程序写的。"), "{}", diary.text.0);
            assert_eq!(diary.records.0, BTreeSet::from([visit.record]));
        }
        // The old program writes on, upon what it sees of the merged diary.
        let heads = old.with(|phone| phone.record(written.record)).unwrap().heads;
        old.save_as_another_program(diary_edit("c0017", "2017-09-01", heads, 0, "再加一句。"));
        world.settle();
        let diary = world.office.record::<DiaryEntry>(&village(), written.record).unwrap();
        assert!(diary.text.0.starts_with("再加一句。"), "{}", diary.text.0);
        assert_eq!(diary.records.0.len(), 1, "what the old program does not know stays");
    }
);

story!(
    /// A server's backup and a phone's folder that a program of schema 1 left behind: opened, synced and merged by this program, which
    /// then says in the old diary what schema 1 had no field for.
    a_store_written_by_schema_1_is_taken_on,
    |world| {
        *world = World::empty(world.home(), schema1::LAST_DAY, None);
        world.restore_office(&fixture("server.backup"));
        let old = world.phone_from("c0017", &fixture("phone"));
        assert_eq!(old.fault(), None);
        assert_eq!(old.status().unsent, 2);
        let first = [schema1::UNSENT_EDIT, schema1::SENT].concat();
        assert_eq!(old.diary_text("c0017", "2017-09-01").unwrap(), first);
        assert_eq!(old.diary_text("c0018", "2017-09-01").unwrap(), schema1::TEAMMATES);
        assert!(old.diaries().iter().all(|diary| diary.met.0.contains(schema1::MET) && diary.records.0.is_empty()));
        let new = world.phone("c0017");
        new.diary("2017-09-02", "新程序写的同一天。");
        world.settle();
        for phone in [&old, &new] {
            let text = phone.diary_text("c0017", "2017-09-02").unwrap();
            assert!(text.contains(schema1::UNSENT) && text.contains("新程序写的同一天。"), "{text}");
            assert_eq!(phone.diary_text("c0017", "2017-09-01").unwrap(), first);
        }

        // What the old program had in hand is written on.
        let draft = old.with(|phone| phone.drafts()).unwrap().remove(0);
        let written = old.with(|phone| phone.write_draft(&draft, None)).unwrap();
        // A visit by a village that had no list of households names them.
        let mut visit = visit_on(a_day("2017-09-01"));
        visit.household_name = Some("村民乙".to_owned());
        let visit = old.with(|phone| phone.add(&visit, &Beside::default())).unwrap();
        let records = Some(BTreeSet::from([visit.record]));
        new.sync();
        old.try_diary("2017-09-01", DiaryChange { records: records.clone(), ..DiaryChange::default() }).unwrap();
        world.settle();
        for phone in [&old, &new] {
            assert_eq!(phone.diary_text("c0017", schema1::LAST_DAY).as_deref(), Some(schema1::DRAFT));
            let is_first = |diary: &DiaryEntry| diary.cadre == *old.person() && diary.day == a_day("2017-09-01");
            let diary = phone.diaries().into_iter().find(is_first).unwrap();
            assert_eq!((diary.text.0, Some(diary.records.0)), (first.clone(), records.clone()));
        }
        assert!(world.office.record::<DiaryEntry>(&village(), written.record).is_some());
    }
);

#[test]
fn frames_written_by_schema_1_are_read_and_proved() {
    let read = |file: &str| std::fs::read(fixture(file)).unwrap();
    let key = cunji_server::key::ServerKey::from_bytes(&read("server.key")).unwrap();
    let up = UpFrame::from_bytes(&read("up.frame")).unwrap();
    assert_eq!(up.to_bytes(), read("up.frame"));
    let device = cunji_history::DevicePublicKey(read("device.public").try_into().unwrap());
    let entries = up.verify(key.deployment, &device, None, |_, _| None).unwrap();
    assert!(entries.iter().all(|entry| entry.body.edit().unwrap().schema == 1));
    assert_eq!(entries.len(), 1);

    let down = DownFrame::from_bytes(&read("down.frame")).unwrap();
    assert_eq!(down.to_bytes(), read("down.frame"));
    let entries = down.verify(key.deployment, &key.signing.public()).unwrap();
    let diaries = entries.iter().filter_map(|entry| entry.body.edit()).filter(|edit| edit.kind == 1);
    assert!(diaries.clone().count() > 0 && diaries.into_iter().all(|edit| edit.schema == 1));
}

story!(
    /// A phone writes no newer schema than the server announced: what an older server does not know waits on the phone, is shown
    /// there, and travels with the sync in which a server announces it.
    what_an_older_server_does_not_know_waits_on_the_phone_and_travels_later,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        chen.sync();
        let visit = chen.visit("2017-09-01", "h001", "走访。");
        // As if an older server had been heard last.
        chen.with(|phone| phone.store_mut().keep("schemas", &[0, 1, 0, 1])).unwrap();
        let change =
            DiaryChange { text: Some("住村。".to_owned()), records: Some(BTreeSet::from([visit.record])), ..DiaryChange::default() };
        let written = chen.try_diary("2017-09-01", change).unwrap();
        let edit = chen.with(|phone| phone.store().edit(written.edit.unwrap())).unwrap().unwrap().edit;
        assert_eq!((edit.schema, written.waits), (1, true));
        chen.diary("2017-09-01", "住村,晚上下雨。");
        chen.close();
        chen.open();
        let shown = chen.with(|phone| phone.show(written.record)).unwrap();
        assert_eq!((&shown.fields["records"][0], shown.sent), (&hex(visit.record).into(), false));

        // The server is today's: it takes all, in the sync in which it says so.
        let sync = chen.sync();
        assert_eq!((sync.accepted, sync.unsent, sync.notices[0].code.as_str()), (4, 0, "schema.announced"), "{sync:?}");
        world.settle();
        let there = world.office.record::<DiaryEntry>(&village(), written.record).unwrap();
        assert_eq!((there.text.0.as_str(), there.records.0), ("住村,晚上下雨。", BTreeSet::from([visit.record])));
        for phone in [&chen, &wang] {
            let shown = phone.with(|phone| phone.show(written.record)).unwrap();
            assert_eq!((&shown.fields["records"][0], shown.sent), (&hex(visit.record).into(), true));
            assert_eq!((phone.status().drafts, phone.status().conflicts), (0, 0));
        }
    }
);

story!(
    /// A program whose protocol the server does not speak is told so, and so is a phone whose server is too new; nothing else happens.
    protocols_that_do_not_match_say_so,
    |world| {
        let chen = world.phone("c0017");
        let mut body = request(&[UpMessage::Hello(Hello::default()), UpMessage::End]);
        // The preamble's first item is the version.
        assert_eq!(body[1], 1);
        body[1] = 2;
        let refusal = attempt(world, &chen, body).unwrap_err();
        assert_eq!(refusal.code, "protocol.version");
        assert!(refusal.zh.contains("升级") && refusal.en.contains("update"), "{refusal:?}");

        // A server of the future: it answers who it is, and no longer speaks version 1.
        let key = world.office.server().key();
        let about = About {
            newest: 3,
            oldest: 2,
            deployment: key.deployment,
            server_key: key.signing.public(),
            epoch: 1,
            suite: cunji_history::Suite::Ed25519Sha256,
            certificate: Vec::new(),
            time: world.now(),
            program: "3.0.0".to_owned(),
            sealing: None,
        };
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let wang = world.phone_not_enrolled("c0018");
        wang.line().lead_to(Some(server.local_addr().unwrap()));
        let body = about.to_bytes();
        let answering = std::thread::spawn(move || {
            let (mut peer, _) = server.accept().unwrap();
            let _ = peer.read(&mut [0; 4096]).unwrap();
            write!(peer, "HTTP/1.1 200 OK\r\ncontent-type: application/cbor\r\ncontent-length: {}\r\n\r\n", body.len()).unwrap();
            peer.write_all(&body).unwrap();
        });
        let error = wang.try_enrol(&world.office.invite(wang.person())).unwrap_err();
        answering.join().unwrap();
        let sentence = error.sentences().remove(0);
        assert_eq!(sentence.code, "protocol.version");
        assert!(sentence.zh.contains("3.0.0") && sentence.zh.contains("升级"), "{sentence:?}");
    }
);
