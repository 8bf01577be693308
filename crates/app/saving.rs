//! Where a file goes that leaves the program: to the system's share sheet, and where there is none to the folder of what was
//! downloaded.

use std::error::Error;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use cunji_client::platform::{PlatformFault, SharedFile, Sharing};
use cunji_client::views::SavedFile;
use cunji_client::{ClientError, ReportFile, Result};
use tauri::{AppHandle, Manager, Runtime};

static FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// Learns the folder from the system.
///
/// # Errors
/// The system names none.
pub(crate) fn install<R: Runtime>(shell: &AppHandle<R>) -> std::result::Result<(), Box<dyn Error>> {
    let paths = shell.path();
    let _ = FOLDER.set(paths.download_dir().or_else(|_| paths.document_dir()).or_else(|_| paths.app_data_dir())?);
    Ok(())
}

/// Hands a file to the share sheet; where there is none, saves it beside those of its name that are there already.
pub(crate) fn save(file: &ReportFile) -> Result<SavedFile> {
    let shared = SharedFile { name: file.name.clone(), mime: file.media_type.to_owned(), bytes: file.bytes.clone() };
    match crate::platform::here().share_file(&shared, &file.name) {
        Ok(()) => return Ok(SavedFile { name: file.name.clone(), folder: None }),
        Err(PlatformFault::None | PlatformFault::NothingShared) => {}
        Err(fault) => return Err(fault.into()),
    }
    let folder = FOLDER.get().ok_or_else(|| not_saved("no folder"))?;
    save_in(folder, file)
}

fn save_in(folder: &Path, file: &ReportFile) -> Result<SavedFile> {
    std::fs::create_dir_all(folder).map_err(|error| not_saved(&error.to_string()))?;
    let (stem, ending) = file.name.rsplit_once('.').unwrap_or((file.name.as_str(), ""));
    for number in 1..1000 {
        let name = if number == 1 { file.name.clone() } else { format!("{stem} ({number}).{ending}") };
        match OpenOptions::new().write(true).create_new(true).open(folder.join(&name)) {
            Ok(mut opened) => {
                let written = opened.write_all(&file.bytes).and_then(|()| opened.sync_all());
                written.map_err(|error| not_saved(&error.to_string()))?;
                return Ok(SavedFile { name, folder: Some(folder.display().to_string()) });
            }
            // What lies there is the person's: nothing is written over.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(not_saved(&error.to_string())),
        }
    }
    Err(not_saved("a thousand of this name"))
}

fn not_saved(detail: &str) -> ClientError {
    ClientError::told(
        "file.not_saved",
        format!("文件没存下来({detail})。看看手机还有没有地方,再试一次;记的都还在。"),
        format!(
            "The file was not saved ({detail}). See whether there is room and try again; all that was written is safe."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_goes_beside_those_of_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let file =
            |bytes: &[u8]| ReportFile {
                name: "出勤表2017-09.xlsx".to_owned(), media_type: "", bytes: bytes.to_vec()
            };
        assert_eq!(save_in(folder.path(), &file(b"one")).unwrap().name, "出勤表2017-09.xlsx");
        assert_eq!(save_in(folder.path(), &file(b"two")).unwrap().name, "出勤表2017-09 (2).xlsx");
        assert_eq!(std::fs::read(folder.path().join("出勤表2017-09.xlsx")).unwrap(), b"one");
    }

    #[test]
    fn a_folder_that_can_t_be_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        std::fs::write(&taken, b"").unwrap();
        let file = ReportFile { name: "a.txt".to_owned(), media_type: "", bytes: Vec::new() };
        assert_eq!(save_in(&taken, &file).unwrap_err().code(), "file.not_saved");
    }
}
