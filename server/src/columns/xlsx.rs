//! Workbooks: the row with words of people is repeated for each of them, with its look; everything else stays as it was made.

use std::io::Cursor;

use umya_spreadsheet::{Cell, Workbook, Worksheet, reader, writer};

use super::values::{Filling, Said, Values, filled, is_of_person, unknown};
use super::{Fault, Holds};

/// The last row that a template may have; a form is no data set.
const LAST_ROW: u32 = 2_000;

/// What a template holds.
pub(super) fn holds(bytes: &[u8]) -> Result<Holds, Fault> {
    let book = open(bytes)?;
    let mut holds = Holds::default();
    for sheet in book.sheet_collection() {
        if sheet.highest_row() > LAST_ROW {
            return Err(Fault::TooLong);
        }
        let mut rows: Vec<u32> = Vec::new();
        for cell in sheet.cells_sorted() {
            let text = cell.value();
            let place = cell.coordinate().to_string();
            let at = format!("{} {place}", sheet.name());
            holds.unknown.extend(unknown(&text).into_iter().map(|word| (word, at.clone())));
            holds.words += usize::from(text.contains("{{"));
            if is_of_person(&text) && !rows.contains(&cell.coordinate().row_num()) {
                rows.push(cell.coordinate().row_num());
            }
        }
        if let [_, second, ..] = rows.as_slice() {
            return Err(Fault::TwoRows(format!("{} {second}", sheet.name())));
        }
    }
    Ok(holds)
}

/// Fills a template.
pub(super) fn fill(bytes: &[u8], filling: &Filling) -> Result<Vec<u8>, Fault> {
    let mut book = open(bytes)?;
    for at in 0..book.sheet_count() {
        let Ok(sheet) = book.sheet_mut(at) else { continue };
        fill_sheet(sheet, filling);
    }
    let mut out = Cursor::new(Vec::new());
    writer::xlsx::write_writer(&book, &mut out).map_err(|_| Fault::Damaged)?;
    Ok(out.into_inner())
}

fn open(bytes: &[u8]) -> Result<Workbook, Fault> {
    crate::imports::check_unpacked(bytes).map_err(|_| Fault::Damaged)?;
    // A library's panic on a crafted file costs its sender an answer, and nobody else anything.
    let read = std::panic::catch_unwind(|| reader::xlsx::read_reader(Cursor::new(bytes), true));
    read.ok().and_then(Result::ok).ok_or(Fault::Damaged)
}

fn fill_sheet(sheet: &mut Worksheet, filling: &Filling) {
    let row =
        sheet.cells_sorted().iter().find(|cell| is_of_person(&cell.value())).map(|cell| cell.coordinate().row_num());
    if let Some(row) = row {
        repeat(sheet, row, filling);
    }
    let places: Vec<(u32, u32)> = sheet
        .cells_sorted()
        .iter()
        .filter(|cell| cell.value().contains("{{"))
        .map(|cell| (cell.coordinate().col_num(), cell.coordinate().row_num()))
        .collect();
    for place in places {
        say(sheet.cell_mut(place), &[&filling.once]);
    }
}

/// Repeats a row for each person; with nobody it says nothing.
fn repeat(sheet: &mut Worksheet, row: u32, filling: &Filling) {
    let made: Vec<(u32, String)> = sheet
        .collection_by_row(row)
        .iter()
        .map(|cell| (cell.coordinate().col_num(), cell.value().to_string()))
        .collect();
    let more = u32::try_from(filling.people.len().saturating_sub(1)).unwrap_or(u32::MAX);
    if more > 0 {
        sheet.insert_new_row(row + 1, more);
        let height = sheet.row_dimension(row).map(|made| made.height());
        for next in row + 1..=row + more {
            if let Some(height) = height {
                sheet.row_dimension_mut(next).set_height(height);
            }
            for (column, text) in &made {
                let style = sheet.style((*column, row)).clone();
                let cell = sheet.cell_mut((*column, next));
                cell.set_style(style);
                if !text.is_empty() {
                    cell.set_value_string(text.clone());
                }
            }
        }
    }
    let nobody = Values::new();
    for (at, values) in filling.people.iter().chain(filling.people.is_empty().then_some(&nobody)).enumerate() {
        let row = row + u32::try_from(at).unwrap_or(u32::MAX);
        for (column, text) in &made {
            if text.contains("{{") {
                let cell = sheet.cell_mut((*column, row));
                if filling.people.is_empty() {
                    cell.set_value_string("");
                } else {
                    say(cell, &[values, &filling.once]);
                }
            }
        }
    }
}

