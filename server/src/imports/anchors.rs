//! `anchors`: the places by which nights in a village can be told, several a village.

use chrono::NaiveDate;
use cunji_domain::division::{DivisionCode, Divisions};
use cunji_domain::place::MeasuredPlace;
use cunji_domain::violation::Violation;

use super::mapping::{Reading, RowPlace, chosen};
use super::name::half_width;
use super::remark::{Found, ImportFaults, Remark};
use super::table::{Column, Row, Table};

pub(super) const COLUMNS: &[Column] = &[
    Column { key: "county", heads: &["县区", "县(区)", "县", "区县", "县市区", "county"], required: true },
    Column {
        key: "town", heads: &["镇", "乡镇", "镇办", "镇(办)", "乡镇(街道)", "乡镇街道", "town"], required: true
    },
    Column {
        key: "village", heads: &["村", "村(社区)", "行政村", "村社区", "村名", "village"], required: true
    },
    Column { key: "name", heads: &["定位点", "定位点名称", "名称", "地点", "name"], required: true },
    Column { key: "lat", heads: &["纬度", "北纬", "lat", "latitude"], required: true },
    Column { key: "lon", heads: &["经度", "东经", "lon", "lng", "longitude"], required: true },
    Column { key: "radius", heads: &["半径", "范围", "半径米", "radius"], required: true },
    Column { key: "from", heads: &["启用日期", "起始日期", "从哪天起", "from"], required: true },
    Column { key: "to", heads: &["停用日期", "结束日期", "到哪天", "to"], required: false },
];

/// A village's anchor as a list has it; degrees are WGS 84.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchorRow {
    /// The village.
    pub village: DivisionCode,
    /// What it is called; one name stands for one anchor of a village.
    pub name: String,
    /// Where it is.
    pub place: MeasuredPlace,
    /// Within so many metres of it one is at it.
    pub radius: i64,
    /// The first day on which it holds, Asia/Shanghai.
    pub from_day: NaiveDate,
    /// The last one; none while it is open.
    pub to_day: Option<NaiveDate>,
    /// The row that tells of it.
    pub row: RowPlace,
}

/// The anchors of a file, checked whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchors {
    /// The anchors, by village and name.
    pub rows: Vec<AnchorRow>,
    /// What was left out or is worth a look.
    pub notes: Vec<Remark>,
}

/// What can be read of anchors (CSV or xlsx), with every fault of the file beside the divisions: whoever knows their rules tells of those
/// beside.
///
/// # Errors
/// Nothing of it can be read.
pub fn read_anchors(
    bytes: &[u8],
    file_name: &str,
    divisions: &Divisions,
    reading: &Reading,
) -> Result<(Anchors, Vec<Remark>), ImportFaults> {
    let table = Table::read(bytes, file_name, COLUMNS, reading)?;
    let (mut rows, mut faults) = (Vec::<AnchorRow>::new(), Vec::new());
    if table.rows.is_empty() {
        faults.push(Remark::on_file("import.no_rows", "表头下面没有内容。", "There is nothing below the header."));
    }
    for row in &table.rows {
        let read = match read(row, divisions) {
            Ok(read) => read,
            Err(found) => {
                faults.extend(found.into_iter().map(|found| row.remark(found)));
                continue;
            }
        };
        if let Some(first) = rows.iter().find(|known| known.village == read.village && known.name == read.name) {
            let (name, first) = (&read.name, first.row.1);
            let twice = Violation::new(
                "anchor.twice",
                format!("这个村的「{name}」在第 {first} 行已经有了。"),
                format!("The village's {name:?} is already in row {first}."),
            );
            faults.push(row.remark(Found::at("name", twice)));
        }
        rows.push(read);
    }
    rows.sort_by(|a, b| (&a.village, &a.name).cmp(&(&b.village, &b.name)));
    faults.sort_by(|a, b| (&a.sheet, a.row).cmp(&(&b.sheet, b.row)));
    Ok((Anchors { rows, notes: table.notes }, faults))
}

