//! 登记: making a phone a person's by a code; introducing a new installation; a new token.

use std::sync::Arc;

use cunji_history::DevicePublicKey;
use cunji_history::signed::token_message;
use cunji_protocol::calls::{
    About, Challenge, EnrollRequest, Enrolled, EnrolmentBody, EnrolmentCode, EnrolmentLink, IntroduceRequest,
    NobodyToSealTo, Token, TokenAnswer, TokenProof, TokenRequest,
};
use cunji_store::{Cost, Device, Enrolment, Epoch, Home, StoreError};

use crate::error::{ClientError, Result};
use crate::language::Language;
use crate::lock::{NewLock, enrol_after_recovery};
use crate::phone::Phone;
use crate::phone::clock::Clock;
use crate::sync::{Call, Desk, REVOKED, TOKEN_UNKNOWN, Transport, exchange};

/// The protocol version that this client speaks.
const VERSION: u32 = 1;
/// What a server shows in lists is short.
const NAME: usize = 60;

/// How a phone is to be enrolled.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The server's address, as it was typed, and behind `#` the certificate that is accepted there.
    pub server: String,
    /// The code.
    pub code: EnrolmentCode,
    /// What the phone is called.
    pub name: String,
}

impl Invitation {
    /// From what was typed.
    ///
    /// # Errors
    /// The code is none.
    pub fn new(server: &str, code: &str, name: &str) -> Result<Self> {
        let name = name.chars().take(NAME).collect();
        Ok(Self { server: server.trim().to_owned(), code: EnrolmentCode::parse(code)?, name })
    }

    /// From what an enrolment's QR code said.
    ///
    /// # Errors
    /// It is no enrolment link, or its address or code is wrong.
    pub fn from_link(text: &str, name: &str) -> Result<Self> {
        let link = EnrolmentLink::parse(text)?;
        Ok(Self { server: link.address().to_string(), code: link.code, name: name.chars().take(NAME).collect() })
    }
}

/// Makes a phone in an empty folder and enrols it. Where the server says no, nothing is left behind; where the line breaks, the
/// phone stays, and the same code works again.
///
/// # Errors
/// The server is another one than the code's, of another version, or refuses; the line breaks; the store fails.
pub async fn enrol_new(
    home: impl Into<Home>,
    passphrase: &str,
    cost: Cost,
    clocks: (Arc<dyn Clock>, Language),
    transport: &mut dyn Transport,
    invitation: &Invitation,
) -> Result<Phone> {
    enrol_new_locked_by(home, NewLock::Passphrase(passphrase), cost, clocks, transport, invitation).await
}

/// As [`enrol_new`], for a phone that is opened by a PIN.
///
/// # Errors
/// As [`enrol_new`]; the PIN is too short.
pub async fn enrol_new_locked_by(
    home: impl Into<Home>,
    new: NewLock<'_>,
    cost: Cost,
    clocks: (Arc<dyn Clock>, Language),
    transport: &mut dyn Transport,
    invitation: &Invitation,
) -> Result<Phone> {
    let about = meet(transport, invitation).await?;
    let mut phone = Phone::create_locked_by(home, new, cost, clocks.0, clocks.1)?;
    match enrol_met(&mut phone, transport, invitation, &about).await {
        Ok(()) => Ok(phone),
        Err(error) => {
            if matches!(error, ClientError::Refused(_)) {
                phone.store.discard();
            }
            Err(error)
        }
    }
}

/// Asks a server who it is; it must be the one that made the code, and speak this version.
pub(crate) async fn meet(transport: &mut dyn Transport, invitation: &Invitation) -> Result<About> {
    let answer = exchange(transport, Call::get("/v1/about")).await;
    let about = match answer {
        Ok(answer) => About::from_bytes(&answer).map_err(|_| no_server_of_ours(&invitation.server))?,
        Err(ClientError::Unreadable(_)) => return Err(no_server_of_ours(&invitation.server)),
        Err(error) => return Err(error),
    };
    if !about.speaks(VERSION) {
        return Err(ClientError::told(
            "protocol.version",
            format!("服务器是 {} 版,和这个程序({})对不上,请升级较旧的一方。", about.program, env!("CARGO_PKG_VERSION")),
            format!(
                "The server is of version {}, which does not speak with this program ({}); update the older one.",
                about.program,
                env!("CARGO_PKG_VERSION")
            ),
        ));
    }
    invitation.code.check_server(&about.server_key)?;
    // Before anything is made: who can't be told the secret sealed is not told it at all.
    about.recipient().map_err(not_sealed)?;
    Ok(about)
}

impl Phone {
    /// Enrols this phone by a code: for the first time, or with a new code when the server does not take it any more.
    ///
    /// # Errors
    /// It is enrolled already and needs no code; it is another person's or another server's; the server refuses.
    pub async fn enrol(&mut self, transport: &mut dyn Transport, invitation: &Invitation) -> Result<()> {
        let about = meet(transport, invitation).await?;
        enrol_met(self, transport, invitation, &about).await
    }

