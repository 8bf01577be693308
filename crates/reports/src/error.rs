//! Why a report could not be made.

/// A report could not be made. What it is about is safe: a report only reads.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The spreadsheet's writer.
    #[error("the spreadsheet can't be made: {0}")]
    Sheet(#[from] rust_xlsxwriter::XlsxError),
    /// The document's writer.
    #[error("the document can't be made: {0}")]
    Document(String),
}

impl ReportError {
    /// Stable and dotted.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Sheet(_) => "report.sheet",
            Self::Document(_) => "report.document",
        }
    }

    /// What happened and what to do, in Chinese.
    pub fn zh(&self) -> &'static str {
        "这份表没做出来。记的都在手机里,没有少;再试一次,还不行就把代码告诉办公室。"
    }

    /// The same in English.
    pub fn en(&self) -> &'static str {
        "The file could not be made. Everything is safe on this phone; try again, and if it fails again tell the office the code."
    }
}
