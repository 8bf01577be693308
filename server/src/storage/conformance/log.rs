//! The log, chains, what is kept beside them, erasure.

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Audience, RecordId};
use cunji_history::signed::{Delivered, Stretch};
use cunji_history::{DeviceId, Edit, EditId, EntryHash, EvidenceHash, Head, Salt, Seed};
use cunji_protocol::{Body, Erased};

use crate::storage::attested::{
    AttestedFrame, WaitingEntry, frames, put_frame, put_waiting, remove_waiting, strip_waiting, waiting,
};
use crate::storage::chains::{
    Kept, KeptPlace, KeptState, SignedHead, WaitingFrame, chain_head, chain_heads, held_within, keep, kept_at,
    kept_in_state, kept_of_chain, kept_of_device, kept_of_edit, kept_of_record, put_seed, put_signed_head,
    put_waiting_frame, remove_kept, remove_waiting_frame, seed, set_chain_head, settle_kept, signed_heads,
    waiting_frames,
};
use crate::storage::erasures::{Erasure, erase, erasures, is_erased};
use crate::storage::link::Link;
use crate::storage::log::{
    After, Limit, LogEntry, Page, Reader, entries_after, entries_of_chain, entries_of_record, entry_at, entry_of_edit,
    insert_entry, last_number, lock_space, next_numbers, open_space, spaces, upgrade_attested,
};
use crate::storage::testing::TestHome;
use crate::storage::{Storage, StorageError, read, write};

super::on_both_homes! {
    numbers_have_no_gap,
    a_space_that_was_never_opened_has_no_numbers,
    an_entry_comes_back_whole_where_it_is_looked_for,
    an_edit_and_a_link_are_in_the_log_once,
    a_reader_gets_what_is_for_it,
    a_page_ends_at_its_limits,
    what_is_kept_beside_the_log_comes_back_whole,
    what_is_held_is_paged_by_its_chains,
    heads_seeds_and_waiting_frames_come_back,
    what_is_erased_leaves_its_place,
    a_page_of_erased_entries_fits_a_frame,
    an_attested_entry_is_filled_by_its_device,
    what_came_back_is_kept_and_waits,
}

const ALL: Limit = Limit { entries: u64::MAX, bytes: usize::MAX };

pub(super) fn space() -> DivisionCode {
    "610926100201".parse().unwrap()
}

pub(super) fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

fn link(device: u8, chain_number: u64) -> Link {
    let mark = |salt: u8| {
        let mut bytes = [salt; 32];
        bytes[0] = device;
        bytes[1..9].copy_from_slice(&chain_number.to_be_bytes());
        bytes
    };
    Link {
        device: DeviceId([device; 16]),
        chain_number,
        edit_id: EditId(mark(1)),
        salt: Some(Salt([device; 16])),
        edit: Some(vec![0, 1, 2, 0]),
        previous: (chain_number > 1).then_some(EntryHash(mark(2))),
        hash: Some(EntryHash(mark(3))),
        evidence_hash: Some(EvidenceHash(mark(4))),
        evidence: Some(vec![9, 0, 9]),
        evidence_salt: Some(Salt([7; 16])),
        written_at: -5,
        received_at: 1_504_224_000,
        erased: false,
    }
}

pub(super) fn entry(number: u64, device: u8, chain_number: u64, author: &PersonId) -> LogEntry {
    LogEntry {
        space: space(),
        number,
        link: link(device, chain_number),
        kind: 1,
        record: RecordId([device; 16]),
        author: author.clone(),
        audience: Audience::Team,
        owner: None,
        attested: false,
    }
}

/// A space with these entries.
fn opened(home: &TestHome, entries: &[LogEntry]) -> std::sync::Arc<dyn Storage> {
    let storage = home.open();
    write::<_, StorageError>(&*storage, |tx| {
        open_space(tx, &space())?;
        open_space(tx, &space())?;
        next_numbers(tx, &space(), entries.len() as u64)?;
        entries.iter().try_for_each(|entry| insert_entry(tx, entry))
    })
    .unwrap();
    storage
}

fn page(storage: &dyn Storage, reader: Reader<'_>, after: After, limit: Limit) -> Page {
    read(storage, |tx| entries_after(tx, &space(), reader, after, limit)).unwrap()
}

