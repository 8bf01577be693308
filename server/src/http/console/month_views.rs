//! A person's month as calls show it: its days, its steps, its filings; and the months that are on no sheet.

use chrono::NaiveDate;
use cunji_domain::month_acknowledgement::ChangedSince;
use cunji_domain::paper_month::PaperMonth;
use cunji_domain::record::Code;
use serde::Serialize;
use utoipa::ToSchema;

use crate::months::{EarlierFiling, Filed, Left, OnPaper, PersonMonth, Seen, VillageMonths};

/// A village's people with their months.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VillageMonthsView {
    /// The village.
    division: String,
    /// Its name.
    name: String,
    /// The day up to which the year is told: the month's last one, or today while it is not over.
    year_until: NaiveDate,
    /// Its people, the first secretary first.
    people: Vec<PersonMonthView>,
    /// What of earlier months stands on this month's sheet.
    earlier: Vec<EarlierView>,
}

/// A filing of an earlier month on a later sheet.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EarlierView {
    /// Whose.
    cadre: String,
    /// By name.
    name: String,
    /// The first day of the month.
    month: NaiveDate,
    /// 0 for the month itself, which was left out of its own sheet; else the correction's.
    number: i64,
    /// `closed`, `late_arrival`, `time_over` or `corrected`.
    cause: String,
    /// What changed, in words; of the month itself, why it was checked before it was signed.
    note: String,
    /// Whether it was from paper.
    on_paper: bool,
    /// On how many of its absent days nothing at all had been heard.
    never_heard: i64,
    /// Resident days as they were filed.
    resident: i64,
}

/// A person's month as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PersonMonthView {
    /// Whose.
    cadre: String,
    /// By name.
    name: String,
    /// `resident` or `first_secretary`.
    role: String,
    /// The last day of the month on the team.
    until: NaiveDate,
    /// Each day until then as the records have it now, a sign each.
    signs: String,
    /// The days until then of which nothing was heard, though a word is awaited: what they count as is no word about the person.
    silent: Vec<NaiveDate>,
    /// `running`, `unacknowledged`, `acknowledged`, `signed`, `checked`, `filed` or `filed_and_changed`.
    step: String,
    /// The person's own word.
    acknowledged: Option<SeenView>,
    /// The first secretary's.
    signed: Option<SeenView>,
    /// The highest office's.
    checked: Option<SeenView>,
    /// On which level that office is.
    checked_by: Option<String>,
    /// A sheet on paper that was typed in, as it stands now.
    paper: Option<OnPaperView>,
    /// Whether the sheet says that the month is from paper; of a filed month, whether it was when it was filed.
    on_paper: bool,
    /// Whether typing one in takes a second person: the person has a phone, or the month is filed.
    paper_takes_two: bool,
    /// The filings, by number: 0 the month itself, then its corrections.
    filed: Vec<FiledView>,
    /// On how many of its days nothing at all was heard until their time was over: they count as absent, and yet nobody told so. Of a
    /// filed month, as it was when it was filed.
    never_heard: i64,
    /// Resident days of the year up to the sheet's `year_until`; of a filed month, as they were known then.
    year_resident: i64,
    /// Resident days owed in the year.
    year_target: i64,
}

/// A sheet on paper as it was typed in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OnPaperView {
    /// A sign a day, as they are typed.
    days: String,
    /// Whether the first secretary signed it.
    signed: bool,
    /// A word on it.
    note: String,
    /// Who typed it in, by name.
    typed_by: String,
    /// Who agreed to it, by name, where it took a second person.
    seconded_by: Option<String>,
    /// What tells this state of it from others: who retypes it sends it along.
    seen: String,
}

/// What somebody stands for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SeenView {
    /// A word on it.
    note: String,
    /// The days that have become others since; while there are any, it stands for the month no more.
    changed: Vec<ChangedDay>,
}

/// A day that is no more what it was.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChangedDay {
    /// The day.
    day: NaiveDate,
    /// What it was, by code.
    was: String,
    /// What it is.
    is: String,
}

