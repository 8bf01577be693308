//! The lock in the real window: what was typed before, what is written while it is locked, and a forgotten phrase.

use cunji_domain::diary::DiaryEntry;
use cunji_tests::world::village;

use crate::stage::{SECRET, Stage, sync};

#[test]
fn a_forgotten_phrase_and_a_note_on_the_locked_phone_cost_not_a_word() {
    let stage = Stage::set();
    let window = stage.window();
    stage.enrol(&window, "c0017");
    window.type_into("日志正文", "上午修水管。");
    window.sees("已存在手机里");
    window.script("window.__TAURI_INTERNALS__.invoke('sync_now', {})", vec![]).expect("the window is there");
    let mut code = String::new();
    window.until("the recovery code is deposited", || {
        code = stage.recovery_code("c0017").unwrap_or_default();
        Ok(!code.is_empty())
    });
    window.kill().expect("the program was running");

    let window = stage.window();
    window.tap("写一句");
    window.type_into("要记的话", "下午王婶说三组缺水");
    window.sees("已存在手机里");
    window.kill().expect("the program was running");

    stage.tell(|window| {
        window.tap("忘了密码");
        window.type_into("code", &code.to_lowercase());
        window.choose_pin("281704936");
        window.tap("打开");
        window.tap("锁着时记了 1 条");
        window.sees("下午王婶说三组缺水");
        window.tap("放进");
        window.until("the note stands behind the day's text", || {
            Ok(window.value_of("日志正文") == "上午修水管。\n下午王婶说三组缺水")
        });
    });
}

#[test]
fn a_note_from_the_lock_screen_becomes_the_diary_of_its_day() {
    let stage = Stage::set();
    stage.tell(|window| {
        stage.enrol(window, "c0017");
        window.tap_at(".tab[href='#/me']");
        window.tap("锁上");
        window.tap("写一句");
        window.type_into("要记的话", "王婶家的猪病了,请兽医");
        window.tap("记好了");
        assert!(!window.shown().expect("the window is there").contains("王婶"), "nobody reads it while it is locked");
        window.type_into("secret", SECRET);
        window.tap("打开");
        window.tap_at(".tab[href='#/today']");
        window.tap("锁着时记了 1 条");
        window.tap("放进");
        window.until("the note is the day's text", || Ok(window.value_of("日志正文") == "王婶家的猪病了,请兽医"));
        window.tap_at("[aria-label='今晚住在'] .choice");
        window.tap("写好了");
        window.sees("明早还能改");
        assert!(!window.shown().expect("the window is there").contains("锁着时记了"), "it is there once");
        sync(window);
    });
    let diaries = stage.world.office.records::<DiaryEntry>(&village());
    let texts: Vec<&str> = diaries.iter().map(|diary| diary.text.0.as_str()).collect();
    assert_eq!(texts, ["王婶家的猪病了,请兽医"]);
}
