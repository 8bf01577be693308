//! Filling a template in, village by village.

use chrono::{Datelike, NaiveDate};
use cunji_domain::division::{DivisionCode, Level};
use cunji_domain::record::Code;
use cunji_domain::time::local_day;
use serde::{Deserialize, Serialize};

use super::{Form, docx, gather, keep, xlsx};
use crate::error::ServerError;
use crate::follow;
use crate::server::Server;
use crate::storage::{self, column_templates, roster};

/// What is to be filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Whose template it is.
    pub owner: String,
    /// What the template is called.
    pub template: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, in the same year.
    pub to: NaiveDate,
}

/// The most people that a filled form may list.
const MOST_PEOPLE: usize = 20_000;

impl Wish {
    /// Makes sure that there is such a template, and that its days are of one year.
    ///
    /// # Errors
    /// There is none, or they are not; or what the database says.
    pub fn check(&self, server: &Server, division: &DivisionCode) -> Result<(), ServerError> {
        if self.to < self.from || self.from.year() != self.to.year() {
            return Err(ServerError::refused(
                "overview.period",
                "起止日期要在同一年里,起不晚于止。请重新选。",
                "Both days are in one year, and the first is not after the last. Choose them again.",
            ));
        }
        let owner: DivisionCode = self.owner.parse().map_err(|_| keep::unknown(&self.template))?;
        if !owner.contains(division) {
            return Err(keep::unknown(&self.template));
        }
        let known = storage::read(&*server.storage, |tx| column_templates::bytes(tx, &owner, &self.template))?;
        known.map(drop).ok_or_else(|| keep::unknown(&self.template))
    }
}

/// Fills a template in for a division; tells how far it is after each village. Gives the file and its name.
///
/// # Errors
/// Logs are followed anew, the template is gone, too many people are to be listed, what `at` says, or what the database says.
pub fn fill<E: From<ServerError>>(
    server: &Server,
    division: &DivisionCode,
    wish: &Wish,
    mut at: impl FnMut(usize, usize) -> Result<(), E>,
) -> Result<(Vec<u8>, String), E> {
    follow::ensure_whole(server, division)?;
    let owner: DivisionCode = wish.owner.parse().map_err(|_| keep::unknown(&wish.template))?;
    let read = |tx: &mut dyn storage::Transaction| {
        let kept = column_templates::bytes(tx, &owner, &wish.template)?;
        let villages: Vec<DivisionCode> = roster::divisions(tx)?
            .into_iter()
            .map(|(code, ..)| code)
            .filter(|code| code.level() == Level::Village && division.contains(code))
            .collect();
        Ok::<_, ServerError>((kept, villages))
    };
    let (kept, villages) = storage::read(&*server.storage, read)?;
    let (form, template) = kept.ok_or_else(|| keep::unknown(&wish.template))?;
    let form = Form::of(&form).ok_or_else(|| keep::unknown(&wish.template))?;
    let (registrar, days) = (server.registrar(), wish.from..=wish.to);
    let today = local_day(server.clock.now()).unwrap_or(wish.to);
    let mut gathered = Vec::new();
    for (done, village) in villages.iter().enumerate() {
        at(done, villages.len())?;
        gathered.push(storage::read(&*server.storage, |tx| gather::village(tx, &registrar, village, &days, today))?);
    }
    let filling = storage::read(&*server.storage, |tx| gather::together(tx, division, &days, today, gathered))?;
    if filling.people.len() > MOST_PEOPLE {
        return Err(ServerError::refused(
            "template.too_many_people",
            format!("要列的人超过 {MOST_PEOPLE} 个。请选小一点的范围。"),
            format!("More than {MOST_PEOPLE} people would be listed. Choose a smaller part."),
        )
        .into());
    }
    let bytes = match form {
        Form::Xlsx => xlsx::fill(&template, &filling),
        Form::Docx => docx::fill(&template, &filling),
    };
    let name = file_name(&wish.template, division, (wish.from, wish.to), form);
    Ok((bytes.map_err(ServerError::from)?, name))
}

/// What the filled file is called: after its template, as whoever keeps it knows it, then where and when.
fn file_name(template: &str, division: &DivisionCode, (from, to): (NaiveDate, NaiveDate), form: Form) -> String {
    // What no file system, browser or shell takes in a name.
    let fits = |letter: char| !letter.is_control() && !r#"/\:*?"<>|"#.contains(letter);
    let name: String = template.trim().chars().map(|letter| if fits(letter) { letter } else { ' ' }).collect();
    format!("{}-{division}-{from}-{to}.{}", name.trim(), form.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filled_file_begins_with_its_templates_name() {
        let days = (NaiveDate::from_ymd_opt(2017, 9, 1).unwrap(), NaiveDate::from_ymd_opt(2017, 9, 30).unwrap());
        let named = |template| file_name(template, &"610926101".parse().unwrap(), days, Form::Xlsx);
        assert_eq!(named("月报表"), "月报表-610926101-2017-09-01-2017-09-30.xlsx");
        assert_eq!(named(" a/b:c "), "a b c-610926101-2017-09-01-2017-09-30.xlsx");
    }
}