fn numbers(page: &Page) -> Vec<u64> {
    page.entries.iter().map(|entry| entry.number).collect()
}

fn numbers_have_no_gap(home: &TestHome) {
    let storage = opened(home, &[]);
    let take = |count| write::<_, StorageError>(&*storage, |tx| next_numbers(tx, &space(), count)).unwrap();
    assert_eq!(take(1), 1);
    assert_eq!(take(3), 2);
    let mut given_up = storage.begin_write().unwrap();
    assert_eq!(next_numbers(&mut *given_up, &space(), 10).unwrap(), 5);
    drop(given_up);
    assert_eq!(take(1), 5);
    write::<_, StorageError>(&*storage, |tx| {
        assert_eq!(lock_space(tx, &space())?, 5);
        assert_eq!(last_number(tx, &space())?, 5);
        assert_eq!(spaces(tx)?, [(space(), 5)]);
        Ok(())
    })
    .unwrap();
}

fn a_space_that_was_never_opened_has_no_numbers(home: &TestHome) {
    let storage = home.open();
    let refused = write(&*storage, |tx| next_numbers(tx, &space(), 1)).unwrap_err();
    assert_eq!(refused.code(), "storage.missing");
    assert_eq!(write(&*storage, |tx| lock_space(tx, &space())).unwrap_err().code(), "storage.missing");
    assert_eq!(read(&*storage, |tx| last_number(tx, &space())), Ok(0));
    let nothing = page(&*storage, Reader::Office, After { number: 3, own: None }, ALL);
    assert_eq!((nothing.complete_to, nothing.is_last), (3, true));
}

fn an_entry_comes_back_whole_where_it_is_looked_for(home: &TestHome) {
    let full = entry(1, 1, 1, &person("p1"));
    let mut bare = entry(2, 2, 7, &person("p2"));
    bare.link =
        Link { previous: None, hash: None, evidence_hash: None, evidence: None, evidence_salt: None, ..bare.link };
    bare.attested = true;
    (bare.audience, bare.owner) = (Audience::OwnerAndOffice, Some(person("p2")));
    let storage = opened(home, &[full.clone(), bare.clone()]);
    read::<_, StorageError>(&*storage, |tx| {
        assert_eq!(entries_of_record(tx, &space(), full.record)?, std::slice::from_ref(&full));
        assert_eq!(entry_of_edit(tx, &space(), bare.link.edit_id)?, Some(bare.clone()));
        assert_eq!(entry_of_edit(tx, &space(), EditId([0; 32]))?, None);
        assert_eq!(entry_at(tx, &space(), 1)?, Some(full.clone()));
        assert_eq!(entries_of_chain(tx, &space(), bare.link.device, 7, 1)?, [bare.clone()]);
        assert_eq!(entries_of_chain(tx, &space(), bare.link.device, 8, 1)?, []);
        Ok(())
    })
    .unwrap();
    assert_eq!(full.link.entry(&space()).number, 1);
}

fn an_edit_and_a_link_are_in_the_log_once(home: &TestHome) {
    let first = entry(1, 1, 1, &person("p1"));
    let storage = opened(home, std::slice::from_ref(&first));
    let mut same_edit = entry(2, 2, 1, &person("p1"));
    same_edit.link.edit_id = first.link.edit_id;
    let mut same_link = entry(2, 1, 1, &person("p1"));
    same_link.link.edit_id = EditId([9; 32]);
    let mut without_salt = entry(2, 2, 1, &person("p1"));
    without_salt.link.salt = None;
    let mut without_hash = entry(2, 2, 1, &person("p1"));
    without_hash.link.hash = None;
    for (refused, is_unique) in [(same_edit, true), (same_link, true), (without_salt, false), (without_hash, false)] {
        let error = write(&*storage, |tx| insert_entry(tx, &refused)).unwrap_err();
        assert_eq!((error.code(), error.is_unique()), ("storage.constraint", is_unique), "{error}");
    }
}

