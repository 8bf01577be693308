//! A list of any kind that was read and checked: what it would change, and taking it in, part by part.

use std::sync::Arc;

use chrono::NaiveDate;
use cunji_domain::calendar::Calendar;
use cunji_domain::division::{DivisionCode, Divisions};
use cunji_domain::organisation::Membership;

use super::change::Change;
use super::counted::Compared;
use super::policy::PolicyFile;
use super::{Imported, anchors, calendar, counted, divisions, households, policy, roster};
use crate::attendance::{self, Basis};
use crate::error::ServerError;
use crate::imports::{Anchors, Households, Remark, Roster};
use crate::registrar::Registrar;
use crate::storage::{Transaction, roster as stored};

/// A list.
#[derive(Debug, Clone)]
pub enum List {
    /// People, roles, units, teams.
    Roster(Roster),
    /// Registered households.
    Households(Households),
    /// Divisions: new, renamed, merged.
    Divisions(Divisions),
    /// Villages' anchors.
    Anchors(Anchors),
    /// A policy.
    Policy(Box<PolicyFile>),
    /// Holidays, rest and working days.
    Calendar(Calendar),
}

/// The divisions of a list that belong together. Each part can be a transaction of its own, and done again it changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    divisions: Vec<DivisionCode>,
    /// Of a roster: by which role it first has each of its people, where that is one in these divisions.
    first: Vec<Membership>,
}

/// So many rows of a list of divisions are a part.
const DIVISIONS_AT_ONCE: usize = 200;

impl Part {
    fn of(divisions: Vec<DivisionCode>) -> Self {
        Self { divisions, first: Vec::new() }
    }
}

impl List {
    /// Its parts, in the order in which logs are locked.
    ///
    /// # Errors
    /// What the database says.
    pub fn parts(&self, tx: &mut dyn Transaction) -> Result<Vec<Part>, ServerError> {
        let spaces = match self {
            Self::Roster(list) => {
                let mut first = roster::first_roles(list);
                let parts = roster::spaces(list).into_iter().map(|space| {
                    let first = first.remove(&space).unwrap_or_default();
                    Part { first, ..Part::of(vec![space]) }
                });
                return Ok(parts.collect());
            }
            Self::Households(list) => households::spaces(list),
            Self::Anchors(list) => anchors::spaces(list),
            Self::Policy(_) | Self::Calendar(_) => [divisions::city(tx)?].into(),
            Self::Divisions(list) => {
                let codes: Vec<_> = list.iter().map(|division| division.code.clone()).collect();
                return Ok(codes.chunks(DIVISIONS_AT_ONCE).map(|codes| Part::of(codes.to_vec())).collect());
            }
        };
        Ok(spaces.into_iter().map(|space| Part::of(vec![space])).collect())
    }

    /// The divisions in which it may change something.
    ///
    /// # Errors
    /// What the database says.
    pub fn spaces(&self, tx: &mut dyn Transaction) -> Result<Vec<DivisionCode>, ServerError> {
        Ok(self.parts(tx)?.into_iter().flat_map(|part| part.divisions).collect())
    }

    /// What was left out when it was read, or is worth a look.
    pub fn notes(&self) -> &[Remark] {
        match self {
            Self::Roster(list) => &list.notes,
            Self::Households(list) => &list.notes,
            Self::Anchors(list) => &list.notes,
            Self::Divisions(_) | Self::Policy(_) | Self::Calendar(_) => &[],
        }
    }

    /// What is worth a look beside what is there, for who brings the list for a division.
    ///
    /// # Errors
    /// What the database says.
    pub fn notes_beside(
        &self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        division: &DivisionCode,
    ) -> Result<Vec<Remark>, ServerError> {
        match self {
            Self::Households(list) => households::known_ids(tx, list, division),
            Self::Calendar(list) => calendar::days_that_stay(tx, registrar, list),
            _ => Ok(Vec::new()),
        }
    }

    /// What can't stand beside what is there.
    ///
    /// # Errors
    /// What the database says.
    pub fn faults(
        &self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        now: i64,
    ) -> Result<Vec<Remark>, ServerError> {
        match self {
            Self::Policy(file) => Ok(policy::faults(registrar, file)),
            Self::Anchors(list) => anchors::faults(tx, registrar, list, now),
            _ => Ok(Vec::new()),
        }
    }

