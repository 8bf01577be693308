//! `import divisions`: the list of divisions.

use std::collections::BTreeSet;

use cunji_domain::division::{DivisionRow, Divisions};

use super::mapping::Reading;
use super::remark::{Found, ImportFaults, Remark};
use super::table::{Column, Table};

pub(super) const COLUMNS: &[Column] = &[
    Column { key: "code", heads: &["代码", "区划代码", "统计用区划代码", "code"], required: true },
    Column { key: "name", heads: &["名称", "区划名称", "name"], required: true },
    Column { key: "level", heads: &["级别", "层级", "level"], required: false },
    Column { key: "parent", heads: &["上级代码", "上级", "parent"], required: false },
    Column { key: "successor", heads: &["接替代码", "并入", "后继代码", "successor"], required: false },
    Column { key: "since", heads: &["生效日期", "撤并日期", "起始日期", "since"], required: false },
];

/// Reads a list of divisions: a code and a name each, and if the list has them a level and a parent (checked against
/// the code), a successor and since when. A row whose successor is its own code tells a former name of it.
///
/// # Errors
/// Every faulty row of the file.
pub fn parse_divisions(bytes: &[u8], file_name: &str) -> Result<Divisions, ImportFaults> {
    parse_divisions_reading(bytes, file_name, Vec::new(), &Reading::default())
}

/// As [`parse_divisions`], by what the office says of its file, and together with the divisions that are known already: the file
/// may name some of them alone.
///
/// # Errors
/// As [`parse_divisions`].
pub fn parse_divisions_reading(
    bytes: &[u8],
    file_name: &str,
    known: Vec<DivisionRow>,
    reading: &Reading,
) -> Result<Divisions, ImportFaults> {
    let table = Table::read(bytes, file_name, COLUMNS, reading)?;
    let mut faults = Vec::new();
    let mut rows = Vec::new();
    for row in &table.rows {
        if let Some(found) = row.unfit() {
            faults.push(row.remark(found));
            continue;
        }
        let text = |key| row.text(key).to_owned();
        let since = match row.text("since") {
            "" => None,
            _ => row.day("since").map_err(|violation| faults.push(row.remark(Found::at("since", violation)))).ok(),
        };
        rows.push(DivisionRow {
            row: row.number(),
            code: text("code"),
            name: text("name"),
            level: text("level"),
            parent: text("parent"),
            successor: text("successor"),
            since,
        });
    }
    let told: BTreeSet<String> = rows.iter().map(|row| row.code.trim().to_owned()).collect();
    let empty = rows.is_empty();
    // A known succession stays where the file says nothing of it.
    for row in rows.iter_mut().filter(|row| row.successor.is_empty() && row.since.is_none()) {
        if let Some(known) = known.iter().find(|known| known.code == row.code.trim()) {
            (row.successor, row.since) = (known.successor.clone(), known.since);
        }
    }
    rows.extend(known.into_iter().filter(|row| !told.contains(&row.code)));
    let checked = Divisions::from_rows(rows);
    if let Err(found) = &checked {
        let remarks = found.iter().map(|f| Remark::at(None, Some(f.row), f.violation.clone()));
        faults.extend(remarks);
    }
    match checked {
        Ok(divisions) if faults.is_empty() && !empty => Ok(divisions),
        Ok(_) if faults.is_empty() => {
            let fault = Remark::on_file("import.no_rows", "表头下面没有内容。", "There is nothing below the header.");
            Err(ImportFaults { file: file_name.to_owned(), faults: vec![fault] })
        }
        _ => {
            faults.sort_by_key(|fault| fault.row);
            Err(ImportFaults { file: file_name.to_owned(), faults })
        }
    }
}

#[cfg(test)]
mod tests {
    use cunji_domain::division::Level;

    use super::*;

    const ANKANG: &str = include_str!("../../../fixtures/ankang-divisions.csv");

    #[test]
    fn the_city_is_read_in_every_encoding_alike() {
        let divisions = parse_divisions(ANKANG.as_bytes(), "ankang-divisions.csv").unwrap();
        assert_eq!(divisions.len(), 2075);
        assert_eq!(divisions.of_level(Level::Village).count(), 1924);
        let gbk = encoding_rs::GBK.encode(ANKANG).0;
        assert_ne!(gbk.as_ref(), ANKANG.as_bytes());
        assert_eq!(parse_divisions(&gbk, "安康.csv").unwrap(), divisions);
        let chinese = ANKANG.replacen("code,name,level,parent", "区划代码,名称,级别,上级代码", 1);
        assert_eq!(parse_divisions(format!("\u{feff}{chinese}").as_bytes(), "安康.csv").unwrap(), divisions);
    }

    #[test]
    fn every_bad_row_is_named_with_its_number() {
        let file = "code,name,level,parent,successor,since\n\
                    61,陕西省,province,,,\n\
                    6109,安康市,county,61,,\n\
                    61092,某县,county,6109,,\n\
                    610928,旬阳县,county,6109,610981,昨天\n";
        let faults = parse_divisions(file.as_bytes(), "d.csv").unwrap_err();
        let codes: Vec<_> = faults.faults.iter().map(|fault| (fault.row, fault.violation.code)).collect();
        assert_eq!(
            codes,
            [
                (Some(3), "division.level"),
                (Some(4), "division.code"),
                (Some(5), "import.date"),
                (Some(5), "division.successor_incomplete"),
            ]
        );
        assert!(faults.zh().contains("第 4 行:"), "{}", faults.zh());
        assert!(faults.to_string().contains("row 4: "), "{faults}");
    }

    #[test]
    fn a_header_alone_is_no_list() {
        let faults = parse_divisions(b"code,name\n", "d.csv").unwrap_err();
        assert_eq!(faults.faults[0].violation.code, "import.no_rows");
        assert_eq!(parse_divisions(b"", "d.csv").unwrap_err().faults[0].violation.code, "import.empty");
    }
}
