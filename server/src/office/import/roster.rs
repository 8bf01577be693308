//! A roster's people, roles, units and teams, village by village.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::DivisionCode;
use cunji_domain::organisation::{Membership, SupportUnit, VillageTeam, WorkGroup};
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;
use cunji_domain::server_facts::member::Member;
use cunji_domain::server_facts::team::Team;

use super::change::{Becomes, Change, Difference, Wanted};
use super::{Imported, naming};
use crate::enrolment::announce;
use crate::error::ServerError;
use crate::imports::Roster;
use crate::office::teams::{Teams, TermInTeam};
use crate::registrar::Registrar;
use crate::storage::{Transaction, devices, roster};

/// The divisions that a roster speaks of, in the order in which their logs are locked.
pub(super) fn spaces(list: &Roster) -> BTreeSet<DivisionCode> {
    let of_roles = list.memberships.iter().map(|membership| &membership.space);
    of_roles.chain(list.teams.iter().map(|team| &team.village)).cloned().collect()
}

/// By which role the roster first has each of its people, by its division: what is told of a person is told there, once.
pub(super) fn first_roles(list: &Roster) -> BTreeMap<DivisionCode, Vec<Membership>> {
    let mut told = BTreeSet::new();
    let mut first: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for membership in list.memberships.iter().filter(|membership| told.insert(&membership.person)) {
        first.entry(membership.space.clone()).or_default().push(membership.clone());
    }
    first
}

/// Keeps the people and units: plain rows that no phone reads.
pub(super) fn begin(tx: &mut dyn Transaction, list: &Roster, now: i64) -> Result<(), ServerError> {
    for unit in &list.units {
        roster::put_unit(tx, unit.name.as_str(), unit.name.as_str())?;
    }
    for group in &list.work_groups {
        for support in &group.support {
            roster::put_work_group(tx, group.lead.unit.as_str(), support.unit.as_str(), &group.lead.county)?;
        }
    }
    for person in list.people.values() {
        let known = roster::Person {
            id: person.id.clone(),
            name: person.name.clone(),
            unit: person.unit.as_ref().map(|unit| unit.as_str().to_owned()),
        };
        roster::put_person(tx, &known, now)?;
    }
    Ok(())
}

/// What a roster would change in a division; `first` are those of its people's first roles that are in it.
pub(super) fn plan(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    list: &Roster,
    space: &DivisionCode,
    first: &[Membership],
) -> Result<Vec<Change>, ServerError> {
    let mut changes = people(tx, list, first)?;
    for team in teams(list, space) {
        let record = team_record(tx, registrar, list, team)?;
        changes.extend(wanted_team(&record).change(tx, registrar, space)?);
    }
    for membership in memberships(list, space) {
        changes.extend(wanted_member(list, membership).change(tx, registrar, space)?);
    }
    Ok(changes)
}

/// Who is called otherwise, or sent by another unit, than before: told once, where the roster first has them.
fn people(tx: &mut dyn Transaction, list: &Roster, first: &[Membership]) -> Result<Vec<Change>, ServerError> {
    let mut changes = Vec::new();
    for membership in first {
        let Some(person) = list.people.get(&membership.person) else { continue };
        let Some(known) = roster::person(tx, &person.id)? else { continue };
        let unit = person.unit.as_ref().map(|unit| unit.as_str().to_owned());
        let said = [
            ("姓名", "name", Some(known.name.clone()), Some(person.name.clone())),
            ("派出单位", "unit", known.unit, unit),
        ];
        let fields: Vec<_> = said
            .into_iter()
            .filter(|(_, _, before, after)| before != after)
            .map(|(zh, en, before, after)| Difference { zh: zh.to_owned(), en: en.to_owned(), before, after })
            .collect();
        if fields.is_empty() {
            continue;
        }
        let place = list.places.get(membership);
        changes.push(Change {
            becomes: Becomes::Changed,
            kind_zh: "人员".to_owned(),
            kind_en: "Person".to_owned(),
            subject: format!("{}({})", known.name, person.id),
            division: membership.space.to_string(),
            place: roster::division_called(tx, &membership.space)?,
            sheet: place.and_then(|(sheet, _)| sheet.clone()),
            row: place.map(|(_, row)| *row),
            fields,
        });
    }
    Ok(changes)
}

/// Takes in what a roster says of a division.
pub(super) fn apply(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    list: &Roster,
    space: &DivisionCode,
    now: i64,
) -> Result<Imported, ServerError> {
    let mut imported = Imported::default();
    // Codes of what lies above come before: the order in which logs are locked.
    for (code, name) in naming::unnamed(tx, registrar, [space])? {
        naming::publish_first(tx, registrar, &code, &name, now)?;
    }
    for team in teams(list, space) {
        let record = team_record(tx, registrar, list, team)?;
        if let Some(since) = record.since {
            roster::put_team(tx, space, &record.unit, since, record.until)?;
        }
        // What a record of before does not say may still be known here.
        if list.says_leads || record.lead_unit.is_some() {
            roster::set_team_lead(tx, space, &record.unit, record.lead_unit.as_deref())?;
        }
        wanted_team(&record).publish(tx, registrar, space, now)?;
    }
    for membership in memberships(list, space) {
        imported.rows += 1;
        let reason = member(list, membership).cut_short_why;
        roster::put_membership(tx, membership, reason.as_deref())?;
        imported.changed += usize::from(wanted_member(list, membership).publish(tx, registrar, space, now)?);
        for device in devices::of_person(tx, &membership.person)? {
            announce(tx, registrar, space, &device, now)?;
        }
    }
    Ok(imported)
}

