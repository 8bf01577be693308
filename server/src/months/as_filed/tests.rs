use cunji_domain::kinds;
use cunji_domain::month_filing::FilingCause;
use cunji_domain::record::Prose;

use super::*;
use crate::storage::testing::TestHome;
use crate::storage::{self, Cell, Home, Memory, Row, StorageError};

const HERE: &str = "610926101203";
const THERE: &str = "610926101204";

fn day(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

fn code(code: &str) -> DivisionCode {
    code.parse().unwrap()
}

/// A year of which the months are these signs each; what lies beyond is not yet due.
fn year(space: &str, months: &[(u32, char, char)]) -> YearInVillage {
    let of = |which: fn(&(u32, char, char)) -> char, other: char| {
        let first = day("2017-01-01");
        let sign = |day: NaiveDate| months.iter().find(|one| one.0 == day.month()).map_or(other, which);
        first.iter_days().take_while(|day| day.year() == 2017).map(sign).collect::<String>()
    };
    YearInVillage {
        space: code(space),
        cadre: person("c0017"),
        year: 2017,
        signs: of(|one| one.1, 'O'),
        said: of(|one| one.2, 'S'),
        target: 220,
        resident: 0,
        needed: 0,
        possible: 0,
        latest_start: None,
        reach: "possible".to_owned(),
        computed_on: day("2017-12-01"),
    }
}

fn filing(month: &str, signs: String, number: i64) -> MonthFiling {
    let month = day(month);
    MonthFiling {
        cadre: person("c0017"),
        month,
        number,
        until: month_end(month),
        filed: signs,
        sheet: month,
        cause: FilingCause::Closed,
        note: Prose::default(),
        role: None,
        target: (number == 0).then_some(200),
        year_resident: None,
        never_heard: None,
        on_paper: None,
        rest_days: None,
        silent: None,
    }
}

fn told(until: &str, villages: &[(&str, YearInVillage, Vec<MonthFiling>)]) -> Told {
    let villages = villages.iter().map(|(space, year, filings)| {
        let filed = filings.iter().map(|filing| {
            let first = filings.iter().find(|first| first.month == filing.month && first.number == 0).unwrap();
            ((filing.cadre.clone(), filing.month), Filed { first: first.clone(), last: filing.clone() })
        });
        let years = BTreeMap::from([(year.cadre.clone(), NamedYear { name: None, year: year.clone() })]);
        (code(space), Village { years, filed: filed.collect() })
    });
    Told { year: 2017, until: day(until), villages: villages.collect() }
}

fn of(told: &Told, villages: &[&str], from: &str, to: &str) -> Option<PersonTold> {
    let villages: Vec<DivisionCode> = villages.iter().map(|space| code(space)).collect();
    told.person(person("c0017"), "陈玉华".to_owned(), &villages, &(day(from)..=day(to)))
}

#[test]
fn a_filed_month_says_what_was_filed_last_and_part_of_one_what_is_so_now() {
    let absent = filing("2017-09-01", "A".repeat(30), 0);
    let now = year(HERE, &[(8, 'R', 'S'), (9, 'R', 'S')]);
    let closed = told("2017-09-30", &[(HERE, now.clone(), vec![absent.clone()])]);
    let september = of(&closed, &[HERE], "2017-09-01", "2017-09-30").unwrap();
    assert_eq!((september.count(DayState::Resident), september.filed.as_slice()), (0, &[day("2017-09-01")][..]));
    assert_eq!((september.year_resident, september.year_target, september.year_needed()), (31, 200, 169));
    assert_eq!((september.count(DayState::Absent), september.unheard()), (0, 30), "nobody says that they were away");
    let told_since = MonthFiling { never_heard: Some(4), ..absent.clone() };
    let closed_with_four = told("2017-09-30", &[(HERE, now.clone(), vec![told_since])]);
    let september = of(&closed_with_four, &[HERE], "2017-09-01", "2017-09-30").unwrap();
    assert_eq!((september.count(DayState::Absent), september.unheard()), (26, 4), "as it was filed");
    let part = of(&closed, &[HERE], "2017-09-01", "2017-09-29").unwrap();
    assert_eq!((part.count(DayState::Resident), part.filed.len(), part.year_target), (29, 0, 220));

    let corrected = filing("2017-09-01", "R".repeat(10) + &"A".repeat(20), 1);
    let closed = told("2017-09-30", &[(HERE, now, vec![absent, corrected])]);
    let september = of(&closed, &[HERE], "2017-09-01", "2017-09-30").unwrap();
    assert_eq!((september.count(DayState::Resident), september.year_resident), (10, 41));
}

#[test]
fn the_year_ends_with_the_period_and_silence_is_no_absence() {
    let now = year(HERE, &[(7, 'R', 'S'), (8, 'A', '-'), (9, 'A', 'A'), (10, 'R', 'S')]);
    let told = told("2017-09-30", &[(HERE, now, vec![])]);
    let two = of(&told, &[HERE], "2017-08-01", "2017-09-30").unwrap();
    assert_eq!((two.year_resident, two.year_needed()), (31, 189), "October came later");
    assert_eq!((two.count(DayState::Absent), two.unheard()), (30, 31));
}

#[test]
fn a_month_that_is_filed_by_one_village_is_told_there_alone() {
    let (here, there) = (year(HERE, &[(8, 'R', 'S'), (9, 'R', 'S')]), year(THERE, &[(10, 'R', 'S')]));
    let filed = filing("2017-09-01", "R".repeat(20) + &"S".repeat(10), 0);
    let villages = [(HERE, here, vec![]), (THERE, there, vec![filed])];
    let told = told("2017-10-31", &villages);
    let whole = ("2017-08-01", "2017-10-31");
    let first = of(&told, &[HERE, THERE], whole.0, whole.1).unwrap();
    let second = of(&told, &[THERE, HERE], whole.0, whole.1).unwrap();
    assert_eq!((first.count(DayState::Resident), second.count(DayState::Resident)), (31, 20 + 31));
    assert_eq!((first.year_resident, second.year_resident), (82, 82), "the year is the person's, wherever");
    assert!(of(&told, &[HERE, THERE], "2017-09-01", "2017-09-30").is_none());
}

#[test]
fn a_day_stays_silent_or_heard_as_it_was_filed() {
    let silent = |days: &str| MonthFiling {
        silent: Some(days.to_owned()),
        never_heard: Some(1),
        ..filing("2017-09-01", "RAAU".repeat(7) + "UU", 0)
    };
    let told_with = |heard: char, filing: MonthFiling| {
        let now = year(HERE, &[(9, 'R', heard)]);
        let closed = told("2017-09-30", &[(HERE, now, vec![filing])]);
        let september = of(&closed, &[HERE], "2017-09-01", "2017-09-30").unwrap();
        let unheard: Vec<_> = september.days.iter().filter(|day| day.unheard).map(|day| day.day.day()).collect();
        (unheard, september.count(DayState::Absent), september.count(DayState::Unconfirmed))
    };
    // Whatever is said of each day by now: something, that they were away, nothing.
    for heard in ['S', 'A', '-'] {
        assert_eq!(told_with(heard, silent("3 28 29 30")), (vec![3, 28, 29, 30], 13, 6), "{heard}");
        assert_eq!(told_with(heard, silent("")), (vec![], 14, 9), "{heard}");
    }
    let older = |heard| told_with(heard, MonthFiling { silent: None, ..silent("") }).2;
    assert_eq!((older('S'), older('-')), (9, 0), "one of before it was kept is told from what is said now");
}

/// A transaction with all that was asked in it.
struct Asked<'t> {
    tx: &'t mut dyn Transaction,
    asked: Vec<String>,
}

