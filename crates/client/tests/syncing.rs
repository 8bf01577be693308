//! The sync driver against a made-up office, over lines that break.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use common::{Line, Office, day, enrolled, noon, now, synced};
use cunji_client::{Beside, Call, ClientError, DiaryChange, LineFault, Phone, Reply, Transport, Waiting};
use cunji_domain::diary::Stay;
use cunji_domain::record::RecordKind;
use futures_util::StreamExt;

fn writes(phone: &mut Phone, days: u32) {
    for number in 1..=days {
        let date = day("2017-08-01") + chrono::Days::new(u64::from(number));
        let text = format!("第 {number} 天,上午到{}组看水管,下午入户{}家。", number % 7, number % 5);
        let change = DiaryChange { stay: Some(Stay::Village), text: Some(text), ..DiaryChange::default() };
        phone.write_diary(date, change, &Beside::default()).unwrap();
    }
}

fn agree(phones: &[&Phone]) {
    let digests: Vec<_> = phones.iter().map(|phone| phone.status().unwrap().digests).collect();
    assert!(digests.windows(2).all(|pair| pair[0] == pair[1]), "{digests:?}");
    for phone in phones {
        assert_eq!(phone.verify().unwrap().fault, None);
        assert_eq!(phone.status().unwrap().unsent, 0);
    }
}

#[test]
fn what_one_writes_the_other_reads_after_one_round_trip_each() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut one, _) = synced(&home.path().join("1"), &office, "c0017");
    let (mut two, _) = synced(&home.path().join("2"), &office, "c0018");
    writes(&mut one, 3);
    let report = now(one.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!((report.accepted, report.round_trips, report.unsent), (3, 1, 0));
    let report = now(two.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!((report.accepted, report.pulled), (0, 3));
    agree(&[&one, &two]);
    assert_eq!(one.diary_of(day("2017-08-03"), None).unwrap().unwrap().value.stay, Some(Stay::Village));
}

#[test]
fn a_second_sync_has_nothing_to_say() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let report = now(phone.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!((report.accepted, report.pulled, report.round_trips), (0, 0, 1));
}

#[test]
fn cut_anywhere_it_gets_there_in_the_end() {
    for cut in (1..900).step_by(37) {
        let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
        let (mut phone, _) = enrolled(home.path(), &office, "c0017");
        writes(&mut phone, 6);
        let mut line = Line::to(&office);
        // The first calls are cut on their way up, the next on their way down.
        line.carries = Box::new(move |call| match call {
            1 | 2 => (cut, usize::MAX),
            3 | 4 => (usize::MAX, cut),
            _ => (usize::MAX, usize::MAX),
        });
        let report = now(phone.sync_over(&mut line)).unwrap();
        assert_eq!((report.accepted, report.unsent), (6, 0), "cut at {cut}");
        assert_eq!(office.lock().unwrap().log_len(), 5 + 6, "cut at {cut}");
        agree(&[&phone]);
    }
}

#[test]
fn a_dead_line_is_told_as_a_cut_with_what_is_unsent() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = enrolled(home.path(), &office, "c0017");
    writes(&mut phone, 2);
    let mut line = Line::to(&office);
    line.carries = Box::new(|_| (0, 0));
    let error = now(phone.sync_over(&mut line)).unwrap_err();
    assert!(matches!(error, ClientError::Cut { unsent: Some(2) }), "{error:?}");
    assert_eq!(now(phone.sync_over(&mut Line::to(&office))).unwrap().accepted, 2);
}

/// A line that breaks at every call.
struct Dead;

impl Transport for Dead {
    fn call(&mut self, _: Call) -> Waiting<'_, Result<Reply, LineFault>> {
        Box::pin(std::future::ready(Err(LineFault::Cut("dead".to_owned()))))
    }
}

