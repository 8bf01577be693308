//! A made-up month of one cadre: 30 diaries and 120 visits, shaped as the records of the bench and of
//! `cunji record import`.
//!
//! The prose comes from the stock in `job/*.txt`, which was written apart from the protocol's shipped primer and shares
//! no sentence with it. A person keeps habits from month to month (places, names, families, ways of speaking and of
//! typing), but tells other things in other sentences: see the sentences in `stock`.

mod chance;
mod person;
mod prose;
mod stock;
mod typed;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

pub(crate) use chance::Chance;
use person::Habits;
pub(crate) use person::name;
pub use person::{Family, Village};
use prose::Prose;

/// Visits for each day of the job.
const VISITS_A_DAY: u32 = 4;
/// Seconds that Asia/Shanghai is ahead of UTC.
const SHANGHAI: i64 = 8 * 3600;

/// One record of a job, as one line of JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum JobLine {
    /// A day of the diary.
    Diary(DiaryLine),
    /// A visit to a household.
    Visit(VisitLine),
}

/// A day of the diary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DiaryLine {
    /// Who writes.
    pub cadre: String,
    /// Code of the village.
    pub village: String,
    /// The day told of, Asia/Shanghai.
    pub day: NaiveDate,
    /// Where the night was spent, from the policy's list.
    pub stay: String,
    /// Kinds of work, from the policy's list.
    pub work: Vec<String>,
    /// What the person wrote.
    pub text: String,
    /// Degrees north, where the diary was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Degrees east.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<u32>,
    /// UTC, Unix seconds.
    pub written_at: i64,
}

/// A visit to a household.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VisitLine {
    /// Who visited.
    pub cadre: String,
    /// Code of the village.
    pub village: String,
    /// The listed household's number in the village.
    pub household: String,
    /// The day, Asia/Shanghai.
    pub day: NaiveDate,
    /// From the policy's list.
    pub purpose: String,
    /// What was seen and heard.
    pub findings: String,
    /// Which of the asked policy questions were answered right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiz: Option<Vec<bool>>,
    /// 0–100, as the villager said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub satisfaction: Option<u8>,
    /// Degrees north, where the visit was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Degrees east.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// UTC, Unix seconds.
    pub written_at: i64,
}

impl JobLine {
    /// What the person wrote: a diary's text or a visit's findings.
    pub fn prose(&self) -> &str {
        match self {
            Self::Diary(diary) => &diary.text,
            Self::Visit(visit) => &visit.findings,
        }
    }

    /// Who wrote it.
    pub fn cadre(&self) -> &str {
        match self {
            Self::Diary(diary) => &diary.cadre,
            Self::Visit(visit) => &visit.cadre,
        }
    }

    /// Code of the village.
    pub fn village(&self) -> &str {
        match self {
            Self::Diary(diary) => &diary.village,
            Self::Visit(visit) => &visit.village,
        }
    }

    /// The visited household's number in the village's list.
    pub fn household(&self) -> Option<&str> {
        match self {
            Self::Diary(_) => None,
            Self::Visit(visit) => Some(&visit.household),
        }
    }

    /// The day told of, Asia/Shanghai.
    pub fn day(&self) -> NaiveDate {
        match self {
            Self::Diary(diary) => diary.day,
            Self::Visit(visit) => visit.day,
        }
    }

    /// When it was written: UTC, Unix seconds.
    pub fn written_at(&self) -> i64 {
        match self {
            Self::Diary(diary) => diary.written_at,
            Self::Visit(visit) => visit.written_at,
        }
    }
}

/// The records of `days` days from `first_day` on, in the order in which they were written: a diary a day, and four
/// visits for each day of the job. The same arguments give the same records; another `first_day` of the same person
/// tells of the same families and places in other sentences.
pub fn generate(seed: u64, cadre: &str, village: &str, first_day: NaiveDate, days: u32) -> Vec<JobLine> {
    let habits = Habits::of(Chance::from_parts(seed, &[cadre, village]));
    written_by(&habits, seed, (cadre, village), (first_day, days), VISITS_A_DAY)
}

/// The same in a village that the whole team knows: its families are those of the village, and its visits `visits_a_day`.
pub fn generate_in(
    village: &Village,
    seed: u64,
    cadre: &str,
    (first_day, days): (NaiveDate, u32),
    visits_a_day: u32,
) -> Vec<JobLine> {
    let habits = Habits::of(Chance::from_parts(seed, &[cadre, &village.code])).in_village(village);
    written_by(&habits, seed, (cadre, &village.code), (first_day, days), visits_a_day)
}

