//! What goes over a line, counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::StreamExt;

use super::transport::{Call, LineFault, Reply, Transport, Waiting};
use crate::views::SyncView;

/// A line that counts: heads and bodies of requests (whole, even if they were cut) and of answers (as far as they came).
pub(super) struct Meter<'t> {
    line: &'t mut dyn Transport,
    up: u64,
    down: Arc<AtomicU64>,
    round_trips: u32,
}

impl<'t> Meter<'t> {
    pub fn on(line: &'t mut dyn Transport) -> Self {
        Self { line, up: 0, down: Arc::default(), round_trips: 0 }
    }

    /// Puts the counts into a report.
    pub fn tell(&self, report: &mut SyncView) {
        report.bytes_up = self.up;
        report.bytes_down = self.down.load(Ordering::Relaxed);
        report.round_trips = self.round_trips;
    }
}

impl Transport for Meter<'_> {
    fn call(&mut self, call: Call) -> Waiting<'_, Result<Reply, LineFault>> {
        let length = call.body.as_ref().map_or(0, |body| body.len() as u64);
        Box::pin(async move {
            let outcome = self.line.call(call).await;
            if matches!(outcome, Err(LineFault::NoServer(_) | LineFault::Certificate(_))) {
                return outcome;
            }
            self.round_trips += 1;
            self.up += length;
            let mut reply = outcome?;
            self.up += reply.head_up;
            let down = self.down.clone();
            down.fetch_add(reply.head_down, Ordering::Relaxed);
            let counted = reply.body.inspect(move |piece| {
                let length = piece.as_ref().map_or(0, |piece| piece.len() as u64);
                down.fetch_add(length, Ordering::Relaxed);
            });
            reply.body = counted.boxed();
            Ok(reply)
        })
    }

    fn pause(&mut self, attempt: u32) -> Waiting<'_, ()> {
        self.line.pause(attempt)
    }
}
