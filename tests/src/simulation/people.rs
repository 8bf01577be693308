//! Who lives in a world: two villages of the fixtures' county, and made-up people.

use chrono::NaiveDate;
use cunji_domain::division::{DivisionCode, DivisionRow, Divisions};
use cunji_domain::kinds;
use cunji_domain::organisation::{Membership, Person, Role};
use cunji_domain::person::PersonId;
use cunji_domain::record::KindNumber;
use cunji_domain::rights::may_write;
use cunji_server::imports::Roster;

use super::chance::Chance;

/// The divisions of a world, from the province down.
const DIVISIONS: [(&str, &str, &str); 7] = [
    ("61", "陕西省", ""),
    ("6109", "安康市", "61"),
    ("610926", "平利县", "6109"),
    ("610926100", "城关镇", "610926"),
    ("610926101", "兴隆镇", "610926"),
    ("610926100201", "药妇沟村委会", "610926100"),
    ("610926101205", "马鞍桥村委会", "610926101"),
];

/// The village where most of it happens, and the other one.
const VILLAGES: [&str; 2] = ["610926101205", "610926100201"];

/// A person and their role.
#[derive(Debug, Clone)]
pub struct Somebody {
    /// The id.
    pub id: PersonId,
    /// The village.
    pub village: DivisionCode,
    /// What they are there.
    pub role: Role,
    /// The last day of the role, once it has one.
    pub until: Option<NaiveDate>,
    /// The earliest last day that the role ever had, also if it went on later.
    pub earliest_end: Option<NaiveDate>,
}

impl Somebody {
    fn new(id: &str, village: &str, role: Role) -> Option<Self> {
        Some(Self { id: id.parse().ok()?, village: village.parse().ok()?, role, until: None, earliest_end: None })
    }

    /// Whether the role may write a kind at all.
    pub fn may_write(&self, kind: KindNumber) -> bool {
        kinds::by_number(kind).is_some_and(|decl| may_write(decl, &self.id, [self.role]))
    }

    /// As the roster has it.
    pub fn membership(&self) -> Membership {
        let from = NaiveDate::from_ymd_opt(2016, 3, 1).unwrap_or_default();
        Membership { space: self.village.clone(), person: self.id.clone(), role: self.role, from, to: self.until }
    }
}

/// The people of a world.
pub fn people() -> Vec<Somebody> {
    let all = [
        Somebody::new("c0017", VILLAGES[0], Role::Resident),
        Somebody::new("c0016", VILLAGES[0], Role::FirstSecretary),
        Somebody::new("c0018", VILLAGES[0], Role::Resident),
        Somebody::new("c0021", VILLAGES[1], Role::Resident),
    ];
    all.into_iter().flatten().collect()
}

/// Whose the phones are, as places among [`people`]: somebody with one or two phones, and teammates.
pub fn phones(chance: &mut Chance) -> Vec<usize> {
    let mut phones = vec![0, if chance.once_in(3) { 0 } else { 1 }];
    for more in [&[1, 0, 2][..], &[2, 1], &[3]] {
        if chance.once_in(2) {
            phones.extend(chance.pick(more));
        }
    }
    phones
}

/// The list of divisions; none if it had a fault.
pub fn divisions() -> Option<Divisions> {
    let rows = DIVISIONS.iter().zip(1..).map(|((code, name, parent), row)| DivisionRow {
        row,
        code: (*code).to_owned(),
        name: (*name).to_owned(),
        parent: (*parent).to_owned(),
        ..DivisionRow::default()
    });
    Divisions::from_rows(rows).ok()
}

/// The roster with these people.
pub fn roster(people: &[Somebody]) -> Roster {
    let person = |somebody: &Somebody| {
        let person = Person { id: somebody.id.clone(), name: format!("村{}", somebody.id), unit: None };
        (somebody.id.clone(), person)
    };
    Roster {
        people: people.iter().map(person).collect(),
        memberships: people.iter().map(Somebody::membership).collect(),
        ..Roster::default()
    }
}
