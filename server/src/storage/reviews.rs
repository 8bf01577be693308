//! Diaries as they wait for offices, and who has one open.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::judgement::JudgeLevel;
use cunji_domain::person::PersonId;
use cunji_domain::record::RecordId;
use cunji_history::EditId;

use super::roster::{day, day_number};
use super::{Cell, FromCell, Result, Row, StorageError, Transaction, statements};

/// How a diary stands with an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It is not that level's to review.
    NotTheirs,
    /// It waits.
    Waiting,
    /// Read and accepted.
    Accepted,
    /// 未细看: accepted with others, unread.
    AcceptedUnread,
    /// Returned to its writer.
    Returned,
    /// In doubt.
    Flagged,
    /// It was returned and not mended in its days: it waits again.
    Overdue,
}

impl Standing {
    const ALL: [Self; 7] = [
        Self::NotTheirs,
        Self::Waiting,
        Self::Accepted,
        Self::AcceptedUnread,
        Self::Returned,
        Self::Flagged,
        Self::Overdue,
    ];

    fn number(self) -> i64 {
        Self::ALL.iter().position(|standing| *standing == self).map_or(0, |at| at as i64)
    }
}

impl From<Standing> for Cell {
    fn from(standing: Standing) -> Self {
        Self::Int(standing.number())
    }
}

impl FromCell for Standing {
    const WANTED: &'static str = "a standing, 0 to 6";
    fn from_cell(cell: Cell) -> Result<Self, Cell> {
        match cell {
            Cell::Int(number) => Self::ALL.into_iter().find(|standing| standing.number() == number).ok_or(cell),
            other => Err(other),
        }
    }
}

/// The levels of offices, from below.
pub const LEVELS: [JudgeLevel; 3] = [JudgeLevel::Town, JudgeLevel::County, JudgeLevel::City];

/// A value for each level of offices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByLevel<T> {
    /// The town's.
    pub town: T,
    /// The county's.
    pub county: T,
    /// The city's.
    pub city: T,
}

impl<T: Copy> ByLevel<T> {
    /// A level's value; a village has none.
    pub fn at(&self, level: JudgeLevel) -> Option<T> {
        match level {
            JudgeLevel::Village => None,
            JudgeLevel::Town => Some(self.town),
            JudgeLevel::County => Some(self.county),
            JudgeLevel::City => Some(self.city),
        }
    }

    /// Gives a level another value; a village has none.
    pub fn set(&mut self, level: JudgeLevel, value: T) {
        match level {
            JudgeLevel::Village => {}
            JudgeLevel::Town => self.town = value,
            JudgeLevel::County => self.county = value,
            JudgeLevel::City => self.city = value,
        }
    }

    /// From a function of the level.
    pub fn of(mut value: impl FnMut(JudgeLevel) -> T) -> Self {
        Self { town: value(JudgeLevel::Town), county: value(JudgeLevel::County), city: value(JudgeLevel::City) }
    }
}

/// What it adds to how odd a day looks that something contradicts: more than there can be hints, so that such a day comes before all
/// others.
const CONTRADICTED: u32 = 1_000;

/// How odd a diary with so many hints looks.
pub fn oddness(hints: usize, contradicted: bool) -> u32 {
    let hints = u32::try_from(hints).unwrap_or(u32::MAX).min(CONTRADICTED - 1);
    if contradicted { CONTRADICTED + hints } else { hints }
}

/// A diary as it waits for offices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewItem {
    /// The village.
    pub space: DivisionCode,
    /// The diary.
    pub record: RecordId,
    /// Whose.
    pub cadre: PersonId,
    /// Of which day, Asia/Shanghai.
    pub day: NaiveDate,
    /// When its newest edit arrived: Unix seconds, UTC.
    pub arrived_at: i64,
    /// Its heads.
    pub heads: Vec<EditId>,
    /// How odd it looks, the key of the queue's order: see [`oddness`].
    pub odd: u32,
    /// Whether a level reads it by chance.
    pub sampled: ByLevel<bool>,
    /// How it stands.
    pub standing: ByLevel<Standing>,
}

impl ReviewItem {
    /// How many hints it has.
    pub fn hints(&self) -> u32 {
        self.odd % CONTRADICTED
    }

    /// Whether something says otherwise than it does: somebody has to ask.
    pub fn contradicted(&self) -> bool {
        self.odd >= CONTRADICTED
    }

    /// Whether a level has to read it: what looks odd, what chance picked, and what an office below left in doubt.
    pub fn must_be_read(&self, level: JudgeLevel) -> bool {
        self.odd > 0 || self.sampled.at(level).unwrap_or(false) || self.in_doubt_below(level).is_some()
    }

