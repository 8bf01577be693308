//! 裁定(本人): the server rejects an edit that the person and the offices alone may read.

mod rules;

use crate::declare_kind;
use crate::person::PersonId;
use crate::record::{Bytes, Edit, Owner, Prose, RecordId, ToldOf};

declare_kind! {
    /// A verdict with the audience of what it judges: the person and the offices.
    pub struct PrivateVerdict = 41 "private_verdict" ("裁定(本人)", "Private verdict")
    writers Office, audience OwnerAndOffice, owner Owner::Key(0), told of ToldOf::Nothing, schema 1
    key {
        /// Whose edit it was.
        person: PersonId,
        /// The rejected edit.
        edit: Edit,
    }
    fields {
        /// The violation's code, e.g. `diary.future_day`.
        1 code: String, "代码" since 1;
        /// What is wrong, in Chinese.
        2 zh: Prose, "说明" since 1;
        /// What is wrong, in English.
        3 en: Prose, "英文说明" since 1;
        /// How to mend it, in Chinese.
        4 mend_zh: Prose, "怎么改" since 1;
        /// How to mend it, in English.
        5 mend_en: Prose, "英文怎么改" since 1;
        /// The rejected edit's record.
        6 record: Option<RecordId>, "哪条记录" since 1;
        /// The device that sent it.
        7 device: Option<Bytes>, "哪台设备" since 1;
        /// Its number in the device's chain.
        8 number: Option<i64>, "第几条" since 1;
    }
}
