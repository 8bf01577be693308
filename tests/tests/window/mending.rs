//! What the server did not take is mended on the screen; what two phones changed at once is settled there.

use cunji_client::DiaryChange;
use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_tests::fixtures_roster::YAOFUGOU;
use cunji_tests::world::village;

use crate::stage::{Stage, digest, sync};

#[test]
fn a_day_that_the_server_rejects_is_put_right_and_taken_with_every_word() {
    let stage = Stage::set();
    // The term of this cadre began on 15 March; the roster had not come yet when this was written.
    let tang = stage.world.phone("c0013");
    tang.diary("2017-03-06", "下午入户两家,核对了低保。");
    assert_eq!(tang.sync().rejected, 1);
    stage.tell_on(&tang, |window| {
        window.sees("有 1 条没收下,看看怎么改");
        window.tap_at(".tab[href='#/me']");
        window.tap("没收下,要改");
        window.sees("下午入户两家,核对了低保。");
        window.tap_at("a.one");
        window.sees("为什么");
        window.tap("打开来改");
        window.type_into("日志正文", "晚上还去了村小。");
        // Whoever goes back without handing it in has lost nothing: it goes along to the right day.
        window.sees("已存在手机里");
        window.tap_at(".tab[href='#/me']");
        window.tap("没收下,要改");
        window.tap_at("a.one");
        window.choose_day("应该是哪天", "2017-03-16");
        window.tap("放到这天");
        window.sees("都收下了。");
        sync(window);
        window.sees("没有要你看的。");
        assert!(!window.shown().expect("the window is there").contains("没收下"), "nothing asks for what is mended");
    });
    let diaries = stage.world.office.records::<DiaryEntry>(&YAOFUGOU.parse().expect("a village"));
    let told: Vec<_> = diaries.iter().map(|diary| (diary.day.to_string(), diary.text.0.as_str())).collect();
    assert_eq!(told, [("2017-03-16".to_owned(), "下午入户两家,核对了低保。晚上还去了村小。")]);
}

#[test]
fn two_phones_disagree_about_a_night_and_their_owner_says_which_it_was() {
    let stage = Stage::set();
    let [old, new] = ["c0017", "c0017"].map(|person| stage.world.phone(person));
    stage.world.settle();
    let stay = |stay| DiaryChange { stay: Some(stay), ..DiaryChange::default() };
    old.diary("2017-08-31", "看了三组的水渠。");
    stage.world.settle();
    old.try_diary("2017-08-31", stay(Stay::Home)).expect("a diary");
    new.try_diary("2017-08-31", stay(Stay::Town)).expect("a diary");
    new.sync();
    let mut taken = String::new();
    stage.tell_on(&old, |window| {
        window.sees("都传上去了");
        window.tap_at(".tab[href='#/me']");
        window.tap("两份要你定一份");
        window.sees("现在算这份");
        let values = "return [...document.querySelectorAll('.side .value')].map(one => one.textContent).sort().join()";
        assert_eq!(window.script(values, vec![]).expect("the window is there"), "回家,镇上");
        let other = "return document.querySelector('.side:not(.counts) .value').textContent";
        taken = window.script(other, vec![]).expect("one of two").as_str().unwrap_or_default().to_owned();
        window.tap_at(".side:not(.counts) .button");
        window.sees("没有要定的。");
        sync(window);
        new.sync();
        assert_eq!(digest(window), new.digest(&village()).unwrap_or_default(), "both phones hold the same");
    });
    let stay = if taken.contains("镇") { Stay::Town } else { Stay::Home };
    let diaries = new.diaries();
    let there: Vec<_> = diaries.iter().map(|diary| (diary.stay, diary.text.0.as_str())).collect();
    assert_eq!(there, [(Some(stay), "看了三组的水渠。")]);
    assert_eq!(new.status().conflicts, 0);
}
