//! Why nothing was heard of a day: five things, none of them absence.

/// How far the phones were heard of that could bring word of a person's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// The person had no phone that day: none was enrolled before it was over, or the last one was revoked before it began.
    NoPhone,
    /// No phone of the team was heard of since the day began.
    Nobody,
    /// Some phone of the team was since then, but not the person's late enough to tell of the day.
    Team,
    /// The person's own was, after the day was over; of a day that is not over yet, since it began.
    Own,
}

impl Line {
    const ALL: [Self; 4] = [Self::NoPhone, Self::Nobody, Self::Team, Self::Own];

    /// Its number in sums.
    pub fn number(self) -> i64 {
        match self {
            Self::NoPhone => 0,
            Self::Nobody => 1,
            Self::Team => 2,
            Self::Own => 3,
        }
    }

    /// From its number.
    pub fn of_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|line| line.number() == number)
    }
}

/// Why nothing was heard of a person's day, though a word is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Silence {
    /// 没信号: no phone of the team was heard of since the day began.
    NoLine,
    /// 没同步: somebody's was, but not this person's late enough.
    NotSynced,
    /// 没写日志: this person's was, after the day was over, and brought no word of it.
    NoDiary,
    /// 没用手机: there is no phone that could bring one; the month comes on paper.
    NoPhone,
    /// 今天还没写: this person's was heard of in the course of the day, and the day is not over.
    NotOver,
}

impl Silence {
    /// Every one there is.
    pub const ALL: [Self; 5] = [Self::NoLine, Self::NotSynced, Self::NoDiary, Self::NoPhone, Self::NotOver];

    /// By whose phones were heard of, and whether the day is over.
    pub fn of(line: Line, over: bool) -> Self {
        match line {
            Line::NoPhone => Self::NoPhone,
            Line::Nobody => Self::NoLine,
            Line::Team => Self::NotSynced,
            Line::Own if over => Self::NoDiary,
            Line::Own => Self::NotOver,
        }
    }

    /// Which phones were heard of where it is this; none where it can't be: a day is over or it is not.
    pub fn line(self, over: bool) -> Option<Line> {
        Line::ALL.into_iter().find(|line| Self::of(*line, over) == self)
    }

    /// As calls name it.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoLine => "no_line",
            Self::NotSynced => "not_synced",
            Self::NoDiary => "no_diary",
            Self::NoPhone => "no_phone",
            Self::NotOver => "not_over",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_no_phone_is_not_without_a_line_whether_the_day_is_over_or_not() {
        for over in [false, true] {
            assert_eq!(Silence::of(Line::NoPhone, over), Silence::NoPhone);
            assert_eq!(Silence::of(Line::Nobody, over), Silence::NoLine);
            assert_eq!(Silence::of(Line::Team, over), Silence::NotSynced);
        }
    }

    #[test]
    fn a_day_that_is_not_over_lacks_no_diary_of_somebody_heard_of_in_it() {
        assert_eq!(Silence::of(Line::Own, true), Silence::NoDiary);
        assert_eq!(Silence::of(Line::Own, false), Silence::NotOver);
        assert_eq!((Silence::NoDiary.line(false), Silence::NotOver.line(true)), (None, None));
    }

    #[test]
    fn each_is_found_again_by_its_line() {
        for over in [false, true] {
            for line in Line::ALL {
                assert_eq!(Silence::of(line, over).line(over), Some(line));
                assert_eq!(Line::of_number(line.number()), Some(line));
            }
        }
        assert_eq!(Line::of_number(4), None);
    }
}
