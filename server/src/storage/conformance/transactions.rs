//! Transactions, types, parameters, constraints, schema.

use crate::storage::testing::TestHome;
use crate::storage::{
    Cell, Constraint, Home, Migration, Result, Storage, StorageError, Transaction, read, statements, write,
};

super::on_both_homes! {
    whether_it_was_begun_is_seen_without_beginning_it,
    values_come_back_as_they_went,
    every_unicode_scalar_but_nul_comes_back,
    a_committed_write_stays_and_a_dropped_one_does_not,
    a_failed_statement_ends_its_transaction,
    constraints_are_told_apart,
    an_upsert_and_a_returning_mean_the_same,
    parameters_are_bound_by_their_number,
    a_parameter_too_few_or_of_another_type_is_an_error,
    a_null_finds_its_type,
    text_is_compared_by_its_bytes,
    a_reader_sees_one_snapshot,
    a_reader_can_not_write,
    the_log_s_statements_are_taken,
    an_older_program_refuses_a_newer_schema,
    a_failed_migration_leaves_nothing,
    what_may_be_tried_again_is_tried_again,
}

const LADDER: &[Migration] = &[Migration {
    version: 1,
    needs: 1,
    sql: "CREATE TABLE thing (
  id BIGINT NOT NULL PRIMARY KEY,
  n BIGINT CHECK (n <> 13),
  t TEXT,
  b BYTEA,
  named TEXT NOT NULL DEFAULT '',
  once TEXT UNIQUE
) /* STRICT */;",
}];

const INSERT: &str = "INSERT INTO thing (id, n, t, b) VALUES ($1, $2, $3, $4)";
const SELECT: &str = "SELECT id, n, t, b FROM thing ORDER BY id";

fn open(home: &TestHome) -> std::sync::Arc<dyn Storage> {
    home.open_with(LADDER).unwrap()
}

fn insert(tx: &mut dyn Transaction, id: i64) -> Result<u64> {
    tx.execute(INSERT, &[id.into(), Cell::Null, Cell::Null, Cell::Null])
}

fn ids(storage: &dyn Storage) -> Vec<i64> {
    read(storage, |tx| tx.query(SELECT, &[])).unwrap().iter().map(|row| row.get("id").unwrap()).collect()
}

fn whether_it_was_begun_is_seen_without_beginning_it(home: &TestHome) {
    assert!(!home.is_begun());
    assert!(!home.is_begun(), "asking makes nothing");
    drop(home.open());
    assert!(home.is_begun());
}

fn values_come_back_as_they_went(home: &TestHome) {
    let storage = open(home);
    let rows: Vec<[Cell; 4]> = vec![
        [Cell::Int(i64::MIN), Cell::Int(i64::MAX), Cell::Text(String::new()), Cell::Bytes(Vec::new())],
        [Cell::Int(0), Cell::Int(-1), Cell::Text("药妇沟 𠀀 ' \" $1 ?1 \\ %".into()), Cell::Bytes((0..=255).collect())],
        [Cell::Int(1), Cell::Null, Cell::Null, Cell::Null],
        [Cell::Int(2), Cell::Int(0), Cell::Text("长".repeat(200_000)), Cell::Bytes(vec![0; 1_000_000])],
    ];
    write::<_, StorageError>(&*storage, |tx| {
        for row in &rows {
            assert_eq!(tx.execute(INSERT, row)?, 1);
        }
        Ok(())
    })
    .unwrap();
    let found = read::<_, StorageError>(&*storage, |tx| tx.query(SELECT, &[])).unwrap();
    assert_eq!(found[0].columns(), ["id", "n", "t", "b"]);
    let found: Vec<Vec<Cell>> = found.into_iter().map(crate::storage::Row::into_cells).collect();
    assert_eq!(found, rows);
}

fn every_unicode_scalar_but_nul_comes_back(home: &TestHome) {
    let storage = open(home);
    let all: String = ('\u{1}'..=char::MAX).collect();
    write(&*storage, |tx| tx.execute(INSERT, &[1.into(), Cell::Null, all.as_str().into(), Cell::Null])).unwrap();
    let row = read(&*storage, |tx| tx.query_first(SELECT, &[])).unwrap().unwrap();
    assert!(row.get::<String>("t").unwrap() == all);

    let refused = write(&*storage, |tx| tx.execute(INSERT, &[2.into(), Cell::Null, "a\0b".into(), Cell::Null]));
    assert_eq!(refused, Err(StorageError::NulInText(3)));
}

