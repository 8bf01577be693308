//! `words`: what was written, found by its words at a desk among a million records, on both databases.
//!
//! The rows go straight into the index: what is measured is the answer of the index to a question as a desk asks it, its count and its
//! first page. Texts are made of words whose frequency falls as it does in a language: the tenth is ten times as rare as the first.

use std::sync::Arc;

use anyhow::ensure;
use chrono::{Days, NaiveDate};
use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordId;
use cunji_server::search::{COUNTED, Filter, Question, SEARCHED, asked, terms_of_record, warm_up};
use cunji_server::storage::search::{Asked, count, find, place};
use cunji_server::storage::testing::{Durability, ThrowawayPostgres};
use cunji_server::storage::{self, Cell, Home, Storage, StorageError, Transaction};
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};
use serde::Serialize;
use tokio::runtime::Handle;

use super::timing::{percentile, seconds, timed};

/// Records in the index.
pub const RECORDS: u32 = 1_000_000;
/// Records that are written in one transaction.
const PART: u32 = 2_000;
/// …and by one statement.
const ROWS: usize = 100;
/// Words of the language.
const WORDS: usize = 30_000;
/// Words of a text.
const TEXT: usize = 40;
/// How often each question is asked, with other words each time.
const ROUNDS: usize = 20;
/// Days that the records tell of.
const DAYS: u64 = 365;
/// A page as the console asks for it: one more than it shows.
const PAGE: u32 = 31;

/// How long one kind of question takes.
#[derive(Debug, Clone, Serialize)]
pub struct Asking {
    /// What is asked.
    pub what: &'static str,
    /// Milliseconds of the middle one.
    pub p50_ms: f64,
    /// Milliseconds of the slow ones (of twenty the slowest but one).
    pub p95_ms: f64,
    /// Records found, counted as the console counts, of the middle question.
    pub found: u32,
}

/// What it takes on one database.
#[derive(Debug, Clone, Serialize)]
pub struct Searched {
    /// Which database.
    pub home: String,
    /// Records in the index.
    pub records: u32,
    /// Seconds to fill it.
    pub filled_s: f64,
    /// Each kind of question.
    pub askings: Vec<Asking>,
}

/// Fills both databases and asks.
///
/// # Errors
/// A database fails, or a question that must be answered is not.
pub fn words(records: u32, runtime: &Handle, progress: &dyn Fn(&str)) -> anyhow::Result<Vec<Searched>> {
    warm_up();
    let mut searched = Vec::new();
    for home in [Home::Sqlite, Home::Postgres] {
        progress(&format!("{records} records into the index of {home}"));
        let folder = tempfile::tempdir()?;
        let cluster = match home {
            Home::Sqlite => None,
            Home::Postgres => Some(ThrowawayPostgres::start(Durability::Full).map_err(anyhow::Error::msg)?),
        };
        let url = cluster.as_ref().map(ThrowawayPostgres::database);
        let storage = storage::open(folder.path(), url.as_deref(), runtime)?;
        let language = Language::new(records);
        let (filled, took) = timed(|| fill(&storage, &language));
        filled?;
        progress(&format!("questions to {home}"));
        let askings = ask_all(&storage, &language)?;
        searched.push(Searched { home: home.to_string(), records, filled_s: took.as_secs_f64(), askings });
    }
    Ok(searched)
}

/// The lines of a table.
pub fn lines(searched: &[Searched]) -> String {
    let mut text = String::new();
    for one in searched {
        text.push_str(&format!("{}: {} records, filled in {:.0} s\n", one.home, one.records, one.filled_s));
        for asking in &one.askings {
            let Asking { what, p50_ms, p95_ms, found } = asking;
            let met = if *p95_ms <= 200.0 { "met" } else { "NOT MET" };
            text.push_str(&format!(
                "  {what:<44} p50 {p50_ms:>8.1} ms   p95 {p95_ms:>8.1} ms  ≤ 200 {met:<8} {found} found\n"
            ));
        }
    }
    text
}

/// The words, and who writes where.
struct Language {
    records: u32,
    words: Vec<String>,
    villages: Vec<DivisionCode>,
    begun: NaiveDate,
}

