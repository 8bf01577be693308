//! 自强标兵: a villager nominated as a model of self-reliance.

mod rules;

use chrono::NaiveDate;

use cunji_domain::declare_kind;
use cunji_domain::record::{Owner, Prose, ToldOf};

declare_kind! {
    /// A nomination.
    pub struct Exemplar = 33 "exemplar" ("自强标兵", "Model of self-reliance")
    writers Author, audience Team, owner Owner::Author, told of ToldOf::Field(2), schema 1
    fields {
        /// The villager's name.
        1 name: String, "姓名" since 1;
        /// The day of the nomination, Asia/Shanghai.
        2 day: NaiveDate, "哪天推荐的" since 1;
        /// What the villager did.
        3 deed: Prose, "事迹" since 1;
    }
}
