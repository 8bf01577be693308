//! An office approves a proposed anchor or not, sets one itself, or ends one. It comes down to the team's phones.

use chrono::NaiveDate;
use cunji_domain::anchor_proposal::AnchorProposal;
use cunji_domain::division::DivisionCode;
use cunji_domain::place::MeasuredPlace;
use cunji_domain::record::{Prose, RecordId, RecordKind};
use cunji_domain::server_facts::village_anchor::VillageAnchor;
use cunji_domain::time::local_day;
use data_encoding::HEXLOWER;

use crate::accounts::Seat;
use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::facts::check_of_office;
use crate::log::{Named, publish_fields};
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::{self, Transaction, log};

/// An anchor that an office sets itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub place: MeasuredPlace,
    /// Within so many metres of it one is at it.
    pub radius: i64,
    /// The first day on which it holds.
    pub from_day: NaiveDate,
}

/// Approves a proposal, or says why not. It holds from the day on which it was set.
///
/// # Errors
/// There is no such proposal, or somebody decided on it meanwhile; a reason is owed; or what the database says.
pub fn approve(
    server: &Server,
    seat: &Seat,
    village: &DivisionCode,
    proposal: RecordId,
    (approved, reason): (bool, &str),
) -> Result<(), ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    storage::write(&*server.storage, |tx| {
        log::open_space(tx, village)?;
        log::lock_space(tx, village)?;
        let row = registrar.tables.record(tx, AnchorProposal::DECL.number, village, proposal)?;
        let row = row.filter(|row| !row.withdrawn).ok_or_else(unknown)?;
        let proposed = AnchorProposal::from_parts(&row.key, &row.fields).map_err(|_| unknown())?;
        let rows = registrar.tables.records(tx, VillageAnchor::DECL.number, village)?;
        let mut anchors = rows.iter().filter(|row| !row.withdrawn);
        let decides = |anchor: VillageAnchor| anchor.proposal == Some(proposal);
        if anchors.any(|row| VillageAnchor::from_parts(&row.key, &row.fields).is_ok_and(decides)) {
            return Err(decided_meanwhile());
        }
        let anchor = VillageAnchor {
            name: proposed.name,
            place: proposed.place,
            radius: proposed.radius,
            from_day: proposed.day,
            to_day: None,
            approved,
            proposal: Some(proposal),
            reason: Prose(reason.trim().to_owned()),
        };
        write(tx, &registrar, seat, (village, Named::New), &anchor, now)
    })
}

/// Sets an anchor.
///
/// # Errors
/// A rule is broken; or what the database says.
pub fn set(server: &Server, seat: &Seat, village: &DivisionCode, anchor: &Anchor) -> Result<(), ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    let said = VillageAnchor {
        name: anchor.name.trim().to_owned(),
        place: anchor.place.clone(),
        radius: anchor.radius,
        from_day: anchor.from_day,
        to_day: None,
        approved: true,
        proposal: None,
        reason: Prose::default(),
    };
    storage::write(&*server.storage, |tx| write(tx, &registrar, seat, (village, Named::New), &said, now))
}

/// Ends an anchor on a day: from the next day on no night is told by it.
///
/// # Errors
/// There is no such anchor; it would end before it begins; or what the database says.
pub fn end(
    server: &Server,
    seat: &Seat,
    village: &DivisionCode,
    record: RecordId,
    last: NaiveDate,
) -> Result<(), ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    storage::write(&*server.storage, |tx| {
        log::open_space(tx, village)?;
        log::lock_space(tx, village)?;
        let row = registrar.tables.record(tx, VillageAnchor::DECL.number, village, record)?;
        let row = row.filter(|row| !row.withdrawn).ok_or_else(unknown)?;
        let anchor = VillageAnchor::from_parts(&row.key, &row.fields).map_err(|_| unknown())?;
        let ended = VillageAnchor { to_day: Some(last), ..anchor };
        write(tx, &registrar, seat, (village, Named::Id(record)), &ended, now)
    })
}

fn write(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    seat: &Seat,
    (village, named): (&DivisionCode, Named),
    anchor: &VillageAnchor,
    now: i64,
) -> Result<(), ServerError> {
    check_of_office(tx, registrar, village, anchor, now)?;
    let written = publish_fields(tx, registrar, village, VillageAnchor::DECL, named, &anchor.fields(), now)?;
    let word = match (anchor.approved, anchor.to_day) {
        (false, _) => "不同意",
        (true, Some(_)) => "停用",
        (true, None) => "启用",
    };
    let of = audit::Of {
        division: Some(village.clone()),
        subject: written.map(|(_, record)| HEXLOWER.encode(&record.0)),
        detail: Some(format!("{} {word} {}", anchor.name, local_day(now).unwrap_or_default())),
    };
    audit::note(tx, now, &seat.login, AuditAction::AnchorDecided, of)
}

fn unknown() -> ServerError {
    ServerError::refused(
        "anchor.unknown",
        "没有这个定位点:已撤回,或者还没传到。请刷新看现在有哪些。",
        "There is no such anchor: it was taken back, or has not arrived. Reload to see which there are.",
    )
}

fn decided_meanwhile() -> ServerError {
    ServerError::refused(
        "anchor.changed_meanwhile",
        "这条建议已经有人定过了,没有照办。请刷新看他怎么定的。",
        "Somebody decided on this proposal already; nothing was done. Reload to see what they said.",
    )
}
