//! What one village's facts say of one day: the cadre's word, what was seen, and what the first secretary says of it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::facts::{Confirmation, StayWord, Verdict, WordState};
use super::state::Why;
use crate::policy::{CountsAs, Policy};

/// The facts of one day in one village.
#[derive(Debug, Clone, Default)]
pub(super) struct VillageDay<'f> {
    /// What diaries say.
    pub(super) words: Vec<&'f StayWord>,
    /// What the first secretary says of it.
    pub(super) confirmations: Vec<&'f Confirmation>,
    /// Whether somebody saw the cadre there.
    pub(super) seen_there: bool,
    /// Whether somebody saw that the cadre was not there.
    pub(super) seen_away: bool,
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
    /// Corrected to be away.
    CorrectedAway,
    /// Away by own word.
    WordAway,
    /// Nothing; a diary was withdrawn.
    Withdrawn,
    /// Nothing.
    Nothing,
}

impl VillageDay<'_> {
    /// What this village's facts claim. Observations come first, then corrections, then words.
    pub(super) fn claim(&self, policy: &Policy) -> Claim {
        if self.seen_there && self.seen_away {
            return Claim::Contradicted(Why::SeenBoth);
        }
        let corrected = self.corrected(policy);
        if corrected.len() > 1 {
            return Claim::Open(Why::CorrectionsDiffer);
        }
        if let Some(corrected) = corrected.first() {
            return self.claim_of_correction(*corrected);
        }
        self.claim_of_words(policy)
    }

    fn claim_of_correction(&self, corrected: CountsAs) -> Claim {
        match corrected {
            CountsAs::Resident if self.seen_away => Claim::Contradicted(Why::WordAgainstSeen),
            CountsAs::Resident => Claim::Resident(Why::CorrectedToResident),
            _ if self.seen_there => Claim::Open(Why::SeenButWordAway),
            CountsAs::Business => Claim::Business(Why::CorrectedToBusiness),
            CountsAs::Leave | CountsAs::Away => Claim::CorrectedAway,
        }
    }

    fn claim_of_words(&self, policy: &Policy) -> Claim {
        let says = |what: CountsAs| self.standing().any(|word| policy.stay_counts_as(&word.stay) == Some(what));
        let resident = says(CountsAs::Resident);
        let business = says(CountsAs::Business);
        let questioned = self.says(&Verdict::Questioned);
        match () {
            () if self.seen_away && resident => Claim::Contradicted(Why::WordAgainstSeen),
            () if self.seen_there && (resident || self.standing().next().is_none()) => Claim::Resident(Why::Seen),
            () if self.seen_there => Claim::Open(Why::SeenButWordAway),
            () if resident && questioned => Claim::Open(Why::Questioned),
            () if resident => self.claim_of_residence(policy),
            () if business && questioned => Claim::Open(Why::Questioned),
            () if business => Claim::Business(Why::BusinessWord),
            () if self.seen_away => Claim::SeenAway,
            () if self.words.iter().any(|word| word.state == WordState::Returned) => Claim::Open(Why::Returned),
            () if says(CountsAs::Away) => Claim::WordAway,
            () if self.standing().next().is_some() => Claim::Open(Why::UnknownStay),
            () => self.claim_without_word(policy, questioned),
        }
    }

    /// The claim of a word that says "in the village", unquestioned, with nobody's eyes for or against it.
    fn claim_of_residence(&self, policy: &Policy) -> Claim {
        let rules = &policy.attendance;
        let in_time = self.standing().any(|word| {
            policy.stay_counts_as(&word.stay) == Some(CountsAs::Resident)
                && days_between(word.day, word.written_on) <= rules.grace_days.get()
        });
        match () {
            () if self.says(&Verdict::Confirmed) => Claim::Resident(Why::WordConfirmed),
            () if in_time && rules.word_alone_counts.get() => Claim::Resident(Why::OwnWord),
            () if in_time => Claim::Open(Why::NeedsConfirmation),
            () if rules.word_alone_counts.get() && rules.backfilled_counts.get() => {
                Claim::Resident(Why::BackfilledWord)
            }
            () => Claim::Open(Why::BackfilledNeedsConfirmation),
        }
    }

    fn claim_without_word(&self, policy: &Policy, questioned: bool) -> Claim {
        let confirmed = self.says(&Verdict::Confirmed);
        match () {
            () if confirmed && questioned => Claim::Open(Why::Questioned),
            () if confirmed && policy.attendance.confirmation_alone_counts.get() => {
                Claim::Resident(Why::ConfirmedWithoutWord)
            }
            () if confirmed => Claim::Open(Why::WordMissing),
            () if self.words.is_empty() => Claim::Nothing,
            () => Claim::Withdrawn,
        }
    }

    fn standing(&self) -> impl Iterator<Item = &StayWord> {
        self.words.iter().copied().filter(|word| word.state == WordState::Standing)
    }

    fn says(&self, verdict: &Verdict) -> bool {
        self.confirmations.iter().any(|confirmation| confirmation.judged_present && confirmation.verdict == *verdict)
    }

    /// What the corrections that count say; a code that the policy does not list is away.
    fn corrected(&self, policy: &Policy) -> BTreeSet<CountsAs> {
        let judged = self.confirmations.iter().filter(|confirmation| confirmation.judged_present);
        judged
            .filter_map(|confirmation| match &confirmation.verdict {
                Verdict::Corrected(stay) => Some(policy.stay_counts_as(stay).unwrap_or(CountsAs::Away)),
                _ => None,
            })
            .collect()
    }
}

/// Days from one to another; negative if the other is earlier.
pub(super) fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}
