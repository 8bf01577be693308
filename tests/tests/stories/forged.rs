//! What no client of ours would write: a modified program reaches for what is another's, or for what can't be.

use cunji_domain::record::{RecordId, Value};
use cunji_domain::visit::HouseholdVisit;
use cunji_history::{Edit, EditId, Op};
use cunji_store::NewEdit;
use cunji_tests::story;
use cunji_tests::world::{Handset, village};
use serde_json::json;

use crate::hex;

/// An edit of a visit under the phone's own name.
fn of_visit(phone: &Handset, key: Option<RecordId>, parents: Vec<EditId>, ops: Vec<Op>) -> Edit {
    let key = key.map(|record| vec![Value::Bytes(record.0.to_vec())]);
    Edit { kind: 2, space: village(), author: phone.person().clone(), key, schema: 1, parents, ops }
}

fn codes(phone: &Handset) -> Vec<String> {
    phone.status().rejected_edits.iter().map(|rejected| rejected.code.clone()).collect()
}

story!(
    /// A teammate's program changes a visit, and withdraws it: neither stands, and the teammate's phone shows the visit again as
    /// its writer left it.
    nobody_changes_or_withdraws_what_is_anothers,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        let visit = chen.visit("2017-09-01", "h001", "茶园愁销路。");
        world.settle();
        let upon = wang.edits_of(visit.record);
        let text = Op::Splice { field: 6, at: 0, delete: 0, insert: "改成别的。".to_owned() };
        wang.save_as_another_program(of_visit(&wang, None, upon.clone(), vec![text]));
        wang.save_as_another_program(of_visit(&wang, None, upon, vec![Op::Withdraw("不要了".to_owned())]));
        let own = wang.visit("2017-09-01", "h002", "自己的。");
        let sync = wang.sync();
        assert_eq!((sync.accepted, sync.rejected), (1, 2), "{sync:?}");
        assert_eq!(codes(&wang), ["record.of_another_person"; 2]);
        world.settle();
        for seen in [world.office.record::<HouseholdVisit>(&village(), visit.record), wang.with(|phone| {
            phone.store().typed::<HouseholdVisit>(visit.record).unwrap().map(|typed| typed.value)
        })] {
            assert_eq!(seen.unwrap().findings.0, "茶园愁销路。");
        }
        assert_eq!(wang.with(|phone| phone.store().record(visit.record)).unwrap().unwrap().withdrawn, None);
        assert!(world.office.record::<HouseholdVisit>(&village(), own.record).is_some());
    }
);

story!(
    /// A teammate's program "mends" the creation that was rejected, before its writer does: it takes nobody's place, and the
    /// writer's own mend stands.
    nobody_mends_what_is_anothers,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        let nowhere = chen.visit("2017-09-01", "h999", "名册里没有这一户。");
        assert_eq!(chen.sync().rejected, 1);
        wang.sync();
        let ops = vec![Op::Put(1, Value::Int(17_410)), Op::Put(6, Value::Text("抢先改的。".to_owned()))];
        wang.save_as_another_program(of_visit(&wang, Some(nowhere.record), Vec::new(), ops));
        assert_eq!(wang.sync().rejected, 1);
        assert_eq!(codes(&wang), ["edit.mends_nothing"]);

        let change = json!({ "household": "h003" }).as_object().unwrap().clone();
        let mended = chen.with(|phone| phone.mend(&hex(nowhere.record), &change)).unwrap();
        assert_eq!(mended.record, nowhere.record);
        world.settle();
        let there = world.office.record::<HouseholdVisit>(&village(), nowhere.record).unwrap();
        assert_eq!((there.household.as_deref(), there.findings.0.as_str()), (Some("h003"), "名册里没有这一户。"));
        // Only the liar's own phone may still believe the lie.
        wang.lose();
    }
);

story!(
    /// A faulty program changes the text behind its end, or mends what was never rejected: each costs a verdict, and what was
    /// written before stays.
    what_can_not_be_done_is_answered,
    |world| {
        let chen = world.phone("c0017");
        let visit = chen.visit("2017-09-01", "h001", "短。");
        world.settle();
        let upon = chen.edits_of(visit.record);
        let far = Op::Splice { field: 6, at: 10_000, delete: 1, insert: "远处。".to_owned() };
        chen.save_as_another_program(of_visit(&chen, None, upon, vec![far]));
        let nothing = RecordId([7; 16]);
        chen.save_as_another_program(of_visit(&chen, Some(nothing), Vec::new(), vec![Op::Put(1, Value::Int(17_410))]));
        chen.visit("2017-09-01", "h002", "之后。");
        let sync = chen.sync();
        assert_eq!((sync.accepted, sync.rejected), (1, 2), "{sync:?}");
        assert_eq!(codes(&chen), ["edit.can_not_apply", "edit.mends_nothing"]);
        world.settle();
        assert_eq!(world.office.record::<HouseholdVisit>(&village(), visit.record).unwrap().findings.0, "短。");
        assert_eq!(world.office.records::<HouseholdVisit>(&village()).len(), 2);
    }
);

story!(
    /// A broken program writes thousands of entries that wait for what never comes. What waits is bounded, the rest stays on its
    /// phone, and nobody else notices.
    what_waits_is_bounded,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        world.settle();
        let visit = chen.visit("2017-09-01", "h001", "之前。");
        let written_at = world.now();
        let unknown = (0..7_000).map(|number| NewEdit {
            edit: Edit { kind: 900, ..of_visit(&chen, None, Vec::new(), vec![Op::Put(1, Value::Int(number))]) },
            evidence: None,
            written_at,
        });
        let unknown: Vec<NewEdit> = unknown.collect();
        chen.with(|phone| phone.store_mut().save_all(&unknown)).unwrap();
        let sync = chen.sync();
        assert!((4096..6_000).contains(&sync.held), "{sync:?}");
        assert!(sync.refused > 0 && sync.unsent > 0, "{sync:?}");
        wang.visit("2017-09-01", "h002", "照样写。");
        assert_eq!(wang.sync().accepted, 1);
        assert!(world.office.record::<HouseholdVisit>(&village(), visit.record).is_some());
        chen.lose();
    }
);
