//! 月度归档, as far as phones go: the member's own word and the first secretary's signature.

use chrono::NaiveDate;
use clap::Subcommand;
use cunji_domain::division::DivisionCode;

#[derive(Debug, Subcommand)]
pub enum Month {
    /// Lists one's own months of a year, or the team's of one month, with how far each is: own word, signature, file.
    List {
        /// The year; this one if left out.
        #[arg(long, conflicts_with = "team")]
        year: Option<i32>,
        /// The whole team's, for its first secretary.
        #[arg(long)]
        team: bool,
        /// Of which month, as 2017-09; the last one that is over if left out.
        #[arg(long, requires = "team", value_parser = month)]
        month: Option<NaiveDate>,
        /// The village, where one has several.
        #[arg(long, requires = "team")]
        village: Option<DivisionCode>,
    },
    /// 本人确认: one's own month is as this phone shows it now.
    Acknowledge {
        /// Which month, as 2017-09.
        #[arg(value_parser = month)]
        month: NaiveDate,
        /// A word on it.
        #[arg(long)]
        note: Option<String>,
        /// The village, where one has several.
        #[arg(long)]
        village: Option<DivisionCode>,
    },
    /// 签字: the first secretary signs a teammate's month as this phone shows it now.
    Sign {
        /// Which month, as 2017-09.
        #[arg(value_parser = month)]
        month: NaiveDate,
        /// Whose, by name or id.
        #[arg(long)]
        cadre: String,
        /// The village, where one has several.
        #[arg(long)]
        village: Option<DivisionCode>,
    },
}

fn month(typed: &str) -> Result<NaiveDate, String> {
    format!("{typed}-01").parse().map_err(|_| "YYYY-MM".to_owned())
}

#[cfg(test)]
mod tests {
    use super::month;

    #[test]
    fn a_month_is_typed_by_its_year_and_number() {
        assert_eq!(month("2017-09").map(|first| first.to_string()), Ok("2017-09-01".to_owned()));
        for wrong in ["2017", "2017-13", "2017-09-01", "九月"] {
            assert!(month(wrong).is_err(), "{wrong}");
        }
    }
}