/// A filing of a month.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FiledView {
    /// 0 for the month itself, then the corrections one by one.
    number: i64,
    /// On which month's sheet it stands.
    sheet: NaiveDate,
    /// `closed`, `late_arrival`, `time_over` or `corrected`.
    cause: String,
    /// What changed, in words; of the month itself, why it was checked before it was signed.
    note: String,
    /// Each day as it was filed, a sign each.
    signs: String,
    /// Resident days as they were filed.
    resident: i64,
    /// The days that have become others since: they go on the next sheet as a correction.
    changed: Vec<ChangedDay>,
}

/// A month that was left out.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LeftView {
    /// The village.
    division: String,
    /// Its name.
    division_name: String,
    /// The first day of the month.
    month: NaiveDate,
    /// Whose.
    cadre: String,
    /// By name.
    name: String,
    /// How far it is.
    step: String,
}

pub(super) fn village_view(village: VillageMonths) -> VillageMonthsView {
    VillageMonthsView {
        division: village.village.to_string(),
        name: village.name,
        year_until: village.year_until,
        people: village.people.into_iter().map(person_view).collect(),
        earlier: village.earlier.into_iter().map(earlier_view).collect(),
    }
}

fn earlier_view(EarlierFiling { name, filing }: EarlierFiling) -> EarlierView {
    EarlierView {
        cadre: filing.cadre.to_string(),
        name,
        month: filing.month,
        number: filing.number,
        cause: filing.cause.code().to_owned(),
        on_paper: filing.on_paper.unwrap_or_default(),
        never_heard: filing.never_heard.unwrap_or_default(),
        resident: filing.resident(),
        note: filing.note.0,
    }
}

pub(super) fn left_view(left: Left) -> LeftView {
    LeftView {
        division: left.village.to_string(),
        division_name: left.village_name,
        month: left.month,
        cadre: left.cadre.to_string(),
        name: left.name,
        step: left.step.code().to_owned(),
    }
}

fn person_view(person: PersonMonth) -> PersonMonthView {
    let checked_by = person.checked.as_ref().map(|(level, _)| level.code().to_owned());
    PersonMonthView {
        paper_takes_two: person.paper_takes_two(),
        on_paper: person.on_paper(),
        never_heard: person.never_heard(),
        silent: person.silent().collect(),
        cadre: person.cadre.to_string(),
        name: person.name,
        role: person.role.code().to_owned(),
        until: person.until,
        signs: person.signs,
        step: person.step.code().to_owned(),
        acknowledged: person.acknowledged.map(seen_view),
        signed: person.signed.map(seen_view),
        checked: person.checked.map(|(_, seen)| seen_view(seen)),
        checked_by,
        paper: person.paper.map(paper_view),
        filed: person.filed.into_iter().map(filed_view).collect(),
        year_resident: person.year_resident,
        year_target: person.year_target,
    }
}

fn paper_view(OnPaper { sheet, seen }: OnPaper) -> OnPaperView {
    let PaperMonth { days, signed, note, typed_by, seconded_by, .. } = sheet;
    OnPaperView { days, signed, note: note.0, typed_by, seconded_by, seen }
}

fn seen_view(seen: Seen) -> SeenView {
    SeenView { note: seen.note, changed: changed_days(&seen.changed) }
}

fn filed_view(filed: Filed) -> FiledView {
    FiledView {
        number: filed.filing.number,
        sheet: filed.filing.sheet,
        cause: filed.filing.cause.code().to_owned(),
        resident: filed.filing.resident(),
        note: filed.filing.note.0,
        signs: filed.filing.filed,
        changed: changed_days(&filed.changed),
    }
}

fn changed_days(changed: &[ChangedSince]) -> Vec<ChangedDay> {
    let days = changed.iter().map(|change| ChangedDay {
        day: change.day,
        was: change.was.code().to_owned(),
        is: change.is.code().to_owned(),
    });
    days.collect()
}