fn teams<'l>(list: &'l Roster, space: &'l DivisionCode) -> impl Iterator<Item = &'l VillageTeam> {
    list.teams.iter().filter(move |team| team.village == *space)
}

fn memberships<'l>(list: &'l Roster, space: &'l DivisionCode) -> impl Iterator<Item = &'l Membership> {
    list.memberships.iter().filter(move |membership| membership.space == *space)
}

fn wanted_team(record: &Team) -> Wanted {
    Wanted::keyed(record, record.unit.clone(), None)
}

/// A team as the list has it, beside what is known: a list may name some of its members only, and need not say who leads.
fn team_record(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    list: &Roster,
    team: &VillageTeam,
) -> Result<Team, ServerError> {
    let teams = Teams::known(tx, registrar, &team.village)?;
    let unit = team.unit.as_str();
    let standing = teams.of_unit(unit).and_then(|standing| standing.lead_unit.clone()).filter(|_| !list.says_leads);
    let (since, until) = teams.span(unit, &terms_of(tx, &teams, list, team)?);
    Ok(Team { unit: unit.to_owned(), name: None, lead_unit: lead_of(list, team).or(standing), since, until })
}

/// The terms in a unit's team: those that the list names, and those that are known.
fn terms_of(
    tx: &mut dyn Transaction,
    teams: &Teams,
    list: &Roster,
    team: &VillageTeam,
) -> Result<Vec<TermInTeam>, ServerError> {
    let known = roster::memberships_of_space(tx, &team.village)?;
    let mut named: BTreeMap<_, _> =
        team.members.iter().map(|member| ((&member.person, member.role, member.term.from), member.term.to)).collect();
    let mut terms = Vec::new();
    for held in known.iter().filter(|held| held.role.in_team()) {
        let own = if teams.took_turns() { unit_of(tx, list, &held.person)? } else { None };
        let begun_here = teams.of_term(held.from, own.as_deref()).is_none_or(|its| its.unit == team.unit.as_str());
        let to = named.remove(&(&held.person, held.role, held.from));
        if begun_here || to.is_some() {
            terms.push(TermInTeam { from: held.from, to: to.unwrap_or(held.to), begun_here });
        }
    }
    terms.extend(named.into_iter().map(|((_, _, from), to)| TermInTeam { from, to, begun_here: true }));
    Ok(terms)
}

/// The unit that sends somebody, as the list has it, else as it is known.
fn unit_of(tx: &mut dyn Transaction, list: &Roster, id: &PersonId) -> Result<Option<String>, ServerError> {
    match list.people.get(id) {
        Some(person) => Ok(person.unit.as_ref().map(|unit| unit.as_str().to_owned())),
        None => Ok(roster::person(tx, id)?.and_then(|person| person.unit)),
    }
}

fn wanted_member(list: &Roster, membership: &Membership) -> Wanted {
    let record = member(list, membership);
    let subject = format!("{}({} {})", record.name, membership.role.zh(), membership.person);
    Wanted::keyed(&record, subject, list.places.get(membership).cloned())
}

fn member(list: &Roster, membership: &Membership) -> Member {
    let person = list.people.get(&membership.person);
    let cut_short = list
        .teams
        .iter()
        .filter(|team| team.village == membership.space)
        .flat_map(|team| &team.members)
        .find(|member| member.person == membership.person && member.term.from == membership.from)
        .and_then(|member| member.term.cut_short.clone());
    Member {
        person: membership.person.clone(),
        role: membership.role,
        first_day: membership.from,
        name: person.map_or_else(|| membership.person.to_string(), |person| person.name.clone()),
        unit: person.and_then(|person| person.unit.as_ref()).map(|unit| unit.as_str().to_owned()),
        last_day: membership.to,
        cut_short_by: cut_short.as_ref().map(|cut_short| cut_short.by),
        cut_short_why: cut_short.map(|cut_short| cut_short.reason),
    }
}

fn lead_of(list: &Roster, team: &VillageTeam) -> Option<String> {
    let is_it = |support: &SupportUnit| support.village == team.village && support.unit == team.unit;
    let leads = |group: &&WorkGroup| group.support.iter().any(is_it);
    list.work_groups.iter().find(leads).map(|group| group.lead.unit.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use cunji_domain::organisation::Role;

    use super::*;

    #[test]
    fn each_person_is_first_in_one_place() {
        let role = |space: &str, person: &str, from: &str| Membership {
            space: space.parse().unwrap(),
            person: person.parse().unwrap(),
            role: Role::Resident,
            from: from.parse().unwrap(),
            to: None,
        };
        let roles = [
            role("610926101205", "c0018", "2017-01-01"),
            role("610926101206", "c0017", "2017-01-01"),
            role("610926101206", "c0017", "2017-06-01"),
            role("610926101207", "c0017", "2016-01-01"),
            role("610926101207", "c0018", "2016-01-01"),
        ];
        let list = Roster { memberships: roles.iter().cloned().collect(), ..Roster::default() };
        let first = first_roles(&list).into_values().flatten().collect::<Vec<_>>();
        assert_eq!(first, roles[..2]);
    }
}
