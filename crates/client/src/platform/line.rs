//! How the line is, as far as the system says.

use serde::Deserialize;

use super::Nothing;

/// How the line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Line {
    /// Whether there is one, to the internet or to an intranet alone.
    pub connected: bool,
    /// Whether it is Wi-Fi.
    pub wifi: bool,
    /// Whether it costs by the byte.
    pub metered: bool,
}

/// Knows the line.
pub trait LineWatch: Send + Sync {
    /// How it is now; none where the system does not say.
    fn line(&self) -> Option<Line>;

    /// Tells every change from now on. A second call takes the place of the first.
    fn watch(&self, told: Box<dyn Fn(Line) + Send + Sync>);
}

impl LineWatch for Nothing {
    fn line(&self) -> Option<Line> {
        None
    }

    fn watch(&self, _told: Box<dyn Fn(Line) + Send + Sync>) {}
}
