//! 出勤: a month as its calendar shows it, what a member says to a day and who decides of it, leaves by voice, the month's
//! acknowledgement, and the team's table with its evening; on phones without a line, and after one.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use common::{Line, Office, VILLAGE, day, noon, now, person, synced};
use cunji_client::views::record_id;
use cunji_client::views::waiting::MonthsWaiting;
use cunji_client::{Answer, Beside, DiaryChange, DiaryForm, Language, Phone, Seen, SetClock};
use cunji_domain::complaint::{Complaint, ComplaintAbout, ComplaintOffice};
use cunji_domain::confirmation::ConfirmationResult;
use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::month_filing::{FilingCause, MonthFiling};
use cunji_domain::objection::{ObjectedTo, Objection};
use cunji_domain::observation::SeenAbsent;
use cunji_domain::office_objection_decision::OfficeObjectionDecision;
use cunji_domain::organisation::Role;
use cunji_domain::paper_month::PaperMonth;
use cunji_domain::record::{Edit, ListedCode, Prose, RecordId};
use cunji_domain::review::{Review, ReviewState};
use cunji_domain::server_facts::member::Member;
use cunji_domain::voice_leave::VoiceLeave;
use cunji_store::Filter;

/// A cadre's phone and the first secretary's, synced once; each says no more than it says itself.
struct Team {
    office: Arc<Mutex<Office>>,
    cadre: Phone,
    secretary: Phone,
    clocks: [Arc<SetClock>; 2],
}

impl Team {
    fn at(home: &Path) -> Self {
        let office = Office::with_team();
        let (cadre, one) = synced(&home.join("1"), &office, "c0017");
        let (secretary, two) = synced(&home.join("2"), &office, "c0016");
        Self { office, cadre, secretary, clocks: [one, two] }
    }

    fn set(&self, to: &str) {
        self.clocks.iter().for_each(|clock| clock.set(noon(to)));
        self.office.lock().unwrap().now = noon(to);
    }

    fn sync(&mut self) {
        for _ in 0..2 {
            now(self.cadre.sync_over(&mut Line::to(&self.office))).unwrap();
            now(self.secretary.sync_over(&mut Line::to(&self.office))).unwrap();
        }
    }

    fn why(&mut self, at: &str) -> String {
        self.cadre.day_sheet(None, day(at)).unwrap().day.why.code
    }
}

fn stays(phone: &mut Phone, at: &str, stay: Stay) -> RecordId {
    let change = DiaryChange { stay: Some(stay), ..DiaryChange::default() };
    phone.write_diary(day(at), change, &Beside::default()).unwrap().record
}

fn all_but(absent: &[(&str, &str)]) -> Seen {
    let seen = |(id, why): &(&str, &str)| SeenAbsent { person: person(id), why: Some((*why).to_owned()) };
    Seen { absent: absent.iter().map(seen).collect(), ..Seen::default() }
}

/// Somebody else of the village's team, from January on.
fn a_member(id: &str, role: Role) -> Member {
    Member {
        person: person(id),
        role,
        first_day: day("2017-01-01"),
        name: "周明".to_owned(),
        unit: None,
        last_day: None,
        cut_short_by: None,
        cut_short_why: None,
    }
}

fn answer(at: &str, to: ObjectedTo, against: impl IntoIterator<Item = String>) -> Answer {
    Answer {
        day: day(at),
        to,
        against: against.into_iter().map(|id| record_id(&id).unwrap()).collect::<BTreeSet<_>>(),
        shown: None,
        text: "那晚去接药,十点回的村。".to_owned(),
    }
}

#[test]
fn a_month_is_a_calendar_with_lunar_dates_holidays_and_a_year_around_it() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    team.set("2017-09-14");
    for at in ["2017-09-01", "2017-09-02", "2017-09-13"] {
        stays(&mut team.cadre, at, Stay::Village);
    }
    let month = team.cadre.month_view(None).unwrap();
    assert_eq!((month.month, month.days.len(), month.totals.resident), (day("2017-09-01"), 30, 3));
    let of = |at: u32| month.days[at as usize - 1].clone();
    assert_eq!(
        (of(14).weekday, of(14).state.as_str(), of(14).why.code.as_str()),
        (4, "unconfirmed", "unconfirmed.today")
    );
    let lunar = of(14).lunar.unwrap();
    assert_eq!((lunar.month_zh.as_str(), lunar.day_zh.as_str()), ("七月", "廿四"));
    assert_eq!(of(23).term.unwrap().zh, "秋分");
    assert!(of(3).is_rest && of(3).state == "rest" && !of(3).due);
    assert_eq!(of(30).holiday.as_deref(), Some("国庆节调班"), "a Saturday that is worked");
    assert!(!of(30).is_rest);
    assert_eq!((month.year.target, month.year.resident, month.year.reach.as_str()), (220, 3, "impossible"));
    assert_eq!(month.year.days_left, 109);
    stays(&mut team.cadre, "2017-09-14", Stay::Village);
    assert_eq!(team.cadre.month_view(None).unwrap().year.days_left, 108, "what is lived is not left");
    assert!(!month.can_acknowledge, "it is not over");
    assert_eq!(team.cadre.month_view(Some(day("2017-10-20"))).unwrap().month, day("2017-10-01"));
}

