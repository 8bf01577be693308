//! `import roster`: who is sent where, one row a person and role.
//!
//! - A village is named by county, town and village. A row without a person tells of units only.
//! - **Ids.** Where the file has a column 编号/id, a cell of it is the person's id: two rows with one id are one person,
//!   and must have one name and one unit. Where a row has none, the id is derived: `p` and 12 letters of SHA-256 over where
//!   the person belongs (the unit for a unit's head or a lead unit's person, else the division's code) and the name.
//!   Role, term, order of rows and the rest of the file don't enter it, so a later roster gives the same person the same
//!   id. Two rows of one name in one place without ids can't be told apart and are refused.
//! - A village has one support unit: the column 包抓单位 says it, else the unit of its team.

mod assemble;
mod one;
mod person_id;
mod role_words;
mod row;

pub use one::{OnePerson, one_person};

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::Divisions;
use cunji_domain::organisation::{LeadUnit, Membership, Person, SupportUnit, Unit, VillageTeam, WorkGroup};
use cunji_domain::person::PersonId;

use super::mapping::{Reading, RowPlace};
use super::remark::{ImportFaults, Remark};
use super::table::{Column, Table};

pub(super) const COLUMNS: &[Column] = &[
    Column { key: "city", heads: &["市", "地市", "city"], required: false },
    Column {
        key: "county", heads: &["县区", "县(区)", "县", "区县", "县市区", "县区名称", "county"], required: true
    },
    Column {
        key: "town",
        heads: &["镇", "乡镇", "镇办", "镇(办)", "乡镇(街道)", "乡镇街道", "镇(街道)", "town"],
        required: true,
    },
    Column {
        key: "village",
        heads: &["村", "村(社区)", "行政村", "村社区", "村名", "驻村", "所驻村", "帮扶村", "包抓村", "village"],
        required: true,
    },
    Column { key: "id", heads: &["编号", "干部编号", "人员编号", "id", "cadre", "cadreid"], required: false },
    Column { key: "name", heads: &["姓名", "干部姓名", "驻村干部", "name"], required: true },
    Column {
        key: "unit", heads: &["单位", "工作单位", "派出单位", "选派单位", "所在单位", "unit"], required: false
    },
    Column { key: "lead", heads: &["牵头单位", "leadunit", "lead"], required: false },
    Column {
        key: "support", heads: &["包抓单位", "包联单位", "帮扶单位", "supportunit", "support"], required: false
    },
    Column { key: "role", heads: &["角色", "驻村职务", "职务/角色", "职务", "role"], required: true },
    Column {
        key: "from",
        heads: &["起始日期", "开始日期", "驻村起始日期", "到任日期", "起始时间", "from", "start"],
        required: true,
    },
    Column {
        key: "to",
        heads: &["结束日期", "截止日期", "驻村结束日期", "离任日期", "到期日期", "结束时间", "to", "end"],
        required: false,
    },
    Column {
        key: "cut_short",
        heads: &["提前结束原因", "不满一年原因", "召回或调令", "召回/调令", "cutshort", "reason"],
        required: false,
    },
];

/// A roster, checked whole. Everything is in order of code, name or id, so that one file gives one value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// Every unit that the file names.
    pub units: BTreeSet<Unit>,
    /// Which unit leads for which county.
    pub lead_units: BTreeSet<LeadUnit>,
    /// Which unit answers for which village.
    pub support_units: BTreeSet<SupportUnit>,
    /// Whether it says which units lead: one without such a column takes nobody's lead away.
    pub says_leads: bool,
    /// Each lead unit with the support units of its rows.
    pub work_groups: Vec<WorkGroup>,
    /// The team of each village that has one.
    pub teams: Vec<VillageTeam>,
    /// Everybody in the file, by id.
    pub people: BTreeMap<PersonId, Person>,
    /// Every role of everybody, the teams' included.
    pub memberships: BTreeSet<Membership>,
    /// The row that tells of each role.
    pub places: BTreeMap<Membership, RowPlace>,
    /// What was left out or is worth a look; nothing of it keeps the roster from being applied.
    pub notes: Vec<Remark>,
}

/// Reads a roster (CSV or xlsx) and checks it whole against the divisions.
///
/// # Errors
/// Every faulty row of the file; nothing of it is given then.
pub fn parse_roster(bytes: &[u8], file_name: &str, divisions: &Divisions) -> Result<Roster, ImportFaults> {
    parse_roster_reading(bytes, file_name, divisions, &Reading::default())
}

/// As [`parse_roster`], by what the office says of its file.
///
/// # Errors
/// As [`parse_roster`].
pub fn parse_roster_reading(
    bytes: &[u8],
    file_name: &str,
    divisions: &Divisions,
    reading: &Reading,
) -> Result<Roster, ImportFaults> {
    let (roster, faults) = read_roster(bytes, file_name, divisions, reading)?;
    if faults.is_empty() { Ok(roster) } else { Err(ImportFaults { file: file_name.to_owned(), faults }) }
}

/// What can be read of a roster, with every fault of it: whoever knows more of its people tells of theirs beside.
///
/// # Errors
/// Nothing of it can be read.
pub fn read_roster(
    bytes: &[u8],
    file_name: &str,
    divisions: &Divisions,
    reading: &Reading,
) -> Result<(Roster, Vec<Remark>), ImportFaults> {
    let table = Table::read(bytes, file_name, COLUMNS, reading)?;
    let mut faults = Vec::new();
    let mut rows = Vec::new();
    for row in &table.rows {
        match row::read(row, divisions) {
            Ok(read) => rows.push(read),
            Err(found) => faults.extend(found.into_iter().map(|found| row.remark(found))),
        }
    }
    if table.rows.is_empty() {
        faults.push(Remark::on_file("import.no_rows", "表头下面没有内容。", "There is nothing below the header."));
    }
    let mut assembled = assemble::Assembly::default();
    for row in &rows {
        assembled.add(row);
    }
    let (mut roster, found) = assembled.finish(divisions);
    faults.extend(found);
    roster.says_leads = table.has("lead");
    roster.notes.splice(0..0, table.notes);
    // Sheets in their order, rows in theirs; a fault of the whole file comes first.
    faults.sort_by(|a, b| (&a.sheet, a.row).cmp(&(&b.sheet, b.row)));
    Ok((roster, faults))
}

#[cfg(test)]
mod tests;