    /// What asks a server that was met to take this device.
    fn request_enrolment(&mut self, invitation: &Invitation, about: &About) -> Result<EnrollRequest> {
        if let Some(former) = self.store.enrolment()? {
            self.make_ready_again(&former, about)?;
        }
        self.sign_enrolment(invitation.code.secret(), &invitation.name, about)
    }

    /// The request by which a server that was met takes the current device, by the secret of a code.
    pub(crate) fn sign_enrolment(&self, secret: &str, name: &str, about: &About) -> Result<EnrollRequest> {
        let device = self.store.device()?;
        let message = token_message(about.deployment, device.suite, device.id, secret.as_bytes());
        Ok(EnrollRequest {
            version: VERSION,
            secret: secret.to_owned(),
            key: device.public_key,
            suite: device.suite,
            name: name.to_owned(),
            signature: self.store.sign(&message)?,
        })
    }

    /// Keeps what the server at an address answered to it.
    pub(crate) fn take_enrolment(&mut self, server: &str, about: &About, enrolled: &Enrolled) -> Result<()> {
        let former = self.store.enrolment()?;
        if enrolled.deployment != about.deployment || enrolled.server_key != about.server_key {
            return Err(StoreError::Unverified("the server that enrolled is not the one that answered before").into());
        }
        if former.is_some_and(|former| former.person != enrolled.person) {
            // The key is that person's for good now: the next enrolment needs another.
            self.store.require_new_device()?;
            return Err(ClientError::told(
                "enrol.another_person",
                "这个注册码是别人的。一台手机只归一个人;换人请用新的目录登记。",
                "This code is another person's. A phone belongs to one person for good; use another folder for them.",
            ));
        }
        self.keep_enrolment(server, &self.store.device()?, enrolled)?;
        Ok(self.store.keep(REVOKED, &[])?)
    }

    /// An enrolled phone takes a code only if it needs one: revoked, or not known to the server. It takes a new id then.
    fn make_ready_again(&mut self, former: &Enrolment, about: &About) -> Result<()> {
        if former.deployment != about.deployment {
            return Err(ClientError::told(
                "enrol.other_deployment",
                "这台手机登记在另一台服务器上,不能改到这台。",
                "This phone is enrolled at another server and can't be moved to this one.",
            ));
        }
        let introduced = self.store.device()?.introduced;
        let revoked = self.store.kept(REVOKED)?.is_some_and(|kept| !kept.is_empty());
        let needs_new_device = self.store.needs_new_device()?;
        if introduced && !revoked && !needs_new_device {
            return Err(ClientError::told(
                "enrol.already",
                format!("这台手机已经登记在{}名下了,不用再登记。", former.person_name),
                format!("This phone is enrolled for {} already; there is nothing to do.", former.person_name),
            ));
        }
        if introduced || needs_new_device {
            self.store.reissue(self.clock.now())?;
        }
        Ok(())
    }

    fn keep_enrolment(&mut self, server: &str, device: &Device, enrolled: &Enrolled) -> Result<()> {
        if !enrolled.certifies(&device.public_key, device.suite) {
            return Err(StoreError::Unverified("the server's certificate of this device").into());
        }
        let epoch = Epoch { epoch: enrolled.epoch, public_key: enrolled.server_key, suite: device.suite };
        self.store.meet_epoch(&epoch, enrolled.time)?;
        self.store.set_enrolment(&Enrolment {
            server: server.to_owned(),
            deployment: enrolled.deployment,
            person: enrolled.person.clone(),
            person_name: enrolled.person_name.clone(),
            token: enrolled.token.0,
            enrolled_at: enrolled.enrolled_at,
            certificate: enrolled.certificate,
            spaces: enrolled.spaces.clone(),
        })?;
        self.hear_server_time(enrolled.time)
    }

    /// What introduces the current device under the key of the one before; none if the server knows it.
    fn request_introduction(&self) -> Result<Option<IntroduceRequest>> {
        let introduction = match self.store.introduction() {
            Ok(None) => return Ok(None),
            Ok(Some(introduction)) => introduction,
            Err(StoreError::NotEnrolled) => return Err(needs_code()),
            Err(error) => return Err(error.into()),
        };
        Ok(Some(IntroduceRequest {
            version: VERSION,
            old: introduction.old,
            key: introduction.new,
            suite: introduction.suite,
            name: String::new(),
            signature: introduction.signature,
        }))
    }

    fn take_introduction(&mut self, enrolled: &Enrolled) -> Result<()> {
        let enrolment = self.enrolment()?;
        let pinned = self.server_key()?;
        if enrolled.server_key != pinned {
            return Err(StoreError::Unverified("the server is not the one that enrolled this phone").into());
        }
        if enrolled.deployment != enrolment.deployment || enrolled.person != enrolment.person {
            return Err(StoreError::Unverified("the server introduced the device for somebody else").into());
        }
        self.keep_enrolment(&enrolment.server, &self.store.device()?, enrolled)
    }

    /// The key of the server that enrolled this phone. It stays through all epochs: another key is another server.
    pub(crate) fn server_key(&self) -> Result<DevicePublicKey> {
        Ok(self.store.epochs()?.pop().ok_or(StoreError::NotEnrolled)?.public_key)
    }

