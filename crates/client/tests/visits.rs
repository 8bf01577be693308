//! 走访: who is overdue, who is meant by a few letters, what a household's page tells, what a visit's form offers.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::sync::{Arc, Mutex};

use common::{Line, Office, VILLAGE, day, noon, now, person, synced};
use cunji_client::views::households::{HistoryKind, HouseholdsView};
use cunji_client::views::{hex, record_id};
use cunji_client::{Beside, HouseholdMeant, HouseholdSearch, Phone, friendship_since, problem_on, visit_on};
use cunji_domain::friendship_contact::ContactWay;
use cunji_domain::household::{Household, HouseholdMember, HouseholdStatus, PovertyCause};
use cunji_domain::record::{Prose, RecordId, Set};
use cunji_domain::visit::HouseholdVisit;

const DAY: &str = "2017-09-01";

fn household(number: &str, head: &str, group: &str, visitor: Option<&str>) -> Household {
    Household {
        number: number.to_owned(),
        head: head.to_owned(),
        group: Some(group.to_owned()),
        members: Set::default(),
        address: None,
        causes: Set::default(),
        registered: None,
        status: None,
        status_since: None,
        category: None,
        helpers: Set::default(),
        visitors: visitor.into_iter().map(person).collect(),
        persons: Some(3),
    }
}

fn member(name: &str, relation: &str, birth_year: u16) -> HouseholdMember {
    HouseholdMember {
        name: name.to_owned(),
        relation: Some(relation.to_owned()),
        birth_year: Some(birth_year),
        notes: None,
    }
}

/// A village of six households: two of c0017's, one of c0018's.
fn village() -> Arc<Mutex<Office>> {
    let office = Office::with_team();
    let zhang = Household {
        members: Set::from_iter([member("单小梅", "配偶", 1968), member("张三", "户主", 1965)]),
        causes: Set::from_iter([PovertyCause::Illness]),
        ..household("h101", "张三", "3组", Some("c0017"))
    };
    let listed = [
        zhang,
        household("h102", "章叁", "四组", Some("c0017")),
        household("h103", "单德胜", "三组", Some("c0018")),
        household("h104", "解放", "五组", None),
        Household { status: Some(HouseholdStatus::Moved), ..household("h105", "张三丰", "五组", None) },
        household("h106", "李张氏", "五组", None),
    ];
    for one in &listed {
        office.lock().unwrap().publish(VILLAGE, one);
    }
    office
}

fn search(phone: &mut Phone, text: &str) -> HouseholdsView {
    phone.households_view(&HouseholdSearch { text: text.to_owned(), from: 0, count: 20 }, None).unwrap()
}

fn numbers(phone: &mut Phone, text: &str) -> Vec<String> {
    search(phone, text).rows.into_iter().map(|row| row.number).collect()
}

fn visited(phone: &mut Phone, number: &str, on: &str) -> RecordId {
    let mut visit = visit_on(day(on));
    visit.household = Some(number.to_owned());
    visit.findings = Prose(format!("{on} 去了"));
    phone.add(&visit, &Beside::default()).unwrap().record
}

#[test]
fn the_own_households_come_first_and_those_who_waited_longest_first_among_them() {
    let (home, office) = (tempfile::tempdir().unwrap(), village());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let view = search(&mut phone, "");
    assert_eq!((view.total, view.assigned), (7, 2), "six that are there, two of them own; who moved is not listed");
    let order = numbers(&mut phone, "");
    assert_eq!(order, ["h101", "h102", "h031", "h032", "h103", "h104", "h106"]);
    visited(&mut phone, "h101", "2017-08-20");
    visited(&mut phone, "h102", "2017-08-01");
    visited(&mut phone, "h031", "2017-08-30");
    assert_eq!(numbers(&mut phone, ""), ["h102", "h101", "h032", "h103", "h104", "h106", "h031"]);
    let row = &search(&mut phone, "").rows[1];
    assert_eq!((row.visited.own, row.visited.own_days, row.visited.visits), (Some(day("2017-08-20")), Some(12), 1));
    assert_eq!((row.visited.gist.as_str(), row.persons, row.assigned), ("2017-08-20 去了", 3, true));
    assert_eq!((row.group.as_deref(), row.causes.as_slice()), (Some("三组"), ["illness".to_owned()].as_slice()));
}

