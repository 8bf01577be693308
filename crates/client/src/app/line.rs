//! Who tells of the line: the system beneath where it does, else the web view, which knows less.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{App, Network};
use crate::platform::{Line, LineWatch};

impl App {
    /// Listens to the system's word on the line from now on. Asks it at once, which may take a moment: not on a window's thread.
    pub fn listen_to(self: &Arc<Self>, system: &dyn LineWatch) {
        if let Some(line) = system.line() {
            self.hear_system(line);
        }
        let app = Arc::downgrade(self);
        system.watch(Box::new(move |line| {
            if let Some(app) = app.upgrade() {
                app.hear_system(line);
            }
        }));
    }

    /// The web view tells of the line. Heard only where the system is silent: a web view takes every Wi-Fi for one that nobody pays
    /// for, a teammate's hotspot among them.
    pub fn hear_web_view(&self, network: Network) {
        if !self.is_line_told.load(Ordering::Relaxed) {
            self.hear_network(network);
        }
    }

    fn hear_system(&self, line: Line) {
        self.is_line_told.store(true, Ordering::Relaxed);
        self.hear_network(Network { connected: Some(line.connected), metered: line.connected.then_some(line.metered) });
    }
}