    /// The newest device that the server knew: the certificate is that one's.
    fn provable(&self) -> Result<Device> {
        let mut devices = self.store.former_devices()?;
        devices.push(self.store.device()?);
        devices.into_iter().rev().find(|device| device.introduced).ok_or_else(needs_code)
    }

    /// Proves the device to a server that forgot its token.
    fn prove(&self, nonce: [u8; 16]) -> Result<TokenRequest> {
        let enrolment = self.enrolment()?;
        let device = self.provable()?;
        let message = token_message(enrolment.deployment, device.suite, device.id, &nonce);
        Ok(TokenRequest::Proof(Box::new(TokenProof {
            nonce,
            key: device.public_key,
            suite: device.suite,
            person: enrolment.person,
            enrolled_at: enrolment.enrolled_at,
            certificate: enrolment.certificate,
            signature: self.store.sign_as(device.id, &message)?,
        })))
    }
}

/// Enrols the phone on a desk by a code, as [`Phone::enrol`].
pub(crate) async fn enrol_at<D: Desk>(
    desk: &mut D,
    transport: &mut dyn Transport,
    invitation: &Invitation,
) -> Result<()> {
    let about = meet(transport, invitation).await?;
    enrol_met(desk, transport, invitation, &about).await
}

pub(crate) async fn enrol_met<D: Desk>(
    desk: &mut D,
    transport: &mut dyn Transport,
    invitation: &Invitation,
    about: &About,
) -> Result<()> {
    let request = desk.with(|phone| phone.request_enrolment(invitation, about))?;
    let answer = exchange(transport, sealed(&request, about)?).await?;
    let enrolled = Enrolled::from_bytes(&answer)?;
    desk.with(|phone| phone.take_enrolment(&invitation.server, about, &enrolled))
}

/// The call that asks a server that was met. It goes sealed on every line: with the secret in hand whoever sits on the line could
/// enrol a device of their own as the person's.
pub(crate) fn sealed(request: &EnrollRequest, about: &About) -> Result<Call> {
    let body = EnrolmentBody::seal(request, about.recipient().map_err(not_sealed)?);
    let body = body.map_err(|fault| ClientError::Unreadable(fault.to_string()))?;
    Ok(Call::post("/v1/enroll", None, body.to_bytes()))
}

/// Introduces the current device under the key of the one before, if the server does not know it yet.
pub(crate) async fn introduce_if_new<D: Desk>(desk: &mut D, transport: &mut dyn Transport) -> Result<()> {
    if desk.with(|phone| phone.was_recovered())? {
        return enrol_after_recovery(desk, transport).await;
    }
    let asked = desk.with(|phone| {
        let token = phone.enrolment()?.token;
        Ok(phone.request_introduction()?.map(|request| (token, request)))
    })?;
    let Some((token, request)) = asked else { return Ok(()) };
    let call = |token| Call::post("/v1/introduce", Some(Token(token)), request.to_bytes());
    let answer = match exchange(transport, call(token)).await {
        Err(ClientError::Refused(refusal)) if refusal.code == TOKEN_UNKNOWN => {
            renew_token(desk, transport).await?;
            let token = desk.with(|phone| Ok(phone.enrolment()?.token))?;
            exchange(transport, call(token)).await?
        }
        other => other?,
    };
    let enrolled = Enrolled::from_bytes(&answer)?;
    desk.with(|phone| phone.take_introduction(&enrolled))
}

/// Proves the device by its key and certificate to a server that forgot its token.
pub(crate) async fn renew_token<D: Desk>(desk: &mut D, transport: &mut dyn Transport) -> Result<()> {
    desk.with(|phone| phone.provable())?;
    let answer = exchange(transport, Call::post("/v1/token", None, TokenRequest::Nonce.to_bytes())).await?;
    let nonce = Challenge::from_bytes(&answer)?.nonce;
    let request = desk.with(|phone| phone.prove(nonce))?.to_bytes();
    let answer = exchange(transport, Call::post("/v1/token", None, request)).await?;
    let token = TokenAnswer::from_bytes(&answer)?.token.0;
    desk.with(|phone| Ok(phone.store.set_token(token)?))
}

pub(crate) fn needs_code() -> ClientError {
    ClientError::told(
        "enrol.code_needed",
        "这台手机要重新登记,请向办公室要一个新的注册码。写的都在手机里。",
        "This phone has to be enrolled again; ask the office for a new code. What you wrote is safe here.",
    )
}

fn not_sealed(_: NobodyToSealTo) -> ClientError {
    ClientError::told(
        "enrol.not_sealed",
        "服务器没证明注册码该加密给谁,所以没有发出去。请让办公室把服务器升级,再来登记;升级了还这样,先别登记,问清发码的人。",
        "The server did not prove to whom the code is to be sealed, so it was not sent. Have the office update the server and enrol then; if it stays so, do not go on and ask who gave you the code.",
    )
}

fn no_server_of_ours(server: &str) -> ClientError {
    ClientError::told(
        "enrol.not_a_server",
        format!("{server} 上不是村记服务器,请核对地址。"),
        format!("What answers at {server} is no Cunji server; check the address."),
    )
}
