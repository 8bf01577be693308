//! 月度归档, as far as phones go: the member's own word and the first secretary's signature.

use chrono::NaiveDate;
use clap::Subcommand;
use cunji_domain::division::DivisionCode;
use cunji_terminal::Misread;

#[derive(Debug, Subcommand)]
pub enum Month {
    /// 自己一年里的各月,或全队一个月:确认、签字、归档到哪一步了。
    ///
    /// Lists one's own months of a year, or the team's of one month, with how far each is: own word, signature, file.
    List {
        /// 哪一年;不写就是今年,今年还没有记录就是最近有记录的那年。
        ///
        /// The year; this one if left out, or the last one with records where this one has none yet.
        #[arg(long, conflicts_with = "team")]
        year: Option<i32>,
        /// 全队的,给第一书记看。
        ///
        /// The whole team's, for its first secretary.
        #[arg(long)]
        team: bool,
        /// 哪个月,写成 2017-09;不写就是上个月。
        ///
        /// Of which month, as 2017-09; the last one that is over if left out.
        #[arg(long, requires = "team", value_parser = month)]
        month: Option<NaiveDate>,
        /// 哪个村,写区划代码;有几个村时要写。
        ///
        /// The village's code, where one has several.
        #[arg(long, requires = "team")]
        village: Option<DivisionCode>,
    },
    /// 本人确认:这个月就是手机上现在看到的这样。
    ///
    /// One's own word: the month is as this phone shows it now.
    Acknowledge {
        /// 哪个月,写成 2017-09。
        ///
        /// Which month, as 2017-09.
        #[arg(value_parser = month)]
        month: NaiveDate,
        /// 备注。
        ///
        /// A word on it.
        #[arg(long)]
        note: Option<String>,
    },
    /// 签字:第一书记签队员的月份,签的是手机上现在看到的。
    ///
    /// The first secretary signs a teammate's month as this phone shows it now.
    Sign {
        /// 哪个月,写成 2017-09。
        ///
        /// Which month, as 2017-09.
        #[arg(value_parser = month)]
        month: NaiveDate,
        /// 谁的,写姓名或编号。
        ///
        /// Whose, by name or id.
        #[arg(long)]
        cadre: String,
        /// 哪个村,写区划代码;有几个村时要写。
        ///
        /// The village's code, where one has several.
        #[arg(long)]
        village: Option<DivisionCode>,
    },
}

fn month(typed: &str) -> Result<NaiveDate, Misread> {
    let parsed = format!("{typed}-01").parse();
    parsed.map_err(|_| Misread::new("月份写成 2017-09。", "a month is typed as YYYY-MM, e.g. 2017-09"))
}

#[cfg(test)]
mod tests {
    use super::month;

    #[test]
    fn a_month_is_typed_by_its_year_and_number() {
        assert_eq!(month("2017-09").map(|first| first.to_string()).ok().as_deref(), Some("2017-09-01"));
        for wrong in ["2017", "2017-13", "2017-09-01", "九月"] {
            assert!(month(wrong).is_err(), "{wrong}");
        }
    }
}
