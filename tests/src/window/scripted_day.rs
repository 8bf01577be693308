//! Issue 5, A: four households and a diary by thumb, every tap counted; what is typed is typed once.

use std::cell::Cell;

use super::Window;

/// The households of the day, as the fixtures have them.
pub const HEADS: [&str; 4] = ["储大林", "余明礼", "詹文治", "张泽厚"];

/// What the day cost its writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Taps beside typing; one into each field that is typed into among them.
    pub taps: u32,
    /// Facts that were typed.
    pub typed: u32,
}

/// A thumb that counts.
struct Thumb<'w> {
    window: &'w Window,
    taps: Cell<u32>,
    typed: Cell<u32>,
}

impl Thumb<'_> {
    fn count(&self) {
        self.taps.set(self.taps.get() + 1);
    }

    fn tap(&self, words: &str) {
        self.count();
        self.window.tap(words);
    }

    fn tap_at(&self, selector: &str) {
        self.count();
        self.window.tap_at(selector);
    }

    /// One tap into the field, then typing.
    fn type_into(&self, label: &str, text: &str) {
        self.count();
        self.typed.set(self.typed.get() + 1);
        self.window.type_into(label, text);
    }
}

/// Lives the day on an open phone of the fixtures' village; the diary is written in the end.
///
/// # Panics
/// A screen does not show what it must.
pub fn live(window: &Window) -> Cost {
    let thumb = Thumb { window, taps: Cell::new(0), typed: Cell::new(0) };
    thumb.tap_at(".tab[href='#/visits']");
    for head in HEADS {
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
    Cost { taps: thumb.taps.get(), typed: thumb.typed.get() }
}
