//! What an office says about its own file: which of its heads is which column, and which division a name means in a row.

use std::collections::BTreeMap;

use cunji_domain::division::{DivisionCode, Divisions, LookupFault};

use cunji_domain::violation::Violation;

use super::id_number::IdKey;
use super::name::word;
use super::remark::Found;
use super::table::Row;

/// Which heads of a file are which columns. A head that it does not speak of is none, whatever it is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// By the head as it is compared: the column's key.
    columns: BTreeMap<String, String>,
}

impl Mapping {
    /// From heads, as the file writes them, and keys of columns.
    pub fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self { columns: pairs.into_iter().map(|(head, key)| (word(head), key.to_owned())).collect() }
    }

    /// The key of the column that a head is.
    pub(super) fn column(&self, head: &str) -> Option<&str> {
        self.columns.get(&word(head)).map(String::as_str)
    }

    /// The keys that it names.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.columns.values().map(String::as_str)
    }
}

/// A row: its sheet, where the file has several that count, and its number.
pub type RowPlace = (Option<String>, u32);

/// How a file is to be read beside what the program knows by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Which heads are which columns; none: they are recognised.
    pub mapping: Option<Mapping>,
    /// The key by which something of ID-card numbers is kept; none: their column is left out.
    pub id_key: Option<IdKey>,
    /// Which of the divisions that could be meant is meant in a row.
    pub choices: BTreeMap<RowPlace, DivisionCode>,
    /// The division that the list is brought for: a row of elsewhere is a fault of it like any other. None: everywhere.
    pub within: Option<DivisionCode>,
}

/// The division of a row that was looked up, or the one that the office chose of those that could be meant.
///
/// # Errors
/// There is none, or several and none of them was chosen; or the list can't be brought for it.
pub(super) fn chosen(
    found: Result<DivisionCode, LookupFault>,
    row: &Row,
    divisions: &Divisions,
) -> Result<DivisionCode, Found> {
    let meant = match (found, row.chosen()) {
        (Err(LookupFault::Ambiguous { candidates, .. }), Some(choice))
            if candidates.iter().any(|(_, code)| code == choice) && divisions.get(choice).is_some() =>
        {
            Ok(choice.clone())
        }
        (found, _) => found,
    }
    .map_err(|fault| Found::lookup(&fault))?;
    match row.within() {
        Some(within) if !within.contains(&meant) => Err(Found::from(elsewhere(&meant, within, divisions))),
        _ => Ok(meant),
    }
}

/// A row tells of a place that its list can't be brought for.
fn elsewhere(place: &DivisionCode, within: &DivisionCode, divisions: &Divisions) -> Violation {
    // From the county down: offices know which province they are in.
    let named = |code: &DivisionCode| match divisions.path(code).as_slice() {
        path if path.len() > 2 => path[2..].concat(),
        path => path.last().map_or_else(|| code.to_string(), |name| (*name).to_owned()),
    };
    let (there, here) = (named(place), named(within));
    Violation::new(
        "import.elsewhere",
        format!("{there}不在{here}之内,不能由这里导入。请那边的办公室或者上一级导入。"),
        format!(
            "{there} is not within {here}: it can't be imported from here. The office there, or the one above both, imports it."
        ),
    )
}
