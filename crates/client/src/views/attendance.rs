//! 出勤: one's own month and year, and what is behind a day.

use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use super::SentenceView;
use super::named::{CodeName, PersonName};

/// A month of one person, with the year around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MonthView {
    /// The first day of the month.
    pub month: NaiveDate,
    /// The present day, as far as the phone can tell.
    pub today: NaiveDate,
    /// The code of the village that forms of its days begin with. The month's own word goes where its sheet is, whichever this is.
    pub village: String,
    /// Whose month.
    pub cadre: PersonName,
    /// The year so far.
    pub year: YearRing,
    /// What the year is counted by that is not its own: no calendar of holidays, an earlier year's policy.
    pub counted_by: Option<SentenceView>,
    /// Every day of the month.
    pub days: Vec<MonthDay>,
    /// Its days by state.
    pub totals: DayTotals,
    /// What the person said of the month.
    pub acknowledgement: Option<AcknowledgementView>,
    /// The first secretary's signature under it.
    pub signature: Option<AcknowledgementView>,
    /// What offices filed of it last.
    pub filed: Option<FiledMonth>,
    /// Whether the month waits for the person's word: it, or the term in it, is over, and neither paper nor the file has it already.
    pub can_acknowledge: bool,
    /// The last day that such a word is about: the month's, or the last one on the team; none of a month on no team.
    pub until: Option<NaiveDate>,
    /// Whether a sheet on paper stands for the person's word.
    pub on_paper: bool,
    /// The signs of its days, as an acknowledgement of the month as it is shown carries them.
    pub signs: String,
    /// Leaves that touch the month, asked for or given by voice.
    pub leaves: Vec<LeaveView>,
    /// Kinds of leave.
    pub leave_kinds: Vec<CodeName>,
}

/// A month as offices filed it last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FiledMonth {
    /// 0 for the month itself, then the corrections one by one.
    #[ts(type = "number")]
    pub number: i64,
    /// Resident days as they were filed.
    #[ts(type = "number")]
    pub resident: i64,
    /// The days that have become others since: they go on the next sheet as a correction.
    pub changed: Vec<ChangedDay>,
}

/// A year as a ring shows it: what is there, what is owed, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct YearRing {
    /// Which year.
    pub year: i32,
    /// Resident days so far.
    #[ts(type = "number")]
    pub resident: i64,
    /// Resident days owed.
    #[ts(type = "number")]
    pub target: i64,
    /// Resident days still missing.
    #[ts(type = "number")]
    pub needed: i64,
    /// Nights ahead that can still be spent in the village.
    #[ts(type = "number")]
    pub possible: i64,
    /// Days of the year that are left; today is one as long as tonight can still be spent in the village.
    #[ts(type = "number")]
    pub days_left: i64,
    /// `nothing_owed`, `reached`, `possible`, `if_confirmed` or `impossible`.
    pub reach: String,
    /// The last day from which on every night is needed.
    pub latest_start: Option<NaiveDate>,
    /// The day on which the target is reached if things go on as in the last two months.
    pub at_present_pace: Option<NaiveDate>,
    /// The policies that the days were computed with.
    pub policies: Vec<String>,
}

/// A day in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MonthDay {
    /// The day.
    pub day: NaiveDate,
    /// 1 Monday … 7 Sunday.
    pub weekday: u32,
    /// What it is: `resident`, `rest`, `leave`, `business`, `absent`, `contradicted`, `unconfirmed`, `not_yet_due`, `not_in_term`.
    pub state: String,
    /// Why.
    pub why: SentenceView,
    /// Whether it is a duty day, on which alone one can be absent.
    pub due: bool,
    /// Its lunar date.
    pub lunar: Option<LunarDay>,
    /// The solar term that begins on it.
    pub term: Option<SolarTerm>,
    /// What the policy calendar calls it.
    pub holiday: Option<String>,
    /// Whether the calendar makes it a rest day.
    pub is_rest: bool,
    /// Whether the person has said something to it that nobody has decided yet.
    pub explained: bool,
}

/// A lunar date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LunarDay {
    /// 1 … 12.
    pub month: u32,
    /// Whether the month is a leap one.
    pub leap: bool,
    /// 1 … 30.
    pub day: u32,
    /// The month as it is said: 七月, 闰六月.
    pub month_zh: String,
    /// The day as it is said: 廿四.
    pub day_zh: String,
}

/// A solar term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SolarTerm {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// Days by state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct DayTotals {
    /// 住村.
    #[ts(type = "number")]
    pub resident: i64,
    /// 休息.
    #[ts(type = "number")]
    pub rest: i64,
    /// 请假.
    #[ts(type = "number")]
    pub leave: i64,
    /// 公务.
    #[ts(type = "number")]
    pub business: i64,
    /// 缺勤.
    #[ts(type = "number")]
    pub absent: i64,
    /// 存疑.
    #[ts(type = "number")]
    pub contradicted: i64,
    /// 待确认.
    #[ts(type = "number")]
    pub unconfirmed: i64,
}

/// What a member said of a month, and whether it still holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AcknowledgementView {
    /// The record's id.
    pub id: String,
    /// The last day that was acknowledged.
    pub until: NaiveDate,
    /// Days that have become others since; while there are any, the month is not acknowledged.
    pub changed: Vec<ChangedDay>,
    /// Whether the server holds it.
    pub sent: bool,
}

