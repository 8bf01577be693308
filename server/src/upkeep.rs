//! What a server does beside answering: it follows the logs for what offices read, counts attendance, and seals the audit's days.

use std::sync::Arc;
use std::time::Duration;

use cunji_domain::time::local_day;
use tokio::sync::Notify;

use crate::error::ServerError;
use crate::server::Server;
use crate::{attendance, audit, follow, review};

/// Looked after so often even if nothing is heard: another program may have written, a day may have ended.
const AT_LEAST_EVERY: Duration = Duration::from_secs(30);
/// Not more often than so, however much arrives.
const AT_MOST_EVERY: Duration = Duration::from_millis(500);

/// Looks after everything once.
///
/// # Errors
/// What the database says.
pub fn once(server: &Server) -> Result<(), ServerError> {
    follow::follow(server)?;
    if review::accept_silently(server)? > 0 {
        follow::follow(server)?;
    }
    review::end_returns(server)?;
    attendance::count(server)?;
    if let Some(today) = local_day(server.clock.now()) {
        audit::seal(server, today)?;
    }
    Ok(())
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
