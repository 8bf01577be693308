//! A filed month for the tests of this folder.

use super::{FilingCause, MonthFiling};
use crate::record::Prose;
use crate::record::testing::{day, person};

/// August, all of it resident, as an older program filed it: it keeps nothing beside the signs.
pub fn august() -> MonthFiling {
    MonthFiling {
        cadre: person("c0018"),
        month: day("2017-08-01"),
        number: 0,
        until: day("2017-08-31"),
        filed: "R".repeat(31),
        sheet: day("2017-08-01"),
        cause: FilingCause::Closed,
        note: Prose::default(),
        role: None,
        target: None,
        year_resident: None,
        never_heard: None,
        on_paper: None,
        rest_days: None,
        silent: None,
    }
}