#[test]
fn a_doubt_is_answered_and_somebody_else_than_its_author_decides() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    stays(&mut team.cadre, "2017-08-31", Stay::Village);
    team.sync();
    team.secretary.observe(day("2017-08-31"), all_but(&[("c0017", "没看见")]), &Beside::default()).unwrap();
    team.sync();
    assert_eq!(team.why("2017-08-31"), "contradicted.seen_away");
    let sheet = team.cadre.day_sheet(None, day("2017-08-31")).unwrap();
    let said: Vec<_> = sheet.words.iter().map(|word| (word.kind.as_str(), word.says.as_str(), word.counts)).collect();
    assert_eq!(said, [("diary", "village", true), ("observation", "away", true)]);
    assert_eq!((sheet.words[1].by.as_ref().unwrap().name.as_str(), sheet.words[1].text.as_str()), ("刘明哲", "没看见"));
    assert_eq!((sheet.explain_to.as_deref(), sheet.against.len()), (Some("grade"), 1));
    let said = team.cadre.object(answer("2017-08-31", ObjectedTo::Grade, sheet.against), &Beside::default()).unwrap();
    team.sync();
    let waiting = team.secretary.team_view(Some(day("2017-08-01")), None).unwrap().to_decide;
    let objection = waiting.iter().find(|one| one.what == "objection").unwrap();
    assert!(objection.for_the_office, "it is against the first secretary's own eyes");
    let own_word = team.secretary.decide_objection(said.record, true, String::new()).unwrap_err();
    assert_eq!(own_word.code(), "objection.of_ones_own_word");
    let heads = team.cadre.record_of::<Objection>(said.record).unwrap().record.heads;
    let decision = OfficeObjectionDecision {
        subject: said.record,
        level: JudgeLevel::Town,
        judged: heads.iter().map(|head| Edit(head.0)).collect(),
        upheld: true,
        reason: Prose("药房有记录。".to_owned()),
    };
    team.office.lock().unwrap().publish(VILLAGE, &decision);
    team.sync();
    assert_eq!(team.why("2017-08-31"), "resident.word", "the observation is set aside for this member");
    let sheet = team.cadre.day_sheet(None, day("2017-08-31")).unwrap();
    assert!(!sheet.words[1].counts);
    let objection = sheet.objection.unwrap();
    assert_eq!((objection.upheld, objection.decided_by.as_deref()), (Some(true), Some("town")));
    assert_eq!(objection.reason, "药房有记录。");
    // Written on, it has to be decided anew.
    team.cadre
        .change(said.record, |objection: &mut Objection| objection.text.0 += "还有。", &Beside::default())
        .unwrap();
    assert_eq!(team.why("2017-08-31"), "contradicted.seen_away");
}

#[test]
fn a_day_that_is_objected_to_is_not_absent_meanwhile_and_the_first_secretary_settles_what_is_not_their_word() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    team.set("2017-11-01");
    assert_eq!(team.why("2017-09-13"), "absent.no_word");
    let said = team.cadre.object(answer("2017-09-13", ObjectedTo::Absence, []), &Beside::default()).unwrap();
    assert_eq!(team.why("2017-09-13"), "unconfirmed.objection");
    assert!(team.cadre.month_view(Some(day("2017-09-01"))).unwrap().days[12].explained);
    team.sync();
    let no_reason = team.secretary.decide_objection(said.record, false, String::new()).unwrap_err();
    assert_eq!(no_reason.code(), "record.text_missing");
    team.secretary.decide_objection(said.record, false, "那天没有人见到。".to_owned()).unwrap();
    team.sync();
    assert_eq!(team.why("2017-09-13"), "absent.no_word");
    assert_eq!(team.cadre.day_sheet(None, day("2017-09-13")).unwrap().objection.unwrap().upheld, Some(false));
}

