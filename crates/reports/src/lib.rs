//! What leaves the program as a file: values in, bytes out. No file, clock or record is known here.
//!
//! - [`month_sheet`] and [`month_sheets`]: a team's month of attendance as a spreadsheet that an office files, or several teams'
//! - [`table_sheet`]: any table of an office's desk as a spreadsheet; [`TableBook`]: one of any length, row by row
//! - [`diary_document`] and [`diary_text`]: days of a person's own diary for the unit's own report

mod diary;
mod error;
mod fit;
mod month_sheet;
mod table;
mod words;

pub use diary::{DiaryDay, DiaryReport, diary_document, diary_text};
pub use error::ReportError;
pub use month_sheet::{MonthMember, MonthSheet, Sign, month_sheet, month_sheets};
pub use table::{TableBook, TableCell, TableSheet, table_sheet};
pub use words::Language;
