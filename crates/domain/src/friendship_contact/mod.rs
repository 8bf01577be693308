//! 交友联系: one contact in a friendship.

mod rules;

use chrono::NaiveDate;

use crate::record::{Owner, Prose, RecordId, ToldOf};
use crate::{declare_codes, declare_kind};

declare_codes! {
    /// How two friends were in touch.
    pub enum ContactWay {
        /// At the friend's home.
        Visit = "visit" "上门",
        /// By telephone.
        Phone = "phone" "电话",
        /// By a message.
        Message = "message" "信息",
        /// Met elsewhere.
        Met = "met" "见面",
    }
}

declare_kind! {
    /// One contact.
    pub struct FriendshipContact = 6 "friendship_contact" ("交友联系", "Contact with a friend")
    writers Author, audience Team, owner Owner::Author, told of ToldOf::Field(2), schema 1
    fields {
        /// The friendship.
        1 friendship: RecordId, "哪位朋友" since 1;
        /// The day, Asia/Shanghai.
        2 day: NaiveDate, "哪天" since 1;
        /// How.
        3 how: ContactWay, "怎么联系的" since 1;
        /// What was said and done.
        4 text: Prose, "说了什么" since 1;
        /// The visit in which it happened: what that tells is not written again.
        5 visit: Option<RecordId>, "哪次走访" since 1;
    }
}
