//! Checked lists become rows and entries: all in one transaction, and the same list twice changes nothing.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use cunji_domain::calendar::{Calendar, DayKind};
use cunji_domain::division::{DivisionCode, Divisions, Level};
use cunji_domain::household::Household;
use cunji_domain::organisation::{Membership, VillageTeam};
use cunji_domain::person::PersonId;
use cunji_domain::policy::Policy;
use cunji_domain::record::{Prose, RecordKind, Set};
use cunji_domain::server_facts::announced_policy::AnnouncedPolicy;
use cunji_domain::server_facts::calendar_year::{CalendarYear, NamedDay};
use cunji_domain::server_facts::division_change::DivisionChange;
use cunji_domain::server_facts::member::Member;
use cunji_domain::server_facts::team::Team;
use cunji_domain::time::local_day;
use cunji_history::derived_record_id;

use crate::enrolment::announce;
use crate::error::ServerError;
use crate::imports::{Households, Roster};
use crate::log::publish;
use crate::office::village_name::{tell_first_name, tell_new_name};
use crate::server::Server;
use crate::storage::{self, Transaction, devices, roster};

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    /// Rows of the list that were taken in.
    pub rows: usize,
    /// Of them, those that changed something.
    pub changed: usize,
}

/// Takes in the divisions.
///
/// # Errors
/// What the database says.
pub fn import_divisions(server: &Server, divisions: &Divisions) -> Result<Imported, ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    storage::write(&*server.storage, |tx| {
        let known: BTreeMap<DivisionCode, String> =
            roster::divisions(tx)?.into_iter().map(|(code, name, _)| (code, name)).collect();
        let mut imported = Imported::default();
        for division in divisions.iter() {
            imported.rows += 1;
            if let Some(successor) = &division.successor {
                roster::put_successor(tx, &division.code, &successor.code, successor.since)?;
                let change = DivisionChange {
                    code: division.code.clone(),
                    since: successor.since,
                    name: None,
                    successor: Some(successor.code.clone()),
                    source: None,
                };
                let told = publish(tx, &registrar, &division.code, &change, now)?;
                imported.changed += usize::from(told.is_some());
            }
            if known.get(&division.code) != Some(&division.name) {
                if let Some(today) = local_day(now) {
                    tell_new_name(tx, &registrar, &division.code, (&division.name, today), now)?;
                }
                roster::put_division(tx, &division.code, &division.name, level_name(division.code.level()))?;
                imported.changed += 1;
            }
        }
        Ok(imported)
    })
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::Province => "province",
        Level::City => "city",
        Level::County => "county",
        Level::Town => "town",
        Level::Village => "village",
    }
}

/// Takes in a roster: people, roles, units, teams; what phones need of it becomes entries in the villages' spaces.
///
/// # Errors
/// What the database says.
pub fn import_roster(server: &Server, list: &Roster) -> Result<Imported, ServerError> {
    let now = server.clock.now();
    let registrar = server.registrar();
    storage::write(&*server.storage, |tx| {
        put_units(tx, list)?;
        let mut imported = Imported::default();
        for person in list.people.values() {
            let known = roster::Person {
                id: person.id.clone(),
                name: person.name.clone(),
                unit: person.unit.as_ref().map(|unit| unit.as_str().to_owned()),
            };
            roster::put_person(tx, &known, now)?;
        }
        // The order of the spaces' codes is the order in which they are locked.
        let mut by_space: BTreeMap<&DivisionCode, Vec<&Membership>> = BTreeMap::new();
        for membership in &list.memberships {
            by_space.entry(&membership.space).or_default().push(membership);
        }
        let names: BTreeMap<DivisionCode, String> =
            roster::divisions(tx)?.into_iter().map(|(code, name, _)| (code, name)).collect();
        for (space, memberships) in by_space {
            let since = memberships.iter().map(|membership| membership.from).min();
            if let (Some(since), Some(name)) = (since, names.get(space)) {
                tell_first_name(tx, &registrar, space, (name, since), now)?;
            }
            for team in list.teams.iter().filter(|team| team.village == *space) {
                let lead = lead_of(list, space);
                let (since, until) = span_of(team);
                if let Some(since) = since {
                    roster::put_team(tx, space, team.unit.as_str(), since, until)?;
                }
                let record = Team { unit: team.unit.as_str().to_owned(), name: None, lead_unit: lead, since, until };
                publish(tx, &registrar, space, &record, now)?;
            }
            for membership in memberships {
                imported.rows += 1;
                let record = member(list, membership);
                roster::put_membership(tx, membership, record.cut_short_why.as_deref())?;
                if publish(tx, &registrar, space, &record, now)?.is_some() {
                    imported.changed += 1;
                }
                for device in devices::of_person(tx, &membership.person)? {
                    announce(tx, &registrar, space, &device, now)?;
                }
            }
        }
        Ok(imported)
    })
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

/// From when to when a team is there: from its first member on, as long as one of them is.
fn span_of(team: &VillageTeam) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let since = team.members.iter().map(|member| member.term.from).min();
    let ends: Option<Vec<NaiveDate>> = team.members.iter().map(|member| member.term.to).collect();
    (since, ends.and_then(|ends| ends.into_iter().max()))
}

fn lead_of(list: &Roster, village: &DivisionCode) -> Option<String> {
    let leads = |group: &&cunji_domain::organisation::WorkGroup| {
        group.support.iter().any(|support| support.village == *village)
    };
    list.work_groups.iter().find(leads).map(|group| group.lead.unit.as_str().to_owned())
}

