//! Whether anything was heard of a day: not heard is not absent.

use super::state::{DayState, Why};

/// What was heard of a day, whatever it counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heard {
    /// Somebody said something of it, or nobody owes a word.
    Something,
    /// That the person was away: on leave, on business, elsewhere.
    Away,
    /// Nothing, though a word is awaited.
    Nothing,
}

impl Heard {
    /// The sign of a day in a year of them.
    pub fn sign(self) -> char {
        match self {
            Self::Something => 'S',
            Self::Away => 'A',
            Self::Nothing => '-',
        }
    }

    /// From its sign.
    pub fn of_sign(sign: char) -> Option<Self> {
        [Self::Something, Self::Away, Self::Nothing].into_iter().find(|heard| heard.sign() == sign)
    }

    /// Whether a day in this state, of which this was heard, is one of silence: a word is awaited of it and none came. Not heard is not
    /// absent, whatever the day counts as: no line, no sync and no diary say nothing against anybody, so screens, sheets and exports tell
    /// such a day apart from one that was missed. A day on no team awaits no word.
    pub fn is_silence(self, state: DayState) -> bool {
        self == Self::Nothing && state != DayState::NotInTerm
    }
}

impl Why {
    /// What was heard of a day that is what it is for this reason.
    pub fn heard(self) -> Heard {
        match self {
            Self::Today | Self::StillSilent | Self::StillSilentSecretary | Self::NoWord => Heard::Nothing,
            Self::LeaveGranted
            | Self::CorrectedLeave
            | Self::CorrectedBusiness
            | Self::CorrectedAbsent
            | Self::BusinessWord
            | Self::BusinessGranted
            | Self::SeenAway
            | Self::OwnWordAway
            | Self::LeaveRefused
            | Self::AwayWithoutLeave => Heard::Away,
            _ => Heard::Something,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_for_a_person_was_heard_of() {
        for why in Why::ALL {
            match why.state() {
                DayState::Leave | DayState::Business => assert_eq!(why.heard(), Heard::Away, "{why:?}"),
                DayState::Absent | DayState::Unconfirmed => {}
                _ => assert_eq!(why.heard(), Heard::Something, "{why:?}"),
            }
        }
        assert_eq!(Why::NoWord.heard(), Heard::Nothing, "absent by silence alone");
        assert_eq!(Why::SeenAway.heard(), Heard::Away);
    }

    #[test]
    fn a_day_is_silent_where_a_word_is_awaited_and_none_came() {
        assert!(Heard::Nothing.is_silence(DayState::Absent) && Heard::Nothing.is_silence(DayState::Unconfirmed));
        assert!(!Heard::Nothing.is_silence(DayState::NotInTerm), "nobody awaits a word of it");
        assert!(!Heard::Away.is_silence(DayState::Absent) && !Heard::Something.is_silence(DayState::Unconfirmed));
    }
}
