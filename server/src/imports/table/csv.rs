//! CSV into rows.

use cunji_domain::violation::Violation;

use super::super::limits::{LONGEST_CELL, MOST_COLUMNS, MOST_ROWS};
use super::super::remark::Remark;
use super::{RawRow, Sheet, cell_too_long, encoding, too_many_columns, too_many_rows};

pub(super) fn read(bytes: &[u8]) -> Result<Sheet, Remark> {
    let text = encoding::decode(bytes)?;
    // A quotation mark that is never closed would swallow rows without a word.
    if text.bytes().filter(|b| *b == b'"').count() % 2 == 1 {
        return Err(Remark::on_file(
            "import.quotes",
            "文件里的引号没有成对,可能会吞掉几行。请查一下,或另存为 .xlsx。",
            "The quotation marks are not paired, so that rows may vanish. Please check, or save it as .xlsx.",
        ));
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    let mut number = 0;
    let mut end = 0;
    loop {
        let more = reader.read_record(&mut record).map_err(|_| at(number + 1, unreadable()))?;
        if !more {
            return Ok(Sheet { name: None, rows, merged: Vec::new(), serials_from_1904: false });
        }
        number += 1 + blank_lines(&text, end);
        end = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        if rows.len() == MOST_ROWS {
            return Err(at(number, too_many_rows()));
        }
        rows.push(RawRow { number, cells: cells(&record).map_err(|fault| at(number, fault))? });
    }
}

fn cells(record: &csv::StringRecord) -> Result<Vec<String>, Violation> {
    let mut cells: Vec<String> = Vec::with_capacity(record.len().min(MOST_COLUMNS));
    for (at, cell) in record.iter().enumerate() {
        // A byte count is a quick look before characters are counted.
        if cell.len() > LONGEST_CELL && cell.chars().count() > LONGEST_CELL {
            return Err(cell_too_long());
        }
        match cell.trim() {
            "" if at >= MOST_COLUMNS => {}
            _ if at >= MOST_COLUMNS => return Err(too_many_columns()),
            cell => cells.push(cell.to_owned()),
        }
    }
    Ok(cells)
}

/// The blank lines between the end of a record and the next one; they are rows to a spreadsheet, but none to a reader.
fn blank_lines(text: &str, end: usize) -> u32 {
    let rest = &text.as_bytes()[end.min(text.len())..];
    let half_read = end > 0 && text.as_bytes().get(end - 1) == Some(&b'\r') && rest.first() == Some(&b'\n');
    let breaks = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n')).filter(|b| **b == b'\n').count();
    u32::try_from(breaks).unwrap_or(u32::MAX) - u32::from(half_read)
}

/// Comma, tab or semicolon: whichever the beginning of the file has most of.
fn delimiter(text: &str) -> u8 {
    let count = |delimiter: u8| text.bytes().take(4096).filter(|b| *b == delimiter).count();
    [b',', b'\t', b';'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

fn at(row: u32, violation: Violation) -> Remark {
    Remark::at(None, Some(row), violation)
}

fn unreadable() -> Violation {
    Violation::new("import.row", "这行读不出来。", "This row can't be read.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(text: &str) -> Vec<(u32, Vec<String>)> {
        read(text.as_bytes()).unwrap().rows.into_iter().map(|row| (row.number, row.cells)).collect()
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_does() {
        for ends in ["\n", "\r\n"] {
            let text = ["a,b", "", "1,\"x\ny\"", "2,z", "", "", "3,"].join(ends);
            let numbers: Vec<_> = numbered(&text).iter().map(|(number, _)| *number).collect();
            assert_eq!(numbers, [1, 3, 4, 7], "{ends:?}");
        }
        assert_eq!(numbered("\n\na,b\n")[0].0, 3);
    }

    #[test]
    fn tabs_and_semicolons_divide_too() {
        assert_eq!(numbered("a\tb\n1\t2,5\n")[1].1, ["1", "2,5"]);
        assert_eq!(numbered("a;b\n1;2\n")[1].1, ["1", "2"]);
        assert_eq!(numbered("a\n1\n")[1].1, ["1"]);
    }

    #[test]
    fn every_encoding_of_an_office_gives_the_same_text() {
        let text = "姓名,村\n陈玉华,马鞍桥\n";
        let gbk = encoding_rs::GBK.encode(text).0;
        let marked = format!("\u{feff}{text}");
        let utf16: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for bytes in [text.as_bytes(), &gbk, marked.as_bytes(), &utf16] {
            let rows = read(bytes).unwrap().rows;
            assert_eq!(rows[1].cells, ["陈玉华", "马鞍桥"]);
        }
        let rare = encoding_rs::GB18030.encode("姓名\n𠮷田\n").0.into_owned();
        assert_eq!(read(&rare).unwrap().rows[1].cells, ["𠮷田"]);
    }

    #[test]
    fn what_is_no_text_or_too_much_is_refused() {
        let code = |bytes: &[u8]| read(bytes).unwrap_err().violation.code;
        assert_eq!(code(b"a,b\n1,\0\n"), "import.not_text");
        assert_eq!(code(&[0xff, 0xff, 0xff, b'\n']), "import.encoding");
        assert_eq!(code(&[0xef, 0xbb, 0xbf, 0xff]), "import.encoding");
        assert_eq!(code(format!("a\n{}", "长".repeat(1001)).as_bytes()), "import.cell_too_long");
        assert_eq!(code(b"a,b\n1,\"x\n2,y\n"), "import.quotes");
        assert_eq!(code(format!("a\n{}x", ",".repeat(64)).as_bytes()), "import.too_many_columns");
        assert_eq!(code("x\n".repeat(MOST_ROWS + 1).as_bytes()), "import.too_many_rows");
        assert!(read(format!("a\n{}", ",".repeat(200)).as_bytes()).is_ok(), "empty columns say nothing");
    }
}
