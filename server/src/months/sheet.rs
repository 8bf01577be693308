//! The sheet of a month as offices file it: a page a village, the days as they were filed, and what of earlier months stands on it.

use chrono::NaiveDate;
use cunji_domain::attendance::DayState;
use cunji_domain::calendar::Calendar;
use cunji_domain::division::spoken_name;
use cunji_domain::month_filing::{MonthFiling, Remark};
use cunji_domain::organisation::UnitName;
use cunji_domain::record::Code;
use cunji_domain::words::Words;
use cunji_reports::{Language, MonthMember, MonthSheet, Sign, month_sheets};

use super::person_month::{PersonMonth, Step};
use super::rest_days::rest_days;
use super::village_months::{EarlierFiling, VillageMonths};
use super::whose::{Who, Whose};
use crate::attendance::calendar;
use crate::error::ServerError;
use crate::follow;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage;

/// A town's or a village's sheet of a month as an xlsx. It is made while its reader waits: a town has some thirty villages at most, a
/// village a team of a few, and each person's year is gathered once. One unit's people may be a county's: then it has the pages of the
/// villages where they are, with nobody else on them, and every figure is the one of the village's own sheet.
///
/// # Errors
/// Logs are followed anew; nobody whom it asks for was on a team there in the month; the sheet can't be made; or what the database says.
pub fn month_sheet_file(
    server: &Server,
    whose: &Whose,
    month: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<u8>, ServerError> {
    follow::ensure_whole(server, &whose.division)?;
    let registrar = server.registrar();
    let sheets = storage::read(&*server.storage, |tx| {
        let calendar = calendar(tx, &registrar)?;
        let mut sheets = Vec::new();
        for (village, who) in whose.villages(tx, &registrar)? {
            let page = VillageMonths::of(tx, &registrar, &village, month, today)?;
            let of = (whose.unit.as_ref(), &who);
            sheets.extend(page.and_then(|page| sheet_of(&registrar, page, of, (month, today), &calendar)));
        }
        Ok::<_, ServerError>(sheets)
    })?;
    if sheets.is_empty() && whose.unit.is_some() {
        return Err(ServerError::refused(
            "month.nobody_of_unit",
            "这个月这里没有这个单位的驻村队员,没有表可出。换个月份、地方或单位;名册上单位写错的,先改名册。",
            "Nobody of this unit was on a village team here in this month, so there is no sheet. Choose another month, place or unit; if the roster names a wrong unit, change it first.",
        ));
    }
    if sheets.is_empty() {
        return Err(ServerError::refused(
            "month.nobody",
            "这个月这里没有驻村工作队,没有表可出。换个月份或地方;名册不对的,先改名册。",
            "There was no village team here in this month, so there is no sheet. Choose another month or place; if the roster is wrong, change it first.",
        ));
    }
    Ok(month_sheets(&sheets)?)
}

fn sheet_of(
    registrar: &Registrar,
    page: VillageMonths,
    (unit, who): (Option<&UnitName>, &Who),
    (month, today): (NaiveDate, NaiveDate),
    calendar: &Calendar,
) -> Option<MonthSheet> {
    let policy = registrar.policies.on(month);
    // A sheet that was closed is shaded as it was then, whoever of it is shown.
    let filed = page.people.iter().filter_map(|person| person.filed.first()).map(|first| &first.filing);
    let shaded = filed.filter(|filing| filing.sheet == month).find_map(MonthFiling::rest_days);
    let page = who.of(page)?;
    Some(MonthSheet {
        village: spoken_name(&page.village, &page.name).to_owned(),
        unit: unit.map(ToString::to_string),
        month,
        made_on: today,
        year_until: page.year_until,
        rest_days: shaded.unwrap_or_else(|| rest_days(calendar, month).collect()),
        members: page.people.iter().map(|person| member(person, month)).collect(),
        earlier: page.earlier.iter().map(|EarlierFiling { name, filing }| filing.line(name).zh).collect(),
        policies: policy.map(|policy| policy.id()).into_iter().collect(),
        language: Language::Zh,
    })
}

fn member(person: &PersonMonth, month: NaiveDate) -> MonthMember {
    let first = person.filed.first().map(|filed| &filed.filing);
    let states: Vec<DayState> = match first {
        Some(filing) => filing.filed.chars().filter_map(DayState::of_sign).collect(),
        None => person.signs.chars().filter_map(DayState::of_sign).collect(),
    };
    MonthMember {
        name: person.name.clone(),
        role: person.role.zh().to_owned(),
        days: states.iter().map(|state| Sign::of(state.code())).collect(),
        year_resident: person.year_resident,
        year_target: person.year_target,
        acknowledged: None,
        note: note(person, month),
    }
}

fn note(person: &PersonMonth, month: NaiveDate) -> String {
    let stands = person.is_checked() || !person.filed.is_empty();
    let why = person.checked.as_ref().map(|(_, seen)| seen.note.trim()).filter(|_| stands);
    let sheet = person.filed.first().map(|first| first.filing.sheet);
    let remark = Remark {
        on_paper: person.on_paper(),
        not_filed: not_filed(person.step),
        on_sheet: sheet.filter(|sheet| *sheet > month),
        checked_ahead: why.unwrap_or_default(),
        never_heard: person.never_heard(),
    };
    remark.words().zh
}

fn not_filed(step: Step) -> Option<Words> {
    match step {
        Step::Filed | Step::FiledAndChanged => None,
        Step::Checked => Some(Words::new("未归档", "not filed")),
        Step::Signed => Some(Words::new("未归档:等镇核定", "not filed: waits for the town's check")),
        Step::Acknowledged => Some(Words::new("未归档:等第一书记签字", "not filed: waits for the first secretary")),
        Step::Unacknowledged => Some(Words::new("未归档:等本人确认", "not filed: waits for the person's own word")),
        Step::Running => Some(Words::new("本月还没过完", "the month is not over")),
    }
}
