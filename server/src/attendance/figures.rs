//! Figures of many people: how their day is, what was not heard, who will miss the target.

use cunji_domain::attendance::{DayState, Heard, Silence};
use serde::Serialize;
use utoipa::ToSchema;

use crate::storage::overview::Group;

/// What a number of people come to on the last day of a period, and in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Figures {
    /// How many were on a team on the last day.
    pub people: u64,
    /// Their last day, where something was heard of it; with `not_heard` these add up to the people.
    pub day: DayFigures,
    /// Their last day, where nothing was heard of it though a word is awaited: that is not absence.
    pub not_heard: NotHeard,
    /// Of the people heard of, those who were away that day: on leave, on business, elsewhere.
    pub away: u64,
    /// Resident days in the period, of everybody who was on a team in it.
    pub resident_days: i64,
    /// Resident days of the people's years so far, as of today.
    pub year_resident: i64,
    /// Resident days that the people owe in the year.
    pub year_target: i64,
    /// How many of the people can't reach the year's target any more, as of today.
    pub will_miss: u64,
    /// How many can only if unconfirmed days turn out to be resident ones.
    pub if_confirmed: u64,
    /// Diaries that wait for the reader's level.
    pub reviews_waiting: u64,
    /// Problems that wait for an answer.
    pub problems_waiting: u64,
}

/// People by the state of a day of which something was heard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayFigures {
    /// 住村.
    pub resident: u64,
    /// 休息.
    pub rest: u64,
    /// 请假.
    pub leave: u64,
    /// 公务.
    pub business: u64,
    /// 缺勤, by what was seen or said; never by silence.
    pub absent: u64,
    /// 存疑.
    pub contradicted: u64,
    /// 待确认.
    pub unconfirmed: u64,
    /// 未到.
    pub not_yet_due: u64,
}

/// People of whose day nothing was heard, by what is known of why. For support; no ranking and no export holds it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct NotHeard {
    /// 没有信号: no phone of the team was heard of since the day began.
    pub no_line: u64,
    /// 没有同步: others of the team were heard of since then, or the person before the day was over.
    pub not_synced: u64,
    /// 没有日志: the person's phone was heard of after the day was over, and no word of it came.
    pub no_diary: u64,
    /// 没用手机: the person had no enrolled phone that day; their month comes on paper.
    pub no_phone: u64,
    /// 今天还没写: the person's phone was heard of since the day began, and the day is not over.
    pub not_over: u64,
}

impl NotHeard {
    /// All of them: as far as a file that leaves may tell.
    pub fn total(self) -> u64 {
        self.no_line + self.not_synced + self.no_diary + self.no_phone + self.not_over
    }

    fn of_mut(&mut self, silence: Silence) -> &mut u64 {
        match silence {
            Silence::NoLine => &mut self.no_line,
            Silence::NotSynced => &mut self.not_synced,
            Silence::NoDiary => &mut self.no_diary,
            Silence::NoPhone => &mut self.no_phone,
            Silence::NotOver => &mut self.not_over,
        }
    }

    fn add(&mut self, other: &Self) {
        self.no_line += other.no_line;
        self.not_synced += other.not_synced;
        self.no_diary += other.no_diary;
        self.no_phone += other.no_phone;
        self.not_over += other.not_over;
    }
}

impl Figures {
    /// Counts people who are alike on a day that is over or not.
    pub(super) fn count(&mut self, group: &Group, over: bool) {
        self.resident_days += group.resident;
        let state = group.sign.chars().next().and_then(DayState::of_sign).unwrap_or(DayState::NotInTerm);
        if state == DayState::NotInTerm {
            return;
        }
        self.people += group.people;
        self.year_resident += group.year_resident;
        self.year_target += group.year_target;
        self.will_miss += group.missed;
        self.if_confirmed += group.doubtful;
        if group.word.starts_with(Heard::Nothing.sign()) {
            *self.not_heard.of_mut(Silence::of(group.line, over)) += group.people;
            return;
        }
        if group.word.starts_with(Heard::Away.sign()) {
            self.away += group.people;
        }
        if let Some(of) = self.day.of_mut(state) {
            *of += group.people;
        }
    }

