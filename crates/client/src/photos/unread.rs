//! 读不了的照片: files that the camera left and that open as no picture here. They lie in the clear and nobody can do more with them
//! here than hand them on, so they go in the end; but not before their person was shown that, and had a week.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::PhotoError;
use super::camera_folder::LeftFile;
use crate::error::{ClientError, Result, Told};
use crate::phone::Phone;
use crate::views::photos::UnreadPhotoView;

/// Under which name it is kept which files those are.
const UNREAD: &str = "camera's files that open as no photo";
/// How long one stays after its person was first told of it: a weekly trip to where there is a line, or somebody who can help, lies
/// within it; a picture in the clear should not lie about for longer.
const STAYS: Days = Days::new(7);

/// A file that was read once, as it was then: one that has not changed is not read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UnreadFile {
    pub name: String,
    bytes: u64,
    changed_at: i64,
    /// Why, by the code of a [`PhotoError`].
    why: String,
    /// On which day a screen first showed it.
    told_on: Option<NaiveDate>,
    /// Whether the phone did not know the day then.
    is_day_doubtful: bool,
}

impl UnreadFile {
    /// Whether it is this file, unchanged.
    pub fn is(&self, file: &LeftFile) -> bool {
        (self.name.as_str(), self.bytes, self.changed_at) == (file.name.as_str(), file.bytes, file.changed_at)
    }

    /// Why it can't be read.
    pub fn why(&self) -> PhotoError {
        PhotoError::of(&self.why).unwrap_or(PhotoError::Damaged)
    }

    /// The day on which it goes; none as long as nobody was told of it on a day that the phone knew.
    fn goes_on(&self) -> Option<NaiveDate> {
        self.told_on.filter(|_| !self.is_day_doubtful).map(week_after)
    }

    /// For a screen that shows it today.
    pub fn view(&self, today: NaiveDate) -> UnreadPhotoView {
        let goes_on = self.goes_on().unwrap_or_else(|| week_after(today));
        let why = self.why();
        let why = Told::new(why.code(), why.zh(), why.to_string()).into();
        UnreadPhotoView { name: self.name.clone(), moment: self.changed_at, why, goes_on }
    }
}

fn week_after(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(STAYS).unwrap_or(NaiveDate::MAX)
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

    /// Notes which files are unread now: the time of those that were told of already goes on. Answers those whose time is over; they
    /// are noted until they are gone.
    ///
    /// # Errors
    /// The disk is full or read-only.
    pub(crate) fn note_unread(&mut self, files: &[(LeftFile, PhotoError)]) -> Result<Vec<UnreadFile>> {
        let (before, today, behind) = (self.unread_files()?, self.today(), self.clock_is_behind());
        let noted = |(file, why): &(LeftFile, PhotoError)| {
            let known = before.iter().find(|known| known.is(file));
            // A day that a wrong clock made up counts for nothing once the right one is known: it is told anew.
            let told = known.filter(|known| known.told_on.is_some_and(|day| day <= today));
            let told = told.filter(|known| behind || !known.is_day_doubtful);
            UnreadFile {
                name: file.name.clone(),
                bytes: file.bytes,
                changed_at: file.changed_at,
                why: why.code().to_owned(),
                told_on: told.and_then(|known| known.told_on),
                is_day_doubtful: told.is_some_and(|known| known.is_day_doubtful),
            }
        };
        let mut unread: Vec<_> = files.iter().map(noted).collect();
        unread.sort_by(|one, other| (one.changed_at, &one.name).cmp(&(other.changed_at, &other.name)));
        if unread != before {
            self.keep_unread(&unread)?;
        }
        unread.retain(|file| file.goes_on().is_some_and(|day| day <= today));
        Ok(unread)
    }

    /// A screen has shown files of these names: from the first time on their week runs.
    ///
    /// # Errors
    /// The disk is full or read-only.
    pub(crate) fn told_of_unread(&mut self, names: &[String]) -> Result<()> {
        let (mut unread, today, behind) = (self.unread_files()?, self.today(), self.clock_is_behind());
        let mut is_first = false;
        for file in unread.iter_mut().filter(|file| file.told_on.is_none() && names.contains(&file.name)) {
            (file.told_on, file.is_day_doubtful, is_first) = (Some(today), behind, true);
        }
        if is_first { self.keep_unread(&unread) } else { Ok(()) }
    }

    fn keep_unread(&mut self, unread: &[UnreadFile]) -> Result<()> {
        let kept = serde_json::to_vec(unread).map_err(|error| ClientError::stumbled(&error.to_string()))?;
        Ok(self.store.keep(UNREAD, &kept)?)
    }
}
