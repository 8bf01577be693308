//! Attendance as it was counted for offices.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use cunji_domain::attendance::{DayState, Heard, Line, Silence};
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::RecordId;

use super::overview::Period;
use super::reviews::below;
use super::roster::{day, day_number};
use super::{Cell, Result, Row, Transaction, statements};

/// A cadre's year in a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearInVillage {
    /// The village.
    pub space: DivisionCode,
    /// Whose.
    pub cadre: PersonId,
    /// Which year.
    pub year: i32,
    /// A sign a day ([`cunji_domain::attendance::DayState::sign`]).
    pub signs: String,
    /// A sign a day for what was said of it ([`cunji_domain::attendance::Heard::sign`]).
    pub said: String,
    /// Resident days owed for the whole year, whichever villages it was spent in.
    pub target: i64,
    /// Resident days so far, wherever.
    pub resident: i64,
    /// Resident days still missing.
    pub needed: i64,
    /// Days on which the night can still be spent in a village.
    pub possible: i64,
    /// The last day from which on every possible day is needed.
    pub latest_start: Option<NaiveDate>,
    /// Whether the target can be reached, by code ([`cunji_domain::attendance::Reach::code`]).
    pub reach: String,
    /// The day on which it was counted, Asia/Shanghai.
    pub computed_on: NaiveDate,
}

impl YearInVillage {
    /// What a day of the year is in this village; not in term where it is another's, or nobody's.
    pub fn state_on(&self, day: NaiveDate) -> DayState {
        sign(&self.signs, day).and_then(DayState::of_sign).unwrap_or(DayState::NotInTerm)
    }

    /// What was heard of a day of the year, whichever village it was spent in.
    pub fn heard_on(&self, day: NaiveDate) -> Option<Heard> {
        sign(&self.said, day).and_then(Heard::of_sign)
    }

    /// Whether a day of the year in this village is one of silence ([`Heard::is_silence`]).
    pub fn is_silent_on(&self, day: NaiveDate) -> bool {
        self.heard_on(day).is_some_and(|heard| heard.is_silence(self.state_on(day)))
    }
}

/// A day's sign among those of a year, which are a byte each.
fn sign(signs: &str, day: NaiveDate) -> Option<char> {
    signs.as_bytes().get(day.ordinal0() as usize).map(|sign| char::from(*sign))
}

/// A year with its person's name, where the roster has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedYear {
    /// The name.
    pub name: Option<String>,
    /// The year.
    pub year: YearInVillage,
}

/// What a record tells of by its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// That day.
    Day,
    /// The month that begins with it.
    Month,
}

impl Told {
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// The day of the first record that can tell of this day.
    fn first(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => day,
            Self::Month => day.with_day(1).unwrap_or(day),
        }
    }
}

/// The tables of records that tell of days.
///
/// A city has a million such records and two thousand villages: each village is asked by the key of its days, one by one. The subquery
/// stands where a value does, so that neither home makes a join of it that reads the whole table.
#[derive(Debug, Clone, Copy)]
pub struct DaysTold<'t>(pub [(&'t str, Told); 3]);

