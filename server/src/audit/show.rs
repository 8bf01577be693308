//! Rows of the audit with the names that a reader knows.

use std::collections::BTreeMap;

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;
use cunji_history::DeviceId;
use data_encoding::HEXLOWER;

use super::AuditAction;
use crate::error::ServerError;
use crate::storage::audit::AuditRow;
use crate::storage::{Transaction, accounts, devices, roster};

/// A row with names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditShown {
    /// As it is kept.
    pub row: AuditRow,
    /// The account's name.
    pub login_name: Option<String>,
    /// What was done, in Chinese.
    pub action_zh: String,
    /// The division's name.
    pub division_name: Option<String>,
    /// Whom it was done to, where that is a person or a person's phone.
    pub subject_name: Option<String>,
}

/// Names, each asked for once.
#[derive(Debug, Default)]
pub struct Names {
    logins: BTreeMap<String, Option<String>>,
    divisions: BTreeMap<DivisionCode, String>,
    subjects: BTreeMap<String, Option<String>>,
}

impl Names {
    /// A row with its names.
    ///
    /// # Errors
    /// What the database says.
    pub fn name(&mut self, tx: &mut dyn Transaction, row: AuditRow) -> Result<AuditShown, ServerError> {
        let login_name = match self.logins.get(&row.login) {
            Some(known) => known.clone(),
            None => {
                let found = accounts::by_login(tx, &row.login)?.map(|account| account.name);
                self.logins.entry(row.login.clone()).or_insert(found).clone()
            }
        };
        let division_name = match &row.division {
            None => None,
            Some(division) => Some(match self.divisions.get(division) {
                Some(known) => known.clone(),
                None => {
                    let found = roster::division_called(tx, division)?;
                    self.divisions.entry(division.clone()).or_insert(found).clone()
                }
            }),
        };
        // Of a longer subject its first word counts.
        let subject_name = match row.subject.as_deref().and_then(|subject| subject.split(' ').next()) {
            None => None,
            Some(first) => match self.subjects.get(first) {
                Some(known) => known.clone(),
                None => {
                    let found = person_of(tx, first)?;
                    self.subjects.entry(first.to_owned()).or_insert(found).clone()
                }
            },
        };
        let action = AuditAction::of(&row.action);
        let action_zh = action.map_or_else(|| row.action.clone(), |action| action.zh().to_owned());
        Ok(AuditShown { row, login_name, action_zh, division_name, subject_name })
    }
}

/// Whom a word is: a person by id, or the owner of a phone.
fn person_of(tx: &mut dyn Transaction, word: &str) -> Result<Option<String>, ServerError> {
    let device = HEXLOWER.decode(word.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok()).map(DeviceId);
    if let Some(device) = device {
        let owner = devices::by_id(tx, device)?.map(|device| device.person);
        return Ok(owner.map(|owner| roster::person_called(tx, &owner)).transpose()?);
    }
    match word.parse::<PersonId>() {
        Ok(person) => Ok(roster::person(tx, &person)?.map(|person| person.name)),
        Err(_) => Ok(None),
    }
}
