//! A person who works in two villages on one day: which of them the screens are about is chosen once, and by a tap.
#![allow(clippy::unwrap_used)]

mod common;

use std::path::Path;
use std::sync::{Arc, Mutex};

use cunji_client::views::FailureView;
use cunji_client::{Beside, ClientError, Clock, HouseholdMeant, HouseholdSearch, Language, Phone, SetClock, draft_id};
use cunji_domain::diary::Stay;
use cunji_domain::division::DivisionCode;
use cunji_domain::household::Household;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::month_acknowledgement::MonthAcknowledgement;
use cunji_domain::month_signature::MonthSignature;
use cunji_domain::organisation::Role;
use cunji_domain::record::{ListedCode, Set};
use cunji_domain::server_facts::member::Member;
use cunji_domain::server_facts::term_elsewhere::TermElsewhere;

use common::{Line, Office, PASSPHRASE, VILLAGE, day, noon, now, person, synced};

const OTHER: &str = "610926101206";
const FORMER: &str = "610926101207";

/// The cadre of the office's village is of another's team, too, from the first of August on.
fn of_two_villages(home: &Path) -> (Phone, Arc<Mutex<Office>>) {
    let office = Office::with_team();
    office.lock().unwrap().publish(OTHER, &first_secretary());
    let (phone, _) = synced(home, &office, "c0017");
    (phone, office)
}

/// Of two villages now, and of a third one until the end of August.
fn of_three_villages(home: &Path) -> (Phone, Arc<Mutex<Office>>) {
    let (mut phone, office) = of_two_villages(home);
    office.lock().unwrap().publish(FORMER, &Member { last_day: Some(day("2017-08-31")), ..first_secretary() });
    now(phone.sync_over(&mut Line::to(&office))).unwrap();
    (phone, office)
}

fn first_secretary() -> Member {
    Member {
        person: person("c0017"),
        role: Role::FirstSecretary,
        first_day: day("2017-08-01"),
        name: "陈玉华".to_owned(),
        unit: None,
        last_day: None,
        cut_short_by: None,
        cut_short_why: None,
    }
}

fn household(number: &str, head: &str) -> Household {
    Household {
        number: number.to_owned(),
        head: head.to_owned(),
        group: None,
        members: Set::default(),
        address: None,
        causes: Set::default(),
        registered: None,
        status: None,
        status_since: None,
        category: None,
        helpers: Set::default(),
        visitors: Set::default(),
        persons: None,
    }
}

fn code(village: &str) -> DivisionCode {
    village.parse().unwrap()
}

#[test]
fn which_village_is_asked_once_and_holds_for_every_screen_and_the_next_opening() {
    let home = tempfile::tempdir().unwrap();
    let (mut phone, _) = of_two_villages(home.path());
    let open = phone.villages_view(None).unwrap();
    let codes: Vec<_> = open.villages.iter().map(|village| village.code.as_str()).collect();
    assert_eq!((open.present, codes), (None, vec![VILLAGE, OTHER]));
    let asked = phone.today_view(None, None).unwrap_err();
    let told = asked.sentences().remove(0);
    assert_eq!(told.code, "client.which_village");
    assert!(told.zh.contains("先选一个村") && !told.zh.contains("--") && !told.en.contains("--"), "{told:?}");

    phone.choose_village(Some(&code(OTHER))).unwrap();
    assert_eq!(phone.villages_view(None).unwrap().present.as_deref(), Some(OTHER));
    assert_eq!(phone.today_view(None, None).unwrap().village, OTHER);
    assert_eq!(phone.team_view(None, None).unwrap().village, OTHER);
    assert!(phone.problems_view(false, 0, 20, None).is_ok() && phone.friends_view(0, 20, None).is_ok());
    // Before August there was one alone, and what belongs to that day belongs there.
    assert_eq!(phone.today_view(Some(day("2017-07-31")), None).unwrap().village, VILLAGE);
    drop(phone);
    let clock: Arc<dyn Clock> = Arc::new(SetClock::at(noon("2017-09-01")));
    let mut phone = Phone::open(home.path(), PASSPHRASE, clock, Language::Zh).unwrap();
    assert_eq!(phone.today_view(None, None).unwrap().village, OTHER);

    phone.choose_village(Some(&code(VILLAGE))).unwrap();
    assert_eq!(phone.today_view(None, None).unwrap().village, VILLAGE);
    let others = phone.choose_village(Some(&code("610926101207"))).unwrap_err();
    assert_eq!(others.code(), "client.not_your_village");
    assert_eq!(phone.today_view(None, None).unwrap().village, VILLAGE);
    phone.choose_village(None).unwrap();
    assert_eq!(phone.villages_view(None).unwrap().present, None);
}