fn a_reader_gets_what_is_for_it(home: &TestHome) {
    let (me, other) = (person("p1"), person("p2"));
    let mut entries: Vec<_> = (1..=6).map(|number| entry(number, 1 + (number % 2) as u8, number, &me)).collect();
    (entries[1].audience, entries[1].owner) = (Audience::OwnerAndOffice, Some(me.clone()));
    (entries[2].audience, entries[2].owner) = (Audience::OwnerAndOffice, Some(other.clone()));
    entries[3].audience = Audience::Office;
    (entries[5].audience, entries[5].owner) = (Audience::Office, Some(me.clone()));
    let storage = opened(home, &entries);
    let start = After { number: 0, own: None };

    let mine = page(&*storage, Reader::Person(&me), start, ALL);
    assert_eq!(numbers(&mine), [1, 2, 5]);
    assert_eq!((mine.complete_to, mine.is_last), (6, true), "gaps are normal, the end is told");
    assert!(mine.entries.iter().all(|entry| entry.link.evidence.is_none() && entry.link.evidence_salt.is_none()));
    assert!(mine.entries.iter().all(|entry| entry.link.evidence_hash.is_some()), "the chain still verifies");
    assert_eq!(numbers(&page(&*storage, Reader::Person(&other), start, ALL)), [1, 3, 5]);
    let office = page(&*storage, Reader::Office, start, ALL);
    assert_eq!(numbers(&office), [1, 2, 3, 4, 5, 6]);

    // The own chain is left out up to the number that the reader states, and no further.
    let own = After { number: 0, own: Some((DeviceId([2; 16]), 3)) };
    assert_eq!(numbers(&page(&*storage, Reader::Person(&me), own, ALL)), [2, 5]);
    assert_eq!(numbers(&page(&*storage, Reader::Person(&me), After { number: 2, own: None }, ALL)), [5]);
    let beyond = page(&*storage, Reader::Person(&me), After { number: 99, own: None }, ALL);
    assert_eq!((beyond.entries.len(), beyond.complete_to), (0, 99));
}

fn a_page_ends_at_its_limits(home: &TestHome) {
    let entries: Vec<_> = (1..=600).map(|number| entry(number, 1, number, &person("p1"))).collect();
    let storage = opened(home, &entries);
    let from = |number, limit| page(&*storage, Reader::Office, After { number, own: None }, limit);
    let whole = from(0, ALL);
    assert_eq!((whole.entries.len(), whole.complete_to, whole.is_last), (600, 600, true));
    let ten = from(5, Limit { entries: 10, bytes: usize::MAX });
    assert_eq!((numbers(&ten), ten.complete_to, ten.is_last), ((6..=15).collect(), 15, false));
    let bytes = from(0, Limit { entries: 600, bytes: 4 * 300 + 3 });
    assert_eq!((bytes.entries.len(), bytes.complete_to, bytes.is_last), (300, 300, false));
    let at_least_one = from(7, Limit { entries: 0, bytes: 0 });
    assert_eq!((numbers(&at_least_one), at_least_one.complete_to), (vec![8], 8));
}

fn what_is_kept_beside_the_log_comes_back_whole(home: &TestHome) {
    let storage = opened(home, &[]);
    let kept = |device, number, state: KeptState| Kept {
        link: link(device, number),
        kind: Some(3),
        record: Some(RecordId([5; 16])),
        author: Some(person("p1")),
        state,
        code: "review.role_ended".into(),
        reason: "任期已结束".into(),
    };
    let held = kept(1, 1, KeptState::Held);
    let rejected = kept(1, 2, KeptState::Rejected);
    let unread = Kept { kind: None, record: None, author: None, ..kept(2, 1, KeptState::Held) };
    write::<_, StorageError>(&*storage, |tx| {
        [&held, &rejected, &unread].into_iter().try_for_each(|kept| keep(tx, &space(), kept))
    })
    .unwrap();
    let device = held.link.device;
    read::<_, StorageError>(&*storage, |tx| {
        assert_eq!(kept_at(tx, &space(), device, 1)?, Some(held.clone()));
        assert_eq!(kept_of_device(tx, &space(), device)?, [held.clone(), rejected.clone()]);
        assert_eq!(kept_of_chain(tx, &space(), device, 2, 9)?, std::slice::from_ref(&rejected));
        assert_eq!(kept_in_state(tx, &space(), KeptState::Held)?, [held.clone(), unread.clone()]);
        assert_eq!(kept_of_edit(tx, &space(), unread.link.edit_id)?, std::slice::from_ref(&unread));
        assert_eq!(kept_of_record(tx, &space(), RecordId([5; 16]))?, [held.clone(), rejected.clone()]);
        Ok(())
    })
    .unwrap();
    write::<_, StorageError>(&*storage, |tx| {
        assert!(settle_kept(tx, &space(), device, 1, KeptState::Rejected, "rule.x", "不行")?);
        assert!(!settle_kept(tx, &space(), device, 9, KeptState::Rejected, "rule.x", "不行")?);
        assert_eq!(kept_in_state(tx, &space(), KeptState::Held)?, std::slice::from_ref(&unread));
        assert!(remove_kept(tx, &space(), device, 1)?);
        assert!(!remove_kept(tx, &space(), device, 1)?);
        Ok(())
    })
    .unwrap();
    assert!(write(&*storage, |tx| keep(tx, &space(), &rejected)).unwrap_err().is_unique());
}

