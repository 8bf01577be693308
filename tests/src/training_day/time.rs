//! Simulated time: it stands while anybody has something to do, and then goes on to when the next one has.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::FuturesUnordered;

/// A clock that everybody in the hall looks at. Clones are the same clock.
#[derive(Debug, Clone, Default)]
pub struct Time(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    now: Duration,
    next: u64,
    waiting: BTreeMap<(Duration, u64), Waker>,
}

impl Time {
    /// How long the day has lasted.
    pub fn now(&self) -> Duration {
        self.held().now
    }

    /// Waits until then.
    pub fn until(&self, at: Duration) -> Until {
        Until { time: self.clone(), at, place: None }
    }

    /// Waits for so long.
    pub fn rest(&self, seconds: u64) -> Until {
        self.until(self.now() + Duration::from_secs(seconds))
    }

    /// Lets everybody do what they do, until all are done. `passed` hears of time before anybody acts in it.
    pub fn run<T>(&self, doing: Vec<LocalBoxFuture<'_, T>>, mut passed: impl FnMut(Duration)) -> Vec<T> {
        let mut doing: FuturesUnordered<_> = doing.into_iter().collect();
        let called = Arc::new(Called::default());
        let waker = Waker::from(called.clone());
        let mut context = Context::from_waker(&waker);
        let mut done = Vec::new();
        loop {
            called.0.store(false, SeqCst);
            match doing.poll_next_unpin(&mut context) {
                Poll::Ready(Some(one)) => done.push(one),
                Poll::Ready(None) => return done,
                // Somebody has something to do now.
                Poll::Pending if called.0.load(SeqCst) => {}
                Poll::Pending => {
                    let next = self.held().waiting.pop_first();
                    let Some(((at, _), waker)) = next else { panic!("everybody waits, and for nothing") };
                    self.held().now = at;
                    passed(at);
                    waker.wake();
                }
            }
        }
    }

    fn held(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether somebody was called since it was looked at.
#[derive(Debug, Default)]
struct Called(AtomicBool);

impl Wake for Called {
    fn wake(self: Arc<Self>) {
        self.0.store(true, SeqCst);
    }
}

/// Waits until a time.
#[derive(Debug)]
pub struct Until {
    time: Time,
    at: Duration,
    place: Option<(Duration, u64)>,
}

impl Future for Until {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let time = self.time.clone();
        let mut inner = time.held();
        if inner.now >= self.at {
            return Poll::Ready(());
        }
        if self.place.is_none() {
            inner.next += 1;
            self.place = Some((self.at, inner.next));
        }
        if let Some(place) = self.place {
            inner.waiting.insert(place, context.waker().clone());
        }
        Poll::Pending
    }
}

impl Drop for Until {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            self.time.held().waiting.remove(&place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_acts_in_their_turn_and_the_clock_goes_from_one_to_the_next() {
        let time = Time::default();
        let said = Mutex::new(Vec::new());
        let says = |seconds: u64| {
            let (time, said) = (time.clone(), &said);
            Box::pin(async move {
                time.rest(seconds).await;
                said.lock().unwrap().push((seconds, time.now()));
                time.rest(1).await;
                seconds
            }) as LocalBoxFuture<'_, u64>
        };
        let mut heard = Vec::new();
        let done = time.run(vec![says(30), says(10), says(20)], |at| heard.push(at.as_secs()));
        assert_eq!(done, [10, 20, 30]);
        let said = said.lock().unwrap();
        assert_eq!(*said, [10, 20, 30].map(|seconds| (seconds, Duration::from_secs(seconds))));
        assert_eq!(heard, [10, 11, 20, 21, 30, 31]);
    }
}
