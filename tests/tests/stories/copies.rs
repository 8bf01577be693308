//! Copies of a phone: clones, and old backups that come to life.

use cunji_domain::organisation::Role;
use cunji_domain::visit::HouseholdVisit;
use cunji_store::OpenState;
use cunji_tests::story;
use cunji_tests::world::{Handset, World, village};
use reqwest::Method;
use serde_json::json;

fn visits(world: &World) -> usize {
    world.office.records::<HouseholdVisit>(&village()).len()
}

fn findings(phone: &Handset) -> Vec<String> {
    let visits = phone.with(|phone| phone.records::<HouseholdVisit>(&cunji_store::Filter::default())).unwrap();
    visits.into_iter().map(|visit| visit.value.findings.0).collect()
}

story!(
    /// A phone's folder is copied whole. Both write, both sync: the second to come takes a new device id by itself, and nothing of
    /// either is lost.
    a_cloned_phone_takes_a_new_id_and_nothing_is_lost,
    |world| {
        let chen = world.phone("c0017");
        chen.visit("2017-09-01", "h001", "分开之前,传过。");
        chen.sync();
        chen.visit("2017-09-01", "h002", "分开之前,没传。");
        let copy = world.new_folder();
        chen.copy_into(&copy);
        let clone = world.phone_from("c0017", &copy);
        assert_eq!(clone.device(), chen.device());

        chen.visit("2017-09-01", "h003", "原机写的。");
        clone.visit("2017-09-01", "h004", "副本写的。");
        clone.visit("2017-09-01", "h005", "副本又写的。");
        let first = chen.sync();
        assert_eq!((first.accepted, first.new_device), (2, None));
        let second = clone.sync();
        assert!(second.new_device.is_some(), "{second:?}");
        assert_ne!(clone.device(), chen.device());
        world.settle();
        assert_eq!(visits(world), 5);
        for phone in [&chen, &clone] {
            assert_eq!(findings(phone).len(), 5);
            assert_eq!(phone.status().unsent, 0);
        }
        // Both go on as two devices of one person.
        chen.visit("2017-09-01", "h006", "各写各的。");
        clone.visit("2017-09-01", "h007", "各写各的二。");
        world.settle();
        assert_eq!(visits(world), 7);
    }
);

story!(
    /// A copy without its installation's mark (a system's backup leaves it out) is known when it is opened.
    a_copy_without_its_installation_is_known_at_once,
    |world| {
        let chen = world.phone("c0017");
        chen.sync();
        chen.visit("2017-09-01", "h002", "没传。");
        let copy = world.new_folder();
        chen.copy_into(&copy);
        std::fs::remove_file(copy.join("installation")).unwrap();
        let moved = world.phone_from("c0017", &copy);
        assert!(moved.status().needs_new_device);
        moved.visit("2017-09-01", "h003", "换了手机写的。");
        let sync = moved.sync();
        assert!(sync.new_device.is_some() && sync.unsent == 0, "{sync:?}");
        world.settle();
        assert_eq!(visits(world), 2, "what both carried is one record");
        assert_eq!(findings(&chen).len(), 2);
    }
);

story!(
    /// A laptop's folder is copied to a new one, and the old one goes on syncing until it is stolen: it is a phone in use, which can be
    /// stopped. That stops the copy, too, which its owner enrols again; nothing that was written is lost.
    a_laptop_that_was_copied_and_then_stolen_can_be_stopped,
    |world| {
        let old = world.phone("c0017");
        old.sync();
        old.visit("2017-09-01", "h002", "旧电脑写的。");
        let copy = world.new_folder();
        old.copy_into(&copy);
        std::fs::remove_file(copy.join("installation")).unwrap();
        let new = world.phone_from("c0017", &copy);
        world.pass(60);
        assert!(new.sync().new_device.is_some());
        let town = world.desk("lin", Role::TownOffice, "610926101");
        let in_use = || -> Vec<String> {
            let shown = town.get("/console/v1/divisions/610926101/people/c0017");
            let phones = shown["devices"].as_array().unwrap().iter().filter(|phone| phone["in_use"] == true);
            let mut ids: Vec<_> = phones.map(|phone| phone["id"].as_str().unwrap().to_owned()).collect();
            ids.sort();
            ids
        };
        let (stolen, owners) = (old.device().to_string(), new.device().to_string());
        assert_eq!(in_use(), std::slice::from_ref(&owners), "as far as anybody knows, it is the same one under another id");
        world.pass(60);
        assert_eq!(old.sync().new_device, None, "it keeps its key and token");
        let mut both = [stolen.clone(), owners];
        both.sort();
        assert_eq!(in_use(), both);

        let stop = json!({ "reason": "旧电脑被偷", "codes": true });
        let path = format!("/console/v1/divisions/610926101/devices/{stolen}/revocation");
        assert!(town.call(Method::POST, &path, Some(stop)).0.is_success());
        assert_eq!(in_use(), Vec::<String>::new(), "the copy, too: whoever has the one could have made it");
        let wang = world.phone("c0018");
        wang.visit("2017-09-01", "h005", "停用以后写的。");
        wang.sync();
        assert_eq!(old.sync().pulled, 0, "whoever stole it is given nothing");
        new.visit("2017-09-01", "h003", "新电脑写的。");
        new.sync();
        assert_eq!(findings(&new).len(), 2, "nor is the copy, which keeps what was written");
    }
);

story!(
    /// A phone is put back to an older state: what it had delivered since comes down again, what it writes now stands beside it.
    a_phone_restored_from_an_old_copy,
    |world| {
        let chen = world.phone("c0017");
        chen.visit("2017-09-01", "h001", "第一。");
        chen.sync();
        let copy = world.new_folder();
        chen.copy_into(&copy);
        chen.visit("2017-09-01", "h002", "第二,传过。");
        chen.diary("2017-09-01", "传过的日志。");
        chen.sync();
        chen.visit("2017-09-01", "h003", "第三,没传过,丢了。");

        assert!(matches!(chen.put_back(&copy), OpenState::AsLeft), "the mark was copied, too");
        assert_eq!(findings(&chen), ["第一。"]);
        chen.visit("2017-09-01", "h004", "恢复以后写的。");
        chen.diary("2017-09-01", "恢复以后又写的日志。");
        let sync = chen.sync();
        assert!(sync.new_device.is_some(), "{sync:?}");
        world.settle();
        let mut findings = findings(&chen);
        findings.sort();
        assert_eq!(findings, ["恢复以后写的。", "第一。", "第二,传过。"]);
        let diary = chen.diary_text("c0017", "2017-09-01").unwrap();
        assert!(diary.contains("传过的日志。") && diary.contains("恢复以后又写的日志。"), "{diary}");
        assert_eq!(visits(world), 3);
    }
);
