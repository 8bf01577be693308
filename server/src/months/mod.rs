//! 月度归档: a person's month goes from the person's own word to the first secretary's signature, the town's check and the close.
//!
//! What is filed stays as it was filed: what arrives later becomes a filing of its own, a correction with the next number, on the
//! sheet of the month in which it is filed. Each step holds what was seen of each day, so that everybody can tell, from the records
//! alone, whether it still is so.

mod as_filed;
mod check;
mod close;
mod counts;
mod elsewhere;
mod filings;
mod left;
mod paper;
mod person_month;
mod rest_days;
mod sheet;
mod village_months;
mod whose;

pub use as_filed::{DayTold, PersonTold, people_told, told_until};
pub use check::{Checked, check};
pub use close::{Close, Closed, close};
pub use counts::{Counts, counts};
pub(crate) use elsewhere::tell_terms_elsewhere;
pub use left::{Left, left};
pub(crate) use paper::type_in_agreed;
pub use paper::{Paper, type_in};
pub use person_month::{Filed, OnPaper, PersonMonth, Seen, Step, first_of_month};
pub use sheet::month_sheet_file;
pub(crate) use village_months::villages_of;
pub use village_months::{EarlierFiling, VillageMonths, list, of_village};
pub use whose::{Whose, units};
