//! Taking in lines of JSON (paper, old data, an export), checked as if they had been typed: all or nothing.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::DivisionCode;
use cunji_domain::kinds;
use cunji_domain::record::json::fields_from_json;
use cunji_domain::record::{Fields, IdRule, KindDecl, RecordId, Value, Writers};
use cunji_domain::violation::Violation;
use cunji_history::Edit;
use cunji_store::{Along, Filter, NewEdit};
use serde_json::{Map, Value as Json};

use crate::error::{ClientError, Result, Told};
use crate::phone::Phone;
use crate::phone::write::{Place, Written, evidence_of};

/// Places that nobody measured on the spot.
const FROM_PAPER: u8 = 4;
/// So many faults are told one by one.
const MOST_TOLD: usize = 50;
/// What an export says beside key and fields, and an import needs not.
const PASSED_OVER: [&str; 5] = ["id", "author", "edits", "sent", "conflicts"];

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// What was written, in the order of the lines.
    pub written: Vec<Written>,
    /// Lines that say what is there already.
    pub known: u64,
}

/// A line that may be written.
struct Ready {
    new: NewEdit,
    along: Along,
    says: Says,
}

/// What a line says, to find it again in the same file.
struct Says {
    /// The record, where the line names it by its key.
    record: Option<RecordId>,
    /// The whole edit that the line comes to.
    edit: Vec<u8>,
    /// When it was written, if the line tells.
    written_at: Option<i64>,
}

/// What the lines of a file said until now.
#[derive(Default)]
struct Said {
    records: BTreeSet<RecordId>,
    edits: BTreeMap<Vec<u8>, BTreeSet<Option<i64>>>,
}

impl Said {
    /// Whether a line says nothing that an earlier one did not.
    ///
    /// # Errors
    /// It says something else of the same record.
    fn said_before(&mut self, line: &Says) -> Result<bool> {
        let times = self.edits.entry(line.edit.clone()).or_default();
        let again = match (line.record, line.written_at) {
            // Of one record the same is the same whenever it was written; of visits there may be two, at two times.
            (None, Some(at)) => times.contains(&Some(at)),
            _ => !times.is_empty(),
        };
        times.insert(line.written_at);
        match line.record {
            Some(record) if !again && !self.records.insert(record) => Err(twice().into()),
            _ => Ok(again),
        }
    }
}

impl Phone {
    /// Writes every line of a file (`{"kind":"diary","cadre":…,"village":…,"day":…,…}`), or none. A line that says what is there
    /// already, or what a line before it says, is passed over, so the same file twice changes nothing. Two visits that are
    /// alike in everything are two only if `written_at` tells them apart.
    ///
    /// # Errors
    /// Every fault with the number of its line; nothing was written.
    pub fn import(&mut self, lines: &str) -> Result<Imported> {
        let mut imported = Imported::default();
        let mut faults: Vec<Told> = Vec::new();
        let mut ready: Vec<Ready> = Vec::new();
        let mut said = Said::default();
        for (index, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let outcome = self.line(line.trim_start_matches('\u{feff}')).and_then(|line| match line {
                Some(line) if said.said_before(&line.says)? => Ok(None),
                line => Ok(line),
            });
            match outcome {
                Ok(Some(line)) => ready.push(line),
                Ok(None) => imported.known += 1,
                Err(error @ ClientError::Store(_)) => return Err(error),
                Err(error) => faults.extend(error.sentences().into_iter().map(|told| at_line(index + 1, told))),
            }
        }
        if !faults.is_empty() {
            let more = faults.len().saturating_sub(MOST_TOLD);
            faults.truncate(MOST_TOLD);
            if more > 0 {
                faults.push(Told::new("import.more", format!("还有 {more} 处。"), format!("And {more} more.")));
            }
            return Err(ClientError::Violations(faults));
        }
        let all: Vec<_> = ready.into_iter().map(|line| (line.new, line.along)).collect();
        self.households.forget_visits();
        let saved = self.store.save_along(&all)?;
        let waits = all.iter().map(|(_, along)| along.waiting.is_some());
        imported.written = saved.iter().zip(waits).map(|(saved, waits)| self.written(saved, waits)).collect();
        Ok(imported)
    }

