//! What people write: a year until August with a signal, then thirty days without one.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use cunji_client::{Beside, DiaryChange, Reason, Seen, contact_on, friendship_since, problem_on};
use cunji_domain::friendship_contact::ContactWay;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::observation::SeenAbsent;
use cunji_domain::problem::Urgency;
use cunji_domain::record::{ListedCode, Prose, RecordId};

use super::stories::{CONTACTS, FRIENDS, PROBLEMS};
use super::team::{Device, Team};
use crate::fixtures_roster::{MAANQIAO, MAANQIAO_FIRST_SECRETARY, MAANQIAO_RESIDENTS};
use crate::job::{self, DiaryLine, JobLine};

/// The year's first day.
pub const NEW_YEAR: &str = "2017-01-01";
/// The last day with a signal.
pub const LAST_SIGNAL: &str = "2017-08-31";
/// The first day without one.
pub const FIRST_DAY: &str = "2017-09-01";
/// How many there are of them.
pub const DAYS: u32 = 30;
/// Days on which the phone of the one who has a tablet had an empty battery.
const ON_THE_TABLET: [&str; 2] = ["2017-09-21", "2017-09-22"];
/// Who is on leave, from when, to when.
pub const LEAVE: (&str, &str, &str) = (MAANQIAO_RESIDENTS[1], "2017-09-18", "2017-09-20");
/// Who was seen not to be there on an evening of which the diary says otherwise.
const MISSED: (&str, &str) = (MAANQIAO_RESIDENTS[2], "2017-09-13");
/// Seconds of a working day's morning: local 8:00.
const MORNING: i64 = 8 * 3600;

/// How many records and changes were written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Diaries.
    pub diaries: usize,
    /// Household visits.
    pub visits: usize,
    /// Friendships and contacts.
    pub friendships: usize,
    /// Problems.
    pub problems: usize,
    /// A leave and its reason.
    pub leaves: usize,
    /// Attendance as seen.
    pub observations: usize,
    /// Diaries that were written again.
    pub rewritten: usize,
}

impl Written {
    /// All together.
    pub fn all(self) -> usize {
        let Self { diaries, visits, friendships, problems, leaves, observations, rewritten } = self;
        diaries + visits + friendships + problems + leaves + observations + rewritten
    }
}

/// Diaries of the months with a signal: only where the night was spent, and a sentence or two.
///
/// # Errors
/// A rule is broken; a store fails.
pub fn months_before(team: &mut Team, mut progress: impl FnMut(usize, usize)) -> anyhow::Result<usize> {
    let (first, last): (NaiveDate, NaiveDate) = (NEW_YEAR.parse()?, LAST_SIGNAL.parse()?);
    let days = u32::try_from((last - first).num_days() + 1)?;
    let people: Vec<&'static str> = [MAANQIAO_FIRST_SECRETARY].into_iter().chain(MAANQIAO_RESIDENTS).collect();
    let (mut count, all) = (0, people.len() * days as usize);
    for person in people {
        let device = team.of(person)?;
        for line in job::generate(2017, person, MAANQIAO, first, days) {
            let JobLine::Diary(mut diary) = line else { continue };
            habits(person, &mut diary);
            device.clock.set(diary.written_at);
            write_diary(device, diary, BTreeSet::new())?;
            count += 1;
            progress(count, all);
        }
    }
    Ok(count)
}

