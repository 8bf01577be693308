//! To whom a household's visits fall, and who helps it from afar.

use cunji_domain::division::DivisionCode;
use cunji_domain::household::Household;
use cunji_domain::organisation::Role;
use cunji_domain::person::PersonId;
use cunji_domain::record::{RecordKind, Set};

use super::items::household_id;
use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::log::publish;
use crate::server::Server;
use crate::storage::{self, Transaction, log, roster};

/// The most households of one call.
pub(super) const MOST: usize = 500;

/// What is to change in who looks after some households of a village.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// The village.
    pub village: DivisionCode,
    /// The households' numbers.
    pub numbers: Vec<String>,
    /// Members of the team to whom the visits fall from now on, too.
    pub add_visitors: Vec<PersonId>,
    /// Those to whom they fall no longer.
    pub remove_visitors: Vec<PersonId>,
    /// Who helps from afar from now on, too.
    pub add_helpers: Vec<PersonId>,
    /// Who does no longer.
    pub remove_helpers: Vec<PersonId>,
}

/// Changes who looks after households: only what is said changes, so that two desks don't undo each other. Gives how many households
/// changed; they come down to the team's phones at their next sync.
///
/// # Errors
/// The village is elsewhere, a household is not on its list, or somebody is of another village; or what the database says.
pub fn assign(server: &Server, seat: &Seat, division: &DivisionCode, wish: &Assignment) -> Result<u64, ServerError> {
    let village = &wish.village;
    let (registrar, now) = (server.registrar(), server.clock.now());
    storage::write(&*server.storage, |tx| {
        may_change(tx, division, village, &wish.numbers)?;
        // Before anything is read: what another desk changes meanwhile would be undone.
        log::open_space(tx, village)?;
        log::lock_space(tx, village)?;
        for visitor in &wish.add_visitors {
            belongs(tx, village, visitor, Role::in_team, "队员", "on its team")?;
        }
        for helper in &wish.add_helpers {
            belongs(tx, village, helper, |role| role == Role::PairedHelper, "结对帮扶责任人", "a paired helper there")?;
        }
        let mut changed = 0;
        for number in &wish.numbers {
            let id = household_id(village, number);
            let row = registrar.tables.record(tx, Household::DECL.number, village, id)?;
            let present =
                row.filter(|row| !row.withdrawn).and_then(|row| Household::from_parts(&row.key, &row.fields).ok());
            let Some(mut household) = present else { return Err(unknown(tx, village, number)?) };
            change(&mut household.visitors, &wish.add_visitors, &wish.remove_visitors);
            change(&mut household.helpers, &wish.add_helpers, &wish.remove_helpers);
            changed += u64::from(publish(tx, &registrar, village, &household, now)?.is_some());
        }
        let people = |who: &[PersonId]| who.iter().map(PersonId::as_str).collect::<Vec<_>>().join(" ");
        let of = Of {
            division: Some(village.clone()),
            subject: Some(wish.numbers.join(" ")),
            detail: Some(format!(
                "+{} -{} +{} -{}",
                people(&wish.add_visitors),
                people(&wish.remove_visitors),
                people(&wish.add_helpers),
                people(&wish.remove_helpers)
            )),
        };
        audit::note(tx, now, &seat.login, AuditAction::HouseholdsAssigned, of)?;
        Ok(changed)
    })
}

/// Makes sure that a village is the division's, and that its households are not too many to be changed at once.
pub(super) fn may_change(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    village: &DivisionCode,
    numbers: &[String],
) -> Result<(), ServerError> {
    is_here(tx, division, village)?;
    if numbers.len() > MOST {
        return Err(too_many());
    }
    Ok(())
}

/// Adds and takes away; who is both is taken away.
pub(super) fn change(people: &mut Set<PersonId>, add: &[PersonId], remove: &[PersonId]) {
    people.0.extend(add.iter().cloned());
    people.0.retain(|person| !remove.contains(person));
}

fn belongs(
    tx: &mut dyn Transaction,
    village: &DivisionCode,
    person: &PersonId,
    is_such: impl Fn(Role) -> bool,
    zh: &str,
    en: &str,
) -> Result<(), ServerError> {
    let roles = roster::memberships_of_person(tx, person)?;
    if roles.iter().any(|held| held.space == *village && is_such(held.role)) {
        return Ok(());
    }
    let (name, place) = (roster::person_called(tx, person)?, roster::division_called(tx, village)?);
    Err(ServerError::refused(
        "household.person_elsewhere",
        format!("{name}不是{place}的{zh},请先在花名册里写上。"),
        format!("{name} is not {en} ({place}); put them in the roster first."),
    ))
}

/// More than one call takes.
pub(super) fn too_many() -> ServerError {
    ServerError::refused(
        "household.too_many",
        format!("一次最多改 {MOST} 户。请分几次改。"),
        format!("At most {MOST} households can be changed at once; do it in parts."),
    )
}

/// Makes sure that a village is the division's.
pub(super) fn is_here(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    village: &DivisionCode,
) -> Result<(), ServerError> {
    if division.contains(village) {
        return Ok(());
    }
    let (place, whole) = (roster::division_called(tx, village)?, roster::division_called(tx, division)?);
    Err(ServerError::refused(
        "right.not_here",
        format!("{place}不在{whole}之内。请刷新,重新选村。"),
        format!("{place} is not within {whole}. Reload and choose the village again."),
    ))
}

/// The household is not on the village's list.
pub(super) fn unknown(
    tx: &mut dyn Transaction,
    village: &DivisionCode,
    number: &str,
) -> Result<ServerError, ServerError> {
    let place = roster::division_called(tx, village)?;
    Ok(ServerError::refused(
        "household.unknown",
        format!("{place}的名单里没有「{number}」这一户。请刷新看看;该有的,先导入农户名单。"),
        format!(
            "The list of {place} has no household {number:?}. Reload; if it should be there, import the list of households first."
        ),
    ))
}
