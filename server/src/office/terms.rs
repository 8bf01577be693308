//! People's terms, changed at a desk: somebody goes to another team, leaves one, begins in one. What is changed is put as a roster of a
//! few rows and taken in as an imported one is, so that there is one way in which a term begins and ends. What was written stays where
//! it was written: a term's end changes nothing but days.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::household::Household;
use cunji_domain::organisation::{CutShort, Membership, Person, Role, TeamMember, Term, Unit, UnitName, VillageTeam};
use cunji_domain::person::PersonId;
use cunji_domain::record::{Code, RecordKind};
use cunji_domain::server_facts::member::Member;
use cunji_domain::violation::Violation;
use cunji_history::derived_record_id;

use super::import::{List, take_in};
use super::naming;
use super::people::{belongs, on_no_team_elsewhere, unknown};
use super::teams::Teams;
use crate::accounts::Seat;
use crate::audit::{self, AuditAction, Of};
use crate::error::ServerError;
use crate::imports::Roster;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::{self, Transaction, log, roster};

/// What changes in a person's terms: one ends, one begins, or both, which is a move.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermsChange {
    /// The term that ends.
    pub ends: Option<EndingTerm>,
    /// The one that begins.
    pub begins: Option<BeginningTerm>,
}

/// A term that ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndingTerm {
    /// Where.
    pub space: DivisionCode,
    /// In which role.
    pub role: Role,
    /// Its first day.
    pub from: NaiveDate,
    /// The last day as the desk saw it, which may have changed meanwhile.
    pub seen: Option<NaiveDate>,
    /// The last day that it is to have; none: the day before another begins.
    pub last_day: Option<NaiveDate>,
    /// What ends it before its year is over.
    pub cut_short: Option<CutShort>,
}

/// A term that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeginningTerm {
    /// Where.
    pub space: DivisionCode,
    /// In which role.
    pub role: Role,
    /// The first day.
    pub first_day: NaiveDate,
}

impl BeginningTerm {
    /// As the audit has it.
    pub(super) fn noted(&self) -> String {
        format!("+{} {} {}", self.space, self.role.code(), self.first_day)
    }
}

/// Changes a person's terms. Gives how many households of the village that was left still fall to them.
///
/// # Errors
/// Nobody of the division has this id, a village is elsewhere, the term changed meanwhile, or a rule of terms is broken; or what the
/// database says.
pub fn change_terms(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    id: &PersonId,
    wish: &TermsChange,
) -> Result<u64, ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    storage::write(&*server.storage, |tx| {
        belongs(tx, division, id)?;
        let Some(person) = roster::person(tx, id)? else { return Err(unknown(tx, division, id)?) };
        lock(tx, &registrar, division, wish)?;
        if wish.begins.is_some() {
            on_no_team_elsewhere(tx, division, id, now)?;
        }
        let list = roster_of(tx, &registrar, person, wish)?;
        take_in(tx, &registrar, &List::Roster(list), now)?;
        let left = wish.ends.as_ref().map(|ends| &ends.space);
        let detail = [
            wish.ends.as_ref().map(|ends| format!("-{} {} {}", ends.space, ends.role.code(), ends.from)),
            wish.begins.as_ref().map(BeginningTerm::noted),
        ];
        let of = Of {
            division: left.or_else(|| wish.begins.as_ref().map(|begins| &begins.space)).cloned(),
            subject: Some(id.to_string()),
            detail: Some(detail.into_iter().flatten().collect::<Vec<_>>().join(" ")),
        };
        audit::note(tx, now, &seat.login, AuditAction::TermsChanged, of)?;
        left.map_or(Ok(0), |village| still_theirs(tx, &registrar, village, id))
    })
}

/// Makes this transaction the only one that changes the villages' terms, before it looks at them: what was seen is compared with what
/// holds until it is done. Their own logs, and those above that taking in a roster would name first, in the order of the codes.
pub(super) fn lock(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    division: &DivisionCode,
    wish: &TermsChange,
) -> Result<(), ServerError> {
    let left = wish.ends.as_ref().map(|ends| (&ends.space, ends.role));
    let come_to = wish.begins.as_ref().map(|begins| (&begins.space, begins.role));
    let mut spaces = BTreeSet::new();
    for (space, role) in left.into_iter().chain(come_to) {
        is_here(tx, division, space, role)?;
        spaces.insert(space.clone());
    }
    let unnamed = naming::unnamed(tx, registrar, &spaces)?;
    spaces.extend(unnamed.into_keys());
    for space in &spaces {
        log::open_space(tx, space)?;
        log::lock_space(tx, space)?;
    }
    Ok(())
}

