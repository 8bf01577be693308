//! 操作记录: what accounts saw and changed. Rows are only added, in the transaction of what they tell of; each day is sealed by a
//! signature that the next day's includes, so that a row can't be changed or left out later without anybody seeing it.

mod export;
mod kept;
mod seal;
mod seen;
mod show;
#[cfg(test)]
mod tests;

use cunji_domain::declare_codes;
use cunji_domain::division::DivisionCode;
use cunji_domain::record::Code;
use cunji_domain::time::local_day;

pub use export::{AuditAsked, audit_book};
pub use kept::{FILE_NAME as SEALS_FILE, kept_seals, kept_text, put_back as put_seals_back};
pub use seal::{AuditProof, prove, seal};
pub use seen::note_seen;
pub use show::{AuditShown, Names};

use crate::error::ServerError;
use crate::storage::Transaction;
use crate::storage::audit::{self as stored, AuditRow};

/// Who acts on the server's own command line, and the server by itself, in place of a login.
pub const COMMAND_LINE: &str = ".command";

declare_codes! {
    /// What was done.
    pub enum AuditAction {
        /// Signed in.
        SignedIn = "signed_in" "登录",
        /// Signed out.
        SignedOut = "signed_out" "退出",
        /// Too many sign-ins failed.
        SignInLocked = "sign_in_locked" "登录试错过多,暂停",
        /// Changed the own password.
        PasswordChanged = "password_changed" "改密码",
        /// Set somebody's password anew.
        PasswordGiven = "password_given" "重设密码",
        /// Turned the second factor on.
        SecondFactorOn = "second_factor_on" "启用动态码",
        /// Turned it off.
        SecondFactorOff = "second_factor_off" "停用动态码",
        /// Ended a session elsewhere.
        SessionEnded = "session_ended" "结束别处的登录",
        /// Made an account.
        AccountAdded = "account_added" "新建账号",
        /// Gave an account a role, or ended one.
        Appointed = "appointed" "任免",
        /// Closed an account.
        AccountClosed = "account_closed" "停用账号",
        /// Opened a diary to review it.
        DiarySeen = "diary_seen" "打开日志",
        /// Fetched a diary that is to be opened next: it comes before the key is up.
        DiaryFetched = "diary_fetched" "提前取来日志",
        /// Looked at a photo in full size.
        PhotoSeen = "photo_seen" "看照片原图",
        /// Looked at a page of leaves with their reasons, and of objections.
        DecisionsSeen = "decisions_seen" "看请假和说明",
        /// A page of what is held for a decision.
        HeldSeen = "held_seen" "看待处理的记录",
        /// Looked at a page of households.
        HouseholdsSeen = "households_seen" "看农户名单",
        /// Searched what records say.
        Searched = "searched" "检索",
        /// Opened a record.
        RecordSeen = "record_seen" "打开记录",
        /// Looked at complaints and suggestions.
        ComplaintsSeen = "complaints_seen" "看投诉建议",
        /// Said of a diary what an office says.
        Reviewed = "reviewed" "审核",
        /// Took, handed over, answered or declined a problem.
        ProblemAnswered = "problem_answered" "办问题",
        /// Checked a person's month.
        MonthChecked = "month_checked" "月度核定",
        /// Closed a month's sheet.
        MonthClosed = "month_closed" "月度归档",
        /// Typed in a month sheet on paper.
        PaperTypedIn = "paper_typed_in" "纸质代录",
        /// Decided on a leave.
        LeaveDecided = "leave_decided" "审批请假",
        /// Decided on an objection.
        ObjectionDecided = "objection_decided" "处理说明",
        /// Approved a village's anchor or not, set one, or ended one.
        AnchorDecided = "anchor_decided" "定位点",
        /// Asked for what takes two people.
        SecondAsked = "second_asked" "提请复核",
        /// Agreed to what somebody else asked for.
        SecondAgreed = "second_agreed" "复核同意",
        /// Refused it.
        SecondRefused = "second_refused" "复核不同意",
        /// Did alone what takes two people.
        DoneInEmergency = "done_in_emergency" "紧急办理",
        /// Took in what was held for a person, or rejected it.
        HeldSettled = "held_settled" "处理待定记录",
        /// Answered a complaint or a suggestion.
        ComplaintAnswered = "complaint_answered" "答复投诉建议",
        /// Took the audit out as a file.
        AuditExported = "audit_exported" "导出操作记录",
        /// Made a code for somebody's phone.
        PhoneInvited = "phone_invited" "发注册码",
        /// Ended codes that nobody used.
        CodeEnded = "code_ended" "作废注册码",
        /// Took somebody new in.
        PersonAdded = "person_added" "新增人员",
        /// Revoked a phone.
        PhoneRevoked = "phone_revoked" "停用手机",
        /// Asked for a step of a job.
        JobAsked = "job_asked" "交办后台任务",
        /// Called a job off.
        JobCancelled = "job_cancelled" "取消后台任务",
        /// Fetched the file that came of a job.
        JobFileFetched = "job_file_fetched" "下载任务结果",
        /// A list that somebody imported was taken in.
        ListImported = "list_imported" "名单导入完成",
        /// Kept which heads of a list are which columns.
        MappingKept = "mapping_kept" "保存列对照",
        /// Kept or removed a template of columns.
        TemplateKept = "template_kept" "保存填表模板",
        /// Moved somebody to another team, ended a term, or began one.
        TermsChanged = "terms_changed" "调整任期",
        /// Said to whom households' visits fall.
        HouseholdsAssigned = "households_assigned" "分派走访户",
        /// Handed over somebody's households to somebody else.
        HouseholdsHandedOver = "households_handed_over" "移交农户",
        /// Set a day on which somebody's households go to somebody else.
        HandoverSet = "handover_set" "定下移交农户",
        /// Called such a handover off.
        HandoverCalledOff = "handover_called_off" "取消移交农户",
        /// Said which listed household a name stands for.
        HouseholdMatched = "household_matched" "认户",
        /// Put the phones' program on the server, or took it away.
        ProgramOffered = "program_offered" "放上或撤下安装包",
        /// Looked at a phone's recovery code.
        RecoveryCodeShown = "recovery_code_shown" "查看恢复码",
        /// Wrote seals of days past into the file beside the database, since it lacked them.
        SealsKept = "seals_kept" "补记封签簿",
        /// Erased what a person wrote, by their lawful claim.
        Erased = "erased" "依法删除",
        /// Took all records out as a file.
        RecordsExported = "records_exported" "导出全部记录",
        /// Made a backup, which holds everything.
        BackedUp = "backed_up" "备份",
    }
}

/// What something was done to.
#[derive(Debug, Clone, Default)]
pub struct Of {
    /// In which division.
    pub division: Option<DivisionCode>,
    /// A record, a person, a device, a file, an account.
    pub subject: Option<String>,
    /// More, in words for a reader.
    pub detail: Option<String>,
}

/// Notes what was done, in the transaction that does it.
///
/// # Errors
/// What the database says.
pub fn note(tx: &mut dyn Transaction, now: i64, login: &str, action: AuditAction, of: Of) -> Result<(), ServerError> {
    let number = stored::next_number(tx)?;
    // A character that no database keeps is no reason to lose the row.
    let plain = |text: String| text.replace('\0', "\u{fffd}");
    let row = AuditRow {
        number,
        at: now,
        day: local_day(now).unwrap_or_default(),
        login: plain(login.to_owned()),
        action: action.code().to_owned(),
        division: of.division,
        subject: of.subject.map(plain),
        detail: of.detail.map(plain),
    };
    Ok(stored::put(tx, &row)?)
}