#[test]
fn a_former_post_is_no_choice_any_more_but_is_one_for_the_days_of_it() {
    let home = tempfile::tempdir().unwrap();
    let office = Office::with_team();
    office.lock().unwrap().publish(OTHER, &Member { last_day: Some(day("2017-08-31")), ..first_secretary() });
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    assert_eq!(phone.villages().unwrap().len(), 2);
    let codes = |phone: &mut Phone, day| {
        let view = phone.villages_view(day).unwrap();
        (view.present, view.villages.into_iter().map(|village| village.code).collect::<Vec<_>>())
    };
    assert_eq!(codes(&mut phone, None), (Some(VILLAGE.to_owned()), vec![VILLAGE.to_owned()]));
    // What is told of August may still be of either.
    assert_eq!(codes(&mut phone, Some(day("2017-08-15"))), (None, vec![VILLAGE.to_owned(), OTHER.to_owned()]));
    assert_eq!(phone.today_view(Some(day("2017-08-15")), None).unwrap_err().code(), "client.which_village");
    phone.choose_village(Some(&code(OTHER))).unwrap();
    assert_eq!(phone.today_view(Some(day("2017-08-15")), None).unwrap().village, OTHER);
    assert_eq!(phone.today_view(None, None).unwrap().village, VILLAGE);
}

#[test]
fn what_asks_for_a_village_names_those_of_the_day_it_is_about() {
    let home = tempfile::tempdir().unwrap();
    let (mut phone, _) = of_three_villages(home.path());
    let of_sentence = |failed: ClientError| {
        let sentence = FailureView::from(failed).sentences.remove(0);
        (sentence.code, sentence.villages.map(|all| all.into_iter().map(|one| one.code).collect::<Vec<_>>()))
    };
    let asks_of = |villages: &[&str]| {
        ("client.which_village".to_owned(), Some(villages.iter().map(|&code| code.to_owned()).collect::<Vec<_>>()))
    };
    let august = day("2017-08-15");
    let asked = phone.today_view(Some(august), None).unwrap_err();
    assert_eq!(of_sentence(asked), asks_of(&[VILLAGE, OTHER, FORMER]));
    // Chosen for a day in August, the former post decides nothing of today: there it is asked anew, and of today's villages.
    phone.choose_village(Some(&code(FORMER))).unwrap();
    assert_eq!(phone.today_view(Some(august), None).unwrap().village, FORMER);
    let search = HouseholdSearch { text: String::new(), from: 0, count: 20 };
    for asked in [
        phone.households_view(&search, None).unwrap_err(),
        phone.friends_view(0, 20, None).unwrap_err(),
        phone.team_view(Some(august), None).unwrap_err(),
    ] {
        assert_eq!(of_sentence(asked), asks_of(&[VILLAGE, OTHER]));
    }
    let others = phone.choose_village(Some(&code("610926101208"))).unwrap_err();
    assert_eq!(of_sentence(others), ("client.not_your_village".to_owned(), None));
}

#[test]
fn a_day_names_the_villages_it_may_be_of_so_that_one_can_choose_back() {
    let home = tempfile::tempdir().unwrap();
    let office = Office::with_team();
    office.lock().unwrap().publish(OTHER, &Member { last_day: Some(day("2017-08-31")), ..first_secretary() });
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let shown = |phone: &mut Phone, of: Option<&str>| {
        let view = phone.today_view(of.map(day), None).unwrap();
        (view.village, view.villages.into_iter().map(|village| village.code).collect::<Vec<_>>())
    };
    for chosen in [OTHER, VILLAGE, OTHER] {
        phone.choose_village(Some(&code(chosen))).unwrap();
        let both = vec![VILLAGE.to_owned(), OTHER.to_owned()];
        assert_eq!(shown(&mut phone, Some("2017-08-15")), (chosen.to_owned(), both));
        assert_eq!(shown(&mut phone, None), (VILLAGE.to_owned(), vec![VILLAGE.to_owned()]));
    }
}

