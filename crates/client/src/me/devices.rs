//! 我的设备: the person's installations as the server told of them.

use std::collections::BTreeMap;

use cunji_domain::server_facts::device::Device;
use cunji_domain::server_facts::revocation::Revocation;
use cunji_store::Filter;

use crate::error::Result;
use crate::phone::Phone;
use crate::views::hex;
use crate::views::me::DeviceView;

impl Phone {
    /// The person's devices, this one first, then the newest.
    ///
    /// # Errors
    /// Nobody's phone yet; the database fails.
    pub fn devices_view(&self) -> Result<Vec<DeviceView>> {
        let (person, own) = (self.person()?, self.store.device()?.id.to_string());
        // A device is told of in every village of its person.
        let mut devices = BTreeMap::new();
        for device in self.records::<Device>(&Filter::default())?.into_iter().filter(|one| one.value.person == person) {
            let id = hex(&device.value.device.0);
            let view = DeviceView {
                is_this: id == own,
                name: device.value.name,
                enrolled_at: device.value.enrolled_at.0,
                revoked_at: None,
                reason: None,
                id: id.clone(),
            };
            devices.insert(id, view);
        }
        for revocation in self.records::<Revocation>(&Filter::default())? {
            let Some(device) = devices.get_mut(&hex(&revocation.value.device.0)) else { continue };
            let at = revocation.value.at.0;
            device.revoked_at = Some(device.revoked_at.map_or(at, |earlier| earlier.min(at)));
            device.reason = revocation.value.reason.or(device.reason.take());
        }
        let mut devices: Vec<DeviceView> = devices.into_values().collect();
        devices.sort_by_key(|device| (!device.is_this, std::cmp::Reverse(device.enrolled_at)));
        Ok(devices)
    }
}
