//! What the gathering asks of whoever keeps the records: a phone its tables, the server those of a village's spaces.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::diary::DiaryEntry;
use crate::division::DivisionCode;
use crate::person::PersonId;
use crate::record::{Edit, RecordId, RecordKind, Set};

/// A record as attendance reads it, wherever it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept<K> {
    /// Its id.
    pub id: RecordId,
    /// Its space.
    pub space: DivisionCode,
    /// Who created it.
    pub author: PersonId,
    /// Its heads.
    pub heads: BTreeSet<Edit>,
    /// Whether it is withdrawn.
    pub withdrawn: bool,
    /// Its key and fields.
    pub value: K,
}

impl<K> Kept<K> {
    /// Whether a judgement that names these heads still counts: the record's heads are exactly those.
    pub fn is_judged_by(&self, judged: &Set<Edit>) -> bool {
        self.heads == judged.0
    }
}

/// The records that attendance is gathered from. Rejected edits are in none of them.
pub trait Records {
    /// What can go wrong while they are read.
    type Error;

    /// Those of a kind that are not withdrawn.
    ///
    /// # Errors
    /// They can't be read.
    fn standing<K: RecordKind>(&mut self) -> Result<Vec<Kept<K>>, Self::Error>;

    /// Those of a kind that tell of these days, withdrawn ones too.
    ///
    /// # Errors
    /// They can't be read.
    fn of_days<K: RecordKind>(&mut self, days: &RangeInclusive<NaiveDate>) -> Result<Vec<Kept<K>>, Self::Error>;

    /// One of a kind, withdrawn or not.
    ///
    /// # Errors
    /// It can't be read.
    fn one<K: RecordKind>(&mut self, id: RecordId) -> Result<Option<Kept<K>>, Self::Error>;

    /// The local day on which a diary first said of the night what it says now ([`DiaryEntry::word_of_stay`]), by the clock of the
    /// phone that wrote it; none where that was lost.
    ///
    /// # Errors
    /// It can't be read.
    fn first_said(&mut self, diary: &Kept<DiaryEntry>) -> Result<Option<NaiveDate>, Self::Error>;
}
