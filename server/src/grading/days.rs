//! Days follow the diaries and everything beside them that speaks for or against their word.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use cunji_domain::check_in::CheckIn;
use cunji_domain::confirmation::Confirmation;
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::grade::grade;
use cunji_domain::hint::hints;
use cunji_domain::objection::Objection;
use cunji_domain::objection_decision::ObjectionDecision;
use cunji_domain::observation::AttendanceObservation;
use cunji_domain::office_objection_decision::OfficeObjectionDecision;
use cunji_domain::person::PersonId;
use cunji_domain::record::{self, KindDecl, RecordId, RecordKind, Scalar, Set, ToldOf};
use cunji_domain::server_facts::day_grade::DayGrade;
use cunji_domain::server_facts::village_anchor::VillageAnchor;
use cunji_domain::shared_visit::SharedVisit;
use cunji_domain::visit::HouseholdVisit;
use cunji_history::{Edit, Op};

use super::facts::Gathering;
use crate::error::ServerError;
use crate::follow::Following;
use crate::log::publish;
use crate::registrar::Registrar;
use crate::storage::Transaction;
use crate::storage::log::{self, LogEntry};
use crate::storage::read_model::RecordRow;

/// What has to be graded anew.
#[derive(Debug, Default)]
pub struct Days {
    diaries: BTreeSet<RecordId>,
    of_cadres: BTreeSet<(PersonId, NaiveDate)>,
    of_days: BTreeSet<NaiveDate>,
    all: bool,
}

impl Following for Days {
    /// Grades stand in the log: they are compared with what is computed anew and written where they differ.
    fn clear(&self, _: &mut dyn Transaction, _: &DivisionCode) -> Result<(), ServerError> {
        Ok(())
    }

    fn hear(&mut self, tx: &mut dyn Transaction, registrar: &Registrar, entry: &LogEntry) -> Result<(), ServerError> {
        let kind = entry.kind;
        if kind == DiaryEntry::DECL.number {
            self.diaries.insert(entry.record);
            return Ok(());
        }
        let beside = [
            HouseholdVisit::DECL,
            CheckIn::DECL,
            SharedVisit::DECL,
            AttendanceObservation::DECL,
            Confirmation::DECL,
            VillageAnchor::DECL,
            Objection::DECL,
            ObjectionDecision::DECL,
            OfficeObjectionDecision::DECL,
        ];
        let Some(decl) = beside.into_iter().find(|decl| decl.number == kind) else { return Ok(()) };
        let Some(row) = registrar.tables.record(tx, kind, &entry.space, entry.record)? else { return Ok(()) };
        if kind == VillageAnchor::DECL.number {
            self.all = true;
        } else if kind == Confirmation::DECL.number {
            self.diaries.extend(decl.subject_of(&row.key));
        } else if kind == AttendanceObservation::DECL.number {
            self.of_days.extend(days_told(tx, decl, &row, entry)?);
        } else if [ObjectionDecision::DECL.number, OfficeObjectionDecision::DECL.number].contains(&kind) {
            let Some(objection) = decl.subject_of(&row.key) else { return Ok(()) };
            let objection = registrar.tables.record(tx, Objection::DECL.number, &entry.space, objection)?;
            let day = objection.as_ref().and_then(|one| Objection::DECL.day_told(&one.key, &one.fields));
            self.of_cadres.extend(objection.zip(day).map(|(objection, day)| (objection.author, day)));
        } else if kind == SharedVisit::DECL.number {
            let visit = SharedVisit::from_parts(&row.key, &row.fields).ok().map(|shared| shared.visit);
            let visit = visit
                .map(|visit| registrar.tables.record(tx, HouseholdVisit::DECL.number, &entry.space, visit))
                .transpose()?;
            if let Some(visit) = visit.flatten() {
                let day = HouseholdVisit::DECL.day_told(&visit.key, &visit.fields);
                self.of_cadres.extend(day.map(|day| (visit.author, day)));
            }
        } else {
            let days = days_told(tx, decl, &row, entry)?;
            self.of_cadres.extend(days.into_iter().map(|day| (row.author.clone(), day)));
        }
        Ok(())
    }