#[test]
fn a_first_secretary_s_own_day_is_the_office_s_to_confirm_or_question() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    let diary = stays(&mut team.secretary, "2017-08-31", Stay::Village);
    let own = team.secretary.judge_day(
        &person("c0016"),
        day("2017-08-31"),
        ConfirmationResult::Confirmed,
        String::new(),
        None,
    );
    let own = own.unwrap_err().sentences();
    assert!(own[0].code == "judgement.of_ones_own" && own[0].zh.contains("镇办公室"), "{own:?}");
    let asked = cunji_domain::leave_request::LeaveRequest {
        first_day: day("2017-08-28"),
        last_day: day("2017-08-29"),
        leave: ListedCode("personal".to_owned()),
        place: None,
        contact: None,
    };
    team.secretary.request_leave(&asked, None, &Beside::default()).unwrap();
    let why = |phone: &mut Phone, at: &str| phone.day_sheet(None, day(at)).unwrap().day.why.code;
    assert_eq!(why(&mut team.secretary, "2017-08-29"), "unconfirmed.leave_undecided_by_office");
    team.sync();
    let review = |state, level| Review {
        subject: diary,
        level,
        judged: team.secretary.record_of::<DiaryEntry>(diary).unwrap().record.heads.iter().map(|h| Edit(h.0)).collect(),
        state,
        reason: Prose("那天镇上见到你。".to_owned()),
        read: Some(true),
        cause: None,
    };
    let flagged = review(ReviewState::Flagged, JudgeLevel::Town);
    let accepted = review(ReviewState::Accepted, JudgeLevel::County);
    team.office.lock().unwrap().publish(VILLAGE, &flagged);
    team.sync();
    assert_eq!(why(&mut team.secretary, "2017-08-31"), "unconfirmed.flagged");
    let sheet = team.secretary.day_sheet(None, day("2017-08-31")).unwrap();
    assert_eq!((sheet.explain_to.as_deref(), sheet.words[1].office.as_deref()), (Some("question"), Some("town")));
    team.office.lock().unwrap().publish(VILLAGE, &accepted);
    team.sync();
    assert_eq!(why(&mut team.secretary, "2017-08-31"), "resident.accepted", "the higher level holds");
}

#[test]
fn a_leave_by_voice_is_confirmed_or_denied_by_one_tap_and_a_change_asks_again() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    let voice = VoiceLeave {
        cadre: person("c0017"),
        first_day: day("2017-08-28"),
        last_day: day("2017-08-30"),
        leave: ListedCode("personal".to_owned()),
        given: Some(day("2017-08-27")),
        note: Prose::default(),
    };
    let given = team.secretary.add(&voice, &Beside::default()).unwrap().record;
    team.sync();
    assert_eq!(team.why("2017-08-29"), "leave.granted");
    let leaves = team.cadre.month_view(Some(day("2017-08-01"))).unwrap().leaves;
    assert_eq!(
        (leaves.len(), leaves[0].by_voice, leaves[0].said, leaves[0].leave.zh.as_str()),
        (1, true, None, "事假")
    );
    assert_eq!(team.secretary.say_of_voice_leave(given, true, None).unwrap_err().code(), "record.of_another_person");
    team.cadre.say_of_voice_leave(given, false, Some("我在村里。".to_owned())).unwrap();
    assert_eq!(team.why("2017-08-29"), "unconfirmed.voice_leave_denied");
    team.sync();
    let waiting = team.secretary.team_view(Some(day("2017-08-01")), None).unwrap().to_decide;
    assert!(waiting.iter().any(|one| one.what == "voice_leave" && one.leave.as_ref().unwrap().said == Some(false)));
    let shorter = |leave: &mut VoiceLeave| leave.last_day = day("2017-08-29");
    team.secretary.change(given, shorter, &Beside::default()).unwrap();
    team.sync();
    assert_eq!(team.why("2017-08-29"), "leave.granted", "the word was on another leave");
    team.cadre.say_of_voice_leave(given, true, None).unwrap();
    let leave = team.cadre.month_view(Some(day("2017-08-01"))).unwrap().leaves.remove(0);
    assert_eq!((leave.said, leave.can_end), (Some(true), true));
}

#[test]
fn a_month_is_acknowledged_as_it_was_seen_and_a_later_change_takes_it_back() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    team.set("2017-09-14");
    let early = team.cadre.acknowledge_month(day("2017-09-10"), None).unwrap_err();
    assert_eq!(early.code(), "month_acknowledgement.not_over");
    stays(&mut team.cadre, "2017-08-30", Stay::Village);
    team.cadre.acknowledge_month(day("2017-08-15"), None).unwrap();
    team.sync();
    let august = day("2017-08-01");
    let seen = team.secretary.team_view(Some(august), None).unwrap();
    let member = |view: &cunji_client::views::team::TeamView| {
        view.members.iter().find(|member| member.person.id == "c0017").unwrap().acknowledgement.clone()
    };
    assert!(member(&seen).unwrap().changed.is_empty());
    team.secretary
        .judge_day(
            &person("c0017"),
            day("2017-08-30"),
            ConfirmationResult::Questioned,
            "那天在县里看到他。".to_owned(),
            None,
        )
        .unwrap();
    let changed = member(&team.secretary.team_view(Some(august), None).unwrap()).unwrap().changed;
    assert_eq!(changed.len(), 1);
    assert_eq!((changed[0].was.as_str(), changed[0].is.as_str()), ("resident", "unconfirmed"));
    team.sync();
    let month = team.cadre.month_view(Some(august)).unwrap();
    assert!(month.can_acknowledge, "what is there now was not acknowledged");
    team.cadre.acknowledge_month(august, None).unwrap();
    assert!(team.cadre.month_view(Some(august)).unwrap().acknowledgement.unwrap().changed.is_empty());
}

