//! The ladder of schemas: numbered files, forward only, written once for both homes.

use super::{Home, Result, StorageError, Transaction};

/// A step of the ladder.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// From 1, without gaps.
    pub version: i64,
    /// The newest schema an older program must know to go on working after this step: a step that only adds what older
    /// programs may leave alone names an older one, so that it can be followed by the program before it.
    pub needs: i64,
    /// PostgreSQL text, in the subset of the ADR.
    pub sql: &'static str,
}

/// All steps, in order.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, needs: 1, sql: include_str!("../../migrations/0001_truth.sql") },
    Migration { version: 2, needs: 1, sql: include_str!("../../migrations/0002_recovery.sql") },
    Migration { version: 3, needs: 1, sql: include_str!("../../migrations/0003_offices.sql") },
    Migration { version: 4, needs: 1, sql: include_str!("../../migrations/0004_desk.sql") },
    Migration { version: 5, needs: 1, sql: include_str!("../../migrations/0005_attendance.sql") },
    Migration { version: 6, needs: 1, sql: include_str!("../../migrations/0006_decisions.sql") },
    Migration { version: 7, needs: 1, sql: include_str!("../../migrations/0007_search.sql") },
    Migration { version: 8, needs: 1, sql: include_str!("../../migrations/0008_work.sql") },
    Migration { version: 9, needs: 1, sql: include_str!("../../migrations/0009_returns.sql") },
    Migration { version: 10, needs: 1, sql: include_str!("../../migrations/0010_grades.sql") },
    Migration { version: 11, needs: 1, sql: include_str!("../../migrations/0011_seen_and_over.sql") },
    Migration { version: 12, needs: 1, sql: include_str!("../../migrations/0012_handovers.sql") },
    Migration { version: 13, needs: 1, sql: include_str!("../../migrations/0013_closed_sheets.sql") },
    Migration { version: 14, needs: 1, sql: include_str!("../../migrations/0014_lead_units.sql") },
];

/// The schema that this program writes.
pub fn newest_schema() -> i64 {
    MIGRATIONS.last().map_or(0, |migration| migration.version)
}

const LADDER: &str = "CREATE TABLE IF NOT EXISTS schema_version (
  version BIGINT NOT NULL PRIMARY KEY,
  needs BIGINT NOT NULL
) /* STRICT */;";

/// Brings the schema up to `migrations` within the transaction, which the caller has made the only one that does so. Gives
/// the version that was found.
///
/// # Errors
/// A newer schema, or what the database says.
pub(super) fn migrate(transaction: &mut dyn Transaction, migrations: &[Migration]) -> Result<i64> {
    let home = transaction.home();
    transaction.execute_script(&for_home(LADDER, home))?;
    let row = transaction.query_first(
        "SELECT COALESCE(MAX(version), 0) AS version, COALESCE(MAX(needs), 0) AS needs FROM schema_version",
        &[],
    )?;
    let (found, needs) = match row {
        Some(row) => (row.get::<i64>("version")?, row.get::<i64>("needs")?),
        None => (0, 0),
    };
    let known = migrations.last().map_or(0, |migration| migration.version);
    if needs > known {
        return Err(StorageError::NewerSchema { found, known });
    }
    for migration in migrations.iter().filter(|migration| migration.version > found) {
        transaction.execute_script(&for_home(migration.sql, home))?;
        transaction.execute(
            "INSERT INTO schema_version (version, needs) VALUES ($1, $2)",
            &[migration.version.into(), migration.needs.into()],
        )?;
    }
    Ok(found)
}

/// The schema's text as a home wants it: for SQLite other names of types and STRICT tables, for PostgreSQL text that is
/// compared by its bytes. What only one home has is a comment to the other. Words within comments change too, which nobody sees.
pub(super) fn for_home(sql: &str, home: Home) -> String {
    match home {
        Home::Sqlite => {
            let sql = sql.replace("/* STRICT */", "STRICT").replace("/* SQLITE", "").replace("SQLITE */", "");
            replace_words(&sql, &[("BIGINT", "INTEGER"), ("BYTEA", "BLOB")])
        }
        Home::Postgres => {
            let sql = sql.replace("/* POSTGRES", "").replace("POSTGRES */", "");
            replace_words(&sql, &[("TEXT", "TEXT COLLATE \"C\"")])
        }
    }
}

fn replace_words(sql: &str, words: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(sql.len() + sql.len() / 8);
    let mut rest = sql;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric() || c == '_') {
        let (before, from_word) = rest.split_at(start);
        let end = from_word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(from_word.len());
        let (word, after) = from_word.split_at(end);
        text.push_str(before);
        text.push_str(words.iter().find(|(from, _)| *from == word).map_or(word, |(_, to)| to));
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_replaced_and_nothing_else() {
        let sql = "CREATE TABLE t (a BIGINT, my_BIGINT TEXT, b BYTEA) /* STRICT */;";
        assert_eq!(for_home(sql, Home::Sqlite), "CREATE TABLE t (a INTEGER, my_BIGINT TEXT, b BLOB) STRICT;");
        assert_eq!(
            for_home(sql, Home::Postgres),
            "CREATE TABLE t (a BIGINT, my_BIGINT TEXT COLLATE \"C\", b BYTEA) /* STRICT */;"
        );
    }

    #[test]
    fn what_only_one_home_has_is_a_comment_to_the_other() {
        let sql = "a; /* SQLITE b; SQLITE */ /* POSTGRES c; POSTGRES */";
        assert_eq!(for_home(sql, Home::Sqlite), "a;  b;  /* POSTGRES c; POSTGRES */");
        assert_eq!(for_home(sql, Home::Postgres), "a; /* SQLITE b; SQLITE */  c; ");
    }

    #[test]
    fn the_ladder_has_no_gap_and_every_table_is_strict() {
        for (at, migration) in (1..).zip(MIGRATIONS) {
            assert_eq!(migration.version, at);
            assert!(migration.needs <= migration.version);
            let tables = migration.sql.matches("CREATE TABLE").count();
            assert_eq!(tables, migration.sql.matches("/* STRICT */").count(), "migration {at}");
        }
    }

    #[test]
    fn what_grows_has_the_space_first_in_every_key() {
        let small =
            ["deployment", "epoch", "space", "device", "invitation", "person", "division", "division_successor"];
        let small = [
            small.as_slice(),
            &["unit", "work_group", "policy", "read_model", "recovery_code", "recovery_disclosure"],
            &[
                "account",
                "account_recovery",
                "account_role",
                "sign_in_failure",
                "session",
                "audit",
                "audit_end",
                "audit_seal",
                "followed",
                "attendance_village",
                "second_wanted",
                "job",
                "job_end",
                "import_mapping",
                "column_template",
                "handover",
            ],
        ]
        .concat();
        for migration in MIGRATIONS {
            for table in migration.sql.split("CREATE TABLE ").skip(1) {
                let name = table.split(' ').next().unwrap();
                if small.contains(&name) {
                    continue;
                }
                let body = table.split("/* STRICT */").next().unwrap();
                for key in body.split("PRIMARY KEY").skip(1).chain(body.split("UNIQUE").skip(1)) {
                    assert!(key.starts_with(" (space, "), "{name}: {key}");
                }
                assert!(body.contains("PRIMARY KEY (space, "), "{name}");
            }
        }
    }
}
