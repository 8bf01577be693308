//! Photos: kept before a draft shows them, named by their digest, dropped only when nothing shows them any more.
//!
//! They lie in a file of their own beside the texts' (docs/adr/0009): hundreds of megabytes that a climb to a newer schema need
//! not copy, and whose damaged page costs a photo and no diary.

mod file;
mod shown;
#[cfg(test)]
mod tests;

use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordId;
use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};

use crate::Store;
use crate::damaged::is_sound;
use crate::error::{Result, StoreError};
use crate::sql::{blob, int, space_of, unsigned};

pub(crate) use file::COPY;
pub use shown::Shown;

/// A photo's name: SHA-256 of the picture as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhotoDigest(pub [u8; 32]);

/// One of the two files of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhotoPart {
    /// A few kilobytes, for lists.
    Thumbnail,
    /// The picture itself.
    Picture,
}

impl PhotoPart {
    /// The thumbnail, or else the picture.
    pub fn of(thumbnail: bool) -> Self {
        if thumbnail { Self::Thumbnail } else { Self::Picture }
    }

    fn number(self) -> i64 {
        match self {
            Self::Thumbnail => 1,
            Self::Picture => 2,
        }
    }
}

/// A photo that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPhoto {
    /// The picture; its SHA-256 is the photo's name.
    pub picture: Vec<u8>,
    /// Its thumbnail.
    pub thumbnail: Vec<u8>,
    /// When it was taken, if that is known (Unix seconds).
    pub taken_at: Option<i64>,
    /// Where the person was when it was added: millionths of a degree.
    pub place: Option<(i32, i32)>,
}

/// What is known of a photo beside its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPhoto {
    /// Its name.
    pub digest: PhotoDigest,
    /// The picture's bytes.
    pub size: u64,
    /// Whether it was taken or chosen here; else it is a teammate's thumbnail.
    pub own: bool,
    /// When it came here (Unix seconds, the device's clock).
    pub added_at: i64,
    /// When it was taken, if that is known.
    pub taken_at: Option<i64>,
    /// Where the person was when it was added.
    pub place: Option<(i32, i32)>,
    /// What its writer says of the people on it, as a code of the domain; none before they were asked.
    pub people: Option<String>,
    /// A saved record that shows it.
    pub shown_in: Option<(DivisionCode, RecordId)>,
    /// The epoch of the server that said it holds the thumbnail.
    pub thumbnail_at: Option<u32>,
    /// …and the picture.
    pub picture_at: Option<u32>,
}

const COLUMNS: &str =
    "digest, size, own, added_at, taken_at, lat, lon, people, space, record, thumbnail_at, picture_at";

impl Store {
    /// Keeps a photo; when this returns, the power may fail. One that is here already is the same photo.
    ///
    /// # Errors
    /// The disk is full or read-only.
    pub fn keep_photo(&self, new: &NewPhoto, now: i64) -> Result<PhotoDigest> {
        let digest = PhotoDigest(Sha256::digest(&new.picture).into());
        let conn = self.photo_file(now)?;
        let tx = conn.unchecked_transaction()?;
        let (lat, lon) = new.place.unzip();
        tx.prepare_cached(
            "INSERT INTO photo (digest, size, own, added_at, taken_at, lat, lon) VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6)
             ON CONFLICT (digest) DO UPDATE SET own = 1, added_at = ?3, taken_at = coalesce(taken_at, ?4)",
        )?
        .execute((digest.0, int(new.picture.len() as u64), now, new.taken_at, lat, lon))?;
        put_part(&tx, digest, PhotoPart::Thumbnail, &new.thumbnail)?;
        put_part(&tx, digest, PhotoPart::Picture, &new.picture)?;
        tx.commit()?;
        Ok(digest)
    }

    /// Keeps a teammate's thumbnail, so that it is fetched once.
    ///
    /// # Errors
    /// The disk is full or read-only.
    pub fn keep_thumbnail(&self, digest: PhotoDigest, size: u64, thumbnail: &[u8], now: i64) -> Result<()> {
        let conn = self.photo_file(now)?;
        let tx = conn.unchecked_transaction()?;
        tx.prepare_cached("INSERT OR IGNORE INTO photo (digest, size, own, added_at) VALUES (?1, ?2, 0, ?3)")?
            .execute((digest.0, int(size), now))?;
        put_part(&tx, digest, PhotoPart::Thumbnail, thumbnail)?;
        tx.commit()?;
        Ok(())
    }

    /// What is known of a photo; none where it is not here.
    ///
    /// # Errors
    /// The database fails.
    pub fn photo(&self, digest: PhotoDigest) -> Result<Option<KeptPhoto>> {
        let Some(conn) = self.photo_file_if_there()? else { return Ok(None) };
        let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM photo WHERE digest = ?1"))?;
        Ok(statement.query_row([digest.0], kept).optional()?)
    }

