//! What falls to one cadre is handed over to another, in one step. A household's record and all its visits stay in its village: who
//! takes it over finds its history with it.

use chrono::NaiveDate;
use cunji_domain::declare_codes;
use cunji_domain::division::DivisionCode;
use cunji_domain::household::Household;
use cunji_domain::organisation::{Membership, Role};
use cunji_domain::person::PersonId;
use cunji_domain::record::{Code, RecordKind, Set};
use cunji_domain::time::local_day;

use super::assign::{change, is_here, may_change, unknown};
use super::handover_day::{ComingHandover, coming, in_term, set};
use super::items::household_id;
use super::seen::seen;
use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::log::publish;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::{self, Transaction, log, roster};

declare_codes! {
    /// In what a household is somebody's.
    pub enum Part {
        /// Its visits fall to them.
        Visits = "visits" "走访",
        /// They help it from afar.
        Helps = "helps" "结对帮扶",
    }
}

impl Part {
    /// Who can have it.
    pub(super) fn is_for(self, role: Role) -> bool {
        match self {
            Self::Visits => role.in_team(),
            Self::Helps => role == Role::PairedHelper,
        }
    }

    fn of(self, household: &mut Household) -> &mut Set<PersonId> {
        match self {
            Self::Visits => &mut household.visitors,
            Self::Helps => &mut household.helpers,
        }
    }
}

/// A household that is somebody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TheirHousehold {
    /// Its number.
    pub number: String,
    /// The head's name.
    pub head: String,
    /// The villagers' group; empty where none is said.
    pub group: String,
    /// In what.
    pub parts: Vec<Part>,
}

/// Somebody who can take households over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taker {
    /// The name.
    pub name: String,
    /// The role, with its days.
    pub held: Membership,
    /// What they can take over.
    pub part: Part,
}

/// What is somebody's in a village, and who can take it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InHand {
    /// The households, by number.
    pub households: Vec<TheirHousehold>,
    /// Those whose role there has not ended.
    pub takers: Vec<Taker>,
    /// What was set for a day to come, by day.
    pub coming: Vec<ComingHandover>,
}

/// What is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// The village.
    pub village: DivisionCode,
    /// In what.
    pub part: Part,
    /// From whom.
    pub from: PersonId,
    /// To whom.
    pub to: PersonId,
    /// The households' numbers.
    pub numbers: Vec<String>,
    /// From which day on; none: today.
    pub day: Option<NaiveDate>,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandedOver {
    /// So many households changed hands.
    Now(u64),
    /// They will, on this day.
    On(NaiveDate),
}

/// What falls to somebody in a village now, and who can take it over: what a desk looks at before it hands anything over. That it was
/// looked at is noted.
///
/// # Errors
/// The village is elsewhere; or what the database says.
pub fn in_hand(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    village: &DivisionCode,
    person: &PersonId,
) -> Result<InHand, ServerError> {
    let (registrar, today) = (server.registrar(), local_day(server.clock.now()).unwrap_or_default());
    let shown = storage::read(&*server.storage, |tx| {
        is_here(tx, division, village)?;
        let rows = registrar.tables.records(tx, Household::DECL.number, village)?;
        let present = rows.into_iter().filter(|row| !row.withdrawn);
        let known = present.filter_map(|row| Household::from_parts(&row.key, &row.fields).ok());
        let mut households: Vec<_> = known.filter_map(|household| theirs(household, person)).collect();
        households.sort_by(|a, b| a.number.cmp(&b.number));
        let mut takers = Vec::new();
        for held in roster::memberships_of_space(tx, village)? {
            let part = Part::ALL.iter().copied().find(|part| part.is_for(held.role));
            let Some(part) = part.filter(|_| held.person != *person && !held.is_over(today)) else {
                continue;
            };
            takers.push(Taker { name: roster::person_called(tx, &held.person)?, held, part });
        }
        let coming = coming(tx, village, person)?;
        Ok::<_, ServerError>(InHand { households, takers, coming })
    })?;
    seen(server, seat, village, Some(person.to_string()), &["名下的农户"])?;
    Ok(shown)
}

fn theirs(mut household: Household, person: &PersonId) -> Option<TheirHousehold> {
    let parts: Vec<_> = Part::ALL.iter().copied().filter(|part| part.of(&mut household).0.contains(person)).collect();
    (!parts.is_empty()).then(|| TheirHousehold {
        number: household.number,
        head: household.head,
        group: household.group.unwrap_or_default(),
        parts,
    })
}