#[test]
fn a_teammate_s_visit_is_the_team_s_and_counts_for_oneself_once_it_is_shared() {
    let (home, office) = (tempfile::tempdir().unwrap(), village());
    let (mut one, _) = synced(&home.path().join("1"), &office, "c0018");
    let (mut two, _) = synced(&home.path().join("2"), &office, "c0017");
    let mut visit = visit_on(day("2017-08-31"));
    visit.household = Some("h101".to_owned());
    visit.companions = Set::from_iter([person("c0017")]);
    let visit = one.add(&visit, &Beside::default()).unwrap().record;
    assert_eq!(search(&mut two, "h101").rows[0].visited.team, None, "an index is made before it comes");
    now(one.sync_over(&mut Line::to(&office))).unwrap();
    now(two.sync_over(&mut Line::to(&office))).unwrap();
    let row = &search(&mut two, "h101").rows[0];
    assert_eq!((row.visited.own, row.visited.team), (None, Some(day("2017-08-31"))));
    assert_eq!(row.visited.by.as_ref().unwrap().name, "王启山");
    let waiting = two.visits_to_confirm_view(None).unwrap();
    assert_eq!((waiting.len(), waiting[0].is_companion, waiting[0].own_word), (1, true, None));
    let shown = waiting[0].heads.clone();
    let findings = |visit: &mut HouseholdVisit| visit.findings = Prose("我一个人去的。".to_owned());
    one.change(visit, findings, &Beside::default()).unwrap();
    now(one.sync_over(&mut Line::to(&office))).unwrap();
    now(two.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!(two.share_shown_visit(visit, true, &shown).unwrap_err().code(), "judgement.changed_meanwhile");
    let shown = two.visit_view(visit).unwrap().heads;
    two.share_shown_visit(visit, true, &shown).unwrap();
    assert!(two.visits_to_confirm_view(None).unwrap().is_empty());
    assert_eq!(search(&mut two, "h101").rows[0].visited.own, Some(day("2017-08-31")));
    let said = &two.household_view("h101", 0, 10, None).unwrap().history[0].companions;
    assert_eq!((said[0].person.name.as_str(), said[0].was_along), ("陈玉华", Some(true)));
}

#[test]
fn a_few_letters_find_who_is_meant() {
    let (home, office) = (tempfile::tempdir().unwrap(), village());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    // By the front of a head's name before further in, then by members; who moved comes last.
    for text in ["zhangsan", "zhangsa", "zsan", "ZhangSan"] {
        assert_eq!(numbers(&mut phone, text), ["h101", "h102", "h105"], "{text}");
    }
    assert_eq!(numbers(&mut phone, "zs"), ["h101", "h102", "h106", "h105"], "李张氏 has these initials, too");
    assert_eq!(numbers(&mut phone, "zhang"), ["h101", "h102", "h106", "h105"]);
    assert_eq!(numbers(&mut phone, "张三"), ["h101", "h105"]);
    assert_eq!(numbers(&mut phone, "shan"), ["h103", "h101"], "单 is Shan as a surname; then by 单小梅 of h101");
    assert_eq!(search(&mut phone, "shan").rows[1].found_member.as_deref(), Some("单小梅"));
    assert_eq!(numbers(&mut phone, "xief"), ["h104"]);
    for text in ["h031", "H31", "31", "h31", "031"] {
        assert_eq!(numbers(&mut phone, text)[0], "h031", "{text}");
    }
    assert_eq!(numbers(&mut phone, "三组"), ["h101", "h103"], "3组 and 三组 are one");
    assert_eq!(numbers(&mut phone, "3组"), numbers(&mut phone, "三组"));
    assert_eq!(numbers(&mut phone, "三组 zhang"), ["h101"]);
    assert!(numbers(&mut phone, "wu'ming").is_empty());
}

#[test]
fn a_page_and_a_total_come_and_never_the_whole() {
    let (home, office) = (tempfile::tempdir().unwrap(), village());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let page = phone.households_view(&HouseholdSearch { text: String::new(), from: 2, count: 3 }, None).unwrap();
    assert_eq!(page.total, 7);
    assert_eq!(page.rows.iter().map(|row| row.number.as_str()).collect::<Vec<_>>(), ["h031", "h032", "h103"]);
}

#[test]
fn who_is_written_by_name_is_listed_apart_and_counts_for_the_household_once_matched() {
    let (home, office) = (tempfile::tempdir().unwrap(), village());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let mut visit = visit_on(day("2017-08-25"));
    (visit.household_name, visit.group) = (Some("张叁".to_owned()), Some("4组".to_owned()));
    visit.findings = Prose("新搬来的。".to_owned());
    phone.add(&visit, &Beside::default()).unwrap();
    let view = search(&mut phone, "zs");
    let [unlisted] = view.unlisted.as_slice() else { panic!("{:?}", view.unlisted) };
    assert_eq!((unlisted.name.as_str(), unlisted.visited.gist.as_str()), ("张叁", "新搬来的。"));
    let likely: Vec<_> = unlisted.likely.iter().filter_map(|one| one.number.as_deref()).collect();
    assert_eq!(likely, ["h102", "h101"], "both sound alike; who lives in the same group is likelier");
    assert_eq!(phone.unlisted_history("张叁", "4组", None).unwrap().len(), 1);

    phone.match_household("张叁", "4组", "h102", &Beside::default()).unwrap();
    let view = search(&mut phone, "h102");
    assert_eq!((view.unlisted.len(), view.rows[0].visited.own), (0, Some(day("2017-08-25"))));
    let page = phone.household_view("h102", 0, 10, None).unwrap();
    assert_eq!((page.also_written[0].head.as_str(), page.total), ("张叁", 1));
}

#[test]
fn a_household_s_page_tells_its_history_across_the_team() {
    let (home, office) = (tempfile::tempdir().unwrap(), village());
    let (mut one, _) = synced(&home.path().join("1"), &office, "c0018");
    let (mut two, _) = synced(&home.path().join("2"), &office, "c0017");
    let mut visit = visit_on(day("2017-08-10"));
    visit.household = Some("h101".to_owned());
    visit.next_step = Prose("问合作医疗的事".to_owned());
    one.add(&visit, &Beside::default()).unwrap();
    one.note_household("h101", Some("老张腰不好".to_owned()), None, &Beside::default()).unwrap();
    now(one.sync_over(&mut Line::to(&office))).unwrap();
    let mut problem = problem_on(day("2017-08-12"));
    (problem.text, problem.household) = (Prose("水管裂了".to_owned()), Some("h101".to_owned()));
    two.add(&problem, &Beside::default()).unwrap();
    let mut friend = friendship_since(day("2017-03-01"));
    friend.household = Some("h101".to_owned());
    let friend = two.add(&friend, &Beside::default()).unwrap().record;
    two.log_contact(friend, day("2017-08-15"), ContactWay::Phone).unwrap();
    now(two.sync_over(&mut Line::to(&office))).unwrap();
    let page = two.household_view("h101", 0, 3, None).unwrap();
    let kinds: Vec<_> = page.history.iter().map(|row| (row.kind, row.day, row.own)).collect();
    let expected = [
        (HistoryKind::Contact, day("2017-08-15"), true),
        (HistoryKind::Problem, day("2017-08-12"), true),
        (HistoryKind::Visit, day("2017-08-10"), false),
    ];
    assert_eq!((kinds.as_slice(), page.total), (expected.as_slice(), 4), "a page, and how many there are");
    assert_eq!((page.note.note.as_str(), page.friendship), ("老张腰不好", Some(hex(&friend.0))));
    let members: Vec<_> = page.members.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(members, ["张三", "单小梅"], "the head first");
    let next = page.next_step.unwrap();
    assert_eq!((next.text.as_str(), next.by.name.as_str()), ("问合作医疗的事", "王启山"));
    assert_eq!(two.household_view("h999", 0, 3, None).unwrap_err().code(), "household.not_listed");
}

#[test]
fn a_visit_s_form_offers_what_is_known_and_the_first_of_the_day_instead_of_a_second() {
    let (home, office) = (tempfile::tempdir().unwrap(), village());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let of = |number: &str| HouseholdMeant { number: Some(number.to_owned()), ..HouseholdMeant::default() };
    for (on, explained) in [("2017-08-01", "合作医疗"), ("2017-08-02", "小额贷款"), ("2017-08-03", "合作医疗")]
    {
        let mut visit = visit_on(day(on));
        visit.household = Some("h102".to_owned());
        visit.explained = Set::from_iter([explained.to_owned()]);
        visit.next_step = Prose(format!("{on} 之后"));
        phone.add(&visit, &Beside::default()).unwrap();
    }
    let form = phone.visit_form_view(day(DAY), &of("h102"), None, None).unwrap();
    assert_eq!(form.explained_before, ["合作医疗", "小额贷款"], "the most frequent first");
    assert_eq!((form.next_step.unwrap().text.as_str(), form.same_day.len()), ("2017-08-03 之后", 0));
    assert_eq!((form.team.len(), form.purposes.len()), (2, 15));
    assert!(!form.asks_quiz && !form.asks_satisfaction, "sampling is others' work unless the policy says so");
    let first = visited(&mut phone, "h102", DAY);
    let again = phone.visit_form_view(day(DAY), &of("h102"), None, None).unwrap();
    assert_eq!(again.same_day.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), [hex(&first.0)]);
    let of_first = phone.visit_form_view(day(DAY), &of("h102"), Some(first), None).unwrap();
    assert!(of_first.same_day.is_empty(), "a visit is not its own duplicate");
    visited(&mut phone, "h102", DAY);
    assert_eq!(phone.visits_of_day(day(DAY), None).unwrap().len(), 2, "offered, never refused");
    let by_name = HouseholdMeant { name: Some("张三".to_owned()), group: Some("三组".to_owned()), number: None };
    let likely = phone.visit_form_view(day(DAY), &by_name, None, None).unwrap().likely;
    assert_eq!(likely[0].number.as_deref(), Some("h101"));
    assert_eq!(phone.visit_form_view(day(DAY), &of("h101"), None, None).unwrap().members, ["张三", "单小梅"]);
}

