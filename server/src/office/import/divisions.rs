//! A list of divisions: new ones, renamed ones, and those whose place another takes.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::{Division, DivisionCode, DivisionRow, Divisions, Level};
use cunji_domain::server_facts::division_change::DivisionChange;

use super::change::{Becomes, Change, Difference};
use super::{Imported, naming};
use crate::error::ServerError;
use crate::log::publish;
use crate::registrar::Registrar;
use crate::storage::roster::Succession;
use crate::storage::{Transaction, roster};

/// What the database holds of divisions before an import.
pub(super) struct Known {
    names: BTreeMap<DivisionCode, String>,
    successions: Vec<Succession>,
    read: BTreeSet<DivisionCode>,
}

impl Known {
    pub fn of(tx: &mut dyn Transaction) -> Result<Self, ServerError> {
        Ok(Self {
            names: roster::divisions(tx)?.into_iter().map(|(code, name, _)| (code, name)).collect(),
            successions: roster::successions(tx)?,
            read: naming::read_by_phones(tx)?,
        })
    }

    fn is_succeeded(&self, division: &Division) -> bool {
        let Some(successor) = &division.successor else { return true };
        let same = |known: &&Succession| {
            known.code == division.code && known.successor == successor.code && known.since == successor.since
        };
        self.successions.iter().any(|known| same(&known))
    }
}

/// What a list would change of a division.
pub(super) fn plan(known: &Known, list: &Divisions, division: &Division) -> Option<Change> {
    let (before, succeeded) = (known.names.get(&division.code), known.is_succeeded(division));
    let renamed = before != Some(&division.name);
    if !renamed && succeeded {
        return None;
    }
    let mut fields = Vec::new();
    if renamed {
        fields.push(Difference {
            zh: "名称".to_owned(),
            en: "name".to_owned(),
            before: before.cloned(),
            after: Some(division.name.clone()),
        });
    }
    if let Some(successor) = division.successor.as_ref().filter(|_| !succeeded) {
        let name = list.get(&successor.code).map_or_else(|| successor.code.to_string(), |next| next.name.clone());
        fields.push(Difference {
            zh: "并入".to_owned(),
            en: "merged into".to_owned(),
            before: None,
            after: Some(format!("{name}({},{} 起)", successor.code, successor.since)),
        });
    }
    let becomes = match (before, succeeded) {
        (_, false) => Becomes::Ended,
        (None, true) => Becomes::New,
        (Some(_), true) => Becomes::Changed,
    };
    Some(Change {
        becomes,
        kind_zh: "行政区划".to_owned(),
        kind_en: "Division".to_owned(),
        subject: format!("{} {}", division.code, division.name),
        division: division.code.to_string(),
        place: before.unwrap_or(&division.name).clone(),
        sheet: None,
        row: None,
        fields,
    })
}

/// Takes in a division.
pub(super) fn apply(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    known: &Known,
    division: &Division,
    now: i64,
) -> Result<Imported, ServerError> {
    let mut imported = Imported { rows: 1, changed: 0 };
    if let Some(successor) = &division.successor {
        roster::put_successor(tx, &division.code, &successor.code, successor.since)?;
        let change = DivisionChange {
            code: division.code.clone(),
            since: successor.since,
            name: None,
            successor: Some(successor.code.clone()),
            source: None,
        };
        let told = publish(tx, registrar, &division.code, &change, now)?;
        imported.changed += usize::from(told.is_some());
    }
    if known.names.get(&division.code) != Some(&division.name) {
        roster::put_division(tx, &division.code, &division.name, division.code.level().name())?;
        imported.changed += 1;
    }
    // A village that nobody writes in yet is named when its roster comes; of former names no other list tells.
    if known.read.contains(&division.code) || !division.former_names.is_empty() {
        naming::publish_names(tx, registrar, division, now)?;
    }
    Ok(imported)
}

/// The divisions as the database holds them, as rows of a list; their numbers are no file's.
///
/// # Errors
/// What the database says.
pub(super) fn known_rows(tx: &mut dyn Transaction) -> Result<Vec<DivisionRow>, ServerError> {
    let successions = roster::successions(tx)?;
    let rows = roster::divisions(tx)?.into_iter().enumerate().map(|(index, (code, name, level))| {
        let succession = successions.iter().find(|succession| succession.code == code);
        DivisionRow {
            row: u32::try_from(index).unwrap_or(u32::MAX),
            code: code.as_str().to_owned(),
            name,
            level,
            parent: code.parent().map_or_else(String::new, |parent| parent.as_str().to_owned()),
            successor: succession.map_or_else(String::new, |known| known.successor.as_str().to_owned()),
            since: succession.map(|known| known.since),
        }
    });
    Ok(rows.collect())
}

/// The divisions as the database holds them.
///
/// # Errors
/// None were imported, they are not whole, or what the database says.
pub fn known_divisions(tx: &mut dyn Transaction) -> Result<Divisions, ServerError> {
    let rows = known_rows(tx)?;
    if rows.is_empty() {
        return Err(ServerError::refused(
            "import.no_divisions",
            "还没有导入区划。先导入区划(cunji-server import divisions)。",
            "No divisions have been imported. Import them first (cunji-server import divisions).",
        ));
    }
    Divisions::from_rows(rows).map_err(|_| {
        ServerError::refused(
            "import.divisions",
            "库里的区划不完整,请重新导入。",
            "The stored divisions are incomplete; import them again.",
        )
    })
}

/// The city, in whose space stands what holds for all of it.
///
/// # Errors
/// There is none yet, or what the database says.
pub(super) fn city(tx: &mut dyn Transaction) -> Result<DivisionCode, ServerError> {
    let city = roster::divisions(tx)?.into_iter().map(|(code, _, _)| code).find(|code| code.level() == Level::City);
    city.ok_or_else(|| {
        ServerError::refused(
            "policy.no_city",
            "还没有导入区划。先运行 cunji-server import divisions。",
            "No divisions have been imported. Run cunji-server import divisions first.",
        )
    })
}