#[test]
fn a_filed_month_waits_for_nobody_and_paper_stands_for_the_words_on_it() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    stays(&mut team.cadre, "2017-08-31", Stay::Village);
    team.sync();
    let own = |phone: &mut Phone| phone.months_to_acknowledge().unwrap();
    let to_sign = |phone: &mut Phone, month: &str| {
        let waiting = phone.months_to_sign().unwrap().into_iter().filter(|one| one.month == day(month));
        waiting.flat_map(|one| one.people).any(|person| person.id == "c0017")
    };
    let (june, july, august) = ("2017-06-01", "2017-07-01", "2017-08-01");
    for month in [june, july, august] {
        assert!(own(&mut team.cadre).contains(&day(month)) && to_sign(&mut team.secretary, month), "{month}");
    }
    let paper = |month: &str, days: usize, signed| PaperMonth {
        cadre: person("c0017"),
        month: day(month),
        days: "R".repeat(days),
        signed,
        typed_by: "林秀".to_owned(),
        note: Prose::default(),
        seconded_by: None,
    };
    let filing = MonthFiling {
        cadre: person("c0017"),
        month: day(july),
        number: 0,
        until: day("2017-07-31"),
        filed: "R".repeat(31),
        sheet: day(july),
        cause: FilingCause::Closed,
        note: Prose::default(),
        role: None,
        target: None,
        year_resident: None,
        never_heard: None,
        on_paper: None,
        rest_days: None,
        silent: None,
    };
    {
        let mut office = team.office.lock().unwrap();
        office.publish(VILLAGE, &paper(june, 30, true));
        office.publish(VILLAGE, &paper(august, 31, false));
        office.publish(VILLAGE, &filing);
    }
    team.sync();
    let waits = own(&mut team.cadre);
    assert!([june, july, august].iter().all(|month| !waits.contains(&day(month))), "{waits:?}");
    assert!(waits.contains(&day("2017-05-01")));
    let signs = [june, july, august].map(|month| to_sign(&mut team.secretary, month));
    assert_eq!(signs, [false, false, true], "nobody signed August's sheet on paper");
    // The screens say the same of it.
    let can = |phone: &mut Phone, month: &str| phone.month_view(Some(day(month))).unwrap().can_acknowledge;
    assert!(!can(&mut team.cadre, july) && !can(&mut team.cadre, august) && can(&mut team.cadre, "2017-05-01"));
    let mut members = team.secretary.team_view(Some(day(july)), None).unwrap().members;
    members.retain(|member| member.can_sign);
    let left: Vec<_> = members.iter().map(|member| member.person.id.as_str()).collect();
    assert_eq!(left, ["c0018"]);
}

#[test]
fn today_tells_which_months_wait_and_when_they_close_until_the_word_is_given() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    assert!(team.cadre.months_waiting().unwrap().is_empty(), "nothing is recorded yet");
    stays(&mut team.cadre, "2017-08-31", Stay::Village);
    team.sync();
    // Nothing was recorded before August: who was on the team by then is asked for no month of that time.
    let (months, closes) = (vec![day("2017-08-01")], Some(day("2017-09-05")));
    let own = MonthsWaiting { months: months.clone(), closes_on: closes, village: None, people: Vec::new() };
    assert_eq!(team.cadre.months_waiting().unwrap(), std::slice::from_ref(&own));
    let waits = team.secretary.months_waiting().unwrap();
    assert_eq!((waits.len(), &waits[0]), (2, &own), "their own word, too");
    let people: Vec<_> = waits[1].people.iter().map(|person| person.id.as_str()).collect();
    assert_eq!((&waits[1].months, waits[1].closes_on, people), (&months, closes, vec!["c0017", "c0018"]));
    assert_eq!(waits[1].village.as_ref().map(|village| village.code.as_str()), Some(VILLAGE));

    team.set("2017-09-06");
    assert_eq!(team.cadre.months_waiting().unwrap()[0].closes_on, None, "the day is past, and the month waits on");
    team.cadre.acknowledge_month(months[0], None).unwrap();
    assert!(team.cadre.months_waiting().unwrap().is_empty());
    // Of this year and the last: what was left of before is in 出勤 and in `cunji status`.
    team.set("2018-02-01");
    let waits = team.cadre.months_waiting().unwrap().remove(0).months;
    assert!(waits.contains(&day("2017-12-01")) && waits.last() == Some(&day("2018-01-01")), "{waits:?}");
    team.set("2019-02-01");
    assert!(team.cadre.months_waiting().unwrap().is_empty());
    assert!(!team.cadre.months_to_acknowledge().unwrap().is_empty());
}

#[test]
fn a_month_waits_from_the_day_after_its_last_and_who_leaves_is_asked_on_their_last_day() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let leaves = Member { last_day: Some(day("2017-09-15")), ..a_member("c0021", Role::Resident) };
    office.lock().unwrap().publish(VILLAGE, &leaves);
    let asked_on = |id: &str, days: [&str; 2]| {
        let (mut phone, clock) = synced(&home.path().join(id), &office, id);
        stays(&mut phone, "2017-08-31", Stay::Village);
        days.map(|at| {
            clock.set(noon(at));
            phone.months_to_acknowledge().unwrap().contains(&day("2017-09-01"))
        })
    };
    assert_eq!(
        asked_on("c0017", ["2017-09-30", "2017-10-01"]),
        [false, true],
        "its last evening is still to be told of"
    );
    assert_eq!(
        asked_on("c0021", ["2017-09-14", "2017-09-15"]),
        [false, true],
        "tomorrow the village may be off the phone"
    );
}

