//! Who may write and read which kind: one table. It is asked with the roles that a person holds in a space *for the day
//! told of* (where a kind tells of no day: any role held between the arrival of the device's previous entry and this one).

use crate::organisation::Role;
use crate::person::PersonId;
use crate::record::{Audience, Code, KindDecl, Writers};
use crate::violation::Violation;

/// Kinds of a resident's attendance, which a paired helper has none of.
const ATTENDANCE: [&str; 5] =
    ["leave_request", "leave_reason", "leave_end", "month_acknowledgement", "voice_leave_word"];

/// Whether somebody in this role may write this kind; the server may write what offices write.
fn role_writes(kind: &KindDecl, role: Role) -> bool {
    match (kind.writers, role) {
        (Writers::Author, Role::Resident | Role::FirstSecretary) => true,
        (Writers::Author, Role::PairedHelper) => !ATTENDANCE.contains(&kind.name),
        (Writers::Team, Role::Resident | Role::FirstSecretary | Role::PairedHelper) => true,
        (Writers::FirstSecretary, Role::FirstSecretary) => true,
        // What an office decides reaches the log through the server, which knows the office's account.
        _ => false,
    }
}

/// Whether the author, who holds these roles in the space on the day told of, may write this kind there.
pub fn may_write(kind: &KindDecl, author: &PersonId, roles: impl IntoIterator<Item = Role>) -> bool {
    if author.is_server() {
        return kind.writers == Writers::Office;
    }
    roles.into_iter().any(|role| role_writes(kind, role))
}

/// The same as a violation that says what is missing.
pub fn write_violation(kind: &KindDecl, author: &PersonId, roles: impl IntoIterator<Item = Role>) -> Option<Violation> {
    let roles: Vec<_> = roles.into_iter().collect();
    if may_write(kind, author, roles.iter().copied()) {
        return None;
    }
    if roles.is_empty() {
        return Some(Violation::new(
            "right.no_role",
            format!("{author} 那天在这里没有职务,写不了「{}」。", kind.zh),
            format!("{author} held no role here on that day and can't write a record of kind {}.", kind.name),
        ));
    }
    let (zh, en): (Vec<_>, Vec<_>) = roles.iter().map(|role| (role.zh(), role.code())).unzip();
    Some(Violation::new(
        "right.not_of_this_role",
        format!("{}写不了「{}」。", zh.join("、"), kind.zh),
        format!("A person who is {} can't write a record of kind {}.", en.join(" and "), kind.name),
    ))
}

/// Whether somebody who holds this role in the space (or, for an office, in a division above it) may read what has this
/// audience there. `concerned` tells whether the record concerns that person ([`KindDecl::owner_of`]).
pub fn may_read(audience: Audience, role: Role, concerned: bool) -> bool {
    match role {
        Role::TownOffice | Role::CountyOffice | Role::CityOffice => true,
        Role::Resident | Role::FirstSecretary | Role::PairedHelper => match audience {
            Audience::Team => true,
            Audience::OwnerAndOffice => concerned,
            Audience::Office => false,
        },
        Role::UnitHead | Role::LeadUnit => audience == Audience::Team,
        // An inspector reads for a task, and there are no tasks yet; an administrator reads no content.
        Role::Inspector | Role::Administrator => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds;
    use crate::record::testing::person;

    /// Every role × every class of writers, once more and by hand. The classes: what a person writes of their own, their
    /// attendance, what the team writes, what the first secretary writes, what offices write.
    const WRITES: [(Role, [bool; 5]); 10] = [
        (Role::Resident, [true, true, true, false, false]),
        (Role::FirstSecretary, [true, true, true, true, false]),
        (Role::PairedHelper, [true, false, true, false, false]),
        (Role::TownOffice, [false; 5]),
        (Role::CountyOffice, [false; 5]),
        (Role::CityOffice, [false; 5]),
        (Role::UnitHead, [false; 5]),
        (Role::LeadUnit, [false; 5]),
        (Role::Inspector, [false; 5]),
        (Role::Administrator, [false; 5]),
    ];

    /// Every role × audience: the team's; one's own and another's of "the person and the offices"; the offices'.
    const READS: [(Role, [bool; 4]); 10] = [
        (Role::Resident, [true, true, false, false]),
        (Role::FirstSecretary, [true, true, false, false]),
        (Role::PairedHelper, [true, true, false, false]),
        (Role::TownOffice, [true; 4]),
        (Role::CountyOffice, [true; 4]),
        (Role::CityOffice, [true; 4]),
        (Role::UnitHead, [true, false, false, false]),
        (Role::LeadUnit, [true, false, false, false]),
        (Role::Inspector, [false; 4]),
        (Role::Administrator, [false; 4]),
    ];

    fn class(kind: &KindDecl) -> usize {
        let attendance =
            kind.name.starts_with("leave_") || kind.name.starts_with("month_") || kind.name == "voice_leave_word";
        match (kind.writers, attendance) {
            (Writers::Author, false) => 0,
            (Writers::Author, true) => 1,
            (Writers::Team, _) => 2,
            (Writers::FirstSecretary, _) => 3,
            (Writers::Office, _) => 4,
        }
    }

    #[test]
    fn every_role_writes_what_is_its_to_write() {
        assert_eq!(WRITES.map(|(role, _)| role).as_slice(), Role::ALL);
        let cadre = person("c0017");
        for (role, allowed) in WRITES {
            for kind in kinds::all() {
                assert_eq!(may_write(kind, &cadre, [role]), allowed[class(kind)], "{} by {role:?}", kind.name);
            }
        }
    }

    #[test]
    fn every_role_reads_what_is_its_to_read() {
        assert_eq!(READS.map(|(role, _)| role).as_slice(), Role::ALL);
        for (role, allowed) in READS {
            let questions = [
                (Audience::Team, false),
                (Audience::OwnerAndOffice, true),
                (Audience::OwnerAndOffice, false),
                (Audience::Office, false),
            ];
            let answers = questions.map(|(audience, concerned)| may_read(audience, role, concerned));
            assert_eq!(answers, allowed, "{role:?}");
        }
    }

    #[test]
    fn the_server_writes_for_offices_and_never_for_people() {
        let server = PersonId::server();
        for kind in kinds::all() {
            assert_eq!(may_write(kind, &server, []), kind.writers == Writers::Office, "{}", kind.name);
            assert!(!may_write(kind, &person("c0017"), []), "{}", kind.name);
        }
    }

    #[test]
    fn who_holds_several_roles_may_do_what_any_of_them_may() {
        let observation = kinds::by_name("observation").unwrap();
        assert!(may_write(observation, &person("c0017"), [Role::Resident, Role::FirstSecretary]));
        let refused = |roles: &[Role]| write_violation(observation, &person("c0017"), roles.iter().copied()).unwrap();
        assert_eq!(refused(&[]).code, "right.no_role");
        assert_eq!(refused(&[Role::Resident]).code, "right.not_of_this_role");
        assert!(refused(&[Role::Resident]).zh.contains("驻村队员"));
        assert_eq!(write_violation(observation, &person("c0017"), [Role::FirstSecretary]), None);
    }
}
