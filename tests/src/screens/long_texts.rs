//! A phone on which somebody writes as much as the rules allow in reason: long names, a long day, a long problem, and a word without
//! a place to break.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use chrono::NaiveDate;
use cunji_client::{
    Beside, Language, Phone, PhotoFrom, SetClock, contact_on, draft_id, friendship_since, problem_on, shrink_photo,
    visit_on,
};
use cunji_domain::friendship_contact::ContactWay;
use cunji_domain::household::Household;
use cunji_domain::record::{Prose, Set};
use cunji_domain::time::local_day;
use serde_json::json;

use crate::bench::search::save;
use crate::demo::PASSPHRASE;
use crate::fixtures_roster::MAANQIAO;
use crate::pictures::camera;

/// The number of the household with the long name.
pub(super) const NUMBER: &str = "h9001";

/// A name of sixty signs, as a list has it that was typed without a break.
fn name(of: &str) -> String {
    let mut name = of.to_owned();
    name.extend(
        "又名二组老屋场坎上那一家的大儿子现在跟着他小姨住在镇上安置点三号楼"
            .chars()
            .cycle()
            .take(60 - of.chars().count()),
    );
    name
}

/// So many signs of what a diary says.
fn text(signs: usize) -> String {
    let day = "上午到三组看水管,沿着沟走了两里,接头漏了三处,组长说去年就修过一回。下午在王家院子坐了一阵,说合作医疗的事,又去看了茶园。";
    day.chars().cycle().take(signs).collect()
}

/// What has no place to break: a link that somebody pasted.
fn link() -> String {
    format!("https://example.org/{}", "shui-guan-wei-xiu-qing-dan-".repeat(4).replace('-', ""))
}

/// Writes on the phone in a folder, at this time.
///
/// # Errors
/// A rule is broken, the store fails.
pub(super) fn write(home: &Path, now: i64) -> anyhow::Result<()> {
    let mut phone = Phone::open(home, PASSPHRASE, Arc::new(SetClock::at(now)), Language::Zh)?;
    let today = local_day(now).context("a day")?;
    let person = phone.person()?;
    let household = Household {
        number: NUMBER.to_owned(),
        head: name("张守福"),
        group: Some("老屋场安置点临时划出来的第十二村民小组".to_owned()),
        members: Set::default(),
        address: Some(text(120)),
        causes: Set::default(),
        registered: None,
        status: None,
        status_since: None,
        category: None,
        helpers: Set::default(),
        visitors: [person.clone()].into_iter().collect(),
        persons: Some(12),
    };
    save(&mut phone, &MAANQIAO.parse()?, &person, now, &[household])?;
    let beside = Beside::default();
    let mut visit = visit_on(today);
    visit.household = Some(NUMBER.to_owned());
    visit.findings = Prose(format!("{}\n{}", text(600), link()));
    visit.needs = Prose(text(300));
    visit.next_step = Prose(text(200));
    visit.met = [name("单小梅"), name("王启山")].into_iter().collect();
    phone.add(&visit, &beside)?;
    let mut friend = friendship_since(today);
    friend.name = Some(name("汪德茂"));
    friend.group = Some("老屋场安置点临时划出来的第十二村民小组".to_owned());
    friend.why = Prose(text(400));
    let friend = phone.add(&friend, &beside)?.record;
    let mut contact = contact_on(friend, today, ContactWay::Phone);
    contact.text = Prose(text(500));
    phone.contact_friend(&contact, &beside)?;
    let mut problem = problem_on(today);
    problem.text = Prose(format!("{}{}", link(), text(600)));
    problem.household_name = Some(name("赵松芳"));
    phone.add(&problem, &beside)?;
    write_day(&mut phone, today)
}

/// The day's diary of two thousand signs, with a photo.
fn write_day(phone: &mut Phone, today: NaiveDate) -> anyhow::Result<()> {
    let form = draft_id(&phone.open_day_form(today, None)?.id)?;
    phone.keep_photo(form, &shrink_photo(&camera(7, 1200, 900))?, PhotoFrom::default())?;
    let mut fields = serde_json::to_value(phone.form_of(form)?.fields)?;
    let fields = fields.as_object_mut().context("a form's fields")?;
    fields.insert("stay".to_owned(), json!("village"));
    fields.insert("text".to_owned(), json!(format!("{}{}", text(1900), link())));
    fields.insert("met".to_owned(), json!([name("单小梅"), name("王启山"), "李桂兰"]));
    phone.write_form(form, fields, None)?;
    Ok(())
}
