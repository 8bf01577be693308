//! What can be typed.

mod month;
mod work;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};
use cunji_domain::division::DivisionCode;

pub use month::Month;
pub use work::{Diary, Friend, HouseholdArgs, Leave, Problem, ProblemAdd, Visit, VisitAdd};

/// 村记 Cunji: the phone's work at a terminal. Exit 0 done, 1 refused or failed with the reason, 2 misuse.
#[derive(Debug, Parser)]
#[command(name = "cunji", version, about)]
pub struct Cli {
    /// The folder with this phone's data.
    #[arg(long, global = true, env = "CUNJI_HOME", value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// A file whose first line is the passphrase; else CUNJI_PASSPHRASE, else it is asked for.
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// One JSON document on standard output, everything else on standard error.
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// 登记: makes this folder a person's phone by the code that the office gave.
    Enroll {
        /// The server's address.
        #[arg(long)]
        server: String,
        /// The code.
        #[arg(long)]
        code: String,
        /// What the phone is called.
        #[arg(long, default_value = "cunji")]
        name: String,
    },
    /// 我是谁: person, device, villages.
    Whoami,
    /// 驻村日志: one cadre, one day.
    #[command(subcommand)]
    Diary(Diary),
    /// 入户走访.
    #[command(subcommand)]
    Visit(Visit),
    /// 结对交友.
    #[command(subcommand)]
    Friend(Friend),
    /// 问题.
    #[command(subcommand)]
    Problem(Problem),
    /// 请假.
    #[command(subcommand)]
    Leave(Leave),
    /// 现场考勤: what the first secretary saw; everybody here, but for the absent. 不算自己,自己的写日志.
    ///
    /// 不写名字:除了自己,全队都在。写 --absent:除了他们,都在。写 --present:只说他们在,别人不提。自己在不在,写在自己的日志里。
    ///
    /// Without names everybody else on the team was there; with --absent all but those; with --present those, and nothing is said of
    /// the others. Nobody vouches for oneself: whoever observes is not counted by it, and writes a diary of the day.
    Observe {
        /// The day.
        #[arg(long)]
        date: Option<NaiveDate>,
        /// Somebody who was not there, by name or id; NAME=WHY where the reason is known.
        #[arg(long, value_name = "NAME")]
        absent: Vec<String>,
        /// Somebody who was seen there; then nothing is said of the others.
        #[arg(long, value_name = "NAME")]
        present: Vec<String>,
        /// A word on it.
        #[arg(long, default_value = "")]
        note: String,
        #[command(flatten)]
        beside: BesideArgs,
    },
    /// 打卡: offers place and time for today; never owed.
    Checkin {
        /// A word on it.
        #[arg(long)]
        note: Option<String>,
        #[command(flatten)]
        beside: BesideArgs,
    },
    /// Records of every kind.
    #[command(subcommand)]
    Record(Record),
    /// 同步: sends what is unsent and takes what is new.
    Sync,
    /// 还有几条没传、有没有要改的.
    Status,
    /// 两人同时改了: what is to be settled.
    #[command(subcommand)]
    Conflict(Conflict),
    /// 出勤: a year, day by day.
    Attendance {
        /// The year.
        #[arg(long)]
        year: i32,
        /// The whole team's, for its first secretary.
        #[arg(long)]
        team: bool,
        /// As it is known on this day; today if left out.
        #[arg(long)]
        as_of: Option<NaiveDate>,
        /// The village, where one has several.
        #[arg(long)]
        village: Option<DivisionCode>,
    },
    /// 月度归档: how far months are, one's own word (确认), the first secretary's signature (签字).
    #[command(subcommand)]
    Month(Month),
    /// Every record on this phone, a line each.
    Export {
        /// The format.
        #[arg(long, default_value = "jsonl", value_parser = ["jsonl"])]
        format: String,
    },
    /// Proves what this phone holds; names the first fault.
    Verify {
        /// Fetches what proves everybody's chains, too.
        #[arg(long)]
        full: bool,
    },
    /// 密码: what opens the phone at its lock screen.
    #[command(subcommand)]
    Pin(Pin),
    /// 恢复: opens a phone whose PIN was forgotten by the code that the office dictates; a new PIN (CUNJI_PIN) or passphrase is set.
    Recover {
        /// The code.
        #[arg(long)]
        code: String,
    },
    /// 锁着记一句: notes that need no passphrase to be taken.
    #[command(subcommand)]
    Note(Note),
    /// 退回: what the server rejected, and writing it anew.
    #[command(subcommand)]
    Mend(Mend),
}

