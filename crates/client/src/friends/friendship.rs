//! 结对交友: friends, and contacts with them.

use chrono::NaiveDate;
use cunji_domain::friendship::Friendship;
use cunji_domain::friendship_contact::{ContactWay, FriendshipContact};
use cunji_domain::record::{Prose, RecordId};

use crate::error::Result;
use crate::phone::Phone;
use crate::phone::write::{Beside, Written};

/// A friendship since a day, of which nothing else is said yet.
pub fn friendship_since(since: NaiveDate) -> Friendship {
    Friendship { name: None, group: None, household: None, since, why: Prose::default(), ended: None, ended_why: None }
}

/// A contact of which only the outline is told.
pub fn contact_on(friendship: RecordId, day: NaiveDate, how: ContactWay) -> FriendshipContact {
    FriendshipContact { friendship, day, how, text: Prose::default(), visit: None }
}

impl Phone {
    /// Writes a contact with a friend, in the friendship's village.
    ///
    /// # Errors
    /// The friendship is not here or is another's; the store fails.
    pub fn contact_friend(&mut self, contact: &FriendshipContact, beside: &Beside) -> Result<Written> {
        let space = self.record_of::<Friendship>(contact.friendship)?.record.space;
        self.add_in(space, contact, beside)
    }
}
