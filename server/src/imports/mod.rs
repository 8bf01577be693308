//! Tables as offices keep them — CSV in UTF-8, GBK or GB18030, and xlsx — read, checked whole, and turned into plain
//! values. Nothing here touches a database: what comes back is either everything or every reason why not.
//!
//! - A row is bad or good as a whole, a file too: one bad row refuses the file, and all bad rows are named at once.
//! - Only the columns that are asked for are read. Telephone numbers, ID-card numbers and bank cards are never kept: their
//!   columns are left out with a note, and a number of that kind in any other column refuses the row.
//! - The same file gives the same values, in the same order, whatever the order of its rows.

mod anchors;
mod day;
mod divisions;
mod households;
mod id_number;
mod limits;
mod look;
mod mapping;
mod name;
mod remark;
mod roster;
mod sensitive;
mod table;

pub use anchors::{AnchorRow, Anchors, read_anchors};
pub use divisions::{parse_divisions, parse_divisions_reading};
pub use households::{HouseholdRow, Households, parse_households, parse_households_reading};
pub use id_number::{IdKey, IdNumber};
pub use limits::{LONGEST_CELL, MOST_COLUMNS, MOST_FILE_BYTES, MOST_ROWS, MOST_TEXT_BYTES, MOST_UNPACKED_BYTES};
pub use look::{ColumnSeen, HeadSeen, ListKind, Looked, SheetSeen, look};
pub use mapping::{Mapping, Reading, RowPlace};
pub use remark::{ImportFaults, Remark};
pub use roster::{OnePerson, Roster, one_person, parse_roster, parse_roster_reading, read_roster};
pub use table::{check_unpacked, text};
