//! What a program of the diary's schema 1 wrote: what the fixtures under `tests/fixtures/schema1/` say (the README there tells how
//! such a program wrote them), and edits by hand as it makes them.

use cunji_domain::diary::DiaryEntry;
use cunji_domain::record::{RecordKind, Scalar, Value};
use cunji_history::{Edit, EditId, Op};

use crate::world::{a_day, village};

/// The day on which the fixtures were written.
pub const LAST_DAY: &str = "2017-09-03";
/// What the phone had sent of its first day.
pub const SENT: &str = "旧版第一天,已经传过。";
/// What a teammate wrote that day.
pub const TEAMMATES: &str = "旧版队友的第一天。";
/// What it had not sent of the second.
pub const UNSENT: &str = "旧版第二天,还没传。";
/// What was added to the first day and not sent.
pub const UNSENT_EDIT: &str = "后来补的,";
/// What a draft of the third day said.
pub const DRAFT: &str = "旧版第三天,还在写。";
/// Whom everybody met.
pub const MET: &str = "村民甲";

/// A diary's edit as a program of schema 1 makes it: a text put in at a place.
///
/// # Panics
/// Person or day is none.
pub fn diary_edit(cadre: &str, day: &str, parents: Vec<EditId>, at: u32, insert: &str) -> Edit {
    let cadre: cunji_domain::person::PersonId = cadre.parse().expect("a person's id");
    let mut ops = vec![Op::Splice { field: 3, at, delete: 0, insert: insert.to_owned() }];
    if parents.is_empty() {
        ops.insert(0, Op::Put(1, Value::Text("village".to_owned())));
        ops.push(Op::Add(2, Value::Text("policy".to_owned()), Value::Null));
    }
    Edit {
        kind: DiaryEntry::DECL.number,
        space: village(),
        key: Some(vec![cadre.to_value(), a_day(day).to_value()]),
        author: cadre,
        schema: 1,
        parents,
        ops,
    }
}
