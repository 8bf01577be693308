//! 口头准假的本人话: a member's word on a leave that the first secretary recorded as given by voice.

mod rules;

use crate::declare_kind;
use crate::record::{Edit, Owner, RecordId, Set, ToldOf};

declare_kind! {
    /// Whether a leave by voice was so. Denied, it is no leave until the two have cleared it up.
    pub struct VoiceLeaveWord = 24 "voice_leave_word" ("口头假本人话", "Own word on a leave by voice")
    writers Author, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// The leave by voice.
        leave: RecordId,
    }
    fields {
        /// Whether it was so.
        1 so: bool, "是不是这样" since 1;
        /// The leave's heads that the member saw: a leave that was changed since has no word.
        2 seen: Set<Edit>, "看的哪一版" since 1;
        /// A word on it.
        3 note: Option<String>, "备注" since 1;
    }
}
