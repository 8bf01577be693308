//! A made-up office: as much of a server as a phone's driver needs to be tried against.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use cunji_client::{Call, Invitation};
use cunji_documents::edit_between;
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::record::RecordKind;
use cunji_history::signed::{Deployment, Program, Stretch, certificate_message, recipient_message};
use cunji_history::{DeviceId, DeviceKey, DevicePublicKey, Edit, EditId, Head, Salt, Suite};
use cunji_protocol::calls::{
    About, Challenge, Enrolled, EnrolmentBody, EnrolmentCode, IntroduceRequest, OfferedProgram, RecipientAnswer,
    Refusal, Token, TokenAnswer, TokenRequest,
};
use cunji_protocol::message::{Cursor, DownMessage, EpochEnd, Mode, StatedHead, UpMessage, Welcome};
use cunji_protocol::sealing::SealingKey;
use cunji_protocol::{AnswerWriter, Asked, Body, DownEntry, DownFrame, RequestReader, Sealing, UpFrame, VerifiedEntry};

use super::{CITY, VILLAGE, facts, noon, person, village};

const DEPLOYMENT: Deployment = Deployment([9; 16]);

struct Known {
    key: DevicePublicKey,
    person: PersonId,
    token: Option<Token>,
    revoked: bool,
}

/// The office's server, in memory.
pub struct Office {
    key: DeviceKey,
    pub epoch: u32,
    pub now: i64,
    devices: BTreeMap<DeviceId, Known>,
    chains: BTreeMap<(DivisionCode, DeviceId), Vec<VerifiedEntry>>,
    log: BTreeMap<DivisionCode, Vec<DownEntry>>,
    ends: Vec<EpochEnd>,
    tokens: u8,
    salts: u64,
    written: u64,
    /// Codes of rules by which the next arriving edits of a kind are rejected.
    pub rejects: BTreeMap<u16, &'static str>,
    /// Whether every code was used before.
    pub codes_are_used: bool,
    /// Schema versions that it announces.
    pub schemas: Vec<(u16, u16)>,
    /// Frames that came back attested.
    pub attested: usize,
    /// Requests of `/v1/sync` that came whole.
    pub syncs: u32,
    /// The program that it offers, as it says so.
    pub offers: Option<OfferedProgram>,
    /// How often that was asked for.
    pub asked_for_programs: u32,
}

impl Default for Office {
    fn default() -> Self {
        Self {
            key: DeviceKey::from_bytes(&[77; 32]),
            epoch: 1,
            now: noon("2017-09-01"),
            devices: BTreeMap::new(),
            chains: BTreeMap::new(),
            log: BTreeMap::new(),
            ends: Vec::new(),
            tokens: 0,
            salts: 0,
            written: 0,
            rejects: BTreeMap::new(),
            codes_are_used: false,
            schemas: Vec::new(),
            attested: 0,
            syncs: 0,
            offers: None,
            asked_for_programs: 0,
        }
    }
}

impl Office {
    /// An office whose village has a team, two households and the policy that ships.
    pub fn with_team() -> Arc<Mutex<Self>> {
        let office = Self::with_team_and_no_policy();
        office.lock().unwrap().publish(CITY, &facts::policy());
        office
    }

    /// The same before anybody imported a policy: the one that ships holds, and none comes down.
    pub fn with_team_and_no_policy() -> Arc<Mutex<Self>> {
        let mut office = Self::default();
        facts::team().iter().for_each(|member| office.publish(VILLAGE, member));
        ["h031", "h032"].iter().for_each(|number| office.publish(VILLAGE, &facts::household(number)));
        Arc::new(Mutex::new(office))
    }

    /// A code for a phone of a person; the office hears whose it is by its last secret.
    pub fn invitation(&mut self, id: &str) -> Invitation {
        // The secret tells the person: this office keeps no list.
        let number: u16 = id[1..].parse().unwrap();
        let code = EnrolmentCode::new([0, 0, 0, (number >> 8) as u8, number as u8], &self.key.public());
        Invitation::new("http://office.example", &code.to_string(), "试验机").unwrap()
    }

