//! Reads the table of examples: one row, one year of one cadre.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cunji_domain::attendance::{
    AttendanceFacts, Confirmation, Corrected, Judge, LeaveAsked, LeaveDecision, Observation, StayWord, Term, TermRole,
    Verdict, WordState,
};
use cunji_domain::calendar::{Calendar, CalendarEntry, DayKind};
use cunji_domain::day_correction::CorrectedTo;
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::policy::PolicySet;
use cunji_domain::record::Code;

use crate::policies;

pub struct Example {
    pub number: String,
    pub told: String,
    pub facts: AttendanceFacts,
    pub policies: PolicySet,
    pub calendar: Calendar,
    pub as_of: NaiveDate,
    pub days: Vec<NaiveDate>,
    pub state: String,
    pub why: String,
    pub figures: Vec<(&'static str, String)>,
    pub dates: Days,
}

const FIGURES: [&str; 8] = ["应住", "住村", "还差", "还能", "最迟", "缺勤", "休息", "够不够"];

pub fn examples(text: &str) -> Vec<Example> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows: Vec<Vec<String>> =
        reader.records().map(|row| row.expect("a row").iter().map(|cell| cell.trim().to_owned()).collect()).collect();
    let mut rows = rows.into_iter().filter(|row: &Vec<String>| !row[0].is_empty() && !row[0].starts_with('#'));
    let head = rows.next().expect("a head line");
    rows.map(|row| example(&head.iter().map(String::as_str).zip(row).collect())).collect()
}

fn example(row: &BTreeMap<&str, String>) -> Example {
    let cell = |column: &str| row.get(column).map_or("", String::as_str);
    let year: i32 = cell("年").parse().unwrap_or_else(|_| panic!("年: {row:?}"));
    let days = Days { year };
    let as_of = days.day(cell("看于"));
    let mut facts = AttendanceFacts::new(me(), year, as_of);
    facts.terms = items(cell("任期")).map(|words| days.term(&words)).collect();
    facts.stays = items(cell("日志")).flat_map(|words| days.stays(&words)).collect();
    facts.leaves = items(cell("请假")).map(|words| days.leave(&words)).collect();
    facts.observations = items(cell("现场考勤")).flat_map(|words| days.observations(&words)).collect();
    facts.confirmations = items(cell("确认")).flat_map(|words| days.confirmations(&words)).collect();
    facts.objected = items(cell("申诉")).flat_map(|words| days.all(&words[0])).collect();
    facts.corrections = items(cell("更正")).flat_map(|words| days.corrections(&words)).collect();
    facts.duty_days = items(cell("应到名单")).flat_map(|words| days.all(&words[0])).collect();
    let declared = items(cell("日历")).map(|words| days.declared(&words));
    let calendar = Calendar::new(Calendar::shipped().entries().iter().cloned().chain(declared)).expect("a calendar");
    Example {
        number: cell("编号").to_owned(),
        told: cell("说明").to_owned(),
        facts,
        policies: policies::named(cell("规则")),
        calendar,
        as_of,
        days: items(cell("看哪天")).flat_map(|words| days.all(&words[0])).collect(),
        state: cell("那天是").to_owned(),
        why: cell("原因").to_owned(),
        figures: FIGURES.into_iter().map(|column| (column, cell(column).to_owned())).collect(),
        dates: days,
    }
}

fn me() -> PersonId {
    "c0017".parse().expect("a person")
}

fn items(cell: &str) -> impl Iterator<Item = Vec<String>> {
    let pieces = cell.split([';', ';']).map(str::trim).filter(|piece| !piece.is_empty());
    pieces.map(|piece| piece.split_whitespace().map(str::to_owned).collect())
}

/// The days of a row's year: `09-13`, `09-04~09-06`, `01-01~` or with the year before; also as a spreadsheet may save
/// them: `9月13日`, `2018/1/31`.
#[derive(Clone, Copy)]
pub struct Days {
    year: i32,
}