#[test]
fn a_first_secretary_is_asked_for_the_months_alone_that_are_theirs_to_sign() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let joins = Member { first_day: day("2017-08-01"), ..a_member("c0021", Role::FirstSecretary) };
    office.lock().unwrap().publish(VILLAGE, &joins);
    let (mut phone, _) = synced(home.path(), &office, "c0021");
    stays(&mut phone, "2017-08-31", Stay::Village);
    let waits = phone.months_to_sign().unwrap();
    let people: Vec<_> = waits.iter().flat_map(|one| &one.people).map(|person| person.id.as_str()).collect();
    assert_eq!((waits.len(), waits[0].month, people), (1, day("2017-08-01"), vec!["c0017", "c0018"]));
    // July was over before they came: a tap would be refused, so that none is offered.
    let july = phone.team_view(Some(day("2017-07-01")), None).unwrap();
    assert!(july.members.iter().all(|member| !member.can_sign));
    let chen = july.members.iter().find(|member| member.person.id == "c0017").unwrap();
    let refused = phone.sign_shown_month("c0017", day("2017-07-01"), &chen.signs, &Beside::default()).unwrap_err();
    assert_eq!(refused.sentences()[0].code, "right.no_role");
}

#[test]
fn who_led_the_team_until_the_middle_of_a_month_is_its_first_secretary_in_it_and_nobody_signs_it() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let leaves = Member {
        name: "刘明哲".to_owned(),
        last_day: Some(day("2017-08-14")),
        ..a_member("c0016", Role::FirstSecretary)
    };
    let joins = Member { first_day: day("2017-08-15"), ..a_member("c0021", Role::FirstSecretary) };
    for member in [leaves, joins] {
        office.lock().unwrap().publish(VILLAGE, &member);
    }
    let (mut phone, _) = synced(home.path(), &office, "c0021");
    stays(&mut phone, "2017-08-31", Stay::Village);
    let august = phone.team_view(Some(day("2017-08-01")), None).unwrap();
    let of = |id: &str| august.members.iter().find(|member| member.person.id == id).unwrap();
    assert_eq!((of("c0016").role.as_str(), of("c0016").can_sign), ("first_secretary", false));
    assert_eq!((of("c0017").role.as_str(), of("c0017").can_sign), ("resident", true));
    let rows = sheet_of(&mut phone, "2017-08-01");
    let role = |name: &str| rows.iter().find(|row| row[0] == name).unwrap()[1].clone();
    assert_eq!((role("刘明哲"), role("周明")), ("第一书记".to_owned(), "第一书记".to_owned()));
    // Whatever is asked for is taken.
    let waits = phone.months_to_sign().unwrap();
    let asked: Vec<_> = waits.iter().flat_map(|one| one.people.iter().map(|who| (one.month, who.id.clone()))).collect();
    assert_eq!(asked, ["c0017", "c0018"].map(|id| (day("2017-08-01"), id.to_owned())));
    for (month, id) in asked {
        let signs = of(&id).signs.clone();
        phone.sign_shown_month(&id, month, &signs, &Beside::default()).unwrap_or_else(|error| panic!("{id}: {error}"));
    }
    assert!(phone.months_to_sign().unwrap().is_empty());
}

#[test]
fn a_first_secretary_whose_term_is_over_is_asked_for_no_signature() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let leaves = Member {
        name: "刘明哲".to_owned(),
        last_day: Some(day("2017-09-14")),
        ..a_member("c0016", Role::FirstSecretary)
    };
    office.lock().unwrap().publish(VILLAGE, &leaves);
    let (mut phone, clock) = synced(home.path(), &office, "c0016");
    stays(&mut phone, "2017-08-31", Stay::Village);
    let asked = ["2017-09-14", "2017-09-15"].map(|at| {
        clock.set(noon(at));
        phone.months_to_sign().unwrap().iter().any(|one| one.month == day("2017-08-01"))
    });
    assert_eq!(asked, [true, false], "the server would keep it until an office decides on it");
}

