//! Passwords: how they are kept, and which are too weak.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use zxcvbn::Score;

use super::session::Seat;
use crate::audit::{self, AuditAction};
use crate::error::ServerError;
use crate::server::Server;
use crate::storage::{self, accounts};

/// No shorter password is taken.
const SHORTEST: usize = 10;
/// No longer one is hashed.
const LONGEST_BYTES: usize = 256;

/// What is kept of a password: argon2id (RFC 9106) with the library's parameters (19 MiB, two passes) and a salt of its own.
pub(super) fn hash(password: &str) -> Result<String, ServerError> {
    let hashed = Argon2::default().hash_password(password.as_bytes()).map_err(|_| ServerError::Randomness)?;
    Ok(hashed.to_string())
}

/// Whether it is the password. Without an account the same work is done, so that the time tells nothing.
pub(super) fn fits(password: &str, kept: Option<&str>) -> bool {
    /// A hash that no password has, made with the same parameters.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let Ok(parsed) = PasswordHash::new(kept.unwrap_or(NOBODY)) else { return false };
    let fits =
        password.len() <= LONGEST_BYTES && Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
    fits && kept.is_some()
}

/// A password for somebody else, to be changed at the first sign-in: 80 bits, without characters that look alike.
pub(super) fn random() -> Result<String, ServerError> {
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| ServerError::Randomness)?;
    let groups = bytes
        .chunks(4)
        .map(|group| group.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect::<String>());
    Ok(groups.collect::<Vec<_>>().join("-"))
}

/// Why a password is not taken.
pub(super) fn weakness(password: &str, of: &[&str]) -> Option<ServerError> {
    let weak = |zh: &str, en: &str| Some(ServerError::refused("password.weak", zh, en));
    if password.chars().count() < SHORTEST {
        return weak(
            "密码至少要 10 个字。几个词连起来,又长又好记。",
            "A password has at least 10 characters. Some words in a row are long and easy to remember.",
        );
    }
    if password.len() > LONGEST_BYTES {
        return weak("密码太长了,最多 256 个字节。", "That is too long for a password: at most 256 bytes.");
    }
    if zxcvbn::zxcvbn(password, of).score() < Score::Three {
        return weak(
            "这个密码太好猜了。别用名字、日期、连号,几个不相干的词连起来就行。",
            "That password is easy to guess. Leave names, dates and rows of keys; some words that have nothing to do with each other will do.",
        );
    }
    None
}

/// Changes one's own password; every other session of the account ends.
///
/// # Errors
/// The old one is wrong, the new one weak; or what the database says.
pub fn change(server: &Server, seat: &Seat, old: &str, new: &str) -> Result<(), ServerError> {
    let account = storage::read(&*server.storage, |tx| accounts::by_login(tx, &seat.login))?;
    if !account.as_ref().is_some_and(|account| fits(old, Some(&account.password))) {
        return Err(ServerError::refused("password.wrong", "原密码不对。", "The old password is wrong."));
    }
    if let Some(weakness) = weakness(new, &[&seat.login, &seat.name]) {
        return Err(weakness);
    }
    if old == new {
        return Err(ServerError::refused(
            "password.same",
            "新密码和原来的一样,换一个。",
            "The new password is the old one; take another.",
        ));
    }
    let (hashed, now) = (hash(new)?, server.clock.now());
    storage::write(&*server.storage, |tx| {
        let Some(account) = accounts::by_login(tx, &seat.login)? else { return Err(super::session::nobody()) };
        accounts::put(tx, &accounts::Account { password: hashed.clone(), given: false, ..account })?;
        super::session::end_all_but(tx, seat)?;
        audit::note(tx, now, &seat.login, AuditAction::PasswordChanged, audit::Of::default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_and_no_other() {
        let kept = hash("安康 的 山 很 高").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(fits("安康 的 山 很 高", Some(&kept)));
        assert!(!fits("安康 的 山 不 高", Some(&kept)) && !fits("", Some(&kept)));
        assert_ne!(kept, hash("安康 的 山 很 高").unwrap(), "a salt of its own");
    }

    #[test]
    fn nobody_has_no_password_and_costs_as_much() {
        assert!(
            PasswordHash::new(
                "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            )
            .is_ok()
        );
        assert!(!fits("whatever it is", None));
    }

    #[test]
    fn a_weak_password_is_told_why() {
        let code = |password: &str| weakness(password, &["chenyh", "陈玉华"]).map(|error| error.code());
        assert_eq!(code("short"), Some("password.weak"));
        assert_eq!(code("1234567890"), Some("password.weak"));
        assert_eq!(code("chenyhchenyh"), Some("password.weak"));
        assert_eq!(code("Password123"), Some("password.weak"));
        assert_eq!(code(&"长".repeat(100)), Some("password.weak"));
        assert_eq!(code("青石板桥边三棵老柿树"), None);
        assert_eq!(code(&random().unwrap()), None);
    }
}
