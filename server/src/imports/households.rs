//! `import households`: the registered households of villages, one row a household or one row a member.
//!
//! A household is known by its village and its number. Its members are those beside the head. Rows of one household are
//! put together where the file has a row for each member (columns 与户主关系 or 姓名).

use std::collections::BTreeMap;

use cunji_domain::division::{DivisionCode, Divisions, group_name};
use cunji_domain::household::HouseholdMember;
use cunji_domain::violation::Violation;

use super::id_number::IdNumber;
use super::mapping::{Reading, RowPlace, chosen};
use super::name::{half_width, person_name};
use super::remark::{Found, ImportFaults, Remark};
use super::table::{Column, ID_NUMBER, Row, Table};

/// What every list of households may have.
pub(super) const COLUMNS: &[Column] = COLUMNS_WITH_IDS.split_at(COLUMNS_WITH_IDS.len() - 1).0;

/// The same with the column of ID-card numbers at its end, for who has a key to keep something of them.
pub(super) const COLUMNS_WITH_IDS: &[Column] = &[
    Column { key: "county", heads: &["县区", "县(区)", "县", "区县", "县市区", "county"], required: true },
    Column {
        key: "town",
        heads: &["镇", "乡镇", "镇办", "镇(办)", "乡镇(街道)", "乡镇街道", "镇(街道)", "town"],
        required: true,
    },
    Column {
        key: "village", heads: &["村", "村(社区)", "行政村", "村社区", "村名", "village"], required: true
    },
    Column {
        key: "number",
        heads: &["户编号", "户号", "贫困户编号", "户编码", "编号", "number", "household"],
        required: true,
    },
    Column { key: "head", heads: &["户主", "户主姓名", "head"], required: false },
    Column {
        key: "group",
        heads: &["组", "村民小组", "组别", "小组", "所在组", "自然村(组)", "group"],
        required: false,
    },
    Column {
        key: "persons", heads: &["人口", "家庭人口", "人口数", "家庭人口数", "人数", "persons"], required: false
    },
    Column { key: "members", heads: &["成员", "家庭成员", "其他成员", "members"], required: false },
    Column {
        key: "member", heads: &["姓名", "成员姓名", "家庭成员姓名", "member", "name"], required: false
    },
    Column { key: "relation", heads: &["与户主关系", "关系", "relation"], required: false },
    Column { key: "address", heads: &["住址", "家庭住址", "地址", "详细地址", "address"], required: false },
    Column {
        key: ID_NUMBER,
        heads: &["身份证号", "身份证号码", "公民身份号码", "证件号码", "idnumber"],
        required: false,
    },
];

/// A registered household (建档立卡户) of a village's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdRow {
    /// The village.
    pub village: DivisionCode,
    /// The number, unique in the village, e.g. `h031`.
    pub number: String,
    /// The head's name.
    pub head: String,
    /// The village's group, in its usual name (三组).
    pub group: Option<String>,
    /// How many belong to it, where the file says it.
    pub persons: Option<u16>,
    /// Its members beside the head, in the order of the file.
    pub members: Vec<HouseholdMember>,
    /// Where it lives.
    pub address: Option<String>,
    /// What is kept of its people's ID-card numbers.
    pub ids: Vec<IdNumber>,
    /// The first row that tells of it.
    pub place: RowPlace,
}

/// The households of a file, checked whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Households {
    /// The households, by village and number.
    pub rows: Vec<HouseholdRow>,
    /// What was left out; nothing of it keeps the households from being applied.
    pub notes: Vec<Remark>,
}

/// Reads households (CSV or xlsx) and checks them whole against the divisions. ID-card, bank-card and telephone numbers
/// are never kept: their columns are left out, and such a number elsewhere refuses its row.
///
/// # Errors
/// Every faulty row of the file; nothing of it is given then.
pub fn parse_households(bytes: &[u8], file_name: &str, divisions: &Divisions) -> Result<Households, ImportFaults> {
    parse_households_reading(bytes, file_name, divisions, &Reading::default())
}