fn what_is_held_is_paged_by_its_chains(home: &TestHome) {
    let storage = home.open();
    let spaces = ["610926100201", "610926100202", "610926101205"].map(|code| code.parse::<DivisionCode>().unwrap());
    let kept = |device, number, author: &str, state: KeptState| Kept {
        link: link(device, number),
        kind: Some(3),
        record: None,
        author: Some(person(author)),
        state,
        code: "device.revoked".into(),
        reason: String::new(),
    };
    write(&*storage, |tx| {
        for space in &spaces {
            open_space(tx, space)?;
            lock_space(tx, space)?;
            for (device, number, author) in [(2, 1, "p2"), (1, 10, "p1"), (1, 2, "p1")] {
                keep(tx, space, &kept(device, number, author, KeptState::Held))?;
            }
            keep(tx, space, &kept(1, 3, "p1", KeptState::Rejected))?;
        }
        Ok::<_, StorageError>(())
    })
    .unwrap();
    let town: DivisionCode = "610926100".parse().unwrap();
    let place = |space: &DivisionCode, device: u8, number| KeptPlace {
        space: space.clone(),
        device: DeviceId([device; 16]),
        number,
    };
    let found = |author: Option<&str>, after: Option<&KeptPlace>, limit| -> Vec<KeptPlace> {
        let author = author.map(person);
        let page = read(&*storage, |tx| held_within(tx, &town, author.as_ref(), after, limit)).unwrap();
        page.into_iter().map(|(space, kept)| place(&space, kept.link.device.0[0], kept.link.chain_number)).collect()
    };
    let all: Vec<_> =
        spaces[..2].iter().flat_map(|space| [place(space, 1, 2), place(space, 1, 10), place(space, 2, 1)]).collect();
    assert_eq!(found(None, None, 10), all, "another town's stand on its own list; what was rejected is no more held");
    assert_eq!(found(None, None, 2), all[..2]);
    for (at, after) in all.iter().enumerate() {
        assert_eq!(found(None, Some(after), 10), all[at + 1..], "{after:?}");
    }
    assert_eq!(found(Some("p2"), None, 10), [all[2].clone(), all[5].clone()]);
    assert_eq!(found(Some("p2"), Some(&all[2]), 10), [all[5].clone()]);
    let elsewhere = place(&"610921100201".parse().unwrap(), 1, 1);
    assert_eq!(found(None, Some(&elsewhere), 10), all, "a place elsewhere leads nowhere else");
}

fn heads_seeds_and_waiting_frames_come_back(home: &TestHome) {
    let storage = opened(home, &[]);
    let device = DeviceId([1; 16]);
    let head = |number, mark| Head { space: space(), device, number, hash: EntryHash([mark; 32]) };
    let signed = |number| SignedHead { head: head(number, 1), signature: vec![3; 64], suite: 1, received_at: 10 };
    let waiting = |mark| WaitingFrame { first_number: 7, digest: [mark; 32], frame: vec![mark; 9], received_at: 11 };
    write::<_, StorageError>(&*storage, |tx| {
        assert_eq!(chain_head(tx, &space(), device)?, None);
        set_chain_head(tx, &head(1, 1))?;
        set_chain_head(tx, &head(2, 2))?;
        assert_eq!(chain_head(tx, &space(), device)?, Some(head(2, 2)));
        assert_eq!(chain_heads(tx, &space())?, [head(2, 2)]);

        put_signed_head(tx, &signed(2))?;
        put_signed_head(tx, &SignedHead { received_at: 99, ..signed(2) })?;
        put_signed_head(tx, &signed(1))?;
        assert_eq!(signed_heads(tx, &space(), device)?, [signed(1), signed(2)]);

        put_seed(tx, &space(), device, 0, &Seed([8; 16]))?;
        put_seed(tx, &space(), device, 0, &Seed([9; 16]))?;
        assert!(seed(tx, &space(), device, 0)? == Some(Seed([8; 16])), "a seed is never another one");
        assert!(seed(tx, &space(), device, 1)?.is_none());

        for mark in [1, 2, 1] {
            put_waiting_frame(tx, &space(), device, &waiting(mark))?;
        }
        assert_eq!(waiting_frames(tx, &space(), device)?, [waiting(1), waiting(2)]);
        remove_waiting_frame(tx, &space(), device, 7, &[1; 32])?;
        assert_eq!(waiting_frames(tx, &space(), device)?, [waiting(2)]);
        Ok(())
    })
    .unwrap();
}