#[test]
fn a_visit_of_another_village_than_the_chosen_one_is_of_that_ones_households() {
    let home = tempfile::tempdir().unwrap();
    let (mut phone, office) = of_three_villages(home.path());
    for (village, head) in [(OTHER, "王大山"), (FORMER, "李桂兰")] {
        office.lock().unwrap().publish(village, &household("h031", head));
    }
    now(phone.sync_over(&mut Line::to(&office))).unwrap();
    phone.choose_village(Some(&code(VILLAGE))).unwrap();
    let august = day("2017-08-15");
    let meant = HouseholdMeant { number: Some("h031".to_owned()), ..HouseholdMeant::default() };
    for (village, head) in [(OTHER, "王大山"), (FORMER, "李桂兰"), (VILLAGE, "户主h031")] {
        let village = code(village);
        assert_eq!(phone.household_view("h031", 0, 10, Some(&village)).unwrap().row.head, head);
        let form = phone.open_visit_form(august, &meant, Some(&village)).unwrap();
        assert_eq!(form.village, village.to_string());
        let of_draft = code(&form.village);
        let offers = phone.visit_form_view(august, &meant, None, Some(&of_draft)).unwrap();
        assert_eq!(offers.household.unwrap().head, head);
        phone.write_form(draft_id(&form.id).unwrap(), &form.fields, None).unwrap();
        let written = phone.visits_of_day(august, Some(&village)).unwrap();
        let heads: Vec<_> = written.into_iter().filter_map(|visit| Some(visit.household?.head)).collect();
        assert_eq!(heads, [head]);
    }
}

#[test]
fn a_day_is_gone_on_with_in_the_village_of_its_draft() {
    let home = tempfile::tempdir().unwrap();
    let (mut phone, _) = of_two_villages(home.path());
    let (today, other) = (day("2017-09-01"), code(OTHER));
    phone.choose_village(Some(&code(VILLAGE))).unwrap();
    let form = phone.open_day_form(today, Some(&other)).unwrap();
    let mut said = form.fields.clone();
    said.insert("text".to_owned(), "下午看路。".into());
    phone.keep_form(draft_id(&form.id).unwrap(), &said).unwrap();
    let left = phone.forms().unwrap().remove(0);
    assert_eq!((left.id.as_str(), left.village.as_str()), (form.id.as_str(), OTHER));
    let shown = phone.today_view(Some(today), Some(&code(&left.village))).unwrap();
    assert_eq!((shown.village.as_str(), shown.text.as_str(), shown.team.len()), (OTHER, "下午看路。", 0));
    let chosen = phone.today_view(Some(today), None).unwrap();
    assert_eq!((chosen.village.as_str(), chosen.text.as_str()), (VILLAGE, ""));
    assert!(!chosen.team.is_empty());
    // The night before is said where it is asked for.
    let night = day("2017-08-31");
    assert_eq!(shown.unsaid_night, Some(night));
    phone.say_stay(night, Stay::Village, &Beside { village: Some(other.clone()), place: None }).unwrap();
    assert_eq!(phone.today_view(Some(today), Some(&other)).unwrap().unsaid_night, None);
    assert_eq!(phone.today_view(Some(today), None).unwrap().unsaid_night, Some(night));
}

#[test]
fn the_reason_of_a_leave_goes_to_the_office_of_its_request_also_after_a_transfer() {
    let home = tempfile::tempdir().unwrap();
    let office = Office::with_team();
    office.lock().unwrap().publish(OTHER, &Member { last_day: Some(day("2017-08-31")), ..first_secretary() });
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let request = LeaveRequest {
        first_day: day("2017-08-30"),
        last_day: day("2017-08-31"),
        leave: ListedCode("personal".to_owned()),
        place: None,
        contact: None,
    };
    let there = Beside { village: Some(code(OTHER)), place: None };
    let (asked, _) = phone.request_leave(&request, None, &there).unwrap();
    // By now the person is of the other team alone.
    assert_eq!(phone.month_view(None).unwrap().village, VILLAGE);
    let form = phone.open_leave_reason(asked.record).unwrap();
    assert_eq!((form.village.as_str(), form.is_change), (OTHER, false));
    let mut said = form.fields.clone();
    said.insert("reason".to_owned(), "家里有事".into());
    phone.write_form(draft_id(&form.id).unwrap(), &said, None).unwrap();
    // It is found again from wherever the request is shown.
    let again = phone.open_leave_reason(asked.record).unwrap();
    assert_eq!(
        (again.village.as_str(), again.is_change, again.fields["reason"].as_str()),
        (OTHER, true, Some("家里有事"))
    );
}

