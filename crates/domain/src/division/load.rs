//! From the rows of a list to a checked catalogue: every fault with its row, or all of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Division, DivisionCode, Divisions, FormerName, Level, Successor};
use crate::violation::Violation;

/// One row of a list of divisions, as read. An empty `level`, `parent` or `successor` says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DivisionRow {
    /// The row's number in the file, from 1.
    pub row: u32,
    /// The official code.
    pub code: String,
    /// The name.
    pub name: String,
    /// The level, as a word; checked against the code's length.
    pub level: String,
    /// The parent's code; checked against the code's prefix.
    pub parent: String,
    /// The code that took this one's place. The same code means: this row tells a former name.
    pub successor: String,
    /// The first day of the successor (or of the newer name).
    pub since: Option<NaiveDate>,
}

/// What is wrong with one row of a list of divisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DivisionFault {
    /// The row's number in the file, from 1.
    pub row: u32,
    /// What is wrong with it.
    pub violation: Violation,
}

impl Divisions {
    /// Checks the rows of a list and makes the catalogue: codes of 2, 4, 6, 9 or 12 digits, none twice, each with its
    /// level, its parent in the list by prefix, and a successor that is there, of the same level, dated, and in no
    /// circle.
    ///
    /// # Errors
    /// Every faulty row, in order of rows.
    pub fn from_rows(rows: impl IntoIterator<Item = DivisionRow>) -> Result<Self, Vec<DivisionFault>> {
        let mut load = Load::default();
        for row in rows {
            load.add(&row);
        }
        load.check_former_names();
        load.check_parents();
        load.check_successors();
        load.finish()
    }
}

#[derive(Default)]
struct Load {
    faults: Vec<DivisionFault>,
    by_code: BTreeMap<DivisionCode, (u32, Division)>,
    former: Vec<(u32, DivisionCode, FormerName)>,
}

impl Load {
    fn fault(&mut self, row: u32, code: &'static str, zh: String, en: String) {
        self.faults.push(DivisionFault { row, violation: Violation::new(code, zh, en) });
    }

