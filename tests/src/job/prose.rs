//! From lines of the stock to a diary and to a visit's findings.

use chrono::{Datelike, NaiveDate};

use super::chance::Chance;
use super::person::{Family, Habits};
use super::stock::{Month, Stock};

/// What a visit may tell, besides how it began and what was done.
const TOPICS: &[&str] = &["家", "钱", "身", "学", "房", "话"];
const DISHES: &[&str] = &["浆水面", "苞谷糁", "洋芋疙瘩", "腊排骨", "红苕稀饭", "神仙豆腐", "酸菜鱼", "油饼子"];
const HOURS: &[&str] = &["后天", "逢三", "月半", "二十前", "礼拜二", "霜降前", "下场", "十六号", "初九", "收完秋"];
const DIGITS: &[&str] = &["零", "一", "两", "三", "四", "五", "六", "七", "八", "九"];

/// A person's pen in one month.
#[derive(Debug)]
pub(super) struct Prose<'a> {
    habits: &'a Habits,
    visits: Month,
    diaries: Month,
    free: Month,
    chance: Chance,
}

impl<'a> Prose<'a> {
    /// The pen of a month, named by its first day.
    pub(super) fn of(habits: &'a Habits, chance: Chance, first_day: NaiveDate) -> Self {
        let month = first_day.year_ce().1 * 12 + first_day.month0();
        let part = |text: &str, name: &str| Month::of(&Stock::read(text), month, &habits.speech, chance.branch(name));
        Self {
            habits,
            visits: part(include_str!("visit.txt"), "visits"),
            diaries: part(include_str!("diary.txt"), "diaries"),
            free: part(include_str!("free.txt"), "free"),
            chance: chance.branch("order"),
        }
    }

    /// What was seen and heard at a family's.
    pub(super) fn findings(&mut self, family: &Family) -> String {
        let mut pieces = Vec::new();
        if self.chance.below(5) < 2 {
            pieces.push(self.visit_line("到", family));
        }
        let topics = 2 + self.chance.below(2);
        for topic in self.chance.order(TOPICS.len()).into_iter().take(topics) {
            pieces.push(self.visit_line(TOPICS[topic], family));
        }
        let at = self.chance.below(pieces.len() + 1);
        pieces.insert(at, self.free_line("户", family));
        if self.chance.below(2) == 0 {
            pieces.push(self.visit_line("办", family));
        }
        if self.chance.below(4) == 0 {
            pieces.push(self.visit_line("收", family));
        }
        self.joined(pieces)
    }

    /// A day, told in the evening.
    pub(super) fn diary(&mut self, stay: &str) -> String {
        let mut pieces = Vec::new();
        if stay == "village" {
            for (section, often) in [("晨", 3), ("上", 4), ("上", 2), ("下", 4), ("下", 2), ("晚", 3)] {
                if self.chance.below(4) < often {
                    pieces.push(self.diary_line(section));
                }
            }
        }
        for section in ["日", "日", "日", "想", "杂"] {
            let at = self.chance.below(pieces.len() + 1);
            let piece = match section {
                "日" => self.day_line(),
                _ => self.diary_line(section),
            };
            pieces.insert(at, piece);
        }
        pieces.push(self.diary_line(match stay {
            "village" => "住",
            "home" => "家",
            _ => "外",
        }));
        self.joined(pieces)
    }

    fn visit_line(&mut self, section: &str, family: &Family) -> String {
        let habits = self.habits;
        self.visits.next(section, &mut |slot, chance| fill(slot, Some(family), habits, chance))
    }

    fn diary_line(&mut self, section: &str) -> String {
        let habits = self.habits;
        self.diaries.next(section, &mut |slot, chance| fill(slot, None, habits, chance))
    }

    fn free_line(&mut self, section: &str, family: &Family) -> String {
        let habits = self.habits;
        self.free.next(section, &mut |slot, chance| fill(slot, Some(family), habits, chance))
    }

    fn day_line(&mut self) -> String {
        let habits = self.habits;
        self.free.next("日", &mut |slot, chance| fill(slot, None, habits, chance))
    }

    fn joined(&mut self, pieces: Vec<String>) -> String {
        let mut text = String::new();
        let last = pieces.len().saturating_sub(1);
        for (number, piece) in pieces.into_iter().enumerate() {
            if self.chance.below(12) == 0 {
                text.push_str(self.chance.pick(&self.habits.pet_phrases));
                text.push(',');
            }
            text.push_str(&piece);
            text.push_str(if number == last { "。" } else { self.chance.pick(&["。", ";", "。", ",", ";"]) });
        }
        if self.habits.full_width {
            text = text.replace(',', "\u{ff0c}").replace(';', "\u{ff1b}").replace(':', "\u{ff1a}");
        }
        text
    }
}

fn fill(slot: &str, family: Option<&Family>, habits: &Habits, chance: &mut Chance) -> String {
    if let Some(fact) = family.and_then(|family| family.fact(slot)) {
        return fact.to_owned();
    }
    match slot {
        "地" => chance.pick(&habits.places).to_owned(),
        "支" => habits.secretary.clone(),
        "伴" => habits.mate.clone(),
        "医" => habits.doctor.clone(),
        "数" => chance.pick(&DIGITS[2..]).to_owned(),
        "几十" => {
            format!("{}十{}", chance.pick(&DIGITS[2..]).replace('两', "二"), chance.pick(&["", "来", "五", "七"]))
        }
        "钱" => money(chance),
        "亩" => format!("{}亩{}", chance.pick(&DIGITS[1..]), chance.pick(&["", "", "半", "多", "三分"])),
        "时" => chance.pick(HOURS).to_owned(),
        "饭" => chance.pick(DISHES).to_owned(),
        // A family's fact asked for where no family is told of.
        _ => "别家".to_owned(),
    }
}

fn money(chance: &mut Chance) -> String {
    let digit = |chance: &mut Chance| chance.pick(&DIGITS[1..]);
    match chance.below(5) {
        0 => format!("{}百{}", digit(chance), chance.pick(&["", "五", "来块", "二十元"])),
        1 => format!("{}千{}", digit(chance), chance.pick(&["", "三", "六百", "多块"])),
        2 => format!("{}元", chance.between(12, 98) * 10),
        3 => format!("{}元", chance.between(1001, 9890)),
        _ => format!("{}万{}", chance.pick(&DIGITS[1..4]), chance.pick(&["", "出头", "零五百", "二"])),
    }
}
