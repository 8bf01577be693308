//! xlsx into rows, cell by cell: a sheet is never laid out as a rectangle, because a hostile one has its only two cells
//! at opposite corners.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{DataRef, Dimensions, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use chrono::NaiveDate;

use super::super::limits::{LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, MOST_TEXT_BYTES, MOST_UNPACKED_BYTES};
use super::super::remark::Remark;
use super::{CELL_ERROR, CELL_NOT_COMPUTED, CELL_TOO_LONG, Merged, RawRow, Sheet, too_many_columns, too_many_rows};

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Remark> {
    check_unpacked(bytes)?;
    // A library's panic on a crafted file costs its sender an answer, and nobody else anything.
    std::panic::catch_unwind(|| read_workbook(bytes)).unwrap_or_else(|_| Err(damaged()))
}

/// The fault of a workbook that can't be read.
pub(super) fn damaged() -> Remark {
    Remark::on_file(
        "import.damaged",
        "表格文件坏了或没有传完。请重新导出或重新拷一次。",
        "The workbook is damaged or incomplete. Please save or copy it again.",
    )
}

/// Unpacks every part of the container into nothing, and stops at the limit: what a part says of its own size is only a
/// claim.
///
/// # Errors
/// It is damaged, or unpacks to more than the limit.
pub fn check_unpacked(bytes: &[u8]) -> Result<(), Remark> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let mut left = MOST_UNPACKED_BYTES;
    for part in 0..archive.len() {
        let part = archive.by_index(part).map_err(|_| damaged())?;
        left -= std::io::copy(&mut part.take(left), &mut std::io::sink()).map_err(|_| damaged())?;
        if left == 0 {
            return Err(too_large());
        }
    }
    Ok(())
}

fn too_large() -> Remark {
    Remark::on_file("import.too_large", "表格太大。请分成几个文件。", "The workbook is too large. Please split it.")
}

fn read_workbook(bytes: &[u8]) -> Result<Vec<Sheet>, Remark> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let shown = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
    let names: Vec<String> = workbook.sheets_metadata().iter().filter(shown).map(|sheet| sheet.name.clone()).collect();
    let serials_from_1904 = workbook.has_1904_epoch();
    let mut budget = Budget { rows: MOST_ROWS, text: MOST_TEXT_BYTES };
    let mut sheets = Vec::new();
    for name in names {
        let merged = workbook.merge_cells_by_sheet_name(&name).map_err(|_| damaged())?;
        let mut cells = read_cells(&mut workbook, &name, &mut budget)?;
        fill_merged(&mut cells, &merged, &mut budget).ok_or_else(too_large)?;
        let rows = cells.into_iter().map(|(row, cells)| RawRow { number: row.saturating_add(1), cells }).collect();
        let merged = merged.iter().map(|region| Merged { first: region.start, last: region.end }).collect();
        sheets.push(Sheet { name: Some(name), rows, merged, serials_from_1904 });
    }
    Ok(sheets)
}

/// What may still be read.
struct Budget {
    rows: usize,
    text: usize,
}

impl Budget {
    fn spend_text(&mut self, text: &str) -> Option<()> {
        // A cell costs memory even where it is short.
        self.text = self.text.checked_sub(text.len() + size_of::<String>())?;
        Some(())
    }
}

/// Rows by their number from 0, each with its cells from the first column on.
type Cells = BTreeMap<u32, Vec<String>>;

fn read_cells(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, budget: &mut Budget) -> Result<Cells, Remark> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|_| damaged())?;
    let mut cells = Cells::new();
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(|_| damaged())? {
        let (row, column) = cell.pos;
        let fault = |violation| Remark::at(Some(name.to_owned()), Some(row.saturating_add(1)), violation);
        // What a formula came to when the file was saved counts; a formula that came to an empty text says so.
        let text = match (&cell.value, &cell.formula) {
            (DataRef::Empty, Some(_)) => CELL_NOT_COMPUTED.to_owned(),
            (value, _) => text_of(value),
        };
        if text.is_empty() {
            continue;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MOST_COLUMNS {
            return Err(fault(too_many_columns()));
        }
        budget.spend_text(&text).ok_or_else(too_large)?;
        if !cells.contains_key(&row) {
            budget.rows = budget.rows.checked_sub(1).ok_or_else(|| fault(too_many_rows()))?;
        }
        put(cells.entry(row).or_default(), column, text);
    }
    Ok(cells)
}

fn put(cells: &mut Vec<String>, column: usize, text: String) {
    if cells.len() <= column {
        cells.resize(column + 1, String::new());
    }
    cells[column] = text;
}

/// A merged cell says its text for every row that it spans (县区, 镇, 村 and 单位 are merged downwards as a rule). Rows
/// that hold nothing else stay out.
fn fill_merged(cells: &mut Cells, merged: &[Dimensions], budget: &mut Budget) -> Option<()> {
    for region in merged {
        let (first, column) = region.start;
        let Ok(column) = usize::try_from(column) else { continue };
        let text = cells.get(&first).and_then(|row| row.get(column)).cloned().unwrap_or_default();
        if text.is_empty() || region.end.0 <= first {
            continue;
        }
        for (_, row) in cells.range_mut(first.saturating_add(1)..=region.end.0) {
            budget.spend_text(&text)?;
            put(row, column, text.clone());
        }
    }
    Some(())
}

