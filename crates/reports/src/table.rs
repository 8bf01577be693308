//! A plain table as a spreadsheet: a title, a line on what it shows, column heads, rows.

use std::io::Write;
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

use crate::error::ReportError;
use crate::fit::height_of;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSheet {
    /// The sheet's title.
    pub title: String,
    /// What it shows: place, period, day on which it was made.
    pub note: String,
    /// The heads, from the left, each with the column's width in characters.
    pub columns: Vec<(String, u16)>,
    /// The rows.
    pub rows: Vec<Vec<TableCell>>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableCell {
    /// A text; whatever it begins with, it is no formula.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A day.
    Day(NaiveDate),
    /// Nothing.
    Empty,
}

const TITLE: u32 = 0;
const NOTE: u32 = 1;
const HEAD: u32 = 2;

/// The table as the bytes of an xlsx; what is longer than a page or two is a [`TableBook`].
///
/// # Errors
/// The writer refuses, such as a text that is longer than a cell.
pub fn table_sheet(table: &TableSheet) -> Result<Vec<u8>, ReportError> {
    let mut workbook = Workbook::new();
    workbook.add_worksheet();
    let mut book = TableBook::headed(workbook, &table.title, &table.note, &table.columns)?;
    for row in &table.rows {
        book.add(row)?;
    }
    Ok(book.book.save_to_buffer()?)
}

/// A table of any length that is written row by row: a row that is written is in a file and in no memory.
pub struct TableBook {
    book: Workbook,
    next: u32,
    cell: Format,
    day: Format,
}

impl TableBook {
    /// The most rows that fit below the heads.
    pub const MOST_ROWS: u32 = 1_048_576 - HEAD - 1;

    /// Begins a table; its rows lie in a file without a name in `folder` until it is saved.
    ///
    /// # Errors
    /// The disk, or the writer refuses.
    pub fn begin(folder: &Path, title: &str, note: &str, columns: &[(String, u16)]) -> Result<Self, ReportError> {
        let mut book = Workbook::new();
        book.set_tempdir(folder)?;
        book.add_worksheet_with_constant_memory()?;
        Self::headed(book, title, note, columns)
    }

    fn headed(mut book: Workbook, title: &str, note: &str, columns: &[(String, u16)]) -> Result<Self, ReportError> {
        let page = book.worksheet_from_index(0)?;
        page.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        page.set_repeat_rows(HEAD, HEAD)?;
        page.set_freeze_panes(HEAD + 1, 1)?;
        let head =
            Format::new().set_bold().set_border(FormatBorder::Thin).set_align(FormatAlign::Center).set_text_wrap();
        for (column, (_, width)) in (0..).zip(columns) {
            page.set_column_width(column, f64::from(*width))?;
        }
        page.write_string_with_format(TITLE, 0, title, &Format::new().set_bold().set_font_size(16))?;
        page.write_string_with_format(NOTE, 0, note, &Format::new().set_font_size(9))?;
        page.set_row_height(HEAD, height_of(columns.iter().map(|(name, width)| (name.as_str(), *width))))?;
        for (column, (name, _)) in (0..).zip(columns) {
            page.write_string_with_format(HEAD, column, name, &head)?;
        }
        let cell = Format::new().set_border(FormatBorder::Thin);
        let day = cell.clone().set_num_format("yyyy-mm-dd");
        Ok(Self { book, next: HEAD + 1, cell, day })
    }

    /// Writes the next row.
    ///
    /// # Errors
    /// The disk, or the writer refuses: a text that is longer than a cell, a row too many.
    pub fn add(&mut self, cells: &[TableCell]) -> Result<(), ReportError> {
        let page = self.book.worksheet_from_index(0)?;
        for (column, value) in (0..).zip(cells) {
            write(page, (self.next, column), value, &self.cell, &self.day)?;
        }
        self.next += 1;
        Ok(())
    }

    /// How many rows it has.
    pub fn rows(&self) -> u32 {
        self.next - HEAD - 1
    }

    /// Writes the xlsx, from the front to its end.
    ///
    /// # Errors
    /// The disk, or the writer refuses.
    pub fn save(mut self, to: impl Write + Send) -> Result<(), ReportError> {
        Ok(self.book.save_to_writer(to)?)
    }
}

fn write(
    page: &mut Worksheet,
    (row, column): (u32, u16),
    value: &TableCell,
    cell: &Format,
    day: &Format,
) -> Result<(), ReportError> {
    match value {
        TableCell::Text(text) => page.write_string_with_format(row, column, text, cell)?,
        TableCell::Number(number) => page.write_number_with_format(row, column, *number as f64, cell)?,
        TableCell::Day(date) => page.write_datetime_with_format(row, column, to_excel(*date)?, day)?,
        TableCell::Empty => page.write_blank(row, column, cell)?,
    };
    Ok(())
}

fn to_excel(day: NaiveDate) -> Result<ExcelDateTime, ReportError> {
    let (year, month) = (u16::try_from(day.year()).unwrap_or_default(), day.month() as u8);
    Ok(ExcelDateTime::from_ymd(year, month, day.day() as u8)?)
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

    use super::*;

    #[test]
    fn a_table_that_is_written_row_by_row_is_the_same_table() {
        let columns = vec![("姓名".to_owned(), 10), ("天数".to_owned(), 8)];
        let row = |at: i64| vec![TableCell::Text("陈玉华".to_owned()), TableCell::Number(at)];
        let folder = tempfile::tempdir().unwrap();
        let mut book = TableBook::begin(folder.path(), "出勤", "平利县", &columns).unwrap();
        for at in 0..3000 {
            book.add(&row(at)).unwrap();
        }
        assert_eq!(book.rows(), 3000);
        let mut bytes = Vec::new();
        book.save(&mut bytes).unwrap();
        let rows = (0..3000).map(row).collect();
        let (title, note) = ("出勤".to_owned(), "平利县".to_owned());
        let whole = table_sheet(&TableSheet { title, note, columns, rows }).unwrap();
        let cells = |bytes: Vec<u8>| {
            let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
            book.worksheet_range_at(0).unwrap().unwrap()
        };
        let streamed = cells(bytes);
        assert_eq!(streamed, cells(whole));
        assert_eq!(streamed.get_value((3002, 1)).map(ToString::to_string).as_deref(), Some("2999"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
    }

    #[test]
    fn what_was_given_is_read_back_and_no_text_is_a_formula() {
        let day = NaiveDate::from_ymd_opt(2017, 9, 1).unwrap();
        let table = TableSheet {
            title: "出勤汇总".to_owned(),
            note: "平利县".to_owned(),
            columns: vec![("姓名".to_owned(), 10), ("天数".to_owned(), 8), ("哪天".to_owned(), 12)],
            rows: vec![
                vec![TableCell::Text("=1+1".to_owned()), TableCell::Number(220), TableCell::Day(day)],
                vec![TableCell::Text("@陈玉华".to_owned()), TableCell::Empty, TableCell::Empty],
            ],
        };
        let bytes = table_sheet(&table).unwrap();
        let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
        let name = book.sheet_names().remove(0);
        let range = book.worksheet_range(&name).unwrap();
        let text = |at| range.get_value(at).map(ToString::to_string).unwrap_or_default();
        assert_eq!(text((0, 0)), "出勤汇总");
        assert_eq!(
            (text((2, 1)), text((3, 0)), text((3, 1))),
            ("天数".to_owned(), "=1+1".to_owned(), "220".to_owned())
        );
        assert_eq!(text((4, 0)), "@陈玉华");
        assert!(matches!(range.get_value((3, 2)), Some(Data::DateTime(_))));
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()));
    }
}
