//! `search`: one keystroke in the list of households, the page that a screen shows included, against reading all households
//! from the table and comparing their names, on a phone that holds the office's list and the team's visits.

use chrono::{Days, NaiveDate};
use cunji_client::{HouseholdSearch, Phone, visit_on};
use cunji_documents::edit_between;
use cunji_domain::division::DivisionCode;
use cunji_domain::household::Household;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Fields, Prose, RecordKind, Set};
use cunji_domain::time::start_of_day;
use cunji_history::Edit;
use cunji_store::{Along, Filter, NewEdit};
use serde::Serialize;
use tokio::runtime::Handle;

use super::job_file::Job;
use super::stage::Stage;
use super::timing::{median, percentile, seconds, timed};
use crate::fixtures_roster::MAANQIAO;
use crate::job;

/// Households of the list.
const HOUSEHOLDS: usize = 5_000;
/// Visits of the team.
const VISITS: usize = 20_000;
/// How often each text is typed.
const ROUNDS: usize = 20;
/// How many rows a screen shows at once.
const PAGE: usize = 20;

/// What people type: keystroke by keystroke, initials, characters, a number, a group.
const TYPED: &[&str] =
    &["z", "zh", "zha", "zhang", "zhangm", "zhangmsh", "ldg", "张", "张明世", "h0312", "三组", "三组 w", ""];
const SURNAMES: &[&str] = &["张", "王", "李", "赵", "陈", "单", "解", "曾", "吴", "周", "郑", "何", "孙", "柳", "吕"];
const GIVEN: &[&str] =
    &["守", "福", "德", "明", "桂", "兰", "世", "松", "芳", "春", "生", "玉", "华", "志", "强", "安", "秀", "英"];
const GROUPS: &[&str] = &["一组", "二组", "三组", "四组", "五组", "六组", "七组", "八组"];

/// What a keystroke takes.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Search {
    /// The middle keystroke, against the middle plain read.
    pub ratio: f64,
    /// Milliseconds of the middle one.
    pub p50_ms: f64,
    /// Milliseconds of the slow ones (of a hundred the slowest).
    pub p99_ms: f64,
    /// Milliseconds of the plain read.
    pub plain_ms: f64,
    /// Milliseconds until the first list is there after the program began: the index is made.
    pub first_ms: f64,
    /// Milliseconds of the first list after something was written.
    pub after_save_ms: f64,
}

/// Types on a phone that holds it all.
///
/// # Errors
/// A database fails.
pub fn search(runtime: &Handle) -> anyhow::Result<Search> {
    let mut stage = large_village(runtime)?;
    let phone = stage.phone();
    let village: DivisionCode = MAANQIAO.parse()?;
    let today = phone.today();

    let (first, making) = timed(|| typed(phone, ""));
    anyhow::ensure!(first? >= HOUSEHOLDS, "not all households are listed");
    let (mut keystrokes, mut plain) = (Vec::new(), Vec::new());
    for text in TYPED.iter().cycle().take(TYPED.len() * ROUNDS) {
        let (found, took) = timed(|| typed(phone, text));
        anyhow::ensure!(found? > 0, "nobody is found by {text}");
        keystrokes.push(took);
    }
    for text in TYPED {
        let (read, took) = timed(|| phone.records::<Household>(&Filter::of(&village)));
        let found = read?.into_iter().filter(|household| household.value.head.contains(text)).count();
        anyhow::ensure!(found <= HOUSEHOLDS + 100, "more than there are");
        plain.push(took);
    }
    let mut visit = visit_on(today);
    visit.household = Some(number(0));
    phone.add(&visit, &cunji_client::Beside::default())?;
    let (after, anew) = timed(|| typed(phone, "zs"));
    after?;
    let (keystrokes, plain) = (seconds(&keystrokes), seconds(&plain));
    Ok(Search {
        ratio: median(&keystrokes) / median(&plain),
        p50_ms: median(&keystrokes) * 1000.0,
        p99_ms: percentile(&keystrokes, 0.99) * 1000.0,
        plain_ms: median(&plain) * 1000.0,
        first_ms: making.as_secs_f64() * 1000.0,
        after_save_ms: anew.as_secs_f64() * 1000.0,
    })
}

/// A phone that holds the households of a large village and the team's visits of some years.
///
/// # Errors
/// A database fails.
pub fn large_village(runtime: &Handle) -> anyhow::Result<Stage> {
    let begun: NaiveDate = "2017-09-01".parse()?;
    let job = Job::of(job::generate(7, "c0017", MAANQIAO, begun, 1))?;
    let mut stage = Stage::new(&job, runtime)?;
    let phone = stage.phone();
    let today = phone.today();
    let (village, person): (DivisionCode, PersonId) = (MAANQIAO.parse()?, "c0017".parse()?);
    let morning = start_of_day(today);
    let households: Vec<Household> = (0..HOUSEHOLDS).map(|place| household(place, &person)).collect();
    save(phone, &village, &person, morning, &households)?;
    let visits = (0..VISITS).map(|place| {
        let mut visit = visit_on(today.checked_sub_days(Days::new((place * 7 % 900) as u64)).unwrap_or(today));
        visit.household = Some(number(place * 31 % HOUSEHOLDS));
        visit.findings = Prose(format!("第 {place} 次,家里都好。"));
        visit
    });
    save(phone, &village, &person, morning, &visits.collect::<Vec<_>>())?;
    Ok(stage)
}

fn typed(phone: &mut Phone, text: &str) -> anyhow::Result<usize> {
    let view = phone.households_view(&HouseholdSearch { text: text.to_owned(), from: 0, count: PAGE }, None)?;
    anyhow::ensure!(view.rows.len() <= PAGE, "a page is a page");
    Ok(view.total as usize)
}

fn number(place: usize) -> String {
    format!("h{place:04}")
}

fn household(place: usize, person: &PersonId) -> Household {
    let pick = |from: &[&str], by: usize| from[place / by % from.len()].to_owned();
    Household {
        number: number(place),
        head: [pick(SURNAMES, 1), pick(GIVEN, SURNAMES.len()), pick(GIVEN, 7)].concat(),
        group: Some(pick(GROUPS, 3)),
        members: Set::default(),
        address: None,
        causes: Set::default(),
        registered: None,
        status: None,
        status_since: None,
        category: None,
        helpers: Set::default(),
        visitors: place.is_multiple_of(400).then(|| person.clone()).into_iter().collect(),
        persons: Some(4),
    }
}

/// Straight into the store: what is measured (or shown) is reading, and an office's list is no phone's to write by its rules.
pub(crate) fn save<K: RecordKind>(
    phone: &mut Phone,
    village: &DivisionCode,
    person: &PersonId,
    written_at: i64,
    values: &[K],
) -> anyhow::Result<()> {
    let edits = values.iter().map(|value| {
        let key = (!K::DECL.key.is_empty()).then(|| value.key());
        let ops = edit_between(K::DECL, K::DECL.schema, &Fields::new(), &value.fields());
        let (kind, schema) = (K::DECL.number, K::DECL.schema);
        let (space, author) = (village.clone(), person.clone());
        let edit = Edit { kind, space, author, key, schema, parents: Vec::new(), ops };
        (NewEdit { edit, evidence: None, written_at }, Along::default())
    });
    phone.store_mut().save_along(&edits.collect::<Vec<_>>())?;
    Ok(())
}
