//! Four households and a diary, lived by thumb: counted taps, and nothing typed twice.

use std::cell::Cell;

use cunji_tests::window::Window;

use crate::stage::Stage;

/// Issue 5, A: a diary and four visits in so many taps besides typing.
const MOST_TAPS: u32 = 30;

/// A thumb that counts.
struct Thumb<'w> {
    window: &'w Window,
    taps: Cell<u32>,
}

impl Thumb<'_> {
    fn tap(&self, words: &str) {
        self.taps.set(self.taps.get() + 1);
        self.window.tap(words);
    }

    fn tap_at(&self, selector: &str) {
        self.taps.set(self.taps.get() + 1);
        self.window.tap_at(selector);
    }

    /// One tap into the field, then typing.
    fn type_into(&self, label: &str, text: &str) {
        self.taps.set(self.taps.get() + 1);
        self.window.type_into(label, text);
    }
}

#[test]
fn four_visits_and_a_diary_take_thirty_taps_at_most_and_no_fact_is_typed_twice() {
    let stage = Stage::set();
    stage.tell(|window| {
        stage.enrol(window, "c0017");
        let thumb = Thumb { window, taps: Cell::new(0) };
        thumb.tap_at(".tab[href='#/visits']");
        let heads = ["储大林", "余明礼", "詹文治", "张泽厚"];
        for head in heads {
            thumb.tap(&format!("记走访:{head}"));
            thumb.type_into("看到听到的", &format!("{head}家的茶园要修剪"));
            thumb.tap("例行走访");
            thumb.tap_at(".record .chips[aria-label^='同行'] .chip");
            thumb.tap("存好");
            // Back in the list, where it is due no more.
            window.sees("该去的在前面");
            window.sees_no_more(&format!("{head}\n"));
        }
        thumb.tap_at(".tab[href='#/today']");
        window.sees("走访 4 户");
        thumb.tap("村里");
        thumb.type_into("日志正文", "四户都说缺修剪的人手");
        thumb.tap("写好了");
        window.sees("已存在手机里");
        let taps = thumb.taps.get();
        assert!(taps <= MOST_TAPS, "{taps} taps");
        let shown = window.shown().expect("the window is there");
        assert!(heads.iter().all(|head| shown.contains(head)), "the day tells of the visits by itself: {shown}");
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
