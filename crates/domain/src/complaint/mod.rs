//! 投诉建议: about the work or the tool. It goes past the direct superior: neither the team nor its first secretary reads it, and of
//! the offices one alone.

mod reader;
mod rules;

use chrono::NaiveDate;

use crate::record::{Owner, Prose, ToldOf};
use crate::{declare_codes, declare_kind};

declare_codes! {
    /// What a complaint or a suggestion is about.
    pub enum ComplaintAbout {
        /// How the work is arranged.
        Work = "work" "工作安排",
        /// How somebody is treated.
        Treatment = "treatment" "对人的做法",
        /// Living and safety in the village.
        Living = "living" "食宿和安全",
        /// This program.
        Tool = "tool" "这个软件",
        /// Something else.
        Other = "other" "别的",
    }
}

declare_codes! {
    /// The office that a complaint goes to.
    pub enum ComplaintOffice {
        /// The town's.
        Town = "town" "镇办公室",
        /// The county's.
        County = "county" "县区办公室",
        /// The city's.
        City = "city" "市办公室",
    }
}

declare_kind! {
    /// A complaint or a suggestion.
    pub struct Complaint = 23 "complaint" ("投诉建议", "Complaint or suggestion")
    writers Author, audience OwnerAndOffice, owner Owner::Author, told of ToldOf::Field(1), schema 1
    fields {
        /// The day on which it was written, Asia/Shanghai.
        1 day: NaiveDate, "哪天写的" since 1;
        /// What it is about.
        2 about: ComplaintAbout, "关于什么" since 1;
        /// The office that handles it, as the policy names it.
        3 office: ComplaintOffice, "谁来办" since 1;
        /// In the person's words.
        4 text: Prose, "写的话" since 1;
    }
}
