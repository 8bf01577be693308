//! What waits for a level, as a clerk leafs through it.

use std::collections::BTreeMap;

use cunji_domain::division::DivisionCode;
use cunji_domain::hint::Hint;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::person::PersonId;

use super::on_level;
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::reviews::{self, Lease, Place, ReviewItem, Standing};
use crate::storage::{self, hints, roster};

/// The most items of a page.
pub const MOST: u32 = 200;

/// A page of what waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// The items: what something contradicts first, then by how much looks odd, then what came first.
    pub items: Vec<Listed>,
    /// Whether there is more after them.
    pub more: bool,
    /// How much there is in all.
    pub totals: Totals,
}

/// An item with the names that a reader knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The item.
    pub item: ReviewItem,
    /// Whose it is.
    pub cadre: String,
    /// The village.
    pub village: String,
    /// Its hints by code, in the order of screens.
    pub hints: Vec<String>,
    /// Who else has it open.
    pub open_at: Option<Lease>,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Waiting.
    pub waiting: u64,
    /// Of them, odd ones.
    pub odd: u64,
    /// Read and accepted.
    pub accepted: u64,
    /// Accepted unread.
    pub accepted_unread: u64,
    /// Returned.
    pub returned: u64,
    /// In doubt.
    pub flagged: u64,
}

/// A page of what waits for a level in a division.
///
/// # Errors
/// The seat does not judge there; or what the database says.
pub fn queue(
    server: &Server,
    seat: &Seat,
    level: JudgeLevel,
    division: &DivisionCode,
    after: Option<&Place>,
    limit: u32,
) -> Result<Queue, ServerError> {
    on_level(seat, level, division)?;
    let (limit, now) = (limit.clamp(1, MOST), server.clock.now());
    storage::read(&*server.storage, |tx| {
        let mut found = reviews::waiting(tx, level, division, after, limit + 1)?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let mut people: BTreeMap<PersonId, String> = BTreeMap::new();
        let mut villages: BTreeMap<DivisionCode, String> = BTreeMap::new();
        let mut items = Vec::new();
        for item in found {
            if !people.contains_key(&item.cadre) {
                let name = roster::person_called(tx, &item.cadre)?;
                people.insert(item.cadre.clone(), name);
            }
            if !villages.contains_key(&item.space) {
                let name = roster::division_called(tx, &item.space)?;
                villages.insert(item.space.clone(), name);
            }
            let open_at = reviews::lease(tx, &item.space, item.record, now)?.filter(|lease| lease.login != seat.login);
            let mut hints = if item.hints() > 0 { hints::of(tx, &item.space, item.record)? } else { Vec::new() };
            hints.sort_by_key(|code| Hint::CODES.iter().position(|known| known == code));
            let (cadre, village) = (people[&item.cadre].clone(), villages[&item.space].clone());
            items.push(Listed { item, cadre, village, hints, open_at });
        }
        Ok(Queue { items, more, totals: totals(reviews::counts(tx, level, division)?) })
    })
}

fn totals(counts: Vec<(Standing, bool, u64)>) -> Totals {
    let mut totals = Totals::default();
    for (standing, odd, items) in counts {
        match standing {
            Standing::NotTheirs => {}
            Standing::Waiting | Standing::Overdue => {
                totals.waiting += items;
                totals.odd += if odd { items } else { 0 };
            }
            Standing::Accepted => totals.accepted += items,
            Standing::AcceptedUnread => totals.accepted_unread += items,
            Standing::Returned => totals.returned += items,
            Standing::Flagged => totals.flagged += items,
        }
    }
    totals
}