/// The rows of a month's sheet as the phone prints it.
fn sheet_of(phone: &mut Phone, month: &str) -> Vec<Vec<String>> {
    use calamine::Reader as _;
    let file = phone.team_month_sheet(day(month), None, Language::Zh).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(file.bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn the_sheet_of_a_filed_month_says_what_was_filed_whatever_arrives_later() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    stays(&mut team.cadre, "2017-08-31", Stay::Village);
    team.sync();
    let row_of = |rows: &[Vec<String>], name: &str| rows.iter().find(|row| row[0] == name).unwrap().join("|");
    let open = row_of(&sheet_of(&mut team.secretary, "2017-08-01"), "陈玉华");
    assert!(open.contains('●') && open.contains("未归档"), "{open}");
    let august = MonthFiling {
        cadre: person("c0017"),
        month: day("2017-08-01"),
        number: 0,
        until: day("2017-08-31"),
        filed: "U".repeat(31),
        sheet: day("2017-08-01"),
        cause: FilingCause::Closed,
        note: Prose("没信号".to_owned()),
        role: Some(Role::FirstSecretary),
        target: Some(200),
        year_resident: Some(12),
        never_heard: Some(0),
        on_paper: Some(true),
        rest_days: Some("5 6".to_owned()),
        silent: Some("30 31".to_owned()),
    };
    let july = MonthFiling {
        month: day("2017-07-01"),
        number: 1,
        until: day("2017-07-31"),
        filed: "R".repeat(31),
        cause: FilingCause::LateArrival,
        note: Prose("07-03 缺勤→住村".to_owned()),
        role: None,
        target: None,
        year_resident: None,
        on_paper: Some(false),
        rest_days: None,
        silent: Some(MonthFiling::listed([])),
        ..august.clone()
    };
    {
        let mut office = team.office.lock().unwrap();
        office.publish(VILLAGE, &august);
        office.publish(VILLAGE, &july);
    }
    team.sync();
    let filed = sheet_of(&mut team.secretary, "2017-08-01");
    let row = row_of(&filed, "陈玉华");
    assert!(row.starts_with("陈玉华|第一书记|?|") && !row.contains('●'), "{row}");
    assert!(row.contains("12 / 200") && row.contains("纸质代录 先核定:没信号"), "{row}");
    assert!(row_of(&filed, "王启山").contains("未归档"), "nothing of his is filed");
    let earlier = |rows: &[Vec<String>]| rows.iter().any(|row| row[0].starts_with("陈玉华 2017年7月 1号更正:07-03"));
    assert!(earlier(&filed) && !earlier(&sheet_of(&mut team.secretary, "2017-07-01")));

    stays(&mut team.cadre, "2017-08-30", Stay::Village);
    team.sync();
    let shown = team.secretary.team_view(Some(day("2017-08-01")), None).unwrap().members;
    let chen = shown.iter().find(|member| member.person.id == "c0017").unwrap();
    let changed = &chen.filed.as_ref().unwrap().changed;
    assert!(changed.iter().any(|one| one.day == day("2017-08-30")), "it is another by now: {changed:?}");
    assert_eq!(row_of(&sheet_of(&mut team.secretary, "2017-08-01"), "陈玉华"), row);
}

/// The heads of the one thing of this kind that waits for the first secretary's word.
fn waiting(phone: &mut Phone, what: &str) -> Vec<String> {
    let mut waits = phone.team_view(None, None).unwrap().to_decide;
    waits.retain(|one| one.what == what);
    waits.remove(0).heads
}

#[test]
fn a_tap_judges_what_was_shown_and_not_what_came_in_meanwhile() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    stays(&mut team.cadre, "2017-08-31", Stay::Village);
    let (first_day, last_day) = (day("2017-09-04"), day("2017-09-06"));
    let leave = ListedCode("personal".to_owned());
    let request = LeaveRequest { first_day, last_day, leave, place: None, contact: None };
    let (asked, _) = team.cadre.request_leave(&request, None, &Beside::default()).unwrap();
    team.sync();
    let shown_day = team.secretary.day_sheet(Some(&person("c0017")), day("2017-08-31")).unwrap().judgeable.unwrap();
    let shown_leave = waiting(&mut team.secretary, "leave");
    // A background sync brings ten days where three were shown, and another night.
    stays(&mut team.cadre, "2017-08-31", Stay::Home);
    team.cadre
        .change(asked.record, |request: &mut LeaveRequest| request.last_day = day("2017-09-13"), &Beside::default())
        .unwrap();
    team.sync();
    let late = team.secretary.grant_leave(asked.record, &shown_leave).unwrap_err();
    assert_eq!(late.code(), "judgement.changed_meanwhile");
    assert!(team.secretary.leaves(&Filter::default()).unwrap()[0].decision.is_none());
    let late = team.secretary.confirm_day("c0017", day("2017-08-31"), &shown_day.heads).unwrap_err();
    assert_eq!(late.code(), "judgement.changed_meanwhile");
    // Looked at again, it counts.
    let shown_day = team.secretary.day_sheet(Some(&person("c0017")), day("2017-08-31")).unwrap().judgeable.unwrap();
    team.secretary.confirm_day("c0017", day("2017-08-31"), &shown_day.heads).unwrap();
    let shown_leave = waiting(&mut team.secretary, "leave");
    team.secretary.grant_leave(asked.record, &shown_leave).unwrap();
    let decided = team.secretary.leaves(&Filter::default()).unwrap()[0].decision.unwrap();
    assert_eq!(decided.granted, Some((first_day, day("2017-09-13"))));
}

