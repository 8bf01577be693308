//! 自检: what a person reads to the office over the telephone when something is odd.

use cunji_store::PinWrap;

use crate::error::Result;
use crate::lock::PlatformSecret;
use crate::phone::Phone;
use crate::views::me::{CheckView, Checked, KeyStoreState};

/// With less than this free a phone is soon unable to save.
const LITTLE_SPACE: u64 = 200 * 1024 * 1024;
/// After so many seconds without a sync somebody should look for a line.
const LONG_WITHOUT_LINE: i64 = 14 * 86_400;

impl Phone {
    /// Looks at everything that can be wrong with a phone; the key store is looked at where the phone has a PIN. Proving what is
    /// stored takes a while.
    ///
    /// # Errors
    /// The database fails.
    pub fn self_check(&mut self, key_store: &dyn PlatformSecret) -> Result<Vec<CheckView>> {
        let proved = self.verify()?;
        let free = fs4::available_space(self.store.dir()).ok();
        let last_sync = self.last_sync()?;
        let device = self.store.device()?;
        let (known, today, now) = (self.known()?, self.today(), self.clock.now());
        let policy = known.policies.as_ref().and_then(|policies| policies.on(today));
        let one = |checked, well| CheckView { checked, well, count: None, moment: None, detail: None, key_store: None };
        let photos = self.store.photo_bytes();
        let key_store = self.key_store_state(key_store)?;
        let mut checks = vec![
            CheckView {
                count: Some(proved.edits),
                detail: proved.fault.clone(),
                ..one(Checked::Store, proved.fault.is_none())
            },
            CheckView { count: free, ..one(Checked::Space, free.is_none_or(|free| free >= LITTLE_SPACE)) },
            CheckView { moment: Some(now), ..one(Checked::Clock, !self.clock_is_behind()) },
            CheckView {
                moment: last_sync,
                ..one(Checked::LastSync, last_sync.is_some_and(|at| now - at < LONG_WITHOUT_LINE))
            },
            CheckView {
                detail: policy.map(cunji_domain::policy::Policy::id),
                ..one(Checked::Policy, policy.is_some())
            },
            CheckView { count: Some(known.members.len() as u64), ..one(Checked::Roster, !known.members.is_empty()) },
            CheckView {
                detail: Some(device.id.to_string()),
                ..one(Checked::Device, device.introduced && !self.store.needs_new_device()?)
            },
            CheckView { count: photos.as_ref().ok().copied(), ..one(Checked::Photos, photos.is_ok()) },
        ];
        checks.extend(key_store.map(|state| {
            let well = !matches!(state, KeyStoreState::Silent | KeyStoreState::Emptied);
            CheckView { key_store: Some(state), ..one(Checked::KeyStore, well) }
        }));
        Ok(checks)
    }

    fn key_store_state(&self, key_store: &dyn PlatformSecret) -> Result<Option<KeyStoreState>> {
        let Some(pin) = self.store.own_ways()?.pin else { return Ok(None) };
        let secret = key_store.get_or_create();
        Ok(Some(match (pin.secret, secret) {
            (Some(mark), Ok(secret)) if PinWrap::mark_of(&secret) == mark => KeyStoreState::Guards,
            (Some(_), Ok(_)) => KeyStoreState::Emptied,
            (Some(_), Err(_)) => KeyStoreState::Silent,
            (None, Ok(_)) => KeyStoreState::Unused,
            (None, Err(_)) => KeyStoreState::Missing,
        }))
    }
}
