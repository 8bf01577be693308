//! Forms: what was only looked at leaves nothing behind, what was typed stays, and a mend goes with what it mends.
#![allow(clippy::unwrap_used)]

mod common;

use std::sync::{Arc, Mutex};

use cunji_client::views::DraftView;
use cunji_client::{Beside, DiaryChange, HouseholdMeant, Phone, draft_id, visit_on};
use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_domain::record::{Prose, RecordKind};
use cunji_domain::visit::HouseholdVisit;
use serde_json::{Map, Value as Json, json};

use common::{Line, Office, day, now, synced};

fn sync(phone: &mut Phone, office: &Arc<Mutex<Office>>) {
    now(phone.sync_over(&mut Line::to(office))).unwrap();
}

fn said(of: Json) -> Map<String, Json> {
    of.as_object().unwrap().clone()
}

fn keep(phone: &mut Phone, form: &DraftView, field: &str, value: Json) {
    let mut fields = form.fields.clone();
    fields.insert(field.to_owned(), value);
    phone.keep_form(draft_id(&form.id).unwrap(), &fields).unwrap();
}

fn leave(phone: &mut Phone, form: &DraftView) {
    phone.leave_form(draft_id(&form.id).unwrap()).unwrap();
}

fn wrote(phone: &mut Phone, date: &str, text: &str) -> String {
    let change = DiaryChange { stay: Some(Stay::Village), text: Some(text.to_owned()), ..DiaryChange::default() };
    phone.write_diary(day(date), change, &Beside::default()).unwrap().edit.unwrap().to_string()
}

/// A visit that the server rejects; gives the edit.
fn rejected_visit(phone: &mut Phone, office: &Arc<Mutex<Office>>) -> String {
    let mut visit = visit_on(day("2017-08-30"));
    visit.household = Some("h031".to_owned());
    visit.findings = Prose("屋顶漏雨".to_owned());
    phone.add(&visit, &Beside::default()).unwrap();
    office.lock().unwrap().rejects.insert(HouseholdVisit::DECL.number, "visit.some_rule");
    sync(phone, office);
    office.lock().unwrap().rejects.clear();
    phone.returned_view().unwrap().rejected[0].rejected.edit.clone()
}

#[test]
fn a_form_that_was_only_looked_at_is_forgotten_whatever_it_brought_along() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let rejected = rejected_visit(&mut phone, &office);
    wrote(&mut phone, "2017-08-31", "修路");
    let meant = HouseholdMeant { number: Some("h031".to_owned()), ..HouseholdMeant::default() };
    let today = "2017-09-01";
    let opened = [
        phone.open_visit_form(day(today), &meant, None).unwrap(),
        phone.open_form("problem", None, &said(json!({ "day": today, "household": "h031" }))).unwrap(),
        phone.open_form("friendship", None, &said(json!({ "since": today }))).unwrap(),
        phone.open_form("leave_request", None, &said(json!({ "first_day": today, "last_day": today }))).unwrap(),
        phone.open_form("objection", None, &said(json!({ "cadre": "c0017", "day": today, "to": "absence" }))).unwrap(),
        phone.open_form("household_note", None, &said(json!({ "household": "h031" }))).unwrap(),
        phone.open_day_form(day(today), None).unwrap(),
        phone.open_day_form(day("2017-08-31"), None).unwrap(),
        phone.open_mend(&rejected).unwrap(),
    ];
    assert!(opened.iter().all(|form| !form.changed), "nobody has touched a key");
    assert_eq!(phone.forms().unwrap(), []);
    assert_eq!(phone.status().unwrap().drafts, 0);
    for form in &opened {
        // What a form sends of itself, and a field that was filled and emptied, is nothing said.
        keep(&mut phone, form, "text", json!(form.fields.get("text").and_then(Json::as_str).unwrap_or_default()));
        leave(&mut phone, form);
    }
    assert_eq!(phone.drafts().unwrap(), []);
}