fn put_units(tx: &mut dyn Transaction, list: &Roster) -> Result<(), ServerError> {
    for unit in &list.units {
        roster::put_unit(tx, unit.name.as_str(), unit.name.as_str())?;
    }
    for group in &list.work_groups {
        for support in &group.support {
            roster::put_work_group(tx, group.lead.unit.as_str(), support.unit.as_str(), &group.lead.county)?;
        }
    }
    Ok(())
}

/// Takes in the list of households: an entry in its village's space for each that is new or differs.
///
/// # Errors
/// What the database says.
pub fn import_households(server: &Server, list: &Households) -> Result<Imported, ServerError> {
    let now = server.clock.now();
    let registrar = server.registrar();
    storage::write(&*server.storage, |tx| {
        let mut rows: Vec<_> = list.rows.iter().collect();
        rows.sort_by(|a, b| (&a.village, &a.number).cmp(&(&b.village, &b.number)));
        let mut imported = Imported::default();
        for row in rows {
            imported.rows += 1;
            // What the list does not tell stays as another list or the console has set it.
            let present = present_household(tx, &registrar, &row.village, &row.number)?;
            let told = Household {
                number: row.number.clone(),
                head: row.head.clone(),
                group: row.group.clone().or_else(|| present.as_ref().and_then(|h| h.group.clone())),
                persons: row.persons.or_else(|| present.as_ref().and_then(|h| h.persons)),
                members: if row.members.is_empty() {
                    present.as_ref().map(|h| h.members.clone()).unwrap_or_default()
                } else {
                    row.members.iter().cloned().collect::<Set<_>>()
                },
                address: row.address.clone().or_else(|| present.as_ref().and_then(|h| h.address.clone())),
                ..present.unwrap_or_else(|| empty_household(&row.number, &row.head))
            };
            if publish(tx, &registrar, &row.village, &told, now)?.is_some() {
                imported.changed += 1;
            }
        }
        Ok(imported)
    })
}

fn present_household(
    tx: &mut dyn Transaction,
    registrar: &crate::registrar::Registrar,
    village: &DivisionCode,
    number: &str,
) -> Result<Option<Household>, ServerError> {
    let key = [cunji_domain::record::Value::Text(number.to_owned())];
    let id = derived_record_id(Household::DECL.number, village, &key);
    let row = registrar.tables.record(tx, Household::DECL.number, village, id)?;
    Ok(row.and_then(|row| Household::from_parts(&row.key, &row.fields).ok()))
}

fn empty_household(number: &str, head: &str) -> Household {
    Household {
        number: number.to_owned(),
        head: head.to_owned(),
        group: None,
        members: Set::default(),
        address: None,
        causes: Set::default(),
        registered: None,
        status: None,
        status_since: None,
        category: None,
        helpers: Set::<PersonId>::default(),
        visitors: Set::<PersonId>::default(),
        persons: None,
    }
}

/// Takes in a policy file; phones get it as an entry in the city's space.
///
/// # Errors
/// It contradicts one that was imported before, there is no city yet, or what the database says.
pub fn import_policy(server: &Server, toml: &str, policy: &Policy) -> Result<Imported, ServerError> {
    let now = server.clock.now();
    let registrar = server.registrar();
    let imported = storage::write(&*server.storage, |tx| {
        let city = city(tx)?;
        let new = roster::put_policy(tx, &policy.id(), policy.valid_from, policy.known_from, toml, now)?;
        let record = AnnouncedPolicy {
            version: policy.id(),
            toml: Prose(toml.to_owned()),
            valid_from: policy.valid_from,
            known_from: policy.known_from,
        };
        publish(tx, &registrar, &city, &record, now)?;
        Ok::<_, ServerError>(Imported { rows: 1, changed: usize::from(new) })
    })?;
    server.refresh_policies()?;
    Ok(imported)
}

/// The city, in whose space stands what holds for all of it.
fn city(tx: &mut dyn Transaction) -> Result<DivisionCode, ServerError> {
    let city = roster::divisions(tx)?.into_iter().map(|(code, _, _)| code).find(|code| code.level() == Level::City);
    city.ok_or_else(|| {
        ServerError::refused(
            "policy.no_city",
            "还没有导入区划。先运行 cunji-server import divisions。",
            "No divisions have been imported. Run cunji-server import divisions first.",
        )
    })
}

/// Takes in a calendar; phones get each of its years as an entry in the city's space. A year that it does not speak of stays.
///
/// # Errors
/// There is no city yet, or what the database says.
pub fn import_calendar(server: &Server, calendar: &Calendar) -> Result<Imported, ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    let years = years_of(calendar);
    storage::write(&*server.storage, |tx| {
        let city = city(tx)?;
        let mut imported = Imported { rows: calendar.entries().len(), changed: 0 };
        for year in years.values() {
            imported.changed += usize::from(publish(tx, &registrar, &city, year, now)?.is_some());
        }
        Ok(imported)
    })
}

fn years_of(calendar: &Calendar) -> BTreeMap<u16, CalendarYear> {
    let mut years: BTreeMap<u16, CalendarYear> = BTreeMap::new();
    for entry in calendar.entries() {
        for day in entry.from.iter_days().take_while(|day| *day <= entry.to) {
            let Ok(number) = u16::try_from(day.year()) else { continue };
            let year = years.entry(number).or_insert_with(|| CalendarYear {
                year: number,
                rest: Set::default(),
                work: Set::default(),
                names: Set::default(),
                source: None,
            });
            let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            match entry.kind {
                DayKind::Work if is_weekend => _ = year.work.0.insert(day),
                DayKind::Holiday | DayKind::Rest if !is_weekend => _ = year.rest.0.insert(day),
                _ => {}
            }
            if !entry.name.is_empty() {
                year.names.0.insert(NamedDay { day, name: entry.name.clone() });
            }
        }
    }
    years
}
