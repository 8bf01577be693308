//! The first secretary's evening, and the answer of a member whose day is in question.

use cunji_domain::confirmation::Confirmation;
use cunji_domain::objection::Objection;
use cunji_domain::observation::AttendanceObservation;
use cunji_tests::world::village;

use crate::stage::{Stage, sync};

#[test]
fn the_first_secretary_notes_the_evening_and_asks_about_a_day_and_the_member_answers() {
    let stage = Stage::set();
    let [liu, chen, li] = ["c0016", "c0017", "c0019"].map(|person| stage.world.phone(person));
    chen.diary("2017-09-01", "下午去镇里开会。");
    li.diary("2017-09-01", "上午入户三家。");
    stage.world.pass_days(1);
    stage.world.settle();

    stage.tell_on(&liu, |window| {
        window.tap_at(".tab[href='#/attendance']");
        window.tap("全队");
        window.tap("有人不在");
        window.tap("王启山");
        window.type_into("王启山去哪了(不写也行)", "去镇上送材料");
        window.tap("记下");
        window.sees("记下了:王启山不在,别人都在");

        window.tap("看每一天李秋月");
        window.tap_at("a.day[href='#/attendance/day/2017-09-01/c0019']");
        window.tap("属实");
        window.sees("刘明哲 确认: 属实");
        window.tap("返回");
        window.tap("看每一天陈玉华");
        window.tap_at("a.day[href='#/attendance/day/2017-09-01/c0017']");
        window.tap("问一下");
        window.type_into("为什么问", "晚上没见到人,住在镇上了吗");
        window.tap("记下");
        window.sees("刘明哲 确认: 有疑问");
        sync(window);
    });

    stage.tell_on(&chen, |window| {
        window.sees("都传上去了");
        window.tap_at(".tab[href='#/me']");
        window.tap("有疑问的日子");
        window.sees("晚上没见到人,住在镇上了吗");
        window.sees_no_more("有疑问,可以说明");
        window.tap("说明 / 申诉");
        window.type_into("怎么回事", "九点回来的,王婶看见了");
        window.tap("交上去");
        window.sees("你的说明");
        window.sees("等别人来定");
        sync(window);
    });

    let office = &stage.world.office;
    let evenings = office.records::<AttendanceObservation>(&village());
    let away: Vec<_> = evenings.iter().flat_map(|evening| &evening.absent.0).map(|one| one.person.as_str()).collect();
    assert_eq!(away, ["c0018"]);
    assert_eq!(office.records::<Confirmation>(&village()).len(), 2);
    let answers: Vec<_> = office.records::<Objection>(&village()).into_iter().map(|answer| answer.text.0).collect();
    assert_eq!(answers, ["九点回来的,王婶看见了"]);
}
