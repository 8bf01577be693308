//! Plain values for screens and for `--json`.

pub mod attendance;
mod draft;
mod failure;
pub mod friends;
pub mod households;
mod line;
pub mod lock;
pub mod me;
pub mod named;
mod newer;
pub mod photos;
pub mod problems;
pub mod team;
pub mod today;
pub mod visits;
pub mod waiting;

use std::collections::BTreeMap;

use cunji_documents::{Conflict, Record};
use cunji_domain::kinds;
use cunji_domain::record::json::{record_to_json, value_to_json};
use cunji_domain::record::{FieldType, Form, KindNumber, RecordId};
use cunji_history::EditId;
use data_encoding::HEXLOWER_PERMISSIVE;
use serde::Serialize;
use serde_json::{Map, Value as Json};
use ts_rs::TS;

pub use draft::{DraftView, Said};
pub use failure::{FailureView, SentenceView};
pub use line::{LineState, LineView};
pub use newer::NewerProgramView;

use crate::error::{Result, no_such_record};

/// Bytes in hex.
pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER_PERMISSIVE.encode(bytes)
}

/// A record's heads as screens and judgements name them.
pub(crate) fn heads_shown(heads: &[EditId]) -> Vec<String> {
    heads.iter().map(|head| hex(&head.0)).collect()
}

/// A record's id as somebody typed it.
///
/// # Errors
/// It is none.
pub fn record_id(typed: &str) -> Result<RecordId> {
    fixed(typed).map(RecordId).ok_or_else(|| no_such_record(typed))
}

/// So many bytes from hex.
pub(crate) fn fixed<const N: usize>(typed: &str) -> Option<[u8; N]> {
    HEXLOWER_PERMISSIVE.decode(typed.trim().as_bytes()).ok()?.try_into().ok()
}

/// What came of writing something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WrittenView {
    /// The record's id.
    pub record: String,
    /// The edit's id; none if there was nothing to change.
    pub edit: Option<String>,
    /// Whether the server holds all of the record by now.
    pub sent: bool,
    /// Whether some of it waits here for a server that takes it.
    pub waits: bool,
    /// Whether the phone's clock must be wrong.
    pub clock_doubtful: bool,
}

impl From<&crate::phone::write::Written> for WrittenView {
    fn from(written: &crate::phone::write::Written) -> Self {
        Self {
            record: hex(&written.record.0),
            edit: written.edit.map(|edit| edit.to_string()),
            sent: written.sent,
            waits: written.waits,
            clock_doubtful: written.clock_doubtful,
        }
    }
}

/// A file that left the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SavedFile {
    /// Its name.
    pub name: String,
    /// The folder that it lies in; none where the system's share sheet took it.
    pub folder: Option<String>,
}

/// Whose phone it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WhoView {
    /// The person's id.
    pub person: String,
    /// The person's name.
    pub name: String,
    /// The device's id.
    pub device: String,
    /// Whether the server knows the device by this id.
    pub introduced: bool,
    /// The server's address.
    pub server: String,
    /// The villages where the person writes.
    pub villages: Vec<String>,
    /// The roles that the person holds now (`resident`, `first_secretary`, `paired_helper`, …), of all villages.
    pub roles: Vec<String>,
    /// Whether days are counted for the person: a paired helper lives elsewhere and has no attendance. While no roster has come
    /// down, days are counted.
    pub keeps_attendance: bool,
}

/// A record with its fields by the names of their declaration.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordView {
    /// The kind's name.
    pub kind: String,
    /// The id.
    pub id: String,
    /// The space's code.
    pub village: String,
    /// Who created it.
    pub author: String,
    /// Key and fields.
    #[serde(flatten)]
    pub fields: Map<String, Json>,
    /// Why it was withdrawn, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<String>,
    /// What is to be settled.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<ConflictView>,
    /// Whether the server holds all of it.
    pub sent: bool,
}

impl RecordView {
    /// The view of a record.
    pub fn of(record: &Record, sent: bool) -> Self {
        Self {
            kind: kind_name(record.kind),
            id: hex(&record.id.0),
            village: record.space.to_string(),
            author: record.author.to_string(),
            fields: record.decl().map(|decl| record_to_json(decl, &record.key, &record.fields)).unwrap_or_default(),
            withdrawn: record.withdrawn.clone(),
            conflicts: record.conflicts.iter().map(|conflict| ConflictView::of(record, conflict)).collect(),
            sent,
        }
    }
}

/// Something that two people changed at once.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConflictView {
    /// The field; none where one withdrew the record and another wrote on.
    pub field: Option<String>,
    /// The field's name on screens.
    pub zh: Option<String>,
    /// The values that were put.
    pub values: Vec<Json>,
    /// The place among them, from 0, of the one that counts until it is settled.
    pub winner: usize,
    /// Why the record was withdrawn, where that is the conflict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<String>,
}

