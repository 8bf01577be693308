//! Teams of units that took turns in a village: who leads it on a day is who leads the team that is there.

use chrono::NaiveDate;

use super::log::space;
use crate::storage::roster::{put_team, set_team_lead, units_replaced, villages_led};
use crate::storage::testing::TestHome;
use crate::storage::{Storage, StorageError, read, write};

super::on_both_homes! {
    the_team_that_came_last_is_led,
    a_turn_under_several_first_days_ends_as_one,
    of_two_units_on_one_day_the_last_word_holds,
    a_unit_that_was_none_under_several_first_days_leads_nowhere,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn team(storage: &dyn Storage, unit: &str, from: &str, to: Option<&str>) {
    write(storage, |tx| {
        put_team(tx, &space(), unit, day(from), to.map(day))?;
        set_team_lead(tx, &space(), unit, Some(&format!("{unit}牵头")))
    })
    .unwrap();
}

/// Which of the units' leads reads the village on a day.
fn led(storage: &dyn Storage, on: &str) -> Vec<&'static str> {
    let leads = |unit: &&str| {
        let lead = format!("{unit}牵头").parse().unwrap();
        !read(storage, |tx| villages_led(tx, &lead, &space(), day(on))).unwrap().is_empty()
    };
    ["甲", "乙"].into_iter().filter(leads).collect()
}

fn the_team_that_came_last_is_led(home: &TestHome) {
    let storage = &*home.open();
    team(storage, "甲", "2017-01-01", None);
    team(storage, "乙", "2018-01-01", Some("2018-12-31"));
    let days = ["2016-12-31", "2017-01-01", "2017-12-31", "2018-01-01", "2018-12-31", "2019-01-01"];
    let expected: [&[&str]; 6] = [&[], &["甲"], &["甲"], &["乙"], &["乙"], &["甲"]];
    assert_eq!(
        days.map(|on| led(storage, on)),
        expected,
        "nobody has ended the first, which is there once the second is over"
    );
    // It comes back while the other is still said to be there.
    team(storage, "乙", "2018-01-01", None);
    team(storage, "甲", "2018-07-01", None);
    assert_eq!(["2018-06-30", "2018-07-01"].map(|on| led(storage, on)), [["乙"], ["甲"]]);
    write(storage, |tx| set_team_lead(tx, &space(), "甲", None)).unwrap();
    assert!(led(storage, "2018-07-01").is_empty(), "nobody leads it, and not whoever led the one before");
}

fn a_turn_under_several_first_days_ends_as_one(home: &TestHome) {
    let storage = &*home.open();
    team(storage, "甲", "2015-01-01", Some("2015-12-31"));
    team(storage, "甲", "2018-01-01", None);
    team(storage, "甲", "2017-01-01", None);
    assert_eq!(led(storage, "2019-01-01"), ["甲"]);
    team(storage, "甲", "2017-01-01", Some("2018-12-31"));
    let on = ["2015-12-31", "2016-01-01", "2018-12-31", "2019-01-01"].map(|on| !led(storage, on).is_empty());
    assert_eq!(on, [true, false, true, false]);
}

fn of_two_units_on_one_day_the_last_word_holds(home: &TestHome) {
    let storage = &*home.open();
    team(storage, "甲", "2017-01-01", None);
    team(storage, "乙", "2017-01-01", None);
    assert_eq!(led(storage, "2017-01-01"), ["乙"], "the unit was mistyped, and put right");
    team(storage, "甲", "2017-01-01", None);
    assert_eq!(led(storage, "2017-01-01"), ["甲"]);
}

fn a_unit_that_was_none_under_several_first_days_leads_nowhere(home: &TestHome) {
    let storage = &*home.open();
    team(storage, "甲", "2017-03-01", None);
    team(storage, "甲", "2017-01-01", None);
    team(storage, "乙", "2017-01-01", None);
    assert_eq!(["2017-01-01", "2017-03-01", "2018-01-01"].map(|on| led(storage, on)), [["乙"], ["乙"], ["乙"]]);
    let none = read::<_, StorageError>(storage, |tx| units_replaced(tx, &space())).unwrap();
    assert_eq!(none, ["甲"]);
}
