//! What can be typed.

mod leave;
mod lock;
mod month;
mod settle;
mod work;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};
use cunji_domain::division::DivisionCode;

pub use leave::Leave;
pub use lock::{Note, Pin};
pub use month::Month;
pub use settle::{Conflict, Mend, Record};
pub use work::{Diary, Friend, HouseholdArgs, Problem, ProblemAdd, Visit, VisitAdd};

/// 村记:在终端里做手机上的事。退出码 0 做好了,1 没做成、写明为什么,2 写法不对。
///
/// Cunji: the phone's work at a terminal. Exit 0 done, 1 refused or failed with the reason, 2 misuse.
#[derive(Debug, Parser)]
#[command(name = "cunji", version)]
pub struct Cli {
    /// 这台手机的数据放在哪个文件夹。
    ///
    /// The folder with this phone's data.
    #[arg(long, global = true, env = "CUNJI_HOME", value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// 口令在这个文件的第一行;不写就用 CUNJI_PASSPHRASE,再没有就当场问。
    ///
    /// A file whose first line is the passphrase; else CUNJI_PASSPHRASE, else it is asked for.
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// 给程序读的:标准输出只有一份 JSON,别的话写到标准错误。
    ///
    /// One JSON document on standard output, everything else on standard error.
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// 登记:用办公室给的注册码,把这个文件夹变成一个人的手机。
    ///
    /// Makes this folder a person's phone by the code that the office gave.
    Enroll {
        /// 服务器地址。
        ///
        /// The server's address.
        #[arg(long)]
        server: String,
        /// 码,一组一组照着写。
        ///
        /// The code, group by group.
        #[arg(long)]
        code: String,
        /// 这台手机叫什么。
        ///
        /// What the phone is called.
        #[arg(long, default_value = "cunji")]
        name: String,
    },
    /// 我是谁:人、设备、村。
    ///
    /// Person, device, villages.
    Whoami,
    /// 各种清单里有哪些代码、各是什么意思。
    ///
    /// The codes that can be chosen, with their words.
    Codes {
        /// 按哪天的清单;不写就是今天。
        ///
        /// By the lists of which day; today if left out.
        #[arg(long)]
        date: Option<NaiveDate>,
    },
    /// 驻村日志:一人一天一篇。
    ///
    /// Diaries: one cadre, one day.
    #[command(subcommand)]
    Diary(Diary),
    /// 入户走访。
    ///
    /// Visits to households.
    #[command(subcommand)]
    Visit(Visit),
    /// 结对交友。
    ///
    /// Friends among the villagers.
    #[command(subcommand)]
    Friend(Friend),
    /// 问题:提给办公室,看答复。
    ///
    /// Problems that ask for an office's answer.
    #[command(subcommand)]
    Problem(Problem),
    /// 请假、准假、销假。
    ///
    /// Leave.
    #[command(subcommand)]
    Leave(Leave),
    /// 现场考勤:第一书记亲眼看见谁在。不写名字:除了自己,全队都在;写 --absent:除了他们,都在;写 --present:只说他们在,别人不提。不算自己,自己在不在写在自己的日志里。
    ///
    /// What the first secretary saw. Without names everybody else on the team was there; with --absent all but those; with
    /// --present those, and nothing is said of the others. Nobody vouches for oneself: whoever observes is not counted by it,
    /// and writes a diary of the day.
    Observe {
        /// 哪天;不写就是今天。
        ///
        /// The day; today if left out.
        #[arg(long)]
        date: Option<NaiveDate>,
        /// 谁不在,写姓名或编号;知道为什么就写 姓名=为什么。
        ///
        /// Somebody who was not there, by name or id; NAME=WHY where the reason is known.
        #[arg(long, value_name = "NAME")]
        absent: Vec<String>,
        /// 看见谁在;写了这个,别人就不提。
        ///
        /// Somebody who was seen there; then nothing is said of the others.
        #[arg(long, value_name = "NAME")]
        present: Vec<String>,
        /// 备注。
        ///
        /// A word on it.
        #[arg(long, default_value = "", hide_default_value = true)]
        note: String,
        #[command(flatten)]
        beside: BesideArgs,
    },
    /// 打卡:给今天留个时间地点;打不打都行。
    ///
    /// Offers place and time for today; never owed.
    Checkin {
        /// 备注。
        ///
        /// A word on it.
        #[arg(long)]
        note: Option<String>,
        #[command(flatten)]
        beside: BesideArgs,
    },
    /// 各种记录。
    ///
    /// Records of every kind.
    #[command(subcommand)]
    Record(Record),
    /// 同步:没传的传上去,新的取下来。
    ///
    /// Sends what is unsent and takes what is new.
    Sync,
    /// 还有几条没传,有没有要改的、等你的。
    ///
    /// What is unsent, what is to be mended, what waits for you.
    Status,
    /// 两人同时改了,要定一下的。
    ///
    /// What two people changed at once and is to be settled.
    #[command(subcommand)]
    Conflict(Conflict),
    /// 出勤:一年里一天一天怎么算的。
    ///
    /// Attendance: a year, day by day.
    Attendance {
        /// 哪一年。
        ///
        /// The year.
        #[arg(long)]
        year: i32,
        /// 全队的,给第一书记看。
        ///
        /// The whole team's, for its first secretary.
        #[arg(long)]
        team: bool,
        /// 在这一天看是怎样;不写就是今天。
        ///
        /// As it is known on this day; today if left out.
        #[arg(long)]
        as_of: Option<NaiveDate>,
        /// 哪个村,写区划代码;有几个村时要写。
        ///
        /// The village's code, where one has several.
        #[arg(long)]
        village: Option<DivisionCode>,
    },
    /// 月度归档:各月到哪一步了,本人确认,第一书记签字。
    ///
    /// How far months are; one's own word, the first secretary's signature.
    #[command(subcommand)]
    Month(Month),
    /// 导出手机上所有记录,一条一行。
    ///
    /// Every record on this phone, a line each.
    Export {
        /// 格式。
        ///
        /// The format.
        #[arg(long, default_value = "jsonl", value_parser = ["jsonl"])]
        format: String,
    },
    /// 核对手机里的数据,说出第一处不对。
    ///
    /// Proves what this phone holds; names the first fault.
    Verify {
        /// 再从服务器取来别人的,一起核对。
        ///
        /// Fetches what proves everybody's chains, too.
        #[arg(long)]
        full: bool,
    },
    /// 锁屏密码。
    ///
    /// The PIN that opens the phone.
    #[command(subcommand)]
    Pin(Pin),
    /// 忘了密码:用办公室念的恢复码打开,换成新密码(CUNJI_PIN)或新口令。
    ///
    /// Opens a phone whose PIN was forgotten by the code that the office dictates; a new PIN (CUNJI_PIN) or passphrase is set.
    Recover {
        /// 码,一组一组照着写。
        ///
        /// The code, group by group.
        #[arg(long)]
        code: String,
    },
    /// 锁着也能记一句。
    ///
    /// Notes that need no passphrase to be taken.
    #[command(subcommand)]
    Note(Note),
    /// 退回和存疑的:为什么退,怎么改,改好重传。
    ///
    /// What the server rejected and what somebody returned or doubted, with the way to mend it.
    #[command(subcommand)]
    Mend(Mend),
}

// What goes beside something that is written.
#[derive(Debug, Clone, Default, Args)]
pub struct BesideArgs {
    /// 哪个村,写区划代码;有几个村时要写。
    ///
    /// The village's code, where one has several.
    #[arg(long)]
    pub village: Option<DivisionCode>,
    /// 纬度,度。
    ///
    /// Latitude in degrees.
    #[arg(long, requires = "lon", allow_negative_numbers = true)]
    pub lat: Option<f64>,
    /// 经度,度。
    ///
    /// Longitude in degrees.
    #[arg(long, requires = "lat", allow_negative_numbers = true)]
    pub lon: Option<f64>,
    /// 误差,米。
    ///
    /// Accuracy in metres.
    #[arg(long, requires = "lat")]
    pub accuracy: Option<u32>,
}

// A stretch of days.
#[derive(Debug, Clone, Default, Args)]
pub struct Days {
    /// 从哪天起。
    ///
    /// From this day on.
    #[arg(long)]
    pub from: Option<NaiveDate>,
    /// 到哪天为止。
    ///
    /// Up to this day.
    #[arg(long)]
    pub to: Option<NaiveDate>,
}
