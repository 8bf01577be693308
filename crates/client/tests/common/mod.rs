//! A made-up office, and a line to it that breaks on demand. The real server's stories are in the workspace's `tests/`.
#![allow(dead_code, clippy::unwrap_used)] // each test file uses its part

mod facts;
mod office;

use std::path::Path;
use std::sync::{Arc, Mutex};

use cunji_client::{Call, Clock, Language, LineFault, Phone, Reply, SetClock, Transport, Waiting};
use cunji_domain::division::DivisionCode;
use cunji_domain::person::PersonId;
use cunji_domain::time::start_of_day;
use cunji_store::Cost;
use futures_util::StreamExt;

pub use office::Office;

pub const VILLAGE: &str = "610926101205";
pub const CITY: &str = "6109";
pub const PASSPHRASE: &str = "三月的茶";

pub fn village() -> DivisionCode {
    VILLAGE.parse().unwrap()
}

pub fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

pub fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

/// Noon of a day in Shanghai.
pub fn noon(text: &str) -> i64 {
    start_of_day(day(text)) + 12 * 3600
}

/// A line to the office. `carries` tells of the n-th call (from 1) how many bytes of its body go up and of its answer come
/// down.
pub struct Line {
    pub office: Arc<Mutex<Office>>,
    pub carries: Box<dyn Fn(u32) -> (usize, usize) + Send>,
    pub calls: u32,
}

impl Line {
    pub fn to(office: &Arc<Mutex<Office>>) -> Self {
        Self { office: office.clone(), carries: Box::new(|_| (usize::MAX, usize::MAX)), calls: 0 }
    }

    fn answered(&mut self, mut call: Call) -> Result<Reply, LineFault> {
        self.calls += 1;
        let (up, down) = (self.carries)(self.calls);
        let whole = call.body.as_ref().map_or(0, |body| body.len());
        if let Some(body) = &mut call.body {
            body.truncate(up);
        }
        let (status, answer) = self.office.lock().unwrap().answer(&call);
        if up < whole {
            return Err(LineFault::Cut("up".to_owned()));
        }
        let mut pieces: Vec<Result<bytes::Bytes, LineFault>> =
            answer[..down.min(answer.len())].chunks(97).map(|piece| Ok(piece.to_vec().into())).collect();
        if down < answer.len() {
            pieces.push(Err(LineFault::Cut("down".to_owned())));
        }
        Ok(Reply { status, head_up: 0, head_down: 0, body: futures_util::stream::iter(pieces).boxed() })
    }
}

impl Transport for Line {
    fn call(&mut self, call: Call) -> Waiting<'_, Result<Reply, LineFault>> {
        let reply = self.answered(call);
        Box::pin(std::future::ready(reply))
    }
}

/// Waits for something that needs no reactor.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// A phone of a person, enrolled at the office; its clock stands at noon of 2017-09-01.
pub fn enrolled(home: &Path, office: &Arc<Mutex<Office>>, id: &str) -> (Phone, Arc<SetClock>) {
    let clock = Arc::new(SetClock::at(noon("2017-09-01")));
    let shared: Arc<dyn Clock> = clock.clone();
    let mut phone = Phone::create_costing(home, PASSPHRASE, Cost::CHEAPEST, shared, Language::Zh).unwrap();
    let invitation = office.lock().unwrap().invitation(id);
    now(phone.enrol(&mut Line::to(office), &invitation)).unwrap();
    (phone, clock)
}

/// As [`enrolled`], after a first sync.
pub fn synced(home: &Path, office: &Arc<Mutex<Office>>, id: &str) -> (Phone, Arc<SetClock>) {
    let (mut phone, clock) = enrolled(home, office, id);
    now(phone.sync_over(&mut Line::to(office))).unwrap();
    (phone, clock)
}