#[test]
fn a_cut_never_says_that_all_is_delivered() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    writes(&mut phone, 5);
    let invitation = office.lock().unwrap().invitation("c0017");
    let clock = std::sync::Arc::new(cunji_client::SetClock::at(noon("2017-09-01")));
    let (path, cheapest) = (home.path().join("2"), cunji_store::Cost::CHEAPEST);
    let mut new =
        Phone::create_costing(&path, common::PASSPHRASE, cheapest, clock, cunji_client::Language::Zh).unwrap();
    let errors = [
        now(phone.sync_over(&mut Dead)).unwrap_err(),
        now(phone.verify_full(&mut Dead)).unwrap_err(),
        now(new.enrol(&mut Dead, &invitation)).unwrap_err(),
        ClientError::Cut { unsent: Some(0) },
    ];
    for error in errors {
        let sentence = error.sentences().remove(0);
        assert_eq!(sentence.code, "sync.cut", "{error:?}");
        assert!(!sentence.zh.contains("传上去了") && !sentence.en.contains("delivered"), "{sentence:?}");
        assert!(sentence.zh.contains("都在手机里") && sentence.en.contains("safe here"), "{sentence:?}");
    }
}

/// A server that says one thing and then goes on without end; counts the pieces that were taken of it.
struct Endless {
    status: u16,
    begins: Vec<u8>,
    taken: std::sync::Arc<std::sync::atomic::AtomicUsize>,
}

const ENDLESS_PIECE: usize = 4096;

impl Transport for Endless {
    fn call(&mut self, _: Call) -> Waiting<'_, Result<Reply, LineFault>> {
        let taken = self.taken.clone();
        let count = move |piece| {
            taken.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Ok(bytes::Bytes::from(piece))
        };
        // Far more than anybody should take, and yet the test ends where somebody does.
        let rest = std::iter::repeat_n(vec![0xff; ENDLESS_PIECE], 10_000);
        let pieces = std::iter::once(self.begins.clone()).chain(rest).map(count);
        let body = futures_util::stream::iter(pieces).boxed();
        Box::pin(std::future::ready(Ok(Reply { status: self.status, head_up: 0, head_down: 0, body })))
    }
}

#[test]
fn an_endless_answer_is_not_taken_without_end() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    writes(&mut phone, 1);
    let mut taken = |status, begins: &[u8], verifies: bool| {
        let taken = std::sync::Arc::default();
        let mut line = Endless { status, begins: begins.to_vec(), taken: std::sync::Arc::clone(&taken) };
        let error = if verifies {
            now(phone.verify_full(&mut line)).unwrap_err()
        } else {
            now(phone.sync_over(&mut line)).unwrap_err()
        };
        assert_eq!(error.code(), "sync.unreadable");
        taken.load(std::sync::atomic::Ordering::Relaxed)
    };
    let call = cunji_protocol::limits::CALL_BYTES / ENDLESS_PIECE + 2;
    assert!(taken(500, b"", false) <= call, "what says no");
    assert!(taken(502, b"", true) <= call, "what says no to another call");
    assert_eq!(taken(200, &[0xff; 64], false), 1, "what can't be read");
    assert_eq!(phone.status().unwrap().unsent, 1);
}

#[test]
fn attempts_are_the_caller_s_and_counted_together() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = enrolled(home.path(), &office, "c0017");
    writes(&mut phone, 2);
    let mut line = Line::to(&office);
    line.carries = Box::new(|call| if call < 40 { (10, 0) } else { (usize::MAX, usize::MAX) });
    let report = now(phone.sync_until_done(&mut line, 9)).unwrap();
    assert_eq!(report.accepted, 2);
    assert!(report.cuts >= 17 && u64::from(report.round_trips) > 17, "{report:?}");
}