    fn line(&mut self, line: &str) -> Result<Option<Ready>> {
        let object = match serde_json::from_str(line) {
            Ok(Json::Object(object)) => object,
            Ok(_) => return Err(no_object("not an object")),
            Err(error) => return Err(no_object(&error.to_string())),
        };
        let decl = kind(&object)?;
        let read = fields_from_json(decl, &object)?;
        let mut other = read.other;
        let village = code(other.remove("village").or_else(|| other.remove("space")))?;
        let space = self.village(Some(&village), decl.day_told(&read.key, &read.fields))?;
        self.of_oneself(other.remove("cadre"))?;
        let place = place(&mut other)?;
        let written_at = written_at_of(other.remove("written_at"))?;
        refuse_rest(decl, other)?;
        let before = self.record_by_key(decl, &space, &read.key)?;
        // What a line does not speak of stays as it was; what was withdrawn does not come back unasked.
        let stands = before.as_ref().filter(|before| before.withdrawn.is_none());
        let mut after = stands.map(|before| before.fields.clone()).unwrap_or_default();
        after.extend(read.fields);
        if decl.id == IdRule::Creation && self.is_known(decl, &space, &read.key, &after, written_at)? {
            return Ok(None);
        }
        let Some(edit) = self.edit_to(decl, space, read.key, before.as_ref(), &after)? else { return Ok(None) };
        let says = Says { record: derived(decl, &edit), edit: edit.to_bytes(), written_at };
        let evidence = place.map(|place| evidence_of(Some(place)));
        let (new, along) = self.ready(edit, &after, evidence, written_at.unwrap_or_else(|| self.clock.now()))?;
        Ok(Some(Ready { new, along, says }))
    }

    fn of_oneself(&self, cadre: Option<Json>) -> Result<()> {
        let person = self.person()?;
        match cadre {
            None | Some(Json::Null) => Ok(()),
            Some(Json::String(cadre)) if cadre == person.as_str() => Ok(()),
            Some(cadre) => Err(Violation::new(
                "record.of_another_person",
                format!("这是 {} 的记录,要本人来写。", cadre.as_str().unwrap_or_default()),
                format!("This is {}'s record; only they can write it.", cadre.as_str().unwrap_or_default()),
            )
            .into()),
        }
    }

