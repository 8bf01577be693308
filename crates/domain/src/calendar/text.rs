//! The calendar as a spreadsheet keeps it.

use chrono::NaiveDate;

use super::{CalendarEntry, DayKind};
use crate::policy::FileFault;

/// The entries of the text form, each with its line.
pub(super) fn entries(text: &str) -> Result<Vec<(usize, CalendarEntry)>, Vec<FileFault>> {
    let mut entries = Vec::new();
    let mut faults = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (index, line) in text.lines().enumerate() {
        let written = line.trim();
        if written.is_empty() || written.starts_with('#') || is_head(written) {
            continue;
        }
        match entry(written) {
            Some(entry) => entries.push((index + 1, entry)),
            None => faults.push(FileFault::new(
                index + 1,
                "calendar.line",
                format!("看不懂这一行:{written}。要写成:起,止,放假/休息/上班,名称。"),
                format!("Can't read this line: {written}. Write: from,to,holiday/rest/work,name."),
            )),
        }
    }
    if faults.is_empty() { Ok(entries) } else { Err(faults) }
}

fn is_head(line: &str) -> bool {
    line.starts_with("from,") || line.starts_with("起,")
}

fn entry(line: &str) -> Option<CalendarEntry> {
    let mut cells = line.splitn(4, ',').map(|cell| cell.trim().trim_matches('"'));
    let from: NaiveDate = cells.next()?.parse().ok()?;
    let to = match cells.next()? {
        "" => from,
        written => written.parse().ok()?,
    };
    let kind = DayKind::of(cells.next()?)?;
    let name = cells.next().unwrap_or_default().to_owned();
    Some(CalendarEntry { from, to, kind, name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_heads_and_words_are_read() {
        let read = entries("\u{feff}起,止,是什么,名称\n# 说明\n2017-05-01,,放假,劳动节\n2017-05-27,2017-05-27,上班,\n")
            .unwrap();
        assert_eq!(
            read.iter().map(|(line, entry)| (*line, entry.kind)).collect::<Vec<_>>(),
            [(3, DayKind::Holiday), (4, DayKind::Work)]
        );
    }

    #[test]
    fn what_is_no_entry_is_named_by_line() {
        let faults =
            entries("2017-05-01,,holiday,劳动节\n2017-02-30,,rest,没有这天\n五一,,rest,\n2017-05-01,,feast,\n")
                .unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [2, 3, 4]);
    }
}
