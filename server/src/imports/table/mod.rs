//! A file's rows under their heads.

mod csv;
mod encoding;
mod heads;
mod xlsx;

use std::sync::Arc;

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::violation::Violation;

use super::limits::MOST_FILE_BYTES;
use super::mapping::{Reading, RowPlace};
use super::remark::{Found, ImportFaults, Pointed, Remark};
use super::sensitive::sensitive_number;
pub(super) use heads::{Column, seen};
pub use xlsx::check_unpacked;

/// One sheet as it was read: rows of cells, before anything is understood.
#[derive(Debug)]
struct Sheet {
    name: Option<String>,
    rows: Vec<RawRow>,
    merged: Vec<Merged>,
    serials_from_1904: bool,
}

/// Cells of a sheet that are one; rows and columns from 0, the last ones included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Merged {
    first: (u32, u32),
    last: (u32, u32),
}

impl Merged {
    /// As a spreadsheet calls it: A3:A7.
    fn name(&self) -> String {
        format!("{}:{}", cell_name(self.first.0, self.first.1), cell_name(self.last.0, self.last.1))
    }
}

/// A cell as a spreadsheet calls it; row and column from 0.
fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        match (rest / 26).checked_sub(1) {
            Some(more) => rest = more,
            None => break,
        }
    }
    letters.iter().rev().collect::<String>() + &row.saturating_add(1).to_string()
}

#[derive(Debug)]
struct RawRow {
    number: u32,
    cells: Vec<String>,
}

/// A file's rows, cells by column.
#[derive(Debug)]
pub(super) struct Table {
    pub rows: Vec<Row>,
    pub notes: Vec<Remark>,
    heads: Vec<Option<&'static str>>,
}

/// One row of a [`Table`].
#[derive(Debug)]
pub(super) struct Row {
    sheet: Option<Arc<str>>,
    number: u32,
    cells: Vec<String>,
    columns: &'static [Column],
    /// Where each column stands in the sheet, from 0.
    places: Arc<[Option<usize>]>,
    /// Cells that are merged across columns that count: nobody knows what they say of each.
    merged_across: Option<String>,
    chosen: Option<DivisionCode>,
    within: Option<DivisionCode>,
    serials_from_1904: bool,
}

impl Table {
    /// Reads a file and finds the columns by their heads, or as the office says.
    pub fn read(bytes: &[u8], file: &str, columns: &'static [Column], reading: &Reading) -> Result<Self, ImportFaults> {
        let refused = |fault| ImportFaults { file: file.to_owned(), faults: vec![fault] };
        let sheets = read_sheets(bytes, file).map_err(refused)?;
        let refused = |faults| ImportFaults { file: file.to_owned(), faults };
        let mut table = heads::under_heads(sheets, columns, reading.mapping.as_ref()).map_err(refused)?;
        for row in &mut table.rows {
            row.within.clone_from(&reading.within);
            row.chosen = reading.choices.get(&(row.sheet.as_deref().map(str::to_owned), row.number)).cloned();
        }
        Ok(table)
    }

    /// Whether the file has a column.
    pub fn has(&self, key: &str) -> bool {
        self.heads.iter().flatten().any(|known| *known == key)
    }
}

impl Row {
    /// The cell of a column, without spaces around; empty where the file has no such column.
    pub fn text(&self, key: &str) -> &str {
        let at = self.columns.iter().position(|column| column.key == key);
        at.and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }

    /// The day in the cell of a column.
    pub fn day(&self, key: &str) -> Result<NaiveDate, Violation> {
        super::day::parse_day(self.text(key), self.serials_from_1904)
    }

    /// The row's number, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The division that the office chose for this row.
    pub fn chosen(&self) -> Option<&DivisionCode> {
        self.chosen.as_ref()
    }

    /// The division that the list is brought for, where it is brought for one.
    pub fn within(&self) -> Option<&DivisionCode> {
        self.within.as_ref()
    }

    /// Where it stands.
    pub fn place(&self) -> RowPlace {
        (self.sheet.as_deref().map(str::to_owned), self.number)
    }

    /// A remark about this row.
    pub fn remark(&self, found: impl Into<Found>) -> Remark {
        let found = found.into();
        let place = found.key.and_then(|key| self.columns.iter().position(|column| column.key == key));
        let column = place.and_then(|at| *self.places.get(at)?).and_then(|column| u32::try_from(column).ok());
        Remark {
            sheet: self.sheet.as_deref().map(str::to_owned),
            row: Some(self.number),
            pointed: column.map(|column| {
                let cell = cell_name(self.number.saturating_sub(1), column);
                Box::new(Pointed { cell, candidates: found.candidates })
            }),
            violation: found.violation,
        }
    }

