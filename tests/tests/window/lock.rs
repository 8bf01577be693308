//! The lock in the real window: what was typed before, what is written while it is locked, and a forgotten phrase.

use cunji_history::DeviceId;
use cunji_server::storage::devices;

use crate::stage::Stage;

fn device(stage: &Stage) -> DeviceId {
    let person = "c0017".parse().expect("an id");
    stage.world.office.read(|tx| devices::of_person(tx, &person)).pop().expect("a device").id
}

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
        code = stage.world.office.recovery_code(device(&stage)).unwrap_or_default();
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
