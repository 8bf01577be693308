//! The server loses a day: what phones hold brings it back.

use cunji_domain::diary::DiaryEntry;
use cunji_domain::visit::HouseholdVisit;
use cunji_tests::story;
use cunji_tests::world::village;

story!(
    /// Yesterday's backup is restored while phones hold more: everything acknowledged since is there again after they synced.
    yesterdays_backup_is_restored_and_phones_bring_back_what_it_lacks,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        chen.diary("2017-09-01", "备份之前。");
        world.settle();
        let backup = world.new_folder();
        world.office.backup(&backup);
        world.pass_days(1);
        chen.diary("2017-09-02", "备份之后。");
        chen.diary("2017-09-01", "备份之前,备份之后改过。");
        wang.visit("2017-09-02", "h010", "备份之后的走访。");
        // A person who was enrolled after the backup.
        let li = world.phone("c0019");
        li.diary("2017-09-02", "备份之后才登记的人写的。");
        world.settle();
        let acknowledged = world.ledger().borrow().len();
        assert_eq!(acknowledged, 5);

        world.restore_office(&backup);
        assert_eq!(world.office.records::<DiaryEntry>(&village()).len(), 1);
        chen.visit("2017-09-02", "h011", "恢复之后写的。");
        world.settle();
        assert_eq!(world.office.records::<DiaryEntry>(&village()).len(), 3);
        assert_eq!(world.office.records::<HouseholdVisit>(&village()).len(), 2);
        for phone in [&chen, &wang, &li] {
            assert_eq!(phone.diary_text("c0017", "2017-09-01").unwrap(), "备份之前,备份之后改过。");
            assert_eq!(phone.digest(&village()).unwrap(), world.office.digest(&village()));
        }
        // A second loss, from the same backup, in a third epoch.
        world.pass(60);
        world.restore_office(&backup);
        world.settle();
        assert_eq!(world.office.records::<DiaryEntry>(&village()).len(), 3);
        assert_eq!(world.office.records::<HouseholdVisit>(&village()).len(), 2);
    }
);

story!(
    /// A phone that drowned after the backup: what it had delivered lives on a teammate's phone alone, under the server's own
    /// signature, and comes back attested.
    a_dead_phones_entries_come_back_from_a_teammates,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        chen.diary("2017-09-01", "备份之前。");
        world.settle();
        let backup = world.new_folder();
        world.office.backup(&backup);
        world.pass_days(1);
        chen.diary("2017-09-02", "备份之后,手机落水之前。");
        let visit = chen.visit("2017-09-02", "h010", "户里缺水。");
        chen.diary("2017-09-01", "备份之前。备份之后补了一句。");
        world.settle();
        chen.lose();

        world.restore_office(&backup);
        wang.sync();
        assert_eq!(wang.diary_text("c0017", "2017-09-02").unwrap(), "备份之后,手机落水之前。");
        assert_eq!(world.office.records::<DiaryEntry>(&village()).len(), 2);
        assert_eq!(world.office.record::<HouseholdVisit>(&village(), visit.record).unwrap().findings.0, "户里缺水。");
        assert!(world.office.verify().unwrap().attested >= 3);

        // Who joins now has it all, and so has the drowned phone's owner on a new one, who writes on.
        let (li, again) = (world.phone("c0019"), world.phone("c0017"));
        world.settle();
        assert_eq!(li.diary_text("c0017", "2017-09-01").unwrap(), "备份之前。备份之后补了一句。");
        again.diary("2017-09-02", "备份之后,手机落水之前。换了手机接着写。");
        world.settle();
        assert_eq!(li.diary_text("c0017", "2017-09-02").unwrap(), "备份之后,手机落水之前。换了手机接着写。");
    }
);

story!(
    /// What the office did after the backup is in its log, and so on phones: a revocation comes back with it.
    a_phone_revoked_after_the_backup_stays_revoked,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        world.settle();
        let backup = world.new_folder();
        world.office.backup(&backup);
        world.pass_days(1);
        world.office.revoke(chen.device());
        wang.sync();
        world.restore_office(&backup);
        wang.sync();
        chen.diary("2017-09-02", "停用以后写的。");
        let sync = chen.sync();
        assert_eq!((sync.accepted, sync.held), (0, 1), "{sync:?}");
        assert_eq!(sync.notices[0].code, "device.revoked");
        world.office.accept_all_held();
    }
);