    pub fn publish<K: RecordKind>(&mut self, space: &str, value: &K) {
        let nothing = cunji_domain::record::Fields::new();
        let edit = Edit {
            kind: K::DECL.number,
            space: space.parse().unwrap(),
            author: PersonId::server(),
            key: Some(value.key()),
            schema: K::DECL.schema,
            parents: Vec::new(),
            ops: edit_between(K::DECL, K::DECL.schema, &nothing, &value.fields()),
        };
        self.salts += 1;
        let mut salt = [200; 16];
        salt[..8].copy_from_slice(&self.salts.to_be_bytes());
        self.written += 1;
        let (device, number) = (self.device(), self.written);
        self.append(edit, Salt(salt), device, number);
    }

    fn device(&self) -> DeviceId {
        self.key.public().device_id(self.epoch)
    }

    fn append(&mut self, edit: Edit, salt: Salt, device: DeviceId, chain_number: u64) {
        let log = self.log.entry(edit.space.clone()).or_default();
        let number = log.last().map_or(0, |last| last.number) + 1;
        let id = edit.id(salt);
        if log.iter().any(|entry| entry.edit == id) {
            return;
        }
        let (salt, written_at) = (Some(salt), self.now);
        log.push(DownEntry { number, device, chain_number, edit: id, body: Body::Edit(edit), salt, written_at });
    }

    /// Goes back to how things were, as after a restore: the last entries of the village are lost.
    pub fn lose(&mut self, entries: usize) {
        let log = self.log.entry(village()).or_default();
        let lost = log.split_off(log.len() - entries);
        let ends = self.log.iter().map(|(space, log)| EpochEnd {
            epoch: self.epoch,
            space: space.clone(),
            number: log.last().map_or(0, |last| last.number),
        });
        self.ends.extend(ends);
        for entry in lost {
            let chain = self.chains.entry((village(), entry.device)).or_default();
            chain.retain(|kept| kept.entry.number < entry.chain_number);
        }
        self.epoch += 1;
        self.written = 0;
    }

    /// From now on somebody with another key answers, in a later epoch.
    pub fn is_posed_as(&mut self) {
        self.key = DeviceKey::from_bytes(&[66; 32]);
        self.epoch += 1;
    }

    pub fn forget_tokens(&mut self) {
        self.devices.values_mut().for_each(|device| device.token = None);
    }

    pub fn revoke(&mut self, device: DeviceId) {
        self.devices.get_mut(&device).unwrap().revoked = true;
    }

    /// Offers a program from now on.
    pub fn offer(&mut self, version: &str, code: u32) {
        let (digest, day) = ([9; 32], 17_410);
        let program = Program { version, code, size: 31_457_280, digest: &digest, day, notes: "照片传得更快" };
        self.offers = Some(OfferedProgram::sign(DEPLOYMENT, &self.key, &program));
    }

    pub fn log_len(&self) -> usize {
        self.log.get(&village()).map_or(0, Vec::len)
    }

    pub fn answer(&mut self, call: &Call) -> (u16, Vec<u8>) {
        let body = call.body.clone().unwrap_or_default();
        match call.path {
            "/v1/about" => (200, self.about().to_bytes()),
            "/v1/enroll" if self.codes_are_used => refusal(403, "enrol.code_used"),
            "/v1/enroll" => {
                let body = EnrolmentBody::from_bytes(&body).unwrap();
                assert!(matches!(body, EnrolmentBody::Sealed { .. }), "a code goes sealed, whatever the line is");
                let request = body.open(&SealingKey::of_server(&self.key).unwrap()).unwrap();
                assert!(request.proves_key(DEPLOYMENT));
                let digits = request.secret.bytes().fold(0_u64, |bits, byte| {
                    let digits = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
                    bits << 5 | digits.iter().position(|digit| *digit == byte).unwrap() as u64
                });
                self.enrol(person(&format!("c{:04}", digits & 0xffff)), request.key)
            }
            "/v1/introduce" => {
                let Some(old) = self.device_of(call.token) else { return unknown_token() };
                let request = IntroduceRequest::from_bytes(&body).unwrap();
                assert!(request.holds(DEPLOYMENT, &self.devices[&old].key));
                let owner = self.devices[&old].person.clone();
                self.enrol(owner, request.key)
            }
            "/v1/token" => match TokenRequest::from_bytes(&body).unwrap() {
                TokenRequest::Nonce => (200, Challenge { nonce: [3; 16], epoch: self.epoch }.to_bytes()),
                TokenRequest::Proof(proof) => {
                    assert!(proof.holds(DEPLOYMENT, &self.key.public()));
                    let token = self.token();
                    self.devices.get_mut(&proof.key.device_id(0)).unwrap().token = Some(token);
                    (200, TokenAnswer { token }.to_bytes())
                }
            },
            "/v1/sync" => {
                let Some(device) = self.device_of(call.token) else { return unknown_token() };
                self.sync(device, &body)
            }
            "/v1/app" => {
                assert!(call.token.is_none(), "nothing tells whose phone asks");
                self.asked_for_programs += 1;
                match &self.offers {
                    Some(offered) => (200, offered.to_bytes()),
                    None => refusal(404, "app.none"),
                }
            }
            // As a server of before there were recovery codes.
            "/v1/recovery" => (404, Vec::new()),
            other => panic!("{other}"),
        }
    }

