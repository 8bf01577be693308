//! What one village's facts say of one day: the cadre's word, what was seen, and what the first secretary says of it.

use chrono::NaiveDate;

use super::facts::{Confirmation, Judge, StayWord, Verdict, WordState};
use super::state::Why;
use crate::policy::{CountsAs, Policy};

/// The facts of one day in one village.
#[derive(Debug, Clone, Default)]
pub(super) struct VillageDay<'f> {
    /// What diaries say.
    pub(super) words: Vec<&'f StayWord>,
    /// What the first secretary and offices say of it.
    pub(super) confirmations: Vec<&'f Confirmation>,
    /// Whether somebody saw the cadre there.
    pub(super) seen_there: bool,
    /// Whether somebody saw that the cadre was not there.
    pub(super) seen_away: bool,
}

/// When a word was written, measured by the grace period; best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    InTime,
    Unknown,
    Late,
}

/// What the facts claim, best first: of several villages' claims the best one holds, so that a day counts once however
/// many of them speak of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    /// In the village.
    Resident(Why),
    /// In the village by own word, and not by what was seen.
    Contradicted(Why),
    /// On business.
    Business(Why),
    /// Something that must be cleared up first.
    Open(Why),
    /// Seen to be away.
    SeenAway,
    /// Away by own word.
    WordAway,
    /// Nothing; a diary was withdrawn.
    Withdrawn,
    /// Nothing.
    Nothing,
}

impl VillageDay<'_> {
    /// What this village's facts claim on the day `known_on`. Observations come first, then words.
    pub(super) fn claim(&self, policy: &Policy, known_on: NaiveDate) -> Claim {
        if self.seen_there && self.seen_away {
            return Claim::Contradicted(Why::SeenBoth);
        }
        self.claim_of_words(policy, known_on)
    }

    fn claim_of_words(&self, policy: &Policy, known_on: NaiveDate) -> Claim {
        let says = |what: CountsAs| self.standing().any(|word| policy.stay_counts_as(&word.stay) == Some(what));
        let resident = says(CountsAs::Resident);
        let business = says(CountsAs::Business);
        let verdict = self.verdict();
        let questioned = verdict.filter(|(_, verdict)| *verdict == Verdict::Questioned).map(|(judge, _)| match judge {
            Judge::FirstSecretary => Why::Questioned,
            Judge::Office | Judge::OfficeUnread => Why::Flagged,
        });
        match () {
            () if self.seen_away && resident => Claim::Contradicted(Why::WordAgainstSeen),
            () if self.seen_there && (resident || self.standing().next().is_none()) => Claim::Resident(Why::Seen),
            () if self.seen_there => Claim::Open(Why::SeenButWordAway),
            () if let (true, Some(why)) = (resident || business, questioned) => Claim::Open(why),
            () if resident => self.claim_of_residence(policy, known_on),
            () if business => Claim::Business(Why::BusinessWord),
            () if self.seen_away => Claim::SeenAway,
            () if self.words.iter().any(|word| word.state == WordState::Returned) => Claim::Open(Why::Returned),
            () if says(CountsAs::Away) => Claim::WordAway,
            () if self.standing().next().is_some() => Claim::Open(Why::UnknownStay),
            () if self.words.is_empty() => Claim::Nothing,
            () => Claim::Withdrawn,
        }
    }

    /// The claim of a word that says "in the village", unquestioned, with nobody's eyes for or against it.
    fn claim_of_residence(&self, policy: &Policy, known_on: NaiveDate) -> Claim {
        let rules = &policy.attendance;
        let of_residence = self.standing().filter(|word| policy.stay_counts_as(&word.stay) == Some(CountsAs::Resident));
        let on_paper = of_residence.clone().all(|word| word.on_paper);
        let told = of_residence.map(|word| told(word, known_on, rules.grace_days.get())).min();
        match told {
            Some(Told::InTime) if on_paper && (rules.word_alone_counts.get() || self.verdict().is_some()) => {
                Claim::Resident(Why::PaperWord)
            }
            _ if self.verdict() == Some((Judge::FirstSecretary, Verdict::Confirmed)) => {
                Claim::Resident(Why::WordConfirmed)
            }
            _ if matches!(self.verdict(), Some((Judge::Office | Judge::OfficeUnread, Verdict::Confirmed))) => {
                Claim::Resident(Why::WordAccepted)
            }
            Some(Told::InTime) if rules.word_alone_counts.get() => Claim::Resident(Why::OwnWord),
            Some(Told::Unknown) if rules.word_alone_counts.get() => Claim::Resident(Why::UndatedWord),
            Some(Told::InTime | Told::Unknown) => Claim::Open(Why::NeedsConfirmation),
            _ if rules.word_alone_counts.get() && rules.backfilled_counts.get() => Claim::Resident(Why::BackfilledWord),
            _ => Claim::Open(Why::BackfilledNeedsConfirmation),
        }
    }

    fn standing(&self) -> impl Iterator<Item = &StayWord> + Clone {
        self.words.iter().copied().filter(|word| word.state == WordState::Standing)
    }

    /// What holds of all that was said of the diary as it stands: an office's word before the first secretary's, a question before
    /// a confirmation.
    fn verdict(&self) -> Option<(Judge, Verdict)> {
        let present = self.confirmations.iter().filter(|confirmation| confirmation.judged_present);
        present.map(|confirmation| (confirmation.by, confirmation.verdict)).max()
    }
}

/// A clock that shows a time before the day told of, or one that has not come, says nothing of when a word was written.
fn told(word: &StayWord, known_on: NaiveDate, grace_days: i64) -> Told {
    let credible = word.written_on.filter(|written_on| (word.day..=known_on).contains(written_on));
    match credible {
        None => Told::Unknown,
        Some(written_on) if days_between(word.day, written_on) <= grace_days => Told::InTime,
        Some(_) => Told::Late,
    }
}

/// Days from one to another; negative if the other is earlier.
pub(super) fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}
