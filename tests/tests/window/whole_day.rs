//! A cadre's whole day and the next one, by thumb.

use cunji_domain::diary::{DiaryEntry, Stay};
use cunji_domain::friendship_contact::FriendshipContact;
use cunji_domain::problem::Problem;
use cunji_domain::visit::HouseholdVisit;
use cunji_tests::pictures::camera;
use cunji_tests::world::village;

use crate::stage::{SECRET, Stage, digest, sync, unlock};

#[test]
fn a_day_from_the_night_before_to_the_evening_and_the_next_as_the_one_before() {
    let stage = Stage::set();
    let photo = stage.home().with_extension("jpg");
    std::fs::write(&photo, camera(5, 2400, 1800)).expect("a photo");
    stage.tell(|window| {
        stage.enrol(window, "c0017");
        window.sees("都传上去了");
        // In the morning: where the night was spent, by one tap.
        window.sees("昨晚住在哪?还没说");
        window.tap_at("[aria-label^='昨晚住在哪'] .choice");
        window.sees_no_more("昨晚住在哪?还没说");

        window.tap("记走访");
        window.tap("记走访:张泽厚");
        window.type_into("看到听到的", "女儿考上县中,问助学金");
        window.choose_file("input[type=file][multiple]", &photo);
        window.tap("没有人");
        // The answered question goes, and what is below it moves up: whoever taps looks first.
        window.sees_no_more("照片上有人吗");
        window.tap("存好");
        // Back in the list, where it is due no more.
        window.sees("该去的在前面");
        window.sees_no_more("张泽厚");

        window.tap_at(".tab[href='#/friends']");
        window.tap("结交一位");
        window.type_into("朋友姓名", "汪德茂");
        window.tap("存好");
        window.tap_at(".tab[href='#/friends']");
        window.tap("联系了:汪德茂");
        window.tap("电话");
        window.sees("今天联系过");

        window.tap_at(".tab[href='#/today']");
        window.tap("提问题");
        window.type_into("什么问题", "三组的水管漏了,请水利站来看");
        window.tap("提上去");

        window.sees("走访 1 户");
        window.sees("联系朋友 1 位");
        window.sees("问题 1 个");
        window.tap_at("[aria-label='今晚住在'] .choice");
        window.tap_at("[aria-label='同行'] .chip");
        window.type_into("日志正文", "上午在张泽厚家,下午修水管");
        window.tap("写好了");
        window.sees("明早还能改");
        sync(window);
        window.until("the photo and its thumbnail are with the office", || {
            Ok(stage.world.office.verify().map_err(anyhow::Error::msg)?.photos == 2)
        });
        window.sees_no_more("小图等信号");
    });

    stage.world.pass_days(1);
    stage.tell(|window| {
        unlock(window, SECRET);
        assert!(!window.shown().expect("the window is there").contains("昨晚住在哪"), "it was said in the evening");
        window.tap("同 2017年9月1日 一样");
        window.type_into("日志正文", "又去看了水管");
        window.tap("写好了");
        window.sees("明早还能改");
        sync(window);
        assert_eq!(digest(window), stage.world.office.digest(&village()));
    });

    let office = &stage.world.office;
    let mut days = office.records::<DiaryEntry>(&village());
    days.sort_by_key(|diary| diary.day);
    let told: Vec<_> = days.iter().map(|diary| (diary.day.to_string(), diary.stay, diary.text.0.as_str())).collect();
    let village_night = Some(Stay::Village);
    assert_eq!(
        told,
        [
            ("2017-08-31".to_owned(), village_night, ""),
            ("2017-09-01".to_owned(), village_night, "上午在张泽厚家,下午修水管"),
            ("2017-09-02".to_owned(), village_night, "又去看了水管"),
        ]
    );
    let [_, first, second] = days.as_slice() else { panic!("three days") };
    assert_eq!(first.companions, second.companions, "as on the day before");
    assert_eq!(first.companions.0.len(), 1);
    assert_eq!(office.records::<HouseholdVisit>(&village())[0].photos.0.len(), 1);
    assert_eq!(office.records::<FriendshipContact>(&village()).len(), 1);
    assert_eq!(office.records::<Problem>(&village()).len(), 1);
}
