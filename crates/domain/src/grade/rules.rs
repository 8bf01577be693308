use super::{DayFacts, Grade, Graded, Leaning, Reason, placed};
use crate::confirmation::ConfirmationResult;
use crate::policy::{CountsAs, Policy};
use crate::record::Code;

/// The grade of a day, by the policy in force on it.
pub fn grade(facts: &DayFacts, policy: &Policy) -> Graded {
    let counts_as = facts.stay.and_then(|stay| policy.stay_counts_as(stay.code()));
    let mut reasons = of_the_first_secretary(facts, counts_as);
    reasons.extend(facts.teammate_along.then_some(Reason::TeammateAlong));
    reasons.extend(facts.teammate_denies.then_some(Reason::TeammateDenies));
    match counts_as {
        Some(CountsAs::Resident) => {
            reasons.extend(placed::reasons(facts, policy));
            let off = facts.saves.iter().filter_map(|save| save.written.clock_off()).max();
            reasons.extend(off.map(|seconds| Reason::ClockOff { minutes: seconds / 60 }));
        }
        Some(CountsAs::Away) => reasons.push(Reason::AwayByOwnWord),
        Some(CountsAs::Business | CountsAs::Leave) => reasons.push(Reason::OnBusiness),
        None => reasons.push(Reason::StayUnsaid),
    }
    let late = facts.written_after.filter(|days| *days > policy.attendance.grace_days.get());
    reasons.extend(late.map(|days| Reason::Backfilled { days }));
    reasons.sort();
    Graded { grade: grade_of(&reasons), reasons }
}

fn of_the_first_secretary(facts: &DayFacts, counts_as: Option<CountsAs>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let elsewhere = counts_as.is_some_and(|it| it != CountsAs::Resident);
    if facts.seen_there {
        reasons.push(if elsewhere { Reason::SeenThere } else { Reason::Seen });
    }
    if facts.seen_away && counts_as == Some(CountsAs::Resident) {
        reasons.push(Reason::SeenAway);
    }
    reasons.extend(facts.first_secretary.map(|result| match result {
        ConfirmationResult::Confirmed => Reason::Confirmed,
        ConfirmationResult::Questioned => Reason::Questioned,
    }));
    reasons
}

/// A person's word against a day has to be cleared up by persons. A place against it is outweighed by the first secretary, who
/// stands by it; a want of evidence weighs nothing.
fn grade_of(reasons: &[Reason]) -> Grade {
    let any = |leaning: Leaning| reasons.iter().any(|reason| reason.leaning() == leaning);
    let stood_by = reasons.iter().any(|reason| matches!(reason, Reason::Seen | Reason::Confirmed));
    match () {
        () if any(Leaning::PersonAgainst) => Grade::Contradicted,
        () if any(Leaning::PlaceAgainst) && !stood_by => Grade::Contradicted,
        () if any(Leaning::PlaceAgainst) => Grade::Plausible,
        () if any(Leaning::StrongFor) => Grade::Verified,
        () if any(Leaning::For) => Grade::Plausible,
        () => Grade::Unsupported,
    }
}
