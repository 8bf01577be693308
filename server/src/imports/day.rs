//! Dates as tables hold them.

use chrono::{Datelike, Days, NaiveDate};
use cunji_domain::violation::Violation;

/// Day 0 of the serial numbers that spreadsheets count days with. (Excel believes in a 29 February 1900; from March
/// 1900 on this origin is right.)
const SERIALS_FROM: NaiveDate = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day that exists");
/// What older Macintosh workbooks count from, in days after [`SERIALS_FROM`].
const MACINTOSH_OFFSET: u64 = 1_462;

/// Reads 2017-09-01, 2017/9/1, 2017.9.1, 2017年9月1日, 20170901 and a spreadsheet's serial number of a day.
///
/// # Errors
/// Anything else, and years outside 1950–2100.
pub(super) fn parse_day(text: &str, serials_from_1904: bool) -> Result<NaiveDate, Violation> {
    let plain: String = text.trim().chars().map(super::name::half_width).collect();
    read(&plain, serials_from_1904).filter(|day| (1950..=2100).contains(&day.year())).ok_or_else(|| {
        Violation::new(
            "import.date",
            format!("「{text}」不是日期,请写成 2017-09-01 这样。"),
            format!("{text:?} is no date; please write it like 2017-09-01."),
        )
    })
}

fn read(text: &str, serials_from_1904: bool) -> Option<NaiveDate> {
    // A spreadsheet's date may carry a time: 2017-09-01 00:00:00.
    let text = text.split([' ', 'T']).next()?;
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && text.matches('.').count() < 2 {
        let digits = text.split('.').next()?;
        return match digits.len() {
            8 => NaiveDate::parse_from_str(digits, "%Y%m%d").ok(),
            5 => {
                let offset = if serials_from_1904 { MACINTOSH_OFFSET } else { 0 };
                SERIALS_FROM.checked_add_days(Days::new(digits.parse::<u64>().ok()? + offset))
            }
            _ => None,
        };
    }
    let text = text.strip_suffix(['日', '号']).unwrap_or(text);
    let mut parts = text.split(['-', '/', '.', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_however_it_is_written() {
        let day = NaiveDate::from_ymd_opt(2017, 9, 1).unwrap();
        for text in [
            "2017-09-01",
            "2017/9/1",
            "2017.9.1",
            "2017年9月1日",
            "2017年09月01号",
            " 2017-9-1 ",
            "20170901",
            "42979",
            "42979.0",
            "42979.75",
            "2017-09-01 00:00:00",
            "2017-09-01T08:00:00",
            "\u{ff12}\u{ff10}\u{ff11}\u{ff17}-9-1",
        ] {
            assert_eq!(parse_day(text, false), Ok(day), "{text}");
        }
        assert_eq!(parse_day("41517", true), Ok(day), "a Macintosh workbook counts from 1904");
    }

    #[test]
    fn anything_else_is_no_day() {
        for text in [
            "",
            "2017-09",
            "2017年9月",
            "2017-02-29",
            "17-9-1",
            "9/1/2017",
            "2017-9-1-1",
            "1",
            "999999",
            "昨天",
            "1949-10-01",
            "-1",
        ] {
            assert_eq!(parse_day(text, false).unwrap_err().code, "import.date", "{text}");
        }
    }
}
