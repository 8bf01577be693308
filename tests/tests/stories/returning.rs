//! What a restored server takes back, and what it must not believe: stubs, second beginnings, a file of erasures that it did not obey.

use cunji_domain::diary::DiaryEntry;
use cunji_domain::kinds;
use cunji_domain::organisation::{Membership, Person, Role};
use cunji_domain::policy::{ANKANG_2017, Policy};
use cunji_domain::record::RecordKind;
use cunji_domain::server_facts::announced_policy::AnnouncedPolicy;
use cunji_domain::server_facts::calendar_year::CalendarYear;
use cunji_domain::visit::HouseholdVisit;
use cunji_history::Suite;
use cunji_protocol::message::{Hello, UpMessage};
use cunji_protocol::{Body, DownEntry, DownFrame, Erased};
use cunji_server::imports::Roster;
use cunji_server::office;
use cunji_tests::story;
use cunji_tests::world::{World, a_day, attempt, pull, request, village};

story!(
    /// After a restore somebody brings genuine frames in which a teammate's visit stands as erased: the signature covers neither. The
    /// visit comes back whole, on every phone and at the office.
    a_forged_stub_wipes_nothing,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        world.settle();
        let backup = world.new_folder();
        world.office.backup(&backup);
        world.pass_days(1);
        let visit = chen.visit("2017-09-02", "h010", "户里缺水。");
        world.settle();
        let (deployment, key) = (world.office.server().key().deployment, world.office.server().key().signing.public());
        let forged: Vec<DownFrame> = pull(world, &wang)
            .frames()
            .map(|frame| {
                let entries: Vec<DownEntry> =
                    frame.verify(deployment, &key).unwrap().into_iter().map(|entry| without_body(entry, visit.edit)).collect();
                let signature = *frame.signature();
                let suite = Suite::Ed25519Sha256;
                DownFrame::seal(frame.stretch.clone(), 0, suite, deployment, &entries, |_| signature).unwrap()
            })
            .collect();

        world.restore_office(&backup);
        let offers = forged.into_iter().map(|frame| UpMessage::Attested(Box::new(frame)));
        let hello = Hello { program: "forger".to_owned(), ..Hello::default() };
        let messages: Vec<UpMessage> =
            [UpMessage::Hello(hello)].into_iter().chain(offers).chain([UpMessage::End]).collect();
        attempt(world, &wang, request(&messages)).unwrap();
        let (li, afar) = (world.phone("c0019"), world.phone("c0016"));
        li.sync();
        chen.lose();
        world.settle();
        assert_eq!(world.office.record::<HouseholdVisit>(&village(), visit.record).unwrap().findings.0, "户里缺水。");
        for phone in [&wang, &li, &afar] {
            let record = phone.with(|phone| phone.store().record(visit.record)).unwrap();
            assert!(record.is_some(), "{phone:?}");
        }
    }
);

fn without_body(entry: DownEntry, victim: Option<cunji_history::EditId>) -> DownEntry {
    match entry.body {
        Body::Edit(edit) if Some(entry.edit) == victim => {
            let record = edit.own_record_id(entry.edit).unwrap();
            let (kind, schema, parents) = (edit.kind, edit.schema, edit.parents);
            let body = Body::Erased(Erased { edit: entry.edit, record, kind, schema, parents });
            DownEntry { body, salt: None, ..entry }
        }
        _ => entry,
    }
}

story!(
    /// The backup is older than a policy, and the administrator imports it again before a phone brings the lost one back: the file
    /// stands there once, everywhere.
    a_policy_imported_again_is_not_doubled,
    |world| {
        let wang = world.phone("c0018");
        world.settle();
        let backup = world.new_folder();
        world.office.backup(&backup);
        let text = ANKANG_2017.replace("\nversion = 1", "\nversion = 2\nreplaces = [\"ankang-2017/1\"]").replace("\nknown_from = 2017-01-01", "\nknown_from = 2017-08-30");
        let policy = Policy::parse(&text).unwrap();
        office::import_policy(world.office.server(), &text, &policy).unwrap();
        wang.sync();

        world.pass(60);
        world.restore_office(&backup);
        office::import_policy(world.office.server(), &text, &policy).unwrap();
        world.settle();
        let city = "6109".parse().unwrap();
        let all = world.office.records::<AnnouncedPolicy>(&city);
        let again = all.iter().find(|announced| announced.version == policy.id()).unwrap();
        assert!(again.toml.0 == text, "the text stands there {} times", again.toml.0.matches("[attendance]").count());
        assert!(Policy::parse(&again.toml.0).is_ok());
    }
);

story!(
    /// A phone got a new device id after a copy of it was used; what its former id wrote comes back to a restored server too.
    what_a_former_device_wrote_comes_back,
    |world| {
        let chen = world.phone("c0017");
        world.settle();
        let backup = world.new_folder();
        world.office.backup(&backup);
        chen.diary("2017-09-01", "旧设备写的。");
        world.settle();
        let before = chen.device();
        chen.with(|phone| phone.store_mut().require_new_device()).unwrap();
        chen.diary("2017-08-31", "新设备写的。");
        world.settle();
        assert_ne!(chen.device(), before);

        world.pass(60);
        world.restore_office(&backup);
        world.settle();
        let days = world.office.records::<DiaryEntry>(&village());
        assert_eq!(days.len(), 2, "{days:?}");
    }
);

