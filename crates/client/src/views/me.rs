//! 我的: whose phone it is, what asks for a look, what is to be settled, the phone itself.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value as Json;
use ts_rs::TS;

use super::named::{CodeName, PersonName};
use super::{HeldView, LineView, RefusedView, RejectedView};

/// 我的.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MeView {
    /// Whose phone it is.
    pub person: PersonName,
    /// The villages where the person writes.
    pub villages: Vec<VillageName>,
    /// How the line stands.
    pub line: LineView,
    /// How many rejected records ask to be mended.
    pub rejected: u32,
    /// How many records have something to settle.
    pub conflicts: u32,
    /// Entries that the server keeps and has not decided on.
    pub held: u32,
    /// Entries that the server does not take.
    pub refused: u32,
    /// Own diaries that were returned or questioned, the newest first.
    pub judged: Vec<JudgedDay>,
    /// Forms that were left half written.
    pub drafts: u32,
    /// Whether the phone's clock must be wrong.
    pub clock_doubtful: bool,
}

/// A village by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct VillageName {
    /// The code.
    pub code: String,
    /// The name, if it has come down.
    pub name: Option<String>,
}

/// The villages that may be chosen for a day, and the one that the screens are about on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct VillagesView {
    /// The code of the one that the screens are about on that day; none while it has to be chosen, or where there is none.
    pub present: Option<String>,
    /// Those where the person works on that day; of whoever works nowhere on it, all.
    pub villages: Vec<VillageName>,
}

/// What somebody said against a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SaidOfDay {
    /// An office returned the diary.
    Returned,
    /// An office keeps it in doubt.
    Flagged,
    /// The first secretary questions the day.
    Questioned,
}

/// An own diary with a word against it, as long as it was not written on since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct JudgedDay {
    /// The day.
    pub day: NaiveDate,
    /// The diary's id.
    pub diary: String,
    /// The judgement's id.
    pub judgement: String,
    /// What was said.
    pub said: SaidOfDay,
    /// Who judges at that level (`village`: the first secretary).
    pub level: String,
    /// Who said it; none for an office.
    pub by: Option<PersonName>,
    /// In their own words.
    pub reason: String,
    /// What is to be mended, where it was returned.
    pub cause: Option<CodeName>,
    /// The last day for mending, where it was returned.
    pub until: Option<NaiveDate>,
    /// Whether the server said so; until it has, this phone reckons by its own clock.
    pub until_is_told: bool,
}

/// What the server did not take, and what it keeps.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ReturnedView {
    /// Rejected records that ask to be mended.
    pub rejected: Vec<RejectedRecord>,
    /// What the server keeps and has not decided on.
    pub held: Vec<HeldView>,
    /// What it does not take.
    pub refused: Vec<RefusedView>,
}

/// A rejected record with what was written.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RejectedRecord {
    /// Why, and how to mend it.
    pub rejected: RejectedView,
    /// The kind's name on screens.
    pub kind_zh: String,
    /// In English.
    pub kind_en: String,
    /// The day that it tells of.
    pub day: Option<NaiveDate>,
    /// Whether the day is part of its key: on another day it is another record.
    pub day_in_key: bool,
    /// What was written, field by field.
    pub written: Vec<FieldSaid>,
}

/// A field with its value.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FieldSaid {
    /// The field's name in code.
    pub name: String,
    /// Its name on screens.
    pub zh: String,
    /// The value in words, in Chinese.
    pub words_zh: String,
    /// In English.
    pub words_en: String,
    /// Whether it is a text that is written on.
    pub is_text: bool,
    /// The value.
    #[ts(type = "unknown")]
    pub value: Json,
}