    fn about(&self) -> About {
        About {
            newest: 1,
            oldest: 1,
            deployment: DEPLOYMENT,
            server_key: self.key.public(),
            epoch: self.epoch,
            suite: Suite::Ed25519Sha256,
            certificate: Vec::new(),
            time: self.now,
            program: "office".to_owned(),
            sealing: Some(self.recipient()),
        }
    }

    fn recipient(&self) -> RecipientAnswer {
        let recipient = SealingKey::of_server(&self.key).unwrap().recipient();
        let signature = self.key.sign(&recipient_message(DEPLOYMENT, Suite::Ed25519Sha256, &recipient));
        RecipientAnswer { recipient, signature }
    }

    fn enrol(&mut self, person: PersonId, key: DevicePublicKey) -> (u16, Vec<u8>) {
        let token = self.token();
        let known = Known { key, person: person.clone(), token: Some(token), revoked: false };
        self.devices.insert(key.device_id(0), known);
        let message = certificate_message(DEPLOYMENT, Suite::Ed25519Sha256, &key, &person, self.now);
        let enrolled = Enrolled {
            deployment: DEPLOYMENT,
            server_key: self.key.public(),
            epoch: self.epoch,
            person_name: person.to_string(),
            person,
            token,
            enrolled_at: self.now,
            certificate: self.key.sign(&message),
            time: self.now,
            spaces: vec![village()],
        };
        (200, enrolled.to_bytes())
    }

    fn token(&mut self) -> Token {
        self.tokens += 1;
        Token([self.tokens; 16])
    }

    fn device_of(&self, token: Option<Token>) -> Option<DeviceId> {
        let token = token?;
        self.devices.iter().find(|(_, known)| known.token == Some(token)).map(|(id, _)| *id)
    }

    fn sync(&mut self, device: DeviceId, body: &[u8]) -> (u16, Vec<u8>) {
        let mut reader = RequestReader::default();
        reader.feed(body).unwrap();
        let Some(preamble) = reader.preamble().unwrap() else { return (400, Vec::new()) };
        if preamble.primer.is_some() {
            return refusal(409, Refusal::NO_PRIMER);
        }
        reader.open(cunji_protocol::primer::shipped()).unwrap();
        let mut hello = None;
        while let Ok(Some(message)) = reader.next_message() {
            match message {
                UpMessage::Hello(its) => hello = Some(its),
                UpMessage::Frame(frame) => self.receive(&frame),
                UpMessage::Attested(frame) => self.take_back(&frame),
                UpMessage::End | UpMessage::Unknown(_) => {}
            }
        }
        // A request that was cut is answered to nobody.
        let Some(hello) = hello.filter(|_| reader.has_ended()) else { return (400, Vec::new()) };
        self.syncs += 1;
        let mut messages = vec![DownMessage::Welcome(Box::new(self.welcome(device)))];
        if self.devices[&device].revoked {
            let word = "停用".to_owned();
            messages.push(DownMessage::Notice(cunji_protocol::message::Notice {
                code: "device.revoked".to_owned(),
                zh: word.clone(),
                en: word,
            }));
        } else if hello.mode == Mode::Exchange {
            messages.extend(self.news(device, &hello));
        }
        let asked = Asked { deployment: DEPLOYMENT, device, hello: reader.hello().unwrap() };
        let sign = |message: &[u8]| self.key.sign(message);
        let mut writer = AnswerWriter::new(Sealing { asked, sign: &sign }).unwrap();
        let mut answer = Vec::new();
        for message in &messages {
            answer.extend(writer.write(message).unwrap());
        }
        answer.extend(writer.finish().unwrap());
        (200, answer)
    }