fn a_committed_write_stays_and_a_dropped_one_does_not(home: &TestHome) {
    let storage = open(home);
    write(&*storage, |tx| insert(tx, 1)).unwrap();
    let mut dropped = storage.begin_write().unwrap();
    insert(&mut *dropped, 2).unwrap();
    drop(dropped);
    assert_eq!(ids(&*storage), [1]);
    let gives_up = write(&*storage, |tx| insert(tx, 3).and(Err::<(), _>(StorageError::Missing("a reason".into()))));
    assert!(gives_up.is_err());
    drop(storage);
    assert_eq!(ids(&*open(home)), [1]);
}

fn a_failed_statement_ends_its_transaction(home: &TestHome) {
    let storage = open(home);
    write(&*storage, |tx| insert(tx, 1)).unwrap();
    let mut tx = storage.begin_write().unwrap();
    insert(&mut *tx, 2).unwrap();
    assert!(insert(&mut *tx, 1).unwrap_err().is_unique());
    assert_eq!(insert(&mut *tx, 3), Err(StorageError::Aborted));
    assert_eq!(tx.query(SELECT, &[]), Err(StorageError::Aborted));
    assert_eq!(tx.commit(), Err(StorageError::Aborted));
    assert_eq!(ids(&*storage), [1]);
    write(&*storage, |tx| insert(tx, 4)).unwrap();
    assert_eq!(ids(&*storage), [1, 4]);
}

fn constraints_are_told_apart(home: &TestHome) {
    let storage = open(home);
    let sql = "INSERT INTO thing (id, n, named, once) VALUES ($1, $2, $3, $4)";
    write(&*storage, |tx| tx.execute(sql, &[1.into(), 1.into(), "".into(), "一".into()])).unwrap();
    for (row, expected) in [
        ([1.into(), 1.into(), "".into(), Cell::Null], Constraint::Unique),
        ([2.into(), 1.into(), "".into(), "一".into()], Constraint::Unique),
        ([2.into(), 13.into(), "".into(), Cell::Null], Constraint::Check),
        ([2.into(), 1.into(), Cell::Null, Cell::Null], Constraint::NotNull),
    ] {
        let error = write(&*storage, |tx| tx.execute(sql, &row)).unwrap_err();
        assert!(matches!(error, StorageError::Constraint { kind, .. } if kind == expected), "{expected:?}: {error}");
        assert!(!error.is_retryable());
    }
    // NULL is equal to nothing.
    for id in [2, 3] {
        write(&*storage, |tx| tx.execute(sql, &[id.into(), Cell::Null, "".into(), Cell::Null])).unwrap();
    }
}

fn an_upsert_and_a_returning_mean_the_same(home: &TestHome) {
    let storage = open(home);
    let mut tx = storage.begin_write().unwrap();
    insert(&mut *tx, 1).unwrap();
    let ignored = "INSERT INTO thing (id) VALUES ($1) ON CONFLICT (id) DO NOTHING";
    assert_eq!(tx.execute(ignored, &[1.into()]), Ok(0));
    assert_eq!(tx.execute(ignored, &[2.into()]), Ok(1));
    let upsert = "INSERT INTO thing (id, n) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET n = excluded.n RETURNING n";
    assert_eq!(tx.query_first(upsert, &[1.into(), 7.into()]).unwrap().unwrap().get("n"), Ok(7_i64));
    let count = "UPDATE thing SET n = COALESCE(n, 0) + $1 RETURNING id, n";
    assert_eq!(tx.query(count, &[1.into()]).unwrap().len(), 2);
    assert_eq!(tx.execute(count, &[1.into()]), Ok(2));
    let none = "UPDATE thing SET n = 0 WHERE id = $1 RETURNING n";
    assert!(tx.query_first(none, &[99.into()]).unwrap().is_none());
    let sum = "SELECT CAST(SUM(n) AS BIGINT) AS sum, COUNT(*) AS count FROM thing";
    let row = tx.query_first(sum, &[]).unwrap().unwrap();
    assert_eq!((row.get::<i64>("sum").unwrap(), row.get::<i64>("count").unwrap()), (11, 2));
    assert_eq!(tx.execute("DELETE FROM thing", &[]), Ok(2));
    tx.commit().unwrap();
}

