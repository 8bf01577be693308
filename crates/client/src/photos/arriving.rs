//! A photo on its way from the screen: in pieces, since a web view hands over text and not bytes on every system.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use data_encoding::BASE64;

use super::{PhotoError, Shrunk, shrink_photo};
use crate::error::{ClientError, Result};

/// Photos that may be on their way at once: a person chooses some, and they come one after another.
const MOST_AT_ONCE: usize = 4;

/// Photos of which all is not here yet. In memory: what is not whole is chosen again.
#[derive(Debug, Default)]
pub struct ArrivingPhotos(Mutex<Arrived>);

#[derive(Debug, Default)]
struct Arrived {
    last: u32,
    pieces: BTreeMap<u32, Vec<u8>>,
}

impl ArrivingPhotos {
    /// A photo begins; gives its number.
    pub fn begin(&self) -> u32 {
        let mut arrived = self.lock();
        // The oldest gives way: its screen is gone.
        while arrived.pieces.len() >= MOST_AT_ONCE {
            arrived.pieces.pop_first();
        }
        arrived.last = arrived.last.wrapping_add(1);
        let number = arrived.last;
        arrived.pieces.insert(number, Vec::new());
        number
    }

    /// The next piece of it, in base64.
    ///
    /// # Errors
    /// It was not begun, is no base64, or has become too large.
    pub fn piece(&self, number: u32, base64: &str) -> Result<()> {
        let piece = BASE64.decode(base64.as_bytes()).map_err(|_| PhotoError::Damaged)?;
        let mut arrived = self.lock();
        let whole = arrived.pieces.get_mut(&number).ok_or_else(gone)?;
        if whole.len() + piece.len() > cunji_photos::MOST_BYTES_IN {
            arrived.pieces.remove(&number);
            return Err(PhotoError::TooLarge.into());
        }
        whole.extend(piece);
        Ok(())
    }

    /// All of it is here: what is to be kept of it. Takes its time.
    ///
    /// # Errors
    /// It was not begun; as [`shrink_photo`].
    pub fn end(&self, number: u32) -> Result<Shrunk> {
        Ok(shrink_photo(&self.whole(number)?)?)
    }

    /// All of it is here, as it came: a copy with its watermark, on its way to somebody else.
    ///
    /// # Errors
    /// It was not begun.
    pub fn whole(&self, number: u32) -> Result<Vec<u8>> {
        self.lock().pieces.remove(&number).ok_or_else(gone)
    }

    fn lock(&self) -> MutexGuard<'_, Arrived> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn gone() -> ClientError {
    ClientError::told(
        "photo.not_whole",
        "这张照片没有读完,请再选一次。",
        "Not all of this photo was read; choose it again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_become_a_whole_and_each_photo_is_its_own() {
        let arriving = ArrivingPhotos::default();
        let (one, other) = (arriving.begin(), arriving.begin());
        let halves = [&b"no pic"[..], b"ture"].map(|half| BASE64.encode(half));
        arriving.piece(one, &halves[0]).unwrap();
        arriving.piece(other, &halves[1]).unwrap();
        arriving.piece(one, &halves[1]).unwrap();
        assert_eq!(arriving.lock().pieces[&one], b"no picture");
        assert_eq!(arriving.end(one).unwrap_err().code(), "photo.format");
        assert_eq!(arriving.end(one).unwrap_err().code(), "photo.not_whole");
        assert_eq!(arriving.piece(other, "&").unwrap_err().code(), "photo.damaged");
    }

    #[test]
    fn what_a_screen_left_half_sent_gives_way() {
        let arriving = ArrivingPhotos::default();
        let first = arriving.begin();
        for _ in 0..MOST_AT_ONCE {
            arriving.begin();
        }
        assert_eq!(arriving.piece(first, "").unwrap_err().code(), "photo.not_whole");
    }
}
