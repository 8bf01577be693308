//! The villages' lists: paged by village and number, searched as on phones, and how many were visited.

use chrono::{Days, NaiveDate};
use cunji_domain::division::{DivisionCode, Level, group_name};
use cunji_domain::person::PersonId;
use cunji_domain::spelling::{Spelling, is_same_number, typed};

use super::seen::seen;
use crate::accounts::Seat;
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::households::{self, HouseholdItem, HouseholdSums};
use crate::storage::{self, Transaction, overview, roster};

/// The most households of a page.
pub const MOST: u32 = 200;
/// So many are read at once.
const PART: u32 = 500;
/// So many are looked at for a page; who searches far is told where to go on.
const MOST_LOOKED_AT: usize = 10_000;

/// Which households.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    /// By number, name or group, typed as on phones: characters, pinyin, initials.
    pub text: String,
    /// Those alone that were not visited since this day.
    pub not_since: Option<NaiveDate>,
    /// Those alone whose visits fall to this person, or whom the person helps.
    pub person: Option<PersonId>,
    /// Those alone whose visits fall to nobody.
    pub unassigned: bool,
}

/// A household of a list, with the names of people.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The household.
    pub item: HouseholdItem,
    /// The village's name.
    pub village: String,
    /// The other members' names.
    pub members: Vec<String>,
    /// To whom its visits fall: id and name.
    pub visitors: Vec<(String, String)>,
    /// Who helps it from afar: id and name.
    pub helpers: Vec<(String, String)>,
}

/// A page of households.
#[derive(Debug)]
pub struct HouseholdPage {
    /// The households, by village and number; may be fewer than were asked for though more follow.
    pub households: Vec<Listed>,
    /// Where to go on: village and number.
    pub next: Option<(String, String)>,
}

/// Households of a division and below it, after a village and number. That they were looked at is noted.
///
/// # Errors
/// What the database says.
pub fn list(
    server: &Server,
    seat: &Seat,
    division: &DivisionCode,
    sought: &Sought,
    after: (&str, &str),
    limit: u32,
) -> Result<HouseholdPage, ServerError> {
    let limit = limit.clamp(1, MOST) as usize;
    let words = words(&sought.text);
    let page = storage::read(&*server.storage, |tx| {
        let (mut found, mut looked_at) = (Vec::new(), 0);
        let mut place = (after.0.to_owned(), after.1.to_owned());
        loop {
            let part = households::list(tx, division, sought.not_since, (&place.0, &place.1), PART)?;
            let is_last = part.len() < PART as usize;
            for item in part {
                place = (item.space.to_string(), item.number.clone());
                looked_at += 1;
                if means(&item, &words, sought) {
                    found.push(listed(tx, item)?);
                }
                if found.len() == limit || looked_at == MOST_LOOKED_AT {
                    return Ok::<_, ServerError>(HouseholdPage { households: found, next: Some(place) });
                }
            }
            if is_last {
                return Ok(HouseholdPage { households: found, next: None });
            }
        }
    })?;
    if !page.households.is_empty() {
        let not_since = sought.not_since.map(|day| format!("{day} 起没走访")).unwrap_or_default();
        let unassigned = if sought.unassigned { "没有人走访的" } else { "" };
        let from = if after.1.is_empty() { String::new() } else { format!("{} {} 以后", after.0, after.1) };
        let whose = sought.person.as_ref().map(ToString::to_string);
        seen(server, seat, division, whose, &["名单", sought.text.trim(), &not_since, unassigned, &from])?;
    }
    Ok(page)
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '\u{ff0c}' | '、'));
    parts.map(typed).filter(|word| !word.is_empty()).collect()
}

fn means(item: &HouseholdItem, words: &[String], sought: &Sought) -> bool {
    if sought.unassigned && (item.visitors != "[]" || !item.is_there) {
        return false;
    }
    if let Some(person) = &sought.person {
        let has = |people: &str| names(people).iter().any(|id| id == person.as_str());
        if !has(&item.visitors) && !has(&item.helpers) {
            return false;
        }
    }
    words.iter().all(|word| is_found(item, word))
}

/// Whether a word means a household: its number, its head, a member, its group.
fn is_found(item: &HouseholdItem, word: &str) -> bool {
    let number = typed(&item.number);
    number.contains(word)
        || is_same_number(&number, word)
        || Spelling::of(&item.head).find(word).is_some()
        || names(&item.members).iter().any(|name| Spelling::of(name).find(word).is_some())
        || (!item.group.is_empty()
            && (group_name(word) == item.group || Spelling::of(&item.group).find(word).is_some()))
}

fn names(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

fn listed(tx: &mut dyn Transaction, item: HouseholdItem) -> Result<Listed, ServerError> {
    let mut called = |people: &str| {
        let named = names(people).into_iter().map(|id| {
            let person: Option<PersonId> = id.parse().ok();
            let name = person.map(|person| roster::person_called(tx, &person)).transpose()?;
            Ok::<_, ServerError>((id.clone(), name.unwrap_or(id)))
        });
        named.collect::<Result<Vec<_>, _>>()
    };
    let (visitors, helpers) = (called(&item.visitors)?, called(&item.helpers)?);
    let village = roster::division_called(tx, &item.space)?;
    Ok(Listed { members: names(&item.members), visitors, helpers, village, item })
}

/// How many households were visited, in a division and those right below it.
#[derive(Debug)]
pub struct Coverage {
    /// Not visited since this day counts as long ago.
    pub since: NaiveDate,
    /// The division's own sums.
    pub whole: HouseholdSums,
    /// Those of the divisions right below, with their names.
    pub below: Vec<(String, HouseholdSums)>,
}

/// How many households of a division were not visited for some days, as of today.
///
/// # Errors
/// What the database says.
pub fn coverage(
    server: &Server,
    division: &DivisionCode,
    days: u32,
    today: NaiveDate,
) -> Result<Coverage, ServerError> {
    let since = today.checked_sub_days(Days::new(u64::from(days))).unwrap_or(today);
    storage::read(&*server.storage, |tx| {
        let children = match division.level() {
            Level::Village => vec![(division.clone(), roster::division_called(tx, division)?)],
            _ => overview::divisions_within(tx, division)?,
        };
        let digits = children.first().map_or(division.level(), |(code, _)| code.level()).digits();
        let sums = households::sums(tx, division, digits, since)?;
        let mut whole = HouseholdSums { division: division.to_string(), ..HouseholdSums::default() };
        for part in &sums {
            whole.households += part.households;
            whole.never += part.never;
            whole.long_ago += part.long_ago;
            whole.unassigned += part.unassigned;
        }
        let below = children.into_iter().map(|(code, name)| {
            let of_child = sums.iter().find(|part| part.division == code.as_str()).cloned();
            let none = || HouseholdSums { division: code.to_string(), ..HouseholdSums::default() };
            (name, of_child.unwrap_or_else(none))
        });
        Ok(Coverage { since, whole, below: below.collect() })
    })
}