#[test]
fn a_visit_that_was_left_half_written_goes_on_where_it_was_left() {
    let (home, office) = (tempfile::tempdir().unwrap(), village());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let of = |number: &str| HouseholdMeant { number: Some(number.to_owned()), ..HouseholdMeant::default() };
    let first = phone.open_visit_form(day(DAY), &of("h101"), None).unwrap();
    let mut fields = first.fields.clone();
    fields.insert("findings".to_owned(), "写了一半".into());
    let id = cunji_client::draft_id(&first.id).unwrap();
    phone.keep_form(id, &fields).unwrap();
    assert_ne!(phone.open_visit_form(day(DAY), &of("h102"), None).unwrap().id, first.id, "another household");
    assert_ne!(phone.open_visit_form(day("2017-08-31"), &of("h101"), None).unwrap().id, first.id, "another day");
    let again = phone.open_visit_form(day(DAY), &of("h101"), None).unwrap();
    assert_eq!((&again.id, &again.fields["findings"]), (&first.id, &"写了一半".into()));
    let written = phone.write_form(id, &fields, None).unwrap();
    assert_eq!(phone.visit_view(written.record).unwrap().row.text, "写了一半");
    assert_ne!(
        phone.open_visit_form(day(DAY), &of("h101"), None).unwrap().id,
        again.id,
        "what is written is left no more"
    );
}

