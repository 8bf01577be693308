//! The lines of a job as a person types them on a phone.

use cunji_client::{Beside, DiaryChange, Phone, Place, Written, visit_on};
use cunji_domain::diary::Stay;
use cunji_domain::record::{Code, ListedCode, Prose};
use cunji_domain::visit::{HouseholdVisit, Quiz};

use super::{DiaryLine, JobLine, VisitLine};

/// What the phone's satellites say.
const SATELLITE: u8 = 1;

impl DiaryLine {
    /// What the person tells of the day.
    pub fn change(&self) -> DiaryChange {
        DiaryChange {
            stay: Stay::of(&self.stay),
            work: Some(self.work.iter().cloned().collect()),
            text: Some(self.text.clone()),
            ..DiaryChange::default()
        }
    }

    /// Where it was written.
    pub fn place(&self) -> Option<Place> {
        place(self.lat, self.lon, self.accuracy)
    }
}

impl VisitLine {
    /// The visit.
    pub fn visit(&self) -> HouseholdVisit {
        HouseholdVisit {
            household: Some(self.household.clone()),
            purpose: Some(ListedCode(self.purpose.clone())),
            findings: Prose(self.findings.clone()),
            quiz: self.quiz.clone().map(Quiz),
            satisfaction: self.satisfaction,
            ..visit_on(self.day)
        }
    }

    /// Where it was written.
    pub fn place(&self) -> Option<Place> {
        place(self.lat, self.lon, None)
    }
}

impl JobLine {
    /// Types it on a phone, whose clock is the caller's to set.
    ///
    /// # Errors
    /// The record breaks a rule.
    pub fn type_on(&self, phone: &mut Phone) -> cunji_client::Result<Written> {
        match self {
            Self::Diary(diary) => {
                let beside = Beside { village: None, place: diary.place() };
                phone.write_diary(diary.day, diary.change(), &beside)
            }
            Self::Visit(visit) => phone.add(&visit.visit(), &Beside { village: None, place: visit.place() }),
        }
    }
}

fn place(lat: Option<f64>, lon: Option<f64>, accuracy: Option<u32>) -> Option<Place> {
    let (lat, lon) = lat.zip(lon)?;
    Place::of_degrees(lat, lon, accuracy, SATELLITE)
}
