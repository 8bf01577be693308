//! Statements for many rows at once, made from the statement for one.

use cunji_domain::division::DivisionCode;

use super::{Cell, FromCell, Result, Transaction};

/// How many values are asked for at once.
///
/// PostgreSQL compares a list with every row of a table that it takes to be small: a longer one would cost more than it saves.
const LIST: usize = 16;

/// Which of these values a statement finds in a space: it takes the space as `$1` and the values as `IN ($2)`, and gives
/// them back in its only column, `column`.
pub(super) fn found<T: FromCell + Copy + Into<Cell>>(
    tx: &mut dyn Transaction,
    sql: &str,
    column: &str,
    space: &DivisionCode,
    values: &[T],
) -> Result<Vec<T>> {
    let mut found = Vec::new();
    for part in values.chunks(LIST) {
        // A whole part and a single value are the only lengths, so that few statements are prepared.
        let length = if part.len() == 1 { 1 } else { LIST };
        let padded = part.iter().chain(std::iter::repeat(&part[part.len() - 1])).take(length);
        let parameters: Vec<Cell> = std::iter::once(space.into()).chain(padded.map(|value| (*value).into())).collect();
        for row in tx.query(&with_list(sql, length), &parameters)? {
            found.push(row.get(column)?);
        }
    }
    Ok(found)
}

fn with_list(sql: &str, length: usize) -> String {
    let places: Vec<String> = (2..length + 2).map(|place| format!("${place}")).collect();
    sql.replace("IN ($2)", &format!("IN ({})", places.join(", ")))
}

/// The insert of `count` rows, from the insert of one: `… VALUES ($1, …, $n) …`. None if it is no such statement.
pub(super) fn insert_of(sql: &str, width: usize, count: usize) -> Option<String> {
    let (head, rest) = sql.split_once("VALUES (")?;
    let (_, tail) = rest.split_once(')')?;
    let row = |at: usize| {
        let places: Vec<String> = (1..=width).map(|place| format!("${}", at * width + place)).collect();
        format!("({})", places.join(", "))
    };
    let rows: Vec<String> = (0..count).map(row).collect();
    Some(format!("{head}VALUES {}{tail}", rows.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_becomes_many() {
        let one = "INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT (a) DO UPDATE SET b = excluded.b";
        assert_eq!(insert_of(one, 2, 1).as_deref(), Some(one));
        let two = "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ON CONFLICT (a) DO UPDATE SET b = excluded.b";
        assert_eq!(insert_of(one, 2, 2).as_deref(), Some(two));
        assert_eq!(insert_of("DELETE FROM t", 0, 1), None);
        assert_eq!(
            with_list("SELECT a FROM t WHERE s = $1 AND a IN ($2)", 2),
            "SELECT a FROM t WHERE s = $1 AND a IN ($2, $3)"
        );
    }
}
