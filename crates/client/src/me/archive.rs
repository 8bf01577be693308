//! 导出: everything of this phone in one file that any computer opens.

use std::io::{self, Cursor, Write};

use cunji_store::PhotoPart;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::attendance::ReportFile;
use crate::error::{ClientError, Result};
use crate::phone::Phone;
use crate::views::hex;

impl Phone {
    /// All records as lines of JSON, and the person's own photos that are still here, in one zip file.
    ///
    /// # Errors
    /// The memory does not suffice; the database fails.
    pub fn export_archive(&self) -> Result<ReportFile> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let words = SimpleFileOptions::default();
        zip.start_file("records.jsonl", words).map_err(|error| not_written(&error.into()))?;
        self.export(&mut zip)?;
        // What is compressed already gains nothing by it.
        let pictures = words.compression_method(CompressionMethod::Stored);
        for photo in self.store.own_photos()? {
            let Some(bytes) = self.store.photo_part(photo.digest, PhotoPart::Picture)? else { continue };
            let name = format!("photos/{}.jpg", hex(&photo.digest.0));
            zip.start_file(name, pictures).map_err(|error| not_written(&error.into()))?;
            zip.write_all(&bytes).map_err(|error| not_written(&error))?;
        }
        let written = zip.finish().map_err(|error| not_written(&error.into()))?;
        let name = format!("cunji-{}.zip", self.today());
        Ok(ReportFile { name, media_type: "application/zip", bytes: written.into_inner() })
    }
}

fn not_written(error: &io::Error) -> ClientError {
    ClientError::told(
        "export.output",
        format!("导出写不出去({error})。记录都在手机里;腾出空间再导。"),
        format!(
            "The export can't be written ({error}). All records are still on this phone; free some space and try again."
        ),
    )
}