    /// Adds those of another place.
    pub(super) fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.day.add(&other.day);
        self.not_heard.add(&other.not_heard);
        self.away += other.away;
        self.resident_days += other.resident_days;
        self.year_resident += other.year_resident;
        self.year_target += other.year_target;
        self.will_miss += other.will_miss;
        self.if_confirmed += other.if_confirmed;
        self.reviews_waiting += other.reviews_waiting;
        self.problems_waiting += other.problems_waiting;
    }
}

impl DayFigures {
    fn of_mut(&mut self, state: DayState) -> Option<&mut u64> {
        match state {
            DayState::Resident => Some(&mut self.resident),
            DayState::Rest => Some(&mut self.rest),
            DayState::Leave => Some(&mut self.leave),
            DayState::Business => Some(&mut self.business),
            DayState::Absent => Some(&mut self.absent),
            DayState::Contradicted => Some(&mut self.contradicted),
            DayState::Unconfirmed => Some(&mut self.unconfirmed),
            DayState::NotYetDue => Some(&mut self.not_yet_due),
            DayState::NotInTerm => None,
        }
    }

    fn add(&mut self, other: &Self) {
        self.resident += other.resident;
        self.rest += other.rest;
        self.leave += other.leave;
        self.business += other.business;
        self.absent += other.absent;
        self.contradicted += other.contradicted;
        self.unconfirmed += other.unconfirmed;
        self.not_yet_due += other.not_yet_due;
    }
}

#[cfg(test)]
mod tests {
    use cunji_domain::attendance::Line;

    use super::*;

    fn group(sign: char, word: char, line: Line) -> Group {
        Group {
            division: "610926".to_owned(),
            sign: sign.to_string(),
            word: word.to_string(),
            line,
            people: 2,
            resident: 5,
            year_resident: 40,
            year_target: 220,
            missed: 1,
            doubtful: 0,
        }
    }

    #[test]
    fn silence_is_no_absence_and_everybody_is_counted_once() {
        let mut figures = Figures::default();
        for (sign, word, line) in [
            ('A', '-', Line::Nobody),
            ('U', '-', Line::Team),
            ('U', '-', Line::Own),
            ('U', '-', Line::NoPhone),
            ('A', 'A', Line::Nobody),
            ('R', 'S', Line::NoPhone),
            ('L', 'A', Line::Nobody),
            ('O', 'S', Line::Nobody),
        ] {
            figures.count(&group(sign, word, line), true);
        }
        let silent = NotHeard { no_line: 2, not_synced: 2, no_diary: 2, no_phone: 2, not_over: 0 };
        assert_eq!((figures.not_heard, figures.not_heard.total()), (silent, 8));
        assert_eq!((figures.day.absent, figures.day.resident, figures.day.leave, figures.away), (2, 2, 2, 4));
        assert_eq!((figures.year_resident, figures.year_target), (280, 1540));
        assert_eq!((figures.people, figures.will_miss), (14, 7), "who was not on a team that day is not among them");
        assert_eq!(figures.resident_days, 40, "but what they did before counts");
        let before = figures;
        figures.add(&before);
        assert_eq!(figures.not_heard, NotHeard { no_line: 4, not_synced: 4, no_diary: 4, no_phone: 4, not_over: 0 });
    }

    #[test]
    fn while_a_day_is_not_over_nobody_lacks_a_diary() {
        let mut figures = Figures::default();
        for line in [Line::Own, Line::Team] {
            figures.count(&group('U', '-', line), false);
        }
        assert_eq!(figures.not_heard, NotHeard { not_over: 2, not_synced: 2, ..NotHeard::default() });
    }
}
