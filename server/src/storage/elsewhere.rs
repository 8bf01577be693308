//! Terms of a village's people on the teams of others, as far as its log does not tell of them yet.

use cunji_domain::division::DivisionCode;
use cunji_domain::organisation::{Membership, Role};
use cunji_domain::record::Code;

use super::roster::read_membership;
use super::{Result, Transaction};

/// Which villages are to be told of which terms of their people on other teams: of those that hold within a month of one in the village,
/// which are all that can touch a month that touches it, what the table of what was told lacks; and what it has with another last day,
/// whether that is within a month or not. By village.
///
/// # Errors
/// What the database says.
pub fn untold(tx: &mut dyn Transaction, told: &str) -> Result<Vec<(DivisionCode, Membership)>> {
    let sql = format!(
        "SELECT DISTINCT here.space AS here, there.space, there.person, there.role, there.from_day, there.to_day \
         FROM membership AS here JOIN membership AS there ON there.person = here.person AND there.space <> here.space \
         LEFT JOIN {told} AS told ON told.space = here.space AND told.person = there.person \
         AND told.elsewhere = there.space AND told.role = there.role AND told.first_day = there.from_day \
         WHERE here.role IN ($1, $2) AND there.role IN ($1, $2) \
         AND CASE WHEN told.space IS NULL \
         THEN (here.to_day IS NULL OR there.from_day <= here.to_day + 31) \
         AND (there.to_day IS NULL OR there.to_day + 31 >= here.from_day) \
         ELSE COALESCE(told.last_day, -1) <> COALESCE(there.to_day, -1) END \
         ORDER BY 1, 2, 3, 4, 5"
    );
    let on_team = [Role::Resident, Role::FirstSecretary].map(|role| role.code().into());
    let rows = tx.query(&sql, &on_team)?;
    rows.into_iter().map(|row| Ok((row.get("here")?, read_membership(row)?))).collect()
}
