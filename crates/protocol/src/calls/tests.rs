use cunji_history::signed::certificate_message;
use cunji_history::{DeviceKey, EntryHash};

use super::*;
use crate::testing::{DEPLOYMENT, server};

fn device() -> DeviceKey {
    DeviceKey::from_bytes(&[5; 32])
}

fn enrolled() -> Enrolled {
    let person: PersonId = "c0017".parse().unwrap();
    let message = certificate_message(DEPLOYMENT, Suite::Ed25519Sha256, &device().public(), &person, 1_504_200_000);
    Enrolled {
        deployment: DEPLOYMENT,
        server_key: server().public(),
        epoch: 3,
        person,
        person_name: "陈样例".to_owned(),
        token: Token([4; 16]),
        enrolled_at: 1_504_200_000,
        certificate: server().sign(&message),
        time: 1_504_200_001,
        spaces: vec!["610926101205".parse().unwrap()],
    }
}

#[test]
fn an_enrolment_proves_both_sides() {
    let code = EnrolmentCode::new([7; 5], &server().public());
    let request = EnrollRequest::new(&code, &device(), "手机", DEPLOYMENT);
    let read = EnrollRequest::from_bytes(&request.to_bytes()).unwrap();
    assert_eq!(read, request);
    assert!(read.proves_key(DEPLOYMENT));
    assert!(!EnrollRequest { secret: "00000000".to_owned(), ..read }.proves_key(DEPLOYMENT));
    let answer = Enrolled::from_bytes(&enrolled().to_bytes()).unwrap();
    assert_eq!(answer, enrolled());
    assert!(answer.certifies(&device().public(), Suite::Ed25519Sha256));
    assert!(!answer.certifies(&server().public(), Suite::Ed25519Sha256));
}

#[test]
fn a_forgotten_device_proves_itself_by_key_and_certificate() {
    let proof = TokenProof::new([8; 16], &device(), &enrolled());
    let request = TokenRequest::Proof(Box::new(proof.clone()));
    assert_eq!(TokenRequest::from_bytes(&request.to_bytes()), Ok(request));
    assert_eq!(TokenRequest::from_bytes(&TokenRequest::Nonce.to_bytes()), Ok(TokenRequest::Nonce));
    assert!(proof.holds(DEPLOYMENT, &server().public()));
    let other = TokenProof { person: "c0018".parse().unwrap(), ..proof };
    assert!(!other.holds(DEPLOYMENT, &server().public()));
    let challenge = Challenge { nonce: [8; 16], epoch: 3 };
    assert_eq!(Challenge::from_bytes(&challenge.to_bytes()), Ok(challenge));
    let answer = TokenAnswer { token: Token([250; 16]) };
    assert_eq!(TokenAnswer::from_bytes(&answer.to_bytes()), Ok(answer));
    assert_eq!(answer.token.to_header().len(), 22);
    assert_eq!(Token::of_header(&answer.token.to_header()), Some(answer.token));
    assert_eq!(Token::of_header("short"), None);
}

#[test]
fn an_introduction_is_the_old_devices() {
    let new = DeviceKey::from_bytes(&[6; 32]).public();
    let request = IntroduceRequest::new(&device(), &new, "新手机", DEPLOYMENT);
    let read = IntroduceRequest::from_bytes(&request.to_bytes()).unwrap();
    assert_eq!(read, request);
    assert!(read.holds(DEPLOYMENT, &device().public()));
    assert!(!read.holds(DEPLOYMENT, &new));
}

#[test]
fn what_is_answered_comes_back() {
    let about = About {
        newest: 1,
        oldest: 1,
        deployment: DEPLOYMENT,
        server_key: server().public(),
        epoch: 3,
        suite: Suite::Ed25519Sha256,
        certificate: Vec::new(),
        time: 5,
        program: "0.1.0".to_owned(),
        sealing: None,
    };
    assert_eq!(About::from_bytes(&about.to_bytes()), Ok(about));
    let refusal =
        Refusal { code: Refusal::NO_PRIMER.to_owned(), zh: "无".to_owned(), en: "none".to_owned(), again: true };
    assert_eq!(Refusal::from_bytes(&refusal.to_bytes()), Ok(refusal));
}

#[test]
fn stubs_come_back_and_make_the_chain() {
    let chain = crate::testing::sample();
    let entries = chain.entries.iter().map(|up| Stub {
        edit: up.entry.edit,
        evidence: up.entry.evidence,
        written_at: up.entry.written_at,
    });
    let stubs = Stubs {
        chains: vec![StubChain {
            device: chain.device(),
            person: "c0017".parse().unwrap(),
            key: chain.key.public(),
            suite: Suite::Ed25519Sha256,
            first: 1,
            entries: entries.collect(),
            heads: vec![SignedHead { number: 6, hash: EntryHash([1; 32]), signature: [2; 64] }],
        }],
    };
    let read = Stubs::from_bytes(&stubs.to_bytes()).unwrap();
    assert_eq!(read, stubs);
    let sent: Vec<_> = chain.entries.iter().map(|up| up.entry.clone()).collect();
    assert_eq!(read.chains[0].entries(&chain.space, None), sent);
    let request = StubsRequest { space: chain.space };
    assert_eq!(StubsRequest::from_bytes(&request.to_bytes()), Ok(request));
}
