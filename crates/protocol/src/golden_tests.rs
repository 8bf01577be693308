//! Golden bytes of version 1: what was written once is read for ever, and is written again as it was. Regenerate with
//! UPDATE_GOLDEN=1, and only on purpose.

use cunji_history::EntryHash;
use cunji_history::signed::{Program, certificate_message, recipient_message, recovery_message};
use cunji_history::{DeviceKey, Suite};
use data_encoding::HEXLOWER;

use crate::calls::{
    About, Challenge, Deposit, Deposited, EnrollRequest, Enrolled, EnrolmentBody, EnrolmentCode, IntroduceRequest,
    OfferedProgram, RecipientAnswer, RecoveryCode, RecoveryRequest, Refusal, StubsRequest, Token, TokenProof,
    TokenRequest, unsealed,
};
use crate::message::{
    Codec, Cursor, DownMessage, EpochEnd, HeldEntry, Hello, Mode, Notice, Preamble, Refused, StatedHead, UpMessage,
    Welcome, beginning_message, beginning_told, continuing,
};
use crate::sealing::SealingKey;
use crate::testing::{self, DEPLOYMENT, server};
use crate::{AnswerReader, AnswerWriter, Asked, Beginning, RequestReader, Sealing, primer, write_request};

fn path(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(format!("{name}.hex"))
}

fn is_updating() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some()
}

fn write(name: &str, bytes: &[u8]) {
    let lines: Vec<String> = bytes.chunks(60).map(|line| HEXLOWER.encode(line)).collect();
    std::fs::write(path(name), lines.join("\n") + "\n").unwrap();
}

fn read(name: &str) -> Vec<u8> {
    let text = std::fs::read_to_string(path(name)).unwrap();
    HEXLOWER.decode(text.split_whitespace().collect::<String>().as_bytes()).unwrap()
}

/// Compares with the golden file, and gives what it says.
fn golden(name: &str, bytes: &[u8]) -> Vec<u8> {
    if is_updating() {
        write(name, bytes);
    }
    let golden = read(name);
    assert!(golden == bytes, "{name} is not written as it was; regenerate with UPDATE_GOLDEN=1 only on purpose");
    golden
}

fn hello() -> Hello {
    let space: cunji_domain::division::DivisionCode = "610926101205".parse().unwrap();
    Hello {
        cursors: vec![
            Cursor { space: space.clone(), audience: 0, epoch: 3, number: 70_000 },
            Cursor { space: "6109".parse().unwrap(), audience: 1, epoch: 2, number: 0 },
        ],
        own: vec![(space, 6)],
        largest: 65_536,
        mode: Mode::Exchange,
        program: "0.1.0".to_owned(),
        nonce: [8; 16],
    }
}

fn asked() -> Asked {
    Asked { deployment: DEPLOYMENT, device: testing::sample().device(), hello: hello().digest() }
}

fn up_messages() -> Vec<(&'static str, UpMessage)> {
    let chain = testing::sample();
    vec![
        ("hello", UpMessage::Hello(hello())),
        ("up_frame", UpMessage::Frame(Box::new(chain.frame(0..4).unwrap()))),
        ("up_frame_rest", UpMessage::Frame(Box::new(chain.frame(4..6).unwrap()))),
        ("attested_frame", UpMessage::Attested(Box::new(testing::sealed(&chain.down()).unwrap()))),
        ("up_end", UpMessage::End),
    ]
}

fn down_messages() -> Vec<(&'static str, DownMessage)> {
    let chain = testing::sample();
    let (space, device) = (chain.space.clone(), chain.device());
    let welcome = Welcome {
        time: 1_504_300_000,
        epoch: 3,
        heads: vec![StatedHead { space: space.clone(), device, number: 6, hash: EntryHash([5; 32]) }],
        ends: vec![EpochEnd { epoch: 2, space: space.clone(), number: 99 }],
        schemas: vec![(1, 2), (2, 1)],
        scopes: vec![(space.clone(), 0), (space.clone(), 1)],
        held: vec![HeldEntry { space: space.clone(), device, number: 5, code: "held.newer_kind".to_owned() }],
    };
    let refused = Refused {
        space,
        device,
        first: 7,
        code: "frame.fork".to_owned(),
        zh: "这批记录没有收下。".to_owned(),
        en: "The frame was not taken.".to_owned(),
    };
    let (zh, en) = ("这台设备已被停用。".to_owned(), "This device was revoked.".to_owned());
    vec![
        ("welcome", DownMessage::Welcome(Box::new(welcome))),
        ("refused", DownMessage::Refused(refused)),
        ("down_frame", DownMessage::Frame(Box::new(testing::sealed(&chain.down()).unwrap()))),
        ("complete", DownMessage::Complete(hello().cursors)),
        ("notice", DownMessage::Notice(Notice { code: "device.revoked".to_owned(), zh, en })),
        ("more", DownMessage::More),
        ("down_end", DownMessage::End),
    ]
}

