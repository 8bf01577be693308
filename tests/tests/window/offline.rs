//! No signal, for thirty days; no server, for an afternoon.

use chrono::Days;
use cunji_client::{Beside, contact_on, friendship_since};
use cunji_domain::diary::DiaryEntry;
use cunji_domain::friendship_contact::{ContactWay, FriendshipContact};
use cunji_domain::visit::HouseholdVisit;
use cunji_tests::window::{Window, told};
use cunji_tests::world::{FIRST_DAY, Handset, Weather, World, a_day, village};

use crate::stage::{Stage, digest, sync};

const DAYS: u32 = 30;

/// A visit and a diary a day, a friend, and a word with the friend every fifth day. Gives how many records were written.
fn live(world: &World, chen: &Handset) -> u32 {
    let beside = Beside::default();
    let mut friend = friendship_since(a_day(FIRST_DAY));
    friend.name = Some("张泽厚".to_owned());
    let friend = chen.with(|phone| phone.add(&friend, &beside)).expect("a friendship").record;
    let mut written = 1;
    for number in 0..DAYS {
        let date = a_day(FIRST_DAY) + Days::new(number.into());
        let day = date.to_string();
        chen.visit(&day, &format!("h{:03}", number + 1), &format!("第 {} 户:茶园要修剪。", number + 1));
        if number % 5 == 0 {
            let contact = contact_on(friend, date, ContactWay::Phone);
            chen.with(|phone| phone.contact_friend(&contact, &beside)).expect("a contact");
            written += 1;
        }
        chen.diary(&day, &format!("{day}:上午入户,下午整理台账。"));
        written += 2;
        world.pass_days(1);
    }
    written
}

#[test]
fn thirty_days_without_a_signal_wait_on_the_phone_and_go_up_whole_when_it_comes() {
    let stage = Stage::set();
    let chen = stage.world.phone("c0017");
    chen.sync();
    chen.line().set(Weather::NoSignal);
    let written = live(&stage.world, &chen);
    assert_eq!(u64::from(written), chen.status().unsent);
    stage.tell_on(&chen, |window| {
        window.sees(&format!("无信号 · {written} 条在手机里,等信号"));
        window.tap_at(".tab[href='#/me']");
        window.sees(&format!("{written} 条没传,从2017年9月1日 12:00起"));
        chen.line().set(Weather::Clear);
        window.tap("现在传一次");
        window.sees("写的都传上去了");
        window.sees("都传上去了\n上次联网 2017年10月1日");
        window.sees_no_more("条没传");
        assert_eq!(digest(window), stage.world.office.digest(&village()), "both hold the same");
    });
    let office = &stage.world.office;
    let days: Vec<_> = office.records::<DiaryEntry>(&village()).iter().map(|diary| diary.text.0.clone()).collect();
    assert_eq!((days.len(), office.records::<HouseholdVisit>(&village()).len()), (30, 30));
    assert!(days.iter().all(|text| text.ends_with("下午整理台账。")), "{days:?}");
    assert_eq!(office.records::<FriendshipContact>(&village()).len(), 6);
}

/// Nothing lies over the screen, and nothing tells of a failure.
fn nothing_alarms(window: &Window) {
    let script = "return [...document.querySelectorAll('[role=alert],[role=alertdialog],[role=dialog],.van-overlay')]
        .map(one => one.textContent).join()";
    let alarms = window.script(script, vec![]).expect("the window is there");
    assert_eq!(alarms, "", "an afternoon without a server alarms nobody");
}

#[test]
fn an_afternoon_without_a_server_keeps_nobody_from_anything() {
    let mut stage = Stage::set();
    let line = stage.world.line();
    let window = stage.window();
    told(&window, |window| {
        stage.enrol_over(window, "c0017", &line);
        window.sees("都传上去了");
    });
    stage.world.office.stop();
    told(&window, |window| {
        window.tap_at(".tab[href='#/visits']");
        window.tap("记走访:储大林");
        window.type_into("看到听到的", "茶园要修剪");
        window.tap("存好");
        window.sees("该去的在前面");
        window.sees_no_more("储大林");
        window.tap_at(".tab[href='#/today']");
        window.sees("走访 1 户");
        window.type_into("日志正文", "下午去了储大林家");
        window.tap_at("[aria-label='今晚住在'] .choice");
        window.tap("写好了");
        window.sees("明早还能改");
        window.sees("无信号 · 2 条在手机里,等信号");
        nothing_alarms(window);
        for (tab, words) in
            [("visits", "该去的在前面"), ("friends", "还没有结交的朋友"), ("attendance", "9月"), ("me", "2 条没传")]
        {
            window.tap_at(&format!(".tab[href='#/{tab}']"));
            window.sees(words);
            nothing_alarms(window);
        }
    });
    stage.world.office.start();
    line.lead_to(stage.world.office.address());
    told(&window, |window| {
        sync(window);
        assert_eq!(digest(window), stage.world.office.digest(&village()));
    });
    let visits = stage.world.office.records::<HouseholdVisit>(&village());
    assert_eq!(visits.iter().map(|visit| visit.findings.0.as_str()).collect::<Vec<_>>(), ["茶园要修剪"]);
    window.close().expect("the window closes");
}
