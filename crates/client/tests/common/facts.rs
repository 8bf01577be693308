//! What the made-up office publishes.

use cunji_domain::household::Household;
use cunji_domain::organisation::Role;
use cunji_domain::policy::ANKANG_2017;
use cunji_domain::record::{Edit, Prose, Set};
use cunji_domain::server_facts::announced_policy::AnnouncedPolicy;
use cunji_domain::server_facts::member::Member;
use cunji_domain::server_facts::verdict::Verdict;
use cunji_history::EditId;

use super::{day, person};

/// A first secretary and two cadres.
pub fn team() -> Vec<Member> {
    let member = |id, name: &str, role| Member {
        person: person(id),
        role,
        first_day: day("2017-01-01"),
        name: name.to_owned(),
        unit: None,
        last_day: None,
        cut_short_by: None,
        cut_short_why: None,
    };
    vec![
        member("c0016", "刘明哲", Role::FirstSecretary),
        member("c0017", "陈玉华", Role::Resident),
        member("c0018", "王启山", Role::Resident),
    ]
}

/// The policy that ships.
pub fn policy() -> AnnouncedPolicy {
    AnnouncedPolicy {
        version: "ankang-2017/1".to_owned(),
        toml: Prose(ANKANG_2017.to_owned()),
        valid_from: day("2017-01-01"),
        known_from: day("2017-01-01"),
    }
}

/// A listed household.
pub fn household(number: &str) -> Household {
    Household {
        number: number.to_owned(),
        head: format!("户主{number}"),
        group: None,
        members: Set::default(),
        address: None,
        causes: Set::default(),
        registered: None,
        status: None,
        status_since: None,
        category: None,
        helpers: Set::default(),
        visitors: Set::default(),
        persons: None,
    }
}

/// An edit is rejected.
pub fn verdict(edit: EditId, code: &str) -> Verdict {
    Verdict {
        edit: Edit(edit.0),
        code: code.to_owned(),
        zh: Prose("不行。".to_owned()),
        en: Prose("It can't be.".to_owned()),
        mend_zh: Prose("改了再交。".to_owned()),
        mend_en: Prose("Mend it.".to_owned()),
        record: None,
        device: None,
        number: None,
    }
}
