//! 打卡: place and time offered for a day, never owed.

use cunji_domain::check_in::CheckIn;

use crate::error::Result;
use crate::phone::Phone;
use crate::phone::write::{Beside, Written};

impl Phone {
    /// Offers place and time for today.
    ///
    /// # Errors
    /// The store fails.
    pub fn check_in(&mut self, note: Option<String>, beside: &Beside) -> Result<Written> {
        let day = self.today();
        self.add(&CheckIn { day, note }, beside)
    }
}
