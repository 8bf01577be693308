//! One row of a roster, understood on its own.

use chrono::NaiveDate;
use cunji_domain::division::{DivisionCode, Divisions, Level};
use cunji_domain::organisation::{CutShort, CutShortBy, Role, Term, UnitName};
use cunji_domain::person::PersonId;
use cunji_domain::violation::Violation;

use super::super::mapping::chosen;
use super::super::name::{half_width, person_name};
use super::super::remark::Found;
use super::super::table::Row;
use super::person_id;
use super::role_words::role_of;

/// A row that is right in itself.
pub(super) struct RosterRow<'a> {
    pub row: &'a Row,
    pub units: RowUnits,
    /// Where the person serves, or the village or county that the units are named for.
    pub space: DivisionCode,
    pub person: Option<RowPerson>,
}

/// The units that a row names.
#[derive(Default)]
pub(super) struct RowUnits {
    pub own: Option<UnitName>,
    pub lead: Option<UnitName>,
    pub support: Option<UnitName>,
}

/// The person that a row tells of.
pub(super) struct RowPerson {
    pub id: PersonId,
    /// Whether the id stands in the row; else it was derived.
    pub id_given: bool,
    pub name: String,
    pub role: Role,
    pub term: Term,
}

const LONGEST_NAME: usize = 30;

pub(super) fn read<'a>(row: &'a Row, divisions: &Divisions) -> Result<RosterRow<'a>, Vec<Found>> {
    if let Some(violation) = row.unfit() {
        return Err(vec![violation]);
    }
    let mut violations = Vec::new();
    let units = read_units(row, &mut violations);
    let unmanned = ["id", "name", "role", "from"].iter().all(|key| row.text(key).is_empty());
    if unmanned {
        let space = units_space(row, divisions);
        return match (space, violations.is_empty()) {
            (Ok(space), true) => Ok(RosterRow { row, units, space, person: None }),
            (space, _) => Err(violations.into_iter().chain(space.err()).collect()),
        };
    }
    let name = read_name(row, &mut violations);
    let term = read_term(row, &mut violations);
    let role = role_of(row.text("role")).map_err(|violation| Found::at("role", violation));
    let placed = role.and_then(|role| Ok((role, space_of(role, row, divisions)?)));
    let placed = placed.map_err(|violation| violations.push(violation)).ok();
    if let (Some(term), Some((role, _))) = (&term, &placed)
        && role.in_team()
    {
        violations.extend(term.violations().into_iter().map(|violation| Found::at("to", violation)));
    }
    let id = placed.as_ref().and_then(|(role, space)| read_id(row, *role, space, &units, &name, &mut violations));
    match (placed, term, id) {
        (Some((role, space)), Some(term), Some((id, id_given))) if violations.is_empty() => {
            Ok(RosterRow { row, units, space, person: Some(RowPerson { id, id_given, name, role, term }) })
        }
        _ => Err(violations),
    }
}

fn read_units(row: &Row, violations: &mut Vec<Found>) -> RowUnits {
    let mut unit = |key: &'static str| match row.text(key) {
        "" => None,
        text => text.parse::<UnitName>().map_err(|_| violations.push(Found::at(key, unit_name(text)))).ok(),
    };
    RowUnits { own: unit("unit"), lead: unit("lead"), support: unit("support") }
}

pub(super) fn unit_name(text: &str) -> Violation {
    Violation::new(
        "roster.unit_name",
        format!("「{text}」不像单位名称,太长或有特殊字符。"),
        format!("{text:?} is no unit's name: too long, or with control characters."),
    )
}

fn read_name(row: &Row, violations: &mut Vec<Found>) -> String {
    let (name, violation) = named_person(row.text("name"));
    violations.extend(violation.map(|violation| Found::at("name", violation)));
    name
}

/// A person's name as it is kept, and what is wrong with it.
pub(super) fn named_person(text: &str) -> (String, Option<Violation>) {
    let name = person_name(text);
    let violation = if name.is_empty() {
        Some(Violation::new("roster.name_missing", "还差:姓名。", "Still missing: the name."))
    } else if name.chars().count() > LONGEST_NAME || name.chars().any(|c| c.is_control() || c.is_ascii_digit()) {
        Some(Violation::new(
            "roster.name",
            format!("「{name}」不像人名。一行写一个人。"),
            format!("{name:?} is no person's name. Please write one person a row."),
        ))
    } else {
        None
    };
    (name, violation)
}

fn read_term(row: &Row, violations: &mut Vec<Found>) -> Option<Term> {
    let from = match row.text("from") {
        "" => Err(Violation::new("roster.from_missing", "还差:起始日期。", "Still missing: the first day.")),
        _ => row.day("from"),
    };
    let to: Result<Option<NaiveDate>, _> = match row.text("to") {
        "" | "至今" | "长期" | "在任" => Ok(None),
        _ => row.day("to").map(Some),
    };
    let cut_short = read_cut_short(row.text("cut_short"));
    let from = from.map_err(|violation| violations.push(Found::at("from", violation))).ok();
    let to = to.map_err(|violation| violations.push(Found::at("to", violation))).ok();
    let cut_short = cut_short.map_err(|violation| violations.push(Found::at("cut_short", violation))).ok();
    Some(Term { from: from?, to: to?, cut_short: cut_short? })
}

