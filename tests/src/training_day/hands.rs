//! What people do with phone and card, and what goes wrong in their hands.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::task::Poll;
use std::time::Duration;

use cunji_client::{ClientError, Invitation, Language, Phone, SetClock, enrol_new};
use cunji_domain::person::PersonId;
use cunji_history::DeviceId;
use cunji_store::{Cost, failing_vfs};

use super::day::Day;
use super::line::{HallLine, Mishap};
use crate::world::PASSPHRASE;

/// What is wrong with somebody's phone, card or moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The line breaks in the midst of the answer to the enrolment.
    LineCut,
    /// A character of the code is typed wrong.
    Typo,
    /// The card was printed four days ago.
    Expired,
    /// The card was scanned by another phone of theirs first.
    UsedTwice,
    /// The phone is killed after the secret went out and before the answer was kept.
    Killed,
    /// They come while the server is restarted.
    Restart,
    /// The phone's clock is two years behind.
    WrongClock,
    /// They scan somebody else's card: whose code it is.
    SomebodyElses(String),
    /// Somebody else scanned their card.
    Taken,
    /// The phone's disk is full when the answer is to be kept.
    DiskFull,
    /// Their phone was revoked before: it was lost, and found again.
    Revoked,
}

/// Somebody who comes.
#[derive(Debug)]
pub struct Attendee {
    /// Who.
    pub person: PersonId,
    /// The code on their card.
    pub code: String,
    /// When they have scanned it, or typed it in.
    pub ready: Duration,
    /// The folder of their phone.
    pub folder: PathBuf,
    /// The phone's clock.
    pub clock: Arc<SetClock>,
    /// What is wrong.
    pub fault: Option<Fault>,
}

/// How somebody came in.
#[derive(Debug)]
pub struct Came {
    /// Who.
    pub person: PersonId,
    /// Whose the phone says that it is.
    pub is: PersonId,
    /// Its device.
    pub device: DeviceId,
    /// When its first sync was done.
    pub at: Duration,
    /// The codes of what they were told on the way, except that the server was not there.
    pub told: Vec<String>,
    /// How often the server was not there.
    pub waited: u32,
    /// What was planted.
    pub fault: Option<Fault>,
}

/// The server's address, as cards have it.
const SERVER: &str = "https://10.3.1.2:7610";
/// How long people wait before they tap again, when the server is not there.
const AGAIN: u64 = 20;
const ENROL: &str = "/v1/enroll";

impl Day<'_> {
    /// Somebody comes in, as far as they can; what stands in the way is told and set right by the clerk.
    ///
    /// # Panics
    /// Something is not as it must be: the story ends there.
    pub async fn comes_in(&self, who: &Attendee) -> Came {
        self.time().until(who.ready).await;
        let mut hands = Hands { day: self, who, told: Vec::new(), waited: 0 };
        let folder = &who.folder;
        let mut phone = match &who.fault {
            None | Some(Fault::Restart | Fault::WrongClock) => hands.enrols(folder, &who.code).await,
            Some(Fault::LineCut) => {
                hands.is_told(folder, &who.code, Mishap::CutInAnswer(ENROL, 60)).await;
                hands.enrols(folder, &who.code).await
            }
            Some(Fault::Typo) => {
                hands.is_told(folder, &mistyped(&who.code), Mishap::None).await;
                self.time().rest(60).await;
                hands.enrols(folder, &who.code).await
            }
            Some(Fault::Expired | Fault::Taken) => {
                hands.is_told(folder, &who.code, Mishap::None).await;
                let code = self.clerk_invites(&who.person).await;
                hands.enrols(folder, &code).await
            }
            Some(Fault::UsedTwice) => {
                let other = hands.enrols(&who.folder.with_extension("other"), &who.code).await;
                let other = device(&other);
                hands.is_told(folder, &who.code, Mishap::None).await;
                self.clerk_revokes(other).await;
                let code = self.clerk_invites(&who.person).await;
                hands.enrols(folder, &code).await
            }
            Some(Fault::Killed) => {
                let killed = hands.tries(folder, &who.code, Mishap::Killed(ENROL)).await;
                assert!(matches!(killed, Ok(None)), "the program was to be killed: {killed:?}");
                self.time().rest(30).await;
                hands.enrols(folder, &who.code).await
            }
            Some(Fault::SomebodyElses(theirs)) => {
                let wrong = hands.enrols(folder, theirs).await;
                assert_ne!(wrong.person().expect("it is somebody's"), who.person);
                let wrong_device = device(&wrong);
                drop(wrong);
                // Its name is not theirs; with their own card the phone says whose it is.
                hands.is_told(folder, &who.code, Mishap::None).await;
                self.clerk_revokes(wrong_device).await;
                // Nothing was written in it yet: it begins anew.
                std::fs::remove_dir_all(folder).expect("the phone begins anew");
                hands.enrols(folder, &who.code).await
            }
            Some(Fault::DiskFull) => {
                hands.is_told(folder, &who.code, Mishap::DiskFull(ENROL)).await;
                self.time().rest(90).await;
                hands.enrols(folder, &who.code).await
            }
            Some(Fault::Revoked) => {
                let mut phone = hands.opens(folder);
                hands.syncs(&mut phone).await;
                drop(phone);
                hands.enrols(folder, &who.code).await
            }
        };
        hands.syncs(&mut phone).await;
        Came {
            person: who.person.clone(),
            is: phone.person().expect("it is somebody's"),
            device: device(&phone),
            at: self.time().now(),
            told: hands.told,
            waited: hands.waited,
            fault: who.fault.clone(),
        }
    }
}