/// Thirty days: four visits a day, a diary each evening, friends, problems, a leave, and what the first secretary saw.
///
/// # Errors
/// A rule is broken; a store fails.
pub fn thirty_days(team: &mut Team, mut progress: impl FnMut(usize, usize)) -> anyhow::Result<Written> {
    let first: NaiveDate = FIRST_DAY.parse()?;
    let mut written = Written::default();
    let mut stays: BTreeMap<(NaiveDate, &'static str), String> = BTreeMap::new();
    let people: Vec<&'static str> = [MAANQIAO_FIRST_SECRETARY].into_iter().chain(MAANQIAO_RESIDENTS).collect();
    let all = people.len() * DAYS as usize;
    for (place, person) in people.iter().copied().enumerate() {
        let mut lines: BTreeMap<NaiveDate, Vec<JobLine>> = BTreeMap::new();
        for line in job::generate(2017, person, MAANQIAO, first, DAYS) {
            let day = match &line {
                JobLine::Diary(diary) => diary.day,
                JobLine::Visit(visit) => visit.day,
            };
            lines.entry(day).or_default().push(line);
        }
        let mut friends = Vec::new();
        for (number, (day, lines)) in lines.into_iter().enumerate() {
            let device = device_on(team, person, day)?;
            device.clock.set(morning(day));
            let beside_diary = extras(device, place, number, day, &mut friends, &mut written)?;
            let stay = live(device, person, lines, beside_diary, &mut written)?;
            stays.insert((day, person), stay);
            progress(place * DAYS as usize + number + 1, all);
        }
    }
    written.leaves += leave(team)?;
    written.rewritten += edit_on_both(team)?;
    written.observations += observe(team, &stays)?;
    Ok(written)
}

/// One day of one person: visits, then the diary that refers to them. Gives where the night was spent.
fn live(
    device: &mut Device,
    person: &str,
    lines: Vec<JobLine>,
    mut refers_to: BTreeSet<RecordId>,
    written: &mut Written,
) -> anyhow::Result<String> {
    let mut stay = String::new();
    // The day's visits come before the evening.
    let (visits, diaries): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| matches!(line, JobLine::Visit(_)));
    for line in visits.into_iter().chain(diaries) {
        device.clock.set(line.written_at());
        match line {
            JobLine::Visit(visit) => {
                let beside = Beside { village: None, place: visit.place() };
                refers_to.insert(device.phone.add(&visit.visit(), &beside)?.record);
                written.visits += 1;
            }
            JobLine::Diary(mut diary) => {
                habits(person, &mut diary);
                stay.clone_from(&diary.stay);
                write_diary(device, diary, std::mem::take(&mut refers_to))?;
                written.diaries += 1;
            }
        }
    }
    Ok(stay)
}

/// Each person's way with weekends, and the leave.
fn habits(person: &str, diary: &mut DiaryLine) {
    let weekday = diary.day.weekday();
    let [second, third, fourth] = MAANQIAO_RESIDENTS;
    let goes_home = match person {
        _ if person == second => weekday == Weekday::Sun,
        _ if person == third => matches!(weekday, Weekday::Sat | Weekday::Sun),
        _ if person == fourth => matches!(weekday, Weekday::Fri | Weekday::Sat | Weekday::Sun),
        _ => false,
    };
    let (on_leave, from, to) = LEAVE;
    let day = diary.day.to_string();
    if goes_home || (person == on_leave && (from..=to).contains(&day.as_str())) {
        "home".clone_into(&mut diary.stay);
    }
    if (person, day.as_str()) == MISSED {
        "village".clone_into(&mut diary.stay);
    }
}

fn write_diary(device: &mut Device, diary: DiaryLine, records: BTreeSet<RecordId>) -> anyhow::Result<()> {
    let place = diary.place();
    let change = DiaryChange { records: (!records.is_empty()).then_some(records), ..diary.change() };
    device.phone.write_diary(diary.day, change, &Beside { village: None, place })?;
    Ok(())
}

/// A friend in the first week, contacts every week, two problems a month. Gives what the day's diary refers to.
fn extras(
    device: &mut Device,
    place: usize,
    number: usize,
    day: NaiveDate,
    friends: &mut Vec<RecordId>,
    written: &mut Written,
) -> anyhow::Result<BTreeSet<RecordId>> {
    let mut refers_to = BTreeSet::new();
    let beside = Beside::default();
    if let (0 | 4, Some((name, why))) = (number, FRIENDS.get(place * 2 + usize::from(number > 0))) {
        let mut friendship = friendship_since(day);
        friendship.name = Some((*name).to_owned());
        friendship.group = Some("三组".to_owned());
        friendship.why = Prose((*why).to_owned());
        friends.push(device.phone.add(&friendship, &beside)?.record);
        written.friendships += 1;
    }
    if number % 5 == 2
        && let Some(friend) = friends.get(number / 5 % friends.len().max(1))
    {
        let way = [ContactWay::Visit, ContactWay::Phone, ContactWay::Met][number / 5 % 3];
        let mut contact = contact_on(*friend, day, way);
        contact.text = Prose(CONTACTS[(number / 5 + place) % CONTACTS.len()].to_owned());
        refers_to.insert(device.phone.contact_friend(&contact, &beside)?.record);
        written.friendships += 1;
    }
    if let (9 | 23, Some((category, text))) = (number, PROBLEMS.get(place * 2 + usize::from(number > 9))) {
        let mut problem = problem_on(day);
        problem.category = Some(ListedCode((*category).to_owned()));
        problem.text = Prose((*text).to_owned());
        problem.urgency = Some(if number > 9 { Urgency::Urgent } else { Urgency::Normal });
        device.phone.add(&problem, &beside)?;
        written.problems += 1;
    }
    Ok(refers_to)
}

