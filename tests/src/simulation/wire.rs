//! What passes over all lines: looked at, kept to be brought again, forged.

use bytes::Bytes;
use cunji_client::Call;
use cunji_protocol::calls::{Refusal, Token};
use cunji_protocol::message::{Codec, DownMessage, Hello, Mode, Preamble, UpMessage};
use cunji_protocol::{AnswerReader, RequestReader, UpFrame, primer, write_request};

use super::chance::Chance;
use super::found::{Found, Invariant};

/// How many requests and frames are kept to be brought again.
const KEPT: usize = 24;

/// An answer to a sync.
pub struct Answer {
    /// Who asked.
    pub token: Option<Token>,
    /// What was said.
    pub messages: Vec<DownMessage>,
}

/// What passed.
#[derive(Default)]
pub struct Wire {
    /// Answers that nobody has looked at yet.
    pub answers: Vec<Answer>,
    /// Requests that arrived whole, the last ones.
    pub requests: Vec<Call>,
    /// Up frames, as a courier may carry them, the last ones.
    pub frames: Vec<UpFrame>,
    /// The first thing that must not pass.
    pub found: Option<Found>,
}

impl Wire {
    /// Looks at a call and its answer.
    pub fn saw(&mut self, call: &Call, whole: bool, (status, body): &(u16, Bytes)) {
        if *status >= 500 {
            let code = Refusal::from_bytes(body).map_or_else(|_| String::new(), |refusal| refusal.code);
            self.wrong(Invariant::ServerAnswers, format!("{} answers {status} {code}", call.path));
        }
        if call.path != "/v1/sync" {
            return;
        }
        if whole {
            keep(&mut self.requests, call.clone());
            for message in call.body.as_deref().and_then(messages_up).unwrap_or_default() {
                if let UpMessage::Frame(frame) = message {
                    keep(&mut self.frames, *frame);
                }
            }
        }
        if *status != 200 {
            return;
        }
        let mut reader = AnswerReader::unproven();
        reader.feed(body);
        let mut messages = Vec::new();
        loop {
            match reader.next_message() {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(fault) => return self.wrong(Invariant::ServerAnswers, format!("an unreadable answer: {fault}")),
            }
        }
        if !reader.has_ended() {
            self.wrong(Invariant::ServerAnswers, "an answer without its end".to_owned());
        }
        self.answers.push(Answer { token: call.token, messages });
    }

    fn wrong(&mut self, invariant: Invariant, detail: String) {
        self.found.get_or_insert(Found { invariant, detail });
    }

    /// A request in which an entry says something else than its device signed; the same one where there is none.
    pub fn forged(&self, call: Call, chance: &mut Chance) -> Call {
        let Some(mut messages) = call.body.as_deref().and_then(messages_up) else { return call };
        let mut changed = false;
        for message in &mut messages {
            if let UpMessage::Frame(frame) = message
                && let Some(other) = forged_frame(frame, chance)
            {
                **frame = other;
                changed = true;
            }
        }
        match request(&messages) {
            Some(body) if changed => Call { body: Some(body.into()), ..call },
            _ => call,
        }
    }

    /// A request in which somebody else's token brings these frames.
    pub fn carried(token: Token, frames: Vec<UpFrame>) -> Option<Call> {
        let hello = Hello { largest: 1, mode: Mode::Ask, program: "courier".to_owned(), ..Hello::default() };
        let frames = frames.into_iter().map(|frame| UpMessage::Frame(Box::new(frame)));
        let messages: Vec<UpMessage> =
            [UpMessage::Hello(hello)].into_iter().chain(frames).chain([UpMessage::End]).collect();
        Some(Call { path: "/v1/sync", token: Some(token), body: Some(request(&messages)?.into()) })
    }
}

/// The frame with one letter changed in its texts.
fn forged_frame(frame: &UpFrame, chance: &mut Chance) -> Option<UpFrame> {
    let text = frame.sections().1.to_vec();
    let mut bytes = frame.to_bytes();
    let at = bytes.windows(text.len().max(1)).position(|window| window == text)?;
    // The second byte of a letter of GB18030's first part: another letter of the same row.
    let places: Vec<usize> = (1..text.len())
        .filter(|place| (0xa1..0xfe).contains(&text[*place]) && (0xb0..0xf7).contains(&text[*place - 1]))
        .collect();
    let place = *chance.pick(&places)?;
    bytes[at + place] += 1;
    UpFrame::from_bytes(&bytes).ok()
}

/// The messages of a request upon the shipped primer; none of one upon a history that is not here.
fn messages_up(body: &[u8]) -> Option<Vec<UpMessage>> {
    let mut reader = RequestReader::default();
    reader.feed(body).ok()?;
    if reader.preamble().ok()??.primer.is_some() {
        return None;
    }
    reader.open(primer::shipped()).ok()?;
    let mut messages = Vec::new();
    while let Some(message) = reader.next_message().ok()? {
        messages.push(message);
    }
    Some(messages)
}

fn request(messages: &[UpMessage]) -> Option<Vec<u8>> {
    write_request(&Preamble { codec: Codec::Zstd, primer: None }, primer::shipped(), messages).ok()
}

fn keep<T>(list: &mut Vec<T>, item: T) {
    if list.len() == KEPT {
        list.remove(0);
    }
    list.push(item);
}
