//! What a server does beside answering: it follows the logs for what offices read, counts attendance, and seals the audit's days.

use std::sync::Arc;
use std::time::Duration;

use cunji_domain::time::local_day;
use tokio::sync::Notify;

use crate::error::ServerError;
use crate::server::Server;
use crate::{attendance, audit, follow, households, review};

/// Looked after so often even if nothing is heard: another program may have written, a day may have ended.
const AT_LEAST_EVERY: Duration = Duration::from_secs(30);
/// Not more often than so, however much arrives.
const AT_MOST_EVERY: Duration = Duration::from_millis(500);

/// One thing that is looked after.
type Task<On> = fn(&On) -> Result<(), ServerError>;

/// What is looked after, in this order: each finds what those before it have made, and waits for none of them.
const TASKS: [Task<Server>; 6] = [
    |server| follow::follow(server).map(drop),
    |server| match review::accept_silently(server)? {
        0 => Ok(()),
        _ => follow::follow(server).map(drop),
    },
    |server| review::end_returns(server).map(drop),
    |server| households::hand_over_due(server).map(drop),
    |server| attendance::count(server).and_then(|_| follow::end_anew(server)),
    |server| local_day(server.clock.now()).map_or(Ok(()), |today| audit::seal(server, today).map(drop)),
];

/// Looks after everything once. What goes wrong with one thing keeps no other from being looked after.
///
/// # Errors
/// The first that went wrong: what the database says.
pub fn once(server: &Server) -> Result<(), ServerError> {
    each(&TASKS, server)
}

fn each<On>(tasks: &[Task<On>], on: &On) -> Result<(), ServerError> {
    let mut went = Ok(());
    for task in tasks {
        match (task(on), &went) {
            (Err(error), Ok(())) => went = Err(error),
            (Err(error), Err(_)) => tracing::error!(code = error.code(), %error, "more of the upkeep failed"),
            (Ok(()), _) => {}
        }
    }
    went
}

/// Looks after everything whenever something arrived, until it is dropped.
pub async fn go_on(server: Arc<Server>, arrived: Arc<Notify>) {
    loop {
        let here = server.clone();
        match tokio::task::spawn_blocking(move || once(&here)).await {
            Ok(Ok(())) => {}
            // It is tried again: what was not done now is done then.
            Ok(Err(error)) => tracing::error!(code = error.code(), %error, "the upkeep failed"),
            Err(error) => tracing::error!(%error, "the upkeep panicked"),
        }
        tokio::time::sleep(AT_MOST_EVERY).await;
        let _ = tokio::time::timeout(AT_LEAST_EVERY, arrived.notified()).await;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn what_one_thing_refuses_keeps_no_other_from_being_looked_after() {
        let done = Cell::new(0);
        let tasks: [Task<Cell<u32>>; 4] = [
            |_| Err(ServerError::refused("silence.refused", "不行。", "No.")),
            |done| {
                done.set(done.get() + 1);
                Ok(())
            },
            |_| Err(ServerError::refused("returns.refused", "不行。", "No.")),
            |done| {
                done.set(done.get() + 10);
                Ok(())
            },
        ];
        let went = each(&tasks, &done);
        assert_eq!((went.unwrap_err().code(), done.get()), ("silence.refused", 11));
    }
}
