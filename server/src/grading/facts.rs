//! From a village's tables and the evidence beside its entries to the plain facts that a grade is computed from.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use cunji_domain::check_in::CheckIn;
use cunji_domain::confirmation::{Confirmation, ConfirmationResult};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::grade::{Anchor, DayFacts, Fix, Provider, Reason, Save, WritingTime};
use cunji_domain::hint::{HintFacts, OtherText, PhotoUse, may_be_alike};
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::observation::AttendanceObservation;
use cunji_domain::place::Place;
use cunji_domain::record::{Code, RecordId, RecordKind, Scalar, Value};
use cunji_domain::server_facts::village_anchor::VillageAnchor;
use cunji_domain::shared_visit::SharedVisit;
use cunji_domain::time::local_day;
use cunji_domain::visit::HouseholdVisit;
use cunji_history::{Evidence, derived_record_id};

use crate::attendance::{answers_of, first_said};
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::log::{self, LogEntry};
use crate::storage::read_model::RecordRow;
use crate::storage::{Transaction, photo_uses, roster};

/// A text is compared with the person's own of so many days before it…
const OWN_DAYS: u64 = 30;
/// …and with teammates' of so many.
const TEAM_DAYS: u64 = 7;

/// What is gathered for one diary.
pub struct Gathering<'g> {
    pub tx: &'g mut dyn Transaction,
    pub registrar: &'g Registrar,
    pub space: &'g DivisionCode,
    pub row: &'g RecordRow,
    pub diary: &'g DiaryEntry,
}

/// What stands beside a diary: texts of other days, earlier uses of the day's photos.
pub struct Beside {
    texts: Vec<(NaiveDate, String)>,
    photos: Vec<PhotoUse>,
}

impl Beside {
    /// The facts of the hints.
    pub fn facts<'f>(&'f self, diary: &'f DiaryEntry, day: &DayFacts, reasons: &'f [Reason]) -> HintFacts<'f> {
        HintFacts {
            text: &diary.text.0,
            others: self.texts.iter().map(|(day, text)| OtherText { day: *day, text }).collect(),
            written_after: day.written_after,
            reasons,
            photos: self.photos.clone(),
        }
    }
}

