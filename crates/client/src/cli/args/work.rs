//! The words of the work: diary, visits, friends, problems.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cunji_domain::diary::Stay;
use cunji_domain::division::DivisionCode;
use cunji_domain::friendship_contact::ContactWay;
use cunji_domain::problem::Urgency;
use cunji_domain::record::Code;
use cunji_domain::visit::Quiz;
use cunji_terminal::Misread;

use super::{BesideArgs, Days};

#[derive(Debug, Subcommand)]
pub enum Diary {
    /// 写一天;同一天再写就是修改,没写到的不动。
    ///
    /// Writes a day; a day again is an edit, and what is left out stays.
    Write {
        /// 哪天;不写就是今天。
        ///
        /// The day; today if left out.
        #[arg(long)]
        date: Option<NaiveDate>,
        /// 晚上住在哪:village 村里、town 镇上、home 回家、business 出差、elsewhere 别处。
        ///
        /// Where the night was spent: village, town, home, business, elsewhere.
        #[arg(long, value_parser = code::<Stay>)]
        stay: Option<Stay>,
        /// 正文。
        ///
        /// What you wrote.
        #[arg(long, conflicts_with = "text_file")]
        text: Option<String>,
        /// 正文在这个文件里;写 - 读标准输入。
        ///
        /// A file with the text; - reads standard input.
        #[arg(long, value_name = "FILE")]
        text_file: Option<PathBuf>,
        /// 做了什么,写代码,几样用逗号隔开,如 visit,policy;有哪些用 cunji codes 看。
        ///
        /// Kinds of work, e.g. visit,policy; cunji codes lists them.
        #[arg(long, value_delimiter = ',')]
        work: Option<Vec<String>>,
        /// 谁同行,写姓名或编号,几个人用逗号隔开。
        ///
        /// Cadres who were along, by name or id.
        #[arg(long, value_delimiter = ',')]
        companions: Option<Vec<String>>,
        /// 见了哪些村民,写姓名,用逗号隔开。
        ///
        /// Villagers met, by name.
        #[arg(long, value_delimiter = ',')]
        met: Option<Vec<String>>,
        #[command(flatten)]
        beside: BesideArgs,
    },
    /// 列出写过的日子。
    ///
    /// Lists days.
    List {
        #[command(flatten)]
        days: Days,
        /// 全队的。
        ///
        /// The whole team's.
        #[arg(long)]
        all: bool,
    },
    /// 看一天,或按编号看一篇。
    ///
    /// Shows a day, or a diary by its id.
    Show {
        /// 日志的编号。
        ///
        /// A diary's id.
        id: Option<String>,
        /// 哪天;不写就是今天。
        ///
        /// The day; today if left out.
        #[arg(long)]
        date: Option<NaiveDate>,
        /// 哪个村,写区划代码;有几个村时要写。
        ///
        /// The village's code, where one has several.
        #[arg(long)]
        village: Option<DivisionCode>,
    },
    /// 确认:第一书记确认队员的这一天属实。
    ///
    /// The first secretary stands by a teammate's day.
    Confirm(Judged),
    /// 存疑:第一书记对队员的这一天有疑问。
    ///
    /// The first secretary questions a teammate's day.
    Question {
        #[command(flatten)]
        judged: Judged,
        /// 为什么。
        ///
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

// A teammate's day.
#[derive(Debug, Clone, Args)]
pub struct Judged {
    /// 谁的,写姓名或编号。
    ///
    /// Whose, by name or id.
    #[arg(long)]
    pub cadre: String,
    /// 哪天。
    ///
    /// The day.
    #[arg(long)]
    pub date: NaiveDate,
    /// 哪个村,写区划代码;有几个村时要写。
    ///
    /// The village's code, where one has several.
    #[arg(long)]
    pub village: Option<DivisionCode>,
}

// A household: listed, or by its head's name.
#[derive(Debug, Clone, Default, Args)]
pub struct HouseholdArgs {
    /// 户编号,如 h031。
    ///
    /// The listed household's number, e.g. h031.
    #[arg(long)]
    pub household: Option<String>,
    /// 户表里没有的,写户主姓名。
    ///
    /// A household that is not listed: its head's name.
    #[arg(long)]
    pub name: Option<String>,
    /// ……和它在哪个组。
    ///
    /// …and its villagers' group.
    #[arg(long)]
    pub group: Option<String>,
}

// A visit as it is typed.
#[derive(Debug, Clone, Args)]
pub struct VisitAdd {
    /// 哪天;不写就是今天。
    ///
    /// The day; today if left out.
    #[arg(long)]
    pub date: Option<NaiveDate>,
    #[command(flatten)]
    pub household: HouseholdArgs,
    /// 为什么去,写政策清单里的代码,用 cunji codes 看。
    ///
    /// Why: a code of the policy's list; cunji codes shows it.
    #[arg(long)]
    pub purpose: Option<String>,
    /// 看到听到的。
    ///
    /// What was seen and heard.
    #[arg(long, conflicts_with = "findings_file")]
    pub findings: Option<String>,
    /// 看到听到的在这个文件里;写 - 读标准输入。
    ///
    /// A file with it; - reads standard input.
    #[arg(long, value_name = "FILE")]
    pub findings_file: Option<PathBuf>,
    /// 这户需要什么。
    ///
    /// What the household needs.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub needs: String,
    /// 讲了哪些政策,用逗号隔开。
    ///
    /// Policies that were explained.
    #[arg(long, value_delimiter = ',')]
    pub explained: Vec<String>,
    /// 谁同行,写姓名或编号,几个人用逗号隔开。
    ///
    /// Cadres who were along, by name or id.
    #[arg(long, value_delimiter = ',')]
    pub companions: Vec<String>,
    /// 见了谁,写姓名,用逗号隔开。
    ///
    /// Who was met, by name.
    #[arg(long, value_delimiter = ',')]
    pub met: Vec<String>,
    /// 政策问答答对几题,如 2/3。
    ///
    /// Right answers of those asked, e.g. 2/3.
    #[arg(long, value_parser = quiz)]
    pub quiz: Option<Quiz>,
    /// 村民说的满意度,0 到 100。
    ///
    /// 0–100, as the villager said.
    #[arg(long)]
    pub satisfaction: Option<u8>,
    /// 下一步做什么。
    ///
    /// What is to be done next.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub next_step: String,
    #[command(flatten)]
    pub beside: BesideArgs,
}

#[derive(Debug, Subcommand)]
pub enum Visit {
    /// 记一次走访。
    ///
    /// Adds a visit.
    Add(Box<VisitAdd>),
    /// 列出走访。
    ///
    /// Lists visits.
    List {
        #[command(flatten)]
        days: Days,
    },
    /// 同行确认:别人记的走访,你也去了。
    ///
    /// A companion's word on a visit that somebody else wrote.
    Share {
        /// 走访的编号。
        ///
        /// The visit's id.
        id: String,
        /// 你没有去。
        ///
        /// You were not along.
        #[arg(long)]
        not_along: bool,
        /// 备注。
        ///
        /// A word on it.
        #[arg(long)]
        note: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum Friend {
    /// 结交一户。
    ///
    /// Adds a friend.
    Add {
        #[command(flatten)]
        household: HouseholdArgs,
        /// 从哪天起;不写就是今天。
        ///
        /// Since when; today if left out.
        #[arg(long)]
        since: Option<NaiveDate>,
        /// 为什么结交。
        ///
        /// Why these two.
        #[arg(long, default_value = "", hide_default_value = true)]
        why: String,
        #[command(flatten)]
        beside: BesideArgs,
    },
    /// 记一次联系。
    ///
    /// Adds a contact with a friend.
    Contact {
        /// 结交的编号,用 friend list 查。
        ///
        /// The friendship's id.
        #[arg(long)]
        friend: String,
        /// 哪天;不写就是今天。
        ///
        /// The day; today if left out.
        #[arg(long)]
        date: Option<NaiveDate>,
        /// 怎么联系的:visit 上门、phone 电话、message 信息、met 见面。
        ///
        /// How: visit, phone, message, met.
        #[arg(long, value_parser = code::<ContactWay>)]
        how: ContactWay,
        /// 说了什么、做了什么。
        ///
        /// What was said and done.
        #[arg(long, default_value = "", hide_default_value = true)]
        text: String,
        /// 在哪次走访里,写走访的编号。
        ///
        /// The visit in which it happened.
        #[arg(long)]
        visit: Option<String>,
        #[command(flatten)]
        beside: BesideArgs,
    },
    /// 列出朋友和联系。
    ///
    /// Lists friends and contacts.
    List,
}

// A problem as it is typed.
#[derive(Debug, Clone, Args)]
pub struct ProblemAdd {
    /// 哪天;不写就是今天。
    ///
    /// The day; today if left out.
    #[arg(long)]
    pub date: Option<NaiveDate>,
    /// 什么问题。
    ///
    /// What it is.
    #[arg(long)]
    pub text: String,
    /// 哪一类,写政策清单里的代码,用 cunji codes 看。
    ///
    /// A code of the policy's list; cunji codes shows it.
    #[arg(long)]
    pub category: Option<String>,
    /// 急不急:low 不急、normal 一般、urgent 急。
    ///
    /// How soon: low, normal, urgent.
    #[arg(long, value_parser = code::<Urgency>)]
    pub urgency: Option<Urgency>,
    #[command(flatten)]
    pub household: HouseholdArgs,
    /// 出自哪篇日志或走访,写编号。
    ///
    /// The diary or visit in which it came up.
    #[arg(long)]
    pub raised_in: Option<String>,
    #[command(flatten)]
    pub beside: BesideArgs,
}

#[derive(Debug, Subcommand)]
pub enum Problem {
    /// 提一个问题。
    ///
    /// Raises a problem.
    Add(Box<ProblemAdd>),
    /// 列出问题和答复。
    ///
    /// Lists problems with their answers.
    List {
        #[command(flatten)]
        days: Days,
    },
}

/// A code of a closed list.
fn code<C: Code>(typed: &str) -> Result<C, Misread> {
    C::of(typed).ok_or_else(|| {
        let zh: Vec<String> = C::ALL.iter().map(|code| format!("{} {}", code.code(), code.zh())).collect();
        let en: Vec<&str> = C::ALL.iter().map(|code| code.code()).collect();
        Misread { zh: format!("可以写:{}。", zh.join("、")), en: format!("one of {}", en.join(", ")) }
    })
}

fn quiz(typed: &str) -> Result<Quiz, Misread> {
    typed.parse().map_err(|()| {
        Misread::new("写成 答对/问了几题,最多 20 题,如 2/3。", "right answers of those asked, at most 20, e.g. 2/3")
    })
}
