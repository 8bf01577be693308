//! 后台任务: long work at offices, a row each. What was asked for is done one job at a time on a thread of its own, giving way to
//! whoever else writes; it can be called off between two parts (a list only before it begins to be taken in), and one that was being done
//! when the server stopped is begun anew: each is made so that doing it again changes nothing.

mod applying;
mod asking;
mod desk;
mod exporting;
mod filling;
mod folder;
mod importing;
mod lines;
mod mappings;
mod progress;
mod sort;
mod work;
mod worker;

pub use applying::{Applied, applied_by};
pub use asking::{ask_apply, ask_dry_run, lines};
pub use desk::{KEPT_SECONDS, MOST, Page, cancel, fetch, list, own, show, start};
pub use exporting::{Export, ask_export};
pub use filling::ask_filling;
pub use folder::{Arriving, Folder, too_large};
pub use importing::{Choice, DryRun, HeadMeans, Said};
pub use lines::{Candidate, Line, LinesPage, RemarkSeen};
pub use mappings::{OwnMapping, forget_mapping, keep_mapping, mappings};
pub use sort::{Sort, template_form};
pub use work::{Step, Work};
pub use worker::{Bell, Why, begin_anew, go_on, tidy, work_off, work_off_one};
