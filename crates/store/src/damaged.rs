//! Reading a file some of whose pages are damaged: every row that reads, whatever lies before it.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::types::Value as Cell;

use crate::error::{Result, StoreError};
use crate::key_file::Keys;
use crate::open;

/// How many faults of one table are looked behind. Each costs a new connection; a damaged page has fewer rows than this.
const MOST_FAULTS: u32 = 300;

/// How far (row numbers) rows are looked for behind the last one that reads, where nothing tells how many there were.
const FURTHEST: i64 = 1 << 20;

/// A damaged file. Once a page fails its code, SQLCipher answers zeros for every page that it has not read yet, as long as the
/// connection lasts; so each fault ends one.
pub(crate) struct Damaged {
    path: PathBuf,
    keys: Keys,
    /// None after a fault: the file is one connection's at a time, so the next one is made when it is needed.
    conn: Option<Connection>,
    faults: u32,
}

/// Row numbers from `first` to `last`, both included, of which no row is known. None is negative.
#[derive(Debug, Clone, Copy)]
struct Gap {
    first: i64,
    last: i64,
}

/// From which end a gap is read.
#[derive(Debug, Clone, Copy)]
enum From {
    First,
    Last,
}

/// A table that is being read, and where its rows go.
struct Reading<'a> {
    upwards: String,
    downwards: String,
    take: &'a mut dyn FnMut(&[Cell]) -> Result<()>,
}

impl Damaged {
    /// Opens it.
    ///
    /// # Errors
    /// It can't be told which tables it has.
    pub(crate) fn open(path: &Path, keys: &Keys) -> Result<Self> {
        let conn = Some(connect(path, keys)?);
        Ok(Self { path: path.to_owned(), keys: keys.clone(), conn, faults: 0 })
    }

    /// Hands over every row of a table that reads. Answers how many places did not read.
    pub(crate) fn rows(
        &mut self,
        table: &str,
        columns: &[String],
        mut take: impl FnMut(&[Cell]) -> Result<()>,
    ) -> Result<u64> {
        let upwards =
            format!("SELECT rowid, {} FROM {table} WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid", columns.join(", "));
        let mut reading = Reading { downwards: format!("{upwards} DESC"), upwards, take: &mut take };
        self.faults = 0;
        let all = Gap { first: 0, last: i64::MAX };
        let Some(unread) = self.close_from_both_ends(all, &mut reading)? else { return Ok(0) };
        if !self.has_root(table)? {
            return Ok(1);
        }
        let gaps = if unread.last == i64::MAX { self.behind_the_last(unread, &mut reading)? } else { vec![unread] };
        let left = self.between(gaps.into(), &mut reading)?;
        Ok(places(left))
    }

    /// Whether the page reads from which a table's others hang: its first, and often its only one.
    fn has_root(&mut self, table: &str) -> Result<bool> {
        let conn = self.connection()?;
        let root = conn
            .query_row("SELECT pagetype FROM dbstat WHERE name = ?1 LIMIT 1", [table], |row| row.get::<_, String>(0));
        let has_root = root.is_ok_and(|page_type| page_type != "corrupted");
        self.conn = is_sound(&conn).then_some(conn);
        Ok(has_root)
    }

    /// Reads what reads in gaps that can't be read from their ends, as between two damaged pages. Answers what is left of them.
    fn between(&mut self, mut gaps: VecDeque<Gap>, reading: &mut Reading<'_>) -> Result<Vec<Gap>> {
        let mut left = Vec::new();
        // All gaps are halved in turn: where not everything can be looked at, something of everything is.
        while let Some(gap) = gaps.pop_front() {
            if gap.first == gap.last || self.faults >= MOST_FAULTS {
                left.push(gap);
                continue;
            }
            let middle = gap.first.midpoint(gap.last) + 1;
            gaps.extend(self.read(Gap { last: middle - 1, ..gap }, From::Last, reading)?);
            gaps.extend(self.read(Gap { first: middle, ..gap }, From::First, reading)?);
        }
        Ok(left)
    }