#[test]
fn what_was_typed_stays_until_it_is_taken_out_again() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let form = phone.open_form("problem", None, &said(json!({ "day": "2017-09-01" }))).unwrap();
    keep(&mut phone, &form, "text", json!("水管冻裂"));
    leave(&mut phone, &form);
    let left = phone.forms().unwrap();
    assert_eq!((left.len(), &left[0].fields["text"]), (1, &json!("水管冻裂")));
    // It is found by its id: a kind without a key has no other name.
    let again = phone.form_of(draft_id(&left[0].id).unwrap()).unwrap();
    assert!(again.changed);
    keep(&mut phone, &again, "text", json!(""));
    leave(&mut phone, &again);
    assert_eq!(phone.drafts().unwrap(), []);
}

#[test]
fn a_form_opens_on_what_is_there_now_and_never_takes_a_place_from_what_was_typed() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, clock) = synced(home.path(), &office, "c0017");
    wrote(&mut phone, "2017-09-01", "上午修路。");
    let open = |phone: &mut Phone| phone.open_day_form(day("2017-09-01"), None).unwrap();
    let first = open(&mut phone);
    assert_eq!(open(&mut phone).id, first.id, "the same form, where nothing came between");
    wrote(&mut phone, "2017-09-01", "上午修路。下午开会。");
    let second = open(&mut phone);
    assert_eq!(second.fields["text"], json!("上午修路。下午开会。"));
    // A form that could not keep its text while the record changed comes back to its own draft.
    keep(&mut phone, &first, "text", json!("上午修路,到天黑。"));
    assert_eq!(open(&mut phone).id, first.id);
    phone.discard_draft(draft_id(&first.id).unwrap()).unwrap();
    wrote(&mut phone, "2017-09-01", "下午开会。");
    clock.pass(2 * 86_400);
    let third = open(&mut phone);
    let all: Vec<_> = phone.drafts().unwrap().into_iter().map(|draft| cunji_client::views::hex(&draft.id.0)).collect();
    assert_eq!(all, [third.id], "one that was opened days ago, from an older state, is gone");
}

#[test]
fn a_night_said_by_one_tap_makes_no_draft_of_an_open_form() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let form = phone.open_day_form(day("2017-09-01"), None).unwrap();
    phone.say_stay(day("2017-09-01"), Stay::Village, &Beside::default()).unwrap();
    let open = phone.form_of(draft_id(&form.id).unwrap()).unwrap();
    assert_eq!((open.fields["stay"].as_str(), open.changed), (Some("village"), false));
    leave(&mut phone, &form);
    assert_eq!(phone.drafts().unwrap(), []);
}

#[test]
fn what_is_let_go_takes_its_mend_along_and_nothing_else() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let edit = rejected_visit(&mut phone, &office);
    let mend = phone.open_mend(&edit).unwrap();
    keep(&mut phone, &mend, "findings", json!("屋顶漏雨,拍了照"));
    assert_eq!(phone.open_mend(&edit).unwrap().id, mend.id);
    let other = phone.open_form("problem", None, &said(json!({ "day": "2017-09-01" }))).unwrap();
    keep(&mut phone, &other, "text", json!("水管冻裂"));
    phone.drop_rejected(&edit).unwrap();
    let left: Vec<_> = phone.forms().unwrap().into_iter().map(|form| form.id).collect();
    assert_eq!(left, [other.id]);
    assert_eq!(phone.mendable(&edit).unwrap().written["findings"], json!("屋顶漏雨"), "it can still be mended");
}

#[test]
fn a_mend_that_was_begun_goes_along_to_the_right_day() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let edit = wrote(&mut phone, "2017-08-30", "修路");
    office.lock().unwrap().rejects.insert(DiaryEntry::DECL.number, "diary.some_rule");
    sync(&mut phone, &office);
    office.lock().unwrap().rejects.clear();
    let mend = phone.open_mend(&edit).unwrap();
    keep(&mut phone, &mend, "text", json!("修路,修了两里"));
    phone.mend_on_day(&edit, day("2017-08-29")).unwrap();
    let diary = phone.diary_of(day("2017-08-29"), None).unwrap().unwrap().value;
    assert_eq!((diary.text.0.as_str(), diary.stay), ("修路,修了两里", Some(Stay::Village)));
    assert_eq!(phone.drafts().unwrap(), []);
    assert_eq!(phone.returned_view().unwrap().rejected, []);
}