fn written_by(
    habits: &Habits,
    seed: u64,
    (cadre, village): (&str, &str),
    (first_day, days): (NaiveDate, u32),
    visits_a_day: u32,
) -> Vec<JobLine> {
    let chance = Chance::from_parts(seed, &[cadre, village, &first_day.to_string()]);
    let mut writer = Writer {
        cadre,
        village,
        prose: Prose::of(habits, chance.branch("prose"), first_day),
        habits,
        visits_a_day,
        chance,
    };
    let mut lines = Vec::new();
    let stays: Vec<&str> = (0..days).map(|_| writer.stay()).collect();
    let visits = writer.visits_of_days(&stays);
    for ((day, stay), visits) in first_day.iter_days().zip(&stays).zip(visits) {
        for number in 0..visits {
            lines.push(JobLine::Visit(writer.visit(day, number)));
        }
        lines.push(JobLine::Diary(writer.diary(day, stay)));
    }
    lines.sort_by_key(JobLine::written_at);
    lines
}

/// The yardstick of every upload: zstd, level 19, of the records as one JSON array.
///
/// # Errors
/// Only if zstd itself fails.
pub fn reference_bytes(lines: &[JobLine]) -> std::io::Result<usize> {
    let json = serde_json::to_vec(lines)?;
    Ok(zstd::bulk::compress(&json, 19)?.len())
}

struct Writer<'a> {
    cadre: &'a str,
    village: &'a str,
    habits: &'a Habits,
    prose: Prose<'a>,
    visits_a_day: u32,
    chance: Chance,
}

impl Writer<'_> {
    fn stay(&mut self) -> &'static str {
        match self.chance.below(30) {
            0..24 => "village",
            24..28 => "home",
            _ => "business",
        }
    }

    /// How many visits each day has: none on days away, all of them together as many a day as there are to be.
    fn visits_of_days(&mut self, stays: &[&str]) -> Vec<u32> {
        let there: Vec<usize> = (0..stays.len()).filter(|day| stays[*day] == "village").collect();
        let mut visits = vec![0; stays.len()];
        for number in 0..stays.len() * self.visits_a_day as usize {
            let day = match there.len() {
                0 => number % stays.len(),
                // Each day in the village gets its share; what is left over falls by chance.
                there_days if number < there_days * self.visits_a_day as usize => there[number % there_days],
                _ => self.chance.pick(&there),
            };
            visits[day] += 1;
        }
        visits
    }

    fn visit(&mut self, day: NaiveDate, number: u32) -> VisitLine {
        let family = self.habits.family(&mut self.chance);
        let minute = 8 * 60 + 20 + i64::from(number) * 85 + self.chance.between(0, 60);
        let (lat, lon) = self.habits.near_family(family, &mut self.chance);
        let weak = self.chance.below(4) == 0;
        VisitLine {
            cadre: self.cadre.to_owned(),
            village: self.village.to_owned(),
            household: family.number.clone(),
            day,
            purpose: self.chance.pick(person::PURPOSES).to_owned(),
            findings: self.prose.findings(family),
            quiz: Some((0..3).map(|_| self.chance.below(if weak { 2 } else { 8 }) > 0).collect()),
            satisfaction: Some(self.chance.between(if weak { 78 } else { 90 }, 100) as u8),
            lat: Some(lat),
            lon: Some(lon),
            written_at: at(day, minute, &mut self.chance),
        }
    }

    fn diary(&mut self, day: NaiveDate, stay: &str) -> DiaryLine {
        let (lat, lon) = self.habits.near_centre(&mut self.chance);
        let late = self.chance.below(10) == 0;
        let (written, minute) = match day.checked_add_days(Days::new(1)) {
            Some(next) if late => (next, self.chance.between(6 * 60 + 30, 7 * 60 + 30)),
            _ => (day, self.chance.between(19 * 60 + 30, 22 * 60 + 50)),
        };
        DiaryLine {
            cadre: self.cadre.to_owned(),
            village: self.village.to_owned(),
            day,
            stay: stay.to_owned(),
            work: self.habits.work(stay, &mut self.chance),
            text: self.prose.diary(stay),
            lat: Some(lat),
            lon: Some(lon),
            accuracy: Some(self.chance.between(4, 38) as u32),
            written_at: at(written, minute, &mut self.chance),
        }
    }
}

/// A minute of a day in Asia/Shanghai, at some second of it, as UTC.
fn at(day: NaiveDate, minute: i64, chance: &mut Chance) -> i64 {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() - SHANGHAI + minute * 60 + chance.between(0, 59)
}

#[cfg(test)]
mod tests;
