//! Finding the header row and the columns under it. Offices put a title above, totals and signatures below, and call one
//! column by several names.

use std::sync::Arc;

use super::super::look::{HeadSeen, SheetSeen};
use super::super::mapping::Mapping;
use super::super::name::word;
use super::super::remark::Remark;
use super::super::sensitive::sensitive_head;
use super::{Merged, RawRow, Row, Sheet, Table, cell_name, read_sheets};

/// A column that an import asks for.
#[derive(Debug)]
pub(in super::super) struct Column {
    /// How code calls it.
    pub key: &'static str,
    /// The heads that it may have, the most telling first.
    pub heads: &'static [&'static str],
    /// Whether a file without it is refused.
    pub required: bool,
}

/// How far down a header may stand.
const DEEPEST_HEADER: usize = 15;
/// A sheet in which this many heads are known is meant, even if one is missing.
const TELLING_HEADS: usize = 3;

/// The heads of a file: what an office looks at before it says which column is which.
pub(in super::super) fn seen(
    bytes: &[u8],
    file: &str,
    columns: &'static [Column],
    mapping: Option<&Mapping>,
) -> Result<Vec<SheetSeen>, Remark> {
    let sheets = read_sheets(bytes, file)?;
    let seen = sheets.iter().filter_map(|sheet| {
        // Where no head is known, the first row that has several cells filled may be it.
        let header = find_header(sheet, columns, mapping).or_else(|| {
            let filled = |row: &&RawRow| row.cells.iter().filter(|cell| !cell.is_empty()).count() > 1;
            let first = sheet.rows.iter().take(DEEPEST_HEADER).find(filled);
            first.map(|row| read_heads(row, columns, mapping))
        })?;
        let key_at = |at: usize| columns.iter().zip(&header.places).find(|(_, place)| **place == Some(at));
        let filled = header.cells.iter().enumerate().filter(|(_, text)| !text.is_empty());
        let head = |(at, text): (usize, &String)| {
            let cell = cell_name(header.number.saturating_sub(1), u32::try_from(at).unwrap_or(u32::MAX));
            HeadSeen { cell, text: text.clone(), column: key_at(at).map(|(column, _)| column.key.to_owned()) }
        };
        Some(SheetSeen { name: sheet.name.clone(), row: header.number, heads: filled.map(head).collect() })
    });
    Ok(seen.collect())
}

pub(super) fn under_heads(
    sheets: Vec<Sheet>,
    columns: &'static [Column],
    mapping: Option<&Mapping>,
) -> Result<Table, Vec<Remark>> {
    let mut table = Table { rows: Vec::new(), notes: Vec::new(), heads: vec![None; columns.len()] };
    let mut faults = Vec::new();
    let headers: Vec<_> = sheets.iter().map(|sheet| find_header(sheet, columns, mapping)).collect();
    let several = headers.iter().flatten().filter(|header| header.is_meant(columns)).count() > 1;
    for (sheet, header) in sheets.into_iter().zip(headers) {
        let Some(header) = header.filter(|header| header.is_meant(columns)) else {
            if let Some(name) = &sheet.name {
                table.notes.push(Remark::on_file(
                    "import.sheet_left_out",
                    format!("工作表「{name}」没有要找的表头,没有读。"),
                    format!("The sheet {name:?} has none of the heads and was not read."),
                ));
            }
            continue;
        };
        let name: Option<Arc<str>> = sheet.name.as_deref().filter(|_| several).map(Arc::from);
        let in_sheet = |mut remark: Remark| {
            remark.sheet = name.as_deref().map(str::to_owned);
            remark
        };
        faults.extend(header.faults(columns).into_iter().map(in_sheet));
        table.notes.extend(header.notes().into_iter().map(in_sheet));
        for (at, column) in columns.iter().enumerate() {
            if header.places[at].is_some() {
                table.heads[at] = Some(column.key);
            }
        }
        let told = header.merged_downwards(&sheet.merged).map(in_sheet);
        table.rows.extend(header.rows(sheet, columns, &name));
        table.notes.extend(told);
    }
    if table.heads.iter().all(Option::is_none) {
        let wanted: Vec<_> = columns.iter().filter(|column| column.required).map(|column| column.heads[0]).collect();
        faults.push(Remark::on_file(
            "import.no_header",
            format!("找不到表头。要有这些列:{}。", wanted.join("、")),
            format!("There is no header row. These columns are needed: {}.", wanted.join(", ")),
        ));
    }
    if faults.is_empty() { Ok(table) } else { Err(faults) }
}

