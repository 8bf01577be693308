//! 定位点: the first secretary proposes an anchor where they stand; an office approves it.

use cunji_domain::anchor_proposal::AnchorProposal;
use cunji_domain::division::DivisionCode;
use cunji_domain::place::MeasuredPlace;
use cunji_domain::record::Prose;

use crate::error::Result;
use crate::phone::Phone;
use crate::phone::write::{Beside, Place, Written};

impl Phone {
    /// Proposes an anchor at a place that the phone has just found.
    ///
    /// # Errors
    /// Only a first secretary may; a rule is broken, such as that the place is too rough for the radius; the store fails.
    pub fn propose_anchor(
        &mut self,
        name: String,
        radius: i64,
        place: Place,
        village: Option<DivisionCode>,
    ) -> Result<Written> {
        let proposal = AnchorProposal {
            day: self.today(),
            name,
            place: MeasuredPlace {
                lat: place.lat.into(),
                lon: place.lon.into(),
                accuracy: place.accuracy.map(i64::from),
            },
            radius,
            note: Prose::default(),
        };
        self.add(&proposal, &Beside { village, place: Some(place) })
    }
}
