//! A toy server in memory, and lines that break: whatever is cut, in the end both hold everything, once.

use std::collections::BTreeMap;

use cunji_domain::record::Value;
use cunji_history::{EditId, Head, Op};

use super::*;
use crate::message::{Cursor, Refused, StatedHead, Welcome};
use crate::primer::Primer;
use crate::testing::{self, Chain, DEPLOYMENT};
use crate::{AnswerWriter, Asked, Beginnings, DownEntry, DownFrame, RequestReader, Sealing, VerifiedEntry};

/// Holds one chain, and a log that it gives.
struct Server {
    chain: Chain,
    stored: Vec<VerifiedEntry>,
    log: Vec<DownEntry>,
    knows_history: bool,
    knows_mixing: bool,
    kept: Option<Beginnings>,
    // Own entries were there before this sync began.
    stored_before_attested: bool,
    taken_back: Vec<DownFrame>,
}

impl Server {
    fn head(&self) -> Option<Head> {
        let last = self.stored.last()?;
        let (space, device) = (last.entry.space.clone(), last.entry.device);
        Some(Head { space, device, number: last.entry.number, hash: last.hash })
    }

    /// Takes as much of a request as arrives; answers if it was whole.
    fn answer(&mut self, body: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
        let mut reader = RequestReader::default();
        let mut hello = None;
        let mut refused = Vec::new();
        for piece in body.chunks(700) {
            reader.feed(piece).unwrap();
            let mut preamble = reader.preamble().unwrap();
            if let Some(beginning) = reader.continues().filter(|_| preamble.is_some()) {
                let kept = self.kept.as_ref().and_then(|kept| kept.continued(self.chain.device(), &beginning, 0));
                let Some(kept) = kept else { return Err(refusal(Refusal::NO_BEGINNING)) };
                reader.continue_after(&kept).unwrap();
                preamble = reader.preamble().unwrap();
            }
            match preamble {
                None => continue,
                Some(preamble) if preamble.primer.is_some() && !self.knows_history => {
                    return Err(refusal(Refusal::NO_PRIMER));
                }
                Some(preamble) if preamble.codec == Codec::Mixing && !self.knows_mixing => {
                    return Err(refusal(Refusal::NO_CODEC));
                }
                Some(preamble) => {
                    if hello.is_none() && reader.stream_is_closed() {
                        let primer = preamble.primer.clone().map(|name| {
                            Primer::rebuild(&name, |add| {
                                HISTORY.iter().for_each(|text| add(text));
                                Ok::<_, ()>(())
                            })
                        });
                        let primer = primer.map(|primer| primer.unwrap().unwrap().bytes);
                        reader.open(primer.as_deref().unwrap_or(primer::shipped())).unwrap();
                    }
                }
            }
            while let Some(message) = reader.next_message().unwrap() {
                match message {
                    UpMessage::Hello(its) => hello = Some(its),
                    // What was stored of a body that goes on comes again.
                    UpMessage::Frame(frame) if self.head().is_some_and(|head| frame.first <= head.number) => {}
                    UpMessage::Frame(frame) => {
                        let ids: BTreeMap<u64, EditId> =
                            self.stored.iter().map(|entry| (entry.entry.number, entry.entry.edit)).collect();
                        let resolve = |_, number| ids.get(&number).copied();
                        match frame.verify(DEPLOYMENT, &self.chain.key.public(), self.head().as_ref(), resolve) {
                            Ok(entries) => self.stored.extend(entries),
                            Err(fault) => refused.push(Refused {
                                space: frame.space.clone(),
                                device: frame.device,
                                first: frame.first,
                                code: fault.code().to_owned(),
                                zh: fault.zh(),
                                en: fault.en(),
                            }),
                        }
                    }
                    UpMessage::Attested(frame) => {
                        let early = self.stored.is_empty() || self.stored_before_attested;
                        assert!(early, "own entries are judged by what comes back");
                        self.taken_back.push(*frame);
                    }
                    UpMessage::End | UpMessage::Unknown(_) => {}
                }
            }
        }
        let device = self.chain.device();
        let Some(hello) = hello.filter(|_| reader.has_ended()) else {
            if let Some(kept) = &mut self.kept {
                let request = kept.request();
                kept.keep(device, request, reader.beginning(), 0);
            }
            return Ok(None);
        };
        let heads = self.head().map(|head| StatedHead {
            space: head.space,
            device: head.device,
            number: head.number,
            hash: head.hash,
        });
        let welcome = Welcome { time: 1, epoch: 3, heads: heads.into_iter().collect(), ..Welcome::default() };
        let asked = Asked { deployment: DEPLOYMENT, device, hello: reader.hello().unwrap() };
        let sign = |message: &[u8]| testing::server().sign(message);
        let mut writer = AnswerWriter::new(Sealing { asked, sign: &sign }).unwrap();
        let mut answer = writer.write(&DownMessage::Welcome(Box::new(welcome))).unwrap();
        if let Some(kept) = &mut self.kept {
            if hello.mode == Mode::Exchange {
                kept.forget(device);
            }
            if let Some(stated) = kept.stated(device, 0) {
                answer.extend(writer.state(&stated).unwrap());
            }
        }
        for refused in refused {
            answer.extend(writer.write(&DownMessage::Refused(refused)).unwrap());
        }
        if hello.mode == Mode::Exchange {
            let after = hello.cursors.first().map_or(0, |cursor| cursor.number);
            let log: Vec<_> = self.log.iter().filter(|entry| entry.number > after).cloned().collect();
            let sizes: Vec<_> = log.iter().map(DownEntry::size).collect();
            for range in split_by_size(&sizes, hello.largest as usize) {
                let frame = testing::sealed(&log[range]).unwrap();
                answer.extend(writer.write(&DownMessage::Frame(Box::new(frame))).unwrap());
            }
            let complete = cursor(self.log.last().map_or(0, |entry| entry.number));
            answer.extend(writer.write(&DownMessage::Complete(vec![complete])).unwrap());
        }
        answer.extend(writer.finish().unwrap());
        Ok(Some(answer))
    }
}

