//! One log, one replay, two homes: the office counts a team's days as the team's phones do, on both databases.

use std::collections::BTreeSet;

use cunji_client::{Answer, Beside, Decision, DiaryChange, MemberYear, Seen};
use cunji_domain::attendance::{DayState, Heard, YearAttendance};
use cunji_domain::confirmation::ConfirmationResult;
use cunji_domain::diary::Stay;
use cunji_domain::division::DivisionCode;
use cunji_domain::grade::Grade;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::objection::ObjectedTo;
use cunji_domain::observation::SeenAbsent;
use cunji_domain::office_leave_decision::OfficeLeaveDecision;
use cunji_domain::office_objection_decision::OfficeObjectionDecision;
use cunji_domain::record::{Code as _, Edit, ListedCode, Prose, RecordId, RecordKind, Set};
use cunji_domain::review::{ReturnCause, Review, ReviewState};
use cunji_domain::server_facts::day_grade::DayGrade;
use cunji_domain::time::local_day;
use cunji_domain::voice_leave::VoiceLeave;
use cunji_server::storage::attendance::NamedYear;
use cunji_server::{attendance, log, storage};
use cunji_tests::fixtures_roster::YAOFUGOU;
use cunji_tests::story;
use cunji_tests::world::{Handset, World, a_day, village};

fn stays(phone: &Handset, day: &str, stay: Stay) -> RecordId {
    let change = DiaryChange { stay: Some(stay), ..DiaryChange::default() };
    phone.try_diary(day, change).unwrap_or_else(|error| panic!("{day}: {error}")).record
}

fn observe(phone: &Handset, day: &str, absent: &[&str]) -> RecordId {
    let absent = absent.iter().map(|id| SeenAbsent { person: id.parse().unwrap(), why: Some("没看见".to_owned()) });
    let seen = Seen { absent: absent.collect(), ..Seen::default() };
    phone.with(|phone| phone.observe(a_day(day), seen, &Beside::default())).unwrap().record
}

fn ask_leave(phone: &Handset, first: &str, last: &str) -> RecordId {
    let request = LeaveRequest {
        first_day: a_day(first),
        last_day: a_day(last),
        leave: ListedCode("personal".to_owned()),
        place: None,
        contact: None,
    };
    phone.with(|phone| phone.request_leave(&request, None, &Beside::default())).unwrap().0.record
}

fn give_leave(phone: &Handset, cadre: &str, first: &str, last: &str) -> RecordId {
    let leave = VoiceLeave {
        cadre: cadre.parse().unwrap(),
        first_day: a_day(first),
        last_day: a_day(last),
        leave: ListedCode("personal".to_owned()),
        given: None,
        note: Prose::default(),
    };
    phone.with(|phone| phone.add(&leave, &Beside::default())).unwrap().record
}

fn object(phone: &Handset, day: &str, to: ObjectedTo, against: RecordId) -> RecordId {
    let answer = Answer {
        day: a_day(day),
        to,
        against: BTreeSet::from([against]),
        shown: None,
        text: "那晚去接药,十点回的村。".to_owned(),
    };
    phone.with(|phone| phone.object(answer, &Beside::default())).unwrap().record
}

/// The heads that the office has of a record.
fn heads<K: RecordKind>(world: &World, record: RecordId) -> Set<Edit> {
    let tables = world.office.server().registrar().tables;
    let row = world.office.read(|tx| tables.record(tx, K::DECL.number, &village(), record)).expect("it arrived");
    row.heads.iter().map(|head| Edit(head.0)).collect()
}

/// The office says something in the village.
fn publish<K: RecordKind>(world: &World, record: &K) {
    let server = world.office.server();
    let (registrar, now) = (server.registrar(), server.clock.now());
    storage::write(&*server.storage, |tx| {
        storage::log::open_space(tx, &village())?;
        storage::log::lock_space(tx, &village())?;
        log::publish(tx, &registrar, &village(), record, now)
    })
    .unwrap();
}

