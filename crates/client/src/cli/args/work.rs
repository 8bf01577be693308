//! The words of the work: diary, visits, friends, problems, leave.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cunji_domain::diary::Stay;
use cunji_domain::division::DivisionCode;
use cunji_domain::friendship_contact::ContactWay;
use cunji_domain::problem::Urgency;
use cunji_domain::record::Code;
use cunji_domain::visit::Quiz;

use super::{BesideArgs, Days};

#[derive(Debug, Subcommand)]
pub enum Diary {
    /// Writes a day; a day again is an edit, and what is left out stays.
    Write {
        /// The day; today if left out.
        #[arg(long)]
        date: Option<NaiveDate>,
        /// Where the night was spent: village, town, home, business, elsewhere.
        #[arg(long, value_parser = code::<Stay>)]
        stay: Option<Stay>,
        /// What you wrote.
        #[arg(long, conflicts_with = "text_file")]
        text: Option<String>,
        /// A file with the text; - reads standard input.
        #[arg(long, value_name = "FILE")]
        text_file: Option<PathBuf>,
        /// Kinds of work, e.g. visit,policy.
        #[arg(long, value_delimiter = ',')]
        work: Option<Vec<String>>,
        /// Cadres who were along, by name or id.
        #[arg(long, value_delimiter = ',')]
        companions: Option<Vec<String>>,
        /// Villagers met, by name.
        #[arg(long, value_delimiter = ',')]
        met: Option<Vec<String>>,
        #[command(flatten)]
        beside: BesideArgs,
    },
    /// Lists days.
    List {
        #[command(flatten)]
        days: Days,
        /// The whole team's.
        #[arg(long)]
        all: bool,
    },
    /// Shows a day, or a diary by its id.
    Show {
        /// A diary's id.
        id: Option<String>,
        /// The day; today if left out.
        #[arg(long)]
        date: Option<NaiveDate>,
        /// The village's code, where one has several.
        #[arg(long)]
        village: Option<DivisionCode>,
    },
    /// 确认: the first secretary stands by a teammate's day.
    Confirm(Judged),
    /// 存疑: the first secretary questions a teammate's day.
    Question {
        #[command(flatten)]
        judged: Judged,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

/// A teammate's day.
#[derive(Debug, Clone, Args)]
pub struct Judged {
    /// Whose, by name or id.
    #[arg(long)]
    pub cadre: String,
    /// The day.
    #[arg(long)]
    pub date: NaiveDate,
    /// The village's code, where one has several.
    #[arg(long)]
    pub village: Option<DivisionCode>,
}

/// A household: listed, or by its head's name.
#[derive(Debug, Clone, Default, Args)]
pub struct HouseholdArgs {
    /// The listed household's number.
    #[arg(long)]
    pub household: Option<String>,
    /// A household that is not listed: its head's name.
    #[arg(long)]
    pub name: Option<String>,
    /// …and its villagers' group.
    #[arg(long)]
    pub group: Option<String>,
}

/// A visit as it is typed.
#[derive(Debug, Clone, Args)]
pub struct VisitAdd {
    /// The day; today if left out.
    #[arg(long)]
    pub date: Option<NaiveDate>,
    #[command(flatten)]
    pub household: HouseholdArgs,
    /// Why: a code of the policy's list.
    #[arg(long)]
    pub purpose: Option<String>,
    /// What was seen and heard.
    #[arg(long, conflicts_with = "findings_file")]
    pub findings: Option<String>,
    /// A file with it; - reads standard input.
    #[arg(long, value_name = "FILE")]
    pub findings_file: Option<PathBuf>,
    /// What the household needs.
    #[arg(long, default_value = "")]
    pub needs: String,
    /// Policies that were explained.
    #[arg(long, value_delimiter = ',')]
    pub explained: Vec<String>,
    /// Cadres who were along, by name or id.
    #[arg(long, value_delimiter = ',')]
    pub companions: Vec<String>,
    /// Who was met, by name.
    #[arg(long, value_delimiter = ',')]
    pub met: Vec<String>,
    /// Right answers of those asked, e.g. 2/3.
    #[arg(long, value_parser = quiz)]
    pub quiz: Option<Quiz>,
    /// 0–100, as the villager said.
    #[arg(long)]
    pub satisfaction: Option<u8>,
    /// What is to be done next.
    #[arg(long, default_value = "")]
    pub next_step: String,
    #[command(flatten)]
    pub beside: BesideArgs,
}

#[derive(Debug, Subcommand)]
pub enum Visit {
    /// Adds a visit.
    Add(Box<VisitAdd>),
    /// Lists visits.
    List {
        #[command(flatten)]
        days: Days,
    },
    /// 同行确认: a companion's word on a visit that somebody else wrote.
    Share {
        /// The visit's id.
        id: String,
        /// You were not along.
        #[arg(long)]
        not_along: bool,
        /// A word on it.
        #[arg(long)]
        note: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum Friend {
    /// Adds a friend.
    Add {
        #[command(flatten)]
        household: HouseholdArgs,
        /// Since when; today if left out.
        #[arg(long)]
        since: Option<NaiveDate>,
        /// Why these two.
        #[arg(long, default_value = "")]
        why: String,
        #[command(flatten)]
        beside: BesideArgs,
    },
    /// Adds a contact with a friend.
    Contact {
        /// The friendship's id.
        #[arg(long)]
        friend: String,
        /// The day; today if left out.
        #[arg(long)]
        date: Option<NaiveDate>,
        /// How: visit, phone, message, met.
        #[arg(long, value_parser = code::<ContactWay>)]
        how: ContactWay,
        /// What was said and done.
        #[arg(long, default_value = "")]
        text: String,
        /// The visit in which it happened.
        #[arg(long)]
        visit: Option<String>,
        #[command(flatten)]
        beside: BesideArgs,
    },
    /// Lists friends and contacts.
    List,
}

/// A problem as it is typed.
#[derive(Debug, Clone, Args)]
pub struct ProblemAdd {
    /// The day; today if left out.
    #[arg(long)]
    pub date: Option<NaiveDate>,
    /// What it is.
    #[arg(long)]
    pub text: String,
    /// A code of the policy's list.
    #[arg(long)]
    pub category: Option<String>,
    /// How soon: low, normal, urgent.
    #[arg(long, value_parser = code::<Urgency>)]
    pub urgency: Option<Urgency>,
    #[command(flatten)]
    pub household: HouseholdArgs,
    /// The diary or visit in which it came up.
    #[arg(long)]
    pub raised_in: Option<String>,
    #[command(flatten)]
    pub beside: BesideArgs,
}

#[derive(Debug, Subcommand)]
pub enum Problem {
    /// Raises a problem.
    Add(Box<ProblemAdd>),
    /// Lists problems with their answers.
    List {
        #[command(flatten)]
        days: Days,
    },
}

#[derive(Debug, Subcommand)]
pub enum Leave {
    /// Asks for leave.
    Request {
        /// The first day away.
        #[arg(long)]
        from: NaiveDate,
        /// The last day away.
        #[arg(long)]
        to: NaiveDate,
        /// A code of the policy's list: personal, sick, annual, …
        #[arg(long, default_value = "personal")]
        kind: String,
        /// Where to.
        #[arg(long)]
        place: Option<String>,
        /// How to be reached meanwhile.
        #[arg(long)]
        contact: Option<String>,
        /// Why: read by you and the offices, never by teammates.
        #[arg(long)]
        reason: Option<String>,
        /// The reason is a medical one.
        #[arg(long, requires = "reason")]
        medical: bool,
        /// The village's code, where one has several.
        #[arg(long)]
        village: Option<DivisionCode>,
    },
    /// Lists leaves with what was decided.
    List,
    /// 准假: the first secretary decides a teammate's request.
    Decide {
        /// The request's id.
        id: String,
        /// It is refused; granted if left out.
        #[arg(long)]
        refuse: bool,
        /// The first granted day, if not all days are.
        #[arg(long, requires = "to", conflicts_with = "refuse")]
        from: Option<NaiveDate>,
        /// The last granted day.
        #[arg(long, requires = "from")]
        to: Option<NaiveDate>,
        /// A word on it.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// 口头准假: records a leave that the first secretary gave by voice.
    Voice {
        /// Whose, by name or id.
        #[arg(long)]
        cadre: String,
        /// The first day away.
        #[arg(long)]
        from: NaiveDate,
        /// The last day away.
        #[arg(long)]
        to: NaiveDate,
        /// A code of the policy's list.
        #[arg(long, default_value = "personal")]
        kind: String,
        /// The day on which it was given.
        #[arg(long)]
        given: Option<NaiveDate>,
        /// A word on it; never a medical reason.
        #[arg(long, default_value = "")]
        note: String,
        /// The village's code, where one has several.
        #[arg(long)]
        village: Option<DivisionCode>,
    },
    /// 销假: back from leave.
    End {
        /// The id of the request, or of the leave given by voice.
        id: String,
        /// The first day back; today if left out.
        #[arg(long)]
        returned: Option<NaiveDate>,
        /// A word on it.
        #[arg(long)]
        note: Option<String>,
    },
}

/// A code of a closed list.
fn code<C: Code>(typed: &str) -> Result<C, String> {
    C::of(typed).ok_or_else(|| {
        let all: Vec<String> = C::ALL.iter().map(|code| format!("{} ({})", code.code(), code.zh())).collect();
        format!("one of {}", all.join(", "))
    })
}

fn quiz(typed: &str) -> Result<Quiz, String> {
    typed.parse().map_err(|()| "right answers of those asked, at most 20, e.g. 2/3".to_owned())
}
