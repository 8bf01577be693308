//! 锁: what opens a phone, how wrong tries slow down, what helps who forgot the PIN, and what a locked phone can still do.
//!
//! - locked: [`lock_state`], [`Phone::open_with_pin`], [`Phone::recover`], [`note_while_locked`]
//! - open: [`Phone::set_pin`], [`Phone::change_pin`], [`Phone::locked_notes`]
//!
//! An app locks by dropping its [`Phone`]: the keys are wiped, and drafts are in the database already.

mod notes;
mod platform_secret;
mod recovery;
mod rules;
mod tries;

use std::sync::Arc;

use cunji_store::{Cost, Home, Opener, PinShape, Store, StoreError};
use zeroize::Zeroizing;

use crate::error::{ClientError, Result};
use crate::language::Language;
use crate::phone::Phone;
use crate::phone::clock::Clock;

pub use notes::{keep_locked_note, note_id, note_while_locked};
#[cfg(not(any(target_os = "android", target_os = "ios")))]
pub use platform_secret::SystemKeyStore;
pub use platform_secret::{NoKeyStore, NoSecret, PlatformSecret, Secret, SetKeyStore};
pub(crate) use recovery::{deposit_recovery_code, enrol_after_recovery};
pub use rules::PinRules;
pub use tries::Tries;

use tries::Kept;

/// What a lock screen must know before anybody enters anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockState {
    /// What it asks for; none if no PIN was set (a phone of the command line, opened by passphrase).
    pub asks_for: Option<PinShape>,
    /// How entering it stands.
    pub tries: Tries,
    /// Whether a recovery code opens it. The phone can't know whether the server holds one.
    pub recoverable: bool,
    /// Whether it was never enrolled: nothing can help who forgot what opens it, and another can be made in its place.
    pub nobodys: bool,
}

/// How a locked phone stands. Opens nothing.
///
/// # Errors
/// There is no phone in the home, or its key file is missing or damaged.
pub fn lock_state(home: &Home, clock: &dyn Clock) -> Result<LockState> {
    let ways = Store::ways(home)?;
    Ok(LockState {
        asks_for: ways.pin.map(|pin| pin.shape),
        tries: Kept::of(home.dir()).by_now(clock).tries(),
        recoverable: !ways.recovery.is_empty(),
        nobodys: Store::is_nobodys(home),
    })
}

/// What a phone is to be opened by from now on.
#[derive(Clone, Copy)]
pub enum NewLock<'a> {
    /// A passphrase, at a terminal.
    Passphrase(&'a str),
    /// A PIN or phrase, with the platform's secret where there is one.
    Pin(&'a str, &'a dyn PlatformSecret),
}

impl std::fmt::Debug for NewLock<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Passphrase(_) => "Passphrase(…)",
            Self::Pin(..) => "Pin(…)",
        })
    }
}

/// What was chosen, checked, with the secret that takes part.
struct Chosen {
    entered: Zeroizing<String>,
    secret: Option<Secret>,
    is_pin: bool,
}

impl Chosen {
    fn of(new: NewLock<'_>) -> Result<Self> {
        match new {
            NewLock::Passphrase(text) => {
                Ok(Self { entered: Zeroizing::new(text.to_owned()), secret: None, is_pin: false })
            }
            NewLock::Pin(text, store) => {
                let secret = store.get_or_create().ok();
                Ok(Self { entered: PinRules::of(secret.is_some()).check(text)?, secret, is_pin: true })
            }
        }
    }

    fn opener(&self) -> Opener<'_> {
        if self.is_pin {
            Opener::Pin { entered: &self.entered, secret: self.secret.as_deref() }
        } else {
            Opener::Passphrase(&self.entered)
        }
    }
}

impl Phone {
    /// Makes a phone that is opened by what is given; nobody's until it is enrolled.
    ///
    /// # Errors
    /// The PIN is too short; there is a phone already, or the folder can't be written to.
    pub fn create_locked_by(
        home: impl Into<Home>,
        new: NewLock<'_>,
        cost: Cost,
        clock: Arc<dyn Clock>,
        language: Language,
    ) -> Result<Self> {
        let chosen = Chosen::of(new)?;
        let store = Store::create_for(home, &chosen.opener(), cost, clock.now())?;
        Ok(Self::from_store(store, clock, language))
    }

    /// Opens the phone by what was entered at the lock screen.
    ///
    /// # Errors
    /// It is wrong (`lock.wrong`), or it has to be waited first (`lock.wait`); no PIN is set; the platform's key store has lost or
    /// does not give its secret; or as [`Phone::open`].
    pub fn open_with_pin(
        home: impl Into<Home>,
        entered: &str,
        platform: &dyn PlatformSecret,
        clock: Arc<dyn Clock>,
        language: Language,
    ) -> Result<Self> {
        let home = home.into();
        let dir = home.dir().to_owned();
        let pin = Store::ways(&home)?.pin.ok_or(StoreError::NoPin)?;
        let secret = match pin.secret {
            Some(_) => Some(platform.get_or_create().map_err(|none| ClientError::Told(none.told()))?),
            None => None,
        };
        let before = Kept::of(&dir).by_now(&*clock);
        if before.tries().wait > 0 {
            before.keep(&dir);
            return Err(wait_first(before.tries()));
        }
        let tried = before.with_one_more();
        tried.keep(&dir);
        let entered = rules::normal_form(entered);
        let opener = Opener::Pin { entered: &entered, secret: secret.as_deref() };
        match Store::open_by(home, &opener, clock.now()) {
            Ok(opened) => {
                Kept::default().keep(&dir);
                Ok(Self::from_opened(opened, clock, language))
            }
            Err(StoreError::WrongPin) => Err(wrong(tried.tries())),
            Err(error) => {
                // Whatever else failed, nobody guessed.
                before.keep(&dir);
                Err(error.into())
            }
        }
    }

