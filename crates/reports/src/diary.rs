//! 日志: a day, a week or a month of a person's own diary, as a document or as plain text.

use std::fmt::Write as _;
use std::io::Cursor;

use chrono::NaiveDate;
use docx_rs::{AlignmentType, Docx, PageMargin, Paragraph, Run, RunFonts};

use crate::error::ReportError;
use crate::words::Language;

/// A day of a diary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiaryDay {
    /// The day.
    pub day: NaiveDate,
    /// Where the night was spent, in the report's language; none where it was not said.
    pub stay: Option<String>,
    /// Kinds of work, in the report's language.
    pub work: Vec<String>,
    /// Who was along.
    pub companions: Vec<String>,
    /// What the person wrote.
    pub text: String,
    /// What belongs to the day: a line for each visit, contact and problem.
    pub records: Vec<String>,
}

/// Days of somebody's diary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiaryReport {
    /// Whose.
    pub name: String,
    /// The village's name, or its code.
    pub village: String,
    /// The first day that was asked for.
    pub from: NaiveDate,
    /// The last one.
    pub to: NaiveDate,
    /// The days of which something was written, in order.
    pub days: Vec<DiaryDay>,
    /// In which language.
    pub language: Language,
}

impl DiaryReport {
    fn title(&self) -> String {
        match self.language {
            Language::Zh => format!("{}驻村日志", self.name),
            Language::En => format!("Village diary of {}", self.name),
        }
    }

    fn span(&self) -> String {
        let (from, to) = (self.language.day(self.from), self.language.day(self.to));
        let between = self.language.pick(" 至 ", " to ");
        let days = if self.from == self.to { from } else { format!("{from}{between}{to}") };
        format!("{} · {days}", self.village)
    }

    fn facts(&self, day: &DiaryDay) -> Vec<String> {
        let pick = |zh, en| self.language.pick(zh, en);
        let between = pick("、", ", ");
        let colon = pick(":", ": ");
        let stay = day.stay.iter().map(|stay| format!("{}{colon}{stay}", pick("住在", "Night")));
        let listed =
            |name: &str, all: &[String]| (!all.is_empty()).then(|| format!("{name}{colon}{}", all.join(between)));
        stay.chain(listed(pick("做了", "Work"), &day.work))
            .chain(listed(pick("同行", "With"), &day.companions))
            .collect()
    }

    fn nothing(&self) -> &'static str {
        self.language.pick("这几天没有写日志。", "Nothing was written on these days.")
    }
}

/// The report as the bytes of a docx: A4, one day after the other.
///
/// # Errors
/// The writer fails.
pub fn diary_document(report: &DiaryReport) -> Result<Vec<u8>, ReportError> {
    let fonts = RunFonts::new().east_asia("宋体").ascii("Times New Roman");
    // Twips: A4, and margins of 2.5 cm as offices have them. Sizes are half points.
    let margin = PageMargin::new().top(1417).bottom(1417).left(1417).right(1417);
    let mut docx = Docx::new().page_size(11906, 16838).page_margin(margin).default_fonts(fonts).default_size(24);
    docx = docx.add_paragraph(heading(&report.title(), 36, AlignmentType::Center));
    docx = docx.add_paragraph(line(&report.span()).align(AlignmentType::Center));
    if report.days.is_empty() {
        docx = docx.add_paragraph(line(report.nothing()));
    }
    for day in &report.days {
        docx = docx.add_paragraph(heading(&report.language.day(day.day), 28, AlignmentType::Left).keep_next(true));
        for fact in report.facts(day) {
            docx = docx.add_paragraph(line(&fact));
        }
        for paragraph in day.text.lines().filter(|text| !text.trim().is_empty()) {
            docx = docx.add_paragraph(line(paragraph).indent(
                None,
                Some(docx_rs::SpecialIndentType::FirstLine(480)),
                None,
                None,
            ));
        }
        for record in &day.records {
            docx = docx.add_paragraph(line(&format!("· {record}")));
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).map_err(|error| ReportError::Document(error.to_string()))?;
    Ok(bytes.into_inner())
}

fn heading(text: &str, size: usize, align: AlignmentType) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(printable(text)).size(size).bold()).align(align)
}

fn line(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(printable(text)))
}

/// XML 1.0 has no place for control characters, and a document with one opens nowhere.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}

/// The report as plain text.
pub fn diary_text(report: &DiaryReport) -> String {
    let mut text = format!("{}\n{}\n", report.title(), report.span());
    if report.days.is_empty() {
        _ = writeln!(text, "\n{}", report.nothing());
    }
    for day in &report.days {
        _ = writeln!(text, "\n{}", report.language.day(day.day));
        for fact in report.facts(day) {
            _ = writeln!(text, "{fact}");
        }
        if !day.text.trim().is_empty() {
            _ = writeln!(text, "{}", day.text.trim_end());
        }
        for record in &day.records {
            _ = writeln!(text, "· {record}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

    use std::io::Read;

    use super::*;

    fn report() -> DiaryReport {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        DiaryReport {
            name: "陈玉华".to_owned(),
            village: "马鞍桥村".to_owned(),
            from: day("2017-09-11"),
            to: day("2017-09-17"),
            days: vec![DiaryDay {
                day: day("2017-09-14"),
                stay: Some("村里".to_owned()),
                work: vec!["入户走访".to_owned(), "修路".to_owned()],
                companions: vec!["何志强".to_owned()],
                text: "上午看路 <三组> & 二组。\n\n下午开会。\u{b}".to_owned(),
                records: vec!["走访 张守福:屋顶漏水".to_owned()],
            }],
            language: Language::Zh,
        }
    }

    fn document(report: &DiaryReport) -> String {
        let mut zip = zip::ZipArchive::new(Cursor::new(diary_document(report).unwrap())).unwrap();
        let mut text = String::new();
        zip.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn a_document_says_what_was_written_and_is_whole_xml() {
        let xml = document(&report());
        for said in [
            "陈玉华驻村日志",
            "2017年9月14日 周四",
            "住在:村里",
            "做了:入户走访、修路",
            "同行:何志强",
            "下午开会。",
            "· 走访 张守福:屋顶漏水",
        ] {
            assert!(xml.contains(said), "{said}");
        }
        assert!(xml.contains("上午看路 &lt;三组&gt; &amp; 二组。"));
        assert!(!xml.contains('\u{b}'), "a control character would make it unreadable");
        assert!(xml.contains("w:w=\"11906\"") && xml.contains("w:h=\"16838\""));
    }

    #[test]
    fn plain_text_says_the_same_in_a_few_lines() {
        let expected = "陈玉华驻村日志\n马鞍桥村 · 2017年9月11日 周一 至 2017年9月17日 周日\n\n2017年9月14日 周四\n住在:村里\n\
                        做了:入户走访、修路\n同行:何志强\n上午看路 <三组> & 二组。\n\n下午开会。\n· 走访 张守福:屋顶漏水\n";
        let text = DiaryReport {
            days: vec![DiaryDay { text: report().days[0].text.replace('\u{b}', ""), ..report().days[0].clone() }],
            ..report()
        };
        assert_eq!(diary_text(&text), expected);
        let english = diary_text(&DiaryReport { language: Language::En, days: Vec::new(), ..report() });
        assert!(english.contains("Monday, 11 September 2017 to") && english.contains("Nothing was written"));
    }
}
