//! A day, written without a line.

use crate::stage::{SECRET, Stage};

#[test]
fn what_was_typed_half_a_second_before_the_program_was_killed_is_there() {
    let stage = Stage::set();
    let window = stage.window();
    stage.enrol(&window, "c0017");
    window.type_into("日志正文", "下午同村支书到三组看路,已请镇里派铲车");
    window.sees("已存在手机里");
    window.kill().expect("the program was running");
    stage.tell(|window| {
        window.type_into("secret", SECRET);
        window.tap("打开");
        window.sees("今晚住在");
        assert_eq!(window.value_of("日志正文"), "下午同村支书到三组看路,已请镇里派铲车");
    });
}
