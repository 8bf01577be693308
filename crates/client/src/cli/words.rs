//! What records carry as codes, in the words of the language that is spoken. A code stands beside its name where a command asks for it.

use std::sync::Arc;

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::person::PersonId;
use serde_json::Value as Json;

use super::output::Output;
use crate::error::Result;
use crate::phone::Phone;
use crate::phone::facts::Known;
use crate::views::RecordView;

/// The names that have come down.
pub struct Words {
    known: Arc<Known>,
    out: Output,
    today: NaiveDate,
}

impl Words {
    /// As a phone knows them.
    pub fn of(phone: &mut Phone, out: Output) -> Result<Self> {
        Ok(Self { known: phone.known()?, out, today: phone.today() })
    }

    /// A person by name; with the id where two have the name, since commands take the name of who is the only one.
    pub fn person(&self, id: &str) -> String {
        match self.name_of(id) {
            None => id.to_owned(),
            Some((name, false)) => named(self.out, name, id),
            Some((name, true)) => name.to_owned(),
        }
    }

    /// What a command is given for a person: the name, or the id where the name means two.
    pub fn typed<'n>(&'n self, id: &'n str) -> &'n str {
        self.name_of(id).filter(|(_, is_only)| *is_only).map_or(id, |(name, _)| name)
    }

    /// The name, and whether nobody else has it.
    fn name_of(&self, id: &str) -> Option<(&str, bool)> {
        let name = self.known.names.get(&id.parse::<PersonId>().ok()?)?;
        Some((name, self.known.names.values().filter(|other| *other == name).count() == 1))
    }

    /// A field of a view: codes of lists and people by name, nothing where nothing is said.
    pub fn cell(&self, view: &RecordView, field: &str) -> String {
        view.fields.get(field).map(|value| self.value(view, field, value)).unwrap_or_default()
    }

    /// A value that a field of a view has, or could have.
    pub fn value(&self, view: &RecordView, field: &str, value: &Json) -> String {
        match value.as_str() {
            Some(number) if field == "household" => self.listed(&view.village, number),
            Some(id) if field == "cadre" || field == "observer" => self.person(id),
            _ => {
                let (zh, en) = self.known.worded(field, value, self.day_of(view));
                self.out.pick(zh, en)
            }
        }
    }

    /// The household that a record is about: by its head, with the number that commands take where it is listed.
    pub fn household(&self, view: &RecordView) -> String {
        let parts = ["household", "household_name", "name", "group"].map(|field| self.cell(view, field));
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn listed(&self, village: &str, number: &str) -> String {
        let village = village.parse::<DivisionCode>().ok();
        let head = village.and_then(|village| self.known.households.get(&village)?.get(number));
        head.map_or_else(|| number.to_owned(), |head| named(self.out, head, number))
    }

    /// The day by whose lists a record's codes are read.
    fn day_of(&self, view: &RecordView) -> NaiveDate {
        let told = ["day", "first_day", "since"].into_iter().find_map(|field| view.fields.get(field)?.as_str());
        told.and_then(|day| day.parse().ok()).unwrap_or(self.today)
    }
}

/// What a field of a kind, or a part of its key, is called. Keys are named in code alone; those that are no words in Chinese stay.
pub fn label<'n>(out: Output, kind: &str, name: &'n str) -> &'n str {
    let declared = kinds::by_name(kind).and_then(|decl| decl.field_named(name));
    let zh = declared.map_or_else(
        || match name {
            "cadre" | "observer" | "person" => "谁",
            "day" => "日期",
            "month" => "月份",
            "year" => "年份",
            "first_day" | "since" => "从哪天起",
            "level" => "哪一级",
            "subject" => "说的是哪条",
            "visit" => "哪次走访",
            "leave" | "request" => "哪次请假",
            "problem" => "哪个问题",
            "household" | "number" => "户号",
            "group" => "组",
            "name" => "姓名",
            _ => name,
        },
        |field| field.zh,
    );
    out.pick(zh, name)
}

/// What a kind of record is called.
pub fn kind(out: Output, name: &str) -> &str {
    kinds::by_name(name).map_or(name, |decl| out.pick(decl.zh, decl.en))
}

/// A village by its name, with the code that `--village` takes.
pub fn village(phone: &Phone, out: Output, code: &str) -> Result<String> {
    let Ok(division) = code.parse::<DivisionCode>() else { return Ok(code.to_owned()) };
    let name = phone.village_name(&division, phone.today())?;
    Ok(name.map_or_else(|| code.to_owned(), |name| named(out, &name, code)))
}

/// A name with the code that the next command takes.
pub fn named(out: Output, name: &str, code: &str) -> String {
    out.pick(format!("{name}({code})"), format!("{name} ({code})"))
}
