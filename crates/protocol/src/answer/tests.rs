//! Whoever is on the line: what the server did not say to this request is not given to anybody.

use cunji_history::DeviceKey;

use super::*;
use crate::message::{Cursor, Hello, Welcome};
use crate::testing::{self, DEPLOYMENT};

fn hello(nonce: u8) -> Hello {
    Hello { nonce: [nonce; 16], program: "0.1.0".to_owned(), ..Hello::default() }
}

fn asked() -> Asked {
    Asked { deployment: DEPLOYMENT, device: testing::sample().device(), hello: hello(1).digest() }
}

/// A welcome, a frame, and how far that is all.
fn messages(scopes: usize) -> [DownMessage; 3] {
    let chain = testing::sample();
    let scopes = vec![(chain.space.clone(), 0); scopes];
    let welcome = Welcome { time: 1, epoch: 3, scopes, ..Welcome::default() };
    let frame = testing::sealed(&chain.down()).unwrap();
    let complete = Cursor { space: chain.space.clone(), audience: 0, epoch: 3, number: 106 };
    [
        DownMessage::Welcome(Box::new(welcome)),
        DownMessage::Frame(Box::new(frame)),
        DownMessage::Complete(vec![complete]),
    ]
}

fn answer(asked: Asked, key: &DeviceKey, messages: &[DownMessage]) -> Vec<u8> {
    let sign = |message: &[u8]| key.sign(message);
    let mut writer = AnswerWriter::new(Sealing { asked, sign: &sign }).unwrap();
    let mut body = Vec::new();
    for message in messages {
        body.extend(writer.write(message).unwrap());
    }
    body.extend(writer.finish().unwrap());
    body
}

/// What is given of an answer to the request, and how it ends.
fn read(body: &[u8]) -> (Vec<DownMessage>, Result<bool, FrameFault>) {
    let mut reader = AnswerReader::of(asked(), testing::server().public());
    let mut given = Vec::new();
    for piece in body.chunks(41) {
        reader.feed(piece);
        loop {
            match reader.next_message() {
                Ok(Some(message)) => given.push(message),
                Ok(None) => break,
                Err(fault) => return (given, Err(fault)),
            }
        }
    }
    let ended = reader.has_ended();
    (given, Ok(ended))
}

/// The messages of an answer as an impostor may write them: without a seal, or with those of another answer.
fn stitched(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut stream = StreamWriter::new(primer::shipped(), USUAL_ANSWER, Effort::Quick).unwrap();
    let mut body = Preamble { codec: Codec::Zstd, primer: None }.to_bytes();
    for part in parts {
        body.extend(stream.write_pieces(&(part.clone(), Vec::new())).unwrap());
    }
    body.extend(stream.finish().unwrap());
    body
}

/// The messages of an answer as they stand in its stream, seals among them.
fn parts(body: &[u8]) -> Vec<Vec<u8>> {
    let mut reader = AnswerReader::unproven();
    reader.feed(body);
    let mut parts = Vec::new();
    while let Some(bytes) = reader.next_bytes().unwrap() {
        parts.push([crate::message::length_prefix(bytes.len()), bytes].concat());
    }
    parts
}

#[test]
fn what_the_server_says_is_given_in_its_order() {
    let said = messages(1);
    let (given, ended) = read(&answer(asked(), &testing::server(), &said));
    assert_eq!((given.as_slice(), ended), ([said.as_slice(), &[DownMessage::End]].concat().as_slice(), Ok(true)));
    let (given, ended) = read(&answer(asked(), &testing::server(), &said[..1]));
    assert_eq!((given.len(), ended), (2, Ok(true)), "a welcome alone has one seal");
}

#[test]
fn a_welcome_of_another_key_request_device_or_city_is_not_believed() {
    let (own, server) = (asked(), testing::server());
    let others = [
        ("key", own, DeviceKey::from_bytes(&[3; 32])),
        ("request", Asked { hello: hello(2).digest(), ..own }, server.clone()),
        ("device", Asked { device: DeviceId([3; 16]), ..own }, server.clone()),
        ("city", Asked { deployment: Deployment([3; 16]), ..own }, server),
    ];
    for (other, asked, key) in others {
        let body = answer(asked, &key, &messages(0));
        assert_eq!(read(&body), (Vec::new(), Err(FrameFault::UnprovenAnswer)), "another {other}");
    }
}

#[test]
fn nothing_can_be_changed_left_out_or_added() {
    let body = answer(asked(), &testing::server(), &messages(1));
    let genuine = parts(&body);
    assert_eq!(genuine.len(), 6, "welcome, seal, frame, complete, seal, end");
    let fewer_scopes = messages(0)[0].to_bytes();
    let [welcome, seal, frame, complete, last, end] = [0, 1, 2, 3, 4, 5].map(|place: usize| genuine[place].clone());
    let changed = stitched(&[fewer_scopes.clone(), seal.clone(), end.clone()]);
    assert_eq!(read(&changed), (Vec::new(), Err(FrameFault::UnprovenAnswer)));
    for (what, forged, given) in [
        ("no seal", vec![welcome.clone(), end.clone()], 0),
        ("no word at all", vec![end.clone()], 0),
        ("frames before the seal", vec![welcome.clone(), frame.clone()], 0),
        ("cut short and ended", vec![welcome.clone(), seal.clone(), end.clone()], 1),
        ("a frame left out", vec![welcome.clone(), seal.clone(), complete.clone(), last.clone(), end.clone()], 1),
        ("a word behind the last seal", [genuine[..5].to_vec(), vec![fewer_scopes, end.clone()]].concat(), 3),
    ] {
        let (came, ended) = read(&stitched(&forged));
        assert_eq!((came.len(), ended), (given, Err(FrameFault::UnprovenAnswer)), "{what}");
    }
    let whole = stitched(&[welcome, seal, frame, complete, last, end]);
    assert_eq!(read(&whole), read(&body));
}

#[test]
fn an_answer_that_is_cut_gives_what_was_sealed_and_faults_nobody() {
    let body = answer(asked(), &testing::server(), &messages(1));
    let mut most = 0;
    for cut in 0..body.len() {
        let (given, ended) = read(&body[..cut]);
        assert_eq!(ended, Ok(false), "at {cut}");
        assert!(given.len() >= most && given.len() <= 3, "at {cut}");
        most = given.len();
    }
    assert!(most > 0);
}
