//! 放假安排: a file changes the days that it names, shows whose figures that changes, and leaves all others as they are.

use cunji_domain::organisation::Role;
use cunji_tests::story;
use cunji_tests::world::{Desk, PASSWORD, World};
use serde_json::Value;

use crate::imports::Import;

const CITY: &str = "6109";

fn bring<'a>(world: &'a World, desk: &'a Desk, file: &str) -> Import<'a> {
    Import::of(world, desk, CITY, "calendar", file.as_bytes())
}

/// The sums of a dry run: new, changed, counted otherwise, faults.
fn sums(import: &Import) -> [u64; 4] {
    let run = import.job()["dry_run"].clone();
    ["new", "changed", "counted", "faults"].map(|sum| run[sum].as_u64().unwrap())
}

fn take(import: &Import) -> Value {
    let done = import.apply(&import.job()["dry_run"]);
    assert_eq!(done["state"], "done", "{done}");
    done["applied"].clone()
}

/// What days are declared to be: work or another, by their first day; none of which nothing is said.
fn kind_of(desk: &Desk, year: u16, day: &str) -> Option<String> {
    let days = desk.get(&format!("/console/v1/divisions/{CITY}/calendar?year={year}"))["entries"].clone();
    let found = days.as_array().unwrap().iter().find(|entry| entry["from"] == day)?;
    Some(found["kind"].as_str().unwrap().to_owned())
}

fn notes(import: &Import) -> Vec<String> {
    let notes = import.lines().into_iter().filter(|line| line["line"] == "note");
    notes.map(|line| line["zh"].as_str().unwrap().to_owned()).collect()
}

story!(
    /// Rest days are run dry like a policy. The year that ships with the program holds from the beginning: to import it changes nothing, and
    /// a file of one day changes that day. It is taken back by a line of its own, never by a file that is silent of it.
    a_calendar_shows_what_it_changes,
    |world| {
        let desk = world.desk("gao", Role::CityOffice, CITY);
        let shipped = || bring(world, &desk, cunji_domain::calendar::CHINA_2017);
        assert_eq!((sums(&shipped()), notes(&shipped())), ([0; 4], Vec::new()));

        let meeting = bring(world, &desk, "起,止,是什么,名称\n2017-09-04,,放假,会\n");
        let [new, changed, _, faults] = sums(&meeting);
        assert_eq!((new, changed, faults), (0, 1, 0), "{:?}", meeting.lines());
        let line = meeting.lines().into_iter().find(|line| line["becomes"] == "changed").unwrap();
        let words: Vec<_> = line["fields"].as_array().unwrap().iter().map(|field| field["en"].as_str().unwrap()).collect();
        assert_eq!(words, ["weekdays off", "days with a name"]);
        // Of the year's days the one that changes, and how many there are.
        let off = &line["fields"][0];
        let count = |side: &str| off[side].as_str().unwrap().split(' ').next().unwrap().parse::<u32>().unwrap();
        assert_eq!(off["before"], count("before").to_string());
        assert_eq!(off["after"], format!("{} (2017-09-04)", count("before") + 1));
        assert!(line["fields"][1]["after"].as_str().unwrap().ends_with("(2017-09-04 会)"), "{line}");
        let [note] = notes(&meeting).try_into().unwrap();
        assert!(note.contains("照旧") && note.contains("2017-09-30–2017-10-08"), "{note}");
        assert_eq!(take(&meeting)["changed"], 1);
        let of = |day: &str| kind_of(&desk, 2017, day);
        assert_eq!((of("2017-09-04"), of("2017-10-02"), of("2017-09-30")), (Some("rest".into()), Some("rest".into()), Some("work".into())));

        let silent = shipped();
        assert_eq!(sums(&silent), [0; 4]);
        let [note] = notes(&silent).try_into().unwrap();
        assert!(note.contains("2017-09-04") && !note.contains("2017-10"), "{note}");
        let back = bring(world, &desk, "2017-09-04,,上班,\n");
        assert_eq!(take(&back)["changed"], 1);
        assert_eq!((of("2017-09-04"), of("2017-10-02")), (None, Some("rest".into())));
        assert_eq!((sums(&shipped()), notes(&shipped())), ([0; 4], Vec::new()), "as it was");
        assert_eq!(sums(&bring(world, &desk, "2017-02-30,,rest,x\n"))[3], 1);
    }
);

story!(
    /// The notice of a year begins in the last days of the one before, of which it says nothing else.
    next_years_notice_leaves_this_years_holidays,
    |world| {
        let desk = world.desk("gao", Role::CityOffice, CITY);
        let next = bring(world, &desk, "2017-12-30,2018-01-01,放假,元旦\n2018-02-11,,上班,春节调班\n2018-02-15,2018-02-21,放假,春节\n");
        assert_eq!(sums(&next), [1, 1, 0, 0], "{:?}", next.lines());
        assert_eq!(take(&next)["changed"], 2);
        for (day, kind) in [("2017-10-02", "rest"), ("2017-01-27", "rest"), ("2017-09-30", "work"), ("2017-12-30", "rest")] {
            assert_eq!(kind_of(&desk, 2017, day).as_deref(), Some(kind), "{day}");
        }
        assert_eq!(kind_of(&desk, 2018, "2018-02-11").as_deref(), Some("work"));
    }
);

story!(
    /// Whose figures a file changes is shown for every year that it speaks of: in January, too, of the year that is over.
    the_figures_of_a_year_that_is_over_are_counted,
    |world| {
        let desk = world.desk("gao", Role::CityOffice, CITY);
        world.pass_days(130);
        world.office.look_after();
        desk.sign_in("gao", PASSWORD);
        let file = "2017-11-15,,放假,会\n2018-02-15,2018-02-21,放假,春节\n";
        let import = bring(world, &desk, file);
        let [new, changed, counted, _] = sums(&import);
        assert_eq!((new, changed), (1, 1), "{:?}", import.lines());
        assert!(counted > 0, "a silent Wednesday becomes a day off");
        let lines = import.lines().into_iter().filter(|line| line["becomes"] == "counted");
        let fields: Vec<Value> = lines.flat_map(|line| line["fields"].as_array().unwrap().clone()).collect();
        let of_2017 = |field: &Value| field["zh"].as_str().unwrap().starts_with("2017 年") && field["en"].as_str().unwrap().starts_with("2017: ");
        assert!(fields.iter().any(of_2017), "{fields:?}");
        take(&import);
        assert_eq!(sums(&bring(world, &desk, file)), [0; 4], "twice is once");
    }
);