    /// The highest level below one that left it in doubt as it stands.
    pub fn in_doubt_below(&self, level: JudgeLevel) -> Option<JudgeLevel> {
        let mut below = LEVELS.into_iter().rev().filter(|below| *below < level);
        below.find(|below| self.standing.at(*below) == Some(Standing::Flagged))
    }
}

/// Keeps an item as it is now.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut dyn Transaction, item: &ReviewItem) -> Result<()> {
    let sampled = [(item.sampled.town, 1), (item.sampled.county, 2), (item.sampled.city, 4)];
    let sampled: i64 = sampled.iter().filter(|(is, _)| *is).map(|(_, bit)| bit).sum();
    let parameters = [
        (&item.space).into(),
        item.record.into(),
        (&item.cadre).into(),
        day_number(item.day).into(),
        item.arrived_at.into(),
        Cell::Bytes(item.heads.iter().flat_map(|head| head.0).collect()),
        item.odd.into(),
        sampled.into(),
        item.standing.town.into(),
        item.standing.county.into(),
        item.standing.city.into(),
    ];
    tx.execute(statements::PUT_REVIEW_ITEM, &parameters).map(drop)
}

/// Removes an item: there is nothing to review any more.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<()> {
    tx.execute(statements::REMOVE_REVIEW_ITEM, &[space.into(), record.into()]).map(drop)
}

/// Removes all items of a space, to make them anew.
///
/// # Errors
/// What the database says.
pub fn remove_all(tx: &mut dyn Transaction, space: &DivisionCode) -> Result<()> {
    tx.execute(statements::REMOVE_REVIEW_ITEMS, &[space.into()]).map(drop)
}

/// An item.
///
/// # Errors
/// What the database says.
pub fn item(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId) -> Result<Option<ReviewItem>> {
    tx.query_first(statements::REVIEW_ITEM, &[space.into(), record.into()])?.map(read).transpose()
}

/// Where a reader is in the queue: after this item as it was listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// How odd it looks.
    pub odd: u32,
    /// When it arrived.
    pub arrived_at: i64,
    /// The village.
    pub space: DivisionCode,
    /// The diary.
    pub record: RecordId,
}

/// What waits for a level in a division and below it, the oddest first, then what came first.
///
/// # Errors
/// What the database says.
pub fn waiting(
    tx: &mut dyn Transaction,
    level: JudgeLevel,
    division: &DivisionCode,
    after: Option<&Place>,
    limit: u32,
) -> Result<Vec<ReviewItem>> {
    let sql = match level {
        JudgeLevel::Village => return Ok(Vec::new()),
        JudgeLevel::Town => statements::REVIEW_WAITING_TOWN,
        JudgeLevel::County => statements::REVIEW_WAITING_COUNTY,
        JudgeLevel::City => statements::REVIEW_WAITING_CITY,
    };
    let (from, to) = below(division);
    let parameters = [
        from,
        to,
        after.map_or(i64::MAX, |place| i64::from(place.odd)).into(),
        after.map_or(i64::MIN, |place| place.arrived_at).into(),
        after.map_or("", |place| place.space.as_str()).into(),
        Cell::Bytes(after.map(|place| place.record.0.to_vec()).unwrap_or_default()),
        limit.into(),
    ];
    tx.query(sql, &parameters)?.into_iter().map(read).collect()
}

/// Diaries that have waited for the town since before an instant (Unix seconds, UTC), by village, behind one.
///
/// # Errors
/// What the database says.
pub fn waiting_since(
    tx: &mut dyn Transaction,
    before: i64,
    after: Option<&ReviewItem>,
    limit: u32,
) -> Result<Vec<ReviewItem>> {
    let parameters = [
        before.into(),
        after.map_or("", |last| last.space.as_str()).into(),
        Cell::Bytes(after.map(|last| last.record.0.to_vec()).unwrap_or_default()),
        limit.into(),
    ];
    tx.query(statements::REVIEWS_SILENT, &parameters)?.into_iter().map(read).collect()
}

/// How many items stand how with a level in a division and below it, and how many of them look odd.
///
/// # Errors
/// What the database says.
pub fn counts(
    tx: &mut dyn Transaction,
    level: JudgeLevel,
    division: &DivisionCode,
) -> Result<Vec<(Standing, bool, u64)>> {
    let sql = match level {
        JudgeLevel::Village => return Ok(Vec::new()),
        JudgeLevel::Town => statements::REVIEW_COUNTS_TOWN,
        JudgeLevel::County => statements::REVIEW_COUNTS_COUNTY,
        JudgeLevel::City => statements::REVIEW_COUNTS_CITY,
    };
    let (from, to) = below(division);
    let rows = tx.query(sql, &[from, to])?;
    rows.iter().map(|row| Ok((row.get("state")?, row.get("odd")?, row.get("items")?))).collect()
}

