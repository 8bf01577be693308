//! Which photos something shows: a draft, or any edit that is kept, whatever its kind and whatever became of it.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordId;
use rusqlite::Connection;

use super::PhotoDigest;
use crate::Store;
use crate::error::Result;
use crate::sql::column;

/// How a byte string of 32 begins in an edit and in a draft (CBOR).
const BEGINNING: [u8; 2] = [0x58, 32];

/// What shows photos.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// Photos in drafts.
    pub in_drafts: BTreeSet<PhotoDigest>,
    /// Photos in edits, each with a record that shows it, or none where the edit waits for its record.
    pub in_edits: BTreeMap<PhotoDigest, Option<(DivisionCode, RecordId)>>,
}

impl Shown {
    fn has(&self, digest: PhotoDigest) -> bool {
        self.in_drafts.contains(&digest) || self.in_edits.contains_key(&digest)
    }
}

impl Store {
    /// Which of these photos something shows. The edits themselves are looked through and not the tables: what was rejected,
    /// withdrawn or written by a newer program counts, too.
    ///
    /// # Errors
    /// The database fails.
    pub fn photos_shown(&self, digests: &BTreeSet<PhotoDigest>, not_in: u16) -> Result<Shown> {
        let mut shown = Shown::default();
        if digests.is_empty() {
            return Ok(shown);
        }
        let mut drafts = self.conn.prepare_cached("SELECT content FROM draft")?;
        let mut rows = drafts.query([])?;
        while let Some(row) = rows.next()? {
            shown.in_drafts.extend(named(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?, digests));
        }
        let mut edits = self.conn.prepare_cached("SELECT body, space, record FROM edit WHERE kind <> ?1")?;
        let mut rows = edits.query([not_in])?;
        while let Some(row) = rows.next()? {
            for digest in named(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?, digests) {
                let record: Option<[u8; 16]> = row.get(2)?;
                let at =
                    record.map(|record| Ok::<_, rusqlite::Error>((column(row, 1)?, RecordId(record)))).transpose()?;
                let known = shown.in_edits.entry(digest).or_default();
                *known = known.take().or(at);
            }
        }
        Ok(shown)
    }

    /// Drops photos that nothing shows: an own one once the server holds it or if it was never saved with a record and came
    /// before this instant (its draft was thrown away); a teammate's at once. `kind` is the kind of record that only tells of
    /// photos; those that are spared stay. Gives how many.
    ///
    /// # Errors
    /// The database fails.
    pub fn drop_photos_nobody_shows(&self, kind: u16, before: i64, spared: &BTreeSet<PhotoDigest>) -> Result<usize> {
        let Some(conn) = self.photo_file_if_there()? else { return Ok(0) };
        let droppable = droppable(conn, before)?;
        let shown = self.photos_shown(&droppable, kind)?;
        let mut dropped = 0;
        for digest in droppable.into_iter().filter(|digest| !shown.has(*digest) && !spared.contains(digest)) {
            self.drop_photo(digest)?;
            dropped += 1;
        }
        Ok(dropped)
    }

    /// Drops a photo. The caller knows that nothing shows it, or that it was erased by law.
    ///
    /// # Errors
    /// The database fails.
    pub fn drop_photo(&self, digest: PhotoDigest) -> Result<()> {
        let Some(conn) = self.photo_file_if_there()? else { return Ok(()) };
        conn.prepare_cached("DELETE FROM photo WHERE digest = ?1")?.execute([digest.0])?;
        Ok(())
    }

    /// Notes for every own photo that was saved with a record which record that is, before a purge takes the record away.
    ///
    /// # Errors
    /// The database fails.
    pub fn note_photos_shown(&self, kind: u16) -> Result<()> {
        let own = self.own_photos()?.into_iter().filter(|photo| photo.shown_in.is_none());
        let shown = self.photos_shown(&own.map(|photo| photo.digest).collect(), kind)?;
        for (digest, at) in shown.in_edits {
            if let Some((space, record)) = at {
                self.set_photo_shown(digest, &space, record)?;
            }
        }
        Ok(())
    }
}

fn droppable(conn: &Connection, before: i64) -> Result<BTreeSet<PhotoDigest>> {
    let mut statement = conn.prepare_cached(
        "SELECT digest FROM photo
         WHERE own = 0 OR (record IS NULL AND added_at < ?1) OR (picture_at IS NOT NULL AND thumbnail_at IS NOT NULL)",
    )?;
    statement.query_and_then([before], |row| Ok(PhotoDigest(row.get(0)?)))?.collect()
}

/// The digests among these that stand in canonical bytes.
fn named<'a>(bytes: &'a [u8], digests: &'a BTreeSet<PhotoDigest>) -> impl Iterator<Item = PhotoDigest> + 'a {
    bytes.windows(BEGINNING.len() + 32).filter_map(|window| {
        let digest = PhotoDigest(window.strip_prefix(&BEGINNING)?.try_into().ok()?);
        digests.contains(&digest).then_some(digest)
    })
}