    /// The photos of this phone's person, the oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn own_photos(&self) -> Result<Vec<KeptPhoto>> {
        let Some(conn) = self.photo_file_if_there()? else { return Ok(Vec::new()) };
        let sql = format!("SELECT {COLUMNS} FROM photo WHERE own = 1 ORDER BY added_at, digest");
        let mut statement = conn.prepare_cached(&sql)?;
        statement.query_and_then([], |row| Ok(kept(row)?))?.collect()
    }

    /// How many bytes all photos take that are on this phone, teammates' thumbnails among them.
    ///
    /// # Errors
    /// The database fails.
    pub fn photo_bytes(&self) -> Result<u64> {
        let Some(conn) = self.photo_file_if_there()? else { return Ok(0) };
        let mut statement = conn.prepare_cached("SELECT coalesce(sum(length(bytes)), 0) FROM content")?;
        Ok(statement.query_row([], |row| unsigned(row, 0))?)
    }

    /// The bytes of a part; none where it is not here.
    ///
    /// # Errors
    /// The database fails; the picture is not what its name says.
    pub fn photo_part(&self, digest: PhotoDigest, part: PhotoPart) -> Result<Option<Vec<u8>>> {
        let Some(conn) = self.photo_file_if_there()? else { return Ok(None) };
        let mut statement = conn.prepare_cached("SELECT bytes FROM content WHERE digest = ?1 AND part = ?2")?;
        let bytes: Option<Vec<u8>> = self.seeing_damage(
            statement.query_row((digest.0, part.number()), |row| row.get(0)).optional().map_err(StoreError::from),
        )?;
        // The end of a long row is given as zeros, and without an error, if its page fails.
        let fits = |bytes: &Vec<u8>| match part {
            PhotoPart::Thumbnail => is_sound(conn),
            PhotoPart::Picture => Sha256::digest(bytes)[..] == digest.0,
        };
        match bytes {
            Some(bytes) if !fits(&bytes) => self.seeing_damage(Err(StoreError::Damaged("a photo".to_owned()))),
            bytes => Ok(bytes),
        }
    }

    /// Keeps what its writer says of the people on a photo.
    ///
    /// # Errors
    /// The disk is full or read-only.
    pub fn set_photo_people(&self, digest: PhotoDigest, people: &str) -> Result<()> {
        self.change_photo("UPDATE photo SET people = ?2 WHERE digest = ?1", (digest.0, people))
    }

    /// Notes a saved record that shows an own photo; the first one stays.
    ///
    /// # Errors
    /// The disk is full or read-only.
    pub fn set_photo_shown(&self, digest: PhotoDigest, space: &DivisionCode, record: RecordId) -> Result<()> {
        let sql = "UPDATE photo SET space = ?2, record = ?3 WHERE digest = ?1 AND own = 1 AND record IS NULL";
        self.change_photo(sql, (digest.0, space_of(space), record.0))
    }

    /// Notes that the server of an epoch said it holds a part of an own photo.
    ///
    /// # Errors
    /// The disk is full or read-only.
    pub fn set_photo_held(&self, digest: PhotoDigest, part: PhotoPart, epoch: u32) -> Result<()> {
        let column = match part {
            PhotoPart::Thumbnail => "thumbnail_at",
            PhotoPart::Picture => "picture_at",
        };
        self.change_photo(&format!("UPDATE photo SET {column} = ?2 WHERE digest = ?1"), (digest.0, epoch))
    }

    fn change_photo(&self, sql: &str, values: impl rusqlite::Params) -> Result<()> {
        let Some(conn) = self.photo_file_if_there()? else { return Ok(()) };
        conn.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }
}

fn put_part(conn: &Connection, digest: PhotoDigest, part: PhotoPart, bytes: &[u8]) -> Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO content (digest, part, bytes) VALUES (?1, ?2, ?3)")?.execute((
        digest.0,
        part.number(),
        bytes,
    ))?;
    Ok(())
}

fn kept(row: &Row<'_>) -> rusqlite::Result<KeptPhoto> {
    let space: Option<String> = row.get(8)?;
    let record: Option<[u8; 16]> = row.get(9)?;
    Ok(KeptPhoto {
        digest: PhotoDigest(blob(row, 0)?),
        size: unsigned(row, 1)?,
        own: row.get(2)?,
        added_at: row.get(3)?,
        taken_at: row.get(4)?,
        place: row.get::<_, Option<i32>>(5)?.zip(row.get(6)?),
        people: row.get(7)?,
        shown_in: space.and_then(|code| code.parse().ok()).zip(record.map(RecordId)),
        thumbnail_at: row.get(10)?,
        picture_at: row.get(11)?,
    })
}