    fn receive(&mut self, frame: &UpFrame) {
        let key = self.devices[&frame.device].key;
        let place = (frame.space.clone(), frame.device);
        let chain = self.chains.entry(place.clone()).or_default();
        let head = chain.last().map(|last| Head {
            space: frame.space.clone(),
            device: frame.device,
            number: last.entry.number,
            hash: last.hash,
        });
        let ids: BTreeMap<u64, EditId> = chain.iter().map(|kept| (kept.entry.number, kept.entry.edit)).collect();
        // What forks or leaves a gap is not stored; the heads say so.
        let Ok(entries) = frame.verify(DEPLOYMENT, &key, head.as_ref(), |_, number| ids.get(&number).copied()) else {
            return;
        };
        for entry in entries {
            self.chains.entry(place.clone()).or_default().push(entry.clone());
            let (Body::Edit(edit), Some(salt)) = (entry.body, entry.edit_salt) else { continue };
            match self.rejects.get(&edit.kind).copied() {
                Some(code) => self.publish(VILLAGE, &facts::verdict(entry.entry.edit, code)),
                None => self.append(edit, salt, frame.device, entry.entry.number),
            }
        }
    }

    fn take_back(&mut self, frame: &DownFrame) {
        let entries = frame.verify(DEPLOYMENT, &self.key.public()).unwrap();
        self.attested += 1;
        for entry in entries {
            if let (Body::Edit(edit), Some(salt)) = (entry.body, entry.salt) {
                self.append(edit, salt, entry.device, entry.chain_number);
            }
        }
    }

    fn welcome(&self, device: DeviceId) -> Welcome {
        let owner = &self.devices[&device].person;
        let own = |device: &DeviceId| self.devices.get(device).is_some_and(|known| known.person == *owner);
        let heads = self.chains.iter().filter(|((_, device), _)| own(device)).filter_map(|((space, device), chain)| {
            let last = chain.last()?;
            Some(StatedHead { space: space.clone(), device: *device, number: last.entry.number, hash: last.hash })
        });
        Welcome {
            time: self.now,
            epoch: self.epoch,
            heads: heads.collect(),
            ends: self.ends.clone(),
            schemas: self.schemas.clone(),
            scopes: self.spaces().into_iter().map(|space| (space, 0)).collect(),
            held: Vec::new(),
        }
    }

    /// What everybody may read here: the village, the city, and wherever else something was published.
    fn spaces(&self) -> BTreeSet<DivisionCode> {
        [VILLAGE, CITY].iter().map(|space| space.parse().unwrap()).chain(self.log.keys().cloned()).collect()
    }

    fn news(&self, device: DeviceId, hello: &cunji_protocol::message::Hello) -> Vec<DownMessage> {
        let (mut messages, mut complete) = (Vec::new(), Vec::new());
        for (space, log) in &self.log {
            let cursor = hello.cursors.iter().find(|cursor| cursor.space == *space);
            let from = cursor.map_or(0, |cursor| {
                let end = self.ends.iter().find(|end| end.epoch == cursor.epoch && end.space == *space);
                end.map_or(cursor.number, |end| end.number.min(cursor.number))
            });
            let own = hello.own.iter().find(|(own, _)| own == space).map_or(0, |(_, number)| *number);
            let new = log.iter().filter(|entry| entry.number > from);
            let new: Vec<DownEntry> =
                new.filter(|entry| entry.device != device || entry.chain_number > own).cloned().collect();
            for entry in new {
                let stretch = Stretch { server: self.device(), space: space.clone(), epoch: self.epoch };
                let sign = |message: &[u8]| self.key.sign(message);
                let frame = DownFrame::seal(stretch, 0, Suite::Ed25519Sha256, DEPLOYMENT, &[entry], sign).unwrap();
                messages.push(DownMessage::Frame(Box::new(frame)));
            }
            let number = log.last().map_or(0, |last| last.number);
            complete.push(Cursor { space: space.clone(), audience: 0, epoch: self.epoch, number });
        }
        messages.push(DownMessage::Complete(complete));
        messages
    }
}

fn unknown_token() -> (u16, Vec<u8>) {
    refusal(401, "token.unknown")
}

fn refusal(status: u16, code: &str) -> (u16, Vec<u8>) {
    let refusal = Refusal { code: code.to_owned(), zh: "不".to_owned(), en: "no".to_owned(), again: false };
    (status, refusal.to_bytes())
}