impl Gathering<'_> {
    /// The facts of the day's grade.
    pub fn day(&mut self) -> Result<DayFacts, ServerError> {
        let diary = self.diary;
        let entries = log::entries_of_record(self.tx, self.space, self.row.id)?;
        let mut facts = DayFacts::new(diary.day, diary.stay);
        facts.written_after =
            first_written(&entries, diary)?.map(|day| day.signed_duration_since(diary.day).num_days());
        facts.saves = saves(&entries)?;
        let visits = self.own::<HouseholdVisit>()?;
        for record in visits.iter().map(|(id, _)| *id).chain(self.own::<CheckIn>()?.iter().map(|(id, _)| *id)) {
            facts.saves.extend(saves(&log::entries_of_record(self.tx, self.space, record)?)?);
        }
        facts.anchors = self.anchors()?;
        // What an upheld objection set aside speaks neither for nor against the day.
        let set_aside = answers_of(self.tx, self.registrar, self.space, &diary.cadre)?.set_aside;
        self.seen(&mut facts, &set_aside)?;
        facts.first_secretary = self.confirmed(&set_aside)?;
        for (visit, value) in visits {
            for companion in &value.companions.0 {
                let key = [Value::Bytes(visit.0.to_vec()), companion.to_value()];
                if let Some(shared) = self.derived::<SharedVisit>(&key)? {
                    *(if shared.was_along { &mut facts.teammate_along } else { &mut facts.teammate_denies }) = true;
                }
            }
        }
        Ok(facts)
    }

    /// What the hints are computed from.
    pub fn beside(&mut self, near_equal_percent: i64) -> Result<Beside, ServerError> {
        let (day, cadre) = (self.diary.day, &self.diary.cadre);
        let since = |days: u64| day.checked_sub_days(Days::new(days)).unwrap_or(day);
        let days = since(OWN_DAYS)..=day;
        let rows = self.registrar.tables.records_of_days(self.tx, DiaryEntry::DECL.number, self.space, &days)?;
        let others = rows.into_iter().filter(|row| !row.withdrawn && row.id != self.row.id);
        let others = others.filter_map(|row| DiaryEntry::from_parts(&row.key, &row.fields).ok());
        let texts = others
            .filter(|other| other.day != day && (other.cadre == *cadre || other.day >= since(TEAM_DAYS)))
            // Most pairs need no comparing.
            .filter(|other| may_be_alike(&self.diary.text.0, &other.text.0, near_equal_percent))
            .map(|other| (other.day, other.text.0))
            .collect();
        let mut photos = Vec::new();
        for digest in self.photos_of_the_day()? {
            for earlier in photo_uses::before(self.tx, &digest, day, self.space)? {
                let here = earlier.space == *self.space;
                let village = if here { None } else { roster::division_name(self.tx, &earlier.space)? };
                photos.push(PhotoUse { day: earlier.day, village });
            }
        }
        Ok(Beside { texts, photos })
    }

    /// The photos of the diary and of the cadre's visits of the day: a visit has nobody else to review it.
    fn photos_of_the_day(&mut self) -> Result<BTreeSet<Vec<u8>>, ServerError> {
        let visits = self.own::<HouseholdVisit>()?;
        let of_visits = visits.iter().flat_map(|(_, visit)| &visit.photos.0);
        Ok(self.diary.photos.0.iter().chain(of_visits).map(|photo| photo.digest.0.clone()).collect())
    }

    /// The cadre's records of a kind that tell of the day.
    fn own<K: RecordKind>(&mut self) -> Result<Vec<(RecordId, K)>, ServerError> {
        let day = self.diary.day;
        let rows = self.registrar.tables.records_of_days(self.tx, K::DECL.number, self.space, &(day..=day))?;
        let own = rows.into_iter().filter(|row| !row.withdrawn && row.author == self.diary.cadre);
        Ok(own.filter_map(|row| Some((row.id, K::from_parts(&row.key, &row.fields).ok()?))).collect())
    }

    fn derived<K: RecordKind>(&mut self, key: &[Value]) -> Result<Option<K>, ServerError> {
        let id = derived_record_id(K::DECL.number, self.space, key);
        let row = self.registrar.tables.record(self.tx, K::DECL.number, self.space, id)?;
        Ok(row.filter(|row| !row.withdrawn).and_then(|row| K::from_parts(&row.key, &row.fields).ok()))
    }

    fn anchors(&mut self) -> Result<Vec<Anchor>, ServerError> {
        let rows = self.registrar.tables.records(self.tx, VillageAnchor::DECL.number, self.space)?;
        let standing = rows.into_iter().filter(|row| !row.withdrawn);
        let anchors = standing.filter_map(|row| VillageAnchor::from_parts(&row.key, &row.fields).ok());
        Ok(anchors.filter(|anchor| anchor.holds_on(self.diary.day)).map(|anchor| Anchor::from(&anchor)).collect())
    }

    fn seen(&mut self, facts: &mut DayFacts, set_aside: &BTreeSet<RecordId>) -> Result<(), ServerError> {
        let (day, kind) = (self.diary.day, AttendanceObservation::DECL.number);
        for row in self.registrar.tables.records_of_days(self.tx, kind, self.space, &(day..=day))? {
            let Ok(observation) = AttendanceObservation::from_parts(&row.key, &row.fields) else { continue };
            // Nobody vouches for oneself.
            if row.withdrawn || observation.observer == self.diary.cadre || set_aside.contains(&row.id) {
                continue;
            }
            let away = observation.absent.0.iter().any(|absent| absent.person == self.diary.cadre);
            let there = observation.everybody_here || observation.present.0.contains(&self.diary.cadre);
            facts.seen_away |= away;
            facts.seen_there |= there && !away;
        }
        Ok(())
    }

    fn confirmed(&mut self, set_aside: &BTreeSet<RecordId>) -> Result<Option<ConfirmationResult>, ServerError> {
        let key = [Value::Bytes(self.row.id.0.to_vec()), Value::Text(JudgeLevel::Village.code().to_owned())];
        if set_aside.contains(&derived_record_id(Confirmation::DECL.number, self.space, &key)) {
            return Ok(None);
        }
        let confirmation = self.derived::<Confirmation>(&key)?;
        Ok(confirmation.filter(|word| self.row.is_as_judged(&word.judged)).map(|word| word.result))
    }
}

/// The day on which the diary first said of the night what it says now; where it says nothing of it, on which it was begun.
fn first_written(entries: &[LogEntry], diary: &DiaryEntry) -> Result<Option<NaiveDate>, ServerError> {
    if diary.stay.is_some() {
        return first_said(entries, diary);
    }
    let standing = entries.iter().filter(|entry| !entry.link.erased);
    Ok(standing.map(|entry| entry.link.written_at).min().and_then(local_day))
}

fn saves(entries: &[LogEntry]) -> Result<Vec<Save>, ServerError> {
    let mut saves = Vec::new();
    for entry in entries {
        let evidence = entry.link.evidence.as_deref().map(Evidence::from_bytes).transpose();
        let evidence = evidence.map_err(|fault| ServerError::Damaged { what: "evidence", fault })?.unwrap_or_default();
        let (clock, arrived) = (entry.link.written_at, entry.link.received_at);
        let written = WritingTime::bounded(clock, evidence.since_boot, evidence.last_server_time, arrived);
        let fix = evidence.place.map(|(lat, lon)| Fix {
            place: Place { lat: i64::from(lat), lon: i64::from(lon) },
            accuracy: evidence.accuracy,
            provider: evidence.provider.and_then(Provider::of),
            mock: evidence.mock == Some(true),
        });
        saves.push(Save { written, fix });
    }
    Ok(saves)
}
