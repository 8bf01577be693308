//! 定位点: a place by which nights in the village can be told, set on the spot by the first secretary. It counts for nothing
//! until the office has approved it ([`crate::server_facts::village_anchor`]).

mod rules;

use chrono::NaiveDate;

pub(crate) use rules::anchor_stands;

use crate::declare_kind;
use crate::place::MeasuredPlace;
use crate::record::{Owner, Prose, ToldOf};

declare_kind! {
    /// A proposed anchor. A village has several where it is spread out.
    pub struct AnchorProposal = 25 "anchor_proposal" ("建议的定位点", "Proposed anchor")
    writers FirstSecretary, audience Team, owner Owner::Author, told of ToldOf::Field(1), schema 1
    fields {
        /// The day on which it was set, Asia/Shanghai.
        1 day: NaiveDate, "哪天定的" since 1;
        /// What it is called, e.g. 村部 or 三组.
        2 name: String, "叫什么" since 1;
        /// Where it is, as measured there.
        3 place: MeasuredPlace, "位置" since 1;
        /// Within so many metres of it one is at it.
        4 radius: i64, "多少米以内" since 1;
        /// A word on it.
        5 note: Prose, "备注" since 1;
    }
}
