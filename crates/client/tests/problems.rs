//! 问题: its state as the office moves it, by when, and the answer when it comes down.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use common::{Line, Office, VILLAGE, day, noon, now, synced};
use cunji_client::views::problems::ProblemState;
use cunji_client::{Beside, Phone, problem_on};
use cunji_domain::problem_answer::{AnswerState, ProblemAnswer};
use cunji_domain::record::{Prose, RecordId};

fn raise(phone: &mut Phone, on: &str, text: &str) -> RecordId {
    let mut problem = problem_on(day(on));
    problem.text = Prose(text.to_owned());
    phone.add(&problem, &Beside::default()).unwrap().record
}

fn answer(problem: RecordId, state: AnswerState) -> ProblemAnswer {
    let settled = matches!(state, AnswerState::Answered | AnswerState::Declined);
    ProblemAnswer {
        problem,
        state,
        office: None,
        taken_by: Some("镇农办".to_owned()),
        deadline: Some(day("2017-09-05")),
        answer: Prose(if settled { "铲车周五到。" } else { "" }.to_owned()),
        answered: settled.then(|| day("2017-09-01")),
    }
}

#[test]
fn a_problem_is_unsent_then_raised_then_overdue_by_the_policy() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, clock) = synced(home.path(), &office, "c0017");
    let problem = raise(&mut phone, "2017-09-01", "路塌了");
    let unsent = phone.problem_view(problem).unwrap();
    assert_eq!(
        (unsent.state, unsent.answer_by),
        (ProblemState::Unsent, None),
        "nobody can be late with what nobody has"
    );
    now(phone.sync_over(&mut Line::to(&office))).unwrap();
    let raised = phone.problem_view(problem).unwrap();
    assert_eq!(
        (raised.state, raised.answer_by, raised.promised),
        (ProblemState::Raised, Some(day("2017-09-08")), false)
    );
    clock.set(noon("2017-09-10"));
    let late = phone.problem_view(problem).unwrap();
    assert_eq!((late.state, late.overdue_days), (ProblemState::Overdue, Some(2)));
}

#[test]
fn an_office_takes_hands_over_answers_and_declines() {
    let states = [
        (AnswerState::Taken, ProblemState::Taken, ProblemState::Overdue),
        (AnswerState::HandedOver, ProblemState::HandedOver, ProblemState::Overdue),
        (AnswerState::Answered, ProblemState::Answered, ProblemState::Answered),
        (AnswerState::Declined, ProblemState::Declined, ProblemState::Declined),
    ];
    for (said, in_time, later) in states {
        let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
        let (mut phone, clock) = synced(home.path(), &office, "c0017");
        let problem = raise(&mut phone, "2017-09-01", "路塌了");
        now(phone.sync_over(&mut Line::to(&office))).unwrap();
        office.lock().unwrap().publish(VILLAGE, &answer(problem, said));
        now(phone.sync_over(&mut Line::to(&office))).unwrap();
        let view = phone.problem_view(problem).unwrap();
        assert_eq!((view.state, view.taken_by.as_deref()), (in_time, Some("镇农办")), "{said:?}");
        assert_eq!(view.answer_by.is_some(), in_time.is_open(), "who answered owes none: {said:?}");
        clock.set(noon("2017-09-06"));
        assert_eq!(phone.problem_view(problem).unwrap().state, later, "{said:?}");
    }
}

#[test]
fn what_is_open_comes_first_and_a_page_is_a_page() {
    let (home, office) = (tempfile::tempdir().unwrap(), Office::with_team());
    let (mut phone, _) = synced(home.path(), &office, "c0017");
    let (mut other, _) = synced(&home.path().join("2"), &office, "c0018");
    raise(&mut phone, "2017-08-01", "早的");
    let settled = raise(&mut phone, "2017-08-20", "答复了的");
    raise(&mut phone, "2017-08-10", "晚的");
    raise(&mut other, "2017-08-15", "队友的");
    for phone in [&mut phone, &mut other] {
        now(phone.sync_over(&mut Line::to(&office))).unwrap();
    }
    office.lock().unwrap().publish(VILLAGE, &answer(settled, AnswerState::Answered));
    now(phone.sync_over(&mut Line::to(&office))).unwrap();
    let texts = |phone: &mut Phone, own| -> Vec<String> {
        phone.problems_view(own, 0, 10, None).unwrap().rows.into_iter().map(|row| row.text).collect()
    };
    assert_eq!(texts(&mut phone, true), ["晚的", "早的", "答复了的"]);
    assert_eq!(texts(&mut phone, false), ["队友的", "晚的", "早的", "答复了的"]);
    let page = phone.problems_view(false, 1, 2, None).unwrap();
    assert_eq!((page.total, page.open, page.rows.len(), page.rows[0].text.as_str()), (4, 3, 2, "晚的"));
}
