//! What columns a file has, before anything of it is read: the office sees which head is taken for what, and says it otherwise.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::mapping::Mapping;
use super::remark::Remark;
use super::table::{self, Column};
use super::{anchors, divisions, households, roster};

/// Which list a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// People, roles, units, teams.
    Roster,
    /// Registered households.
    Households,
    /// Divisions.
    Divisions,
    /// Villages' anchors.
    Anchors,
}

impl ListKind {
    fn columns(self) -> &'static [Column] {
        match self {
            Self::Roster => roster::COLUMNS,
            Self::Households => households::COLUMNS_WITH_IDS,
            Self::Divisions => divisions::COLUMNS,
            Self::Anchors => anchors::COLUMNS,
        }
    }

    /// Whether the list has a column of this key.
    pub fn has_column(self, key: &str) -> bool {
        self.columns().iter().any(|column| column.key == key)
    }
}

/// A file's heads, and the columns that they can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Looked {
    /// The columns of such a list.
    pub columns: Vec<ColumnSeen>,
    /// The file's sheets.
    pub sheets: Vec<SheetSeen>,
}

/// A column that a list of the kind has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ColumnSeen {
    /// Its key.
    pub key: String,
    /// What it is usually called.
    pub label: String,
    /// Whether a list without it is refused.
    pub required: bool,
}

/// A sheet with its heads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SheetSeen {
    /// The sheet's name; none in a csv.
    pub name: Option<String>,
    /// The row of the heads, from 1.
    pub row: u32,
    /// The heads, from the left.
    pub heads: Vec<HeadSeen>,
}

/// A head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeadSeen {
    /// The cell as a spreadsheet calls it.
    pub cell: String,
    /// What stands there.
    pub text: String,
    /// The key of the column that it is taken for; none: it is not read.
    pub column: Option<String>,
}

/// Looks at a file's heads.
///
/// # Errors
/// The file can't be read.
pub fn look(bytes: &[u8], file: &str, kind: ListKind, mapping: Option<&Mapping>) -> Result<Looked, Remark> {
    let sheets = table::seen(bytes, file, kind.columns(), mapping)?;
    let columns = kind.columns().iter().map(|column| ColumnSeen {
        key: column.key.to_owned(),
        label: column.heads[0].to_owned(),
        required: column.required,
    });
    Ok(Looked { columns: columns.collect(), sheets })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "花名册\n县区,镇,村,干部,职务,到岗,备注\n平利县,兴隆镇,马鞍桥,陈玉华,队员,2017-01-01,\n";

    fn taken(mapping: Option<&Mapping>) -> Vec<(String, Option<String>)> {
        let looked = look(FILE.as_bytes(), "r.csv", ListKind::Roster, mapping).unwrap();
        let [sheet] = looked.sheets.as_slice() else { panic!("{looked:?}") };
        assert_eq!(sheet.row, 2);
        sheet.heads.iter().map(|head| (head.text.clone(), head.column.clone())).collect()
    }

    #[test]
    fn heads_are_recognised_or_as_the_office_says() {
        let some = |key: &str| Some(key.to_owned());
        let recognised: Vec<_> = taken(None).into_iter().map(|(_, key)| key).collect();
        assert_eq!(recognised, [some("county"), some("town"), some("village"), None, some("role"), None, None]);
        let mapping = Mapping::new([
            ("县区", "county"),
            ("镇", "town"),
            ("村", "village"),
            (" 干部 ", "name"),
            ("职务", "role"),
            ("到岗", "from"),
        ]);
        let said: Vec<_> = taken(Some(&mapping)).into_iter().filter_map(|(text, key)| Some((text, key?))).collect();
        assert!(
            said.contains(&("干部".to_owned(), "name".to_owned()))
                && said.contains(&("到岗".to_owned(), "from".to_owned()))
        );
    }

    #[test]
    fn heads_that_nobody_knows_are_shown_all_the_same() {
        let looked = look("甲,乙\n1,2\n".as_bytes(), "x.csv", ListKind::Households, None).unwrap();
        let texts: Vec<_> =
            looked.sheets[0].heads.iter().map(|head| (head.cell.as_str(), head.text.as_str())).collect();
        assert_eq!(texts, [("A1", "甲"), ("B1", "乙")]);
        assert!(looked.columns.iter().any(|column| column.key == "number" && column.required));
    }
}