    /// Where the last page of a table does not read, nothing tells how far its row numbers go: pieces, each twice as long as the one before.
    fn behind_the_last(&mut self, unread: Gap, reading: &mut Reading<'_>) -> Result<Vec<Gap>> {
        let mut gaps = Vec::new();
        let mut length = 1;
        while length <= FURTHEST {
            let first = unread.first.saturating_add(length - 1);
            let piece = Gap { first, last: first.saturating_add(length - 1) };
            gaps.extend(self.close_from_both_ends(piece, reading)?);
            length *= 2;
        }
        Ok(gaps)
    }

    /// Reads a gap from its ends until a fault. Answers what is between.
    fn close_from_both_ends(&mut self, gap: Gap, reading: &mut Reading<'_>) -> Result<Option<Gap>> {
        match self.read(gap, From::First, reading)? {
            Some(left) if left.first < left.last => self.read(left, From::Last, reading),
            left => Ok(left),
        }
    }

    /// Reads a gap from one end until a fault. Answers what is left of it.
    fn read(&mut self, gap: Gap, from: From, reading: &mut Reading<'_>) -> Result<Option<Gap>> {
        let conn = self.connection()?;
        let mut left = gap;
        if scan(&conn, &mut left, from, reading)? {
            self.conn = Some(conn);
            return Ok(None);
        }
        self.faults += 1;
        Ok((left.first <= left.last).then_some(left))
    }

    fn connection(&mut self) -> Result<Connection> {
        match self.conn.take() {
            Some(conn) => Ok(conn),
            None => connect(&self.path, &self.keys),
        }
    }
}

/// Reads on until the end (true) or a row that can't be read (false).
fn scan(conn: &Connection, gap: &mut Gap, from: From, reading: &mut Reading<'_>) -> Result<bool> {
    let sql = match from {
        From::First => &reading.upwards,
        From::Last => &reading.downwards,
    };
    let Ok(mut statement) = conn.prepare(sql) else { return Ok(false) };
    let Ok(mut rows) = statement.query([gap.first, gap.last]) else { return Ok(false) };
    loop {
        match rows.next() {
            Ok(Some(row)) => {
                let (Ok(number), Ok(cells)) = (row.get::<_, i64>(0), cells(row)) else { return Ok(false) };
                // The end of a long row is given as zeros, and without an error, if its page fails.
                if !is_sound(conn) {
                    return Ok(false);
                }
                (reading.take)(&cells)?;
                match from {
                    From::First => gap.first = number.saturating_add(1),
                    From::Last => gap.last = number.saturating_sub(1),
                }
            }
            Ok(None) => return Ok(is_sound(conn)),
            Err(_) => return Ok(false),
        }
    }
}

/// Whether no page failed over this connection yet.
pub(crate) fn is_sound(conn: &Connection) -> bool {
    conn.pragma_query_value(None, "cipher_status", |row| row.get::<_, String>(0)).is_ok_and(|status| status == "1")
}

/// Gaps that lie side by side are one place.
fn places(mut gaps: Vec<Gap>) -> u64 {
    gaps.sort_by_key(|gap| gap.first);
    let apart = gaps.windows(2).filter(|pair| pair[0].last.saturating_add(1) < pair[1].first).count();
    apart as u64 + u64::from(!gaps.is_empty())
}

fn cells(row: &rusqlite::Row<'_>) -> rusqlite::Result<Vec<Cell>> {
    (1..row.as_ref().column_count()).map(|place| row.get(place)).collect()
}

fn connect(path: &Path, keys: &Keys) -> Result<Connection> {
    let conn = Connection::open(path)?;
    open::unlock(&conn, keys)?;
    if is_sound(&conn) { Ok(conn) } else { Err(StoreError::Damaged(path.display().to_string())) }
}
