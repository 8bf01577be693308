//! Who reads what: evidence goes up and never across, a medical reason is its author's and the offices'.

use cunji_client::{Beside, Reason};
use cunji_domain::complaint::{Complaint, ComplaintAbout};
use cunji_domain::leave_reason::LeaveReason;
use cunji_domain::leave_request::LeaveRequest;
use cunji_domain::organisation::Role;
use cunji_domain::policy::{ANKANG_2017, Policy};
use cunji_domain::record::{Code, ListedCode, RecordKind};
use cunji_history::canonical::Reader;
use cunji_protocol::DownFrame;
use cunji_tests::story;
use cunji_tests::world::{a_day, pull, village};

const REASON: &str = "旧伤复发,住院手术。";

/// The addresses of a frame's columns (docs/protocol.md §3): the first number of each.
fn columns(frame: &DownFrame) -> Vec<i64> {
    let bytes = frame.to_bytes();
    let mut r = Reader::new(&bytes);
    let mut found = Vec::new();
    for _ in 0..r.map().unwrap() {
        if r.int().unwrap() != 8 {
            r.skip().unwrap();
            continue;
        }
        for _ in 0..r.map().unwrap() {
            if r.int().unwrap() != 3 {
                r.skip().unwrap();
                continue;
            }
            for _ in 0..r.array().unwrap() {
                let parts = r.array().unwrap();
                let address = r.array().unwrap();
                found.push(r.int().unwrap());
                (1..address).chain(1..parts).for_each(|_| r.skip().unwrap());
            }
        }
    }
    found
}

story!(
    /// A cadre complains of the first secretary. It is given back to its writer's own phones alone: to nobody of the team, of the town
    /// or of the county, who could be the one it is about; the county's office, which the policy names, is the one that may read it.
    a_complaint_goes_past_everybody_below_the_office_that_the_policy_names,
    |world| {
        world.office.import_roster_rows(
            "平利县,兴隆镇,,c0051,周镇办,兴隆镇政府,,,镇办公室,2017-01-01,,\n平利县,,,c0052,吴县办,平利县扶贫办,,,县区办公室,2017-01-01,,\n",
        );
        let (chen, tablet) = (world.phone("c0017"), world.phone("c0017"));
        let others = ["c0016", "c0018", "c0051", "c0052"].map(|person| world.phone(person));
        let said = "书记让我们轮流替他签到。";
        let written = chen.with(|phone| {
            phone.complain(ComplaintAbout::Treatment, said.to_owned(), &Beside::default())
        }).unwrap();
        world.settle();
        let kept = tablet.with(|phone| phone.store().typed::<Complaint>(written.record)).unwrap().unwrap().value;
        assert_eq!(kept.text.0, said);
        for other in &others {
            let pulled = pull(world, other);
            assert!(!pulled.entries().is_empty(), "{other:?} is given something");
            assert!(pulled.entries().iter().all(|entry| entry.body.kind() != Complaint::DECL.number), "{other:?}");
            assert!(!pulled.has(said.as_bytes()) && !pulled.has(&gb18030(said)), "{other:?}");
            assert!(other.edits_of(written.record).is_empty());
        }
        let at_office = world.office.record::<Complaint>(&village(), written.record).unwrap();
        let policy = Policy::parse(ANKANG_2017).unwrap();
        let readers = Role::ALL.iter().copied().filter(|role| at_office.may_be_read_by(*role, false, Some(&policy)));
        assert_eq!(readers.collect::<Vec<_>>(), [Role::CountyOffice]);
    }
);

story!(
    /// A teammate is given neither where and when a phone was, nor why somebody asked for leave: not on the wire, not in the store.
    teammates_never_receive_evidence_or_a_medical_reason,
    |world| {
        let (chen, wang, chen2) = (world.phone("c0017"), world.phone("c0018"), world.phone("c0017"));
        world.settle();
        let visit = chen.visit("2017-09-01", "h001", "有定位的走访。");
        let request = LeaveRequest {
            first_day: a_day("2017-09-20"),
            last_day: a_day("2017-09-22"),
            leave: ListedCode("sick".to_owned()),
            place: None,
            contact: None,
        };
        let reason = Reason { text: REASON.to_owned(), medical: true };
        let (asked, reason) = chen.with(|phone| phone.request_leave(&request, Some(reason), &Beside::default())).unwrap();
        let reason = reason.unwrap();
        world.settle();

        // The teammate has the visit and the request, and nothing of the rest.
        assert!(wang.with(|phone| phone.record(visit.record)).is_ok());
        assert!(wang.with(|phone| phone.record(asked.record)).is_ok());
        assert!(wang.with(|phone| phone.record(reason.record)).is_err());
        assert!(wang.edits_of(reason.record).is_empty());
        for record in [visit.record, asked.record] {
            for edit in wang.edits_of(record) {
                assert_eq!(wang.with(|phone| phone.store().own_entry(edit)).unwrap(), None);
            }
        }
        // The wire: no entry of the reason, no column of evidence (address 6), the words nowhere in any coding.
        let pulled = pull(world, &wang);
        assert!(pulled.entries().iter().any(|entry| entry.body.kind() == LeaveRequest::DECL.number));
        assert!(pulled.entries().iter().all(|entry| entry.body.kind() != LeaveReason::DECL.number));
        for frame in pulled.frames() {
            let columns = columns(frame);
            assert!(columns.contains(&0) && !columns.contains(&6), "{columns:?}");
        }
        let seen = "有定位的走访。";
        assert!(pulled.has(seen.as_bytes()) || pulled.has(&gb18030(seen)), "the words would be found if they were there");
        assert!(!pulled.has(REASON.as_bytes()) && !pulled.has(&gb18030(REASON)));

        // The author's other phone has the reason; the office has both.
        let theirs = chen2.with(|phone| phone.record_of::<LeaveReason>(reason.record)).unwrap();
        assert_eq!(theirs.value.reason.0, REASON);
        assert!(pull(world, &chen2).entries().iter().any(|entry| entry.body.kind() == LeaveReason::DECL.number));
        assert_eq!(world.office.record::<LeaveReason>(&village(), reason.record).unwrap().reason.0, REASON);
        let kept = world.office.read(|tx| cunji_server::storage::log::entries_of_record(tx, &village(), visit.record));
        assert!(kept[0].link.evidence.is_some(), "the office has where the visit was written");
    }
);

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}