/// What goes beside something that is written.
#[derive(Debug, Clone, Default, Args)]
pub struct BesideArgs {
    /// The village's code, where one has several.
    #[arg(long)]
    pub village: Option<DivisionCode>,
    /// Latitude in degrees.
    #[arg(long, requires = "lon", allow_negative_numbers = true)]
    pub lat: Option<f64>,
    /// Longitude in degrees.
    #[arg(long, requires = "lat", allow_negative_numbers = true)]
    pub lon: Option<f64>,
    /// Accuracy in metres.
    #[arg(long, requires = "lat")]
    pub accuracy: Option<u32>,
}

/// A stretch of days.
#[derive(Debug, Clone, Default, Args)]
pub struct Days {
    /// From this day on.
    #[arg(long)]
    pub from: Option<NaiveDate>,
    /// Up to this day.
    #[arg(long)]
    pub to: Option<NaiveDate>,
}

#[derive(Debug, Subcommand)]
pub enum Pin {
    /// Sets a PIN or phrase, or changes it; CUNJI_NEW_PIN, or it is asked for. From then on CUNJI_PIN opens the phone, too.
    Set,
    /// Whether one is set, and how entering it stands. Needs no passphrase.
    Status,
}

#[derive(Debug, Subcommand)]
pub enum Note {
    /// Takes a note; the phone stays locked.
    Add {
        /// The text.
        text: String,
    },
    /// Lists the notes that were not put anywhere yet.
    List,
    /// Puts a note into a day's diary, as a draft.
    Take {
        /// Its id.
        id: String,
        /// The day; the note's own if left out.
        #[arg(long)]
        date: Option<NaiveDate>,
        /// The village, where one has several.
        #[arg(long)]
        village: Option<DivisionCode>,
    },
    /// Lets a note go.
    Dismiss {
        /// Its id.
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum Record {
    /// Takes in lines of JSON, checked as if typed: all or nothing.
    Import {
        /// The file; - reads standard input.
        file: PathBuf,
    },
    /// Takes a record back.
    Withdraw {
        /// Its id.
        id: String,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Shows a record.
    Show {
        /// Its id.
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum Conflict {
    /// Lists what is to be settled.
    List,
    /// Settles one.
    Settle {
        /// The record's id.
        id: String,
        /// The field.
        #[arg(long, required_unless_present_any = ["keep", "withdraw"])]
        field: Option<String>,
        /// Takes the value at this place of the list, from 1.
        #[arg(long, requires = "field", conflicts_with = "value", required_unless_present_any = ["value", "keep", "withdraw"])]
        take: Option<usize>,
        /// Puts this value.
        #[arg(long, requires = "field")]
        value: Option<String>,
        /// The record that one withdrew and another wrote on stays.
        #[arg(long, conflicts_with_all = ["field", "withdraw"])]
        keep: bool,
        /// It goes, for this reason.
        #[arg(long, conflicts_with = "field", value_name = "REASON")]
        withdraw: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum Mend {
    /// Lists what was rejected.
    List,
    /// Shows what was written and what is wrong.
    Show {
        /// The rejected edit's or the record's id.
        id: String,
    },
    /// Lets it go: it is not sent again; what was written stays on this phone.
    Drop {
        /// The rejected edit's or the record's id.
        id: String,
    },
    /// Writes it anew; it is sent with the next sync.
    Save {
        /// The rejected edit's or the record's id.
        id: String,
        /// A field as it should be, the day of a diary too: NAME=VALUE; an empty value empties it.
        #[arg(long, value_name = "NAME=VALUE", value_parser = named)]
        set: Vec<(String, String)>,
    },
}

fn named(typed: &str) -> Result<(String, String), String> {
    let (name, value) = typed.split_once('=').ok_or_else(|| "NAME=VALUE".to_owned())?;
    Ok((name.to_owned(), value.to_owned()))
}
