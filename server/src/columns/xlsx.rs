//! Workbooks: the row with words of people is repeated for each of them, with its look and its formulas; everything else stays as it was
//! made.

use std::borrow::Cow;
use std::io::Cursor;

use umya_spreadsheet::{
    Cell, CellFormula, CellFormulaValues, CellValue, DefinedName, Range, Style, Workbook, Worksheet, reader, writer,
};

use super::formula::{Repeated, RepeatedRows, Standing, moved, repeated};
use super::parts::{packed, parts};
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
            let text = written(cell);
            let at = place(sheet, cell);
            if cell.formula().contains("{{") {
                return Err(Fault::WordInFormula(at));
            }
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
    let two = rows_of_people(&book, 1);
    formulas(&book, &two)?;
    names(&book, &two)?;
    Ok(holds)
}

/// Fills a template.
pub(super) fn fill(bytes: &[u8], filling: &Filling) -> Result<Vec<u8>, Fault> {
    let mut book = open(bytes)?;
    let rows = rows_of_people(&book, u32::try_from(filling.people.len().saturating_sub(1)).unwrap_or(u32::MAX));
    let formulas = formulas(&book, &rows)?;
    let (of_book, of_sheets) = names(&book, &rows)?;
    for (at, names) in of_sheets.into_iter().enumerate() {
        let Ok(sheet) = book.sheet_mut(at) else { continue };
        let row = repeated(&rows, sheet.name());
        fill_sheet(sheet, row, filling);
        sheet.set_defined_names(names);
    }
    book.set_defined_names(of_book);
    for Formula { sheet, column, row, text, of_person } in formulas {
        let Ok(sheet) = book.sheet_mut(sheet) else { continue };
        if !(of_person && filling.people.is_empty()) {
            sheet.cell_mut((column, row)).set_formula(text);
        }
    }
    let mut out = Cursor::new(Vec::new());
    writer::xlsx::write_writer(&book, &mut out).map_err(|_| Fault::Damaged)?;
    counted_when_opened(&out.into_inner())
}

fn open(bytes: &[u8]) -> Result<Workbook, Fault> {
    crate::imports::check_unpacked(bytes).map_err(|_| Fault::Damaged)?;
    // A library's panic on a crafted file costs its sender an answer, and nobody else anything.
    let read = std::panic::catch_unwind(|| reader::xlsx::read_reader(Cursor::new(bytes), true));
    read.ok().and_then(Result::ok).ok_or(Fault::Damaged)
}

/// What somebody wrote into a cell; what a formula came to when the template was made is nobody's text.
fn written(cell: &Cell) -> Cow<'static, str> {
    if cell.is_formula() { Cow::Borrowed("") } else { cell.value() }
}

fn place(sheet: &Worksheet, cell: &Cell) -> String {
    format!("{} {}", sheet.name(), cell.coordinate())
}

/// The row of each sheet that is repeated, and how many rows come in below it.
fn rows_of_people(book: &Workbook, more: u32) -> RepeatedRows {
    let rows = book.sheet_collection().iter().filter_map(|sheet| {
        let cells = sheet.cells_sorted();
        let cell = cells.iter().find(|cell| is_of_person(&written(cell)))?;
        Some((sheet.name().to_lowercase(), Repeated { row: cell.coordinate().row_num(), more }))
    });
    rows.collect()
}

/// A formula where it is to stand.
struct Formula {
    sheet: usize,
    column: u32,
    row: u32,
    text: String,
    of_person: bool,
}

