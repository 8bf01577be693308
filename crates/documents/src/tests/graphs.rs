//! Random histories of one diary.

use cunji_domain::record::Value;
use cunji_history::{EditId, Op};
use proptest::prelude::*;
use proptest::sample::Index;

use super::{Diary, RECORDS, STAY, TEXT, WORK, edit, prose, record_id, text};
use crate::state_at;

/// What one step of a random history upon the edits so far does.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    parents: Parents,
    schema: u16,
    ops: Vec<Seed>,
}

#[derive(Debug, Clone)]
enum Parents {
    Heads,
    One(Index),
    Two(Index, Index),
    None,
}

#[derive(Debug, Clone)]
enum Seed {
    Put(Option<u8>),
    Newer(u8),
    Splice(Index, u32, String),
    Add(u16, u8),
    Remove(u16, u8),
    Withdraw(u8),
    Misfit(u8),
}

fn parents() -> impl Strategy<Value = Parents> {
    prop_oneof![
        6 => Just(Parents::Heads),
        5 => any::<Index>().prop_map(Parents::One),
        2 => any::<(Index, Index)>().prop_map(|(one, other)| Parents::Two(one, other)),
        1 => Just(Parents::None),
    ]
}

fn seed() -> impl Strategy<Value = Seed> {
    let set = prop_oneof![Just(WORK), Just(5_u16), Just(RECORDS)];
    prop_oneof![
        3 => proptest::option::weighted(0.8, 0..4_u8).prop_map(Seed::Put),
        1 => (0..3_u8).prop_map(Seed::Newer),
        8 => (any::<Index>(), 0..5_u32, "[一-四a𠮷\u{fffc}\u{0}]{0,6}").prop_map(|(at, del, ins)| Seed::Splice(at, del, ins)),
        3 => (set.clone(), 0..4_u8).prop_map(|(field, member)| Seed::Add(field, member)),
        2 => (set, 0..4_u8).prop_map(|(field, member)| Seed::Remove(field, member)),
        1 => (0..3_u8).prop_map(Seed::Withdraw),
        1 => (0..4_u8).prop_map(Seed::Misfit),
    ]
}

/// Random steps.
pub(crate) fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    let step =
        (parents(), prop_oneof![2 => Just(1_u16), 4 => Just(2), 1 => Just(3)], proptest::collection::vec(seed(), 0..4));
    proptest::collection::vec(step.prop_map(|(parents, schema, ops)| Step { parents, schema, ops }), 1..most)
}

/// The history that the steps make.
pub(crate) fn diary(steps: &[Step]) -> Diary {
    let mut diary = Diary::default();
    for step in steps {
        let ids: Vec<EditId> = diary.edits.iter().map(|(id, _)| *id).collect();
        let parents = match &step.parents {
            _ if ids.is_empty() => Vec::new(),
            Parents::None => Vec::new(),
            Parents::Heads => diary.record().heads,
            Parents::One(one) => vec![*one.get(&ids)],
            Parents::Two(one, other) => vec![*one.get(&ids), *other.get(&ids)],
        };
        let seen = state_at(record_id(), &parents, diary.known());
        let mut length = seen.map_or(0, |record| prose(&record).chars().count());
        let withdraws = step.ops.iter().find_map(|seed| if let Seed::Withdraw(n) = seed { Some(*n) } else { None });
        let ops = match withdraws {
            Some(reason) => vec![Op::Withdraw(format!("reason {reason}"))],
            None => step.ops.iter().map(|seed| op(seed, &mut length)).collect(),
        };
        diary.add(edit(step.schema, &parents, ops));
    }
    diary
}

fn op(seed: &Seed, length: &mut usize) -> Op {
    let member = |field: u16, member: u8| match field {
        RECORDS => Value::Bytes(vec![member; 16]),
        _ => text(&format!("member {member}")),
    };
    match seed {
        Seed::Put(value) => Op::Put(STAY, value.map_or(Value::Null, |value| text(&format!("stay {value}")))),
        Seed::Newer(value) => Op::Put(77, Value::List(vec![Value::Int(i64::from(*value)), Value::Null])),
        Seed::Splice(at, delete, insert) => {
            let at = at.index(*length + 1);
            let delete = (*delete as usize).min(*length - at);
            *length = *length - delete + insert.chars().count();
            Op::Splice { field: TEXT, at: at as u32, delete: delete as u32, insert: insert.clone() }
        }
        Seed::Add(field, n) => Op::Add(*field, member(*field, *n), Value::Null),
        Seed::Remove(field, n) => Op::Remove(*field, member(*field, *n)),
        Seed::Withdraw(reason) => Op::Withdraw(format!("reason {reason}")),
        Seed::Misfit(0) => Op::Put(TEXT, text("not a scalar")),
        Seed::Misfit(1) => Op::Splice { field: TEXT, at: *length as u32 + 1, delete: 0, insert: "beyond".into() },
        Seed::Misfit(_) => Op::Add(STAY, text("not a set"), Value::Null),
    }
}