fn parameters_are_bound_by_their_number(home: &TestHome) {
    let storage = open(home);
    let mut tx = storage.begin_write().unwrap();
    let sql = "INSERT INTO thing (t, b, id, n) VALUES ($4, $3, $1, $1) RETURNING n + $2 AS sum, t";
    let row = tx.query_first(sql, &[5.into(), 10.into(), b"b".into(), "t".into()]).unwrap().unwrap();
    assert_eq!((row.get::<i64>("sum").unwrap(), row.get::<String>("t").unwrap()), (15, "t".to_owned()));
}

fn a_parameter_too_few_or_of_another_type_is_an_error(home: &TestHome) {
    let storage = open(home);
    for row in [
        &[Cell::Int(1), Cell::Null, Cell::Null][..],
        &[Cell::Int(1), Cell::Null, Cell::Null, Cell::Null, Cell::Null],
        &[Cell::Int(1), Cell::Text("一".into()), Cell::Null, Cell::Null],
        &[Cell::Int(1), Cell::Null, Cell::Null, Cell::Text("t".into())],
    ] {
        let error = write(&*storage, |tx| tx.execute(INSERT, row)).unwrap_err();
        assert!(["storage.statement", "storage.type", "storage.constraint"].contains(&error.code()), "{error}");
        assert!(!error.is_retryable());
    }
    assert!(ids(&*storage).is_empty());
    let unknown = write(&*storage, |tx| tx.execute("INSERT INTO nowhere VALUES (1)", &[])).unwrap_err();
    assert_eq!(unknown.code(), "storage.statement");
}

fn a_null_finds_its_type(home: &TestHome) {
    let storage = open(home);
    let mut tx = storage.begin_write().unwrap();
    // The first call of each statement has NULL, the next a value: the types must not have been fixed by the first.
    for (id, n, t, b) in [(1, None, None, None), (2, Some(2_i64), Some("二"), Some(&b"2"[..]))] {
        tx.execute(INSERT, &[Cell::Int(id), n.into(), t.into(), b.into()]).unwrap();
    }
    let sql = "SELECT id FROM thing WHERE CAST($1 AS TEXT) IS NULL OR t = $1 ORDER BY id";
    assert_eq!(tx.query(sql, &[Cell::Null]).unwrap().len(), 2);
    assert_eq!(tx.query(sql, &["二".into()]).unwrap().len(), 1);
}

fn text_is_compared_by_its_bytes(home: &TestHome) {
    let storage = open(home);
    let mut sorted = ["", " ", "-b", "610926100201", "A", "Z", "a", "ab", "z", "é", "一", "磨", "𠀀"];
    sorted.sort_unstable();
    write::<_, StorageError>(&*storage, |tx| {
        for (id, text) in (0..).zip(sorted.iter().rev()) {
            tx.execute(INSERT, &[Cell::Int(id), Cell::Null, (*text).into(), Cell::Null])?;
        }
        Ok(())
    })
    .unwrap();
    let rows = read(&*storage, |tx| tx.query("SELECT t FROM thing ORDER BY t", &[])).unwrap();
    let found: Vec<String> = rows.iter().map(|row| row.get("t").unwrap()).collect();
    assert_eq!(found, sorted);
    let rows = read(&*storage, |tx| tx.query("SELECT t FROM thing WHERE t < $1", &["a".into()])).unwrap();
    assert_eq!(rows.len(), sorted.iter().filter(|text| **text < "a").count());
}

fn a_reader_sees_one_snapshot(home: &TestHome) {
    let storage = open(home);
    write(&*storage, |tx| insert(tx, 1)).unwrap();
    let mut reader = storage.begin_read().unwrap();
    write(&*storage, |tx| insert(tx, 2)).unwrap();
    assert_eq!(reader.query(SELECT, &[]).unwrap().len(), 1);
    write(&*open(home), |tx| insert(tx, 3)).unwrap();
    assert_eq!(reader.query(SELECT, &[]).unwrap().len(), 1);
    drop(reader);
    assert_eq!(ids(&*storage), [1, 2, 3]);
    let mut writer = storage.begin_write().unwrap();
    insert(&mut *writer, 4).unwrap();
    assert_eq!(ids(&*storage), [1, 2, 3], "what is not committed is seen by nobody");
}

fn a_reader_can_not_write(home: &TestHome) {
    let storage = open(home);
    let mut reader = storage.begin_read().unwrap();
    assert_eq!(insert(&mut *reader, 1).unwrap_err().code(), "storage.read_only");
    drop(reader);
    assert!(ids(&*storage).is_empty());
}

