//! Four households and a diary, lived by thumb: counted taps, and nothing typed twice.

use cunji_tests::window::scripted_day::{HEADS, live};

use crate::stage::Stage;

/// Issue 5, A: a diary and four visits in so many taps besides typing.
const MOST_TAPS: u32 = 30;

#[test]
fn four_visits_and_a_diary_take_thirty_taps_at_most_and_no_fact_is_typed_twice() {
    let stage = Stage::set();
    stage.tell(|window| {
        stage.enrol(window, "c0017");
        let cost = live(window);
        assert!(cost.taps <= MOST_TAPS, "{cost:?}");
        assert_eq!(cost.typed, 5, "a sentence a household and one of the day: nothing else is typed");
        let shown = window.shown().expect("the window is there");
        assert!(HEADS.iter().all(|head| shown.contains(head)), "the day tells of the visits by itself: {shown}");
    });
}

#[test]
fn a_household_is_found_by_a_few_letters_and_its_page_tells_what_was_noted() {
    let stage = Stage::set();
    stage.tell(|window| {
        stage.enrol(window, "c0017");
        window.tap_at(".tab[href='#/visits']");
        window.type_into("find", "zzeh");
        window.sees("找到 1 户");
        window.tap("记走访:张泽厚");
        window.type_into("看到听到的", "女儿考上县中");
        window.type_into("下一步", "问助学金");
        window.tap("存好");
        window.sees("上次:女儿考上县中");
        window.tap("张泽厚");
        window.sees("张雪梅");
        window.sees("问助学金");
        window.tap("记走访");
        window.sees("这天已经记过这一户了");
    });
}
