//! In the end the sun shines: everybody syncs on clear lines until nothing moves any more. Then everything must hold.

use super::found::{Invariant, Sim, found};
use super::line::Weather;
use super::world::World;

/// Rounds that are enough for everything to come to rest.
const ROUNDS: u32 = 8;

impl World {
    /// Lets everybody sync until nothing moves.
    pub fn heal(&mut self) -> Sim {
        self.say("the sun shines");
        self.upgrade_server()?;
        for at in 0..self.phones.len() {
            if !self.phones[at].gone {
                if self.phones[at].phone.is_none() {
                    self.phones[at].open()?;
                }
                let now = self.now;
                self.phones[at].clock.set(now);
            }
        }
        let mut before = self.numbers()?;
        for round in 0..ROUNDS {
            self.pass(60);
            for at in self.working() {
                self.sync(at, Weather::Clear)?;
            }
            if round == 0 {
                // What came back from phones may be older than what the office knows: it enters its list again.
                self.office.enter(&self.people)?;
            }
            if round < 2 && self.chance.once_in(2) {
                self.decide_held()?;
            }
            let after = self.numbers()?;
            if after == before && round > 1 {
                return self.all_is_quiet();
            }
            before = after;
        }
        found(Invariant::ComesToRest, format!("after {ROUNDS} rounds the logs still grow: {before:?}"))
    }

    /// How far the logs go, and how much waits.
    fn numbers(&self) -> Sim<Vec<(String, u64, usize)>> {
        let mut numbers = Vec::new();
        for space in self.office.spaces()? {
            let last = self.office.ask(|tx| cunji_server::storage::log::last_number(tx, &space))?;
            numbers.push((space.to_string(), last, self.office.kept(&space)?.len()));
        }
        Ok(numbers)
    }

    /// One; a phone and its copy that wrote nothing since are one device, and take turns with its one token: three more to get it.
    fn round_trips_at_rest(&self, at: usize) -> Sim<u32> {
        let device = self.phones[at].device()?;
        let mut alike = 0;
        for other in self.working() {
            alike += u32::from(self.phones[other].device()? == device);
        }
        Ok(if alike > 1 { 4 } else { 1 })
    }

    /// One more sync brings nothing, in one round trip; and nobody has anything left to send.
    fn all_is_quiet(&mut self) -> Sim {
        for at in self.working() {
            let name = self.phones[at].name.clone();
            let mut line = self.line(Weather::Clear);
            let runtime = self.runtime.clone();
            let synced = runtime.block_on(self.phones[at].client()?.sync_over(&mut line));
            self.look_at_wire()?;
            let view = match synced {
                Ok(view) => view,
                Err(error) => {
                    self.sync_failed(at, Weather::Clear, error)?;
                    continue;
                }
            };
            if self.phones[at].revoked {
                continue;
            }
            let moved = view.pulled + view.accepted + view.rejected;
            if moved > 0 || view.round_trips > self.round_trips_at_rest(at)? || view.unsent > 0 || view.refused > 0 {
                let refused = super::found::phone(self.phones[at].look()?.store().refused(), "reading refusals")?;
                let codes: Vec<_> = refused.into_iter().map(|one| one.code).collect();
                return found(Invariant::ComesToRest, format!("{name}: {view:?}, refused {codes:?}"));
            }
        }
        Ok(())
    }
}