/// The change as rows of a roster.
pub(super) fn roster_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    person: roster::Person,
    wish: &TermsChange,
) -> Result<Roster, ServerError> {
    let id = &person.id.clone();
    let unit: Option<UnitName> = person.unit.as_deref().and_then(|unit| unit.parse().ok());
    let mut changed = BTreeMap::new();
    if let Some(ends) = &wish.ends {
        let last_day = match (&wish.begins, ends.last_day) {
            (Some(begins), None) => begins.first_day.pred_opt(),
            (None, Some(last_day)) => Some(last_day),
            _ => None,
        };
        let last_day = last_day.ok_or_else(no_day)?;
        let is_it = |held: &Membership| held.space == ends.space && held.role == ends.role && held.from == ends.from;
        let held =
            roster::memberships_of_person(tx, id)?.into_iter().find(is_it).ok_or_else(|| meanwhile(&person.name))?;
        if held.to != ends.seen {
            return Err(meanwhile(&person.name));
        }
        let term = Term { from: ends.from, to: Some(last_day), cut_short: ends.cut_short.clone() };
        changed.insert((ends.space.clone(), ends.role, ends.from), term);
    }
    if let Some(begins) = &wish.begins {
        let again =
            |held: &Membership| held.space == begins.space && held.role == begins.role && held.from == begins.first_day;
        if roster::memberships_of_person(tx, id)?.iter().any(again) {
            return Err(begun_already(&person.name, begins));
        }
        changed.insert((begins.space.clone(), begins.role, begins.first_day), Term::open(begins.first_day));
    }
    if changed.is_empty() {
        return Err(no_day());
    }
    let mut list = Roster::default();
    for ((space, role, from), term) in &changed {
        let membership = Membership { space: space.clone(), person: id.clone(), role: *role, from: *from, to: term.to };
        kept_rules(membership.violations())?;
        list.memberships.insert(membership);
    }
    let spaces: BTreeSet<&DivisionCode> =
        changed.keys().filter(|(_, role, _)| role.in_team()).map(|(space, ..)| space).collect();
    for space in spaces {
        list.teams.extend(teams_of(tx, registrar, space, unit.as_ref(), id, &changed)?);
    }
    list.units.extend(list.teams.iter().map(|team| Unit { name: team.unit.clone() }));
    list.units.extend(unit.iter().map(|name| Unit { name: name.clone() }));
    list.people.insert(id.clone(), Person { id: id.clone(), name: person.name, unit });
    Ok(list)
}

/// The teams of a village in which the person's terms change, each with the terms in it that are this person's. Whose a term is goes by
/// its first day: the team of a unit that handed the village over ends with its own members, and begins none of another's.
fn teams_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    own: Option<&UnitName>,
    id: &PersonId,
    changed: &BTreeMap<(DivisionCode, Role, NaiveDate), Term>,
) -> Result<Vec<VillageTeam>, ServerError> {
    let changes = |role: Role, from: NaiveDate| changed.contains_key(&(space.clone(), role, from));
    let known = Teams::known(tx, registrar, space)?;
    let mut members = Vec::new();
    for held in roster::memberships_of_person(tx, id)? {
        if held.space == *space && held.role.in_team() && !changes(held.role, held.from) {
            let term = term_of(tx, registrar, &held)?;
            members.push(TeamMember { person: held.person, role: held.role, term });
        }
    }
    let of_space = changed.iter().filter(|((at, role, _), _)| at == space && role.in_team());
    members.extend(of_space.map(|((_, role, _), term)| TeamMember {
        person: id.clone(),
        role: *role,
        term: term.clone(),
    }));
    members.sort();
    let mut teams: BTreeMap<UnitName, Vec<TeamMember>> = BTreeMap::new();
    for member in &members {
        let team = known.of_term(member.term.from, own.map(UnitName::as_str));
        let unit = team.and_then(|team| team.unit.parse().ok()).or_else(|| own.cloned());
        let Some(unit) = unit else { return Err(no_unit(&roster::division_called(tx, space)?)) };
        teams.entry(unit).or_default().push(member.clone());
    }
    // No two of somebody's terms overlap, whosever the teams are.
    if let Some(unit) = teams.keys().next().cloned() {
        kept_rules(VillageTeam { village: space.clone(), unit, members }.violations())?;
    }
    let of_unit = |(unit, members)| VillageTeam { village: space.clone(), unit, members };
    let changing = |team: &VillageTeam| team.members.iter().any(|member| changes(member.role, member.term.from));
    Ok(teams.into_iter().map(of_unit).filter(changing).collect())
}

