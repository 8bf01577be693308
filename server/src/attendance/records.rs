//! The records of villages as the gathering of attendance reads them: each table once for everybody who is asked for.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use cunji_domain::attendance::{Kept, Records};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::{Edit, KindNumber, RecordId, RecordKind};

use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::read_model::RecordRow;
use crate::storage::{Transaction, attendance};

/// A table of a village, whole or from a day on for a year.
type Part = (DivisionCode, KindNumber, Option<NaiveDate>);

/// The records of some villages as one transaction sees them.
pub(crate) struct InVillages<'t> {
    tx: &'t mut dyn Transaction,
    registrar: &'t Registrar,
    spaces: Vec<DivisionCode>,
    read: HashMap<Part, Vec<RecordRow>>,
    said: HashMap<DivisionCode, BTreeMap<RecordId, NaiveDate>>,
}

impl<'t> InVillages<'t> {
    pub(crate) fn new(tx: &'t mut dyn Transaction, registrar: &'t Registrar) -> Self {
        Self { tx, registrar, spaces: Vec::new(), read: HashMap::new(), said: HashMap::new() }
    }

    /// From now on, these villages are asked.
    pub(crate) fn ask(&mut self, spaces: impl IntoIterator<Item = DivisionCode>) {
        self.spaces = spaces.into_iter().collect();
    }

    fn kept<K: RecordKind>(
        &mut self,
        days: Option<&RangeInclusive<NaiveDate>>,
        keep: impl Fn(&RecordRow) -> bool,
    ) -> Result<Vec<Kept<K>>, ServerError> {
        let kind = K::DECL.number;
        let mut found = Vec::new();
        for space in &self.spaces {
            let part = (space.clone(), kind, days.map(|days| *days.start()));
            if !self.read.contains_key(&part) {
                let rows = match days {
                    Some(days) => self.registrar.tables.records_of_days(self.tx, kind, space, days)?,
                    None => self.registrar.tables.records(self.tx, kind, space)?,
                };
                self.read.insert(part.clone(), rows);
            }
            let rows = self.read.get(&part).into_iter().flatten();
            found.extend(rows.filter(|row| keep(row)).filter_map(kept));
        }
        Ok(found)
    }
}

impl Records for InVillages<'_> {
    type Error = ServerError;

    fn standing<K: RecordKind>(&mut self) -> Result<Vec<Kept<K>>, ServerError> {
        self.kept(None, |row| !row.withdrawn)
    }

    fn of_days<K: RecordKind>(&mut self, days: &RangeInclusive<NaiveDate>) -> Result<Vec<Kept<K>>, ServerError> {
        self.kept(Some(days), |_| true)
    }

    fn one<K: RecordKind>(&mut self, id: RecordId) -> Result<Option<Kept<K>>, ServerError> {
        for space in &self.spaces {
            if let Some(row) = self.registrar.tables.record(self.tx, K::DECL.number, space, id)? {
                return Ok(kept(&row));
            }
        }
        Ok(None)
    }

    fn first_said(&mut self, diary: &Kept<DiaryEntry>) -> Result<Option<NaiveDate>, ServerError> {
        if !self.said.contains_key(&diary.space) {
            let said = attendance::said(self.tx, &diary.space)?;
            self.said.insert(diary.space.clone(), said);
        }
        Ok(self.said.get(&diary.space).and_then(|said| said.get(&diary.id)).copied())
    }
}

/// A row as its kind; one that lacks a required field (its creation was erased) is left out, as on phones.
fn kept<K: RecordKind>(row: &RecordRow) -> Option<Kept<K>> {
    Some(Kept {
        id: row.id,
        space: row.space.clone(),
        author: row.author.clone(),
        heads: row.heads.iter().map(|head| Edit(head.0)).collect(),
        withdrawn: row.withdrawn,
        value: K::from_parts(&row.key, &row.fields).ok()?,
    })
}
