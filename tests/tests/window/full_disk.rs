//! A phone without any space left.

use std::cell::RefCell;

use cunji_domain::diary::DiaryEntry;
use cunji_tests::window::told;
use cunji_tests::world::village;

use crate::stage::{Stage, sync};

/// Megabytes: enough for the phone of a village.
const DISK: u32 = 24;

#[test]
fn on_a_full_disk_the_words_stay_and_are_saved_once_there_is_space() {
    let (stage, disk) = Stage::on_a_small_disk(DISK);
    let window = stage.window();
    let typed = RefCell::new("上午修水管。".to_owned());
    told(&window, |window| {
        stage.enrol(window, "c0017");
        window.sees("都传上去了");
        window.type_into("日志正文", &typed.borrow());
        window.sees("已存在手机里");
    });
    disk.fill().expect("it gets full");
    told(&window, |window| {
        // What the database wrote before leaves it some room in its log: somebody writes on until that is used up.
        window.until("the phone says that there is no space", || {
            window.type_into("日志正文", "下午又修。");
            typed.borrow_mut().push_str("下午又修。");
            Ok(window.shown()?.contains("存储空间满了"))
        });
        window.sees("清出一点空间再存一次");
        window.sees("还没存上");
        window.tap("写好了");
        window.sees("存储空间满了");
        assert_eq!(window.value_of("日志正文"), *typed.borrow(), "not a word is gone from the screen");
    });
    disk.free().expect("space is made");
    told(&window, |window| {
        window.sees("已存在手机里");
        window.sees_no_more("存储空间满了");
        window.tap_at("[aria-label='今晚住在'] .choice");
        window.tap("写好了");
        window.sees("明早还能改");
        sync(window);
    });
    let diaries = stage.world.office.records::<DiaryEntry>(&village());
    assert_eq!(diaries.iter().map(|diary| &diary.text.0).collect::<Vec<_>>(), [&*typed.borrow()]);
    window.close().expect("the window closes");
}
