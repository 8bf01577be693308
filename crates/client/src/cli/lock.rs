//! The lock at a terminal: PIN, recovery, notes on a locked phone.

use std::sync::Arc;

use cunji_store::Cost;
use serde_json::json;
use zeroize::Zeroizing;

use super::args::{Note, Pin};
use super::{Terminal, home};
use crate::error::{ClientError, Result};
use crate::lock::{NewLock, PlatformSecret, lock_state, note_id, note_while_locked};
use crate::phone::Phone;
use crate::phone::clock::SystemClock;
use crate::views::hex;

/// The variable with the PIN that opens the phone.
pub const PIN: &str = "CUNJI_PIN";
/// The variable with the PIN that is to open it.
const NEW_PIN: &str = "CUNJI_NEW_PIN";

/// What a variable gives, if it is set.
pub fn entered(variable: &str) -> Option<Zeroizing<String>> {
    std::env::var(variable).ok().map(Zeroizing::new)
}

/// This system's key store.
#[cfg(not(any(target_os = "android", target_os = "ios")))]
pub fn key_store() -> impl PlatformSecret {
    crate::lock::SystemKeyStore
}

/// This system's key store.
#[cfg(any(target_os = "android", target_os = "ios"))]
pub fn key_store() -> impl PlatformSecret {
    crate::lock::NoKeyStore
}

pub fn pin(terminal: &Terminal, command: Pin) -> Result<()> {
    let out = terminal.out;
    match command {
        Pin::Set => {
            let mut phone = terminal.phone()?;
            let new = new_pin(terminal)?;
            match phone.pin_shape()? {
                None => phone.set_pin(&new, &key_store(), Cost::default())?,
                Some(_) => {
                    let present = match entered(PIN) {
                        Some(present) => present,
                        None => terminal.ask(out.pick("现在的密码: ", "Present PIN: "))?,
                    };
                    phone.change_pin(&present, &new, &key_store(), Cost::default())?;
                }
            }
            out.say(out.pick(
                "密码设好了。下次同步会存一个恢复码,忘了密码可以打电话向办公室要。",
                "The PIN is set. The next sync deposits a recovery code, which the office can dictate if the PIN is forgotten.",
            ));
            out.document(&json!({ "recoverable": phone.is_recoverable()? }))
        }
        Pin::Status => {
            let state = lock_state(&home::of(&terminal.home), &SystemClock::default())?;
            out.say(match state.asks_for {
                Some(_) => out.pick("设了密码。", "A PIN is set."),
                None => out.pick("没有设密码。", "No PIN is set."),
            });
            out.document(&json!({
                "pin": state.asks_for.is_some(), "free": state.tries.free, "wait": state.tries.wait,
                "recoverable": state.recoverable,
            }))
        }
    }
}

fn new_pin(terminal: &Terminal) -> Result<Zeroizing<String>> {
    if let Some(new) = entered(NEW_PIN) {
        return Ok(new);
    }
    let out = terminal.out;
    let typed = terminal.ask(out.pick("新密码: ", "New PIN: "))?;
    if terminal.ask(out.pick("再输一次: ", "Once more: "))? != typed {
        return Err(ClientError::told(
            "lock.pin_differs",
            "两次输的密码不一样,请重来。",
            "The two PINs differ; please start again.",
        ));
    }
    Ok(typed)
}

pub fn recover(terminal: &Terminal, code: &str) -> Result<()> {
    let out = terminal.out;
    let clocks: (Arc<dyn crate::phone::clock::Clock>, _) = (Arc::new(SystemClock::default()), out.language);
    let store = key_store();
    let home = home::of(&terminal.home);
    let phone = match entered(PIN) {
        Some(pin) => Phone::recover(home, code, NewLock::Pin(&pin, &store), Cost::default(), clocks)?,
        None => {
            let passphrase = terminal.passphrase(true)?;
            Phone::recover(home, code, NewLock::Passphrase(&passphrase), Cost::default(), clocks)?
        }
    };
    let (unsent, name) = (phone.store().status()?.unsent, phone.enrolment()?.person_name);
    out.say(out.pick(
        format!("{name}的手机打开了,写的都在,没传的有 {unsent} 条。从现在起用新密码;下次同步时重新登记,并换一个新的恢复码。"),
        format!(
            "The phone of {name} is open; what was written is here, {unsent} entries unsent. From now on the new PIN opens it. The next sync enrols it again and renews the recovery code."
        ),
    ));
    out.document(&json!({ "device": phone.store().device()?.id.to_string(), "unsent": unsent }))
}

pub fn note(terminal: &Terminal, command: Note) -> Result<()> {
    let out = terminal.out;
    match command {
        Note::Add { text } => {
            let id = note_while_locked(&home::of(&terminal.home), &text, &SystemClock::default())?;
            out.say(out.pick("记下了,打开以后能看到。", "Noted; it is shown once the phone is open."));
            out.document(&json!({ "note": hex(&id.0) }))
        }
        Note::List => {
            let notes = terminal.phone()?.locked_notes()?;
            for note in &notes {
                out.say(format!("{} {} {}", hex(&note.id.0), note.day, note.text));
            }
            let notes: Vec<_> = notes
                .iter()
                .map(|note| json!({ "note": hex(&note.id.0), "day": note.day, "written_at": note.written_at, "text": note.text }))
                .collect();
            out.document(&notes)
        }
        Note::Take { id, date, village } => {
            let mut phone = terminal.phone()?;
            let id = note_id(&id)?;
            let day = match date {
                Some(day) => day,
                None => phone.store().locked_note(id)?.day,
            };
            let draft = phone.take_locked_note(id, village.as_ref(), day)?;
            out.say(
                out.pick(format!("放进 {day} 日志的草稿里了。"), format!("It is in the draft of the diary of {day}.")),
            );
            out.document(&json!({ "draft": hex(&draft.id.0), "day": day }))
        }
        Note::Dismiss { id } => {
            terminal.phone()?.dismiss_locked_note(note_id(&id)?)?;
            out.say(out.pick("不要了。", "Let go."));
            out.document(&json!({}))
        }
    }
}