#[test]
fn a_month_is_acknowledged_where_its_sheet_is_whichever_village_the_screens_are_about() {
    let home = tempfile::tempdir().unwrap();
    let (mut phone, _) = of_two_villages(home.path());
    let august = day("2017-08-01");
    assert_eq!(phone.month_view(Some(august)).unwrap().village, OTHER, "the one joined last, while none is chosen");
    phone.choose_village(Some(&code(VILLAGE))).unwrap();
    let shown = phone.month_view(Some(august)).unwrap();
    assert_eq!(shown.village, VILLAGE, "forms of its days begin with the chosen one");
    // What an earlier program wrote to the chosen one is read by no office.
    let stray = MonthAcknowledgement {
        cadre: person("c0017"),
        month: august,
        until: day("2017-08-31"),
        seen: shown.signs.clone(),
        note: None,
    };
    phone.add(&stray, &Beside { village: Some(code(VILLAGE)), place: None }).unwrap();
    let again = phone.month_view(Some(august)).unwrap();
    assert!(again.can_acknowledge && again.acknowledgement.is_none(), "so it is asked for anew");
    let written = phone.acknowledge_shown_month(august, &again.signs).unwrap();
    let record = phone.record_of::<MonthAcknowledgement>(written.record).unwrap().record;
    assert_eq!(record.space, code(OTHER));
    let done = phone.month_view(Some(august)).unwrap();
    assert!(!done.can_acknowledge && done.acknowledgement.is_some());
    let july = phone.acknowledge_month(day("2017-07-01"), None).unwrap();
    let july = phone.record_of::<MonthAcknowledgement>(july.record).unwrap().record;
    assert_eq!(july.space, code(VILLAGE), "the only one in July");
}

#[test]
fn who_moved_within_a_month_is_asked_for_it_once_and_no_more_when_the_word_is_where_its_sheet_is() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let joins = Member { first_day: day("2017-08-15"), role: Role::Resident, ..first_secretary() };
    office.lock().unwrap().publish(OTHER, &joins);
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    // The screens are about the former village; the month is not.
    phone.choose_village(Some(&code(VILLAGE))).unwrap();
    phone.say_stay(day("2017-08-10"), Stay::Village, &Beside { village: Some(code(VILLAGE)), place: None }).unwrap();
    let august = day("2017-08-01");
    let asked = |phone: &mut Phone| {
        let rows = phone.months_waiting().unwrap();
        assert!(rows.iter().all(|row| row.village.is_none()), "nobody's to sign");
        rows.iter().flat_map(|row| &row.months).filter(|month| **month == august).count()
    };
    assert_eq!(asked(&mut phone), 1);
    // A word in the village that was left is read by no office, and settles nothing.
    let shown = phone.month_view(Some(august)).unwrap();
    let (until, seen) = (day("2017-08-31"), shown.signs.clone());
    let stray = MonthAcknowledgement { cadre: person("c0017"), month: august, until, seen, note: None };
    phone.add(&stray, &Beside { village: Some(code(VILLAGE)), place: None }).unwrap();
    assert_eq!(asked(&mut phone), 1);
    let written = phone.acknowledge_shown_month(august, &shown.signs).unwrap();
    assert_eq!(phone.record_of::<MonthAcknowledgement>(written.record).unwrap().record.space, code(OTHER));
    assert_eq!(asked(&mut phone), 0);
}

#[test]
fn a_month_is_signed_in_the_village_that_it_is_shown_of() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let of_other =
        |id: &str, name: &str, role| Member { person: person(id), role, name: name.to_owned(), ..first_secretary() };
    for member in [of_other("c0016", "刘明哲", Role::FirstSecretary), of_other("c0021", "周明", Role::Resident)] {
        office.lock().unwrap().publish(OTHER, &member);
    }
    let (mut phone, _) = synced(home.path(), &office, "c0016");
    let august = day("2017-08-01");
    phone.choose_village(Some(&code(OTHER))).unwrap();
    let shown = phone.team_view(Some(august), None).unwrap();
    let member = shown.members.iter().find(|member| member.person.id == "c0021").unwrap();
    assert!(shown.village == OTHER && member.can_sign);
    phone.choose_village(Some(&code(VILLAGE))).unwrap();
    let beside = Beside { village: Some(code(&shown.village)), place: None };
    let written = phone.sign_shown_month("c0021", august, &member.signs, &beside).unwrap();
    assert_eq!(phone.record_of::<MonthSignature>(written.record).unwrap().record.space, code(OTHER));
}

