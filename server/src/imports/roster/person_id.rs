//! Ids of people, given and derived.

use cunji_domain::person::{InvalidPersonId, PersonId};
use sha2::{Digest, Sha256};

/// The id of a person without one: the same for the same name in the same place, in every roster.
pub(super) fn derived(place: &str, name: &str) -> Result<PersonId, InvalidPersonId> {
    let digest = Sha256::digest(format!("cunji roster person\n{place}\n{name}"));
    let letters = data_encoding::BASE32_NOPAD.encode(&digest[..8]).to_ascii_lowercase();
    // 60 bits: that any two of a million people share an id is less likely than one in a million.
    format!("p{}", &letters[..12]).parse()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_id_stays_what_it_is() {
        assert_eq!(derived("610926101205", "陈玉华").unwrap().as_str(), "pcsvkt7umgcky");
        assert_ne!(derived("610926101205", "陈玉华"), derived("610926110221", "陈玉华"));
        assert_ne!(derived("610926101205", "陈玉华"), derived("610926101205", "陈玉"));
    }
}
