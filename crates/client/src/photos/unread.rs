//! 打不开的照片: files that the camera left and that open as no picture. They lie in the clear and nobody can do more with them here
//! than hand them on, so they go in the end; but not before their person was told, and had a week.

use chrono::NaiveDate;
use cunji_domain::time::local_day;
use serde::{Deserialize, Serialize};

use super::camera_folder::LeftFile;
use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::views::photos::UnreadPhotoView;

/// Under which name it is kept which files those are.
const UNREAD: &str = "camera's files that open as no photo";
/// How long one stays after its person was first told of it: a weekly trip to where there is a line, or somebody who can help, lies
/// within it; a picture in the clear should not lie about for longer.
const STAYS_SECONDS: i64 = 7 * 86_400;

/// A file that was read once, as it was then: one that has not changed is not read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UnreadFile {
    pub name: String,
    bytes: u64,
    changed_at: i64,
    told_at: i64,
}

impl UnreadFile {
    /// Whether it is this file, unchanged.
    pub fn is(&self, file: &LeftFile) -> bool {
        (self.name.as_str(), self.bytes, self.changed_at) == (file.name.as_str(), file.bytes, file.changed_at)
    }

    fn goes_at(&self) -> i64 {
        self.told_at.saturating_add(STAYS_SECONDS)
    }
}

impl Phone {
    /// Files of the camera that open as no photo, the oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub(crate) fn unread_files(&self) -> Result<Vec<UnreadFile>> {
        let kept = self.store.kept(UNREAD)?.unwrap_or_default();
        // What can't be understood is found in the folder again, and told anew.
        Ok(serde_json::from_slice(&kept).unwrap_or_default())
    }

    /// Notes which files are unread now: the time of those that are noted already goes on. Answers those whose time is over; they are
    /// noted until they are gone.
    ///
    /// # Errors
    /// The disk is full or read-only.
    pub(crate) fn note_unread(&mut self, files: &[LeftFile]) -> Result<Vec<UnreadFile>> {
        let (before, now) = (self.unread_files()?, self.clock.now());
        let noted = |file: &LeftFile| {
            let known = before.iter().find(|known| known.is(file));
            // Told in a future that a wrong clock made up: the week begins now.
            let told_at = known.map_or(now, |known| known.told_at.min(now));
            UnreadFile { name: file.name.clone(), bytes: file.bytes, changed_at: file.changed_at, told_at }
        };
        let mut unread: Vec<_> = files.iter().map(noted).collect();
        unread.sort_by(|one, other| (one.changed_at, &one.name).cmp(&(other.changed_at, &other.name)));
        if unread != before {
            let kept = serde_json::to_vec(&unread).map_err(|error| ClientError::stumbled(&error.to_string()))?;
            self.store.keep(UNREAD, &kept)?;
        }
        unread.retain(|file| file.goes_at() <= now);
        Ok(unread)
    }
}

impl From<&UnreadFile> for UnreadPhotoView {
    fn from(file: &UnreadFile) -> Self {
        let goes_on = local_day(file.goes_at()).unwrap_or(NaiveDate::MAX);
        Self { name: file.name.clone(), moment: file.changed_at, goes_on }
    }
}
