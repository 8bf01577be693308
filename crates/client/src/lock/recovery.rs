//! 恢复码: made here, deposited at the server, dictated by a clerk when the PIN is forgotten, and renewed after it was used.
//!
//! A code wraps the keys before the server holds it (else a code that is dictated might open nothing), and those before it go on
//! opening the phone until the server is known to hold it (else there might be a moment with none).

use std::sync::Arc;

use cunji_history::Suite;
use cunji_history::signed::recovery_message;
use cunji_protocol::calls::{About, Deposit, Deposited, RecipientAnswer, RecoveryCode, RecoveryRequest, Token};
use cunji_store::{Cost, Home, Store, StoreError};
use zeroize::Zeroizing;

use super::tries::Kept;
use super::{Chosen, NewLock};
use crate::clock::Clock;
use crate::enrol::needs_code;
use crate::error::{ClientError, Result};
use crate::language::Language;
use crate::phone::Phone;
use crate::sync::{Call, Transport, exchange};

/// The newest code and its serial (4 bytes, big end first, then the code): whoever opens the database may know it.
const CODE: &str = "recovery code";
/// The device, the server's epoch and the serial under which a code was last deposited.
const DEPOSITED: &str = "recovery deposited";
/// The secret by which a recovered phone enrols, until it has.
const ENROLMENT: &str = "recovery enrolment";

impl RecoveryCodeText {
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (serial, text) = bytes.split_first_chunk::<4>()?;
        let code = RecoveryCode::parse(std::str::from_utf8(text).ok()?).ok()?;
        Some(Self { serial: u32::from_be_bytes(*serial), code })
    }

    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new([self.serial.to_be_bytes().as_slice(), self.code.text().as_bytes()].concat())
    }
}

/// A code and its serial.
struct RecoveryCodeText {
    serial: u32,
    code: RecoveryCode,
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

    /// Deposits the code, if the server does not hold it yet. A phone without a PIN has none: its passphrase is its user's own.
    pub(crate) async fn deposit_recovery_code(&mut self, transport: &mut dyn Transport) -> Result<()> {
        if self.store.own_ways()?.pin.is_none() {
            return Ok(());
        }
        let mut code = match self.recovery_code()? {
            Some(code) => code,
            None => self.make_recovery_code(0)?,
        };
        let (device, suite) = (self.store.device()?, Suite::Ed25519Sha256);
        let server = self.store.epochs()?.pop().ok_or(StoreError::NotEnrolled)?;
        let deposited =
            |serial: u32| [device.id.0.as_slice(), &server.epoch.to_be_bytes(), &serial.to_be_bytes()].concat();
        if self.store.kept(DEPOSITED)?.as_deref() == Some(deposited(code.serial).as_slice()) {
            return Ok(());
        }
        let enrolment = self.enrolment()?;
        let call =
            |request: RecoveryRequest| Call::post("/v1/recovery", Some(Token(enrolment.token)), request.to_bytes());
        let answer = RecipientAnswer::from_bytes(&exchange(transport, call(RecoveryRequest::Recipient)).await?)?;
        if !answer.holds(enrolment.deployment, suite, &server.public_key) {
            return Err(StoreError::Unverified("whom a recovery code is to be sealed to").into());
        }
        // Twice where the server holds a newer one of this device: an older copy of the phone was put back.
        for _ in 0..2 {
            let sealed = Deposit::seal(&answer.recipient, device.id, &code.code)
                .map_err(|fault| ClientError::Unreadable(fault.to_string()))?;
            let message = recovery_message(enrolment.deployment, suite, device.id, code.serial, &sealed);
            let signature = self.store.sign(&message)?;
            let deposit = Deposit { serial: code.serial, sealed, signature };
            let answer = exchange(transport, call(RecoveryRequest::Deposit(Box::new(deposit)))).await?;
            let held = Deposited::from_bytes(&answer)?.serial;
            if held == code.serial {
                self.store.keep(DEPOSITED, &deposited(code.serial))?;
                return Ok(self.store.keep_recovery_from(code.serial)?);
            }
            code = self.make_recovery_code(held)?;
        }
        Ok(())
    }

    /// Enrols a recovered phone by what goes with the code that recovered it.
    pub(crate) async fn enrol_after_recovery(&mut self, transport: &mut dyn Transport) -> Result<()> {
        let kept = self.store.kept(ENROLMENT)?.map(Zeroizing::new).unwrap_or_default();
        let secret = std::str::from_utf8(&kept).unwrap_or_default();
        if secret.is_empty() {
            return Err(needs_code());
        }
        let enrolment = self.enrolment()?;
        let about = About::from_bytes(&exchange(transport, Call::get("/v1/about")).await?)?;
        let pinned = self.store.epochs()?.pop().ok_or(StoreError::NotEnrolled)?;
        if about.deployment != enrolment.deployment || about.server_key != pinned.public_key {
            return Err(StoreError::Unverified("the server is not the one that enrolled this phone").into());
        }
        match self.ask_to_enrol(transport, &enrolment.server, (secret, ""), &about).await {
            Ok(()) => Ok(self.store.keep(ENROLMENT, &[])?),
            Err(ClientError::Refused(refusal)) if !refusal.again => {
                // Too late, revoked, or lost with a server: a clerk has to make another.
                self.store.keep(ENROLMENT, &[])?;
                Err(needs_code())
            }
            Err(error) => Err(error),
        }
    }

    fn recovery_code(&self) -> Result<Option<RecoveryCodeText>> {
        let kept = self.store.kept(CODE)?.map(Zeroizing::new).unwrap_or_default();
        let code = RecoveryCodeText::from_bytes(&kept);
        let serials = self.store.own_ways()?.recovery;
        Ok(code.filter(|code| serials.contains(&code.serial)))
    }

    /// A new code of a serial beyond all that are known; it opens the phone when this returns.
    fn make_recovery_code(&mut self, beyond: u32) -> Result<RecoveryCodeText> {
        let last = self.store.own_ways()?.recovery.last().copied().unwrap_or(0);
        let mut random = Zeroizing::new([0; 19]);
        getrandom::fill(random.as_mut_slice()).map_err(StoreError::from)?;
        let code = RecoveryCodeText { serial: last.max(beyond).saturating_add(1), code: RecoveryCode::new(*random) };
        self.store.add_recovery(code.code.text(), code.serial, Cost::default())?;
        self.store.keep(CODE, &code.to_bytes())?;
        Ok(code)
    }
}
