//! Up and down frames: what is built verifies, what is changed does not, and no bytes make a reader panic.

use cunji_history::Op;

use crate::testing::{self, DEPLOYMENT};
use crate::{Body, CarriedEvidence, DownFrame, EntrySalts, Erased, FrameFault, UpFrame, limits, salts};

fn travelled(frame: &UpFrame) -> UpFrame {
    let read = UpFrame::from_bytes(&frame.to_bytes()).unwrap();
    assert_eq!(&read, frame);
    read
}

#[test]
fn a_chain_verifies_frame_by_frame() {
    let chain = testing::sample();
    let key = chain.key.public();
    for cut in 0..chain.entries.len() {
        let mut found = Vec::new();
        for range in [0..cut, cut..chain.entries.len()] {
            if range.is_empty() {
                continue;
            }
            let frame = travelled(&chain.frame(range.clone()).unwrap());
            let resolve = |device, number: u64| {
                assert_eq!(device, chain.device());
                chain.entries.get(number as usize - 1).map(|up| up.entry.edit)
            };
            found.extend(frame.verify(DEPLOYMENT, &key, chain.head(range.start).as_ref(), resolve).unwrap());
        }
        for (verified, sent) in found.iter().zip(&chain.entries) {
            assert_eq!(
                (&verified.entry, &verified.body, &verified.evidence),
                (&sent.entry, &sent.body, &sent.evidence)
            );
            assert_eq!(verified.hash, sent.entry.hash());
        }
        assert_eq!(found.len(), chain.entries.len());
    }
}

#[test]
fn what_does_not_follow_is_told_apart() {
    let chain = testing::sample();
    let key = chain.key.public();
    let none = |_, _| None;
    let rest = chain.frame(4..6).unwrap();
    assert_eq!(
        rest.verify(DEPLOYMENT, &key, chain.head(3).as_ref(), none),
        Err(FrameFault::Gap { expected: 4, found: 5 })
    );
    assert_eq!(
        rest.verify(DEPLOYMENT, &key, chain.head(4).as_ref(), none),
        Err(FrameFault::UnknownParent { number: 5, parent: 4 })
    );
    let mut other = chain.head(4).unwrap();
    other.hash.0[0] ^= 1;
    assert_eq!(rest.verify(DEPLOYMENT, &key, Some(&other), none), Err(FrameFault::Fork(5)));
    let whole = chain.frame(0..6).unwrap();
    assert_eq!(whole.verify(DEPLOYMENT, &testing::server().public(), None, none), Err(FrameFault::BadSignature));
    let elsewhere = cunji_history::signed::Deployment([1; 16]);
    assert_eq!(whole.verify(elsewhere, &key, None, none), Err(FrameFault::BadSignature));
}

#[test]
fn an_edit_can_be_issued_again_under_another_device() {
    let old = testing::sample();
    let mut new = testing::Chain::new(8);
    for up in &old.entries {
        let Body::Edit(edit) = &up.body else { continue };
        let number = up.entry.number;
        let seed = &old.seeds[&0];
        let evidence = up.evidence.clone().and_then(|evidence| match evidence {
            CarriedEvidence::Taken(evidence) => Some(evidence),
            CarriedEvidence::Erased(_) => None,
        });
        let salted = evidence.as_ref().map(|_| salts::evidence_salt(seed, number));
        new.write(edit.clone(), up.entry.written_at, evidence);
        let again = new.entries.last_mut().unwrap();
        again.entry.edit = up.entry.edit;
        again.entry.evidence = up.entry.evidence;
        again.salts = EntrySalts::Single { edit: Some(salts::edit_salt(seed, number)), evidence: salted };
        let previous = new.entries.len().checked_sub(2).map(|place| new.entries[place].entry.hash());
        new.entries.last_mut().unwrap().entry.previous = previous;
    }
    let frame = travelled(&new.frame(0..6).unwrap());
    assert!(frame.seeds().is_empty());
    let found = frame.verify(DEPLOYMENT, &new.key.public(), None, |_, _| None).unwrap();
    let ids = |entries: &[crate::VerifiedEntry]| entries.iter().map(|entry| entry.entry.edit).collect::<Vec<_>>();
    assert_eq!(ids(&found), old.entries.iter().map(|up| up.entry.edit).collect::<Vec<_>>());
}

#[test]
fn an_erased_edit_still_verifies_in_its_chain() {
    let mut chain = testing::sample();
    let erased = &mut chain.entries[1];
    let hash = erased.entry.evidence.unwrap();
    erased.body = Body::Erased(Erased {
        edit: erased.entry.edit,
        record: cunji_history::creation_record_id(erased.entry.edit),
        kind: 11,
        schema: 1,
        parents: Vec::new(),
    });
    erased.evidence = Some(CarriedEvidence::Erased(hash));
    erased.salts = EntrySalts::Single { edit: None, evidence: None };
    let seed = chain.seeds[&0].clone();
    for up in &mut chain.entries {
        if matches!(up.body, Body::Edit(_)) {
            let number = up.entry.number;
            up.salts = EntrySalts::Single {
                edit: Some(salts::edit_salt(&seed, number)),
                evidence: Some(salts::evidence_salt(&seed, number)),
            };
        }
    }
    let frame = travelled(&chain.frame(0..6).unwrap());
    let found = frame.verify(DEPLOYMENT, &chain.key.public(), None, |_, _| None).unwrap();
    assert_eq!(found[1].body, chain.entries[1].body);
    assert_eq!(found[5].hash, chain.entries[5].entry.hash());
}

