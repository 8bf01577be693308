//! The people of 马鞍桥 and their phones.

use std::sync::Arc;

use cunji_client::views::SyncView;
use cunji_client::{Clock, HttpTransport, Invitation, Language, Phone, SetClock, enrol_new};
use cunji_store::Cost;
use tokio::runtime::Handle;

use super::folder::{Folder, PASSPHRASE};
use crate::bench::line::{Passed, Quality, SlowLine};
use crate::fixtures_roster::{MAANQIAO_FIRST_SECRETARY, MAANQIAO_RESIDENTS};
use crate::running::Running;

/// Who has which device. The tablet is the second device of the first resident.
pub const DEVICES: [(&str, &str, &str); 5] = [
    (MAANQIAO_FIRST_SECRETARY, "c0016", "第一书记的手机"),
    (MAANQIAO_RESIDENTS[0], "c0017", "手机"),
    (MAANQIAO_RESIDENTS[0], "c0017-tablet", "平板"),
    (MAANQIAO_RESIDENTS[1], "c0018", "手机"),
    (MAANQIAO_RESIDENTS[2], "c0019", "手机"),
];

/// An enrolled device.
pub struct Device {
    /// Whose it is.
    pub person: &'static str,
    /// The person's name and the device's.
    pub title: String,
    /// Its folder's name.
    pub folder: &'static str,
    /// The phone.
    pub phone: Phone,
    /// Its clocks.
    pub clock: Arc<SetClock>,
    /// What its syncs took, one after another.
    pub syncs: Vec<(SyncView, Passed)>,
}

/// Everybody's devices.
pub struct Team {
    /// In the order of [`DEVICES`].
    pub devices: Vec<Device>,
    runtime: Handle,
}

impl Team {
    /// Enrols every device by a one-time code of its own.
    ///
    /// # Errors
    /// The server refuses; a store can't be made.
    pub fn enrol(running: &Running, folder: &Folder, now: i64, runtime: &Handle) -> anyhow::Result<Self> {
        let mut devices = Vec::new();
        for (person, name, title) in DEVICES {
            let clock = Arc::new(SetClock::at(now));
            let invitation = Invitation::new(&running.url(), &running.code_for(person)?, title)?;
            let mut transport = HttpTransport::new(&running.url())?;
            let clocks = (clock.clone() as Arc<dyn Clock>, Language::Zh);
            let home = folder.phone(name);
            let enrolling = enrol_new(&home, PASSPHRASE, Cost::default(), clocks, &mut transport, &invitation);
            let mut phone = runtime.block_on(enrolling)?;
            let title = format!("{}·{title}", phone.who()?.name);
            devices.push(Device { person, title, folder: name, phone, clock, syncs: Vec::new() });
        }
        Ok(Self { devices, runtime: runtime.clone() })
    }

    /// The first device of a person.
    ///
    /// # Errors
    /// Nobody of the team has this id.
    pub fn of(&mut self, person: &str) -> anyhow::Result<&mut Device> {
        let found = self.devices.iter_mut().find(|device| device.person == person);
        found.ok_or_else(|| anyhow::anyhow!("{person} has no phone here"))
    }

    /// The second device of the one who has two.
    ///
    /// # Errors
    /// It is not there.
    pub fn tablet(&mut self) -> anyhow::Result<&mut Device> {
        let found = self.devices.iter_mut().find(|device| device.folder.ends_with("tablet"));
        found.ok_or_else(|| anyhow::anyhow!("there is no tablet"))
    }

    /// Sets all clocks of the world.
    pub fn set_clocks(&self, running: &Running, now: i64) {
        running.clock.set(now);
        self.devices.iter().for_each(|device| device.clock.set(now));
    }

    /// Every device syncs once, each over a line of its own that counts what passes.
    ///
    /// # Errors
    /// A sync fails.
    pub fn sync(&mut self, running: &Running, mut each: impl FnMut(&Device)) -> anyhow::Result<()> {
        for device in &mut self.devices {
            let line = SlowLine::to(running.address, Quality::CLEAR, &self.runtime)?;
            let mut transport = HttpTransport::new(&line.url())?;
            let view = self.runtime.block_on(device.phone.sync_over(&mut transport))?;
            device.syncs.push((view, line.passed()));
            each(device);
        }
        Ok(())
    }
}