impl Transaction for Asked<'_> {
    fn execute(&mut self, sql: &str, parameters: &[Cell]) -> storage::Result<u64> {
        self.tx.execute(sql, parameters)
    }

    fn query(&mut self, sql: &str, parameters: &[Cell]) -> storage::Result<Vec<Row>> {
        self.asked.push(sql.to_owned());
        self.tx.query(sql, parameters)
    }

    fn put(&mut self, sql: &str, row: Vec<Cell>) -> storage::Result<()> {
        self.tx.put(sql, row)
    }

    fn memory(&mut self) -> &mut Memory {
        self.tx.memory()
    }

    fn execute_script(&mut self, sql: &str) -> storage::Result<()> {
        self.tx.execute_script(sql)
    }

    fn prepare(&mut self, sql: &str) -> storage::Result<()> {
        self.tx.prepare(sql)
    }

    fn commit(self: Box<Self>) -> storage::Result<()> {
        Ok(())
    }

    fn home(&self) -> Home {
        self.tx.home()
    }
}

#[test]
fn a_village_without_anybody_is_not_asked_for_what_others_filed() {
    let (home, tables) = (TestHome::new(Home::Sqlite), ReadModel::of(kinds::all()));
    storage::write::<_, StorageError>(&*home.open(), |tx| {
        tables.prepare(tx)?;
        let days = day("2017-09-01")..=day("2017-09-30");
        let asks = |tx: &mut dyn Transaction| {
            let mut asked = Asked { tx, asked: Vec::new() };
            let people = people_told(&mut asked, &tables, &code(HERE), &days, day("2017-12-01")).unwrap();
            (people.len(), asked.asked.iter().filter(|sql| sql.contains("membership")).count(), asked.asked.len())
        };
        assert_eq!(asks(tx), (0, 0, 2), "its year and its filings");
        storage::log::open_space(tx, &code(HERE))?;
        attendance::put(tx, &year(HERE, &[(9, 'R', 'S')]))?;
        let (people, elsewhere, _) = asks(tx);
        assert_eq!((people, elsewhere), (1, 1), "once for all of its people");
        Ok(())
    })
    .unwrap();
}
