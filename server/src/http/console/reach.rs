//! What of the console's calls reaches a phone: codes, answers, judgements and facts, and nothing else. Whatever another body asks for
//! is made from the records; no call sends a form, a poll or a demand for photos to a village.

use std::collections::BTreeMap;

use cunji_domain::kinds;
use cunji_domain::record::Writers;

use super::everything;

/// What a call sends to phones, if anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reaches {
    /// Nothing: it stays at the office.
    Nobody,
    /// A code that somebody reads out or photographs.
    Code,
    /// An answer to what was raised or asked for in a village.
    Answer,
    /// What an office says of a record that is there.
    Judgement,
    /// What is so: who is where, what a place is called, which policy holds.
    Fact,
}

use Reaches::{Answer, Code, Fact, Judgement, Nobody};

/// Every call that writes, by its operation. A new one gets its line here, or it is no call of this console.
const CALLS: &[(&str, Reaches)] = &[
    ("accept_unread", Judgement),
    ("add_account", Nobody),
    ("add_person", Fact),
    ("answer_complaint", Answer),
    ("answer_problem", Answer),
    ("apply", Fact),
    ("appoint", Nobody),
    ("ask_correction", Nobody),
    ("ask_recovery_code", Nobody),
    ("begin_second_factor", Nobody),
    ("bring_file", Nobody),
    ("call_off_handover", Nobody),
    ("cancel_job", Nobody),
    ("change_password", Nobody),
    ("change_terms", Fact),
    ("check_months", Judgement),
    ("close_account", Nobody),
    ("close_month", Judgement),
    ("confirm_second_factor", Nobody),
    ("decide", Answer),
    ("decide_proposal", Answer),
    ("decide_second", Fact),
    ("dry_run", Nobody),
    ("end_anchor", Fact),
    ("end_code", Nobody),
    ("end_other_sessions", Nobody),
    ("end_second_factor", Nobody),
    ("end_session", Nobody),
    ("export_attendance", Nobody),
    ("export_audit", Nobody),
    ("fill_template", Nobody),
    ("forget_mapping", Nobody),
    ("forget_template", Nobody),
    ("give_password", Nobody),
    ("hand_over", Fact),
    ("household_assignment", Fact),
    ("household_match", Fact),
    ("invite", Code),
    ("judge", Judgement),
    ("keep_mapping", Nobody),
    ("keep_template", Nobody),
    ("let_go", Nobody),
    ("open", Nobody),
    ("recovery_code", Code),
    ("revoke_device", Fact),
    ("set_anchor", Fact),
    ("settle_held_entry", Judgement),
    ("sign_in", Nobody),
    ("sign_out", Nobody),
    ("training_cards", Code),
    ("type_in_paper", Fact),
];

/// Words of what no call may be about: forms, polls, demands.
const NEVER: [&str; 9] = ["form", "poll", "survey", "questionnaire", "demand", "remind", "notify", "push", "broadcast"];

fn writing() -> BTreeMap<String, String> {
    let mut writing = BTreeMap::new();
    for (path, item) in everything().paths.paths {
        for operation in [item.put, item.post, item.delete, item.patch].into_iter().flatten() {
            writing.insert(operation.operation_id.unwrap_or_default(), path.clone());
        }
    }
    writing
}

#[test]
fn every_call_that_writes_says_what_of_it_reaches_a_phone() {
    let known: BTreeMap<&str, Reaches> = CALLS.iter().copied().collect();
    let writing = writing();
    let unsaid: Vec<_> = writing.keys().filter(|operation| !known.contains_key(operation.as_str())).collect();
    assert!(unsaid.is_empty(), "say in this file what of these reaches a phone, and why: {unsaid:?}");
    let gone: Vec<_> = known.keys().filter(|operation| !writing.contains_key(**operation)).collect();
    assert!(gone.is_empty(), "no such call: {gone:?}");
}

#[test]
fn no_call_is_about_what_a_village_would_have_to_fill_in() {
    for (operation, path) in writing() {
        for word in NEVER {
            let parts: Vec<&str> = path.split(['/', '-', '_', '{', '}']).chain(operation.split('_')).collect();
            assert!(!parts.contains(&word) && !parts.contains(&format!("{word}s").as_str()), "{operation}: {path}");
        }
    }
}

/// Whatever an office writes into a log is of one of these kinds; each is a judgement, an answer or a fact.
const KINDS: &[(&str, Reaches)] = &[
    ("calendar", Fact),
    ("complaint_answer", Answer),
    ("day_correction", Fact),
    ("day_grade", Judgement),
    ("device", Fact),
    ("division", Fact),
    ("erasure", Fact),
    ("household", Fact),
    ("member", Fact),
    ("mending_end", Fact),
    ("month_check", Judgement),
    ("month_filing", Judgement),
    ("office_leave_decision", Answer),
    ("office_objection_decision", Answer),
    ("paper_month", Fact),
    ("policy", Fact),
    ("private_verdict", Judgement),
    ("problem_answer", Answer),
    ("review", Judgement),
    ("revocation", Fact),
    ("team", Fact),
    ("term_elsewhere", Fact),
    ("verdict", Judgement),
    ("village_anchor", Fact),
];

#[test]
fn whatever_an_office_can_write_is_a_judgement_an_answer_or_a_fact() {
    let of_office = kinds::all().iter().filter(|decl| decl.writers == Writers::Office).map(|decl| decl.name);
    let unsaid: Vec<_> = of_office.filter(|name| KINDS.iter().all(|(known, _)| known != name)).collect();
    assert!(unsaid.is_empty(), "{unsaid:?}");
    assert!(KINDS.iter().all(|(_, reaches)| matches!(reaches, Answer | Judgement | Fact)));
}
