//! The problem desk: from a phone to the office that owes the answer and back, on both databases.

use cunji_client::{Beside, problem_on};
use cunji_domain::organisation::Role;
use cunji_domain::problem::Problem;
use cunji_domain::problem_answer::{AnswerState, ProblemAnswer};
use cunji_domain::record::Prose;
use cunji_store::Filter;
use cunji_tests::fixtures_roster::MAANQIAO;
use cunji_tests::story;
use cunji_tests::world::{Desk, Handset, PASSWORD, a_day, village};
use reqwest::Method;
use serde_json::{Value, json};

const TOWN: &str = "610926101";
const COUNTY: &str = "610926";

fn raise(phone: &Handset, day: &str, text: &str) {
    let mut problem = problem_on(a_day(day));
    problem.text = Prose(text.to_owned());
    phone.with(|phone| phone.add(&problem, &Beside::default())).unwrap();
    phone.sync();
}

fn list(desk: &Desk, division: &str, which: &str) -> Value {
    desk.get(&format!("/console/v1/divisions/{division}/problems?which={which}"))
}

fn place(item: &Value) -> String {
    format!("/console/v1/divisions/{MAANQIAO}/problems/{}", item["record"].as_str().unwrap())
}

/// The problem as a desk has it open, and what is said of it then.
fn of_shown(desk: &Desk, item: &Value, mut said: Value) -> Value {
    said["seen"] = desk.get(&place(item))["seen"].clone();
    said
}

fn texts(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap().to_owned()).collect()
}

story!(
    /// A problem is taken with a deadline, answered, and the answer is on the phone after its next sync.
    a_problem_is_taken_answered_and_known_in_the_village,
    |world| {
        let chen = world.phone("c0017");
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        raise(&chen, "2017-09-01", "三组饮水管冻裂,十一户吃水困难。");
        world.office.look_after();
        let page = list(&desk, TOWN, "owed");
        assert_eq!((&page["owed"], &page["owed_late"]), (&json!(1), &json!(0)));
        let item = &page["items"][0];
        assert_eq!((&item["state"], &item["owing"]), (&json!("untaken"), &json!(TOWN)));

        let taken = of_shown(&desk, item, json!({ "state": "taken", "taken_by": "镇水利站", "deadline": "2017-09-05" }));
        desk.post(&place(item), taken.clone());
        assert_eq!(desk.refused(Method::POST, &place(item), Some(taken)), "problem.changed_meanwhile", "a double click");
        chen.sync();
        let answer = || world.office.records::<ProblemAnswer>(&village()).remove(0);
        assert_eq!((answer().state, answer().deadline), (AnswerState::Taken, Some(a_day("2017-09-05"))));

        let silent = of_shown(&desk, item, json!({ "state": "answered" }));
        assert_eq!(desk.refused(Method::POST, &place(item), Some(silent)), "record.text_missing");
        desk.post(&place(item), of_shown(&desk, item, json!({ "state": "answered", "answer": "周五换新管,已拨款。" })));
        assert_eq!(list(&desk, TOWN, "owed")["owed"], 0);
        assert_eq!(texts(&list(&desk, TOWN, "settled")), ["三组饮水管冻裂,十一户吃水困难。"]);
        chen.sync();
        assert_eq!(chen.digest(&village()).unwrap(), world.office.digest(&village()));
        let shown = desk.get(&place(item));
        assert_eq!((&shown["answer"], &shown["taken_by"]), (&json!("周五换新管,已拨款。"), &json!("镇水利站")));
        assert_eq!(shown["answered"], "2017-09-01");
    }
);

