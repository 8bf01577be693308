//! 佐证: how each diary's day is supported, computed where all evidence is (design §6), and published to whom it is of.

mod again;
mod days;
mod facts;
mod photos;

pub use again::grade_again;
pub use days::Days;
pub(crate) use days::diaries_of;
pub use photos::Photos;

use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::{RecordId, RecordKind, Scalar, Value};
use cunji_domain::server_facts::day_grade::DayGrade;
use cunji_history::derived_record_id;

use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::Transaction;
use crate::storage::read_model::RecordRow;

/// The grade of a diary as its heads are; none where it was not graded yet, or was changed since.
///
/// # Errors
/// What the database says.
pub fn grade_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    diary: &DiaryEntry,
    row: &RecordRow,
) -> Result<Option<DayGrade>, ServerError> {
    let key = [diary.cadre.to_value(), Value::Bytes(row.id.0.to_vec())];
    let id: RecordId = derived_record_id(DayGrade::DECL.number, space, &key);
    let found = registrar.tables.record(tx, DayGrade::DECL.number, space, id)?;
    let grade = found.and_then(|found| DayGrade::from_parts(&found.key, &found.fields).ok());
    Ok(grade.filter(|grade| row.is_as_judged(&grade.judged)))
}
