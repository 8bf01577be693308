//! What is said about a file: faults that refuse it, notes that only tell.

use std::fmt;

use cunji_domain::division::{DivisionCode, Level, LookupFault};
use cunji_domain::policy::FileFault;
use cunji_domain::violation::Violation;

use super::mapping::RowPlace;

/// What is said about one row, before its place is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The column that it is about, by its key.
    pub key: Option<&'static str>,
    /// What could be meant, where the office is to choose.
    pub candidates: Vec<(String, DivisionCode)>,
    /// A stable code and the sentence in both languages.
    pub violation: Violation,
}

impl Found {
    /// About a column.
    pub fn at(key: &'static str, violation: Violation) -> Self {
        Self { key: Some(key), candidates: Vec::new(), violation }
    }

    /// About a name that leads to no one division.
    pub fn lookup(fault: &LookupFault) -> Self {
        let level = match fault {
            LookupFault::NotFound { level, .. } | LookupFault::Ambiguous { level, .. } => *level,
            LookupFault::Merged { .. } => Level::Village,
        };
        let key = match level {
            Level::Village => Some("village"),
            Level::Town => Some("town"),
            Level::County => Some("county"),
            Level::City | Level::Province => None,
        };
        let candidates = match fault {
            LookupFault::Ambiguous { candidates, .. } => candidates.clone(),
            _ => Vec::new(),
        };
        Self { key, candidates, violation: fault.violation() }
    }
}

impl From<Violation> for Found {
    fn from(violation: Violation) -> Self {
        Self { key: None, candidates: Vec::new(), violation }
    }
}

/// The cell that a remark is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointed {
    /// As a spreadsheet calls it: C5.
    pub cell: String,
    /// What could be meant, by name and code, where the office is to choose.
    pub candidates: Vec<(String, DivisionCode)>,
}

/// Something said about a file or about one of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The sheet, where the file has several that count.
    pub sheet: Option<String>,
    /// The row as a spreadsheet numbers it, from 1; none for the file as a whole.
    pub row: Option<u32>,
    /// More exactly where, and what could be meant.
    pub pointed: Option<Box<Pointed>>,
    /// A stable code and the sentence in both languages.
    pub violation: Violation,
}

impl Remark {
    /// A remark about the file as a whole.
    pub(crate) fn on_file(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::at(None, None, Violation::new(code, zh, en))
    }

    /// A remark about a row of a sheet.
    pub(super) fn at(sheet: Option<String>, row: Option<u32>, violation: Violation) -> Self {
        Self { sheet, row, pointed: None, violation }
    }

    /// A remark about the row that tells of something.
    pub(crate) fn of_row(place: &RowPlace, code: &'static str, zh: String, en: String) -> Self {
        let (sheet, row) = place.clone();
        Self::at(sheet, Some(row), Violation::new(code, zh, en))
    }

    /// A fault of a policy's or a calendar's line.
    pub(crate) fn of_fault(fault: FileFault) -> Self {
        let row = u32::try_from(fault.line).ok().filter(|line| *line > 0);
        Self::at(None, row, Violation::new(fault.code, fault.zh, fault.en))
    }

    /// The cell that it is about.
    pub fn cell(&self) -> Option<&str> {
        self.pointed.as_ref().map(|pointed| pointed.cell.as_str())
    }

    /// What could be meant.
    pub fn candidates(&self) -> &[(String, DivisionCode)] {
        self.pointed.as_ref().map_or(&[], |pointed| &pointed.candidates)
    }

    /// The remark in Chinese, with its place before and its code after.
    pub fn zh(&self) -> String {
        let sheet = self.sheet.as_ref().map(|sheet| format!("「{sheet}」")).unwrap_or_default();
        let row = self.row.map(|row| format!("第 {row} 行")).unwrap_or_default();
        let cell = self.cell().map(|cell| format!("({cell} 格)")).unwrap_or_default();
        let colon = if sheet.is_empty() && row.is_empty() { "" } else { ":" };
        format!("{sheet}{row}{cell}{colon}{} ({})", self.violation.zh, self.violation.code)
    }

    /// The remark in English, with its place before and its code after.
    pub fn en(&self) -> String {
        let sheet = self.sheet.as_ref().map(|sheet| format!("sheet {sheet:?} ")).unwrap_or_default();
        let row = self.row.map(|row| format!("row {row}")).unwrap_or_default();
        let cell = self.cell().map(|cell| format!(" ({cell})")).unwrap_or_default();
        let place = format!("{sheet}{row}{cell}");
        let colon = if place.is_empty() { "" } else { ": " };
        format!("{}{colon}{} ({})", place.trim_end(), self.violation.en, self.violation.code)
    }
}

/// Every reason why a file can't be imported. Nothing of it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFaults {
    /// The file's name as given.
    pub file: String,
    /// Every fault, in order of sheets and rows; never empty.
    pub faults: Vec<Remark>,
}

impl ImportFaults {
    /// The faults in Chinese, one a line, under a line that says what is safe.
    pub fn zh(&self) -> String {
        let head = format!("{}:有 {} 处不对,一行也没有导入。改好再导。", self.file, self.faults.len());
        std::iter::once(head).chain(self.faults.iter().map(Remark::zh)).collect::<Vec<_>>().join("\n")
    }

    /// The faults in English, one a line, under a line that says what is safe.
    pub fn en(&self) -> String {
        let head =
            format!("{}: {} fault(s); no row was imported. Mend them and import again.", self.file, self.faults.len());
        std::iter::once(head).chain(self.faults.iter().map(Remark::en)).collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for ImportFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}

impl std::error::Error for ImportFaults {}