/// A record that two people changed at once.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ToSettle {
    /// The record's id.
    pub record: String,
    /// The kind's name.
    pub kind: String,
    /// The kind's name on screens.
    pub kind_zh: String,
    /// In English.
    pub kind_en: String,
    /// The day that it tells of.
    pub day: Option<NaiveDate>,
    /// Whether this person may settle it.
    pub is_mine: bool,
    /// The fields with several values.
    pub fields: Vec<FieldToSettle>,
    /// Where one withdrew the record and others wrote on: why it was withdrawn.
    pub withdrawn: Option<String>,
    /// Who withdrew it.
    pub withdrawn_by: Option<PersonName>,
    /// The record's heads as they are shown: what settling is about.
    pub heads: Vec<String>,
}

/// A field with several values.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FieldToSettle {
    /// The field's name in code.
    pub field: String,
    /// Its name on screens.
    pub zh: String,
    /// The values side by side.
    pub sides: Vec<Side>,
}

/// One of several values.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Side {
    /// Its place in the list, from 0: what settling takes.
    pub place: u32,
    /// The value; null empties the field.
    #[ts(type = "unknown")]
    pub value: Json,
    /// The value in words, in Chinese; empty where the field was emptied.
    pub words_zh: String,
    /// In English.
    pub words_en: String,
    /// Whether it counts until somebody settles it.
    pub counts: bool,
    /// Who put it.
    pub by: Option<PersonName>,
    /// When, by that phone's clock (Unix seconds).
    #[ts(type = "number | null")]
    pub written_at: Option<i64>,
}

/// A device of the person's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DeviceView {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Option<String>,
    /// When it was enrolled (Unix seconds).
    #[ts(type = "number")]
    pub enrolled_at: i64,
    /// Whether it is this one.
    pub is_this: bool,
    /// When it was revoked (Unix seconds).
    #[ts(type = "number | null")]
    pub revoked_at: Option<i64>,
    /// Why.
    pub reason: Option<String>,
}

/// What a self-check looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    /// What is stored proves itself.
    Store,
    /// Free space on the phone.
    Space,
    /// The clock.
    Clock,
    /// The last sync.
    LastSync,
    /// The policy has come down.
    Policy,
    /// The roster has come down.
    Roster,
    /// The server knows this device.
    Device,
    /// The photos on this phone can be read.
    Photos,
    /// The system's key store takes part in the PIN.
    KeyStore,
}

/// How the system's key store stands to the PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyStoreState {
    /// Its secret takes part.
    Guards,
    /// There is one, and the PIN was set without it: the next PIN has it.
    Unused,
    /// There is none here; the PIN has more digits for that.
    Missing,
    /// The PIN needs its secret, and it does not answer now.
    Silent,
    /// The PIN needs its secret, and it holds another one: the recovery code opens the phone.
    Emptied,
}

/// One fact of a self-check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CheckView {
    /// What was looked at.
    pub checked: Checked,
    /// Whether all is well; what to do else is said by the screen.
    pub well: bool,
    /// A count: edits proved, bytes free, bytes of photos.
    #[ts(type = "number | null")]
    pub count: Option<u64>,
    /// An instant (Unix seconds).
    #[ts(type = "number | null")]
    pub moment: Option<i64>,
    /// A name: the policy's version, the first fault.
    pub detail: Option<String>,
    /// How the key store stands; of [`Checked::KeyStore`] alone.
    pub key_store: Option<KeyStoreState>,
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reminded {
    /// Records were rejected.
    Rejected,
    /// A diary was returned.
    Returned,
    /// A day is questioned.
    Questioned,
    /// A leave's last day is today or tomorrow.
    LeaveEnds,
    /// The year's days can only just be reached, or not any more.
    DaysShort,
    /// An evening in the village without a diary.
    EveningWithoutDiary,
}

/// A notice that is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReminderView {
    /// What it is about.
    pub about: Reminded,
    /// The same for the same thing: it is put away once.
    pub key: String,
    /// The day that it is about.
    pub day: Option<NaiveDate>,
    /// A count: records, days still missing.
    #[ts(type = "number | null")]
    pub count: Option<i64>,
}
