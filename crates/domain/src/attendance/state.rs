//! The states of a day, and why a day is what it is.

use serde::{Serialize, Serializer, ser::SerializeStruct};

/// What a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DayState {
    /// 住村: counts.
    Resident,
    /// 休息: neutral.
    Rest,
    /// 请假: neutral.
    Leave,
    /// 公务: neutral.
    Business,
    /// 缺勤: a duty day missed.
    Absent,
    /// 存疑: the cadre's word and what was seen differ.
    Contradicted,
    /// 待确认: still open.
    Unconfirmed,
    /// 未到: has not come yet.
    NotYetDue,
    /// 不在队: no term on that day.
    NotInTerm,
}

impl DayState {
    /// Every state there is.
    pub const ALL: &'static [Self] = &[
        Self::Resident,
        Self::Rest,
        Self::Leave,
        Self::Business,
        Self::Absent,
        Self::Contradicted,
        Self::Unconfirmed,
        Self::NotYetDue,
        Self::NotInTerm,
    ];

    /// As it stands in JSON and tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Rest => "rest",
            Self::Leave => "leave",
            Self::Business => "business",
            Self::Absent => "absent",
            Self::Contradicted => "contradicted",
            Self::Unconfirmed => "unconfirmed",
            Self::NotYetDue => "not_yet_due",
            Self::NotInTerm => "not_in_term",
        }
    }

    /// The sign of a day in what somebody acknowledged of a month; it stands in signed bytes and is never used for another state.
    pub fn sign(self) -> char {
        match self {
            Self::Resident => 'R',
            Self::Rest => 'S',
            Self::Leave => 'L',
            Self::Business => 'B',
            Self::Absent => 'A',
            Self::Contradicted => 'C',
            Self::Unconfirmed => 'U',
            Self::NotYetDue => 'N',
            Self::NotInTerm => 'O',
        }
    }

    /// From its sign.
    pub fn of_sign(sign: char) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.sign() == sign)
    }

    /// As screens show it.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Resident => "住村",
            Self::Rest => "休息",
            Self::Leave => "请假",
            Self::Business => "公务",
            Self::Absent => "缺勤",
            Self::Contradicted => "存疑",
            Self::Unconfirmed => "待确认",
            Self::NotYetDue => "未到",
            Self::NotInTerm => "不在队",
        }
    }
}

macro_rules! whys {
    ($($(#[$doc:meta])* $name:ident = $state:ident $code:literal $zh:literal $en:literal;)*) => {
        /// Why a day is what it is; each reason belongs to one state.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Why {
            $($(#[$doc])* $name,)*
        }

        impl Why {
            /// Every reason there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The state that a day with this reason is in.
            pub fn state(self) -> DayState {
                match self { $(Self::$name => DayState::$state),* }
            }

            /// Stable and dotted: the state's group and the reason.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The sentence for the person, in Chinese.
            pub fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh),* }
            }

            /// The same in English.
            pub fn en(self) -> &'static str {
                match self { $(Self::$name => $en),* }
            }
        }
    };
}