/// As [`parse_households`], by what the office says of its file.
///
/// # Errors
/// As [`parse_households`].
pub fn parse_households_reading(
    bytes: &[u8],
    file_name: &str,
    divisions: &Divisions,
    reading: &Reading,
) -> Result<Households, ImportFaults> {
    let columns = if reading.id_key.is_some() { COLUMNS_WITH_IDS } else { COLUMNS };
    let table = Table::read(bytes, file_name, columns, reading)?;
    let row_a_member = table.has("member") || table.has("relation");
    let mut faults = Vec::new();
    let heads_known = table.has("head") || (table.has("member") && table.has("relation"));
    if !heads_known {
        faults.push(Remark::on_file("import.column_missing", "表头还差:户主。", "The header lacks: 户主 (head)."));
    } else if table.rows.is_empty() {
        faults.push(Remark::on_file("import.no_rows", "表头下面没有内容。", "There is nothing below the header."));
    }
    let mut households: BTreeMap<(DivisionCode, String), Gathered<'_>> = BTreeMap::new();
    let mut faulty: BTreeMap<(DivisionCode, String), u32> = BTreeMap::new();
    for row in &table.rows {
        let told = match read(row, divisions, reading) {
            Ok(told) => told,
            Err(found) => {
                faults.extend(found.into_iter().map(|found| row.remark(found)));
                // That its number stands there twice is told along with whatever else is wrong with it.
                if let Some(key) = key(row, divisions).filter(|_| !row_a_member) {
                    let before = households.get(&key).map(|gathered| gathered.first.number());
                    match before.or_else(|| faulty.get(&key).copied()) {
                        Some(first) => faults.push(row.remark(twice(&key.1, first))),
                        None => drop(faulty.insert(key, row.number())),
                    }
                }
                continue;
            }
        };
        let key = (told.village.clone(), told.number.clone());
        match households.get_mut(&key) {
            None => {
                faults.extend(faulty.get(&key).map(|first| row.remark(twice(&key.1, *first))));
                households.insert(key, Gathered { first: row, household: told });
            }
            Some(gathered) => {
                let broken = gathered.join(told, row_a_member);
                faults.extend(broken.map(|violation| row.remark(violation)));
            }
        }
    }
    for gathered in households.values().filter(|gathered| gathered.household.head.is_empty()) {
        let no_head = Violation::new("household.no_head", "这户没有户主。", "The household has no head.");
        faults.push(gathered.first.remark(Found::at("head", no_head)));
    }
    if faults.is_empty() {
        let rows: Vec<_> = households.into_values().map(|gathered| gathered.household).collect();
        let mut notes = table.notes;
        notes.extend(same_ids(&rows));
        return Ok(Households { rows, notes });
    }
    faults.sort_by(|a, b| (&a.sheet, a.row).cmp(&(&b.sheet, b.row)));
    Err(ImportFaults { file: file_name.to_owned(), faults })
}

/// Which household a row tells of, as far as it says so.
fn key(row: &Row, divisions: &Divisions) -> Option<(DivisionCode, String)> {
    let mut unclear = Vec::new();
    let village = divisions.village(row.text("county"), row.text("town"), row.text("village"));
    let village = chosen(village.map(|village| village.code.clone()), row, divisions).ok()?;
    let number = read_number(row, &mut unclear);
    unclear.is_empty().then_some((village, number))
}

fn twice(number: &str, first: u32) -> Violation {
    Violation::new(
        "household.twice",
        format!("户编号「{number}」在第 {first} 行已经有了。"),
        format!("The household number {number:?} is already in row {first}."),
    )
}

/// Tells of ID-card numbers that stand for several people of the file.
fn same_ids(rows: &[HouseholdRow]) -> Vec<Remark> {
    let mut known: BTreeMap<[u8; 32], (&HouseholdRow, &IdNumber)> = BTreeMap::new();
    let mut notes = Vec::new();
    for (row, id) in rows.iter().flat_map(|row| row.ids.iter().map(move |id| (row, id))) {
        let Some((first, of)) = known.insert(id.hash, (row, id)) else { continue };
        if (&first.village, &first.number, &of.of) != (&row.village, &row.number, &id.of) {
            let (number, name, tail) = (&first.number, &of.of, &id.last_four);
            notes.push(Remark::of_row(
                &row.place,
                "household.id_twice",
                format!("{} {}的身份证号(尾号 {tail})和 {number} {name}的一样,请核对是不是一个人。", row.number, id.of),
                format!("The ID-card number of {} {} (…{tail}) is that of {number} {name}, too; please check whether it is one person.", row.number, id.of),
            ));
        }
    }
    notes
}

/// A household as its rows so far tell it.
struct Gathered<'a> {
    first: &'a Row,
    household: HouseholdRow,
}

impl Gathered<'_> {
    /// Takes in one more row of the household; a fault if it is a second household of the number.
    fn join(&mut self, told: HouseholdRow, row_a_member: bool) -> Option<Violation> {
        let first = self.first.number();
        let household = &mut self.household;
        if !row_a_member {
            return Some(twice(&told.number, first));
        }
        let differ = |zh: &str, en: &str| {
            Some(Violation::new(
                "household.rows_differ",
                format!("这户的{zh}和第 {first} 行写的不一样。"),
                format!("The household's {en} differs from that in row {first}."),
            ))
        };
        if !told.head.is_empty() && !household.head.is_empty() && told.head != household.head {
            return differ("户主", "head");
        }
        if told.group.is_some() && household.group.is_some() && told.group != household.group {
            return differ("组", "group");
        }
        if told.persons.is_some() && household.persons.is_some() && told.persons != household.persons {
            return differ("人口", "number of persons");
        }
        if told.address.is_some() && household.address.is_some() && told.address != household.address {
            return differ("住址", "address");
        }
        if household.head.is_empty() {
            household.head = told.head;
        }
        household.group = household.group.take().or(told.group);
        household.persons = household.persons.or(told.persons);
        household.address = household.address.take().or(told.address);
        household.members.extend(told.members);
        household.ids.extend(told.ids);
        None
    }
}

