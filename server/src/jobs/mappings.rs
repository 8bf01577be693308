//! Which heads of an office's own lists are which columns, kept by name so that next month's list needs no second look.

use cunji_domain::division::DivisionCode;
use cunji_domain::record::Code;

use super::Work;
use super::importing::{HeadMeans, Said};
use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage;
use crate::storage::import_mappings::{self as stored, KeptMapping};

/// An office keeps at most so many of a kind.
pub const MOST_MAPPINGS: u32 = 100;
/// The longest name, in characters.
const LONGEST_NAME: usize = 40;

/// A mapping as an office kept it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnMapping {
    /// What the office calls it.
    pub name: String,
    /// Which head is which column.
    pub heads: Vec<HeadMeans>,
    /// Who kept it.
    pub kept_by: String,
    /// When: Unix seconds, UTC.
    pub kept_at: i64,
}

/// Keeps a mapping by its name; one of the same name is replaced.
///
/// # Errors
/// It has no name or a long one, names a column that such a list does not have, or there are too many; or what the database says.
pub fn keep_mapping(
    server: &Server,
    seat: &Seat,
    (work, division): (Work, &DivisionCode),
    name: &str,
    heads: Vec<HeadMeans>,
) -> Result<(), ServerError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(ServerError::refused(
            "mapping.name",
            format!("给这份列对照起个名字,最多 {LONGEST_NAME} 个字。"),
            format!("Give the mapping a name of at most {LONGEST_NAME} characters."),
        ));
    }
    let said = Said { mapping: Some(heads), choices: Vec::new() };
    said.check(work)?;
    let heads = serde_json::to_string(&said.mapping.unwrap_or_default()).unwrap_or_default();
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        let known = stored::of(tx, division, work.code(), MOST_MAPPINGS)?;
        if known.len() >= MOST_MAPPINGS as usize && known.iter().all(|known| known.name != name) {
            return Err(ServerError::refused(
                "mapping.too_many",
                "列对照太多了,先删掉不用的。",
                "There are too many mappings; remove those that nobody uses.",
            ));
        }
        let kept =
            KeptMapping { name: name.to_owned(), heads: heads.clone(), kept_by: seat.login.clone(), kept_at: now };
        stored::put(tx, division, work.code(), &kept)?;
        note(tx, seat, (work, division), name, now)
    })
}

/// The mappings of a division for a kind of work, by name.
///
/// # Errors
/// What the database says.
pub fn mappings(server: &Server, work: Work, division: &DivisionCode) -> Result<Vec<OwnMapping>, ServerError> {
    let kept = storage::read(&*server.storage, |tx| stored::of(tx, division, work.code(), MOST_MAPPINGS))?;
    let own = kept.into_iter().map(|kept| OwnMapping {
        name: kept.name,
        heads: serde_json::from_str(&kept.heads).unwrap_or_default(),
        kept_by: kept.kept_by,
        kept_at: kept.kept_at,
    });
    Ok(own.collect())
}

/// Forgets a mapping.
///
/// # Errors
/// There is none of this name; or what the database says.
pub fn forget_mapping(
    server: &Server,
    seat: &Seat,
    (work, division): (Work, &DivisionCode),
    name: &str,
) -> Result<(), ServerError> {
    let now = server.clock.now();
    storage::write(&*server.storage, |tx| {
        if !stored::remove(tx, division, work.code(), name)? {
            return Err(ServerError::refused(
                "mapping.unknown",
                format!("没有叫「{name}」的列对照,可能刚被删了。请刷新再选。"),
                format!("There is no mapping named {name:?}; it may have been removed. Reload and choose again."),
            ));
        }
        note(tx, seat, (work, division), name, now)
    })
}

fn note(
    tx: &mut dyn storage::Transaction,
    seat: &Seat,
    (work, division): (Work, &DivisionCode),
    name: &str,
    now: i64,
) -> Result<(), ServerError> {
    let of = Of { division: Some(division.clone()), subject: Some(format!("{} {name}", work.code())), detail: None };
    audit::note(tx, now, &seat.login, AuditAction::MappingKept, of)
}