/// A row that may be the header: where each column is, and what else stands there.
struct Header {
    number: u32,
    /// By column: the cell; with several of one name, all of them.
    places: Vec<Option<usize>>,
    twice: Vec<&'static str>,
    others: Vec<String>,
    cells: Vec<String>,
}

fn find_header(sheet: &Sheet, columns: &'static [Column], mapping: Option<&Mapping>) -> Option<Header> {
    let candidates = sheet.rows.iter().take(DEEPEST_HEADER).map(|row| read_heads(row, columns, mapping));
    // The first of those that know most: a title or a note may hold one word of them.
    candidates
        .reduce(|best, next| if next.known() > best.known() { next } else { best })
        .filter(|best| best.known() > 0)
}

fn read_heads(row: &RawRow, columns: &'static [Column], mapping: Option<&Mapping>) -> Header {
    let heads: Vec<String> = row.cells.iter().map(|cell| word(cell)).collect();
    let mut taken = vec![false; heads.len()];
    let mut places = Vec::with_capacity(columns.len());
    let mut twice = Vec::new();
    for column in columns {
        let named = |wanted: &str| -> Vec<usize> {
            let wanted = word(wanted);
            let fits = |head: &String| *head == wanted || without_hint(head) == wanted;
            (0..heads.len()).filter(|at| fits(&heads[*at])).collect()
        };
        let found = match mapping {
            Some(mapping) => (0..heads.len()).filter(|at| mapping.column(&heads[*at]) == Some(column.key)).collect(),
            None => column.heads.iter().map(|head| named(head)).find(|found| !found.is_empty()).unwrap_or_default(),
        };
        if found.len() > 1 {
            twice.push(column.heads[0]);
        }
        for at in &found {
            taken[*at] = true;
        }
        places.push(found.first().copied());
    }
    let others =
        (0..heads.len()).filter(|at| !taken[*at] && !heads[*at].is_empty()).map(|at| row.cells[at].clone()).collect();
    Header { number: row.number, places, twice, others, cells: row.cells.clone() }
}

/// 起始日期(年月日), 姓名*, 村: → the head without its hint.
fn without_hint(head: &str) -> &str {
    let head = head.trim_end_matches(['*', ':']);
    match head.strip_suffix(')').and_then(|open| open.rsplit_once('(')) {
        Some((bare, _)) if !bare.is_empty() => bare.trim_end_matches('*'),
        _ => head,
    }
}

impl Header {
    fn known(&self) -> usize {
        self.places.iter().flatten().count()
    }

