//! What can be done at a desk, and which role may do it: one table.

use crate::declare_codes;
use crate::organisation::Role;

declare_codes! {
    /// Something that is done at an office's desk, in a division and everything below it.
    pub enum Act {
        /// Totals, states of days, what waits: figures that count records.
        SeeFigures = "see_figures" "看汇总",
        /// The records themselves: diaries, visits, problems, photos, and searching them.
        ReadRecords = "read_records" "看记录",
        /// Place evidence and the reasons for a leave, which teammates don't see.
        ReadEvidence = "read_evidence" "看佐证",
        /// Accepting, returning, flagging diaries; deciding on objections.
        Review = "review" "审核日志",
        /// Granting and refusing leave where policy gives it to the office.
        DecideLeave = "decide_leave" "审批请假",
        /// Signing months, correcting days with a second person, entering paper sheets.
        KeepAttendance = "keep_attendance" "管考勤",
        /// Taking and answering problems.
        AnswerProblems = "answer_problems" "办问题",
        /// Rosters, teams, transfers, anchors.
        KeepPeople = "keep_people" "管人员",
        /// Enrolment codes, revocations, recovery codes, lost phones.
        KeepDevices = "keep_devices" "管手机",
        /// Lists of households, who looks after whom, matches.
        KeepHouseholds = "keep_households" "管农户",
        /// Policies and calendars.
        KeepPolicy = "keep_policy" "管政策",
        /// Complaints, at the office that policy names.
        ReadComplaints = "read_complaints" "看投诉建议",
        /// Accounts of the offices below and their roles.
        KeepAccounts = "keep_accounts" "管账号",
        /// What accounts saw and changed.
        ReadAudit = "read_audit" "看操作记录",
        /// Jobs, databases, program files: the system and no content.
        KeepSystem = "keep_system" "管系统",
    }
}

/// The roles that have a desk, in the order of the columns below.
const DESKS: [Role; 7] = [
    Role::TownOffice,
    Role::CountyOffice,
    Role::CityOffice,
    Role::UnitHead,
    Role::LeadUnit,
    Role::Inspector,
    Role::Administrator,
];

const fn yes(marks: &str, at: usize) -> bool {
    marks.as_bytes()[at] == b'x'
}

/// A line for each act: town, county, city, unit head, lead unit, inspector, administrator.
const TABLE: [(Act, &str); 15] = [
    (Act::SeeFigures, "xxxxx.."),
    (Act::ReadRecords, "xxxxx.."),
    (Act::ReadEvidence, "xxx...."),
    (Act::Review, "xxx...."),
    (Act::DecideLeave, "xxx...."),
    (Act::KeepAttendance, "xxx...."),
    (Act::AnswerProblems, "xxx...."),
    (Act::KeepPeople, "xxx...."),
    (Act::KeepDevices, "xxx...x"),
    (Act::KeepHouseholds, "xxx...."),
    (Act::KeepPolicy, "..x...."),
    (Act::ReadComplaints, "xxx...."),
    (Act::KeepAccounts, ".xx...x"),
    (Act::ReadAudit, ".xx...x"),
    (Act::KeepSystem, "......x"),
];

impl Act {
    /// Whether somebody in this role may do it, in the division where the role is held and below.
    pub fn is_for(self, role: Role) -> bool {
        let column = DESKS.iter().position(|desk| *desk == role);
        let line = TABLE.iter().find(|(act, _)| *act == self);
        line.zip(column).is_some_and(|((_, marks), column)| yes(marks, column))
    }
}

impl Role {
    /// Whether it has a desk at an office: whether an account can hold it.
    pub fn has_desk(self) -> bool {
        DESKS.contains(&self)
    }

    /// Whether it is held for a unit: then it reaches the villages that the unit leads, and not the whole division where it is held.
    pub fn is_for_a_unit(self) -> bool {
        self == Self::LeadUnit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Audience, Code};
    use crate::rights::may_read;

    #[test]
    fn every_act_has_a_line_and_every_line_a_mark_for_each_desk() {
        assert_eq!(TABLE.map(|(act, _)| act).as_slice(), Act::ALL);
        for (act, marks) in TABLE {
            assert_eq!(marks.len(), DESKS.len(), "{act:?}");
            assert!(marks.bytes().all(|mark| b"x.".contains(&mark)) && marks.contains('x'), "{act:?}");
        }
    }

    #[test]
    fn who_lives_in_a_village_has_no_desk() {
        for role in [Role::Resident, Role::FirstSecretary, Role::PairedHelper] {
            assert!(!role.has_desk() && Act::ALL.iter().all(|act| !act.is_for(role)), "{role:?}");
        }
    }

    #[test]
    fn a_desk_reads_no_more_than_its_role_may_read() {
        for role in DESKS {
            assert_eq!(Act::ReadRecords.is_for(role), may_read(Audience::Team, role, false), "{role:?}");
            assert_eq!(Act::ReadEvidence.is_for(role), may_read(Audience::OwnerAndOffice, role, false), "{role:?}");
        }
    }

    #[test]
    fn an_administrator_sees_no_content_and_decides_nothing() {
        let acts: Vec<_> = Act::ALL.iter().filter(|act| act.is_for(Role::Administrator)).collect();
        assert_eq!(acts, [&Act::KeepDevices, &Act::KeepAccounts, &Act::ReadAudit, &Act::KeepSystem]);
    }
}