/// Every formula, as it is written once the rows are in. The library moves some of what formulas point at, and not ranges that end in
/// the row, rows that are fixed by `$`, or what points at another sheet.
fn formulas(book: &Workbook, rows: &RepeatedRows) -> Result<Vec<Formula>, Fault> {
    let mut found = Vec::new();
    for (at, sheet) in book.sheet_collection().iter().enumerate() {
        let here = repeated(rows, sheet.name());
        for cell in sheet.cells_sorted().into_iter().filter(|cell| cell.is_formula()) {
            // The library writes them as plain ones, which come to something else.
            let kind = cell.formula_obj().map(CellFormula::formula_type);
            if matches!(kind, Some(CellFormulaValues::Array | CellFormulaValues::DataTable)) {
                return Err(Fault::ArrayFormula(place(sheet, cell)));
            }
            if cell.formula().is_empty() {
                continue;
            }
            let (column, row) = (cell.coordinate().col_num(), cell.coordinate().row_num());
            let of_person = here.is_some_and(|here| here.row == row);
            let copies = here.filter(|_| of_person).map_or(0, |here| here.more);
            let down = here.filter(|here| here.row < row).map_or(0, |here| here.more);
            for copy in 0..=copies {
                let standing = Standing { sheet: sheet.name(), person: of_person.then_some(copy) };
                let text = moved(cell.formula(), standing, rows);
                let text = text.map_err(|unclear| Fault::Formula(place(sheet, cell), unclear))?;
                found.push(Formula { sheet: at, column, row: row + down + copy, text, of_person });
            }
        }
    }
    Ok(found)
}

/// The names of cells, of the book's own and each sheet's: what they stand for goes over everybody, too.
fn names(book: &Workbook, rows: &RepeatedRows) -> Result<(Vec<DefinedName>, Vec<Vec<DefinedName>>), Fault> {
    let all = |names: &[DefinedName], sheet: &str| {
        let carried = names.iter().map(|name| {
            let (address, at) = (name.address(), Standing { sheet, person: None });
            let text = moved(&address, at, rows).map_err(|unclear| Fault::Formula(name.name().to_owned(), unclear))?;
            if text == address {
                return Ok(name.clone());
            }
            let mut new = DefinedName::default();
            new.set_name(name.name()).set_address(text).set_hidden(name.hidden());
            if name.has_local_sheet_id() {
                new.set_local_sheet_id(name.local_sheet_id());
            }
            Ok(new)
        });
        carried.collect::<Result<Vec<_>, Fault>>()
    };
    let of_sheets = book.sheet_collection().iter().map(|sheet| all(sheet.defined_names(), sheet.name()));
    Ok((all(book.defined_names(), "")?, of_sheets.collect::<Result<_, Fault>>()?))
}

fn fill_sheet(sheet: &mut Worksheet, row: Option<Repeated>, filling: &Filling) {
    for place in places(sheet, Cell::is_formula) {
        sheet.cell_mut(place).set_blank();
    }
    if let Some(row) = row {
        repeat(sheet, row, filling);
    }
    for place in places(sheet, |cell| cell.value().contains("{{")) {
        say(sheet.cell_mut(place), &[&filling.once]);
    }
}

fn places(sheet: &Worksheet, wanted: impl Fn(&Cell) -> bool) -> Vec<(u32, u32)> {
    let cells = sheet.cells_sorted().into_iter().filter(|cell| wanted(cell));
    cells.map(|cell| (cell.coordinate().col_num(), cell.coordinate().row_num())).collect()
}

/// Repeats a row for each person; with nobody it says nothing.
fn repeat(sheet: &mut Worksheet, Repeated { row, more }: Repeated, filling: &Filling) {
    let made: Vec<(u32, Style, CellValue)> = sheet
        .collection_by_row(row)
        .into_iter()
        .map(|cell| (cell.coordinate().col_num(), cell.style().clone(), cell.cell_value().clone()))
        .collect();
    if more > 0 {
        sheet.insert_new_row(row + 1, more);
        let height = sheet.row_dimension(row).map(|made| made.height());
        for next in row + 1..=row + more {
            if let Some(height) = height {
                sheet.row_dimension_mut(next).set_height(height);
            }
            for (column, style, value) in &made {
                sheet.cell_mut((*column, next)).set_style(style.clone()).set_cell_value(value.clone());
            }
        }
        reach_over(sheet, row, more);
    }
    let nobody = Values::new();
    for (at, values) in filling.people.iter().chain(filling.people.is_empty().then_some(&nobody)).enumerate() {
        let row = row + u32::try_from(at).unwrap_or(u32::MAX);
        for (column, _, value) in &made {
            if value.value().contains("{{") {
                let cell = sheet.cell_mut((*column, row));
                if filling.people.is_empty() {
                    cell.set_blank();
                } else {
                    say(cell, &[values, &filling.once]);
                }
            }
        }
    }
}