impl ConflictView {
    fn of(record: &Record, conflict: &Conflict) -> Self {
        match conflict {
            Conflict::Field { field, values, winner } => {
                let declared = record.decl().and_then(|decl| decl.field(*field));
                let (ty, form) = declared.map_or((FieldType::Bytes, Form::Plain), |field| (field.ty, field.form));
                Self {
                    field: Some(declared.map_or_else(|| field.to_string(), |field| field.name.to_owned())),
                    zh: declared.map(|field| field.zh.to_owned()),
                    values: values.iter().map(|value| value_to_json(&ty, &form, value)).collect(),
                    winner: *winner,
                    withdrawn: None,
                }
            }
            Conflict::WithdrawnAndEdited { reason } => {
                Self { field: None, zh: None, values: Vec::new(), winner: 0, withdrawn: Some(reason.clone()) }
            }
        }
    }
}

/// An own edit that the server rejected.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RejectedView {
    /// The edit's id.
    pub edit: String,
    /// Its record's id.
    pub record: String,
    /// The kind's name.
    pub kind: String,
    /// The space's code.
    pub village: String,
    /// The broken rule's code.
    pub code: String,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// What is wrong, in English.
    pub en: String,
    /// How to mend it, in Chinese.
    pub mend_zh: String,
    /// How to mend it, in English.
    pub mend_en: String,
    /// Whether it was written anew since.
    pub mended: bool,
    /// Whether the person let it go, or wrote it anew as another record.
    pub settled: bool,
}

/// An entry that the server holds back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HeldView {
    /// The space's code.
    pub village: String,
    /// The device's id.
    pub device: String,
    /// Its number in the device's chain.
    pub number: u64,
    /// Why.
    pub code: String,
    /// Why it waits, and who has to do what.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// Entries that the server refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RefusedView {
    /// The space's code.
    pub village: String,
    /// The first number.
    pub number: u64,
    /// Why.
    pub code: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// How things stand on this phone.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct StatusView {
    /// The device's id.
    pub device: String,
    /// Own entries that the server does not hold.
    pub unsent: u64,
    /// Entries that it holds back.
    pub held: u64,
    /// Own edits that it rejected and that were not mended yet.
    pub rejected: u64,
    /// Records that two people changed at once.
    pub conflicts: u64,
    /// Entries of frames that it refused.
    pub refused: u64,
    /// Drafts.
    pub drafts: u64,
    /// When the last sync was done: Unix seconds, UTC, by the phone's clock.
    pub last_sync: Option<i64>,
    /// Whether the phone's clock must be wrong.
    pub clock_doubtful: bool,
    /// Whether the device takes a new id with the next sync.
    pub needs_new_device: bool,
    /// The digest of each space's records that its team reads.
    pub digests: BTreeMap<String, String>,
    /// What is held, one by one.
    pub held_entries: Vec<HeldView>,
    /// What was rejected, one by one.
    pub rejected_edits: Vec<RejectedView>,
    /// What was refused.
    pub refused_frames: Vec<RefusedView>,
}

/// What a sync came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct SyncView {
    /// Bytes sent, heads of requests included.
    pub bytes_up: u64,
    /// Bytes received, heads of answers included.
    pub bytes_down: u64,
    /// Requests.
    pub round_trips: u32,
    /// Own entries that are in the log by it.
    pub accepted: u64,
    /// Own entries that were refused.
    pub refused: u64,
    /// Own entries that the server holds back now.
    pub held: u64,
    /// Own edits that were rejected by it.
    pub rejected: u64,
    /// Edits of others that came.
    pub pulled: u64,
    /// Own entries that the server does not hold yet.
    pub unsent: u64,
    /// Requests that were cut.
    pub cuts: u32,
    /// The device's id, if it took a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_device: Option<String>,
    /// Spaces that were taken off the phone since the person's term there is over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub purged: Vec<String>,
    /// Words of the server for the person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeView>,
}

/// Words of the server for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct NoticeView {
    /// Stable and dotted, e.g. `device.revoked`.
    pub code: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// What was proved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VerifyView {
    /// Edits whose ids follow from their salts and bytes.
    pub edits: u64,
    /// Own entries whose hashes follow from one another.
    pub own_entries: u64,
    /// Signatures of own heads.
    pub heads: u64,
    /// Frames that the server signed.
    pub frames: u64,
    /// What nothing here proves: saved from a damaged file and not come again yet, or an erasure whose space was purged.
    pub unproved: u64,
    /// Chains of others that were proved from the server's stubs.
    pub chains: u64,
    /// Entries of those chains.
    pub chain_entries: u64,
    /// The first fault: where, and what does not hold.
    pub fault: Option<String>,
}

/// The name of a kind.
pub(crate) fn kind_name(kind: KindNumber) -> String {
    kinds::by_number(kind).map_or_else(|| kind.to_string(), |decl| decl.name.to_owned())
}