    fn missing<'a>(&'a self, columns: &'static [Column]) -> impl Iterator<Item = &'static Column> + use<'a> {
        columns
            .iter()
            .zip(&self.places)
            .filter(|(column, place)| column.required && place.is_none())
            .map(|(column, _)| column)
    }

    /// Whether the sheet is one that the import is about.
    fn is_meant(&self, columns: &'static [Column]) -> bool {
        self.missing(columns).next().is_none() || self.known() >= TELLING_HEADS
    }

    fn faults(&self, columns: &'static [Column]) -> Vec<Remark> {
        let mut faults = Vec::new();
        let missing: Vec<_> = self.missing(columns).map(|column| column.heads[0]).collect();
        if !missing.is_empty() {
            faults.push(self.remark(Remark::on_file(
                "import.column_missing",
                format!("表头还差:{}。", missing.join("、")),
                format!("The header lacks: {}.", missing.join(", ")),
            )));
        }
        for head in &self.twice {
            faults.push(self.remark(Remark::on_file(
                "import.column_twice",
                format!("「{head}」这一列有两个,不知道用哪个。"),
                format!("There are two columns for {head:?}; it is unclear which one counts."),
            )));
        }
        faults
    }

    fn notes(&self) -> Vec<Remark> {
        let others = self.others.iter().map(String::as_str);
        let (kept_out, unused): (Vec<&str>, Vec<&str>) = others.partition(|head| sensitive_head(&word(head)));
        let mut notes = Vec::new();
        if !kept_out.is_empty() {
            notes.push(self.remark(Remark::on_file(
                "import.columns_never_kept",
                format!("这些列不收,没有读进系统:{}。", kept_out.join("、")),
                format!("These columns are never kept and were not read: {}.", kept_out.join(", ")),
            )));
        }
        if !unused.is_empty() {
            notes.push(self.remark(Remark::on_file(
                "import.columns_unused",
                format!("这些列没有用到:{}。", unused.join("、")),
                format!("These columns were not used: {}.", unused.join(", ")),
            )));
        }
        notes
    }

    fn remark(&self, mut remark: Remark) -> Remark {
        remark.row = Some(self.number);
        remark
    }

    /// Whether merged cells lie over several columns that count.
    fn is_across(&self, region: &Merged) -> bool {
        let over = |place: &&usize| (region.first.1 as usize..=region.last.1 as usize).contains(*place);
        self.places.iter().flatten().filter(over).count() > 1
    }

    /// Tells of the cells that are merged downwards below the heads: their text counts for every row.
    fn merged_downwards(&self, merged: &[Merged]) -> Option<Remark> {
        /// So many are named; the others are counted.
        const NAMED: usize = 8;
        let counts = |region: &&Merged| {
            let column = region.first.1 as usize;
            region.first.1 == region.last.1
                && region.last.0 > region.first.0
                && region.first.0 >= self.number
                && self.places.contains(&Some(column))
        };
        let names: Vec<String> = merged.iter().filter(counts).map(Merged::name).collect();
        let count = names.len();
        let named = |between: &str| names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(between);
        (count > 0).then(|| {
            let (more_zh, more_en) = if count > NAMED { (" 等", ", …") } else { ("", "") };
            Remark::on_file(
                "import.merged_downwards",
                format!("竖着合并的单元格有 {count} 处({}{more_zh}),合并的每一行都按同样的内容读。", named("、")),
                format!(
                    "{count} range(s) merged downwards ({}{more_en}): each of their rows is read with the same text.",
                    named(", ")
                ),
            )
        })
    }

    /// The rows below the header that say something, cells in the order of the columns.
    fn rows(&self, sheet: Sheet, columns: &'static [Column], name: &Option<Arc<str>>) -> Vec<Row> {
        let serials_from_1904 = sheet.serials_from_1904;
        let places: Arc<[Option<usize>]> = self.places.clone().into();
        let across: Vec<Merged> = sheet.merged.into_iter().filter(|region| self.is_across(region)).collect();
        let below = sheet.rows.into_iter().filter(|row| row.number > self.number && row.cells != self.cells);
        below
            .filter(|row| !is_footer(row))
            .map(|row| {
                let cell = |place: &Option<usize>| place.and_then(|at| row.cells.get(at)).cloned().unwrap_or_default();
                let cells: Vec<String> = self.places.iter().map(cell).collect();
                let at = row.number.saturating_sub(1);
                let merged = across.iter().find(|region| (region.first.0..=region.last.0).contains(&at));
                Row {
                    sheet: name.clone(),
                    number: row.number,
                    cells,
                    columns,
                    places: places.clone(),
                    merged_across: merged.map(Merged::name),
                    chosen: None,
                    within: None,
                    serials_from_1904,
                }
            })
            .filter(|row| row.cells.iter().any(|cell| !cell.is_empty()))
            .collect()
    }
}