/// What is merged within the row is so in each; a look by rule that ends with the row ends with the last one.
fn reach_over(sheet: &mut Worksheet, row: u32, more: u32) {
    let within = |range: &&Range| {
        let rows = [range.coordinate_start_row(), range.coordinate_end_row()];
        rows.iter().all(|end| end.is_some_and(|end| end.num() == row))
    };
    let merged: Vec<Range> = sheet.merge_cells().iter().filter(within).cloned().collect();
    for (next, range) in (row + 1..=row + more).flat_map(|next| merged.iter().map(move |range| (next, range))) {
        let mut range = range.clone();
        if let Some(start) = range.coordinate_start_row_mut() {
            start.set_num(next);
        }
        if let Some(end) = range.coordinate_end_row_mut() {
            end.set_num(next);
        }
        sheet.merge_cells_mut().push(range);
    }
    let mut rules = sheet.conditional_formatting_collection().to_vec();
    for range in rules.iter_mut().flat_map(|rule| rule.sequence_of_references_mut().range_collection_mut()) {
        // A single cell has no end of its own.
        if range.coordinate_end_row().is_none() && range.coordinate_start_row().is_some_and(|start| start.num() == row)
        {
            let alone = range.range();
            range.set_range(format!("{alone}:{alone}"));
        }
        if let Some(end) = range.coordinate_end_row_mut().filter(|end| end.num() == row) {
            end.set_num(row + more);
        }
    }
    sheet.set_conditional_formatting_collection(rules);
}

