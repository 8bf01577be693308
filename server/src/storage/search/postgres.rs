//! How PostgreSQL is asked. Its planner guesses how rare a term is, and for a term that it has no figure of it may read the whole table
//! to find nothing; so it is told which way to go, and each way has a bound.

use super::{Hit, counted, hits};
use crate::storage::{Cell, Result, Transaction, statements};

/// What has so many answers is found by its terms, and what has more by looking at what is latest.
const FEW: u32 = 2_000;
/// So many of the latest records are looked at. Where a term is too seldom among them for a page, it is found by its terms after all.
const LATEST: u32 = 10_000;

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

pub(super) fn count(tx: &mut dyn Transaction, parameters: &[Cell]) -> Result<u32> {
    go(tx, Way::Terms)?;
    let count = counted(tx, statements::SEARCH_COUNT_POSTGRES, parameters)?;
    go(tx, Way::Free)?;
    Ok(count)
}

/// Takes the question, the lowest and the highest place, and the limit.
pub(super) fn find(tx: &mut dyn Transaction, parameters: [Cell; 4]) -> Result<Vec<Hit>> {
    let [text, lowest, highest, limit] = parameters.clone();
    let few = count(tx, &[text.clone(), lowest.clone(), highest.clone(), (FEW + 1).into()])? <= FEW;
    let mut found = Vec::new();
    if !few {
        go(tx, Way::Places)?;
        found = hits(tx, statements::SEARCH_LATEST_POSTGRES, &[text, lowest, highest, limit.clone(), LATEST.into()])?;
    }
    if few || limit != Cell::from(found.len() as u64) {
        go(tx, Way::Terms)?;
        found = hits(tx, statements::SEARCH_FOUND_POSTGRES, &parameters)?;
    }
    go(tx, Way::Free)?;
    Ok(found)
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