/// A day that is no more what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ChangedDay {
    /// The day.
    pub day: NaiveDate,
    /// The state that was acknowledged.
    pub was: String,
    /// The state now.
    pub is: String,
}

/// A leave with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LeaveView {
    /// The id of the request, or of the leave by voice.
    pub id: String,
    /// Its heads, as a word on it carries them.
    pub heads: Vec<String>,
    /// Whose.
    pub cadre: PersonName,
    /// What kind.
    pub leave: CodeName,
    /// The first day away.
    pub first_day: NaiveDate,
    /// The last day away.
    pub last_day: NaiveDate,
    /// Whether the first secretary recorded it as given by voice.
    pub by_voice: bool,
    /// The member's word on a leave by voice; none while nothing was said.
    pub said: Option<bool>,
    /// What was decided of a request.
    pub decision: Option<LeaveDecisionView>,
    /// The first day back.
    pub returned: Option<NaiveDate>,
    /// Whether the person can say now that they are back.
    pub can_end: bool,
    /// Whether the server holds it.
    pub sent: bool,
}

/// A decision on a leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LeaveDecisionView {
    /// `village`, `town`, `county` or `city`.
    pub level: String,
    /// The first granted day; none where it was refused.
    pub granted_from: Option<NaiveDate>,
    /// The last granted day.
    pub granted_to: Option<NaiveDate>,
    /// Whether the request still is what was decided on.
    pub is_present: bool,
}

/// What is behind a day: who said what, and what can be done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DaySheetView {
    /// The day as the month shows it.
    pub day: MonthDay,
    /// The village's code.
    pub village: String,
    /// Whose day.
    pub cadre: PersonName,
    /// Everything that was said of it.
    pub words: Vec<DayWord>,
    /// How one's own diaries of the day are supported, as the server found; empty while it has not said so of what stands now.
    pub support: Vec<SupportView>,
    /// What the person said to it.
    pub objection: Option<ObjectionView>,
    /// Whether the person can write the diary of this day, or write it again.
    pub can_correct: bool,
    /// What an explanation would be about (`absence`, `grade`, `question`, `return`, `refused_leave`); none where the day has
    /// nothing against the person.
    pub explain_to: Option<String>,
    /// The words that an explanation would be against.
    pub against: Vec<String>,
    /// The diary that can be confirmed or questioned by the reader, with its heads as a form carries them; none where it can't.
    pub judgeable: Option<Judgeable>,
}

/// How a day's word is supported. It takes no day away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SupportView {
    /// `verified`, `plausible`, `unsupported` or `contradicted`.
    pub grade: String,
    /// Why.
    pub reasons: Vec<RemarkView>,
    /// What an office looks at first.
    pub hints: Vec<RemarkView>,
}

/// A reason or a hint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RemarkView {
    /// What is known.
    pub said: SentenceView,
    /// How it may well be innocent.
    pub innocent: Option<SentenceView>,
    /// The other day that it names, where that is one's own diary and it is on this phone.
    pub day: Option<NaiveDate>,
}

/// What a judgement judges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Judgeable {
    /// The record's id.
    pub subject: String,
    /// Its heads, as the form of a judgement carries them.
    pub heads: Vec<String>,
}

/// Something that was said of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DayWord {
    /// What it is: `diary`, `observation`, `confirmation`, `review`, `leave_request`, `leave_decision`, `office_leave_decision`, `voice_leave`.
    pub kind: String,
    /// The record's id.
    pub id: String,
    /// Who said it; none for an office.
    pub by: Option<PersonName>,
    /// On which office's level; none for a person.
    pub office: Option<String>,
    /// What it says: a stay's code, `here`, `away`, `confirmed`, `questioned`, `accepted`, `returned`, `flagged`, `asked`, `granted`, `refused`.
    pub says: String,
    /// What is to be mended, where it was returned.
    pub cause: Option<CodeName>,
    /// In their own words.
    pub text: String,
    /// Whether it counts: it was said of what stands now, and no upheld explanation is against it.
    pub counts: bool,
    /// Whether the server holds it.
    pub sent: bool,
}

/// What somebody said to a day of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ObjectionView {
    /// The record's id.
    pub id: String,
    /// What it is about.
    pub to: String,
    /// In the person's words.
    pub text: String,
    /// Whether it was upheld; none while nobody has decided.
    pub upheld: Option<bool>,
    /// Who decided: `village`, `town`, `county` or `city`.
    pub decided_by: Option<String>,
    /// Why.
    pub reason: String,
    /// Its heads, as the form of a decision carries them.
    pub heads: Vec<String>,
    /// Whether the server holds it.
    pub sent: bool,
}

/// What a complaint can be about and where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ComplaintsView {
    /// The present day.
    pub today: NaiveDate,
    /// The office that handles them: `town`, `county` or `city`.
    pub office: String,
    /// What was written before, the newest first.
    pub written: Vec<ComplaintView>,
}

/// A complaint or a suggestion of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ComplaintView {
    /// The record's id.
    pub id: String,
    /// The day.
    pub day: NaiveDate,
    /// What it is about.
    pub about: String,
    /// The office.
    pub office: String,
    /// In the person's words.
    pub text: String,
    /// What the office says to it, once it has.
    pub answer: Option<String>,
    /// On which day.
    pub answered: Option<NaiveDate>,
    /// Whether the server holds it.
    pub sent: bool,
}