fn read(row: &Row, divisions: &Divisions, reading: &Reading) -> Result<HouseholdRow, Vec<Found>> {
    if let Some(violation) = row.unfit() {
        return Err(vec![violation]);
    }
    let mut violations = Vec::new();
    let village = divisions.village(row.text("county"), row.text("town"), row.text("village"));
    let village = chosen(village.map(|village| village.code.clone()), row, divisions)
        .map_err(|fault| violations.push(fault))
        .ok();
    let number = read_number(row, &mut violations);
    let persons = read_persons(row, &mut violations);
    let mut head = person_name(row.text("head"));
    let mut members = read_members(row.text("members"));
    let own = person_name(row.text("member"));
    let relation = row.text("relation");
    let whose = if own.is_empty() { head.clone() } else { own.clone() };
    let written = row.text(ID_NUMBER);
    let id = reading.id_key.as_ref().filter(|_| !written.is_empty()).map(|key| key.kept(&whose, written));
    let ids = match id.transpose() {
        Ok(id) => id.into_iter().collect(),
        Err(violation) => {
            violations.push(Found::at(ID_NUMBER, violation));
            Vec::new()
        }
    };
    if matches!(relation, "户主" | "本人" | "本人或户主") {
        if head.is_empty() {
            head = own;
        }
    } else if !own.is_empty() && own != head {
        let relation = Some(relation.to_owned()).filter(|relation| !relation.is_empty());
        members.push(member(own, relation));
    }
    for name in std::iter::once(&head).chain(members.iter().map(|member| &member.name)) {
        if name.chars().count() > LONGEST_NAME || name.chars().any(|c| c.is_ascii_digit() || c.is_control()) {
            let key = if *name == head { "head" } else { "members" };
            let no_name = Violation::new(
                "household.name",
                format!("「{name}」不像人名。"),
                format!("{name:?} is no person's name."),
            );
            violations.push(Found::at(key, no_name));
        }
    }
    let said = |key: &str| Some(row.text(key).to_owned()).filter(|text| !text.is_empty());
    let group = said("group").map(|group| group_name(&group));
    let address = said("address");
    match village {
        Some(village) if violations.is_empty() => {
            Ok(HouseholdRow { village, number, head, group, persons, members, address, ids, place: row.place() })
        }
        _ => Err(violations),
    }
}

const LONGEST_NAME: usize = 30;
const LONGEST_NUMBER: usize = 32;
const MOST_PERSONS: u16 = 99;

fn read_number(row: &Row, violations: &mut Vec<Found>) -> String {
    let number: String = row.text("number").chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    let length = number.chars().count();
    if length == 0 {
        let missing =
            Violation::new("household.number_missing", "还差:户编号。", "Still missing: the household's number.");
        violations.push(Found::at("number", missing));
    } else if length > LONGEST_NUMBER || number.chars().any(char::is_control) {
        let too_long = Violation::new(
            "household.number",
            format!("户编号最多 {LONGEST_NUMBER} 个字。"),
            format!("A household's number has at most {LONGEST_NUMBER} characters."),
        );
        violations.push(Found::at("number", too_long));
    }
    number
}

fn read_persons(row: &Row, violations: &mut Vec<Found>) -> Option<u16> {
    let text: String = row.text("persons").chars().map(half_width).collect();
    let text = text.trim().trim_end_matches(['人', '口']);
    if text.is_empty() {
        return None;
    }
    let persons = text.parse().ok().filter(|persons| (1..=MOST_PERSONS).contains(persons));
    if persons.is_none() {
        let no_number = Violation::new(
            "household.persons",
            format!("人口「{text}」不是 1 到 {MOST_PERSONS} 的数。"),
            format!("The number of persons, {text:?}, is none from 1 to {MOST_PERSONS}."),
        );
        violations.push(Found::at("persons", no_number));
    }
    persons
}

fn member(name: String, relation: Option<String>) -> HouseholdMember {
    HouseholdMember { name, relation, birth_year: None, notes: None }
}

/// `王桂兰(妻)、王小军(长子)`: names with what they are to the head.
fn read_members(text: &str) -> Vec<HouseholdMember> {
    let plain: String = text.chars().map(half_width).collect();
    plain
        .split(['、', ',', ';', '/', '\n', '\u{ff64}'])
        .filter_map(|part| {
            let part = part.trim();
            let (name, relation) = match part.strip_suffix(')').and_then(|open| open.split_once('(')) {
                Some((name, relation)) => (name, Some(relation.trim().to_owned()).filter(|r| !r.is_empty())),
                None => (part, None),
            };
            let name = person_name(name);
            (!name.is_empty()).then(|| member(name, relation))
        })
        .collect()
}

#[cfg(test)]
mod tests;
