use cunji_domain::record::RecordId;
use cunji_history::{EditId, EvidenceHash};

use super::*;
use crate::testing;

#[test]
fn rows_come_back_both_ways() {
    let chain = testing::sample();
    for way in [Way::Up, Way::Down] {
        let mut rows: Vec<Row> = chain
            .entries
            .iter()
            .map(|up| Row::of(&up.body, up.entry.written_at, |parent| ParentRef::Id(*parent)))
            .collect();
        for (place, row) in rows.iter_mut().enumerate() {
            match way {
                Way::Up => row.evidence = chain.entries[place].evidence.clone(),
                Way::Down => {
                    let salt = Some(Salt([place as u8; 16]));
                    row.delivered = Some(DeliveredRow { log_number: 5, device: 0, chain_number: 9, salt });
                }
            }
        }
        let batch = write(&rows, way);
        assert_eq!(read(&batch.columns, &batch.text, way), Ok(rows));
    }
}

#[test]
fn erased_edits_and_evidence_keep_their_places() {
    let erased = Body::Erased(Erased {
        edit: EditId([1; 32]),
        record: RecordId([2; 16]),
        kind: 11,
        schema: 2,
        parents: vec![EditId([3; 32])],
    });
    let mut row = Row::of(&erased, 5, |_| ParentRef::Number(4));
    row.evidence = Some(CarriedEvidence::Erased(EvidenceHash([6; 32])));
    let kept = testing::sample().entries.remove(0);
    let mut other = Row::of(&kept.body, 6, |parent| ParentRef::Id(*parent));
    other.evidence = kept.evidence;
    let rows = vec![row, other];
    let batch = write(&rows, Way::Up);
    assert_eq!(read(&batch.columns, &batch.text, Way::Up), Ok(rows));
}

#[test]
fn an_up_batch_is_no_down_batch() {
    let chain = testing::sample();
    let rows: Vec<Row> = chain.entries.iter().map(|up| Row::of(&up.body, 0, |parent| ParentRef::Id(*parent))).collect();
    let batch = write(&rows, Way::Up);
    assert_eq!(read(&batch.columns, &batch.text, Way::Down), Err(FrameFault::Malformed("a column is missing")));
}