    /// What a part would change.
    ///
    /// # Errors
    /// What the database says.
    pub fn plan(
        &self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        part: &Part,
    ) -> Result<Vec<Change>, ServerError> {
        let mut changes = Vec::new();
        let known = match self {
            Self::Divisions(_) => Some(divisions::Known::of(tx)?),
            _ => None,
        };
        for space in &part.divisions {
            match (self, &known) {
                (Self::Roster(list), _) => changes.extend(roster::plan(tx, registrar, list, space, &part.first)?),
                (Self::Households(list), _) => changes.extend(households::plan(tx, registrar, list, space)?),
                (Self::Anchors(list), _) => changes.extend(anchors::plan(tx, registrar, list, space)?),
                (Self::Policy(file), _) => changes.extend(policy::plan(tx, registrar, file)?),
                (Self::Calendar(list), _) => changes.extend(calendar::plan(tx, registrar, list)?),
                (Self::Divisions(list), Some(known)) => {
                    changes.extend(list.get(space).and_then(|division| divisions::plan(known, list, division)));
                }
                (Self::Divisions(_), None) => {}
            }
        }
        Ok(changes)
    }

    /// Keeps what belongs to no part: plain rows that no phone reads.
    ///
    /// # Errors
    /// What the database says.
    pub fn begin(&self, tx: &mut dyn Transaction, now: i64) -> Result<(), ServerError> {
        match self {
            Self::Roster(list) => roster::begin(tx, list, now),
            _ => Ok(()),
        }
    }

    /// Takes in a part.
    ///
    /// # Errors
    /// What the database says.
    pub fn apply(
        &self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        part: &Part,
        now: i64,
    ) -> Result<Imported, ServerError> {
        let mut imported = Imported::default();
        let known = match self {
            Self::Divisions(_) => Some(divisions::Known::of(tx)?),
            _ => None,
        };
        for space in &part.divisions {
            imported += match (self, &known) {
                (Self::Roster(list), _) => roster::apply(tx, registrar, list, space, now)?,
                (Self::Households(list), _) => households::apply(tx, registrar, list, space, now)?,
                (Self::Anchors(list), _) => anchors::apply(tx, registrar, list, space, now)?,
                (Self::Policy(file), _) => policy::apply(tx, registrar, file, now)?,
                (Self::Calendar(list), _) => calendar::apply(tx, registrar, list, now)?,
                (Self::Divisions(list), Some(known)) => match list.get(space) {
                    Some(division) => divisions::apply(tx, registrar, known, division, now)?,
                    None => Imported::default(),
                },
                (Self::Divisions(_), None) => Imported::default(),
            };
        }
        Ok(imported)
    }

    /// What figures are counted by once it is taken in, and which are to be compared on the day `today`; none for a list that no figure
    /// is counted by.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn counted_by(
        &self,
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        today: NaiveDate,
    ) -> Result<Option<Compared>, ServerError> {
        let (basis, years) = match self {
            Self::Policy(file) => {
                // Told as faults.
                if !policy::faults(registrar, file).is_empty() {
                    return Ok(None);
                }
                let joined = policy::joined_with(tx, registrar, file)?;
                let years = joined.years(file, today);
                let policies = Arc::new(joined.policies);
                (Basis { policies, calendar: attendance::calendar(tx, registrar)? }, years)
            }
            Self::Calendar(list) => {
                let (calendar, years) = calendar::with(tx, registrar, list)?;
                (Basis { policies: registrar.policies.clone(), calendar }, years)
            }
            _ => return Ok(None),
        };
        Ok(Some(Compared { basis, years, villages: stored::villages_with_teams(tx)? }))
    }

    /// Whose figures in a village would be others.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn counted_otherwise(
        tx: &mut dyn Transaction,
        registrar: &Registrar,
        compared: &Compared,
        village: &DivisionCode,
        today: NaiveDate,
    ) -> Result<Vec<Change>, ServerError> {
        counted::otherwise(tx, registrar, compared, village, today)
    }
}