impl DaysTold<'_> {
    /// Whether anything in a division tells of a day of these.
    ///
    /// # Errors
    /// What the database says.
    pub fn any_within(
        self,
        tx: &mut dyn Transaction,
        division: &DivisionCode,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<bool> {
        for (table, told) in self.0 {
            let (first, end) = below(division);
            let parameters = [first, end, day_number(told.first(from)).into(), day_number(to).into()];
            if tx.query_first(&any_within(table, told), &parameters)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The last day of which anything in a division tells; of a month, its first.
    ///
    /// # Errors
    /// What the database says.
    pub fn last(self, tx: &mut dyn Transaction, division: &DivisionCode) -> Result<Option<NaiveDate>> {
        let mut found: Option<i64> = None;
        for (table, told) in self.0 {
            let (first, end) = below(division);
            if let Some(row) = tx.query_first(&last(table, told), &[first, end])? {
                found = found.max(row.get("told")?);
            }
        }
        found.map(day).transpose()
    }
}

/// A village of which something tells of a day of these.
pub(super) fn any_within(table: &str, told: Told) -> String {
    let day = told.column();
    format!(
        "SELECT place.space FROM space AS place WHERE place.space >= $1 AND place.space < $2 AND (\
           SELECT of_day.\"{day}\" FROM {table} AS of_day WHERE of_day.space = place.space \
             AND of_day.\"{day}\" >= $3 AND of_day.\"{day}\" <= $4 AND of_day.withdrawn = 0 LIMIT 1\
         ) IS NOT NULL LIMIT 1"
    )
}

/// The last day of which something tells.
pub(super) fn last(table: &str, told: Told) -> String {
    let day = told.column();
    format!(
        "SELECT MAX(of_place.told) AS told FROM (\
           SELECT (\
             SELECT of_day.\"{day}\" FROM {table} AS of_day WHERE of_day.space = place.space AND of_day.withdrawn = 0 \
             ORDER BY of_day.\"{day}\" DESC LIMIT 1\
           ) AS told FROM space AS place WHERE place.space >= $1 AND place.space < $2\
         ) AS of_place"
    )
}

/// Notes that something came that a village's attendance depends on.
///
/// # Errors
/// What the database says.
pub fn note_heard(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<()> {
    tx.execute(statements::ATTENDANCE_HEARD, &[space.into(), Cell::Bytes(Vec::new())]).map(drop)
}

/// How often something was heard of for a village.
///
/// # Errors
/// What the database says.
pub fn heard(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<u64> {
    let row = tx.query_first(statements::ATTENDANCE_HEARD_OF, &[space.into()])?;
    row.map_or(Ok(0), |row| row.get("heard"))
}

/// What a count was made from, beside records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedBy<'b> {
    /// The day, Asia/Shanghai.
    pub day: NaiveDate,
    /// A digest of policies and calendar.
    pub basis: &'b [u8],
}

/// Notes that a village was counted with all that had been heard of.
///
/// # Errors
/// What the database says.
pub fn set_counted(tx: &mut dyn Transaction, space: &DivisionCode, heard: u64, by: CountedBy<'_>) -> Result<()> {
    let parameters = [space.into(), heard.into(), day_number(by.day).into(), by.basis.into()];
    tx.execute(statements::ATTENDANCE_COUNTED, &parameters).map(drop)
}

/// The villages with teams that are to be counted anew.
///
/// # Errors
/// What the database says.
pub fn to_count(tx: &mut dyn Transaction, by: CountedBy<'_>) -> Result<Vec<DivisionCode>> {
    let rows = tx.query(statements::ATTENDANCE_TO_COUNT, &[day_number(by.day).into(), by.basis.into()])?;
    rows.iter().map(|row| row.get("space")).collect()
}

/// Keeps a year as it was counted.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, year: &YearInVillage) -> Result<()> {
    let row = vec![
        (&year.space).into(),
        (&year.cadre).into(),
        year.year.into(),
        year.signs.as_str().into(),
        year.said.as_str().into(),
        year.target.into(),
        year.resident.into(),
        year.needed.into(),
        year.possible.into(),
        year.latest_start.map(day_number).into(),
        year.reach.as_str().into(),
        day_number(year.computed_on).into(),
    ];
    tx.execute(statements::PUT_ATTENDANCE_YEAR, &row).map(drop)
}

/// Removes all years of a village, to count them anew.
///
/// # Errors
/// What the database says.
pub fn remove_all(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<()> {
    tx.execute(statements::REMOVE_ATTENDANCE_YEARS, &[space.into()]).map(drop)
}

/// The years of a division and everything below it, by village and person, after a place in that order.
///
/// # Errors
/// What the database says.
pub fn years(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    year: i32,
    after: Option<(&DivisionCode, &PersonId)>,
    limit: u32,
) -> Result<Vec<NamedYear>> {
    let (from, to) = below(division);
    let (space, cadre) = after.map_or(("", ""), |(space, cadre)| (space.as_str(), cadre.as_str()));
    let rows =
        tx.query(statements::ATTENDANCE_YEARS, &[from, to, year.into(), space.into(), cadre.into(), limit.into()])?;
    rows.into_iter().map(|row| Ok(NamedYear { name: row.get("name")?, year: read(row)? })).collect()
}

/// Which people are listed, by what one day of theirs is; all of them by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only this person.
    pub cadre: Option<PersonId>,
    /// Only those of whose day something was heard and that is this ([`cunji_domain::attendance::DayState::sign`]).
    pub sign: Option<char>,
    /// Only those of whose day this was heard.
    pub heard: Option<Heard>,
    /// Only those of whose day nothing was heard, for this reason.
    pub silence: Option<Silence>,
    /// Only those whose year stands so, by code ([`cunji_domain::attendance::Reach::code`]).
    pub reach: Option<String>,
    /// Only those on a team on any of these days: the first by its number in the year, from 1, and how many.
    pub within: Option<(u32, u32)>,
}

/// A year with what is known of one day's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearOnDay {
    /// The year.
    pub named: NamedYear,
    /// Whose phones were heard of that could tell of the day.
    pub line: Line,
}

/// The years of a division's people who are wanted, by village and person, after a place in that order. `day.last` is the day that
/// they are wanted by.
///
/// # Errors
/// What the database says.
pub fn people(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    day: Period,
    wanted: &Wanted,
    after: Option<(&DivisionCode, &PersonId)>,
    limit: u32,
) -> Result<Vec<YearOnDay>> {
    let mut parameters = wanted_cells(division, day, wanted);
    let (space, cadre) = after.map_or(("", ""), |(space, cadre)| (space.as_str(), cadre.as_str()));
    parameters.extend([space.into(), cadre.into(), limit.into()]);
    let rows = tx.query(statements::ATTENDANCE_PEOPLE, &parameters)?;
    rows.into_iter()
        .map(|row| {
            let line = row.get("line")?;
            Ok(YearOnDay { named: NamedYear { name: row.get("name")?, year: read(row)? }, line })
        })
        .collect()
}

/// How many there are.
///
/// # Errors
/// What the database says.
pub fn count_people(tx: &mut dyn Transaction, division: &DivisionCode, day: Period, wanted: &Wanted) -> Result<u64> {
    let row = tx.query_first(statements::ATTENDANCE_PEOPLE_COUNT, &wanted_cells(division, day, wanted))?;
    row.map_or(Ok(0), |row| row.get("counted"))
}

/// The number of every line there is.
const ANY: i64 = -1;
/// The number of a line that nobody is on.
const NOBODY: i64 = -2;

fn wanted_cells(division: &DivisionCode, day: Period, wanted: &Wanted) -> Vec<Cell> {
    let (from, to) = below(division);
    let letter = |sign: Option<char>| sign.map(String::from).unwrap_or_default().as_str().into();
    let heard = wanted.silence.map_or(wanted.heard, |_| Some(Heard::Nothing));
    let line = wanted.silence.map_or(ANY, |silence| silence.line(day.over).map_or(NOBODY, Line::number));
    vec![
        from,
        to,
        day.year.into(),
        day.last.into(),
        wanted.cadre.as_ref().map_or("", PersonId::as_str).into(),
        letter(wanted.sign),
        letter(heard.map(Heard::sign)),
        line.into(),
        wanted.reach.as_deref().unwrap_or_default().into(),
        day.begins.into(),
        day.ends.into(),
        wanted.within.map_or(1, |(first, _)| first).into(),
        wanted.within.map_or(0, |(_, length)| length).into(),
        day.told_from().into(),
    ]
}

fn read(row: Row) -> Result<YearInVillage> {
    Ok(YearInVillage {
        space: row.get("space")?,
        cadre: row.get("cadre")?,
        year: row.get("year")?,
        signs: row.get("signs")?,
        said: row.get("said")?,
        target: row.get("target")?,
        resident: row.get("resident")?,
        needed: row.get("needed")?,
        possible: row.get("possible")?,
        latest_start: row.get::<Option<i64>>("latest_start")?.map(day).transpose()?,
        reach: row.get("reach")?,
        computed_on: day(row.get("computed_on")?)?,
    })
}

/// Keeps on which local day a diary first said of the night what it says now; none where that was lost.
///
/// # Errors
/// What the database says.
pub fn put_said(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    diary: RecordId,
    written_on: Option<NaiveDate>,
) -> Result<()> {
    let parameters = [space.into(), diary.into(), written_on.map(day_number).into()];
    tx.execute(statements::PUT_STAY_SAID, &parameters).map(drop)
}

/// When the diaries of a village first said of the night what they say now.
///
/// # Errors
/// What the database says.
pub fn said(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<BTreeMap<RecordId, NaiveDate>> {
    let mut said = BTreeMap::new();
    for row in tx.query(statements::STAYS_SAID, &[space.into()])? {
        if let Some(written_on) = row.get::<Option<i64>>("written_on")? {
            said.insert(row.get("record")?, day(written_on)?);
        }
    }
    Ok(said)
}

/// Forgets a village's, to note them anew.
///
/// # Errors
/// What the database says.
pub fn remove_said(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<()> {
    tx.execute(statements::REMOVE_STAY_SAID, &[space.into()]).map(drop)
}
