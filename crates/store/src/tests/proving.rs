//! What a proof of the whole store must see: what nobody signed, and what no word of the server's hides.

use cunji_history::{EditId, Salt};

use crate::Store;
use crate::testing::{NOW, TinyServer, diary, person, prove, save, stay, village, visit};

/// A phone with a village's life in it: own and others' records, a rejected one, an erased one.
fn lived(server: &mut TinyServer) -> (tempfile::TempDir, Store, EditId) {
    let (dir, mut phone) = server.enrol("c0017");
    let (_mate_dir, mut mate) = server.enrol("c0018");
    save(&mut mate, diary("c0018", "2017-09-01", &[], vec![stay("home")]));
    let erased = save(&mut mate, visit("c0018", "2017-09-01", &[], "病情"));
    server.take(&mut mate);
    let good = save(&mut phone, diary("c0017", "2017-09-01", &[], vec![stay("village")]));
    let bad = save(&mut phone, visit("c0017", "2017-09-09", &[], "坏"));
    server.take(&mut phone);
    server.log.retain(|entry| entry.edit.id() != bad.edit);
    for (place, entry) in server.log.iter_mut().enumerate() {
        entry.log_number = place as u64 + 1;
    }
    server.reject(bad.edit);
    server.erase(erased.edit);
    server.give(&mut phone);
    prove(&phone);
    (dir, phone, good.edit)
}

fn fault(store: &mut Store) -> String {
    // Who forges a row makes the tables agree with it.
    store.rebuild().unwrap();
    store.verify().unwrap().fault.unwrap().to_string()
}

#[test]
fn an_edit_that_nobody_signed_is_a_fault() {
    let mut server = TinyServer::new();
    let (_dir, mut phone, _) = lived(&mut server);
    let made_up = diary("c0018", "2017-09-02", &[], vec![stay("home")]);
    let salt = Salt([5; 16]);
    let id = made_up.id(salt);
    crate::edits::insert(&phone.conn, id, Some(salt), &made_up, None).unwrap();
    let fault = fault(&mut phone);
    assert!(fault.starts_with(&format!("edit {id}: no own entry carries it")), "{fault}");
}

#[test]
fn a_rejection_without_a_verdict_is_a_fault() {
    let mut server = TinyServer::new();
    let (_dir, mut phone, good) = lived(&mut server);
    let words: Vec<[u8; 32]> = {
        let mut statement =
            phone.conn.prepare("SELECT verdict FROM rejected UNION SELECT erasure FROM erasure").unwrap();
        let words = statement.query_map([], |row| row.get(0)).unwrap();
        words.collect::<rusqlite::Result<_>>().unwrap()
    };
    assert_eq!(words.len(), 2);
    // One that is not here, an edit that is no verdict, a verdict on another edit, an erasure.
    for word in [[7; 32], good.0, words[0], words[1]] {
        phone.conn.execute("INSERT INTO rejected VALUES (?1, ?2)", (good.0, word)).unwrap();
        let fault = fault(&mut phone);
        assert_eq!(fault, format!("edit {good}: it is left out as rejected, and no verdict says so"));
        phone.conn.execute("DELETE FROM rejected WHERE edit_id = ?1", [good.0]).unwrap();
    }
    phone.rebuild().unwrap();
    prove(&phone);
}

#[test]
fn an_erasure_that_nobody_ordered_is_a_fault() {
    let mut server = TinyServer::new();
    let (_dir, mut phone, good) = lived(&mut server);
    crate::edits::erase(&phone.conn, good).unwrap();
    phone.conn.execute("INSERT INTO erasure VALUES (?1, ?2)", (good.0, [7_u8; 32])).unwrap();
    assert_eq!(fault(&mut phone), format!("edit {good}: it is kept as erased, and no erasure says so"));
    phone.conn.execute("UPDATE erasure SET erasure = ?1 WHERE edit_id = ?1", [good.0]).unwrap();
    assert_eq!(fault(&mut phone), format!("edit {good}: it is kept as erased, and no erasure says so"));
}

#[test]
fn an_entry_of_no_chain_is_a_fault() {
    let mut server = TinyServer::new();
    let (_dir, mut phone, good) = lived(&mut server);
    let other = "610926100201";
    phone
        .conn
        .execute(
            "INSERT INTO own_entry (space, device, number, hash, edit_id, written_at)
             SELECT ?1, device, 1, hash, edit_id, written_at FROM own_entry WHERE edit_id = ?2",
            (other, good.0),
        )
        .unwrap();
    assert_eq!(fault(&mut phone), format!("space {other}, number 1: the entry is of no chain"));
}

#[test]
fn what_a_purge_leaves_of_an_erasure_is_counted_and_no_fault() {
    let mut server = TinyServer::new();
    let (_dir, mut phone, _) = lived(&mut server);
    assert_eq!(phone.verify().unwrap().unproved, 0);
    let bad = phone.rejected().unwrap().remove(0).edit;
    let mended = phone.edit_of_draft(&phone.begin_mend(bad, NOW).unwrap(), &person("c0017")).unwrap().unwrap();
    save(&mut phone, mended);
    server.take(&mut phone);
    phone.purge(&village()).unwrap();
    prove(&phone);
    assert_eq!(phone.verify().unwrap().unproved, 1);
    // Who comes back reads the word again.
    server.give(&mut phone);
    prove(&phone);
    assert_eq!(phone.verify().unwrap().unproved, 0);
}
