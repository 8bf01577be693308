//! What can be done as a job, and what one must be allowed to do for it.

use cunji_domain::declare_codes;
use cunji_domain::office::Act;

declare_codes! {
    /// A kind of long work.
    pub enum Work {
        /// People, roles, units and teams from a list.
        Roster = "roster" "导入花名册",
        /// Registered households from a list.
        Households = "households" "导入农户名单",
        /// Divisions from a list: new, renamed, merged.
        Divisions = "divisions" "导入行政区划",
        /// Villages' anchors from a list.
        Anchors = "anchors" "导入定位点",
        /// A policy file.
        Policy = "policy" "导入政策文件",
        /// Holidays, rest and working days from a list.
        Calendar = "calendar" "导入放假安排",
        /// A template of columns, to be filled in from the records.
        Columns = "columns" "按模板填表",
        /// Everybody's days of a month as a spreadsheet.
        Attendance = "attendance" "导出出勤表",
        /// What accounts saw and changed as a spreadsheet.
        Audit = "audit" "导出操作记录",
    }
}

declare_codes! {
    /// A step of a job. Each is asked for, done, and shown before the next.
    pub enum Step {
        /// Reads what columns a list has.
        Look = "look" "看表头",
        /// Shows what an import would change, and changes nothing.
        DryRun = "dry_run" "试导入",
        /// Does what the dry run showed.
        Apply = "apply" "正式导入",
        /// Fills a template in.
        Fill = "fill" "填表",
        /// Writes a spreadsheet.
        Export = "export" "导出",
    }
}

impl Work {
    /// What is done first with a file that was brought.
    pub fn first_step(self) -> Step {
        match self {
            Self::Roster | Self::Households | Self::Divisions | Self::Anchors => Step::Look,
            // Such a file has no columns that an office could have named otherwise.
            Self::Policy | Self::Calendar => Step::DryRun,
            Self::Columns => Step::Fill,
            Self::Attendance | Self::Audit => Step::Export,
        }
    }

    /// What one must be allowed to do, in the division that it is for.
    pub fn act(self) -> Act {
        match self {
            Self::Roster | Self::Anchors => Act::KeepPeople,
            Self::Households => Act::KeepHouseholds,
            // What places are called and how days count holds for the whole city.
            Self::Divisions | Self::Policy | Self::Calendar => Act::KeepPolicy,
            Self::Columns => Act::ReadRecords,
            Self::Attendance => Act::SeeFigures,
            Self::Audit => Act::ReadAudit,
        }
    }

    /// Whether its jobs are whose who asked alone: what is exported, and for what it was looked, is nobody else's.
    pub fn is_ones_own(self) -> bool {
        matches!(self, Self::Attendance | Self::Audit)
    }
}