    fn add(&mut self, row: &DivisionRow) {
        let name = row.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            self.fault(
                row.row,
                "division.name",
                format!("名称要有 1 到 {LONGEST_NAME} 个字。"),
                format!("A name needs 1 to {LONGEST_NAME} characters."),
            );
        }
        let Ok(code) = row.code.trim().parse::<DivisionCode>() else {
            self.fault(
                row.row,
                "division.code",
                format!("「{}」不是区划代码,应为 2、4、6、9 或 12 位数字。", row.code),
                format!("{:?} is no division code: 2, 4, 6, 9 or 12 digits.", row.code),
            );
            return;
        };
        self.check_stated(row, &code);
        match self.successor_of(row, &code) {
            Some(successor) if successor.code == code => {
                self.former.push((row.row, code, FormerName { until: successor.since, name }));
            }
            successor => self.keep(row.row, Division { code, name, former_names: Vec::new(), successor }),
        }
    }

    fn keep(&mut self, row: u32, division: Division) {
        if let Some((first, _)) = self.by_code.get(&division.code) {
            let first = *first;
            self.fault(
                row,
                "division.twice",
                format!("代码 {} 在第 {first} 行已经有了。", division.code),
                format!("The code {} is already in row {first}.", division.code),
            );
            return;
        }
        self.by_code.insert(division.code.clone(), (row, division));
    }

    /// What the row says about itself beside the code must agree with the code.
    fn check_stated(&mut self, row: &DivisionRow, code: &DivisionCode) {
        let level = row.level.trim();
        if !level.is_empty() && Level::of_word(level) != Some(code.level()) {
            self.fault(
                row.row,
                "division.level",
                format!("代码 {code} 有 {} 位,是{},表里写的是「{level}」。", code.level().digits(), code.level().zh()),
                format!("The code {code} is that of a {}, but the row says {level:?}.", code.level().name()),
            );
        }
        let parent = row.parent.trim();
        if !parent.is_empty() && code.parent().as_ref().map(DivisionCode::as_str) != Some(parent) {
            self.fault(
                row.row,
                "division.parent",
                format!("上级代码「{parent}」不是 {code} 的前几位。"),
                format!("The parent {parent:?} is not the prefix of {code}."),
            );
        }
    }

    fn successor_of(&mut self, row: &DivisionRow, code: &DivisionCode) -> Option<Successor> {
        let text = row.successor.trim();
        match (text.is_empty(), row.since) {
            (true, None) => None,
            (false, Some(since)) => match text.parse::<DivisionCode>() {
                Ok(successor) if successor.level() == code.level() => Some(Successor { code: successor, since }),
                _ => {
                    self.fault(
                        row.row,
                        "division.successor",
                        format!("「{text}」不能接替 {code}:不是同一级的区划代码。"),
                        format!("{text:?} can't take the place of {code}: it is no code of the same level."),
                    );
                    None
                }
            },
            (no_successor, _) => {
                let (zh, en) = if no_successor {
                    ("接替的代码", "the successor's code")
                } else {
                    ("从哪天起", "the day")
                };
                self.fault(
                    row.row,
                    "division.successor_incomplete",
                    format!("撤并要写明接替的代码和从哪天起,还差:{zh}。"),
                    format!("A merged division names its successor and since when; still missing: {en}."),
                );
                None
            }
        }
    }

    fn check_former_names(&mut self) {
        for (row, code, former) in std::mem::take(&mut self.former) {
            match self.by_code.get_mut(&code) {
                Some((_, division)) if division.former_names.iter().all(|known| known.until != former.until) => {
                    division.former_names.push(former);
                    division.former_names.sort();
                }
                Some(_) => self.fault(
                    row,
                    "division.twice",
                    format!("{code} 到 {} 为止的旧名写了两次。", former.until),
                    format!("The former name of {code} until {} is given twice.", former.until),
                ),
                None => self.fault(
                    row,
                    "division.successor",
                    format!("这行是 {code} 的旧名,表里没有它现在的名称。"),
                    format!("This row is a former name of {code}, but the list has no present one."),
                ),
            }
        }
    }

    fn check_parents(&mut self) {
        let orphans: Vec<_> = self
            .by_code
            .values()
            .filter_map(|(row, division)| Some((*row, division.code.clone(), division.code.parent()?)))
            .filter(|(_, _, parent)| !self.by_code.contains_key(parent))
            .collect();
        for (row, code, parent) in orphans {
            self.fault(
                row,
                "division.no_parent",
                format!("{code} 的上级 {parent} 不在表里。"),
                format!("The list lacks {parent}, in which {code} lies."),
            );
        }
    }

    fn check_successors(&mut self) {
        let mut faults = Vec::new();
        for (row, division) in self.by_code.values() {
            let Some(successor) = &division.successor else { continue };
            let code = &division.code;
            if !self.by_code.contains_key(&successor.code) {
                faults.push((
                    *row,
                    "division.successor",
                    format!("接替 {code} 的 {} 不在表里。", successor.code),
                    format!("The list lacks {}, the successor of {code}.", successor.code),
                ));
            } else if self.in_circle(code) {
                faults.push((
                    *row,
                    "division.successor_circle",
                    format!("{code} 的接替绕了一圈又回到自己。"),
                    format!("The successors of {code} lead in a circle."),
                ));
            }
        }
        for (row, code, zh, en) in faults {
            self.fault(row, code, zh, en);
        }
    }

    fn in_circle(&self, start: &DivisionCode) -> bool {
        let next = |code: &DivisionCode| Some(self.by_code.get(code)?.1.successor.as_ref()?.code.clone());
        let chain = std::iter::successors(next(start), next);
        // A chain longer than the list has met a code twice.
        chain.take(self.by_code.len() + 1).count() > self.by_code.len()
    }

    fn finish(mut self) -> Result<Divisions, Vec<DivisionFault>> {
        if self.faults.is_empty() {
            return Ok(Divisions::of_checked(self.by_code.into_iter().map(|(code, (_, d))| (code, d)).collect()));
        }
        self.faults.sort_by_key(|fault| fault.row);
        Err(self.faults)
    }
}

