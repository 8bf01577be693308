//! Households that phones wrote by name: which listed one each may be, and saying so.

use cunji_domain::division::{DivisionCode, group_name};
use cunji_domain::household_match::HouseholdMatch;
use cunji_domain::spelling::Spelling;

use super::assign::{is_here, unknown};
use super::items::household_id;
use super::list::MOST;
use super::seen::seen;
use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::facts::check_of_office;
use crate::log::publish;
use crate::server::Server;
use crate::storage::households::{self, HouseholdItem, UnlistedHousehold};
use crate::storage::{self, Transaction, roster};
use cunji_domain::household::Household;
use cunji_domain::record::RecordKind;

/// How many are suggested.
const SUGGESTED: usize = 5;
/// The most households of a village that are compared.
const OF_VILLAGE: u32 = 5_000;

/// A household that was written by name, with those that it may be.
#[derive(Debug)]
pub struct Unlisted {
    /// As it was written.
    pub one: UnlistedHousehold,
    /// The village's name.
    pub village: String,
    /// Listed households that it may be, the likeliest first: number, head, group.
    pub likely: Vec<(String, String, String)>,
}

/// A page of them.
#[derive(Debug)]
pub struct UnlistedPage {
    /// By village, name and group.
    pub households: Vec<Unlisted>,
    /// Whether there are more.
    pub more: bool,
}

/// Households of a division that phones wrote by name and nobody has matched yet, after one. That they were looked at is noted.
///
/// # Errors
/// What the database says.
pub fn unlisted(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    after: (&str, &str, &str),
    limit: u32,
) -> Result<UnlistedPage, ServerError> {
    let limit = limit.clamp(1, MOST);
    let page = storage::read(&*server.storage, |tx| {
        let mut found = households::unlisted(tx, division, after, limit + 1)?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let mut of_village: Option<(DivisionCode, Vec<HouseholdItem>)> = None;
        let mut shown = Vec::with_capacity(found.len());
        for one in found {
            // They are in order of villages: each list is read once.
            if of_village.as_ref().is_none_or(|(village, _)| *village != one.space) {
                let items = households::list(tx, &one.space, None, ("", ""), OF_VILLAGE)?;
                of_village = Some((one.space.clone(), items));
            }
            let items = of_village.as_ref().map_or(&[][..], |(_, items)| items);
            let village = roster::division_called(tx, &one.space)?;
            shown.push(Unlisted { likely: likely(items, &one), village, one });
        }
        Ok::<_, ServerError>(UnlistedPage { households: shown, more })
    })?;
    if !page.households.is_empty() {
        let from =
            if after.0.is_empty() { String::new() } else { format!("{} {} {} 以后", after.0, after.1, after.2) };
        seen(server, seat, division, None, &["手机上写的户名", &from])?;
    }
    Ok(page)
}

/// Whose head has the name, then whose head's name sounds like it, then those with a member of it; of each the own group first.
fn likely(items: &[HouseholdItem], one: &UnlistedHousehold) -> Vec<(String, String, String)> {
    let (name, group) = (Spelling::of(&one.name), group_name(&one.group));
    let alike = |item: &HouseholdItem| {
        let head = Spelling::of(&item.head);
        let members: Vec<String> = serde_json::from_str(&item.members).unwrap_or_default();
        if head == name {
            Some(0)
        } else if head.sounds_like(&name) {
            Some(1)
        } else {
            members.iter().any(|member| Spelling::of(member) == name).then_some(2)
        }
    };
    let there = items.iter().filter(|item| item.is_there);
    let mut found: Vec<_> =
        there.filter_map(|item| Some(((alike(item)?, group.is_empty() || item.group != group), item))).collect();
    found.sort_by_key(|(likeness, _)| *likeness);
    let named = found.into_iter().take(SUGGESTED);
    named.map(|(_, item)| (item.number.clone(), item.head.clone(), item.group.clone())).collect()
}

/// Says which listed household a name and a group stand for in a village; it comes down to the team's phones at their next sync.
///
/// # Errors
/// The village is elsewhere, or has no such household; or what the database says.
pub fn matched(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    village: &DivisionCode,
    said: &HouseholdMatch,
) -> Result<(), ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    storage::write(&*server.storage, |tx| {
        is_here(tx, division, village)?;
        let id = household_id(village, &said.household);
        if !registrar.tables.stands(tx, Household::DECL.number, village, id)? {
            return Err(unknown(tx, village, &said.household)?);
        }
        check_of_office(tx, &registrar, village, said, now)?;
        publish(tx, &registrar, village, said, now)?;
        note(tx, seat, village, said, now)
    })
}

fn note(
    tx: &mut dyn Transaction,
    seat: &Seat,
    village: &DivisionCode,
    said: &HouseholdMatch,
    now: i64,
) -> Result<(), ServerError> {
    let of = Of {
        division: Some(village.clone()),
        subject: Some(said.household.clone()),
        detail: Some(format!("{} {}", said.name, said.group)),
    };
    audit::note(tx, now, &seat.login, AuditAction::HouseholdMatched, of)
}
