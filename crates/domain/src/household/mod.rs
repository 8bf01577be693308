//! 贫困户: a registered household, as the office's list has it.

mod rules;

use chrono::NaiveDate;

use crate::person::PersonId;
use crate::record::{ListedCode, Owner, Set, ToldOf};
use crate::{declare_codes, declare_group, declare_kind};

declare_codes! {
    /// Where a household stands.
    pub enum HouseholdStatus {
        /// Registered and poor.
        Registered = "registered" "在册",
        /// Out of poverty, checked and signed off.
        Exited = "exited" "已脱贫",
        /// Out of poverty and back in it.
        Returned = "returned" "返贫",
        /// Moved away.
        Moved = "moved" "迁出",
        /// Taken off the list: nobody is left, or it was listed in error.
        Removed = "removed" "销户",
    }
}

declare_codes! {
    /// Why a household is poor, in the words of the national register (建档立卡).
    pub enum PovertyCause {
        /// Illness.
        Illness = "illness" "因病",
        /// Disability.
        Disability = "disability" "因残",
        /// Schooling.
        Schooling = "schooling" "因学",
        /// Disaster.
        Disaster = "disaster" "因灾",
        /// Too little land.
        Land = "land" "缺土地",
        /// No water.
        Water = "water" "缺水",
        /// No skills.
        Skills = "skills" "缺技术",
        /// No hands to work.
        Labour = "labour" "缺劳力",
        /// No money to begin with.
        Money = "money" "缺资金",
        /// No road.
        Transport = "transport" "交通条件落后",
        /// No drive of its own.
        Motivation = "motivation" "自身发展动力不足",
        /// Another cause.
        Other = "other" "其他",
    }
}

declare_group! {
    /// A member of a household. Never with an ID number.
    pub struct HouseholdMember {
        /// The name.
        name: String,
        /// To the head, in the list's own words (户主, 配偶, 长子 …).
        relation: Option<String>,
        /// The year of birth.
        birth_year: Option<u16>,
        /// Health, work, schooling: what the list says.
        notes: Option<String>,
    }
}

declare_kind! {
    /// A registered household with its members.
    pub struct Household = 3 "household" ("贫困户", "Household")
    writers Office, audience Team, owner Owner::Author, told of ToldOf::Nothing, schema 1
    key {
        /// Its number in the village's list.
        number: String,
    }
    fields {
        /// The head's name.
        1 head: String, "户主" since 1;
        /// The villagers' group.
        2 group: Option<String>, "组" since 1;
        /// Who lives in it.
        3 members: Set<HouseholdMember>, "家庭成员" since 1;
        /// Where it lives.
        4 address: Option<String>, "住址" since 1;
        /// Why it is poor.
        5 causes: Set<PovertyCause>, "致贫原因" since 1;
        /// Since when it has been registered.
        6 registered: Option<NaiveDate>, "建档日期" since 1;
        /// Where it stands.
        7 status: Option<HouseholdStatus>, "状态" since 1;
        /// Since when it has stood there.
        8 status_since: Option<NaiveDate>, "状态起始" since 1;
        /// What kind of household it is to the register (一般, 低保, 五保 …), in the list's codes.
        9 category: Option<ListedCode>, "类别" since 1;
        /// Who helps it without living in the village.
        10 helpers: Set<PersonId>, "结对帮扶责任人" since 1;
        /// Members of the team to whom its visits fall.
        11 visitors: Set<PersonId>, "走访责任人" since 1;
        /// How many people live in it, where the list counts them without naming them.
        12 persons: Option<u16>, "人口" since 1;
    }
}
