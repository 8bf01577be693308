use cunji_history::Evidence;

use crate::testing::{NOW, TinyServer, diary, prove, save, stay, village, visit};
use crate::{NewEdit, OpenState, StatedHead, Statement, Store};

#[test]
fn a_copied_folder_takes_a_new_device_id_and_strands_nothing() {
    let mut server = TinyServer::new();
    let (dir, mut phone) = server.enrol("c0017");
    save(&mut phone, diary("c0017", "2017-09-01", &[], vec![stay("village")]));
    server.take(&mut phone);
    let evidence = Some(Evidence { since_boot: Some(7), ..Evidence::default() });
    let new = NewEdit { edit: visit("c0017", "2017-09-02", &[], "未发"), evidence, written_at: NOW };
    let unsent = phone.save(new).unwrap();
    let old = phone.device().unwrap().id;
    drop(phone);
    let copy = tempfile::tempdir().unwrap();
    for file in ["cunji.db", "cunji.db-wal", "cunji.key"] {
        let _ = std::fs::copy(dir.path().join(file), copy.path().join(file));
    }
    let opened = Store::open(copy.path(), "p", NOW).unwrap();
    assert!(matches!(opened.state, OpenState::OtherInstallation));
    let mut store = opened.store;
    assert!(store.needs_new_device().unwrap());
    assert_eq!(store.sign_head(&village(), 2).unwrap_err().code(), "store.needs_new_device");
    let reissued = store.reissue(NOW).unwrap();
    assert_ne!(reissued.device, old);
    assert_eq!(reissued.edits, 1);
    assert!(!store.needs_new_device().unwrap());
    let run = store.outbox().unwrap().remove(0);
    assert_eq!((run.device, run.entries.len(), run.seeds.len()), (reissued.device, 1, 0));
    let entry = &run.entries[0];
    assert!(entry.single && entry.number == 1);
    assert_eq!(entry.edit_id, unsent.edit);
    assert_eq!(entry.evidence.as_ref().unwrap().since_boot, Some(7));
    let introduction = store.introduction().unwrap().unwrap();
    assert_eq!((introduction.old, introduction.new), (old, store.device().unwrap().public_key));
    // Writing goes on, and its salts come from a seed again.
    save(&mut store, visit("c0017", "2017-09-03", &[], "续写"));
    let run = store.outbox_beyond(&village(), 1).unwrap().unwrap();
    assert!(!run.entries[0].single && run.seeds.len() == 1);
    store.set_enrolment(&store.enrolment().unwrap().unwrap()).unwrap();
    assert_eq!(store.introduction().unwrap(), None);
    server.take(&mut store);
    prove(&store);
    drop(store);
    assert!(matches!(Store::open(copy.path(), "p", NOW).unwrap().state, OpenState::AsLeft));
    assert!(matches!(Store::open(dir.path(), "p", NOW).unwrap().state, OpenState::AsLeft));
}

#[test]
fn what_was_given_out_or_rejected_is_not_issued_again() {
    let mut server = TinyServer::new();
    let (_dir, mut phone) = server.enrol("c0017");
    let bad = save(&mut phone, visit("c0017", "2017-09-01", &[], "坏"));
    save(&mut phone, visit("c0017", "2017-09-01", &[], "已达"));
    server.take(&mut phone);
    server.log.retain(|entry| entry.edit.id() != bad.edit);
    server.reject(bad.edit);
    server.give(&mut phone);
    phone.take_statement(&crate::Statement::default()).unwrap();
    save(&mut phone, visit("c0017", "2017-09-01", &[], "新"));
    assert_eq!(phone.reissue(NOW).unwrap().edits, 1);
    prove(&phone);
}

#[test]
fn what_former_devices_wrote_is_issued_again_to_a_server_that_lost_it() {
    let server = TinyServer::new();
    let (_dir, mut phone) = server.enrol("c0017");
    let known = save(&mut phone, visit("c0017", "2017-09-01", &[], "备份之前"));
    let lost = save(&mut phone, visit("c0017", "2017-09-02", &[], "备份之后"));
    let unsent = save(&mut phone, visit("c0017", "2017-09-03", &[], "还没报"));
    let former = phone.device().unwrap().id;
    let run = phone.outbox().unwrap().remove(0);
    let stated = |device, number: u64, hash| Statement {
        heads: vec![StatedHead { space: village(), device, number, hash }],
        ..Statement::default()
    };
    phone.take_statement(&stated(former, 2, run.entries[1].hash)).unwrap();
    assert_eq!(phone.reissue(NOW).unwrap().edits, 1);
    phone.set_enrolment(&phone.enrolment().unwrap().unwrap()).unwrap();
    assert_eq!(phone.outbox().unwrap()[0].entries.len(), 1);
    // The restored server holds of the former chain what the backup had.
    let restored = stated(former, 1, run.entries[0].hash);
    assert_eq!(phone.take_statement(&restored).unwrap().reissued, 1);
    assert_eq!(phone.take_statement(&restored).unwrap().reissued, 0, "once is enough");
    let ids: Vec<_> = phone.outbox().unwrap()[0].entries.iter().map(|entry| entry.edit_id).collect();
    assert_eq!(ids, [unsent.edit, lost.edit]);
    assert!(!ids.contains(&known.edit));
    prove(&phone);
}

#[test]
fn what_was_acknowledged_before_a_restore_is_issued_again_if_a_clone_filled_its_place() {
    let mut server = TinyServer::new();
    let (_dir, mut phone) = server.enrol("c0017");
    let saved = save(&mut phone, visit("c0017", "2017-09-01", &[], "已达"));
    server.take(&mut phone);
    let device = phone.device().unwrap().id;
    // The server was restored to before it, and the clone delivered its own first.
    let head = StatedHead { space: village(), device, number: 1, hash: cunji_history::EntryHash([7; 32]) };
    let of_clone = Statement { epoch: 1, heads: vec![head], ..Statement::default() };
    let outcome = phone.take_statement(&of_clone).unwrap();
    assert_eq!(outcome.foreign, [(village(), device)]);
    assert_eq!(phone.reissue(NOW).unwrap().edits, 1);
    assert_eq!(phone.outbox().unwrap()[0].entries[0].edit_id, saved.edit);
    // Told the same again, it has nothing more to issue.
    assert_eq!(phone.take_statement(&of_clone).unwrap().reissued, 0);
}