fn refusal(code: &str) -> Refusal {
    Refusal { code: code.to_owned(), zh: String::new(), en: String::new(), again: false }
}

const HISTORY: [&str; 2] = ["入户三家,晚上整理台账,住村。", "老人慢病证没办,约下周同去。"];

fn cursor(number: u64) -> Cursor {
    Cursor { space: "610926101205".parse().unwrap(), audience: 0, epoch: 3, number }
}

/// A phone that holds the same chain, knows what was stated, and keeps what arrives.
#[derive(Default)]
struct Phone {
    stated: u64,
    cursor: u64,
    arrived: Vec<DownEntry>,
    with_history: bool,
    attested: Vec<DownFrame>,
}

impl Phone {
    fn outbox(&self, chain: &Chain) -> Outbox {
        let primer = self.with_history.then(|| {
            Primer::build(chain.space.clone(), vec![(chain.device(), 2)], |add| {
                HISTORY.iter().for_each(|text| add(text));
                Ok::<_, ()>(())
            })
        });
        Outbox {
            cursors: vec![cursor(self.cursor)],
            chains: vec![OwnChain {
                space: chain.space.clone(),
                device: chain.device(),
                suite: cunji_history::Suite::Ed25519Sha256,
                written: chain.entries.len() as u64,
                entries: chain.entries[self.stated as usize..].to_vec(),
                seeds: chain.seeds.clone(),
                numbers: chain.entries.iter().map(|up| (up.entry.edit, up.entry.number)).collect(),
            }],
            attested: self.attested.clone(),
            primer: primer.map(|primer| primer.unwrap()),
        }
    }

    fn commit(&mut self, chain: &Chain, message: DownMessage) {
        match message {
            DownMessage::Welcome(welcome) => {
                self.stated = welcome.heads.first().map_or(0, |head| head.number);
                if let Some(head) = welcome.heads.first() {
                    let own = chain.entries.get(head.number as usize - 1).map(|up| up.entry.hash());
                    assert_eq!(standing(head, own, 0), Standing::Agrees);
                }
            }
            DownMessage::Frame(frame) => {
                let entries = frame.verify(DEPLOYMENT, &testing::server().public()).unwrap();
                self.cursor = entries.last().unwrap().number;
                self.arrived.extend(entries);
            }
            DownMessage::Complete(cursors) => self.cursor = cursors[0].number,
            _ => {}
        }
    }
}

fn config() -> SessionConfig {
    let device = testing::sample().device();
    SessionConfig::new((DEPLOYMENT, testing::server().public()), device, [4; 32], "0.1.0")
}

/// How a line treats the n-th request: how many bytes go up, and how many come down.
type Line<'l> = &'l dyn Fn(u32) -> (usize, usize);

