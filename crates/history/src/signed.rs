//! What is signed: each message is a CBOR array that begins with its own name, so that no signature can serve for another.

use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use sha2::{Digest, Sha256};

use crate::canonical::Writer;
use crate::chain::Head;
use crate::device::{DeviceId, DevicePublicKey, Suite};
use crate::edit::EditId;

/// The 16 random bytes that tell one city's server from another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deployment(pub [u8; 16]);

/// What a device signs of its chain's head.
pub fn head_message(deployment: Deployment, suite: Suite, head: &Head) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(7).text("cunji head").bytes(&deployment.0).int(i64::from(suite.number())).text(head.space.as_str());
    w.bytes(&head.device.0).int(number(head.number)).bytes(&head.hash.0);
    w.into_bytes()
}

/// One entry of a down frame, as the server's signature covers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The number in the space's log.
    pub number: u64,
    /// The device that carried it.
    pub device: DeviceId,
    /// Its number in that device's chain.
    pub chain_number: u64,
    /// The edit.
    pub edit: EditId,
    /// The device's wall clock when it was written.
    pub written_at: i64,
}

/// Which stretch of a space's log a down frame holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The server's device.
    pub server: DeviceId,
    /// The space.
    pub space: DivisionCode,
    /// The server's epoch.
    pub epoch: u32,
}

/// What the server signs of a down frame: SHA-256 over the entries in their order.
pub fn down_message(deployment: Deployment, suite: Suite, stretch: &Stretch, entries: &[Delivered]) -> Vec<u8> {
    let mut digest = Sha256::new();
    for entry in entries {
        let mut w = Writer::default();
        w.array(5).int(number(entry.number)).bytes(&entry.device.0).int(number(entry.chain_number));
        w.bytes(&entry.edit.0).int(entry.written_at);
        digest.update(w.into_bytes());
    }
    let mut w = Writer::default();
    w.array(7).text("cunji down frame").bytes(&deployment.0).int(i64::from(suite.number()));
    w.bytes(&stretch.server.0).text(stretch.space.as_str()).int(i64::from(stretch.epoch));
    w.bytes(&digest.finalize());
    w.into_bytes()
}

/// What the server signs of its audit at a day's end: the digest covers the rows since the seal before, and that seal.
pub fn audit_message(deployment: Deployment, suite: Suite, day: &str, last_number: u64, digest: &[u8; 32]) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(6).text("cunji audit").bytes(&deployment.0).int(i64::from(suite.number())).text(day);
    w.int(number(last_number)).bytes(digest);
    w.into_bytes()
}

/// What the server signs when it enrols a device: with it the device can prove itself to a restored server that has
/// forgotten it.
pub fn certificate_message(
    deployment: Deployment,
    suite: Suite,
    key: &DevicePublicKey,
    person: &PersonId,
    enrolled_at: i64,
) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(6).text("cunji device certificate").bytes(&deployment.0).int(i64::from(suite.number()));
    w.bytes(&key.0).text(person.as_str()).int(enrolled_at);
    w.into_bytes()
}

/// What an old device signs to introduce its successor (a salvaged, restored or cloned installation).
pub fn introduction_message(deployment: Deployment, suite: Suite, old: DeviceId, new: &DevicePublicKey) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(5).text("cunji introduction").bytes(&deployment.0).int(i64::from(suite.number()));
    w.bytes(&old.0).bytes(&new.0);
    w.into_bytes()
}

/// What a device signs of its person's month, which is shown to another phone without a line. `body` is the statement's canonical
/// bytes.
pub fn month_message(deployment: Deployment, suite: Suite, body: &[u8]) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(4).text("cunji month").bytes(&deployment.0).int(i64::from(suite.number())).bytes(body);
    w.into_bytes()
}

/// What a device signs to get a new token: the nonce is the server's, and good once.
pub fn token_message(deployment: Deployment, suite: Suite, device: DeviceId, nonce: &[u8]) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(5).text("cunji token").bytes(&deployment.0).int(i64::from(suite.number())).bytes(&device.0).bytes(nonce);
    w.into_bytes()
}

/// What the server signs of its answer to a sync: whose request it answers (`device`), which one (`hello`: SHA-256 of the message
/// hello, which holds a number that the device makes for this request alone), and all that was said until there (`said`: SHA-256 of
/// the messages). `whole` says that nothing follows but the end.
pub fn answer_message(
    deployment: Deployment,
    suite: Suite,
    device: DeviceId,
    hello: &[u8; 32],
    said: &[u8; 32],
    whole: bool,
) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(7).text("cunji answer").bytes(&deployment.0).int(i64::from(suite.number())).bytes(&device.0);
    w.bytes(hello).bytes(said).int(i64::from(whole));
    w.into_bytes()
}

/// What the server signs when it holds a device's recovery code of this serial.
pub fn deposited_message(deployment: Deployment, suite: Suite, device: DeviceId, epoch: u32, serial: u32) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(6).text("cunji recovery code held").bytes(&deployment.0).int(i64::from(suite.number())).bytes(&device.0);
    w.int(i64::from(epoch)).int(i64::from(serial));
    w.into_bytes()
}

/// What the server signs of a file of a person's photo (`thumbnail` or `picture`): that it holds all of it, or that none of this
/// person's records there shows it.
pub fn photo_message(
    deployment: Deployment,
    suite: Suite,
    epoch: u32,
    person: &PersonId,
    digest: &[u8; 32],
    part: &str,
    held: bool,
) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(8).text("cunji photo").bytes(&deployment.0).int(i64::from(suite.number())).int(i64::from(epoch));
    w.text(person.as_str()).bytes(digest).text(part).int(i64::from(held));
    w.into_bytes()
}

/// What the server signs of the recipient that things are sealed to for it alone (age, X25519).
pub fn recipient_message(deployment: Deployment, suite: Suite, recipient: &str) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(4).text("cunji recipient").bytes(&deployment.0).int(i64::from(suite.number())).text(recipient);
    w.into_bytes()
}

/// What a device signs when it deposits a recovery code: the serial keeps an older one from being put in its place.
pub fn recovery_message(deployment: Deployment, suite: Suite, device: DeviceId, serial: u32, sealed: &[u8]) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(6).text("cunji recovery code").bytes(&deployment.0).int(i64::from(suite.number())).bytes(&device.0);
    w.int(i64::from(serial)).bytes(&Sha256::digest(sealed));
    w.into_bytes()
}

/// The phones' program as an office offers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Program<'a> {
    /// The version as people say it.
    pub version: &'a str,
    /// The number by which Android tells a newer one.
    pub code: u32,
    /// How many bytes its file has.
    pub size: u64,
    /// SHA-256 of the file.
    pub digest: &'a [u8; 32],
    /// The day on which it was offered, in days since 1970-01-01.
    pub day: i64,
    /// What is new in it.
    pub notes: &'a str,
}

/// What the server signs of the phones' program that it offers.
pub fn program_message(deployment: Deployment, suite: Suite, program: &Program<'_>) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(9).text("cunji program").bytes(&deployment.0).int(i64::from(suite.number()));
    w.text(program.version).int(i64::from(program.code)).int(number(program.size)).bytes(program.digest);
    w.int(program.day).text(program.notes);
    w.into_bytes()
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
