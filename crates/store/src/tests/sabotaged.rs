//! Each fault is seen by what is to see it. The faults are the whole process's, so one test arms them one after the other.

use crate::sabotage::{Fault, arm};
use crate::testing::{NOW, TinyServer, diary, save, text, village, visit};
use crate::{Cursor, NewEdit, Store};

#[test]
fn every_fault_is_seen() {
    for fault in Fault::ALL {
        let mut server = TinyServer::new();
        let (_a, mut phone) = server.enrol("c0017");
        let (_b, mut mate) = server.enrol("c0017");
        arm(Some(*fault));
        let seen = match fault {
            Fault::DraftAgainstNewerText => undoes_others_text(&mut server, &mut phone, &mut mate),
            Fault::AckBeforeCommit => {
                let saved: Vec<_> =
                    (0..6).map(|n| save(&mut phone, visit("c0017", "2017-09-01", &[], &format!("{n}")))).collect();
                saved.iter().any(|saved| phone.record(saved.record).unwrap().is_none())
            }
            Fault::SkipReadModelOnDeliver => {
                save(&mut mate, visit("c0017", "2017-09-01", &[], "甲"));
                server.take(&mut mate);
                server.give(&mut phone);
                phone.compare().unwrap().is_some()
            }
            Fault::LoseEpoch => {
                let at = |epoch, number| [Cursor { space: village(), audience: 0, epoch, number }];
                phone.complete(&at(0, 100)).unwrap();
                phone.complete(&at(1, 85)).unwrap();
                phone.cursors().unwrap() != at(1, 85)
            }
            Fault::KeepErasedBody => {
                let saved = save(&mut phone, visit("c0017", "2017-09-01", &[], "甲"));
                server.take(&mut phone);
                server.erase(saved.edit);
                server.give(&mut phone);
                phone.verify().unwrap().fault.is_some()
            }
            Fault::ReuseSalt => {
                save(&mut phone, visit("c0017", "2017-09-01", &[], "甲"));
                save(&mut phone, visit("c0017", "2017-09-01", &[], "乙"));
                phone.verify().unwrap().fault.is_some()
            }
            Fault::RefuseConcurrent => {
                let one = save(&mut phone, diary("c0017", "2017-09-01", &[], vec![text(0, 0, "手机。")]));
                let other = save(&mut mate, diary("c0017", "2017-09-01", &[], vec![text(0, 0, "平板。")]));
                server.take(&mut mate);
                server.give(&mut phone);
                let edit = diary("c0017", "2017-09-01", &[one.edit, other.edit], vec![text(0, 0, "两处。")]);
                phone.save(NewEdit { edit, evidence: None, written_at: NOW }).is_err()
            }
            Fault::ReissueAsNew => {
                let saved = save(&mut phone, visit("c0017", "2017-09-01", &[], "甲"));
                phone.reissue(NOW).unwrap();
                phone.outbox().unwrap()[0].entries[0].edit_id != saved.edit
            }
        };
        arm(None);
        assert!(seen, "{fault:?}");
    }
}

fn undoes_others_text(server: &mut TinyServer, phone: &mut Store, mate: &mut Store) -> bool {
    let first = save(phone, diary("c0017", "2017-09-01", &[], vec![text(0, 0, "上午修路。")]));
    server.take(phone);
    server.give(mate);
    let draft = phone.begin_draft_of(&phone.record(first.record).unwrap().unwrap(), NOW).unwrap();
    save(mate, diary("c0017", "2017-09-01", &[first.edit], vec![text(5, 0, "下午开会。")]));
    server.take(mate);
    server.give(phone);
    // Nothing was typed, so nothing is to be saved.
    phone.edit_of_draft(&draft, &"c0017".parse().unwrap()).unwrap().is_some()
}