fn counted(world: &World, division: &DivisionCode) -> Vec<NamedYear> {
    world.office.look_after();
    world.office.read(|tx| storage::attendance::years(tx, division, 2017, None, 1000))
}

/// The year as the office counts it.
fn at_the_office(world: &World, cadre: &str) -> YearAttendance {
    let server = world.office.server();
    let today = local_day(server.clock.now()).unwrap();
    storage::read(&*server.storage, |tx| {
        attendance::year_of(tx, &server.registrar(), &cadre.parse().unwrap(), 2017, today)
    })
    .unwrap()
}

/// The first secretary's table and the office's are one, day by day; gives the first secretary's.
fn agree(world: &World, secretary: &Handset) -> Vec<MemberYear> {
    world.settle();
    world.office.look_after();
    // What the office did meanwhile, such as accepting what nobody reviewed for too long, comes down.
    world.settle();
    let team = secretary.with(|phone| phone.team_attendance(2017, None, None)).unwrap();
    let counted = counted(world, &village());
    assert_eq!(counted.len(), team.len());
    for (member, counted) in team.iter().zip(&counted) {
        let cadre = &member.year.cadre;
        let office = at_the_office(world, cadre);
        for (phone, office) in member.year.days.iter().zip(&office.days) {
            assert_eq!(phone, office, "{cadre}");
        }
        assert_eq!(member.year, office);
        assert_eq!((counted.year.cadre.as_str(), counted.name.as_ref()), (cadre.as_str(), Some(&member.name)));
        let signs: String = member.year.days.iter().map(|day| day.state.sign()).collect();
        let heard: String = member.year.days.iter().map(|day| day.why.heard().sign()).collect();
        assert_eq!((&counted.year.signs, &counted.year.said), (&signs, &heard), "{cadre}");
        let figures = (counted.year.target, counted.year.resident, counted.year.needed, counted.year.possible);
        assert_eq!(figures, (member.year.target, member.year.resident, member.year.needed, member.year.possible));
        assert_eq!(
            (counted.year.latest_start, counted.year.reach.as_str()),
            (member.year.latest_start, member.year.reach.code())
        );
    }
    team
}

fn grade(world: &World, diary: RecordId) -> Grade {
    let grades = world.office.records::<DayGrade>(&village());
    grades.iter().find(|grade| grade.subject == diary).expect("it was graded").grade
}

fn why(team: &[MemberYear], cadre: &str, day: &str) -> &'static str {
    let year = &team.iter().find(|member| member.year.cadre == cadre).expect("in the team").year;
    year.days.iter().find(|of| of.day == a_day(day)).expect("of the year").why.code()
}