story!(
    /// Who is late is the office that owes the answer: it comes before the office above it, never back to the cadre.
    a_late_answer_comes_before_the_office_above,
    |world| {
        let chen = world.phone("c0017");
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        // Written in the mountains and synced nine days later: the office's time begins when it could know.
        chen.with(|phone| {
            let mut problem = problem_on(a_day("2017-09-01"));
            problem.text = Prose("通组路塌方两处。".to_owned());
            phone.add(&problem, &Beside::default())
        })
        .unwrap();
        world.pass_days(9);
        chen.sync();
        world.office.look_after();
        for desk in [&town, &county] {
            desk.sign_in(if std::ptr::eq(desk, &town) { "lin" } else { "zhou" }, PASSWORD);
        }
        let due = list(&town, TOWN, "owed")["items"][0]["due"].as_str().unwrap().to_owned();
        assert!(a_day(&due) > a_day("2017-09-10"), "{due}");
        assert!(texts(&list(&county, COUNTY, "late")).is_empty());

        let days = a_day(&due).signed_duration_since(a_day("2017-09-10")).num_days();
        world.pass_days(u32::try_from(days).unwrap() + 1);
        town.sign_in("lin", PASSWORD);
        county.sign_in("zhou", PASSWORD);
        assert_eq!(list(&town, TOWN, "owed")["owed_late"], 1);
        let late = list(&county, COUNTY, "late");
        assert_eq!((texts(&late), &late["late_below"]), (vec!["通组路塌方两处。".to_owned()], &json!(1)));
        assert_eq!(late["items"][0]["late_days"], 1);
        // Whoever opens the overview alone sees it, too: the town what it owes late, the county what came up to it.
        let problems = |desk: &Desk, division: &str| {
            desk.get(&format!("/console/v1/divisions/{division}/overview"))["problems"].clone()
        };
        assert_eq!(problems(&town, TOWN), json!({ "owed": 1, "owed_late": 1, "late_below": 0 }));
        assert_eq!(problems(&county, COUNTY), json!({ "owed": 0, "owed_late": 0, "late_below": 1 }));
        // The county takes it upon itself.
        let item = &late["items"][0];
        let own = json!({ "state": "taken", "office": COUNTY, "deadline": "2017-09-25" });
        county.post(&place(item), of_shown(&county, item, own));
        let taken_by = |desk: &Desk| desk.get(&place(item))["taken_by"].clone();
        assert_eq!(taken_by(&county), "zhou办事员");
        // It gives it back to the town: who sees to it there is the town's to say.
        let back = json!({ "state": "handed_over", "office": TOWN });
        county.post(&place(item), of_shown(&county, item, back));
        assert_eq!(taken_by(&town), Value::Null);
        let again = json!({ "state": "taken", "office": COUNTY, "deadline": "2017-09-25" });
        county.post(&place(item), of_shown(&county, item, again));
        assert_eq!(list(&town, TOWN, "owed")["owed"], 0);
        assert_eq!(list(&county, COUNTY, "owed")["owed"], 1);
        for elsewhere in ["610925", MAANQIAO, "61"] {
            let elsewhere = of_shown(&county, item, json!({ "state": "handed_over", "office": elsewhere }));
            assert_eq!(county.refused(Method::POST, &place(item), Some(elsewhere)), "problem.office_elsewhere");
        }
        let past = of_shown(&county, item, json!({ "state": "taken", "deadline": "2017-09-01" }));
        assert_eq!(county.refused(Method::POST, &place(item), Some(past)), "problem.deadline_past");
    }
);