#[test]
fn a_refused_enrolment_leaves_nothing_behind() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let invitation = office.lock().unwrap().invitation("c0017");
    let (folder, mark) = (home.path().join("phone"), home.path().join("marks").join("phone"));
    let enrolling = |invitation| {
        let clock: std::sync::Arc<dyn cunji_client::Clock> =
            std::sync::Arc::new(cunji_client::SetClock::at(noon("2017-09-01")));
        let at = cunji_client::Home::marked_at(&folder, &mark);
        let clocks = (clock, cunji_client::Language::Zh);
        let mut line = Line::to(&office);
        now(cunji_client::enrol_new(at, common::PASSPHRASE, cunji_store::Cost::CHEAPEST, clocks, &mut line, invitation))
    };
    drop(enrolling(&invitation).unwrap());
    assert!(mark.exists());
    std::fs::remove_dir_all(&folder).unwrap();
    office.lock().unwrap().codes_are_used = true;
    let error = enrolling(&invitation).unwrap_err();
    assert!(matches!(error, cunji_client::ClientError::Refused(_)), "{error:?}");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    assert!(!mark.exists());
}

#[test]
fn a_forgotten_token_is_renewed_by_the_certificate() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    writes(&mut phone, 1);
    office.lock().unwrap().forget_tokens();
    let report = now(phone.sync_over(&mut Line::to(&office))).unwrap();
    // The refused one, the nonce, the proof, the sync.
    assert_eq!((report.accepted, report.round_trips), (1, 4));
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

fn reopened(home: &std::path::Path) -> Phone {
    let clock = std::sync::Arc::new(cunji_client::SetClock::at(noon("2017-09-02")));
    Phone::open(home, common::PASSPHRASE, clock, cunji_client::Language::Zh).unwrap()
}

#[test]
fn a_cloned_phone_takes_a_new_id_and_strands_nothing() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (first, second) = (home.path().join("1"), home.path().join("2"));
    let (mut phone, _) = synced(&first, &office, "c0017");
    writes(&mut phone, 2);
    drop(phone);
    copy(&first, &second);
    let (mut one, mut two) = (reopened(&first), reopened(&second));
    let said = |text: &str| DiaryChange { text: Some(text.to_owned()), ..DiaryChange::default() };
    one.write_diary(day("2017-08-20"), said("一号机"), &Beside::default()).unwrap();
    two.write_diary(day("2017-08-21"), said("二号机"), &Beside::default()).unwrap();
    assert_eq!(now(one.sync_over(&mut Line::to(&office))).unwrap().accepted, 3);
    let report = now(two.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!(report.new_device, Some(two.status().unwrap().device));
    // What both had is sent again under the new id and counts once.
    assert_eq!((report.accepted, report.unsent), (3, 0));
    assert_eq!(now(one.sync_over(&mut Line::to(&office))).unwrap().pulled, 1);
    agree(&[&one, &two]);
    assert_eq!(office.lock().unwrap().log_len(), 5 + 4);
    assert_eq!(one.diaries(None, None).unwrap().len(), 4);
}

#[test]
fn nobody_with_another_key_introduces_a_device() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let epochs = phone.store().epochs().unwrap();
    phone.store_mut().require_new_device().unwrap();
    office.lock().unwrap().is_posed_as();
    let error = now(phone.sync_over(&mut Line::to(&office))).unwrap_err();
    assert_eq!(error.code(), "store.unverified");
    assert_eq!(phone.store().epochs().unwrap(), epochs, "no other key was taken up");
}

#[test]
fn a_phone_from_an_old_copy_fetches_what_it_had_written() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (first, old) = (home.path().join("1"), home.path().join("old"));
    let (phone, _) = synced(&first, &office, "c0017");
    drop(phone);
    copy(&first, &old);
    let mut phone = reopened(&first);
    writes(&mut phone, 4);
    now(phone.sync_over(&mut Line::to(&office))).unwrap();
    drop(phone);
    let mut phone = reopened(&old);
    let change = DiaryChange { text: Some("恢复之后".to_owned()), ..DiaryChange::default() };
    phone.write_diary(day("2017-08-25"), change, &Beside::default()).unwrap();
    let report = now(phone.sync_over(&mut Line::to(&office))).unwrap();
    assert!(report.new_device.is_some());
    assert_eq!((report.accepted, report.pulled), (1, 4));
    assert_eq!(phone.diaries(None, None).unwrap().len(), 5);
    agree(&[&phone]);
}