/// Has programs count what formulas come to when they open the book: nothing that was counted for the template stands in it.
fn counted_when_opened(book: &[u8]) -> Result<Vec<u8>, Fault> {
    let asked = parts(book)?.into_iter().map(|(name, part)| {
        let part = match String::from_utf8(part) {
            Ok(text) if name == "xl/workbook.xml" => {
                text.replacen("<calcPr ", "<calcPr fullCalcOnLoad=\"1\" ", 1).into_bytes()
            }
            Ok(text) => text.into_bytes(),
            Err(bytes) => bytes.into_bytes(),
        };
        (name, part)
    });
    packed(asked)
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
    use crate::columns::formula::Unclear;

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
        assert_eq!(sheet.cell("B5").unwrap().formula(), "SUM(B3:B4)");
    }

    #[test]
    fn a_formula_of_arrays_is_refused_with_its_cell_for_it_would_come_to_something_else() {
        for (last, formula) in [(1, "{=SUM(IF(B3:B3>20,1,0))}"), (2, "{=B3:C3*2}")] {
            let mut book = rust_xlsxwriter::Workbook::new();
            let sheet = book.add_worksheet();
            sheet.write_row(2, 0, ["{{姓名}}", "{{resident_days}}"]).unwrap();
            sheet.write_array_formula(3, 1, 3, last, formula).unwrap();
            let bytes = book.save_to_buffer().unwrap();
            assert!(matches!(holds(&bytes), Err(Fault::ArrayFormula(at)) if at == "Sheet1 B4"), "{formula}");
        }
    }

    /// As a body sends it round: what is owed as a number, a share by formula, two cells merged in the row, totals below and elsewhere.
    fn with_formulas() -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name("汇总").unwrap();
        sheet.write(0, 3, 220).unwrap();
        sheet.write(2, 0, "{{姓名}}").unwrap();
        sheet.write(2, 1, "{{住村天数}}").unwrap();
        sheet.write(2, 2, 22).unwrap();
        sheet.write(2, 3, Formula::new("=B3/C3+B3/D$1").set_result("7")).unwrap();
        sheet.write(2, 4, Formula::new("=\"{\"&A3").set_result("{{姓名}}")).unwrap();
        sheet.merge_range(2, 5, 2, 6, "", &Format::new()).unwrap();
        sheet.write(3, 1, Formula::new("=SUM(B3:B3)").set_result("7")).unwrap();
        sheet.write(3, 2, Formula::new("=SUM(C$3:C$3)").set_result("7")).unwrap();
        book.define_name("住村", "=汇总!$B$3:$B$3").unwrap();
        let other = book.add_worksheet();
        other.write(0, 0, Formula::new("=SUM(汇总!B3:B3)+汇总!B4").set_result("7")).unwrap();
        other.write(1, 0, Formula::new("=SUM(住村)").set_result("7")).unwrap();
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn totals_count_everybody_and_formulas_go_with_their_person() {
        assert!(holds(&with_formulas()).is_ok());
        let names: Vec<String> = (1..=40).map(|at| format!("某{at}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let made = fill(&with_formulas(), &filling(&names)).unwrap();
        let book = open(&made).unwrap();
        let sheet = book.sheet(0).unwrap();
        let formula = |at: &str| sheet.cell(at).unwrap().formula().to_owned();
        assert_eq!((formula("B43"), formula("C43")), ("SUM(B3:B42)".to_owned(), "SUM(C$3:C$42)".to_owned()));
        for row in [3, 4, 42] {
            assert_eq!(formula(&format!("D{row}")), format!("B{row}/C{row}+B{row}/D$1"));
            assert_eq!(formula(&format!("E{row}")), format!("\"{{\"&A{row}"), "it is a formula, whatever it came to");
            assert_eq!(
                sheet.cell(format!("C{row}").as_str()).unwrap().value_number(),
                Some(22.0),
                "a number stays one"
            );
            assert!(sheet.merge_cells().iter().any(|range| range.range() == format!("F{row}:G{row}")), "{row}");
        }
        let other = book.sheet(1).unwrap();
        assert_eq!(other.cell("A1").unwrap().formula(), "SUM(汇总!B3:B42)+汇总!B43");
        let all = book.defined_names().iter().chain(sheet.defined_names()).chain(other.defined_names());
        let addresses: Vec<String> = all.map(DefinedName::address).collect();
        assert!(addresses.iter().any(|address| address.ends_with("$B$3:$B$42")), "{addresses:?}");
        for (sheet, at) in [(sheet, "B43"), (sheet, "D42"), (other, "A1")] {
            assert_eq!(sheet.cell(at).unwrap().value(), "", "nothing that was counted for the template stays: {at}");
        }
        let workbook = parts(&made).unwrap().into_iter().find(|(name, _)| name == "xl/workbook.xml").unwrap().1;
        assert!(String::from_utf8(workbook).unwrap().contains("fullCalcOnLoad=\"1\""));
        assert!(
            open(&fill(&with_formulas(), &filling(&[])).unwrap())
                .unwrap()
                .sheet(0)
                .unwrap()
                .cell("D3")
                .is_none_or(|cell| cell.formula().is_empty())
        );
    }

    #[test]
    fn a_formula_that_can_not_be_carried_over_is_named_with_its_cell() {
        let with = |row: u32, column: u16, formula: &str| {
            let mut book = rust_xlsxwriter::Workbook::new();
            let sheet = book.add_worksheet();
            sheet.set_name("表一").unwrap();
            sheet.write(2, 0, "{{姓名}}").unwrap();
            sheet.write(row, column, Formula::new(formula)).unwrap();
            holds(&book.save_to_buffer().unwrap())
        };
        let one = |written: &str| Unclear::OnePerson(written.to_owned());
        assert!(
            matches!(with(3, 1, "=COUNTA(A3)"), Err(Fault::Formula(at, unclear)) if at == "表一 B4" && unclear == one("A3"))
        );
        let other = |written: &str| Unclear::NotFixed(written.to_owned());
        assert!(
            matches!(with(2, 1, "=A2"), Err(Fault::Formula(at, unclear)) if at == "表一 B3" && unclear == other("A2"))
        );
        assert!(matches!(with(3, 1, "=\"{{人数}}\""), Err(Fault::WordInFormula(at)) if at == "表一 B4"));
        assert!(with(3, 1, "=COUNTA(A3:A3)").is_ok());
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