#[test]
fn a_month_that_stands_on_another_villages_sheet_is_not_offered_for_signing_nor_signed() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let of_other =
        |id: &str, name: &str, role| Member { person: person(id), role, name: name.to_owned(), ..first_secretary() };
    // One first secretary of both; a member of the first goes to the other in the middle of August.
    let joins = Member { first_day: day("2017-08-15"), ..of_other("c0017", "陈玉华", Role::Resident) };
    for member in [of_other("c0016", "刘明哲", Role::FirstSecretary), joins] {
        office.lock().unwrap().publish(OTHER, &member);
    }
    let (mut phone, _) = synced(home.path(), &office, "c0016");
    phone.say_stay(day("2017-08-31"), Stay::Village, &Beside { village: Some(code(VILLAGE)), place: None }).unwrap();
    let august = day("2017-08-01");
    let offered = |phone: &mut Phone, village: &str, month| {
        let team = phone.team_view(Some(month), Some(&code(village))).unwrap();
        let member = team.members.into_iter().find(|member| member.person.id == "c0017").unwrap();
        (member.can_sign, member.signs)
    };
    let (here, signs) = offered(&mut phone, VILLAGE, august);
    assert!(!here && offered(&mut phone, OTHER, august).0 && offered(&mut phone, VILLAGE, day("2017-07-01")).0);
    let waits: Vec<_> = phone.months_to_sign().unwrap().into_iter().filter(|one| one.month == august).collect();
    let of_member = |village: &str| {
        let there = waits.iter().find(|one| one.village == code(village));
        there.is_some_and(|one| one.people.iter().any(|person| person.id == "c0017"))
    };
    assert!(of_member(OTHER) && !of_member(VILLAGE));
    // 今日 says the same, a row for each village.
    let rows = phone.months_waiting().unwrap();
    let row_of =
        |village: &str| rows.iter().find(|row| row.village.as_ref().is_some_and(|one| one.code == village)).unwrap();
    let there = row_of(OTHER);
    let people: Vec<_> = there.people.iter().map(|person| person.id.as_str()).collect();
    assert_eq!((there.months.as_slice(), people), ([august].as_slice(), vec!["c0017"]));
    assert_eq!(row_of(VILLAGE).months.last(), Some(&august), "a teammate's who stayed");

    let named = |village: &str| Beside { village: Some(code(village)), place: None };
    let refused = phone.sign_shown_month("c0017", august, &signs, &named(VILLAGE)).unwrap_err();
    assert_eq!(refused.code(), "month_signature.other_village");
    let written = phone.sign_shown_month("c0017", august, &signs, &named(OTHER)).unwrap();
    assert_eq!(phone.record_of::<MonthSignature>(written.record).unwrap().record.space, code(OTHER));
    assert!(!offered(&mut phone, OTHER, august).0);
}

#[test]
fn a_month_with_days_on_another_team_is_acknowledged_on_the_team_of_its_end() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let helped_out = Member { first_day: day("2017-08-10"), last_day: Some(day("2017-08-20")), ..first_secretary() };
    office.lock().unwrap().publish(OTHER, &helped_out);
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let written = phone.acknowledge_month(day("2017-08-01"), None).unwrap();
    let acknowledged = phone.record_of::<MonthAcknowledgement>(written.record).unwrap();
    assert_eq!((acknowledged.record.space, acknowledged.value.until), (code(VILLAGE), day("2017-08-31")));
}

#[test]
fn who_moved_to_a_village_that_this_phone_does_not_know_is_signed_there_alone() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let left = Member {
        role: Role::Resident,
        first_day: day("2017-01-01"),
        last_day: Some(day("2017-08-14")),
        ..first_secretary()
    };
    office.lock().unwrap().publish(VILLAGE, &left);
    let (mut phone, _) = synced(home.path(), &office, "c0016");
    phone.say_stay(day("2017-08-31"), Stay::Village, &Beside::default()).unwrap();
    let august = day("2017-08-01");
    let asked = |phone: &mut Phone, month| {
        let waits = phone.months_to_sign().unwrap();
        waits.iter().any(|one| one.month == month && one.people.iter().any(|person| person.id == "c0017"))
    };
    assert!(asked(&mut phone, august), "who left and is on no other team stands on this sheet");
    let there = TermElsewhere {
        person: person("c0017"),
        elsewhere: code(OTHER),
        role: Role::Resident,
        first_day: day("2017-08-15"),
        name: "药妇沟村".to_owned(),
        last_day: None,
    };
    office.lock().unwrap().publish(VILLAGE, &there);
    now(phone.sync_over(&mut Line::to(&office))).unwrap();
    assert!(!asked(&mut phone, august) && asked(&mut phone, day("2017-07-01")));
    let team = phone.team_view(Some(august), None).unwrap();
    let member = team.members.iter().find(|member| member.person.id == "c0017").unwrap();
    assert!(!member.can_sign);
    let refused = phone.sign_shown_month("c0017", august, &member.signs, &Beside::default()).unwrap_err();
    let told = refused.sentences().remove(0);
    assert!(told.code == "month_signature.other_village" && told.zh.contains("药妇沟村"), "{told:?}");
}
