//! The lock: PIN, and notes on a locked phone.

use chrono::NaiveDate;
use clap::Subcommand;
use cunji_domain::division::DivisionCode;

#[derive(Debug, Subcommand)]
pub enum Pin {
    /// 设密码,或改密码:用 CUNJI_NEW_PIN 给出,不然当场问。以后用 CUNJI_PIN 也能打开。
    ///
    /// Sets a PIN or phrase, or changes it; CUNJI_NEW_PIN, or it is asked for. From then on CUNJI_PIN opens the phone, too.
    Set,
    /// 设了没有,还能输几次。不用口令。
    ///
    /// Whether one is set, and how entering it stands. Needs no passphrase.
    Status,
}

#[derive(Debug, Subcommand)]
pub enum Note {
    /// 记一句,手机还锁着。
    ///
    /// Takes a note; the phone stays locked.
    Add {
        /// 写什么。
        ///
        /// The text.
        text: String,
    },
    /// 列出还没放进日志的。
    ///
    /// Lists the notes that were not put anywhere yet.
    List,
    /// 放进一天日志的草稿里。
    ///
    /// Puts a note into a day's diary, as a draft.
    Take {
        /// 编号。
        ///
        /// Its id.
        id: String,
        /// 哪天;不写就是记的那天。
        ///
        /// The day; the note's own if left out.
        #[arg(long)]
        date: Option<NaiveDate>,
        /// 哪个村,写区划代码;有几个村时要写。
        ///
        /// The village's code, where one has several.
        #[arg(long)]
        village: Option<DivisionCode>,
    },
    /// 不要了。
    ///
    /// Lets a note go.
    Dismiss {
        /// 编号。
        ///
        /// Its id.
        id: String,
    },
}