/// A leave that is asked for two days before.
fn leave(team: &mut Team) -> anyhow::Result<usize> {
    let (person, from, to) = LEAVE;
    let (from, to): (NaiveDate, NaiveDate) = (from.parse()?, to.parse()?);
    let device = team.of(person)?;
    device.clock.set(morning(from - Days::new(2)));
    let request = LeaveRequest {
        first_day: from,
        last_day: to,
        leave: ListedCode("personal".to_owned()),
        place: Some("汉阴老家".to_owned()),
        contact: None,
    };
    let reason = Reason { text: "母亲要去县医院复查,回去陪三天。".to_owned(), medical: false };
    device.phone.request_leave(&request, Some(reason), &Beside::default())?;
    Ok(2)
}

/// The diary of the last evening with a signal, which both devices hold, is changed on both, and neither knows of the other.
fn edit_on_both(team: &mut Team) -> anyhow::Result<usize> {
    let day: NaiveDate = LAST_SIGNAL.parse()?;
    let next = day + Days::new(1);
    for on_tablet in [false, true] {
        let device = if on_tablet { team.tablet()? } else { team.of(MAANQIAO_RESIDENTS[0])? };
        device.clock.set(morning(next) + if on_tablet { 3600 } else { 0 });
        let seen = device.phone.diary_of(day, None)?.context("the diary of the last evening is not on both devices")?;
        let text = seen.value.text.0;
        let text = if on_tablet {
            format!("(平板上补记)早上先去了学校,开学前的台账对完了。{text}")
        } else {
            format!("{text}补:三组的水管今天试水,通了。")
        };
        device.phone.write_diary(
            day,
            DiaryChange { text: Some(text), ..DiaryChange::default() },
            &Beside::default(),
        )?;
    }
    Ok(2)
}

/// Every Wednesday evening the first secretary notes who was there.
fn observe(team: &mut Team, stays: &BTreeMap<(NaiveDate, &'static str), String>) -> anyhow::Result<usize> {
    let device = team.of(MAANQIAO_FIRST_SECRETARY)?;
    let days: BTreeSet<NaiveDate> =
        stays.keys().map(|(day, _)| *day).filter(|day| day.weekday() == Weekday::Wed).collect();
    for day in &days {
        if stays.get(&(*day, MAANQIAO_FIRST_SECRETARY)).is_none_or(|stay| stay != "village") {
            continue;
        }
        let mut absent = BTreeSet::new();
        for person in MAANQIAO_RESIDENTS {
            let away = stays.get(&(*day, person)).is_none_or(|stay| stay != "village");
            if away || (person, day.to_string().as_str()) == MISSED {
                absent.insert(SeenAbsent { person: person.parse()?, why: None });
            }
        }
        device.clock.set(morning(*day) + 13 * 3600);
        device.phone.observe(*day, Seen { absent, ..Seen::default() }, &Beside::default())?;
    }
    Ok(days.len())
}

fn device_on<'t>(team: &'t mut Team, person: &str, day: NaiveDate) -> anyhow::Result<&'t mut Device> {
    let on_the_tablet = person == MAANQIAO_RESIDENTS[0] && ON_THE_TABLET.contains(&day.to_string().as_str());
    if on_the_tablet { team.tablet() } else { team.of(person) }
}

/// Eight in the morning of a day, Asia/Shanghai: Unix seconds, UTC.
pub fn morning(day: NaiveDate) -> i64 {
    cunji_domain::time::start_of_day(day) + MORNING
}