// The message behind its length.
fn without_length(bytes: &[u8]) -> &[u8] {
    let prefix = bytes.iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    &bytes[prefix..]
}

#[test]
fn messages_are_written_and_read_as_they_were() {
    for (name, message) in up_messages() {
        let bytes = golden(name, &message.to_bytes());
        assert_eq!(UpMessage::from_bytes(without_length(&bytes)), Ok(message), "{name}");
    }
    let kept = Beginning { length: 7000, digest: [6; 8] };
    let bytes = golden("beginning", &beginning_message(&kept));
    assert_eq!(beginning_told(without_length(&bytes)), Ok(Some(kept)));
    golden("continuing_preamble", &continuing(&kept));
    for (name, message) in down_messages() {
        let bytes = golden(name, &message.to_bytes());
        assert_eq!(DownMessage::from_bytes(without_length(&bytes)), Ok(message), "{name}");
    }
}

#[test]
fn golden_frames_verify() {
    let chain = testing::sample();
    let Ok(UpMessage::Frame(frame)) = UpMessage::from_bytes(without_length(&read("up_frame"))) else {
        panic!("no frame")
    };
    let entries = frame.verify(DEPLOYMENT, &chain.key.public(), None, |_, _| None).unwrap();
    assert_eq!(entries.last().map(|entry| entry.hash), chain.entries.get(3).map(|up| up.entry.hash()));
    let Ok(DownMessage::Frame(frame)) = DownMessage::from_bytes(without_length(&read("down_frame"))) else {
        panic!("no frame")
    };
    assert_eq!(frame.verify(DEPLOYMENT, &server().public()), Ok(chain.down()));
}

// A compressor may write the same in another way tomorrow; what it wrote once must be readable.
#[test]
fn golden_bodies_are_read() {
    let (up, down) = (up_messages(), down_messages());
    if is_updating() {
        let messages: Vec<_> = up.iter().map(|(_, message)| message.clone()).collect();
        let preamble = Preamble { codec: Codec::Zstd, primer: None };
        write("request", &write_request(&preamble, primer::shipped(), &messages).unwrap());
        let sign = |message: &[u8]| server().sign(message);
        let mut writer = AnswerWriter::new(Sealing { asked: asked(), sign: &sign }).unwrap();
        let mut answer = Vec::new();
        for (_, message) in down.iter().filter(|(_, message)| *message != DownMessage::End) {
            answer.extend(writer.write(message).unwrap());
        }
        answer.extend(writer.finish().unwrap());
        write("answer", &answer);
    }
    let mut reader = RequestReader::default();
    reader.feed(&read("request")).unwrap();
    assert_eq!(reader.preamble().unwrap().unwrap().primer, None);
    reader.open(primer::shipped()).unwrap();
    for (name, message) in up {
        assert_eq!(reader.next_message(), Ok(Some(message)), "{name}");
    }
    assert!(reader.has_ended());
    let mut reader = AnswerReader::of(asked(), server().public());
    reader.feed(&read("answer"));
    for (name, message) in down {
        assert_eq!(reader.next_message(), Ok(Some(message)), "{name}");
    }
    assert!(reader.has_ended());
}

// Codec 2 is our own, to the last bit.
#[test]
fn the_mixing_of_a_body_is_what_it_was() {
    let messages: Vec<_> = up_messages().into_iter().map(|(_, message)| message).collect();
    let preamble = Preamble { codec: Codec::Mixing, primer: None };
    let bytes = golden("request_mixed", &write_request(&preamble, primer::shipped(), &messages).unwrap());
    let mut reader = RequestReader::default();
    for piece in bytes.chunks(100) {
        reader.feed(piece).unwrap();
    }
    assert_eq!(reader.preamble().unwrap().unwrap().codec, Codec::Mixing);
    reader.open(primer::shipped()).unwrap();
    for message in messages {
        assert_eq!(reader.next_message(), Ok(Some(message)));
    }
    assert!(reader.has_ended());
}

