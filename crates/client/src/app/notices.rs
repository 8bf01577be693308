//! 提醒 as the system shows them, for who has the screens out of sight; the same are on the screens until they are put away.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::Datelike;
use cunji_domain::time::start_of_day;

use super::App;
use crate::error::Result;
use crate::language::Language;
use crate::me::reminders::EVENING;
use crate::platform::{Nothing, Reminder, Reminders};
use crate::views::me::{Reminded, ReminderView};

/// What is due is looked for so often (milliseconds): nothing of it is a matter of minutes.
const LOOK_AGAIN: u64 = 10 * 60_000;

/// What the system was told to show.
pub(super) struct Notices {
    system: Arc<dyn Reminders>,
    // By what it is about, the key of what is shown.
    shown: Mutex<BTreeMap<i32, String>>,
    // Monotonic milliseconds from which on it is looked again.
    next: AtomicU64,
}

impl Default for Notices {
    fn default() -> Self {
        Self { system: Arc::new(Nothing), shown: Mutex::default(), next: AtomicU64::new(0) }
    }
}

impl App {
    /// The app of a system that shows notices.
    #[must_use]
    pub fn with_reminders(mut self, system: Arc<dyn Reminders>) -> Self {
        self.notices.system = system;
        self
    }

    /// Something came down or was written: what is due is looked for soon.
    pub(super) fn notices_changed(&self) {
        self.notices.next.store(0, Ordering::Relaxed);
    }

    /// Has the system show what is due, take back what is not any more, and plan the evening's. Nothing waits for it; what the
    /// system does not show stands on the screens all the same.
    pub(super) fn announce_now_and_then(&self) {
        let now = self.clock.since_boot();
        if now < self.notices.next.load(Ordering::Relaxed) {
            return;
        }
        if self.announce().is_ok() {
            self.notices.next.store(now + LOOK_AGAIN, Ordering::Relaxed);
        }
    }

    /// The same at once.
    ///
    /// # Errors
    /// The phone is locked; the database fails.
    pub fn announce(&self) -> Result<()> {
        let wanted = self.settings().reminders;
        let (due, evening) = self.with(|phone| {
            // The days for mending count from here, whatever the person wants to be told of.
            phone.judged_days()?;
            let evening = if wanted.evening_without_diary { phone.evening_to_come()? } else { None };
            Ok((phone.reminders_to_raise(wanted)?, evening))
        })?;
        let mut now: BTreeMap<i32, (String, Reminder)> = BTreeMap::new();
        let language = self.language();
        let said = |notice: &ReminderView, at| Reminder {
            number: number(notice.about),
            title: title(language),
            text: words(notice, language),
            at,
        };
        for notice in due {
            let shown = said(&notice, None);
            // Of several returned days one is told; the screens have them all.
            now.entry(shown.number).or_insert((notice.key, shown));
        }
        if let Some(today) = evening {
            let notice =
                ReminderView { about: Reminded::EveningWithoutDiary, key: today.to_string(), day: None, count: None };
            let planned = said(&notice, Some(start_of_day(today) + EVENING));
            now.insert(planned.number, (format!("planned {today}"), planned));
        }
        self.show(now);
        Ok(())
    }

    /// The person has read a notice, by its key: it is not raised again, and the system takes it back.
    ///
    /// # Errors
    /// The phone is locked; the disk is full or read-only.
    pub fn put_reminder_away(&self, key: &str) -> Result<()> {
        self.with(|phone| phone.put_reminder_away(key))?;
        self.announce()
    }

    fn show(&self, now: BTreeMap<i32, (String, Reminder)>) {
        let system = &self.notices.system;
        let mut shown = self.notices.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.retain(|number, _| now.contains_key(number) || system.withdraw(*number).is_err());
        let new = now.into_iter().filter(|(number, (key, _))| shown.get(number) != Some(key)).collect::<Vec<_>>();
        // The person is asked only where there is something to show.
        if new.is_empty() || !system.ask().unwrap_or(false) {
            return;
        }
        for (number, (key, reminder)) in new {
            if system.remind(&reminder).is_ok() {
                shown.insert(number, key);
            }
        }
    }
}

fn number(about: Reminded) -> i32 {
    match about {
        Reminded::Rejected => 1,
        Reminded::Returned => 2,
        Reminded::Questioned => 3,
        Reminded::LeaveEnds => 4,
        Reminded::DaysShort => 5,
        Reminded::EveningWithoutDiary => 6,
    }
}

fn title(language: Language) -> String {
    match language {
        Language::Zh => "村记",
        Language::En => "Cunji",
    }
    .to_owned()
}

/// One sentence, as it may stand on a screen that others see: no names, no texts.
fn words(notice: &ReminderView, language: Language) -> String {
    let zh = language == Language::Zh;
    let count = notice.count.unwrap_or_default();
    let day = notice.day.map_or_else(String::new, |day| match language {
        Language::Zh => format!("{}月{}日", day.month(), day.day()),
        Language::En => day.format("%-d %B").to_string(),
    });
    match notice.about {
        Reminded::Rejected if zh => format!("有 {count} 条没收下,看看怎么改。"),
        Reminded::Rejected => format!("{count} not accepted; see what to mend."),
        Reminded::Returned if zh => format!("{day}的日志被退回了。"),
        Reminded::Returned => format!("The diary of {day} was returned."),
        Reminded::Questioned if zh => format!("{day}有疑问,可以说明。"),
        Reminded::Questioned => format!("{day} is in question; you can answer."),
        Reminded::LeaveEnds if zh => format!("假到{day}为止。"),
        Reminded::LeaveEnds => format!("Your leave ends on {day}."),
        Reminded::DaysShort if zh => format!("住村还差 {count} 天,看看最迟从哪天起要天天在村。"),
        Reminded::DaysShort => {
            format!("{count} days in the village are missing; see from which day on every night counts.")
        }
        Reminded::EveningWithoutDiary if zh => "今天的日志还没写。明早写也行。".to_owned(),
        Reminded::EveningWithoutDiary => "Today's diary is not written yet. Tomorrow morning is fine, too.".to_owned(),
    }
}
