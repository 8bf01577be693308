//! `upload`: what a month weighs on the line, everything counted, against zstd-19 of the same records as one JSON array.

use anyhow::Context;
use cunji_protocol::message::{Codec, Preamble, UpMessage};
use cunji_protocol::{RequestReader, primer, write_request};
use serde::Serialize;
use tokio::runtime::Handle;

use super::job_file::{Job, Jobs};
use super::line::Quality;
use super::stage::{Stage, Synced};

/// What an upload weighed.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Upload {
    /// Bytes from the phone: HTTP's heads, ids, signatures and evidence included.
    pub bytes: u64,
    /// zstd-19 of the same records as one JSON array.
    pub reference: u64,
    /// The first against the second.
    pub ratio: f64,
    /// Requests.
    pub round_trips: u32,
    /// Bytes to the phone.
    pub bytes_down: u64,
}

impl Upload {
    fn new(bytes: u64, reference: u64, synced: &Synced) -> Self {
        let (round_trips, bytes_down) = (synced.view.round_trips, synced.passed.down);
        Self { bytes, reference, ratio: bytes as f64 / reference as f64, round_trips, bytes_down }
    }
}

/// A month of a phone that never synced what it wrote: upon the shipped primer, and as it would be upon none.
///
/// # Errors
/// The sync fails.
pub fn upload(jobs: &Jobs, runtime: &Handle) -> anyhow::Result<(Upload, Upload)> {
    let job = jobs.month()?;
    let reference = job.reference()?;
    let synced = sync_of(&job, runtime)?;
    let without = synced.passed.up + body_upon_nothing(&synced.said)? - body(&synced.said)?.len() as u64;
    Ok((Upload::new(synced.passed.up, reference, &synced), Upload::new(without, reference, &synced)))
}

fn sync_of(job: &Job, runtime: &Handle) -> anyhow::Result<Synced> {
    let mut stage = Stage::new(job, runtime)?;
    stage.live(job)?;
    stage.sync(Quality::CLEAR, 1)
}

/// A month upon the month before it, which both sides hold.
///
/// # Errors
/// The sync fails.
pub fn upload_second_month(jobs: &Jobs, runtime: &Handle) -> anyhow::Result<Upload> {
    let (first, second) = jobs.pair()?;
    let mut stage = Stage::new(&first, runtime)?;
    stage.live(&first)?;
    stage.sync(Quality::CLEAR, 1)?;
    stage.live(&second)?;
    let synced = stage.sync(Quality::CLEAR, 1)?;
    Ok(Upload::new(synced.passed.up, second.reference()?, &synced))
}

/// The body of the first request.
fn body(said: &[u8]) -> anyhow::Result<&[u8]> {
    let end = said.windows(4).position(|four| four == b"\r\n\r\n").context("a request without an end of its head")?;
    let head = std::str::from_utf8(said.get(..end).unwrap_or_default())?.to_ascii_lowercase();
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length:")).context("a body without a length")?;
    let length: usize = length.trim().parse()?;
    said.get(end + 4..end + 4 + length).context("a body that was cut")
}

/// How long the same body would be upon no primer at all.
fn body_upon_nothing(said: &[u8]) -> anyhow::Result<u64> {
    let mut reader = RequestReader::default();
    reader.feed(body(said)?)?;
    let preamble = reader.preamble()?.context("a body without a preamble")?;
    anyhow::ensure!(preamble.primer.is_none(), "a first month upon history");
    reader.open(primer::shipped())?;
    let mut messages = Vec::new();
    while let Some(message) = reader.next_message()? {
        messages.push(message);
    }
    anyhow::ensure!(messages.last() == Some(&UpMessage::End), "a body without an end");
    Ok(write_request(&Preamble { codec: Codec::Zstd, primer: None }, &[], &messages)?.len() as u64)
}