story!(
    /// The term ends and the village goes off the phone; a new term begins, and what is written in it arrives.
    who_comes_back_after_a_purge_is_heard,
    |world| {
        // The fixtures' roster has this cadre until 30 June 2017; so this world's clock is turned back.
        *world = World::empty(world.home(), "2017-06-20", None);
        world.office.import_fixtures();
        let ma = world.phone("c0020");
        ma.diary("2017-06-20", "上一期的。");
        world.settle();
        world.pass_days(20);
        assert!(ma.sync().purged.contains(&village().to_string()));
        assert!(ma.diaries().is_empty(), "the village went off the phone");
        let person = Person { id: ma.person().clone(), name: "回来的".to_owned(), unit: None };
        let membership = Membership {
            space: village(),
            person: ma.person().clone(),
            role: Role::Resident,
            from: a_day("2017-07-05"),
            to: None,
        };
        let roster = Roster {
            people: [(person.id.clone(), person)].into(),
            memberships: [membership].into(),
            ..Roster::default()
        };
        office::import_roster(world.office.server(), &roster).unwrap();
        ma.sync();
        ma.diary("2017-07-09", "新一期的。");
        let sync = ma.sync();
        assert_eq!((sync.accepted, sync.unsent), (1, 0), "{sync:?}");
        assert_eq!(world.office.records::<DiaryEntry>(&village()).len(), 2);
    }
);

story!(
    /// An erasure that stands in the file alone (the power failed between file and database) is obeyed at the next start.
    an_erasure_in_the_file_alone_is_obeyed_at_the_start,
    |world| {
        let chen = world.phone("c0017");
        let visit = chen.visit("2017-09-01", "h002", "不该留下的。");
        world.settle();
        let edit = visit.edit.unwrap();
        let line = format!(
            "{{\"space\":\"{}\",\"edit\":\"{edit}\",\"at\":1504280000,\"reason\":\"本人申请\"}}\n{{\"space\":\"6109",
            village()
        );
        std::fs::write(world.office.data().join(office::ERASURES_FILE), line).unwrap();
        world.ledger().borrow_mut().erase(edit);
        world.restart_office();
        assert_eq!(world.office.edit(&village(), edit), Some(None));
        world.settle();
        assert!(chen.with(|phone| phone.store().edit(edit)).unwrap().unwrap().is_erased(), "phones were told");
    }
);

story!(
    /// A person's other phone continued an entry that was lost with it: what came back attested waits for what it continues.
    what_came_back_waits_for_what_it_continues,
    |world| {
        let (chen, tablet) = (world.phone("c0017"), world.phone("c0017"));
        world.settle();
        let backup = world.new_folder();
        world.office.backup(&backup);
        chen.diary("2017-09-01", "手机写的。");
        chen.sync();
        tablet.sync();
        tablet.diary("2017-09-01", "手机写的。平板接着写。");
        tablet.sync();
        chen.sync();
        tablet.lose();

        world.pass(60);
        world.restore_office(&backup);
        chen.sync();
        world.settle();
        let days = world.office.records::<DiaryEntry>(&village());
        assert_eq!(days.iter().map(|day| day.text.0.as_str()).collect::<Vec<_>>(), ["手机写的。平板接着写。"]);
        assert!(world.office.verify().unwrap().attested >= 1);
    }
);

story!(
    /// The calendar reaches phones, the same file again changes nothing, and next year's leaves this year's holidays where they are.
    a_calendar_is_imported,
    |world| {
        let chen = world.phone("c0017");
        let text = "from,to,kind,name\n2017-12-30,2018-01-01,holiday,元旦\n2018-02-15,2018-02-21,holiday,春节\n2018-02-11,,work,春节调休\n";
        let calendar = cunji_domain::calendar::Calendar::parse(text).unwrap();
        assert_eq!(office::import_calendar(world.office.server(), &calendar).unwrap().changed, 2);
        assert_eq!(office::import_calendar(world.office.server(), &calendar).unwrap().changed, 0);
        chen.sync();
        assert!(kinds::by_name("calendar").is_some_and(|decl| decl.number == CalendarYear::DECL.number));
        let years = chen.with(|phone| phone.store().records::<CalendarYear>(&cunji_store::Filter::default())).unwrap();
        let of = |number: u16| years.iter().map(|year| &year.value).find(|year| year.year == number).unwrap();
        let (this, next) = (of(2017), of(2018));
        assert!(next.work.0.contains(&a_day("2018-02-11")));
        assert!(next.rest.0.contains(&a_day("2018-02-19")));
        assert!(!next.rest.0.contains(&a_day("2018-02-17")), "a weekend rests anyway");
        assert!(this.rest.0.contains(&a_day("2017-10-02")) && this.work.0.contains(&a_day("2017-09-30")), "{this:?}");
        assert!(this.names.0.iter().any(|named| named.day == a_day("2017-12-31") && named.name == "元旦"), "{this:?}");
    }
);
