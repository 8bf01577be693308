//! People's phones: the real client on folders of its own, over the server's real address, by the server's time.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use chrono::NaiveDate;
use cunji_client::{Beside, Clock, DiaryChange, HttpTransport, Invitation, Language, Phone, enrol_new, problem_on};
use cunji_domain::diary::Stay;
use cunji_domain::record::{Code, Prose};
use cunji_server::clock::Clock as _;
use cunji_store::Cost;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::runtime::Handle;

use crate::running::{Running, WorldClock};

const PASSPHRASE: &str = "茶园";
/// More problems than any village of the fixtures has.
const PROBLEMS: usize = 1_000;

/// What somebody does on a phone; a month is named by its first day.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnPhone {
    /// A new phone of theirs enrols by what its camera read off a card; whose it is then is told.
    Enrol {
        /// What the code said.
        card: String,
    },
    /// Syncs until there is nothing left to exchange.
    Sync,
    /// Writes the diary of a day, or what is to be changed in it.
    Diary {
        /// The day.
        day: NaiveDate,
        /// Where the night was spent, if that is said: a code.
        stay: Option<String>,
        /// The text.
        text: String,
    },
    /// Raises a problem.
    Problem {
        /// The day.
        day: NaiveDate,
        /// What it is.
        text: String,
    },
    /// Acknowledges the own month.
    Acknowledge {
        /// Which.
        month: NaiveDate,
    },
    /// Signs a teammate's month as the phone shows it.
    Sign {
        /// Whose.
        cadre: String,
        /// Which.
        month: NaiveDate,
    },
    /// Shows own days with a word against them.
    Judged,
    /// Shows an own day with all that was said of it.
    Day {
        /// The day.
        day: NaiveDate,
    },
    /// Shows the village's problems with their answers.
    Problems,
    /// Shows an own month.
    Month {
        /// Which.
        month: NaiveDate,
    },
}

/// Phones by whose they are.
pub struct Phones {
    folder: PathBuf,
    runtime: Handle,
    all: BTreeMap<String, Phone>,
}

impl Phones {
    /// None yet.
    pub fn in_folder(folder: &Path, runtime: &Handle) -> Self {
        Self { folder: folder.to_owned(), runtime: runtime.clone(), all: BTreeMap::new() }
    }

    /// Does it on somebody's phone, and tells what the phone shows then.
    ///
    /// # Errors
    /// The client or the server refuses it.
    pub fn does(&mut self, running: &Running, of: &str, what: OnPhone) -> anyhow::Result<Value> {
        if let OnPhone::Enrol { card } = &what {
            let invitation = Invitation::from_link(card, "手机")?;
            let phone = enrolled(running, &self.folder.join(format!("{of}-by-card")), &invitation, &self.runtime)?;
            let person = phone.person()?;
            self.all.insert(of.to_owned(), phone);
            return Ok(json!({ "person": person.as_str() }));
        }
        let phone = match self.all.entry(of.to_owned()) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(none) => {
                let invitation = Invitation::new(&running.url(), &running.code_for(of)?, "手机")?;
                none.insert(enrolled(running, &self.folder.join(of), &invitation, &self.runtime)?)
            }
        };
        match what {
            OnPhone::Enrol { .. } => Ok(Value::Null),
            OnPhone::Sync => shown(self.runtime.block_on(phone.sync())),
            OnPhone::Diary { day, stay, text } => {
                let stay =
                    stay.map(|code| Stay::of(&code).with_context(|| format!("{code} is no stay"))).transpose()?;
                let change = DiaryChange { stay, text: Some(text), ..DiaryChange::default() };
                written(phone.write_diary(day, change, &Beside::default()))
            }
            OnPhone::Problem { day, text } => {
                let mut problem = problem_on(day);
                problem.text = Prose(text);
                written(phone.add(&problem, &Beside::default()))
            }
            OnPhone::Acknowledge { month } => written(phone.acknowledge_month(month, None)),
            OnPhone::Sign { cadre, month } => {
                let team = phone.team_view(Some(month), None)?;
                let member = team.members.into_iter().find(|member| member.person.id == cadre);
                let signs = member.with_context(|| format!("{cadre} is not on the team"))?.signs;
                written(phone.sign_shown_month(&cadre, month, &signs, &Beside::default()))
            }
            OnPhone::Judged => shown(phone.judged_days()),
            OnPhone::Day { day } => shown(phone.day_sheet(None, day)),
            OnPhone::Problems => shown(phone.problems_view(false, 0, PROBLEMS, None)),
            OnPhone::Month { month } => shown(phone.month_view(Some(month))),
        }
    }
}

fn shown<T: serde::Serialize>(view: cunji_client::Result<T>) -> anyhow::Result<Value> {
    Ok(serde_json::to_value(view?)?)
}

fn written(written: cunji_client::Result<cunji_client::Written>) -> anyhow::Result<Value> {
    Ok(json!({ "record": data_encoding::HEXLOWER.encode(&written?.record.0) }))
}

fn enrolled(running: &Running, home: &Path, invitation: &Invitation, runtime: &Handle) -> anyhow::Result<Phone> {
    let mut transport = HttpTransport::new(&invitation.server)?;
    let clock = Arc::new(PhoneClock { world: running.clock.clone(), begun: running.clock.now() });
    let clocks = (clock as Arc<dyn Clock>, Language::Zh);
    let enrolling = enrol_new(home, PASSPHRASE, Cost::CHEAPEST, clocks, &mut transport, invitation);
    Ok(runtime.block_on(enrolling)?)
}

/// A phone that goes by the world's clock, and was switched on when it was enrolled.
struct PhoneClock {
    world: Arc<WorldClock>,
    begun: i64,
}

impl Clock for PhoneClock {
    fn now(&self) -> i64 {
        self.world.now()
    }

    fn since_boot(&self) -> u64 {
        (self.now() - self.begun).unsigned_abs() * 1000
    }
}
