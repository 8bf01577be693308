//! Genesis: the changes that every document of a kind begins with, so that two devices that write into one text offline
//! write into the same text.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, AutomergeError, Change, ObjType, ROOT, TextEncoding};
use cunji_domain::record::{FieldType, KindDecl};

/// The author of every genesis, as automerge sees it.
const ACTOR: &[u8] = b"cunji genesis";

/// The genesis changes of a kind by schema version: the one of version n+1 stands upon the one of version n and creates
/// the texts and sets that version n+1 brought. They are never sent; golden tests hold them fast.
pub(crate) struct Genesis {
    changes: Vec<Change>,
    documents: Vec<Automerge>,
}

impl Genesis {
    /// Of a kind.
    pub fn of(decl: &KindDecl) -> Result<Self, AutomergeError> {
        let mut genesis = Self { changes: Vec::new(), documents: Vec::new() };
        let mut document = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
        for version in 1..=decl.schema {
            document.set_actor(ActorId::from(ACTOR));
            let objects = objects(decl, version);
            if objects.is_empty() {
                document.empty_commit(CommitOptions::default().with_time(0));
            } else {
                let mut transaction = document.transaction();
                for (field, object) in objects {
                    transaction.put_object(ROOT, field_key(field), object)?;
                }
                transaction.commit_with(CommitOptions::default().with_time(0));
            }
            genesis.changes.extend(document.get_last_local_change());
            genesis.documents.push(document.clone());
        }
        Ok(genesis)
    }

    /// The newest version there is.
    pub fn newest(&self) -> usize {
        self.documents.len()
    }

    /// A document that holds the genesis up to this version and nothing else.
    pub fn document(&self, version: usize) -> Automerge {
        match version.checked_sub(1).and_then(|place| self.documents.get(place)) {
            Some(document) => document.clone(),
            None => Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint),
        }
    }

    /// The changes after one version up to another.
    pub fn between(&self, after: usize, to: usize) -> Vec<Change> {
        self.changes.get(after..to).unwrap_or_default().to_vec()
    }
}

/// A field's key in the document.
pub(crate) fn field_key(field: u16) -> String {
    field.to_string()
}

/// The object that a field of this type lives in, if it does in one.
pub(crate) fn object_of(ty: &FieldType) -> Option<ObjType> {
    match ty {
        FieldType::Prose => Some(ObjType::Text),
        FieldType::Set(_) => Some(ObjType::Map),
        _ => None,
    }
}

#[cfg(feature = "sabotage")]
fn is_forgotten() -> bool {
    crate::sabotage::is_armed(crate::sabotage::Fault::ForgetGenesis)
}

#[cfg(not(feature = "sabotage"))]
fn is_forgotten() -> bool {
    false
}

fn objects(decl: &KindDecl, version: u16) -> Vec<(u16, ObjType)> {
    if is_forgotten() {
        return Vec::new();
    }
    let new = decl.fields.iter().filter(|field| field.since == version);
    new.filter_map(|field| Some((field.number, object_of(&field.ty)?))).collect()
}

#[cfg(test)]
mod tests {
    use cunji_domain::kinds;

    use super::*;

    fn hashes(kind: &str) -> Vec<String> {
        let genesis = Genesis::of(kinds::by_name(kind).unwrap()).unwrap();
        genesis.changes.iter().map(|change| change.hash().to_string()).collect()
    }

    #[test]
    fn genesis_is_golden() {
        let diary = [
            "12c4e91729ea1b4a61f08b1682f6466c8468d4dabf50fbb8229e9caf2ca1bc66",
            "8e8059f6fb4bce0c8c9268a98603ff3c4d8feeab52ee3b2a40cf5585ef55107f",
        ];
        assert_eq!(hashes("diary"), diary);
        assert_eq!(hashes("visit"), ["de9d7a636e07539def20b6180fd29c48aa205edadf56f4ab8c4155bff08f3cc3"]);
    }

    #[test]
    fn a_genesis_stands_upon_the_one_before() {
        let genesis = Genesis::of(kinds::by_name("diary").unwrap()).unwrap();
        assert_eq!(genesis.newest(), 2);
        assert_eq!(genesis.changes[0].deps(), []);
        assert_eq!(genesis.changes[1].deps(), [genesis.changes[0].hash()]);
        assert_eq!(genesis.between(1, 2)[0].hash(), genesis.changes[1].hash());
        assert_eq!(genesis.document(1).get_heads(), [genesis.changes[0].hash()]);
    }

    #[test]
    fn every_kind_has_a_genesis_per_version() {
        for decl in kinds::all() {
            assert_eq!(Genesis::of(decl).unwrap().newest(), usize::from(decl.schema), "{}", decl.name);
        }
    }
}
