//! The problem desk: from a phone to the office that owes the answer and back, on both databases.

use cunji_client::{Beside, problem_on};
use cunji_domain::organisation::Role;
use cunji_domain::problem_answer::{AnswerState, ProblemAnswer};
use cunji_domain::record::Prose;
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

        let taken = json!({ "seen": "untaken", "state": "taken", "taken_by": "镇水利站", "deadline": "2017-09-05" });
        desk.post(&place(item), taken.clone());
        assert_eq!(desk.refused(Method::POST, &place(item), Some(taken)), "problem.changed_meanwhile", "a double click");
        chen.sync();
        let answer = || world.office.records::<ProblemAnswer>(&village()).remove(0);
        assert_eq!((answer().state, answer().deadline), (AnswerState::Taken, Some(a_day("2017-09-05"))));

        let silent = json!({ "seen": "taken", "state": "answered" });
        assert_eq!(desk.refused(Method::POST, &place(item), Some(silent)), "record.text_missing");
        desk.post(&place(item), json!({ "seen": "taken", "state": "answered", "answer": "周五换新管,已拨款。" }));
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
        // The county takes it upon itself.
        let item = &late["items"][0];
        county.post(&place(item), json!({ "seen": "untaken", "state": "taken", "office": COUNTY, "deadline": "2017-12-31" }));
        assert_eq!(list(&town, TOWN, "owed")["owed"], 0);
        assert_eq!(list(&county, COUNTY, "owed")["owed"], 1);
        let elsewhere = json!({ "seen": "taken", "state": "handed_over", "office": "610925" });
        assert_eq!(county.refused(Method::POST, &place(item), Some(elsewhere)), "problem.office_elsewhere");
        let past = json!({ "seen": "taken", "state": "taken", "deadline": "2017-09-01" });
        assert_eq!(county.refused(Method::POST, &place(item), Some(past)), "problem.deadline_past");
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
