//! Whether an edit can do at its parents what it says.

use cunji_domain::kinds;
use cunji_history::Edit;

use crate::plain::Plain;
use crate::record::Record;

/// Whether every operation of an edit can be applied to the state that its writer saw (`None`: it creates the record). One
/// that can't has no effect anywhere, so whoever takes edits in tells its writer instead. Of a kind that this version does
/// not know nothing can be said, and false is answered.
///
/// An erasure takes away what later positions counted: the caller does not ask where an ancestor was erased.
pub fn can_apply(seen: Option<&Record>, edit: &Edit) -> bool {
    let Some(decl) = kinds::by_number(edit.kind) else { return false };
    let mut plain = seen.map_or_else(|| Plain::new(decl), |record| Plain::from_fields(decl, &record.fields));
    plain.apply(edit)
}

#[cfg(test)]
mod tests {
    use cunji_domain::record::Value;
    use cunji_history::Op;

    use super::*;

    fn visit(ops: Vec<Op>) -> Edit {
        Edit {
            kind: 2,
            space: "610926101205".parse().unwrap(),
            author: "c0017".parse().unwrap(),
            key: None,
            schema: 1,
            parents: Vec::new(),
            ops,
        }
    }

    #[test]
    fn what_can_not_be_done_is_told() {
        let findings = |at, delete| Op::Splice { field: 6, at, delete, insert: "茶园两亩".to_owned() };
        assert!(can_apply(None, &visit(vec![Op::Put(1, Value::Int(17_410)), findings(0, 0)])));
        assert!(!can_apply(None, &visit(vec![findings(1, 0)])), "beyond the end of the text");
        assert!(!can_apply(None, &visit(vec![Op::Put(1, Value::Text("昨天".to_owned()))])), "a day is a number");
        assert!(!can_apply(None, &visit(vec![Op::Put(77, Value::Bool(true))])), "a field that the kind does not have");
        assert!(!can_apply(None, &visit(vec![findings(0, 0), Op::Withdraw("误".to_owned())])), "withdraw stands alone");
    }
}