#[test]
fn a_leave_by_voice_is_taken_back_as_it_was_shown_and_while_it_is_denied() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    let voice = VoiceLeave {
        cadre: person("c0017"),
        first_day: day("2017-08-28"),
        last_day: day("2017-08-30"),
        leave: ListedCode("personal".to_owned()),
        given: None,
        note: Prose::default(),
    };
    let given = team.secretary.add(&voice, &Beside::default()).unwrap().record;
    team.sync();
    team.cadre.say_of_voice_leave(given, false, None).unwrap();
    team.sync();
    let denied = |secretary: &mut Phone| {
        let waits = secretary.team_view(Some(day("2017-08-01")), None).unwrap().to_decide;
        waits.into_iter().find(|one| one.what == "voice_leave").unwrap().heads
    };
    let shown = denied(&mut team.secretary);
    let shorter = |leave: &mut VoiceLeave| leave.last_day = day("2017-08-29");
    team.secretary.change(given, shorter, &Beside::default()).unwrap();
    let late = team.secretary.withdraw_shown_voice_leave(given, "记错了", &shown).unwrap_err();
    assert_eq!(late.code(), "judgement.changed_meanwhile");

    team.sync();
    team.cadre.say_of_voice_leave(given, false, None).unwrap();
    team.sync();
    let shown = denied(&mut team.secretary);
    team.cadre.say_of_voice_leave(given, true, None).unwrap();
    team.sync();
    let late = team.secretary.withdraw_shown_voice_leave(given, "记错了", &shown).unwrap_err();
    assert_eq!(late.code(), "judgement.changed_meanwhile", "the member says by now that it was so");

    team.cadre.say_of_voice_leave(given, false, None).unwrap();
    team.sync();
    team.secretary.withdraw_shown_voice_leave(given, "记错了", &shown).unwrap();
    assert!(team.secretary.voice_leaves(&Filter::default()).unwrap().is_empty());
}

#[test]
fn a_word_by_one_tap_is_about_what_was_shown_too() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    team.set("2017-09-14");
    stays(&mut team.cadre, "2017-08-30", Stay::Village);
    let shown = team.cadre.month_view(Some(day("2017-08-01"))).unwrap();
    stays(&mut team.cadre, "2017-08-30", Stay::Home);
    let late = team.cadre.acknowledge_shown_month(shown.month, &shown.signs).unwrap_err();
    assert_eq!(late.code(), "judgement.changed_meanwhile");
    let shown = team.cadre.month_view(Some(day("2017-08-01"))).unwrap();
    team.cadre.acknowledge_shown_month(shown.month, &shown.signs).unwrap();

    let said = team.cadre.object(answer("2017-08-25", ObjectedTo::Absence, []), &Beside::default()).unwrap();
    team.sync();
    let shown = waiting(&mut team.secretary, "objection");
    let text = |objection: &mut Objection| objection.text = Prose("说错了,是第二天。".to_owned());
    team.cadre.change(said.record, text, &Beside::default()).unwrap();
    team.sync();
    let late = team.secretary.uphold_objection(said.record, &shown).unwrap_err();
    assert_eq!(late.code(), "judgement.changed_meanwhile");
    let shown = waiting(&mut team.secretary, "objection");
    team.secretary.uphold_objection(said.record, &shown).unwrap();
}

#[test]
fn the_evening_is_noted_without_a_line_and_compared_with_what_comes_later() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    stays(&mut team.cadre, "2017-08-31", Stay::Village);
    stays(&mut team.cadre, "2017-08-30", Stay::Home);
    for at in ["2017-08-30", "2017-08-31"] {
        team.secretary.observe(day(at), Seen::default(), &Beside::default()).unwrap();
    }
    team.secretary.observe(day("2017-09-01"), all_but(&[("c0018", "县里开会")]), &Beside::default()).unwrap();
    let view = team.secretary.team_view(None, None).unwrap();
    assert_eq!(
        view.members.iter().map(|member| member.role.as_str()).collect::<Vec<_>>(),
        ["first_secretary", "resident", "resident"]
    );
    assert_eq!(view.tonight.team.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["陈玉华", "王启山"]);
    let noted = view.tonight.noted.unwrap();
    assert_eq!((noted.absent[0].person.name.as_str(), noted.absent[0].why.as_deref()), ("王启山", Some("县里开会")));
    let august = Some(day("2017-08-01"));
    let before = team.secretary.team_view(august, None).unwrap();
    assert_eq!((before.compared.agree, before.compared.silent), (0, 4), "nothing of theirs has come");
    assert_eq!(before.members[1].totals.resident, 2, "and what was seen counts at once");
    team.sync();
    let after = team.secretary.team_view(august, None).unwrap().compared;
    assert_eq!((after.agree, after.silent, after.differ.len()), (1, 2, 1));
    assert_eq!(
        (after.differ[0].day, after.differ[0].seen_here, after.differ[0].said.as_str()),
        (day("2017-08-30"), true, "home")
    );
    assert_eq!(team.cadre.team_view(None, None).unwrap_err().code(), "attendance.not_first_secretary");
}

#[test]
fn a_complaint_goes_to_the_office_that_the_policy_names() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    let text = "每周三份表,内容一样。".to_owned();
    let written = team.cadre.complain(ComplaintAbout::Work, text, &Beside::default()).unwrap();
    let complaint = team.cadre.record_of::<Complaint>(written.record).unwrap().value;
    assert_eq!(complaint.office, ComplaintOffice::County);
    let view = team.cadre.complaints_view().unwrap();
    assert_eq!((view.office.as_str(), view.written.len(), view.written[0].about.as_str()), ("county", 1, "work"));
    assert!(team.cadre.leaves(&Filter::default()).unwrap().is_empty());
}

