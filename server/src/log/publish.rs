//! What the server itself writes: verdicts, devices, roster, policy. Entries like any other, in the server's own chain.

use cunji_documents::{Record, edit_between};
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::{Fields, KindDecl, RecordId, RecordKind, Value};
use cunji_history::signed::{self, Deployment};
use cunji_history::{
    DeviceId, DeviceKey, Edit, EditId, Entry, Head, Seed, Suite, creation_record_id, derived_record_id,
};

use super::history::History;
use crate::error::ServerError;
use crate::registrar::Registrar;
use crate::storage::Transaction;
use crate::storage::chains::{self, SignedHead};
use crate::storage::link::Link;
use crate::storage::log::{self as stored, LogEntry};

/// Who publishes: the server's device of the present epoch.
#[derive(Debug, Clone)]
pub struct Publisher {
    /// The deployment.
    pub deployment: Deployment,
    /// The key that signs.
    pub key: DeviceKey,
    /// The server's device in the present epoch.
    pub device: DeviceId,
    /// The present epoch.
    pub epoch: u32,
}

/// Writes a record of the server's into a space so that it says what `record` says: creates it, changes what differs, or does
/// nothing. The space must be locked by the caller if it appends more than this.
///
/// # Errors
/// What the database says.
pub fn publish<K: RecordKind>(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    record: &K,
    now: i64,
) -> Result<Option<EditId>, ServerError> {
    let named = Named::Key(record.key());
    Ok(publish_fields(tx, registrar, space, K::DECL, named, &record.fields(), now)?.map(|(edit, _)| edit))
}

/// Which record is written.
#[derive(Debug, Clone)]
pub enum Named {
    /// The one of this key.
    Key(Vec<Value>),
    /// One that is there, of a kind whose ids come from the creating edit.
    Id(RecordId),
    /// A new one of such a kind.
    New,
}

/// Writes the server's record as it was before something came back beside it: upon all heads, so that two beginnings of one
/// record don't add up (a text would stand there twice). Nothing happens if nothing differs.
///
/// # Errors
/// What the database says.
pub fn publish_again(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    decl: &'static KindDecl,
    before: &Record,
    now: i64,
) -> Result<Option<EditId>, ServerError> {
    let named = Named::Key(before.key.clone());
    Ok(publish_fields(tx, registrar, &before.space, decl, named, &before.fields, now)?.map(|(edit, _)| edit))
}

/// As [`publish`], of a record in parts; gives its id, too.
///
/// # Errors
/// What the database says.
pub fn publish_fields(
    tx: &mut dyn Transaction,
    registrar: &Registrar,
    space: &DivisionCode,
    decl: &'static KindDecl,
    named: Named,
    fields: &Fields,
    now: i64,
) -> Result<Option<(EditId, RecordId)>, ServerError> {
    stored::open_space(tx, space)?;
    stored::lock_space(tx, space)?;
    let (key, known) = match named {
        Named::Key(key) => (Some(key.clone()), Some(derived_record_id(decl.number, space, &key))),
        Named::Id(id) => (None, Some(id)),
        Named::New => (None, None),
    };
    let mut history = known.map_or_else(|| Ok(History::default()), |id| History::of(tx, space, id))?;
    let present = known.and_then(|id| history.replay(id));
    let before = present.as_ref().map(|record| record.fields.clone()).unwrap_or_default();
    let ops = edit_between(decl, decl.schema, &before, fields);
    let withdrawn = present.as_ref().is_some_and(|record| record.withdrawn.is_some());
    if present.is_some() && ops.is_empty() && !withdrawn {
        return Ok(None);
    }
    let edit = Edit {
        kind: decl.number,
        space: space.clone(),
        author: PersonId::server(),
        key,
        schema: decl.schema,
        parents: present.map(|record| record.heads).unwrap_or_default(),
        ops,
    };
    let (edit_id, id) = append_own(tx, &registrar.publisher, space, decl, known, &edit, now)?;
    history.push(edit_id, edit);
    registrar.project(tx, space, decl.number, id, &history)?;
    Ok(Some((edit_id, id)))
}

fn append_own(
    tx: &mut dyn Transaction,
    publisher: &Publisher,
    space: &DivisionCode,
    decl: &KindDecl,
    known: Option<RecordId>,
    edit: &Edit,
    now: i64,
) -> Result<(EditId, RecordId), ServerError> {
    let head = chains::chain_head(tx, space, publisher.device)?;
    let chain_number = head.as_ref().map_or(0, |head| head.number) + 1;
    let seed = seed_for(tx, publisher.device, space, chain_number)?;
    let salt = seed.edit_salt(chain_number);
    let edit_id = edit.id(salt);
    let record = known.unwrap_or_else(|| creation_record_id(edit_id));
    let entry = Entry {
        space: space.clone(),
        device: publisher.device,
        number: chain_number,
        previous: head.map(|head| head.hash),
        edit: edit_id,
        evidence: None,
        written_at: now,
    };
    let hash = entry.hash();
    let number = stored::next_numbers(tx, space, 1)?;
    stored::insert_entry(
        tx,
        &LogEntry {
            space: space.clone(),
            number,
            link: Link {
                device: publisher.device,
                chain_number,
                edit_id,
                salt: Some(salt),
                edit: Some(edit.to_bytes()),
                previous: entry.previous,
                hash: Some(hash),
                evidence_hash: None,
                evidence: None,
                evidence_salt: None,
                written_at: now,
                received_at: now,
                erased: false,
            },
            kind: decl.number,
            record,
            author: PersonId::server(),
            audience: decl.audience,
            owner: owner(decl, edit),
            attested: false,
        },
    )?;
    let head = Head { space: space.clone(), device: publisher.device, number: chain_number, hash };
    chains::set_chain_head(tx, &head)?;
    let suite = Suite::Ed25519Sha256;
    let signature = publisher.key.sign(&signed::head_message(publisher.deployment, suite, &head)).to_vec();
    chains::put_signed_head(tx, &SignedHead { head, signature, suite: suite.number(), received_at: now })?;
    Ok((edit_id, record))
}

fn owner(decl: &KindDecl, edit: &Edit) -> Option<PersonId> {
    decl.owner_of(&edit.author, edit.key.as_deref().unwrap_or_default())
}

fn seed_for(
    tx: &mut dyn Transaction,
    device: DeviceId,
    space: &DivisionCode,
    number: u64,
) -> Result<Seed, ServerError> {
    let block = Seed::block_of(number);
    if let Some(seed) = chains::seed(tx, space, device, block)? {
        return Ok(seed);
    }
    // Also after an erasure took the block's seed: new numbers get a new one, the former salts are kept singly.
    let seed = Seed::random().map_err(|_| ServerError::Randomness)?;
    chains::put_seed(tx, space, device, block, &seed)?;
    Ok(seed)
}
