//! 交友 as its screens show it: who is to be contacted next, and a contact in two taps.

pub(crate) mod friendship;

use chrono::{Months, NaiveDate};
use cunji_domain::division::DivisionCode;
use cunji_domain::friendship::Friendship;
use cunji_domain::friendship_contact::{ContactWay, FriendshipContact};
use cunji_domain::record::{Code, RecordId};
use cunji_store::{Filter, Typed};

use crate::error::{ClientError, Result};
use crate::friends::friendship::contact_on;
use crate::phone::Phone;
use crate::phone::facts::Known;
use crate::phone::named::gist;
use crate::phone::write::{Beside, Written};
use crate::views::friends::{FriendRow, FriendView, FriendsView};
use crate::views::hex;

/// How two friends were in touch, by its code.
///
/// # Errors
/// There is no such code.
pub fn contact_way(code: &str) -> Result<ContactWay> {
    ContactWay::of(code).ok_or_else(|| {
        ClientError::told(
            "friendship.no_such_way",
            format!("没有「{code}」这种联系方式。"),
            format!("There is no way of contact called {code}."),
        )
    })
}

/// Where no policy has come down, a contact a month.
const CONTACT_MONTHS: i64 = 1;

impl Phone {
    /// A page of the person's friends: those to be in touch with soonest first.
    ///
    /// # Errors
    /// The village has to be named; the database fails.
    pub fn friends_view(&mut self, from: usize, count: usize, village: Option<&DivisionCode>) -> Result<FriendsView> {
        let space = self.village(village, None)?;
        let (person, known) = (self.person()?, self.known()?);
        let months = self.contact_months(&known);
        let contacts = self.records::<FriendshipContact>(&Filter::of(&space).by(&person))?;
        let friendships = self.records::<Friendship>(&Filter::of(&space).by(&person))?;
        let total = u32::try_from(friendships.len()).unwrap_or(u32::MAX);
        let mut due: Vec<(Option<NaiveDate>, &Typed<Friendship>)> =
            friendships.iter().map(|friend| (due(friend, last(friend.record.id, &contacts), months), friend)).collect();
        due.sort_by_key(|(due, friend)| (due.is_none(), *due, friend.record.id));
        let page = due.into_iter().skip(from).take(count);
        let rows = page.map(|(_, friend)| self.friend_row(&known, friend, &contacts, months)).collect::<Result<_>>()?;
        Ok(FriendsView { village: space.to_string(), contact_months: months, total, rows })
    }

    /// One friend with the contacts, the newest first.
    ///
    /// # Errors
    /// The friendship is not here.
    pub fn friend_view(&mut self, id: RecordId) -> Result<FriendView> {
        let friend = self.record_of::<Friendship>(id)?;
        let (person, known) = (self.person()?, self.known()?);
        let months = self.contact_months(&known);
        let mut contacts =
            self.records::<FriendshipContact>(&Filter::of(&friend.record.space).by(&friend.record.author))?;
        contacts.retain(|contact| contact.value.friendship == id);
        let rows = contacts.iter().rev().map(|contact| self.contact_row(&known, &person, contact));
        Ok(FriendView {
            village: friend.record.space.to_string(),
            contacts: rows.collect::<Result<_>>()?,
            row: self.friend_row(&known, &friend, &contacts, months)?,
            why: friend.value.why.0,
            ended_why: friend.value.ended_why,
        })
    }

    /// Notes a contact in two taps: with whom, and how. A second tap on the same way and day is no second contact.
    ///
    /// # Errors
    /// The friendship is not here or is another's; the store fails.
    pub fn log_contact(&mut self, friendship: RecordId, day: NaiveDate, how: ContactWay) -> Result<Written> {
        let space = self.record_of::<Friendship>(friendship)?.record.space;
        let of_day = self.records::<FriendshipContact>(&Filter::of(&space).by(&self.person()?).on(day..=day))?;
        let same = |one: &&Typed<FriendshipContact>| one.value.friendship == friendship && one.value.how == how;
        match of_day.iter().find(same) {
            Some(there) => self.unchanged(Some(there.record.id)),
            None => self.contact_friend(&contact_on(friendship, day, how), &Beside::default()),
        }
    }

    fn contact_months(&self, known: &Known) -> i64 {
        let policy = known.policies.as_ref().and_then(|policies| policies.on(self.today()));
        policy.map_or(CONTACT_MONTHS, |policy| policy.friendship.contact_months.get())
    }

    fn friend_row(
        &self,
        known: &Known,
        friend: &Typed<Friendship>,
        contacts: &[Typed<FriendshipContact>],
        months: i64,
    ) -> Result<FriendRow> {
        let (record, value, today) = (&friend.record, &friend.value, self.today());
        let household =
            self.household_named(known, &record.space, value.household.as_ref(), None, value.group.as_ref())?;
        let name = value.name.clone().or_else(|| household.as_ref().map(|household| household.head.clone()));
        let last = last(record.id, contacts);
        let due = due(friend, last, months);
        let with = contacts.iter().filter(|contact| contact.value.friendship == record.id);
        let overdue = due.map(|due| today.signed_duration_since(due).num_days());
        Ok(FriendRow {
            id: hex(&record.id.0),
            name: name.unwrap_or_default(),
            household,
            group: value.group.clone(),
            since: value.since,
            ended: value.ended,
            last: last.map(|last| last.value.day),
            last_how: last.map(|last| last.value.how.code().to_owned()),
            gist: last.map(|last| gist([last.value.text.0.as_str()])).unwrap_or_default(),
            due,
            overdue_days: overdue.map(|days| i32::try_from(days).unwrap_or(i32::MAX)),
            contacted_today: with.clone().any(|contact| contact.value.day == today),
            contacts: u32::try_from(with.count()).unwrap_or(u32::MAX),
            sent: self.is_sent(record)?,
        })
    }
}

/// The last contact of a friendship; they come by day.
fn last(friendship: RecordId, contacts: &[Typed<FriendshipContact>]) -> Option<&Typed<FriendshipContact>> {
    contacts.iter().rev().find(|contact| contact.value.friendship == friendship)
}

/// So many months after the last contact, or after the beginning.
fn due(friend: &Typed<Friendship>, last: Option<&Typed<FriendshipContact>>, months: i64) -> Option<NaiveDate> {
    if friend.value.ended.is_some() {
        return None;
    }
    let from = last.map_or(friend.value.since, |last| last.value.day);
    from.checked_add_months(Months::new(u32::try_from(months).unwrap_or(0)))
}