whys! {
    /// The cadre's own word, written in time.
    OwnWord = Resident "resident.word" "本人写了住村。" "Your diary says you stayed in the village.";
    /// The cadre's own word, written when a clock showed what can't be true.
    UndatedWord = Resident "resident.undated" "本人写了住村;手机时间当时不对,不知哪天写的,按时算。" "Your diary says so; the phone's clock was wrong, so when it was written is unknown, and it counts as in time.";
    /// The cadre's own word, and the first secretary's.
    WordConfirmed = Resident "resident.confirmed" "本人写了住村,第一书记确认了。" "Your diary says so and the first secretary confirmed it.";
    /// The cadre's own word, and an office's: the way of a first secretary's own days.
    WordAccepted = Resident "resident.accepted" "本人写了住村,办公室审核通过了。" "Your diary says so and the office accepted it.";
    /// The cadre's own word, written beyond the grace period.
    BackfilledWord = Resident "resident.backfilled" "住村,是补记的。" "You stayed in the village; written later (backfilled).";
    /// A sheet of paper, typed in by an office.
    PaperWord = Resident "resident.paper" "纸质考勤表上写了住村(纸质代录)。" "The sheet on paper says you stayed in the village; an office typed it in.";
    /// An office set it right.
    CorrectedResident = Resident "resident.corrected" "办公室更正为住村。" "An office corrected this day to one in the village.";
    /// The first secretary saw it.
    Seen = Resident "resident.seen" "第一书记当天看见在村。" "The first secretary saw you in the village that day.";

    /// A rest day by the calendar.
    RestDay = Rest "rest.calendar" "休息日。" "A rest day.";
    /// A day for which the duty list does not name the cadre.
    NotOnDutyList = Rest "rest.not_on_list" "这天不在应到名单上。" "You were not on the duty list that day.";

    /// An office set it right.
    CorrectedRest = Rest "rest.corrected" "办公室更正为休息。" "An office corrected this day to a rest day.";

    /// An office set it right.
    CorrectedLeave = Leave "leave.corrected" "办公室更正为请假。" "An office corrected this day to one on leave.";
    /// A granted leave.
    LeaveGranted = Leave "leave.granted" "准了假。" "Leave was granted.";

    /// The cadre's own word.
    BusinessWord = Business "business.word" "本人写了出差。" "Your diary says you were away on business.";
    /// A granted leave of a kind that is business.
    BusinessGranted = Business "business.granted" "准了的公务外出或培训。" "Official business or training that was granted.";

    /// An office set it right.
    CorrectedBusiness = Business "business.corrected" "办公室更正为公务。" "An office corrected this day to one on business.";

    /// An office set it right.
    CorrectedAbsent = Absent "absent.corrected" "办公室更正为缺勤。" "An office corrected this day to an absence.";
    /// Seen to be away on a duty day.
    SeenAway = Absent "absent.seen" "应到日,第一书记当天看见不在村。" "A duty day, and the first secretary saw you were not there.";
    /// The cadre's own word that the night was spent elsewhere.
    OwnWordAway = Absent "absent.word" "应到日,本人写了不在村,也没请假。" "A duty day; your diary says you were elsewhere, without leave.";
    /// Nobody said anything for too long.
    NoWord = Absent "absent.no_word" "应到日,过了期限还没人写。" "A duty day of which nobody wrote anything in time.";
    /// A leave was refused.
    LeaveRefused = Absent "absent.leave_refused" "应到日,假没准,人不在村。" "A duty day; leave was refused and you were not there.";

    /// A word against what was seen.
    WordAgainstSeen = Contradicted "contradicted.seen_away" "本人写了住村,第一书记当天看见不在。请说明。" "Your diary says you were there, the first secretary saw you were not. Please explain.";
    /// Two observations differ.
    SeenBoth = Contradicted "contradicted.seen_both" "现场考勤有两样:有的说在,有的说不在。" "Two observations differ: one saw you there, one did not.";

    /// Today, and nothing is written yet.
    Today = Unconfirmed "unconfirmed.today" "今天还没写。" "Nothing is written for today yet.";
    /// Nothing is written, and it is not too late.
    StillSilent = Unconfirmed "unconfirmed.no_word" "还没写。写上,或请第一书记记一次现场考勤。" "Nothing is written yet. Write it, or ask the first secretary to note that you were seen.";
    /// The word was withdrawn and it is not too late for another.
    WordWithdrawn = Unconfirmed "unconfirmed.withdrawn" "日志撤回了,还没重写。" "The diary was withdrawn and not written again.";
    /// Away by own word, and leave may still be asked for.
    AwayWithoutLeave = Unconfirmed "unconfirmed.away" "写了不在村,还没请假。补请假,或改日志。" "Your diary says you were elsewhere; no leave was asked for yet.";
    /// The policy asks for the first secretary's confirmation.
    NeedsConfirmation = Unconfirmed "unconfirmed.needs_confirmation" "写了住村,等第一书记确认。" "Your diary says you were there; the first secretary's confirmation is awaited.";
    /// The policy asks for a confirmation of what was written late.
    BackfilledNeedsConfirmation = Unconfirmed "unconfirmed.backfilled" "是补记的,等第一书记确认。" "Written later (backfilled); the first secretary's confirmation is awaited.";
    /// The first secretary asks.
    Questioned = Unconfirmed "unconfirmed.questioned" "第一书记对这天有疑问,请说明。" "The first secretary has a question about this day. Please explain.";
    /// An office asks.
    Flagged = Unconfirmed "unconfirmed.flagged" "办公室对这天有疑问,请说明。" "The office has a question about this day. Please explain.";
    /// The policy asks for a confirmation, and a first secretary's days are for the town's office to confirm.
    NeedsOffice = Unconfirmed "unconfirmed.needs_office" "写了住村,等镇办公室确认。" "Your diary says you were there; the town office's confirmation is awaited.";
    /// The same of what was written late.
    BackfilledNeedsOffice = Unconfirmed "unconfirmed.backfilled_needs_office" "是补记的,等镇办公室确认。" "Written later (backfilled); the town office's confirmation is awaited.";
    /// A first secretary has written nothing, and nobody else can note that they were seen.
    StillSilentSecretary = Unconfirmed "unconfirmed.no_own_word" "还没写。写上就行;第一书记的出勤由镇办公室来定。" "Nothing is written yet. Write it; a first secretary's days are for the town's office to decide.";
    /// The office gave the diary back.
    Returned = Unconfirmed "unconfirmed.returned" "日志退回了,改好再交。" "The diary was returned; mend it and hand it in again.";
    /// A leave awaits its decision.
    LeaveUndecided = Unconfirmed "unconfirmed.leave_undecided" "请了假,还没批。" "Leave was asked for and is not decided yet.";
    /// A first secretary's leave awaits its decision.
    LeaveUndecidedByOffice = Unconfirmed "unconfirmed.leave_undecided_by_office" "请了假,等镇办公室批。" "Leave was asked for; the town's office has not decided yet.";
    /// A leave by voice that the member denies.
    VoiceLeaveDenied = Unconfirmed "unconfirmed.voice_leave_denied" "第一书记记了口头准假,本人说没有这回事。请两人说清楚。" "The first secretary noted a leave by voice, and you say there was none. Please clear it up between you.";
    /// What the cadre says to the day awaits its decision.
    ObjectionUndecided = Unconfirmed "unconfirmed.objection" "本人作了说明,等别人来定。" "You gave an explanation; somebody else is to decide on it.";
    /// The leave was changed after its decision.
    LeaveChangedSince = Unconfirmed "unconfirmed.leave_changed" "批过之后请假又改了,要重新批。" "The leave was changed after it was decided; it must be decided again.";
    /// Seen there, and away by own word.
    SeenButWordAway = Unconfirmed "unconfirmed.seen_but_away" "第一书记看见在村,本人写了不在。请说清楚。" "The first secretary saw you there, your diary says elsewhere. Please clear it up.";
    /// The policy does not know the stay's code.
    UnknownStay = Unconfirmed "unconfirmed.unknown_stay" "写的住处,现行清单里没有。" "The stay that was written is not in the list in force.";
    /// No policy is about the day.
    NoPolicy = Unconfirmed "unconfirmed.no_policy" "这天没有政策文件,先不算。" "No policy is about this day; it is left open.";

    /// Ahead.
    Ahead = NotYetDue "not_yet_due.ahead" "还没到。" "Has not come yet.";
    /// Ahead, on a granted leave.
    AheadOnLeave = NotYetDue "not_yet_due.leave" "还没到,已准假。" "Has not come yet; leave is granted.";
    /// Ahead, on business.
    AheadOnBusiness = NotYetDue "not_yet_due.business" "还没到,已准公务外出或培训。" "Has not come yet; business is granted.";

    /// No term.
    NoTerm = NotInTerm "not_in_term.no_term" "这天不在驻村工作队。" "Not on a village team that day.";
}

impl Serialize for Why {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut why = serializer.serialize_struct("Why", 3)?;
        why.serialize_field("code", self.code())?;
        why.serialize_field("zh", self.zh())?;
        why.serialize_field("en", self.en())?;
        why.end()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_state_has_its_own_sign() {
        for state in DayState::ALL {
            assert_eq!(DayState::of_sign(state.sign()), Some(*state));
        }
        assert_eq!(DayState::of_sign('x'), None);
    }

    #[test]
    fn every_reason_has_its_own_code_in_the_group_of_its_state() {
        let codes: BTreeSet<_> = Why::ALL.iter().map(|why| why.code()).collect();
        assert_eq!(codes.len(), Why::ALL.len());
        for why in Why::ALL {
            assert_eq!(why.code().split('.').next(), Some(why.state().code()), "{why:?}");
            assert!(why.zh().ends_with('。') && why.en().ends_with('.'), "{why:?}");
        }
    }
}