/// The longest name of a division, in characters.
const LONGEST_NAME: usize = 60;

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    pub fn code(text: &str) -> DivisionCode {
        text.parse().unwrap()
    }

    pub fn row(row: u32, code: &str, name: &str) -> DivisionRow {
        DivisionRow { row, code: code.into(), name: name.into(), ..DivisionRow::default() }
    }

    impl DivisionRow {
        pub(crate) fn merged(mut self, into: &str, since: &str) -> Self {
            self.successor = into.into();
            self.since = Some(day(since));
            self
        }
    }

    pub fn catalogue(rows: Vec<DivisionRow>) -> Result<Divisions, Vec<DivisionFault>> {
        Divisions::from_rows(rows)
    }

    /// The real list of the city.
    pub fn ankang() -> Divisions {
        let file = include_str!("../../../../fixtures/ankang-divisions.csv");
        let rows = file.lines().enumerate().skip(1).map(|(at, line)| {
            let [code, name, level, parent] = line.split(',').collect::<Vec<_>>().try_into().unwrap();
            DivisionRow {
                row: at as u32 + 1,
                code: code.into(),
                name: name.into(),
                level: level.into(),
                parent: parent.into(),
                ..DivisionRow::default()
            }
        });
        Divisions::from_rows(rows).unwrap()
    }

    fn faults(rows: Vec<DivisionRow>) -> Vec<(u32, &'static str)> {
        catalogue(rows).unwrap_err().into_iter().map(|fault| (fault.row, fault.violation.code)).collect()
    }

    #[test]
    fn every_faulty_row_is_named_at_once() {
        let mut wrong_level = row(5, "610926", "平利县");
        wrong_level.level = "town".into();
        let mut wrong_parent = row(6, "610927", "镇坪县");
        wrong_parent.parent = "6108".into();
        let rows = vec![
            row(2, "61", "陕西省"),
            row(3, "6109", "安康市"),
            row(4, "61092", "不是代码"),
            wrong_level,
            wrong_parent,
            row(7, "610926101205", "没有镇的村"),
            row(8, "6109", "安康市"),
            row(9, "610928", " "),
            row(10, "６１０９２９", "全角数字"),
        ];
        assert_eq!(
            faults(rows),
            [
                (4, "division.code"),
                (5, "division.level"),
                (6, "division.parent"),
                (7, "division.no_parent"),
                (8, "division.twice"),
                (9, "division.name"),
                (10, "division.code"),
            ]
        );
    }

    #[test]
    fn a_successor_is_there_of_one_level_dated_and_in_no_circle() {
        let mut undated = row(6, "610924", "紫阳县");
        undated.successor = "610981".into();
        let mut nameless = row(7, "610925", "岚皋县");
        nameless.since = Some(day("2021-01-01"));
        let rows = vec![
            row(1, "61", "陕西省"),
            row(2, "6109", "安康市"),
            row(3, "610981", "旬阳市"),
            row(4, "610928", "旬阳县").merged("610981", "2021-02-01"),
            row(5, "610923", "宁陕县").merged("6109", "2021-01-01"),
            undated,
            nameless,
            row(8, "610926", "甲县").merged("610927", "2021-01-01"),
            row(9, "610927", "乙县").merged("610926", "2021-01-01"),
            row(10, "610921", "丙县").merged("610999", "2021-01-01"),
            row(11, "610922", "旧名").merged("610922", "2021-01-01"),
        ];
        assert_eq!(
            faults(rows),
            [
                (5, "division.successor"),
                (6, "division.successor_incomplete"),
                (7, "division.successor_incomplete"),
                (8, "division.successor_circle"),
                (9, "division.successor_circle"),
                (10, "division.successor"),
                (11, "division.successor"),
            ]
        );
    }

    #[test]
    fn the_order_of_rows_does_not_matter() {
        let rows = || ["610926101205", "610926101", "61", "610926", "6109"].map(|c| row(1, c, "某地")).to_vec();
        let mut reversed = rows();
        reversed.reverse();
        assert_eq!(catalogue(rows()).unwrap(), catalogue(reversed).unwrap());
    }
}