    /// Whether the person wrote just this, at just this time if the line tells one.
    fn is_known(
        &self,
        decl: &KindDecl,
        space: &DivisionCode,
        key: &[Value],
        fields: &Fields,
        at: Option<i64>,
    ) -> Result<bool> {
        let day = decl.day_told(key, fields);
        let filter = Filter { days: day.map(|day| day..=day), ..Filter::of(space).by(&self.person()?) };
        for record in self.store.records_of(decl, &filter)? {
            let record = self.with_waiting(record)?;
            for creation in self.store.edits_of(record.id)?.iter().filter(|edit| edit.edit.parents.is_empty()) {
                let then = self.store.state_at(record.id, &[creation.id])?;
                // Who changed the record since did not take back that it was written.
                let says_it = record.fields == *fields || then.is_some_and(|then| then.fields == *fields);
                if says_it && (at.is_none() || self.store.written_at(creation.id)? == at) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

fn written_at_of(json: Option<Json>) -> Result<Option<i64>> {
    let Some(json) = json.filter(|json| !json.is_null()) else { return Ok(None) };
    let at = json.as_i64().filter(|at| cunji_domain::time::local_day(*at).is_some());
    at.map(Some).ok_or_else(|| {
        Violation::new(
            "record.field_type",
            "「written_at」填得不对,要写成 1970 年以来的秒数。",
            "The value of written_at does not fit; expected Unix seconds.",
        )
        .into()
    })
}

fn kind(object: &Map<String, Json>) -> Result<&'static KindDecl> {
    let name = object.get("kind").and_then(Json::as_str).unwrap_or_default();
    kinds::by_name(name).filter(|decl| decl.writers != Writers::Office).ok_or_else(|| {
        Violation::new(
            "import.kind",
            format!("不认识「{name}」这类记录,或者它不由你来写。"),
            format!("There is no kind of record {name:?} that one writes oneself."),
        )
        .into()
    })
}

fn code(json: Option<Json>) -> Result<DivisionCode> {
    let parsed = json.as_ref().and_then(Json::as_str).and_then(|text| text.parse().ok());
    parsed.ok_or_else(|| {
        Violation::new(
            "import.village",
            "「village」要写村的 12 位代码。",
            "village must be the village's code of 12 digits.",
        )
        .into()
    })
}

fn place(other: &mut Map<String, Json>) -> Result<Option<Place>> {
    let (lat, lon, accuracy) = (other.remove("lat"), other.remove("lon"), other.remove("accuracy"));
    let number = |json: &Option<Json>| json.as_ref().filter(|json| !json.is_null()).map(Json::as_f64);
    let (lat, lon, accuracy) = (number(&lat), number(&lon), number(&accuracy));
    if lat.is_none() && lon.is_none() && accuracy.is_none() {
        return Ok(None);
    }
    let metres = match accuracy {
        None => Some(None),
        Some(Some(metres)) if (0.0..=1e9).contains(&metres) => Some(Some(metres.round() as u32)),
        Some(_) => None,
    };
    let place = lat.flatten().zip(lon.flatten()).zip(metres);
    place.and_then(|((lat, lon), metres)| Place::of_degrees(lat, lon, metres, FROM_PAPER)).map(Some).ok_or_else(|| {
        Violation::new(
            "import.place",
            "位置填得不对:lat、lon 是度数,要一起写;accuracy 是米。",
            "The place does not fit: lat and lon are degrees and come together; accuracy is in metres.",
        )
        .into()
    })
}

fn refuse_rest(decl: &KindDecl, mut other: Map<String, Json>) -> Result<()> {
    other.remove("kind");
    PASSED_OVER.iter().for_each(|name| _ = other.remove(*name));
    let withdrawn = other.remove("withdrawn");
    if withdrawn.is_some_and(|withdrawn| !matches!(withdrawn, Json::Null | Json::Bool(false))) {
        return Err(Violation::new(
            "import.withdrawn",
            "这条已经撤回了,不用导入。",
            "This record was withdrawn; it needs not be imported.",
        )
        .into());
    }
    let unknown: Vec<Violation> = other
        .keys()
        .map(|name| {
            Violation::new(
                "record.unknown_field",
                format!("「{}」没有「{name}」这一项。", decl.zh),
                format!("A {} has no field {name}.", decl.en),
            )
        })
        .collect();
    if unknown.is_empty() { Ok(()) } else { Err(unknown.into()) }
}

fn derived(decl: &KindDecl, edit: &Edit) -> Option<RecordId> {
    let key = edit.key.as_ref().filter(|_| decl.id == IdRule::Derived)?;
    Some(cunji_history::derived_record_id(decl.number, &edit.space, key))
}

fn twice() -> Violation {
    Violation::new("import.twice", "这条在文件里出现了两次。", "This record stands twice in the file.")
}

fn no_object(detail: &str) -> ClientError {
    Violation::new(
        "import.json",
        format!("这一行不是 JSON 对象({detail})。"),
        format!("This line is no JSON object ({detail})."),
    )
    .into()
}

fn at_line(line: usize, told: Told) -> Told {
    Told { code: told.code, zh: format!("第 {line} 行:{}", told.zh), en: format!("Line {line}: {}", told.en) }
}
