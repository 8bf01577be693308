//! 投诉建议: read at the one office that policy names, and by nobody else above or below it.

use chrono::NaiveDate;
use cunji_domain::complaint::Complaint;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordKind;

use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::{self, roster};

/// A complaint or a suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The village.
    pub space: DivisionCode,
    /// The village's name.
    pub village: String,
    /// Who wrote it.
    pub author: String,
    /// On which day.
    pub day: NaiveDate,
    /// What it says.
    pub complaint: Complaint,
}

/// What a seat may read of a division, the newest first. That it was read is noted.
///
/// # Errors
/// What the database says.
pub fn complaints(server: &Server, seat: &Seat, division: &DivisionCode) -> Result<Vec<Known>, ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    let known = storage::read(&*server.storage, |tx| {
        let mut known = Vec::new();
        for row in registrar.tables.records_below(tx, Complaint::DECL.number, division)? {
            let Ok(complaint) = Complaint::from_parts(&row.key, &row.fields) else { continue };
            let policy = registrar.policies.on(complaint.day);
            let reads = seat
                .appointments
                .iter()
                .any(|held| held.division.contains(&row.space) && complaint.may_be_read_by(held.role, false, policy));
            if row.withdrawn || !reads {
                continue;
            }
            let village = roster::division_called(tx, &row.space)?;
            let author = roster::person_called(tx, &row.author)?;
            known.push(Known { space: row.space, village, author, day: complaint.day, complaint });
        }
        known.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| a.space.cmp(&b.space)));
        Ok::<_, ServerError>(known)
    })?;
    if !known.is_empty() {
        let of = || Of { division: Some(division.clone()), ..Of::default() };
        storage::write(&*server.storage, |tx| audit::note(tx, now, &seat.login, AuditAction::ComplaintsSeen, of()))?;
    }
    Ok(known)
}