fn the_log_s_statements_are_taken(home: &TestHome) {
    let storage = home.open();
    let own = match home.home() {
        Home::Sqlite => statements::OF_SQLITE,
        Home::Postgres => statements::OF_POSTGRES,
    };
    for (name, sql) in statements::ALL.iter().chain(own) {
        let taken = read::<_, StorageError>(&*storage, |tx| tx.prepare(sql));
        assert!(taken.is_ok(), "{name}: {taken:?}");
    }
}

fn an_older_program_refuses_a_newer_schema(home: &TestHome) {
    let step = |version, needs, sql| Migration { version, needs, sql };
    let newer = [
        LADDER[0],
        step(2, 1, "CREATE TABLE more (n BIGINT NOT NULL) /* STRICT */;"),
        step(3, 3, "ALTER TABLE thing ADD COLUMN m BIGINT;"),
    ];
    write(&*open(home), |tx| insert(tx, 1)).unwrap();
    drop(home.open_with(&newer[..2]).unwrap());
    // The step before allowed the program before it.
    assert_eq!(ids(&*open(home)), [1]);
    drop(home.open_with(&newer).unwrap());
    for older in [LADDER, &newer[..2]] {
        let error = home.open_with(older).err().unwrap();
        assert!(matches!(error, StorageError::NewerSchema { found: 3, .. }), "{error}");
    }
    assert_eq!(ids(&*home.open_with(&newer).unwrap()), [1]);
}

fn a_failed_migration_leaves_nothing(home: &TestHome) {
    write(&*open(home), |tx| insert(tx, 1)).unwrap();
    let broken = "CREATE TABLE half (n BIGINT NOT NULL) /* STRICT */; INSERT INTO thing (id) VALUES (1);";
    let error = home.open_with(&[LADDER[0], Migration { version: 2, needs: 2, sql: broken }]).err().unwrap();
    assert!(error.is_unique(), "{error}");
    let storage = open(home);
    assert_eq!(ids(&*storage), [1]);
    assert!(read::<_, StorageError>(&*storage, |tx| tx.prepare("SELECT n FROM half")).is_err());
}

fn what_may_be_tried_again_is_tried_again(home: &TestHome) {
    let storage = open(home);
    let mut calls = 0;
    let done = write(&*storage, |tx| {
        calls += 1;
        insert(tx, calls)?;
        if calls < 3 { Err(StorageError::Serialization("another".into())) } else { Ok(calls) }
    });
    assert_eq!(done, Ok(3));
    assert_eq!(ids(&*storage), [3], "what was tried before left nothing");

    let mut calls = 0;
    let refused = write(&*storage, |_| {
        calls += 1;
        Err::<(), _>(StorageError::DiskFull("full".into()))
    });
    assert_eq!((refused.is_err(), calls), (true, 1));
}

#[test]
fn a_lost_connection_is_told_and_the_next_transaction_works() {
    let home = TestHome::new(Home::Postgres);
    let (storage, other) = (open(&home), open(&home));
    let mut tx = storage.begin_write().unwrap();
    insert(&mut *tx, 1).unwrap();
    let pid: i64 = tx.query_first("SELECT pg_backend_pid() AS pid", &[]).unwrap().unwrap().get("pid").unwrap();
    let end = format!("SELECT pg_terminate_backend({pid}) AS ended");
    read(&*other, |tx| tx.query(&end, &[])).unwrap();
    assert_eq!(insert(&mut *tx, 2).unwrap_err().code(), "storage.connection_lost");
    drop(tx);
    write(&*storage, |tx| insert(tx, 3)).unwrap();
    assert_eq!(ids(&*storage), [3]);
}

#[test]
fn a_commit_that_nobody_can_know_of_is_not_tried_again() {
    let home = TestHome::new(Home::Postgres);
    let (storage, other) = (open(&home), open(&home));
    let mut tx = storage.begin_write().unwrap();
    insert(&mut *tx, 1).unwrap();
    let pid: i64 = tx.query_first("SELECT pg_backend_pid() AS pid", &[]).unwrap().unwrap().get("pid").unwrap();
    read(&*other, |tx| tx.query(&format!("SELECT pg_terminate_backend({pid}) AS ended"), &[])).unwrap();
    let error = tx.commit().unwrap_err();
    assert_eq!(error.code(), "storage.commit_unknown", "{error}");
    assert!(!error.is_retryable());
}