struct Hands<'d, 'w> {
    day: &'d Day<'w>,
    who: &'d Attendee,
    told: Vec<String>,
    waited: u32,
}

impl Hands<'_, '_> {
    fn opens(&self, folder: &Path) -> Phone {
        let clock = self.who.clock.clone();
        Phone::open(folder, PASSPHRASE, clock, Language::Zh)
            .unwrap_or_else(|error| panic!("{}: {error}", self.who.person))
    }

    /// Enrols once; nothing, if the program was killed.
    async fn tries(&self, folder: &Path, code: &str, mishap: Mishap) -> Result<Option<Phone>, ClientError> {
        let mut line = HallLine::new(self.day.hall(), mishap);
        let killed = line.killed();
        let invitation = Invitation::new(SERVER, code, "手机")?;
        let enrolling = async {
            if Phone::exists(folder) {
                let mut phone = self.opens(folder);
                phone.enrol(&mut line, &invitation).await?;
                return Ok(phone);
            }
            let clocks = (self.who.clock.clone() as Arc<dyn cunji_client::Clock>, Language::Zh);
            enrol_new(folder, PASSPHRASE, Cost::CHEAPEST, clocks, &mut line, &invitation).await
        };
        let mut enrolling = pin!(enrolling);
        let done = std::future::poll_fn(|context| match enrolling.as_mut().poll(context) {
            Poll::Pending if killed.load(SeqCst) => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
            Poll::Ready(done) => Poll::Ready(Some(done)),
        });
        let done = done.await;
        failing_vfs::calm();
        done.transpose()
    }

    /// Enrols, again and again while the server is not there.
    async fn enrols(&mut self, folder: &Path, code: &str) -> Phone {
        loop {
            match self.tries(folder, code, Mishap::None).await {
                Ok(Some(phone)) => return phone,
                Err(error) if is_of_the_line(&error) => self.waits().await,
                other => panic!("{} is not enrolled: {other:?}", self.who.person),
            }
        }
    }

    /// Tries, and is told why not.
    async fn is_told(&mut self, folder: &Path, code: &str, mishap: Mishap) {
        match self.tries(folder, code, mishap).await {
            Err(error) => self.told.push(error.code().to_owned()),
            Ok(_) => panic!("{}: {:?} was to be refused", self.who.person, self.who.fault),
        }
        self.day.time().rest(10).await;
    }

    /// Syncs until everything is there; a phone that was revoked is told so.
    async fn syncs(&mut self, phone: &mut Phone) {
        loop {
            let mut line = HallLine::new(self.day.hall(), Mishap::None);
            match phone.sync_over(&mut line).await {
                Ok(synced) => {
                    self.told.extend(synced.notices.into_iter().map(|notice| notice.code));
                    return;
                }
                Err(error) if is_of_the_line(&error) => self.waits().await,
                Err(error) => return self.told.push(error.code().to_owned()),
            }
        }
    }

    async fn waits(&mut self) {
        self.waited += 1;
        self.day.time().rest(AGAIN).await;
    }
}

fn is_of_the_line(error: &ClientError) -> bool {
    matches!(error, ClientError::NoServer(_) | ClientError::Cut { .. })
}

fn device(phone: &Phone) -> DeviceId {
    phone.store().device().expect("a device").id
}

/// The code with its first character taken for another.
fn mistyped(code: &str) -> String {
    let other = if code.starts_with('7') { '9' } else { '7' };
    code.chars().enumerate().map(|(place, character)| if place == 0 { other } else { character }).collect()
}
