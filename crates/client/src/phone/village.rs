//! Which of several villages the screens are about: what the person chose on this phone.

use chrono::NaiveDate;
use cunji_domain::division::DivisionCode;

use super::{Phone, not_yours};
use crate::error::{ClientError, Result};
use crate::views::me::{VillageName, VillagesView};

/// The code of the village that was chosen.
const CHOSEN: &str = "chosen village";

impl Phone {
    /// Chooses the village that the screens are about where the person works in several on one day. Holds until another is chosen;
    /// none leaves it open again.
    ///
    /// # Errors
    /// It is none of the person's; the database fails.
    pub fn choose_village(&mut self, village: Option<&DivisionCode>) -> Result<()> {
        let villages = self.villages()?;
        if let Some(other) = village.filter(|village| !villages.contains(village)) {
            return Err(not_yours(other));
        }
        let code = village.map_or("", DivisionCode::as_str);
        Ok(self.store.keep(CHOSEN, code.as_bytes())?)
    }

    /// The villages that may be chosen for a day (today, if none is given), and the one that the screens are about on it. A former
    /// post's is none of them: what is half written there is gone on with by its own name.
    ///
    /// # Errors
    /// The phone is nobody's yet; the database fails.
    pub fn villages_view(&mut self, day: Option<NaiveDate>) -> Result<VillagesView> {
        let day = day.unwrap_or_else(|| self.today());
        let villages = self.villages_open_on(day)?;
        let present = match self.village(None, Some(day)) {
            Ok(village) => Some(village.to_string()),
            // That one has to be chosen, or that there is none, is what the screen is told by this.
            Err(ClientError::WhichVillage(_) | ClientError::Told(_)) => None,
            Err(error) => return Err(error),
        };
        Ok(VillagesView { present, villages: self.villages_named(&villages, day)? })
    }

    /// The village that was chosen, if it is one of these; they are those that a day leaves open.
    pub(crate) fn chosen_among(&self, open: &[DivisionCode], day: NaiveDate) -> Result<DivisionCode> {
        let kept = self.store.kept(CHOSEN)?.unwrap_or_default();
        if let Some(chosen) = open.iter().find(|village| village.as_str().as_bytes() == kept.as_slice()) {
            return Ok(chosen.clone());
        }
        if open.is_empty() {
            return Err(ClientError::told(
                "client.no_village",
                "名册上还没有你的村,请先同步一次;还没有就请找镇办公室。",
                "The roster has no village for you yet. Sync first; if that does not help, ask the town office.",
            ));
        }
        Err(ClientError::WhichVillage(self.villages_named(open, day)?))
    }

    /// Villages by what they are called on a day.
    pub(crate) fn villages_named(&self, villages: &[DivisionCode], day: NaiveDate) -> Result<Vec<VillageName>> {
        let named =
            |code: &DivisionCode| Ok(VillageName { name: self.village_name(code, day)?, code: code.to_string() });
        villages.iter().map(named).collect()
    }
}
