//! 设置: what a person chose on this phone. In a small file beside the store, since the lock screen goes by it, too; nothing in
//! it is secret, and none of it travels.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use cunji_store::Home;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ClientError, Result};
use crate::language::Language;

const FILE: &str = "settings.json";

/// Which colours the screens have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Which notices are raised; each can be switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Reminders {
    /// Something was rejected by the server.
    pub rejected: bool,
    /// A diary was returned, or a day is questioned.
    pub returned: bool,
    /// A leave is about to end.
    pub leave_ends: bool,
    /// The year's days are in danger.
    pub days_short: bool,
    /// An evening in the village without a diary. Off unless the person wants it: no diary is owed on the evening itself.
    pub evening_without_diary: bool,
}

impl Default for Reminders {
    fn default() -> Self {
        Self { rejected: true, returned: true, leave_ends: true, days_short: true, evening_without_diary: false }
    }
}

/// What a person chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    /// The language; none follows the system's.
    pub language: Option<Language>,
    /// Type of 24 px and more.
    pub large_type: bool,
    /// The colours.
    pub theme: Theme,
    /// Whether text, too, waits for a line whose bytes are not paid for.
    pub text_on_wifi_only: bool,
    /// Whether photos do.
    pub photos_on_wifi_only: bool,
    /// Whether what is saved takes the place along, where the phone knows it. An offer: no day depends on it.
    pub place_beside: bool,
    /// After how many minutes without a touch the phone locks itself; none never does.
    pub lock_after_minutes: Option<u32>,
    /// What is reminded of.
    pub reminders: Reminders,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            large_type: false,
            theme: Theme::default(),
            text_on_wifi_only: false,
            photos_on_wifi_only: true,
            place_beside: true,
            lock_after_minutes: Some(10),
            reminders: Reminders::default(),
        }
    }
}

impl Settings {
    /// What was chosen in a phone's folder. A file that can't be read costs the choices, nothing else.
    pub fn read(home: &Home) -> Self {
        let read = fs::read(file(home.dir())).ok();
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Keeps what was chosen.
    ///
    /// # Errors
    /// The folder can't be written to.
    pub fn keep(&self, home: &Home) -> Result<()> {
        home.make()?;
        let (file, beside) = (file(home.dir()), home.dir().join(format!("{FILE}.new")));
        let written = (|| {
            let mut new = File::create(&beside)?;
            new.write_all(&serde_json::to_vec_pretty(self)?)?;
            new.sync_all()?;
            fs::rename(&beside, &file)
        })();
        written.map_err(|error| {
            ClientError::told(
                "settings.not_kept",
                format!("设置没存上({error})。记录不受影响,腾出空间再试。"),
                format!(
                    "The settings were not kept ({error}). Your records are untouched; free some space and try again."
                ),
            )
        })
    }
}

fn file(dir: &Path) -> PathBuf {
    dir.join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_there_again_and_what_can_not_be_read_is_as_it_ships() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::from(&folder.path().join("phone"));
        assert_eq!(Settings::read(&home), Settings::default());
        let chosen = Settings {
            large_type: true,
            language: Some(Language::En),
            lock_after_minutes: None,
            ..Settings::default()
        };
        chosen.keep(&home).unwrap();
        assert_eq!(Settings::read(&home), chosen);
        // A later version's choice is passed over, a missing one is as it ships.
        fs::write(file(home.dir()), r#"{"large_type":true,"of_later":1,"reminders":{"rejected":false}}"#).unwrap();
        let read = Settings::read(&home);
        assert!(read.large_type && !read.reminders.rejected && read.reminders.leave_ends);
        fs::write(file(home.dir()), b"{\"large").unwrap();
        assert_eq!(Settings::read(&home), Settings::default());
    }

    #[test]
    fn the_evening_is_not_reminded_of_and_photos_wait_for_wifi_unless_somebody_chose_so() {
        let shipped = Settings::default();
        assert!(!shipped.reminders.evening_without_diary && shipped.photos_on_wifi_only && !shipped.text_on_wifi_only);
    }
}
