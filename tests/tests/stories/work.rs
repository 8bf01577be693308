//! The main job: a month in a village without a signal, then one sync.

use std::collections::BTreeMap;

use cunji_client::{Beside, Decision, Reason, contact_on, friendship_since, problem_on};
use cunji_domain::attendance::DayState;
use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_domain::friendship_contact::{ContactWay, FriendshipContact};
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::problem::Problem;
use cunji_domain::record::{ListedCode, Prose, RecordId};
use cunji_domain::visit::HouseholdVisit;
use cunji_tests::fixtures_roster::MAANQIAO;
use cunji_tests::job::{JobLine, generate};
use cunji_tests::story;
use cunji_tests::world::{FIRST_DAY, Handset, World, a_day, village};

const DAYS: u32 = 30;

/// What a person writes in a month, by the day on which it is written (a late diary the next morning).
fn month(cadre: &str) -> BTreeMap<u32, Vec<JobLine>> {
    let mut by_day: BTreeMap<u32, Vec<JobLine>> = BTreeMap::new();
    let first = a_day(FIRST_DAY);
    for line in generate(7, cadre, MAANQIAO, first, DAYS) {
        let day = cunji_domain::time::local_day(line.written_at()).unwrap();
        let number = u32::try_from(day.signed_duration_since(first).num_days()).unwrap();
        by_day.entry(number).or_default().push(line);
    }
    by_day
}

fn write(phone: &Handset, lines: &[JobLine]) {
    let text: String = lines.iter().map(|line| serde_json::to_string(line).unwrap() + "\n").collect();
    phone.with(|phone| phone.import(&text)).unwrap_or_else(|error| panic!("{error}"));
}

/// A friend from the first day on, seen every week.
fn befriend(phone: &Handset) -> RecordId {
    let mut friend = friendship_since(a_day(FIRST_DAY));
    friend.household = Some("h005".to_owned());
    friend.why = Prose("独居老人,儿女在外。".to_owned());
    phone.with(|phone| phone.add(&friend, &Beside::default())).unwrap().record
}

fn see_friend(phone: &Handset, friend: RecordId, world: &World) {
    let today = cunji_domain::time::local_day(world.now()).unwrap();
    let mut contact = contact_on(friend, today, ContactWay::Visit);
    contact.text = Prose("送去常用药,帮着劈柴。".to_owned());
    phone.with(|phone| phone.contact_friend(&contact, &Beside::default())).unwrap();
}

fn raise_problem(phone: &Handset, world: &World) {
    let mut problem = problem_on(cunji_domain::time::local_day(world.now()).unwrap());
    problem.text = Prose("三组饮水管冻裂,十一户吃水困难。".to_owned());
    phone.with(|phone| phone.add(&problem, &Beside::default())).unwrap();
}

fn leave(first: &str, last: &str) -> LeaveRequest {
    LeaveRequest {
        first_day: a_day(first),
        last_day: a_day(last),
        leave: ListedCode("personal".to_owned()),
        place: Some("安康".to_owned()),
        contact: None,
    }
}

story!(
    /// Four phones of three cadres and a first secretary live thirty days without a signal; one diary is written on both phones of
    /// one person; then each needs one round trip.
    thirty_days_without_signal_then_one_sync,
    |world| {
        let (liu, chen, chen2, wang) =
            (world.phone("c0016"), world.phone("c0017"), world.phone("c0017"), world.phone("c0018"));
        world.settle();

        let months = [(&liu, month("c0016")), (&chen, month("c0017")), (&wang, month("c0018"))];
        let friend = befriend(&chen);
        for day in 0..DAYS {
            world.pass(8 * 3600);
            for (phone, month) in &months {
                write(phone, month.get(&day).map_or(&[], Vec::as_slice));
            }
            if day % 7 == 3 {
                see_friend(&chen, friend, world);
            }
            if day == 11 {
                raise_problem(&wang, world);
                let reason = Reason { text: "母亲住院,陪护三天。".to_owned(), medical: true };
                wang.with(|phone| phone.request_leave(&leave("2017-09-20", "2017-09-22"), Some(reason), &Beside::default()))
                    .unwrap();
            }
            world.pass(16 * 3600);
        }
        // The day that both phones of one person tell of.
        let written = chen.diary_text("c0017", "2017-09-10").unwrap();
        chen.diary("2017-09-10", &format!("{written}补:夜里下雨。"));
        chen2.diary("2017-09-10", "第二台手机上写的。");

        for phone in [&liu, &chen, &chen2, &wang] {
            let unsent = phone.status().unsent;
            assert!(unsent > 0);
            let sync = phone.sync();
            assert_eq!((sync.accepted, sync.round_trips, sync.cuts), (unsent, 1, 0), "{sync:?}");
            assert_eq!((sync.refused, sync.held, sync.rejected, sync.unsent), (0, 0, 0, 0), "{sync:?}");
        }
        world.settle();

        for phone in [&liu, &chen, &chen2, &wang] {
            let both = phone.diary_text("c0017", "2017-09-10").unwrap();
            assert!(both.contains("夜里下雨") && both.contains("第二台手机"), "{both}");
            assert_eq!(phone.digest(&village()).unwrap(), world.office.digest(&village()));
        }
        assert_eq!(world.office.records::<DiaryEntry>(&village()).len(), 3 * DAYS as usize);
        assert_eq!(world.office.records::<HouseholdVisit>(&village()).len(), 3 * 4 * DAYS as usize);
        assert_eq!(world.office.records::<FriendshipContact>(&village()).len(), 4);
        assert_eq!(world.office.records::<Problem>(&village()).len(), 1);

        // The first secretary's table counts each night in the village once, whoever and however many phones told of it.
        let in_village = |cadre: &str| {
            let diaries = world.office.records::<DiaryEntry>(&village()).into_iter();
            diaries.filter(|diary| diary.cadre.as_str() == cadre && diary.stay == Some(Stay::Village)).count()
        };
        let team = liu.with(|phone| phone.team_attendance(2017, Some(a_day("2017-10-01")), None)).unwrap();
        for cadre in ["c0016", "c0017", "c0018"] {
            let year = &team.iter().find(|member| member.year.cadre == cadre).unwrap().year;
            assert_eq!(usize::try_from(year.resident).unwrap(), in_village(cadre), "{cadre}");
            assert!(year.resident > 20);
        }

        let request = wang.with(|phone| phone.leaves(&cunji_store::Filter::default())).unwrap().remove(0);
        let decision = Decision { granted: true, days: None, note: String::new() };
        liu.with(|phone| phone.decide_leave(request.request.record.id, decision)).unwrap();
        world.settle();
        let decided = wang.with(|phone| phone.leaves(&cunji_store::Filter::default())).unwrap().remove(0).decision.unwrap();
        assert_eq!(decided.granted, Some((a_day("2017-09-20"), a_day("2017-09-22"))));
    }
);