/// Totals and signatures below a table: they begin with such a word and fill few cells.
fn is_footer(row: &RawRow) -> bool {
    const WORDS: [&str; 9] = ["合计", "总计", "小计", "填表", "制表", "审核", "备注:", "说明:", "注:"];
    let mut filled = row.cells.iter().filter(|cell| !cell.is_empty());
    let first = filled.next().map(|cell| word(cell)).unwrap_or_default();
    filled.count() < 4 && WORDS.iter().any(|footer| first.starts_with(footer))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column { key: "village", heads: &["村", "行政村", "village"], required: true },
        Column { key: "name", heads: &["姓名", "name"], required: true },
        Column { key: "role", heads: &["角色", "职务", "role"], required: true },
        Column { key: "from", heads: &["起始日期", "from"], required: false },
    ];

    fn sheet(name: Option<&str>, rows: &[&[&str]]) -> Sheet {
        let rows = rows
            .iter()
            .zip(1..)
            .map(|(cells, number)| RawRow { number, cells: cells.iter().map(|c| (*c).into()).collect() });
        Sheet { name: name.map(str::to_owned), rows: rows.collect(), merged: Vec::new(), serials_from_1904: false }
    }

    fn codes(remarks: &[Remark]) -> Vec<&'static str> {
        remarks.iter().map(|remark| remark.violation.code).collect()
    }

    #[test]
    fn titles_above_and_totals_below_are_no_rows() {
        let table = under_heads(
            vec![sheet(
                None,
                &[
                    &["平利县驻村干部花名册"],
                    &["单位(盖章):", "", "2017年9月"],
                    &["序号", "村 ", "姓\u{3000}名", "职务", "起始日期\n\u{ff08}年月日\u{ff09}", "手机号码", "备注"],
                    &["1", "马鞍桥", "陈玉华", "队员", "2017-01-01", "13800000000", ""],
                    &["", "", "", "", "", "", "空行"],
                    &["序号", "村 ", "姓\u{3000}名", "职务", "起始日期\n\u{ff08}年月日\u{ff09}", "手机号码", "备注"],
                    &["2", "药妇沟", "刘明", "队员", "", "", ""],
                    &["合计", "2 人"],
                    &["填表人:", "", "", "审核人:"],
                ],
            )],
            COLUMNS,
            None,
        )
        .unwrap();
        let rows: Vec<_> = table.rows.iter().map(|row| (row.number(), row.text("name"), row.text("from"))).collect();
        assert_eq!(rows, [(4, "陈玉华", "2017-01-01"), (7, "刘明", "")]);
        assert_eq!(codes(&table.notes), ["import.columns_never_kept", "import.columns_unused"]);
        assert!(table.rows.iter().all(|row| row.cells.iter().all(|cell| !cell.contains("138"))));
        assert!(table.has("from") && table.has("village"));
    }

    #[test]
    fn the_more_telling_head_wins() {
        let rows: &[&[&str]] = &[&["村", "姓名", "职务", "角色"], &["马鞍桥", "陈玉华", "副主任科员", "第一书记"]];
        let table = under_heads(vec![sheet(None, rows)], COLUMNS, None).unwrap();
        assert_eq!(table.rows[0].text("role"), "第一书记");
    }

    #[test]
    fn missing_and_doubled_columns_are_named() {
        let faults =
            under_heads(vec![sheet(None, &[&["村", "姓名", "姓 名", "起始日期"]])], COLUMNS, None).unwrap_err();
        assert_eq!(codes(&faults), ["import.column_missing", "import.column_twice"]);
        assert!(faults[0].violation.zh.contains("角色"));
        let faults = under_heads(vec![sheet(None, &[&["甲", "乙"], &["1", "2"]])], COLUMNS, None).unwrap_err();
        assert_eq!(codes(&faults), ["import.no_header"]);
        assert_eq!(codes(&under_heads(vec![sheet(None, &[])], COLUMNS, None).unwrap_err()), ["import.no_header"]);
    }

    #[test]
    fn every_sheet_with_the_heads_counts_and_others_are_told() {
        let heads: &[&str] = &["village", "Name", "ROLE"];
        let sheets = || {
            vec![
                sheet(Some("兴隆镇"), &[heads, &["马鞍桥", "陈玉华", "队员"]]),
                sheet(Some("说明"), &[&["先填姓名"]]),
                sheet(Some("西河镇"), &[heads, &["磨沟", "刘明", "队员"]]),
            ]
        };
        let table = under_heads(sheets(), COLUMNS, None).unwrap();
        let remark = table.rows[1].remark(cunji_domain::violation::Violation::new("x", "", ""));
        assert_eq!((remark.sheet.as_deref(), remark.row), (Some("西河镇"), Some(2)));
        assert_eq!(codes(&table.notes), ["import.sheet_left_out"]);
    }
}