fn say(cell: &mut Cell, values: &[&Values]) {
    let said = filled(&cell.value(), values);
    match said {
        Some(Said::Text(text)) => drop(cell.set_value_string(text)),
        #[allow(clippy::cast_precision_loss)] // counts of days and visits
        Some(Said::Number(number)) => drop(cell.set_value_number(number as f64)),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use calamine::Reader as _;
    use rust_xlsxwriter::{Format, FormatAlign, Formula};

    use super::*;

    fn template() -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let centred = Format::new().set_align(FormatAlign::Center).set_bold();
        sheet.merge_range(0, 0, 0, 2, "{{区划}}{{year}}年{{month}}月", &centred).unwrap();
        sheet.write_row(1, 0, ["姓名", "住村", "走访"]).unwrap();
        sheet.write_with_format(2, 0, "{{姓名}}", &centred).unwrap();
        sheet.write(2, 1, "{{resident_days}}").unwrap();
        sheet.write(2, 2, "{{走访次数}}次").unwrap();
        sheet.write(3, 0, "合计").unwrap();
        sheet.write(3, 1, Formula::new("=SUM(B3:B3)").set_result("0")).unwrap();
        sheet.write(4, 0, "制表:{{made_on}}").unwrap();
        book.save_to_buffer().unwrap()
    }

    fn filling(names: &[&str]) -> Filling {
        let text = |text: &str| Said::Text(text.to_owned());
        let once = Values::from([
            ("division", text("兴隆镇")),
            ("year", Said::Number(2017)),
            ("month", Said::Number(9)),
            ("made_on", text("2017-10-01")),
        ]);
        let people = names.iter().zip(1..).map(|(name, at)| {
            Values::from([("name", text(name)), ("resident_days", Said::Number(at)), ("visits", Said::Number(2 * at))])
        });
        Filling { once, people: people.collect() }
    }

    fn cells(bytes: Vec<u8>) -> Vec<Vec<calamine::Data>> {
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        book.worksheet_range_at(0).unwrap().unwrap().rows().map(<[_]>::to_vec).collect()
    }

    #[test]
    fn a_row_is_repeated_for_everybody_and_what_stands_below_moves_down() {
        let rows = cells(fill(&template(), &filling(&["甲某", "=1+1", "丙某"])).unwrap());
        let text = |row: usize, column: usize| rows[row][column].to_string();
        assert_eq!(text(0, 0), "兴隆镇2017年9月");
        assert_eq!((text(2, 0), text(2, 2)), ("甲某".to_owned(), "2次".to_owned()));
        assert_eq!(rows[3][0], calamine::Data::String("=1+1".to_owned()), "a text, whatever it begins with");
        assert_eq!(rows[4][1], calamine::Data::Float(3.0), "a number is one");
        assert_eq!((text(5, 0), text(6, 0)), ("合计".to_owned(), "制表:2017-10-01".to_owned()));
        let book = open(&fill(&template(), &filling(&["甲某", "乙某"])).unwrap()).unwrap();
        let sheet = book.sheet(0).unwrap();
        assert!(sheet.style("A4").font().is_some_and(umya_spreadsheet::Font::bold), "each row looks as the first");
        assert!(sheet.merge_cells().iter().any(|range| range.range() == "A1:C1"));
        assert_eq!(sheet.cell("B5").unwrap().formula(), "SUM(B3:B3)");
    }

    #[test]
    fn with_nobody_the_row_is_empty() {
        let rows = cells(fill(&template(), &filling(&[])).unwrap());
        assert_eq!((rows[2][0].to_string(), rows[3][0].to_string()), (String::new(), "合计".to_owned()));
    }

    #[test]
    fn words_that_are_none_are_named_with_their_cell_and_two_rows_are_refused() {
        assert!(holds(&template()).unwrap().unknown.is_empty());
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name("表一").unwrap();
        sheet.write(0, 0, "{{姓名}}").unwrap();
        sheet.write(1, 2, "{{鞋码}}").unwrap();
        assert_eq!(
            holds(&book.save_to_buffer().unwrap()).unwrap().unknown,
            [("鞋码".to_owned(), "表一 C2".to_owned())]
        );
        book.worksheet_from_index(0).unwrap().write(1, 0, "{{编号}}").unwrap();
        assert!(matches!(holds(&book.save_to_buffer().unwrap()), Err(Fault::TwoRows(at)) if at == "表一 2"));
        assert!(matches!(holds(b"PK\x03\x04 no book"), Err(Fault::Damaged)));
    }
}