/// Hands households over, all that are named or none, today or on a day to come. They come down to the team's phones at their next sync.
///
/// # Errors
/// The village is elsewhere, a household is not on its list or not theirs any more, or who is to take them has no role for it there, or
/// not yet on that day; the day is past or far, or one was set before; or what the database says.
pub fn hand_over(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    wish: &Handover,
) -> Result<HandedOver, ServerError> {
    let village = &wish.village;
    let (registrar, now) = (server.registrar(), server.clock.now());
    storage::write(&*server.storage, |tx| {
        may_change(tx, division, village, &wish.numbers)?;
        // Before anything is read: what another desk changes meanwhile would be undone.
        log::open_space(tx, village)?;
        log::lock_space(tx, village)?;
        let today = local_day(now).unwrap_or_default();
        can_take(tx, wish, today)?;
        let mut households = Vec::new();
        for number in &wish.numbers {
            households.push(of_theirs(tx, &registrar, wish, number)?);
        }
        if let Some(day) = wish.day.filter(|day| *day != today) {
            set(tx, seat, wish, day, now)?;
            return Ok(HandedOver::On(day));
        }
        in_term(tx, wish, today, today)?;
        let changed = give(tx, &registrar, wish, households, now)?;
        let of = Of {
            division: Some(village.clone()),
            subject: Some(wish.numbers.join(" ")),
            detail: Some(format!("{} {} → {}", wish.part.zh(), wish.from, wish.to)),
        };
        audit::note(tx, now, &seat.login, AuditAction::HouseholdsHandedOver, of)?;
        Ok(HandedOver::Now(changed))
    })
}

/// Gives households to the other; gives how many changed.
pub(super) fn give(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    wish: &Handover,
    households: Vec<Household>,
    now: i64,
) -> Result<u64, ServerError> {
    let mut changed = 0;
    for mut household in households {
        change(wish.part.of(&mut household), std::slice::from_ref(&wish.to), std::slice::from_ref(&wish.from));
        changed += u64::from(publish(tx, registrar, &wish.village, &household, now)?.is_some());
    }
    Ok(changed)
}

/// A household of the giver's.
///
/// # Errors
/// It is not on the list, or not theirs any more; or what the database says.
pub(super) fn of_theirs(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    wish: &Handover,
    number: &str,
) -> Result<Household, ServerError> {
    let mut household = present(tx, registrar, &wish.village, number)?;
    if wish.part.of(&mut household).0.contains(&wish.from) {
        return Ok(household);
    }
    Err(not_theirs(tx, wish, number)?)
}

fn present(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    number: &str,
) -> Result<Household, ServerError> {
    let row = registrar.tables.record(tx, Household::DECL.number, village, household_id(village, number))?;
    let standing = row.filter(|row| !row.withdrawn);
    match standing.and_then(|row| Household::from_parts(&row.key, &row.fields).ok()) {
        Some(household) => Ok(household),
        None => Err(unknown(tx, village, number)?),
    }
}

/// Who takes households over is there, or is to come: not somebody who left.
pub(super) fn can_take(tx: &mut dyn Transaction, wish: &Handover, today: NaiveDate) -> Result<(), ServerError> {
    let fits = |held: &Membership| held.space == wish.village && wish.part.is_for(held.role) && !held.is_over(today);
    if wish.from != wish.to && roster::memberships_of_person(tx, &wish.to)?.iter().any(fits) {
        return Ok(());
    }
    let (name, place) = (roster::person_called(tx, &wish.to)?, roster::division_called(tx, &wish.village)?);
    Err(ServerError::refused(
        "household.person_elsewhere",
        format!("{name}接不了{place}的{}:不在那里,或者已经离开。", wish.part.zh()),
        format!("{name} can't take over households of {place}: they are not there, or left."),
    ))
}

fn not_theirs(tx: &mut dyn Transaction, wish: &Handover, number: &str) -> Result<ServerError, ServerError> {
    let name = roster::person_called(tx, &wish.from)?;
    Ok(ServerError::refused(
        "household.changed_meanwhile",
        format!("「{number}」这一户刚才已经不归{name}了,一户都没有移交。请刷新看过再办。"),
        format!("Household {number:?} fell to {name} no longer; none was handed over. Reload and look again."),
    ))
}