#[test]
fn a_down_frame_verifies_under_its_server_alone() {
    let chain = testing::sample();
    let frame = testing::sealed(&chain.down()).unwrap();
    let read = DownFrame::from_bytes(&frame.to_bytes()).unwrap();
    assert_eq!(read, frame);
    assert_eq!(read.verify(DEPLOYMENT, &testing::server().public()), Ok(chain.down()));
    assert_eq!(read.verify(DEPLOYMENT, &chain.key.public()), Err(FrameFault::BadSignature));
    // A part of a log is complete in itself: parents outside it go by their ids.
    let part = testing::sealed(&chain.down()[4..]).unwrap();
    assert_eq!(part.verify(DEPLOYMENT, &testing::server().public()), Ok(chain.down()[4..].to_vec()));
}

#[test]
fn sizes_are_bounded_on_both_sides() {
    let mut chain = testing::Chain::new(1);
    let long = |length: usize| vec![Op::Splice { field: 1, at: 0, delete: 0, insert: "村".repeat(length) }];
    for length in [15_000, 20_000, 60_000, 100_000] {
        let edit = chain.edit(11, None, Vec::new(), long(length));
        chain.write(edit, 0, None);
    }
    assert!(chain.frame(2..3).is_ok(), "one long entry has a frame of its own");
    assert_eq!(chain.frame(0..2).err(), Some(FrameFault::OverLimit("FRAME_BYTES")));
    assert_eq!(chain.frame(3..4).err(), Some(FrameFault::OverLimit("ENTRY_BYTES")));
}

#[test]
fn twenty_thousand_broken_frames_make_nobody_panic() {
    let chain = testing::sample();
    let up = chain.frame(0..6).unwrap().to_bytes();
    let down = testing::sealed(&chain.down()).unwrap().to_bytes();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let (mut refused, mut taken) = (0, 0);
    for case in 0..20_000 {
        let mut bytes = if case % 2 == 0 { up.clone() } else { down.clone() };
        for _ in 0..1 + random() % 3 {
            let place = random() % bytes.len();
            match random() % 4 {
                0 => bytes[place] = random() as u8,
                1 => bytes[place] ^= 1 << (random() % 8),
                2 => drop(bytes.drain(place..(place + 1 + random() % 4).min(bytes.len()))),
                _ => bytes.insert(place, random() as u8),
            }
        }
        let valid = if case % 2 == 0 {
            let frame = UpFrame::from_bytes(&bytes);
            frame.and_then(|frame| frame.verify(DEPLOYMENT, &chain.key.public(), None, |_, _| None)).is_ok()
        } else {
            DownFrame::from_bytes(&bytes)
                .and_then(|frame| frame.verify(DEPLOYMENT, &testing::server().public()))
                .is_ok()
        };
        if valid { taken += 1 } else { refused += 1 }
    }
    // A few changes touch nothing that is signed (an audience, an unknown key, padding).
    assert!(refused > 19_000, "{taken} of 20,000 broken frames were taken");
}

#[test]
fn all_unicode_scalars_travel_unchanged() {
    let mut chain = testing::Chain::new(2);
    let scalars: Vec<char> = ('\0'..=char::MAX).collect();
    for part in scalars.chunks(12_000) {
        let insert = part.iter().collect();
        let edit = chain.edit(11, None, Vec::new(), vec![Op::Splice { field: 1, at: 0, delete: 0, insert }]);
        chain.write(edit, 0, None);
    }
    for place in 0..chain.entries.len() {
        let frame = travelled(&chain.frame(place..place + 1).unwrap());
        let found = frame.verify(DEPLOYMENT, &chain.key.public(), chain.head(place).as_ref(), |_, _| None).unwrap();
        assert_eq!(found[0].body, chain.entries[place].body);
    }
}

#[test]
fn limits_stand_in_the_protocol_page() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/protocol.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once("<!-- limits:begin -->").unwrap();
    let (table, after) = rest.split_once("<!-- limits:end -->").unwrap();
    let due = format!("\n{}", limits::table());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, format!("{before}<!-- limits:begin -->{due}<!-- limits:end -->{after}")).unwrap();
    } else {
        assert_eq!(table, due, "regenerate with UPDATE_DOCS=1");
    }
}

#[test]
fn a_frame_says_nothing_of_salts_of_other_numbers() {
    let chain = testing::sample();
    let down = testing::sealed(&chain.down()).unwrap().to_bytes();
    let seed = &chain.seeds[&0].0;
    assert!(!down.windows(16).any(|bytes| bytes == seed), "a seed went down");
}