#[test]
fn a_month_passes_from_phone_to_phone_without_a_line_and_gives_way_to_the_records() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    let (month, shown) = (day("2017-08-01"), |phone: &mut Phone| codes_of(phone, "2017-08-01"));
    assert_eq!(team.cadre.month_codes(month).unwrap_err().code(), "month_codes.nothing_said");
    for of_month in 17..=30 {
        stays(&mut team.cadre, &format!("2017-08-{of_month}"), Stay::Village);
    }
    stays(&mut team.cadre, "2017-08-31", Stay::Home);
    let codes = shown(&mut team.cadre);
    let part = team.secretary.witness_codes(&codes[1..2]).unwrap();
    assert_eq!((part.of, part.missing, part.month), (2, vec![1], None));
    let read = team.secretary.witness_codes(&codes).unwrap().month.unwrap();
    assert_eq!((read.person.name.as_str(), read.nights.len()), ("陈玉华", 15));
    assert_eq!((read.nights[14].stay.code.as_str(), read.nights[14].has_come), ("home", false));
    let witnessed = |phone: &mut Phone| {
        let view = phone.team_view(Some(day("2017-08-01")), None).unwrap();
        let member = view.members.into_iter().find(|member| member.person.id == "c0017").unwrap();
        (member.totals.resident, member.witnessed.unwrap())
    };
    assert_eq!(witnessed(&mut team.secretary).0, 0, "it is nobody's record");
    stays(&mut team.cadre, "2017-08-31", Stay::Village);
    team.sync();
    let (resident, nights) = witnessed(&mut team.secretary);
    assert_eq!(resident, 15);
    assert!(nights.nights.iter().all(|night| night.has_come));
    let changed: Vec<_> = nights.nights.iter().filter(|night| night.changed).map(|night| night.day).collect();
    assert_eq!(changed, [day("2017-08-31")]);
}

#[test]
fn a_month_of_nobody_in_the_team_or_of_a_forged_device_is_not_kept() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    stays(&mut team.cadre, "2017-08-30", Stay::Village);
    let codes = codes_of(&mut team.cadre, "2017-08-01");
    let refused = team.cadre.witness_codes(&codes).unwrap_err();
    assert_eq!(refused.code(), "month_codes.not_of_the_team", "a member reads nobody's month");
    let mut bytes = Vec::new();
    let mut assembly = cunji_client::qr::Assembly::default();
    for code in &codes {
        if let cunji_client::qr::Taken::Whole(whole) = assembly.take(code).unwrap() {
            bytes = whole;
        }
    }
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    assert_eq!(team.secretary.witness_month(&bytes).unwrap_err().code(), "frame.bad_signature");
    assert!(
        team.secretary.team_view(Some(day("2017-08-01")), None).unwrap().members.iter().all(|m| m.witnessed.is_none())
    );
}

/// The texts that a month's codes hold: what is painted is what was split.
fn codes_of(phone: &mut Phone, month: &str) -> Vec<String> {
    let sealed = phone.month_bytes(day(month)).unwrap();
    assert_eq!(phone.month_codes(day(month)).unwrap().codes.len(), cunji_client::qr::split(&sealed).unwrap().len());
    cunji_client::qr::split(&sealed).unwrap()
}

#[test]
fn the_month_leaves_as_a_sheet_and_days_as_a_document_or_text() {
    let home = tempfile::tempdir().unwrap();
    let mut team = Team::at(home.path());
    let change =
        DiaryChange { stay: Some(Stay::Village), text: Some("上午看路。".to_owned()), ..DiaryChange::default() };
    team.cadre.write_diary(day("2017-08-31"), change, &Beside::default()).unwrap();
    let text = team.cadre.diary_report(day("2017-08-28"), day("2017-09-01"), DiaryForm::Text, Language::Zh).unwrap();
    assert_eq!(text.name, "陈玉华驻村日志2017-08-28_2017-09-01.txt");
    let words = String::from_utf8(text.bytes).unwrap();
    assert!(words.contains("2017年8月31日 周四\n住在:村里\n上午看路。"), "{words}");
    let document =
        team.cadre.diary_report(day("2017-08-31"), day("2017-08-31"), DiaryForm::Document, Language::En).unwrap();
    assert!(document.name.ends_with(".docx") && document.bytes.starts_with(b"PK"));
    let sheet = team.secretary.team_month_sheet(day("2017-08-15"), None, Language::Zh).unwrap();
    assert!(sheet.name.ends_with("出勤表2017-08.xlsx") && sheet.bytes.starts_with(b"PK"), "{}", sheet.name);
    let refused = team.cadre.team_month_sheet(day("2017-08-15"), None, Language::Zh).unwrap_err();
    assert_eq!(refused.code(), "attendance.not_first_secretary");
}
