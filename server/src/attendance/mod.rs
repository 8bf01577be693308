//! 出勤: everybody's year by the rules and the gathering of the phones, counted when something arrives and when a day is over, and
//! summed up for offices.

mod count;
mod day;
mod figures;
mod footing;
mod keep;
mod overview;
mod records;
mod residents;
mod said;
mod sheets;

pub(crate) use count::{Basis, answers_of, calendar, years_of_team_by};
pub use count::{MemberMonth, months_of_team, year_of, years_of_team};
pub use day::{DayShown, day_of};
pub use figures::{DayFigures, Figures, NotHeard};
pub use footing::{Footing, footing};
pub use keep::{Villages, count};
pub use overview::{Asked, MOST, Overview, PersonFigures, Place, YearPage, YearShown, days_of, overview, years};
pub(crate) use records::InVillages;
pub(crate) use residents::resident_days;
pub(crate) use said::first_said;
pub use sheets::{MonthAsked, month_book, overview_sheet};
