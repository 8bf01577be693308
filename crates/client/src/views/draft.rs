//! A draft as a form shows it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use ts_rs::TS;

/// What a person is writing; kept whenever it changes, gone when it is written or thrown away.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct DraftView {
    /// Its id.
    pub id: String,
    /// The kind's name.
    pub kind: String,
    /// The space's code.
    pub village: String,
    /// The record that it changes, or will be; none for a new record of a kind without a key.
    pub record: Option<String>,
    /// Whether the record is there already.
    pub is_change: bool,
    /// Key and fields by their names; what is not said is left out.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Map<String, Json>,
    /// Whether the person said anything in it: what was there when it opened, and what it brought along, is nothing said.
    pub changed: bool,
    /// When it was last kept: Unix seconds, UTC, by the phone's clock.
    pub saved_at: i64,
}

/// What a form says: key and fields of a record by their names.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, TS)]
#[ts(type = "Record<string, unknown>")]
pub struct Said(pub Map<String, Json>);