fn what_is_erased_leaves_its_place(home: &TestHome) {
    let entries: Vec<_> = [1, 2, 70].map(|number| entry(number.min(3), 1, number, &person("p1"))).to_vec();
    let storage = opened(home, &entries);
    let erased = &entries[0];
    let mut repeated = link(2, 1);
    repeated.edit_id = erased.link.edit_id;
    let device = erased.link.device;
    let kept = Kept {
        link: repeated,
        kind: None,
        record: None,
        author: None,
        state: KeptState::Repeated,
        code: "repeated".into(),
        reason: String::new(),
    };
    let erasure = Erasure { edit: erased.link.edit_id, erased_at: 20, reason: "本人申请".into() };
    write::<_, StorageError>(&*storage, |tx| {
        keep(tx, &space(), &kept)?;
        for (device, block) in [(device, 0), (device, 1), (kept.link.device, 0)] {
            put_seed(tx, &space(), device, block, &Seed([8; 16]))?;
        }
        assert!(!is_erased(tx, &space(), erasure.edit)?);
        assert_eq!(erase(tx, &space(), &erasure, Some(b"stub"))?, 2);
        assert_eq!(erase(tx, &space(), &Erasure { edit: EditId([6; 32]), ..erasure.clone() }, None)?, 0);
        Ok(())
    })
    .unwrap();
    read::<_, StorageError>(&*storage, |tx| {
        let left = entry_at(tx, &space(), 1)?.unwrap();
        let bare = Link {
            salt: None,
            edit: Some(b"stub".to_vec()),
            evidence: None,
            evidence_salt: None,
            erased: true,
            ..erased.link.clone()
        };
        let beside = kept_at(tx, &space(), kept.link.device, 1)?.unwrap().link;
        assert!(beside.erased && beside.edit == left.link.edit && beside.salt.is_none());
        assert_eq!(left, LogEntry { link: bare, ..erased.clone() });
        assert!(seed(tx, &space(), device, 0)?.is_none() && seed(tx, &space(), kept.link.device, 0)?.is_none());
        assert!(seed(tx, &space(), device, 1)?.is_some(), "other blocks keep theirs");
        assert_eq!(entry_at(tx, &space(), 2)?.as_ref(), Some(&entries[1]), "others of the block keep their salts");
        assert!(is_erased(tx, &space(), EditId([6; 32]))?, "also before it comes");
        assert_eq!(erasures(tx, &space())?.len(), 2);
        Ok(())
    })
    .unwrap();
}

/// A stub travels larger than it is stored: what counts is how it travels.
fn a_page_of_erased_entries_fits_a_frame(home: &TestHome) {
    const FITS: usize = 10_000;
    let parents: Vec<EditId> = (0..20_u8).map(|n| EditId([n; 32])).collect();
    let stub = Edit {
        kind: 1,
        space: space(),
        author: person("p1"),
        key: None,
        schema: 1,
        parents: parents.clone(),
        ops: Vec::new(),
    };
    let mut entries: Vec<_> = (1..=40).map(|number| entry(number, 1, number, &person("p1"))).collect();
    for entry in &mut entries {
        entry.link.edit = Some(stub.to_bytes());
        entry.link.salt = None;
        entry.link.erased = true;
    }
    let travels = |entry: &LogEntry| {
        let (edit, record) = (entry.link.edit_id, entry.record);
        Body::Erased(Erased { edit, record, kind: 1, schema: 1, parents: parents.clone() }).size()
    };
    let storage = opened(home, &entries);
    let page = page(&*storage, Reader::Office, After { number: 0, own: None }, Limit { entries: 1_000, bytes: FITS });
    assert!(page.entries.len() > 1);
    assert!(page.entries.iter().map(travels).sum::<usize>() <= FITS);
}

