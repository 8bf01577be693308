//! The figures of `cargo xtask bench`: each a ratio of two things that were measured in one run. Goals are shown beside
//! them, never asserted.

mod carry;
pub(crate) mod chain;
pub mod cut_line;
pub mod documents;
pub mod first_paint;
pub mod ingest;
mod job_file;
pub mod line;
pub mod office;
pub mod photo;
pub mod replay;
pub mod save;
pub mod search;
pub(crate) mod stage;
mod table;
mod timing;
pub mod upload;
pub mod window;
pub mod words;
pub(crate) mod writing;

use std::path::Path;

use serde::Serialize;
use tokio::runtime::Runtime;

pub use job_file::Jobs;
pub use table::{of_office, table};

/// Everything that is measured.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// A first month on the line.
    pub upload: upload::Upload,
    /// The same, if nothing were shipped to prime it.
    pub upload_empty_primer: upload::Upload,
    /// A month upon the one before.
    pub upload_second_month: upload::Upload,
    /// A month over a poor line that breaks.
    pub cut_line: cut_line::CutLine,
    /// A save on the phone.
    pub save: save::Save,
    /// A keystroke in the list of households.
    pub search: search::Search,
    /// A village's year, replayed.
    pub replay: replay::Replay,
    /// Entries into the server.
    pub ingest: ingest::Ingest,
    /// A thousand edits of one text, replayed.
    pub documents: documents::Documents,
    /// A photo, made small.
    pub photo: photo::Photo,
    /// The console.
    pub office: office::Office,
    /// In the real window, where its program was named.
    pub window: Option<window::Waits>,
}

/// Measures everything, one after another; the window where its program is named, the console on a fixture's data where that is.
/// `progress` is told what comes next.
///
/// # Errors
/// Something that is measured does not work.
pub fn measure(
    jobs: &Jobs,
    (program, fixture): (Option<&Path>, Option<&Path>),
    runtime: &Runtime,
    progress: &dyn Fn(&str),
) -> anyhow::Result<Figures> {
    progress("the window");
    let window = program.map(|program| window::waits(program, runtime)).transpose()?;
    progress("replay of a text's edits");
    let documents = documents::documents()?;
    progress("a photo");
    let photo = photo::photo()?;
    progress("saves");
    let save = save::save(runtime.handle())?;
    progress("households by a few letters");
    let search = search::search(runtime.handle())?;
    progress("replay of a village's year");
    let replay = replay::replay()?;
    let ingest = ingest::ingest(runtime, progress)?;
    progress("a month on the line");
    let (upload, upload_empty_primer) = upload::upload(jobs, runtime.handle())?;
    progress("a second month on the line");
    let upload_second_month = upload::upload_second_month(jobs, runtime.handle())?;
    let cut_line = cut_line::cut_line(jobs, runtime.handle(), progress)?;
    let office = office::office(fixture, runtime.handle(), progress)?;
    Ok(Figures {
        upload,
        upload_empty_primer,
        upload_second_month,
        cut_line,
        save,
        search,
        replay,
        ingest,
        documents,
        photo,
        office,
        window,
    })
}
