//! The primer: what both sides hold already is the dictionary of what travels next (docs/protocol.md §2, "sync").

use std::sync::OnceLock;

use cunji_domain::division::DivisionCode;
use cunji_history::{DeviceId, Edit, Op};
use sha2::{Digest, Sha256};

use crate::gb18030;
use crate::limits::PRIMER_BYTES;
use crate::message::PrimerName;

/// The text that ships with the program: made up, and part of the protocol (`crates/protocol/primer/zh-v1.txt`).
const SHIPPED: &str = include_str!("../primer/zh-v1.txt");

/// The shipped primer: what answers use, and requests without history.
pub fn shipped() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let mut bytes = gb18030::primed(SHIPPED);
        keep_last(&mut bytes);
        bytes
    })
}

fn keep_last(bytes: &mut Vec<u8>) {
    bytes.drain(..bytes.len().saturating_sub(PRIMER_BYTES));
}

/// What an edit adds to a primer: the inserts of its splices, in their order.
pub fn texts_of(edit: &Edit) -> impl Iterator<Item = &str> {
    edit.ops.iter().filter_map(|op| match op {
        Op::Splice { insert, .. } => Some(insert.as_str()),
        _ => None,
    })
}

/// The shipped text and one person's acknowledged texts of a space, as both sides can build it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Primer {
    /// Its name on the wire.
    pub name: PrimerName,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Primer {
    /// Builds a primer from `chains` (the person's devices in ascending order, each with the number up to which it counts)
    /// and `texts`, which calls its argument with each text of those entries that are not erased, in the order of devices and
    /// numbers ([`texts_of`] each).
    ///
    /// # Errors
    /// What `texts` fails with.
    pub fn build<E>(
        space: DivisionCode,
        chains: Vec<(DeviceId, u64)>,
        texts: impl FnOnce(&mut dyn FnMut(&str)) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut bytes = shipped().to_vec();
        texts(&mut |text| {
            bytes.extend(gb18030::primed(text));
            // Long histories pass through; only the end is kept, and not cut anew for each text.
            if bytes.len() > 4 * PRIMER_BYTES {
                keep_last(&mut bytes);
            }
        })?;
        keep_last(&mut bytes);
        let mut digest = [0; 8];
        digest.copy_from_slice(&Sha256::digest(&bytes)[..8]);
        Ok(Self { name: PrimerName { space, chains, digest }, bytes })
    }

    /// Builds the primer that a client named; none if what is held here makes another one. `texts` is as in
    /// [`Self::build`], for the chains of `name`.
    ///
    /// # Errors
    /// What `texts` fails with.
    pub fn rebuild<E>(
        name: &PrimerName,
        texts: impl FnOnce(&mut dyn FnMut(&str)) -> Result<(), E>,
    ) -> Result<Option<Self>, E> {
        let built = Self::build(name.space.clone(), name.chains.clone(), texts)?;
        Ok((built.name == *name).then_some(built))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn the_shipped_text_is_there_and_small() {
        assert!((10_000..=PRIMER_BYTES).contains(&shipped().len()), "{}", shipped().len());
    }

    #[test]
    fn a_primer_is_the_end_of_all_texts_and_its_name_tells_whether_it_is_the_same() {
        let chain = testing::sample();
        let texts = |extra: Option<&'static str>| {
            let edits: Vec<_> = chain.entries.iter().filter_map(|up| up.body.edit().cloned()).collect();
            move |add: &mut dyn FnMut(&str)| {
                edits.iter().flat_map(texts_of).chain(extra).for_each(add);
                Ok::<_, std::convert::Infallible>(())
            }
        };
        let built = Primer::build(chain.space.clone(), vec![(chain.device(), 6)], texts(None)).unwrap();
        assert!(built.bytes.starts_with(shipped()));
        assert!(built.bytes.ends_with(&gb18030::primed("四家")));
        assert_eq!(Primer::rebuild(&built.name, texts(None)), Ok(Some(built.clone())));
        assert_eq!(Primer::rebuild(&built.name, texts(Some("另"))), Ok(None));
    }

    #[test]
    fn a_long_history_keeps_its_last_quarter_megabyte() {
        let built = Primer::build("610926101205".parse().unwrap(), Vec::new(), |add| {
            (0..40_000).for_each(|n| add(&format!("第{n}户已走访。")));
            Ok::<_, std::convert::Infallible>(())
        });
        let bytes = built.unwrap().bytes;
        assert_eq!(bytes.len(), PRIMER_BYTES);
        assert!(bytes.ends_with(&gb18030::primed("第39999户已走访。")));
    }
}
