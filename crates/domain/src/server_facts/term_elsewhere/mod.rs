//! 在别村的任期: that a member of the space's team is, or was about then, on another village's team. A phone knows its own village's
//! roster alone; from this it tells on whose sheet a teammate's month stands ([`crate::organisation::term_of_month`]) and asks nobody
//! to sign what another first secretary signs.

mod rules;

use chrono::NaiveDate;

use crate::declare_kind;
use crate::division::DivisionCode;
use crate::organisation::{Membership, Role};
use crate::person::PersonId;
use crate::record::{Owner, ToldOf};

declare_kind! {
    /// A member's term on another village's team. It grants nothing: who may do what there is told there.
    pub struct TermElsewhere = 61 "term_elsewhere" ("在别村的任期", "Term on another team")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// Who.
        person: PersonId,
        /// The other village.
        elsewhere: DivisionCode,
        /// In what role.
        role: Role,
        /// The first day, Asia/Shanghai.
        first_day: NaiveDate,
    }
    fields {
        /// The other village's name, as it was when this was told.
        1 name: String, "村名" since 1;
        /// The last day; none while it is open.
        2 last_day: Option<NaiveDate>, "到哪天" since 1;
    }
}

impl TermElsewhere {
    /// The membership in the other village.
    pub fn membership(&self) -> Membership {
        Membership {
            space: self.elsewhere.clone(),
            person: self.person.clone(),
            role: self.role,
            from: self.first_day,
            to: self.last_day,
        }
    }
}