/// `召回:…`, `调令:…`, `recall: …`, `order: …`; without more, the words themselves are the reason.
fn read_cut_short(text: &str) -> Result<Option<CutShort>, Violation> {
    const WORDS: [(&str, CutShortBy); 9] = [
        ("召回", CutShortBy::Recall),
        ("recall", CutShortBy::Recall),
        ("调令", CutShortBy::Order),
        ("调离", CutShortBy::Order),
        ("调任", CutShortBy::Order),
        ("调动", CutShortBy::Order),
        ("调整", CutShortBy::Order),
        ("调走", CutShortBy::Order),
        ("order", CutShortBy::Order),
    ];
    let plain: String = text.chars().map(half_width).collect();
    if plain.trim().is_empty() {
        return Ok(None);
    }
    let said = plain.trim().to_lowercase();
    let Some((word, by)) = WORDS.iter().find(|(word, _)| said.starts_with(word)) else {
        return Err(Violation::new(
            "term.reason_unclear",
            format!("「{text}」没有写明是召回还是调令,请写成「召回:原因」或「调令:原因」。"),
            format!(
                "{text:?} doesn't say whether it was a recall or an order; please write \"recall: reason\" or \"order: reason\"."
            ),
        ));
    };
    let rest = plain.trim().get(word.len()..).unwrap_or_default().trim_start_matches([':', ',', ' ']);
    let reason = if rest.is_empty() { plain.trim() } else { rest };
    Ok(Some(CutShort { by: *by, reason: reason.to_owned() }))
}

fn read_id(
    row: &Row,
    role: Role,
    space: &DivisionCode,
    units: &RowUnits,
    name: &str,
    violations: &mut Vec<Found>,
) -> Option<(PersonId, bool)> {
    let given = row.text("id");
    let unit = units.own.as_ref().or(units.lead.as_ref()).or(units.support.as_ref());
    match person_id(given, role, space, unit, name) {
        Ok(id) => Some((id, !given.is_empty())),
        Err(violation) => {
            violations.push(Found::at("id", violation));
            None
        }
    }
}

/// The id that is given, or else the one that follows from where somebody belongs and what they are called.
pub(super) fn person_id(
    given: &str,
    role: Role,
    space: &DivisionCode,
    unit: Option<&UnitName>,
    name: &str,
) -> Result<PersonId, Violation> {
    let id = if given.is_empty() {
        let place = match (role, unit) {
            (Role::UnitHead | Role::LeadUnit, Some(unit)) => unit.as_str(),
            _ => space.as_str(),
        };
        person_id::derived(place, name)
    } else {
        given.parse()
    };
    // An id that begins with a dot is the server's own.
    id.ok().filter(|id| !id.as_str().starts_with('.')).ok_or_else(|| {
        Violation::new(
            "roster.id",
            "编号要用 1 到 32 个字母、数字、下划线、点或短横,不能以点开头,不能是身份证号。",
            "An id has 1 to 32 letters, digits, '_', '.' or '-', begins with no dot, and is no ID-card number.",
        )
    })
}

/// The division in which a role is held, from the names in the row.
fn space_of(role: Role, row: &Row, divisions: &Divisions) -> Result<DivisionCode, Found> {
    let deepest_named = [("village", Level::Village), ("town", Level::Town), ("county", Level::County)]
        .into_iter()
        .find(|(key, _)| !row.text(key).is_empty())
        .map_or(Level::City, |(_, level)| level);
    // A role of one level is held there, whatever else the row names; one of several where the row ends.
    let level = match role.levels() {
        [only] => *only,
        levels if levels.contains(&deepest_named) => deepest_named,
        levels => levels.last().copied().unwrap_or(Level::City),
    };
    named(level, row, divisions)
}

/// The village of a row without a person, or the county if it names no village.
fn units_space(row: &Row, divisions: &Divisions) -> Result<DivisionCode, Found> {
    let level = if row.text("village").is_empty() { Level::County } else { Level::Village };
    named(level, row, divisions)
}

fn named(level: Level, row: &Row, divisions: &Divisions) -> Result<DivisionCode, Found> {
    let (county, town, village) = (row.text("county"), row.text("town"), row.text("village"));
    let needed: &[(&str, &str, &str)] = match level {
        Level::Village => &[(county, "县区", "county"), (town, "镇", "town"), (village, "村", "village")],
        Level::Town => &[(county, "县区", "county"), (town, "镇", "town")],
        Level::County => &[(county, "县区", "county")],
        Level::City | Level::Province => &[],
    };
    let missing: Vec<_> = needed.iter().filter(|(text, ..)| text.is_empty()).collect();
    if !missing.is_empty() {
        let zh: Vec<_> = missing.iter().map(|(_, zh, _)| *zh).collect();
        let en: Vec<_> = missing.iter().map(|(.., en)| *en).collect();
        return Err(Violation::new(
            "import.place_missing",
            format!("还差:{}。", zh.join("、")),
            format!("Still missing: {}.", en.join(", ")),
        )
        .into());
    }
    let found = match level {
        Level::Village => divisions.village(county, town, village),
        Level::Town => divisions.town(county, town),
        Level::County => divisions.county(county),
        Level::City | Level::Province => divisions.city(row.text("city")),
    };
    let found = found.map(|division| division.code.clone());
    chosen(found, row, divisions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_begins_with_what_it_is() {
        let read = |text| read_cut_short(text).map(|cut| cut.map(|cut| (cut.by, cut.reason)));
        assert_eq!(read(""), Ok(None));
        assert_eq!(read("召回\u{ff1a}不在岗"), Ok(Some((CutShortBy::Recall, "不在岗".into()))));
        assert_eq!(read("Recall: absent"), Ok(Some((CutShortBy::Recall, "absent".into()))));
        assert_eq!(read("调任县教育局"), Ok(Some((CutShortBy::Order, "县教育局".into()))));
        assert_eq!(read("调令"), Ok(Some((CutShortBy::Order, "调令".into()))));
        assert_eq!(read("身体不好").unwrap_err().code, "term.reason_unclear");
    }
}