story!(
    /// Leave, leave by voice, what was seen, what was confirmed, what was written late: the same days in the village and at the office.
    what_a_team_says_counts_at_the_office_as_in_the_village,
    |world| {
        let (liu, chen, wang, li) =
            (world.phone("c0016"), world.phone("c0017"), world.phone("c0018"), world.phone("c0019"));
        world.settle();
        assert!(agree(world, &liu).iter().all(|member| member.year.resident == 0));

        stays(&chen, "2017-08-31", Stay::Village);
        stays(&chen, "2017-08-10", Stay::Village);
        stays(&wang, "2017-08-30", Stay::Home);
        stays(&li, "2017-08-29", Stay::Village);
        stays(&li, "2017-08-30", Stay::Business);
        observe(&liu, "2017-08-29", &["c0019"]);
        observe(&liu, "2017-08-28", &[]);
        let asked = ask_leave(&wang, "2017-08-23", "2017-08-25");
        let own = ask_leave(&liu, "2017-08-21", "2017-08-22");
        let given = give_leave(&liu, "c0019", "2017-08-24", "2017-08-25");
        let team = agree(world, &liu);
        assert_eq!(why(&team, "c0017", "2017-08-31"), "resident.word");
        assert_eq!(why(&team, "c0017", "2017-08-10"), "resident.backfilled");
        assert_eq!(why(&team, "c0017", "2017-08-28"), "resident.seen");
        assert_eq!(why(&team, "c0019", "2017-08-29"), "contradicted.seen_away");
        assert_eq!(why(&team, "c0018", "2017-08-24"), "unconfirmed.leave_undecided");
        assert_eq!(why(&team, "c0016", "2017-08-22"), "unconfirmed.leave_undecided_by_office");
        assert_eq!(why(&team, "c0019", "2017-08-24"), "leave.granted");

        let part = Some((a_day("2017-08-23"), a_day("2017-08-24")));
        let decision = Decision { granted: true, days: part, note: String::new() };
        liu.with(|phone| phone.decide_leave(asked, decision)).unwrap();
        wang.with(|phone| phone.end_leave(asked, a_day("2017-08-24"), None)).unwrap();
        li.with(|phone| phone.say_of_voice_leave(given, false, None)).unwrap();
        let confirmed = ConfirmationResult::Confirmed;
        let chen_id = "c0017".parse().unwrap();
        liu.with(|phone| phone.judge_day(&chen_id, a_day("2017-08-10"), confirmed, String::new(), None)).unwrap();
        publish(world, &OfficeLeaveDecision {
            subject: own,
            level: JudgeLevel::Town,
            judged: heads::<LeaveRequest>(world, own),
            granted: true,
            first_day: Some(a_day("2017-08-21")),
            last_day: Some(a_day("2017-08-22")),
            note: Prose::default(),
        });
        let team = agree(world, &liu);
        assert_eq!(why(&team, "c0018", "2017-08-23"), "leave.granted");
        assert_ne!(why(&team, "c0018", "2017-08-24"), "leave.granted", "back by then");
        assert_eq!(why(&team, "c0019", "2017-08-24"), "unconfirmed.voice_leave_denied");
        assert_eq!(why(&team, "c0017", "2017-08-10"), "resident.confirmed");
        assert_eq!(why(&team, "c0016", "2017-08-22"), "leave.granted");

        // The day changes by itself: a silence that was too long is absence, without a word from anybody.
        assert_eq!(why(&team, "c0018", "2017-08-31"), "unconfirmed.no_word");
        world.pass_days(40);
        let team = agree(world, &liu);
        assert_eq!(why(&team, "c0018", "2017-08-31"), "absent.no_word");
        let counted = counted(world, &village());
        let wang = counted.iter().find(|year| year.year.cadre.as_str() == "c0018").unwrap();
        let at = usize::try_from(a_day("2017-08-31").signed_duration_since(a_day("2017-01-01")).num_days()).unwrap();
        assert_eq!(wang.year.signs.chars().nth(at), Some(DayState::Absent.sign()));
        assert_eq!(wang.year.said.chars().nth(at), Some(Heard::Nothing.sign()), "not heard of is kept apart");
    }
);