fn read(row: &Row, divisions: &Divisions) -> Result<AnchorRow, Vec<Found>> {
    if let Some(found) = row.unfit() {
        return Err(vec![found]);
    }
    let mut found = Vec::new();
    let village = divisions.village(row.text("county"), row.text("town"), row.text("village"));
    let village = chosen(village.map(|village| village.code.clone()), row, divisions);
    let village = village.map_err(|fault| found.push(fault)).ok();
    let name: String = row.text("name").trim().to_owned();
    if name.is_empty() {
        let missing = Violation::new("anchor.name_missing", "还差:定位点叫什么。", "Still missing: the anchor's name.");
        found.push(Found::at("name", missing));
    }
    let lat = degrees(row, "lat", 90).map_err(|fault| found.push(fault)).ok();
    let lon = degrees(row, "lon", 180).map_err(|fault| found.push(fault)).ok();
    let radius = metres(row).map_err(|fault| found.push(fault)).ok();
    let from_day = row.day("from").map_err(|violation| found.push(Found::at("from", violation))).ok();
    let to_day = match row.text("to") {
        "" => Some(None),
        _ => row.day("to").map(Some).map_err(|violation| found.push(Found::at("to", violation))).ok(),
    };
    match (village, lat.zip(lon), radius, from_day.zip(to_day)) {
        (Some(village), Some((lat, lon)), Some(radius), Some((from_day, to_day))) if found.is_empty() => {
            let place = MeasuredPlace { lat, lon, accuracy: None };
            Ok(AnchorRow { village, name, place, radius, from_day, to_day, row: row.place() })
        }
        _ => Err(found),
    }
}

/// Degrees with a decimal point, as millionths: 32.6849, 32.6849°, N32.6849.
fn degrees(row: &Row, key: &'static str, most: u32) -> Result<i64, Found> {
    let plain: String = row.text(key).chars().map(half_width).collect();
    let text =
        plain.trim().trim_start_matches(['N', 'E', '北', '东', '纬', '经']).trim_end_matches(['°', '度', 'N', 'E']);
    let read = text.trim().parse::<f64>().ok().filter(|degrees| degrees.abs() <= f64::from(most));
    let millionths = read.map(|degrees| (degrees * 1e6).round());
    #[allow(clippy::cast_possible_truncation)] // at most 180 million
    millionths.map(|millionths| millionths as i64).ok_or_else(|| {
        let no_degrees = Violation::new(
            "anchor.degrees",
            format!("「{}」不是经纬度,请写成 32.684900 这样的度数(WGS 84)。", row.text(key)),
            format!("{:?} is no latitude or longitude; please write degrees like 32.684900 (WGS 84).", row.text(key)),
        );
        Found::at(key, no_degrees)
    })
}

fn metres(row: &Row) -> Result<i64, Found> {
    let plain: String = row.text("radius").chars().map(half_width).collect();
    let text = plain.trim().trim_end_matches(['米', 'm']);
    text.trim().parse().map_err(|_| {
        let no_metres = Violation::new(
            "anchor.radius",
            format!("半径「{}」不是米数。", row.text("radius")),
            format!("The radius {:?} is no number of metres.", row.text("radius")),
        );
        Found::at("radius", no_metres)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::parse_divisions;

    fn parse(rows: &str) -> (Anchors, Vec<Remark>) {
        let ankang = include_bytes!("../../../fixtures/ankang-divisions.csv");
        let divisions = parse_divisions(ankang, "ankang-divisions.csv").unwrap();
        let file = format!("县区,镇,村,名称,纬度,经度,半径,启用日期\n{rows}");
        read_anchors(file.as_bytes(), "anchors.csv", &divisions, &Reading::default()).unwrap()
    }

    #[test]
    fn degrees_become_millionths() {
        let (anchors, faults) = parse("平利县,兴隆镇,马鞍桥村,村部,32.6849,109.02930,3000米,2017-03-01\n");
        assert!(faults.is_empty());
        let [anchor] = anchors.rows.as_slice() else { panic!("{anchors:?}") };
        assert_eq!((anchor.place.lat, anchor.place.lon, anchor.radius), (32_684_900, 109_029_300, 3_000));
        assert_eq!((anchor.village.as_str(), anchor.name.as_str(), anchor.row.1), ("610926101205", "村部", 2));
    }

    #[test]
    fn what_is_no_place_is_named_with_its_cell() {
        let (readable, faults) = parse(
            "平利县,兴隆镇,马鞍桥村,村部,32度,109,3000,2017-03-01\n\
             平利县,兴隆镇,马鞍桥村,,232.1,109,约三里,昨天\n\
             平利县,兴隆镇,马鞍桥村,三组,32,109,3000,2017-03-01\n\
             平利县,兴隆镇,马鞍桥村,三组,32,109,3000,2017-03-01\n",
        );
        let rows: Vec<_> = readable.rows.iter().map(|row| row.row.1).collect();
        assert_eq!(rows, [4, 5, 2], "by name; what can be read is given beside");
        let cells: Vec<_> = faults.iter().map(|fault| (fault.cell().unwrap(), fault.violation.code)).collect();
        assert_eq!(
            cells,
            [
                ("D3", "anchor.name_missing"),
                ("E3", "anchor.degrees"),
                ("G3", "anchor.radius"),
                ("H3", "import.date"),
                ("D5", "anchor.twice")
            ]
        );
    }
}