impl Language {
    fn new(records: u32) -> Self {
        let mut random = SmallRng::seed_from_u64(7);
        // Common characters first, as in a dictionary by frequency.
        let mut character = || {
            let place = (random.random::<f64>().powi(2) * 3_000.0) as u32;
            char::from_u32(0x4e00 + place * 6).unwrap_or('村')
        };
        let words = (0..WORDS).map(|_| [character(), character()].iter().collect()).collect();
        let village = |n: u32| format!("6109{:02}{:03}{:03}", 21 + n % 10, 100 + n / 10 % 18, 200 + n / 180);
        let villages = (0..1_924).filter_map(|n| village(n).parse().ok()).collect();
        Self { records, words, villages, begun: NaiveDate::from_ymd_opt(2017, 1, 1).unwrap_or_default() }
    }

    /// A word by its frequency: the first is in nearly every text, the last in none but one.
    fn word(&self, random: &mut SmallRng) -> &str {
        let rank = (WORDS as f64).powf(random.random::<f64>()) as usize;
        &self.words[rank.min(WORDS) - 1]
    }

    fn text(&self, random: &mut SmallRng) -> String {
        let mut text = String::new();
        for at in 0..TEXT {
            text.push_str(self.word(random));
            if at % 7 == 6 {
                text.push(',');
            }
        }
        text
    }

    fn village(&self, random: &mut SmallRng) -> &DivisionCode {
        &self.villages[random.random_range(0..self.villages.len())]
    }
}

fn fill(storage: &Arc<dyn Storage>, language: &Language) -> anyhow::Result<()> {
    let mut random = SmallRng::seed_from_u64(11);
    let mut at = 0;
    while at < language.records {
        let part = (at..language.records.min(at + PART)).map(|_| Written::new(language, &mut random));
        let part = part.collect::<anyhow::Result<Vec<_>>>()?;
        storage::write::<_, StorageError>(&**storage, |tx| part.chunks(ROWS).try_for_each(|rows| put(tx, rows)))?;
        at += PART;
    }
    if storage.home() == Home::Postgres {
        // As the server's own housekeeping does sooner or later.
        storage::write::<_, StorageError>(&**storage, |tx| tx.execute_script("ANALYZE search_record;"))?;
    }
    Ok(())
}

/// A record as the index has it.
struct Written {
    space: DivisionCode,
    record: RecordId,
    kind: u16,
    place: i64,
    terms: String,
}

impl Written {
    fn new(language: &Language, random: &mut SmallRng) -> anyhow::Result<Self> {
        let space = language.village(random).clone();
        let author = author(&space, random).parse()?;
        let kind = SEARCHED[random.random_range(0..SEARCHED.len())].number;
        let day = language.begun + Days::new(random.random_range(0..DAYS));
        let text = language.text(random);
        let terms = terms_of_record(kind, &space, &author, [text.as_str()].into_iter());
        let record = RecordId(random.random());
        let terms = terms.into_iter().collect::<Vec<_>>().join(" ");
        Ok(Self { space, record, kind, place: place(day, record, 0), terms })
    }
}

fn author(village: &DivisionCode, random: &mut SmallRng) -> String {
    format!("c{village}{}", random.random_range(0..4))
}

