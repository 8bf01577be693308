//! One edit has one encoding: what is written is read back, and nothing else is taken for it.

#![allow(clippy::unwrap_used)] // what a test makes up is right or the test fails

use cunji_domain::record::Value;
use cunji_history::{Edit, EditId, Evidence, Op, Seed};
use proptest::prelude::*;

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<String>().prop_map(Value::Text),
        proptest::collection::vec(any::<u8>(), 0..40).prop_map(Value::Bytes),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| proptest::collection::vec(inner, 0..4).prop_map(Value::List))
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        (any::<u16>(), value()).prop_map(|(field, value)| Op::Put(field, value)),
        (any::<u16>(), any::<u32>(), any::<u32>(), any::<String>())
            .prop_map(|(field, at, delete, insert)| Op::Splice { field, at, delete, insert }),
        (any::<u16>(), value(), value()).prop_map(|(field, key, value)| Op::Add(field, key, value)),
        (any::<u16>(), value()).prop_map(|(field, key)| Op::Remove(field, key)),
        any::<String>().prop_map(Op::Withdraw),
    ]
}

prop_compose! {
    fn edit()(
        kind in any::<u16>(),
        key in proptest::option::of(proptest::collection::vec(value(), 0..3)),
        schema in any::<u16>(),
        parents in proptest::collection::btree_set(any::<[u8; 32]>().prop_map(EditId), 0..3),
        ops in proptest::collection::vec(op(), 0..5),
    ) -> Edit {
        Edit {
            kind,
            space: "610926101205".parse().unwrap(),
            author: "c0017".parse().unwrap(),
            key,
            schema,
            parents: parents.into_iter().collect(),
            ops,
        }
    }
}

proptest! {
    #[test]
    fn an_edit_comes_back_as_it_went(edit in edit()) {
        let bytes = edit.to_bytes();
        prop_assert_eq!(Edit::from_bytes(&bytes).unwrap(), edit);
    }

    #[test]
    fn a_changed_byte_is_another_edit_or_none(edit in edit(), at in any::<prop::sample::Index>(), flip in 1_u8..) {
        let mut bytes = edit.to_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        if let Ok(other) = Edit::from_bytes(&bytes) {
            prop_assert_ne!(&other, &edit);
            prop_assert_eq!(other.to_bytes(), bytes);
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Edit::from_bytes(&bytes);
        let _ = Evidence::from_bytes(&bytes);
    }
}

#[test]
fn a_longer_encoding_of_the_same_number_is_refused() {
    let edit = Edit {
        kind: 1,
        space: "610926101205".parse().unwrap(),
        author: "c0017".parse().unwrap(),
        key: None,
        schema: 1,
        parents: Vec::new(),
        ops: Vec::new(),
    };
    let mut bytes = edit.to_bytes();
    assert_eq!(bytes[2], 1, "the kind's number stands after the map's head and its own key");
    bytes.splice(2..3, [0x18, 1]);
    assert!(Edit::from_bytes(&bytes).is_err());
}

#[test]
fn the_ids_of_one_edit_under_two_salts_have_nothing_in_common() {
    let edit = Edit {
        kind: 2,
        space: "610926101205".parse().unwrap(),
        author: "c0017".parse().unwrap(),
        key: None,
        schema: 1,
        parents: Vec::new(),
        ops: vec![Op::Put(1, Value::Int(17_410))],
    };
    let seed = Seed([1; 16]);
    assert_ne!(edit.id(seed.edit_salt(1)), edit.id(seed.edit_salt(2)));
}