impl Days {
    pub fn day(&self, text: &str) -> NaiveDate {
        let numbers: Vec<u32> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().expect("a number"))
            .collect();
        let day = match numbers[..] {
            [month, day] => NaiveDate::from_ymd_opt(self.year, month, day),
            [year, month, day] => NaiveDate::from_ymd_opt(year as i32, month, day),
            _ => None,
        };
        day.unwrap_or_else(|| panic!("not a day: {text:?}"))
    }

    fn range(&self, text: &str) -> (NaiveDate, Option<NaiveDate>) {
        match text.split_once('~') {
            None => (self.day(text), Some(self.day(text))),
            Some((from, "")) => (self.day(from), None),
            Some((from, to)) => (self.day(from), Some(self.day(to))),
        }
    }

    fn closed(&self, text: &str) -> (NaiveDate, NaiveDate) {
        let (from, to) = self.range(text);
        (from, to.expect("an end"))
    }

    fn all(&self, text: &str) -> Vec<NaiveDate> {
        let (from, to) = self.closed(text);
        from.iter_days().take_while(|day| *day <= to).collect()
    }

    fn term(&self, words: &[String]) -> Term {
        let (from, to) = self.range(&words[0]);
        let mut term = Term { space: village("甲村"), from, to, role: TermRole::Resident };
        for word in &words[1..] {
            match word.as_str() {
                "第一书记" => term.role = TermRole::FirstSecretary,
                "结对帮扶" => term.role = TermRole::Other,
                other => term.space = village(other),
            }
        }
        term
    }

    fn stays(&self, words: &[String]) -> Vec<StayWord> {
        let (mut space, mut stay, mut state, mut written) = (village("甲村"), String::new(), WordState::Standing, None);
        let mut on_paper = false;
        for word in &words[1..] {
            match word.as_str() {
                "撤回" => state = WordState::Withdrawn,
                "退回" => state = WordState::Returned,
                "纸质" => on_paper = true,
                "甲村" | "乙村" => space = village(word),
                other => match other.strip_prefix("写于") {
                    Some(day) => written = Some(self.day(day)),
                    None => stay = stay_code(other),
                },
            }
        }
        let word = |day| StayWord {
            space: space.clone(),
            day,
            stay: stay.clone(),
            written_on: Some(written.unwrap_or(day)),
            state,
            on_paper,
        };
        self.all(&words[0]).into_iter().map(word).collect()
    }

    fn leave(&self, words: &[String]) -> LeaveAsked {
        let (from, to) = self.closed(&words[0]);
        let mut leave = LeaveAsked { from, to, kind: "personal".to_owned(), decision: None, denied: false };
        for word in &words[1..] {
            match word.as_str() {
                "事假" => leave.kind = "personal".to_owned(),
                "病假" => leave.kind = "sick".to_owned(),
                "培训" => leave.kind = "training".to_owned(),
                "未批" => leave.decision = None,
                "准" => leave.decision = Some(LeaveDecision { granted: Some((from, to)), judged_present: true }),
                "不准" => leave.decision = Some(LeaveDecision { granted: None, judged_present: true }),
                "准后改过" => {
                    leave.decision = Some(LeaveDecision { granted: Some((from, to)), judged_present: false })
                }
                "口头" => leave.decision = Some(LeaveDecision { granted: Some((from, to)), judged_present: true }),
                "本人说没有" => leave.denied = true,
                "不准后改过" => leave.decision = Some(LeaveDecision { granted: None, judged_present: false }),
                other => {
                    let granted = other.strip_prefix("只准").unwrap_or_else(|| panic!("请假: {other}"));
                    leave.decision = Some(LeaveDecision { granted: Some(self.closed(granted)), judged_present: true });
                }
            }
        }
        leave
    }

    fn observations(&self, words: &[String]) -> Vec<Observation> {
        let mut space = village("甲村");
        let (mut all_here, mut present, mut absent) = (false, false, false);
        for word in &words[1..] {
            match word.as_str() {
                "在" => present = true,
                "不在" => absent = true,
                "都在" => all_here = true,
                "都在除本人" => (all_here, absent) = (true, true),
                "没提" => {}
                other => space = village(other),
            }
        }
        let named = |named: bool| named.then(me).into_iter().collect();
        let seen =
            |day| Observation { space: space.clone(), day, all_here, present: named(present), absent: named(absent) };
        self.all(&words[0]).into_iter().map(seen).collect()
    }

    fn confirmations(&self, words: &[String]) -> Vec<Confirmation> {
        let (mut space, mut verdict, mut judged_present) = (village("甲村"), Verdict::Confirmed, true);
        let mut by = Judge::FirstSecretary;
        for word in &words[1..] {
            match word.as_str() {
                "属实" => verdict = Verdict::Confirmed,
                "有疑问" => verdict = Verdict::Questioned,
                "办公室" => by = Judge::Office,
                "未细看" => by = Judge::OfficeUnread,
                "后改过" => judged_present = false,
                other => space = village(other),
            }
        }
        let says = |day| Confirmation { space: space.clone(), day, by, verdict, judged_present };
        self.all(&words[0]).into_iter().map(says).collect()
    }

    fn corrections(&self, words: &[String]) -> Vec<Corrected> {
        let to = CorrectedTo::ALL.iter().find(|to| to.zh() == words[1]).unwrap_or_else(|| panic!("更正: {}", words[1]));
        self.all(&words[0]).into_iter().map(|day| Corrected { day, to: *to }).collect()
    }

    fn declared(&self, words: &[String]) -> CalendarEntry {
        let (from, to) = self.closed(&words[0]);
        CalendarEntry { from, to, kind: DayKind::of(&words[1]).expect("放假, 休息 or 上班"), name: String::new() }
    }
}

fn village(name: &str) -> DivisionCode {
    let code = match name {
        "甲村" => "610926101205",
        "乙村" => "610926110221",
        other => panic!("no such village: {other}"),
    };
    code.parse().expect("a code")
}

fn stay_code(word: &str) -> String {
    match word {
        "村里" => "village",
        "镇上" => "town",
        "回家" => "home",
        "出差" => "business",
        "别处" => "elsewhere",
        "船上" => "boat",
        other => panic!("no such stay: {other}"),
    }
    .to_owned()
}