    fn write(
        &mut self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        space: &DivisionCode,
        now: i64,
    ) -> Result<(), ServerError> {
        let Self { mut diaries, of_cadres, of_days, all } = std::mem::take(self);
        let kind = DiaryEntry::DECL.number;
        if all {
            let rows = registrar.tables.records(tx, kind, space)?;
            diaries.extend(rows.into_iter().map(|row| row.id));
        }
        for day in of_days {
            let rows = registrar.tables.records_of_days(tx, kind, space, &(day..=day))?;
            diaries.extend(rows.into_iter().map(|row| row.id));
        }
        for (cadre, day) in of_cadres {
            let rows = registrar.tables.records_of_days(tx, kind, space, &(day..=day))?;
            diaries.extend(rows.into_iter().filter(|row| row.author == cadre).map(|row| row.id));
        }
        for diary in diaries {
            grade_day(tx, registrar, space, diary, now)?;
        }
        Ok(())
    }
}

/// The day that a record tells of; with one that was written on also those that it told of before, for which it says nothing any more.
fn days_told(
    tx: &mut dyn Transaction,
    decl: &KindDecl,
    row: &RecordRow,
    entry: &LogEntry,
) -> Result<BTreeSet<NaiveDate>, ServerError> {
    let mut days: BTreeSet<_> = decl.day_told(&row.key, &row.fields).into_iter().collect();
    let ToldOf::Field(field) = decl.told_of else { return Ok(days) };
    if decoded(entry)?.is_none_or(|edit| edit.parents.is_empty()) {
        return Ok(days);
    }
    for entry in log::entries_of_record(tx, &entry.space, entry.record)? {
        for op in decoded(&entry)?.into_iter().flat_map(|edit| edit.ops) {
            if let Op::Put(put, value) = op
                && put == field
            {
                days.extend(NaiveDate::from_value(&value));
            }
        }
    }
    Ok(days)
}

/// An entry's edit, unless it was erased.
fn decoded(entry: &LogEntry) -> Result<Option<Edit>, ServerError> {
    let bytes = entry.link.edit.as_deref().filter(|_| !entry.link.erased);
    let edit = bytes.map(Edit::from_bytes).transpose();
    edit.map_err(|fault| ServerError::Damaged { what: "edit", fault })
}

/// The diaries whose day a diary or a visit belongs to: itself, or the writer's of the visit's day.
pub(crate) fn diaries_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    record: RecordId,
) -> Result<Vec<RecordId>, ServerError> {
    let Some(visit) = registrar.tables.record(tx, HouseholdVisit::DECL.number, space, record)? else {
        return Ok(vec![record]);
    };
    let Some(day) = HouseholdVisit::DECL.day_told(&visit.key, &visit.fields) else { return Ok(Vec::new()) };
    let rows = registrar.tables.records_of_days(tx, DiaryEntry::DECL.number, space, &(day..=day))?;
    Ok(rows.into_iter().filter(|row| row.author == visit.author).map(|row| row.id).collect())
}

/// Grades a diary's day, and publishes the grade where it differs from the one that stands.
pub(super) fn grade_day(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    record: RecordId,
    now: i64,
) -> Result<(), ServerError> {
    let row = registrar.tables.record(tx, DiaryEntry::DECL.number, space, record)?;
    let Some(row) = row.filter(|row| !row.withdrawn) else { return Ok(()) };
    let Ok(diary) = DiaryEntry::from_parts(&row.key, &row.fields) else { return Ok(()) };
    let policies = registrar.policies.clone();
    let Some(policy) = policies.on(diary.day) else { return Ok(()) };
    let mut gathering = Gathering { tx, registrar, space, row: &row, diary: &diary };
    let facts = gathering.day()?;
    let graded = grade(&facts, policy);
    let beside = gathering.beside(policy.review.near_equal_percent.get())?;
    let hints = hints(&beside.facts(&diary, &facts, &graded.reasons), policy);
    let heads = Set::from_iter(row.heads.iter().map(|head| record::Edit(head.0)));
    let record = DayGrade::of((diary.cadre.clone(), row.id), heads, &graded, &hints, policy.id());
    publish(tx, registrar, space, &record, now).map(drop)
}