    /// What the lock screen asks for; none if no PIN was set.
    ///
    /// # Errors
    /// The key file is missing or damaged.
    pub fn pin_shape(&self) -> Result<Option<PinShape>> {
        Ok(self.store.own_ways()?.pin.map(|pin| pin.shape))
    }

    /// Whether this is the passphrase that opens the phone.
    ///
    /// # Errors
    /// It is not.
    pub fn check_passphrase(&self, passphrase: &str) -> Result<()> {
        Ok(self.store.check_opener(&Opener::Passphrase(passphrase))?)
    }

    /// Sets a PIN or phrase on a phone that has none; its passphrase, if it has one, goes on opening it.
    ///
    /// # Errors
    /// It is too short, or there is one already ([`Phone::change_pin`]).
    pub fn set_pin(&mut self, pin: &str, platform: &dyn PlatformSecret, cost: Cost) -> Result<()> {
        if self.pin_shape()?.is_some() {
            return Err(ClientError::told(
                "lock.pin_there",
                "已经有密码了。要换就先输现在的,再输新的。",
                "There is a PIN already; to change it, enter the present one and then the new one.",
            ));
        }
        let chosen = Chosen::of(NewLock::Pin(pin, platform))?;
        Ok(self.store.change_opener(&chosen.opener(), cost)?)
    }

    /// Changes the PIN or phrase of an open phone. The present one is asked for: a phone that was left lying open is not taken over.
    /// Wrong ones slow down as at the lock screen.
    ///
    /// # Errors
    /// The present one is wrong, or has to be waited for; the new one is too short. Then the present one stays.
    pub fn change_pin(&mut self, present: &str, new: &str, platform: &dyn PlatformSecret, cost: Cost) -> Result<()> {
        let chosen = Chosen::of(NewLock::Pin(new, platform))?;
        let dir = self.store.dir().to_owned();
        let before = Kept::of(&dir).by_now(&*self.clock);
        if before.tries().wait > 0 {
            before.keep(&dir);
            return Err(wait_first(before.tries()));
        }
        let tried = before.with_one_more();
        tried.keep(&dir);
        let present = rules::normal_form(present);
        let opener = Opener::Pin { entered: &present, secret: chosen.secret.as_deref() };
        match self.store.check_opener(&opener) {
            Ok(()) => Kept::default().keep(&dir),
            Err(StoreError::WrongPin) => return Err(wrong(tried.tries())),
            Err(error) => {
                before.keep(&dir);
                return Err(error.into());
            }
        }
        Ok(self.store.change_opener(&chosen.opener(), cost)?)
    }
}

fn wrong(tries: Tries) -> ClientError {
    let (zh, en) = match tries {
        Tries { wait: 0, free } if free > 0 => (
            format!("不对,请再输一次(还可以连着试 {} 次)。忘了就向办公室要恢复码。", free + 1),
            format!("That is wrong; enter it again ({} more tries without a wait). If you forgot it, ask for a recovery code.", free + 1),
        ),
        Tries { wait: 0, .. } => (
            "不对,请再输一次;再错就要等一会儿。忘了就向办公室要恢复码。".to_owned(),
            "That is wrong; enter it again. After one more wrong one there is a wait. If you forgot it, ask for a recovery code.".to_owned(),
        ),
        Tries { wait, .. } => (
            format!("不对。请等{}再试。忘了就向办公室要恢复码;锁着也能记一句。", zh_time(wait)),
            format!("That is wrong; wait {} and try again. If you forgot it, ask for a recovery code; notes can be taken meanwhile.", en_time(wait)),
        ),
    };
    ClientError::told("lock.wrong", zh, en)
}

fn wait_first(tries: Tries) -> ClientError {
    ClientError::told(
        "lock.wait",
        format!("前面错得多了,请等{}再试。忘了就向办公室要恢复码;锁着也能记一句。", zh_time(tries.wait)),
        format!(
            "There were several wrong ones; wait {} and try again. If you forgot it, ask for a recovery code; notes can be taken meanwhile.",
            en_time(tries.wait)
        ),
    )
}

pub(crate) fn zh_time(seconds: u64) -> String {
    if seconds < 60 { format!(" {seconds} 秒") } else { format!(" {} 分钟", seconds.div_ceil(60)) }
}

pub(crate) fn en_time(seconds: u64) -> String {
    if seconds < 60 { format!("{seconds} s") } else { format!("{} min", seconds.div_ceil(60)) }
}