fn sync(phone: &mut Phone, server: &mut Server, line: Line<'_>) -> Step {
    let mut session = Session::new(config());
    let key = server.chain.key.clone();
    loop {
        let request = match session.next(&phone.outbox(&server.chain), &|message| key.sign(message)).unwrap() {
            Step::Send(request) => request,
            over => return over,
        };
        let (up, down) = line(session.summary().round_trips);
        assert!(session.summary().round_trips < 1000, "it does not come to an end: {:?}", session.summary());
        let goes = &request.body[..up.min(request.body.len())];
        match server.answer(goes) {
            Err(refusal) => session.refused(refusal),
            Ok(None) => session.cut(),
            Ok(Some(_)) if goes.len() < request.body.len() => session.cut(),
            Ok(Some(answer)) => {
                for piece in answer[..down.min(answer.len())].chunks(97) {
                    session.received(piece);
                    while let Some(message) = session.arrived().unwrap() {
                        phone.commit(&server.chain, message);
                    }
                }
                if down < answer.len() { session.cut() } else { session.ended() }
            }
        }
    }
}

fn world() -> Server {
    let mut chain = testing::sample();
    for n in 0..20 {
        let insert = format!("第{n}户:{}。", "水管冻裂,".repeat(n % 5));
        let ops = vec![Op::Splice { field: 1, at: 0, delete: 0, insert }, Op::Put(2, Value::Int(n as i64))];
        let edit = chain.edit(11, None, Vec::new(), ops);
        chain.write(edit, 1_504_280_000 + n as i64, None);
    }
    let log = testing::sample().down();
    Server {
        chain,
        stored: Vec::new(),
        log,
        knows_history: true,
        knows_mixing: true,
        kept: None,
        stored_before_attested: false,
        taken_back: Vec::new(),
    }
}

fn is_whole(phone: &Phone, server: &Server) -> bool {
    let held: Vec<_> = server.stored.iter().map(|entry| entry.entry.clone()).collect();
    let written: Vec<_> = server.chain.entries.iter().map(|up| up.entry.clone()).collect();
    held == written && phone.arrived == server.log
}

#[test]
fn an_uncut_line_takes_one_round_trip() {
    for with_history in [false, true] {
        let (mut phone, mut server) = (Phone { with_history, ..Phone::default() }, world());
        let step = sync(&mut phone, &mut server, &|_| (usize::MAX, usize::MAX));
        let Step::Done(summary) = step else { panic!("{step:?}") };
        assert_eq!((summary.round_trips, summary.cuts, summary.unsent), (1, 0, 0));
        assert!(is_whole(&phone, &server));
    }
}

#[test]
fn a_server_without_the_history_is_sent_the_shipped_text() {
    let mut phone = Phone { with_history: true, ..Phone::default() };
    let mut server = Server { knows_history: false, ..world() };
    let step = sync(&mut phone, &mut server, &|_| (usize::MAX, usize::MAX));
    assert!(matches!(step, Step::Done(Summary { round_trips: 2, unsent: 0, .. })), "{step:?}");
    assert!(is_whole(&phone, &server));
}

#[test]
fn much_text_is_mixed_where_the_server_takes_it() {
    for (knows_mixing, round_trips) in [(true, 1), (false, 2)] {
        let mut server = Server { knows_mixing, ..world() };
        for n in 0..200 {
            let insert = format!("第{n}次走访:{}。", "老人身体还好,".repeat(n % 7));
            let edit = server.chain.edit(11, None, Vec::new(), vec![Op::Splice { field: 1, at: 0, delete: 0, insert }]);
            server.chain.write(edit, 1_504_290_000 + n as i64, None);
        }
        let mut phone = Phone { with_history: true, ..Phone::default() };
        let step = sync(&mut phone, &mut server, &|_| (usize::MAX, usize::MAX));
        let Step::Done(summary) = step else { panic!("{step:?}") };
        assert_eq!((summary.round_trips, summary.unsent), (round_trips, 0));
        assert!(is_whole(&phone, &server));
    }
}

