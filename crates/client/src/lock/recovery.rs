//! 恢复码: made here, deposited at the server, dictated by a clerk when the PIN is forgotten, and renewed after it was used.
//!
//! A code wraps the keys before the server holds it (else a code that is dictated might open nothing), and those before it go on
//! opening the phone until the server is known to hold it (else there might be a moment with none).

use std::sync::Arc;

use cunji_history::signed::recovery_message;
use cunji_protocol::calls::{
    About, Deposit, Deposited, Enrolled, RecipientAnswer, RecoveryCode, RecoveryRequest, Token,
};
use cunji_store::{Cost, Device, Enrolment, Epoch, Home, Store, StoreError};
use zeroize::Zeroizing;

use super::tries::Kept;
use super::{Chosen, NewLock};
use crate::error::{ClientError, Result};
use crate::language::Language;
use crate::phone::Phone;
use crate::phone::clock::Clock;
use crate::phone::enrol::{needs_code, sealed};
use crate::sync::{Call, Desk, REVOKED, Transport, exchange};

/// The newest code and its serial (4 bytes, big end first, then the code): whoever opens the database may know it.
const CODE: &str = "recovery code";
/// The device, the server's epoch and the serial under which a code was last deposited.
const DEPOSITED: &str = "recovery deposited";
/// The secret by which a recovered phone enrols, until it has.
const ENROLMENT: &str = "recovery enrolment";

/// A code and its serial.
struct NumberedCode {
    serial: u32,
    code: RecoveryCode,
}

/// A code on its way to the server.
struct ToDeposit {
    code: NumberedCode,
    device: Device,
    server: Epoch,
    enrolment: Enrolment,
}

impl ToDeposit {
    /// Under what it is deposited.
    fn mark(&self) -> Vec<u8> {
        [self.device.id.0.as_slice(), &self.server.epoch.to_be_bytes(), &self.code.serial.to_be_bytes()].concat()
    }
}

impl NumberedCode {
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (serial, text) = bytes.split_first_chunk::<4>()?;
        let code = RecoveryCode::parse(std::str::from_utf8(text).ok()?).ok()?;
        Some(Self { serial: u32::from_be_bytes(*serial), code })
    }

    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new([self.serial.to_be_bytes().as_slice(), self.code.text().as_bytes()].concat())
    }
}

impl Phone {
    /// Opens a phone whose PIN was forgotten by the code that a clerk dictated, and locks it by another PIN from now on. Needs no
    /// line. Everything is there and writing goes on at once; the device has taken a new id, and what was unsent is issued again
    /// under it.
    ///
    /// # Errors
    /// The code is none or not this phone's; the new PIN is too short; or as [`Phone::open`].
    pub fn recover(
        home: impl Into<Home>,
        code: &str,
        new: NewLock<'_>,
        cost: Cost,
        clocks: (Arc<dyn Clock>, Language),
    ) -> Result<Self> {
        let home = home.into();
        let (clock, language) = clocks;
        let code =
            RecoveryCode::parse(code).map_err(|fault| ClientError::told(fault.code(), fault.zh(), fault.en()))?;
        let chosen = Chosen::of(new)?;
        let dir = home.dir().to_owned();
        let opened = Store::recover(home, code.text(), &chosen.opener(), cost, clock.now())?;
        Kept::default().keep(&dir);
        let mut phone = Self::from_opened(opened, clock, language);
        if let Some(enrolment) = phone.store.enrolment()? {
            phone.store.keep(ENROLMENT, code.enrolment_secret(enrolment.deployment).as_bytes())?;
        }
        // Its time is over with the next deposit.
        phone.store.keep(CODE, &[])?;
        phone.store.reissue(phone.clock.now())?;
        Ok(phone)
    }

    /// Whether the server holds a code that opens this phone, as far as this phone knows.
    ///
    /// # Errors
    /// The database fails.
    pub fn is_recoverable(&self) -> Result<bool> {
        let Some(code) = self.recovery_code()? else { return Ok(false) };
        Ok(self.store.kept(DEPOSITED)?.is_some_and(|kept| kept.ends_with(&code.serial.to_be_bytes())))
    }

    /// Makes another code: the one before stops working once the server holds this one, at the next sync.
    ///
    /// # Errors
    /// The key file can't be written.
    pub fn renew_recovery_code(&mut self) -> Result<()> {
        self.make_recovery_code(0).map(drop)
    }

