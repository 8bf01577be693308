//! Following the logs for what offices read: what arrived since is looked at, in parts, each in a transaction of its own. Whoever stops
//! in between goes on where it was; what was looked at twice is the same. So everything that follows can be emptied and made anew.

mod behind;

pub(crate) use behind::begin_anew;
pub use behind::{Behind, behind, end_anew, ensure_whole};

use std::time::{Duration, Instant};

use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::server::Server;
use crate::storage::followed;
use crate::storage::log::{self, After, Limit, LogEntry, Reader};
use crate::storage::{self, Transaction};
use crate::{attendance, decisions, grading, households, months, problems, review, search};

use cunji_domain::division::DivisionCode;

/// To be raised when something that follows is made differently: everything is made anew then.
const FORM: i64 = 7;
/// How much of a log is looked at in one go.
const PART: Limit = Limit { entries: 25, bytes: 1 << 20 };
/// After how long a transaction takes up no further part: others want to write meanwhile, and most of what a commit costs is the same
/// for many parts as for one.
const HELD: Duration = Duration::from_millis(100);

/// Something that is derived from the entries of a space.
pub(crate) trait Following {
    /// Empties what it made of a space.
    fn clear(&self, tx: &mut dyn Transaction, space: &DivisionCode) -> Result<(), ServerError>;

    /// Hears of an entry.
    fn hear(&mut self, tx: &mut dyn Transaction, registrar: &Registrar, entry: &LogEntry) -> Result<(), ServerError>;

    /// Writes what has to be written after all entries of a part were heard of.
    fn write(
        &mut self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        space: &DivisionCode,
        now: i64,
    ) -> Result<(), ServerError>;
}

fn all() -> Vec<Box<dyn Following>> {
    vec![
        Box::<grading::Photos>::default(),
        Box::<grading::Days>::default(),
        Box::<review::Items>::default(),
        Box::<problems::Items>::default(),
        Box::<decisions::Items>::default(),
        Box::<attendance::Villages>::default(),
        Box::<search::Records>::default(),
        Box::<households::Items>::default(),
    ]
}

/// Looks at everything that arrived since; gives how many entries it was. A log that can't be followed keeps no other from it.
///
/// # Errors
/// What the database says, of the first log that could not be followed to its end.
pub fn follow(server: &Server) -> Result<u64, ServerError> {
    let (registrar, now) = (server.registrar(), server.clock.now());
    let mut entries = 0;
    let mut failed: Option<(DivisionCode, ServerError)> = None;
    // What follows may write into the logs itself (grades, terms elsewhere): that is followed, too, until nothing comes of it any more.
    loop {
        let before = entries;
        for (space, last) in storage::read(&*server.storage, |tx| to_follow(tx))? {
            if failed.as_ref().is_some_and(|(one, _)| *one == space) {
                continue;
            }
            match to_its_end(server, &registrar, (&space, last), now) {
                Ok(more) => entries += more,
                Err(error) => {
                    tracing::error!(%space, code = error.code(), %error, "a log is not followed");
                    failed.get_or_insert((space, error));
                }
            }
        }
        if entries > before {
            months::tell_terms_elsewhere(server, &registrar, now)?;
        }
        if grading::grade_again(server, &registrar, now)? == 0 && entries == before {
            return failed.map_or(Ok(entries), |(_, error)| Err(error));
        }
    }
}

/// Looks at a log that had `last` entries to its end; gives how many entries it was.
fn to_its_end(
    server: &Server,
    registrar: &Registrar,
    (space, last): (&DivisionCode, u64),
    now: i64,
) -> Result<u64, ServerError> {
    let mut entries = 0;
    while let Some(more) = storage::write(&*server.storage, |tx| part(tx, registrar, space, last, now))? {
        entries += more;
        storage::give_way();
    }
    Ok(entries)
}

/// The logs of which something was not looked at yet, with their last numbers.
fn to_follow(tx: &mut dyn Transaction) -> Result<Vec<(DivisionCode, u64)>, ServerError> {
    let followed = followed::all(tx)?;
    let mut spaces = log::spaces(tx)?;
    spaces.retain(|(space, last)| {
        followed.get(space).and_then(|followed| behind::looked_at(*followed)).is_none_or(|number| number < *last)
    });
    Ok(spaces)
}

/// Looks at the next parts of a log that had `last` entries; nothing if that much was looked at.
fn part(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    last: u64,
    now: i64,
) -> Result<Option<u64>, ServerError> {
    let mut following = all();
    let before = followed::of(tx, space)?;
    let known = match before.and_then(behind::looked_at) {
        Some(number) => number,
        None => {
            for one in &following {
                one.clear(tx, space)?;
            }
            0
        }
    };
    if known >= last {
        return Ok(None);
    }
    // The log's end and its entries must be of one moment.
    log::lock_space(tx, space)?;
    let (begun, mut number, mut entries) = (Instant::now(), known, 0);
    while number < last && (number == known || begun.elapsed() < HELD) {
        let page = log::entries_after(tx, space, Reader::Office, After { number, own: None }, PART)?;
        for one in &mut following {
            for entry in &page.entries {
                one.hear(tx, registrar, entry)?;
            }
            one.write(tx, registrar, space, now)?;
        }
        number = page.complete_to;
        entries += page.entries.len() as u64;
    }
    followed::set(tx, space, behind::noted(before, number))?;
    Ok(Some(entries))
}