story!(
    /// A diary is returned, objected to, taken back into account; an observation is set aside: the office follows each step.
    what_is_objected_to_counts_at_the_office_as_in_the_village,
    |world| {
        let (liu, chen, wang) = (world.phone("c0016"), world.phone("c0017"), world.phone("c0018"));
        world.settle();
        let diary = stays(&chen, "2017-08-31", Stay::Village);
        let doubted = stays(&wang, "2017-08-30", Stay::Village);
        let seen = observe(&liu, "2017-08-30", &["c0018"]);
        world.settle();
        let returned = Review {
            subject: diary,
            level: JudgeLevel::Town,
            judged: heads::<cunji_domain::diary::DiaryEntry>(world, diary),
            state: ReviewState::Returned,
            reason: Prose("说明住在哪里。".to_owned()),
            read: Some(true),
            cause: ReturnCause::ALL.first().copied(),
        };
        publish(world, &returned);
        let team = agree(world, &liu);
        assert_eq!(why(&team, "c0017", "2017-08-31"), "unconfirmed.returned");
        assert_eq!(why(&team, "c0018", "2017-08-30"), "contradicted.seen_away");
        assert_eq!(grade(world, doubted), Grade::Contradicted);

        let review = cunji_history::derived_record_id(Review::DECL.number, &village(), &returned.key());
        let to_return = object(&chen, "2017-08-31", ObjectedTo::Return, review);
        let to_seen = object(&wang, "2017-08-30", ObjectedTo::Grade, seen);
        agree(world, &liu);
        let own = |objection| liu.with(|phone| phone.decide_objection(objection, true, String::new())).unwrap_err();
        assert_eq!(own(to_return).code(), "objection.of_another_level", "the town's word is for the county");
        assert_eq!(own(to_seen).code(), "objection.of_ones_own_word");
        for (subject, level) in [(to_return, JudgeLevel::County), (to_seen, JudgeLevel::Town)] {
            publish(world, &OfficeObjectionDecision {
                subject,
                level,
                judged: heads::<cunji_domain::objection::Objection>(world, subject),
                upheld: true,
                reason: Prose("药房有记录。".to_owned()),
            });
        }
        let team = agree(world, &liu);
        assert_eq!(why(&team, "c0017", "2017-08-31"), "resident.word");
        assert_eq!(why(&team, "c0018", "2017-08-30"), "resident.word");
        assert_ne!(grade(world, doubted), Grade::Contradicted, "what was set aside speaks in no grade");

        // Rewritten, the diary is another one than was objected for.
        stays(&chen, "2017-08-31", Stay::Home);
        assert_eq!(why(&agree(world, &liu), "c0017", "2017-08-31"), "unconfirmed.away");
    }
);

story!(
    /// Somebody lives in two villages: the own phone has both, the office counts each day once, where it belongs.
    a_year_in_two_villages_counts_each_day_once,
    |world| {
        world.office.import_roster_rows("平利县,城关镇,药妇沟村,c0019,李秋月,市示范林业站,,,驻村队员,2017-08-15,,\n");
        let (liu, li) = (world.phone("c0016"), world.phone("c0019"));
        world.settle();
        let other: DivisionCode = YAOFUGOU.parse().unwrap();
        let stay = |day: &str, village: &DivisionCode| {
            let change = DiaryChange { stay: Some(Stay::Village), ..DiaryChange::default() };
            let beside = Beside { village: Some(village.clone()), ..Beside::default() };
            li.with(|phone| phone.write_diary(a_day(day), change, &beside)).unwrap();
        };
        stay("2017-08-10", &village());
        stay("2017-08-20", &other);
        stay("2017-08-30", &village());
        stay("2017-08-30", &other);
        world.settle();
        world.office.look_after();
        let own = li.with(|phone| phone.attendance(2017, None)).unwrap();
        assert_eq!(own, at_the_office(world, "c0019"));
        assert_eq!(own.resident, 3);

        let of_village = |village: &DivisionCode| {
            let mut years = counted(world, village);
            years.retain(|year| year.year.cadre.as_str() == "c0019");
            years.remove(0).year
        };
        let (here, there) = (of_village(&village()), of_village(&other));
        let resident = |signs: &str| signs.chars().filter(|sign| *sign == DayState::Resident.sign()).count();
        assert_eq!((resident(&here.signs), resident(&there.signs)), (1, 2));
        assert_eq!((here.resident, there.resident), (3, 3), "the year is one");
        for (day, (a, b)) in own.days.iter().zip(here.signs.chars().zip(there.signs.chars())) {
            let none = DayState::NotInTerm.sign();
            let sign = if a == none { b } else { a };
            assert!(a == none || b == none, "{}", day.day);
            assert_eq!(sign, day.state.sign(), "{}", day.day);
        }
        // What arrives in one village is counted in the other.
        stay("2017-08-29", &village());
        world.settle();
        assert_eq!(of_village(&other).resident, 4);
        assert!(!liu.diaries().is_empty());
    }
);
