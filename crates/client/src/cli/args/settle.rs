//! Setting right: taking in, taking back, settling, mending.

use std::path::PathBuf;

use clap::Subcommand;
use cunji_terminal::Misread;

#[derive(Debug, Subcommand)]
pub enum Record {
    /// 收进一行一行的 JSON,和自己写的一样查:要么全收,要么不收。
    ///
    /// Takes in lines of JSON, checked as if typed: all or nothing.
    Import {
        /// 文件;写 - 读标准输入。
        ///
        /// The file; - reads standard input.
        file: PathBuf,
    },
    /// 撤回一条记录。
    ///
    /// Takes a record back.
    Withdraw {
        /// 编号。
        ///
        /// Its id.
        id: String,
        /// 为什么。
        ///
        /// Why.
        #[arg(long, default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// 看一条记录。
    ///
    /// Shows a record.
    Show {
        /// 编号。
        ///
        /// Its id.
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum Conflict {
    /// 列出要定的。
    ///
    /// Lists what is to be settled.
    List,
    /// 定一条。
    ///
    /// Settles one.
    Settle {
        /// 记录的编号。
        ///
        /// The record's id.
        id: String,
        /// 哪一项。
        ///
        /// The field.
        #[arg(long, required_unless_present_any = ["keep", "withdraw"])]
        field: Option<String>,
        /// 用列出来的第几个,从 1 数。
        ///
        /// Takes the value at this place of the list, from 1.
        #[arg(long, requires = "field", conflicts_with = "value", required_unless_present_any = ["value", "keep", "withdraw"])]
        take: Option<usize>,
        /// 用这个内容。
        ///
        /// Puts this value.
        #[arg(long, requires = "field")]
        value: Option<String>,
        /// 一个撤回、一个接着写的:留着。
        ///
        /// The record that one withdrew and another wrote on stays.
        #[arg(long, conflicts_with_all = ["field", "withdraw"])]
        keep: bool,
        /// 撤回,写明为什么。
        ///
        /// It goes, for this reason.
        #[arg(long, conflicts_with = "field", value_name = "REASON")]
        withdraw: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum Mend {
    /// 列出退回和存疑的。
    ///
    /// Lists what was rejected, returned or doubted.
    List,
    /// 看写了什么、哪里不对。
    ///
    /// Shows what was written and what is wrong.
    Show {
        /// 退回的那次修改或那条记录的编号。
        ///
        /// The rejected edit's or the record's id.
        id: String,
    },
    /// 不要了:不再传,写的还留在手机里。
    ///
    /// Lets it go: it is not sent again; what was written stays on this phone.
    Drop {
        /// 退回的那次修改或那条记录的编号。
        ///
        /// The rejected edit's or the record's id.
        id: String,
    },
    /// 改好重传,下次同步就传。
    ///
    /// Writes it anew; it is sent with the next sync.
    Save {
        /// 退回的那次修改或那条记录的编号。
        ///
        /// The rejected edit's or the record's id.
        id: String,
        /// 哪一项改成什么,写成 项=内容,日志的日子也能改;内容空着就是清掉。
        ///
        /// A field as it should be, the day of a diary too: NAME=VALUE; an empty value empties it.
        #[arg(long, value_name = "NAME=VALUE", value_parser = named)]
        set: Vec<(String, String)>,
    },
}

fn named(typed: &str) -> Result<(String, String), Misread> {
    let pair = typed.split_once('=');
    let (name, value) = pair.ok_or_else(|| Misread::new("写成 项=内容。", "a field and its value: NAME=VALUE"))?;
    Ok((name.to_owned(), value.to_owned()))
}
