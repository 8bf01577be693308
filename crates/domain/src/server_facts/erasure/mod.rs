//! 依法删除: an edit replays as empty from here on, on every replica (docs/privacy.md).

mod rules;

use crate::declare_kind;
use crate::record::{Edit, Instant, Owner, RecordId, ToldOf};

declare_kind! {
    /// An edit was erased by law. Permanent; what may stay is written anew.
    pub struct Erasure = 48 "erasure" ("依法删除", "Erasure")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// The erased edit.
        edit: Edit,
    }
    fields {
        /// When.
        1 at: Instant, "删除时间" since 1;
        /// By which law and order.
        2 law: String, "依据" since 1;
        /// The record that the edit was of.
        3 record: RecordId, "哪条记录" since 1;
    }
}