#[test]
fn one_cut_anywhere_loses_nothing() {
    let whole = world();
    let request = {
        let mut session = Session::new(config());
        match session.next(&Phone::default().outbox(&whole.chain), &|_| [0; 64]).unwrap() {
            Step::Send(request) => request.body.len(),
            step => panic!("{step:?}"),
        }
    };
    for cut in (0..request).step_by(13) {
        let (mut phone, mut server) = (Phone::default(), world());
        let step = sync(&mut phone, &mut server, &|n| if n == 1 { (cut, 0) } else { (usize::MAX, usize::MAX) });
        assert!(matches!(step, Step::Done(Summary { unsent: 0, .. })), "up at {cut}: {step:?}");
        assert!(is_whole(&phone, &server), "up at {cut}");
    }
    for cut in (0..1500).step_by(13) {
        let (mut phone, mut server) = (Phone::default(), world());
        let step = sync(&mut phone, &mut server, &|n| (usize::MAX, if n == 1 { cut } else { usize::MAX }));
        assert!(matches!(step, Step::Done(Summary { unsent: 0, .. })), "down at {cut}: {step:?}");
        assert!(is_whole(&phone, &server), "down at {cut}");
    }
}

fn with_a_month(server: &mut Server) {
    for n in 0..120_u64 {
        let mut seed = n + 1;
        let noise = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from_u32(0x4e00 + u32::try_from(seed >> 54).unwrap_or(0)).unwrap_or('村')
        });
        let insert = noise.take(90).collect();
        let edit = server.chain.edit(11, None, Vec::new(), vec![Op::Splice { field: 1, at: 0, delete: 0, insert }]);
        server.chain.write(edit, 1_504_290_000 + n as i64, None);
    }
}

#[test]
fn what_a_server_kept_of_a_cut_request_is_not_sent_again() {
    let fresh = |with_kept: bool| {
        let mut server = Server { kept: with_kept.then(Beginnings::default), ..world() };
        with_a_month(&mut server);
        server
    };
    let uncut = {
        let (mut phone, mut server) = (Phone::default(), fresh(true));
        match sync(&mut phone, &mut server, &|_| (usize::MAX, usize::MAX)) {
            Step::Done(summary) => summary.bytes_up as usize,
            step => panic!("{step:?}"),
        }
    };
    assert!(uncut > 8000, "{uncut}");
    for share in [20, 50, 80, 99] {
        let cut = uncut * share / 100;
        let line = |n: u32| if n == 1 { (cut, usize::MAX) } else { (usize::MAX, usize::MAX) };
        let (mut phone, mut server) = (Phone::default(), fresh(true));
        let step = sync(&mut phone, &mut server, &line);
        let Step::Done(summary) = step else { panic!("{step:?}") };
        // What was written into the first request and never went does not count.
        let sent = summary.bytes_up as usize - (uncut - cut);
        assert!(sent < uncut + uncut / 20, "cut at {cut} of {uncut}: {sent}");
        assert_eq!((summary.round_trips, summary.unsent), (3, 0));
        assert!(is_whole(&phone, &server));
    }
    // A line that breaks after each 2,000 bytes brings the request over in pieces, without a smaller frame.
    let (mut phone, mut server) = (Phone::default(), fresh(true));
    let step = sync(&mut phone, &mut server, &|_| (2000, usize::MAX));
    let Step::Done(summary) = step else { panic!("{step:?}") };
    assert!((summary.round_trips as usize) < 2 * (uncut / 1900) + 4, "{summary:?}");
    assert!(is_whole(&phone, &server));
    // And a server that keeps nothing is brought it all the same.
    let (mut phone, mut server) = (Phone::default(), fresh(false));
    let step = sync(&mut phone, &mut server, &|_| (2000, usize::MAX));
    assert!(matches!(step, Step::Done(Summary { unsent: 0, .. })), "{step:?}");
    assert!(is_whole(&phone, &server));
}

#[test]
fn a_line_that_always_breaks_gets_there_in_small_steps() {
    for bytes in [700, 900, 1200, 2000] {
        let (mut phone, mut server) = (Phone::default(), world());
        let step = sync(&mut phone, &mut server, &|_| (bytes, bytes));
        assert!(matches!(step, Step::Done(Summary { unsent: 0, .. })), "{bytes}: {step:?}");
        assert!(is_whole(&phone, &server), "{bytes}");
    }
}

#[test]
fn a_dead_line_is_given_up() {
    let (mut phone, mut server) = (Phone::default(), world());
    let step = sync(&mut phone, &mut server, &|_| (0, 0));
    assert!(matches!(step, Step::Stopped(Stop::Unreachable)), "{step:?}");
}