/// What a person sees in a cell. What can't be taken as it is becomes a mark, which refuses the row if the column counts.
fn text_of(value: &DataRef<'_>) -> String {
    let text = match value {
        DataRef::String(text) => text.as_str(),
        DataRef::SharedString(text) => text,
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.as_str(),
        DataRef::Empty => "",
        DataRef::Int(number) => return number.to_string(),
        DataRef::Float(number) => return number_text(*number),
        DataRef::Bool(truth) => return truth.to_string(),
        DataRef::DateTime(instant) => return day_text(instant),
        DataRef::Error(_) => return CELL_ERROR.to_owned(),
    };
    // Looked at before it is copied: one endless shared string may stand in a million cells.
    if text.len() > LONGEST_CELL && text.chars().count() > LONGEST_CELL {
        return CELL_TOO_LONG.to_owned();
    }
    text.trim().to_owned()
}

fn day_text(instant: &ExcelDateTime) -> String {
    let (year, month, day, ..) = instant.to_ymd_hms_milli();
    match NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()) {
        Some(day) if instant.is_datetime() => day.to_string(),
        _ => number_text(instant.as_f64()),
    }
}

/// 31 for 31.0, and all digits of a code that was typed as a number.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e19 { format!("{number:.0}") } else { number.to_string() }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{Format, Formula, Workbook};

    use super::*;

    fn rows(workbook: &mut Workbook) -> Vec<(u32, Vec<String>)> {
        let sheets = read(&workbook.save_to_buffer().unwrap()).unwrap();
        sheets.into_iter().flat_map(|sheet| sheet.rows).map(|row| (row.number, row.cells)).collect()
    }

    fn code(bytes: &[u8]) -> &'static str {
        read(bytes).unwrap_err().violation.code
    }

    #[test]
    fn numbers_dates_and_codes_become_what_a_person_sees() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        sheet.write(1, 0, 610_926_101_205_u64).unwrap();
        sheet.write(1, 1, 4).unwrap();
        sheet.write_with_format(1, 2, rust_xlsxwriter::ExcelDateTime::from_ymd(2017, 9, 1).unwrap(), &day).unwrap();
        sheet.write(1, 3, 42979).unwrap();
        sheet.write(1, 4, 0.5).unwrap();
        sheet.write(1, 5, Formula::new("=A2").set_result("公式")).unwrap();
        assert_eq!(
            rows(&mut workbook),
            [(2, ["610926101205", "4", "2017-09-01", "42979", "0.5", "公式"].map(String::from).to_vec())]
        );
    }

    #[test]
    fn a_merged_cell_speaks_for_its_rows() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let plain = Format::new();
        sheet.merge_range(0, 0, 0, 2, "花名册", &plain).unwrap();
        sheet.merge_range(1, 0, 3, 0, "平利县", &plain).unwrap();
        for row in 1..4 {
            sheet.write(row, 1, format!("村{row}")).unwrap();
        }
        let read = rows(&mut workbook);
        assert_eq!(read[0].1, ["花名册"]);
        assert!(read[1..].iter().all(|(_, cells)| cells[0] == "平利县"));
    }

    #[test]
    fn cells_at_opposite_corners_cost_nothing() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write(0, 0, "a").unwrap();
        sheet.write(1_048_575, 0, "b").unwrap();
        assert_eq!(rows(&mut workbook).len(), 2);
        workbook.worksheet_from_index(0).unwrap().write(1_048_575, 16_383, "c").unwrap();
        assert_eq!(code(&workbook.save_to_buffer().unwrap()), "import.too_many_columns");
    }

    #[test]
    fn hidden_sheets_are_not_read() {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().write(0, 0, "shown").unwrap();
        workbook.add_worksheet().set_hidden(true).write(0, 0, "hidden").unwrap();
        assert_eq!(rows(&mut workbook).len(), 1);
    }

    #[test]
    fn a_workbook_that_is_cut_or_changed_anywhere_is_answered() {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().write(0, 0, "姓名").unwrap();
        let whole = workbook.save_to_buffer().unwrap();
        for cut in (0..whole.len()).step_by(37) {
            assert_eq!(code(&whole[..cut]), "import.damaged", "cut at {cut}");
        }
        for at in (0..whole.len()).step_by(11) {
            let mut changed = whole.clone();
            changed[at] ^= 0x55;
            // Whatever it says, it says it: no panic, no endless reading.
            let _ = read(&changed);
        }
    }

    #[test]
    fn a_formula_error_and_an_endless_cell_become_marks() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write(4, 0, Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.write(4, 1, "长".repeat(LONGEST_CELL + 1)).unwrap();
        sheet.write(4, 2, "长".repeat(LONGEST_CELL)).unwrap();
        let cells = &rows(&mut workbook)[0].1;
        assert_eq!(cells[..2], [CELL_ERROR, CELL_TOO_LONG]);
        assert_eq!(cells[2].chars().count(), LONGEST_CELL);
    }

    #[test]
    fn a_container_that_unpacks_without_end_is_refused() {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
        let zeroes = vec![b' '; 1 << 20];
        for _ in 0..=(MOST_UNPACKED_BYTES >> 20) {
            std::io::Write::write_all(&mut archive, &zeroes).unwrap();
        }
        let bomb = archive.finish().unwrap().into_inner();
        assert!(bomb.len() < 1 << 20);
        assert_eq!(code(&bomb), "import.too_large");
    }
}