#[test]
fn calls_are_written_and_read_as_they_were() {
    let device = DeviceKey::from_bytes(&[5; 32]);
    let person: cunji_domain::person::PersonId = "c0017".parse().unwrap();
    let certified = certificate_message(DEPLOYMENT, Suite::Ed25519Sha256, &device.public(), &person, 1_504_200_000);
    let enrolled = Enrolled {
        deployment: DEPLOYMENT,
        server_key: server().public(),
        epoch: 3,
        person,
        person_name: "陈样例".to_owned(),
        token: Token([4; 16]),
        enrolled_at: 1_504_200_000,
        certificate: server().sign(&certified),
        time: 1_504_200_001,
        spaces: vec!["610926101205".parse().unwrap()],
    };
    let code = EnrolmentCode::new([7; 5], &server().public());
    let enroll = EnrollRequest::new(&code, &device, "手机", DEPLOYMENT);
    assert_eq!(EnrollRequest::from_bytes(&golden("enroll", &enroll.to_bytes())), Ok(enroll));
    assert_eq!(Enrolled::from_bytes(&golden("enrolled", &enrolled.to_bytes())), Ok(enrolled.clone()));
    let proof = TokenRequest::Proof(Box::new(TokenProof::new([8; 16], &device, &enrolled)));
    assert_eq!(TokenRequest::from_bytes(&golden("token_proof", &proof.to_bytes())), Ok(proof));
    let challenge = Challenge { nonce: [8; 16], epoch: 3 };
    assert_eq!(Challenge::from_bytes(&golden("token_challenge", &challenge.to_bytes())), Ok(challenge));
    let introduce = IntroduceRequest::new(&device, &server().public(), "新手机", DEPLOYMENT);
    assert_eq!(IntroduceRequest::from_bytes(&golden("introduce", &introduce.to_bytes())), Ok(introduce));
    let stubs = StubsRequest { space: "610926101205".parse().unwrap() };
    assert_eq!(StubsRequest::from_bytes(&golden("stubs", &stubs.to_bytes())), Ok(stubs));
    let refusal = Refusal {
        code: Refusal::NO_PRIMER.to_owned(),
        zh: "服务器没有这份底稿。".to_owned(),
        en: "The server can't build this primer.".to_owned(),
        again: true,
    };
    assert_eq!(Refusal::from_bytes(&golden("refusal", &refusal.to_bytes())), Ok(refusal));
    let about = About {
        newest: 1,
        oldest: 1,
        deployment: DEPLOYMENT,
        server_key: server().public(),
        epoch: 3,
        suite: Suite::Ed25519Sha256,
        certificate: Vec::new(),
        time: 1_504_200_001,
        program: "0.1.0".to_owned(),
        sealing: None,
    };
    assert_eq!(About::from_bytes(&golden("about", &about.to_bytes())), Ok(about.clone()));
    let recipient = SealingKey::of_server(&server()).unwrap().recipient();
    let signature = server().sign(&recipient_message(DEPLOYMENT, Suite::Ed25519Sha256, &recipient));
    let about = About { sealing: Some(RecipientAnswer { recipient, signature }), ..about };
    assert_eq!(About::from_bytes(&golden("about_sealing", &about.to_bytes())), Ok(about));
}

#[test]
fn an_offered_program_is_read_as_it_was() {
    let notes = "照片传得更快了";
    let program = Program { version: "1.4.0", code: 1_004_000, size: 31_457_280, digest: &[9; 32], day: 17_410, notes };
    let offered = OfferedProgram::sign(DEPLOYMENT, &server(), &program);
    assert_eq!(OfferedProgram::from_bytes(&golden("program", &offered.to_bytes())), Ok(offered));
}

#[test]
fn a_sealed_enrolment_is_read_as_it_was() {
    let device = DeviceKey::from_bytes(&[5; 32]);
    let code = EnrolmentCode::new([7; 5], &server().public());
    let request = EnrollRequest::new(&code, &device, "手机", DEPLOYMENT);
    let key = SealingKey::of_server(&server()).unwrap();
    // Each sealing is another one: the golden bytes are those of the first, and open for ever.
    if is_updating() {
        write("enroll_sealed", &EnrolmentBody::seal(&request, &key.recipient()).unwrap().to_bytes());
    }
    let body = EnrolmentBody::from_bytes(&read("enroll_sealed")).unwrap();
    assert_eq!(body.open(&key), Ok(request));
}

#[test]
fn a_deposited_code_is_read_as_it_was() {
    let device = DeviceKey::from_bytes(&[5; 32]);
    let (suite, id) = (Suite::Ed25519Sha256, device.public().device_id(0));
    let key = SealingKey::of_server(&server()).unwrap();
    let code = RecoveryCode::new([7; 19]);
    // Each sealing is another one: the golden bytes are those of the first, and open for ever.
    if is_updating() {
        write("recovery_sealed", &Deposit::seal(&key.recipient(), id, &code).unwrap());
    }
    let sealed = read("recovery_sealed");
    assert_eq!(unsealed(&key, &sealed, id), Some(code));
    let signature = device.sign(&recovery_message(DEPLOYMENT, suite, id, 2, &sealed));
    let deposit = RecoveryRequest::Deposit(Box::new(Deposit { serial: 2, sealed, signature }));
    assert_eq!(RecoveryRequest::from_bytes(&golden("recovery_deposit", &deposit.to_bytes())), Ok(deposit));
    let recipient = key.recipient();
    let signature = server().sign(&recipient_message(DEPLOYMENT, suite, &recipient));
    let answer = RecipientAnswer { recipient, signature };
    assert_eq!(RecipientAnswer::from_bytes(&golden("recovery_recipient", &answer.to_bytes())), Ok(answer));
    let deposited = Deposited { serial: 2, signature: [7; 64] };
    assert_eq!(Deposited::from_bytes(&golden("recovery_deposited", &deposited.to_bytes())), Ok(deposited));
}