#[test]
fn what_is_refused_is_not_sent_again_and_again() {
    let (mut phone, mut server) = (Phone::default(), world());
    let key = cunji_history::DeviceKey::from_bytes(&[99; 32]);
    let chain = std::mem::replace(&mut server.chain, Chain { key, ..Chain::new(99) });
    // The server knows another key for this device: every signature is wrong to it.
    let mut session = Session::new(SessionConfig { device: server.chain.device(), ..config() });
    for _ in 0..2 {
        match session.next(&phone.outbox(&chain), &|message| chain.key.sign(message)).unwrap() {
            Step::Send(request) => {
                let answer = server.answer(&request.body).unwrap().unwrap();
                session.received(&answer);
                while let Some(message) = session.arrived().unwrap() {
                    phone.commit(&chain, message);
                }
                session.ended();
            }
            Step::Done(summary) => {
                assert_eq!((summary.round_trips, summary.unsent), (1, 26));
                return;
            }
            Step::Stopped(stop) => panic!("{stop:?}"),
        }
    }
    panic!("sent twice");
}

#[test]
fn a_server_that_lost_entries_is_offered_them_from_where_it_stands() {
    let (mut phone, mut server) = (Phone::default(), world());
    sync(&mut phone, &mut server, &|_| (usize::MAX, usize::MAX));
    server.stored.truncate(5);
    phone.stated = 20;
    let step = sync(&mut phone, &mut server, &|_| (usize::MAX, usize::MAX));
    assert!(matches!(step, Step::Done(Summary { round_trips: 2, unsent: 0, .. })), "{step:?}");
    assert!(is_whole(&phone, &server));
}

/// Frames of noise, two bytes a character: thirty of eighty thousand are more than a request takes.
fn large_frames(count: u64, characters: usize) -> Vec<DownFrame> {
    let mut chain = Chain::new(7);
    for n in 0..count {
        let mut seed = n + 1;
        let noise = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from_u32(0x4e00 + u32::try_from(seed >> 52).unwrap_or(0)).unwrap_or('村')
        });
        let insert = noise.take(characters).collect();
        let edit = chain.edit(11, None, Vec::new(), vec![Op::Splice { field: 1, at: 0, delete: 0, insert }]);
        chain.write(edit, 1_504_280_000, None);
    }
    chain.down().iter().map(|entry| testing::sealed(std::slice::from_ref(entry)).unwrap()).collect()
}

#[test]
fn what_was_lost_goes_before_own_entries_each_frame_once_until_all_has_gone() {
    let (mut phone, mut server) = (Phone::default(), world());
    phone.attested = large_frames(30, 80_000);
    let step = sync(&mut phone, &mut server, &|_| (usize::MAX, usize::MAX));
    let Step::Done(summary) = step else { panic!("{step:?}") };
    assert!((2..10).contains(&summary.round_trips), "{summary:?}");
    assert_eq!(server.taken_back, phone.attested);
    assert!(is_whole(&phone, &server));
}

#[test]
fn on_a_line_that_breaks_less_is_offered_at_once() {
    let (mut phone, mut server) = (Phone::default(), world());
    phone.attested = large_frames(6, 10_000);
    let step = sync(&mut phone, &mut server, &|_| (50_000, usize::MAX));
    let Step::Done(summary) = step else { panic!("{step:?}") };
    assert!(summary.cuts > 0, "{summary:?}");
    let signatures = |frames: &[DownFrame]| frames.iter().map(|frame| *frame.signature()).collect::<BTreeSet<_>>();
    assert_eq!(signatures(&server.taken_back), signatures(&phone.attested));
    assert!(is_whole(&phone, &server));
}

#[test]
fn a_line_that_breaks_in_what_goes_and_in_the_answer_comes_to_an_end() {
    // What goes up takes two requests, and no answer comes whole but to a question.
    for down in [60, 100, 140, 180, 220, 300] {
        let mut server = Server { kept: Some(Beginnings::default()), ..world() };
        let mut phone = Phone::default();
        sync(&mut phone, &mut server, &|_| (usize::MAX, usize::MAX));
        phone.attested = large_frames(1, 2_000);
        (phone.cursor, phone.arrived) = (0, Vec::new());
        server.taken_back.clear();
        server.stored_before_attested = true;
        let step = sync(&mut phone, &mut server, &|_| (3_000, down));
        assert!(matches!(step, Step::Done(_) | Step::Stopped(Stop::Unreachable)), "{down}: {step:?}");
    }
}
