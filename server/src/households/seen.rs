//! That households were looked at is noted: their lists hold names and how a family stands.

use cunji_domain::division::DivisionCode;

use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::server::Server;

/// Notes a page that was looked at: of a division, of one person's households or of anybody's, and which page in words.
pub(super) fn seen(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    whose: Option<String>,
    page: &[&str],
) -> Result<(), ServerError> {
    let words: Vec<_> = page.iter().filter(|word| !word.is_empty()).copied().collect();
    let of = Of { division: Some(division.clone()), subject: whose, detail: Some(words.join(" · ")) };
    audit::note_seen(server, seat, AuditAction::HouseholdsSeen, &of)
}