/// A term with what cut it short, which the log alone says.
fn term_of(tx: &mut dyn Transaction, registrar: &Registrar, held: &Membership) -> Result<Term, ServerError> {
    let named = Member {
        person: held.person.clone(),
        role: held.role,
        first_day: held.from,
        name: String::new(),
        unit: None,
        last_day: held.to,
        cut_short_by: None,
        cut_short_why: None,
    };
    let record = derived_record_id(Member::DECL.number, &held.space, &named.key());
    let row = registrar.tables.record(tx, Member::DECL.number, &held.space, record)?;
    let said = row.and_then(|row| Member::from_parts(&row.key, &row.fields).ok());
    Ok(Term { from: held.from, to: held.to, cut_short: said.and_then(|member| member.term().cut_short) })
}

/// How many households of a village fall to somebody, to visit or to help.
fn still_theirs(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    village: &DivisionCode,
    id: &PersonId,
) -> Result<u64, ServerError> {
    let rows = registrar.tables.records(tx, Household::DECL.number, village)?.into_iter().filter(|row| !row.withdrawn);
    let households = rows.filter_map(|row| Household::from_parts(&row.key, &row.fields).ok());
    Ok(households.filter(|one| one.visitors.0.contains(id) || one.helpers.0.contains(id)).count() as u64)
}

/// A desk changes what is held in villages of its own; offices' own posts go by accounts and by the roster that is imported.
fn is_here(
    tx: &mut dyn Transaction,
    division: &DivisionCode,
    space: &DivisionCode,
    role: Role,
) -> Result<(), ServerError> {
    if !division.contains(space) {
        let (place, whole) = (roster::division_called(tx, space)?, roster::division_called(tx, division)?);
        return Err(ServerError::refused(
            "right.not_here",
            format!("{place}不在{whole}之内。跨镇、跨县的调动,请上一级办。"),
            format!("{place} is not within {whole}. A move beyond it is for the office above."),
        ));
    }
    if roster::division_name(tx, space)?.is_none() {
        return Err(ServerError::refused(
            "division.unknown",
            format!("区划表里没有这个村。请核对代码;新设的村先导入区划表。({space})"),
            format!(
                "This village is not on the list of divisions. Check the code; a new village comes by importing the list. ({space})"
            ),
        ));
    }
    if role.levels() == [Level::Village] {
        return Ok(());
    }
    Err(ServerError::refused(
        "terms.role",
        format!("「{}」不是村里的职务,请用名册导入来改。", role.zh()),
        format!("The role of {} is none of a village; please change it by importing a roster.", in_english(role)),
    ))
}

/// English reads the code's own words.
fn in_english(role: Role) -> String {
    role.code().replace('_', " ")
}

fn kept_rules(violations: Vec<Violation>) -> Result<(), ServerError> {
    match violations.into_iter().next() {
        Some(violation) => Err(ServerError::refused(violation.code, violation.zh, violation.en)),
        None => Ok(()),
    }
}

fn meanwhile(name: &str) -> ServerError {
    ServerError::refused(
        "terms.changed_meanwhile",
        format!("{name}的这一段任期刚才被别人改过,没有动。请刷新看过再改。"),
        format!("This term of {name} was changed by somebody else meanwhile; nothing was done. Reload and look again."),
    )
}

fn begun_already(name: &str, begins: &BeginningTerm) -> ServerError {
    ServerError::refused(
        "team.terms_overlap",
        format!("{name}从 {} 起在这里当{}已经写过了,不用再写。", begins.first_day, begins.role.zh()),
        format!("That {name} is {} here from {} on is known already.", in_english(begins.role), begins.first_day),
    )
}

fn no_day() -> ServerError {
    ServerError::refused(
        "terms.day_missing",
        "还差:从哪天起,或者到哪天为止。",
        "Still missing: from which day on, or until which day.",
    )
}

fn no_unit(place: &str) -> ServerError {
    ServerError::refused(
        "roster.no_unit",
        format!("{place}还没有工作队,这个人也没有单位,不知道队是哪个单位派的。请用名册导入,写上包抓单位。"),
        format!(
            "{place} has no team yet and this person no unit, so that it is unclear whose team it is. Please import a roster with its support unit."
        ),
    )
}
