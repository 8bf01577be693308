//! What is said about a file: faults that refuse it, notes that only tell.

use std::fmt;

use cunji_domain::violation::Violation;

/// Something said about a file or about one of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The sheet, where the file has several that count.
    pub sheet: Option<String>,
    /// The row as a spreadsheet numbers it, from 1; none for the file as a whole.
    pub row: Option<u32>,
    /// A stable code and the sentence in both languages.
    pub violation: Violation,
}

impl Remark {
    /// A remark about the file as a whole.
    pub(super) fn on_file(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { sheet: None, row: None, violation: Violation::new(code, zh, en) }
    }

    /// The remark in Chinese, with its place before and its code after.
    pub fn zh(&self) -> String {
        let sheet = self.sheet.as_ref().map(|sheet| format!("「{sheet}」")).unwrap_or_default();
        let row = self.row.map(|row| format!("第 {row} 行")).unwrap_or_default();
        let colon = if sheet.is_empty() && row.is_empty() { "" } else { ":" };
        format!("{sheet}{row}{colon}{} ({})", self.violation.zh, self.violation.code)
    }

    /// The remark in English, with its place before and its code after.
    pub fn en(&self) -> String {
        let sheet = self.sheet.as_ref().map(|sheet| format!("sheet {sheet:?} ")).unwrap_or_default();
        let row = self.row.map(|row| format!("row {row}")).unwrap_or_default();
        let place = format!("{sheet}{row}");
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
