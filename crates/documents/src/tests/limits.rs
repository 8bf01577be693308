//! Beyond the limits.

use super::{Diary, prose, record_id, write};
use crate::limits::{HEADS_PER_RECORD, LINKS_PER_RECORD};
use crate::{apply_next, replay};

#[test]
fn heads_beyond_the_limit_are_left_out_with_what_follows_them() {
    let mut diary = Diary::default();
    let root = diary.write(&[], vec![write(0, 0, "一")]);
    let heads: Vec<_> = (0..HEADS_PER_RECORD + 3).map(|_| diary.write(&[root], vec![write(1, 0, "二")])).collect();
    for head in &heads {
        diary.write(&[*head], vec![write(1, 0, "三")]);
    }
    let record = diary.record();
    assert_eq!((record.heads.len(), record.left_out), (HEADS_PER_RECORD, 3));
    assert_eq!(prose(&record).chars().count(), 1 + 2 * HEADS_PER_RECORD);
    let mut turned = diary.known();
    turned.reverse();
    assert_eq!(replay(record_id(), turned, &|_| false), Some(record.clone()));
    // From here on nobody knows without a replay what comes back once there are fewer heads.
    let merging = super::edit(2, &record.heads, vec![]);
    let id = diary.add(merging.clone());
    assert_eq!(apply_next(Some(&record), id, &merging), None);
}

#[test]
fn links_beyond_the_limit_are_left_out() {
    let mut diary = Diary::default();
    let mut parents = Vec::new();
    for _ in 0..LINKS_PER_RECORD {
        parents = vec![diary.write(&parents, vec![write(0, 0, "一")])];
    }
    let full = diary.record();
    assert_eq!((full.links, full.left_out), (LINKS_PER_RECORD, 0));
    let beyond = super::edit(2, &parents, vec![write(0, 0, "二")]);
    let id = diary.add(beyond.clone());
    assert_eq!(apply_next(Some(&full), id, &beyond), None);
    let record = diary.record();
    assert_eq!((record.heads, record.fields, record.left_out), (full.heads, full.fields, 1));
}
