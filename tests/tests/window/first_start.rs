//! A new phone: what the office gave is typed, a PIN is chosen, and the village comes down.

use crate::stage::Stage;

const PIN: &str = "48120937";

#[test]
fn a_new_phone_is_enrolled_by_a_code_and_opened_by_its_pin_from_then_on() {
    let stage = Stage::set();
    stage.tell(|window| {
        let code = stage.world.office.invite(&"c0017".parse().expect("an id"));
        let address = stage.world.office.address().expect("the server is up");
        window.sees("第一次用:扫办公室给的注册码,或者填地址和注册码");
        window.sees("至少 8 位数字");
        window.type_into("server", &format!("http://{address}"));
        window.type_into("code", &code[..code.len() - 1]);
        window.choose_pin(PIN);
        window.tap("登记");
        // The code was written down wrong: that is told, and nothing else has to be typed again.
        window.sees_element(".sentences");
        window.empty("code");
        window.type_into("code", &code.to_lowercase());
        window.tap("登记");
        window.sees("今晚住在");
        window.sees("上次联网");
        // The screen that was there first is not left with what it knew before the village came down.
        window.sees("马鞍桥村");
        window.tap_at(".tab[href='#/visits']");
        window.sees("储大林");
        let left = stage.recovery_code("c0017");
        assert!(left.is_ok(), "a clerk can help who forgets the PIN: {left:?}");

        window.tap_at(".tab[href='#/me']");
        window.sees("陈玉华");
        window.tap("锁上");
        for digit in PIN.chars() {
            window.tap(&digit.to_string());
        }
        window.tap("打开");
        window.sees("陈玉华");
    });
}
