//! How PostgreSQL is asked. Its planner guesses how rare a term is, and for a term that it has no figure of it may read the whole table
//! to find nothing; so it is told which way to go, and each way has a bound.

use super::{Hit, counted, hits};
use crate::storage::{Cell, Result, Transaction, statements};

/// What has so many answers is found by its terms, and what has more by looking at what is latest.
const FEW: u32 = 2_000;
/// So many of the latest records are looked at first, whether they match…
const SAMPLE: u32 = 1_000;
/// …and where so many of them do, a term is common: all that have it are never gathered before the latest were looked at, because
/// gathering hundreds of thousands to show thirty takes longer than reading the latest.
const COMMON: u32 = SAMPLE / 20;
/// So many of the latest records are looked at. Where a term is too seldom among them for a page, it is found by its terms after all.
const LATEST: u32 = 10_000;
/// …and of a common one so many, so that one which is only just common is still counted as far as the console counts.
const LATEST_OF_COMMON: u32 = 25_000;

/// The way to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By the index of terms: all that match, in the order of the table.
    Terms,
    /// By the places: the latest first, whether they match or not.
    Places,
    /// As the planner likes.
    Free,
}

/// Takes the question, the lowest and the highest place, and how far is counted.
pub(super) fn count(tx: &mut dyn Transaction, parameters: [Cell; 4]) -> Result<u32> {
    let count = match count_common(tx, &parameters)? {
        Some(count) => count,
        None => count_by_terms(tx, &parameters)?,
    };
    go(tx, Way::Free)?;
    Ok(count)
}

/// Takes the question, the lowest and the highest place, and the limit.
pub(super) fn find(tx: &mut dyn Transaction, parameters: [Cell; 4]) -> Result<Vec<Hit>> {
    let [text, lowest, highest, limit] = parameters.clone();
    let common = is_common(tx, &parameters)?;
    let few = !common && count_by_terms(tx, &[text.clone(), lowest.clone(), highest.clone(), (FEW + 1).into()])? <= FEW;
    let mut found = Vec::new();
    if !few {
        go(tx, Way::Places)?;
        let latest = if common { LATEST_OF_COMMON } else { LATEST };
        found = hits(tx, statements::SEARCH_LATEST_POSTGRES, &[text, lowest, highest, limit.clone(), latest.into()])?;
    }
    if few || limit != Cell::from(found.len() as u64) {
        go(tx, Way::Terms)?;
        found = hits(tx, statements::SEARCH_FOUND_POSTGRES, &parameters)?;
    }
    go(tx, Way::Free)?;
    Ok(found)
}

/// As far as is counted, where the latest alone hold so many; none where they don't.
fn count_common(tx: &mut dyn Transaction, parameters: &[Cell; 4]) -> Result<Option<u32>> {
    if !is_common(tx, parameters)? {
        return Ok(None);
    }
    let most = &parameters[3];
    let count = count_latest(tx, parameters, most.clone(), LATEST_OF_COMMON)?;
    Ok((*most == Cell::from(count)).then_some(count))
}

fn is_common(tx: &mut dyn Transaction, parameters: &[Cell; 4]) -> Result<bool> {
    Ok(count_latest(tx, parameters, COMMON.into(), SAMPLE)? == COMMON)
}

fn count_latest(tx: &mut dyn Transaction, parameters: &[Cell; 4], most: Cell, latest: u32) -> Result<u32> {
    go(tx, Way::Places)?;
    let [text, lowest, highest, _] = parameters.clone();
    counted(tx, statements::SEARCH_COUNT_LATEST_POSTGRES, &[text, lowest, highest, most, latest.into()])
}

fn count_by_terms(tx: &mut dyn Transaction, parameters: &[Cell]) -> Result<u32> {
    go(tx, Way::Terms)?;
    counted(tx, statements::SEARCH_COUNT_POSTGRES, parameters)
}

/// For this transaction alone. A plan is made for the terms at hand, never kept for others.
fn go(tx: &mut dyn Transaction, way: Way) -> Result<()> {
    let (plans, all_rows, in_order, compiled) = match way {
        Way::Terms => ("force_custom_plan", "off", "off", "off"),
        Way::Places => ("force_custom_plan", "off", "on", "off"),
        Way::Free => ("auto", "on", "on", "on"),
    };
    let settings = [plans.into(), all_rows.into(), in_order.into(), compiled.into()];
    tx.query(statements::SEARCH_PLAN_POSTGRES, &settings).map(drop)
}
