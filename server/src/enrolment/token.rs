//! Tokens: random, and kept as a hash. A device that the server does not know by its token proves its key instead.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use cunji_protocol::calls::TokenProof;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::error::ServerError;
use crate::key::ServerKey;
use crate::server::Server;
use crate::storage::{self, devices};

/// How long a nonce is good.
const NONCE_SECONDS: i64 = 300;
/// How many nonces may be out at once.
const MOST_NONCES: usize = 10_000;

/// A new token.
///
/// # Errors
/// The system has no randomness to give.
pub fn fresh_token() -> Result<[u8; 16], ServerError> {
    let mut token = [0; 16];
    getrandom::fill(&mut token).map_err(|_| ServerError::Randomness)?;
    Ok(token)
}

/// What is kept of a token: 128 random bits need no slow hash.
pub fn token_hash(token: &[u8; 16]) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// What is kept of a code's secret: keyed with the server's key, which the database does not hold, since 40 bits would fall to
/// guessing.
pub fn code_hash(key: &ServerKey, secret: &str) -> [u8; 32] {
    // HMAC takes keys of every length; the fallback is never reached.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key.signing.to_bytes()) else { return [0; 32] };
    mac.update(b"cunji enrolment code");
    mac.update(secret.as_bytes());
    mac.finalize().into_bytes().into()
}

/// Nonces that were given out, each good once. In memory: a restart only makes a phone ask again.
#[derive(Debug, Default)]
pub struct Nonces(Mutex<BTreeMap<[u8; 16], i64>>);

impl Nonces {
    /// A nonce.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub fn give(&self, now: i64) -> Result<[u8; 16], ServerError> {
        let nonce = fresh_token()?;
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        out.retain(|_, given| now.saturating_sub(*given) <= NONCE_SECONDS);
        // The oldest gives way: who asks for nonces without using them must not keep others out.
        if out.len() >= MOST_NONCES
            && let Some(oldest) = out.iter().min_by_key(|(_, given)| **given).map(|(nonce, _)| *nonce)
        {
            out.remove(&oldest);
        }
        out.insert(nonce, now);
        Ok(nonce)
    }

    fn take(&self, nonce: &[u8; 16], now: i64) -> bool {
        let given = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(nonce);
        given.is_some_and(|given| now.saturating_sub(given) <= NONCE_SECONDS)
    }
}

/// Gives a device that proves itself a new token. One that a restored server has forgotten is known again.
///
/// # Errors
/// The nonce is not good, a signature is wrong, or what the database says.
pub fn renew(server: &Server, nonces: &Nonces, proof: &TokenProof) -> Result<[u8; 16], ServerError> {
    let now = server.clock.now();
    let publisher = server.registrar().publisher;
    let id = proof.key.device_id(0);
    let proven = nonces.take(&proof.nonce, now) && proof.holds(publisher.deployment, &publisher.key.public());
    if !proven {
        return Err(ServerError::refused(
            "token.not_proven",
            "服务器认不出这台手机。请再同步一次;还不行就请办公室发一个新的注册码。",
            "The server can't recognise this phone. Please sync again; if that fails, ask the office for a new code.",
        ));
    }
    let token = fresh_token()?;
    storage::write(&*server.storage, |tx| {
        let known = devices::by_id(tx, id)?;
        let device = known.unwrap_or_else(|| devices::Device {
            id,
            person: proof.person.clone(),
            suite: proof.suite,
            public_key: proof.key,
            token_hash: token_hash(&token),
            name: String::new(),
            client_version: String::new(),
            introduced_by: None,
            enrolled_at: proof.enrolled_at,
            seen_at: None,
            revoked_at: None,
            revoked_reason: None,
        });
        devices::put(tx, &devices::Device { token_hash: token_hash(&token), ..device })?;
        Ok::<_, ServerError>(())
    })?;
    Ok(token)
}
