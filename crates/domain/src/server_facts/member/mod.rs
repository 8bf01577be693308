//! 花名册: a person's role in a division, from when to when.

mod rules;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::division::DivisionCode;
use crate::organisation::{CutShort, CutShortBy, Membership, Role, Term};
use crate::person::PersonId;
use crate::record::{Owner, ToldOf};

declare_kind! {
    /// A person's role in the space's division. Who comes back later has a second one.
    pub struct Member = 44 "member" ("花名册", "Member")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// Who.
        person: PersonId,
        /// In what role.
        role: Role,
        /// The first day, Asia/Shanghai.
        first_day: NaiveDate,
    }
    fields {
        /// The person's name.
        1 name: String, "姓名" since 1;
        /// The unit that the person comes from.
        2 unit: Option<String>, "单位" since 1;
        /// The last day; none while it is open.
        3 last_day: Option<NaiveDate>, "到哪天" since 1;
        /// What ended a term before its year was over.
        4 cut_short_by: Option<CutShortBy>, "提前结束" since 1;
        /// The reason that the recall or the order gives.
        5 cut_short_why: Option<String>, "提前结束的原因" since 1;
    }
}

impl Member {
    /// The membership in a space that this record tells of.
    pub fn membership(&self, space: &DivisionCode) -> Membership {
        Membership {
            space: space.clone(),
            person: self.person.clone(),
            role: self.role,
            from: self.first_day,
            to: self.last_day,
        }
    }

    /// The term, with what cut it short.
    pub fn term(&self) -> Term {
        let cut_short =
            self.cut_short_by.map(|by| CutShort { by, reason: self.cut_short_why.clone().unwrap_or_default() });
        Term { from: self.first_day, to: self.last_day, cut_short }
    }
}
