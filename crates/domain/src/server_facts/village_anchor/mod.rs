//! 定位点: a place by which nights in the village can be told, as the office approved it.

mod rules;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::place::MeasuredPlace;
use crate::record::{Owner, Prose, RecordId, ToldOf};

declare_kind! {
    /// One of a village's anchors, or the office's no to a proposed one. A village without any contradicts nothing.
    pub struct VillageAnchor = 50 "village_anchor" ("定位点", "Village's anchor")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    fields {
        /// What it is called, e.g. 村部 or 三组.
        1 name: String, "叫什么" since 1;
        /// Where it is.
        2 place: MeasuredPlace, "位置" since 1;
        /// Within so many metres of it one is at it.
        3 radius: i64, "多少米以内" since 1;
        /// The first day on which it holds, Asia/Shanghai.
        4 from_day: NaiveDate, "从哪天起" since 1;
        /// The last one; none while it is open.
        5 to_day: Option<NaiveDate>, "到哪天" since 1;
        /// Whether the office stands by it; only then is a night told by it.
        6 approved: bool, "办公室同意" since 1;
        /// The first secretary's proposal; none for one that the office set itself.
        7 proposal: Option<RecordId>, "哪条建议" since 1;
        /// Why; owed where it is not approved.
        8 reason: Prose, "理由" since 1;
    }
}

impl VillageAnchor {
    /// Whether nights of the day are told by it.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.approved && self.from_day <= day && self.to_day.is_none_or(|last| day <= last)
    }
}
