//! Trouble on the phone itself: a full disk, a damaged file.

use std::fs;
use std::io::{Seek, SeekFrom, Write};

use cunji_client::DiaryChange;
use cunji_domain::visit::HouseholdVisit;
use cunji_store::OpenState;
use cunji_store::failing_vfs::{self, Failure};
use cunji_tests::story;
use cunji_tests::world::{Company, village};

story!(
    /// The disk is full: a sentence says so, what was saved before is there, and once there is room it goes on, in a save as in a
    /// sync.
    a_full_disk_is_told_and_loses_nothing,
    Company::Alone,
    |world| {
        failing_vfs::put_in_use(true);
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        chen.visit("2017-09-01", "h001", "满之前。");
        failing_vfs::fail_after(0, Failure::Full);
        let change = DiaryChange { text: Some("磁盘满的时候写的。".to_owned()), ..DiaryChange::default() };
        let error = chen.try_diary("2017-09-01", change.clone()).unwrap_err();
        let sentence = error.sentences().remove(0);
        assert_eq!(sentence.code, "store.disk_full");
        assert!(sentence.zh.contains('满') && sentence.en.contains("full"), "{sentence:?}");
        failing_vfs::calm();
        assert_eq!(chen.diary_text("c0017", "2017-09-01"), None, "nothing is half written");
        chen.try_diary("2017-09-01", change).unwrap();

        for n in 0..10 {
            wang.visit("2017-09-01", "h002", &format!("第{n}次。"));
        }
        wang.sync();
        let mut failures = 0;
        for calls in 0..60 {
            failing_vfs::fail_after(calls, Failure::Full);
            let outcome = chen.try_sync();
            failing_vfs::calm();
            if let Err(error) = outcome {
                assert_eq!(error.code(), "store.disk_full", "after {calls} calls: {error}");
                failures += 1;
            }
            assert_eq!(chen.fault(), None, "after {calls} calls");
        }
        assert!(failures > 2, "the disk was full {failures} times in a sync");
        failing_vfs::put_in_use(false);
    }
);

story!(
    /// A damaged file is put aside and what can be read of it is saved; the phone takes a new id, and what the server holds comes
    /// down again.
    a_damaged_file_is_salvaged_and_nothing_acknowledged_is_lost,
    |world| {
        let chen = world.phone("c0017");
        for n in 0..60 {
            chen.visit("2017-09-01", "h001", &format!("传过的第{n}次。{}", "山路难走。".repeat(20)));
        }
        chen.sync();
        for n in 0..60 {
            chen.visit("2017-09-01", "h002", &format!("没传的第{n}次。{}", "山路难走。".repeat(20)));
        }
        let before = chen.device();
        chen.close();
        let path = chen.folder().join("cunji.db");
        let pages = fs::metadata(&path).unwrap().len() / 4096;
        let mut file = fs::File::options().write(true).open(&path).unwrap();
        for page in [pages / 2, pages / 2 + 9, 3 * pages / 4] {
            file.seek(SeekFrom::Start(page * 4096 + 200)).unwrap();
            file.write_all(&[0x55; 64]).unwrap();
        }
        drop(file);

        let OpenState::Salvaged(salvage) = chen.open() else { panic!("the damage is not seen") };
        assert!(salvage.quarantined.exists(), "{salvage:?}");
        assert!(salvage.edits() > 60, "{salvage:?}");
        assert_eq!(chen.fault(), None);
        assert!(chen.status().needs_new_device);
        let sync = chen.sync();
        assert!(sync.new_device.is_some() && sync.unsent == 0, "{sync:?}");
        assert_ne!(chen.device(), before);
        world.settle();
        let visits = world.office.records::<HouseholdVisit>(&village());
        assert!(visits.len() > 60, "{} of 120", visits.len());
        let acknowledged = visits.iter().filter(|visit| visit.findings.0.starts_with("传过的")).count();
        assert_eq!(acknowledged, 60);
        let here = chen.with(|phone| phone.records::<HouseholdVisit>(&cunji_store::Filter::default())).unwrap();
        assert_eq!(here.len(), visits.len(), "the phone has again what the server holds");
    }
);
