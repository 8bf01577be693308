//! The wire by hand: what a phone's token gives, byte for byte, and requests that no client of ours would make.

use std::io::Read;

use cunji_protocol::calls::{Refusal, Token};
use cunji_protocol::message::{Codec, DownMessage, Hello, Preamble, UpMessage, Welcome};
use cunji_protocol::{AnswerReader, Asked, DownEntry, DownFrame, primer};

use super::{Handset, World};

/// The answer to a phone that knows nothing yet.
pub struct Pulled {
    /// Its messages.
    pub messages: Vec<DownMessage>,
    /// The answer's stream as it decodes, before anything is read from it.
    pub stream: Vec<u8>,
    entries: Vec<DownEntry>,
}

impl Pulled {
    /// The frames, as they came.
    pub fn frames(&self) -> impl Iterator<Item = &DownFrame> {
        self.messages.iter().filter_map(|message| match message {
            DownMessage::Frame(frame) => Some(&**frame),
            _ => None,
        })
    }

    /// All entries, proved.
    pub fn entries(&self) -> &[DownEntry] {
        &self.entries
    }

    /// What the server states.
    ///
    /// # Panics
    /// It states nothing.
    pub fn welcome(&self) -> &Welcome {
        let found = self.messages.iter().find_map(|message| match message {
            DownMessage::Welcome(welcome) => Some(&**welcome),
            _ => None,
        });
        found.expect("every answer begins with a welcome")
    }

    /// Whether the stream has these bytes anywhere.
    pub fn has(&self, bytes: &[u8]) -> bool {
        self.stream.windows(bytes.len()).any(|window| window == bytes)
    }
}

/// Pulls everything that the phone's person may read, as a phone that knows nothing yet.
///
/// # Panics
/// The server refuses, or its answer can't be read.
pub fn pull(world: &World, handset: &Handset) -> Pulled {
    let device = handset.device();
    let hello = Hello { largest: u32::MAX, program: "hand".to_owned(), ..Hello::default() };
    let digest = hello.digest();
    let body = request(&[UpMessage::Hello(hello), UpMessage::End]);
    let answer = attempt(world, handset, body).unwrap_or_else(|refusal| panic!("{refusal}"));
    let (deployment, key) = (world.office.server().key().deployment, world.office.server().key().signing.public());
    let asked = Asked { deployment, device, hello: digest };
    let mut reader = AnswerReader::of(asked, key);
    reader.feed(&answer);
    let mut messages = Vec::new();
    while let Some(message) = reader.next_message().expect("a message") {
        messages.push(message);
    }
    let mut pulled = Pulled { messages, stream: decoded(&answer), entries: Vec::new() };
    pulled.entries =
        pulled.frames().flat_map(|frame| frame.verify(deployment, &key).expect("the server's signature")).collect();
    pulled
}

/// The body of a request upon the shipped primer.
///
/// # Panics
/// There is no memory.
pub fn request(messages: &[UpMessage]) -> Vec<u8> {
    let preamble = Preamble { codec: Codec::Zstd, primer: None };
    cunji_protocol::write_request(&preamble, primer::shipped(), messages).expect("a request")
}

/// Posts a body to `/v1/sync` under the phone's token.
///
/// # Errors
/// The server's refusal.
///
/// # Panics
/// No server answers, or it answers what is no refusal.
pub fn attempt(world: &World, handset: &Handset, body: Vec<u8>) -> Result<Vec<u8>, Refusal> {
    let token = handset.with(|phone| phone.enrolment().expect("an enrolment").token);
    let address = world.office.address().expect("the server serves");
    let request = reqwest::Client::builder().no_proxy().build().expect("a client");
    let request = request
        .post(format!("http://{address}/v1/sync"))
        .header("authorization", format!("Bearer {}", Token(token).to_header()))
        .header("content-type", "application/octet-stream")
        .body(body);
    world.runtime().block_on(async {
        let response = request.send().await.expect("an answer");
        let is_good = response.status().is_success();
        let bytes = response.bytes().await.expect("the whole answer").to_vec();
        if is_good { Ok(bytes) } else { Err(Refusal::from_bytes(&bytes).expect("a refusal")) }
    })
}

/// The stream behind the preamble, which is four bytes where it names no primer.
fn decoded(answer: &[u8]) -> Vec<u8> {
    const PREAMBLE: usize = 4;
    let stream = answer.get(PREAMBLE..).expect("more than a preamble");
    let mut decoder = zstd::stream::read::Decoder::with_ref_prefix(stream, primer::shipped()).expect("a decoder");
    let mut bytes = Vec::new();
    decoder.read_to_end(&mut bytes).expect("a whole stream");
    bytes
}
