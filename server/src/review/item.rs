//! How one diary stands with the offices.

use cunji_domain::diary::DiaryEntry;
use cunji_domain::division::DivisionCode;
use cunji_domain::grade::Grade;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::policy::ReviewPolicy;
use cunji_domain::record::{Code, RecordId, RecordKind, Value};
use cunji_domain::review::{Review, ReviewState};
use cunji_domain::visit::HouseholdVisit;
use cunji_history::derived_record_id;
use sha2::{Digest, Sha256};

use crate::error::ServerError;
use crate::grading::grade_of;
use crate::registrar::Registrar;
use crate::storage::reviews::{ByLevel, LEVELS, ReviewItem, Standing, oddness};
use crate::storage::{Transaction, log, returns};

/// The diary as it waits now; nothing where there is none, or it is withdrawn.
///
/// # Errors
/// What the database says.
pub fn item_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    record: RecordId,
) -> Result<Option<ReviewItem>, ServerError> {
    Ok(item_and_hints(tx, registrar, space, record)?.map(|(item, _)| item))
}

/// The same with the codes of its hints.
pub(super) fn item_and_hints(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    record: RecordId,
) -> Result<Option<(ReviewItem, Vec<&'static str>)>, ServerError> {
    let row = registrar.tables.record(tx, DiaryEntry::DECL.number, space, record)?;
    let Some(row) = row.filter(|row| !row.withdrawn) else { return Ok(None) };
    // A diary that can't be read as one shows nothing to review; `verify` and the tables tell of it.
    let Ok(diary) = DiaryEntry::from_parts(&row.key, &row.fields) else { return Ok(None) };
    let entries = log::entries_of_record(tx, space, record)?;
    let arrived_at = entries.iter().map(|entry| entry.link.received_at).max().unwrap_or_default();
    let said = [
        review_of(tx, registrar, space, record, JudgeLevel::Town)?,
        review_of(tx, registrar, space, record, JudgeLevel::County)?,
        review_of(tx, registrar, space, record, JudgeLevel::City)?,
    ];
    let mut said = said.map(|review| review.filter(|review| row.is_as_judged(&review.judged)));
    for (said, level) in said.iter_mut().zip(LEVELS) {
        let returned = said.as_ref().is_some_and(|review| review.state == ReviewState::Returned);
        if returned && is_mended_beside(tx, registrar, space, &diary, review_id(space, record, level))? {
            *said = None;
        }
    }
    let grade = grade_of(tx, registrar, space, &diary, &row)?;
    let hints: Vec<_> = grade.iter().flat_map(|grade| grade.known_hints()).map(|hint| hint.code()).collect();
    let contradicted = grade.as_ref().is_some_and(|grade| grade.grade == Grade::Contradicted);
    let odd = oddness(hints.len(), contradicted);
    let review = registrar.policies.on(diary.day).map(|policy| &policy.review);
    let sampled = ByLevel::of(|level| is_sampled(registrar, review, level, record));
    let mut standing = standing(&said, odd, sampled);
    for level in LEVELS {
        let given = match standing.at(level) {
            Some(Standing::Returned) => returns::of_review(tx, space, review_id(space, record, level))?,
            _ => None,
        };
        if given.is_some_and(|given| given.over) {
            standing.set(level, Standing::Overdue);
        }
    }
    let item = ReviewItem {
        space: space.clone(),
        record,
        cadre: diary.cadre,
        day: diary.day,
        arrived_at,
        heads: row.heads,
        odd,
        sampled,
        standing,
    };
    Ok(Some((item, hints)))
}

/// Whether a visit of the day was put right or taken back since the diary was returned: where a household or a photo was wrong that is
/// what was asked for, and not a word of the diary need change for it.
fn is_mended_beside(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    diary: &DiaryEntry,
    review: RecordId,
) -> Result<bool, ServerError> {
    let newest = |entries: Vec<log::LogEntry>| entries.iter().map(|entry| entry.number).max();
    let returned = newest(log::entries_of_record(tx, space, review)?);
    let days = diary.day..=diary.day;
    for visit in registrar.tables.records_of_days(tx, HouseholdVisit::DECL.number, space, &days)? {
        if visit.author == diary.cadre && newest(log::entries_of_record(tx, space, visit.id)?) > returned {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A level's word on a diary, whatever it judged.
pub(super) fn review_of(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    diary: RecordId,
    level: JudgeLevel,
) -> Result<Option<Review>, ServerError> {
    let id = review_id(space, diary, level);
    let row = registrar.tables.record(tx, Review::DECL.number, space, id)?;
    Ok(row.filter(|row| !row.withdrawn).and_then(|row| Review::from_parts(&row.key, &row.fields).ok()))
}

/// The record of a level's word on a diary.
pub(super) fn review_id(space: &DivisionCode, diary: RecordId, level: JudgeLevel) -> RecordId {
    let key = [Value::Bytes(diary.0.to_vec()), Value::Text(level.code().to_owned())];
    derived_record_id(Review::DECL.number, space, &key)
}

/// The town reviews everything; above it, what the level below left in doubt, what looks odd, and what chance picked, once the level
/// below has spoken.
fn standing(said: &[Option<Review>; 3], odd: u32, sampled: ByLevel<bool>) -> ByLevel<Standing> {
    let own = |review: &Option<Review>| review.as_ref().map(|review| word(review.state, review.read));
    let town = own(&said[0]).unwrap_or(Standing::Waiting);
    let above = |below: Standing, review: &Option<Review>, sampled: bool| {
        let passed = matches!(below, Standing::Accepted | Standing::AcceptedUnread | Standing::Flagged);
        let wanted = below == Standing::Flagged || sampled || odd > 0;
        own(review).unwrap_or(if passed && wanted { Standing::Waiting } else { Standing::NotTheirs })
    };
    let county = above(town, &said[1], sampled.county);
    let below_city = if county == Standing::NotTheirs { town } else { county };
    ByLevel { town, county, city: above(below_city, &said[2], sampled.city) }
}

fn word(state: ReviewState, read: Option<bool>) -> Standing {
    match state {
        ReviewState::Accepted if read == Some(false) => Standing::AcceptedUnread,
        ReviewState::Accepted => Standing::Accepted,
        ReviewState::Returned => Standing::Returned,
        ReviewState::Flagged => Standing::Flagged,
    }
}

/// Whether chance picks a diary for a level: the same for ever, known to nobody who has not got the server's database, and as often as
/// the policy of the day says.
fn is_sampled(registrar: &Registrar, policy: Option<&ReviewPolicy>, level: JudgeLevel, record: RecordId) -> bool {
    let Some(policy) = policy else { return false };
    let percent = match level {
        JudgeLevel::Village => return false,
        JudgeLevel::Town => policy.sample_percent_town.get(),
        JudgeLevel::County => policy.sample_percent_county.get(),
        JudgeLevel::City => policy.sample_percent_city.get(),
    };
    let mut hash = Sha256::new();
    hash.update(b"cunji review sample");
    hash.update(registrar.publisher.key.to_bytes());
    hash.update(level.code());
    hash.update(record.0);
    let digest: [u8; 32] = hash.finalize().into();
    let mut number = [0; 8];
    number.copy_from_slice(&digest[..8]);
    u64::from_be_bytes(number) % 100 < u64::try_from(percent).unwrap_or(0)
}