    /// Why the row can't be taken whatever its columns mean: a number that must not be kept, a formula's error or one that
    /// nobody computed, a cell without end, cells merged across columns. Nothing else is said of such a row, since a message
    /// might repeat the number.
    pub fn unfit(&self) -> Option<Found> {
        let of_cell = |(cell, column): (&String, &Column)| {
            let violation = match cell.as_str() {
                CELL_ERROR => cell_error(),
                CELL_TOO_LONG => cell_too_long(),
                CELL_NOT_COMPUTED => cell_not_computed(),
                _ if column.key == ID_NUMBER => return None,
                cell => sensitive_number(cell)?,
            };
            Some(Found::at(column.key, violation))
        };
        let of_cells = self.cells.iter().zip(self.columns).find_map(of_cell);
        of_cells.or_else(|| self.merged_across.as_ref().map(|name| merged_across(name).into()))
    }
}

/// The column that may hold ID-card numbers: of them, only a keyed hash and the last four characters are kept.
pub(super) const ID_NUMBER: &str = "id_number";

/// Stands in a workbook's cell for a formula's error.
const CELL_ERROR: &str = "\u{1}error";
/// Stands in a workbook's cell for a formula whose value was not saved.
const CELL_NOT_COMPUTED: &str = "\u{1}not computed";
/// Stands in a workbook's cell for a text without end.
const CELL_TOO_LONG: &str = "\u{1}too long";

/// The text of a file that is no table but lines: UTF-8, UTF-16 with a mark, or GBK.
///
/// # Errors
/// It is no text.
pub fn text(bytes: &[u8]) -> Result<String, Remark> {
    encoding::decode(bytes)
}

fn read_sheets(bytes: &[u8], file: &str) -> Result<Vec<Sheet>, Remark> {
    let name = file.to_ascii_lowercase();
    if bytes.is_empty() {
        return Err(Remark::on_file("import.empty", "文件是空的。", "The file is empty."));
    }
    if bytes.len() > MOST_FILE_BYTES {
        let most = MOST_FILE_BYTES >> 20;
        return Err(Remark::on_file(
            "import.too_large",
            format!("文件超过 {most} MB。请分成几个文件。"),
            format!("The file is larger than {most} MB. Please split it."),
        ));
    }
    if bytes.starts_with(b"PK") {
        return xlsx::read(bytes);
    }
    // The container of .xls and of workbooks under a password.
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) || name.ends_with(".xls") || name.ends_with(".et") {
        return Err(Remark::on_file(
            "import.format",
            "读不了这种表。请去掉密码,另存为 .xlsx 或 .csv。",
            "This format can't be read. Please remove its password and save it as .xlsx or .csv.",
        ));
    }
    if name.ends_with(".xlsx") {
        return Err(xlsx::damaged());
    }
    csv::read(bytes).map(|sheet| vec![sheet])
}

fn too_many_rows() -> Violation {
    let most = super::limits::MOST_ROWS;
    Violation::new(
        "import.too_many_rows",
        format!("超过 {most} 行。请分成几个文件。"),
        format!("There are more than {most} rows. Please split the file."),
    )
}

fn too_many_columns() -> Violation {
    let most = super::limits::MOST_COLUMNS;
    Violation::new(
        "import.too_many_columns",
        format!("超过 {most} 列。请删去用不到的列。"),
        format!("There are more than {most} columns. Please delete those that aren't needed."),
    )
}

fn cell_error() -> Violation {
    Violation::new("import.cell_error", "有一格是公式错误(如 #N/A)。", "A cell holds a formula's error, like #N/A.")
}

fn cell_not_computed() -> Violation {
    Violation::new(
        "import.cell_not_computed",
        "这一格是公式,文件里没有存它的结果。请在 WPS 或 Excel 里打开,存一次再传;或把公式换成数值。",
        "The cell holds a formula whose value was not saved. Open the file in a spreadsheet program, save it and bring it again; or put the value in its place.",
    )
}

fn merged_across(name: &str) -> Violation {
    Violation::new(
        "import.merged_across",
        format!("{name} 是横着合并的单元格,不知道每一列各是什么。请取消合并,一格写一项。"),
        format!("{name} are merged across columns, so that it is unclear what each column says. Please split them."),
    )
}

fn cell_too_long() -> Violation {
    let most = super::limits::LONGEST_CELL;
    Violation::new(
        "import.cell_too_long",
        format!("有一格超过 {most} 字。"),
        format!("A cell has more than {most} characters."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_called_as_a_spreadsheet_calls_them() {
        let names = [(0, 0), (4, 25), (9, 26), (0, 51), (0, 52), (0, 701), (0, 702)]
            .map(|(row, column)| cell_name(row, column));
        assert_eq!(names, ["A1", "Z5", "AA10", "AZ1", "BA1", "ZZ1", "AAA1"]);
        assert_eq!(Merged { first: (2, 0), last: (6, 0) }.name(), "A3:A7");
    }
}