/// The spaces of a division and everything below it, as a range of codes: from, and the first one past it.
pub fn below(division: &DivisionCode) -> (Cell, Cell) {
    // Codes are digits; the character after '9' ends every code that begins with this one.
    (division.into(), format!("{division}:").into())
}

fn read(mut row: Row) -> Result<ReviewItem> {
    let heads: Vec<u8> = row.take("heads")?;
    let sampled: i64 = row.get("sampled")?;
    Ok(ReviewItem {
        space: row.get("space")?,
        record: row.get("record")?,
        cadre: row.get("cadre")?,
        day: day(row.get("day")?)?,
        arrived_at: row.get("arrived_at")?,
        heads: heads.as_chunks::<32>().0.iter().map(|head| EditId(*head)).collect(),
        odd: row.get("odd")?,
        sampled: ByLevel { town: sampled & 1 != 0, county: sampled & 2 != 0, city: sampled & 4 != 0 },
        standing: ByLevel { town: row.get("town")?, county: row.get("county")?, city: row.get("city")? },
    })
}

/// Who has an item open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Who.
    pub login: String,
    /// Until when, unless it is done before: Unix seconds, UTC.
    pub until: i64,
}

/// Who has an item open at an instant.
///
/// # Errors
/// What the database says.
pub fn lease(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId, now: i64) -> Result<Option<Lease>> {
    let row = tx.query_first(statements::REVIEW_LEASE, &[space.into(), record.into()])?;
    let lease = row.map(|row| Ok::<_, StorageError>(Lease { login: row.get("login")?, until: row.get("until")? }));
    Ok(lease.transpose()?.filter(|lease| now < lease.until))
}

/// Opens an item for somebody, or keeps it open; false if somebody else has it.
///
/// # Errors
/// What the database says.
pub fn take_lease(
    tx: &mut dyn Transaction,
    space: &DivisionCode,
    record: RecordId,
    lease: &Lease,
    now: i64,
) -> Result<bool> {
    let parameters = [space.into(), record.into(), lease.login.as_str().into(), lease.until.into(), now.into()];
    Ok(tx.execute(statements::TAKE_REVIEW_LEASE, &parameters)? == 1)
}

/// Lets go of an item.
///
/// # Errors
/// What the database says.
pub fn end_lease(tx: &mut dyn Transaction, space: &DivisionCode, record: RecordId, login: &str) -> Result<()> {
    tx.execute(statements::END_REVIEW_LEASE, &[space.into(), record.into(), login.into()]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_contradicted_comes_before_whatever_else_looks_odd() {
        let mut order = [(0, false), (9, false), (0, true), (usize::MAX, false), (2, true)];
        order.sort_by_key(|(hints, contradicted)| std::cmp::Reverse(oddness(*hints, *contradicted)));
        assert_eq!(order, [(2, true), (0, true), (usize::MAX, false), (9, false), (0, false)]);
    }

    #[test]
    fn what_an_office_below_left_in_doubt_is_to_be_read_by_those_above_it_alone() {
        let mut item = ReviewItem {
            space: "610926101205".parse().unwrap(),
            record: RecordId([1; 16]),
            cadre: "c0017".parse().unwrap(),
            day: NaiveDate::default(),
            arrived_at: 0,
            heads: Vec::new(),
            odd: 0,
            sampled: ByLevel::of(|_| false),
            standing: ByLevel { town: Standing::Flagged, county: Standing::Waiting, city: Standing::NotTheirs },
        };
        assert_eq!(LEVELS.map(|level| item.must_be_read(level)), [false, true, true]);
        assert_eq!(item.in_doubt_below(JudgeLevel::City), Some(JudgeLevel::Town));
        item.standing = ByLevel { town: Standing::Accepted, county: Standing::Flagged, city: Standing::Waiting };
        assert_eq!(LEVELS.map(|level| item.must_be_read(level)), [false, false, true]);
        assert_eq!(item.in_doubt_below(JudgeLevel::City), Some(JudgeLevel::County));
        item.standing.county = Standing::Accepted;
        assert!(LEVELS.iter().all(|level| !item.must_be_read(*level)));
    }
}
