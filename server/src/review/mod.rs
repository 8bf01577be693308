//! 审核: diaries as they wait for offices. What waits is derived from the logs by following them; what an office says goes into the
//! log as a record of the server's, and comes down to the phones with everything else.

mod item;
mod items;
mod judge;
mod lease;
mod queue;
mod returns;
mod show;
mod silence;
mod support;
pub mod view;

pub use items::Items;
pub(crate) use judge::noted_level;
pub use judge::{Bulk, Word, accept_unread, judge};
pub use lease::{LEASE_SECONDS, let_go, open};
pub use queue::{Listed, MOST, Queue, Totals, queue};
pub use returns::{arrived, begin_mending, end as end_returns};
pub use show::show;
pub use silence::accept_silently;

use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;

use crate::accounts::Seat;
use crate::error::ServerError;

/// Makes sure that a seat judges on this level in this division.
///
/// # Errors
/// It does not.
pub(crate) fn on_level(seat: &Seat, level: JudgeLevel, division: &DivisionCode) -> Result<(), ServerError> {
    let judges = seat.appointments.iter().any(|appointment| {
        JudgeLevel::of_office(appointment.role) == Some(level) && appointment.division.contains(division)
    });
    if judges {
        return Ok(());
    }
    Err(ServerError::refused(
        "right.not_this_level",
        "你的账号不在这一级审核。请刷新,换到你那一级。",
        "Your account does not review on this level. Reload and take your own.",
    ))
}
