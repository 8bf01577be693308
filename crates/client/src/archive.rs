//! 导出: everything of this phone in one file that any computer opens.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::error::{ClientError, Result};
use crate::phone::Phone;

impl Phone {
    /// Writes all records as lines of JSON into a zip file in a folder; gives the file. One that is there already is not touched.
    ///
    /// # Errors
    /// The folder can't be written to; the database fails. Then nothing is left behind.
    pub fn export_archive(&self, folder: &Path) -> Result<PathBuf> {
        fs::create_dir_all(folder).map_err(|error| not_written(&error))?;
        let (file, path) = self.new_file(folder)?;
        let written = self.write_archive(file);
        if written.is_err() {
            let _ = fs::remove_file(&path);
        }
        written.map(|()| path)
    }

    fn write_archive(&self, file: File) -> Result<()> {
        let mut zip = ZipWriter::new(file);
        let began = zip.start_file("records.jsonl", SimpleFileOptions::default());
        began.map_err(|error| not_written(&error.into()))?;
        self.export(&mut zip)?;
        let file = zip.finish().map_err(|error| not_written(&error.into()))?;
        file.sync_all().map_err(|error| not_written(&error))
    }

    fn new_file(&self, folder: &Path) -> Result<(File, PathBuf)> {
        let day = self.today();
        let mut number = 1_u32;
        loop {
            let name = if number == 1 { format!("cunji-{day}.zip") } else { format!("cunji-{day}-{number}.zip") };
            let path = folder.join(name);
            match File::create_new(&path) {
                Ok(file) => return Ok((file, path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(not_written(&error)),
            }
        }
    }
}

fn not_written(error: &io::Error) -> ClientError {
    ClientError::told(
        "export.output",
        format!("导出写不出去({error})。记录都在手机里;腾出空间,或换个地方再导。"),
        format!(
            "The export can't be written ({error}). All records are still on this phone; free some space, or choose another place."
        ),
    )
}