#[test]
fn a_restored_server_gets_back_what_it_lost_from_writer_and_teammate() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut dead, _) = synced(&home.path().join("1"), &office, "c0017");
    let (mut mate, _) = synced(&home.path().join("2"), &office, "c0018");
    writes(&mut dead, 2);
    now(dead.sync_over(&mut Line::to(&office))).unwrap();
    now(mate.sync_over(&mut Line::to(&office))).unwrap();
    drop(dead);
    let change = DiaryChange { text: Some("自己的".to_owned()), ..DiaryChange::default() };
    mate.write_diary(day("2017-08-20"), change, &Beside::default()).unwrap();
    now(mate.sync_over(&mut Line::to(&office))).unwrap();
    let whole = mate.status().unwrap().digests;
    office.lock().unwrap().lose(3);
    let report = now(mate.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!((report.accepted, report.unsent), (1, 0));
    assert_eq!(office.lock().unwrap().log_len(), 5 + 3);
    assert_eq!(office.lock().unwrap().attested, 2);
    assert_eq!(mate.status().unwrap().digests, whole);
    // Offered once in an epoch.
    now(mate.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!(office.lock().unwrap().attested, 2);
    agree(&[&mate]);
}

#[test]
fn what_was_rejected_is_listed_and_mended_under_its_id() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let mut visit = cunji_client::visit_on(day("2017-08-20"));
    visit.household_name = Some("周大有".to_owned());
    office.lock().unwrap().rejects.insert(cunji_domain::visit::HouseholdVisit::DECL.number, "visit.test");
    let written = phone.add(&visit, &Beside::default()).unwrap();
    writes(&mut phone, 1);
    let report = now(phone.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!((report.accepted, report.rejected), (1, 1));
    let status = phone.status().unwrap();
    assert_eq!((status.rejected, status.rejected_edits[0].code.as_str()), (1, "visit.test"));
    assert!(phone.show(written.record).is_err(), "what is rejected is no record");
    assert_eq!(phone.to_mend().unwrap(), status.rejected_edits);
    office.lock().unwrap().rejects.clear();
    let id = cunji_client::views::hex(&written.record.0);
    let changes = serde_json::json!({ "satisfaction": 90 });
    let mended = phone.mend(&id, changes.as_object().unwrap()).unwrap();
    assert_eq!(mended.record, written.record);
    assert_eq!((phone.status().unwrap().rejected, phone.to_mend().unwrap()), (0, vec![]));
    assert_eq!(now(phone.sync_over(&mut Line::to(&office))).unwrap().accepted, 1);
    assert_eq!(phone.to_mend().unwrap(), [], "what was mended and taken asks for nothing");
    assert_eq!(phone.show(written.record).unwrap().fields["satisfaction"], 90);
}

#[test]
fn a_revoked_phone_delivers_and_may_be_enrolled_again() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let invitation = office.lock().unwrap().invitation("c0017");
    let again = now(phone.enrol(&mut Line::to(&office), &invitation)).unwrap_err();
    assert_eq!(again.code(), "enrol.already");
    let device = phone.store().device().unwrap().id;
    office.lock().unwrap().revoke(device);
    writes(&mut phone, 1);
    let report = now(phone.sync_over(&mut Line::to(&office))).unwrap();
    assert_eq!((report.notices[0].code.as_str(), report.unsent), ("device.revoked", 0));
    now(phone.enrol(&mut Line::to(&office), &invitation)).unwrap();
    assert_ne!(phone.store().device().unwrap().id, device);
    let report = now(phone.sync_over(&mut Line::to(&office))).unwrap();
    assert!(report.notices.is_empty());
    agree(&[&phone]);
}

#[test]
fn a_sync_can_be_sent_to_another_thread() {
    fn is_send<T: Send>(_: &T) {}
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = enrolled(home.path(), &office, "c0017");
    let mut line = Line::to(&office);
    let line: &mut dyn Transport = &mut line;
    is_send(&phone.sync_over(line));
}