/// Puts rows into the tables of the index, many by one statement.
fn put(tx: &mut dyn Transaction, rows: &[Written]) -> storage::Result<()> {
    let row =
        |row: &Written| -> [Cell; 4] { [(&row.space).into(), row.record.into(), row.kind.into(), row.place.into()] };
    let places = |width: usize, of: &dyn Fn(usize) -> String| {
        (0..rows.len()).map(|at| format!("({})", of(at * width + 1))).collect::<Vec<_>>().join(", ")
    };
    let dollars =
        |from: usize, count: usize| (from..from + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
    if tx.home() == Home::Sqlite {
        let records: Vec<Cell> = rows.iter().flat_map(row).collect();
        let values = places(4, &|from| dollars(from, 4));
        tx.execute(&format!("INSERT INTO search_record (space, record, kind, place) VALUES {values}"), &records)?;
        let terms: Vec<Cell> = rows.iter().flat_map(|row| [row.place.into(), row.terms.as_str().into()]).collect();
        let values = places(2, &|from| dollars(from, 2));
        tx.execute(&format!("INSERT INTO search_term (rowid, terms) VALUES {values}"), &terms)?;
    } else {
        let all = rows.iter().flat_map(|written| row(written).into_iter().chain([written.terms.as_str().into()]));
        let all: Vec<Cell> = all.collect();
        let values =
            places(5, &|from| format!("{}, array_to_tsvector(string_to_array(${}, ' '))", dollars(from, 4), from + 4));
        tx.execute(&format!("INSERT INTO search_record (space, record, kind, place, terms) VALUES {values}"), &all)?;
    }
    Ok(())
}

type Making = fn(&Language, &mut SmallRng) -> (String, String, Filter);

/// The kinds of questions: what is typed, in which division, narrowed down how.
const QUESTIONS: [(&str, Making); 11] = [
    ("a word of nearly every text, the city", |language, _| {
        (language.words[0].clone(), "6109".into(), Filter::default())
    }),
    ("a common word, the city", |language, random| (ranked(language, random, 5, 40), "6109".into(), Filter::default())),
    ("a word of one text in a hundred, the city", |language, random| {
        (ranked(language, random, 200, 600), "6109".into(), Filter::default())
    }),
    ("a rare word, the city", |language, random| {
        (ranked(language, random, 9_000, 29_000), "6109".into(), Filter::default())
    }),
    ("two common words, the city", |language, random| {
        let words = format!("{} {}", ranked(language, random, 5, 40), ranked(language, random, 5, 40));
        (words, "6109".into(), Filter::default())
    }),
    ("a common and a rare word, the city", |language, random| {
        let words = format!("{} {}", ranked(language, random, 5, 40), ranked(language, random, 9_000, 29_000));
        (words, "6109".into(), Filter::default())
    }),
    ("a name of three characters, the city", |language, random| {
        let (one, other) = (ranked(language, random, 300, 3_000), ranked(language, random, 300, 3_000));
        (format!("「{one}{}」", other.chars().take(1).collect::<String>()), "6109".into(), Filter::default())
    }),
    ("one character, a county", |language, random| {
        (ranked(language, random, 5, 400).chars().take(1).collect(), "610926".into(), Filter::default())
    }),
    ("a common word, a village", |language, random| {
        (ranked(language, random, 5, 40), language.village(random).to_string(), Filter::default())
    }),
    ("a common word, a town, a month, visits", |language, random| {
        let town = language.village(random).as_str()[..9].to_owned();
        let from = language.begun + Days::new(random.random_range(0..330));
        let (to, kinds) = (Some(from + Days::new(30)), vec![SEARCHED[1]]);
        (ranked(language, random, 5, 40), town, Filter { kinds, from: Some(from), to, person: None })
    }),
    ("a word of one text in a hundred, one person's", |language, random| {
        let village = language.village(random);
        let person = author(village, random).parse().ok();
        (ranked(language, random, 200, 600), village.to_string(), Filter { person, ..Filter::default() })
    }),
];

fn ranked(language: &Language, random: &mut SmallRng, from: usize, to: usize) -> String {
    language.words[random.random_range(from..to)].clone()
}

fn ask_all(storage: &Arc<dyn Storage>, language: &Language) -> anyhow::Result<Vec<Asking>> {
    let mut askings = Vec::new();
    for (what, making) in QUESTIONS {
        let mut random = SmallRng::seed_from_u64(13);
        let (mut took, mut found) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let (typed, division, filter) = making(language, &mut random);
            let (answer, time) = timed(|| ask(storage, &typed, &division, &filter));
            found.push(answer?);
            took.push(time);
        }
        found.sort_unstable();
        let took: Vec<f64> = seconds(&took).iter().map(|seconds| seconds * 1_000.0).collect();
        let (p50_ms, p95_ms) = (percentile(&took, 0.5), percentile(&took, 0.95));
        askings.push(Asking { what, p50_ms, p95_ms, found: found[found.len() / 2] });
    }
    ensure!(askings[0].found > 0, "nobody finds the word of every text");
    Ok(askings)
}

/// Asks as a desk does: the count and the first page, of one moment.
fn ask(storage: &Arc<dyn Storage>, typed: &str, division: &str, filter: &Filter) -> anyhow::Result<u32> {
    let asked: Asked = asked(&Question::of(typed)?, &division.parse()?, filter);
    Ok(storage::read::<_, StorageError>(&**storage, |tx| {
        let counted = count(tx, &asked, COUNTED + 1)?;
        find(tx, &asked, None, PAGE)?;
        Ok(counted)
    })?)
}
