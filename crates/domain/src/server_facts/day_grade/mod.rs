//! 当天佐证: the grade of a diary's day as the server computed it, with reasons and hints, so that the person's phones and
//! the desks say the same. Reasons tell of places, which go to nobody else (docs/adr/0012).

mod rules;

use crate::grade::{Grade, Graded, Reason};
use crate::hint::Hint;
use crate::person::PersonId;
use crate::record::{Edit, Owner, RecordId, Set, ToldOf};
use crate::{declare_group, declare_kind};

declare_group! {
    /// A reason or a hint: the code, and what its sentence needs beside it. The sentences are this program's in both languages.
    pub struct Remark {
        /// The code.
        code: String,
        /// Distances, days, names.
        detail: Option<String>,
    }
}

declare_kind! {
    /// The grade of a day. It is shown while the diary's heads are exactly those judged; it takes no day away.
    pub struct DayGrade = 54 "day_grade" ("当天佐证", "Grade of a day")
    writers Office, audience OwnerAndOffice, owner Owner::Key(0), told of ToldOf::Nothing, schema 1
    key {
        /// Whose day.
        cadre: PersonId,
        /// The diary entry.
        subject: RecordId,
    }
    fields {
        /// The entry's heads that were graded.
        1 judged: Set<Edit>, "看的哪一版" since 1;
        /// The grade.
        2 grade: Grade, "佐证" since 1;
        /// Why.
        3 reasons: Set<Remark>, "原因" since 1;
        /// What a reviewer is shown first.
        4 hints: Set<Remark>, "提示" since 1;
        /// The policy's version that it was computed with, `name/version`.
        5 policy: String, "按哪份政策" since 1;
    }
}

impl From<&Reason> for Remark {
    fn from(reason: &Reason) -> Self {
        Self { code: reason.code().to_owned(), detail: reason.detail() }
    }
}

impl From<&Hint> for Remark {
    fn from(hint: &Hint) -> Self {
        Self { code: hint.code().to_owned(), detail: Some(hint.detail()) }
    }
}

impl DayGrade {
    /// The record of a grade.
    pub fn of(
        (cadre, subject): (PersonId, RecordId),
        heads: Set<Edit>,
        graded: &Graded,
        hints: &[Hint],
        policy: String,
    ) -> Self {
        Self {
            cadre,
            subject,
            judged: heads,
            grade: graded.grade,
            reasons: graded.reasons.iter().map(Remark::from).collect(),
            hints: hints.iter().map(Remark::from).collect(),
            policy,
        }
    }

    /// The reasons that this version knows, in the order of screens.
    pub fn known_reasons(&self) -> Vec<Reason> {
        let known = self.reasons.0.iter().filter_map(|it| Reason::read(&it.code, it.detail.as_deref()));
        sorted(known.collect())
    }

    /// The hints that this version knows, in the order of screens.
    pub fn known_hints(&self) -> Vec<Hint> {
        sorted(self.hints.0.iter().filter_map(|it| Hint::read(&it.code, it.detail.as_deref())).collect())
    }
}

fn sorted<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort();
    all
}
