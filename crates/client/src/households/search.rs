//! Which households somebody means who types a few letters.

use cunji_domain::division::group_name;
use cunji_domain::spelling::{Found, Spelling, is_same_number, typed};

use super::index::{HouseholdIndex, IndexedHousehold};
use super::visited::{Unlisted, VisitsSeen};

/// What was typed: every word of it has to be found.
#[derive(Debug)]
pub(crate) struct Search(Vec<Word>);

#[derive(Debug)]
struct Word {
    typed: String,
    /// Whether it is the group's, by the groups' places.
    groups: Vec<bool>,
    /// As a group's name, to compare with those that were written.
    group: String,
}

/// How well a household is found; the better one is the smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// By its very number.
    Number,
    /// By its head's name from the front.
    Head,
    /// By its head's name further in.
    WithinHead,
    /// By another member.
    Member(usize),
    /// By a part of its number.
    PartOfNumber,
    /// By its group alone.
    Group,
}

/// A household that was found: its place, and the member by whom it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    pub place: usize,
    pub member: Option<usize>,
}

impl Search {
    /// A search for what was typed. One without a word finds everything.
    pub fn new(text: &str, index: &HouseholdIndex) -> Self {
        let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '\u{ff0c}' | '、')).map(typed);
        Self(words.filter(|word| !word.is_empty()).map(|word| Word::new(word, index)).collect())
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The households that are meant, the best first and as the list's order has them where they are equally good.
    pub fn households(&self, index: &HouseholdIndex, visits: &VisitsSeen) -> Vec<Hit> {
        if self.is_empty() {
            let there = visits.order.iter().filter(|place| index.households[**place].is_there());
            return there.map(|&place| Hit { place, member: None }).collect();
        }
        let ranked = visits.order.iter().filter_map(|&place| Some((self.rank(&index.households[place])?, place)));
        let mut ranked: Vec<(Rank, usize)> = ranked.collect();
        ranked.sort_by_key(|(rank, place)| (!index.households[*place].is_there(), rank.class()));
        ranked.into_iter().map(|(rank, place)| Hit { place, member: rank.member() }).collect()
    }

    /// The households that were written by name and are meant.
    pub fn unlisted<'v>(&self, visits: &'v VisitsSeen) -> Vec<&'v Unlisted> {
        let means = |one: &&Unlisted| self.0.iter().all(|word| word.is_in_unlisted(one));
        visits.unlisted.iter().filter(means).collect()
    }

    /// The rank of the word that is found worst.
    fn rank(&self, household: &IndexedHousehold) -> Option<Rank> {
        self.0.iter().try_fold(Rank::Number, |worst, word| Some(worst.max(word.rank(household)?)))
    }
}

impl Rank {
    /// Members are equally good, whichever it is.
    fn class(self) -> Self {
        if let Self::Member(_) = self { Self::Member(0) } else { self }
    }

    fn member(self) -> Option<usize> {
        if let Self::Member(place) = self { Some(place) } else { None }
    }
}

impl Word {
    fn new(typed: String, index: &HouseholdIndex) -> Self {
        let group = group_name(&typed);
        let is_group =
            |(name, spelling): &(String, Spelling)| *name == group || spelling.find(&typed) == Some(Found::AtTheFront);
        Self { groups: index.groups.iter().map(is_group).collect(), group, typed }
    }

    fn rank(&self, household: &IndexedHousehold) -> Option<Rank> {
        if household.number_typed == self.typed || is_same_number(&household.number_typed, &self.typed) {
            return Some(Rank::Number);
        }
        match household.spelling.find(&self.typed) {
            Some(Found::AtTheFront) => return Some(Rank::Head),
            Some(Found::Within) => return Some(Rank::WithinHead),
            None => {}
        }
        if let Some(member) = household.members.iter().position(|(_, name)| name.find(&self.typed).is_some()) {
            return Some(Rank::Member(member));
        }
        if household.number_typed.contains(&self.typed) {
            return Some(Rank::PartOfNumber);
        }
        household.group.filter(|place| self.groups.get(*place) == Some(&true)).map(|_| Rank::Group)
    }

    fn is_in_unlisted(&self, one: &Unlisted) -> bool {
        one.spelling.find(&self.typed).is_some() || (!one.group.is_empty() && group_name(&one.group) == self.group)
    }
}
