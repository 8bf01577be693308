//! The generated tables.

use std::collections::BTreeMap;

use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::record::{FieldState, FieldType, Fields, KindDecl, RecordId, Value};
use cunji_history::EditId;

use super::log::{person, space};
use crate::storage::read_model::{Freshness, ReadModel, RecordRow};
use crate::storage::testing::TestHome;
use crate::storage::{StorageError, read, write};

super::on_both_homes! {
    every_kind_comes_back_whole,
    another_declaration_makes_the_tables_anew,
    a_space_is_cleared_alone,
}

/// Text that no home may change.
const TEXT: &str = "磨沟 \0 \u{1a} 𠀀 ' \" \\ {\"a\":1}";

fn value(ty: &FieldType) -> Value {
    match ty {
        FieldType::Bool => Value::Bool(true),
        FieldType::Int | FieldType::Instant => Value::Int(i64::MIN),
        FieldType::Day => Value::Int(17_410),
        FieldType::Record => Value::Bytes(vec![1; 16]),
        FieldType::Edit => Value::Bytes(vec![2; 32]),
        FieldType::Bytes => Value::Bytes(Vec::new()),
        FieldType::Group(parts) => {
            let all =
                [Value::Null, Value::Bool(false), Value::Int(-1), Value::Text(TEXT.into()), Value::Bytes(vec![0, 255])];
            Value::List(all.into_iter().cycle().take(parts.len()).collect())
        }
        FieldType::Person => Value::Text("p1".into()),
        FieldType::Division => Value::Text("610926100201".into()),
        _ => Value::Text(TEXT.into()),
    }
}

fn state(ty: &FieldType) -> FieldState {
    match ty {
        FieldType::Prose => FieldState::Prose(TEXT.into()),
        FieldType::Set(member) => FieldState::Set(BTreeMap::from([(value(member), Value::Null)])),
        other => FieldState::Scalar(value(other)),
    }
}

fn row(decl: &KindDecl, id: u8) -> RecordRow {
    let mut fields: Fields = decl.fields.iter().map(|field| (field.number, state(&field.ty))).collect();
    // Of a newer schema, in all three forms.
    fields.insert(900, FieldState::Scalar(Value::List(vec![Value::Bytes(vec![7]), Value::Null])));
    fields.insert(901, FieldState::Prose(TEXT.into()));
    fields.insert(902, FieldState::Set(BTreeMap::from([(Value::Int(1), Value::Text(TEXT.into()))])));
    RecordRow {
        kind: decl.number,
        space: space(),
        id: RecordId([id; 16]),
        author: person("p1"),
        key: decl.key.iter().map(|part| value(&part.ty)).collect(),
        fields,
        withdrawn: false,
        conflicts: BTreeMap::from([(2, vec![Value::Text(TEXT.into()), Value::Null])]),
        heads: vec![EditId([1; 32]), EditId([2; 32])],
        digest: [3; 32],
    }
}

fn every_kind_comes_back_whole(home: &TestHome) {
    let storage = home.open();
    let model = ReadModel::of(kinds::all());
    write::<_, StorageError>(&*storage, |tx| {
        assert_eq!(model.prepare(tx)?, Freshness::Empty);
        for decl in kinds::all() {
            let full = row(decl, 1);
            model.upsert(tx, &full)?;
            assert_eq!(model.record(tx, decl.number, &space(), full.id)?, Some(full.clone()), "{}", decl.name);

            let bare = RecordRow {
                fields: Fields::new(),
                conflicts: BTreeMap::new(),
                heads: Vec::new(),
                withdrawn: true,
                ..full
            };
            model.upsert(tx, &bare)?;
            assert_eq!(model.records(tx, decl.number, &space())?, [bare], "{}", decl.name);

            // A value of another type than declared is not lost.
            let mut odd = row(decl, 2);
            odd.fields =
                decl.fields.iter().map(|field| (field.number, FieldState::Scalar(Value::List(Vec::new())))).collect();
            model.upsert(tx, &odd)?;
            assert_eq!(model.record(tx, decl.number, &space(), odd.id)?, Some(odd), "{}", decl.name);

            if !decl.key.is_empty() {
                let misfit = RecordRow { key: Vec::new(), ..row(decl, 3) };
                assert_eq!(model.upsert(tx, &misfit).unwrap_err().code(), "storage.type");
            }
        }
        assert_eq!(model.digests(tx, &space())?.len(), 2 * kinds::all().len());
        let first = kinds::all()[0].number;
        model.remove(tx, first, &space(), RecordId([1; 16]))?;
        assert_eq!(model.records(tx, first, &space())?.len(), 1);
        Ok(())
    })
    .unwrap();
    let unknown = read(&*storage, |tx| model.record(tx, 65_000, &space(), RecordId([1; 16])));
    assert_eq!(unknown.unwrap_err().code(), "storage.missing");
}

fn another_declaration_makes_the_tables_anew(home: &TestHome) {
    let storage = home.open();
    let (first, all) = (ReadModel::of(&kinds::all()[..1]), ReadModel::of(kinds::all()));
    let number = kinds::all()[0].number;
    let filled = row(kinds::all()[0], 1);
    write::<_, StorageError>(&*storage, |tx| {
        assert_eq!(first.prepare(tx)?, Freshness::Empty);
        first.upsert(tx, &filled)
    })
    .unwrap();
    let storage = home.open();
    write::<_, StorageError>(&*storage, |tx| {
        assert_eq!(first.prepare(tx)?, Freshness::Kept);
        assert_eq!(first.records(tx, number, &space())?, std::slice::from_ref(&filled));
        Ok(())
    })
    .unwrap();
    // One that is given up, because the replay into the new tables failed, leaves the old ones.
    let given_up = write(&*storage, |tx| all.prepare(tx).and(Err::<(), _>(StorageError::Missing("a reason".into()))));
    assert!(given_up.is_err());
    assert_eq!(read(&*home.open(), |tx| first.records(tx, number, &space())).unwrap().len(), 1);

    for (model, freshness) in [(&all, Freshness::Empty), (&all, Freshness::Kept), (&first, Freshness::Empty)] {
        let found = write(&*home.open(), |tx| {
            let found = model.prepare(tx)?;
            assert!(model.records(tx, number, &space())?.is_empty());
            Ok::<_, StorageError>(found)
        });
        assert_eq!(found, Ok(freshness));
    }
}

fn a_space_is_cleared_alone(home: &TestHome) {
    let storage = home.open();
    let model = ReadModel::of(kinds::all());
    let decl = kinds::all()[0];
    let other: DivisionCode = "610926101205".parse().unwrap();
    write::<_, StorageError>(&*storage, |tx| {
        model.prepare(tx)?;
        model.upsert(tx, &row(decl, 1))?;
        model.upsert(tx, &RecordRow { space: other.clone(), ..row(decl, 1) })?;
        model.clear(tx, &space())?;
        assert!(model.records(tx, decl.number, &space())?.is_empty());
        assert_eq!(model.records(tx, decl.number, &other)?.len(), 1);
        model.clear_all(tx)?;
        assert!(model.digests(tx, &other)?.is_empty());
        Ok(())
    })
    .unwrap();
}
