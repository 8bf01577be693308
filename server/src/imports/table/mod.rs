//! A file's rows under their heads.

mod csv;
mod encoding;
mod heads;
mod xlsx;

use std::sync::Arc;

use chrono::NaiveDate;
use cunji_domain::violation::Violation;

use super::limits::MOST_FILE_BYTES;
use super::remark::{ImportFaults, Remark};
use super::sensitive::sensitive_number;
pub(super) use heads::Column;

/// One sheet as it was read: rows of cells, before anything is understood.
#[derive(Debug)]
struct Sheet {
    name: Option<String>,
    rows: Vec<RawRow>,
    serials_from_1904: bool,
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
    serials_from_1904: bool,
}

impl Table {
    /// Reads a file and finds the columns by their heads.
    pub fn read(bytes: &[u8], file: &str, columns: &'static [Column]) -> Result<Self, ImportFaults> {
        let refused = |fault| ImportFaults { file: file.to_owned(), faults: vec![fault] };
        let sheets = read_sheets(bytes, file).map_err(refused)?;
        heads::under_heads(sheets, columns).map_err(|faults| ImportFaults { file: file.to_owned(), faults })
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

    /// A remark about this row.
    pub fn remark(&self, violation: Violation) -> Remark {
        Remark { sheet: self.sheet.as_deref().map(str::to_owned), row: Some(self.number), violation }
    }

    /// Why the row can't be taken whatever its columns mean: a number that must not be kept, a formula's error, a cell
    /// without end. Nothing else is said of such a row, since a message might repeat the number.
    pub fn unfit(&self) -> Option<Violation> {
        self.cells.iter().find_map(|cell| match cell.as_str() {
            CELL_ERROR => Some(cell_error()),
            CELL_TOO_LONG => Some(cell_too_long()),
            cell => sensitive_number(cell),
        })
    }
}

/// Stands in a workbook's cell for a formula's error.
const CELL_ERROR: &str = "\u{1}error";
/// Stands in a workbook's cell for a text without end.
const CELL_TOO_LONG: &str = "\u{1}too long";

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

fn cell_too_long() -> Violation {
    let most = super::limits::LONGEST_CELL;
    Violation::new(
        "import.cell_too_long",
        format!("有一格超过 {most} 字。"),
        format!("A cell has more than {most} characters."),
    )
}