fn an_attested_entry_is_filled_by_its_device(home: &TestHome) {
    let mut stub = entry(1, 1, 1, &person("p1"));
    let whole = stub.link.clone();
    let bare = |link: &mut Link| {
        (link.previous, link.hash, link.evidence_hash) = (None, None, None);
        (link.evidence, link.evidence_salt) = (None, None);
    };
    bare(&mut stub.link);
    (stub.attested, stub.link.erased, stub.link.salt, stub.link.edit) = (true, true, None, Some(vec![7]));
    let mut erased = entry(2, 1, 2, &person("p1"));
    let brought = erased.link.clone();
    bare(&mut erased.link);
    (erased.attested, erased.link.erased, erased.link.salt, erased.link.edit) = (true, true, None, Some(vec![7]));
    let storage = opened(home, &[stub, erased]);
    write::<_, StorageError>(&*storage, |tx| {
        let by_law = Erasure { edit: brought.edit_id, erased_at: 1, reason: "本人申请".into() };
        erase(tx, &space(), &by_law, Some(&[7]))?;
        assert!(upgrade_attested(tx, &space(), &whole)?);
        assert!(!upgrade_attested(tx, &space(), &whole)?, "once");
        assert!(upgrade_attested(tx, &space(), &brought)?);
        Ok(())
    })
    .unwrap();
    read::<_, StorageError>(&*storage, |tx| {
        assert_eq!(entry_at(tx, &space(), 1)?.unwrap().link, whole, "nobody erased it");
        let left = entry_at(tx, &space(), 2)?.unwrap().link;
        assert_eq!((left.hash, left.erased), (brought.hash, true));
        assert_eq!((left.salt, left.edit, left.evidence, left.evidence_salt), (None, Some(vec![7]), None, None));
        Ok(())
    })
    .unwrap();
}

fn what_came_back_is_kept_and_waits(home: &TestHome) {
    let storage = opened(home, &[]);
    let delivered = |number: u64| Delivered {
        number,
        device: DeviceId([3; 16]),
        chain_number: number,
        edit: EditId([4; 32]),
        written_at: -5,
    };
    let frame = AttestedFrame {
        stretch: Stretch { server: DeviceId([1; 16]), space: space(), epoch: 7 },
        suite: 1,
        signature: [9; 64],
        entries: vec![delivered(1), delivered(2)],
    };
    let without_body = WaitingEntry {
        epoch: 7,
        delivered: delivered(1),
        salt: None,
        edit: vec![1],
        record: Some(RecordId([2; 16])),
        erased: true,
        received_at: 11,
    };
    let whole = WaitingEntry {
        salt: Some(Salt([5; 16])),
        edit: vec![1, 2, 3],
        record: None,
        erased: false,
        ..without_body.clone()
    };
    write::<_, StorageError>(&*storage, |tx| {
        put_frame(tx, &frame, 11)?;
        put_frame(tx, &frame, 12)?;
        assert_eq!(frames(tx, &space())?, std::slice::from_ref(&frame));
        put_waiting(tx, &space(), &without_body)?;
        put_waiting(tx, &space(), &whole)?;
        assert_eq!(waiting(tx, &space())?, std::slice::from_ref(&whole), "a body takes the place of a stub");
        put_waiting(tx, &space(), &without_body)?;
        assert_eq!(waiting(tx, &space())?, std::slice::from_ref(&whole), "and not the other way round");
        strip_waiting(tx, &space(), whole.delivered.edit, &[8])?;
        let stripped = waiting(tx, &space())?.pop().unwrap();
        assert_eq!((stripped.salt, stripped.edit, stripped.erased), (None, vec![8], true));
        remove_waiting(tx, &space(), whole.delivered.edit)?;
        assert_eq!(waiting(tx, &space())?, []);
        Ok(())
    })
    .unwrap();
}