    /// Whether this device took its id after a recovery and the server does not know it yet: nobody can introduce it.
    pub(crate) fn was_recovered(&self) -> Result<bool> {
        if self.store.enrolment()?.is_none() {
            return Ok(false);
        }
        match self.store.introduction() {
            Ok(_) => Ok(false),
            Err(StoreError::NotEnrolled) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether only a new code makes this phone known to the server again.
    pub(crate) fn needs_code(&self) -> Result<bool> {
        let is_kept = |name| Ok::<_, ClientError>(self.store.kept(name)?.is_some_and(|kept| !kept.is_empty()));
        Ok(is_kept(REVOKED)? || (self.was_recovered()? && !is_kept(ENROLMENT)?))
    }

    /// What is to be deposited, if the server does not hold it yet. A phone without a PIN has no code: its passphrase is its user's
    /// own.
    fn code_to_deposit(&mut self) -> Result<Option<ToDeposit>> {
        if self.store.own_ways()?.pin.is_none() {
            return Ok(None);
        }
        let code = match self.recovery_code()? {
            Some(code) => code,
            None => self.make_recovery_code(0)?,
        };
        let server = self.store.epochs()?.pop().ok_or(StoreError::NotEnrolled)?;
        let to_deposit = ToDeposit { code, device: self.store.device()?, server, enrolment: self.enrolment()? };
        let done = self.store.kept(DEPOSITED)?.as_deref() == Some(to_deposit.mark().as_slice());
        Ok(if done { None } else { Some(to_deposit) })
    }

    fn sign_deposit(&self, to_deposit: &ToDeposit, recipient: &str) -> Result<Deposit> {
        let ToDeposit { code, device, enrolment, .. } = to_deposit;
        let sealed = Deposit::seal(recipient, device.id, &code.code)
            .map_err(|fault| ClientError::Unreadable(fault.to_string()))?;
        let message = recovery_message(enrolment.deployment, device.suite, device.id, code.serial, &sealed);
        Ok(Deposit { serial: code.serial, sealed, signature: self.store.sign(&message)? })
    }

    /// The server holds it: those before open nothing any more.
    fn note_deposit(&mut self, to_deposit: &ToDeposit) -> Result<()> {
        self.store.keep(DEPOSITED, &to_deposit.mark())?;
        Ok(self.store.keep_recovery_from(to_deposit.code.serial)?)
    }

    fn recovery_code(&self) -> Result<Option<NumberedCode>> {
        let kept = self.store.kept(CODE)?.map(Zeroizing::new).unwrap_or_default();
        let code = NumberedCode::from_bytes(&kept);
        let serials = self.store.own_ways()?.recovery;
        Ok(code.filter(|code| serials.contains(&code.serial)))
    }

    /// A new code of a serial beyond all that are known; it opens the phone when this returns.
    fn make_recovery_code(&mut self, beyond: u32) -> Result<NumberedCode> {
        let last = self.store.own_ways()?.recovery.last().copied().unwrap_or(0);
        let mut random = Zeroizing::new([0; 19]);
        getrandom::fill(random.as_mut_slice()).map_err(StoreError::from)?;
        let code = NumberedCode { serial: last.max(beyond).saturating_add(1), code: RecoveryCode::new(*random) };
        self.store.add_recovery(code.code.text(), code.serial, Cost::default())?;
        self.store.keep(CODE, &code.to_bytes())?;
        Ok(code)
    }
}

/// Deposits the code, if the server does not hold it yet.
pub(crate) async fn deposit_recovery_code<D: Desk>(desk: &mut D, transport: &mut dyn Transport) -> Result<()> {
    // Twice where the server holds a newer one of this device: an older copy of the phone was put back.
    for _ in 0..2 {
        let Some(to_deposit) = desk.with(Phone::code_to_deposit)? else { return Ok(()) };
        let (enrolment, server) = (&to_deposit.enrolment, &to_deposit.server);
        let call =
            |request: RecoveryRequest| Call::post("/v1/recovery", Some(Token(enrolment.token)), request.to_bytes());
        let answer = RecipientAnswer::from_bytes(&exchange(transport, call(RecoveryRequest::Recipient)).await?)?;
        if !answer.holds(enrolment.deployment, server.suite, &server.public_key) {
            return Err(StoreError::Unverified("whom a recovery code is to be sealed to").into());
        }
        let deposit = desk.with(|phone| phone.sign_deposit(&to_deposit, &answer.recipient))?;
        let answer = exchange(transport, call(RecoveryRequest::Deposit(Box::new(deposit)))).await?;
        let held = Deposited::from_bytes(&answer)?;
        if !held.holds(enrolment.deployment, to_deposit.device.id, server.epoch, &server.public_key) {
            return Err(StoreError::Unverified("that the server holds the recovery code").into());
        }
        if held.serial == to_deposit.code.serial {
            return desk.with(|phone| phone.note_deposit(&to_deposit));
        }
        desk.with(|phone| phone.make_recovery_code(held.serial).map(drop))?;
    }
    Ok(())
}

/// Enrols a recovered phone by what goes with the code that recovered it.
pub(crate) async fn enrol_after_recovery<D: Desk>(desk: &mut D, transport: &mut dyn Transport) -> Result<()> {
    let (secret, enrolment) = desk.with(|phone| {
        let kept = phone.store.kept(ENROLMENT)?.map(Zeroizing::new).unwrap_or_default();
        let secret = std::str::from_utf8(&kept).unwrap_or_default();
        if secret.is_empty() {
            return Err(needs_code());
        }
        Ok((Zeroizing::new(secret.to_owned()), phone.enrolment()?))
    })?;
    let about = About::from_bytes(&exchange(transport, Call::get("/v1/about")).await?)?;
    let request = desk.with(|phone| {
        if about.deployment != enrolment.deployment || about.server_key != phone.server_key()? {
            return Err(StoreError::Unverified("the server is not the one that enrolled this phone").into());
        }
        phone.sign_enrolment(&secret, "", &about)
    })?;
    match exchange(transport, sealed(&request, &about)?).await {
        Ok(answer) => {
            let enrolled = Enrolled::from_bytes(&answer)?;
            desk.with(|phone| {
                phone.take_enrolment(&enrolment.server, &about, &enrolled)?;
                Ok(phone.store.keep(ENROLMENT, &[])?)
            })
        }
        // Too late, revoked, or lost with a server: a clerk has to make another.
        Err(ClientError::Refused(refusal)) if refusal.code.starts_with("enrol.code_") || refusal.code == REVOKED => {
            desk.with(|phone| Ok(phone.store.keep(ENROLMENT, &[])?))?;
            Err(needs_code())
        }
        Err(error) => Err(error),
    }
}
