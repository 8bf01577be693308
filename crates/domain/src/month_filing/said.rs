//! What sheets say of months in words, the office's and the phone's alike.

use chrono::{Datelike, NaiveDate};

use super::{FilingCause, MonthFiling};
use crate::record::Code;
use crate::words::Words;

/// What a sheet says of a person's month beside its days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remark<'r> {
    /// Whether a sheet on paper stands for the person's own word.
    pub on_paper: bool,
    /// How far it is, where it is not filed.
    pub not_filed: Option<Words>,
    /// The first day of the later month on whose sheet it was filed, having missed its own.
    pub on_sheet: Option<NaiveDate>,
    /// Why an office checked it before it was signed; empty where it had no need to.
    pub checked_ahead: &'r str,
    /// On how many of its absent days nothing at all was heard.
    pub never_heard: i64,
}

impl Remark<'_> {
    /// In words; empty where there is nothing to say.
    pub fn words(&self) -> Words {
        let on_sheet = self.on_sheet.map(|sheet| {
            Words::new(
                format!("没赶上这张表,归在{}的表上", month_zh(sheet)),
                format!("missed this sheet, filed on that of {}", month_en(sheet)),
            )
        });
        joined([
            on_paper(self.on_paper),
            self.not_filed.clone(),
            on_sheet,
            ahead(self.checked_ahead),
            silent(self.never_heard),
        ])
    }
}

impl MonthFiling {
    /// What its own sheet says of it, of the month itself: `on_paper` and `never_heard` where a filing of before they were kept does not
    /// say them.
    pub fn remark(&self, on_paper: bool, never_heard: i64) -> Remark<'_> {
        Remark {
            on_paper: self.on_paper.unwrap_or(on_paper),
            not_filed: None,
            on_sheet: Some(self.sheet).filter(|sheet| *sheet > self.month),
            checked_ahead: self.checked_ahead(),
            never_heard: self.never_heard.unwrap_or(never_heard),
        }
    }

    /// Its line on a later month's sheet, where it stands as a correction or because it missed its own.
    pub fn line(&self, name: &str) -> Words {
        let (zh, en) = (month_zh(self.month), month_en(self.month));
        let (number, resident, note) = (self.number, self.resident(), &self.note.0);
        let says = match number {
            0 => Words::new(
                format!("{name} {zh} 补归档:住村 {resident} 天(没赶上那个月的表)"),
                format!("{name}, {en}, filed late: {resident} days in the village (it missed its own sheet)"),
            ),
            _ => Words::new(
                format!("{name} {zh} {number}号更正:{note}({})", self.cause.zh()),
                format!("{name}, {en}, correction {number}: {note} ({})", cause_en(self.cause)),
            ),
        };
        let paper = on_paper(self.on_paper == Some(true));
        let why = if number == 0 { ahead(note) } else { None };
        joined([Some(says), paper, why, silent(self.never_heard.unwrap_or_default())])
    }
}

fn on_paper(is: bool) -> Option<Words> {
    is.then(|| Words::new("纸质代录", "typed in from paper"))
}

fn ahead(why: &str) -> Option<Words> {
    let why = why.trim();
    (!why.is_empty()).then(|| Words::new(format!("先核定:{why}"), format!("checked ahead: {why}")))
}

fn silent(days: i64) -> Option<Words> {
    (days > 0).then(|| {
        Words::new(
            format!("缺勤里有 {days} 天是一直没有消息"),
            format!("of the absent days {days} were never heard of"),
        )
    })
}

fn joined<const N: usize>(parts: [Option<Words>; N]) -> Words {
    let parts: Vec<Words> = parts.into_iter().flatten().collect();
    let all = |of: fn(&Words) -> &str| parts.iter().map(of).collect::<Vec<_>>();
    Words::new(all(|words| &words.zh).join(" "), all(|words| &words.en).join("; "))
}

fn cause_en(cause: FilingCause) -> &'static str {
    match cause {
        FilingCause::Closed => "filed at its close",
        FilingCause::LateArrival => "records that came late",
        FilingCause::TimeOver => "nothing heard in time",
        FilingCause::Corrected => "corrected at a desk",
    }
}

fn month_zh(month: NaiveDate) -> String {
    format!("{}年{}月", month.year(), month.month())
}

fn month_en(month: NaiveDate) -> String {
    month.format("%B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::month_filing::testing;
    use crate::record::Prose;
    use crate::record::testing::day;

    fn august() -> MonthFiling {
        let filed = "R".repeat(20) + &"A".repeat(11);
        MonthFiling { filed, never_heard: Some(0), on_paper: Some(false), ..testing::august() }
    }

    #[test]
    fn a_filed_month_says_what_it_was_filed_with_and_nothing_of_now() {
        assert_eq!(august().remark(true, 7).words(), Words::new("", ""));
        let later = MonthFiling {
            sheet: day("2017-09-01"),
            note: Prose("手机坏了".to_owned()),
            never_heard: Some(3),
            on_paper: Some(true),
            ..august()
        };
        let said = later.remark(false, 0).words();
        assert_eq!(said.zh, "纸质代录 没赶上这张表,归在2017年9月的表上 先核定:手机坏了 缺勤里有 3 天是一直没有消息");
        assert!(
            said.en.contains("filed on that of September 2017; checked ahead: 手机坏了; of the absent"),
            "{}",
            said.en
        );
        let older = MonthFiling { never_heard: None, on_paper: None, ..august() };
        assert_eq!(older.remark(true, 7).words().zh, "纸质代录 缺勤里有 7 天是一直没有消息");
    }

    #[test]
    fn a_later_sheet_tells_what_it_has_of_an_earlier_month() {
        let late = MonthFiling { sheet: day("2017-09-01"), ..august() };
        assert_eq!(late.line("陈玉华").zh, "陈玉华 2017年8月 补归档:住村 20 天(没赶上那个月的表)");
        let corrected = MonthFiling {
            number: 1,
            cause: FilingCause::LateArrival,
            note: Prose("08-22 缺勤→住村".to_owned()),
            never_heard: Some(2),
            ..late
        };
        let said = corrected.line("陈玉华");
        assert_eq!(said.zh, "陈玉华 2017年8月 1号更正:08-22 缺勤→住村(迟到的记录) 缺勤里有 2 天是一直没有消息");
        assert!(said.en.starts_with("陈玉华, August 2017, correction 1: 08-22 缺勤→住村 (records that came late)"));
    }
}