story!(
    /// No office puts off by its own word what it owes: the rules' days end, and it comes before the office above, which alone gives more.
    an_office_does_not_put_off_by_its_own_word_what_it_owes,
    |world| {
        let chen = world.phone("c0017");
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        let city = world.desk("he", Role::CityOffice, "6109");
        let morning = |days| {
            world.pass_days(days);
            for (desk, login) in [(&town, "lin"), (&county, "zhou"), (&city, "he")] {
                desk.sign_in(login, PASSWORD);
            }
        };
        raise(&chen, "2017-09-01", "三组饮水管冻裂,十一户吃水困难。");
        world.office.look_after();
        let item = list(&town, TOWN, "owed")["items"][0].clone();
        let promises = |desk: &Desk| {
            let shown = desk.get(&place(&item));
            let days = shown["promises"].as_array().unwrap().iter().map(|promise| promise["last_day"].clone());
            days.collect::<Vec<_>>()
        };
        assert_eq!(promises(&town), ["2017-09-08"; 3], "not in the city's name either");
        assert_eq!(promises(&county), [Value::Null, json!("2017-09-08"), json!("2017-09-08")]);
        assert_eq!(promises(&city), [Value::Null, Value::Null, Value::Null]);
        let until = |desk: &Desk, day: &str| of_shown(desk, &item, json!({ "state": "taken", "deadline": day }));
        for never in ["2099-12-31", "2017-09-09"] {
            let code = town.refused(Method::POST, &place(&item), Some(until(&town, never)));
            assert_eq!(code, "problem.deadline_beyond", "{never}");
        }
        town.post(&place(&item), until(&town, "2017-09-08"));

        // Once it is due it can't be put off again and again, either.
        morning(8);
        let again = town.refused(Method::POST, &place(&item), Some(until(&town, "2017-09-10")));
        assert_eq!(again, "problem.deadline_over");
        town.post(&place(&item), of_shown(&town, &item, json!({ "state": "taken", "answer": "管子还没到。" })));
        assert_eq!(list(&county, COUNTY, "late")["late_below"], 1);
        // The office above gives it more days…
        county.post(&place(&item), until(&county, "2017-10-31"));
        assert_eq!(list(&county, COUNTY, "late")["late_below"], 0);
        // …and none to itself: of what is handed up to it, the rules' days are left.
        town.post(&place(&item), of_shown(&town, &item, json!({ "state": "handed_over", "office": COUNTY })));
        assert_eq!(list(&county, COUNTY, "owed")["items"][0]["due"], "2017-09-16");
        assert_eq!(promises(&county)[1], "2017-09-16");
        // Handing it to and fro gains no day.
        morning(3);
        let down = json!({ "state": "handed_over", "office": TOWN, "deadline": "2017-10-31" });
        county.post(&place(&item), of_shown(&county, &item, down));
        town.post(&place(&item), of_shown(&town, &item, json!({ "state": "handed_over", "office": COUNTY })));
        assert_eq!(promises(&county)[1], "2017-09-16");
        let beyond = county.refused(Method::POST, &place(&item), Some(until(&county, "2017-09-17")));
        assert_eq!(beyond, "problem.deadline_beyond");
        morning(5);
        assert_eq!(list(&city, "6109", "late")["late_below"], 1);
        // What the county owes late is not below the town that handed it up.
        let of_town = list(&town, TOWN, "late");
        assert_eq!((texts(&of_town), &of_town["late_below"]), (Vec::new(), &json!(0)));
        city.post(&place(&item), until(&city, "2017-12-31"));
        assert_eq!(list(&city, "6109", "late")["late_below"], 0);
    }
);

story!(
    /// What was handed up and comes down again is due when it was, and nobody hands it away for years.
    a_problem_that_is_handed_to_and_fro_gains_no_day,
    |world| {
        let chen = world.phone("c0017");
        let (town, county) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhou", Role::CountyOffice, COUNTY));
        let city = world.desk("he", Role::CityOffice, "6109");
        raise(&chen, "2017-09-01", "三组饮水管冻裂,十一户吃水困难。");
        world.office.look_after();
        let item = list(&town, TOWN, "owed")["items"][0].clone();
        let due = |desk: &Desk, office: &str| list(desk, office, "owed")["items"][0]["due"].clone();
        let hand = |desk: &Desk, office: &str, deadline: Value| {
            let said = json!({ "state": "handed_over", "office": office, "deadline": deadline });
            of_shown(desk, &item, said)
        };
        let away = hand(&town, "6109", json!("2027-12-31"));
        assert_eq!(town.refused(Method::POST, &place(&item), Some(away)), "problem.deadline_beyond");

        world.pass_days(8);
        for (desk, login) in [(&town, "lin"), (&county, "zhou"), (&city, "he")] {
            desk.sign_in(login, PASSWORD);
        }
        town.post(&place(&item), hand(&town, COUNTY, json!("2017-09-16")));
        assert_eq!(due(&county, COUNTY), "2017-09-16");
        county.post(&place(&item), hand(&county, TOWN, Value::Null));
        assert_eq!(due(&town, TOWN), "2017-09-08", "what the county had is no day of the town's");
        assert_eq!(list(&county, COUNTY, "late")["late_below"], 1);
        let promised = || world.office.records::<ProblemAnswer>(&village()).remove(0).deadline;
        assert_eq!(promised(), None, "nobody promised the town's");

        // With the day left empty, the county has the rules' days, and the city as many of its own.
        town.post(&place(&item), hand(&town, COUNTY, Value::Null));
        assert_eq!(due(&county, COUNTY), "2017-09-16");
        county.post(&place(&item), hand(&county, "6109", Value::Null));
        assert_eq!(due(&city, "6109"), "2017-09-16");
        city.post(&place(&item), of_shown(&city, &item, json!({ "state": "taken", "deadline": "2017-12-31" })));
        assert_eq!(due(&city, "6109"), "2017-12-31", "its own it sets itself");
        city.post(&place(&item), hand(&city, TOWN, Value::Null));
        assert_eq!(due(&town, TOWN), "2017-09-08");
    }
);