story!(
    /// Who joins after a month has all of it by one sync.
    a_phone_that_joined_late_has_everything,
    |world| {
        let chen = world.phone("c0017");
        for (_, lines) in month("c0017") {
            world.pass_days(1);
            write(&chen, &lines);
        }
        chen.sync();
        let li = world.phone("c0019");
        let sync = li.sync();
        assert!(sync.pulled > 150, "{sync:?}");
        assert_eq!(li.diaries().len(), DAYS as usize);
        assert_eq!(li.digest(&village()).unwrap(), world.office.digest(&village()));
    }
);

story!(
    /// A leave that was granted for three days and then asked for thirty is not granted: what was decided is an older word.
    a_leave_granted_for_three_days_then_edited_to_thirty_is_not_granted,
    |world| {
        let (liu, chen) = (world.phone("c0016"), world.phone("c0017"));
        world.settle();
        let asked =
            chen.with(|phone| phone.request_leave(&leave("2017-09-20", "2017-09-22"), None, &Beside::default())).unwrap().0;
        world.settle();
        let decision = Decision { granted: true, days: None, note: String::new() };
        liu.with(|phone| phone.decide_leave(asked.record, decision)).unwrap();
        world.settle();
        let decided = |phone: &Handset| {
            let leaves = phone.with(|phone| phone.leaves(&cunji_store::Filter::default())).unwrap();
            leaves[0].decision.unwrap()
        };
        assert!(decided(&chen).judged_present);
        let state = |phone: &Handset, day: &str| {
            let year = phone.with(|phone| phone.attendance(2017, Some(a_day("2017-10-25")))).unwrap();
            year.days.into_iter().find(|of_day| of_day.day == a_day(day)).unwrap().state
        };
        assert_eq!(state(&chen, "2017-09-21"), DayState::Leave);

        let longer = |request: &mut LeaveRequest| request.last_day = a_day("2017-10-19");
        chen.with(|phone| phone.change(asked.record, longer, &Beside::default())).unwrap();
        assert!(!decided(&chen).judged_present, "at once, without a signal");
        assert!([state(&chen, "2017-09-21"), state(&chen, "2017-10-11")].iter().all(|state| *state != DayState::Leave));
        world.settle();
        for phone in [&liu, &chen] {
            let decided = decided(phone);
            assert!(!decided.judged_present);
            assert_eq!(decided.granted, Some((a_day("2017-09-20"), a_day("2017-09-22"))), "what was decided then is still told");
        }
        // The first secretary looks again.
        let decision = Decision { granted: true, days: Some((a_day("2017-09-20"), a_day("2017-09-25"))), note: String::new() };
        liu.with(|phone| phone.decide_leave(asked.record, decision)).unwrap();
        world.settle();
        assert!(decided(&chen).judged_present);
        assert_eq!(state(&chen, "2017-09-25"), DayState::Leave);
        assert_ne!(state(&chen, "2017-09-26"), DayState::Leave);
    }
);

story!(
    /// Syncing again when nothing is new costs next to nothing and changes nothing.
    a_sync_of_nothing_moves_next_to_nothing,
    |world| {
        let chen = world.phone("c0017");
        chen.diary("2017-09-01", "住村。");
        world.settle();
        let (before, last) = (chen.digest(&village()), world.office.last_number(&village()));
        chen.line().passed();
        let sync = chen.sync();
        let passed = chen.line().passed();
        assert_eq!((sync.accepted, sync.pulled, sync.round_trips), (0, 0, 1));
        assert!(passed.bytes() < 1500, "{passed:?}");
        assert_eq!((passed.up, passed.down), (sync.bytes_up, sync.bytes_down), "what the phone counts is what travelled");
        assert_eq!((chen.digest(&village()), world.office.last_number(&village())), (before, last));
    }
);