#[test]
fn a_contact_in_a_visit_is_one_tap_and_one_contact() {
    let (home, office) = (tempfile::tempdir().unwrap(), village());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let visit = visited(&mut phone, "h101", DAY);
    assert_eq!(phone.contact_in_visit(visit).unwrap_err().code(), "friendship.none_with_household");
    let mut friend = friendship_since(day("2017-07-31"));
    friend.household = Some("h101".to_owned());
    let friend = phone.add(&friend, &Beside::default()).unwrap().record;
    let due = |phone: &mut Phone| phone.friends_view(0, 10, None).unwrap().rows.remove(0);
    let before = due(&mut phone);
    assert_eq!((before.name.as_str(), before.due, before.overdue_days), ("张三", Some(day("2017-08-31")), Some(1)));
    let contact = phone.contact_in_visit(visit).unwrap();
    assert_eq!(phone.contact_in_visit(visit).unwrap().record, contact.record, "a second tap writes nothing");
    let after = due(&mut phone);
    assert_eq!((after.last, after.due, after.contacts), (Some(day(DAY)), Some(day("2017-10-01")), 1));
    assert!(after.contacted_today && after.last_how.as_deref() == Some("visit"));
    assert_eq!(phone.visit_view(visit).unwrap().contact, Some(hex(&contact.record.0)));

    let called = phone.log_contact(friend, day(DAY), ContactWay::Phone).unwrap();
    assert_eq!(phone.log_contact(friend, day(DAY), ContactWay::Phone).unwrap().record, called.record);
    let page = phone.friend_view(friend).unwrap();
    assert_eq!(page.contacts.len(), 2);
    assert!(page.contacts.iter().any(|row| record_id(&row.id).unwrap() == called.record));
}

#[test]
fn friends_to_be_in_touch_with_soonest_come_first_and_ended_ones_last() {
    let (home, office) = (tempfile::tempdir().unwrap(), village());
    let (mut phone, clock) = synced(home.path(), &office, "c0017");
    let mut add = |name: &str, since: &str, ended: Option<&str>| {
        let mut friend = friendship_since(day(since));
        (friend.name, friend.ended) = (Some(name.to_owned()), ended.map(day));
        phone.add(&friend, &Beside::default()).unwrap().record
    };
    let early = add("甲", "2017-05-01", None);
    add("乙", "2017-08-20", None);
    add("丙", "2017-01-01", Some("2017-08-01"));
    let names = |phone: &mut Phone| -> Vec<String> {
        phone.friends_view(0, 10, None).unwrap().rows.into_iter().map(|row| row.name).collect()
    };
    assert_eq!(names(&mut phone), ["甲", "乙", "丙"]);
    phone.log_contact(early, day(DAY), ContactWay::Message).unwrap();
    clock.set(noon("2017-09-02"));
    assert_eq!(names(&mut phone), ["乙", "甲", "丙"]);
    let view = phone.friends_view(0, 1, None).unwrap();
    assert_eq!((view.total, view.rows.len(), view.contact_months), (3, 1, 1));
    assert_eq!(view.rows[0].overdue_days, Some(-18), "to come");
}