story!(
    /// Two clerks have one problem open: whoever sends later is told, and nothing that the other wrote goes unseen.
    two_clerks_on_one_problem_do_not_overwrite_each_other,
    |world| {
        let chen = world.phone("c0017");
        let (lin, zhao) = (world.desk("lin", Role::TownOffice, TOWN), world.desk("zhao", Role::TownOffice, TOWN));
        raise(&chen, "2017-09-01", "三组饮水管冻裂。");
        world.office.look_after();
        let item = list(&lin, TOWN, "owed")["items"][0].clone();
        let place = place(&item);
        lin.post(&place, of_shown(&lin, &item, json!({ "state": "taken" })));
        let late = |said: Value| {
            assert_eq!(lin.refused(Method::POST, &place, Some(said)), "problem.changed_meanwhile");
        };

        // The state is the same before and after: what was said is not.
        let of_lin = of_shown(&lin, &item, json!({ "state": "taken", "answer": "下周去看。", "taken_by": "镇农办" }));
        let of_zhao = json!({ "state": "taken", "answer": "管子已订,周五到。", "deadline": "2017-09-05", "taken_by": "镇水利站" });
        zhao.post(&place, of_shown(&zhao, &item, of_zhao));
        late(of_lin);
        let shown = lin.get(&place);
        assert_eq!((&shown["answer"], &shown["taken_by"]), (&json!("管子已订,周五到。"), &json!("镇水利站")));

        // A word on the way stays until there is another, whoever has the problem then.
        zhao.post(&place, of_shown(&zhao, &item, json!({ "state": "handed_over", "office": COUNTY })));
        assert_eq!(lin.get(&place)["answer"], "管子已订,周五到。");
        let silent = of_shown(&lin, &item, json!({ "state": "answered" }));
        assert_eq!(lin.refused(Method::POST, &place, Some(silent)), "record.text_missing", "it is no answer yet");

        let of_lin = of_shown(&lin, &item, json!({ "state": "answered", "answer": "已换。" }));
        zhao.post(&place, of_shown(&zhao, &item, json!({ "state": "answered", "answer": "周五换好,十一户通水。" })));
        late(of_lin);
        let of_lin = of_shown(&lin, &item, json!({ "state": "answered", "answer": "已换。" }));
        zhao.post(&place, of_shown(&zhao, &item, json!({ "state": "answered", "answer": "周六换好,十一户通水。" })));
        late(of_lin);
        chen.sync();
        let answers = world.office.records::<ProblemAnswer>(&village());
        assert_eq!(answers.iter().map(|answer| answer.answer.0.as_str()).collect::<Vec<_>>(), ["周六换好,十一户通水。"]);

        // What the village wrote since was not seen either.
        let of_lin = of_shown(&lin, &item, json!({ "state": "answered", "answer": "修好了。" }));
        let record = chen.with(|phone| phone.records::<Problem>(&Filter::default())).unwrap().remove(0).record.id;
        let more = |problem: &mut Problem| problem.text = Prose("三组饮水管冻裂,又断了一处。".to_owned());
        chen.with(|phone| phone.change(record, more, &Beside::default())).unwrap();
        chen.sync();
        late(of_lin);
    }
);

story!(
    /// Whoever may read the problem reads whose it is by name; a number that no list has stays a number.
    a_problem_of_a_household_says_its_name,
    |world| {
        let chen = world.phone("c0017");
        let desk = world.desk("lin", Role::TownOffice, TOWN);
        let mut problem = problem_on(a_day("2017-09-01"));
        problem.text = Prose("茶园缺肥。".to_owned());
        problem.household = Some("h031".to_owned());
        chen.with(|phone| phone.add(&problem, &Beside::default())).unwrap();
        chen.sync();
        world.office.look_after();
        let shown = desk.get(&place(&list(&desk, TOWN, "owed")["items"][0]));
        assert_eq!(shown["household"], "胡文治");
    }
);
